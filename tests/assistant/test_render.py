"""The chat's HTML: escaping, light Markdown, badges, and cards that show the quoted words."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, Citation, Conversation, Route, Status, Wording
from assistant.markup import escape, render_markdown
from assistant.render import (
    STATUS_LABELS,
    page_head,
    render_conversation,
    render_evidence,
    render_header,
)
from corpus.plan import (
    BoxKind,
    NodeKind,
    Plan,
    PlanMeta,
    Section,
    Sentence,
    SentenceKind,
    Span,
)

META = PlanMeta("demo", "滨江市旅游业发展规划", issuer="滨江市人民政府", period=(2031, 2035))
ATTACKS = [
    "<script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    "\"><svg onload='window.hacked=1'>",
    "[1](javascript:window.hacked=1)",
    "**<b onmouseover=window.hacked=1>粗</b>**",
    "| <iframe srcdoc='<script>1</script>'> | b |\n|---|---|\n| ${window.hacked=1} | {{x}} |",
    "- <a href=javascript:window.hacked=1>x</a>",
    "&lt;script&gt;window.hacked=1&lt;/script&gt;",
    "</textarea></style></title><script>window.hacked=1</script>",
]
OURS = {
    *("a", "article", "blockquote", "br", "details", "div", "h1", "h2", "header", "li", "mark"),
    *("ol", "p", "section", "span", "strong", "summary", "table", "tbody", "td", "th", "thead"),
    *("tr", "ul"),
}


class Elements(HTMLParser):
    """Collects elements, attribute names and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data


def assert_harmless(html: str) -> None:
    found = Elements(html)
    assert found.tags <= OURS
    assert not {name for name in found.attributes if name.startswith("on")}
    assert all(link.startswith(("#", "?plan=")) for link in found.links)


def make_plan() -> Plan:
    """A section whose sentence is cut by a box, and a table with two rows."""
    text = (
        "（一）目标。\n"
        "  力争到 2035 年，旅游收\n"
        "专栏1 主要指标\n名 称\n单位\n1 旅游收入\n 亿元 90\n2 游客 万人 7\n注：按现价计算。\n"
        "入达到 90 亿元。不得<低于>80 亿元。\n"
        "  第二段从这里起。\n"
    )

    def span(words: str) -> Span:
        start = text.index(words)
        return Span(start, start + len(words))

    def say(kind: SentenceKind, path: str, *pieces: str) -> Sentence:
        joined = "".join(piece.replace("\n", "").strip() for piece in pieces)
        return Sentence(joined, tuple(map(span, pieces)), (7,) * len(pieces), path, kind)

    def node(path: str, label: str, kind: NodeKind, parent: str | None, *said: Sentence) -> Section:
        box = BoxKind.TABLE if kind is NodeKind.BOX else None
        ends = (said[0].start, said[-1].end)
        heading = ("总体要求", "目标") if kind is NodeKind.SECTION else ("总体要求", "主要指标")
        return Section(
            path, label, "", heading[-1], kind, 2, parent, heading, 7, 7, *ends, (), said, box
        )

    h, p, r = SentenceKind.HEADING, SentenceKind.PROSE, SentenceKind.ROW
    sections = (
        node(
            *("1/1", "一、（一）", NodeKind.SECTION, None),
            say(h, "1/1", "（一）目标。"),
            say(p, "1/1", "力争到 2035 年，旅游收\n", "入达到 90 亿元。"),
            say(p, "1/1", "不得<低于>80 亿元。"),
            say(p, "1/1", "第二段从这里起。"),
        ),
        node(
            *("B1", "专栏1", NodeKind.BOX, "1/1"),
            say(h, "B1", "专栏1 主要指标"),
            say(r, "B1", "名 称"),
            say(r, "B1", "单位"),
            say(SentenceKind.NOTE, "B1", "注：按现价计算。"),
        ),
        node("B1/r1", "专栏1 第1行", NodeKind.ROW, "B1", say(r, "B1/r1", "1 旅游收入\n 亿元 90")),
        node("B1/r2", "专栏1 第2行", NodeKind.ROW, "B1", say(r, "B1/r2", "2 游客 万人 7")),
    )
    return Plan(META, text, "0" * 64, sections, ())


PLAN = make_plan()


