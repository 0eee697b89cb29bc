"""Judging: every score on a worked case, and a wrong figure told from one that is missing."""

from dataclasses import replace

import pytest

from assistant.answer import Answer, Citation, Route, Status, Value
from eval.checks import Violation
from eval.gold_types import GoldNumber, GoldQuestion
from eval.judge import judge

TARGET = GoldNumber(2000, 2000, "亿元", 2020)


def gold(**fields):
    base = {"question_id": "q", "turns": ("问",), "kind": "fact", "half": "dev"}
    return GoldQuestion(**base | {"status": frozenset({"answered"})} | fields)


def groups(*paths):
    return tuple(frozenset(path.split("|")) for path in paths)


def cite(section, page=22, quote="", n=1):
    return Citation(n, "p", section, "", (), page, quote, 0, 1)


def said(text="", *citations, status=Status.ANSWERED, route=Route.RETRIEVAL, **fields):
    return Answer("问", "p", route, status, text, citations, **fields)


def scores(question, answer):
    return judge(question, answer).scores


def told(question, answer):
    """Details of the violations, all of which are wrong figures."""
    violations = judge(question, answer).violations
    assert {violation.kind for violation in violations} <= {"wrong_number"}
    return [violation.detail for violation in violations]


# --- citations ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sections", "also", "cited", "recall", "precision", "f1"),
    [
        (["1"], [], ["1"], 1, 1, 1),
        (["1"], [], [], 0, 0, 0),
        (["1"], [], ["2"], 0, 0, 0),
        (["1", "2"], [], ["1"], 1 / 2, 1, 2 / 3),
        (["1"], [], ["1", "2"], 1, 1 / 2, 2 / 3),
        (["1", "2"], [], ["1", "3", "4"], 1 / 2, 1 / 3, 2 / 5),
        (["1|2"], [], ["2"], 1, 1, 1),  # alternatives
        (["1|2"], [], ["1", "2"], 1, 1, 1),
        (["1|2", "2|3"], [], ["2"], 1, 1, 1),  # one address for two groups
        (["1"], ["2"], ["1", "2"], 1, 1, 1),  # besides
        (["1"], ["2"], ["2"], 0, 1, 0),
        (["1/2"], [], ["1/2/3"], 0, 1, 0),  # below fits, but is not the address asked for
        (["B5"], ["4"], ["B5", "B5/r7", "4/1"], 1, 1, 1),
        (["1"], [], ["1", "11"], 1, 1 / 2, 2 / 3),  # 11 is not below 1
        (["1/2"], [], ["1/2", "1"], 1, 1 / 2, 2 / 3),  # nor what is above
        (["1"], [], ["1", "1", "2"], 1, 1 / 2, 2 / 3),  # twice cited counts once
    ],
)
def test_citations(sections, also, cited, recall, precision, f1):
    question = gold(sections=groups(*sections), also=frozenset(also))
    found = scores(question, said("答", *map(cite, cited)))
    assert found["citation_recall"] == pytest.approx(recall)
    assert found["citation_precision"] == pytest.approx(precision)
    assert found["citation_f1"] == pytest.approx(f1)
    assert found["cited"] == found["right"] == (recall == 1)


def test_without_gold_sections_citations_are_not_scored():
    assert scores(gold(), said("答", cite("1"))) == {"status": 1, "answered": 1, "right": 1}


@pytest.mark.parametrize(
    ("citations", "page"),
    [
        ([cite("1", 22)], 1),
        ([cite("1", 21)], 0),
        ([cite("1", 21), cite("1/2", 22)], 1),
        ([cite("1", 21), cite("2", 22)], 0),  # of a section that may be cited besides
        ([cite("1", None)], 0),
        ([], 0),
    ],
)
def test_the_page_is_that_of_a_citation_of_a_gold_section(citations, page):
    question = gold(sections=groups("1"), also=frozenset({"2"}), page=22)
    assert scores(question, said("答", *citations))["page"] == page


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quote", "share"),
    [
        ("黄龙和武林。", "", 1),
        ("黄 龙[1]和武\n林商圈", "", 1),
        ("两个商圈。[1]", "黄龙、武林商圈", 1),  # quoted is enough
        ("黄龙。", "西湖", 1 / 2),
        ("武林门。[1]", "黄金海岸", 1 / 2),
        ("西湖。", "", 0),
    ],
)
def test_key_facts_are_said_or_quoted(text, quote, share):
    question = gold(facts=(("黄龙", "黄龙商圈"), ("武林",)))
    found = scores(question, said(text, cite("1", quote=quote)))
    assert (found["facts_share"], found["facts"]) == (share, share == 1)
    assert found["right"] == (share == 1)


