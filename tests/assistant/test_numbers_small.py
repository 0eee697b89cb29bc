"""Questions for figures of a small plan: ranks, values in words, bases that stand in prose."""

from dataclasses import replace

import pytest

from assistant.answer import Route, Status
from assistant.pipeline import build_assistant
from assistant.settings import Settings
from tests.assistant.talk import ask, assert_quotes_stand, sections

META = """\
title = "澜海市国民经济和社会发展第十四个五年规划纲要"
short_title = "澜海“十四五”规划"
issuer = "澜海市人民政府"
region = "澜海市"
sector = ""
period = [2021, 2025]
text = "plan.txt"
"""
TEXT = """\
一、发展基础
地区生产总值达到2.5万亿元，稳居全国城市第六，年均增速达到5.4%。规上工业总产值达到4.9万亿元。
世界城市排名由2016年第34位提升至2020年第22位。全社会研发投入强度达到4.2%。
二、发展目标
到2025年，地区生产总值年均增长5%，“15+8”产业增加值占地区生产总值比重达到60%。
专栏1 主要指标
| 类别 | 指标 | 2020年 | 2025年 | 属性 |
| --- | --- | --- | --- | --- |
| 创新驱动 | 全社会研发经费支出占地区生产总值比重（%） | —— | 4.8 | 预期性 |
| 创新驱动 | 每万人口发明专利拥有量（件） | 40 | 60 | 预期性 |
| 绿色发展 | 单位地区生产总值能耗降低（%） | —— | 完成省下达目标 | 约束性 |
| 绿色发展 | 森林覆盖率（%） | 41 | 完成省下达目标 | 约束性 |
| 绿色发展 | 空气质量优良天数比率（%） | 90 | 93 | 约束性 |
三、保障措施
加强组织实施。
"""


@pytest.fixture(scope="module")
def lanhai(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lanhai") / "lanhai"
    folder.mkdir()
    (folder / "plan.toml").write_text(META, "utf-8")
    (folder / "plan.txt").write_text(TEXT, "utf-8")
    home = tmp_path_factory.mktemp("home")
    settings = replace(Settings(home=home), plans=folder.parent)
    return build_assistant(settings, plan_id="lanhai")


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("澜海的经济总量在全国城市里排第几", 6),
        ("世界城市排名2016年列第几位", 34),
        ("世界城市排名最近一次排第几", 22),
    ],
)
def test_a_rank(lanhai, question, place):
    answer = ask(lanhai, question)
    assert (answer.route, answer.status) == (Route.NUMBERS, Status.ANSWERED)
    assert (answer.value.value, answer.value.unit) == (place, "位")
    assert sections(answer) == ["1"]
    assert_quotes_stand(answer, lanhai.plan)


def test_a_rank_is_no_amount(lanhai):
    assert ask(lanhai, "地区生产总值是多少").value.value == 2.5


def test_how_far_a_rank_moved(lanhai):
    answer = ask(lanhai, "世界城市排名从2016年到2020年往前挪了几位")
    assert answer.calculation == "22 − 34 = -12"
    assert "前移 12 位" in answer.text


@pytest.mark.parametrize(
    ("question", "calculation"),
    [
        ("研发强度从十三五末到2025年要抬高几个百分点", "4.8 − 4.2 = 0.6"),
        ("GDP增速目标较上个五年放慢了几个点", "5 − 5.4 = -0.4"),
        ("规上工业总产值相当于地区生产总值的几倍", "4.9 ÷ 2.5 ≈ 1.96"),
    ],
)
def test_what_is_named_differently_or_stands_in_prose_is_compared(lanhai, question, calculation):
    answer = ask(lanhai, question)
    assert answer.status is Status.ANSWERED
    assert answer.calculation == calculation
    assert_quotes_stand(answer, lanhai.plan)


def test_a_projection_is_not_answered_with_the_rate(lanhai):
    answer = ask(lanhai, "假如增速目标年年踩中，2025年澜海GDP会到多少")
    assert "5.4%" not in answer.text


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("哪几项指标没写数字，只写了完成省下达目标", ["单位地区生产总值能耗降低", "森林覆盖率"]),
        (
            "绿色发展类别底下都考核啥",
            ["单位地区生产总值能耗降低", "森林覆盖率", "空气质量优良天数比率"],
        ),
    ],
)
def test_rows_of_the_table(lanhai, question, names):
    answer = ask(lanhai, question)
    assert (answer.route, answer.status) == (Route.NUMBERS, Status.ANSWERED)
    assert f"共 {len(names)} 项" in answer.text
    assert all(name in answer.text for name in names)
    assert "发明专利" not in answer.text


def test_a_name_of_digits(lanhai):
    answer = ask(lanhai, "“15+8”产业增加值占比目标是多少")
    assert (answer.value.value, answer.value.unit) == (60, "%")
