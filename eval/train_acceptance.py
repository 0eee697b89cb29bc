"""Train what tells whether an observation is what a question asks of (`figure_acceptance`).

    python -m eval.train_acceptance    # on the development questions kept here

Each question for a figure gives the observation asked for as an example, and the best other one,
once the one asked for is taken out of the table, as a counter-example: that is how a question looks
to which the plan has no answer. Questions the plan does not answer give the best one as a
counter-example. `eval.train_weighing` fits what tells them apart.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from assistant.answer import Status
from assistant.figure_acceptance import Signs, vector
from assistant.figure_judge import ACCEPTED
from assistant.figure_operations import Operation
from assistant.figure_question import FigureQuestion, read_figure_question
from assistant.figure_table import FigureTable, Match
from assistant.pipeline import build_assistant
from assistant.question import parse_question
from assistant.settings import read_settings
from corpus.indicators import Observation
from corpus.quantities import base_unit
from eval.gold_types import GoldNumber, GoldQuestion
from eval.sets import PLANS, Slice, find_sets, tasks_of
from eval.train_weighing import Fitted, Shape, fit, write

__all__ = ["examples_of", "main"]

_LOOKED_AT = 3  # of the best observations that are not the one asked for
# Best of a few on held-out examples.
_SHAPE = Shape(trees=200, depth=2, step=0.08, rows=0.7, strength=0.3)
_WRITTEN = Path(__file__).with_name("acceptance_examples")


@dataclass(frozen=True, slots=True)
class Example:
    """An observation against a question."""

    plan: str  # plan id
    signs: Signs
    right: bool  # whether it is what the question asks of


def is_asked(one: Observation, gold: GoldQuestion, number: GoldNumber) -> bool:
    """Whether an observation is the figure a gold question asks for."""
    factor, _ = base_unit(number.unit)
    low, high = (Decimal(str(bound)) * factor for bound in (number.low, number.high))
    year = number.year is None or one.year == number.year or not one.own_year
    paths = [path for group in gold.sections for path in group]
    placed = not paths or any(one.path == p or one.path.startswith(f"{p}/") for p in paths)
    return (one.low, one.high) == (low, high) and year and placed


def examples_of(table: FigureTable, gold: GoldQuestion, asked: FigureQuestion) -> Iterator[Example]:
    """The examples a question gives."""
    plan = table.plan.plan_id
    yield from (Example(plan, signs, right) for signs, right in _told(table, gold, asked))


def _told(
    table: FigureTable, gold: GoldQuestion, asked: FigureQuestion
) -> Iterator[tuple[Signs, bool]]:
    """What speaks for the best observations, and whether they are what is asked of."""
    scored = table.scored(asked)
    if gold.number is None:
        judged = table.judge(asked, scored)
        yield from ((signs, False) for _, signs in judged[:_LOOKED_AT])
        return
    right = [m for m in scored if is_asked(m.observation, gold, gold.number)]
    if not right:
        return
    judged = table.judge(asked, scored)
    told = [(signs, any(_alike(table, m, r) for r in right)) for m, signs in judged]
    yield from told[:1]
    yield from [pair for pair in told[1:] if pair[1]][: 1 - told[0][1] if told else 0]
    yield from [pair for pair in told[1:] if not pair[1]][: _LOOKED_AT - 1]
    others = [m for m in scored if not any(_alike(table, m, r) for r in right)]
    yield from ((signs, False) for _, signs in table.judge(asked, others)[:_LOOKED_AT])


def _alike(table: FigureTable, one: Match, other: Match) -> bool:
    first, second = one.observation.name, other.observation.name
    return first == second or table.words.same_name(first, second)


def read_examples() -> list[Example]:
    """The examples of all development questions kept here that ask for a figure read off."""
    settings = read_settings()
    found: list[Example] = []
    for held in find_sets(settings):
        assistant = build_assistant(replace(settings, plans=held.plans), plan_id=held.plan.plan_id)
        for task in tasks_of([held], Slice(half="dev")):
            asked = _asked(task.gold, held.plan.meta.period)
            if asked is not None:
                found += examples_of(assistant.table, task.gold, asked)
    return found


def read_written() -> list[Example]:
    """The examples of the questions written for the purpose: `acceptance_examples/PLAN.jsonl`.

    One object a line: `q`, then `at`, `value`, `unit` (and `year`) of the figure asked for, or
    `held`: false.
    """
    found: list[Example] = []
    settings = read_settings()
    for file in sorted(_WRITTEN.glob("*.jsonl")):
        library = PLANS if (PLANS / file.stem).is_dir() else settings.plans
        assistant = build_assistant(replace(settings, plans=library), plan_id=file.stem)
        for line in map(json.loads, file.read_text("utf-8").splitlines()):
            held = line.get("held", True)
            value = line.get("value", 0)
            low, high = value if isinstance(value, list) else (value, value)
            number = GoldNumber(low, high, line.get("unit", ""), line.get("year"))
            gold = GoldQuestion(
                question_id="",
                turns=(line["q"],),
                kind="number" if held else "refusal",
                half="dev",
                status=frozenset({"answered" if held else Status.NOT_IN_PLAN.value}),
                sections=tuple(frozenset({path}) for path in line.get("at", ())),
                number=number if held else None,
            )
            asked = _asked(gold, assistant.plan.meta.period)
            if asked is not None:
                found += examples_of(assistant.table, gold, asked)
    return found


def _asked(gold: GoldQuestion, period: tuple[int, int] | None) -> FigureQuestion | None:
    """A question for a figure read off, taken apart; None for any other."""
    refused = Status.NOT_IN_PLAN.value in gold.status
    read_off = gold.number is not None and not gold.number.computed
    if len(gold.turns) > 1 or not (refused or read_off):
        return None
    asked = read_figure_question(parse_question(gold.turns[0], period))
    return asked if asked.asks and asked.operation is Operation.LOOK_UP else None


def fitted(examples: Sequence[Example]) -> Fitted:
    """What tells the examples from the counter-examples."""
    told = [vector(example.signs) for example in examples]
    return fit(told, [example.right for example in examples], _SHAPE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write the trees; say how well held-out examples are told apart."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.parse_args(arguments)
    examples = read_examples() + read_written()
    write(fitted(examples), "figure_acceptance")
    right = sum(example.right for example in examples)
    print(f"{right} examples, {len(examples) - right} counter-examples")  # noqa: T201
    print(_held_out(examples))  # noqa: T201
    return 0


def _held_out(examples: Sequence[Example]) -> str:
    """What is found of a plan, and wrongly accepted, by a model that saw only the other plans."""
    found = wrong = 0
    for plan in sorted({example.plan for example in examples}):
        own = [example for example in examples if example.plan == plan]
        model = fitted([example for example in examples if example.plan != plan])
        told = model.tells([vector(example.signs) for example in own])
        accepted = [e for e, p in zip(own, told, strict=True) if p >= ACCEPTED]
        found += sum(example.right for example in accepted)
        wrong += sum(not example.right for example in accepted)
    right = sum(example.right for example in examples)
    return (
        f"each plan by a model of the others: {found / right:.1%} of the examples accepted, "
        f"{wrong / (len(examples) - right):.1%} of the counter-examples"
    )


if __name__ == "__main__":
    raise SystemExit(main())
