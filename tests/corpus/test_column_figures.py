"""Figures of tables without years, values in words, and what prose says of a change or a ratio."""

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.indicators import Dimension, Kind, read_observations, read_worded
from corpus.plan import PlanMeta
from corpus.reading import read_plan

META = PlanMeta(plan_id="made", title="made", region="云澜市", period=(2021, 2025))
PROJECTS = (
    "| 序号 | 项目名称 | 建设规模 | 建设年限 | 总投资（亿元） |",
    "| --- | --- | --- | --- | --- |",
    "| 1 | 白礁大桥 | 全长78公里，设站4座 | 2021—2024年 | 35.6 |",
    "| 2 | 青螺码头 | 新建泊位5个、堆场约12万平方米 | 3年 | 1,200 |",
)


def made(text, heading="重点任务", meta=META):
    return read_plan(f"一、{heading}\n{text}\n", meta)


def boxed(*lines, read=read_observations):
    """What is read of a box with these lines."""
    return list(read(made("\n".join(("正文。", "专栏1 重点项目", *lines)))))


def told(observations, *fields):
    return [tuple(getattr(one, field) for field in fields) for one in observations]


def prose(text, *fields, heading="重点任务"):
    return told(read_observations(made(text, heading)), *fields)


# --- tables without years -----------------------------------------------------------------------


def test_every_figure_of_the_projects():
    found = told(boxed(*PROJECTS), "path", "name", "shown", "qualifier")
    assert found == [
        ("B1/r1", "白礁大桥全长", (78, "公里"), ""),
        ("B1/r1", "白礁大桥设站", (4, "座"), ""),
        ("B1/r1", "白礁大桥总投资", (Decimal("35.6"), "亿元"), ""),
        ("B1/r2", "青螺码头新建泊位", (5, "个"), ""),
        ("B1/r2", "青螺码头堆场", (12, "万平方米"), "约"),
        ("B1/r2", "青螺码头总投资", (1200, "亿元"), ""),
    ]


def test_a_unit_in_the_header():
    one, other = (one for one in boxed(*PROJECTS) if one.column == "总投资")
    assert (one.low, one.high, one.unit) == (3_560_000_000, 3_560_000_000, "元")
    assert (other.low, other.unit) == (120_000_000_000, "元")
    assert (one.printed, other.printed) == ("35.6 亿元", "1,200 亿元")
    assert one.dimension is Dimension.LEVEL
    assert (one.subject, other.subject) == ("白礁大桥", "青螺码头")


def test_figures_of_projects_have_no_year():
    found = boxed(*PROJECTS)
    assert {(one.year, one.since, one.kind) for one in found} == {(None, None, None)}
    assert all(one.in_table and one.page is None for one in found)


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("面积（平方公里）", ("3.5", "12.5"), [("甲港面积", "3.5"), ("乙港面积", "12.5")]),
        ("面积(公顷)", ("35", "—"), [("甲港面积", "35")]),
        ("面积（亩）", ("待定", "在建"), []),
        ("占比（%）", ("25", "30.5"), [("甲港占比", "25"), ("乙港占比", "30.5")]),
        ("总投资（万元）", ("9,500", "80万元"), [("甲港总投资", "9500"), ("乙港总投资", "80")]),
        ("规模", ("35", "12"), []),  # a number without a unit
    ],
)
def test_columns_with_and_without_a_unit(header, cells, expected):
    lines = (
        f"| {n} | {name} | {cell} |" for n, name, cell in zip("12", "甲乙", cells, strict=True)
    )
    rows = [line.replace("甲", "甲港").replace("乙", "乙港") for line in lines]
    found = boxed(f"| 序号 | 港口名称 | {header} |", *rows)
    assert [(one.name, str(one.shown[0])) for one in found] == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("全长78公里，设站4座", [("大桥全长", "78公里", ""), ("大桥设站", "4座", "")]),
        ("泊位5个、仓库8座", [("大桥泊位", "5个", ""), ("大桥仓库", "8座", "")]),
        ("泊位5个以上", [("大桥泊位", "5个", "以上")]),
        ("建筑面积约12万平方米", [("大桥建筑面积", "12万平方米", "约")]),
        ("处理能力达到8万吨", [("大桥处理能力", "8万吨", "")]),
        ("40家左右", [("大桥建设规模", "40家", "左右")]),  # nothing but the figure: its column
        ("泊位10—20个", []),  # a range
        ("三座车站", []),  # counted in characters
        ("两岸连通", []),
        ("—", []),
        ("", []),
    ],
)
def test_figures_inside_a_cell_of_words(cell, expected):
    found = boxed(
        "| 序号 | 项目名称 | 建设规模 | 总投资（亿元） |",
        f"| 1 | 大桥 | {cell} | 3 |",
        "| 2 | 码头 | | 4 |",
    )
    named = [one for one in found if one.path == "B1/r1" and one.column != "总投资"]
    assert told(named, "name", "printed", "qualifier") == expected


