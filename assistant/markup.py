"""Texts as HTML: the one way any text reaches the page.

`escape` turns a text harmless, and only then are our own elements added around it. Nothing a user
types, a plan contains or an answer says is ever read as markup.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import groupby

from assistant.answer import Citation

__all__ = ["escape", "is_shown", "render_markdown"]

_Inline = Callable[[str], str]  # one line's text, escaped and marked up

# Characters that reorder the text around them (Unicode UAX #9) could make a quote read falsely.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")

_MARK = re.compile(r"\[(\d{1,3})\]")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITEM = re.compile(r"(?P<indent> *)(?:(?P<bullet>[-*•])|(?P<number>\d{1,3})\.) +(?P<text>.+)")
_CELL_BREAK = re.compile(r"(?<!\\)\|")


def escape(text: str) -> str:
    """`text` as it may stand in HTML, in an element or a quoted attribute.

    Control characters other than line breaks and tabs, lone surrogates and characters that
    reorder text are dropped.
    """
    return html.escape("".join(filter(is_shown, text)), quote=True)


@lru_cache(maxsize=1 << 14)
def is_shown(character: str) -> bool:
    """Whether `escape` keeps a character."""
    return character in "\n\t" or (
        unicodedata.category(character) not in {"Cc", "Cs"} and character not in _REORDERING
    )


def render_markdown(text: str, *, turn: int = 0, citations: Iterable[Citation] = ()) -> str:
    """Light Markdown as HTML: paragraphs, lists, tables, quotes, bold, and marks [n].

    A mark becomes a link to card `cite-<turn>-<n>` only where a citation with that number exists.
    """
    labels = {citation.n: citation.label for citation in citations}
    seen: set[int] = set()

    def mark(match: re.Match[str]) -> str:
        n = int(match[1])
        if n not in labels:
            return match[0]
        anchor = "" if n in seen else f' id="mark-{turn}-{n}"'
        seen.add(n)
        name = escape(f"依据{n}：{labels[n]}")
        return (
            f'<a class="pq-mark"{anchor} href="#cite-{turn}-{n}" aria-label="{name}"'
            f' title="{name}">[{n}]</a>'
        )

    def inline(raw: str) -> str:
        return _MARK.sub(mark, _BOLD.sub(r"<strong>\1</strong>", escape(raw)))

    lines = text.replace("\r\n", "\n").split("\n")
    blocks = groupby(lines, key=_block_kind)
    return "".join(_block(kind, list(group), inline) for kind, group in blocks)


def _block_kind(line: str) -> str:
    """What a line of light Markdown belongs to."""
    stripped = line.strip()
    if not stripped:
        return "blank"
    if stripped.startswith("|"):
        return "table"
    if match := _ITEM.fullmatch(line.rstrip()):
        return "bullets" if match["bullet"] else "numbers"
    return "quote" if stripped.startswith(">") else "text"


def _block(kind: str, lines: list[str], inline: _Inline) -> str:
    if kind == "blank":
        return ""
    if kind == "table":
        return _table(lines, inline)
    if kind in {"bullets", "numbers"}:
        return _list(kind, lines, inline)
    if kind == "quote":
        said = "<br>".join(inline(line.strip().removeprefix(">").strip()) for line in lines)
        return f"<blockquote>{said}</blockquote>"
    return f"<p>{'<br>'.join(inline(re.sub(r'^ *#{1,6} +', '', line)) for line in lines)}</p>"


def _list(kind: str, lines: list[str], inline: _Inline) -> str:
    items = [match for line in lines if (match := _ITEM.fullmatch(line.rstrip()))]
    rows = "".join(
        f'<li class="pq-depth{min(len(item["indent"]) // 2, 3)}">{inline(item["text"])}</li>'
        for item in items
    )
    if kind == "bullets":
        return f"<ul>{rows}</ul>"
    return f'<ol start="{int(items[0]["number"])}">{rows}</ol>'


def _table(lines: list[str], inline: _Inline) -> str:
    rows = [_cells(line, inline) for line in lines if not _is_rule(line)]
    if not rows:
        return ""
    head = ""
    if len(lines) > 1 and _is_rule(lines[1]):
        names = "".join(f'<th scope="col">{cell}</th>' for cell in rows[0])
        head = f"<thead><tr>{names}</tr></thead>"
        rows = rows[1:]
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (
        '<div class="pq-table" role="region" aria-label="表格" tabindex="0">'
        f"<table>{head}<tbody>{body}</tbody></table></div>"
    )


def _is_rule(line: str) -> bool:
    """Whether a line only parts a table's head from its body: |---|:--|."""
    return "-" in line and set(line) <= set("|:- \t")


def _cells(line: str, inline: _Inline) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [inline(cell.strip().replace("\\|", "|")) for cell in _CELL_BREAK.split(inner)]
