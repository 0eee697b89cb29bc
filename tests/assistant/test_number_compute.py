"""Computed and selected figures: the value, the equation, the cited addresses."""

import pytest

from assistant.answer import Route, Status
from tests.assistant.talk import ask, assert_quotes_stand, sections


def told(answer):
    value = answer.value
    return (value.value, value.unit) if value else None


@pytest.mark.parametrize(
    ("question", "value", "equation", "cited"),
    [
        (
            "旅游休闲业增加值2020年目标比2015年多多少亿元",
            (430.32, "亿元"),
            "1150 − 719.68 = 430.32",
            {"B5/r5"},
        ),
        (
            "文创增加值在服务业增加值里占几成，按2020年目标算",
            (38.9, "%"),
            "3500 ÷ 9000 × 100 ≈ 38.9",
            {"B5/r4", "B5/r1"},
        ),
        (
            "拿2020年科技服务业的增加值和占比倒推，全市GDP大概多少亿元",
            (15000, "亿元"),
            "3000 ÷ 20% ≈ 15000",
            {"B5/r8"},
        ),
        (
            "电商增加值从2015年到2020年平均每年要增加多少亿元",
            (234.69, "亿元"),
            "(2000 − 826.54) ÷ 5 ≈ 234.69",
            {"B5/r7"},
        ),
        ("五年要推300个重点项目，平均一年上多少个", (60, "个"), "300 ÷ 5 = 60", None),
        (
            "税收超亿元楼宇2020年目标不是200幢么，那比2015年还差多少幢",
            (31, "个"),
            "120 − 89 = 31",
            {"B5/r13"},
        ),
        (
            "五个产业2020年占GDP的比重加起来是多少",
            (78, "%"),
            "25 + 8 + 11 + 14 + 20 = 78",
            {"B5/r4", "B5/r5", "B5/r6", "B5/r7", "B5/r8"},
        ),
        (
            "2011年到2015年服务业对增长的贡献率平均是多少",
            (61.94, "%"),
            "(58.6 + 62.2 + 59.5 + 54.8 + 74.6) ÷ 5 ≈ 61.94",
            {"1/1/1"},
        ),
        (
            "2015年服务业增加值换算成万元是多少",
            (58552900, "万元"),
            "5855.29 × 10000 = 58552900",
            {"B5/r1"},
        ),
    ],
)  # fmt: skip
def test_a_figure_is_worked_out(hangzhou, question, value, equation, cited):
    answer = ask(hangzhou, question)
    assert (answer.route, answer.status) == (Route.NUMBERS, Status.ANSWERED)
    assert (told(answer), answer.calculation) == (value, equation)
    assert cited is None or cited <= set(sections(answer))
    assert_quotes_stand(answer, hangzhou.plan)


@pytest.mark.parametrize(
    ("question", "first", "last", "count"),
    [
        ("2020年增加值目标最高的产业是哪个", "文化创意产业增加值最高", "", None),
        ("专栏5里2020年占GDP比重最低的是哪个产业", "旅游休闲业占地区生产总值比重最低", "", None),
        ("专栏5里2020年占GDP超过10%的产业有哪些", "共 4 个：", "不符合的：旅游休闲业", 4),
        ("2015年增加值前三名的产业是哪几个", "从高到低排列：\n1. 文化创意产业", "3. 金融服务业", 3),
        ("五年里哪个产业增加值涨得最猛", "电子商务产业最高", "", None),
        ("2011—2015年服务业对增长的贡献率哪年最低", "2014年", "", None),
        ("专栏5里没有2015年数值的指标有哪些", "专栏5中共 1 项", "现代服务业重点类集聚平台", 1),
        ("专栏5里反映开放水平的指标有哪几个", "专栏5中共 3 项", "跨境电子商务交易总额", 3),
    ],
)
def test_selections(hangzhou, question, first, last, count):
    answer = ask(hangzhou, question)
    assert (answer.route, answer.status) == (Route.NUMBERS, Status.ANSWERED)
    assert answer.text.startswith(first)
    assert last in answer.text
    assert count is None or len(answer.items) == count
    assert_quotes_stand(answer, hangzhou.plan)


