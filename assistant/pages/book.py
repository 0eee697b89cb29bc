"""The page 原文: the plan as a book, loaded when it is first opened."""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property
from threading import Lock

import gradio as gr

from assistant.book_search import Finder
from assistant.book_view import render_arrival, render_book, render_hits, render_outline
from assistant.pages.parts import QUIET, html
from assistant.pages.plans import Chosen
from corpus.plan import Plan

__all__ = ["book_page"]

_LONGEST = 100  # characters looked for
_HELD = 8  # books kept printed; one of 31,000 characters takes 0.5 MB
_WAIT = '<p class="pq-empty">正在打开原文……</p>'


class _Books:
    """The plans that were opened last, printed once for all readers."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[str, str], _Book] = OrderedDict()
        self._lock = Lock()

    def of(self, plan: Plan) -> _Book:
        """A plan's book."""
        key = (plan.plan_id, plan.digest)
        with self._lock:
            if key not in self._held:
                self._held[key] = _Book(plan)
                while len(self._held) > _HELD:
                    self._held.popitem(last=False)
            self._held.move_to_end(key)
            return self._held[key]


class _Book:
    """One plan's outline and text as HTML, and what finds words in it."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.finder = plan, Finder(plan)

    @cached_property
    def printed(self) -> tuple[str, str]:
        """Outline and text."""
        return render_outline(self.plan), render_book(self.plan)


def book_page(chosen: Chosen, tab: gr.Tab) -> None:
    """Search and outline beside the text; `tab` is the one the page stands in."""
    books = _Books()

    def open_book(query: str | None, request: gr.Request) -> list[object]:
        """The book, and where the page's address leads; without an address it is open already."""
        if query is None:
            return [gr.skip()] * 3
        book = books.of(chosen(request).plan)
        return [*book.printed, render_arrival(book.plan, query)]

    def prepare() -> None:
        _ = books.of(chosen.default.plan).printed

    def find(words: str | None, request: gr.Request) -> str:
        asked = (words or "").strip()
        if not asked:
            return ""
        book = books.of(chosen(request).plan)
        return render_hits(book.plan, book.finder.find(asked[:_LONGEST]))

    with gr.Row(elem_id="book"):
        with gr.Column(scale=2, min_width=260, elem_id="book-side"):
            with gr.Row(elem_id="book-ask"):
                box = gr.Textbox(
                    label="在原文中查找",
                    show_label=False,
                    container=False,
                    placeholder="在原文中查找",
                    max_lines=1,
                    max_length=_LONGEST,
                    elem_id="book-words",
                )
                send = gr.Button("查找", scale=0, min_width=64, elem_id="book-find")
            hits = html("", "book-hits")
            outline = html("", "book-outline")
        with gr.Column(scale=5, min_width=300, elem_id="book-main"):
            note = html("", "book-note")
            text = html(_WAIT, "book-text")
    address = gr.Textbox(visible=False)
    tab.select(
        open_book,
        address,
        [outline, text, note],
        js="() => [planqaBook.address()]",
        queue=False,
        **QUIET,
    ).then(None, js="() => planqaBook.arrive()", **QUIET)
    for trigger in (box.submit, send.click):
        trigger(find, box, hits, **QUIET).then(None, js="() => planqaBook.found()", **QUIET)
    # When the page of the application is there, and before anyone clicks: to print takes a moment.
    gr.on(None, prepare, js="() => planqaBook.begin()", **QUIET)
