"""Pages of the web: the main text and nothing around it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import PlanFileError
from corpus.readers import read_source

AROUND = """<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">
<meta name="ArticleTitle" content="某市规划"><title>某市规划_某市政府</title></head><body>
<div id="nav"><a href="/">首页</a>，<a href="/a">政务公开</a></div>
<div class="wrap"><div class="bread-crumbs">当前位置：<a href="/">首页</a> &gt; 正文</div>
<div class="TRS_Editor">{body}</div>
<div class="share">分享到：微信</div><p>附件：<a href="/a.pdf">某市规划.pdf</a></p></div>
<div class="footer">主办单位：某市政府办公室，备案号：A1。联系电话：1。</div></body></html>"""


def read(tmp_path, body, charset="utf-8"):
    path = tmp_path / "a.pdf"  # the ending is not believed
    path.write_bytes(AROUND.format(body=body, charset=charset).encode(charset))
    return read_source(path)


SENTENCE = "坚持稳中求进，推动发展，改善民生；到2025年，产值达到100亿元。"
PROSE = f"<p>　　一、总体要求</p><p>　　{SENTENCE}</p>"


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "gb18030"])
def test_menus_crumbs_shares_and_files_are_left_out(tmp_path, charset):
    source = read(tmp_path, PROSE, charset)
    assert source.format == "html"
    assert source.title == "某市规划"
    assert source.text.splitlines() == [
        "某市规划", "一、总体要求", "坚持稳中求进，推动发展，改善民生；到2025年，产值达到100亿元。",
    ]  # fmt: skip


def test_merged_cells_repeat_their_words(tmp_path):
    table = (
        '<table><tr><td colspan="3">专栏1 指标</td></tr><tr><th rowspan="2">类别</th>'
        "<th>指标</th><th>目标</th></tr><tr><td>产值</td><td>100</td></tr></table>"
    )
    assert read(tmp_path, PROSE + table).text.splitlines()[3:] == [
        "专栏1 指标", "| 类别 | 指标 | 目标 |", "| 类别 | 产值 | 100 |",
    ]  # fmt: skip


def test_breaks_lists_and_superscripts(tmp_path):
    body = (
        PROSE
        + "第一行<br>　　第二行<ol start='3'><li>甲</li><li>乙</li></ol><ul><li><p>丙</p></li></ul>"
        "<p>面积3km<sup>2</sup>，\n换行\n不留空格</p><p style='display:none'>看不见。</p>"
    )
    assert read(tmp_path, body).text.splitlines()[3:] == [
        "第一行", "第二行", "3.甲", "4.乙", "• 丙", "面积3km²，换行不留空格",
    ]  # fmt: skip


def test_a_box_in_one_cell_is_a_frame(tmp_path):
    body = PROSE + "<table><tr><td><p>专栏1 工程</p><p>建桥。</p></td></tr></table><p>正文。</p>"
    assert read(tmp_path, body).text.splitlines()[3:] == [
        "┌──", "专栏1 工程", "建桥。", "└──", "正文。",
    ]  # fmt: skip


def test_a_page_without_text_says_what_to_do(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("<html><body><div id=app></div><script>run()</script></body></html>")
    with pytest.raises(PlanFileError, match="脚本"):
        read_source(path)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_character_of_the_text_is_lost(tmp_path_factory, data):
    words = st.text("数字经济发展规划一二三1234。，；（）abc", min_size=3, max_size=40)
    parts, wanted = (
        [PROSE],
        "一、总体要求坚持稳中求进，推动发展，改善民生；到2025年，产值达到100亿元。",
    )
    for _ in range(data.draw(st.integers(1, 6))):
        text = data.draw(words)
        tag = data.draw(st.sampled_from(["p", "div", "h2", "span", "blockquote", "section"]))
        inner = data.draw(st.sampled_from(["{}", "<b>{}</b>", "<span><i>{}</i></span>"]))
        parts.append(f"<{tag}>{inner.format(text)}</{tag}>")
        wanted += text
    folder = tmp_path_factory.mktemp("html")
    text = read(folder, "".join(parts)).text.removeprefix("某市规划\n")
    assert re.sub(r"[\s┌└─]", "", text) == wanted
