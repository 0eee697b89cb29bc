"""Train the order of what search finds (`assistant.ranking`).

    python -m eval.train_ranking            # train on the development half, write, and measure
    python -m eval.train_ranking --ablate   # measure without each group of features in turn

Each candidate of a question is an example: right where its section answers one of the gold groups.
Those that may be cited besides are left out. Gradient boosting, as scikit-learn has it, each
question weighing the same. Held out are sections, in five parts (a question is trained on only if
it shares no gold section with any of those judged), and whole plans, one after the other.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.pipeline import Assistant, build_assistant
from assistant.ranking import candidates
from assistant.ranking.features import FEATURES
from assistant.settings import read_settings
from eval.boosted import as_lists
from eval.metrics import ranking_scores
from eval.sets import GoldSet, Slice, find_sets, tasks_of

__all__ = [
    "PARTS",
    "Example",
    "examples_of",
    "fit",
    "main",
    "parts_of",
    "read_examples",
    "without",
]

_TREES, _DEPTH, _STEP, _SEED = 150, 3, 0.08, 20161113
_LEAST, _OF_ROWS, _OF_FEATURES = 20, 0.6, 0.4  # examples of a leaf; shares drawn for each tree
_WRONG = 3.0  # what the wrong candidates of a question weigh together; its right ones weigh 1
PARTS = 5
"""Parts of the gold sections that are held out one after the other."""
_FILE = Path(__file__).parents[1] / "assistant" / "ranking" / "trees.json"
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "words one by one": (
        *("text", "text_letters", "said", "said_best", "subject_text", "subject_said"),
        *("group", "missing", "define"),
    ),
    "headings": ("heading", "title", "subject_heading", "title_said"),
    "indicator table": ("figure_match", "figure_sure", "figure_asked", "selects", "things"),
    "addresses": ("pointed", "away"),
    "what stands around": ("parent", "children", "siblings", "same_node"),
    "kind, depth, length": ("box", "row", "bare", "picture", "opening", "level", "length"),
    "form of the question": (
        *("figure", "no_figure", "share_figure", "amount_row", "list"),
        *("year", "other_year", "past"),
    ),
    "both legs of the search": ("fused", "lexical", "dense", "dense_best"),
}


@dataclass(frozen=True)
class Example:
    """The candidates of one question."""

    plan_id: str
    groups: tuple[frozenset[str], ...]  # of each one address must be found
    paths: tuple[str, ...]  # of the candidates
    told: NDArray[np.float32]  # (candidates, features)
    right: NDArray[np.bool_]  # (candidates,)
    counts: NDArray[np.bool_]  # (candidates,): whether it is right or wrong at all

    @property
    def sections(self) -> frozenset[tuple[str, str]]:
        """All gold sections, with the plan's identifier."""
        return frozenset((self.plan_id, path) for group in self.groups for path in group)


def examples_of(held: GoldSet, assistant: Assistant, wanted: Slice) -> Iterator[Example]:
    """The examples of a gold set's questions that have sections."""
    features = assistant.ranker.features
    for task in tasks_of([held], wanted):
        gold = task.gold
        if not gold.sections:
            continue
        routed = assistant.route(assistant.conversation(gold.turns[:-1]), gold.turns[-1])
        told = features.of(features.asked(routed.question))
        rows = candidates(told)
        paths = tuple(features.passages[row].path for row in rows.tolist())
        needed = frozenset().union(*gold.sections)
        right = np.array([path in needed for path in paths], dtype=bool)
        besides = np.array([path in gold.also for path in paths], dtype=bool)
        counts = right | ~besides
        yield Example(held.plan.plan_id, gold.sections, paths, told[rows], right, counts)


def read_examples(wanted: Slice, files: Sequence[Path] = (), plan: str | None = None) -> Examples:
    """Examples of the sets kept here, or of files about one plan."""
    settings = read_settings()
    assistants: dict[str, Assistant] = {}
    found: list[Example] = []
    for held in find_sets(settings, files, plan):
        name = held.plan.plan_id
        if name not in assistants:
            assistants[name] = build_assistant(replace(settings, plans=held.plans), plan_id=name)
        found += examples_of(held, assistants[name], wanted)
    return found


Examples = Sequence[Example]
Scorer = Callable[[Example], NDArray[np.float64]]


def fit(examples: Examples, columns: Sequence[int]) -> Any:  # noqa: ANN401 - scikit-learn has no types
    """The trees that tell right candidates from wrong ones."""
    from sklearn.ensemble import GradientBoostingClassifier

    used = [one for one in examples if one.right.any()]
    told = np.concatenate([one.told[one.counts][:, columns] for one in used])
    right = np.concatenate([one.right[one.counts] for one in used])
    weights = np.concatenate([_weights(one.right[one.counts]) for one in used])
    model = GradientBoostingClassifier(
        n_estimators=_TREES,
        max_depth=_DEPTH,
        learning_rate=_STEP,
        subsample=_OF_ROWS,
        max_features=_OF_FEATURES,
        min_samples_leaf=_LEAST,
        random_state=_SEED,
    )
    return model.fit(told, right, sample_weight=weights)


