"""A measure asked for without saying of what: each indicator in a line, and which was meant."""

import pytest

from assistant.answer import Route, Status, Value
from tests.assistant.talk import ask, sections


def test_a_measure_alone_is_asked_back(hangzhou):
    answer = ask(hangzhou, "增加值目标是多少")
    assert (answer.route, answer.status) == (Route.CLARIFY, Status.CLARIFY)
    assert answer.value is None
    assert sections(answer)[:4] == ["B5/r1", "B5/r4", "B5/r5", "B5/r6"]
    lines = [line for line in answer.text.splitlines() if line.startswith("- ")]
    assert f"共 {len(lines)} 项" in answer.text
    assert "旅游休闲业增加值：2020年目标值 1150 亿元" in answer.text


@pytest.mark.parametrize("chosen", ["金融业的", "我问的是金融业", "第四个是多少"])
def test_the_choice_that_follows_is_understood(hangzhou, chosen):
    answer = ask(hangzhou, "增加值目标是多少", chosen)
    assert answer.status is Status.ANSWERED
    assert "金融" in answer.standalone_question
    assert "1600" in answer.text


def test_a_name_of_several_places_is_asked_back_and_chosen(hangzhou):
    assert ask(hangzhou, "一带包括哪些地方").status is Status.CLARIFY
    answer = ask(hangzhou, "一核在哪", "跨境电商的")
    assert answer.status is Status.ANSWERED
    assert sections(answer) == ["B9"]


def test_what_says_of_what_is_not_asked_back(hangzhou):
    assert ask(hangzhou, "金融服务业2020年增加值目标是多少").value == Value(1600, "亿元", 2020)
