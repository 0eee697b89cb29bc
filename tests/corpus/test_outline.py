"""Sections of small plans: repeats, gaps, appendices, cover and preface, closing paragraphs."""

import pytest

from corpus.plan import NodeKind
from tests.corpus.helpers import outline, own_text, read, words


def kinds(text: str) -> list[tuple[str, NodeKind]]:
    return [(section.path, section.kind) for section in read(text).sections]


def test_heading_without_body_and_heading_as_last_line():
    plan = read("一、甲\n（一）乙\n（二）丙\n丁。\n二、戊")
    assert outline(plan) == {"1": "甲", "1/1": "乙", "1/2": "丙", "2": "戊"}
    assert words(plan, "1/1") == []
    assert words(plan, "2") == []


def test_number_without_title():
    assert outline(read("一、\n甲。\n二、\n乙。\n")) == {"1": "", "2": ""}


def test_two_chapters_with_one_number_keep_their_own_sections():
    plan = read("一、甲\n（一）乙\n丙。\n一、丁\n（一）戊\n己。\n")
    assert outline(plan) == {"1": "甲", "1/1": "乙", "1~2": "丁", "1~2/1": "戊"}
    assert plan.by_path["1~2/1"].parent == "1~2"
    assert plan.by_path["1~2/1"].heading == ("丁", "戊")
    assert plan.findings == ("一、：“一、”编号重复或回退（前一项编号为1）",)


def test_gap_is_told_and_nothing_is_lost():
    plan = read("一、甲\n乙。\n三、丙\n丁。\n")
    assert outline(plan) == {"1": "甲", "3": "丙"}
    assert plan.findings == ("三、：“三、”前编号有缺（前一项编号为1）",)


def test_number_far_off_is_text_and_told():
    plan = read("一、甲\n1.乙\n丙。\n20.丁。\n2.戊\n己。\n")
    assert outline(plan) == {"1": "甲", "1/1": "乙", "1/2": "戊"}
    assert words(plan, "1/1") == ["丙。", "20.丁。"]
    assert plan.findings == ("第20项“20.丁。”不接前文编号，按正文处理",)


def test_level_left_out():
    plan = read("一、甲\n1.乙\n（1）丙\n丁。\n二、戊\n")
    assert outline(plan) == {"1": "甲", "1/1": "乙", "1/1/1": "丙", "2": "戊"}
    assert plan.by_path["1/1/1"].label == "一、1.（1）"


def test_parts_chapters_and_sections():
    text = "第一篇 甲\n第一章 乙\n第一节 丙\n丁。\n第二篇 戊\n第二章 己\n第一节 庚\n"
    plan = read(text)
    assert outline(plan) == {
        **{"1": "甲", "1/1": "乙", "1/1/1": "丙"},
        **{"2": "戊", "2/2": "己", "2/2/1": "庚"},
    }
    assert plan.by_path["2/2/1"].label == "第二篇第二章第一节"
    assert plan.findings == ()


def test_articles():
    plan = read("第一章 总则\n第一条 甲乙。\n第二条 丙丁。\n第二章 附则\n第三条 戊己。\n")
    assert list(outline(plan)) == ["1", "1/1", "1/2", "2", "2/3"]
    assert plan.by_path["2/3"].label == "第二章第三条"
    assert own_text(plan, "2/3") == "第三条 戊己。"


@pytest.mark.parametrize(
    "name", ["附件", "附件1", "附录", "附表", "名词解释", "名 词 解 释", "结语"]
)
def test_appendix_counts_anew(name: str):
    plan = read(f"一、甲\n二、乙\n丙。\n{name}\n一、丁\n戊。\n")
    assert outline(plan) == {"1": "甲", "2": "乙", "A1": name.replace(" ", ""), "A1/1": "丁"}
    assert plan.by_path["A1/1"].label == f"{name.replace(' ', '')} 一、"
    assert plan.findings == ()


