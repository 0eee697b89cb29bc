"""Figures of a table's row: one observation for each value, with the year of its column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from corpus.cells import read_figure
from corpus.dimensions import dimension_of, kind_of_year
from corpus.observations import Dimension, Kind, Observation
from corpus.periods import period_named
from corpus.plan import Plan, Section
from corpus.quantities import base_unit, read_quantities
from corpus.rows import Column, RowLine, plain_number
from corpus.subjects import has_measure, split_name
from corpus.table_context import TableContext

__all__ = ["figures_of_line", "words_of_line"]

_CHANGES = re.compile(r"(?:降低|下降|减少|增长|提高|新增)$")
_FLOW = re.compile(r"新增|新建|净增|累计")
_YEARLY = re.compile(r"年均(?:增长|增速|增幅)$")
_IN_WORDS = re.compile(r"[\u4e00-\u9fff]{3}")
_OF_MONEY = re.compile(r"增加值|产值|生产总值|增速|增长|收入|投资|交易额|零售")
_PART_OF = re.compile(r"^(?:其中|#)\s*[：:]?\s*")
# “十四五”年均增长4.0; 2021-2024年累计降低8.2; 提高1个百分点以上
_WORDED = re.compile(
    r"^(?P<period>[“\"]?十[一二三四五六]五[”\"]?(?:期间|时期)?|(?:19|20)\d{2}\s*[—–\-~～至]+\s*(?:19|20)\d{2}年?)?"
    r"(?P<verb>年均(?:增长|下降|提高)?|累计(?:增长|新增|降低|下降|提高|减少)?|增长|提高|降低|下降|新增|达到?)?"
    r"(?P<figure>[≥≤＞＜><]?-?\d[^\u4e00-\u9fff]*?(?P<own>个?百分点)?(?:左右|以上|以下|以内)?)$"
)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A cell's figure, its unit not multiplied out."""

    low: Decimal
    high: Decimal
    digits: str
    unit: str
    qualifier: str
    since: int | None = None
    year: int | None = None
    verb: str = ""
    change: bool = False  # whether it is what the years between bring


def figures_of_line(
    plan: Plan, row: Section, line: RowLine, context: TableContext
) -> Iterator[Observation]:
    """An observation for each value of a line that is a figure; none for —— and bare words."""
    for column, value in zip(line.columns, line.values, strict=True):
        figure = _read(plan, line, column, value)
        if figure is None:
            continue
        if column.first is not None:
            figure = _over_years(row, line, column, value, figure)
        factor, unit = base_unit(figure.unit)
        name = _row_name(row, line)
        whole = plan.by_path.get(context.part_of(row))
        if whole is not None and not has_measure(name):
            name = f"{_title(whole)}（{name}）"  # 其中：山区
        if figure.verb and not {figure.verb[:2], figure.verb[-2:]} & _pairs(name):
            name += figure.verb
        joint = "" if figure.unit in {"", "%", "％", "‰"} else " "
        dimension = _dimension(name, unit, figure)
        money = unit in {"元", "美元"} or "元" in unit
        priced = money or (unit == "%" and bool(_OF_MONEY.search(name)))
        title = _title(row)
        several = len(row.sentences) > 1 and name.startswith(title)
        yield Observation(
            name=name,
            dimension=dimension,
            low=figure.low * factor,
            high=figure.high * factor,
            unit=unit,
            printed=f"{figure.digits}{joint}{figure.unit}",
            qualifier=figure.qualifier,
            year=figure.year if figure.year is not None else column.year,
            since=figure.since,
            kind=_kind_of_column(plan, column),
            path=row.path,
            sentence=line.sentence,
            column=column.label_of(value),
            subject=title if several else split_name(name)[0],
            force=line.force,
            price_basis=context.price_basis(row, name, priced=priced),
            category=context.category(row),
            part_of=context.part_of(row),
        )


def words_of_line(
    plan: Plan, row: Section, line: RowLine, context: TableContext
) -> Iterator[Observation]:
    """An observation for each value of a line that is words: 完成省下达目标, 高于GDP增速."""
    for column, value in zip(line.columns, line.values, strict=True):
        if _read(plan, line, column, value) is not None or not _IN_WORDS.search(value):
            continue
        name, unit = _row_name(row, line), base_unit(line.unit)[1]
        name += "年均增长" if column.over(value) == "年均" else ""
        yield Observation(
            name=name,
            dimension=Dimension.RATE if _YEARLY.search(name) else _dimension(name, unit, None),
            low=Decimal(0),
            high=Decimal(0),
            unit=unit,
            printed=value,
            qualifier="",
            year=column.year,
            since=None,
            kind=_kind_of_column(plan, column),
            path=row.path,
            sentence=line.sentence,
            column=column.label_of(value),
            subject=split_name(name)[0],
            force=line.force,
            category=context.category(row),
            in_words=True,
        )


