"""Questions for figures: read off, computed with the equation, told as a conflict, or refused."""

import pytest

from assistant.answer import Route, Status
from tests.assistant.talk import ask, assert_quotes_stand, quoted, sections


def value(answer):
    held = answer.value
    return (held.value, held.unit, held.year, held.qualifier) if held else None


@pytest.mark.parametrize(
    ("question", "expected", "section"),
    [
        ("2020年电子商务产业增加值目标是多少", (2000, "亿元", 2020, ""), "B5/r7"),
        ("2015年金融服务业增加值是多少", (978.03, "亿元", 2015, ""), "B5/r6"),
        ("2015年跨境电子商务交易总额是多少", (34.64, "亿美元", 2015, ""), "B5/r11"),
        ("2010年服务业从业人员占比是多少", (42.2, "%", 2010, ""), "B1/r1"),
        ("2013年服务业贡献率是多少", (59.5, "%", 2013, ""), "1/1/1"),
        ("接待入境游客多少人次", (435, "万人次", 2020, ""), "3/2/1"),
        ("2017年服务贸易进出口目标是多少", (230, "亿美元", 2017, "力争"), "B13/1"),
        ("2020年社会消费品零售总额目标", (6700, "亿元", 2020, "突破"), "3/8/1"),
        ("城西科创大走廊总面积多大", (224, "平方公里", None, "约"), "4/3"),
    ],
)
def test_a_figure_is_read_off(hangzhou, question, expected, section):
    answer = ask(hangzhou, question)
    assert (answer.route, answer.status) == (Route.NUMBERS, Status.ANSWERED)
    assert value(answer) == expected
    assert sections(answer)[0] == section
    assert f"{expected[0]}" in answer.text
    assert f"{expected[0]}" in quoted(answer)
    assert answer.calculation is None
    assert_quotes_stand(answer, hangzhou.plan)


@pytest.mark.parametrize(
    ("question", "target", "base"),
    [
        ("金融服务业增加值目标是多少", "2020年目标值 1600 亿元", "2015年实际值 978.03 亿元"),
        ("服务业增加值占GDP比重是多少", "2020年目标值 62%", "2015年实际值 58.2%"),
        ("跨境电子商务交易总额是多少", "2020年目标值 200 亿美元", "2015年实际值 34.64 亿美元"),
    ],
)
def test_without_a_year_target_and_base_are_told(hangzhou, question, target, base):
    answer = ask(hangzhou, question)
    assert answer.status is Status.ANSWERED
    assert answer.value.year == 2020
    assert answer.text.index(target) < answer.text.index(base)


def test_a_target_is_not_told_as_reached(hangzhou):
    answer = ask(hangzhou, "2015年电子商务产业增加值实际是多少")
    assert value(answer) == (826.54, "亿元", 2015, "")
    assert "2000" not in answer.text


@pytest.mark.parametrize(
    ("question", "result", "unit", "calculation"),
    [
        ("旅游休闲业2020年增加值比2015年多多少", 430.32, "亿元", "1150 − 719.68 = 430.32"),
        ("电子商务产业增加值2020年是2015年的几倍", 2.42, "倍", "2000 ÷ 826.54 ≈ 2.42"),
        (
            *("科技服务业增加值2020年比2015年增长百分之几", 62.5, "%"),
            "(3000 − 1846.33) ÷ 1846.33 × 100 ≈ 62.5",
        ),
        (
            *("按2015年和2020年的数推算，金融服务业增加值年均增长多少", 10.3, "%"),
            "((1600 ÷ 978.03)^(1 ÷ 5) − 1) × 100 ≈ 10.3",
        ),
        ("文创和旅游2020年增加值目标合计多少", 4650, "亿元", "3500 + 1150 = 4650"),
        (
            *("2011年到2015年服务业对增长的贡献率平均是多少", 61.94, "%"),
            "(58.6 + 62.2 + 59.5 + 54.8 + 74.6) ÷ 5 ≈ 61.94",
        ),
        # What the plan's own growth is set against: 高于全省…1.4个百分点.
        ("服务业增加值年均增速比全省高1.4个点，反推全省是多少", 9.7, "%", "11.1 − 1.4 = 9.7"),
        ("文创增速10%，比GDP快2.5个点，推算GDP年均增速是多少", 7.5, "%", "10 − 2.5 = 7.5"),
        # From the base year named to the plan's last.
        ("跨境电商交易额的目标是2015年的几倍", 5.77, "倍", "200 ÷ 34.64 ≈ 5.77"),
    ],
)
def test_a_figure_is_computed_in_sight(hangzhou, question, result, unit, calculation):
    answer = ask(hangzhou, question)
    assert (answer.route, answer.status) == (Route.NUMBERS, Status.ANSWERED)
    assert (answer.value.value, answer.value.unit) == (result, unit)
    assert answer.calculation == calculation
    assert calculation in answer.text
    assert_quotes_stand(answer, hangzhou.plan)


