"""The indicator table: base beside target, what lies between them, filters and order."""

from decimal import Decimal

import pytest

from assistant.figure_teller import FigureTeller
from assistant.indicator_filter import (
    ALL,
    NONE_NAMED,
    SORTS,
    Filter,
    choices,
    filtered,
    next_sort,
    ordered,
)
from assistant.indicator_rows import Indicators, observations_of
from corpus.plan import PlanMeta
from corpus.reading import read_plan

TABLE = """一、发展目标
专栏1 主要指标

| 指标 | 单位 | 2020年 | 2025年目标 |
|---|---|---|---|
| 旅游收入 | 亿元 | 120 | 96 |
| 森林覆盖率 | % | 40.5 | 42 |
| 空气质量 | % | 90 | 完成省下达目标 |

二、措施
新建码头8座。
"""


def made(text=TABLE):
    return Indicators(read_plan(text, PlanMeta("made", "试验规划", period=(2021, 2025))))


@pytest.fixture(scope="module")
def indicators(hangzhou):
    return hangzhou.indicators


def row(indicators, path, name):
    (found,) = (
        r
        for r in indicators.rows
        if r.last.path == path and r.last.name == name and r.first is not None
    )
    return found


def test_every_figure_is_in_the_table(hangzhou, indicators):
    held = [one for r in indicators.rows for one in r.figures]
    assert {id(one) for one in hangzhou.table.observations} <= {id(one) for one in held}
    assert len({id(r.last) for r in indicators.rows}) >= len(indicators.rows) - 4


def test_base_target_and_what_lies_between(indicators):
    found = row(indicators, "B5/r7", "电子商务产业增加值")
    assert [FigureTeller.figure(one) for one in found.figures] == ["826.54 亿元", "2000 亿元"]
    assert found.change.equation == "2000 − 826.54 = 1173.46"
    assert found.growth.equation == "(2000 − 826.54) ÷ 826.54 × 100 ≈ 142"
    assert found.yearly.equation == "((2000 ÷ 826.54)^(1 ÷ 5) − 1) × 100 ≈ 19.3"
    assert found.notes == ("按2015年价格计",)


def test_shares_differ_by_points_and_have_no_growth(indicators):
    found = row(indicators, "B5/r6", "金融服务业占地区生产总值比重")
    assert (found.change.value, found.change.unit) == (Decimal("1.3"), "个百分点")
    assert found.growth is None
    assert found.yearly is None


def test_an_average_is_told_as_one(indicators):
    found = row(indicators, "B5/r2", "服务业增加值年均增速")
    assert "〔〕为2016—2020年平均数" in found.notes
    assert found.yearly is None


def test_a_qualifier_makes_the_result_approximate(indicators):
    found = row(indicators, "2/3/1", "服务业增加值")
    assert found.first.path == "B5/r1"  # told elsewhere in the plan
    assert found.last.qualifier == "超过"
    assert "原文带有“超过”，结果为约数" in found.notes


def test_values_of_a_contradiction_stand_apart(indicators):
    paths = {
        r.last.path: FigureTeller.figure(r.last)
        for r in indicators.rows
        if r.last.name == "服务贸易出口额" and r.first is not None
    }
    assert paths == {"2/3/4": "200亿美元", "B5/r10": "135 亿美元"}


def test_a_fall_is_negative_and_words_are_not_computed_with():
    rows = made().rows
    told = {r.last.name: r for r in rows}
    assert told["旅游收入"].change.value == -24
    assert told["旅游收入"].yearly.value == Decimal("-4.4")
    assert told["空气质量"].first.low == 90
    assert told["空气质量"].last.printed == "完成省下达目标"
    assert told["空气质量"].change is None
    assert [r.last.printed for r in rows if r.first is None] == ["8座"]


def test_no_growth_a_year_from_a_year_that_is_not_told(yunxi):
    found = row(yunxi.indicators, "6/4", "登记办理时限")
    assert not found.first.own_year
    assert found.change.value == -20
    assert found.yearly is None


def test_years_of_a_series_are_not_paired_each_with_the_next(indicators):
    series = [r for r in indicators.rows if "贡献率" in r.last.name]
    assert [r.last.year for r in series] == [2011, 2012, 2013, 2014, 2015]
    assert all(r.first is None for r in series)


def test_figures_of_rows_come_once(indicators):
    figures = observations_of(indicators.rows)
    assert len(figures) == len({id(one) for one in figures}) > 100
    assert not any(one.in_words for one in observations_of(made().rows))


# --- filters --------------------------------------------------------------------------------------


def test_choices_are_what_occurs(indicators):
    found = choices(indicators.rows)
    assert found.subjects[0] == found.years[0] == found.categories[0] == found.sorts[0] == ALL
    assert {"电子商务产业", NONE_NAMED} <= set(found.subjects)
    assert "产业规模" in found.categories
    assert {"2015", "2020"} <= set(found.years)
    assert {"实际", "目标", "比重", "年均增速"} <= set(found.sorts)


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (Filter(subject="电子商务产业"), lambda o: o.subject == "电子商务产业"),
        (Filter(category="产业规模"), lambda o: o.category == "产业规模"),
        (Filter(year="2017"), lambda o: o.year == 2017),
        (Filter(sort="年均增速"), lambda o: o.dimension.value == "rate"),
        (Filter(sort="目标", subject=NONE_NAMED), lambda o: o.kind == "target" and not o.subject),
    ],
)
def test_filters(hangzhou, indicators, wanted, fits):
    found = filtered(hangzhou.plan, indicators.rows, wanted)
    assert found
    assert list(found) == [r for r in indicators.rows if any(fits(o) for o in r.figures)]


def test_words_are_all_needed_and_any_width_does(hangzhou, indicators):
    found = filtered(hangzhou.plan, indicators.rows, Filter(words=" 电子商务　２０００ "))
    assert {r.last.path for r in found} >= {"B5/r7"}
    assert all("电子商务" in r.last.name + r.last.sentence.text for r in found)
    assert filtered(hangzhou.plan, indicators.rows, Filter(words="没有这样的词")) == ()


# --- order ----------------------------------------------------------------------------------------


def test_sorted_by_growth_with_what_has_none_last(indicators):
    rows = ordered(indicators.rows, "年均增速 从高到低")
    values = [r.yearly.value for r in rows if r.yearly is not None]
    assert values == sorted(values, reverse=True)
    assert all(r.yearly is None for r in rows[len(values) :])
    assert len(rows) == len(indicators.rows)


def test_unlike_units_are_not_compared(indicators):
    rows = ordered(indicators.rows, "期末值 从低到高")
    units = list(dict.fromkeys(r.last.unit for r in rows if not r.last.in_words))
    for unit in units:
        places = [n for n, r in enumerate(rows) if r.last.unit == unit and not r.last.in_words]
        assert places == list(range(places[0], places[-1] + 1))
        lows = [rows[n].last.low for n in places]
        assert lows == sorted(lows)


@pytest.mark.parametrize("by", SORTS)
def test_every_order_keeps_all_rows(indicators, by):
    assert {id(r) for r in ordered(indicators.rows, by)} == {id(r) for r in indicators.rows}


def test_a_header_falls_first_and_then_rises():
    assert next_sort(SORTS[0], "增量") == "增量 从高到低"
    assert next_sort("增量 从高到低", "增量") == "增量 从低到高"
    assert next_sort("增量 从高到低", "增幅") == "增幅 从高到低"
    assert next_sort(SORTS[0], "指标") == "指标"
    assert next_sort("指标", "指标") == SORTS[0]
    assert next_sort("指标", "no such column") == "指标"
