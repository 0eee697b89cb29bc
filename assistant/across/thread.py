"""What a conversation across plans is about: the plan at hand, and what was asked last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answer import Answer, Conversation, Route, Several, Status, Turn

__all__ = ["PlanThread"]


@dataclass(frozen=True)
class PlanThread:
    """A conversation as plans see it.

    Args:
        conversation: the turns so far.
        default: identifier of the plan asked where none is named.
    """

    conversation: Conversation
    default: str

    @cached_property
    def hand(self) -> str:
        """The plan at hand: the one spoken of last, the default one where none was."""
        return next((a.plan for a in self._answers[::-1] if a.plan), self.default)

    @property
    def moved(self) -> bool:
        """Whether any other plan than the default one was spoken of."""
        return any(answer.plan != self.default for answer in self._answers)

    @property
    def last(self) -> Answer | None:
        """The last answer that was of a plan or of several, courtesies left out."""
        return next((a for a in self._answers[::-1] if a.route is not Route.HELP), None)

    @property
    def several(self) -> Several | None:
        """What the last answer across plans was about, if that is the last answer."""
        return self.last.several if self.last is not None else None

    @property
    def listed(self) -> tuple[str, ...]:
        """The plans that the last answer across plans lists, for 第二个."""
        found = (a.several.plans for a in self._answers[::-1] if a.several is not None)
        return next(found, ())

    @property
    def pending(self) -> str:
        """The question that waits for its plan to be named; "" for none."""
        last = self.last
        waits = last is not None and last.status is Status.CLARIFY and last.several is not None
        return last.several.topic if waits and last is not None and last.several else ""

    @property
    def topic(self) -> str:
        """What was asked last, standing alone."""
        last = self.last
        if last is None:
            return ""
        return last.goes_on_from or last.standalone_question or last.question

    @property
    def lately(self) -> tuple[str, ...]:
        """The plans spoken of, each once, the last first."""
        found = dict[str, None]()
        for answer in self._answers[::-1]:
            plans: Sequence[str] = answer.several.plans if answer.several else (answer.plan,)
            found |= dict.fromkeys(plan for plan in plans if plan)
        return tuple(found)

    def of(self, plan_id: str) -> Conversation:
        """The turns one plan answered, alone or beside others."""
        turns: list[Turn] = []
        for turn in self.conversation.turns:
            if turn.answer.plan == plan_id:
                turns.append(turn)
            elif turn.answer.several is not None:
                parts = (p for p in turn.answer.several.parts if p.plan == plan_id)
                turns += [Turn(part.question, part) for part in parts]
        if len(turns) == len(self.conversation.turns):
            return self.conversation
        return Conversation(tuple(turns))

    @cached_property
    def _answers(self) -> tuple[Answer, ...]:
        return tuple(turn.answer for turn in self.conversation.turns)
