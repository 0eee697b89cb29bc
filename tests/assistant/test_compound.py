"""Questions that hold two: each is answered, with its citations, words and figures."""

import re

import pytest

from assistant.answer import Answer, Citation, Point, Route, Status, Value
from assistant.compound import Part, bare, joined
from assistant.gates import check
from tests.assistant.talk import ask, assert_contract, assert_quotes_stand, sections


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "请问物流的三港指哪三个港；另外，物流业增加值目标定了多少？",
            ("3/6/2/1", "公路港、空港、信息港"),
            ("3/6/1", "840亿元"),
        ),
        (
            "文创人才怎么培养？对外交流又有哪些动作？",
            ("3/1/2/3", "杭州青年文艺家发现计划"),
            ("3/1/2/4", "工艺和民间艺术之都"),
        ),
        (
            "一是问问金融四镇有哪几个，二是健康服务业的两带指哪里",
            ("B8", "玉皇山南基金小镇"),
            ("B10", "西部山区健康服务业发展带"),
        ),
        ("专栏9里一带在哪，一核又是什么意思", ("B9", "临安、桐庐、建德"), ("B9", "六大城区")),
        ("专栏16说了什么；专栏15又是什么内容", ("B16", "50家企业"), ("B15", "双创示范基地")),
    ],
)
def test_both_questions_are_answered(hangzhou, question, first, second):
    answer = ask(hangzhou, question)
    assert answer.status is Status.ANSWERED
    assert answer.standalone_question == question
    for section, words in (first, second):
        assert section in sections(answer)
        assert words in re.sub(r"\s", "", answer.text)
    assert check(answer, hangzhou.plan) == []
    assert_quotes_stand(answer, hangzhou.plan)
    assert_contract(answer.to_json())


def test_a_later_part_takes_its_subject_from_the_one_before(hangzhou):
    answer = ask(hangzhou, "电商打算发展到多大规模，农村那头有什么安排")
    assert {"B5/r7", "3/4/2/3"} <= set(sections(answer))
    assert "电子商务进万村" in answer.text


def test_a_part_without_a_figure_of_its_own_is_told_that_of_the_plan_as_such(hangzhou):
    answer = ask(hangzhou, "四大个性特色是哪四个，增加值目标是多少")
    assert answer.status is Status.ANSWERED
    assert "国际会议目的地城市" in answer.text
    lead = "“增加值目标是多少”：规划没有单列“四大个性特色”的这一数；整体上，"
    assert f"{lead}服务业增加值：2020年目标值 9000 亿元" in answer.text
    assert {"2/1", "B5/r1"} <= set(sections(answer))
    assert answer.value == Value(9000, "亿元", 2020)


def test_three_parts_and_a_quote_of_two_that_is_cited_once(hangzhou):
    answer = ask(hangzhou, "服务业增加值2020年要到多少，占GDP几成，谁牵头抓")
    assert sections(answer)[:3] == ["B5/r1", "2/3/1", "B5/r3"]
    assert "9000 亿元[1]；二、（三）1.写明“超过9000亿元”[2]" in answer.text
    assert "62%[3]；二、（三）1.写明“超过62%”[2]" in answer.text
    assert "明确牵头单位和工作责任" in answer.text
    assert answer.value is None  # two of the parts have one
    assert answer.citations[1].quote.startswith("到 2020 年，服务业增加值超过9000亿元")


def test_what_the_plan_does_not_hold_is_said_beside_what_it_does(hangzhou):
    answer = ask(hangzhou, "旅游总收入目标是多少？民宿补贴标准又是多少？")
    assert answer.status is Status.ANSWERED
    assert answer.route is Route.NUMBERS
    assert answer.value == Value(3860, "亿元", 2020)
    told, refused = answer.text.split("\n\n")
    assert told.startswith("“旅游总收入目标是多少”：")
    assert "旅游总收入 3860 亿元" in told
    assert refused.startswith("“民宿补贴标准又是多少”：规划未提及“民宿补贴标准”")


def test_nothing_else_is_told_of_what_the_plan_does_not_hold(hangzhou):
    answer = ask(hangzhou, "亚运村最后选在哪个区、什么时候动的土？")
    assert answer.status is Status.NOT_IN_PLAN
    assert "规划未提及" in answer.text
    assert "古镇" not in answer.text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("2015年和2020年服务业增加值各是多少", ("5855.29", "9000")),
        ("文创和电商，哪个2020年的增加值目标大", ("3500", "2000")),
        ("金融服务、文化创意、旅游休闲三个产业2020年增加值分别是多少", ("3500", "1150", "1600")),
        ("我是做物流的，听说要建三港，三港是什么", ("信息港",)),
        ("服务业占GDP的比重2020年要超过62%，对吗", ("是的。", "62%")),
        ("旅游休闲业没写每年增长多少，那按它的增加值目标自己算，年均复合增速是几？", ("9.8%",)),
    ],
)
def test_one_question_is_not_cut(hangzhou, question, words):
    answer = ask(hangzhou, question)
    assert "”：" not in answer.text
    assert all(word in answer.text for word in words)


