"""The sections an answer cites, whole: which ones, what is marked, and nothing twice."""

import re

import pytest

from assistant.answer import Answer, Citation, Conversation, Route, Status
from assistant.expanded_view import expanded_sections, render_expanded
from assistant.pipeline import Assistant
from corpus.plan import Plan, PlanMeta
from corpus.reading import read_plan

LONG = "本节的话说得很长。" * 400
TEXT = f"""一、总体要求

（一）发展目标。

收入达到 90 亿元。

（二）空间布局。

构建一心两带。

二、任务

（一）产业。

{LONG}

1.旅游。建设<b>码头</b>。

2.会展。建设场馆。

（二）民生。

办好学校。
"""
PLAN: Plan = read_plan(TEXT, PlanMeta("demo", "规划"))


def cite(path: str, quote: str, n: int = 1, plan: str = "demo") -> Citation:
    at = TEXT.index(quote)
    return Citation(n, plan, path, path, (), 1, quote, at, at + len(quote))


def answer(*citations: Citation) -> Answer:
    return Answer("问", "demo", Route.RETRIEVAL, Status.ANSWERED, "答", citations)


def talk(*citations: Citation) -> Conversation:
    return Conversation().with_turn("问", answer(*citations))


@pytest.mark.parametrize(
    ("cited", "shown"),
    [
        pytest.param([("1/1", "90 亿元")], ["1"], id="the short section around it"),
        pytest.param([("2/1/2", "场馆")], ["2/1/2"], id="around it is too long"),
        pytest.param([("2/1", "说得很长")], ["2/1"], id="long itself"),
        pytest.param([("2/1/2", "场馆"), ("2/1", "说得很长")], ["2/1"], id="one within another"),
        pytest.param([("2/2", "学校"), ("1/2", "一心")], ["1", "2/2"], id="in the plan's order"),
        pytest.param([("9/9", "学校")], [], id="no such section"),
        pytest.param([], [], id="nothing cited"),
    ],
)
def test_which_sections_are_shown(cited, shown) -> None:
    citations = [cite(path, quote, n) for n, (path, quote) in enumerate(cited, 1)]
    assert expanded_sections(PLAN, answer(*citations)) == shown


def test_sections_are_whole_and_quotes_marked() -> None:
    html = render_expanded(PLAN, talk(cite("1/1", "90 亿元", n=4)))
    assert re.findall(r"<mark[^>]*>(.*?)</mark>", html) == ["90 亿元"]
    assert "构建一心两带。" in html
    assert "码头" not in html
    assert "&lt;b&gt;" in render_expanded(PLAN, talk(cite("2/1", "说得很长")))


def test_what_is_below_a_section_comes_with_it() -> None:
    html = render_expanded(PLAN, talk(cite("2/1", "说得很长")))
    assert html.index("说得很长") < html.index("码头") < html.index("场馆")
    assert "学校" not in html


def test_another_plans_sections_are_not_shown() -> None:
    assert render_expanded(PLAN, talk(cite("1/1", "90 亿元", plan="other"))) == ""
    assert render_expanded(PLAN, Conversation()) == ""


def test_a_row_stands_for_its_whole_table(hangzhou: Assistant) -> None:
    plan = hangzhou.plan
    row = plan.by_path["B5/r5"]
    sentence = row.sentences[0]
    cited = Citation(
        *(1, plan.plan_id, row.path, row.label, row.heading, row.page),
        *(sentence.text, sentence.start, sentence.end),
    )
    assert expanded_sections(plan, answer(cited)) == ["B5"]
    html = render_expanded(plan, talk(cited))
    rows = [s for s in plan.children["B5"] if s.kind == "row"]
    for other in rows:
        words = re.sub(r"\s", "", other.sentences[0].text)
        assert re.sub(r"\s|<[^>]+>", "", html).count(words) >= 1
    assert re.sub(r"<[^>]+>", "", html).count("978.03") == 1  # no row twice
