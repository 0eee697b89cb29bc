"""What users said of answers: read off a conversation, and off a line it was kept in before."""

import dataclasses
import json
from typing import Any

import pytest

from assistant.answer import Answer, Citation, Conversation, Route, Status
from assistant.feedback import (
    LONGEST_REASON,
    Feedback,
    FeedbackError,
    feedback_on,
    parse_feedback,
)


def cited(n: int, section: str) -> Citation:
    return Citation(n, "demo", section, "一、", ("标题",), 3, "原文", 0, 2)


def answered(question: str, *sections: str, text: str = "答") -> Answer:
    citations = tuple(cited(n, section) for n, section in enumerate(sections, start=1))
    return Answer(question, "demo", Route.RETRIEVAL, Status.ANSWERED, text, citations)


def said(reason: str = "", **changes: Any) -> Feedback:
    conversation = Conversation().with_turn("问", answered("问", **changes))
    return feedback_on(conversation, useful=False, reason=reason)


def test_feedback_is_on_the_last_answer_with_all_its_questions() -> None:
    conversation = (
        Conversation()
        .with_turn("收入多少", answered("收入多少", "1/1"))
        .with_turn("那布局呢", answered("那布局呢", "1/2", "3", "1/2", text="布局[1][2][3]"))
    )
    given = feedback_on(conversation, useful=False, reason=" 少了一带\n")
    assert (given.plan, given.turns) == ("demo", ("收入多少", "那布局呢"))
    assert (given.useful, given.reason) == (False, "少了一带")
    assert (given.status, given.text) == ("answered", "布局[1][2][3]")
    assert given.sections == ("1/2", "3")
    assert given.time.endswith("+00:00")


def test_nothing_asked_yet_is_said() -> None:
    with pytest.raises(FeedbackError, match="还没有回答可以评价"):
        feedback_on(Conversation(), useful=True)


def test_a_long_reason_is_cut() -> None:
    assert said(f"  {'长' * (LONGEST_REASON + 1)}").reason == "长" * LONGEST_REASON


def test_a_line_is_read_as_it_was_written() -> None:
    given = said("有“引号”、\\、一行\n又一行\r\x85\u2028和半个字\ud83d")
    assert parse_feedback(json.dumps(dataclasses.asdict(given))) == given


WHOLE = dataclasses.asdict(said())


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param('{"time": "2026', id="torn"),
        pytest.param("", id="empty"),
        pytest.param("[1, 2]", id="a list"),
        pytest.param("7", id="a number"),
        pytest.param("null", id="null"),
        pytest.param('{"turns": [], "sections": []}', id="keys missing"),
        pytest.param('{"turns": 7, "sections": []}', id="no list"),
        pytest.param(json.dumps(WHOLE | {"useful": "yes"}), id="not yes or no"),
        pytest.param(json.dumps(WHOLE | {"time": 7}), id="no text"),
        pytest.param(json.dumps(WHOLE | {"turns": []}), id="nothing asked"),
        pytest.param("\ufffd\0", id="not UTF-8"),
    ],
)
def test_a_damaged_line_is_no_feedback(damaged: str) -> None:
    assert parse_feedback(damaged) is None
