"""The Word file, opened again: fonts, headings, footnotes, lists, tables, and nothing lost."""

import datetime as dt
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import Answer, Citation, Conversation, Route, Status, Turn
from assistant.answer_document import answers_document, document_file_name, source_of
from assistant.blocks import Document, Heading, Mark, Paragraph, Words, one_line
from assistant.markup import printable
from assistant.pipeline import Assistant
from assistant.session import next_turn
from assistant.word_export import word_file
from corpus.plan import PlanMeta
from eval.gold import GOLD, load_gold

DAY = dt.date(2026, 3, 5)
META = PlanMeta(
    "demo",
    "滨江市旅游业发展“十四五”规划",
    issuer="滨江市人民政府",
    document_number="滨政〔2031〕5号",
    period=(2031, 2035),
)
CITED = tuple(
    Citation(n, "demo", "1/1", "一、（一）", ("总体要求", "目标"), 3, f"收入 {n}0 亿元。", 0, 1)
    for n in (1, 2, 3)
)
TEXT = """力争达到 **90 亿元**[1][2]，又[1]，年份[7]：

| 指标 | 单位 |
|---|---|
| 收入[3] | 亿元 |
| 游客 |

3. 三
4. 四

- 甲
  - 乙

1. 重新数

> 引文"""


def turn(text: str, *citations: Citation, question: str = "问题", **more: object) -> Turn:
    answer = Answer(question, "demo", Route.NUMBERS, Status.CONFLICT, text, citations, **more)
    return Turn(question, answer)


def exported(*turns: Turn, meta: PlanMeta = META) -> bytes:
    return word_file(answers_document(meta, turns, DAY))


def opened(file: bytes):
    return docx.Document(io.BytesIO(file))


def notes_of(word) -> list[str]:
    """The footnotes' texts in the order of their numbers, separators left out."""
    root = parse_xml(word.part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES).blob)
    numbered = [note for note in root if note.get(qn("w:type")) is None]
    assert [note.get(qn("w:id")) for note in numbered] == [
        str(n) for n in range(1, len(numbered) + 1)
    ]
    return ["".join(t.text for t in note.iter(qn("w:t"))).strip() for note in numbered]


def shown(element) -> str:
    """The text without marks: runs that are set as references to footnotes."""
    parts = []
    for run in element.iter(qn("w:r")):
        if run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}") is None:
            parts += [words.text for words in run.iter(qn("w:t"))]
    return "".join(parts)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def word():
    return opened(exported(turn(TEXT, *CITED, calculation="90 − 80 = 10")))


# Layout


def test_page_is_that_of_an_official_document(word) -> None:
    section = word.sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    size = (section.page_width, section.page_height)
    assert [round(side.mm) for side in sides] == [37, 35, 28, 26]
    assert [round(side.mm) for side in size] == [210, 297]
    for footer in (section.footer, section.even_page_footer):
        paragraph = footer.paragraphs[0]
        assert paragraph.text == "— 1 —"
        assert " PAGE " in [code.text for code in paragraph._p.iter(qn("w:instrText"))]
    assert (
        section.footer.paragraphs[0].alignment != section.even_page_footer.paragraphs[0].alignment
    )
    assert word.settings.odd_and_even_pages_header_footer


@pytest.mark.parametrize(
    ("style", "face", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Subtitle", "楷体_GB2312", None),
        ("Heading 1", "黑体", None),
        ("Heading 2", "楷体_GB2312", None),
        ("Aside", "楷体_GB2312", None),
    ],
)
def test_faces_are_set_for_chinese(word, style: str, face: str, size: int | None) -> None:
    found = word.styles[style]
    assert found.element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == face
    assert found.font.size == (size and Pt(size))


def test_body_is_fangsong_of_size_three_with_its_pitch_and_indent(word) -> None:
    defaults = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    assert defaults.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert defaults.find(qn("w:sz")).get(qn("w:val")) == "32"
    body = word.styles["Normal"].paragraph_format
    assert (body.line_spacing, body.first_line_indent) == (Pt(28), Pt(32))
    indent = word.styles["Normal"].element.pPr.find(qn("w:ind"))
    assert indent.get(qn("w:firstLineChars")) == "200"


def test_each_face_names_what_stands_in_for_it(word) -> None:
    table = parse_xml(word.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE).blob)
    others = {
        font.get(qn("w:name")): font.find(qn("w:altName")).get(qn("w:val"))
        for font in table
        if font.find(qn("w:altName")) is not None
    }
    assert "华文中宋" in others["方正小标宋简体"]
    assert "SimSun" in others["方正小标宋简体"]
    assert "FangSong" in others["仿宋_GB2312"]
    used = {f.get(qn("w:eastAsia")) for f in word.styles.element.iter(qn("w:rFonts"))} - {None}
    assert used <= set(others)


def test_every_run_asks_for_chinese_marks(word) -> None:
    for run in word.element.body.iter(qn("w:r")):
        assert run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:hint")) == "eastAsia"


