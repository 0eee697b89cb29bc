"""What no answer may do: each kind of violation is seen, and real answers show none."""

from dataclasses import replace

import pytest

from assistant.answer import Answer, Citation, Route, Status
from assistant.pipeline import build_assistant
from assistant.settings import Settings
from corpus.textops import clean
from eval.checks import INVARIANTS, Violation, answer_violations, without_own_figures
from eval.gold import GOLD, load_gold
from tests.eval.conftest import HANGZHOU

WORDS = "到 2020 年，服务业增加\n\n值超过9000亿元，占地区生产总值比重超过62%。"  # of 2/3/1


def cite(plan, words=WORDS, section="2/3/1", n=1):
    start = plan.text.index(words)
    node = plan.by_path[section]
    place = (node.label, node.heading, plan.page_at(start), clean(words))
    return Citation(n, HANGZHOU, section, *place, start, start + len(words))


def said(text, *citations, **fields):
    return Answer("目标", HANGZHOU, Route.NUMBERS, Status.ANSWERED, text, citations, **fields)


def kinds(answer, plan):
    return [violation.kind for violation in answer_violations(answer, plan)]


def details(answer, plan):
    return [violation.detail for violation in answer_violations(answer, plan)]


def test_an_answer_that_is_right(plan):
    answer = said("第12页：服务业增加值超过9000亿元，占比超过62%。[1]", cite(plan))
    assert answer_violations(answer, plan) == []


def test_an_answer_without_figures_and_citations(plan):
    assert answer_violations(said("规划未提及。"), plan) == []


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "到 2020 年，服务业增加值超过9000亿元，占地区生产总值比重超过63%。"},
        {"quote": "到 2020 年，服务业增加值超过9000亿元"},
        {"quote": ""},
        {"start": 4699},
        {"end": 4738},
        {"start": -1},
        {"start": 4739},
        {"end": 10**9},
    ],
)
def test_a_quote_that_is_not_at_its_offsets(plan, change):
    answer = said("超过62%[1]，9000亿元。", replace(cite(plan), **change))
    assert "misquote" in kinds(answer, plan)


def test_a_misquote_is_told_with_the_plans_words(plan):
    answer = said("[1]", replace(cite(plan, "实现协调发展"[2:], "2/2/2"), quote="统筹发展"))
    (violation,) = answer_violations(answer, plan)
    assert str(violation).startswith("引文与原文不符：[1] 二、（二）2.“统筹发展”，原文是“协调发展”")


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"page": 13}, "[1] 二、（三）1. 写第13页，在第12页"),
        ({"page": None}, "[1] 二、（三）1. 写第None页，在第12页"),
        ({"section": "2/3/9"}, "[1] 二、（三）1. 规划中没有 2/3/9"),
        ({"label": "二、（三）2."}, "[1] 二、（三）2.“*”不在这一节"),
        ({"section": "2/3/2", "label": "二、（三）2."}, "[1] 二、（三）2.“*”不在这一节"),
        ({"section": "2/3", "label": "二、（三）"}, "[1] 二、（三）“*”不在这一节"),
    ],
)
def test_a_citation_of_another_place(plan, change, detail):
    citation = replace(cite(plan), **change)
    answer = said("超过62%[1]", citation)
    expected = Violation("misplaced", detail.replace("*", citation.quote))
    assert answer_violations(answer, plan) == [expected]


def test_a_quote_that_runs_on_into_the_next_section(plan):
    start, end = plan.text.index(WORDS), plan.text.index("2.产业结构进一步优化") + 9
    words = plan.text[start:end]
    assert kinds(said("超过62%[1]", cite(plan, words)), plan) == ["misplaced"]


@pytest.mark.parametrize(
    ("text", "numbers", "detail"),
    [
        ("超过62%。", (1,), ["[1]"]),
        ("超过62%。[1][2]", (1,), ["[2]"]),
        ("超过62%。[1][3]", (1, 2), ["[2]", "[3]"]),
        ("超过62%。[2][1]", (1, 2), []),
    ],
)
def test_marks_and_citations_belong_together(plan, text, numbers, detail):
    answer = said(text, *(cite(plan, n=n) for n in numbers))
    assert details(answer, plan) == detail
    assert set(kinds(answer, plan)) <= {"mark"}


@pytest.mark.parametrize(
    ("text", "unsupported"),
    [
        ("达到9500亿元。[1]", ["9500"]),
        ("达到900亿元。[1]", ["900"]),
        ("占62.5%。[1]", ["62.5"]),
        ("占1,062%。[1]", ["1062"]),
        ("2020年9000亿元，增长7%，8家。[1]", ["7", "8"]),
        ("7.62%。[1]", ["7.62"]),  # no number of a list
        ("全市有 300 个平台。[1]", ["300"]),  # no count of the answer's own
        ("规划期2016年至2020年。[1]", []),  # the plan's period
        ("见第33页、专栏8、第3行，共 4 处。[1]", []),  # what an answer says of the plan's make-up
        ("1. 增加值\n2. 比重[1]", []),
        ("二、（三）1.说：超过 9,000 亿元。[1]", []),
    ],
)
def test_a_figure_that_nothing_cited_holds(plan, text, unsupported):
    assert details(said(text, cite(plan)), plan) == unsupported


