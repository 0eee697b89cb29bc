"""Figures of a pipe table by what its header says of each column.

Read here is every column that `corpus.rows` does not read as one of a year: a measure (产量（吨）,
比上年增长（%）), a place or a month, a year of a region, what a project costs. A unit is the row's,
the header's, or that above the table; where there is none, a number stays untold unless its column
says that it has no unit (指数). A cell of words (全长78公里，设站4座) gives each quantity in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.cells import is_unit, plain_cell, read_figure, unmarked
from corpus.dimensions import dimension_of, kind_of_year
from corpus.genres import Genre, genre_of
from corpus.observations import Dimension, Kind, Observation
from corpus.plan import BoxKind, NodeKind, Plan, Section, Sentence
from corpus.quantities import base_unit, read_quantities
from corpus.rows import lines_header, pipe_columns, row_words, split_line
from corpus.subjects import MEASURED as _MEASURED
from corpus.subjects import has_measure, split_name
from corpus.table_context import TableContext
from corpus.table_header import HeaderColumn, Role, caption_unit, read_header, row_cells

__all__ = ["figures_of_columns"]

_LEAD = re.compile(
    r"^(?:[#＃]|其\s*中\s*[：:]?|在总计中\s*[：:]|\d{1,2}[.．、](?!\d)|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,2}[)）]|[①-⑳])\s*"
)
_UNIT_INSIDE = re.compile(r"[（(]([^（）()]{1,10})[）)]$")
_BARE_UNITS = frozenset("类种级班月年天日位份部人")  # no unit where it only follows a blank: 肉 类
# What says no more than that there is a figure: the row's name is all that is measured.
_GENERIC = re.compile(
    r"(?:绝对|指标|统计|年末|期末|实际|全年|本年|本期|合计)*(?:数|值|额|量|数值|数量|总计|合计|实绩)|"
    r"完成(?:数|值|量|情况)"
)
_GENERIC_END = re.compile(r"(?<=.)(?:绝对[数额值量]|年末数|指标值|实际值|完成值)$")
_CHANGE = re.compile(
    r"(?:[比较](?:上年|去年|年初|上月|上季|(?:19|20)\d{2}年).{0,3})?(?:同比|环比)?(?:增长|增减|上涨|下降|增加|变化|增速|增幅|增长率|增长速度|±)|[比较](?:上年|去年|年初).*|同比|环比"
)
_NO_UNIT = re.compile(r"指数|比值|系数|得分|倍数|弹性")

_YEAR_ROW = re.compile(r"((?:19|20)\d{2})年?(?:末|底)?")
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年(?:末|底)?(?!\s*[—–\-~～至])")
# A column of a place, a group or a time, which says no measure.
_SCOPE = re.compile(
    r"^(?:\d{1,2}[-—~～至])?\d{1,2}月份?$|季度$|半年$|^[\u4e00-\u9fff]{1,6}[市县区州省镇乡村]$|^[城农]\S?[镇村]$|^[男女]性?$|^全[国省市县区]$"
)
_INDICATORS = re.compile(r"指标|^$|类别")
_CLAUSE = re.compile(r"[，。；、]")
_LINK = re.compile(r"(?:达到?|为|约|至|到|共|计|延长至)+$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a row: what it is of, and the unit its own cells give."""

    row: Section
    sentence: Sentence
    name: str  # without marks, unit and number
    unit: str
    force: str
    year: int | None  # where the row itself is one of a year
    of_thing: bool  # whether the name is a thing (a project, a place) and no indicator
    whole: str  # name of the row it is part of


