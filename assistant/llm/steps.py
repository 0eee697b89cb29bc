"""Questions that need several steps: a model says which, planqa takes them.

The model is given the plan's titles under handles and answers with sub-questions and sections. Each
sub-question is answered by the extractive rules; what these cite, and the sections, are evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.answer import Answer, Status
from assistant.llm.prompting import messages
from assistant.llm.spending import Spending
from corpus.errors import QuestionError
from corpus.plan import NodeKind, Plan, Section

__all__ = ["Steps", "plan_steps"]

_DEEPEST = 3  # level of titles the model is given
_TITLES = 6_000  # characters of them
_LONGEST = 80  # characters of a sub-question
_MOST_SECTIONS = 4  # of a step

_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["steps"],
    "properties": {
        "steps": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["ask", "sections"],
                "properties": {
                    "ask": {"type": "string"},
                    "sections": {"type": "array", "items": {"type": "string"}},
                },
            },
        }
    },
}


@dataclass
class Steps:
    """What the steps of a question brought."""

    answers: list[Answer] = field(default_factory=list)  # to sub-questions the plan answers
    sections: list[Section] = field(default_factory=list)  # the model wants to read


def plan_steps(
    question: str, plan: Plan, spending: Spending, answers: Callable[[str], Answer], most: int
) -> Steps:
    """Have a model plan a question, and take its steps; one call is spent.

    Args:
        question: as it stands alone.
        plan: it is asked of.
        spending: what is left for it.
        answers: gives the extractive answer to a question.
        most: steps that are taken.

    Raises:
        EndpointError: no usable answer of the model.
    """
    titles = _titles(plan)
    listed = (f"[{h}] {'　' * (s.level - 1)}{s.title}" for h, s in titles.items())
    told = spending.complete(messages("plan", {"目录": listed, "问题": question}), _SCHEMA)
    found = Steps()
    steps = told.get("steps")
    for step in steps[:most] if isinstance(steps, list) else ():
        if not isinstance(step, dict):
            continue
        ask, handles = step.get("ask"), step.get("sections")
        for handle in handles[:_MOST_SECTIONS] if isinstance(handles, list) else ():
            section = titles.get(handle.strip("[] ")) if isinstance(handle, str) else None
            if section is not None and section not in found.sections:
                found.sections.append(section)
        if isinstance(ask, str) and 0 < len(ask.strip()) <= _LONGEST:
            _take(ask, answers, found)
    return found


def _take(ask: str, answers: Callable[[str], Answer], found: Steps) -> None:
    try:
        answer = answers(ask)
    except QuestionError:
        return
    if answer.status in {Status.ANSWERED, Status.CONFLICT} and answer.citations:
        found.answers.append(answer)


def _titles(plan: Plan) -> dict[str, Section]:
    """Sections by handle, from the top down, as far as there is room."""
    found: dict[str, Section] = {}
    room = _TITLES
    for section in plan.sections:
        shown = section.kind in {NodeKind.SECTION, NodeKind.BOX} and section.level <= _DEEPEST
        room -= len(section.title) if shown else 0
        if shown and section.title and room >= 0:
            found[f"S{len(found) + 1}"] = section
    return found
