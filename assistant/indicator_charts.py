"""Which charts the rows of the indicator table give, each of one sort and one unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.answer import Point
from assistant.chart_view import chart_svg
from assistant.figure_teller import bracketed, point_of
from assistant.indicator_rows import IndicatorRow
from assistant.indicator_table_view import span_name, year_name
from corpus.indicators import DIMENSION_NAMES, Dimension, Observation
from corpus.plan import Plan

__all__ = ["charts_of", "render_chart"]

Charts = dict[str, tuple[Point, ...]]


def charts_of(plan: Plan, rows: Iterable[IndicatorRow]) -> Charts:
    """Points by the chart's name: two years side by side, one indicator over years, one year.

    Each kind with the most points first.

    A place (第22位) has no length, and a range no single value: neither is drawn.
    """
    two: dict[str, list[Point]] = {}
    series: dict[str, list[Point]] = {}
    one_year: dict[str, list[Point]] = {}
    for row in rows:
        if row.first is not None and _alike(row.first, row.last):
            name = f"{span_name(row)}，{_sort(row.last)}"
            two.setdefault(name, []).extend(point_of(plan, one) for one in row.figures)
        for one in row.figures:
            if _is_drawn(one) and one.year is not None:
                name = f"{year_name(one)}，{_sort(one)}"
                one_year.setdefault(name, []).append(point_of(plan, one))
                series.setdefault(f"{one.name}，{_sort(one)}", []).append(point_of(plan, one))
    found: Charts = {}
    for charts, least in ((two, 4), (series, 3), (one_year, 2)):
        told = {name: _once(points) for name, points in charts.items()}
        if charts is series:  # the table has two years side by side
            told = {n: ps for n, ps in told.items() if len({p.year for p in ps}) == len(ps)}
        kept = {name: points for name, points in told.items() if len(points) >= least}
        for name, points in sorted(kept.items(), key=lambda item: -len(item[1])):
            names = len({point.name for point in points})
            count = f"{names} 项" if charts is not series else f"{len(points)} 年"
            found[f"{name}（{count}）"] = tuple(sorted(points, key=lambda p: -p.value))
    return found


def render_chart(charts: Charts, name: str | None) -> str:
    """The chart of a name, the first where there is none such; a line where nothing is drawn."""
    if not charts:
        return (
            '<p class="pq-empty">没有可以画在一起的数值：'
            "同一单位、同一年份的指标要有两项以上。请放宽筛选条件。</p>"
        )
    points: Sequence[Point] = charts.get(name or "", next(iter(charts.values())))
    return chart_svg(points)


def _once(points: Iterable[Point]) -> list[Point]:
    """Each indicator's value of a year once, where the plan states it first."""
    found: dict[tuple[str, int | None, float], Point] = {}
    for point in points:
        found.setdefault((point.name, point.year, point.value), point)
    return list(found.values())


def _alike(first: Observation, last: Observation) -> bool:
    same_unit = first.shown[1] == last.shown[1]
    named = first.name == last.name  # else a line would be drawn under two names
    return same_unit and named and _is_drawn(first) and _is_drawn(last)


def _is_drawn(one: Observation) -> bool:
    total = bracketed(one) and one.dimension is not Dimension.RATE  # of years, not of one
    exact = one.low == one.high and not one.in_words
    return exact and not total and one.dimension is not Dimension.RANK


def _sort(one: Observation) -> str:
    unit = one.shown[1]
    plain = one.dimension in {Dimension.LEVEL, Dimension.POINTS}
    return unit if plain else f"{DIMENSION_NAMES[one.dimension]} {unit}"
