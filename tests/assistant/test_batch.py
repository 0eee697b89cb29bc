"""Batch: every line gets its answer, in order, and a bad line does not stop the rest."""

import json
import sys

import pytest

from assistant import batch, pipeline
from assistant.batch import run_batch
from assistant.cli import main
from assistant.settings import Settings
from corpus.errors import PlanQAError, QuestionError
from tests.assistant.plans import PLAN_ID
from tests.assistant.talk import HANGZHOU, ask, assert_contract, gold_turns


@pytest.fixture
def config(home, hangzhou):
    return Settings(home=home)


def write(path, *lines):
    """A file of these lines; what is no text is written as JSON."""
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", "utf-8")
    return path


def run(folder, config, *lines):
    """The answers to these lines, as read back from the file."""
    target = folder / "out.jsonl"
    run_batch(write(folder / "in.jsonl", *lines), target, config, lambda _: None)
    assert sorted(path.name for path in folder.iterdir()) == ["in.jsonl", "out.jsonl"]
    return [json.loads(line) for line in target.read_text("utf-8").splitlines()]


def test_order_and_ids_are_kept(tmp_path, config):
    ids = ["z9", "a1", "中", "a1", "0"]
    lines = [{"id": name, "turns": [f"专栏{n}讲什么"]} for n, name in enumerate(ids, 6)]
    answers = run(tmp_path, config, *lines)
    assert [answer["id"] for answer in answers] == ids
    assert [answer["citations"][0]["section"] for answer in answers] == [
        *("B6", "B7", "B8", "B9", "B10")
    ]
    for answer in answers:
        assert_contract(answer)


def test_an_answer_is_that_of_a_single_question(tmp_path, config, hangzhou):
    (answer,) = run(tmp_path, config, {"id": "q1", "turns": ["城西科创大走廊总面积多大"]})
    single = ask(hangzhou, "城西科创大走廊总面积多大").to_json()
    assert answer["latency_ms"] > 0
    assert {**answer, "latency_ms": 0} == {**single, "latency_ms": 0}


def test_the_turns_of_a_line_are_one_conversation(tmp_path, config):
    lines = [
        {"id": "d", "turns": ["金融服务业有哪些重点举措", "第三个是什么"]},
        {"id": "e", "turns": ["第三个是什么"]},  # of another conversation: no list before it
    ]
    first, second = run(tmp_path, config, *lines)
    assert first["question"] == "第三个是什么"
    assert first["citations"][0]["section"] == "3/3/2/3"
    assert "3/3/2/3" not in [citation["section"] for citation in second["citations"]]


@pytest.mark.parametrize(
    ("bad", "question_id", "words"),
    [
        ("{不是JSON", "line2", "第 2 行应为"),
        ("[" * 100_000, "line2", "第 2 行应为"),
        ('["专栏9"]', "line2", "第 2 行应为"),
        ({"id": "x"}, "x", "第 2 行应为"),
        ({"id": "x", "turns": []}, "x", "第 2 行应为"),
        ({"id": "x", "turns": "专栏9"}, "x", "第 2 行应为"),
        ({"id": "x", "turns": ["专栏9", 9]}, "x", "第 2 行应为"),
        ({"id": "x", "turns": ["专栏9"], "plan": 5}, "x", "第 2 行应为"),
        ({"id": "x", "turns": [""]}, "x", "没有收到问题"),
        ({"id": "x", "turns": ["好" * 10_000]}, "x", "问题过长"),
        ({"id": "x", "turns": ["专栏\u00079"]}, "x", "U+0007"),
        ({"id": "x", "turns": ["", "专栏9讲什么"]}, "x", "没有收到问题"),
        ({"id": "x", "turns": ["专栏9"], "plan": "nowhere"}, "x", "没有编号为“nowhere”的规划"),
    ],
)
def test_a_bad_line_says_so_and_the_rest_goes_on(tmp_path, config, bad, question_id, words):
    good = {"id": "good", "turns": ["专栏9讲什么"]}
    first, second, third = run(tmp_path, config, good, bad, {**good, "id": "too"})
    assert (first["id"], second["id"], third["id"]) == ("good", question_id, "too")
    assert first["text"] == third["text"]
    assert first["status"] == "answered"
    assert_contract(second)
    assert second["status"] == "clarify"
    assert words in second["text"]
    assert second["citations"] == []


@pytest.mark.parametrize(("given", "kept"), [(7, "7"), ("", ""), (None, "line1")])
def test_an_id_of_another_type(tmp_path, config, given, kept):
    (answer,) = run(tmp_path, config, {"id": given, "turns": ["专栏9讲什么"]})
    assert answer["id"] == kept


def test_half_a_character_does_not_stop_the_rest(tmp_path, config):
    lone = '{"id": "lone", "turns": ["\\ud800专栏9讲什么"]}'
    first, second = run(tmp_path, config, lone, {"id": "next", "turns": ["专栏9讲什么"]})
    assert first["id"] == "lone"
    assert first["question"] == "\ud800专栏9讲什么"
    assert second["text"] == first["text"]


def test_empty_lines_and_a_mark_at_the_start_are_passed_over(tmp_path, config):
    source = tmp_path / "in.jsonl"
    line = json.dumps({"id": "a", "turns": ["专栏9讲什么\u2028"]}, ensure_ascii=False)
    source.write_bytes(b"\xef\xbb\xbf" + f"\r\n{line}\r\n\n".encode())
    count, failed = run_batch(source, tmp_path / "out.jsonl", config, lambda _: None)
    assert (count, failed) == (1, 0)


