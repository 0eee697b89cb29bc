"""Rows of a table box read by its columns: name, unit, and a value for each column of a year.

A value is kept as the plan prints it: a number, —— for none, or words (“十四五”年均增长4.0,
完成省下达目标). Cells are told apart by the table's header in a pipe table; where extraction left
lines of cells, values stand at the end of a line, before 约束性 or 预期性.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.cells import is_unit, is_value, plain_cell, tight, unmarked
from corpus.line_header import line_header
from corpus.pipe_tables import pipe_cells
from corpus.plan import BoxKind, NodeKind, Plan, Section, Sentence
from corpus.table_header import HeaderColumn, Role, caption_unit, read_header, row_cells
from corpus.tables import is_note

__all__ = [
    "Column",
    "RowLine",
    "lines_header",
    "pipe_columns",
    "plain_number",
    "read_row",
    "row_words",
    "split_line",
    "told",
    "told_by_header",
    "year_columns",
]

_COLUMN = re.compile(r"((?:19|20)\d{2})\s*年\s*((?:实际|目标|完成|规划|预期|预计|现状|基期)值?)?")
# A column over the years between: 年均/累计, 五年累计, 年均增速（%）/〔累计〕.
_SPAN = re.compile(
    r"(?:五年|期间)?(?:年均|累计)(?:增长|增速|增幅|增加|变化)?率?(?:[（(][%％][）)])?"
    r"(?:[/／（(〔\[]+(?:五年)?(?:年均|累计)(?:增长|增速|增加|变化)?数?[）)〕\]]*)?"
)
_TOTAL = re.compile(r"^[〔\[（(].+[〕\])）]$")
_YEARS = ("一", "两", "三", "四", "五", "六", "七", "八", "九", "十")
_USUAL = 5  # years of a plan, where its table has one column of a year alone
_SERIAL = re.compile(r"^\d{1,3}[.．、]\s*")
_COUNT = re.compile(r"(?<![A-Za-z])\d")
_UNIT_IN_NAME = re.compile(r"（([^（）]{1,8})）$")
_PLAIN_NUMBER = re.compile(r"([≥≤＞＜]?)\s*(-?\d+(?:\.\d+)?)(左右|以上|以下|以内)?")
_QUALIFIERS = frozenset({"左右", "以上", "以下", "以内"})
_FORCE = re.compile(r"(约束|预期|指导)性?(?:指标)?")
_NO_UNIT = frozenset({"", "-", "—", "——", "－", "/", "无"})
_TELLS = re.compile(r"\d|[\u4e00-\u9fff]{3}")  # a figure, or words for one: 完成省下达任务
_RATIO = re.compile(r"率|比重|占比|比例|构成|增速|增长|增幅|指数|比值")  # of no unit but their own
_WORDY_CHAR = re.compile(r"[\u4e00-\u9fff]")
_WORDY = re.compile(r"[\u4e00-\u9fff]{2}")
_FRAGMENT = re.compile(r"[\u4e00-\u9fff]{1,4}")  # of a merged category column, beside a row
# What the halves of a name such as 机场旅客/货邮吞吐量 are both measured by.
_MEASURED = re.compile(
    r"(?:吞吐量|总产量|产量|总量|数量|总额|人数|次数|面积|收入|产值|比重|率|量|额)$"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of values: its year and what the header calls it (实际值, 目标值, "").

    One of 年均/累计 has the first of the years it is over; a value in brackets is what all of them
    bring, any other what each does.
    """

    year: int
    kind: str
    first: int | None = None

    @property
    def label(self) -> str:
        """2015年实际值; 2015年; 年均/累计."""
        return f"{self.year}年{self.kind}" if self.first is None else self.kind

    def label_of(self, value: str) -> str:
        """The label above a value: 五年累计 above 〔4.8〕."""
        if self.first is None:
            return self.label
        return f"{_YEARS[min(self.year - self.first, len(_YEARS) - 1)]}年{self.over(value)}"

    def over(self, value: str) -> str:
        """累计 or 年均, as a value of the column is one; "" in the column of a year."""
        if self.first is None:
            return ""
        both = "年均" in self.kind and "累计" in self.kind
        total = bool(_TOTAL.match(value)) if both else "累计" in self.kind
        return "累计" if total else "年均"


