"""Word files: what Word shows is what is read."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import PlanFileError
from corpus.readers import read_source
from corpus.readers.word_numbers import number_text
from tests.corpus.readers.made import W_NS, numbered, numbering, p, word

PLAN = numbering(
    ("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")
)


def read(path):
    return read_source(path).text


def test_numbers_that_word_generates_stand_in_the_text(tmp_path):
    body = (
        numbered(0, "发展基础")
        + numbered(1, "现状")
        + numbered(2, "规模")
        + numbered(2, "结构")
        + numbered(1, "环境")
        + numbered(2, "机遇")
        + numbered(0, "总体要求")
        + numbered(1, "思路")
    )
    text = read(word(tmp_path / "a.docx", body, numbering=PLAN))
    assert text.splitlines() == [
        "一、发展基础", "（一）现状", "1.规模", "2.结构", "（二）环境", "1.机遇",
        "二、总体要求", "（一）思路",
    ]  # fmt: skip


def test_numbers_come_from_styles_too_and_may_start_anew(tmp_path):
    styles = (
        f'<w:styles xmlns:w="{W_NS}"><w:style w:type="paragraph" w:styleId="1">'
        '<w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        '</w:style><w:style w:type="paragraph" w:styleId="x"><w:name w:val="mine"/>'
        '<w:basedOn w:val="1"/></w:style></w:styles>'
    )
    nums = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = (
        p("总则", '<w:pStyle w:val="1"/>')
        + p("范围", '<w:pStyle w:val="x"/>')
        + numbered(0, "附则", num=2)
        + p("无号", f'<w:pStyle w:val="1"/>{none}')
    )
    made = numbering(("chineseCounting", "第%1章"), nums=nums)
    text = read(word(tmp_path / "a.docx", body, numbering=made, styles=styles))
    assert text.splitlines() == ["第一章 总则", "第二章 范围", "第一章 附则", "无号"]


def test_a_number_is_set_off_from_a_figure(tmp_path):
    made = numbering(("decimal", "%1."))
    assert read(word(tmp_path / "a.docx", numbered(0, "5G建设"), numbering=made)) == "1. 5G建设\n"


@pytest.mark.parametrize(
    ("number", "form", "written"),
    [
        (12, "chineseCounting", "十二"),
        (3, "chineseLegalSimplified", "叁"),
        (21, "decimalFullWidth", "２１"),
        (4, "decimalEnclosedCircleChinese", "④"),
        (9, "upperRoman", "IX"),
        (28, "lowerLetter", "bb"),
        (2, "ideographTraditional", "乙"),
        (7, "decimalZero", "07"),
        (7, "nothing known", "7"),
        (5000, "chineseCounting", "5000"),
    ],
)
def test_numbers_are_written_as_word_does(number, form, written):
    assert number_text(number, form) == written


def test_insertions_are_kept_and_deletions_dropped(tmp_path):
    body = (
        "<w:p><w:r><w:t>增长</w:t></w:r><w:del><w:r><w:delText>8%</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>9%</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>秘密</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>后半</w:t></w:r></w:p>"
    )
    assert read(word(tmp_path / "a.docx", body)) == "增长9%\n前半后半\n"


def test_merged_cells_repeat_their_words(tmp_path):
    def tc(text, more=""):
        return f"<w:tc><w:tcPr>{more}</w:tcPr>{p(text)}</w:tc>"

    rows = [
        tc("专栏1 主要指标", '<w:gridSpan w:val="4"/>'),
        tc("类别", '<w:vMerge w:val="restart"/>')
        + tc("指标", '<w:gridSpan w:val="2"/>')
        + tc("目标"),
        tc("", "<w:vMerge/>") + tc("产值") + tc("总量") + tc("1|2"),
        tc("注：一为总量。", '<w:gridSpan w:val="4"/>'),
    ]
    body = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>" + p("正文。")
    source = read_source(word(tmp_path / "a.docx", body))
    assert source.tables == 1
    assert source.text.splitlines() == [
        "┌──",
        "专栏1 主要指标",
        "| 类别 | 指标 | 指标 | 目标 |",
        "| 类别 | 产值 | 总量 | 1｜2 |",
        "注：一为总量。",
        "└──",
        "正文。",
    ]


def test_text_boxes_and_bordered_paragraphs_are_frames(tmp_path):
    box = (
        "<w:p><w:r><w:t>正文在前。</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
        f"<wps:txbx><w:txbxContent>{p('专栏2 工程')}{p('一号工程：建桥。')}</w:txbxContent>"
        "</wps:txbx>"
        f"</mc:Choice><mc:Fallback><v:textbox><w:txbxContent>{p('专栏2 工程')}</w:txbxContent>"
        "</v:textbox></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    sides = "".join(f'<w:{s} w:val="single"/>' for s in ("top", "left", "bottom", "right"))
    border = f"<w:pBdr>{sides}</w:pBdr>"
    body = box + p("专栏3 平台", border) + p("平台一", border) + p("正文在后。")
    assert read(word(tmp_path / "a.docx", body)).splitlines() == [
        "正文在前。", "┌──", "专栏2 工程", "一号工程：建桥。", "└──",
        "┌──", "专栏3 平台", "平台一", "└──", "正文在后。",
    ]  # fmt: skip


def test_footnotes_follow_their_paragraph_and_no_mark_is_a_digit(tmp_path):
    notes = (
        f'<w:footnotes xmlns:w="{W_NS}"><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        f'<w:footnote w:id="2">{p("按现价计算。")}</w:footnote></w:footnotes>'
    )
    body = (
        '<w:p><w:r><w:t>产值114</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
        '<w:r><w:t>亿元，面积3km</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        "<w:t>2</w:t></w:r></w:p>"
    )
    text = read(word(tmp_path / "a.docx", body, footnotes=notes))
    assert text == "产值114¹亿元，面积3km²\n¹ 按现价计算。\n"


def test_fields_show_their_result_and_contents_their_leader(tmp_path):
    def mark(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    styles = (
        f'<w:styles xmlns:w="{W_NS}"><w:style w:type="paragraph" w:styleId="t">'
        '<w:name w:val="toc 1"/></w:style></w:styles>'
    )
    body = (
        f'<w:p><w:pPr><w:pStyle w:val="t"/></w:pPr>{mark("begin")}'
        f"<w:r><w:instrText> TOC </w:instrText></w:r>{mark('separate')}"
        f"<w:r><w:t>第一章 基础</w:t><w:tab/><w:t>5</w:t></w:r>{mark('end')}</w:p>"
    )
    text = read(word(tmp_path / "a.docx", body, styles=styles))
    assert re.fullmatch(r"第一章 基础 …{4} 5\n", text)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_character_of_the_body_is_lost(tmp_path_factory, data):
    words = st.text("数字经济发展规划一二三1234。，；（）abc", min_size=1, max_size=30)
    blocks, wanted = [], ""
    for _ in range(data.draw(st.integers(1, 6))):
        if data.draw(st.booleans()):
            text = data.draw(words)
            cut = data.draw(st.integers(0, len(text)))
            runs = f"<w:r><w:t>{text[:cut]}</w:t></w:r><w:r><w:t>{text[cut:]}</w:t></w:r>"
            blocks.append(
                f"<w:p>{data.draw(st.sampled_from(['', '<w:r><w:tab/></w:r>']))}{runs}</w:p>"
            )
            wanted += text
        else:
            rows, columns = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
            cells = [[data.draw(words) for _ in range(columns)] for _ in range(rows)]
            made = "".join(
                "<w:tr>" + "".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) + "</w:tr>"
                for row in cells
            )
            blocks.append(f"<w:tbl>{made}</w:tbl>")
            wanted += "".join("".join(row) for row in cells)
    path = tmp_path_factory.mktemp("word") / "a.docx"
    text = read(word(path, "".join(blocks)))
    assert re.sub(r"[\s|┌└─]", "", text) == re.sub(r"\s", "", wanted)


def test_a_package_that_unpacks_too_large_is_refused(tmp_path):
    path = word(tmp_path / "a.docx", p("正" * 30_000_000))
    with pytest.raises(PlanFileError, match="超出正常文档"):
        read_source(path)


def test_entities_are_refused(tmp_path):
    path = word(tmp_path / "a.docx", p("正文"), styles='<!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>')
    with pytest.raises(PlanFileError, match="实体"):
        read_source(path)


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_file_is_refused_or_read(tmp_path, seed):
    raw = bytearray(word(tmp_path / "a.docx", p("规划正文。") * 50, numbering=PLAN).read_bytes())
    chance = random.Random(seed)
    if seed % 2:
        del raw[chance.randrange(10, len(raw)) :]
    else:
        for _ in range(20):
            raw[chance.randrange(4, len(raw))] = chance.randrange(256)
    path = tmp_path / "b.docx"
    path.write_bytes(raw)
    said = ""
    try:
        read_source(path)
    except PlanFileError as error:
        said = str(error)
    assert not said or "b.docx" in said
