"""The page 原文: the plan as a book, loaded when it is first opened."""

from __future__ import annotations

from functools import cache

import gradio as gr

from assistant.book_search import Finder
from assistant.book_view import render_arrival, render_book, render_hits, render_outline
from assistant.pages.parts import QUIET, html
from corpus.plan import Plan

__all__ = ["book_page"]

_LONGEST = 100  # characters looked for
_WAIT = '<p class="pq-empty">正在打开原文……</p>'


def book_page(plan: Plan, tab: gr.Tab) -> None:
    """Search and outline beside the text; `tab` is the one the page stands in."""
    finder = Finder(plan)

    @cache
    def printed() -> tuple[str, str]:
        return render_outline(plan), render_book(plan)

    def open_book(query: str | None) -> list[object]:
        """The book, and where the page's address leads; without an address it is open already."""
        if query is None:
            return [gr.skip()] * 3
        return [*printed(), render_arrival(plan, query)]

    def prepare() -> None:
        printed()

    def find(words: str | None) -> str:
        asked = (words or "").strip()
        return render_hits(plan, finder.find(asked[:_LONGEST])) if asked else ""

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
