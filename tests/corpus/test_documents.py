"""Other issuers' plans, checked against their own lists of contents, tables and numbering."""

import csv
import re
from collections import Counter

from corpus.plan import BoxKind, NodeKind, Plan
from tests.corpus.helpers import DOCUMENTS, boxes, outline, own_text, words

ENTRY = re.compile(
    r"(第[一二三四五六七八九十百]+[篇章节])[ \t]*(.*?)[ \t]*(?:\.{3,}[ \t]*(\d+)[ \t]*)?\n"
)


def entries(plan: Plan) -> list[tuple[str, str, str]]:
    """Number, title and page of every line of the list of contents."""
    contents = [plan.text[s.start : s.end] for s, role in plan.furniture if role == "contents"]
    return [
        (number, re.sub(r"\s", "", title), page)
        for line in contents
        for number, title, page in ENTRY.findall(line)
    ]


def sections(plan: Plan) -> list[tuple[str, str, str]]:
    return [
        (s.number, re.sub(r"\s", "", s.title), str(s.page or ""))
        for s in plan.sections
        if s.kind is NodeKind.SECTION and s.number
    ]


def levels(plan: Plan) -> Counter[str]:
    return Counter(number[-1] for number, _, _ in sections(plan) if number[-1] in "篇章节")


def parts(plan: Plan) -> dict[str, int]:
    return {box.path: len(plan.children.get(box.path, ())) for box in plan.boxes}


def test_suzhou_has_every_section_of_its_contents_in_order(suzhou: Plan):
    listed = [(number, title) for number, title, _ in entries(suzhou)]
    assert len(listed) == 278
    assert [(number, title) for number, title, _ in sections(suzhou)] == listed
    assert levels(suzhou) == {"篇": 15, "章": 66, "节": 197}
    assert suzhou.findings == ()


def test_suzhou_pages_agree_with_its_contents(suzhou: Plan):
    pairs = zip(entries(suzhou), sections(suzhou), strict=True)
    wrong = [(listed, read) for listed, read in pairs if listed[2] != read[2]]
    # Two page numbers stand before both pages here; where the first ends the text does not say.
    assert [listed for listed, _ in wrong] in ([], [("第二节", "健全现代化水网", "90")])


def test_suzhou_boxes(suzhou: Plan):
    assert parts(suzhou) == {
        **{"T1": 30, "B1": 2, "B2": 6, "B3": 10, "B4": 0, "B5": 16, "B6": 2, "B7": 10, "B8": 7},
        **{"B9": 8, "B10": 0, "B11": 10, "B12": 4, "B13": 4, "B14": 5, "B15": 5, "B16": 2},
        **{"B17": 4, "B18": 8},
    }
    assert boxes(suzhou)["B3"] == ("4/13/2", "各县级市（区）人工智能产业布局")
    assert boxes(suzhou)["B18"] == ("14/62/4", "“善治之城”建设工程")
    assert suzhou.by_path["B10"].box_kind is BoxKind.TEXT
    assert suzhou.by_path["B4"].box_kind is BoxKind.LIST


def test_suzhou_text_goes_on_after_its_boxes(suzhou: Plan):
    said = own_text(suzhou, "4/13/2")
    assert "培优育强人工智能原生企业。支持人工智能链主企业做大做强，" in said
    assert "丰富多业态融合场景。" in own_text(suzhou, "5/16/2")
    assert "彰显“最江南”文化特质。" in own_text(suzhou, "11/42/1")
    assert "加强生物多样性保护。" in own_text(suzhou, "13/53/3")


def test_suzhou_table(suzhou: Plan):
    names = {row.number: row.title for row in suzhou.children["T1"]}
    assert names["1"] == "地区生产总值年均增长（%）"
    assert names["8"] == "规上数字经济核心产业营业收入占规上企业营业收入比重（%）"
    assert names["16"] == "3 岁以下婴幼儿入托率（%）"
    assert names["30"] == "生产安全事故死亡人数下降率（%）"
    assert words(suzhou, "T1/r8")[-1] == "收入比重（%） 32.5 预期性"
    assert [row.page for row in suzhou.children["T1"]] == [12] * 12 + [13] * 18
    assert words(suzhou, "1/3/3")[-1].startswith(
        "在此基础上再奋斗五年，到 2035 年，城市综合竞争力、"
    )


