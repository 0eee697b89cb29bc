"""All places that say a name: every one, counted, in order, and none where there is none."""

import re

import pytest

from assistant.answer import Route, Status
from assistant.lexicon import squeeze
from assistant.occurrence_route import occurrences
from corpus.plan import NodeKind
from tests.assistant.talk import ask, assert_quotes_stand


def count_in_text(plan, name):
    """How often the plan says a name, counted another way: over all text but the cover."""
    body = [s for s in plan.sections if s.kind is not NodeKind.COVER]
    return sum(len(re.findall(re.escape(name), squeeze(x.text))) for s in body for x in s.sentences)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("滨江在规划里哪些地方出现过", "滨江"),
        ("规划里提到余杭的地方有哪些", "余杭"),
        ("规划里提到几次人工智能", "人工智能"),
        ("哪些章节讲到楼宇经济？", "楼宇经济"),
        ("请列出所有提到“云栖小镇”的地方", "云栖小镇"),
    ],
)
def test_every_place_is_told_and_counted(hangzhou, question, name):
    answer = ask(hangzhou, question)
    places = list(occurrences(hangzhou.plan, name))
    assert (answer.route, answer.status) == (Route.OUTLINE, Status.ANSWERED)
    assert f"出现 {count_in_text(hangzhou.plan, name)} 次" in answer.text
    assert list(answer.items) == [place.section.path for place in places]
    assert all(name in squeeze(c.quote) for c in answer.citations)
    assert_quotes_stand(answer, hangzhou.plan)


def test_only_boxes_where_boxes_are_asked_for(hangzhou):
    answer = ask(hangzhou, "哪些专栏讲到养老")
    assert answer.status is Status.ANSWERED
    assert answer.items
    assert all(path.startswith("B") for path in answer.items)


def test_a_name_that_is_nowhere_is_said_to_be_nowhere(hangzhou):
    answer = ask(hangzhou, "规划里哪些地方提到区块链")
    assert (answer.status, answer.citations) == (Status.NOT_IN_PLAN, ())
    assert answer.text == "规划全文没有出现“区块链”。"


@pytest.mark.parametrize(
    "question",
    [
        "哪些地方要建养老院",  # asks for places, not for words
        "专栏9讲什么",
        "规划提到了哪些重点项目",
        "一共有多少个专栏",
        "余杭怎么发展",
    ],
)
def test_other_questions_are_none_for_it(hangzhou, question):
    assert "次，分布在" not in ask(hangzhou, question).text


def test_a_wrong_count_is_caught(hangzhou):
    from dataclasses import replace

    from assistant.number_gate import number_faults

    answer = ask(hangzhou, "规划里提到几次人工智能")
    right = re.search(r"出现 (\d+) 次", answer.text)
    assert number_faults(answer, hangzhou.plan) == []
    wrong = answer.text.replace(right[0], f"出现 {int(right[1]) + 1} 次")
    assert number_faults(replace(answer, text=wrong), hangzhou.plan)
