"""Metrics: what each score is called, and how scores of questions become figures of a set.

Scores of single answers are made by `eval.judge` (formulas there), of ranked lists here, with
ir_measures (MacAvaney, Macdonald, Ounis: Streamlining Evaluation with ir-measures, ECIR 2022).
A figure of a set is the mean over the questions a metric applies to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["METRICS", "Figure", "Metric", "figures", "latency", "ranking_scores"]


@dataclass(frozen=True, slots=True)
class Metric:
    """A score and how it is told."""

    name: str
    title: str  # for a report
    gated: bool = False  # whether a significant loss fails the gate


# In the order of a report.
METRICS: Mapping[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("right", "全对", gated=True),
        Metric("status", "作答状态", gated=True),
        Metric("cited", "应引章节全部引到", gated=True),
        Metric("citation_recall", "引用召回率"),
        Metric("citation_precision", "引用精确率"),
        Metric("citation_f1", "引用 F1", gated=True),
        Metric("page", "页码", gated=True),
        Metric("facts_share", "要点覆盖率", gated=True),
        Metric("facts", "要点完整"),
        Metric("says", "应说的话"),
        Metric("list_share", "清单覆盖率"),
        Metric("list", "清单完全一致", gated=True),
        Metric("number", "数字准确", gated=True),
        Metric("value", "结构化数值"),
        Metric("clean", "未说不该说的", gated=True),
        Metric("answered", "该答的答了", gated=True),
        Metric("refusal_recall", "该拒答的拒答", gated=True),
        Metric("refusal_precision", "拒答正确率"),
        Metric("conflict", "指出前后不一", gated=True),
        Metric("route", "路由", gated=True),
        Metric("first5", "前五条含全部应引章节", gated=True),
        Metric("ndcg", "nDCG@10", gated=True),
        Metric("rr", "MRR@10"),
        Metric("recall5", "R@5"),
        Metric("reading", "题目所据读得出", gated=True),
    )
}


@dataclass(frozen=True, slots=True)
class Figure:
    """The mean of a metric over the questions it applies to."""

    mean: float
    count: int


def figures(scores: Iterable[Mapping[str, float]]) -> dict[str, Figure]:
    """Means by metric, in the order of `METRICS`; those that apply to no question are left out."""
    held: dict[str, list[float]] = {}
    for one in scores:
        for name, score in one.items():
            held.setdefault(name, []).append(score)
    return {
        name: Figure(sum(held[name]) / len(held[name]), len(held[name]))
        for name in METRICS
        if name in held
    }


def latency(milliseconds: Sequence[float]) -> dict[str, float]:
    """p50 and p95 in milliseconds, linear interpolation between the nearest ranks; {} for none."""
    if not milliseconds:
        return {}
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return {"p50": round(float(p50), 2), "p95": round(float(p95), 2)}


def ranking_scores(groups: Sequence[frozenset[str]], ranked: Sequence[str]) -> dict[str, float]:
    """Scores of a ranked list of addresses, best first.

    Alternatives of one group are one document, met at the first of them, so that finding a second
    alternative earns nothing. nDCG@10 (Järvelin and Kekäläinen, 2002), RR@10 and R@5 are those of
    ir_measures; `first5` is 1 where every group is among the first five addresses.
    """
    from ir_measures import RR, Qrel, R, ScoredDoc, calc_aggregate, nDCG

    if not groups:
        return {}
    names = []
    for path in dict.fromkeys(ranked):
        met = [f"group{n}" for n, group in enumerate(groups) if path in group]
        names += [name for name in met if name not in names] or [path]
    qrels = [Qrel("q", f"group{n}", 1) for n in range(len(groups))]
    run = [ScoredDoc("q", name, -place) for place, name in enumerate(names)]
    run = run or [ScoredDoc("q", "none", 0)]
    values = calc_aggregate([nDCG @ 10, RR @ 10, R @ 5], qrels, run)
    return {
        "ndcg": values[nDCG @ 10],
        "rr": values[RR @ 10],
        "recall5": values[R @ 5],
        "first5": float(values[R @ 5] == 1.0),
    }