def _read(plan: Plan, line: RowLine, column: Column, value: str) -> _Figure | None:
    cell = read_figure(value)
    if cell is not None:
        since = _first_year(plan, column.year) if cell.bracketed else None
        unit = line.unit or cell.percent
        return _Figure(cell.low, cell.high, cell.digits, unit, cell.qualifier, since=since)
    return _worded(line, column, value)


def _over_years(
    row: Section, line: RowLine, column: Column, value: str, figure: _Figure
) -> _Figure:
    """A figure of the column 年均/累计: growth a year in percent, or what all the years bring.

    What they bring to a share is told in percentage points, unless the row is of a change itself
    (单位地区生产总值能源消耗降低).
    """
    if column.over(value) == "年均":
        return replace(figure, unit="%", since=column.first, verb="年均增长")
    name = _row_name(row, line)
    if _FLOW.search(name):  # 新增就业: a sum of the years, and no change
        return replace(figure, since=(column.first or 0) - 1, verb="累计")
    changes = _CHANGES.search(name)
    points = figure.unit in {"%", "％"} and not changes
    numbers = [plain_number(value) for value in line.values]
    told = [n[0] for n, c in zip(numbers, line.columns, strict=True) if n and c.first is None]
    falls = len(told) > 1 and told[-1] < told[0]
    verb = "" if changes else "累计下降" if falls else "累计提高"
    unit = "个百分点" if points else figure.unit
    return replace(figure, unit=unit, since=(column.first or 0) - 1, verb=verb, change=True)


def _worded(line: RowLine, column: Column, value: str) -> _Figure | None:
    """A figure among words, with the period and the verb they give it."""
    match = _WORDED.match(re.sub(r"\s+", "", value))
    if match is None:
        return None
    quantities = read_quantities(match["figure"])
    if len(quantities) != 1:
        return None
    first, last = period_named(match["period"] or "") or (None, None)
    if last is not None and last > column.year:
        return None
    one = quantities[0]
    unit = match["own"] or line.unit
    unit = "个百分点" if unit == "百分点" else unit
    digits = re.sub(r"\D*$", "", one.printed)
    return _Figure(
        Decimal(digits.replace(",", "")),
        Decimal(digits.replace(",", "")),
        digits,
        unit,
        one.qualifier,
        since=first,
        year=last,
        verb=match["verb"] or "",
    )


def _first_year(plan: Plan, last: int) -> int | None:
    """First year of an average that ends in a year, over as many years as the plan has."""
    period = plan.meta.period
    return last - (period[1] - period[0]) if period else None


def _dimension(name: str, unit: str, figure: _Figure | None) -> Dimension:
    if figure is None:
        return dimension_of(name, unit, annual="年均" in name)
    if figure.verb == "年均增长":
        return Dimension.RATE
    if figure.change:
        return Dimension.POINTS if unit == "个百分点" else Dimension.GROWTH
    if unit == "%" and figure.verb.startswith("累计") and figure.verb != "累计新增":
        return Dimension.GROWTH
    return dimension_of(name, unit, annual="年均" in name or "年均" in figure.verb)


def _pairs(name: str) -> set[str]:
    """All two neighbouring characters of a name."""
    return {name[n : n + 2] for n in range(len(name) - 1)}


def _title(row: Section) -> str:
    """A row's title without mark, unit and the blank after a leading figure (3 岁以下…（%）)."""
    title = _PART_OF.sub("", row.title.rstrip("*"))
    return re.sub(r"（[^（）]{1,8}）$|(?<=\d)\s+", "", title)


def _row_name(row: Section, line: RowLine) -> str:
    title = _title(row)
    name = _PART_OF.sub("", line.name)
    same = title.startswith(name) or name.startswith(title) or _overlap(title, name)
    return name if same else title + name


def _overlap(title: str, name: str) -> bool:
    """Whether a line's name says its row's title again: 机场旅客/货邮吞吐量, 货邮吞吐量."""
    return (
        "/" in title
        or len(set(name) & set(title)) >= 0.8 * len(set(title))
        or (len(title) >= 4 and name[:4] == title[:4])
    )


def _kind_of_column(plan: Plan, column: Column) -> Kind | None:
    if re.search(r"目标|规划|预期|预计", column.kind):
        return Kind.TARGET
    if re.search(r"实际|完成|现状|基期", column.kind):
        return Kind.ACTUAL
    return kind_of_year(plan, column.year)
