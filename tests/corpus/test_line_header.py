"""Tables that extraction left as lines of cells, read by their header."""

import pytest

from corpus.indicators import Observation, read_observations
from corpus.line_header import header_cells
from corpus.plan import PlanMeta
from corpus.reading import read_plan

REPORT = PlanMeta("made", "某市2024年统计公报", period=(2024, 2024))
PLAN = PlanMeta("made", "某市规划", period=(2021, 2025))


def figures(meta: PlanMeta, *lines: str) -> list[Observation]:
    text = "\n".join(("一、目标", "正文。", "表1 主要指标", *lines, "二、任务", "正文。", ""))
    return list(read_observations(read_plan(text, meta)))


def told(found: list[Observation]) -> list[tuple[str, str, int | None]]:
    return [(one.name, one.printed, one.year) for one in found]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("序号 指 标 2030 年目标 属性", ["序号", "指标", "2030年目标", "属性"]),
        (
            "产品名称 产 量 （万吨） 比上年增长（%）",
            ["产品名称", "产量（万吨）", "比上年增长（%）"],
        ),
        ("指标 2020年 2025年", ["指标", "2020年", "2025年"]),
    ],
)
def test_cells_of_a_header(line: str, cells: list[str]):
    assert header_cells(line) == cells


def test_a_change_is_no_value_of_the_year():
    """The last cell of a line once passed for the year's figure, whatever it was."""
    found = figures(
        REPORT, "指标 2024年 比上年增长（%）", "粗钢（万吨） 12.5 3.1", "水泥（万吨） 300 -4.4"
    )
    assert told(found) == [
        ("粗钢", "12.5 万吨", 2024),
        ("粗钢比上年增长", "3.1%", 2024),
        ("水泥", "300 万吨", 2024),
        ("水泥比上年增长", "-4.4%", 2024),
    ]


def test_growth_stands_where_the_header_has_it():
    header = "序号 指标 单位 2020 年 2025 年目标 年均增速（%）"
    found = figures(PLAN, header, "1 生产总值 亿元 1200 1700 7.2", "2 人口 万人 300 310 0.6")
    assert told(found) == [
        ("生产总值", "1200 亿元", 2020),
        ("生产总值", "1700 亿元", 2025),
        ("生产总值年均增长", "7.2%", 2025),
        ("人口", "300 万人", 2020),
        ("人口", "310 万人", 2025),
        ("人口年均增长", "0.6%", 2025),
    ]


def test_measures_and_places():
    header = "地区 常住人口（万人） 生产总值（亿元） 增速（%）"
    found = figures(REPORT, header, "甲县 50.2 200 5.1", "乙区 60.1 300 6.2")
    assert told(found)[3:] == [
        ("乙区常住人口", "60.1 万人", 2024),
        ("乙区生产总值", "300 亿元", 2024),
        ("乙区生产总值增速", "6.2%", 2024),
    ]


def test_a_name_of_single_characters_has_no_unit():
    found = figures(
        REPORT, "产品名称 产量（万吨） 比上年增长（%）", "粮 食 90.5 -3.2", "油料 5.4 6.8"
    )
    assert told(found)[0] == ("粮食产量", "90.5 万吨", 2024)


def test_a_line_with_too_few_values_is_left_out():
    found = figures(
        REPORT, "指标 单位 2024年 比上年增长（%）", "粗钢 万吨 12.5 3.1", "水泥 万吨 300"
    )
    assert told(found) == [("粗钢", "12.5 万吨", 2024), ("粗钢比上年增长", "3.1%", 2024)]
