"""Gold files are checked line by line, and answers judged by status, citations and facts."""

import json

import pytest

from assistant.answer import Answer, Citation, Route, Status
from corpus.library import load_plan
from eval.gold import GOLD, GoldError, load_gold
from eval.runner import judge, table

GOOD = {
    "id": "q1",
    "turns": ["电子商务增加值目标"],
    "kind": "number",
    "status": ["answered"],
    "sections": [["3/4/1", "B5/r7"]],
    "facts": [["2000亿元", "2000"]],
    "forbidden": ["1600"],
    "half": "dev",
}


@pytest.fixture(scope="module")
def plan():
    return load_plan("hangzhou-services-13-5")


def write(tmp_path, *lines):
    path = tmp_path / "my.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def answer(text, section="3/4/1", status=Status.ANSWERED):
    citation = Citation(1, "p", section, "", (), 22, "到 2020 年增加值达到 2000 亿元", 0, 0)
    return Answer("q", "p", Route.RETRIEVAL, status, text, citations=(citation,))


def test_a_gold_file_is_read(tmp_path, plan):
    (question,) = load_gold(write(tmp_path, json.dumps(GOOD, ensure_ascii=False), ""), plan)
    assert question.turns == ("电子商务增加值目标",)
    assert question.sections == (frozenset({"3/4/1", "B5/r7"}),)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": 5}, "id 应为文字"),
        ({"turns": []}, "turns"),
        ({"status": "answered"}, "status"),
        ({"facts": [[]]}, "facts"),
        ({"sections": [["9/9"]]}, "“9/9”在规划中不存在"),
    ],
)
def test_a_bad_line_is_named(tmp_path, plan, change, words):
    lines = [json.dumps(GOOD), json.dumps(GOOD | change)]
    with pytest.raises(GoldError, match=rf"my\.jsonl 第 2 行：.*{words}"):
        load_gold(write(tmp_path, *lines), plan)


def test_a_line_that_is_no_json_is_named(tmp_path, plan):
    with pytest.raises(GoldError, match=r"my\.jsonl 第 1 行：不是 JSON"):
        load_gold(write(tmp_path, "{"), plan)


@pytest.mark.parametrize(
    ("name", "count"),
    [("hangzhou-first", 200), ("hangzhou-blind", 100), ("hangzhou-blind2", 60)],
)
def test_the_gold_kept_here_fits_the_plan(plan, name, count):
    questions = load_gold(GOLD / f"{name}.jsonl", plan)
    assert len(questions) == count
    assert len({question.question_id for question in questions}) == count


@pytest.mark.parametrize(
    ("given", "right"),
    [
        (answer("目标 2000 亿元。[1]"), True),
        (answer("目标 2000 亿元，不是 1600。[1]"), False),  # forbidden
        (answer("目标 2000 亿元。[1]", section="3/4/2"), False),
        (answer("规划未提及。[1]", status=Status.NOT_IN_PLAN), False),
    ],
)
def test_judging(tmp_path, plan, given, right):
    (question,) = load_gold(write(tmp_path, json.dumps(GOOD)), plan)
    assert judge(question, given, gates=True).right is right
    assert judge(question, given, gates=False).right is False


def test_the_table_counts_by_kind(tmp_path, plan):
    (question,) = load_gold(write(tmp_path, json.dumps(GOOD)), plan)
    good = judge(question, answer("2000 亿元[1]"), gates=True)
    bad = judge(question, answer("2000 亿元[1]", section="0"), gates=True)
    assert table([good, bad]).splitlines()[-1] == "| all | 2 | 2 | 1 | 2 | 1 |"