class _Table:
    """A box's header and what holds for all its figures."""

    def __init__(self, plan: Plan, box: Section) -> None:
        self.plan, self.box = plan, box
        self.pipes = read_header(plan, box)
        self.header = self.pipes or lines_header(box)
        self.unit = caption_unit(box)
        held = pipe_columns(self.header)
        self.read = [
            n
            for n, (column, of_year) in enumerate(zip(self.header, held, strict=True))
            if column.role is Role.VALUE and of_year is None
        ]
        named = next((c for c in self.header if c.role is Role.NAME and c.label), None)
        self.of_things = not _INDICATORS.search(named.label if named else "")
        years = {int(year) for year in _YEAR.findall(box.title)}
        self.year = years.pop() if len(years) == 1 else None

    def cells(self, row: Section, sentence: Sentence) -> list[str]:
        """The cells of a row's line, one for each column; empty where they do not fit."""
        if self.pipes:
            cells = row_cells(self.plan, sentence)
            return cells if len(cells) == len(self.header) else []
        values = [column for column in self.header if column.role is Role.VALUE]
        split = split_line(sentence, row, len(values))
        if split is None:
            return []
        name, unit, printed, force = split
        told = iter(printed)
        by_role = {Role.NAME: name, Role.UNIT: unit, Role.FORCE: force}
        return [
            next(told) if column.role is Role.VALUE else by_role.get(column.role, "")
            for column in self.header
        ]

    def of_year(self, column: HeaderColumn, line: _Line) -> tuple[int | None, bool]:
        """The year of a figure, and whether it is printed: in the header, the row or the title."""
        if column.year is not None:
            return column.year, True
        if line.year is not None or self.year is not None:
            return line.year if line.year is not None else self.year, True
        if _CHANGE.fullmatch(column.measure):  # 2023年 | 比上年增长
            before = [c.year for c in self.header[: self.header.index(column)] if c.of_year]
            if before:
                return before[-1], True
        period = self.plan.meta.period
        if period is None:
            return None, False
        if genre_of(self.plan.meta.title) is Genre.COMMUNIQUE:
            return period[1], False
        if column.kind and not column.measure:  # 基期值, 规划目标, without a year
            return period[1] if column.kind == "目标" else period[0] - 1, False
        return None, False


def figures_of_columns(
    plan: Plan, row: Section, context: TableContext | None = None
) -> Iterator[Observation]:
    """The figures of a row of a pipe table outside its columns of a year.

    Args:
        plan: the plan.
        row: a node; one that is no row of a table has none.
        context: what the plan's tables say of their rows, where it is known already.
    """
    box = plan.by_path.get(row.parent or "")
    if row.kind is not NodeKind.ROW or box is None or box.box_kind is not BoxKind.TABLE:
        return
    table = _Table(plan, box)
    if not table.read:
        return
    context = context or TableContext(plan)
    for sentence in row.sentences:
        cells = table.cells(row, sentence)
        if not cells:
            continue
        line = _line(table, row, sentence, cells, context)
        if line is None:
            continue
        for n in table.read:
            for one in _of_cell(table, line, table.header[n], unmarked(cells[n])):
                yield replace(one, category=context.category(row), part_of=context.part_of(row))


def _line(
    table: _Table, row: Section, sentence: Sentence, cells: Sequence[str], context: TableContext
) -> _Line | None:
    """What a line is of; None where it names nothing."""
    printed = [
        c for c, column in zip(cells, table.header, strict=True) if column.role is Role.NAME and c
    ]
    _, unit, force = row_words(table.header, cells)
    if not printed:
        return None
    marks = row.title if not table.pipes and row.title.endswith(printed[-1]) else printed[-1]
    name, own = row_name_of(marks)
    unit = "" if not re.search(r"[^\s\-—－/无]", unit) else unit
    year = _YEAR_ROW.fullmatch(name)
    whole = table.plan.by_path.get(context.part_of(row))
    return _Line(
        row=row,
        sentence=sentence,
        name="" if year else name,
        unit=unit or own,
        force=force,
        year=int(year[1]) if year else None,
        of_thing=table.of_things,
        whole=row_name_of(whole.title)[0] if whole else "",
    )


def row_name_of(cell: str) -> tuple[str, str]:
    """What a row is of and the unit its name ends in: 粗钢 万吨; 失业率（%）; #粮 食."""
    parts = cell.split()
    unit = ""
    if len(parts) > 1 and is_unit(parts[-1]) and parts[-1] not in _BARE_UNITS:
        unit = parts.pop().strip("（）()")
    name = unmarked(plain_cell(" ".join(parts)))
    inside = _UNIT_INSIDE.search(name)
    if inside and (is_unit(inside[1]) or base_unit(inside[1])[0] != 1 or "/" in inside[1]):
        name, unit = name[: inside.start()], inside[1]
    before = None
    while before != name:
        before, name = name, _LEAD.sub("", name)
    return name.strip("：: "), unit


# --- cells ----------------------------------------------------------------------------------------


def _of_cell(table: _Table, line: _Line, column: HeaderColumn, cell: str) -> Iterator[Observation]:
    """The figures of one cell."""
    figure = read_figure(cell)
    if figure is None:
        yield from _of_words(table, line, column, cell)
        return
    unit = _unit(table, line, column) or figure.percent
    if not unit and not _NO_UNIT.search(column.measure + line.name):
        return
    factor, base = base_unit(unit)
    year, own = table.of_year(column, line)
    since = column.since
    period = table.plan.meta.period
    if figure.bracketed and since is None and year is not None and period is not None:
        since = year - (period[1] - period[0])  # 〔12〕: of all years of the plan
    name = _name(table, line, column)
    joint = "" if unit in {"", "%", "％", "‰"} else " "
    yield Observation(
        name=name,
        dimension=_dimension(name, column, base),
        low=figure.low * factor,
        high=figure.high * factor,
        unit=base,
        printed=f"{figure.digits}{joint}{unit}",
        qualifier=figure.qualifier,
        year=year,
        since=since,
        kind=_kind(table.plan, column, year),
        path=line.row.path,
        sentence=line.sentence,
        column=column.measure or column.label,
        own_year=own,
        subject=_subject(line, column),
        force=line.force,
    )


