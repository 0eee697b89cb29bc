"""What users said of answers; `assistant.database.feedback` keeps it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from assistant.answer import Conversation
from corpus.errors import PlanQAError

__all__ = ["Feedback", "FeedbackError", "feedback_on", "parse_feedback"]

LONGEST_REASON = 500  # characters


class FeedbackError(PlanQAError):
    """Feedback that cannot be given."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One user's word on one answer."""

    time: str  # UTC, ISO 8601
    plan: str
    turns: tuple[str, ...]  # the question and those before it
    useful: bool
    reason: str
    status: str  # the answer's
    text: str
    sections: tuple[str, ...]  # cited addresses


def feedback_on(conversation: Conversation, *, useful: bool, reason: str = "") -> Feedback:
    """Feedback on the last answer of a conversation.

    Raises:
        FeedbackError: nothing was asked yet.
    """
    if not conversation.turns:
        raise FeedbackError("还没有回答可以评价。请先提问。")
    answer = conversation.turns[-1].answer
    return Feedback(
        time=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        plan=answer.plan,
        turns=tuple(turn.question for turn in conversation.turns),
        useful=useful,
        reason=reason.strip()[:LONGEST_REASON],
        status=answer.status.value,
        text=answer.text,
        sections=tuple(dict.fromkeys(citation.section for citation in answer.citations)),
    )


def parse_feedback(line: str) -> Feedback | None:
    """The feedback on one line of a `feedback.jsonl`; None where the line is no such thing."""
    try:
        data: dict[str, Any] = json.loads(line)
        found = Feedback(
            **{**data, "turns": tuple(data["turns"]), "sections": tuple(data["sections"])}
        )
    except (ValueError, TypeError, KeyError):
        return None
    texts = (found.time, found.plan, found.reason, found.status, found.text)
    whole = all(isinstance(each, str) for each in (*texts, *found.turns, *found.sections))
    return found if whole and isinstance(found.useful, bool) and found.turns else None