def cite(n: int, path: str, quote: str, start: str | None = None) -> Citation:
    section = PLAN.by_path[path]
    at = PLAN.text.index(start or quote)
    return Citation(
        n, "demo", path, section.label, section.heading, 7, quote, at, at + len(start or quote)
    )


def talk(text: str, *citations: Citation, status: Status = Status.ANSWERED) -> Conversation:
    answer = Answer("问题", "demo", Route.NUMBERS, status, text, citations)
    return Conversation().with_turn("问题", answer)


# Escaping


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs"])))
def test_escaped_text_reads_the_same_and_holds_no_markup(text: str) -> None:
    assert not set(escape(text)) & set("<>\"'")
    assert Elements(f"<p>{escape(text)}</p>").words == text


@given(st.text())
def test_no_text_becomes_an_element_of_its_own(text: str) -> None:
    conversation = Conversation().with_turn(
        text, replace(talk(text).turns[0].answer, standalone_question=text, calculation=text)
    )
    assert_harmless(render_conversation(conversation, pending=text, refused=(text, text)))


@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_in_any_text_stays_text(attack: str) -> None:
    citation = replace(cite(1, "1/1", "90 亿元"), label=attack, heading=(attack,), quote=attack)
    conversation = Conversation().with_turn(attack, talk(f"{attack}[1]", citation).turns[0].answer)
    meta = replace(META, title=attack, issuer=attack, document_number=attack)
    plan = replace(PLAN, meta=meta)
    for html in (
        render_header(meta),
        render_conversation(conversation, refused=(attack, attack)),
        render_evidence(plan, conversation),
    ):
        assert_harmless(html)


def test_control_and_reordering_characters_are_dropped() -> None:
    assert escape("目标\x00\x1b[31m\u202e90\ud800\u2069\n亿") == "目标[31m90\n亿"


# Light Markdown


