"""Rows of tables by their columns: cells under a header, words for values, two in one line."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from corpus.indicators import read_observations
from corpus.library import load_plan
from corpus.plan import NodeKind, PlanMeta
from corpus.reading import read_plan
from corpus.rows import read_row, told, told_by_header
from tests.corpus.helpers import DOCUMENTS

META = PlanMeta(plan_id="made", title="试验规划", period=(2026, 2030))
PIPES = (
    "| 类别 | 指标 |  | 单位 | 2025年完成值 | 2030年目标值 | 属性 |",
    "| 经济发展 | 1.地区生产总值年均增长 |  | % | "
    "“十四五”年均增长4.0 | “十五五”年均增长5.0左右 | 预期性 |",
    "| 经济发展 | 2.工业总产值 |  | 万亿元 | 2.5 | 3 | 预期性 |",
    "| 对外开放 | 3.机场旅客/货邮吞吐量 |  | 万人次/万吨 | 8358/244 | 11000/350 | 预期性 |",
    "| 绿色低碳 | 4.森林覆盖率 |  | % | 41.65 | 完成省下达目标 | 约束性 |",
    "| 绿色低碳 | 5.单位产值二氧化碳排放降低 |  | % | "
    "2021-2024年累计降低8.2 | 完成省下达目标 | 约束性 |",
)
CELLS = (
    "序号 指 标 2030 年目标 属性",
    "1 地区生产总值年均增长（%） 5 左右 预期性",
    "2 全员劳动生产率年均增长（%） 高于地区生产总值年均增长 预期性",
    "3 规上工业增加值率（%） 提高 1 个百分点以上 预期性",
    "4 规上数字经济核心产业营业收入占规上企业营业",
    "收入比重（%） 32.5 预期性",
    "5 3 岁以下婴幼儿入托率（%） 25 预期性",
    "6 森林覆盖率（%） ≥7.64 约束性",
)


def lines(*table):
    plan = read_plan("\n".join(("一、目标", "正文。", "专栏1 主要指标", *table)), META)
    rows = [s for s in plan.sections if s.kind is NodeKind.ROW]
    return plan, {r.path: read_row(plan, r) for r in rows}


def test_cells_stand_under_their_header():
    _, rows = lines(*PIPES)
    (product,) = rows["B1/r2"]
    assert (product.name, product.unit, product.values, product.force) == (
        "工业总产值",
        "万亿元",
        ("2.5", "3"),
        "预期性",
    )


def test_two_indicators_in_one_line():
    _, rows = lines(*PIPES)
    assert [(one.name, one.unit, one.values) for one in rows["B1/r3"]] == [
        ("机场旅客吞吐量", "万人次", ("8358", "11000")),
        ("货邮吞吐量", "万吨", ("244", "350")),
    ]


def test_words_are_values():
    plan, rows = lines(*PIPES)
    (forest,) = rows["B1/r4"]
    assert forest.value_in(2030) == "完成省下达目标"
    assert told(plan.by_path["B1/r4"], forest, (2030,)) == (
        "森林覆盖率：2030年目标值：完成省下达目标，2025年完成值 41.65%"
    )


@pytest.mark.parametrize(
    ("path", "name", "values"),
    [
        ("B1/r1", "地区生产总值年均增长", ("5左右",)),
        ("B1/r2", "全员劳动生产率年均增长", ("高于地区生产总值年均增长",)),
        ("B1/r3", "规上工业增加值率", ("提高1个百分点以上",)),
        ("B1/r4", "规上数字经济核心产业营业收入占规上企业营业收入比重", ("32.5",)),
        ("B1/r5", "3岁以下婴幼儿入托率", ("25",)),
        ("B1/r6", "森林覆盖率", ("≥7.64",)),
    ],
)
def test_lines_of_cells(path, name, values):
    _, rows = lines(*CELLS)
    (line,) = rows[path]
    assert (line.name, line.unit, line.values) == (name, "%", values)
    assert line.force in {"预期性", "约束性"}


def test_a_rows_number_is_never_its_value():
    """A row whose value is words once told its own number as the figure."""
    plan, _ = lines(*CELLS)
    held = {(o.path, o.low) for o in read_observations(plan) if o.in_table}
    assert held == {
        ("B1/r1", Decimal(5)),
        ("B1/r3", Decimal(1)),
        ("B1/r4", Decimal("32.5")),
        ("B1/r5", Decimal(25)),
        ("B1/r6", Decimal("7.64")),
    }


def test_figures_among_words():
    plan, _ = lines(*PIPES)
    held = {(o.path, o.low, o.since, o.year, o.dimension.value) for o in read_observations(plan)}
    assert ("B1/r1", Decimal("4.0"), 2021, 2025, "rate") in held
    assert ("B1/r1", Decimal("5.0"), 2026, 2030, "rate") in held
    assert ("B1/r5", Decimal("8.2"), 2021, 2024, "growth") in held


# --- other issuers' tables ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def others(tmp_path_factory):
    """The Guangzhou and the Suzhou plan as a library."""
    files = {"gz": "guangzhou-15-5.txt", "sz": "suzhou-15-5.hardwrap.txt"}
    if not all((DOCUMENTS / name).is_file() for name in files.values()):
        pytest.skip("the other issuers' documents are not here")
    home = tmp_path_factory.mktemp("others")
    for plan_id, name in files.items():
        (home / plan_id).mkdir()
        (home / plan_id / "plan.txt").write_bytes((DOCUMENTS / name).read_bytes())
        (home / plan_id / "plan.toml").write_text(
            f'title = "{plan_id}"\nperiod = [2026, 2030]\ntext = "plan.txt"\n', "utf-8"
        )
    return home


def test_every_row_of_the_guangzhou_table(others):
    """All 29 rows as the table printed beside the plan has them, figure by figure."""
    source = DOCUMENTS / "guangzhou-15-5.indicators.csv"
    plan = load_plan("gz", Path(others))
    held: dict[str, list[tuple[str, Decimal]]] = {}
    for one in read_observations(plan):
        if one.in_table and re.match(r"B1/", one.path):
            held.setdefault(one.path, []).append((one.column[:4], one.shown[0]))
    wanted: dict[str, list[tuple[str, Decimal]]] = {}
    for row in csv.DictReader(source.read_text("utf-8").splitlines()):
        path = f"B1/r{row['指标'].partition('.')[0]}"
        wanted.setdefault(path, [])
        for year in ("2025", "2030"):
            cell = next(value for name, value in row.items() if name and name.startswith(year))
            bare = re.sub(r"“[^”]*”|\d{4}-\d{4}年", "", cell)
            numbers = re.findall(r"\d+(?:\.\d+)?", bare)
            wanted[path] += [(year, Decimal(number)) for number in numbers]
    assert len(wanted) == 29
    assert {p: sorted(v) for p, v in held.items()} == {p: sorted(v) for p, v in wanted.items() if v}


def test_every_row_of_the_suzhou_table(others):
    """All 30 rows: 25 figures, five rows whose value is words."""
    plan = load_plan("sz", Path(others))
    rows = [s for s in plan.sections if s.kind is NodeKind.ROW and s.path.startswith("T1/")]
    assert len(rows) == 30
    assert all(len(read_row(plan, row)) == 1 for row in rows)
    held = {o.path: o.printed for o in read_observations(plan) if o.path.startswith("T1/")}
    worded = {"T1/r2", "T1/r9", "T1/r13", "T1/r20", "T1/r22", "T1/r24", "T1/r30"}
    assert {row.path for row in rows} - held.keys() == worded
    assert (held["T1/r1"], held["T1/r8"], held["T1/r25"]) == ("5%", "32.5%", "7.64%")


# --- a column over the years between ------------------------------------------------------------

OVER_YEARS = (
    "| 类别 | 指标 | 单位 | 2025年 | 2030年 | 年均/累计 | 属性 |",
    "| 发展 | 1.地区生产总值 | 亿元 | 2000 | 2600左右 | 5.4左右 | 预期性 |",
    "| 发展 | 2.城镇化率 | % | 60.2 | 65 | 〔4.8〕 | 预期性 |",
    "| 发展 | 3.规上工业增加值 | 亿元 | 500 | —— | 6% | 预期性 |",
    "| 生态 | 4.单位生产总值能耗降低 | % | —— | —— | 〔13〕 | 约束性 |",
    "| 生态 | 5.细颗粒物年均浓度 | 微克/立方米 | 30 | 26 | 〔4〕 | 约束性 |",
    "| 生态 | 6.居民收入 | 元 | 40000 | —— | 与经济增长同步 | 预期性 |",
    "| 生态 | 7.单位生产总值碳排放降低 | % | —— | —— | 完成省下达任务 | 约束性 |",
)
LINES_OVER_YEARS = (
    "序号 指标 单位 2025年 2030年 年均/累计 属性",
    "1 地区生产总值 亿元 2000 2600左右 5.4左右 预期性",
    "2 城镇化率 % 60.2 65 〔4.8〕 预期性",
    "3 规上工业增加值 亿元 500 —— 6% 预期性",
)


@pytest.mark.parametrize("table", [OVER_YEARS, LINES_OVER_YEARS], ids=["pipes", "lines"])
def test_each_value_stands_under_its_year_beside_a_column_over_the_years(table):
    _, rows = lines(*table)
    (rate,) = rows["B1/r2"]
    assert rate.values == ("60.2", "65", "〔4.8〕")
    assert (rate.value_in(2025), rate.value_in(2030)) == ("60.2", "65")
    assert rate.said() == "2025年 60.2%，2030年 65%，五年累计 〔4.8〕"
    (product,) = rows["B1/r1"]
    assert product.said() == "2025年 2000 亿元，2030年 2600 亿元左右，五年年均 5.4%左右"


def test_a_row_of_words_under_the_years_is_read():
    _, rows = lines(*OVER_YEARS)
    (carbon,) = rows["B1/r7"]
    assert carbon.values == ("——", "——", "完成省下达任务")


@pytest.mark.parametrize(
    ("path", "name", "dimension", "value", "unit", "since"),
    [
        ("B1/r1", "地区生产总值年均增长", "rate", "5.4", "%", 2026),
        ("B1/r2", "城镇化率累计提高", "points", "4.8", "个百分点", 2025),
        ("B1/r3", "规上工业增加值年均增长", "rate", "6", "%", 2026),
        ("B1/r4", "单位生产总值能耗降低", "growth", "13", "%", 2025),
        ("B1/r5", "细颗粒物年均浓度累计下降", "growth", "4", "微克/立方米", 2025),
    ],
)
def test_what_the_years_bring_is_told_from_what_each_does(
    path, name, dimension, value, unit, since
):
    plan, _ = lines(*OVER_YEARS)
    (one,) = [o for o in read_observations(plan) if o.path == path and o.since is not None]
    assert (one.name, one.dimension.value, str(one.low), one.unit) == (name, dimension, value, unit)
    assert (one.since, one.year) == (since, 2030)


def test_a_single_year_beside_the_column_ends_five():
    plan, _ = lines(
        "| 指标 | 单位 | 2030年 | 五年累计 |",
        "| 1.新增就业 | 万人 | 20 | 90 |",
        "| 2.新增学位 | 万个 | 3 | 12 |",
    )
    sums = [o for o in read_observations(plan) if o.column == "五年累计"]
    assert [(o.name, str(o.low), o.since, o.year) for o in sums] == [
        ("新增就业累计", "900000", 2025, 2030),
        ("新增学位累计", "120000", 2025, 2030),
    ]


PROJECTS = (
    "| 项目名称 | 建设规模 | 总投资（亿元） | 建设年限 |",
    "| 望江大桥 | 全长3.2公里 | 18.6 | 2026—2028年 |",
    "| 湖滨图书馆 |  | 2 | 2027年 |",
)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("B1/r1", "望江大桥：建设规模 全长3.2公里；总投资（亿元） 18.6；建设年限 2026—2028年"),
        ("B1/r2", "湖滨图书馆：总投资（亿元） 2；建设年限 2027年"),
        ("B1", ""),
    ],
)
def test_a_row_of_a_table_without_years_is_told_by_its_header(path, words):
    plan, _ = lines(*PROJECTS)
    assert told_by_header(plan, plan.by_path[path]) == words


def test_a_row_of_years_is_told_by_its_years():
    plan, _ = lines(*PIPES)
    assert told_by_header(plan, plan.by_path["B1/r2"]) == ""
