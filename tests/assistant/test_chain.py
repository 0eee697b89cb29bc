"""The retrieval chain: each step can run alone, and out of order they say what is missing."""

import pytest
from langchain_core.runnables import Runnable

from assistant.answer import Route, Status
from assistant.chain import ChainState, build_chain
from assistant.evidence import EvidenceFinder
from assistant.figure_table import FigureTable
from assistant.lexicon import Lexicon
from assistant.question import parse_question
from assistant.retrieval_route import RetrievalRoute
from assistant.section_writer import SectionWriter


@pytest.fixture(scope="module")
def chain(hangzhou):
    retriever = hangzhou.index.retriever
    lexicon = Lexicon(retriever)
    writer = SectionWriter(hangzhou.plan)
    table = FigureTable(hangzhou.plan, lexicon, retriever.embedder)
    finder = EvidenceFinder(hangzhou.plan, retriever, lexicon, hangzhou.ranker)
    return build_chain(RetrievalRoute(hangzhou.plan, finder, writer, lexicon, table))


def state(text, **rest):
    return ChainState(parse_question(text), **rest)


def test_the_chain_is_a_langchain_runnable(chain):
    assert isinstance(chain, Runnable)


def test_from_question_to_answer(chain):
    answer = chain.invoke(state("行业协会商会和谁脱钩"))
    assert (answer.route, answer.status) == (Route.RETRIEVAL, Status.ANSWERED)
    assert answer.question == "行业协会商会和谁脱钩"
    assert answer.plan == "hangzhou-services-13-5"
    assert "与行政机关脱钩" in answer.citations[0].quote


def test_a_refusal_has_its_own_route(chain):
    answer = chain.invoke(state("宁波的旅游休闲业增加值是多少"))
    assert (answer.route, answer.status) == (Route.REFUSAL, Status.NOT_IN_PLAN)


def test_each_step_adds_to_the_state(chain):
    find, compose, finish = chain.steps
    asked = state("城西科创大走廊总面积多大")
    found = find.invoke(asked)
    assert asked.findings is None
    assert found.findings.evidence[0].section.path == "4/3"
    composed = compose.invoke(found)
    assert composed.composed.status is Status.ANSWERED
    assert composed.findings is found.findings
    assert "224平方公里" in finish.invoke(composed).text


def test_a_scope_reaches_the_evidence(chain):
    find = chain.steps[0]
    found = find.invoke(state("发展目标", scope="3/9"))
    assert found.findings.evidence[0].section.path.startswith("3/9")


@pytest.mark.parametrize("step", [1, 2])
def test_a_step_without_the_one_before_says_what_it_needs(chain, step):
    with pytest.raises(ValueError, match=r"run the .* step first"):
        chain.steps[step].invoke(state("专栏9"))


def test_many_questions_at_once_give_what_each_gives_alone(chain):
    states = [state("行业协会商会和谁脱钩"), state("城西科创大走廊总面积多大")]
    assert [a.text for a in chain.batch(states)] == [chain.invoke(s).text for s in states]
