"""The bundled plan, line by line as a person reads it.

`tests/data/hangzhou-outline.tsv` was drawn up from the published text, not from the program: every
heading, box and row with its printed page, which is counted in blocks that begin with a blank.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from corpus.plan import BoxKind, NodeKind, Plan, SentenceKind
from tests.corpus.helpers import own_text, words
from tests.corpus.invariants import check_plan

OUTLINE = Path(__file__).parents[1] / "data" / "hangzhou-outline.tsv"
OWNERS = {
    "B1": "1/1/1",
    "B2": "1/1/1",
    "B3": "1/1/3",
    "B4": "1/2/3",
    "B5": "2/3/6",
    "B6": "3/1/2/5",
    "B7": "3/2/2/5",
    "B8": "3/3/2/5",
    "B9": "3/4/2/1",
    "B10": "3/9/2/6",
    "B11": "4/2",
    "B12": "4/3",
    "B13": "5/1/3",
    "B14": "5/1/3",
    "B15": "5/2/3",
    "B16": "5/3/1",
}
PICTURES = {"B2", "B3", "B4", "B11", "B12"}
TABLES = {"B1", "B5"}
ROWS = {
    "B5/r1": ["1 服务业增加值 亿元 5855.29 9000"],
    "B5/r2": ["2 服务业增加值年均增速 % 11.1  〔9〕"],
    "B5/r3": ["3 服务业增加值占地区生产总值比重 % 58.2 62"],
    "B5/r4": ["增加值 亿元 2232.14 3500", "4 文化创意产业", "占地区生产总值比重 % 22.2 25"],
    "B5/r5": ["增加值 亿元 719.68 1150", "5 旅游休闲业", "占地区生产总值比重 % 7.2 8"],
    "B5/r6": ["增加值 亿元 978.03 1600", "6 金融服务业", "占地区生产总值比重 % 9.7 11"],
    "B5/r7": ["增加值 亿元 826.54 2000", "7 电子商务产业", "占地区生产总值比重 % 8.2 14"],
    "B5/r8": ["增加值 亿元 1846.33 3000", "8 科技服务业", "占地区生产总值比重 % 18.36 20"],
    "B5/r9": ["9 服务贸易进出口总额 亿美元 173.4 280"],
    "B5/r10": ["10 其中：服务贸易出口额 亿美元 82.2 135"],
    "B5/r11": ["11 跨境电子商务交易总额 亿美元 34.64 200"],
    "B5/r12": ["12 现代服务业重点类集聚平台 个 —— 100 载体"],
    "B5/r13": ["建设 13 税收超亿元楼宇 个 89 120"],
    "B5/r14": ["14 服务业从业人员占全社会从业人员比重 % 47 50"],
}
CUT_BY_BOX = (
    "顺应生活消费方式转变，加快提升健康服务、旅游休闲等贴近群众生活、需求潜力大、"
    "带动力强的生活性服务业品质。"
)
CUT_BY_PAGE_NUMBER = (
    "依托国家交通运输物流公共信息平台、浙江省电子口岸大通关公共服务平台等政府性平台，"
    "构建智慧物流公共服务平台系统。"
)


def kinds(plan: Plan) -> Counter[NodeKind]:
    return Counter(section.kind for section in plan.sections)


def test_outline_is_the_one_a_person_draws_up(hangzhou: Plan):
    with OUTLINE.open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    read = [
        {"address": s.path, "label": s.label, "page": str(s.page or ""), "title": s.title}
        for s in hangzhou.sections
    ]
    assert read == expected


def test_size_of_the_plan(hangzhou: Plan):
    assert kinds(hangzhou) == {
        NodeKind.COVER: 1,
        NodeKind.PREAMBLE: 1,
        NodeKind.SECTION: 145,
        NodeKind.BOX: 16,
        NodeKind.PART: 10,
        NodeKind.ROW: 18,
    }
    assert [s.path for s in hangzhou.children[None]] == ["cover", "0", *"123456"]
    assert hangzhou.findings == ()


def test_everything_has_its_place(hangzhou: Plan):
    check_plan(hangzhou)


def test_pages_are_the_printed_ones(hangzhou: Plan):
    assert {page for _, page in hangzhou.page_starts} == {None, *range(4, 54)}
    assert hangzhou.by_path["cover"].page is None
    assert hangzhou.by_path["cover"].last_page is None
    assert hangzhou.by_path["6/4/5"].last_page == 53
    pages = [s.page for s in hangzhou.sections if s.page is not None]
    assert pages == sorted(pages)


def test_boxes_stand_in_their_sections(hangzhou: Plan):
    assert {box.path: box.parent for box in hangzhou.boxes} == OWNERS


def test_kinds_of_boxes(hangzhou: Plan):
    by_kind = {kind: {b.path for b in hangzhou.boxes if b.box_kind is kind} for kind in BoxKind}
    assert by_kind[BoxKind.PICTURE] == PICTURES
    assert by_kind[BoxKind.TABLE] == TABLES
    assert by_kind[BoxKind.LIST] == {"B6", "B7", "B8", "B9", "B10", "B13", "B14"}
    assert by_kind[BoxKind.TEXT] == {"B15", "B16"}


def test_pictures_hold_their_title_and_a_note_alone(hangzhou: Plan):
    assert words(hangzhou, "B2") == ["注：本专栏绝对数按当年价格计算，增速（%）按可比价格计算。"]
    for path in PICTURES - {"B2"}:
        assert words(hangzhou, path) == []


@pytest.mark.parametrize(("path", "lines"), ROWS.items(), ids=ROWS)
def test_row_of_box_5_has_its_own_lines(hangzhou: Plan, path: str, lines: list[str]):
    row = hangzhou.by_path[path]
    assert [sentence.text for sentence in row.sentences] == lines
    assert row.parent == "B5"


def test_box_5_has_fourteen_rows_and_keeps_the_rest(hangzhou: Plan):
    assert [child.path for child in hangzhou.children["B5"]] == list(ROWS)
    assert words(hangzhou, "B5")[:8] == [
        *("数量", "类别", "序", "号"),
        *("指标名称 单位 2015年", "实际值", "2020年", "目标值"),
    ]
    fragments = ["产业", "规模", "产业", "结构", "开放", "水平", "就业", "贡献"]
    assert words(hangzhou, "B5")[8:16] == fragments
    assert "".join(words(hangzhou, "B5")[16:]) == (
        "注：本专栏中增加值按2015年价格计算，增速按可比价格计算，其他按现价计算；"
        "〔〕内数据为五年平均数。"
    )


def test_rows_of_box_1(hangzhou: Plan):
    assert [own_text(hangzhou, f"B1/r{n}") for n in (1, 2, 3, 4)] == [
        "1 服务业从业人员占全社会从业人员比重 % 42.2 47",
        "2 服务业增加值占地区生产总值比重 % 49.2 58.2",
        "3 服务业实际吸引外资占全市比重 % 60.2 73.1",
        "4 服务业固定资产投资占全市比重 % 73.9 82.7",
    ]


def test_box_13_has_parts_of_its_own(hangzhou: Plan):
    parts = [s.path for s in hangzhou.subtree("B13")][1:]
    assert parts == ["B13/1", "B13/2", "B13/3", *(f"B13/3/{n}" for n in range(1, 8))]
    assert words(hangzhou, "B13/1")[-1] == (
        "到2020年，服务贸易进出口总额达到280亿美元，其中服务贸易出口达到135亿美元。"
    )
    assert own_text(hangzhou, "B13/3/7") == "7.出台考评办法，创新服务贸易监管举措。"
    assert hangzhou.by_path["B13/3/7"].heading == (
        *("重大工程", "改革创新示范工程", "扩大市场化服务供给", "服务贸易创新发展试点实施方案"),
        *("主要任务", "出台考评办法，创新服务贸易监管举措"),
    )


def test_box_14_lists_nine_pilots(hangzhou: Plan):
    box = hangzhou.by_path["B14"]
    assert [s.kind for s in box.sentences[1:]] == [SentenceKind.ITEM] * 9
    assert box.sentences[1].text == "杭州国家自主创新示范区"
    assert box.sentences[-1].text == "省服务业强县(市、区)培育试点"


def test_sentence_cut_by_a_box_is_whole(hangzhou: Plan):
    sentence = next(s for s in hangzhou.by_path["5/1/3"].sentences if s.text == CUT_BY_BOX)
    assert len(sentence.spans) == 2
    assert sentence.pages == (43, 44)
    first, second = (hangzhou.text[span.start : span.end] for span in sentence.spans)
    assert first == "顺应生活消"
    assert second.startswith("费方式转变，")
    assert hangzhou.pages_of(sentence) == {43, 44}


def test_text_goes_on_after_the_box_that_cut_it(hangzhou: Plan):
    assert words(hangzhou, "5/1/3")[-1] == "完善服务消费补贴政策，推动由补供给方转为补需求方。"
    assert hangzhou.by_path["5/1/3"].last_page == 44


def test_sentence_cut_by_a_page_number_is_whole(hangzhou: Plan):
    sentence = next(
        s for s in hangzhou.by_path["3/6/2/4"].sentences if s.text == CUT_BY_PAGE_NUMBER
    )
    assert sentence.pages == (28, 29)
    assert hangzhou.text[sentence.spans[1].start :].startswith("共信息平台")


def test_closing_paragraph_belongs_to_the_section_it_closes(hangzhou: Plan):
    closing = [
        text for text in words(hangzhou, "1/2") if text.startswith("“十三五”时期，杭州的现代服务业")
    ]
    assert len(closing) == 1
    assert closing[0].endswith(
        "四是服务业“条块分割、各自为政”的现象比较普遍，交叉管理和缺位管理状况并存。"
    )
    assert words(hangzhou, "1/2")[-1].endswith("就能有力推动现代服务业更上一个台阶。")
    assert words(hangzhou, "1/2/3")[-1].endswith("持续快速发展的动力源泉。")
    assert hangzhou.by_path["B4"].end <= hangzhou.by_path["1/2"].end


@pytest.mark.parametrize("start", ["54.8%和 74.6%", "117.5%，年均", "74.3%，年均"])
def test_decimals_at_the_start_of_a_line_are_no_headings(hangzhou: Plan, start: str):
    offset = hangzhou.text.index(f"\n{start}") + 1
    (owner,) = [s for s in hangzhou.sections if any(line.start == offset for line in s.lines)]
    assert owner.path in {"1/1/1", "1/1/2"}
    assert owner.start < offset


def test_paragraph_under_a_heading_with_items(hangzhou: Plan):
    assert words(hangzhou, "3/1/1")[-1] == (
        "具体目标为：文创产业增加值年均增长10%左右，高于地区生产总值增速2.5个百分点，"
        "占地区生产总值的比重达25%左右。"
    )


def test_lines_with_dashes_are_paragraphs_of_their_section(hangzhou: Plan):
    starts = [text.partition("：")[0] for text in words(hangzhou, "4/1") if text[0] == "—"]
    assert starts == ["——环西湖地区", "——运河沿线区域"]


def test_preamble_and_cover(hangzhou: Plan):
    assert words(hangzhou, "0")[0].startswith("现代服务业的发达程度是衡量一个国家或地区经济、社会")
    assert words(hangzhou, "0")[-1].endswith("等文件精神，特编制本规划。")
    assert own_text(hangzhou, "cover").startswith("杭州市人民政府办公厅文件杭政办函〔2016〕125 号")
    assert own_text(hangzhou, "cover").endswith("（此件可公开发布）")


def test_furniture_is_page_numbers_and_blank_lines(hangzhou: Plan):
    found = {hangzhou.text[s.start : s.end].strip() for s, _ in hangzhou.furniture}
    assert found == {"", "— 5 —", "— 14 —", "— 22 —", "— 29 —", "— 48 —"}
