"""What a column holds by its header, whatever the columns' order."""

import pytest

from corpus.indicators import read_observations
from corpus.pipe_tables import header_size, pipe_cells
from corpus.plan import PlanMeta
from corpus.reading import read_plan
from corpus.table_header import Role, label_column

PLAN = PlanMeta("made", "某市规划", period=(2026, 2030))


@pytest.mark.parametrize(
    ("label", "measure", "unit", "year", "since", "kind"),
    [
        ("2025年目标值", "", "", 2025, None, "目标"),
        ("2020年", "", "", 2020, None, ""),
        ("现状（2020年）", "", "", 2020, None, "实际"),
        ("规划目标", "", "", None, None, "目标"),
        ("“十三五”末", "", "", 2020, None, ""),
        ("“十四五”年均增长（%）", "年均增长", "%", 2025, 2021, ""),
        ("2021—2025年累计", "累计", "", 2025, 2021, ""),
        ("2025年比2020年增长（%）", "比2020年增长", "%", 2025, 2020, ""),
        ("产量（吨）", "产量", "吨", None, None, ""),
        ("增长%", "增长", "%", None, None, ""),
        ("2023年末人口（万人）", "人口", "万人", 2023, None, ""),
        ("指数（以上年为100）", "指数（以上年为100）", "", None, None, ""),
    ],
)
def test_label(label, measure, unit, year, since, kind):
    column = label_column(label)
    assert column.role is Role.VALUE
    assert (column.measure, column.unit, column.year) == (measure, unit, year)
    assert (column.since, column.kind) == (since, kind)


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("序号", Role.SERIAL),
        ("单 位", Role.UNIT),
        ("指标属性", Role.FORCE),
        ("领域", Role.CATEGORY),
        ("指标名称", Role.NAME),
        ("县（市、区）", Role.NAME),
        ("责任单位", Role.OTHER),
        ("建设年限", Role.OTHER),
        ("备注", Role.OTHER),
    ],
)
def test_role(label: str, role: Role):
    assert label_column(label).role is role


@pytest.mark.parametrize(
    ("lines", "size"),
    [
        (["| 指标 | 2025年 |", "| 人口 | 5 |"], 1),
        (["| 指标 | 现状 | 现状 |", "| 指标 | 2020年 | 2025年 |", "| 人口 | 5 | 6 |"], 2),
        (["| 表题 | 表题 |", "| 指标 | 2025 |", "| 人口 | 5 |"], 2),
        (["| 产品 | 产量 | 增长 |", "| 产品 | 吨 | % |", "| 粮 | 5 | 6 |"], 2),
        (["| 指标 | 目标 |", "| 完成率 | 稳步提高 |", "| 人口 | 5 |"], 1),
        (["| 1 | 5 | 6 |", "| 2 | 7 | 8 |"], 0),
    ],
)
def test_lines_of_a_header(lines: list[str], size: int):
    assert header_size([pipe_cells(line) for line in lines]) == size


def figures(*table: str) -> list[tuple[str, str, int | None, int | None, str]]:
    plan = read_plan("\n".join(("一、目标", "正文。", "专栏1 指标", *table, "")), PLAN)
    return [
        (one.name, f"{one.qualifier}{one.printed}", one.year, one.since, one.category)
        for one in read_observations(plan)
    ]


def test_columns_in_another_order():
    found = figures(
        "| 指标 | 2030年目标 | 2025年 | 单位 |",
        "| 人口 | 320 | 310 | 万人 |",
        "| 学校 | ≥25 | 20 | 所 |",
    )
    assert found == [
        ("人口", "320 万人", 2030, None, ""),
        ("人口", "310 万人", 2025, None, ""),
        ("学校", "≥25 所", 2030, None, ""),
        ("学校", "20 所", 2025, None, ""),
    ]


def test_two_lines_of_header_over_places():
    found = figures(
        "| 指标 | 全市 | 全市 | 市区 | 市区 |",
        "| 指标 | 2025年 | 2030年 | 2025年 | 2030年 |",
        "| 公交车辆（辆） | 200 | 250 | 150 | 180 |",
        "| 分担率（%） | 20 | 25 | 30 | 35 |",
    )
    assert found[:4] == [
        ("全市公交车辆", "200 辆", 2025, None, ""),
        ("全市公交车辆", "250 辆", 2030, None, ""),
        ("市区公交车辆", "150 辆", 2025, None, ""),
        ("市区公交车辆", "180 辆", 2030, None, ""),
    ]


def test_merged_categories_footnotes_and_totals_in_brackets():
    found = figures(
        "| 领域 | 指标 | 现状值 | 目标值 |",
        "| 供水 | 普及率（%） | 95 | 98* |",
        "|  | 水厂（座） | 12① | —— |",
        "| 治理 | 治理面积（平方公里） | [900] | [1200] |",
    )
    assert found == [
        ("普及率", "95%", 2025, None, "供水"),
        ("普及率", "98%", 2030, None, "供水"),
        ("水厂", "12 座", 2025, None, "供水"),
        ("治理面积", "900 平方公里", 2025, 2021, "治理"),
        ("治理面积", "1200 平方公里", 2030, 2026, "治理"),
    ]


def test_years_as_rows_and_months_as_columns():
    assert figures("| 年份 | 产量（万吨） |", "| 2021 | 100.5 |", "| 2022年 | 103 |") == [
        ("产量", "100.5 万吨", 2021, None, ""),
        ("产量", "103 万吨", 2022, None, ""),
    ]
    found = figures("| 指标 | 1月 | 2月 |", "| 用水量（吨） | 5 | 6 |", "| 用电量（度） | 7 | 8 |")
    assert [name for name, *_ in found] == ["1月用水量", "2月用水量", "1月用电量", "2月用电量"]


def test_no_unit_is_guessed():
    assert figures("| 项目 | 规模 | 工期 |", "| 东渠 | 12 | 3年 |", "| 西渠 | 30 | 2年 |") == []
    found = figures(
        "单位：亿元", "| 行业 | 增加值 | 增速 |", "| 工业 | 5 | 6 |", "| 农业 | 7 | 8 |"
    )
    assert found == [
        ("工业增加值", "5 亿元", None, None, ""),
        ("农业增加值", "7 亿元", None, None, ""),
    ]
