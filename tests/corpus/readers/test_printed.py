"""Printed sheets: lines, paragraphs, tables, columns and what stands at the edges."""

import pytest

from corpus.readers.blocks import Frame, PageBreak, Paragraph, Table, write_blocks
from corpus.readers.furniture import find_furniture
from corpus.readers.glyphs import Glyph, Rect, Rule
from corpus.readers.grids import find_grids
from corpus.readers.pdf import flow
from corpus.readers.printed import lines_of
from corpus.readers.sheets import FrameItem, TableItem, lay_out
from tests.corpus.readers.made import glyphs, grid_rules, lines, sheet

FULL = "服务业始终保持快速增长势头并且增加值逐年提高而结构持续优化"  # 29 characters: 348 points
LEFT, RIGHT = 90.0, 438.0


def prose(*texts, first=100.0, step=20.0):
    """Lines from the left margin; one that begins with 　　 is set in."""
    return [
        glyphs(
            text.lstrip("　"), LEFT + 12 * (len(text) - len(text.lstrip("　"))), first + n * step
        )
        for n, text in enumerate(texts)
    ]


def texts(blocks):
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def read(*sheets):
    return flow([lay_out(one) for one in sheets])[0]


def test_chinese_words_get_no_blank_and_latin_words_one():
    made = glyphs("增长", 90, 100) + glyphs("8.5%", 117, 100) + glyphs("和GDP", 144, 100)
    made += glyphs("growth", 177.5, 100)
    assert lines_of(made)[0].text == "增长8.5%和GDP growth"


def test_a_raised_figure_is_no_figure():
    mark = Glyph("1", 114, 118, 88, 95, 94, 7.0)
    assert (
        lines_of([*glyphs("产值", 90, 100), mark, *glyphs("亿元", 118, 100)])[0].text == "产值¹亿元"
    )


def test_a_character_drawn_twice_is_one():
    made = glyphs("产值", 90, 100) + glyphs("产值", 90.3, 100)
    assert lines_of(made)[0].text == "产值"


def test_lines_become_paragraphs_by_indent_and_room():
    made = prose(
        "　　" + FULL[:27], FULL, "末行结束。", "　　" + FULL[:27], FULL[:10] + "。", FULL, FULL
    )
    assert texts(read(sheet(made))) == [
        FULL[:27] + FULL + "末行结束。",
        FULL[:27] + FULL[:10] + "。",
        FULL + FULL,
    ]


def test_a_paragraph_runs_over_the_page():
    one = sheet(prose("　　" + FULL[:27], FULL, FULL, FULL, FULL))
    two = sheet(prose("下页结束。", "　　" + FULL[:27], FULL, FULL, FULL))
    text = write_blocks(read(one, two))
    assert f"{FULL}\f— 2 —\n下页结束。\n{FULL[:27]}" in text


def centred(text, base, size=10.0):
    return glyphs(text, 297.5 - 0.25 * size * len(text), base, size)


@pytest.mark.parametrize("form", ["{}", "— {} —", "-{}-", "第 {} 页 共 9 页", "{} / 9", "· {} ·"])
def test_page_numbers_of_any_form_are_found(form):
    sheets = [
        sheet([*prose("　　" + FULL[:27], FULL, FULL, FULL), centred(form.format(n + 3), 800)])
        for n in range(4)
    ]
    blocks = read(*sheets)
    marks = [b for b in blocks if isinstance(b, PageBreak)]
    marks += [
        m for b in blocks if isinstance(b, Paragraph) for m in b.parts if isinstance(m, PageBreak)
    ]
    assert sorted(mark.number for mark in marks) == [3, 4, 5, 6]
    assert "页" not in write_blocks(blocks)