# The package


@pytest.mark.parametrize("mode", ["extractive", "llm"])
def test_every_part_is_well_formed_and_referred_to(mode: str) -> None:
    file = exported(turn(TEXT, *CITED, mode=mode))
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        names = set(package.namelist())
        parts = {name: package.read(name) for name in names if name.endswith((".xml", ".rels"))}
    assert names == set(parts)  # nothing but XML: no macro, no picture, nothing embedded
    types = parts["[Content_Types].xml"].decode()
    targets = {"_rels/.rels", "word/_rels/document.xml.rels", "[Content_Types].xml"}
    for name, data in parts.items():
        root = parse_xml(data)
        if name.endswith(".rels"):
            assert b"External" not in data
            folder = "word/" if name.startswith("word/") else ""
            targets |= {folder + relation.get("Target") for relation in root}
        elif name != "[Content_Types].xml":
            assert f'PartName="/{name}"' in types
    assert targets == names


def test_all_styles_and_numberings_used_are_defined(word) -> None:
    styles = {style.style_id for style in word.styles}
    root = parse_xml(word.part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES).blob)
    for tree in (word.element, root):
        for tag in ("w:pStyle", "w:rStyle", "w:tblStyle"):
            assert {found.get(qn("w:val")) for found in tree.iter(qn(tag))} <= styles
    numbering = word.part.numbering_part.element
    numbers = {num.get(qn("w:numId")) for num in numbering.iter(qn("w:num"))}
    used = {n.get(qn("w:val")) for n in word.element.body.iter(qn("w:numId"))}
    assert used == numbers


# Contents


def test_generated_words_are_labelled_in_the_text_and_in_the_file() -> None:
    plain, written = turn("一句话。"), turn("另一句话。", mode="llm")
    file = exported(plain, written)
    asides = [p.text for p in opened(file).paragraphs if p.style.name == "Aside"]
    label = (
        "由人工智能生成：文字由语言模型依据规划组织，经逐句核对；编号所注出处的原文逐字摘自规划。"
    )
    assert asides == ["答复情况：前后不一", label, "答复情况：前后不一"]
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        properties = parse_xml(package.read("docProps/custom.xml"))
    assert properties[0].get("name") == "AIGC"
    fields = json.loads("".join(properties.itertext()))
    assert fields["Label"] == "1"
    assert fields["ContentProducer"] == "planqa"
    assert len(fields["ProduceID"]) == 32
    with zipfile.ZipFile(io.BytesIO(exported(plain))) as package:
        assert "docProps/custom.xml" not in package.namelist()


def test_why_the_model_did_not_answer_is_told() -> None:
    word = opened(exported(turn("一句话。", note="语言模型这次没能作答。")))
    assert [p.text for p in word.paragraphs[-2:]] == [
        "语言模型这次没能作答。",
        "答复情况：前后不一",
    ]


def test_title_source_and_date_come_first(word) -> None:
    first = [(p.style.name, p.text) for p in word.paragraphs[:4]]
    assert first == [
        ("Title", "《滨江市旅游业发展“十四五”规划》\n问答摘录"),
        ("Subtitle", "（2026年3月5日导出）"),
        (
            "Normal",
            "依据：《滨江市旅游业发展“十四五”规划》"
            "（滨政〔2031〕5号，滨江市人民政府，规划期2031—2035年）。",
        ),
        ("Heading 1", "问题"),
    ]
    assert word.core_properties.title == "《滨江市旅游业发展“十四五”规划》问答摘录"
    assert word.core_properties.author == ""


def test_arithmetic_and_status_stand_below_the_answer(word) -> None:
    last = [(p.style.name, p.text) for p in word.paragraphs[-2:]]
    assert last == [("Aside", "计算：90 − 80 = 10"), ("Aside", "答复情况：前后不一")]


def test_several_questions_are_numbered_and_their_notes_go_on() -> None:
    word = opened(exported(turn("甲[1]", CITED[0]), turn("乙[1]", CITED[1], question="又问\n吗")))
    headings = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert headings == ["一、问题", "二、又问 吗"]
    assert [note.split("：")[1] for note in notes_of(word)] == [
        "“收入 10 亿元。”",
        "“收入 20 亿元。”",
    ]


def test_marks_become_footnotes_once_and_refer_to_them_after(word) -> None:
    source = "《滨江市旅游业发展“十四五”规划》（滨政〔2031〕5号）一、（一）（总体要求—目标），第3页"
    assert notes_of(word) == [f"{source}：“收入 {n}0 亿元。”" for n in (1, 2, 3)]
    body = word.element.body
    marks = [m.get(qn("w:id")) for m in body.iter(qn("w:footnoteReference"))]
    assert marks == ["1", "2", "3"]
    again = [code.text.split()[:2] for code in body.iter(qn("w:instrText"))]
    assert again == [["NOTEREF", "_Note1"]]
    names = [b.get(qn("w:name")) for b in body.iter(qn("w:bookmarkStart"))]
    assert names == ["_Note1", "_Note2", "_Note3"]
    line = next(p for p in word.paragraphs if "力争" in p.text)
    assert shown(line._p) == "力争达到 90 亿元，又，年份[7]："
    assert line.text.count(",") == 1  # between [1] and [2]
    assert [run.text for run in line.runs if run.bold] == ["90 亿元"]