@dataclass(frozen=True, slots=True)
class RowLine:
    """One line of a row: an indicator and its values as printed, one for each year column."""

    name: str
    unit: str
    columns: tuple[Column, ...]
    values: tuple[str, ...]
    sentence: Sentence
    force: str = ""  # 约束性, 预期性; "" where the table does not say

    def said(self, years: tuple[int, ...] = ()) -> str:
        """The values in words, those of `years` first: 2015年实际值 826.54 亿元，2020年目标值 …."""
        pairs = zip(self.columns, self.values, strict=True)
        ordered = sorted(pairs, key=lambda pair: (pair[0].year not in years, pair[0].year))
        return "，".join(self.figure(column, value) for column, value in ordered)

    def figure(self, column: Column, value: str) -> str:
        """One value with its unit, the qualifier after it: 2030年目标 85 岁左右."""
        label = column.label_of(value)
        if value in _NO_UNIT:
            return f"{label}没有数值"
        if not any(ch.isdigit() for ch in value):
            return f"{label}：{value}"
        qualifier = next((q for q in _QUALIFIERS if value.endswith(q)), "")
        number = value.removesuffix(qualifier)
        measured = "%" if column.over(value) == "年均" else self.unit
        percent = measured == "%" and number[-1].isdigit()
        bare = measured in {"", "%"} or not number[-1].isdigit()
        unit = "%" if percent else "" if bare else f" {measured}"
        return f"{label} {number}{unit}{qualifier}"

    def value_in(self, year: int) -> str | None:
        """The printed value of a year, None where there is no such column."""
        pairs = zip(self.columns, self.values, strict=True)
        held = (value for column, value in pairs if column.year == year and column.first is None)
        return next(held, None)


def told(row: Section, line: RowLine, years: tuple[int, ...] = ()) -> str:
    """A line of a row in words: 旅游休闲业增加值：2015年实际值 719.68 亿元，2020年目标值 …."""
    title = row.title.rstrip("*")
    whole = title.startswith(line.name) or "/" in title or line.name.startswith(title[:4])
    return f"{line.name if whole else title + line.name}：{line.said(years)}"


def year_columns(box: Section) -> tuple[Column, ...]:
    """The year columns of a table box, left to right, from its header lines."""
    header = ""
    for sentence in box.sentences[1:]:
        if is_note(sentence.text):
            break  # the years of the notes are no columns
        header += f" {sentence.text}"
    found = {int(year): Column(int(year), kind or "") for year, kind in _COLUMN.findall(header)}
    return tuple(found.values())


def lines_header(box: Section) -> tuple[HeaderColumn, ...]:
    """The header of a table in lines of cells; empty where no one line names all columns."""
    return line_header(box, {column.year for column in year_columns(box)})


def _value_columns(box: Section) -> tuple[Column | None, ...]:
    """The columns of figures of a table in lines of cells: of years, and of the years between.

    None stands for one that holds something else (比上年增长).
    """
    header = lines_header(box)
    if header:
        held = zip(header, pipe_columns(header), strict=True)
        return tuple(column for told, column in held if told.role is Role.VALUE)
    years = year_columns(box)
    cells = [c for s in box.sentences[1:] if not is_note(s.text) for c in s.text.split()]
    span = next((c for c in cells if _SPAN.fullmatch(re.sub(r"\s+", "", c))), None)
    if span is None or not years:
        return years
    last = max(column.year for column in years)
    first = min(column.year for column in years) + 1
    first = first if first <= last else last - _USUAL + 1
    over = Column(last, re.sub(r"\s+|[%％（）()〔〕\[\]]", "", span), first)
    before = sum(bool(_COLUMN.search(cell)) for cell in cells[: cells.index(span)])
    return (*years[:before], over, *years[before:])


def read_row(plan: Plan, row: Section) -> tuple[RowLine, ...]:
    """The lines of a row that hold a value for each year column; other lines are left out."""
    box = plan.by_path.get(row.parent or "")
    if row.kind is not NodeKind.ROW or box is None or box.box_kind is not BoxKind.TABLE:
        return ()
    lines: list[RowLine] = []
    header = read_header(plan, box)
    above = caption_unit(box) if header else ""
    columns = () if header else _value_columns(box)
    for sentence in row.sentences:
        line = None
        if header:
            line = _read_pipes(plan, sentence, header, above)
        elif columns and len(row_cells(plan, sentence)) == 1:
            line = _read_cells(sentence, row, columns)
        if line is not None:
            name = _SERIAL.sub("", line.name).rstrip("*")
            lines += _halves(replace(line, name=name or row.title))
    return tuple(lines)


