"""Two runs over the same questions: what broke, what healed, and whether it is more than chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from eval.metrics import METRICS
from eval.records import Record, Run
from eval.stats import bootstrap_interval, holm, p_worse

__all__ = [
    "PLACES",
    "Change",
    "Comparison",
    "MetricChange",
    "Snapshot",
    "Standing",
    "compare",
    "snapshot",
]

LEVEL = 0.05  # of the whole family of metrics
PLACES = 4  # decimals of scores: what a baseline keeps

UNREAD = "（检验题，不显示题文）"  # in place of a question that nobody is to tune for


@dataclass(frozen=True, slots=True)
class Standing:
    """How a question stands in a run or a baseline."""

    gold: str  # first characters of the gold's SHA-256
    scores: Mapping[str, float]
    violations: tuple[str, ...] = ()  # kinds
    noise: str = ""  # of a question made by rule
    question: str = ""  # its turns, joined
    answer: str = ""


Snapshot = Mapping[str, Standing]  # by key


@dataclass(frozen=True, slots=True)
class MetricChange:
    """A metric before and after, over the questions both have."""

    name: str  # of METRICS, or "right~" and a kind of noise
    before: float
    after: float
    count: int
    low: float  # 95 % interval of the difference
    high: float
    worse: float  # adjusted p that it is worse by chance alone
    better: float

    @property
    def is_worse(self) -> bool:
        """Worse by more than chance."""
        return self.worse < LEVEL

    @property
    def is_better(self) -> bool:
        """Better by more than chance."""
        return self.better < LEVEL

    @property
    def title(self) -> str:
        """What a report calls it."""
        name, _, noise = self.name.partition("~")
        return f"{METRICS[name].title}（{noise}）" if noise else METRICS[name].title


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose scores or violations differ."""

    key: str
    question: str
    lower: tuple[str, ...]  # metrics
    higher: tuple[str, ...]
    violations: tuple[str, ...]  # kinds that are new
    before: str  # answers
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two runs."""

    metrics: tuple[MetricChange, ...] = ()
    broke: tuple[Change, ...] = ()  # right before, not now
    healed: tuple[Change, ...] = ()
    moved: tuple[Change, ...] = ()  # other differences in scores
    gone: tuple[str, ...] = ()  # keys only the first has
    new: tuple[str, ...] = ()  # keys only the second has
    rewritten: tuple[str, ...] = ()  # keys whose gold differs
    shared: int = field(default=0)  # questions compared


def snapshot(run: Run) -> dict[str, Standing]:
    """How every question of a run stands; those of the test half stay unread."""
    return {
        record.key: Standing(
            gold=record.gold[:12],
            scores=_kept_scores(record),
            violations=tuple(sorted({kind for kind, _ in record.violations})),
            noise=record.noise if record.by_rule else "",
            question=UNREAD if record.half == "test" else " → ".join(record.turns),
            answer=UNREAD if record.half == "test" else (record.answer or {}).get("text", ""),
        )
        for record in run.records
    }


def _kept_scores(record: Record) -> dict[str, float]:
    if record.by_rule:
        return {"right": record.scores.get("right", 0.0)}
    return {name: round(score, PLACES) for name, score in record.scores.items()}


def compare(before: Snapshot, after: Snapshot) -> Comparison:
    """Compare two standings; questions whose gold differs are not compared."""
    both = [key for key in before if key in after]
    same = [key for key in both if before[key].gold == after[key].gold]
    changes = [_change(key, before[key], after[key]) for key in same if not after[key].noise]
    broke = [c for c in changes if _is_right(before[c.key]) and not _is_right(after[c.key])]
    healed = [c for c in changes if not _is_right(before[c.key]) and _is_right(after[c.key])]
    settled = {change.key for change in (*broke, *healed)}
    return Comparison(
        metrics=_metric_changes(before, after, same),
        broke=tuple(broke),
        healed=tuple(healed),
        moved=tuple(
            c for c in changes if c.key not in settled and (c.lower or c.higher or c.violations)
        ),
        gone=tuple(key for key in before if key not in after),
        new=tuple(key for key in after if key not in before),
        rewritten=tuple(key for key in both if before[key].gold != after[key].gold),
        shared=len(same),
    )


def _is_right(standing: Standing) -> bool:
    return standing.scores.get("right", 0.0) == 1.0 and not standing.violations


def _change(key: str, before: Standing, after: Standing) -> Change:
    shared = [name for name in METRICS if name in before.scores and name in after.scores]
    return Change(
        key=key,
        question=after.question,
        lower=tuple(n for n in shared if after.scores[n] < before.scores[n]),
        higher=tuple(n for n in shared if after.scores[n] > before.scores[n]),
        violations=tuple(kind for kind in after.violations if kind not in before.violations),
        before=before.answer,
        after=after.answer,
    )


def _metric_changes(
    before: Snapshot, after: Snapshot, keys: Iterable[str]
) -> tuple[MetricChange, ...]:
    """Each metric over the questions that have it both times, p values adjusted together."""
    pairs: dict[str, list[tuple[float, float]]] = {}
    for key in keys:
        was, now = before[key], after[key]
        for name in was.scores.keys() & now.scores.keys() & METRICS.keys():
            label = f"{name}~{now.noise}" if now.noise else name
            pairs.setdefault(label, []).append((was.scores[name], now.scores[name]))
    order = list(METRICS)
    names = sorted(pairs, key=lambda n: (bool("~" in n), order.index(n.partition("~")[0]), n))
    moves = {name: [now - was for was, now in pairs[name]] for name in names}
    gated = [name for name in names if METRICS[name.partition("~")[0]].gated]
    worse = holm({name: p_worse(moves[name]) for name in gated})
    better = holm({name: p_worse([-move for move in moves[name]]) for name in gated})
    changes = []
    for name in names:
        low, high = bootstrap_interval(moves[name]) if any(moves[name]) else (0.0, 0.0)
        count = len(pairs[name])
        changes.append(
            MetricChange(
                name=name,
                before=sum(was for was, _ in pairs[name]) / count,
                after=sum(now for _, now in pairs[name]) / count,
                count=count,
                low=low,
                high=high,
                worse=worse.get(name, 1.0),
                better=better.get(name, 1.0),
            )
        )
    return tuple(changes)
