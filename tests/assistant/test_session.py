"""Asking on behalf of a user: the conversation grows, and every failure is a Chinese message."""

import logging

import pytest

from assistant.answer import Answer, Conversation, Route, Status
from assistant.session import ask_all, next_turn
from corpus.errors import PlanQAError, QuestionError
from corpus.plan import Plan, PlanMeta


class Scripted:
    plan = Plan(PlanMeta("demo", "规划"), "", "0" * 64, (), ())
    examples = ()

    def ask(self, conversation: Conversation, question: str) -> Answer:
        if question == "太长":
            raise QuestionError("问题太长。")
        if question == "故障":
            raise ZeroDivisionError("secret detail")
        heard = "、".join(turn.question for turn in conversation.turns)
        return Answer(question, "demo", Route.HELP, Status.ANSWERED, f"{question}，此前：{heard}")


def test_earlier_questions_are_asked_first_in_order() -> None:
    assert ask_all(Scripted(), "丙", ["甲", "乙"]).text == "丙，此前：甲、乙"
    assert ask_all(Scripted(), "丙").text == "丙，此前："


@pytest.mark.parametrize(
    ("question", "earlier", "message"),
    [
        pytest.param("", None, "请先输入问题", id="empty"),
        pytest.param("问", ["\n"], "请先输入问题", id="empty earlier question"),
        pytest.param(None, None, "请先输入问题", id="no question"),
        pytest.param({"a": 1}, [], "请先输入问题", id="not a text"),
        pytest.param("问", "甲", "列表", id="not a list"),
        pytest.param("问", ["甲"] * 21, "最多 20 个，收到 21 个", id="too many"),
        pytest.param("太长", None, "问题太长。", id="refused"),
        pytest.param("问", ["太长"], "问题太长。", id="earlier question refused"),
    ],
)
def test_what_cannot_be_asked_is_said(question: object, earlier: object, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        ask_all(Scripted(), question, earlier)


def test_an_unexpected_error_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(PlanQAError, match="抱歉") as caught:
        next_turn(Scripted(), Conversation(), "故障")
    assert "secret" not in str(caught.value)
    assert "secret detail" in caplog.text