def test_two_subjects_side_by_side(hangzhou):
    answer = ask(hangzhou, "金融服务业和电子商务产业2020年增加值哪个更高")
    assert answer.text.startswith("电子商务产业增加值更高：2020年目标值 2000 亿元")
    assert answer.calculation == "2000 − 1600 = 400"
    assert sections(answer) == ["B5/r7", "B5/r6"]


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("2020年服务贸易进出口总额目标是多少", ("300 亿美元", "280 亿美元")),
        ("2020年服务贸易出口额目标是多少", ("200亿美元", "135 亿美元")),
    ],
)
def test_a_contradiction_is_told_with_both_addresses(hangzhou, question, values):
    answer = ask(hangzhou, question)
    assert (answer.route, answer.status) == (Route.NUMBERS, Status.CONFLICT)
    assert all(printed in answer.text for printed in values)
    assert {"2/3/4", "B13/1"} < set(sections(answer))
    assert "二、（三）4." in answer.text
    assert "专栏13 一、" in answer.text
    assert answer.value is None
    assert_quotes_stand(answer, hangzhou.plan)


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("服务业增加值年均增长多少", "9", "11.1%"),
        ("服务业占GDP比重十三五提高几个百分点", "62%", "增加 3.8 个百分点"),
        ("服务业占GDP比重2010年到2015年提高几个百分点", "58.2%", "增加 9 个百分点"),
        ("重点集聚平台要建多少个", "100", ""),
        ("税收超亿元楼宇2020年目标是多少幢", "120", ""),
        ("跨境电商2015年成交多少", "34.64", ""),
        ("跨境电商交易额比2015年翻了几倍", "200", "200 ÷ 34.64 ≈ 5.77"),
        ("电商2020年增加值比2015年多几倍", "2000", "(2000 − 826.54) ÷ 826.54 ≈ 1.42"),
        ("科技服务业2020年增加值是现代物流业的几倍", "3000", "3000 ÷ 840 ≈ 3.57"),
        ("科技服务业2020年增加值和现代物流业的差多少", "3000", "2160"),
    ],
)
def test_what_is_asked_in_other_words(hangzhou, question, first, last):
    answer = ask(hangzhou, question)
    assert answer.status is Status.ANSWERED
    assert first in answer.text
    assert last in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "全省服务业增加值2020年是多少",
        "2020年国内旅游者人次目标是多少",
        "2015年文创年均增长比上海高多少",
        "旅游总收入2015年是多少",
    ],
)
def test_a_figure_of_another_scope_is_no_answer(hangzhou, question):
    answer = ask(hangzhou, question)
    assert answer.status is Status.NOT_IN_PLAN
    assert answer.value is None


@pytest.mark.parametrize(
    "question",
    [
        "2020年社会消费品零售总额在6700亿元以内，对吗",  # the plan: 突破
        "文创增加值是2232.14亿元吗",  # that of 2015
        "2020年服务业占比要超过60%，对吗",
    ],
)
def test_no_verdict_where_the_claim_is_of_another_kind(hangzhou, question):
    assert ask(hangzhou, question).text[:3] not in {"是的。", "不是。"}


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("服务业增加值是1万亿元，对吗", "不是。"),
        ("2020年服务业增加值目标超过9000亿元，对吗", "是的。"),
        ("2015年金融服务业增加值是978.03亿元，对吗", "是的。"),
    ],
)
def test_a_figure_the_asker_names(hangzhou, question, opening):
    assert ask(hangzhou, question).text.startswith(opening)


@pytest.mark.parametrize(
    "question",
    [
        "2017年服务业增加值是多少",
        "2018年金融服务业增加值目标",
        "2030年电子商务产业增加值",
        "2015年健康服务业增加值",
        "国内旅游者人次是多少",
        "2020年接待国内游客多少人次",
        "核电站装机容量目标是多少",
    ],
)
def test_what_the_plan_does_not_hold_is_refused(hangzhou, question):
    answer = ask(hangzhou, question)
    assert answer.status is Status.NOT_IN_PLAN
    assert answer.value is None
    assert answer.calculation is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("2025年海洋生产总值目标是多少", (650, "亿元", 2025)),
        ("2020年港口货物吞吐量是多少", (3860, "万吨", 2020)),
        ("集装箱吞吐量要达到多少", (90, "万标箱", 2025)),
    ],
)
def test_another_plan(yunlan, question, expected):
    answer = ask(yunlan, question)
    assert (answer.route, answer.status) == (Route.NUMBERS, Status.ANSWERED)
    assert (answer.value.value, answer.value.unit, answer.value.year) == expected