def test_a_citation_without_a_mark_is_named_below() -> None:
    word = opened(exported(turn("没有标记", CITED[0])))
    assert [p.text for p in word.paragraphs][-2] == "原文依据"
    assert len(notes_of(word)) == 1


def test_lists_are_lists(word) -> None:
    items = [p for p in word.paragraphs if p.style.name == "List Paragraph"]
    assert [p.text for p in items] == ["三", "四", "甲", "乙", "重新数"]
    numbers = [p._p.pPr.numPr for p in items]
    assert [n.ilvl.val for n in numbers] == [0, 0, 0, 1, 0]
    kinds = [n.numId.val for n in numbers]
    assert kinds[0] == kinds[1]
    assert kinds[2] == kinds[3] == 1
    assert len(set(kinds)) == 3
    starts = [
        s.get(qn("w:val")) for s in word.part.numbering_part.element.iter(qn("w:startOverride"))
    ]
    assert starts == ["3", "1"]


def test_tables_are_tables_whose_head_is_repeated(word) -> None:
    (table,) = word.tables
    assert [[shown(cell._tc) for cell in row.cells] for row in table.rows] == [
        ["指标", "单位"],
        ["收入", "亿元"],
        ["游客", ""],
    ]
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False]
    assert table.style.name == "Table Grid"
    assert (
        word.styles["Table Grid"].element.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}") is not None
    )
    assert abs(sum(column.width for column in table.columns) - Mm(156)) < Mm(1)


def test_a_brief_of_other_blocks_is_written_by_the_same_code() -> None:
    line = (Words("全市"), Words("要点", bold=True), Mark(5), Mark(9))
    blocks = (Heading("总体", 2), Paragraph((line,)), one_line("又一段"))
    word = opened(word_file(Document("简报", blocks, notes={5: "甲", 9: "乙"})))
    assert [(p.style.name, shown(p._p)) for p in word.paragraphs] == [
        ("Title", "简报"),
        ("Heading 2", "总体"),
        ("Normal", "全市要点"),
        ("Normal", "又一段"),
    ]
    assert notes_of(word) == ["甲", "乙"]


@settings(max_examples=30, deadline=None)
@given(st.text(), st.text())
def test_any_text_makes_a_file_that_opens(text: str, quote: str) -> None:
    cited = replace(CITED[0], quote=quote, label=text)
    word = opened(exported(turn(f"{text}[1]", cited, question=text)))
    assert squeezed(printable(quote)) in squeezed(notes_of(word)[0])


# Names


@pytest.mark.parametrize(
    ("meta", "name"),
    [
        (META, "滨江市旅游业发展“十四五”规划问答摘录20260305.docx"),
        (PlanMeta("x", "《甲/乙:规划*》"), "甲乙规划问答摘录20260305.docx"),
        (PlanMeta("x", "..\\规划\n?"), "规划问答摘录20260305.docx"),
        (PlanMeta("x", "长" * 300), f"{'长' * 60}问答摘录20260305.docx"),
        (PlanMeta("x", "规划全名", short_title="简称"), "简称问答摘录20260305.docx"),
    ],
)
def test_file_name_is_safe(meta: PlanMeta, name: str) -> None:
    assert document_file_name(meta, DAY) == name
    assert len(name.encode()) < 255


def test_another_plans_words_are_not_named_by_this_plans_title() -> None:
    other = PlanMeta("other", "别的规划")
    assert source_of(other, CITED[0]) == "一、（一）（总体要求—目标），第3页"


# Real answers


@pytest.mark.slow
def test_nothing_of_real_answers_is_lost(hangzhou: Assistant) -> None:
    meta = hangzhou.plan.meta
    files = sorted(Path(GOLD, hangzhou.plan.plan_id).glob("*.*"))
    gold = [q for file in files for q in load_gold(file, hangzhou.plan) if q.half == "dev"]
    assert len(gold) > 500
    for question in gold[::20]:
        talk = Conversation()
        for asked in question.turns:
            talk = next_turn(hangzhou, talk, asked)
        answer = talk.turns[-1].answer
        word = opened(exported(talk.turns[-1], meta=meta))
        notes = notes_of(word)
        for citation in answer.citations:
            exact = f"{source_of(meta, citation)}：“{citation.quote}”"
            assert exact in notes, question.question_id
        told = answer.text
        for citation in answer.citations:
            told = told.replace(f"[{citation.n}]", "")
        told = re.sub(r"(?m)^ *(?:[-*•]|\d{1,3}\.|>) +|\*\*|^\|[-:| ]+\|$|\|", "", told)
        assert squeezed(told) in squeezed(shown(word.element.body)), question.question_id
