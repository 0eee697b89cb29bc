"""Answers across plans being written: marks counted through, each citation in its own plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.across.names import name_of
from assistant.answer import Answer, Citation, Route, Several, Status, Value
from assistant.composer import Draft
from corpus.plan import Plan

__all__ = ["AcrossDraft", "told_by"]

_MARK = re.compile(r"\[(\d+)\]")
_BLOCK = re.compile(r"\s*(?:-|\||\d+\.)")
_TOLD = frozenset({Status.ANSWERED, Status.CONFLICT, Status.FIGURE_NOT_IN_TEXT})
_OWN_ROUTES = {Status.NOT_IN_PLAN: Route.REFUSAL, Status.CLARIFY: Route.CLARIFY}


@dataclass
class AcrossDraft:
    """Text of several plans, and the plans it cites."""

    citations: list[Citation] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    plans: dict[str, Plan] = field(default_factory=dict)

    def of(self, plan: Plan) -> Draft:
        """A draft whose citations count on from these."""
        self.plans[plan.plan_id] = plan
        return Draft(plan, citations=self.citations)

    def say(self, text: str) -> AcrossDraft:
        """Add text that quotes nothing."""
        self.parts.append(text)
        return self

    def part(self, plan: Plan, answer: Answer) -> AcrossDraft:
        """Add what one plan answers, after its name."""
        self.plans[plan.plan_id] = plan
        text = self.renumbered(answer)
        gap = "\n\n" if _BLOCK.match(text) else ""
        self.parts.append(f"\n\n{name_of(plan.meta)}：{gap}{text}")
        return self

    def renumbered(self, answer: Answer) -> str:
        """An answer's text with its citations counted on from these."""
        places: dict[int, int] = {}
        for one in answer.citations:
            same = (c for c in self.citations if replace(c, n=one.n) == one)
            held = next(same, None)
            if held is None:
                held = replace(one, n=len(self.citations) + 1)
                self.citations.append(held)
            places[one.n] = held.n
        return _MARK.sub(lambda mark: f"[{places.get(int(mark[1]), int(mark[1]))}]", answer.text)

    def answer(
        self,
        question: str,
        several: Several,
        *,
        route: Route = Route.RETRIEVAL,
        status: Status = Status.ANSWERED,
        standalone: str = "",
        value: Value | None = None,
        calculation: str | None = None,
    ) -> Answer:
        """The answer to `question`."""
        return Answer(
            question=question,
            plan="",
            route=_OWN_ROUTES.get(status, route),
            status=status,
            text="".join(self.parts).strip(),
            citations=tuple(self.citations),
            standalone_question=standalone,
            value=value,
            calculation=calculation,
            items=several.plans,
            goes_on_from=several.topic,
            several=several,
        )


def told_by(parts: Sequence[Answer]) -> tuple[Status, Route]:
    """What became of a question that several plans were asked: told where one of them tells it."""
    told = [part for part in parts if part.status in _TOLD]
    if not told:
        return Status.NOT_IN_PLAN, Route.REFUSAL
    conflict = any(part.status is Status.CONFLICT for part in told)
    return (Status.CONFLICT if conflict else Status.ANSWERED), told[0].route