def test_front_matter_in_roman_numbers_has_no_page():
    front = [sheet([*prose(FULL, FULL, "完。"), centred(mark, 800)]) for mark in ("I", "II")]
    body = [sheet([*prose(FULL, FULL, "完。"), centred(f"— {n} —", 800)]) for n in (1, 2, 3)]
    found = find_furniture([lay_out(s).lines for s in (*front, *body)], [842.0] * 5)
    assert found.numbers == (None, None, 1, 2, 3)


def test_a_page_without_its_number_gets_it_from_its_neighbours():
    marks = ("", "2", "", "4", "")
    sheets = [sheet([*prose(FULL, FULL, "完。"), centred(mark, 800)]) for mark in marks]
    found = find_furniture([lay_out(s).lines for s in sheets], [842.0] * 5)
    assert found.numbers == (1, 2, 3, 4, 5)


def test_heads_that_change_with_the_chapter_are_no_text():
    heads = ["第一章 总则"] * 3 + ["第二章 目标"] + ["第三章 任务"] * 3
    sheets = [
        sheet(
            [
                centred(head, 50),
                *prose("　　" + FULL[:27], FULL, "第二行完。"),
                centred(str(n), 800),
            ]
        )
        for n, head in enumerate(heads, 1)
    ]
    assert "章" not in write_blocks(read(*sheets))


def test_a_figure_in_the_last_line_is_no_page_number():
    sheets = [sheet(prose(FULL, FULL, "2020")), sheet(prose(FULL, FULL, "3500"))]
    assert "2020" in write_blocks(read(*sheets))


def test_a_grid_with_missing_rules_has_merged_cells():
    xs, ys = [90.0, 150.0, 250.0, 350.0], [100.0, 125.0, 150.0, 175.0]
    rules = [r for r in grid_rules(xs, ys) if r.place not in {125.0, 150.0}]
    rules += [Rule(True, 125.0, 90.0, 350.0), Rule(True, 150.0, 150.0, 350.0)]
    rules += [Rule(False, 150.0, 100.0, 175.0)]
    found = find_grids(rules, 595, 842)[0]
    assert found.cells[1][0] == found.cells[2][0] != found.cells[0][0]
    assert len({cell for row in found.cells for cell in row}) == 8


def cells(xs, ys, words, size=10.0):
    return [
        glyphs(word, xs[c] + 5, ys[r] + 16, size)
        for r, row in enumerate(words)
        for c, word in enumerate(row)
    ]


def test_a_table_with_open_sides_has_all_its_columns():
    xs, ys = [90.0, 200.0, 300.0], [100.0, 125.0, 150.0]
    rules = [Rule(True, y, 90.0, 300.0) for y in ys] + [Rule(False, 200.0, 100.0, 150.0)]
    item = lay_out(sheet(cells(xs, ys, [["指标", "目标"], ["产值", "100"]]), rules)).items[0]
    assert isinstance(item, TableItem)
    assert item.words == [["指标", "目标"], ["产值", "100"]]


def test_rows_without_rules_are_told_by_their_values():
    xs = [90.0, 200.0, 300.0]
    rules = grid_rules(xs, [100.0, 125.0, 230.0])
    made = [glyphs("指标", 95, 116, 10), glyphs("目标", 205, 116, 10)]
    for n, (name, value) in enumerate([("产值", "100"), ("其中：工业", "40"), ("增速", "-8.5")]):
        made += [glyphs(name, 95, 145 + 20 * n, 10), glyphs(value, 205, 145 + 20 * n, 10)]
    made += [glyphs("占地区生产总", 95, 208, 10), glyphs("值的比重", 95, 222, 10)]
    made += [glyphs("7", 205, 215, 10)]
    item = lay_out(sheet(made, rules)).items[0]
    assert isinstance(item, TableItem)
    assert item.words[1:] == [
        ["产值", "100"], ["其中：工业", "40"], ["增速", "-8.5"], ["占地区生产总值的比重", "7"],
    ]  # fmt: skip


