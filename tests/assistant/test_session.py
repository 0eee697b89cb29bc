"""Asking on behalf of a user: the conversation grows, and every failure is a Chinese message."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from assistant.answer import Answer, Conversation, Route, Status
from assistant.session import ask_all, final_answer, growing_turns, next_turn
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


# Answers that grow


class Growing(Scripted):
    """Writes an answer word by word."""

    def stream(self, conversation: Conversation, question: str) -> Iterator[Answer]:
        whole = replace(self.ask(conversation, question), mode="llm")
        for size in range(1, len(question) + 1):
            yield replace(whole, text=question[:size])
        if "断" in question:
            raise ZeroDivisionError("secret detail")
        yield whole

    def conversation(self, turns: Sequence[str]) -> Conversation:
        said = Conversation()
        for turn in turns:
            said = said.with_turn(turn, self.ask(said, turn))
        return said


def test_an_answer_grows_in_its_conversation() -> None:
    before = next_turn(Growing(), Conversation(), "甲")
    grown = list(growing_turns(Growing(), before, "乙丙"))
    assert [turns.turns[-1].answer.text for turns in grown] == ["乙", "乙丙", "乙丙，此前：甲"]
    assert all(turns.turns[:-1] == before.turns for turns in grown)
    assert final_answer(Growing(), before, "乙丙") == grown[-1].turns[-1].answer


def test_who_has_no_stream_answers_once() -> None:
    (after,) = growing_turns(Scripted(), Conversation(), "甲")
    assert after == next_turn(Scripted(), Conversation(), "甲")


def test_only_the_last_question_of_a_call_is_worth_a_model() -> None:
    answer = ask_all(Growing(), "丙", ["甲", "乙"])
    assert (answer.mode, answer.text) == ("llm", "丙，此前：甲、乙")
    with pytest.raises(QuestionError, match="问题太长"):
        ask_all(Growing(), "丙", ["太长"])
    with pytest.raises(PlanQAError, match="抱歉"):
        ask_all(Growing(), "丙", ["故障"])


def test_an_error_while_it_grows_is_logged_and_not_shown(caplog) -> None:
    grown = growing_turns(Growing(), Conversation(), "断了")
    assert [next(grown).turns[-1].answer.text for _ in range(2)] == ["断", "断了"]
    with pytest.raises(PlanQAError, match="抱歉") as caught:
        next(grown)
    assert "secret" not in str(caught.value)
    assert "secret detail" in caplog.text
