"""Whether a figure is of the sort, years and numbers a question asks for, whatever it is of."""

from __future__ import annotations

import re

from assistant.figure_question import FigureQuestion
from corpus.indicators import Dimension, Kind, Observation
from corpus.quantities import Quantity, plain_digits, read_quantities

__all__ = ["dimensions_of", "fits", "is_given", "is_rated"]

_RATED = re.compile(r"[人户地亩]均|每|平均|单位")
_AMOUNTS = frozenset({"增加值", "产值", "收入", "外汇收入", "营业收入", "出口", "交易", "零售"})
_CHANGES = frozenset({Dimension.GROWTH, Dimension.RATE, Dimension.POINTS})


def dimensions_of(asked: FigureQuestion) -> frozenset[Dimension]:
    """The sorts of figure that a question takes."""
    if asked.dimension is Dimension.SHARE:
        return frozenset({Dimension.SHARE, Dimension.CONTRIBUTION})
    if asked.dimension is not None:
        return frozenset({asked.dimension})
    if _AMOUNTS & asked.measures:
        return frozenset({Dimension.LEVEL})  # 增加值 is not the share it has
    ranks = {Dimension.RANK} if "位" in asked.units else set()
    points = {Dimension.POINTS} if "个百分点" in asked.units else set()
    return frozenset({Dimension.LEVEL, Dimension.SHARE, *points, *ranks})


def is_given(asked: FigureQuestion, one: Observation) -> bool:
    """Whether a figure is one that the question itself gives, and so not the one it asks for."""
    if asked.checks or (len(asked.given) == 1 and asked.given[0].unit == one.unit):
        return False
    shown = plain_digits(one.shown[0])
    return any(q.low == one.low or plain_digits(q.low) == shown for q in asked.given)


def is_rated(name: str) -> bool:
    """Whether a figure is one for each of something: 人均, 每千人口."""
    return bool(_RATED.search(name))


def fits(asked: FigureQuestion, one: Observation) -> bool:
    """Whether an observation is of the years asked for, and says the figures the question names."""
    falls = asked.falls and one.dimension is Dimension.GROWTH and "增长" in one.name
    if falls or not all(_holds(number, one) for number in asked.numbers):
        return False
    if one.since is not None and len(asked.years) > 1:
        return (one.since, one.year) == (min(asked.years), max(asked.years))
    if asked.since is not None and one.dimension in _CHANGES:
        return one.since in {asked.since, None}
    if one.year is None and one.kind is None and asked.years and asked.period is not None:
        return set(asked.years) <= set(range(asked.period[0], asked.period[1] + 1))  # in the plan
    return not asked.years or one.year in asked.years or _before_plan(asked, one)


def _before_plan(asked: FigureQuestion, one: Observation) -> bool:
    """Whether a figure without a year was reached, and the question asks of the period before."""
    return one.year is None and one.kind is Kind.ACTUAL and "五" in asked.text and asked.past


def _holds(number: Quantity, one: Observation) -> bool:
    """Whether a figure the question names (税收过10亿的) stands in what the figure is of."""
    clause = one.sentence.text
    if not one.in_table:
        clause = re.split(r"[，。；]", one.before)[-1] + re.split(r"[，。；]", one.after)[0]
    stated = [*read_quantities(one.name), *read_quantities(clause)]
    return number.low in {q.low for q in stated}
