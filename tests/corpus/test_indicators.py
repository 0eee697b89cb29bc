"""Observations: what a figure is of, its value, unit, year and kind, from tables and prose."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.indicators import Dimension, Kind, read_observations
from corpus.library import load_plan
from corpus.plan import PlanMeta
from corpus.reading import read_plan

META = PlanMeta(plan_id="made", title="made", region="云澜市", period=(2016, 2020))
YUNXI = Path(__file__).parents[2] / "eval" / "plans"

ADDED, PART = "增加值", "占地区生产总值比重"
JOBS = "服务业从业人员占全社会从业人员比重"
# Row, name, unit as printed, base and target as printed.
CHANGES = [
    ("B1/r1", JOBS, "%", "42.2", "47"),
    ("B1/r2", f"服务业{ADDED}{PART}", "%", "49.2", "58.2"),
    ("B1/r3", "服务业实际吸引外资占全市比重", "%", "60.2", "73.1"),
    ("B1/r4", "服务业固定资产投资占全市比重", "%", "73.9", "82.7"),
]
TARGETS = [
    ("B5/r1", f"服务业{ADDED}", "亿元", "5855.29", "9000"),
    ("B5/r2", f"服务业{ADDED}年均增速", "%", "11.1", "9"),
    ("B5/r3", f"服务业{ADDED}{PART}", "%", "58.2", "62"),
    ("B5/r4", f"文化创意产业{ADDED}", "亿元", "2232.14", "3500"),
    ("B5/r4", f"文化创意产业{PART}", "%", "22.2", "25"),
    ("B5/r5", f"旅游休闲业{ADDED}", "亿元", "719.68", "1150"),
    ("B5/r5", f"旅游休闲业{PART}", "%", "7.2", "8"),
    ("B5/r6", f"金融服务业{ADDED}", "亿元", "978.03", "1600"),
    ("B5/r6", f"金融服务业{PART}", "%", "9.7", "11"),
    ("B5/r7", f"电子商务产业{ADDED}", "亿元", "826.54", "2000"),
    ("B5/r7", f"电子商务产业{PART}", "%", "8.2", "14"),
    ("B5/r8", f"科技服务业{ADDED}", "亿元", "1846.33", "3000"),
    ("B5/r8", f"科技服务业{PART}", "%", "18.36", "20"),
    ("B5/r9", "服务贸易进出口总额", "亿美元", "173.4", "280"),
    ("B5/r10", "服务贸易出口额", "亿美元", "82.2", "135"),
    ("B5/r11", "跨境电子商务交易总额", "亿美元", "34.64", "200"),
    ("B5/r12", "现代服务业重点类集聚平台", "个", None, "100"),
    ("B5/r13", "税收超亿元楼宇", "个", "89", "120"),
    ("B5/r14", JOBS, "%", "47", "50"),
]
BASE_UNITS = {"亿元": (10**8, "元"), "亿美元": (10**8, "美元"), "%": (1, "%"), "个": (1, "个")}


def observe(text, meta=META):
    """The observations of a section with this text."""
    plan = read_plan(f"一、发展目标\n{text}\n", meta)
    return [one for one in read_observations(plan) if one.path != "cover"]


def told(text, *fields):
    return [tuple(getattr(one, field) for field in fields) for one in observe(text)]


def table(*lines):
    header = ("专栏1 主要指标", "序号 指标名称 单位 2015年实际值 2020年目标值")
    return observe("\n".join(("正文。", *header, *lines)))


@pytest.fixture(scope="module")
def rows(hangzhou):
    return [one for one in read_observations(hangzhou) if one.in_table]


@pytest.fixture(scope="module")
def prose(hangzhou):
    return [one for one in read_observations(hangzhou) if not one.in_table]


@pytest.fixture(scope="module")
def yunxi():
    return read_observations(load_plan("yunxi-tourism-14-5", YUNXI))


# --- tables -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "name", "unit", "first", "last", "years"),
    [*((*row, (2010, 2015)) for row in CHANGES), *((*row, (2015, 2020)) for row in TARGETS)],
)
def test_every_row_of_the_tables(rows, path, name, unit, first, last, years):
    held = [one for one in rows if one.path == path and one.name == name]
    expected = [pair for pair in zip(years, (first, last), strict=True) if pair[1] is not None]
    assert [one.year for one in held] == [year for year, _ in expected]
    factor, base = BASE_UNITS[unit]
    for one, (year, printed) in zip(held, expected, strict=True):
        assert one.shown == (Decimal(printed), unit)
        assert one.low == one.high == Decimal(printed) * factor
        assert one.unit == base
        assert one.kind is (Kind.TARGET if year == 2020 else Kind.ACTUAL)
        assert one.qualifier == ""
        assert one.own_year
        assert one.page == (5 if path.startswith("B1/") else 13)
        assert printed in one.sentence.text


def test_the_tables_hold_nothing_else(rows):
    assert len(rows) == 2 * (len(CHANGES) + len(TARGETS)) - 1  # a dash is no figure


def test_an_average_runs_over_the_period(rows):
    actual, target = (one for one in rows if one.path == "B5/r2")
    assert (actual.since, actual.column) == (None, "2015年实际值")
    assert (target.since, target.year, target.printed) == (2016, 2020, "9%")
    assert target.dimension is Dimension.RATE


@pytest.mark.parametrize(
    ("line", "years", "low", "high", "shown", "qualifier"),
    [
        ("港口吞吐量 亿吨 —— 2.5", [2020], 250_000_000, 250_000_000, ("2.5", "亿吨"), ""),
        ("城镇化率 % 66.5 70左右", [2015, 2020], 70, 70, ("70", "%"), "左右"),
        ("研发强度 % — ≥3", [2020], 3, 3, ("3", "%"), "≥"),
        ("培育企业 家 40 50—60", [2015, 2020], 50, 60, ("50", "家"), ""),
        ("净出口 万元 5 -3.5", [2015, 2020], -35_000, -35_000, ("-3.5", "万元"), ""),
        ("出口额 万元 900 1,200", [2015, 2020], 12_000_000, 12_000_000, ("1200", "万元"), ""),
    ],
)
def test_cells(line, years, low, high, shown, qualifier):
    held = [one for one in table(f"1 {line}", "2 覆盖率 % 50 60") if one.path == "B1/r1"]
    assert [one.year for one in held] == years
    assert (held[-1].low, held[-1].high) == (low, high)
    assert held[-1].shown == (Decimal(shown[0]), shown[1])
    assert held[-1].qualifier == qualifier


def test_a_value_that_equals_the_rows_number():
    header = "| 类别 | 指标 |  | 单位 | 2015年完成值 | 2020年目标值 | 属性 |"
    lines = [
        f"| 经济发展 | {n}.{name} |  | 万亿元 | {base} | {target} | 预期性 |"
        for n, name, base, target in (
            (1, "地区生产总值", 3, 4),
            (2, "工业增加值", 1, "1.5"),
            (3, "工业总产值", "2.5", 3),
        )
    ]
    held = observe("\n".join(("正文。", "| 专栏1 主要指标 |  |  |  |  |  |  |", header, *lines)))
    assert [(one.name, *one.shown) for one in held if one.path == "B1/r3"] == [
        ("工业总产值", Decimal("2.5"), "万亿元"),
        ("工业总产值", Decimal(3), "万亿元"),
    ]


@pytest.mark.parametrize(
    ("cell", "low", "printed"), [("62%", "62", "62%"), ("12.5‰", "1.25", "12.5‰")]
)
def test_a_unit_in_the_cell(cell, low, printed):
    one = table(f"1 服务业增加值比重 {cell} {cell}", "2 总额 亿元 5 6")[0]
    assert (one.low, one.unit, one.printed) == (Decimal(low), "%", printed)


# --- prose --------------------------------------------------------------------------------------


def test_a_series_gets_its_years(prose):
    series = [one for one in prose if one.dimension is Dimension.CONTRIBUTION]
    assert [(one.year, one.printed) for one in series] == [
        *((2011, "58.6%"), (2012, "62.2%"), (2013, "59.5%"), (2014, "54.8%"), (2015, "74.6%")),
    ]
    assert {one.name for one in series} == {"服务业对地区生产总值增长的贡献率"}
    assert {(one.kind, one.since, one.path) for one in series} == {(Kind.ACTUAL, None, "1/1/1")}


@pytest.mark.parametrize(
    ("path", "name", "printed", "qualifier", "year", "dimension"),
    [
        ("2/3/1", "服务业增加值", "9000亿元", "超过", 2020, "level"),
        ("2/3/1", "服务业增加值占地区生产总值比重", "62%", "超过", 2020, "share"),
        ("2/3/1", "服务业增加值年均增长", "9%", "以上", 2020, "rate"),
        ("2/3/4", "服务贸易进出口总额", "300 亿美元", "", 2020, "level"),
        ("2/3/6", f"{JOBS}比2015年提高", "3个百分点", "", 2020, "points"),
        ("3/1/1", "文创产业增加值占地区生产总值的比重", "25%", "左右", 2020, "share"),
        ("3/2/1", "接待入境游客", "435 万人次", "", 2020, "level"),
        ("3/4/1", "电子商务产业增加值年均增长", "20%", "", 2020, "rate"),
        ("3/8/1", "社会消费品零售总额", "6700亿元", "突破", 2020, "level"),
        ("1/1/2", "电子商务产业实现增加值比2010年增长", "5.2倍", "", 2015, "growth"),
        ("B13/1", "服务贸易进出口总额", "230 亿美元", "力争", 2017, "level"),
        ("2/3/3", "着力推进现代服务业重点集聚平台", "100个", "", None, "level"),
        ("2/3/3", "重点项目建设", "300 个", "", None, "level"),
        ("5", "现代服务业重点企业培育工程", "300 家", "", None, "level"),
    ],
)
def test_sentences_of_the_plan(prose, path, name, printed, qualifier, year, dimension):
    (one,) = (o for o in prose if o.path == path and o.name == name and o.printed == printed)
    assert (one.qualifier, one.year, one.dimension) == (qualifier, year, dimension)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2020年，增加值超过650亿元。", ("增加值", "超过", 2020, Kind.TARGET)),
        ("2014年增加值为650亿元。", ("增加值", "", 2014, Kind.ACTUAL)),
        ("增加值达到650亿元左右。", ("增加值", "左右", 2020, Kind.TARGET)),
        ("增加值力争达到650亿元。", ("增加值", "力争", 2020, Kind.TARGET)),
        ("力争到2020年，渔业增加值达到650亿元。", ("渔业增加值", "力争", 2020, Kind.TARGET)),
        ("增加值不低于650亿元。", ("增加值", "不低于", 2020, Kind.TARGET)),
        ("设立650亿元产业基金。", ("设立产业基金", "", None, None)),
    ],
)
def test_qualifier_year_and_kind(text, expected):
    assert told(text, "name", "qualifier", "year", "kind") == [expected]


def test_a_clause_goes_on_from_its_subject():
    text = (
        "到2020年，渔业增加值达到90亿元，年均增长8%，占生产总值比重超过12%，比2015年提高2个百分点。"
    )
    assert told(text, "name", "dimension", "since") == [
        ("渔业增加值", "level", None),
        ("渔业增加值年均增长", "rate", None),
        ("渔业增加值占生产总值比重", "share", None),
        ("渔业增加值占生产总值比重比2015年提高", "points", 2015),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("建设3个港口和6处驿站。", [("港口", "3个"), ("驿站", "6处")]),
        ("建设剧院1200座、书店52家。", [("建设剧院", "1200座"), ("书店", "52家")]),
        ("实施100个平台工程、300家企业工程。", [("实施平台工程", "100个"), ("企业工程", "300家")]),
        (
            "新增税收超10亿元的企业3家。",
            [("新增税收", "10亿元"), ("新增税收超10亿元的企业", "3家")],
        ),
        ("建成“云澜书房”52家。", [("建成“云澜书房”", "52家")]),
    ],
)
def test_what_is_counted_before_and_after_its_figure(text, expected):
    assert told(text, "name", "printed") == expected


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "shown"),
    [
        ("增加值达到10—15亿元。", 10 * 10**8, 15 * 10**8, "元", (10, "亿元")),
        ("增速保持在8%—10%。", 8, 10, "%", (8, "%")),
        ("培育企业3～5家。", 3, 5, "家", (3, "家")),
        ("吸引游客300多万人次。", 3 * 10**6, 3 * 10**6, "人次", (300, "万人次")),
        ("投入1亿3千万元。", 13 * 10**7, 13 * 10**7, "元", (13 * 10**7, "元")),
        ("占比达到百分之六十二。", 62, 62, "%", (62, "%")),
        ("培育企业１２家。", 12, 12, "家", (12, "家")),
    ],
)
def test_ranges_and_ways_to_print(text, low, high, unit, shown):
    (one,) = observe(text)
    assert (one.low, one.high, one.unit, one.shown) == (low, high, unit, shown)


@pytest.mark.parametrize(
    "text",
    ["到2020年基本建成。", "落实三项制度。", "做大核心零部件。", "每半年开会。", "G20峰会。"],
)
def test_no_figures(text):
    assert observe(text) == []


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("发展基础", Kind.ACTUAL), ("存在的短板", Kind.ACTUAL), ("夯实产业基础", Kind.TARGET)],
)
def test_what_was_reached_is_no_target(heading, kind):
    plan = read_plan(f"一、{heading}\n景区达到9家以上。\n二、措施\n", META)
    (one,) = (one for one in read_observations(plan) if one.path == "1")
    assert (one.year, one.kind) == (2015 if kind is Kind.ACTUAL else 2020, kind)
    assert not one.own_year  # no year is printed


def test_what_was_reached_is_of_the_year_its_node_names():
    text = "2014年，景区达到9家。\n公园达到8家。"
    plan = read_plan(f"一、发展基础\n{text}\n二、措施\n", META)
    assert [one.year for one in read_observations(plan)] == [2014, None]


def test_where_a_figure_comes_from_is_of_the_year_before_the_plan():
    (only,) = observe("世界500强企业数由309家增至368家。")[-1:]
    assert only.printed == "368家"
    fields = ("printed", "year", "own_year", "kind")
    assert told("办理时限从30个工作日压减至10个工作日。", *fields) == [
        ("30个工作日", 2015, False, Kind.ACTUAL),
        ("10个工作日", 2020, False, Kind.TARGET),
    ]


def test_figures_of_several_subjects_in_turn_have_no_name_and_are_left_out():
    assert observe("城镇、农村居民收入年均增长分别达到5.2%和6.7%。") == []


def test_without_a_period_nothing_is_inferred():
    plan = read_plan("一、目标\n增加值达到650亿元。\n", PlanMeta(plan_id="made", title="made"))
    (one,) = read_observations(plan)
    assert (one.year, one.kind) == (None, None)


# --- another plan, any text ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "name", "shown", "year", "kind"),
    [
        ("B1/r1", "每万人拥有公共文化设施建筑面积", ("3650", "平方米"), 2020, "actual"),
        ("B1/r9", "年接待游客人次", ("3600", "万人次"), 2025, "target"),
        ("B1/r14", "A级旅游景区最大承载量预警覆盖率", ("100", "%"), 2025, "target"),
        ("1/1/3", "文化产业增加值占地区生产总值的比重", ("4.7", "%"), 2020, "actual"),
        ("1/1/4", "等级民宿", ("46", "家"), 2020, "actual"),
        ("2/3/1/4", "年接待游客", ("3800", "万人次"), 2025, "target"),
        ("3/2", "亲水驿站", ("6", "处"), None, None),
        ("6/1/2", "园区入驻企业", ("300", "家"), 2025, "target"),
    ],
)
def test_another_plan(yunxi, path, name, shown, year, kind):
    number, unit = shown
    (one,) = (o for o in yunxi if o.path == path and o.name == name and o.year == year)
    assert (one.shown, one.kind) == ((Decimal(number), unit), kind)


def test_its_whole_table(yunxi):
    assert sum(one.in_table for one in yunxi) == 28


def digits(text):
    return [ch for ch in text if ch.isdigit()]


def test_every_figure_stands_in_its_sentence(rows, prose, yunxi):
    for one in (*rows, *prose, *yunxi):
        assert one.in_table or one.printed in one.sentence.text
        assert "".join(digits(one.printed)) in "".join(digits(one.sentence.text))


PIECES = st.sampled_from(
    (
        *(
            "一、目标\n",
            "（一）产业。\n",
            "专栏1 指标\n",
            "注：",
            "\n",
            " ",
            "。",
            "，",
            "、",
            "；",
            "和",
        ),
        *("序号 指标 单位 2015年 2020年\n", "1 增加值 亿元 10 〔9〕\n", "2 比重 % —— 8—10\n"),
        *(
            "2011—2015年",
            "到2020年",
            "比2010年",
            "分别达",
            "增加值",
            "占比重",
            "贡献率",
            "的",
            "以上",
        ),
        *(
            "3.5亿元",
            "58.6%",
            "12‰",
            "3个百分点",
            "40家",
            "-2",
            "1,100万人次",
            "两成",
            "8%—10%",
            "“",
            "”",
        ),
    )
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join)))
def test_any_text_can_be_read(text):
    plan = read_plan(text, META)
    for one in read_observations(plan):
        assert "".join(digits(one.printed)) in "".join(digits(one.sentence.text))
        assert one.low <= one.high or one.in_table
        assert one.path in plan.by_path
        assert isinstance(one.shown[0], Decimal)
