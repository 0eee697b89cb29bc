"""Which rows of the indicator table are shown, and in which order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.calculations import Result
from assistant.indicator_rows import IndicatorRow
from corpus.indicators import DIMENSION_NAMES, KIND_NAMES, Observation
from corpus.plan import Plan
from corpus.quantities import base_unit

__all__ = [
    "ALL",
    "NONE_NAMED",
    "SORTS",
    "Choices",
    "Filter",
    "choices",
    "filtered",
    "next_sort",
    "ordered",
]

ALL = "全部"
NONE_NAMED = "未注明"
AS_PRINTED = "原文顺序"
_COLUMNS = ("指标", "基期值", "期末值", "增量", "增幅", "年均增速")
_FALLING, _RISING = "从高到低", "从低到高"
SORTS = (
    AS_PRINTED,
    _COLUMNS[0],
    *(f"{column} {way}" for column in _COLUMNS[1:] for way in (_FALLING, _RISING)),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What is to be shown; each field is a value of `Choices` or `ALL`."""

    subject: str = ALL
    category: str = ALL
    year: str = ALL
    sort: str = ALL  # 实际, 目标, or of which sort the figure is: 比重
    words: str = ""  # free words, each of which the row has to say


@dataclass(frozen=True, slots=True)
class Choices:
    """What a plan's rows can be filtered by, `ALL` first."""

    subjects: tuple[str, ...]
    categories: tuple[str, ...]
    years: tuple[str, ...]
    sorts: tuple[str, ...]


def choices(rows: Iterable[IndicatorRow]) -> Choices:
    """The values that occur: subjects and categories in reading order, years ascending."""
    held = [one for row in rows for one in row.figures]
    sorts = {name for one in held for name in _sorts(one)}
    known = (*filter(None, KIND_NAMES.values()), *DIMENSION_NAMES.values())
    years = sorted({one.year for one in held if one.year is not None})
    return Choices(
        (ALL, *_named(one.subject for one in held)),
        (ALL, *_named(one.category for one in held)),
        (ALL, *(str(year) for year in years)),
        (ALL, *(name for name in known if name in sorts)),
    )


def _named(values: Iterable[str]) -> tuple[str, ...]:
    """Each value once, in order; what is not named last."""
    found = list(dict.fromkeys(values))
    return (*filter(None, found), *((NONE_NAMED,) if "" in found else ()))


def filtered(plan: Plan, rows: Iterable[IndicatorRow], wanted: Filter) -> tuple[IndicatorRow, ...]:
    """The rows that fit, in their order; a row fits where one of its figures does."""
    words = _plain(wanted.words).split()
    return tuple(
        row
        for row in rows
        if any(_fits(one, wanted) for one in row.figures)
        and (not words or all(word in _said(plan, row) for word in words))
    )


def _fits(one: Observation, wanted: Filter) -> bool:
    return (
        wanted.subject in (ALL, one.subject or NONE_NAMED)
        and wanted.category in (ALL, one.category or NONE_NAMED)
        and wanted.year in (ALL, str(one.year))
        and (wanted.sort == ALL or wanted.sort in _sorts(one))
    )


def _sorts(one: Observation) -> tuple[str, str]:
    return KIND_NAMES[one.kind], DIMENSION_NAMES[one.dimension]


def _said(plan: Plan, row: IndicatorRow) -> str:
    """All that a row says of its figures, and the words they stand in."""
    said: list[str] = []
    for one in row.figures:
        section = plan.by_path[one.path]
        said += [one.name, one.subject, one.category, one.force, one.price_basis, *_sorts(one)]
        said += [one.sentence.text, section.label, *section.heading]
    return _plain("\n".join(said))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def ordered(rows: Sequence[IndicatorRow], by: str) -> tuple[IndicatorRow, ...]:
    """The rows sorted by a value of `SORTS`; rows without a value in that column come last.

    Figures in unlike units are not compared: those of one unit stand together.
    """
    column, _, way = by.partition(" ")
    if column == _COLUMNS[0]:
        return tuple(sorted(rows, key=lambda row: row.last.name))
    if column not in _COLUMNS:
        return tuple(rows)
    units: dict[str, int] = {}
    for row in rows:
        units.setdefault(row.last.unit, len(units))
    sign = -1 if way == _FALLING else 1
    mixed = column in {"增幅", "年均增速"}  # both are in percent, whatever the unit

    def key(row: IndicatorRow) -> tuple[bool, int, Decimal]:
        value = _value(row, column)
        place = 0 if mixed else units[row.last.unit]
        return value is None, place, sign * (value or Decimal(0))

    return tuple(sorted(rows, key=key))


def next_sort(by: str, column: str) -> str:
    """The order after a column's header is pressed: falling first, pressed again rising."""
    if column == _COLUMNS[0]:
        return AS_PRINTED if by == column else column
    wanted = f"{column} {_RISING if by == f'{column} {_FALLING}' else _FALLING}"
    return wanted if wanted in SORTS else by


def _value(row: IndicatorRow, column: str) -> Decimal | None:
    """What a column sorts by, in the base unit."""
    if column in {"基期值", "期末值"}:
        one = row.first if column == "基期值" else row.last
        return None if one is None or one.in_words else one.low
    result: Result | None = {"增量": row.change, "增幅": row.growth, "年均增速": row.yearly}[column]
    return None if result is None else result.value * base_unit(result.unit)[0]
