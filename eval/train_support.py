"""Train what tells whether the evidence answers a question (`assistant.support`).

    python -m eval.train_support    # on the development questions kept here; two minutes

Each question that comes to retrieval is an example: right where the best evidence stands in a gold
section, wrong where the plan does not answer it. Others, to which the plan has the answer somewhere
else, are neither. The learned order of passages was trained on the same questions; so each is
ordered here by trees that saw none of its gold sections.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Conversation, Route, Status
from assistant.pipeline import Assistant, build_assistant
from assistant.ranking import ordered_by
from assistant.ranking.features import FEATURES
from assistant.settings import read_settings
from assistant.sufficiency import SUPPORTED
from assistant.support import SIGNS
from assistant.trees import Trees, trees_of
from eval.boosted import as_lists
from eval.gold_types import GoldQuestion
from eval.sets import Slice, find_sets, tasks_of
from eval.train_ranking import PARTS, Examples, parts_of, read_examples, without
from eval.train_ranking import fit as fit_order
from eval.train_weighing import Fitted, Shape, fit, write

__all__ = ["Example", "main"]

# Best of a few on held-out examples.
_SHAPE = Shape(trees=200, depth=3, step=0.05, rows=0.6, columns=0.3, strength=0.05)
_REFUSED = 2.0  # what an example that the plan does not answer counts


@dataclass(frozen=True, slots=True)
class Example:
    """The best evidence of one question."""

    plan: str  # plan id
    told: tuple[float, ...]  # in the order of SIGNS
    right: bool  # whether it answers

    @property
    def weight(self) -> float:
        """What it counts."""
        return 1.0 if self.right else _REFUSED


class _Orders:
    """Orders of passages, each trained without a part of the gold sections."""

    def __init__(self) -> None:
        examples = read_examples(Slice(half="dev"))
        self._parts = parts_of(examples)
        self._trees = [self._fitted(without(part, examples)[1]) for part in range(PARTS)]

    @staticmethod
    def _fitted(examples: Examples) -> tuple[float, Trees]:
        start, trees = as_lists(fit_order(examples, list(range(len(FEATURES)))))
        return start, trees_of(trees)

    def unseen(self, plan: str, gold: GoldQuestion) -> tuple[float, Trees]:
        """One that saw none of a question's gold sections; any where it has none."""
        sections = [(plan, path) for group in gold.sections for path in group]
        return self._trees[self._parts[min(sections)] if sections else 0]


def example_of(assistant: Assistant, gold: GoldQuestion) -> Example | None:
    """The example a question gives; None where it does not come to retrieval alone."""
    if len(gold.turns) > 1:  # what was answered before depends on what is trained here
        return None
    routed = assistant.route(Conversation(), gold.turns[0])
    refused = gold.status == {Status.NOT_IN_PLAN.value}
    if routed.answer is not None or routed.route is not Route.RETRIEVAL:
        return None
    findings = assistant.retrieval.find(routed.question, routed.scope, only=routed.only)
    if not findings.evidence or not findings.words:
        return None
    best = findings.evidence[0].section.path
    wanted = {path for group in gold.sections for path in group}
    right = any(best == path or best.startswith(f"{path}/") for path in wanted)
    if not right and not refused:
        return None
    told = assistant.retrieval.support.signs(routed.question, findings)
    return Example(assistant.plan.plan_id, tuple(told[name] for name in SIGNS), right)


def read_support() -> Iterator[Example]:
    """The examples of all development questions kept here."""
    settings, orders = read_settings(), _Orders()
    held_by: dict[str, Assistant] = {}
    for held in find_sets(settings):
        plan = held.plan.plan_id
        if plan not in held_by:
            held_by[plan] = build_assistant(replace(settings, plans=held.plans), plan_id=plan)
        for task in tasks_of([held], Slice(half="dev")):
            with ordered_by(*orders.unseen(plan, task.gold)):
                found = example_of(held_by[plan], task.gold)
            if found is not None:
                yield found


def fitted(examples: Sequence[Example]) -> Fitted:
    """What tells the examples from the counter-examples."""
    right = [example.right for example in examples]
    weights = [example.weight for example in examples]
    return fit([example.told for example in examples], right, _SHAPE, weights)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write; say how well held-out examples are told apart."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.parse_args(arguments)
    examples = list(read_support())
    write(fitted(examples), "support")
    right = sum(example.right for example in examples)
    print(f"{right} examples, {len(examples) - right} counter-examples")  # noqa: T201
    for plan in sorted({example.plan for example in examples}):
        print(_held_out(examples, plan))  # noqa: T201
    return 0


def _held_out(examples: Sequence[Example], plan: str) -> str:
    """How those of one plan are told apart by a model that saw only the others."""
    own = [example for example in examples if example.plan == plan]
    told = fitted([e for e in examples if e.plan != plan]).tells([e.told for e in own])
    taken = [example.right for example, p in zip(own, told, strict=True) if p >= SUPPORTED]
    right = sum(example.right for example in own)
    wrong = len(taken) - sum(taken)
    answered = f"{sum(taken)} of {right} answered"
    return f"{plan} by the others: {answered}, {wrong} of {len(own) - right} wrongly"


if __name__ == "__main__":
    raise SystemExit(main())
