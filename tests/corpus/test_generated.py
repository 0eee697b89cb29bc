"""Plans made at random are read as they were made; any text at all is read without an error."""

import re
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import PlanFileError
from corpus.library import load_plan_file
from corpus.plan import NodeKind
from tests.corpus.generated import Generated, plans
from tests.corpus.helpers import read, words
from tests.corpus.invariants import check_plan

# Derandomised: the same plans on every machine, so that a failure is the change's own.
MANY = settings(max_examples=120, deadline=None, derandomize=True)
MORE = settings(MANY, max_examples=300)
FRAGMENTS = (
    *("一、", "（一）", "1.", "2.", "（1）", "第一章 ", "第二篇", "第三节", "附件1", "名词解释"),
    *(
        "专栏1 ",
        "专栏 2",
        "【专栏3】",
        "表1 ",
        "图2",
        "注：",
        "注：1.",
        "目录",
        "序 言",
        "……",
        ".....3",
    ),
    *(
        "| a | b |",
        "| 1 | 服务业 | 亿元 | 3 |",
        "|---|---|",
        "序号 指标 单位",
        "— 5 —",
        "12",
        "13",
        "II",
    ),
    *(
        "1 服务业增加值 亿元 55 66",
        "2 金融业增加值",
        "增加值 亿元 7 8",
        "——",
        "〔9〕",
        "54.8%和",
        "十百",
    ),
    *(
        "•",
        "\uf06c ",
        "- ",
        "## ",
        "2016年11月13日",
        "。",
        "，",
        "；",
        "：",
        "“",
        "”",
        "（",
        "）",
        "！",
    ),
    *(
        "\n",
        "\n",
        "\n",
        "\n\n",
        "\r\n",
        "\f",
        " ",
        "　　",
        "\u200b",
        "\ufeff",
        "\xa0",
        "\u2028",
        "\x85",
    ),
    *(
        "\x1c",
        "\x00",
        "\U00020000",
        "e\u0301",
        "服务业发展，",
        "到2020年达到9000亿元。",
        "重点举措",
    ),
)


@MANY
@given(made=plans())
def test_outline_is_read_as_made(made: Generated):
    plan = read(made.text)
    found = [(s.path, s.title) for s in plan.sections if s.kind is NodeKind.SECTION]
    assert found == [(node.path, node.title) for node in made.nodes]
    assert plan.findings == ()


@MANY
@given(made=plans())
def test_sentences_are_whole_and_in_their_section(made: Generated):
    plan = read(made.text)
    for node in made.nodes:
        assert words(plan, node.path) == node.sentences


@MANY
@given(made=plans())
def test_boxes_have_their_owner_and_their_parts(made: Generated):
    plan = read(made.text)
    assert len(plan.boxes) == sum(node.box is not None for node in made.nodes)
    for node in made.nodes:
        if node.box is None:
            continue
        box = plan.by_path[f"B{node.box.number}"]
        assert (box.parent, box.title) == (node.path, node.box.title)
        if node.box.numbered:
            parts = [(part.title, words(plan, part.path)) for part in plan.children[box.path]]
            assert parts == [(title, [sentence]) for title, sentence in node.box.parts]
        else:
            assert words(plan, box.path) == [f"{title}：{said}" for title, said in node.box.parts]


@MANY
@given(made=plans())
def test_pages_are_the_numbers_printed_at_the_foot(made: Generated):
    plan = read(made.text)
    ends = [match.start() for match in re.finditer(r"(?m)^— \d+ —", made.text)]
    for section in plan.sections:
        page = 1 + sum(end < section.start for end in ends)
        assert section.page == (page if made.layout.page else None)


@MANY
@given(made=plans())
def test_made_plans_hold_together(made: Generated):
    check_plan(read(made.text))


@MORE
@given(text=st.lists(st.sampled_from(FRAGMENTS), max_size=50).map("".join))
def test_marks_of_plans_in_any_order_are_read(text: str):
    check_plan(read(text))


@MORE
@given(text=st.text())
def test_any_text_is_read(text: str):
    check_plan(read(text))


def test_no_text_is_an_empty_plan():
    plan = read("")
    assert plan.sections == ()
    assert plan.findings == ("全文没有找到章节编号，只能整体引用",)


@settings(MORE, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=200) | st.text(max_size=80).map(lambda text: text.encode("utf-16")))
def test_any_file_is_read_or_refused_in_words(tmp_path: Path, raw: bytes):
    path = tmp_path / "plan.txt"
    path.write_bytes(raw)
    try:
        plan = load_plan_file(path)
    except PlanFileError as error:
        refusal = str(error)
    else:
        check_plan(plan)
        return
    assert str(path) in refusal
    assert refusal.endswith("。")