@pytest.mark.parametrize(
    ("text", "quote", "says"),
    [
        ("两处说法不一致，以正文为准", "", 1),
        ("两处说法矛盾，以正文[1]为准", "", 1),
        ("两处说法不一致", "", 0),
        ("两处", "说法不一致，以正文为准", 0),  # quoting does not say it
    ],
)
def test_own_words_must_be_said(text, quote, says):
    question = gold(says=(("不一致", "矛盾"), ("正文为准",)))
    found = scores(question, said(text, cite("1", quote=quote)))
    assert (found["says"], found["right"]) == (says, says)


ITEMS = (("文创",), ("旅游", "旅游休闲"), ("金融",))


@pytest.mark.parametrize(
    ("text", "share", "exact", "in_order"),
    [
        ("文创、旅游、金融", 1, 1, 1),
        ("金融、文创、旅游休闲", 1, 1, 0),
        ("- 文创\n- 旅游休闲\n- 金融", 1, 1, 1),
        ("1. 文创\n2. 旅游\n3. 金融", 1, 1, 1),
        ("* 金融[1]\n* 旅游[2]\n* 文创[3]", 1, 1, 0),
        ("- 文创\n- 旅游\n- 金融\n- 物流", 1, 0, 0),  # a bullet too many
        ("- 文创和旅游\n- 金融", 1, 1, 1),  # several to a bullet
        ("- 文创、旅游、金融\n- 物流", 1, 0, 0),
        ("- 文创\n- 旅游", 2 / 3, 0, 0),
        ("没有", 0, 0, 0),
    ],
)
def test_lists_are_whole_and_in_order_where_it_matters(text, share, exact, in_order):
    found = scores(gold(kind="list", items=ITEMS), said(text))
    assert (found["list_share"], found["list"], found["right"]) == (share, exact, exact)
    assert scores(gold(items=ITEMS, ordered=True), said(text))["list"] == in_order


def test_items_must_be_said_not_quoted():
    found = scores(gold(items=ITEMS), said("三个", cite("1", quote="文创、旅游、金融")))
    assert (found["list_share"], found["list"]) == (0, 0)


# --- figures --------------------------------------------------------------------------------------


def number(low, unit="", qualifier="", high=None, **fields):
    return GoldNumber(low, low if high is None else high, unit, qualifier=qualifier, **fields)


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (TARGET, "到2020年达到2000亿元。[1]"),
        (TARGET, "达到 2,000.0 亿元"),
        (TARGET, "达到0.2万亿元"),
        (TARGET, "两千亿元"),
        (TARGET, "２０００亿元"),
        (TARGET, "2015年826.54亿元，2020年2000亿元"),
        (TARGET, "2020年目标值 2000（单位：亿元）"),
        (TARGET, "目标值 2000，单位为亿元"),
        (number(62, "%"), "百分之六十二"),
        (number(62, "%"), "六成二"),
        (number(5.5, "个百分点"), "提高5.5百分点"),
        (number(280, "亿美元"), "280亿美元"),
        (number(9000, "亿元", "超过"), "超过9000亿元"),
        (number(150, "家", "力争"), "力争超过150家"),
        (number(10, "%", "左右"), "年均增长10%左右"),
        (number(120, "家", "以上"), "120家[1]以上"),
        (number(8, "%", high=10), "8%—10%"),
        (number(8, "%", high=10), "8至10%"),
        (number(10, "亿元", high=15), "10—15亿元"),
        (number(5000, "元", high=10000), "5000—1万元"),
        (number(2, "家", high=3), "两三家"),
        (number(141.97, "%", tolerance=0.1), "142%"),
        (number(3144.71, "亿元", tolerance=1), "约3145亿元"),
        (number(826.54, "亿元"), "826.54亿元。"),
        (number(826.54, "亿元"), "- 826.54亿元\n- 占8.2%"),
        (number(89, "个"), "税收超亿元楼宇为89个"),
        (number(89, "个"), "全市共有 89 个税收超亿元楼宇。"),
        (number(3), "第一个是3"),
    ],
)
def test_a_figure_that_is_exact(wanted, text):
    question = gold(kind="number", number=wanted)
    assert told(question, said(text)) == []
    found = scores(question, said(text))
    assert (found["number"], found["value"], found["right"]) == (1, 0, 1)


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (TARGET, "到2020年增加值较快增长。"),
        (TARGET, "见第33页[2]，共3处"),
        (TARGET, "2000亿美元"),  # another unit is not this figure
        (number(280, "亿美元"), "280亿元"),
        (number(5, "%"), "提高5个百分点"),
        (number(5, "个百分点"), "提高5%"),
        (TARGET, "占62%，300家企业"),
        (TARGET, "单位：亿元"),
    ],
)
def test_a_figure_that_is_missing(wanted, text):
    question = gold(kind="number", number=wanted)
    assert told(question, said(text)) == []
    found = scores(question, said(text))
    assert (found["number"], found["right"]) == (0, 0)


