"""A table box as an HTML table: rows by cells where the reading tells them, else whole lines.

What extraction scattered over the lines (a merged category column, the header) is folded away
under the table, so that no printed word is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from assistant.markup import escape
from assistant.text_view import Characters, characters, paragraphs
from corpus.plan import NodeKind, Plan, Section, Sentence, SentenceKind
from corpus.rows import RowLine, read_row
from corpus.textops import BLANKS

__all__ = ["Words", "render_table"]

Words = Callable[[Characters], str]  # characters as finished HTML

_BLANK = frozenset(BLANKS)


@dataclass(frozen=True, slots=True)
class _Cells:
    """A line of a row by its columns; each cell holds some words of the line."""

    serial: list[Characters]
    name: list[Characters]
    unit: list[Characters]
    values: list[list[Characters]]
    stray: list[Characters]  # of a merged category column


def render_table(plan: Plan, box: Section, words: Words) -> str:
    """The rows of a table box, then its notes, then the words of its header as printed.

    Args:
        plan: the plan the box belongs to.
        box: a box of kind table.
        words: characters as finished HTML.
    """
    rows = [s for s in plan.children.get(box.path, ()) if s.kind is NodeKind.ROW]
    own = [s for s in box.sentences if s.kind is SentenceKind.ROW]
    notes = [s for s in box.body if s.kind is not SentenceKind.ROW]
    piped = _piped(plan, own, rows)
    if piped:
        head, loose = _header(words, piped), [s for s in own if not _is_rule(s)][1:]
        body = "".join(_pipe_row(plan, row, len(piped), words) for row in rows)
        stray: list[Characters] = []
    else:
        head, body, stray = _read_rows(plan, rows, words)
        loose = own
    table = (
        '<div class="pq-table" role="region" aria-label="表格" tabindex="0">'
        f"<table>{head}{body}</table></div>"
    )
    under = " ".join(words(held) for s in loose if (held := characters(plan.text, s)))
    under = " ".join(filter(None, [under, *map(words, stray)]))
    folded = f"<details><summary>表头原文</summary><p>{under}</p></details>" if under else ""
    after = paragraphs(plan.text, notes, lambda s: words(characters(plan.text, s)))
    return table + folded + after


# Pipe tables


def _piped(plan: Plan, own: list[Sentence], rows: list[Section]) -> list[Characters]:
    """The cells of a pipe table's header; none where the table or a row of it is no such."""
    lines = [s for row in rows for s in row.sentences]
    if not own or not lines or not all("|" in s.text for s in [own[0], *lines]):
        return []
    header = _pipe_cells(characters(plan.text, own[0]))
    fits = all(len(_pipe_cells(characters(plan.text, s))) <= len(header) for s in lines)
    return header if fits else []


def _is_rule(sentence: Sentence) -> bool:
    return set(sentence.text) <= set("|-: ")


def _pipe_cells(held: Characters) -> list[Characters]:
    """The cells between the pipes; the outermost pipes bound the line."""
    cells: list[Characters] = [[]]
    for offset, character in held:
        if character == "|":
            cells.append([])
        else:
            cells[-1].append((offset, character))
    cells = [_joined(_tokens(cell)) for cell in cells]
    cells = cells if cells[0] else cells[1:]
    return cells if cells and cells[-1] else cells[:-1]


def _header(words: Words, cells: Iterable[Characters]) -> str:
    names = "".join(f'<th scope="col">{words(cell)}</th>' for cell in cells)
    return f"<thead><tr>{names}</tr></thead>"


def _pipe_row(plan: Plan, row: Section, width: int, words: Words) -> str:
    """Cells are counted from the right: a merged category is missing at the left."""
    lines = []
    for sentence in row.sentences:
        cells = _pipe_cells(characters(plan.text, sentence))
        cells = [[] for _ in range(width - len(cells))] + cells
        lines.append("".join(f"<td>{words(cell)}</td>" for cell in cells))
    return _group(row, lines)


# Lines of cells


def _read_rows(plan: Plan, rows: list[Section], words: Words) -> tuple[str, str, list[Characters]]:
    """Header and body by the columns the reading tells, and the words that stand in none."""
    lines = {line.sentence: line for row in rows for line in read_row(plan, row)}
    labels = next(([c.label for c in line.columns] for line in lines.values()), [])
    names = ["序号", "指标", "单位", *labels] if labels else []
    width = max(len(names), 1)
    stray: list[Characters] = []
    body = []
    for row in rows:
        whole, told = [], []
        for sentence in row.sentences:
            held = characters(plan.text, sentence)
            cells = _by_columns(held, lines.get(sentence), row.number)
            if cells is None or len(cells.values) != len(labels):
                whole.append(_whole(held, row.number, width, words))
                continue
            told.append(_told(cells, words))
            stray += cells.stray
        body.append(_group(row, whole + told))
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    return f"<thead><tr>{head}</tr></thead>" if head else "", "".join(body), stray


def _whole(held: Characters, number: str, width: int, words: Words) -> str:
    """A line without values over the whole width, a serial number before it in its own column."""
    first, *rest = _tokens(held)
    if width > 1 and rest and _said(first) == number:
        return f'<td>{words(first)}</td><td colspan="{width - 1}">{words(_joined(rest))}</td>'
    return f'<td colspan="{width}">{words(held)}</td>'


def _told(cells: _Cells, words: Words) -> str:
    columns = [cells.serial, cells.name, cells.unit, *cells.values]
    return "".join(f"<td>{words(_joined(column))}</td>" for column in columns)


def _group(row: Section, lines: list[str]) -> str:
    inside = "".join(f"<tr>{line}</tr>" for line in lines)
    return (
        f'<tbody id="s-{escape(row.path)}" tabindex="-1" aria-label="{escape(row.label)}">'
        f"{inside}</tbody>"
    )


def _by_columns(held: Characters, line: RowLine | None, number: str) -> _Cells | None:
    """The words of a line under serial number, name, unit and values; None where they do not fit.

    Values are looked for from the right, the unit before them, the name between number and unit.
    """
    if line is None:
        return None
    tokens = _tokens(held)
    values: list[list[Characters]] = []
    end = first = len(tokens)
    for value in reversed(line.values):
        place = _last(tokens, value, first)
        if place is None:
            return None
        first, after = place
        end = after if not values else end
        values.insert(0, tokens[first:after])
    unit = first - 1 if first and _said(tokens[first - 1]) == line.unit else first
    said = [_said(token) for token in tokens[:unit]]
    serial = said.index(number) if number and number in said else -1
    return _Cells(
        tokens[serial : serial + 1] if serial >= 0 else [],
        tokens[serial + 1 : unit],
        tokens[unit:first],
        values,
        [*tokens[: max(serial, 0)], *tokens[end:]],
    )


def _last(tokens: list[Characters], value: str, before: int) -> tuple[int, int] | None:
    """The last tokens before an index that say a value together, as a half-open range."""
    for end in range(before, 0, -1):
        for start in range(end - 1, -1, -1):
            said = "".join(map(_said, tokens[start:end]))
            if said == value:
                return start, end
            if len(said) > len(value):
                break
    return None


def _tokens(held: Characters) -> list[Characters]:
    groups = groupby(held, key=lambda pair: pair[1] in _BLANK)
    return [list(group) for blank, group in groups if not blank]


def _joined(tokens: list[Characters]) -> Characters:
    """Words of one cell with the blanks between them."""
    joined: Characters = []
    for token in tokens:
        joined += [(joined[-1][0], " "), *token] if joined else token
    return joined


def _said(held: Characters) -> str:
    return "".join(character for _, character in held).strip()
