"""The baseline: how every gold question stood when it was last accepted.

A small JSONL file that is committed: the first line says where it comes from and what was ever
lowered and why, then one line a question. It moves by `raise_baseline` alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import PlanQAError
from eval.compare import PLACES, Comparison, Standing, compare, snapshot
from eval.gate import Outcome, judge_run
from eval.records import Run, read_lines, write_lines

__all__ = ["BASELINE", "Baseline", "BaselineError", "raise_baseline", "read_baseline"]

BASELINE = Path(__file__).with_name("baseline.jsonl")


class BaselineError(PlanQAError):
    """A baseline that cannot be read, or that may not be moved."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The accepted standing of every question."""

    standing: dict[str, Standing]
    info: dict[str, Any] = field(default_factory=dict)  # date, commit, versions, lowered


def read_baseline(path: Path = BASELINE) -> Baseline:
    """Read a baseline.

    Raises:
        BaselineError: it is no baseline.
        RunError: it cannot be read.
    """
    lines = read_lines(path)
    standing: dict[str, Standing] = {}
    try:
        for line in lines[1:]:
            key, gold = line["key"], line["gold"]
            standing[key] = Standing(gold, line["scores"], tuple(line.get("violations", ())))
            for noise, (noisy_gold, right) in line.get("noise", {}).items():
                scores = {"right": float(right)}
                standing[f"{key}~{noise}"] = Standing(noisy_gold, scores, noise=noise)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise BaselineError(
            f"{path} 不是评测基线。请用 planqa eval baseline 从一次评测结果生成。"
        ) from None
    return Baseline(standing, lines[0])


def raise_baseline(run: Run, path: Path = BASELINE, *, reason: str = "") -> Comparison:
    """Make a run the baseline.

    Args:
        run: a whole run, every step.
        path: the baseline; it need not be there yet.
        reason: why a lower figure, a question taken out or rewritten is accepted; kept in the file.

    Raises:
        BaselineError: violations; or something got worse and no reason is given.
    """
    if run.info.step != "all":
        raise BaselineError("基线要从全部步骤的评测得出。请去掉 --step 重新评测。")
    before = read_baseline(path) if path.is_file() else Baseline({})
    after = snapshot(run)
    comparison = compare(before.standing, after)
    verdict = judge_run(run, before.standing)
    if verdict.outcome is Outcome.BROKEN:
        raise BaselineError("有题目违反底线，不能作为基线：\n" + "\n".join(verdict.reasons))
    lowered = [
        f"{change.title} {change.before:.1%} → {change.after:.1%}"
        for change in comparison.metrics
        if change.after < change.before - 1e-9
    ]
    if comparison.gone:
        lowered.append(f"少了 {len(comparison.gone)} 道题")
    if comparison.rewritten:
        lowered.append(f"改了 {len(comparison.rewritten)} 道题的标准答案")
    if lowered and not reason.strip():
        raise BaselineError(
            f"基线不能悄悄降低：{'；'.join(lowered)}。确需接受的，用 --reason 写明理由。"
        )
    history = list(before.info.get("lowered", []))
    if lowered:
        history.append({"date": run.info.started[:10], "what": lowered, "why": reason})
    write_lines([_head(run, history), *_lines(after)], path)
    return comparison


def _head(run: Run, lowered: list[dict[str, Any]]) -> dict[str, Any]:
    info = run.info
    return {
        "date": info.started[:10],
        "commit": info.commit,
        "versions": info.versions,
        "plans": info.plans,
        "lowered": lowered,
    }


def _lines(standing: dict[str, Standing]) -> list[dict[str, Any]]:
    """One line a question, those made by rule with the question they were made from."""
    lines: dict[str, dict[str, Any]] = {}
    for key, held in standing.items():
        base, _, noise = key.partition("~")
        line = lines.setdefault(base, {"key": base, "gold": "", "scores": {}})
        if noise:
            line.setdefault("noise", {})[noise] = [held.gold, int(held.scores["right"])]
            continue
        line["gold"] = held.gold
        line["scores"] = {name: round(score, PLACES) for name, score in held.scores.items()}
        if held.violations:
            line["violations"] = list(held.violations)
    return [lines[key] for key in sorted(lines)]