@pytest.mark.parametrize(
    ("wanted", "text", "detail"),
    [
        (TARGET, "达到1600亿元。", "应为 2000亿元，答的是 1600亿元"),
        (TARGET, "达到2000万元。", "应为 2000亿元，答的是 2000万元"),
        (TARGET, "3500亿元和1600亿元", "应为 2000亿元，答的是 3500亿元"),
        (TARGET, "2020年目标值 1600", "应为 2000亿元，答的是 1600"),
        (number(62, "%"), "占58.2%", "应为 62%，答的是 58.2%"),
        (number(8, "%", high=10), "9%", "应为 8—10%，答的是 9%"),
        (number(8, "%", high=10), "8%", "应为 8—10%，答的是 8%"),
        (number(8, "%", high=10), "8%—12%", "应为 8—10%，答的是 8%—12%"),
        (number(9, "%"), "8%—10%", "应为 9%，答的是 8%—10%"),
        (number(141.97, "%", tolerance=0.1), "141.8%", "应为 141.97%，答的是 141.8%"),
        (number(9000, "亿元", "超过"), "达到9000亿元", "9000亿元 漏了“超过”"),
        (number(10, "%", "左右"), "增长10%以上", "10% 漏了“左右”"),
        (number(62, "%", "超过"), "增加值超过9000亿元，占比达到62%", "62% 漏了“超过”"),
        (number(120, "家", "以上"), "150家", "应为 120家以上，答的是 150家"),
    ],
)
def test_a_figure_that_is_wrong(wanted, text, detail):
    question = gold(kind="number", number=wanted)
    assert told(question, said(text)) == [detail]
    found = scores(question, said(text))
    assert (found["number"], found["right"]) == (0, 0)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("2015年826.54亿元，2020年2000亿元", []),  # the inputs alone
        ("相差1200亿元", ["应为 1173.46亿元，答的是 1200亿元"]),
        ("2000亿元减去826.54亿元，多1173.46亿元", []),
    ],
)
def test_inputs_of_a_figure_to_be_computed_are_no_wrong_figure(text, detail):
    question = gold(facts=(("826.54",), ("2000",)), number=number(1173.46, "亿元", computed=True))
    assert told(question, said(text)) == detail
    assert scores(question, said(text))["number"] == ("1173.46" in text)


@pytest.mark.parametrize(
    ("status", "score"),
    [
        (Status.ANSWERED, 1),
        (Status.CONFLICT, 1),
        (Status.NOT_IN_PLAN, 0),
        (Status.CLARIFY, 0),
        (Status.FIGURE_NOT_IN_TEXT, 0),
    ],
)
def test_a_figure_counts_only_where_one_is_given_as_the_answer(status, score):
    answer = said("2000亿元", status=status)
    assert scores(gold(number=TARGET), answer)["number"] == score
    assert told(gold(number=TARGET), replace(answer, text="1600亿元")) == (
        ["应为 2000亿元，答的是 1600亿元"] if score else []
    )