@pytest.mark.parametrize(
    ("question", "results"),
    [
        ("2020年服务贸易进出口目标比2015年多多少亿美元", ("126.6", "106.6")),
        ("服务贸易出口额2020年是2015年的几倍", ("2.43", "1.64")),
    ],
)
def test_both_results_of_a_contradiction(hangzhou, question, results):
    answer = ask(hangzhou, question)
    assert answer.status is Status.CONFLICT
    assert all(result in answer.text for result in results)
    assert {"2/3/4", "B5/r9"} <= set(sections(answer)) or {"2/3/4", "B5/r10"} <= set(
        sections(answer)
    )
    assert_quotes_stand(answer, hangzhou.plan)


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("文创2020年不是要做到5000亿嘛，那比2015年得多多少亿", "规划写的不是5000亿。"),
        ("2020年旅游休闲业增加值是1150亿元，对吗", "是的。"),
        ("等级民宿", None),
    ],
)
def test_what_the_asker_takes_for_granted(hangzhou, question, opening):
    answer = ask(hangzhou, question)
    assert opening is None or answer.text.startswith(opening)


@pytest.mark.parametrize(
    ("question", "missing", "near"),
    [
        (
            "2017年服务业增加值是多少",
            "2017年的服务业增加值",
            ("2015年实际值 5855.29", "2020年目标值 9000"),
        ),
        ("2015年现代物流业完成了多少增加值", "2015年的现代物流业增加值", ("2020年目标 840亿元",)),
    ],
)  # fmt: skip
def test_a_year_that_is_not_held_is_refused_with_the_nearest(hangzhou, question, missing, near):
    answer = ask(hangzhou, question)
    assert (answer.route, answer.status) == (Route.REFUSAL, Status.NOT_IN_PLAN)
    assert answer.text.startswith(f"规划未提及{missing}。已查指标表和全文；最接近的是")
    assert all(words in answer.text for words in near)
    assert answer.value is None
    assert_quotes_stand(answer, hangzhou.plan)


def test_of_what_a_figure_is(hangzhou):
    answer = ask(hangzhou, "18.36%是哪个指标的数")
    assert answer.text.startswith(
        "科技服务业占地区生产总值比重：2015年实际值 18.36%[1]，见专栏5 第8行（第13页）"
    )


def test_several_indicators_in_a_table_with_chart_data(hangzhou):
    answer = ask(hangzhou, "文创、金融和电商2020年增加值目标分别是多少")
    assert "| 指标 | 2020年目标值 |" in answer.text
    assert [(p.name, p.year, p.value, p.unit) for p in answer.points] == [
        ("文化创意产业增加值", 2020, 3500.0, "亿元"),
        ("金融服务业增加值", 2020, 1600.0, "亿元"),
        ("电子商务产业增加值", 2020, 2000.0, "亿元"),
    ]
    assert_quotes_stand(answer, hangzhou.plan)


def test_prices_that_differ_are_flagged(hangzhou):
    answer = ask(hangzhou, "用2015年服务业增加值除以占比倒推GDP是多少亿元")
    assert "所用数值价格口径不同（2015年价格、现价）" in answer.text


def test_one_amount_on_a_unit_of_another(yunxi):
    answer = ask(yunxi, "沉香古道步道修一公里平均要多少万元")
    assert (told(answer), answer.calculation) == ((250, "万元"), "3.2 × 10000 ÷ 128 ≈ 250")


def test_a_target_in_words(yunlan):
    answer = ask(yunlan, "1133工程是什么")
    assert answer.route is not Route.NUMBERS


def test_what_is_left_of_a_whole_in_two_parts(hangzhou):
    answer = hangzhou.ask_last(["2015年服务贸易进口额是多少"])
    assert (answer.value.value, answer.value.unit) == (91.2, "亿美元")
    assert answer.calculation == "173.4 − 82.2 = 91.2"
    assert {c.section for c in answer.citations} == {"B5/r9", "B5/r10"}