@pytest.mark.parametrize("title", ["建设年限", "起止时间", "工期", "建设周期", "进度安排", "年度"])
def test_columns_of_periods_give_none(title):
    found = boxed(
        f"| 序号 | 项目名称 | {title} | 总投资（亿元） |",
        "| 1 | 大桥 | 3年 | 35 |",
        "| 2 | 码头 | 24个月，完成30% | 12 |",
    )
    assert told(found, "name", "printed") == [("大桥总投资", "35 亿元"), ("码头总投资", "12 亿元")]


@pytest.mark.parametrize(
    ("header", "first", "second"),
    [
        (
            "| 项目名称 | 规模 | 投资（亿元） |",
            "| 大桥 | 设站4座 | 35.5 |",
            "| 码头 | 泊位5个 | 12.5 |",
        ),
        (
            "| 规模 | 工程 | 投资（亿元） |",
            "| 设站4座 | 大桥 | 35.5 |",
            "| 泊位5个 | 码头 | 12.5 |",
        ),
        (
            "| 规模 | 投资（亿元） | 名称 |",
            "| 设站4座 | 35.5 | 大桥 |",
            "| 泊位5个 | 12.5 | 码头 |",
        ),
        (
            "| 园区 | 规模 | 投资（亿元） |",
            "| 大桥 | 设站4座 | 35.5 |",
            "| 码头 | 泊位5个 | 12.5 |",
        ),
    ],
)
def test_the_name_is_read_wherever_its_column_stands(header, first, second):
    found = told(boxed(header, first, second), "subject", "column", "printed")
    assert sorted(found) == sorted(
        [
            ("大桥", "设站", "4座"),
            ("大桥", "投资", "35.5 亿元"),
            ("码头", "泊位", "5个"),
            ("码头", "投资", "12.5 亿元"),
        ]
    )


def test_a_row_with_a_cell_too_few_is_left_out():
    found = boxed(*PROJECTS[:3], "| 2 | 青螺码头 | 1,200 |", "| 3 | 灯塔 | 高9米 | 2年 | 2 |")
    assert {one.subject for one in found} == {"白礁大桥", "灯塔"}


def test_a_table_with_years_is_read_by_its_years():
    found = boxed(
        "| 序号 | 指标名称 | 单位 | 2020年 | 2025年 |",
        "| 1 | 渔业产值 | 亿元 | 35 | 50 |",
        "| 2 | 养殖水体 | 万立方米 | 5 | 8 |",
    )
    assert told(found, "name", "year", "printed") == [
        ("渔业产值", 2020, "35 亿元"),
        ("渔业产值", 2025, "50 亿元"),
        ("养殖水体", 2020, "5 万立方米"),
        ("养殖水体", 2025, "8 万立方米"),
    ]


CELLS = st.one_of(
    st.sampled_from(
        ("大桥", "全长78公里，设站4座", "约3家", "1,200", "35.6", "3年", "—", "", "8%", "①")
    ),
    st.text(st.characters(exclude_characters="|", exclude_categories=("Cc", "Cs")), max_size=8),
)
TITLES = st.sampled_from(
    (
        "序号",
        "项目名称",
        "建设内容",
        "总投资（亿元）",
        "面积（亩）",
        "工期",
        "备注",
        "2025年",
        "（%）",
        "",
    )
)