@pytest.mark.parametrize(
    ("value", "text", "detail"),
    [
        (Value(2000, "亿元", 2020), "2000亿元", ""),
        (Value(2000, "亿元", 2020), "2015年为826.54亿元", ""),  # the value counts, not the text
        (Value(2000, "亿元", None), "2000亿元", ""),
        (Value(0.2, "万亿元", 2020), "0.2万亿元", ""),
        (Value(1600, "亿元", 2020), "2000亿元", "应为 2000亿元，答的是 1600亿元"),
        (Value(2000, "亿美元", 2020), "2000亿元", "应为 2000亿元，答的是 2000亿美元"),
        (Value(2000, "亿元", 2015), "2000亿元", "2000亿元 应是 2020 年的，答成 2015 年"),
    ],
)
def test_a_structured_value_against_the_text(value, text, detail):
    question = gold(kind="number", number=TARGET)
    assert told(question, said(text, value=value)) == ([detail] if detail else [])
    found = scores(question, said(text, value=value))
    assert found["number"] == found["value"] == found["right"] == (not detail)


@pytest.mark.parametrize(
    ("wanted", "value", "right"),
    [
        (number(62, "%"), Value(62, "", None), True),  # a unit left out
        (number(2000, "亿元"), Value(2000, "", None), True),
        (number(5, "%"), Value(5, "个百分点", None), False),
        (number(142, "%", tolerance=0.05), Value(141.97, "%", None), True),
        (number(8, "%", high=10), Value(8, "%", None), False),
        (number(2000, "亿元"), Value(2000, "亿元", 2015), True),  # no year asked for
    ],
)
def test_units_bounds_and_tolerance_of_a_structured_value(wanted, value, right):
    assert scores(gold(number=wanted), said("", value=value))["number"] == right


@pytest.mark.parametrize(
    ("qualifier", "text", "detail"),
    [
        ("力争", "没有数", []),
        ("", "到2020年力争达到2000亿元", []),
        ("", "甲[1]乙[2]丙[3]丁[4]戊[5]，到2020年力争共达到2000亿元[6]", []),
        ("", "到2020年达到2000亿元", ["2000亿元 漏了“力争”"]),
        ("", "力争上游。到2020年服务业增加值达到2000亿元", ["2000亿元 漏了“力争”"]),
    ],
)
def test_the_qualifier_stands_with_the_value_or_in_the_text(qualifier, text, detail):
    answer = said(text, value=Value(2000, "亿元", 2020, qualifier))
    assert told(gold(number=number(2000, "亿元", "力争")), answer) == detail


# --- what must not be said ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("2020年2000亿元。", 1),
        ("2020年2000亿元，2015年 826.54 亿元。", 1),  # context after the right figure
        ("2015年826.54[1]亿元，2020年2000亿元。", 0),
        ("826.54 亿元。", 0),
        ("占826.54%，2000美元。", 0),
    ],
)
def test_a_forbidden_figure_may_follow_the_right_one(text, clean):
    question = gold(kind="number", number=TARGET, forbidden=("826.54",))
    assert scores(question, said(text))["clean"] == clean
    assert ("826.54" in told(question, said(text))) is (clean == 0)


def test_a_figure_of_another_unit_is_not_the_right_one():
    question = gold(kind="number", number=number(62, "%"), forbidden=("58.2%",))
    answer = said("62家企业，占58.2%，到2020年占62%。")
    assert scores(question, answer)["clean"] == 0


@pytest.mark.parametrize("text", ["1600亿元", "11.600亿元", "0.600亿元"])
def test_a_forbidden_figure_is_no_part_of_another(text):
    question = gold(kind="refusal", forbidden=("600亿元",))
    assert told(question, said(text)) == []


