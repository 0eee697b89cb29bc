"""The consistency audit: where a plan's figures contradict each other, and where they pull apart.

A conflict is one indicator with two values for one year, told as 前后不一 when asked about. A
tension is no contradiction: a stated rate beside the rate two values imply, a qualifier that the
table leaves out, a part larger than its whole, totals that the rows of a table imply differently.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from assistant import calculations as calc
from assistant.figure_table import FigureTable
from assistant.figure_teller import FigureTeller
from corpus.indicators import KIND_NAMES, Dimension, Observation
from corpus.plan import Plan
from corpus.quantities import plain_digits

__all__ = ["SORT_NAMES", "Finding", "Sort", "audit", "audit_json", "audit_text"]

_RATE_APART = Decimal("0.05")  # percentage points from which stated and implied rate differ
_TOTALS_APART = Decimal("0.02")  # share from which implied totals differ


class Sort(StrEnum):
    """What was found."""

    CONFLICT = "conflict"  # two values for one indicator and year
    RATE = "rate"  # stated and implied yearly growth differ
    QUALIFIER = "qualifier"  # said in the text, not in the table
    PART = "part"  # a part larger than its whole
    TOTAL = "total"  # totals implied by the rows differ


SORT_NAMES = {
    Sort.CONFLICT: "前后不一",
    Sort.RATE: "增速与目标值不尽相符",
    Sort.QUALIFIER: "表中略去限定词",
    Sort.PART: "部分大于整体",
    Sort.TOTAL: "各行推算的总量不一",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the audit found: what it is about, the figures, and the arithmetic."""

    sort: Sort
    title: str
    figures: tuple[Observation, ...]
    calculations: tuple[str, ...] = ()


def audit(plan: Plan, table: FigureTable) -> tuple[Finding, ...]:
    """All findings, contradictions first, each kind in reading order."""
    found = [*_conflicts(table), *_rates(table), *_qualifiers(table)]
    return (*found, *_parts(plan, table), *_totals(table))


def _conflicts(table: FigureTable) -> Iterator[Finding]:
    told: set[int] = set()
    for one in table.observations:
        held = table.differing(one)
        if held and id(one) not in told:
            told |= {id(o) for o in held}
            yield Finding(Sort.CONFLICT, _title(one), tuple(held))


def _rates(table: FigureTable) -> Iterator[Finding]:
    """Rates stated for a period whose first and last value the plan gives as well."""
    rates = [o for o in table.observations if o.dimension is Dimension.RATE and o.low == o.high]
    seen: set[tuple[str, int | None, Decimal]] = set()
    for rate in rates:
        ends = _ends(table, rate)
        key = (rate.subject, rate.year, rate.low)
        if ends is None or key in seen:
            continue
        seen.add(key)
        first, last = ends
        years = (last.year or 0) - (first.year or 0)
        result = calc.yearly_growth(first.shown, last.shown, years)
        if result is None:
            continue
        exact = ((last.low / first.low) ** (Decimal(1) / years) - 1) * 100
        met = rate.qualifier == "以上" and exact >= rate.low
        if abs(exact - rate.low) >= _RATE_APART and not met:
            yield Finding(Sort.RATE, _title(rate), (rate, first, last), (result.equation,))


def _ends(table: FigureTable, rate: Observation) -> tuple[Observation, Observation] | None:
    """The amounts a rate lies between: in its own year, and the year its period begins from."""
    held = [
        o
        for o in table.observations
        if o.dimension is Dimension.LEVEL
        and o.low == o.high
        and (o.name == _of_what(rate.name) or table.words.same_name(o.name, _of_what(rate.name)))
    ]
    lasts = [o for o in held if o.year == rate.year]
    firsts = [o for o in held if o.year is not None and o.year < (rate.year or 0)]
    if not lasts or not firsts or len({o.low for o in lasts}) > 1:
        return None
    return max(firsts, key=lambda o: (o.year or 0, o.in_table)), lasts[0]