def test_what_one_route_answers_in_full_stays(hangzhou):
    """The row of the table holds what both ask for."""
    answer = ask(hangzhou, "旅游休闲业增加值2015年是多少，2020年又是多少？")
    assert sections(answer)[0] == "B5/r5"
    assert "”：" not in answer.text
    assert "719.68" in answer.text
    assert "1150" in answer.text


def test_a_follow_up_goes_on_from_the_last_part(hangzhou):
    both = "金融四镇有哪几个？健康服务业增加值2020年要到多少？"
    answer = ask(hangzhou, both, "现代物流业呢")
    assert "3/6/1" in sections(answer)
    assert "840亿元" in answer.text
    assert "四镇" not in answer.text


def test_parts_lean_on_the_conversation(hangzhou):
    answer = ask(hangzhou, "健康服务业的发展目标是什么", "那空间上怎么布局？另外，民宿怎么扶持？")
    assert "B10" in sections(answer) or "3/9/2/6" in sections(answer)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("另外，再说说核电站的安排", "核电站的安排"),
        ("顺便问一句，房租怎么定？", "房租怎么定"),
        ("二是渔港有几个；", "渔港有几个"),
        ("想了解一下渡口的位置", "渡口的位置"),
        ("再说湖区一年接待多少人", "湖区一年接待多少人"),
        ("再生资源怎么回收？", "再生资源怎么回收"),
        ("先进制造业有哪些", "先进制造业有哪些"),
        ("并购重组怎么支持", "并购重组怎么支持"),
        ("问题导向是什么意思", "问题导向是什么意思"),
        ("第二产业占几成", "第二产业占几成"),
    ],
)
def test_a_part_is_without_what_only_links_it(text, said):
    assert bare(text) == said


# --- joining ------------------------------------------------------------------------------------


def part(said: str, text: str, *spans: tuple[int, int], **fields) -> Part:
    citations = tuple(
        Citation(n, "plan", "1", "一、", ("标题",), 1, "原文", start, end)
        for n, (start, end) in enumerate(spans, 1)
    )
    status = fields.pop("status", Status.ANSWERED)
    answer = Answer(said, "plan", Route.NUMBERS, status, text, citations, **fields)
    return Part(said, answer)


def test_marks_are_counted_through_and_equal_citations_are_one():
    parts = [
        part("甲", "甲是1[1][2]。", (0, 5), (9, 12)),
        part("乙", "乙是2[1]，丙[2]。", (9, 12), (20, 30)),
    ]
    answer = joined("甲？乙？", parts)
    assert answer.text == "“甲”：甲是1[1][2]。\n\n“乙”：乙是2[2]，丙[3]。"
    assert [(c.n, c.start) for c in answer.citations] == [(1, 0), (2, 9), (3, 20)]


def test_calculations_are_joined_and_a_value_is_told_only_if_it_is_the_only_one():
    one = part("甲", "甲", (0, 5), value=Value(1, "家", None), calculation="2 − 1 = 1")
    other = part("乙", "乙", (0, 5), value=Value(2, "家", None), calculation="3 − 1 = 2")
    answer = joined("甲？乙？", [one, other])
    assert answer.value is None
    assert answer.calculation == "2 − 1 = 1；3 − 1 = 2"
    refused = part("乙", "规划未提及乙。", status=Status.NOT_IN_PLAN)
    assert joined("甲？乙？", [one, refused]).value == Value(1, "家", None)


def test_a_contradiction_and_lists_are_kept():
    items = part("甲", "- 一\n- 二", (0, 5), items=("一", "二"), focus="1")
    differing = part("乙", "前后不一", (0, 5), status=Status.CONFLICT, focus="2")
    answer = joined("甲？乙？", [items, differing])
    assert answer.status is Status.CONFLICT
    assert answer.items == ("一", "二")
    assert answer.focus == "2"
    assert answer.text.startswith("“甲”：\n- 一")
    chart = part("丙", "丙", points=(Point("丙", 2020, 1.0, "家"),))
    assert joined("甲？丙？", [items, chart]).points == chart.answer.points


def test_a_long_part_is_told_by_its_number():
    answer = joined("甲？乙？", [part("甲" * 40, "甲"), part("专栏5里的“一核”", "乙")])
    assert answer.text == "第一问：甲\n\n第二问：乙"
