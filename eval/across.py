"""Gold across plans: the questions of `eval/gold_across`, asked of a library of several plans.

    python -m eval.across [--half dev|test] [--tag TAG …] [--wrong] [--gold FILE --plans DIR]

A question names the plans a right answer is of, writes the addresses it must cite as
`plan-id#address`, and is else like any gold question (docs/eval.md). Of a question with the tag
`stay` the answer must be the very answer of the plan at hand.
"""

from __future__ import annotations

import argparse
import json
import logging
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant.across import Across
from assistant.answer import Answer
from assistant.settings import Settings, read_settings
from assistant.shelf import Shelf
from corpus.library import BUNDLED_PLANS
from corpus.plan import Plan
from eval.checks import Violation, answer_violations
from eval.gold_fields import Fields
from eval.gold_files import GoldError, read_records
from eval.gold_types import GoldQuestion
from eval.judge import judge
from eval.sets import PLANS

__all__ = ["AcrossGold", "Outcome", "ask", "committed_library", "read_gold"]

GOLD = Path(__file__).with_name("gold_across") / "questions.jsonl"
DEFAULT = "hangzhou-services-13-5"
_OWN = ("plans", "tag", "default")


@dataclass(frozen=True)
class AcrossGold:
    """A question across plans and what is right."""

    question: GoldQuestion
    plans: frozenset[str]  # the answer is of these; empty: of none in particular
    tag: str  # one, stay, compare, rank, topic, which, library, clarify, dialogue
    default: str  # the plan asked where none is named


@dataclass(frozen=True)
class Outcome:
    """What came of a question."""

    gold: AcrossGold
    answer: Answer
    faults: tuple[str, ...]  # empty: right

    @property
    def right(self) -> bool:
        """Whether the answer is right."""
        return not self.faults


def read_gold(path: Path = GOLD) -> list[AcrossGold]:
    """The questions of a file.

    Raises:
        GoldError: a line cannot be used.
    """
    found, faults = [], []
    for number, record in read_records(path):
        data: Mapping[str, Any] = record if isinstance(record, Mapping) else {}
        own = {name: value for name, value in data.items() if name not in _OWN}
        own.setdefault("kind", "number" if "number" in own else "fact")
        fields = Fields(own, f"{path.name} 第 {number} 行")
        question = fields.question()
        faults += fields.faults
        if question is not None:
            plans = frozenset(data.get("plans", ()))
            default = data.get("default", DEFAULT)
            found.append(AcrossGold(question, plans, data.get("tag", ""), default))
    if faults:
        raise GoldError("\n".join(faults))
    return found


def committed_library(folder: Path) -> Path:
    """A library of the plans that are kept here, put together in `folder`."""
    for root in (BUNDLED_PLANS, PLANS):
        for plan in sorted(root.glob("*/plan.toml")):
            shutil.copytree(plan.parent, folder / plan.parent.name, dirs_exist_ok=True)
    return folder


def ask(gold: Sequence[AcrossGold], settings: Settings) -> Iterator[Outcome]:
    """The outcome of each question, asked of the library that `settings` name."""
    shelves: dict[str, Shelf] = {}
    for one in gold:
        if one.default not in shelves:
            shelves[one.default] = Shelf(replace(settings, plan=one.default))
        shelf = shelves[one.default]
        across = Across(shelf)
        answer = across.ask_last(one.question.turns, question_id=one.question.question_id)
        yield Outcome(one, answer, tuple(_faults(one, answer, across, shelf)))


def _faults(gold: AcrossGold, answer: Answer, across: Across, shelf: Shelf) -> Iterator[str]:
    """What is wrong with an answer."""
    if gold.tag == "stay":
        alone = shelf.get(gold.default).ask_last(
            gold.question.turns, question_id=gold.question.question_id
        )
        if replace(alone, latency_ms=answer.latency_ms).to_json() != answer.to_json():
            yield f"不是规划 {gold.default} 自己的回答"
        return
    told = frozenset(answer.several.plans if answer.several else (answer.plan,))
    if gold.tag == "rank":
        told = gold.plans & {citation.plan for citation in answer.citations}
    if gold.plans and told != gold.plans:
        yield f"答的规划是 {'、'.join(sorted(told))}"
    plans = {plan_id: across.read(plan_id) for plan_id in {c.plan for c in answer.citations}}
    yield from (str(violation) for violation in _violations(answer, plans))
    cited = [replace(c, section=f"{c.plan}#{c.section}") for c in answer.citations]
    judgement = judge(gold.question, replace(answer, citations=tuple(cited)))
    yield from (str(violation) for violation in judgement.violations)
    for name in ("status", "cited", "page", "facts", "says", "list", "number", "clean"):
        if judgement.scores.get(name, 1.0) < 1.0:
            yield f"{name} {judgement.scores[name]:.2f}"


def _violations(answer: Answer, plans: Mapping[str, Plan]) -> Iterator[Violation]:
    """The invariants of each plan's citations; a figure has to be borne out by one of the plans."""
    loose: list[set[Violation]] = []
    for plan_id, plan in plans.items():
        own = tuple(c for c in answer.citations if c.plan == plan_id)
        found = answer_violations(replace(answer, citations=own), plan)
        loose.append({v for v in found if v.kind == "unsupported"})
        yield from (v for v in found if v.kind not in {"unsupported", "mark"})
    counted = {v for v in set.intersection(*loose) if not _is_count(v, answer)} if loose else set()
    yield from counted


def _is_count(violation: Violation, answer: Answer) -> bool:
    """Whether a figure is a count of plans or of places, which the answer itself lists."""
    figure = violation.detail
    return any(f"{figure} {unit}" in answer.text for unit in ("份", "次", "处"))


def main(argv: Sequence[str] | None = None) -> int:
    """Ask the questions and print how many are right, by tag."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("dev", "test"))
    parser.add_argument("--tag", nargs="+", default=[])
    parser.add_argument("--id", nargs="+", default=[])
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--plans", type=Path)
    parser.add_argument("--wrong", action="store_true", help="print wrong answers of half dev")
    arguments = parser.parse_args(argv)
    logging.getLogger("planqa").setLevel(logging.CRITICAL)
    gold = [
        one
        for one in read_gold(arguments.gold)
        if arguments.half in {None, one.question.half}
        and (not arguments.tag or one.tag in arguments.tag)
        and (not arguments.id or one.question.question_id in arguments.id)
    ]
    with TemporaryDirectory() as folder:
        plans = arguments.plans or committed_library(Path(folder))
        outcomes = list(ask(gold, replace(read_settings(), plans=plans)))
    _report(outcomes, wrong=arguments.wrong)
    return 0


def _report(outcomes: Sequence[Outcome], *, wrong: bool) -> None:
    write = sys.stdout.write
    for outcome in outcomes:
        question = outcome.gold.question
        if wrong and not outcome.right and question.half == "dev":
            which = {"id": question.question_id, "turns": question.turns}
            write(f"{json.dumps(which, ensure_ascii=False)}\n  {'；'.join(outcome.faults)}\n")
            write(f"  [{outcome.answer.status.value}] {outcome.answer.text}\n\n")
    for half in ("dev", "test"):
        held = [o for o in outcomes if o.gold.question.half == half]
        right = Counter(o.gold.tag for o in held if o.right)
        tags = Counter(o.gold.tag for o in held)
        told = "  ".join(f"{tag} {right[tag]}/{count}" for tag, count in sorted(tags.items()))
        write(f"{half}: {sum(right.values())}/{len(held)}  {told}\n")


if __name__ == "__main__":
    sys.exit(main())
