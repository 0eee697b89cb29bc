"""Questions across the committed plans: conversations, the contract, gates, what is kept."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.across import Across
from assistant.answer import Answer, Conversation, Route, Several, Status
from assistant.database.turn_json import read_turn, write_turn
from assistant.gates import check
from assistant.render import render_evidence
from assistant.settings import Settings
from assistant.shelf import Shelf
from eval.across import committed_library
from tests.assistant.talk import HANGZHOU

LANWAN, YUNXI = "lanwan-outline-14-5", "yunxi-tourism-14-5"


@pytest.fixture(scope="module")
def shelf(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    plans = committed_library(tmp_path_factory.mktemp("several"))
    return Shelf(Settings(home=home, plans=plans, plan=HANGZHOU))


@pytest.fixture(scope="module")
def across(shelf: Shelf) -> Across:
    return Across(shelf)


def talk(across: Across, *questions: str) -> Conversation:
    conversation = Conversation()
    for question in questions:
        conversation = conversation.with_turn(question, across.ask(conversation, question))
    return conversation


def test_the_default_plan_answers_as_it_does_alone(across, shelf):
    turns = ["会展业有哪些举措", "第三个是什么", "目标呢", "谢谢", "专栏5列了哪些指标"]
    alone, beside = shelf.get(HANGZHOU), Conversation()
    for one in talk(across, *turns).turns:
        told = alone.ask(beside, one.question)
        beside = beside.with_turn(one.question, told)
        assert replace(told, latency_ms=0).to_json() == replace(one.answer, latency_ms=0).to_json()


def test_ten_turns_that_move_between_plans(across):
    turns = talk(
        across,
        "哪些规划提到民宿",
        "第一个怎么说",
        "旅游总收入目标呢",
        "那岚湾呢",
        "两者差多少",
        "比较岚湾和云溪的文化产业增加值目标",
        "占地区生产总值比重呢",
        "哪个城市的旅游总收入目标最高",
        "回到杭州，服务业增加值2020年目标是多少",
        "占地区生产总值比重呢",
    ).turns
    answers = [turn.answer for turn in turns]
    assert answers[0].items == (YUNXI, LANWAN)
    assert [a.plan for a in answers[1:4]] == [YUNXI, YUNXI, LANWAN]
    assert "400 亿元" in answers[2].text
    assert "500亿元" in answers[3].text
    assert "100 亿元" in answers[4].text
    assert set(answers[4].several.plans) == {LANWAN, YUNXI}
    assert "40 亿元" in answers[5].text
    assert set(answers[6].several.plans) == {LANWAN, YUNXI}
    assert "4.1%" in answers[6].text
    assert answers[7].text.startswith("最高的是《杭州")
    assert [a.plan for a in answers[8:]] == [HANGZHOU, HANGZHOU]
    assert "9000" in answers[8].text
    assert "62" in answers[9].text
    assert all(a.text.startswith("《杭州") for a in answers[8:])  # others were spoken of
    assert not any(a.withheld for a in answers)


def test_asked_back_and_told_which(across):
    *_, first, last = talk(across, "十四五规划一共几个专栏", "第二个").turns
    assert (first.answer.status, first.answer.route) == (Status.CLARIFY, Route.CLARIFY)
    assert first.answer.items == (LANWAN, YUNXI)
    assert last.answer.plan == YUNXI
    assert "5 个专栏" in last.answer.text


def test_the_contract_of_an_answer_across_plans(across):
    told = across.ask(Conversation(), "岚湾的旅游总收入目标比云溪高多少").to_json()
    assert told["plan"] == ""
    assert told["plans"] == [LANWAN, YUNXI]
    assert {c["plan"] for c in told["citations"]} == {LANWAN, YUNXI}
    assert told["value"] == {"value": 100, "unit": "亿元", "year": 2025, "qualifier": ""}
    assert "500 − 400 = 100" in told["calculation"]
    assert "plans" not in across.ask(Conversation(), "专栏9讲什么").to_json()


def test_what_is_not_comparable_is_said(across):
    text = across.ask(Conversation(), "杭州的文化创意产业增加值和岚湾的文化产业增加值差多少").text
    assert text.startswith("两者不可比：指标口径不同")
    assert "3500" in text
    assert "190" in text


def test_each_plan_is_asked_for_what_it_prints(across):
    text = across.ask(Conversation(), "岚湾研发投入强度目标比杭州高多少").text
    assert "2.8%" in text
    assert "《杭州服务业“十三五”规划》未提及这一指标的数值" in text


def test_the_plan_at_hand_may_be_another(across):
    at_yunxi = across.at(YUNXI)
    answer = at_yunxi.ask(Conversation(), "旅游总收入目标是多少")
    assert (answer.plan, answer.text.startswith("《")) == (YUNXI, False)
    assert at_yunxi.ask(Conversation(), "杭州服务业增加值目标").plan == HANGZHOU


def test_a_question_loads_only_the_plans_it_needs(shelf):
    fresh = Shelf(shelf.settings)
    Across(fresh).ask(Conversation(), "哪些规划提到民宿")
    Across(fresh).ask(Conversation(), "有哪些规划")
    assert fresh.held() == []
    Across(fresh).ask(Conversation(), "云溪的旅游总收入目标")
    assert fresh.held() == [YUNXI]


def test_kept_turns_come_back_whole(across):
    conversation = talk(across, "比较岚湾和云溪的旅游总收入目标")
    turn = conversation.turns[0]
    again = read_turn(write_turn(turn))
    assert again.answer.several == turn.answer.several
    went_on = across.ask(Conversation((again,)), "年接待游客呢")
    assert set(went_on.several.plans) == {LANWAN, YUNXI}


def test_citations_are_shown_in_their_own_plans(across, shelf):
    conversation = talk(across, "比较岚湾和云溪的旅游总收入目标")
    page = render_evidence(shelf.get(HANGZHOU).plan, conversation, across.read)
    assert f"?plan={YUNXI}&amp;section=B1/r10" in page
    assert "《云溪文旅“十四五”规划》" in page
    assert 'target="_blank"' in page
    assert json.dumps(page)  # plain text


# --- gates ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def told(across: Across) -> tuple[Answer, dict]:
    answer = across.ask(Conversation(), "比较岚湾和云溪的旅游总收入目标")
    return answer, {plan_id: across.read(plan_id) for plan_id in (LANWAN, YUNXI)}


def gates(answer: Answer, plans: dict) -> set[str]:
    return {fault.gate for fault in check(answer, plans)}


def test_an_answer_across_plans_passes_the_gates(told):
    assert gates(*told) == set()


def test_a_quote_has_to_stand_in_its_own_plan(told):
    answer, plans = told
    swapped = {LANWAN: YUNXI, YUNXI: LANWAN}
    cited = tuple(replace(c, plan=swapped[c.plan]) for c in answer.citations)
    assert "quote" in gates(replace(answer, citations=cited), plans)
    assert "quote" in gates(answer, {LANWAN: plans[LANWAN]})


def test_a_figure_has_to_be_its_own_plans(told):
    answer, plans = told
    text = answer.text.replace("[1]", "[0]").replace("[2]", "[1]").replace("[0]", "[2]")
    assert "mark" in gates(replace(answer, text=text), plans)  # marks lead to the other plan
    assert "figure" in gates(replace(answer, text=answer.text.replace("400", "401")), plans)
    assert "figure" in gates(replace(answer, text=answer.text + "\n云溪为 500 亿元[2]"), plans)


def test_plans_are_counted_rightly(across):
    answer = across.ask(Conversation(), "哪些规划提到民宿")
    plans = {plan_id: across.read(plan_id) for plan_id in answer.items}
    assert gates(answer, plans) == set()
    assert "figure" in gates(replace(answer, text=answer.text.replace("有 2 份", "有 3 份")), plans)
    assert "figure" in gates(
        replace(answer, text=answer.text.replace("出现 7 次", "出现 8 次")), plans
    )


def test_a_multiple_is_told_of_one_unit_alone(told):
    answer, plans = told
    assert "1.25倍" in answer.text
    wrong = answer.text.replace("1.25倍", "1.25亿元")
    assert "figure" in gates(replace(answer, text=wrong), plans)


def test_parts_are_of_their_plans(across):
    answer = across.ask(Conversation(), "岚湾和云溪对民宿分别怎么说")
    assert isinstance(answer.several, Several)
    assert [part.plan for part in answer.several.parts] == [LANWAN, YUNXI]
    assert answer.text.index("《岚湾") < answer.text.index("《云溪")
