"""The indicators as `planqa indicators` shows them: a table for the terminal, CSV and JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from assistant.spreadsheet import csv_cell
from corpus.indicators import DIMENSION_NAMES, KIND_NAMES, Observation, read_observations
from corpus.plan import Plan
from corpus.quantities import as_number, base_unit, qualified
from corpus.textops import aligned, column_width

__all__ = [
    "HEADER",
    "indicators_csv",
    "indicators_json",
    "indicators_text",
    "record",
]

_NAME_COLUMNS = 44  # printed columns a name may take in the terminal
HEADER = (
    *("指标名称", "主体", "数值", "数值上限", "单位", "限定词", "年份", "起始年份", "年份出处"),
    *("实际或目标", "类别", "指标类别", "属性", "价格口径", "所属行"),
    *("地址", "出处", "页码", "原文"),
)


def indicators_text(plan: Plan) -> str:
    """One line a figure: name, figure, year, 实际 or 目标, label and page, in columns."""
    observations = read_observations(plan)
    title = f"{plan.meta.title}（{plan.plan_id}）"
    if not observations:
        return f"{title}\n规划中没有读到带单位的数值。"
    rows = [("指标", "数值", "年份", "性质", "出处", "页码")]
    rows += [
        (
            _shortened(one.name),
            _figure(one),
            _year(one),
            KIND_NAMES[one.kind],
            plan.by_path[one.path].label,
            f"第{one.page}页" if one.page is not None else "无页码",
        )
        for one in observations
    ]
    lines = [title, *aligned(rows), f"共 {len(observations)} 条。"]
    if any(one.year is not None and not one.own_year for one in observations):
        lines.append("（）内的年份原文未写，由规划期推得。")
    return "\n".join(lines)


def indicators_csv(plan: Plan, observations: Iterable[Observation] | None = None) -> str:
    """For a spreadsheet: a header in Chinese and a line a figure; no cell runs as a formula.

    Without `observations` all of the plan are told.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for one in read_observations(plan) if observations is None else observations:
        writer.writerow(csv_cell(value) for value in record(plan, one))
    return out.getvalue()


def record(plan: Plan, one: Observation) -> tuple[Decimal | int | str | None, ...]:
    """What is told of a figure in a spreadsheet, in the order of `HEADER`."""
    low, high, unit = _as_printed(one)
    since_printed = "" if one.year is None else "原文" if one.own_year else "推得"
    kind, dimension = KIND_NAMES[one.kind], DIMENSION_NAMES[one.dimension]
    return (
        *(one.name, one.subject, low, high, unit, one.qualifier),
        *(one.year, one.since, since_printed, kind, dimension),
        *(one.category, one.force, one.price_basis, one.part_of),
        *(one.path, plan.by_path[one.path].label, one.page, one.sentence.text),
    )


def indicators_json(plan: Plan) -> list[dict[str, Any]]:
    """The figures with English keys; `value` is None for a range, which `low` and `high` bound."""
    return [_object(plan, one) for one in read_observations(plan)]


def _object(plan: Plan, one: Observation) -> dict[str, Any]:
    section = plan.by_path[one.path]
    low, high, unit = _as_printed(one)
    return {
        "name": one.name,
        "subject": one.subject,
        "value": as_number(low) if low == high else None,
        "unit": unit,
        "year": one.year,
        "kind": one.kind.value if one.kind else None,
        "qualifier": one.qualifier,
        "address": one.path,
        "quote": one.sentence.text,
        "plan": plan.plan_id,
        "low": as_number(low),
        "high": as_number(high),
        "printed": one.printed,
        "since": one.since,
        "year_printed": one.year is not None and one.own_year,
        "dimension": one.dimension.value,
        "category": one.category,
        "force": one.force,
        "price_basis": one.price_basis,
        "part_of": one.part_of,
        "label": section.label,
        "heading": list(section.heading),
        "page": one.page,
        "start": one.sentence.start,
        "end": one.sentence.end,
    }


def _as_printed(one: Observation) -> tuple[Decimal, Decimal, str]:
    """Both bounds in the unit as printed: 8, 10, 亿元."""
    low, unit = one.shown
    if unit == one.unit and low == one.low:
        return low, one.high, unit
    return low, one.high / base_unit(unit)[0], unit


def _figure(one: Observation) -> str:
    """The figure with its qualifier where it is said: 超过9000亿元, 25%左右."""
    printed = "".join(one.printed.split())
    return printed if one.qualifier in printed else qualified(printed, one.qualifier)


def _year(one: Observation) -> str:
    if one.year is None:
        return ""
    years = f"{one.since}—{one.year}" if one.since is not None else str(one.year)
    return years if one.own_year else f"（{years}）"


def _shortened(name: str) -> str:
    if column_width(name) <= _NAME_COLUMNS:
        return name
    while column_width(name) > _NAME_COLUMNS - 2:
        name = name[:-1]
    return f"{name}…"
