"""What is copied of an answer: rich text that word processors keep, plain text, sources."""

import re
from dataclasses import replace

import pytest

from assistant.answer import Answer, Citation, Conversation, Route, Status, Turn, Wording
from assistant.copy_view import copied_html, copied_text, render_copies
from corpus.plan import PlanMeta
from tests.assistant.test_render import ATTACKS, Elements

META = PlanMeta("demo", "《滨江市规划》", document_number="滨政〔2031〕5号")
CITED = tuple(
    Citation(n, "demo", "1/1", label, ("总体要求",), page, "原文", 0, 2)
    for n, label, page in ((1, "一、（一）", 3), (2, "专栏5 第1行", None))
)
PLAIN = {"blockquote", "br", "div", "li", "ol", "p", "pre", "strong", "sup", "table", "tbody"}
PLAIN |= {"td", "th", "tr", "ul"}


def turn(text: str, *citations: Citation, calculation: str | None = None) -> Turn:
    answer = Answer(
        *("问", "demo", Route.NUMBERS, Status.ANSWERED, text, citations), calculation=calculation
    )
    return Turn("问", answer)


def test_text_is_followed_by_its_sources() -> None:
    said = copied_text(META, turn("收入 **90 亿元**[1][2]，年份[7]。", *CITED))
    assert said == (
        "收入 90 亿元[1][2]，年份[7]。\n\n出处：\n"
        "[1] 《滨江市规划》（滨政〔2031〕5号）一、（一），第3页\n"
        "[2] 《滨江市规划》（滨政〔2031〕5号）专栏5 第1行"
    )


def test_html_holds_the_same() -> None:
    html = copied_html(META, turn("收入 **90 亿元**[1]。", CITED[0]))
    assert html == (
        "<p>收入 <strong>90 亿元</strong><sup>[1]</sup>。</p><p><strong>出处</strong></p>"
        "<p>[1] 《滨江市规划》（滨政〔2031〕5号）一、（一），第3页</p>"
    )


def test_generated_words_are_labelled_where_they_are_copied() -> None:
    plain = turn("收入 90 亿元[1]。", CITED[0])
    written = replace(plain, answer=replace(plain.answer, mode="llm"))
    label = "（由人工智能生成：文字由语言模型依据规划组织，经逐句核对；"
    for copied in (copied_text, copied_html):
        assert copied(META, written).count(label) == 1
        assert "人工智能" not in copied(META, plain)
    before, _, after = copied_text(META, written).partition(label)
    assert before == "收入 90 亿元[1]。\n"
    assert "\n\n出处：\n[1]" in after


def test_the_label_tells_whose_sentences_they_are() -> None:
    parts = (Wording("甲。", "model"), Wording("乙。丙。", "plan"), Wording("丁[1]。", "model"))
    one = turn("甲。乙。丙。丁[1]。", CITED[0])
    one = replace(one, answer=replace(one.answer, mode="llm", parts=parts))
    label = "由人工智能生成：第1、4句由语言模型依据规划组织，经逐句核对；"
    assert f"（{label}其余文字和编号所注出处的原文直接摘自规划。）" in copied_text(META, one)


@pytest.mark.parametrize(
    ("text", "html", "plain"),
    [
        pytest.param("一\n二\n\n三", "<p>一<br>二</p><p>三</p>", "一\n二\n三", id="paragraphs"),
        pytest.param("> 引", "<blockquote>引</blockquote>", "引", id="quote"),
        pytest.param(
            "2. 一\n3. 二",
            '<ol start="2"><li>一</li><li>二</li></ol>',
            "2. 一\n3. 二",
            id="numbers",
        ),
        pytest.param(
            "- 一\n  - 二\n    - 三\n- 四",
            "<ul><li>一<ul><li>二<ul><li>三</li></ul></li></ul></li><li>四</li></ul>",
            "• 一\n  • 二\n    • 三\n• 四",
            id="lists in lists",
        ),
        pytest.param(
            "|甲|乙|\n|---|---|\n|1|2|",
            "<tr><th>甲</th><th>乙</th></tr><tr><td>1</td><td>2</td></tr></tbody></table>",
            "甲\t乙\n1\t2",
            id="table",
        ),
    ],
)
def test_blocks(text: str, html: str, plain: str) -> None:
    assert copied_html(META, turn(text)).endswith(html)
    assert copied_text(META, turn(text)) == plain


def test_a_table_brings_its_borders() -> None:
    html = copied_html(META, turn("|甲|\n|---|\n|1|"))
    assert html.startswith('<table border="1" cellspacing="0"')


@pytest.mark.parametrize("text", ["- 甲\n    - 乙\n  - 丙", "  - 甲\n- 乙", "1. 甲\n      2. 乙"])
def test_lists_of_any_depth_close_what_they_open(text: str) -> None:
    html = copied_html(META, turn(text))
    for tag in ("ul", "ol", "li"):
        assert len(re.findall(f"<{tag}[ >]", html)) == html.count(f"</{tag}>")


def test_arithmetic_beside_the_answer_is_copied() -> None:
    said = turn("多 10", calculation="90 − 80 = 10")
    assert copied_text(META, said) == "多 10\n计算：90 − 80 = 10"
    assert copied_html(META, said) == "<p>多 10</p><p>计算：90 − 80 = 10</p>"


@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_in_any_text_stays_text(attack: str) -> None:
    cited = Citation(1, "demo", "1/1", attack, (attack,), 3, attack, 0, 2)
    meta = PlanMeta("demo", attack, document_number=attack)
    talk = Conversation((turn(f"{attack}[1]", cited, calculation=attack),))
    html = render_copies(meta, talk)
    found = Elements(html)
    assert found.tags <= PLAIN
    assert not {name for name in found.attributes if name.startswith("on")}
    assert not found.links


def test_only_the_last_answer_is_held_ready() -> None:
    talk = Conversation((turn("前一答"), turn("后一答")))
    held = render_copies(META, talk)
    assert "后一答" in held
    assert "前一答" not in held
    assert render_copies(META, Conversation()) == ""