def _qualifiers(table: FigureTable) -> Iterator[Finding]:
    for one in table.observations:
        if one.in_table and not one.qualifier:
            said = [o for o in table.same(one) if o.qualifier and not o.in_table]
            if said and not table.differing(one):
                yield Finding(Sort.QUALIFIER, _title(one), (one, *said))


def _parts(plan: Plan, table: FigureTable) -> Iterator[Finding]:
    """其中 rows larger than the row they are part of."""
    for part in table.observations:
        wholes = (o for o in table.observations if o.path == part.part_of and o.year == part.year)
        for whole in wholes:
            if part.unit == whole.unit and part.low > whole.high:
                label = plan.by_path[part.path].label
                yield Finding(Sort.PART, f"{label} {_title(part)}", (part, whole))


def _totals(table: FigureTable) -> Iterator[Finding]:
    """Amount ÷ share for each row that has both: of one year they are of one total."""
    by_year: dict[int | None, list[tuple[Observation, Observation, calc.Result]]] = {}
    for amount in table.observations:
        if amount.dimension is not Dimension.LEVEL or not amount.in_table or not amount.subject:
            continue
        for share in table.observations:
            same = share.subject == amount.subject and share.year == amount.year
            fits = share.in_table and share.dimension is Dimension.SHARE
            if same and fits and "生产总值" in share.name and "增加值" in amount.name:
                result = calc.whole(amount.shown, share.shown)
                if result is not None:
                    by_year.setdefault(amount.year, []).append((amount, share, result))
                break
    for year, found in by_year.items():
        values = [result.value for _, _, result in found]
        if len(values) > 1 and max(values) - min(values) > _TOTALS_APART * min(values):
            figures = tuple(o for amount, share, _ in found for o in (amount, share))
            equations = tuple(result.equation for _, _, result in found)
            yield Finding(Sort.TOTAL, f"{year}年地区生产总值", figures, equations)


def _of_what(name: str) -> str:
    return name.partition("年均")[0]


def _title(one: Observation) -> str:
    year = f"{one.year}年" if one.year is not None else ""
    return f"{year}{one.name}"


# --- shown ----------------------------------------------------------------------------------------


def audit_text(plan: Plan, findings: Sequence[Finding]) -> str:
    """For the terminal: contradictions, then tensions, each figure with label and page."""
    conflicts = [f for f in findings if f.sort is Sort.CONFLICT]
    notes = [f for f in findings if f.sort is not Sort.CONFLICT]
    lines = [f"{plan.meta.title}（{plan.plan_id}）"]
    lines.append(f"前后不一 {len(conflicts)} 处" + ("：" if conflicts else "。"))
    lines += [line for finding in conflicts for line in _lines(plan, finding)]
    lines.append(f"提示 {len(notes)} 条（不算矛盾）" + ("：" if notes else "。"))
    lines += [line for finding in notes for line in _lines(plan, finding)]
    return "\n".join(lines)


def _lines(plan: Plan, finding: Finding) -> Iterator[str]:
    yield f"- {finding.title}（{SORT_NAMES[finding.sort]}）"
    for one in finding.figures:
        page = f"第{one.page}页" if one.page is not None else "无页码"
        kind = KIND_NAMES[one.kind]
        label = plan.by_path[one.path].label
        yield f"    {one.name} {FigureTeller.figure(one)} {kind}  {label}，{page}"
    for equation in finding.calculations:
        yield f"    算式：{equation}"


def audit_json(plan: Plan, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """One object a finding; `sort` is of `Sort`, `figures` are cited by address and words."""
    return [
        {
            "sort": finding.sort.value,
            "title": finding.title,
            "conflict": finding.sort is Sort.CONFLICT,
            "figures": [
                {
                    "name": one.name,
                    "value": plain_digits(one.shown[0]),
                    "unit": one.shown[1],
                    "year": one.year,
                    "qualifier": one.qualifier,
                    "address": one.path,
                    "label": plan.by_path[one.path].label,
                    "page": one.page,
                    "quote": one.sentence.text,
                }
                for one in finding.figures
            ],
            "calculations": list(finding.calculations),
        }
        for finding in findings
    ]