def told_by_header(plan: Plan, row: Section) -> str:
    """A row of a pipe table that is no table of years, by its header: 建设规模 12公里；投资 3亿元.

    Empty for any other node, and where the header does not fit the row.
    """
    box = plan.by_path.get(row.parent or "")
    if row.kind is not NodeKind.ROW or box is None or len(row.sentences) != 1:
        return ""
    cells = row_cells(plan, row.sentences[0])
    header = read_header(plan, box)
    if len(header) != len(cells) or len(cells) < 2 or read_row(plan, row):
        return ""
    named = [(c.label, cell) for c, cell in zip(header, cells, strict=True) if cell]
    told = "；".join(f"{title} {cell}" for title, cell in named if cell != row.title)
    return f"{row.title}：{told}" if row.title in cells else told


def plain_number(printed: str) -> tuple[float | int, str] | None:
    """The number a cell prints and its qualifier (左右, ≥, ""); None for a range or a dash."""
    match = _PLAIN_NUMBER.fullmatch(printed)
    if match is None:
        return None
    number = float(match[2]) if "." in match[2] else int(match[2])
    return number, match[1] or match[3] or ""


# --- pipe tables ----------------------------------------------------------------------------------


def _read_pipes(
    plan: Plan, sentence: Sentence, header: Sequence[HeaderColumn], above: str
) -> RowLine | None:
    """The cells of a line under the columns of a year, and under one over the years between.

    Where a merged category cell is missing at the left of all its rows but the first, the cells
    are counted from the right. The unit `above` the table is that of rows which print none.
    """
    cells = row_cells(plan, sentence)
    cells = [""] * (len(header) - len(cells)) + cells
    if len(cells) != len(header):
        return None
    held = pipe_columns(header)
    columns = [column for column in held if column is not None]
    values = [unmarked(cell) for column, cell in zip(held, cells, strict=True) if column]
    inside = {c.unit for c, column in zip(header, held, strict=True) if column and not column.first}
    name, unit, force = row_words(header, cells)
    if not name or not any(_TELLS.search(value) for value in values):
        return None
    name, own = _unit_inside(name)
    unit = own if unit in _NO_UNIT else unit
    if not unit and len(inside) == 1:
        unit = inside.pop()
    if not unit and not _RATIO.search(name):
        unit = above
    return RowLine(name, unit, tuple(columns), tuple(values), sentence, force)


def pipe_columns(header: Sequence[HeaderColumn]) -> list[Column | None]:
    """For each column of a header the `Column` it is, None where it holds no figures of a year.

    None is one where the same years come twice (of two regions) or in several units.
    """
    years = [c for c in header if c.of_year]
    found: list[Column | None] = [None] * len(header)
    distinct = len({(c.year, c.kind) for c in years}) == len(years)
    if not years or not distinct or len({c.unit for c in years}) > 1:
        return found
    last, first = max(c.year or 0 for c in years), min(c.year or 0 for c in years) + 1
    first = first if first <= last else last - _USUAL + 1
    for n, column in enumerate(header):
        if column.of_year:
            printed = _COLUMN.fullmatch(column.label)
            kind = printed[2] or "" if printed else _kind_words(column)
            found[n] = Column(column.year or 0, kind)
        elif _SPAN.fullmatch(column.label) or (
            column.span and not column.measure.replace(column.span, "") and column.year
        ):
            kind = re.sub(r"[%％（）()〔〕\[\]]", "", column.label)
            span = (column.since, column.year) if column.year and column.since else (first, last)
            found[n] = Column(span[1] or last, kind, span[0])
    return found


def _kind_words(column: HeaderColumn) -> str:
    """What a label says beside its year: 规划目标 of 2025年规划目标（%）."""
    words = re.sub(r"(?:19|20)\d{2}年?|[（(].*?[)）]|[“”\"]", "", column.label)
    return words if column.kind and words else {"目标": "目标", "实际": "实际"}.get(column.kind, "")


def row_words(header: Sequence[HeaderColumn], cells: Sequence[str]) -> tuple[str, str, str]:
    """The name, unit and force that a line's cells give; "" for each that they do not."""
    name = unit = force = ""
    for column, cell in zip(header, cells, strict=True):
        if column.role is Role.NAME:
            name = plain_cell(cell) or name
        elif column.role is Role.UNIT:
            unit = tight(cell)
        elif column.role is Role.FORCE:
            force = cell
    return name, unit, force


# --- lines of cells -------------------------------------------------------------------------------


