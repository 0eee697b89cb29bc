"""What running text counts off, and answers that give all of it."""

from pathlib import Path

import pytest

from assistant.answer import Status
from assistant.series import series_of
from corpus.plan import PlanMeta
from corpus.reading import read_plan
from tests.assistant.talk import ask, assert_quotes_stand

_OVER_SENTENCES = (
    "一、现状\n（一）短板\n对照要求，仍有差距。一是水源不足，人均水量偏低。全市缺水三成。"
    "二是管网老旧；三是监测不全。\n（二）成效\n成效明显。\n二、任务\n任务很多。\n"
)


def test_items_over_several_sentences_leave_out_what_explains_them():
    (series,) = series_of(read_plan(_OVER_SENTENCES, PlanMeta("p", "规划")))
    assert series.path == "1/1"
    assert series.lead_text == "对照要求，仍有差距。"
    assert [item.text for item in series.items] == [
        "水源不足，人均水量偏低",
        "管网老旧",
        "监测不全",
    ]


@pytest.mark.parametrize(
    "text",
    ["这是一是二的问题。", "一是好事。", "第三，加强领导。", "统一是基础，二是重点。"],
)
def test_no_series_without_a_first_and_a_second(text):
    assert series_of(read_plan(f"一、现状\n{text}\n二、任务\n任务。\n", PlanMeta("p", "规"))) == ()


@pytest.mark.parametrize(
    "question",
    [
        "服务业发展面临哪些困难和挑战",
        "杭州服务业面临哪四个挑战",
        "杭州服务业面临哪些问题",
        "服务业当前碰到哪些困难和挑战，列一下",
    ],
)
def test_a_series_is_given_whole_and_counted(hangzhou, question):
    answer = ask(hangzhou, question)
    assert answer.status is Status.ANSWERED
    assert "也面临不少的挑战与问题，共 4 项：" in answer.text
    assert answer.text.count("\n- ") == len(answer.items) == 4
    assert answer.items[2] == "改革任务依然艰巨，部分服务业领域市场准入门槛较高"
    assert {c.section for c in answer.citations} == {"1/2"}
    assert {c.page for c in answer.citations} <= {9, 10}
    assert_quotes_stand(answer, hangzhou.plan)


def test_what_a_series_does_not_lead_to_is_not_answered_by_it(hangzhou):
    assert "挑战与问题，共" not in ask(hangzhou, "服务业有哪些机遇").text


def test_series_of_another_plan():
    path = Path(__file__).parents[2] / "eval/plans/yunxi-tourism-14-5/plan.txt"
    plan = read_plan(path.read_text("utf-8"), PlanMeta("yunxi", "云溪"))
    (series,) = series_of(plan)
    assert (series.path, len(series.items)) == ("1/2", 5)
    assert series.items[0].text.startswith("龙头产品偏少")