def _of_words(table: _Table, line: _Line, column: HeaderColumn, cell: str) -> Iterator[Observation]:
    """The figures of a cell of words: what stands before each, else its column, is measured."""
    year, own = table.of_year(column, line) if column.year or line.year else (None, False)
    for quantity in read_quantities(cell):
        if quantity.unit and quantity.low == quantity.high and quantity.printed[0].isdigit():
            before = _CLAUSE.split(cell[: quantity.start])[-1]
            said = _LINK.sub("", before.removesuffix(quantity.qualifier)) or column.measure
            yield Observation(
                name=f"{line.name}{said}",
                dimension=dimension_of(said, quantity.unit, annual=False),
                low=quantity.low,
                high=quantity.high,
                unit=quantity.unit,
                printed=quantity.printed,
                qualifier=quantity.qualifier,
                year=year,
                since=None,
                kind=kind_of_year(table.plan, year),
                path=line.row.path,
                sentence=line.sentence,
                column=said or column.label,
                own_year=own,
                subject=line.name,
                force=line.force,
            )


def _unit(table: _Table, line: _Line, column: HeaderColumn) -> str:
    """The unit of a column's figures: its own, the row's, that above the table; "" for none.

    A change and a share have no other than their own.
    """
    if column.unit:
        return column.unit
    if _is_ratio(column):
        return ""
    return line.unit or table.unit


def _is_ratio(column: HeaderColumn) -> bool:
    """Whether a column's figures are changes or shares of what the others are of."""
    return bool(
        _CHANGE.fullmatch(column.measure)
        or re.search(r"构成|占比|比重|比例|增速|增长率", column.measure)
        or _NO_UNIT.search(column.measure)
    )


def _name(table: _Table, line: _Line, column: HeaderColumn) -> str:
    """What a figure is of: the row's name and its column's measure, no words twice."""
    measure = column.measure
    if column.span and column.span not in measure:
        measure += column.span
    change = bool(_CHANGE.fullmatch(measure))
    plain = re.sub(r"（以?[^（）]*(?:为|=|＝)\d+）", "", measure)  # 指数（以上年为100）
    level = _level(table, column) if change else _GENERIC_END.sub("", plain)
    generic = not level or bool(_GENERIC.fullmatch(level))
    base = line.name
    if line.whole and not has_measure(base):
        of_whole = generic or line.whole.endswith(level) or (_is_ratio(column) and not change)
        base = f"{line.whole}（{base}）" if of_whole else base
        generic = generic or line.whole.endswith(level)
    if not generic and _SCOPE.search(level):  # 城镇, 1月: of what the row measures
        base = f"{level}{base}"
    elif not generic and not (_MEASURED.search(base) or base.endswith(level)):
        base += level
    return f"{base}{measure}" if change else base or measure


def _level(table: _Table, column: HeaderColumn) -> str:
    """What the column that a change is of measures: the nearest one before it that is no change."""
    for other in reversed(table.header[: table.header.index(column)]):
        if other.role is Role.VALUE and not _is_ratio(other):
            return "" if _GENERIC.fullmatch(other.measure) else other.measure
    return ""


def _dimension(name: str, column: HeaderColumn, unit: str) -> Dimension:
    measure = column.measure or name
    annual = "年均" in name
    if _CHANGE.fullmatch(column.measure) and unit in {"%", "倍"}:
        return Dimension.RATE if annual else Dimension.GROWTH
    return dimension_of(measure if _is_ratio(column) else name, unit, annual=annual)


def _kind(plan: Plan, column: HeaderColumn, year: int | None) -> Kind | None:
    if year is None:
        return None
    if column.kind:
        return Kind.TARGET if column.kind == "目标" else Kind.ACTUAL
    return kind_of_year(plan, year)


def _subject(line: _Line, column: HeaderColumn) -> str:
    """The thing, the place or the part a row is of; else what leads an indicator's name."""
    told = column.measure and not _GENERIC.fullmatch(column.measure)
    scope = _SCOPE.search(column.measure) or _CHANGE.fullmatch(column.measure)
    if line.of_thing or (told and not scope):
        return line.name
    return split_name(line.name)[0] or ("" if has_measure(line.name) else line.name)