@pytest.mark.parametrize(
    ("kind", "fact", "violated"),
    [
        ("fact", "宁波", False),
        ("fact", "9000亿元", False),
        ("number", "宁波", False),
        ("number", "9000亿元", True),
        ("calculation", "9000亿元", True),
        ("conflict", "9000亿元", True),
        ("refusal", "9000亿元", True),
    ],
)
def test_what_must_not_be_said(kind, fact, violated):
    question = gold(kind=kind, forbidden=(fact, "苏州"))
    answer = said("宁波的目标是 9000 亿元")
    assert scores(question, answer)["clean"] == scores(question, answer)["right"] == 0
    expected = (Violation("wrong_number", fact),) if violated else ()
    assert judge(question, answer).violations == expected
    assert scores(question, said("杭州", cite("1", quote="9000亿元，宁波")))["clean"] == 1


# --- status and route -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "status", "expected"),
    [
        ("answered", Status.ANSWERED, {"status": 1, "answered": 1}),
        ("answered", Status.CLARIFY, {"status": 0, "answered": 1}),
        ("answered", Status.NOT_IN_PLAN, {"status": 0, "answered": 0, "refusal_precision": 0}),
        (
            "not_in_plan",
            Status.NOT_IN_PLAN,
            {"status": 1, "refusal_recall": 1, "refusal_precision": 1},
        ),
        ("not_in_plan", Status.ANSWERED, {"status": 0, "refusal_recall": 0}),
        ("not_in_plan|clarify", Status.NOT_IN_PLAN, {"status": 1, "refusal_precision": 1}),
        ("not_in_plan|clarify", Status.CLARIFY, {"status": 1}),
        ("conflict", Status.CONFLICT, {"status": 1, "answered": 1, "conflict": 1}),
        ("conflict", Status.ANSWERED, {"status": 0, "answered": 1, "conflict": 0}),
        ("conflict|answered", Status.ANSWERED, {"status": 1, "answered": 1}),
        (
            "conflict",
            Status.NOT_IN_PLAN,
            {"status": 0, "answered": 0, "conflict": 0, "refusal_precision": 0},
        ),
    ],
)
def test_refusals_and_conflicts(accepted, status, expected):
    question = gold(status=frozenset(accepted.split("|")))
    assert scores(question, said("答", status=status)) == expected | {"right": expected["status"]}


def test_a_conflict_is_told_with_all_its_facts():
    question = gold(kind="conflict", status=frozenset({"conflict"}), facts=(("100个",), ("120个",)))
    both, one = (said(text, status=Status.CONFLICT) for text in ("100个，120个", "100个"))
    assert (scores(question, both)["conflict"], scores(question, both)["right"]) == (1, 1)
    assert (scores(question, one)["conflict"], scores(question, one)["right"]) == (0, 0)


@pytest.mark.parametrize(
    ("accepted", "route", "score"),
    [
        ({"numbers"}, Route.NUMBERS, 1),
        ({"numbers", "outline"}, Route.OUTLINE, 1),
        ({"numbers"}, Route.RETRIEVAL, 0),
    ],
)
def test_the_route_is_scored_and_makes_no_answer_wrong(accepted, route, score):
    found = scores(gold(route=frozenset(accepted)), said("答", route=route))
    assert (found["route"], found["right"]) == (score, 1)


def test_a_right_answer_has_every_score():
    question = gold(
        kind="number",
        sections=groups("3/4/1"),
        page=22,
        facts=(("2000亿元",),),
        says=(("目标",),),
        forbidden=("1600亿元",),
        number=TARGET,
        items=(("2000",),),
        route=frozenset({"retrieval"}),
    )
    citation = cite("3/4/1", quote="达到2000亿元")
    judgement = judge(
        question, said("目标2000亿元。[1]", citation, value=Value(2000, "亿元", 2020))
    )
    assert judgement.violations == ()
    assert set(judgement.scores.values()) == {1.0}
    assert set(judgement.scores) == {
        *("status", "citation_recall", "citation_precision", "citation_f1", "cited", "page"),
        *("facts_share", "facts", "says", "list_share", "list", "number", "value", "clean"),
        *("route", "answered", "right"),
    }


def test_a_violation_is_told_once():
    question = gold(kind="number", number=TARGET, forbidden=("1600", "1600"))
    assert told(question, said("1600亿元")) == ["应为 2000亿元，答的是 1600亿元", "1600"]
