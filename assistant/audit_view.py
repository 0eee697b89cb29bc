"""The audit as HTML: contradictions, then tensions, each with its figures and the arithmetic."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.audit import SORT_NAMES, Finding, Sort
from assistant.figure_teller import FigureTeller
from assistant.indicator_table_view import opener, year_name
from assistant.markup import escape
from corpus.indicators import Observation
from corpus.plan import Plan

__all__ = ["render_audit"]

_MEANING = {
    Sort.CONFLICT: "同一指标、同一年份，规划中有不同数值。引用前请核实。",
    Sort.RATE: "规划写明的增速，与前后两个数值推算的增速不同。",
    Sort.QUALIFIER: "正文带有限定词，表中没有。引用时以正文为准更稳妥。",
    Sort.PART: "“其中”一项大于它所属的整体。",
    Sort.TOTAL: "同一年各行的数值除以比重，推算出的总量相差较大。",
}


def render_audit(plan: Plan, findings: Sequence[Finding]) -> str:
    """All findings, contradictions first; each figure opens its source."""
    if not findings:
        return '<p class="pq-empty">没有发现前后不一的数值，也没有需要提示的差异。</p>'
    conflicts = [f for f in findings if f.sort is Sort.CONFLICT]
    notes = [f for f in findings if f.sort is not Sort.CONFLICT]
    parts = [_part(plan, "前后不一", conflicts, "没有前后不一的数值。")]
    parts.append(_part(plan, "提示（不算矛盾）", notes, "没有需要提示的差异。"))
    return f'<div class="pq-audit">{"".join(parts)}</div>'


def _part(plan: Plan, title: str, findings: Sequence[Finding], none: str) -> str:
    inner = "".join(_finding(plan, finding) for finding in findings)
    return (
        f"<section><h2>{escape(title)}：{len(findings)} 处</h2>"
        f"{inner or f'<p>{escape(none)}</p>'}</section>"
    )


def _finding(plan: Plan, finding: Finding) -> str:
    css = "pq-conflict" if finding.sort is Sort.CONFLICT else "pq-clarify"
    rows = "".join(_row(plan, one) for one in finding.figures)
    sums = "".join(f"<li>{escape(equation)}</li>" for equation in finding.calculations)
    arithmetic = f'<p class="pq-extra">算式</p><ul class="pq-sums">{sums}</ul>' if sums else ""
    return (
        f'<article class="pq-card"><p class="pq-label"><strong>{escape(finding.title)}</strong>'
        f'<span class="pq-badge {css}">{SORT_NAMES[finding.sort]}</span></p>'
        f'<p class="pq-extra">{_MEANING[finding.sort]}</p>'
        f'<div class="pq-table" role="region" aria-label="{escape(finding.title)}" tabindex="0">'
        '<table><thead><tr><th scope="col">数值</th><th scope="col">年份</th>'
        '<th scope="col">指标</th><th scope="col">出处</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{arithmetic}</article>"
    )


def _row(plan: Plan, one: Observation) -> str:
    label = escape(plan.by_path[one.path].label)
    page = f"，第{one.page}页" if one.page is not None else ""
    return (
        f"<tr><td><b>{escape(FigureTeller.figure(one))}</b></td><td>{escape(year_name(one))}</td>"
        f'<td>{escape(one.name)}</td><td><button type="button" class="pq-open" '
        f'data-open="{escape(opener([one]))}" aria-label="查看原文：{label}">{label}{page}</button>'
        "</td></tr>"
    )