def test_a_table_of_three_level_rules_has_columns_at_its_gaps():
    rules = [Rule(True, y, 90.0, 500.0) for y in (100.0, 122.0, 190.0)]
    made = [
        glyphs(word, x, y, 10)
        for y, row in ((115, ("指标", "单位", "目标")), (140, ("产值", "亿元", "100")),
                       (165, ("增速", "%", "8")))
        for x, word in zip((95, 250, 400), row, strict=True)
    ]  # fmt: skip
    item = lay_out(sheet(made, rules)).items[0]
    assert isinstance(item, TableItem)
    assert item.words == [["指标", "单位", "目标"], ["产值", "亿元", "100"], ["增速", "%", "8"]]


def test_a_table_goes_on_over_the_page_without_its_header():
    xs, ys = [90.0, 180.0, 300.0, 400.0], [100.0, 125.0, 150.0]
    head = ["类别", "指标", "目标"]
    pages = [
        sheet(cells(xs, ys, [head, row]), grid_rules(xs, ys))
        for row in (["规模", "产值", "100"], ["", "税收", "20"], ["结构", "占比", "30"])
    ]
    blocks = read(*pages)
    tables = [block for block in blocks if isinstance(block, Table)]
    assert len(tables) == 1
    rows = [row for row in tables[0].rows if isinstance(row, list)]
    assert rows == [head, ["规模", "产值", "100"], ["规模", "税收", "20"], ["结构", "占比", "30"]]
    assert [row.number for row in tables[0].rows if isinstance(row, PageBreak)] == [2, 3]


def test_a_frame_keeps_its_words_together_and_lets_the_sentence_go_on():
    made = prose("　　" + FULL[:27], FULL)
    box = prose("专栏1 重点工程", "一号工程：建设大桥。", first=160.0)
    after = prose("句子在专栏之后结束。", "　　" + FULL[:27], FULL, FULL, first=220.0)
    rules = grid_rules([85.0, 445.0], [143.0, 190.0])
    blocks = read(sheet([*made, *box, *after], rules))
    frames = [block for block in blocks if isinstance(block, Frame)]
    assert [texts(frame.blocks) for frame in frames] == [["专栏1 重点工程", "一号工程：建设大桥。"]]
    assert texts(blocks)[0] == FULL[:27] + FULL + "句子在专栏之后结束。"


def test_a_coloured_ground_is_a_frame_and_a_coloured_word_is_none():
    made = prose("专栏1 重点工程", "一号工程：建设大桥。")
    ground = Rect(85.0, 80.0, 445.0, 130.0)
    assert isinstance(lay_out(sheet(made, grounds=[ground])).items[0], FrameItem)
    marked = Rect(90.0, 88.0, 138.0, 102.0)
    items = lay_out(sheet(prose(FULL, FULL), grounds=[marked])).items
    assert not any(isinstance(item, FrameItem) for item in items)


def test_two_columns_are_read_one_after_the_other():
    left = [glyphs(f"左栏第{n}行的文字一共有若干个字", 60.0, 100 + 18 * n, 10) for n in range(12)]
    right = [glyphs(f"右栏第{n}行的文字一共有若干个字", 320.0, 104 + 18 * n, 10) for n in range(12)]
    text = write_blocks(read(sheet([*left, *right])))
    assert text.index("左栏第11行") < text.index("右栏第0行")


def test_footnotes_stay_on_their_page():
    small = [glyphs("①按现价计算。", LEFT, 780, 9)]
    one = sheet([*prose("　　" + FULL[:27], FULL, FULL, FULL, FULL), *small])
    two = sheet(prose("下页结束。", "　　" + FULL[:27], FULL, FULL))
    text = write_blocks(read(one, two))
    assert text.index("①按现价计算。") < text.index("\f— 2 —") < text.index("下页结束。")
    assert FULL + "\f— 2 —\n下页结束。" in text


def test_lines_helper_makes_one_line_each():
    assert [line.text for line in lines("一", "二")] == ["一", "二"]
