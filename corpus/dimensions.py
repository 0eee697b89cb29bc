"""What sort of figure a figure is, and whether it was reached or is aimed at."""

from __future__ import annotations

import re

from corpus.genres import Genre, genre_of
from corpus.observations import Dimension, Kind
from corpus.plan import Plan, Section

__all__ = ["dimension_of", "kind_of_heading", "kind_of_year"]

_GROWS = re.compile(r"增长|增速|增幅|提高|上升|下降|降低|上涨|增产|减产|减少")
_SHARE = re.compile(r"占|比重|比例|份额|占比|率|覆盖面")
# Headings of what was reached; 夯实产业基础 and 补齐短板 are tasks.
_PAST = re.compile(
    r"(?:发展|工作|现实|主要|取得的?)(?:基础|成就|成效|成绩)|回顾|现状|(?:存在|面临).{0,4}(?:短板|问题)"
)


def dimension_of(words: str, unit: str, *, annual: bool) -> Dimension:
    """The sort of a figure.

    Args:
        words: what it is said of, and its clause.
        unit: base unit.
        annual: whether it is said of every year (年均, 每年).
    """
    if unit == "个百分点":
        return Dimension.POINTS
    if "贡献率" in words:
        return Dimension.CONTRIBUTION
    share = _SHARE.search(words.rpartition("，")[2])
    if unit in {"%", "倍"} and _GROWS.search(words) and not share:
        return Dimension.RATE if annual else Dimension.GROWTH
    if unit == "%":
        if annual and not _SHARE.search(words):
            return Dimension.RATE
        return Dimension.SHARE
    return Dimension.LEVEL


def kind_of_year(plan: Plan, year: int | None) -> Kind | None:
    """A year before the plan's first is one of what was reached, and so is a communiqué's own."""
    if year is None or plan.meta.period is None:
        return None
    if genre_of(plan.meta.title) is Genre.COMMUNIQUE and year <= plan.meta.period[1]:
        return Kind.ACTUAL
    return Kind.ACTUAL if year < plan.meta.period[0] else Kind.TARGET


def kind_of_heading(section: Section) -> Kind | None:
    """What stands under 发展基础 or 主要成就 was reached."""
    return Kind.ACTUAL if any(map(_PAST.search, section.heading[:2])) else None