def test_an_empty_file_gives_an_empty_file(tmp_path, config):
    assert run(tmp_path, config) == []


def test_lines_of_several_plans(tmp_path, home, library, hangzhou):
    config = Settings(home=home, plans=library)
    good = {"id": "y", "turns": ["专栏3讲什么"]}
    answers = run(tmp_path, config, {**good, "plan": PLAN_ID}, good, {**good, "plan": HANGZHOU})
    assert [answer["plan"] for answer in answers] == [PLAN_ID, PLAN_ID, HANGZHOU]
    assert [answer["status"] for answer in answers] == ["answered", "answered", "clarify"]


def test_two_hundred_lines_in_one_process(tmp_path, config, monkeypatch):
    built, told = [], []
    build = pipeline.build_assistant
    monkeypatch.setattr(
        pipeline, "build_assistant", lambda *a, **k: built.append(1) or build(*a, **k)
    )
    lines = [{"id": f"g{n}", "turns": list(turns)} for n, turns in enumerate(gold_turns())]
    assert len(lines) == 200
    source, target = write(tmp_path / "in.jsonl", *lines), tmp_path / "out.jsonl"
    assert run_batch(source, target, config, told.append) == (200, 0)
    answers = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert [answer["id"] for answer in answers] == [f"g{n}" for n in range(200)]
    assert all(answer["latency_ms"] > 0 for answer in answers)
    assert built == [1]
    assert [message for message in told if "200" in message] == [
        "已作答 100/200 题",
        "已作答 200/200 题",
    ]


# --- files --------------------------------------------------------------------------------------


def test_a_source_that_is_not_there(tmp_path, config):
    with pytest.raises(QuestionError, match="读不出问题文件"):
        run_batch(tmp_path / "none.jsonl", tmp_path / "out.jsonl", config, lambda _: None)
    assert list(tmp_path.iterdir()) == []


def test_a_source_that_is_a_folder(tmp_path, config):
    with pytest.raises(QuestionError, match="读不出问题文件"):
        run_batch(tmp_path, tmp_path / "out.jsonl", config, lambda _: None)


def test_a_source_in_another_encoding(tmp_path, config):
    source = tmp_path / "in.jsonl"
    source.write_bytes('{"id": "a", "turns": ["专栏9讲什么"]}'.encode("gb18030"))
    with pytest.raises(QuestionError, match="不是 UTF-8 编码"):
        run_batch(source, tmp_path / "out.jsonl", config, lambda _: None)


@pytest.mark.parametrize("place", ["none/out.jsonl", "file/out.jsonl", "folder"])
def test_a_target_that_cannot_be_written(tmp_path, config, place):
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    source = write(tmp_path / "in.jsonl", {"id": "a", "turns": ["专栏9讲什么"]})
    with pytest.raises(QuestionError, match="写不了结果文件"):
        run_batch(source, tmp_path / place, config, lambda _: None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", "in.jsonl"]


@pytest.mark.parametrize("error", [RuntimeError("broken"), KeyboardInterrupt()])
def test_a_failure_midway_leaves_the_old_target(tmp_path, config, monkeypatch, error):
    answer = batch._answer
    left = [1, 1]

    def failing(*args):
        if not left:
            raise error
        left.pop()
        return answer(*args)

    monkeypatch.setattr(batch, "_answer", failing)
    target = write(tmp_path / "out.jsonl", "old")
    lines = [{"id": str(n), "turns": ["专栏9讲什么"]} for n in range(5)]
    with pytest.raises(type(error)):
        run_batch(write(tmp_path / "in.jsonl", *lines), target, config, lambda _: None)
    assert target.read_text() == "old\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_no_line_can_be_answered_without_a_plan(tmp_path):
    (tmp_path / "plans").mkdir()
    source = write(tmp_path / "in.jsonl", {"id": "a", "turns": ["专栏9讲什么"]})
    config = Settings(home=tmp_path / "home", plans=tmp_path / "plans")
    with pytest.raises(PlanQAError, match="规划库是空的"):
        run_batch(source, tmp_path / "out.jsonl", config, lambda _: None)
    assert not (tmp_path / "out.jsonl").exists()


# --- the command --------------------------------------------------------------------------------


@pytest.mark.usefixtures("environment")
def test_the_command_reports_what_it_did(tmp_path, capsys):
    source = write(tmp_path / "in.jsonl", {"id": "a", "turns": ["专栏9讲什么"]}, "{")
    target = tmp_path / "out.jsonl"
    assert main(["batch", str(source), str(target)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1] == f"已作答 2 题，其中 1 题的输入有误；结果写入 {target}"
    assert len(target.read_text("utf-8").splitlines()) == 2


@pytest.mark.usefixtures("environment")
def test_the_command_ends_with_code_2_where_a_file_is_wrong(tmp_path, capsys):
    assert main(["batch", str(tmp_path / "none"), str(tmp_path / "out.jsonl")]) == 2
    assert capsys.readouterr().err.startswith("错误：读不出问题文件")


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX")
def test_the_target_can_be_read_by_others(tmp_path, config):
    run(tmp_path, config, {"id": "a", "turns": ["专栏9讲什么"]})
    assert (tmp_path / "out.jsonl").stat().st_mode & 0o777 == 0o644
