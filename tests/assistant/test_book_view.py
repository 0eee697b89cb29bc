"""The plan as a book: nothing lost, nothing twice, pages, boxes, tables, links, escaping."""

import re
from html.parser import HTMLParser

import pytest

from assistant.book_search import Finder
from assistant.book_view import (
    book_link,
    neighbours,
    render_arrival,
    render_book,
    render_hits,
    render_outline,
)
from assistant.text_view import characters
from corpus.library import BUNDLED_PLANS, load_plan
from corpus.plan import BoxKind, NodeKind, Plan, PlanMeta, Span
from corpus.reading import read_plan

ID = "hangzhou-services-13-5"
SCRIPT = "<script>window.hacked=1</script>"
PIPES = """一、发展目标

表1 主要指标

| 类别 | 指标 | 单位 | 2030年 | 2035年 |
|---|---|---|---|---|
| 规模 | 旅游收入 | 亿元 | 40 | 90 |
| 游客人次 | 万人次 | 35 | 70 |

二、保障措施

加强组织领导。
"""
HOSTILE = f"""一、总体{SCRIPT}要求

（一）发展目标{SCRIPT}。

到 2035 年，<img src=x onerror=window.hacked=1>全市旅游收入力争达到 90 亿元 & "好" 𠀀字\u202e倒。

专栏1 主要{SCRIPT}指标

序号 指标名称 单位 2030年 2035年

1 旅游<b>收入 亿元 40 90

2 游客人次 万人次 35 70
"""


class Runs(HTMLParser):
    """Text with offsets, as a browser counts; all elements and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.at: int | None = None
        self.held: list[tuple[int, str]] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        at = dict(attrs).get("data-at")
        self.at = int(at) if at else None

    def handle_endtag(self, tag: str) -> None:
        self.at = None

    def handle_data(self, data: str) -> None:
        if self.at is not None:
            units = data.encode("utf-16-le")
            self.held += [
                (self.at + n, units[2 * n : 2 * n + 2].decode("utf-16-le", "replace"))
                for n in range(len(units) // 2)
            ]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(ID, BUNDLED_PLANS)


@pytest.fixture(scope="module")
def book(plan: Plan) -> str:
    return render_book(plan)


@pytest.fixture(scope="module")
def pipes() -> Plan:
    return read_plan(PIPES, PlanMeta("pipes", "滨江市规划"))


@pytest.fixture(scope="module")
def hostile() -> Plan:
    return read_plan(HOSTILE, PlanMeta('"><b>', "滨江市规划"))


def node(book: str, path: str) -> str:
    """The HTML of one section or box."""
    return book.split(f'id="s-{path}"')[1].split('<section class="pq-node')[0]


def test_every_character_stands_once_at_its_offset(plan: Plan, book: str) -> None:
    expected = [
        pair
        for section in plan.sections
        for sentence in section.sentences
        for pair in characters(plan.text, sentence)
        if not pair[1].isspace()
    ]
    held = [pair for pair in Runs(book).held if not pair[1].isspace()]
    assert sorted(held) == sorted(expected)
    assert len(expected) > 25_000


def test_nodes_stand_in_reading_order(plan: Plan, book: str) -> None:
    printed = re.findall(r'<section class="pq-node[^>]* id="s-([^"]+)"', book)
    assert printed == [s.path for s in plan.sections if s.kind is not NodeKind.ROW]
    rows = re.findall(r'<tbody id="s-([^"]+)"', book)
    assert rows == [s.path for s in plan.sections if s.kind is NodeKind.ROW]


def test_pages_are_marked_where_they_begin(plan: Plan, book: str) -> None:
    pieces = re.split(r'data-page="(\d+)"></span>', book)
    marked = list(zip(map(int, pieces[1::2]), pieces[2::2], strict=True))
    for page, html in marked:
        assert {plan.page_at(at) for at, _ in Runs(html).held} == {page}
    begun = list(dict.fromkeys(page for page, _ in marked))
    assert sorted(begun) == list(range(4, 54))
    assert len(marked) < 65  # 50 pages, and some boxes that floated
    assert not {plan.page_at(at) for at, _ in Runs(pieces[0]).held} - {None}


def test_picture_boxes_say_so(plan: Plan, book: str) -> None:
    pictures = {box.path for box in plan.boxes if box.box_kind is BoxKind.PICTURE}
    assert pictures == {"B2", "B3", "B4", "B11", "B12"}
    for box in plan.boxes:
        assert ("原文为图片，文本未收录" in node(book, box.path)) == (box.path in pictures)
    assert "本专栏绝对数按当年价格计算" in node(book, "B2")


def rows_of(html: str) -> list[list[str]]:
    """The cells of a table's rows."""
    return [
        [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)]
        for row in re.findall("<tr>(.*?)</tr>", html)
    ]


def test_a_table_of_scattered_lines_is_told_by_its_columns(book: str) -> None:
    rows = rows_of(node(book, "B5"))
    assert rows[0] == ["序号", "指标", "单位", "2015年实际值", "2020年目标值"]
    assert rows[2] == ["2", "服务业增加值年均增速", "%", "11.1", "〔9〕"]
    assert rows[4:7] == [
        ["4", "文化创意产业"],
        ["", "增加值", "亿元", "2232.14", "3500"],
        ["", "占地区生产总值比重", "%", "22.2", "25"],
    ]
    assert rows[-3:-1] == [
        ["12", "现代服务业重点类集聚平台", "个", "——", "100"],
        ["13", "税收超亿元楼宇", "个", "89", "120"],
    ]
    folded = re.sub("<[^>]+>", "", node(book, "B5").split("<summary>")[1].split("</details>")[0])
    assert folded.startswith("表头原文数量 类别 序")
    assert folded.endswith("载体 建设")