def test_two_appendices():
    plan = read("一、甲\n乙。\n附件1\n1.丙\n附件2\n1.丁\n")
    assert outline(plan) == {"1": "甲", "A1": "附件1", "A1/1": "丙", "A2": "附件2", "A2/1": "丁"}


def test_cover_ends_with_the_date():
    text = "某市人民政府\n某市服务业发展规划\n2021年3月\n服务业是重要产业，特制定本规划。\n一、甲\n"
    plan = read(text)
    assert words(plan, "0") == ["服务业是重要产业，特制定本规划。"]
    assert own_text(plan, "cover") == "某市人民政府某市服务业发展规划2021年3月"


@pytest.mark.parametrize("date", ["二〇二六年四月", "2016 年 11 月 13 日", "（2018年1月2日）"])
def test_dates_of_covers(date: str):
    assert own_text(read(f"某规划\n{date}\n前言说明。\n一、甲\n"), "cover") == f"某规划{date}"


def test_a_year_within_the_preface_is_no_date_of_the_cover():
    text = "某规划\n2021年3月\n服务业发展良好。\n2020年，全市产业发展取得进步。\n一、甲\n"
    assert words(read(text), "0") == ["服务业发展良好。", "2020年，全市产业发展取得进步。"]


def test_named_preface():
    plan = read("某规划\n前 言\n服务业是重要产业。\n一、甲\n")
    assert (plan.by_path["0"].label, plan.by_path["0"].title) == ("前言", "前言")
    assert words(plan, "0") == ["服务业是重要产业。"]


def test_titles_alone_before_the_first_heading_are_the_cover():
    assert kinds("某市服务业规划\n某市人民政府\n一、甲\n") == [
        ("cover", NodeKind.COVER),
        ("1", NodeKind.SECTION),
    ]


def test_text_without_headings_is_all_preface():
    plan = read("服务业是重要产业。\n发展服务业意义重大。\n")
    assert kinds("服务业是重要产业。\n") == [("0", NodeKind.PREAMBLE)]
    assert words(plan, "0") == ["服务业是重要产业。", "发展服务业意义重大。"]
    assert plan.findings == ("全文没有找到章节编号，只能整体引用",)


ITEMS = "（一）甲。\n1.乙。丙丁。\n2.戊。己庚。\n3.辛。壬癸。\n"


def test_paragraph_after_items_of_one_paragraph_each_closes_the_section():
    plan = read(f"一、总\n{ITEMS}面对这些机遇，也要看到挑战。\n（二）子。\n")
    assert words(plan, "1/1") == ["面对这些机遇，也要看到挑战。"]
    assert words(plan, "1/1/3") == ["壬癸。"]


def test_second_paragraph_stays_where_items_have_several():
    plan = read("一、总\n1.乙。丙丁。\n又一段。\n2.戊。己庚。\n3.辛。壬癸。\n最后一段。\n二、末\n")
    assert words(plan, "1/1") == ["丙丁。", "又一段。"]
    assert words(plan, "1/3") == ["壬癸。", "最后一段。"]


def test_list_after_the_last_item_stays_with_it():
    plan = read(f"一、总\n{ITEMS}——子丑。\n——寅卯。\n二、末\n")
    assert words(plan, "1/1/3") == ["壬癸。", "——子丑。", "——寅卯。"]


def test_long_chapter_title_goes_on_in_the_next_line():
    prose = "推进产业发展，" * 7 + "完善机制。"
    lines = [prose[n : n + 24] for n in range(0, len(prose), 24)]
    chapter = "第二章 深入推进区域协调发展加快构建优势互补高质量"  # a full line of 48 columns
    plan = read("\n".join(["第一章 甲", *lines * 8, chapter, "发展的格局", *lines]))
    assert plan.by_path["2"].title == "深入推进区域协调发展加快构建优势互补高质量发展的格局"
    assert words(plan, "2")[0].startswith("推进产业发展，")
