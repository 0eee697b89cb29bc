"""Plans of many styles are read at the addresses they print, with their figures."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.addresses import find_mentions, resolve
from corpus.indicators import read_observations
from corpus.metadata import guess_meta
from corpus.plan import BoxKind, NodeKind, Plan
from corpus.reading import read_plan
from corpus.report import report_of
from tests.corpus import styles
from tests.corpus.helpers import boxes, outline, read, wrapped
from tests.corpus.invariants import check_plan
from tests.corpus.styles import MADE, Made

PERIODS = {
    "transport, plain chapters over （一）": (2021, 2025),
    "tables without captions": (2021, 2025),
}
by_name = pytest.mark.parametrize("made", MADE, ids=lambda made: made.name)


def plan_of(made: Made) -> Plan:
    meta = guess_meta(made.text).as_meta("made")
    if made.name in PERIODS:
        meta = type(meta)(plan_id="made", title="某市规划", period=PERIODS[made.name])
    return read_plan(made.text, meta)


@by_name
def test_sections(made: Made):
    assert outline(plan_of(made)) == made.sections


@by_name
def test_labels(made: Made):
    plan = plan_of(made)
    assert {path: plan.by_path[path].label for path in made.labels} == made.labels


@by_name
def test_boxes(made: Made):
    assert {path: title for path, (_, title) in boxes(plan_of(made)).items()} == made.boxes


@by_name
def test_figures(made: Made):
    found = {
        (one.path, one.name, one.printed, one.year, one.kind and one.kind.value)
        for one in read_observations(plan_of(made))
    }
    assert [figure for figure in made.figures if figure not in found] == []


@by_name
def test_every_character_has_one_place_and_one_address(made: Made):
    plan = plan_of(made)
    check_plan(plan)
    assert report_of(plan).lost == 0


@by_name
def test_nothing_is_doubtful(made: Made):
    assert plan_of(made).findings == ()


LONG = "各级各部门要坚持问题导向，加强组织领导，压实工作责任，完善配套政策，强化要素保障。"


@by_name
@pytest.mark.parametrize("indent", ["", "　　"])
def test_the_same_in_printed_lines(made: Made, indent: str):
    lines: list[str] = []
    for line in made.text.replace(styles.PROSE, styles.PROSE + LONG * 3).split("\n"):
        whole = line.startswith("|") or len(line) <= 28
        lines += [line] if whole else (indent + wrapped(line, 30)).split("\n")
    plan = plan_of(replace(made, text="\n".join(lines)))
    check_plan(plan)
    assert outline(plan) == made.sections
    assert {path: title for path, (_, title) in boxes(plan).items()} == made.boxes
    assert plan.findings == ()


def test_a_table_goes_on_on_the_next_page():
    rows = ("| 指标 | 单位 | 2025年 |", "| 人口 | 万人 | 5 |")
    more = (rows[0], "| 学校 | 所 | 7 |")
    plan = read(styles.text("一、甲", ".", "表1 指标", *rows, "续表1", *more, ".", "二、乙", "."))
    assert [row.title for row in plan.children["T1"]] == ["人口", "学校"]
    assert [one.printed for one in read_observations(plan)] == ["5 万人", "7 所"]


def test_a_picture_with_its_unit_is_a_picture():
    plan = read(styles.text("一、甲", ".", "图1 历年产量", "单位：万吨", "二、乙", "."))
    assert plan.by_path["F1"].box_kind is BoxKind.PICTURE


# --- what only looks like these styles ------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "3.5%以上的企业完成改造",
        "1.4 和 2.7 个百分点",
        "2.1亿元资金已经到位",
        "12 个项目已经开工建设",
        "1.2万人参加培训",
        "5.3个百分点",
    ],
)
def test_a_figure_at_the_start_of_a_line_is_no_heading(line: str):
    plan = read(styles.WATER.text + line + "\n")
    assert outline(plan) == styles.WATER.sections


def test_one_mark_alone_makes_no_list():
    plan = read(styles.text("一、甲", ".", "①见附注的说明文字", "二、乙", ".", "1）单独一项。"))
    assert outline(plan) == {"1": "甲", "2": "乙"}


def test_short_lines_of_a_numbered_plan_are_text():
    plan = read(styles.text("一、甲", "水利建设", ".", "二、乙", "交通建设", "."))
    assert outline(plan) == {"1": "甲", "2": "乙"}


def test_a_list_of_appendices_opens_none():
    plan = read(styles.text("一、甲", ".", "附件：1.清单", "2.名单"))
    assert outline(plan) == {"1": "甲"}


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("2.2.1", "2/2/1"),
        ("第2.2.1节讲了什么", "2/2/1"),
        ("第3.1节", "3/1"),
        ("请看2.2.2的内容", "2/2/2"),
        ("2.2.1小节", "2/2/1"),
    ],
)
def test_decimal_addresses(question: str, path: str):
    mentions = find_mentions(question, plan_of(styles.WATER))
    assert [mention.path for mention in mentions] == [path]


@pytest.mark.parametrize("question", ["增长3.1%的是什么", "提高2.2个百分点", "到2025年达到3.1亿元"])
def test_a_figure_is_no_decimal_address(question: str):
    assert find_mentions(question, plan_of(styles.WATER)) == []


def test_a_part_without_a_number_is_found_by_its_count():
    plan = plan_of(styles.HEALTH)
    assert resolve("第二部分", plan).title == "服务能力稳步提升"
    assert resolve("第2部分", plan).path == "2"


# --- whatever the text ----------------------------------------------------------------------------

NUMBERS = st.sampled_from(
    (
        *(
            "一、",
            "二、",
            "（一）",
            "（二）",
            "1.",
            "2.",
            "1 ",
            "2 ",
            "1.1 ",
            "1.2 ",
            "2.1 ",
            "1.1.1 ",
        ),
        *(
            "1）",
            "2）",
            "①",
            "②",
            "第一章 ",
            "第二章 ",
            "第一条　",
            "第一部分 ",
            "附件1 ",
            "附表1 ",
        ),
        *("专栏1 ", "专栏：", "表1-1 ", "注：1.", "一 ", "㈠", "", "", ""),
    )
)
WORDS = st.sampled_from(
    (
        *("总体要求", "主要任务", "发展目标", "供水", styles.PROSE, "增长3.5%。", "单位：亿元"),
        *(
            "| 指标 | 2025年 |",
            "| 人口（万人） | 10 |",
            "| 甲 | 乙 | 丙 |",
            "| | 1 | |",
            "2021年5月6日",
        ),
        *("各县区人民政府：", "白河市人民政府", "目 录", "— 3 —"),
    )
)
LINES = st.lists(st.tuples(NUMBERS, WORDS).map("".join) | WORDS, min_size=1, max_size=30)


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_any_lines_keep_their_characters_and_addresses(lines: list[str]):
    plan = read("\n".join(lines) + "\n")
    check_plan(plan)
    assert report_of(plan).lost == 0


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_figures_of_any_lines_stand_in_their_sentences(lines: list[str]):
    plan = read("\n".join(lines) + "\n")
    for one in read_observations(plan):
        digits = "".join(ch for ch in one.printed if ch.isdecimal())
        assert digits in "".join(ch for ch in one.sentence.text if ch.isdecimal())
        assert one.path in plan.by_path
        assert plan.by_path[one.path].kind is not NodeKind.COVER