def test_a_computation_in_another_plan(yunlan):
    answer = ask(yunlan, "海洋生产总值2025年比2020年多多少")
    assert answer.calculation == "650 − 412.6 = 237.4"


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("文化服务业2020年增加值目标", "9000"),
        ("旅游服务业增加值年均增速的目标是多少", "11.1"),
        ("农村跨境电子商务交易总额的目标是多少", "34.64"),
        ("健康金融服务业增加值的目标是多少", "1600"),
        ("民营现代服务业重点类集聚平台的目标是多少个", "100"),
    ],
)
def test_the_figure_of_a_whole_is_not_told_for_a_part(hangzhou, question, figure):
    answer = ask(hangzhou, question)
    assert answer.status is Status.NOT_IN_PLAN
    assert answer.value is None
    assert figure not in answer.text


def test_the_other_side_of_a_gap_is_not_told_unasked(hangzhou):
    answer = ask(hangzhou, "全省服务业增加值年均增速是多少")
    assert (answer.status, answer.value) == (Status.NOT_IN_PLAN, None)


@pytest.mark.parametrize(
    ("turns", "value", "unit", "year"),
    [
        (["2015年服务业占GDP的比重", "往前推五年呢"], 49.2, "%", 2010),
        (["到2020年旅游总收入要多少", "外汇收入呢"], 40.0, "亿美元", 2020),
    ],
)
def test_a_follow_up_of_another_year_or_measure(hangzhou, turns, value, unit, year):
    answer = hangzhou.ask_last(turns)
    assert (answer.value.value, answer.value.unit, answer.value.year) == (value, unit, year)


def test_the_rank_asked_for_is_the_one_told(hangzhou):
    answer = ask(hangzhou, "2015年底市级现代服务业集聚区有几个")
    assert (answer.value.value, answer.value.unit) == (62, "个")
    answer = ask(hangzhou, "2015年底省级现代服务业集聚示范区有几个")
    assert (answer.value.value, answer.value.unit) == (15, "个")


def test_a_share_is_of_the_greater_of_two(hangzhou):
    answer = ask(hangzhou, "重点培育企业中计划上市的占百分之几")
    assert answer.calculation == "50 ÷ 300 × 100 ≈ 16.7"


@pytest.mark.parametrize(
    "question",
    [
        "服务业贡献率最高那年和最低那年之间差几个百分点",
        "服务业的贡献率，最猛的一年比最弱的一年多出几个点",
    ],
)
def test_what_lies_between_the_extremes(hangzhou, question):
    answer = ask(hangzhou, question)
    assert answer.calculation == "74.6 − 54.8 = 19.8"


def test_the_country_is_set_against_the_plan(hangzhou):
    answer = ask(hangzhou, "2015年杭州服务业占比领先全国几个百分点")
    assert answer.calculation == "58.2 − 50.5 = 7.7"


def test_a_growth_is_no_amount_of_money(hangzhou):
    answer = ask(hangzhou, "文创增速10%，比GDP快2.5个点，推算GDP年均增速是多少")
    assert answer.value.unit == "%"


def test_a_year_as_it_is_spoken(hangzhou):
    answer = ask(hangzhou, "跨境电商一五年交易额是多少美金")
    assert (answer.value.value, answer.value.unit, answer.value.year) == (34.64, "亿美元", 2015)


def test_a_sum_is_of_figures_of_one_measure(hangzhou):
    answer = ask(hangzhou, "金融跟旅游两块2020年目标加起来一共多少亿")
    assert answer.calculation == "1600 + 1150 = 2750"  # 增加值 of both, no 总收入


def test_what_is_set_aside_is_not_told(hangzhou):
    answer = ask(hangzhou, "15年服务贸易刨掉出口，进口是多少亿美元")
    assert answer.calculation == "173.4 − 82.2 = 91.2"


def test_what_comes_on_one_is_no_amount_of_all(hangzhou):
    answer = ask(hangzhou, "照2020的目标，平均一个境外游客要花掉多少美元")
    assert answer.value is None or answer.value.value != 40


def test_places_the_asker_has_been_to_are_not_asked_of(hangzhou):
    question = (
        "之前采访过上海和南京，现在轮到杭州了，想核一下：2015年金融占杭州生产总值的份额是多少？"
    )
    answer = ask(hangzhou, question)
    assert (answer.value.value, answer.value.unit) == (9.7, "%")
    assert ask(hangzhou, "2015年上海金融占生产总值的份额是多少").status is Status.NOT_IN_PLAN


def test_one_thing_under_two_names_is_not_set_against_itself(hangzhou):
    answer = ask(hangzhou, "科技服务里面光软件和信息服务单拎出来，2020年多少亿")
    assert answer.calculation is None
