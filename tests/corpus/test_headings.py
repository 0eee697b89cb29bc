"""Numbering styles, titles, and what only looks like a heading."""

import pytest

from corpus.headings import Outline, match_heading, title_of

HEADINGS = [
    ("第一篇 锚定目标", "part", 1, "第一篇", "锚定目标"),
    ("第三编 总则", "part", 3, "第三编", "总则"),
    ("第二十三章 深化财政管理改革", "chapter", 23, "第二十三章", "深化财政管理改革"),
    ("第 2 章　完善建设", "chapter", 2, "第2章", "完善建设"),
    ("第１２章总则", "chapter", 12, "第１２章", "总则"),
    ("第四节 强化数字基础设施建设", "section", 4, "第四节", "强化数字基础设施建设"),
    ("第五条 本办法自发布之日起施行。", "article", 5, "第五条", ""),
    ("第六条【适用范围】全市适用。", "article", 6, "第六条", "适用范围"),
    ("一、发展背景", "cn", 1, "一、", "发展背景"),
    ("十二、坚持和完善", "cn", 12, "十二、", "坚持和完善"),
    ("三 、 发展重点", "cn", 3, "三、", "发展重点"),
    ("四．空间布局", "cn", 4, "四、", "空间布局"),
    ("（一）发展基础。", "cn_paren", 1, "（一）", "发展基础"),
    ("(十)房地产业。", "cn_paren", 10, "（十）", "房地产业"),
    ("（ 二 ） 发展环境", "cn_paren", 2, "（二）", "发展环境"),
    (
        "1.产业规模不断扩大，发展贡献进一步增强。服务业",
        "arabic",
        1,
        "1.",
        "产业规模不断扩大，发展贡献进一步增强",
    ),
    ("１．重点领域：商业航天、生物制造", "arabic", 1, "1.", "重点领域"),
    ("2、完善机制", "arabic", 2, "2.", "完善机制"),
    ("10 . 健全体系", "arabic", 10, "10.", "健全体系"),
    ("（1）聚焦重点行业。借力", "arabic_paren", 1, "（1）", "聚焦重点行业"),
    ("（１２）优化布局", "arabic_paren", 12, "（12）", "优化布局"),
    (
        "1.建立协调机制，完善服务贸易管理体制；",
        "arabic",
        1,
        "1.",
        "建立协调机制，完善服务贸易管理体制",
    ),
    ("一、", "cn", 1, "一、", ""),
    ("第七章", "chapter", 7, "第七章", ""),
]


@pytest.mark.parametrize(("text", "style", "number", "label", "title"), HEADINGS)
def test_heading(text: str, style: str, number: int, label: str, title: str):
    heading = match_heading(text)
    assert heading is not None
    assert (heading.style.name, heading.number, heading.label) == (style, number, label)
    assert title_of(text, heading) == title


@pytest.mark.parametrize(
    "text",
    [
        "54.8%和 74.6%，已成为推动经济",
        "1.4 和 2.7 个百分点",
        "2.5个百分点以上",
        "3000亿元，年均增长8%",
        "2016 年 11 月 13 日",
        "2016年，全市生产总值",
        "330国道、320国道为支撑",
        "100 个重点集聚平台",
        "第三章的要求是",
        "第三章和第四章提出",
        "第五节所列任务",
        "第五条规定",
        "第一产业增加值",
        "第三方支付机构",
        "第十五个五年规划",
        "一、二、三产业融合发展",
        "一 、二、三产业",
        "十五五时期",
        "三一重工",
        "一核：都市旅游休闲核",
        "一是新常态下经济下行",
        "（试行）",
        "（本文有删减）",
        "（2018年1月2日）",
        "区、大运河景区",
        "、发展背景",
        "",
    ],
)
def test_no_heading(text: str):
    assert match_heading(text) is None


def test_long_title_ends_with_its_first_clause():
    text = f"1.{'完善体系' * 5}，{'推进建设' * 15}"
    heading = match_heading(text)
    assert heading is not None
    assert title_of(text, heading) == "完善体系" * 5


def test_sentence_after_a_number_is_no_title():
    text = f"1.{'推进体系建设' * 20}。"
    heading = match_heading(text)
    assert heading is not None
    assert title_of(text, heading) == ""


def advance(outline: Outline, *texts: str) -> list[str | None]:
    found = []
    for text in texts:
        heading = match_heading(text)
        assert heading is not None
        found.append(outline.advance(heading))
    return found


def test_outline_follows_the_numbers():
    outline = Outline()
    assert (
        advance(outline, "一、甲", "（一）乙", "1.丙", "（1）丁", "（2）戊", "2.己") == [None] * 6
    )
    assert outline.label == "一、（一）2."
    assert advance(outline, "二、庚", "（一）辛") == [None, None]
    assert outline.label == "二、（一）"


def test_chapters_may_go_on_counting_in_the_next_part():
    outline = Outline()
    texts = ["第一篇 甲", "第一章 乙", "第二章 丙", "第二篇 丁", "第三章 戊", "第一节 己"]
    assert advance(outline, *texts) == [None] * 6
    assert outline.label == "第二篇第三章第一节"


def test_chapters_may_begin_anew_in_the_next_part():
    texts = ["第一篇 甲", "第一章 乙", "第二篇 丙", "第一章 丁"]
    assert advance(Outline(), *texts) == [None] * 4


@pytest.mark.parametrize(
    ("texts", "finding"),
    [
        (["一、甲", "三、乙"], "“三、”前编号有缺（前一项编号为1）"),
        (["一、甲", "一、乙"], "“一、”编号重复或回退（前一项编号为1）"),
        (["一、甲", "二、乙", "一、丙"], "“一、”编号重复或回退（前一项编号为2）"),
        (["一、甲", "（二）乙"], "“一、（二）”前缺少第1项"),
        (["第一章 甲", "第三章 乙"], "“第三章”前编号有缺（前一项编号为1）"),
    ],
)
def test_gap_or_repeat_is_told(texts: list[str], finding: str):
    *before, last = advance(Outline(), *texts)
    assert (set(before), last) == ({None}, finding)


@pytest.mark.parametrize(
    ("texts", "next_one", "expected", "accepted"),
    [
        ([], "一、甲", True, True),
        ([], "2.甲", False, False),
        (["1.甲"], "2.乙", True, True),
        (["1.甲"], "4.乙", False, True),
        (["1.甲"], "9.乙", False, False),
        (["（一）甲"], "（1）乙", True, True),
        (["（一）甲"], "（3）乙", False, False),
        (["1.甲"], "（三）乙", False, True),
    ],
)
def test_what_can_come_next(texts: list[str], next_one: str, expected: bool, accepted: bool):
    outline = Outline()
    advance(outline, *texts)
    heading = match_heading(next_one)
    assert heading is not None
    assert (outline.expects(heading), outline.accepts(heading)) == (expected, accepted)
