"""The steps of planqa, each run alone on one gold question.

A step gives scores by metric, violations, and the answer where it makes one. `all` is every step
on the same question, the answer made once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.answer import Answer
from assistant.pipeline import Assistant, Routed
from corpus.plan import Passage
from eval.checks import Violation, answer_violations
from eval.gold_types import GoldQuestion
from eval.judge import Judgement, judge
from eval.metrics import ranking_scores

__all__ = ["STEPS", "Outcome", "applies", "run_step"]

# Each step and what it asks, for the command's help.
STEPS: Mapping[str, str] = {
    "all": "全部",
    "reading": "读取：题目所据的章节、页码和原文读得出",
    "routing": "路由：追问补全后走哪条路",
    "retrieval": "检索：应引章节排在第几",
    "numbers": "数字：数值、单位、年份、限定词",
    "answer": "作答",
}
_NUMBER_SCORES = frozenset({"number", "value", "clean", "conflict"})
_FOUND = 20  # passages looked at


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step gave for one question."""

    scores: dict[str, float] = field(default_factory=dict)
    violations: tuple[Violation, ...] = ()
    answer: Answer | None = None


def applies(step: str, gold: GoldQuestion) -> bool:
    """Whether a step has anything to measure on a question."""
    if step == "routing":
        return bool(gold.route)
    if step == "retrieval":
        return bool(gold.sections)
    if step == "numbers":
        return gold.number is not None or gold.kind == "conflict"
    return True


def run_step(step: str, gold: GoldQuestion, assistant: Assistant, unfounded: list[str]) -> Outcome:
    """Run one step; whatever an answer raises is left to the caller.

    Args:
        step: of STEPS.
        gold: the question.
        assistant: of the plan the question is about.
        unfounded: what the plan as read does not bear out of the question.
    """
    violations = [Violation("gold", fault) for fault in unfounded]
    scores: dict[str, float] = {}
    if step in {"reading", "all"}:
        scores["reading"] = float(not unfounded)
    if step == "reading":
        return Outcome(scores, tuple(violations))
    conversation = assistant.conversation(gold.turns[:-1])
    if step in {"routing", "retrieval", "all"}:
        routed = assistant.route(conversation, gold.turns[-1])
        if step != "retrieval" and gold.route:
            scores["route"] = float(routed.route.value in gold.route)
        if step != "routing":
            scores |= ranking_scores(gold.sections, _ranked(assistant, routed))
    if step in {"routing", "retrieval"}:
        return Outcome(scores, tuple(violations))
    answer = assistant.ask(conversation, gold.turns[-1], question_id=gold.question_id)
    judgement = judge(gold, answer)
    violations += [*answer_violations(answer, assistant.plan), *judgement.violations]
    scores |= _kept(step, judgement)
    if violations and "right" in scores:
        scores["right"] = 0.0
    return Outcome(scores, tuple(violations), answer)


def _kept(step: str, judgement: Judgement) -> dict[str, float]:
    if step != "numbers":
        return judgement.scores
    return {name: score for name, score in judgement.scores.items() if name in _NUMBER_SCORES}


def _ranked(assistant: Assistant, routed: Routed) -> list[str]:
    """Addresses in the order search finds them, whatever the route."""
    hits = assistant.ranker.search(routed.question, _FOUND)
    return [path for hit in hits for path in _paths(hit.passage)]


def _paths(passage: Passage) -> list[str]:
    """The passage's own address, then the rows and parts its sentences belong to."""
    return list(dict.fromkeys([passage.path, *(s.path for s in passage.sentences)]))
