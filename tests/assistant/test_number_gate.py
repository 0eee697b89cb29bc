"""The number gate: right answers pass, answers with one figure made wrong do not."""

import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Status
from assistant.gates import check, without_unsupported
from assistant.number_gate import number_faults
from tests.assistant.mutations import SORTS, mutate
from tests.assistant.talk import ask

GOLD = Path(__file__).parents[2] / "eval" / "gold"
WANTED = 500  # right answers, and at least as many wrong ones


@pytest.fixture(scope="module")
def answers(hangzhou, yunxi):
    """Answers with figures to the questions that the evaluation keeps, and their plans."""
    found = []
    for assistant in (hangzhou, yunxi):
        for path in sorted((GOLD / assistant.plan.plan_id).glob("*.jsonl")):
            for line in path.read_text("utf-8").splitlines():
                turns = json.loads(line)["turns"]
                for last in range(1, len(turns) + 1):
                    answer = assistant.ask_last(turns[:last])
                    told = answer.status in {Status.ANSWERED, Status.CONFLICT} and answer.citations
                    if told and mutate(answer, "digit", random.Random(0)) is not None:
                        found.append((answer, assistant.plan))
    return found


def test_right_answers_pass(answers):
    """At most 0.5 % of untouched answers may be flagged; none is."""
    assert len(answers) >= WANTED
    assert [a.text for a, plan in answers if check(a, plan)] == []


def test_answers_made_wrong_do_not(answers):
    """At least 99.5 % of wrong digits, units, years, signs, scales, lost qualifiers are caught."""
    rng = random.Random(20)
    caught, made, missed = Counter(), Counter(), []
    for answer, plan in answers:
        for sort in SORTS:
            wrong = mutate(answer, sort, rng)
            if wrong is None:
                continue
            made[sort] += 1
            if check(wrong, plan):
                caught[sort] += 1
            else:
                missed.append((sort, answer.text, wrong.text))
    assert all(made[sort] >= 100 for sort in SORTS), made
    share = sum(caught.values()) / sum(made.values())
    assert share >= 0.995, (share, caught, made, missed[:5])


@pytest.mark.parametrize(
    ("question", "right", "wrong", "fault"),
    [
        ("2020年旅游休闲业增加值目标是多少", "1150 亿元", "1150 万元", "1150 万元"),
        ("2020年旅游休闲业增加值目标是多少", "2020年目标值", "2015年目标值", "2015年 1150 亿元"),
        ("旅游休闲业2020年比2015年多多少", "430.32 亿元（", "430.32 万元（", "430.32 万元"),
        ("旅游休闲业增加值2020年比2015年多多少", "增加 430.32", "增加 -430.32", "-430.32"),
        ("服务业增加值目标是多少", "“超过9000亿元”", "“9000亿元左右”", "“9000亿元左右”"),
        ("2020年社会消费品零售总额目标", "突破6700亿元", "6700亿元", "6700亿元 限定词"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(hangzhou, question, right, wrong, fault):
    answer = ask(hangzhou, question)
    assert number_faults(answer, hangzhou.plan) == []
    assert right in answer.text
    spoilt = replace(answer, text=answer.text.replace(right, wrong, 1))
    assert any(found.startswith(fault) for found in number_faults(spoilt, hangzhou.plan))


def test_a_sentence_with_a_figure_of_its_own_is_left_out(hangzhou):
    answer = ask(hangzhou, "2020年旅游休闲业增加值目标是多少")
    spoilt = replace(answer, text=f"{answer.text}另有 77 亿元。")
    left = without_unsupported(spoilt, hangzhou.plan)
    assert left is not None
    assert "77" not in left.text
    assert "1150 亿元[1]" in left.text
    assert left.text.endswith("（有的数字未能核对，已略去。）")
    assert left.value is None
    assert check(left, hangzhou.plan) == []


def test_nothing_is_left_of_an_answer_that_is_wrong_throughout(hangzhou):
    answer = ask(hangzhou, "2020年旅游休闲业增加值目标是多少")
    spoilt = replace(answer, text=answer.text.replace("1150", "1160"))
    assert without_unsupported(spoilt, hangzhou.plan) is None
