"""Asking on behalf of a user: whatever goes wrong becomes one Chinese message."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

from assistant.answer import Answer, Conversation
from assistant.audit import Finding
from assistant.indicator_rows import Indicators
from assistant.profile import Profile
from assistant.profile_names import ProfileNames
from corpus.errors import PlanQAError, QuestionError
from corpus.plan import Plan

__all__ = ["EMPTY", "Asks", "Streams", "ask_all", "final_answer", "growing_turns", "next_turn"]

EMPTY = "请先输入问题。"

_LOG = logging.getLogger("planqa")
_APOLOGY = "抱歉，这个问题没能处理。请换个说法再问，或稍后重试。"
_MAX_EARLIER = 20  # earlier questions one call may carry


class Asks(Protocol):
    """What the chat needs of an assistant."""

    @property
    def plan(self) -> Plan:
        """The plan asked about."""

    @property
    def examples(self) -> tuple[str, ...]:
        """Questions to begin with."""

    @property
    def indicators(self) -> Indicators:
        """The plan's figures, a row an indicator."""

    def audit(self) -> tuple[Finding, ...]:
        """Where the plan's figures contradict each other or pull apart."""

    @property
    def profile_names(self) -> ProfileNames:
        """The sectors and places of which there are profiles, to choose from."""

    def profile(self, name: str) -> Profile | None:
        """What the plan says of a sector or a place; None where it has neither."""

    def nearest_profiles(self, name: str) -> list[str]:
        """The sectors nearest to a name of which the plan has no profile."""

    def ask(self, conversation: Conversation, question: str) -> Answer:
        """The answer; raises PlanQAError with a Chinese message."""


@runtime_checkable
class Streams(Protocol):
    """What an assistant has that may be given a language model."""

    def stream(self, conversation: Conversation, question: str) -> Iterator[Answer]:
        """The answer as it grows, at least once; the last is the answer, and may be a new one.

        Raises PlanQAError with a Chinese message; that a model fails is no error.
        """

    def conversation(self, turns: Sequence[str]) -> Conversation:
        """The conversation in which `turns` were asked, answered without a model."""


def growing_turns(
    assistant: Asks, conversation: Conversation, question: str
) -> Iterator[Conversation]:
    """The conversation with `question` answered, again and again as the answer grows.

    Every failure is a PlanQAError to be shown.
    """
    with _told():
        answers = (
            assistant.stream(conversation, question)
            if isinstance(assistant, Streams)
            else iter([assistant.ask(conversation, question)])
        )
        for answer in answers:
            yield conversation.with_turn(question, answer)


def final_answer(assistant: Asks, conversation: Conversation, question: str) -> Answer:
    """The answer once it has grown; raises as `growing_turns`."""
    *_, after = growing_turns(assistant, conversation, question)
    return after.turns[-1].answer


def next_turn(assistant: Asks, conversation: Conversation, question: str) -> Conversation:
    """The conversation with `question` answered; every failure is a PlanQAError to be shown."""
    with _told():
        return conversation.with_turn(question, assistant.ask(conversation, question))


@contextmanager
def _told() -> Iterator[None]:
    """Every failure becomes a PlanQAError to be shown; a bug is logged."""
    try:
        yield
    except PlanQAError:
        raise
    except Exception as error:
        _LOG.exception("a question could not be answered")
        raise PlanQAError(_APOLOGY) from error


def ask_all(assistant: Asks, question: object, earlier: object = None) -> Answer:
    """The answer to `question`, the list `earlier` asked before it in one conversation.

    Raises:
        PlanQAError: what was sent is no question, or it could not be answered.
    """
    *before, last = _questions(question, earlier)
    return final_answer(assistant, _conversation(assistant, before), last)


def _conversation(assistant: Asks, turns: Sequence[str]) -> Conversation:
    """What was asked before; only the last question of a call is worth a model's time."""
    if isinstance(assistant, Streams):
        with _told():
            return assistant.conversation(turns)
    conversation = Conversation()
    for turn in turns:
        conversation = next_turn(assistant, conversation, turn)
    return conversation


def _questions(question: object, earlier: object) -> list[str]:
    """All questions of a call in order; anyone may have sent anything."""
    if not isinstance(earlier, list | None):
        raise QuestionError("earlier 应为此前问题的列表。")
    sent = [*(earlier or ()), question]
    if len(sent) > _MAX_EARLIER + 1:
        raise QuestionError(f"此前的问题最多 {_MAX_EARLIER} 个，收到 {len(sent) - 1} 个。")
    asked = [each for each in sent if isinstance(each, str) and each.strip()]
    if len(asked) < len(sent):
        raise QuestionError(EMPTY)
    return asked
