"""Whether the best evidence answers: signs, weighed."""

import json
import math
from importlib.resources import files

import pytest

from assistant import support
from assistant.answer import Conversation, Status
from assistant.question import parse_question
from assistant.support import SIGNS, probability
from assistant.trees import trees_of
from assistant.weighing import Weighing

HELD = json.loads((files("assistant") / "support.json").read_text("utf-8"))
# Signs that are no share, and none of counts or lengths.
UNBOUNDED = {"weight", "words", "carrying", "length", "score", "margin", "names", "places"}
UNBOUNDED |= {"elsewhere", "likeness", "section_likeness"}


def signs_of(assistant, text):
    question = parse_question(text, assistant.plan.meta.period)
    findings = assistant.retrieval.find(question, None)
    return assistant.retrieval.support.signs(question, findings)


def ask(assistant, text):
    return assistant.ask(Conversation(), text)


@pytest.mark.parametrize(
    "question",
    ["跨境电子商务园区怎么建设", "谁来扶持老字号", "月球基地建在哪里", "为什么要发展会展业"],
)
def test_signs_are_numbers_and_shares_are_shares(hangzhou, question):
    signs = signs_of(hangzhou, question)
    assert list(signs) == list(SIGNS)
    assert all(map(math.isfinite, signs.values()))
    assert all(-1 <= value <= 1 for name, value in signs.items() if name not in UNBOUNDED)
    assert 0 < probability(signs) < 1


def test_the_words_of_the_plan_speak_for_it(hangzhou):
    told = signs_of(hangzhou, "谁来负责老字号商标的认定和保护")
    assert told["subject_letters"] > 0.9
    assert told["unsaid"] < 0.1
    assert told["names"] == 0
    assert (told["who"], told["why"]) == (1, 0)


def test_words_the_plan_has_nowhere_speak_against_it(hangzhou):
    told = signs_of(hangzhou, "月球基地的氦三怎么开采")
    assert told["unsaid"] > 0.5
    assert told["names"] == 1


def test_the_file_fits_the_signs():
    assert len(HELD["weights"]) == len(SIGNS)
    assert len(HELD["trees"]) >= 50


def test_signs_are_weighed_in_their_order(monkeypatch):
    weights = [0.0] * len(SIGNS)
    weights[list(SIGNS).index("rank")] = 4
    model = Weighing(0.0, trees_of([]), -1.0, weights)
    monkeypatch.setattr(support, "weighing_of", lambda _: model)
    signs = dict.fromkeys(SIGNS, 0.0) | {"rank": 0.5}
    assert probability(signs) == pytest.approx((0.5 + 1 / (1 + math.exp(-1))) / 2)


@pytest.mark.parametrize(
    ("question", "section", "words"),
    [
        ("大白天货车进城老堵，半夜里给超市送货这事，有没有松动的意思", "3/6/2/2", "夜间配送"),
    ],
)
def test_other_words_than_the_plans_are_answered(hangzhou, question, section, words):
    answer = ask(hangzhou, question)
    assert answer.status is Status.ANSWERED
    assert section in {citation.section for citation in answer.citations}
    assert words in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "云栖大会一年几月份开，由哪家公司主办？",
        "想在梅家坞开间民宿，执照该跑哪个部门办",
        "老小区爬楼太吃力，装电梯这桩事先紧着哪几幢来？",
    ],
)
def test_a_near_miss_is_no_answer(hangzhou, question):
    assert ask(hangzhou, question).status is Status.NOT_IN_PLAN