def _weights(right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What each candidate of a question weighs."""
    rights, wrongs = max(1, int(right.sum())), max(1, int((~right).sum()))
    found: NDArray[np.float64] = np.where(right, 1 / rights, _WRONG / wrongs)
    return found


def scorer(examples: Examples, columns: Sequence[int]) -> Scorer:
    """Scores by trees trained on some examples."""
    model = fit(examples, columns)
    return lambda one: np.asarray(model.decision_function(one.told[:, columns]))


def ranking(one: Example, score: Scorer) -> Mapping[str, float]:
    """Scores of one question's ranked sections (`eval.metrics.ranking_scores`)."""
    order = np.argsort(-score(one), kind="stable") if one.paths else np.zeros(0, dtype=np.intp)
    return ranking_scores(one.groups, [one.paths[n] for n in order.tolist()])


# --- held out -------------------------------------------------------------------------------------


def parts_of(examples: Examples) -> dict[tuple[str, str], int]:
    """Which of `PARTS` each gold section belongs to; a question belongs to that of its first."""
    sections = sorted({section for one in examples for section in one.sections})
    drawn = np.random.default_rng(_SEED).integers(0, PARTS, len(sections))
    return dict(zip(sections, drawn.tolist(), strict=True))


def without(part: int, examples: Examples) -> tuple[Examples, Examples]:
    """The examples of a part, and those that share no gold section with any of them."""
    parts = parts_of(examples)
    judged = [one for one in examples if parts[min(one.sections)] == part]
    seen = frozenset().union(*(one.sections for one in judged))
    return judged, [one for one in examples if not seen & one.sections]


def by_sections(examples: Examples, columns: Sequence[int]) -> list[Mapping[str, float]]:
    """Each question ranked by trees that saw none of its gold sections."""
    found: list[Mapping[str, float]] = []
    for part in range(PARTS):
        judged, others = without(part, examples)
        score = scorer(others, columns)
        found += [ranking(one, score) for one in judged]
    return found


def by_plan(examples: Examples, columns: Sequence[int], plan: str) -> list[Mapping[str, float]]:
    """The questions of one plan ranked by trees that saw only other plans."""
    score = scorer([one for one in examples if one.plan_id != plan], columns)
    return [ranking(one, score) for one in examples if one.plan_id == plan]


def told_of(scores: Sequence[Mapping[str, float]]) -> str:
    """`first5` and `ndcg` of some questions."""
    first5, ndcg = (float(np.mean([one[name] for one in scores])) for name in ("first5", "ndcg"))
    return f"{first5:.1%} {ndcg:.3f} ({len(scores)})"


def _report(name: str, examples: Examples, columns: Sequence[int], others: Examples) -> str:
    parts = [f"sections held out {told_of(by_sections(examples, columns))}"]
    parts += [_plan_report(plan, examples, columns) for plan in _plans(examples)]
    return f"{name}: " + "; ".join([*parts, *_others_report(examples, columns, others)])


def _ablation(name: str, examples: Examples, columns: Sequence[int], others: Examples) -> str:
    """A shorter report: of the plan with most questions, and of other questions."""
    plan = max(_plans(examples), key=lambda p: sum(one.plan_id == p for one in examples))
    parts = [_plan_report(plan, examples, columns), *_others_report(examples, columns, others)]
    return f"{name}: " + "; ".join(parts)


def _plans(examples: Examples) -> list[str]:
    return sorted({one.plan_id for one in examples})


def _plan_report(plan: str, examples: Examples, columns: Sequence[int]) -> str:
    return f"{plan} held out {told_of(by_plan(examples, columns, plan))}"


def _others_report(examples: Examples, columns: Sequence[int], others: Examples) -> list[str]:
    score = scorer(examples, columns)
    ranked = {
        plan: [ranking(o, score) for o in others if o.plan_id == plan] for plan in _plans(others)
    }
    return [f"other questions, {plan} {told_of(scores)}" for plan, scores in ranked.items()]


def _search_alone(examples: Examples) -> str:
    fused = list(FEATURES).index("fused")
    plain = [ranking(one, lambda o: o.told[:, fused].astype(np.float64)) for one in examples]
    return f"hybrid search alone: {told_of(plain)}"


# --- writing --------------------------------------------------------------------------------------


def write(model: Any, file: Path = _FILE) -> None:  # noqa: ANN401 - scikit-learn has no types
    """The trees as the product reads them."""
    start, trees = as_lists(model)
    held = {"features": list(FEATURES), "start": start, "trees": trees}
    file.write_text(json.dumps(held) + "\n", "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write, or tell what each group of features is worth."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ablate", action="store_true", help="leave out group after group")
    parser.add_argument("--gold", type=Path, nargs="+", default=[], help="other questions to rank")
    parser.add_argument("--plan", help="the plan they are about")
    given = parser.parse_args(arguments)
    every = list(range(len(FEATURES)))
    examples = read_examples(Slice(half="dev"))
    others = read_examples(Slice(half="test"))
    if given.gold:
        others = [*others, *read_examples(Slice(), given.gold, given.plan)]
    print(_search_alone(examples))  # noqa: T201
    print(_search_alone(others))  # noqa: T201
    if not given.ablate:
        write(fit(examples, every))
        print(_report("all features", examples, every, others))  # noqa: T201
        return 0
    print(_ablation("all features", examples, every, others))  # noqa: T201
    for name, group in _GROUPS.items():
        left = [n for n, feature in enumerate(FEATURES) if feature not in group]
        print(_ablation(f"without {name}", examples, left, others))  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
