"""Charts of a plan's figures as SVG of our own: bars, and lines from one year to another.

Each unit has a chart of its own; unlike units never share an axis. Every figure can be focused and
says its value, year and address; a table for screen readers follows the drawing. Widths are in
percent and letters in pixels, so that a chart can be read on a phone. Colours are the page's.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise, product

from assistant.answer import Point
from assistant.markup import escape
from corpus.quantities import plain_digits

__all__ = ["MOST", "chart_svg"]

MOST = 20  # figures or lines that one chart holds
_BAR_ROW = 44  # pixels a bar takes with its name above it
_BAR_WIDTH = Decimal(66)  # percent of the width; the figure stands in what is left
_NAME = 30  # characters of a name above its bar
_LEFT, _RIGHT = 26, 58  # where the two years of a slope chart stand, in percent
_STEP = 20  # pixels between two labels of a slope chart
_HINT = "移到或选中图上一项，这里显示数值、年份和出处。"

_Line = tuple[Point, Point]


def chart_svg(points: Sequence[Point]) -> str:
    """HTML with a chart for each unit and sort that two figures or more have; "" where none has.

    Figures of the same indicators in two years are drawn as lines from the one to the other, any
    others as bars. At most `MOST` are drawn of a unit, and the chart says so.
    """
    axes: dict[tuple[str, str], list[Point]] = {}
    for point in dict.fromkeys(points):
        axes.setdefault((point.unit, point.sort), []).append(point)
    return "".join(_chart(held) for held in axes.values() if len(held) > 1)


def _chart(points: list[Point]) -> str:
    lines = _lines(points)
    if lines:
        first, last = lines[0][0], lines[0][1]
        between = f"{_when(first)} → {_when(last)}"
        drawn, left_out = lines[:MOST], len(lines) - MOST
        used = [point for line in drawn for point in line]
        return _figure(between, used, _slope(drawn, between), _legend(drawn), left_out)
    names, whens = {p.name for p in points}, {_when(p) for p in points}
    if len(names) == 1:
        points = sorted(points, key=lambda p: p.year or 0)
    title = points[0].name if len(names) == 1 else _when(points[0]) if len(whens) == 1 else ""
    drawn_points = points[:MOST]
    labels = [
        _when(p) if len(names) == 1 else p.name if len(whens) == 1 else f"{p.name} {_when(p)}"
        for p in drawn_points
    ]
    bars = _bars(drawn_points, labels, title or "数值")
    return _figure(title, drawn_points, bars, "", len(points) - MOST)


def _lines(points: Sequence[Point]) -> list[_Line]:
    """A line for each indicator with a figure in both of the only two years; else none."""
    years = sorted({p.year for p in points if p.year is not None})
    if len(years) != 2 or any(p.year is None for p in points):
        return []
    by_name: dict[str, tuple[list[Point], list[Point]]] = {}
    for point in points:
        by_name.setdefault(point.name, ([], []))[years.index(point.year or 0)].append(point)
    if len(by_name) < 2 or not all(first and last for first, last in by_name.values()):
        return []
    return [line for first, last in by_name.values() for line in product(first, last)]


def _figure(title: str, points: Sequence[Point], svg: str, legend: str, left_out: int) -> str:
    """The drawing with its caption, a line for what is pointed at, and the table."""
    what = "，".join(filter(None, (title, points[0].sort)))
    unit = f"单位：{points[0].unit}" if points[0].unit else ""
    told = f"{what}（{unit}）" if what and unit else what or unit or "数值"
    rows = "".join(
        f"<tr><td>{escape(p.name)}</td><td>{escape(_when(p))}</td><td>{escape(_told(p))}</td>"
        f"<td>{escape(p.label)}</td></tr>"
        for p in dict.fromkeys(points)
    )
    more = (
        f'<p class="pq-extra">只画前 {MOST} 项，另有 {left_out} 项见表。</p>'
        if left_out > 0
        else ""
    )
    return (
        f'<figure class="pq-chart"><figcaption>{escape(told)}</figcaption>{svg}{legend}'
        f'<p class="pq-tip" aria-hidden="true">{_HINT}</p>{more}'
        f'<table class="pq-hidden"><caption>{escape(told)}</caption><thead><tr>'
        + "".join(f'<th scope="col">{name}</th>' for name in ("指标", "年份", "数值", "出处"))
        + f"</tr></thead><tbody>{rows}</tbody></table></figure>"
    )


def _bars(points: Sequence[Point], labels: Sequence[str], title: str) -> str:
    values = [Decimal(str(point.value)) for point in points]
    low, high = min(Decimal(0), *values), max(Decimal(0), *values)
    scale = _BAR_WIDTH / ((high - low) or Decimal(1))
    zero = -low * scale
    marks = []
    for n, (point, label, value) in enumerate(zip(points, labels, values, strict=True)):
        top = n * _BAR_ROW
        width = abs(value) * scale
        left = zero if value >= 0 else zero - width
        name = label if len(label) <= _NAME else f"{label[: _NAME - 1]}…"
        marks.append(
            f"{_opened(_spoken(point))}"
            f'<rect class="pq-hit" x="0" y="{top}" width="100%" height="{_BAR_ROW}"/>'
            f'<text class="pq-axis" x="0" y="{top + 15}">{escape(name)}</text>'
            f'<rect class="pq-bar" x="{_d(left)}%" y="{top + 21}" width="{_d(width)}%" '
            f'height="16" rx="2"/>'
            f'<text x="{_d(max(zero, left + width))}%" dx="6" y="{top + 34}">'
            f"{escape(_told(point))}</text></g>"
        )
    if low < 0:
        marks.append(
            f'<line class="pq-zero" x1="{_d(zero)}%" x2="{_d(zero)}%" y1="0" '
            f'y2="{len(points) * _BAR_ROW}"/>'
        )
    return _svg("pq-bars", f"柱状图：{title}", len(points) * _BAR_ROW, "".join(marks))


def _slope(lines: Sequence[_Line], title: str) -> str:
    """A line an indicator; labels that would touch are moved apart and led to their points."""
    values = [Decimal(str(point.value)) for line in lines for point in line]
    low, high = min(values), max(values)
    height = max(200, (len(lines) + 1) * _STEP + 40)
    room = Decimal(height - 60)

    def y(point: Point) -> int:
        share = (Decimal(str(point.value)) - low) / ((high - low) or Decimal(1))
        return int(height - 20 - share * room)

    ends = [(y(first), y(last)) for first, last in lines]
    lefts = _apart([first for first, _ in ends], height - 12)
    rights = _apart([last for _, last in ends], height - 12)
    marks = [_axis(_LEFT, "end", lines[0][0], height), _axis(_RIGHT, "start", lines[0][1], height)]
    for n, (first, last) in enumerate(lines):
        (y1, y2), at1, at2 = ends[n], lefts[n], rights[n]
        key = _key(n)
        marks.append(
            f"{_opened(f'{_spoken(first)}；{_spoken(last)}')}"
            + "".join(
                f'<line class="{css}" x1="{_LEFT}%" y1="{y1}" x2="{_RIGHT}%" y2="{y2}"/>'
                for css in ("pq-hit", "pq-line")
            )
            + f'<circle cx="{_LEFT}%" cy="{y1}" r="4"/><circle cx="{_RIGHT}%" cy="{y2}" r="4"/>'
            f'<svg x="{_LEFT}%" overflow="visible" aria-hidden="true">'
            f'<line class="pq-lead" x1="-5" y1="{y1}" x2="-16" y2="{at1}"/>'
            f'<text x="-19" y="{at1 + 4}" text-anchor="end">{escape(_number(first))} {key}</text>'
            f'</svg><svg x="{_RIGHT}%" overflow="visible" aria-hidden="true">'
            f'<line class="pq-lead" x1="5" y1="{y2}" x2="16" y2="{at2}"/>'
            f'<text x="19" y="{at2 + 4}">{key} {escape(_number(last))}'
            f'<tspan class="pq-name" dx="6">{escape(last.name[:_NAME])}</tspan></text></svg></g>'
        )
    return _svg("pq-slope", f"对照图：{title}", height, "".join(marks))


def _axis(x: int, anchor: str, point: Point, height: int) -> str:
    """A year's upright line with its name above, which runs away from the other year."""
    name = escape(_when(point))
    return (
        f'<line class="pq-zero" x1="{x}%" x2="{x}%" y1="20" y2="{height - 8}"/>'
        f'<text class="pq-axis" x="{x}%" y="12" text-anchor="{anchor}">{name}</text>'
    )