def _read_cells(
    sentence: Sentence, row: Section, columns: tuple[Column | None, ...]
) -> RowLine | None:
    held = tuple(column for column in columns if column is not None)
    split = split_line(sentence, row, len(columns))
    if split is None:
        cells, force = _cells_and_force(sentence, row)
        whole = len(held) == len(columns)
        return _read_words(cells, row, held, sentence, force) if whole else None
    if not held:
        return None
    name, unit, printed, force = split
    values = (value for column, value in zip(columns, printed, strict=True) if column is not None)
    return RowLine(name, unit, held, tuple(values), sentence, force)


def split_line(
    sentence: Sentence, row: Section, count: int
) -> tuple[str, str, tuple[str, ...], str] | None:
    """Name, unit, the last `count` values and 属性 of a line of cells; None for fewer values."""
    cells, force = _cells_and_force(sentence, row)
    values = _values_at_end(cells, count)
    if values is None:
        return None
    name, unit = _name_and_unit(cells[:values])
    title = _unit_inside(row.title)[0]
    if name and title.endswith(name):
        name = title  # the name's second line
    unit = "" if unit in _NO_UNIT else unit
    return name, unit, tuple(cells[values : values + count]), force


def _cells_and_force(sentence: Sentence, row: Section) -> tuple[list[str], str]:
    """The cells of a line without the row's number, and 约束性 or 预期性 where it ends so."""
    cells = _after_serial(_cells(sentence.text), row.number)
    force = cells.pop() if cells and _FORCE.fullmatch(cells[-1]) else ""
    return cells, force


def _after_serial(cells: list[str], number: str) -> list[str]:
    """The cells after the row's number, where a name follows it."""
    if number in cells:
        own = cells.index(number) + 1
        if any(_WORDY.search(cell) for cell in cells[own:]):
            return cells[own:]
    return cells


def _values_at_end(cells: list[str], count: int) -> int | None:
    """Index of the first of the last `count` values in a row; a category may stand after them."""
    end = len(cells)
    while end and not is_value(cells[end - 1]) and _FRAGMENT.fullmatch(cells[end - 1]):
        end -= 1
    begin = end
    while begin and is_value(cells[begin - 1]):
        begin -= 1
    return end - count if end - begin >= count else None


def _read_words(
    cells: list[str], row: Section, columns: tuple[Column, ...], sentence: Sentence, force: str
) -> RowLine | None:
    """A line with words for a value: what follows the name and its unit in brackets."""
    named = next((n for n, cell in enumerate(cells) if _UNIT_IN_NAME.search(cell)), None)
    if named is None or len(columns) != 1 or named + 1 == len(cells):
        return None
    name, unit = _unit_inside("".join(cells[: named + 1]))
    return RowLine(name, unit, columns, ("".join(cells[named + 1 :]),), sentence, force)


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
    """The last word before the values is the unit where it is short; the one before, the name.

    约3家 is a value and no unit; a unit's only digits are powers, as in km2.
    """
    if not words:
        return "", ""
    name, unit = _unit_inside(words[-1])
    if unit:
        figure = words[-2] if len(words) > 1 and words[-2].isdecimal() else ""
        return figure + name, unit
    if len(words[-1]) == 1 and _WORDY_CHAR.match(words[-1]) and not is_unit(words[-1]):
        return "".join(words), ""  # 粮 食
    short = len(words[-1]) <= 4 or "/" in words[-1]
    if len(words) >= 2 and short and not _COUNT.search(words[-1]):
        return words[-2], words[-1]
    return words[-1], ""


def _unit_inside(name: str) -> tuple[str, str]:
    """A name and the unit it ends in: 森林覆盖率（%）."""
    inside = _UNIT_IN_NAME.search(name)
    return (name[: inside.start()], inside[1]) if inside else (name, "")


def _halves(line: RowLine) -> list[RowLine]:
    """Two indicators in one line, 机场旅客/货邮吞吐量 万人次/万吨 8358/244, as two lines."""
    parts = [line.name.split("/"), line.unit.split("/"), *(v.split("/") for v in line.values)]
    if any(len(part) != 2 for part in parts) or not all(is_value(v) for p in parts[2:] for v in p):
        return [line]
    measured = _MEASURED.search(line.name)
    first = parts[0][0]
    if measured and not first.endswith(measured[0]):
        first += measured[0]
    return [
        replace(line, name=name, unit=parts[1][n], values=tuple(v[n] for v in parts[2:]))
        for n, name in enumerate((first, parts[0][1]))
    ]
