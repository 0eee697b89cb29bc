"""Texts as HTML: the one way any text reaches the page.

`escape` turns a text harmless, and only then are our own elements added around it. Nothing a user
types, a plan contains or an answer says is ever read as markup.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import groupby

from assistant.answer import Citation
from assistant.block_reader import read_blocks
from assistant.blocks import Block, Kind, Line, Listing, Mark, Paragraph, Table

__all__ = ["Marker", "escape", "is_shown", "line_html", "printable", "render_markdown"]

# Characters that reorder the text around them (Unicode UAX #9) could make a quote read falsely.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
_UNSEEN = _REORDERING | {"\ufffe", "\uffff"}  # the last two are no characters, XML refuses them


def printable(text: str) -> str:
    """`text` without what is never shown.

    Control characters other than line breaks and tabs, lone surrogates, characters that reorder
    text and what is no character are dropped.
    """
    return "".join(
        ch
        for ch in text
        if ch in "\n\t" or (unicodedata.category(ch) not in {"Cc", "Cs"} and ch not in _UNSEEN)
    )


def escape(text: str) -> str:
    """`text`, of it what is `printable`, as it may stand in HTML: in an element or an attribute."""
    return html.escape(printable(text), quote=True)


@lru_cache(maxsize=1 << 14)
def is_shown(character: str) -> bool:
    """Whether `escape` keeps a character."""
    return bool(printable(character))


def render_markdown(text: str, *, turn: int = 0, citations: Iterable[Citation] = ()) -> str:
    """Light Markdown as HTML: paragraphs, lists, tables, quotes, bold, and marks [n].

    A mark becomes a link to card `cite-<turn>-<n>` only where a citation with that number exists.
    """
    return Marker(turn, citations).html(text)


class Marker:
    """Makes HTML of texts that share their marks; the first mark of each number is its anchor."""

    def __init__(self, turn: int, citations: Iterable[Citation]) -> None:
        """`turn`: as the cards of the citations have it."""
        self._turn = turn
        self._labels = {citation.n: citation.label for citation in citations}
        self._seen: set[int] = set()

    def html(self, text: str) -> str:
        """A text in light Markdown as `render_markdown` gives it."""
        blocks = read_blocks(text, {n: n for n in self._labels})
        return "".join(_block(block, lambda line: line_html(line, self._mark)) for block in blocks)

    def _mark(self, n: int) -> str:
        anchor = "" if n in self._seen else f' id="mark-{self._turn}-{n}"'
        self._seen.add(n)
        name = escape(f"依据{n}：{self._labels[n]}")
        return (
            f'<a class="pq-mark"{anchor} href="#cite-{self._turn}-{n}" aria-label="{name}"'
            f' title="{name}">[{n}]</a>'
        )


def line_html(line: Line, mark: Callable[[int], str]) -> str:
    """A line as HTML, bold words in <strong>; `mark` gives the HTML of a note's mark."""
    parts = []
    for bold, runs in groupby(line, key=lambda run: run.bold):
        inner = "".join(mark(r.note) if isinstance(r, Mark) else escape(r.text) for r in runs)
        parts.append(f"<strong>{inner}</strong>" if bold else inner)
    return "".join(parts)


def _block(block: Block, inline: Callable[[Line], str]) -> str:
    if isinstance(block, Table):
        return _table(block, inline)
    if isinstance(block, Listing):
        return _list(block, inline)
    if isinstance(block, Paragraph):
        said = "<br>".join(map(inline, block.lines))
        return f"<blockquote>{said}</blockquote>" if block.kind is Kind.QUOTE else f"<p>{said}</p>"
    return f"<p>{escape(block.text)}</p>"


def _list(block: Listing, inline: Callable[[Line], str]) -> str:
    rows = "".join(
        f'<li class="pq-depth{item.depth}">{inline(item.line)}</li>' for item in block.items
    )
    if block.first is None:
        return f"<ul>{rows}</ul>"
    return f'<ol start="{block.first}">{rows}</ol>'


def _table(block: Table, inline: Callable[[Line], str]) -> str:
    head = ""
    if block.head:
        names = "".join(f'<th scope="col">{inline(cell)}</th>' for cell in block.head)
        head = f"<thead><tr>{names}</tr></thead>"
    body = "".join(
        f"<tr>{''.join(f'<td>{inline(cell)}</td>' for cell in row)}</tr>" for row in block.rows
    )
    return (
        '<div class="pq-table" role="region" aria-label="表格" tabindex="0">'
        f"<table>{head}<tbody>{body}</tbody></table></div>"
    )