def test_figures_of_the_question_and_of_the_calculation_may_be_said(plan):
    answer = said("没有2035年的数。3000。", calculation="1000 + 2000 = 3000")
    assert details(answer, plan) == ["2035"]
    assert details(replace(answer, question="２０３５年目标"), plan) == []
    assert details(replace(answer, standalone_question="2035年目标"), plan) == []


def test_the_header_of_a_table_names_the_years_of_its_rows(plan):
    row = cite(plan, "1 服务业从业人员占全社会从业人员比重 % 42.2 47", "B1/r1")
    assert details(said("2010年 42.2，2015年 47。[1]", row), plan) == []
    assert details(said("2012年 42.2，2015年 47。[1]", row), plan) == ["2012"]


@pytest.mark.parametrize(
    "calculation",
    [
        "9000 − 5855.29 = 3144.71",
        "9000-5855.29＝3144.71",
        "9,000 + 1 = 9,001",
        "2 + 3 × 4 = 14",
        "（2 + 3）× 4 = 20",
        "2 × (3 + 4) ÷ 7 = 2",
        "10 ÷ 3 ≈ 3.33",
        "10 / 4 = 2.5",
        "1 ÷ 8 = 0.13",  # half up
        "1 ÷ 8 = 0.12",  # half even
        "50% × 200 = 100",
        "3 - 5 = -2",
        "-3 + 5 = 2",
        "1 + 1 = 2，2 + 2 = 4。",
        "2000 ÷ 1600 = 125%",
        "9000亿元 − 5855.29亿元 = 3144.71亿元",
        "3 − 5 = −2",
        "按规划原文",
        "",
    ],
)
def test_arithmetic_that_holds(plan, calculation):
    assert answer_violations(said("好", calculation=calculation), plan) == []


@pytest.mark.parametrize(
    ("calculation", "told"),
    [
        ("9000 − 5855.29 = 3144.72", "9000 − 5855.29 = 3144.72"),
        ("2 + 3 × 4 = 20", "2 + 3 × 4 = 20"),
        ("10 ÷ 3 ≈ 3.34", "10 ÷ 3 = 3.34"),
        ("1 ÷ 8 = 0.1251", "1 ÷ 8 = 0.1251"),
        ("1 + 1 = 2；5 × 2 = 11", "5 × 2 = 11"),
        ("3 - 5 = 2", "3 - 5 = 2"),
        ("1 ÷ 0 = 1", "1 ÷ 0 = 1"),
        ("1 + = 1", "1 + = 1"),
        ("3 − 5 = −7", "3 − 5 = −7"),
    ],
)
def test_arithmetic_that_does_not_hold(plan, calculation, told):
    violations = answer_violations(said("好", calculation=calculation), plan)
    assert violations == [Violation("arithmetic", told)]


def test_an_answer_the_product_withheld(plan):
    answer = said("规划未提及。", withheld=("数字 7.77 没有出处", "页码"))
    assert [str(v) for v in answer_violations(answer, plan)] == [
        "答案未通过核对而撤下：数字 7.77 没有出处",
        "答案未通过核对而撤下：页码",
    ]


def test_every_kind_has_a_name():
    assert all(str(Violation(kind, "x")) == f"{name}：x" for kind, name in INVARIANTS.items())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("共 3 处[1]，见第12页", "，见"),
        ("第2—5页、专栏13", " 、 "),
        ("1. 甲\n- 2. 乙", "  甲\n  乙"),
        ("三、（四）2.5亿元", "三、（四）2.5亿元"),
        ("增长9%，62家", "增长9%，62家"),
        ("826.54亿元", "826.54亿元"),
        ("- 8.2%", "- 8.2%"),
    ],
)
def test_what_an_answer_says_of_itself_is_left_out(text, left):
    assert without_own_figures(text).split() == left.split()


def test_real_answers_violate_nothing(plan, home):
    assistant = build_assistant(Settings(home=home), plan_id=HANGZHOU)
    found = {}
    for name in ("first", "blind"):
        for question in load_gold(GOLD / HANGZHOU / f"{name}.jsonl", plan, {})[::2]:
            violations = answer_violations(assistant.ask_last(question.turns), plan)
            found |= {f"{name}/{question.question_id}": violations} if violations else {}
    assert found == {}