def _apart(places: Sequence[int], bottom: int) -> list[int]:
    """Places moved as little as need be to stand `_STEP` apart, none below `bottom`."""
    order = sorted(range(len(places)), key=lambda n: (places[n], n))
    moved = list(places)
    for before, n in pairwise(order):
        moved[n] = max(moved[n], moved[before] + _STEP)
    limit = bottom
    for n in reversed(order):
        moved[n] = min(moved[n], limit)
        limit = moved[n] - _STEP
    return moved


def _legend(lines: Sequence[_Line]) -> str:
    """The names of the lines, for where there is no room beside them."""
    items = "".join(f"<li>{_key(n)} {escape(last.name)}</li>" for n, (_, last) in enumerate(lines))
    return f'<ul class="pq-legend" aria-hidden="true">{items}</ul>'


def _key(n: int) -> str:
    """① to ⑳."""
    return chr(ord("①") + n)


def _svg(css: str, label: str, height: int, inner: str) -> str:
    return (
        f'<svg class="{css}" width="100%" height="{height}" role="group" '
        f'aria-label="{escape(label)}">{inner}</svg>'
    )


def _opened(spoken: str) -> str:
    """The begin of one figure's group, which can be focused and is read out."""
    told = escape(spoken)
    return f'<g class="pq-point" tabindex="0" role="img" aria-label="{told}"><title>{told}</title>'


def _spoken(point: Point) -> str:
    """All of a figure in words: 金融服务业增加值，2020年目标值，1600 亿元，专栏5 第6行."""
    return "，".join(filter(None, (point.name, _when(point), _told(point), point.label)))


def _told(point: Point) -> str:
    return point.figure or f"{_number(point)} {point.unit}".strip()


def _number(point: Point) -> str:
    """The figure without its unit: 超过9000."""
    told = point.figure.partition("（")[0]
    if told:
        return told.replace(point.unit, "", 1).replace(" ", "") if point.unit else told
    return plain_digits(Decimal(str(point.value)))


def _when(point: Point) -> str:
    return point.when or (f"{point.year}年" if point.year is not None else "")


def _d(value: Decimal) -> str:
    return f"{value:.2f}"
