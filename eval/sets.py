"""Which gold sets there are, which plan each is about, and the tasks that come of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.settings import Settings
from corpus.errors import PlanQAError
from corpus.library import load_plan
from corpus.plan import Plan
from eval.gold import GOLD, load_gold
from eval.gold_types import GoldQuestion
from eval.noise import noisy_versions
from eval.runner import Task

__all__ = ["GoldSet", "Slice", "find_sets", "tasks_of"]

PLANS = Path(__file__).with_name("plans")  # plans written for the evaluation alone
_SUFFIXES = {".jsonl", ".yaml", ".yml"}


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A gold file and the plan it asks about."""

    path: Path
    plan: Plan
    plans: Path  # library the plan is in

    @property
    def name(self) -> str:
        """The plan's identifier and the file's name without its ending."""
        return f"{self.plan.plan_id}/{self.path.stem}"

    @property
    def digest(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class Slice:
    """Which questions are wanted; empty: all."""

    half: str | None = None
    kinds: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()

    def holds(self, question: GoldQuestion) -> bool:
        """Whether a question is wanted."""
        return (
            self.half in {None, question.half}
            and (not self.kinds or question.kind in self.kinds)
            and (not self.tags or bool(self.tags & set(question.tags)))
            and (not self.ids or question.question_id in self.ids)
        )

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self == Slice()


def find_sets(
    settings: Settings, files: Sequence[Path] = (), plan_id: str | None = None
) -> list[GoldSet]:
    """The gold sets wanted: files given, else all that are kept here, of one plan if it is named.

    Raises:
        PlanQAError: a plan that is not there, or no set at all.
    """
    if files:
        plan, library = _plan(plan_id or settings.plan_id, settings)
        names = [path.stem for path in files]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise PlanQAError(f"有两个题目文件都叫“{twice[0]}”，分不清题号。请改其中一个的文件名。")
        return [GoldSet(path, plan, library) for path in files]
    found = []
    for folder in sorted(GOLD.iterdir()):
        if folder.is_dir() and plan_id in {None, folder.name}:
            plan, library = _plan(folder.name, settings)
            paths = sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES)
            found += [GoldSet(path, plan, library) for path in paths]
    if not found:
        raise PlanQAError(f"没有规划“{plan_id}”的题目。请用 --gold 给出题目文件。")
    return found


def tasks_of(
    sets: Iterable[GoldSet], wanted: Slice, *, seed: int | None = None, every: int = 1
) -> list[Task]:
    """The tasks of all questions wanted; with a seed also those made from them by rule.

    Args:
        sets: the gold sets.
        wanted: which of their questions.
        seed: of the noise; None: none.
        every: one in so many kinds of noise for each question, see `noisy_versions`.

    Raises:
        GoldError: a gold file that cannot be used.
    """
    tasks: list[Task] = []
    for held in sets:
        unfounded: dict[str, list[str]] = {}
        questions = [
            question
            for question in load_gold(held.path, held.plan, unfounded)
            if wanted.holds(question)
        ]
        tasks += [_task(held, question, unfounded) for question in questions]
        if seed is not None:
            made = noisy_versions(questions, seed=seed, every=every)
            tasks += [_task(held, question, {}, by_rule=True) for question in made]
    return tasks


def _task(
    held: GoldSet, question: GoldQuestion, unfounded: dict[str, list[str]], *, by_rule: bool = False
) -> Task:
    return Task(
        key=f"{held.name}/{question.question_id}",
        plan_id=held.plan.plan_id,
        plans=held.plans,
        gold=question,
        of=f"{held.name}/{question.of}" if question.of else "",
        by_rule=by_rule,
        unfounded=tuple(unfounded.get(question.question_id, ())),
    )


def _plan(plan_id: str, settings: Settings) -> tuple[Plan, Path]:
    """The plan from the library, else from those kept for the evaluation."""
    own = PLANS / plan_id
    library = settings.plans
    if own.is_dir() and not (settings.plans / plan_id).is_dir():
        library = PLANS
    return load_plan(plan_id, library), library
