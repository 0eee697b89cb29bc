"""Questions in other words than the plan's, of several steps, and with the whole plan given."""

import json
import re

import pytest

from assistant.answer import Conversation, Status
from assistant.gates import check
from assistant.llm.options import ModelOptions
from assistant.pipeline import Assistant
from tests.assistant.scripted_model import FakeModel, claims, given, handle_of

CATCH = "海洋捕鱼业产值目标是多少"


def asked(assistant, question, answers, **options):
    model = FakeModel(answers)
    told = Assistant(assistant.plan, assistant.index, model, ModelOptions(**options))
    return told.ask(Conversation(), question), model


def means(name, word):
    """A model that says which name of the plan a word stands for."""

    def reply(prompt):
        found = re.search(rf"\[(N\d+)\] {name}\n", prompt)
        return json.dumps({"pairs": [{"word": word, "means": found[1] if found else "N999"}]})

    return {"pairs": reply}


def test_a_word_is_read_as_the_plans_name_and_answered_by_rule(yunlan):
    assert yunlan.ask(Conversation(), CATCH).status is Status.NOT_IN_PLAN
    answer, model = asked(yunlan, CATCH, means("海洋渔业", "海洋捕鱼业"))
    assert answer.status is Status.ANSWERED
    assert "130亿元" in answer.text.replace(" ", "")
    assert answer.standalone_question == "海洋渔业产值目标是多少"
    assert "“海洋捕鱼业”读作规划中的“海洋渔业”" in answer.note
    assert answer.mode == "extractive"  # its words are the plan's
    assert len(model.asked) == 1
    assert check(answer, yunlan.plan) == []


@pytest.mark.parametrize(
    "reply",
    [
        '{"pairs": []}',
        "没有",
        "[1]",
        '{"pairs": "N1"}',
        '{"pairs": [{"word": "海洋捕鱼业", "means": "N999"}]}',
        '{"pairs": [{"word": "海洋捕鱼业", "means": "海洋渔业"}]}',  # no handle
        '{"pairs": [{"word": "远洋捕捞", "means": "N1"}]}',  # not in the question
        '{"pairs": [{"word": 7, "means": null}, 3]}',
    ],
)
def test_what_names_nothing_leaves_the_refusal(yunlan, reply):
    answer, _ = asked(yunlan, CATCH, {"pairs": reply})
    assert answer.status is Status.NOT_IN_PLAN
    assert answer.text == yunlan.ask(Conversation(), CATCH).text


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("2031年海洋捕鱼业产值目标是多少", "2031年海洋捕鱼业"),
        ("海洋捕鱼业产值目标是多少", "多少"),
        ("东京湾海洋捕鱼业产值目标是多少", "东京湾海洋捕鱼业"),
    ],
)
def test_years_places_and_what_asks_are_never_replaced(yunlan, question, word):
    answer, _ = asked(yunlan, question, means("海洋渔业", word))
    assert answer.status is Status.NOT_IN_PLAN


def test_one_call_at_most_is_spent(yunlan):
    _, model = asked(yunlan, CATCH, means("海洋渔业", "海洋捕鱼业"), calls=0)
    assert model.asked == []


def test_a_question_of_several_steps_is_planned_and_answered_once(yunlan):
    question = "岸线如何管控，又如何与人才支撑相互配套"
    talent = "实施“海燕计划”，五年引进海洋领域高层次人才300名。"

    def plan(prompt):
        handle = re.search(r"\[(S\d+)\]\s*强化人才支撑", prompt)
        step = {"ask": "人才如何引进", "sections": [handle[1] if handle else "", "S999"]}
        return json.dumps({"steps": [step, {"ask": "", "sections": 3}, 5]}, ensure_ascii=False)

    def phrase(prompt):
        text = f"人才方面，规划要求{talent}"
        return claims((text, handle_of(prompt, "海燕计划"), talent))

    answer, model = asked(yunlan, question, {"steps": plan, "claims": phrase})
    assert len(model.asked) <= 3
    assert check(answer, yunlan.plan) == []
    if answer.mode == "llm":
        assert "海燕计划" in answer.text
    assert any("海燕计划" in prompt for prompt in model.asked)


def test_the_whole_plan_is_given_where_that_is_set(yunlan):
    sentence = "把保护海湾湿地放在首位，实行最严格的岸线管控制度。"
    good = "规划要求把保护海湾湿地放在首位，实行最严格的岸线管控制度。"

    def phrase(prompt):
        assert len(given(prompt)) > 10
        return claims((good, handle_of(prompt, sentence), sentence))

    answer, _ = asked(yunlan, "岸线如何管控", {"claims": phrase}, mode="whole")
    assert answer.text == f"{good}[1]"
    short, model = asked(
        yunlan, "岸线如何管控", {"claims": '{"claims": []}'}, mode="whole", whole_budget=100
    )
    assert short.mode == "extractive"
    assert len(given(model.asked[0])) < 10


def test_from_the_whole_plan_a_refused_question_is_answered_only_by_what_suffices(yunlan):
    fund = "设立20亿元海洋产业引导基金，支持涉海企业融资。"

    def phrase(prompt):
        return claims((fund, handle_of(prompt, "引导基金"), fund))

    answers = {"pairs": '{"pairs": []}', "claims": phrase}
    answer, _ = asked(yunlan, "如何改造老旧小区", answers, mode="whole")
    assert answer.status is Status.NOT_IN_PLAN
