"""Light Markdown, as answers are written in it, read as blocks.

Paragraphs, lists, tables, quotes, **bold**, and marks [n]; all else is plain words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from assistant.blocks import Block, Item, Kind, Line, Listing, Mark, Paragraph, Table, Words

__all__ = ["read_blocks"]

_MARK = re.compile(r"\[(\d{1,3})\]")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITEM = re.compile(r"(?P<indent> *)(?:(?P<bullet>[-*•])|(?P<number>\d{1,3})\.) +(?P<text>.+)")
_HASHES = re.compile(r"^ *#{1,6} +")
_CELL_BREAK = re.compile(r"(?<!\\)\|")
_DEEPEST = 3


def read_blocks(text: str, notes: Mapping[int, int]) -> tuple[Block, ...]:
    """The blocks of `text`; `notes` gives the key of the note that a mark [n] refers to.

    A mark whose number is not among `notes` stays words.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    groups = ((kind, list(group)) for kind, group in groupby(lines, key=_line_kind))
    blocks = (_block(kind, group, notes) for kind, group in groups if kind != "blank")
    return tuple(block for block in blocks if block is not None)


def _line_kind(line: str) -> str:
    """What a line belongs to."""
    stripped = line.strip()
    if not stripped:
        return "blank"
    if stripped.startswith("|"):
        return "table"
    if match := _ITEM.fullmatch(line.rstrip()):
        return "bullets" if match["bullet"] else "numbers"
    return "quote" if stripped.startswith(">") else "text"


def _block(kind: str, lines: list[str], notes: Mapping[int, int]) -> Block | None:
    if kind == "table":
        return _table(lines, notes)
    if kind in {"bullets", "numbers"}:
        return _listing(lines, notes)
    if kind == "quote":
        said = (line.strip().removeprefix(">").strip() for line in lines)
        return Paragraph(tuple(_line(words, notes) for words in said), Kind.QUOTE)
    return Paragraph(tuple(_line(_HASHES.sub("", line), notes) for line in lines))


def _listing(lines: list[str], notes: Mapping[int, int]) -> Listing:
    found = [match for line in lines if (match := _ITEM.fullmatch(line.rstrip()))]
    items = tuple(
        Item(_line(item["text"], notes), min(len(item["indent"]) // 2, _DEEPEST)) for item in found
    )
    return Listing(items, int(found[0]["number"]) if found[0]["number"] else None)


def _table(lines: list[str], notes: Mapping[int, int]) -> Table | None:
    rows = [_cells(line, notes) for line in lines if not _is_rule(line)]
    if not rows:
        return None
    if len(lines) > 1 and _is_rule(lines[1]):
        return Table(rows[0], tuple(rows[1:]))
    return Table((), tuple(rows))


def _is_rule(line: str) -> bool:
    """Whether a line only parts a table's head from its body: |---|:--|."""
    return "-" in line and set(line) <= set("|:- \t")


def _cells(line: str, notes: Mapping[int, int]) -> tuple[Line, ...]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    cells = (cell.strip().replace("\\|", "|") for cell in _CELL_BREAK.split(inner))
    return tuple(_line(cell, notes) for cell in cells)


def _line(text: str, notes: Mapping[int, int]) -> Line:
    runs: list[Words | Mark] = []
    # Split at a pattern with one group, what it found stands at the odd places.
    for place, part in enumerate(_BOLD.split(text)):
        runs += _runs(part, notes, bold=bool(place % 2))
    return tuple(runs)


def _runs(text: str, notes: Mapping[int, int], *, bold: bool) -> Iterator[Words | Mark]:
    done = 0
    for match in _MARK.finditer(text):
        if (n := int(match[1])) in notes:
            if done < match.start():
                yield Words(text[done : match.start()], bold)
            yield Mark(notes[n], bold)
            done = match.end()
    if done < len(text):
        yield Words(text[done:], bold)
