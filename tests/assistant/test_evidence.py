"""Evidence: the sentences that fit a question, and what of the question they leave open."""

import pytest

from assistant.evidence import EvidenceFinder, holds_figure
from assistant.lexicon import Lexicon
from assistant.question import parse_question


def finder_of(assistant):
    retriever = assistant.index.retriever
    return EvidenceFinder(assistant.plan, retriever, Lexicon(retriever), assistant.ranker)


@pytest.fixture(scope="module")
def finder(hangzhou):
    return finder_of(hangzhou)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("总面积约224平方公里。", True),
        ("占比达25%左右", True),
        ("到2020年，基本建成。", False),
        ("2016—2020年实施", False),
        ("（3）壮大人才队伍。", False),
        ("1.发展目标。", False),
        ("举办G20峰会", False),
        ("2.5个百分点", True),
    ],
)
def test_a_figure_is_no_year_and_no_number_of_a_heading(text, holds):
    assert holds_figure(text) is holds


@pytest.mark.parametrize(
    ("question", "section", "words"),
    [
        ("行业协会商会和谁脱钩", "6/4/4", "与行政机关脱钩"),
        ("城西科创大走廊总面积多大", "4/3", "总面积约224平方公里"),
        ("什么是一轴", "B6", "一轴：以德胜高架"),
        ("2015年跨境电子商务交易总额", "B5/r11", "34.64"),
    ],
)
def test_the_best_evidence(finder, question, section, words):
    best = finder.find(parse_question(question)).evidence[0]
    assert best.section.path == section
    assert words in best.sentence.text


def test_evidence_is_in_a_total_order(finder):
    evidence = finder.find(parse_question("金融服务业的发展目标")).evidence
    order = [(-found.score, found.sentence.start) for found in evidence]
    assert order == sorted(order)
    assert len(set(order)) == len(order)


def test_a_sentence_belongs_to_the_section_named_beside_it(finder):
    for found in finder.find(parse_question("旅游休闲业有哪些产品")).evidence:
        assert found.sentence.path == found.section.path
        assert found.sentence in found.section.sentences


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("2017年服务业增加值", (2017,)),
        ("2015年服务业增加值", ()),
        ("2013年服务业对地区生产总值增长的贡献率", ()),  # inside 2011—2015
    ],
)
def test_years_nothing_speaks_of(finder, question, missing):
    assert finder.find(parse_question(question)).years_missing == missing


def test_a_sentence_without_year_speaks_of_the_plans_last(yunlan):
    findings = finder_of(yunlan).find(parse_question("2025年海洋产业引导基金多少亿元"))
    assert findings.evidence[0].section.path == "4/2"
    assert findings.years_missing == ()
    findings = finder_of(yunlan).find(parse_question("2023年海洋产业引导基金多少亿元"))
    assert findings.years_missing == (2023,)


def test_names_nothing_speaks_of(finder):
    assert "宁波" in finder.find(parse_question("宁波的金融服务业增加值")).names_missing
    assert finder.find(parse_question("桐庐的健康服务业")).names_missing == ()


def test_what_the_plan_does_not_hold_is_unknown(finder):
    findings = finder.find(parse_question("宁波的服务业增加值目标是多少"))
    assert findings.unknown == ("宁波",)
    assert findings.names_missing == ("宁波",)


def test_a_scope_is_preferred(finder):
    question = parse_question("发展目标")
    best = finder.find(question, scope="3/9").evidence[0]
    assert best.section.path.startswith("3/9")


def test_every_sentence_of_a_scope_is_weighed(yunlan):
    findings = finder_of(yunlan).find(parse_question("渔家乐"), scope="3/1")
    weighed = {found.sentence.start for found in findings.evidence}
    for section in yunlan.plan.subtree("3/1"):
        assert {sentence.start for sentence in section.sentences} <= weighed


def test_nothing_is_found_for_unknown_words(finder):
    findings = finder.find(parse_question("qwertyuiop"))
    assert findings.evidence == ()
    assert findings.coverage == 0


def test_words_around_the_subject_are_not_missing(finder):
    findings = finder.find(parse_question("我要写个材料，智慧物流标准化的话有什么安排"))
    assert findings.unknown == findings.names_missing == ()
    assert findings.subjects.phrases == ("智慧物流标准化",)
    assert findings.coverage == 1


def test_words_around_the_subject_count_less(finder):
    subjects = finder.find(parse_question("麻烦告知，2020年金融服务业增加值目标")).subjects
    assert subjects.carries("金融服务业")
    assert not subjects.carries("告知")
    assert subjects.shares["告知"] < subjects.shares["目标"] < 1


def test_the_plans_own_words_for_what_is_asked_are_found(finder):
    findings = finder.find(parse_question("快递柜要铺到什么程度"))
    assert "智能终端投递柜" in findings.evidence[0].sentence.text


def test_a_subject_that_begins_with_what_the_plan_lacks_is_missing(finder):
    assert finder.find(parse_question("军民融合有哪些任务")).names_missing == ("军民",)
    assert finder.find(parse_question("科研院所的仪器设施开放吗")).names_missing == ()


def test_a_figure_of_the_whole_economy_is_no_parts(finder):
    findings = finder.find(parse_question("2020年全市GDP的目标是多少"))
    said = "地区生产总值" in findings.evidence[0].sentence.text
    assert findings.names_missing == ("gdp",) or said
