"""Greetings and questions about planqa itself."""

import pytest

from assistant.answer import Route, Status
from assistant.help_route import examples_for
from corpus.plan import Plan, PlanMeta
from tests.assistant.talk import ask


@pytest.mark.parametrize(
    "question",
    ["你好", "您好！", "你是谁", "你能做什么？", "帮助", "hello", "怎么使用", "你会什么呀"],
)
def test_help_says_what_can_be_asked(hangzhou, question):
    answer = ask(hangzhou, question)
    assert (answer.route, answer.status) == (Route.HELP, Status.ANSWERED)
    assert "《杭州市现代服务业发展“十三五”规划》" in answer.text
    assert answer.citations == ()
    for example in hangzhou.examples[:4]:
        assert f"- {example}" in answer.text


@pytest.mark.parametrize(
    "question", ["你好，专栏9讲什么", "规划能帮助中小企业做什么", "政府能做什么", "使用了哪些平台"]
)
def test_a_question_about_the_plan_is_no_call_for_help(hangzhou, question):
    assert ask(hangzhou, question).route is not Route.HELP


def test_examples_come_from_the_plans_own_titles(hangzhou, yunlan):
    assert "专栏1列了哪些指标" in hangzhou.examples
    assert "海洋渔业有哪些重点举措" in yunlan.examples
    assert not set(hangzhou.examples[2:]) & set(yunlan.examples[3:])
    assert len(set(hangzhou.examples)) == len(hangzhou.examples) >= 4


@pytest.mark.parametrize("city", ["hangzhou", "yunlan"])
def test_every_example_is_answered(request, city):
    assistant = request.getfixturevalue(city)
    for example in assistant.examples:
        answer = ask(assistant, example)
        assert answer.status is Status.ANSWERED, example
        assert answer.citations, example


def test_a_plan_without_sections_has_no_examples():
    empty = Plan(PlanMeta("p", "规划"), "", "", sections=(), furniture=())
    assert examples_for(empty) == ()