def test_marks_lead_to_their_cards_and_only_where_a_citation_exists() -> None:
    html = render_markdown(
        "收入 **90 亿元**[1]，又[1]，年份[7]。", turn=3, citations=[cite(1, "1/1", "90 亿元")]
    )
    assert "收入 <strong>90 亿元</strong><a " in html
    assert html.count('href="#cite-3-1"') == 2
    assert html.count('id="mark-3-1"') == 1
    assert 'aria-label="依据1：一、（一）"' in html
    assert "年份[7]。" in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("一\n二\n\n三", "<p>一<br>二</p><p>三</p>", id="paragraphs"),
        pytest.param(
            "- 一\n  - 二",
            '<ul><li class="pq-depth0">一</li><li class="pq-depth1">二</li></ul>',
            id="bullets",
        ),
        pytest.param(
            "3. 一\n4. 二",
            '<ol start="3"><li class="pq-depth0">一</li><li class="pq-depth0">二</li></ol>',
            id="numbers",
        ),
        pytest.param("1.发展目标", "<p>1.发展目标</p>", id="a section number is no list"),
        pytest.param("> 原文", "<blockquote>原文</blockquote>", id="quote"),
        pytest.param("### 小结", "<p>小结</p>", id="heading"),
        pytest.param("|---|", "", id="a rule alone"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_blocks(text: str, html: str) -> None:
    assert render_markdown(text) == html


def test_table_has_head_and_body() -> None:
    html = render_markdown("| 指标 | 值 |\n|:--|--:|\n| 收入 \\| 元 | **9** |")
    assert '<thead><tr><th scope="col">指标</th><th scope="col">值</th></tr></thead>' in html
    assert "<tbody><tr><td>收入 | 元</td><td><strong>9</strong></td></tr></tbody>" in html


def test_table_without_a_rule_has_no_head() -> None:
    assert "<th" not in render_markdown("| a | b |\n| c | d |")


# Conversation


@pytest.mark.parametrize("status", list(Status))
def test_each_status_has_its_badge(status: Status) -> None:
    html = render_conversation(talk("答", status=status))
    assert f'<span class="pq-badge pq-{status.value}">{STATUS_LABELS[status]}</span>' in html


def test_a_follow_up_says_how_it_was_understood() -> None:
    answer = replace(talk("答").turns[0].answer, standalone_question="2035年旅游收入是多少")
    assert "理解为：2035年旅游收入是多少" in render_conversation(
        Conversation().with_turn("那收入呢", answer)
    )
    same = replace(answer, standalone_question="问题")
    assert "理解为" not in render_conversation(Conversation().with_turn("问题", same))


def test_generated_words_are_labelled_from_the_first_on() -> None:
    said = talk("一句话。")
    written = Conversation(
        tuple(replace(turn, answer=replace(turn.answer, mode="llm")) for turn in said.turns)
    )
    for growing in (True, False):
        words = Elements(render_conversation(written, growing=growing)).words
        assert "由人工智能生成" in words
        assert "原文逐字摘自规划" in words
        assert ("还在写" in words) == growing
        assert ("已答" in words) != growing
        assert "由人工智能生成" not in render_conversation(said, growing=growing)


def written(*parts: tuple[str, str]) -> Conversation:
    """An answer whose parts are by these."""
    wordings = tuple(Wording(text, by) for text, by in parts)
    (turn,) = talk("".join(text for text, _ in parts)).turns
    answer = replace(turn.answer, mode="llm", parts=wordings)
    return Conversation((replace(turn, answer=answer),))


def test_the_sentences_of_a_model_are_told_from_the_plans() -> None:
    html = render_conversation(
        written(("原话。又一句。", "plan"), ("改写<b>的。", "model"), ("\n\n- 列\n- 表", "plan"))
    )
    assert '<p>原话。又一句。<span class="pq-by-model">改写&lt;b&gt;的。</span></p>' in html
    assert "<ul>" in html
    assert "第3句由语言模型依据规划组织，经逐句核对；其余文字" in html


def test_an_answer_of_a_model_alone_needs_no_lines() -> None:
    html = render_conversation(written(("一。", "model"), ("二。", "model")))
    assert "pq-by-model" not in html
    assert "<p>一。二。</p>" in html


@pytest.mark.parametrize("attack", [*ATTACKS, "\ue000", "\ue001</span>", "\ue000" * 3])
def test_no_part_becomes_markup(attack: str) -> None:
    for by in ("model", "plan"):
        html = render_conversation(written(("前。", "plan"), (attack, by), ("后。", "model")))
        assert_harmless(html)
        assert html.count("<span") == html.count("</span>")


def test_only_the_last_turn_grows() -> None:
    twice = Conversation((*talk("一").turns, *talk("二").turns))
    assert render_conversation(twice, growing=True).count("还在写") == 1


def test_why_the_model_did_not_answer_is_said_quietly() -> None:
    said = talk("一句话。")
    noted = Conversation(
        tuple(replace(turn, answer=replace(turn.answer, note=ATTACKS[0])) for turn in said.turns)
    )
    html = render_conversation(noted)
    assert f'<span class="pq-extra">{escape(ATTACKS[0])}</span>' in html
    assert "<script" not in html


def test_calculation_is_shown_once() -> None:
    answer = replace(talk("多 10（90 − 80 = 10）").turns[0].answer, calculation="90 − 80 = 10")
    assert "计算：" not in render_conversation(Conversation().with_turn("问", answer))
    shown = render_conversation(Conversation().with_turn("问", replace(answer, text="多 10")))
    assert "计算：90 − 80 = 10" in shown


def test_a_refused_question_is_shortened() -> None:
    html = render_conversation(Conversation(), refused=("长" * 10_000, "问题太长"))
    assert html.count("长") < 100
    assert '<p class="pq-note">问题太长</p>' in html


def test_header_names_plan_and_period() -> None:
    words = Elements(render_header(META)).words
    assert words == "《滨江市旅游业发展规划》问答规划期 2031—2035 年滨江市人民政府"
    assert "规划期" not in render_header(PlanMeta("demo", "《规划》"))


# Evidence


def marked(html: str) -> list[str]:
    return re.findall(r"<mark[^>]*>(.*?)</mark>", html)


def test_card_shows_label_path_page_and_the_whole_section_with_the_quote() -> None:
    html = render_evidence(PLAN, talk("答[1]", cite(1, "1/1", "90 亿元", start="90 亿元。")))
    words = Elements(html).words
    assert "[1]一、（一）第7页总体要求 › 目标" in words
    assert "（一）目标。力争到 2035 年，旅游收入达到 90 亿元。不得<低于>80 亿元。" in words
    assert marked(html) == ["90 亿元。"]
    assert 'id="cite-1-1"' in html


def test_a_sentence_cut_by_a_box_is_whole_and_without_the_box() -> None:
    quote = cite(1, "1/1", "", start="力争到 2035 年，旅游收\n")
    rest = cite(2, "1/1", "", start="入达到 90 亿元。")
    html = render_evidence(PLAN, talk("答[1][2]", quote, rest))
    assert marked(html) == ["力争到 2035 年，旅游收", "入达到 90 亿元。"]
    assert html.count("pq-card") == 1  # one section, one card


def test_paragraphs_stay_apart() -> None:
    html = render_evidence(PLAN, talk("答[1]", cite(1, "1/1", "第二段")))
    assert '<p class="pq-prose"><mark data-n="1">第二段</mark>从这里起。</p>' in html


def test_a_row_comes_with_the_title_and_notes_of_its_table() -> None:
    html = render_evidence(PLAN, talk("答[1]", cite(1, "B1/r1", "", start="1 旅游收入\n 亿元 90")))
    assert marked(html) == ["1 旅游收入 亿元 90"]
    words = Elements(html).words
    assert "专栏1 主要指标1 旅游收入 亿元 90表头名 称 单位注：按现价计算。" in words
    assert "游客" not in words


def test_a_table_comes_with_all_its_rows() -> None:
    html = render_evidence(PLAN, talk("答[1]", cite(1, "B1", "名 称")))
    assert "亿元 902 游客 万人 7" in Elements(html).words
    assert "<details open><summary>表头</summary><p><mark" in html


@pytest.mark.parametrize(
    "change", [{"plan": "other"}, {"section": "9/9"}, {"start": 0, "end": 0}], ids=str
)
def test_a_quote_the_text_at_hand_does_not_hold_is_shown_by_itself(change) -> None:
    citation = replace(cite(1, "1/1", "90 亿元"), **change)
    assert marked(render_evidence(PLAN, talk("答[1]", citation))) == ["90 亿元"]


def test_the_same_words_cited_twice_are_marked_once() -> None:
    html = render_evidence(
        PLAN, talk("答[1][2]", cite(1, "1/1", "90 亿元"), cite(2, "1/1", "90 亿元"))
    )
    assert marked(html) == ["90 亿元"]
    assert 'id="cite-1-2"' in html


def test_a_card_leads_to_the_book_and_to_the_neighbours_there() -> None:
    citations = [cite(1, "1/1", "80 亿元"), cite(2, "1/1", "90 亿元")]
    html = render_evidence(PLAN, talk("[1][2]", *citations))
    spans = ",".join(f"{c.start}-{c.end}" for c in citations)
    links = re.findall(
        r'href="(\?[^"]*)" data-goto="([^"]+)" data-marks="([^"]*)">([^<]+)</a>', html
    )
    assert links == [
        (f"?plan=demo&amp;section=1/1&amp;marks={spans}", "1/1", spans, "在原文中查看"),
        ("?plan=demo&amp;section=B1", "B1", "", "下一节"),
    ]
    row = render_evidence(PLAN, talk("[1]", cite(1, "B1/r2", "2 游客 万人 7")))
    assert re.findall(r'data-goto="([^"]+)"[^>]*>([^<]+)</a>', row) == [
        ("1/1", "上一节"),
        ("B1/r2", "在原文中查看"),
    ]


def test_a_card_of_another_plan_leads_nowhere() -> None:
    html = render_evidence(PLAN, talk("[1]", replace(cite(1, "1/1", "90 亿元"), plan="other")))
    assert "data-goto" not in html


def test_earlier_evidence_is_kept_but_hidden() -> None:
    first = talk("答[1]", cite(1, "1/1", "90 亿元"))
    html = render_evidence(PLAN, first.with_turn("又问", talk("没有").turns[0].answer))
    assert '<div data-turn="1" hidden>' in html
    assert '<div data-turn="2"><p class="pq-for">又问</p>' in html
    assert "这一回答没有引用原文。" in html


def test_head_loads_nothing_from_elsewhere() -> None:
    head = page_head()
    assert "default-src 'self'" in head
    assert set(re.findall(r"https?://[^'\" )]+", head)) == {"http://www.w3.org/2000/svg"}