def test_a_pipe_table_keeps_its_cells(pipes: Plan) -> None:
    (box,) = pipes.boxes
    html = node(render_book(pipes), box.path)
    assert rows_of(html) == [
        ["类别", "指标", "单位", "2030年", "2035年"],
        ["规模", "旅游收入", "亿元", "40", "90"],
        ["", "游客人次", "万人次", "35", "70"],
    ]
    assert "---" not in html


def test_outline_is_a_tree_without_rows(plan: Plan) -> None:
    html = render_outline(plan)
    entries = re.findall(r'data-goto="([^"]+)"', html)
    within = {NodeKind.ROW, NodeKind.PART}
    assert entries == [s.path for s in plan.sections if s.kind not in within]
    tops = re.findall(r'aria-level="1"( aria-expanded="false")? data-goto="([^"]+)"', html)
    folded = ' aria-expanded="false"'
    assert tops == [("", "cover"), ("", "0"), *((folded, str(n)) for n in range(1, 7))]


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("cover", None, "0"),
        ("1/1/1", "1/1", "B1"),
        ("B5/r7", "2/3/6", "3"),
        ("B13/3/2", "5/1/3", "B14"),
        ("6/4/5", "6/4/4", None),
    ],
)
def test_neighbours(plan: Plan, path: str, before: str | None, after: str | None) -> None:
    assert tuple(node and node.path for node in neighbours(plan, path)) == (before, after)


def test_hits_are_counted_and_told_where_they_stand(plan: Plan) -> None:
    html = render_hits(plan, Finder(plan).find("城西科创大走廊"))
    assert "共 4 处，在 4 节" in html
    assert re.findall(r'data-goto="([^"]+)"', html) == ["B6", "3/5/2/1", "4/3", "B12"]
    assert html.count("<mark>城西科创大走廊</mark>") == 4
    assert "空间布局 › 一廊打造" in html
    assert "第40页" in html
    (marks,) = re.findall(r'class="pq-hits" data-marks="([^"]+)"', html)
    spans = [tuple(map(int, span.split("-"))) for span in marks.split(",")]
    assert {plan.text[a:b] for a, b in spans} == {"城西科创大走廊"}


def test_nothing_found_is_said(plan: Plan) -> None:
    assert "没有找到" in render_hits(plan, [])


@pytest.mark.parametrize(
    ("query", "path"),
    [
        (f"?plan={ID}&section=3/4/2/1", "3/4/2/1"),
        ("?section=3%2F4%2F2%2F1", "3/4/2/1"),
        ("?section=专栏9", "B9"),
        ("?section=%E4%B8%93%E6%A0%8F9", "B9"),
        ("?section=三、（四）2.（1）", "3/4/2/1"),
        ("?section=B5/r7", "B5/r7"),
    ],
)
def test_a_deep_link_leads_to_its_section(plan: Plan, query: str, path: str) -> None:
    assert render_arrival(plan, query) == f'<span data-goto="{path}" data-marks=""></span>'


def test_a_link_holds_what_it_marks(plan: Plan) -> None:
    link = book_link(plan, "3/4/1", "看", [Span(12, 19), Span(34, 36)])
    (href,) = re.findall('href="([^"]+)"', link)
    assert href == f"?plan={ID}&amp;section=3/4/1&amp;marks=12-19,34-36"
    assert render_arrival(plan, href.replace("&amp;", "&")) == (
        '<span data-goto="3/4/1" data-marks="12-19,34-36"></span>'
    )


def test_an_address_that_is_none_gets_the_nearest(plan: Plan) -> None:
    html = render_arrival(plan, f"?plan={ID}&section=3/4/9")
    assert "规划中没有“3/4/9”这一节。最接近的有：" in html
    near = re.findall('data-goto="([^"]+)"', html)
    assert near == ["3/4", "3/4/1", "3/4/2"]


def test_another_plan_is_said_not_to_be_there(plan: Plan) -> None:
    html = render_arrival(plan, "?plan=guangzhou&section=3/4")
    assert "没有装入规划“guangzhou”" in html
    assert "data-goto" not in html


@pytest.mark.parametrize("query", ["", "?", "?section=", "?a=b", f"?plan={ID}"])
def test_an_address_without_a_section_leads_nowhere(plan: Plan, query: str) -> None:
    assert render_arrival(plan, query) == ""


@pytest.mark.parametrize("attack", [SCRIPT, '"><img src=x onerror=alert(1)>', "长" * 5000, "%00"])
@pytest.mark.parametrize("name", ["plan", "section", "section=1&marks"])
def test_addresses_are_escaped_and_short(plan: Plan, name: str, attack: str) -> None:
    html = render_arrival(plan, f"?{name}={attack}")
    assert Runs(html).tags <= {"p", "a", "span"}
    assert Runs(html).attributes <= {"class", "role", "href", "data-goto", "data-marks"}
    assert len(html) < 6000


def test_markup_of_a_plan_is_shown_and_not_read(hostile: Plan) -> None:
    hits = render_hits(hostile, Finder(hostile).find("script"))
    html = render_book(hostile) + render_outline(hostile) + hits
    parsed = Runs(html)
    assert not {"script", "img", "b"} & parsed.tags
    assert not {name for name in parsed.attributes if name.startswith("on")}
    assert "&lt;script&gt;" in html
    assert "&lt;script&gt;" in hits
    assert "\u202e" not in html


def test_offsets_hold_beside_what_is_not_shown(hostile: Plan) -> None:
    held = dict(Runs(render_book(hostile)).held)
    text = hostile.text
    for words in ("字", "倒", "亿元 & ", "好", "旅游<b>收入"):
        at = text.index(words)
        assert [held[at + n] for n in range(len(words)) if words[n] != " "] == list(
            words.replace(" ", "")
        )
