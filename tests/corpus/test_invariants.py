"""What holds for every plan holds for the documents at hand, however their text is set."""

import re
from collections.abc import Callable

import pytest

from corpus.plan import BoxKind, NodeKind, Plan
from tests.corpus.helpers import boxes, outline, own_text, read
from tests.corpus.invariants import check_plan


@pytest.mark.parametrize("name", ["suzhou", "guangzhou", "work_report", "opinions"])
def test_document_holds_together(name: str, request: pytest.FixtureRequest):
    check_plan(request.getfixturevalue(name))


def without_blank_lines(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if line.strip())


def without_trailing_blanks(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n"))


def without_page_numbers(text: str) -> str:
    return re.sub(r"(?m)^ *— \d+ — *\n", "", text)


def with_full_width_dots(text: str) -> str:
    return re.sub(r"(?m)^( ?)(\d)\.(?!\d)", lambda m: f"{m[1]}{chr(ord(m[2]) + 0xFEE0)}．", text)


def with_markdown_headings(text: str) -> str:
    return re.sub(r"(?m)^ ?(?=[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)", "## ", text)


def with_list_of_contents(text: str) -> str:
    entries = re.findall(r"(?m)^ ?([一二三四五六]、\S+) *$", text)[:6]
    at = text.index(" 现代服务业的发达程度")
    return text[:at] + "目 录\n" + "\n".join(entries) + "\n" + text[at:]


CHANGES: list[Callable[[str], str]] = [
    without_blank_lines,
    without_trailing_blanks,
    without_page_numbers,
    with_full_width_dots,
    with_markdown_headings,
    with_list_of_contents,
    lambda text: text.replace("\n", "\r\n"),
    lambda text: "\ufeff" + text,
    lambda text: re.sub(r"(?m)^( ?)(?=\S)", "\\1\u200b", text),
    lambda text: re.sub(r"(?m)^ (?=\S)", "\t", text),
    lambda text: re.sub(r"(?m)^( ?[一二三四五六])、", r"\1 、", text),
    lambda text: re.sub(r"(?m)^( ?)（([一二三四五六七八九十]+|\d)）", r"\1(\2)", text),
    lambda text: re.sub(r"(?m)^( ?)专栏(\d+) *", r"\1专栏 \2：", text),
    lambda text: re.sub(r"(?m)^( ?)专栏(\d+) *", r"\1【专栏\2】", text),
    lambda text: re.sub(r"(?m)^( ?)专栏(\d+) *", r"\1专栏\2\n", text),
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_same_plan_set_otherwise_has_the_same_outline(
    hangzhou: Plan, change: Callable[[str], str]
):
    plan = read(change(hangzhou.text))
    check_plan(plan)
    assert outline(plan) == outline(hangzhou)
    assert [(box.path, box.parent, box.title) for box in plan.boxes] == [
        (box.path, box.parent, box.title) for box in hangzhou.boxes
    ]
    assert len(plan.children["B5"]) == 14
    assert plan.findings == ()


@pytest.mark.parametrize(
    "change", [without_blank_lines, without_trailing_blanks, with_list_of_contents, CHANGES[6]]
)
def test_pages_stay_the_same(hangzhou: Plan, change: Callable[[str], str]):
    plan = read(change(hangzhou.text))
    assert [(s.path, s.page) for s in plan.sections] == [
        (s.path, s.page) for s in hangzhou.sections
    ]


def test_too_few_page_numbers_give_no_page(hangzhou: Plan):
    plan = read("\n".join(line.strip() for line in hangzhou.text.split("\n")))
    assert {page for _, page in plan.page_starts} == {None}


def a_paragraph_a_line(plan: Plan) -> str:
    """The plan as a page of the web has it, each box after the section it stands in."""
    lines: list[str] = []
    for section in plan.sections:
        if section.kind is NodeKind.ROW:
            continue  # its lines stand among those of its table
        nodes = [section]
        if section.box_kind is BoxKind.TABLE:
            nodes += plan.children[section.path]
        found = sorted((s for node in nodes for s in node.sentences), key=lambda s: s.start)
        said = [sentence.text for sentence in (found if len(nodes) > 1 else section.sentences)]
        if section.kind is NodeKind.SECTION and section.path.count("/") >= 2:
            lines.append("".join(said))  # 1.标题。正文
        elif section.kind in {NodeKind.SECTION, NodeKind.PART}:
            lines += [said[0], "".join(said[1:])]
        else:
            lines += said
    return "\n".join(line for line in lines if line)


def test_the_same_plan_without_its_printed_line_breaks(hangzhou: Plan):
    plan = read(a_paragraph_a_line(hangzhou))
    check_plan(plan)
    assert outline(plan) == outline(hangzhou)
    assert boxes(plan) == boxes(hangzhou)
    for section in hangzhou.sections:
        assert own_text(plan, section.path) == own_text(hangzhou, section.path)
