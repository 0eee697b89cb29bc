"""The gate: may a change go in?

Three outcomes. Broken: an invariant is violated, once is enough. Worse: a metric fell by more
than chance, or questions of the baseline are missing. Otherwise it passes, with the list of what
changed; where something rose by more than chance, the baseline may be raised.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from eval.checks import INVARIANTS
from eval.compare import Comparison, Snapshot, compare, snapshot
from eval.records import Record, Run

__all__ = ["Outcome", "Verdict", "judge_run", "violations_of"]

# A question garbled by rule may end up as another question, whose figure is another: its wrong
# numbers count in the metrics, not as violations.
_ONLY_AS_WRITTEN = frozenset({"wrong_number", "gold"})
_SHOWN = 20


class Outcome(StrEnum):
    """What the gate says."""

    BROKEN = "broken"
    WORSE = "worse"
    SAME = "same"
    BETTER = "better"

    @property
    def passes(self) -> bool:
        """Whether the change may go in."""
        return self in {Outcome.SAME, Outcome.BETTER}


_TITLES = {
    Outcome.BROKEN: "不通过：违反底线",
    Outcome.WORSE: "不通过：变差",
    Outcome.SAME: "通过：无显著变化",
    Outcome.BETTER: "通过：变好，可以提高基线",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's outcome, its reasons in Chinese, and all that changed."""

    outcome: Outcome
    reasons: tuple[str, ...]
    comparison: Comparison

    @property
    def title(self) -> str:
        """What a report calls the outcome."""
        return _TITLES[self.outcome]


def judge_run(run: Run, baseline: Snapshot) -> Verdict:
    """Judge a run over all gold against the baseline."""
    comparison = compare(baseline, snapshot(run))
    broken = [
        f"{record.key}（{record.turns[-1]}）{INVARIANTS[kind]}：{detail}"
        for record in run.records
        for kind, detail in violations_of(record)
    ]
    worse = [
        f"{change.title}：{change.before:.1%} → {change.after:.1%}"
        f"（{change.count} 题，p = {change.worse:.3f}）"
        for change in comparison.metrics
        if change.is_worse
    ]
    if comparison.gone:
        worse.append(_listed("基线里的题目不见了", comparison.gone))
    if comparison.rewritten:
        worse.append(
            _listed("题目的标准答案改过，要用 planqa eval baseline 确认", comparison.rewritten)
        )
    better = [
        f"{change.title}：{change.before:.1%} → {change.after:.1%}（p = {change.better:.3f}）"
        for change in comparison.metrics
        if change.is_better
    ]
    for outcome, reasons in ((Outcome.BROKEN, broken + worse), (Outcome.WORSE, worse)):
        if broken if outcome is Outcome.BROKEN else worse:
            return Verdict(outcome, tuple(reasons), comparison)
    outcome = Outcome.BETTER if better else Outcome.SAME
    return Verdict(outcome, tuple(better), comparison)


def violations_of(record: Record) -> list[tuple[str, str]]:
    """The violations of a question that block."""
    return [
        (kind, detail)
        for kind, detail in record.violations
        if not (record.by_rule and kind in _ONLY_AS_WRITTEN)
    ]


def _listed(what: str, keys: tuple[str, ...]) -> str:
    shown = "、".join(keys[:_SHOWN])
    more = f"等 {len(keys)} 道" if len(keys) > _SHOWN else ""
    return f"{what}：{shown}{more}"
