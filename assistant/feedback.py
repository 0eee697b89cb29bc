"""What users said of answers: one JSON line each, in the folder of files planqa makes."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.answer import Conversation
from corpus.errors import PlanQAError, reason_of

__all__ = ["Feedback", "FeedbackError", "feedback_on", "read_feedback", "save_feedback"]

LONGEST_REASON = 500  # characters
LOCK_SECONDS = 10  # waited for another writer


class FeedbackError(PlanQAError):
    """Feedback that cannot be kept or read."""


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


def save_feedback(feedback: Feedback, home: Path) -> None:
    """Append it; several servers may write at once.

    Raises:
        FeedbackError: the file cannot be written.
    """
    path = _path(home)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            FileLock(path.with_suffix(".lock"), timeout=LOCK_SECONDS),
            path.open("a", encoding="utf-8", errors="backslashreplace") as out,
        ):
            out.write(json.dumps(asdict(feedback), ensure_ascii=False) + "\n")
    except OSError as error:
        reason = "文件被占用" if isinstance(error, Timeout) else reason_of(error)
        raise FeedbackError(f"没能记下这条反馈（{reason}）。请告知管理员。") from error


def read_feedback(home: Path) -> list[Feedback]:
    """All feedback in the order it was given; lines that are none are left out.

    Raises:
        FeedbackError: the file cannot be read.
    """
    path = _path(home)
    if not path.is_file():
        return []
    try:
        lines = path.read_text("utf-8", errors="replace").split("\n")
    except OSError as error:
        raise FeedbackError(f"读不出反馈：{path}（{reason_of(error)}）。请检查权限。") from error
    found = []
    for line in lines:
        try:
            data = json.loads(line)
            data |= {name: tuple(data[name]) for name in ("turns", "sections")}
            found.append(Feedback(**data))
        except (ValueError, TypeError, KeyError):
            continue
    return found


def _path(home: Path) -> Path:
    return home / "feedback.jsonl"