@settings(max_examples=80, deadline=None)
@example(["序号", "序号", "2025年"], [["大桥", "约3家", "1,200"]])
@given(st.lists(TITLES, min_size=3, max_size=5), st.lists(st.lists(CELLS, max_size=5), max_size=4))
def test_any_table_can_be_read(header, rows):
    lines = [f"| {' | '.join(cells)} |" for cells in (header, *rows)]
    for one in boxed(*lines):
        digits = "".join(ch for ch in one.printed if ch.isdecimal())
        assert digits in "".join(ch for ch in one.sentence.text if ch.isdecimal())
        assert one.low <= one.high


# --- values in words ----------------------------------------------------------------------------

WORDED = (
    "| 序号 | 指标名称 | 单位 | 2020年实际值 | 2025年目标值 |",
    "| 1 | 劳动生产率年均增长 | % | 6 | 高于生产总值增速 |",
    "| 2 | 森林覆盖率 | % | 61 | 62 |",
    "| 3 | 能耗强度降低 | % | 15 | 完成省下达目标 |",
    "| 4 | 细颗粒物浓度 | 微克/立方米 | 30 | —— |",
)


def test_values_in_words():
    found = boxed(*WORDED, read=read_worded)
    assert told(found, "path", "name", "printed", "year", "kind", "column") == [
        (
            *("B1/r1", "劳动生产率年均增长", "高于生产总值增速"),
            *(2025, Kind.TARGET, "2025年目标值"),
        ),
        ("B1/r3", "能耗强度降低", "完成省下达目标", 2025, Kind.TARGET, "2025年目标值"),
    ]
    assert all(one.in_words and one.unit == "%" for one in found)
    assert found[0].dimension is Dimension.RATE


def test_values_in_words_are_no_figures():
    found = boxed(*WORDED)
    assert not any(one.in_words for one in found)
    assert told(found, "path", "year", "printed") == [
        ("B1/r1", 2020, "6%"),
        ("B1/r2", 2020, "61%"),
        ("B1/r2", 2025, "62%"),
        ("B1/r3", 2020, "15%"),
        ("B1/r4", 2020, "30 微克/立方米"),
    ]


def test_words_in_lines_of_cells():
    lines = (
        "序号 指标名称 2025年目标值",
        "1 生产总值年均增长（%） 高于全省平均",
        "2 森林覆盖率（%） 62",
        "3 城镇化率（%） 65",
    )
    found = boxed(*lines, read=read_worded)
    assert told(found, "name", "printed", "unit", "year") == [
        ("生产总值年均增长", "高于全省平均", "%", 2025)
    ]


@pytest.mark.parametrize("lines", [PROJECTS, ("正文里没有表。",)])
def test_no_values_in_words(lines):
    assert boxed(*lines, read=read_worded) == []


# --- a change: from, to -------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["重点任务", "发展基础"])
@pytest.mark.parametrize(
    "change",
    [
        "由2020年的820亿元增加到2025年的1300亿元",
        "从2020年的820亿元，增加到2025年的1300亿元",
        "由2020年末的820亿元提高至2025年末的1300亿元",
    ],
)
def test_a_change_with_both_years(change, heading):
    found = prose(f"海洋生产总值{change}。", "name", "printed", "year", "kind", heading=heading)
    assert found == [
        ("海洋生产总值", "820亿元", 2020, Kind.ACTUAL),
        ("海洋生产总值", "1300亿元", 2025, Kind.TARGET),
    ]


@pytest.mark.parametrize(
    ("text", "name", "printed"),
    [
        ("常住人口城镇化率由47%提高到58%。", "常住人口城镇化率", ("47%", "58%")),
        ("常住人口城镇化率从47%提升到58%以上。", "常住人口城镇化率", ("47%", "58%")),
        ("高新技术企业由120家增加到200家。", "高新技术企业", ("120家", "200家")),
    ],
)
def test_a_change_without_years_runs_from_the_year_before_the_plan(text, name, printed):
    found = prose(text, "name", "printed", "year", "kind", "own_year")
    assert found == [
        (name, printed[0], 2020, Kind.ACTUAL, False),
        (name, printed[1], 2025, Kind.TARGET, False),
    ]


