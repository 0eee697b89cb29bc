"""Finding words in the text of a plan: what counts as the same, what must stand together."""

import pytest

from assistant.book_search import Finder
from corpus.library import BUNDLED_PLANS, load_plan
from corpus.plan import Plan, PlanMeta
from corpus.reading import read_plan
from corpus.textops import clean

TEXT = """一、总体要求

（一）发展目标。

到 2035 年，全市旅游收入力争达到 ９０ 亿元，发展“海上旅游”，建成 ＡＩ 平台。旅

游人次达到 70 万。

专栏1 主要指标

序号 指标名称 单位 2030年 2035年

1 旅游收入 亿元 40 90

2 游客人次 万人次 35 70

二、保障措施

（一）加强组织领导。

旅游部门负责收入统计。
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(TEXT, PlanMeta("demo", "滨江市旅游业发展规划"))


@pytest.fixture(scope="module")
def finder(plan: Plan) -> Finder:
    return Finder(plan)


def found(finder: Finder, query: str) -> dict[str, list[str]]:
    """The words found in each node, as printed."""
    return {
        hit.section.path: [
            "".join(clean(TEXT[piece.start : piece.end]) for piece in place) for place in hit.found
        ]
        for hit in finder.find(query)
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("2035年", {"1/1": ["2035 年"], "B1": ["2035年"]}, id="blanks in the text"),
        pytest.param("2035 年，", {"1/1": ["2035 年，"]}, id="blanks in the query"),
        pytest.param("90亿元", {"1/1": ["９０ 亿元"]}, id="full width in the text"),
        pytest.param("ａｉ平台", {"1/1": ["ＡＩ 平台"]}, id="full width and case"),
        pytest.param('"海上旅游"', {"1/1": ["“海上旅游”"]}, id="straight quotes"),
        pytest.param("旅游人次", {"1/1": ["旅游人次"]}, id="over a line break"),
        pytest.param("收入 旅游", {"B1/r1": ["旅游", "收入"]}, id="words in any order"),
        pytest.param("负责 旅游 收入", {"2/1": ["旅游", "负责", "收入"]}, id="all of the words"),
        pytest.param("旅游收入 2030年", {"B1": ["2030年", "旅游收入"]}, id="a table as a whole"),
        pytest.param("4090", {}, id="no word over two cells"),
        pytest.param("旅游 渔业", {}, id="not all of the words"),
        pytest.param("　 ", {}, id="nothing asked"),
    ],
)
def test_what_is_found(finder: Finder, query: str, expected: dict[str, list[str]]) -> None:
    held = found(finder, query)
    assert {path: held.get(path) for path in expected} == expected
    if not expected or query in {"ａｉ平台", "旅游收入 2030年", "2035年"}:
        assert set(held) == set(expected)


def test_a_phrase_is_preferred_to_its_words(finder: Finder) -> None:
    assert found(finder, "全市 旅游 收入")["1/1"] == ["全市旅游收入"]


def test_hits_stand_in_reading_order_with_page_and_snippet(plan: Plan, finder: Finder) -> None:
    hits = finder.find("旅游")
    order = [section.path for section in plan.sections]
    assert [hit.section.path for hit in hits] == sorted(
        (hit.section.path for hit in hits), key=order.index
    )
    assert [hit.page for hit in hits] == [None] * len(hits)
    last = hits[-1].snippet
    assert last == (("旅游", True), ("部门负责收入统计。", False))


def test_the_pieces_of_a_sentence_cut_by_a_box_leave_the_box_out() -> None:
    plan = load_plan("hangzhou-services-13-5", BUNDLED_PLANS)
    (hit,) = (h for h in Finder(plan).find("生活消费方式") if h.section.path == "5/1/3")
    (pieces,) = hit.found
    assert "".join(clean(plan.text[p.start : p.end]) for p in pieces) == "生活消费方式"
    assert len(pieces) == 2
    assert all(len(plan.text[p.start : p.end]) < 10 for p in pieces)
    assert hit.page == 43


@pytest.mark.parametrize("query", ["", "[", "\\", "\x00", "长" * 10_000, "𠀀", "<b>"])
def test_no_query_breaks_it(finder: Finder, query: str) -> None:
    assert finder.find(query) == []