def test_suzhou_preface_and_cover(suzhou: Plan):
    assert suzhou.by_path["0"].label == "序言"
    assert words(suzhou, "0")[-1].endswith("是全市人民共同奋斗的行动纲领。")
    assert own_text(suzhou, "cover").endswith("苏州市人民政府二〇二六年四月")


def test_guangzhou_has_every_section_of_its_contents(guangzhou: Plan):
    listed = entries(guangzhou)
    assert len(listed) == 138
    read = [section for section in sections(guangzhou) if section[0][-1] in "篇章节"]
    # The number of a footnote stands in one heading: ”114城市空间结构.
    assert [(a, b.replace("”114", "”"), c) for a, b, c in read] == listed
    assert levels(guangzhou) == {"篇": 11, "章": 33, "节": 94}


def test_guangzhou_preface_is_not_taken_for_contents(guangzhou: Plan):
    assert words(guangzhou, "0")[0].startswith("本规划纲要根据《中共中央关于制定")
    assert own_text(guangzhou, "cover").endswith("2026年5月")


def test_guangzhou_boxes(guangzhou: Plan):
    assert {path: owner for path, (owner, _) in boxes(guangzhou).items()} == {
        **{"B1": "1/2/2", "B2": "2/3/1", "B3": "2/3/2", "B4": "2/3/3", "B5": "3/6/2"},
        **{"B6": "4/11/1", "B7": "4/11/4", "B8": "5/15/1", "B9": "6/16/1", "B10": "9/26/1"},
        **{"B11": "10/29/2", "B12": "10/29/3"},
    }
    kinds = {box.path: box.box_kind for box in guangzhou.boxes}
    assert kinds == {"B1": BoxKind.TABLE, **{f"B{n}": BoxKind.LIST for n in range(2, 13)}}


def test_guangzhou_rows_are_those_of_its_table(guangzhou: Plan):
    with (DOCUMENTS / "guangzhou-15-5.indicators.csv").open(encoding="utf-8-sig") as file:
        listed = list(csv.DictReader(file))
    rows = guangzhou.children["B1"]
    assert [row.number for row in rows] == [str(n) for n in range(1, 30)]
    names = dict.fromkeys(entry["指标"] for entry in listed)
    assert [f"{row.number}.{row.title}" for row in rows] == list(names)
    said = [sentence.text for row in rows for sentence in row.sentences]
    for sentence, entry in zip(said, listed, strict=True):
        assert {entry["2025年完成值"], entry["2030年目标值"]} <= set(sentence.split(" | "))


def test_guangzhou_glossary_counts_anew(guangzhou: Plan):
    terms = guangzhou.children["A1"]
    assert [term.number for term in terms] == [f"{n}." for n in range(1, 168)]
    assert terms[8].label == "名词解释 9."
    assert terms[-1].title == "“十”字履职"
    assert guangzhou.findings == ()


def test_work_report(work_report: Plan):
    top = [s.title for s in work_report.children[None] if s.kind is NodeKind.SECTION]
    assert top == [
        "“十四五”时期和2025年工作回顾",
        "“十五五”时期的总体思路与目标任务",
        "2026年主要任务",
    ]
    assert [len(work_report.children.get(path, ())) for path in "123"] == [5, 0, 10]
    assert outline(work_report)["3/10"] == "筑牢安全基石，确保社会大局和谐稳定"
    assert work_report.findings == ()


def test_work_report_closing_paragraphs_of_a_chapter(work_report: Plan):
    assert any(
        text.startswith("过去一年，我们始终坚持党的全面领导") for text in words(work_report, "1")
    )
    assert not any("政府自身建设展现新作为" in text for text in words(work_report, "1/5"))


def test_opinions(opinions: Plan):
    counts = [len(opinions.children.get(str(n), ())) for n in range(1, 13)]
    assert counts == [0, 3, 5, 4, 4, 5, 6, 4, 4, 5, 3, 6]
    assert outline(opinions)["7/3"] == "推动农村基础设施提挡升级"
    assert outline(opinions)["12"] == "坚持和完善党对“三农”工作的领导"
    assert own_text(opinions, "cover").endswith("（2018年1月2日）")
    assert opinions.findings == ()


def test_opinions_closing_paragraph(opinions: Plan):
    assert words(opinions, "12")[-1].startswith(
        "让我们更加紧密地团结在以习近平同志为核心的党中央周围"
    )
    assert len(words(opinions, "2/3")) == 15
