"""Rows of a table box read by its columns: name, unit, and a value for each column of a year."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.plan import BoxKind, NodeKind, Plan, Section, Sentence
from corpus.tables import is_note, is_value, pipe_cells

__all__ = ["Column", "RowLine", "plain_number", "read_row", "told", "year_columns"]

_COLUMN = re.compile(r"((?:19|20)\d{2})\s*年\s*((?:实际|目标|完成|规划|预期|预计|现状|基期)值?)?")
_SERIAL = re.compile(r"^\d{1,3}[.．、]\s*")
_UNIT_IN_NAME = re.compile(r"（([^（）]{1,8})）$")
_PLAIN_NUMBER = re.compile(r"([≥≤＞＜]?)\s*(-?\d+(?:\.\d+)?)(左右|以上|以下|以内)?")
_QUALIFIERS = frozenset({"左右", "以上", "以下", "以内"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of values: its year and what the header calls it (实际值, 目标值, "")."""

    year: int
    kind: str

    @property
    def label(self) -> str:
        """2015年实际值; 2015年."""
        return f"{self.year}年{self.kind}"


@dataclass(frozen=True, slots=True)
class RowLine:
    """One line of a row: an indicator and its values as printed, one for each year column."""

    name: str
    unit: str
    columns: tuple[Column, ...]
    values: tuple[str, ...]
    sentence: Sentence

    def said(self, years: tuple[int, ...] = ()) -> str:
        """The values in words, those of `years` first: 2015年实际值 826.54 亿元，2020年目标值 …."""
        pairs = zip(self.columns, self.values, strict=True)
        ordered = sorted(pairs, key=lambda pair: (pair[0].year not in years, pair[0].year))
        return "，".join(self._figure(column, value) for column, value in ordered)

    def _figure(self, column: Column, value: str) -> str:
        """One value with its unit, the qualifier after it: 2030年目标 85 岁左右."""
        if not any(ch.isdigit() for ch in value):
            return f"{column.label}没有数值"
        qualifier = next((q for q in _QUALIFIERS if value.endswith(q)), "")
        number = value.removesuffix(qualifier)
        percent = self.unit == "%" and number[-1].isdigit()
        unit = "%" if percent else "" if self.unit in {"", "%"} else f" {self.unit}"
        return f"{column.label} {number}{unit}{qualifier}"

    def value_in(self, year: int) -> str | None:
        """The printed value of a year, None where there is no such column."""
        pairs = zip(self.columns, self.values, strict=True)
        return next((value for column, value in pairs if column.year == year), None)


def told(row: Section, line: RowLine, years: tuple[int, ...] = ()) -> str:
    """A line of a row in words: 旅游休闲业增加值：2015年实际值 719.68 亿元，2020年目标值 …."""
    title = row.title.rstrip("*")
    name = line.name if title.startswith(line.name) else title + line.name
    return f"{name}：{line.said(years)}"


def year_columns(box: Section) -> tuple[Column, ...]:
    """The year columns of a table box, left to right, from its header lines."""
    header = ""
    for sentence in box.sentences[1:]:
        if is_note(sentence.text):
            break  # the years of the notes are no columns
        header += f" {sentence.text}"
    found = {int(year): Column(int(year), kind or "") for year, kind in _COLUMN.findall(header)}
    return tuple(found.values())


def read_row(plan: Plan, row: Section) -> tuple[RowLine, ...]:
    """The lines of a row that hold a value for each year column; other lines are left out."""
    box = plan.by_path.get(row.parent or "")
    if row.kind is not NodeKind.ROW or box is None or box.box_kind is not BoxKind.TABLE:
        return ()
    columns = year_columns(box)
    lines = []
    for sentence in row.sentences:
        cells = _cells(sentence.text)
        own = cells.index(row.number) + 1 if row.number in cells else 0
        values = [cell for cell in cells[own:] if is_value(cell)]
        if len(values) != len(columns):  # the number stands with the name, and a value equals it
            own, values = 0, [cell for cell in cells if is_value(cell)]
        if not columns or len(values) != len(columns):
            continue
        before = cells[own : cells.index(values[0], own)]
        name, unit = _name_and_unit(before)
        name = _SERIAL.sub("", name).rstrip("*")
        lines.append(RowLine(name or row.title, unit, columns, tuple(values), sentence))
    return tuple(lines)


def plain_number(printed: str) -> tuple[float | int, str] | None:
    """The number a cell prints and its qualifier (左右, ≥, ""); None for a range or a dash."""
    match = _PLAIN_NUMBER.fullmatch(printed)
    if match is None:
        return None
    number = float(match[2]) if "." in match[2] else int(match[2])
    return number, match[1] or match[3] or ""


def _cells(text: str) -> list[str]:
    """Cells of a line; a qualifier belongs to the value before it."""
    cells: list[str] = []
    for cell in pipe_cells(text) if "|" in text else text.split():
        if cell in _QUALIFIERS and cells:
            cells[-1] += cell
        elif cell:
            cells.append(cell)
    return cells


def _name_and_unit(words: list[str]) -> tuple[str, str]:
    """The last word before the values is the unit where it is short; the one before, the name."""
    if not words:
        return "", ""
    inside = _UNIT_IN_NAME.search(words[-1])
    if inside:
        return words[-1][: inside.start()], inside[1]
    if len(words) >= 2 and (len(words[-1]) <= 4 or "/" in words[-1]):
        return words[-2], words[-1]
    return words[-1], ""