def test_what_was_reached_comes_from_no_year_told():
    found = prose("城镇化率由47%提高到58%。", "name", "printed", "year", heading="发展基础")
    assert found == [("城镇化率", "58%", 2020)]


def test_without_a_period_a_change_has_no_base_year():
    plan = made("城镇化率由47%提高到58%。", meta=PlanMeta(plan_id="made", title="made"))
    assert told(read_observations(plan), "name", "printed", "year") == [("城镇化率", "58%", None)]


# --- the three sectors --------------------------------------------------------------------------

SECTORS = [f"第{n}产业占地区生产总值比重" for n in "一二三"]


@pytest.mark.parametrize(
    ("text", "year", "kind", "shares"),
    [
        ("2020年，三次产业结构为9.6∶42.8∶47.6。", 2020, Kind.ACTUAL, ("9.6", "42.8", "47.6")),
        ("到2025年三次产业比例优化为8:40:52。", 2025, Kind.TARGET, ("8", "40", "52")),
        ("2025年产业结构达到7.5：40.5：52。", 2025, Kind.TARGET, ("7.5", "40.5", "52")),
    ],
)
def test_the_ratio_of_the_three_sectors(text, year, kind, shares):
    found = list(read_observations(made(text)))
    assert [one.name for one in found] == SECTORS
    assert [(one.low, one.high) for one in found] == [(Decimal(s), Decimal(s)) for s in shares]
    assert told(found, "printed") == [(share,) for share in shares]
    assert {(one.year, one.kind, one.unit) for one in found} == {(year, kind, "%")}
    assert {one.dimension for one in found} == {Dimension.SHARE}
    assert [one.subject for one in found] == ["第一产业", "第二产业", "第三产业"]


def test_two_ratios_have_their_own_years():
    text = "三次产业结构由2020年的9.6∶42.8∶47.6调整为2025年的8∶40∶52。"
    assert prose(text, "year", "printed") == [
        *((2020, "9.6"), (2020, "42.8"), (2020, "47.6")),
        *((2025, "8"), (2025, "40"), (2025, "52")),
    ]


@pytest.mark.parametrize(
    "text", ["男女比例为9.6∶42.8∶47.6。", "图纸比例为1∶500。", "三次产业结构不断优化。"]
)
def test_no_ratio_of_sectors(text):
    assert prose(text, "name") == []


# --- what is one figure, and what is none -------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "printed"),
    [
        ("2020年，60岁以上人口占比20.8%。", "60岁以上人口占比", "20.8%"),
        ("2020年，65岁及以上老年人口占比达到14.2%。", "65岁及以上老年人口占比", "14.2%"),
    ],
)
def test_an_age_is_part_of_a_name(text, name, printed):
    assert prose(text, "name", "printed", "year", "dimension") == [
        (name, printed, 2020, Dimension.SHARE)
    ]


def test_a_life_expectancy_is_a_figure():
    found = prose("到2025年，人均预期寿命达到82岁。", "name", "printed", "year")
    assert found == [("人均预期寿命", "82岁", 2025)]


@pytest.mark.parametrize(
    "text",
    [
        "实施“1个引领+6个重点”工程。",
        "构建“1个中心＋3个组团”格局。",
        "形成“1个核心+2条轴线+4个片区”。",
    ],
)
def test_formulas_in_quotation_marks_are_no_figures(text):
    assert prose(text, "name") == []


def test_a_figure_beside_a_formula():
    found = prose("实施“1个引领+6个重点”工程，建成码头8座。", "name", "printed")
    assert found == [("建成码头", "8座")]


def test_quotation_marks_alone_make_no_formula():
    assert [one.printed for one in read_observations(made("打造“10个园区”。"))] == ["10个"]
