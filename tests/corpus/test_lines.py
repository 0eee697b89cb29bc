"""Lines: contents, measure, paragraphs, and what is stripped from a line."""

import pytest

from corpus.layout import LineRole
from corpus.lines import read_lines
from tests.corpus.helpers import outline, read, words, wrapped

WORDS = "推进服务业发展完善体制机制支持企业创新建设城市文化旅游金融物流健康平台"
PROSE = "，".join(WORDS[n:] + WORDS[:n] for n in range(8)) + "。"
CONTENTS = ["一、发展背景", "（一）发展基础", "（二）发展环境", "二、总体思路"]
BODY = f"一、发展背景\n（一）发展基础\n{PROSE}\n（二）发展环境\n{PROSE}\n二、总体思路\n{PROSE}\n"


def roles(text: str) -> dict[str, LineRole]:
    return {line.text: line.role for line in read_lines(text)[0]}


@pytest.mark.parametrize("entry_end", ["", " 3", "……………… 3", " .......... 3", "·········3", "\t3"])
@pytest.mark.parametrize("title", ["目录", "目 录", "目　录", "目次"])
def test_contents_are_not_read_as_sections(title: str, entry_end: str):
    contents = [f"{entry}{entry_end}" for entry in CONTENTS]
    plan = read("\n".join([title, *contents, BODY]))
    assert outline(plan) == outline(read(BODY))
    assert plan.findings == ()
    marked = [
        plan.text[s.start : s.end].strip() for s, role in plan.furniture if role == "contents"
    ]
    assert marked == [title, *(entry.strip() for entry in contents)]


def test_what_stands_between_contents_and_first_heading_is_kept():
    plan = read("\n".join(["目录", *CONTENTS, "序 言", PROSE, "前面的话到此为止。", BODY]))
    assert words(plan, "0") == [PROSE, "前面的话到此为止。"]
    assert plan.by_path["0"].label == "序言"


def test_entries_with_leader_dots_need_no_title():
    plan = read("\n".join([*(f"{entry}........1" for entry in CONTENTS), BODY]))
    assert outline(plan) == outline(read(BODY))


def test_contents_wrapped_over_two_lines():
    plan = read("\n".join(["目录", "一、发展背景", "（一）发展", "基础 2", *CONTENTS[2:], BODY]))
    assert outline(plan) == outline(read(BODY))


def test_contents_word_alone_is_no_section():
    assert outline(read("目录\n一、甲\n乙。\n")) == {"1": "甲"}


def test_leader_like_dots_within_a_sentence_stay():
    assert words(read("一、甲\n等等……还有许多事要做。\n"), "1") == ["等等……还有许多事要做。"]


@pytest.mark.parametrize("width", [20, 28, 36])
def test_measure_is_the_usual_width(width: int):
    layout = read_lines("\n".join([wrapped(PROSE, width)] * 4))[1]
    assert (layout.hard_wrapped, layout.measure) == (True, 2 * width)


def test_a_paragraph_a_line_has_no_measure():
    layout = read_lines(f"{PROSE}\n" * 40)[1]
    assert (layout.hard_wrapped, layout.measure) == (False, 0)


def test_trailing_blanks_mark_paragraphs_where_they_always_do():
    marked = "\n".join([f"{wrapped(PROSE, 28)} "] * 6)
    assert read_lines(marked)[1].blank_ends_paragraph
    assert not read_lines(marked.replace(" \n", "\n"))[1].blank_ends_paragraph


def test_wrapped_lines_are_joined_and_paragraphs_are_not():
    text = f"一、甲\n{wrapped(PROSE, 28)}\n" + f"{wrapped('另起一段，' + PROSE, 28)}\n" * 3
    assert words(read(text), "1") == [PROSE, *[f"另起一段，{PROSE}"] * 3]


@pytest.mark.parametrize(
    "blank", ["\u200b", "\ufeff", "\u2060", "\u200e", "\xa0", "\u3000", "\t", "\u2003", " \u200b "]
)
def test_blanks_and_unseen_characters_around_a_line_are_no_text(blank: str):
    plan = read(f"{blank}一、甲{blank}\n{blank}{blank}乙丙。{blank}\n")
    assert outline(plan) == {"1": "甲"}
    assert words(plan, "1") == ["乙丙。"]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\n\n", "\u2028", "\x85", "\v", "\f"])
def test_any_line_break_will_do(line_break: str):
    plan = read(line_break.join(["一、甲", "乙丙。", "二、丁", ""]))
    assert outline(plan) == {"1": "甲", "2": "丁"}
    assert words(plan, "1") == ["乙丙。"]


@pytest.mark.parametrize("mark", ["# ", "## ", "###### ", "#\t"])
def test_markdown_marks_are_no_part_of_a_heading(mark: str):
    plan = read(f"{mark}一、甲\n乙。\n{mark}专栏1 丙\n丁。\n")
    assert plan.by_path["1"].sentences[0].text == "一、甲"
    assert plan.by_path["B1"].title == "丙"


def test_hash_without_blank_is_text():
    assert words(read("一、甲\n#话题#很热。\n"), "1") == ["#话题#很热。"]


def test_roles():
    found = roles(f"目录\n一、甲……………1\nI\n一、甲\n{PROSE}\n— 1 —\n\n乙。\n— 2 —\n")
    assert found["目录"] is LineRole.CONTENTS
    assert found["I"] is LineRole.PAGE_NUMBER
    assert found["— 1 —"] is LineRole.PAGE_NUMBER
    assert found[""] is LineRole.BLANK
    assert found["乙。"] is LineRole.BODY


def test_roman_numeral_in_the_text_is_no_page_number():
    plan = read(f"一、甲\n{PROSE}\n— 1 —\n水质达到\nII\n类。\n— 2 —\n")
    assert "II" in "".join(words(plan, "1"))
