"""Comparison, gate, baseline, history and the reports, on runs small enough to know by heart."""

import json
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from eval.baseline import BaselineError, raise_baseline, read_baseline
from eval.compare import compare, snapshot
from eval.gate import Outcome, judge_run
from eval.history import append_summary, read_history, summary
from eval.junit import junit_xml
from eval.records import Record, RunError, read_run, write_run
from eval.report import html_report, markdown_report, terminal_report
from tests.eval.conftest import run_of

ANSWER = {
    "text": "目标 2000 亿元。[1]",
    "status": "answered",
    "route": "retrieval",
    "latency_ms": 4.0,
}
CITATION = {
    "n": 1,
    "label": "三、（四）1.",
    "page": 22,
    "quote": "达到 2000 亿元",
    "section": "3/4/1",
}


def record(name, *, right=1.0, noise="", violations=(), gold="g" * 64, text="目标 2000 亿元。[1]"):
    return Record(
        key=f"p/s/{name}" + (f"~{noise}" if noise else ""),
        kind="number",
        half="dev" if name < "q05" else "test",
        turns=(f"问题{name}<b>|",),
        gold=gold,
        noise=noise,
        of=f"p/s/{name}" if noise else "",
        by_rule=bool(noise),
        scores={"right": right, "status": right},
        violations=violations,
        answer=ANSWER | {"text": text, "citations": [CITATION]},
    )


def records(wrong=(), **options):
    names = [f"q{n:02d}" for n in range(20)]
    return [record(name, right=float(name not in wrong), **options) for name in names]


GOOD = run_of(records())
EIGHT = {f"q{n:02d}" for n in range(8)}


def test_a_run_survives_the_disk(tmp_path):
    write_run(GOOD, tmp_path / "a" / "run.jsonl")
    assert read_run(tmp_path / "a" / "run.jsonl") == GOOD


@pytest.mark.parametrize("text", ["", "[]\n", '{"a": 1}\n', "没有 JSON\n"])
def test_what_is_no_run_is_told(tmp_path, text):
    (tmp_path / "x.jsonl").write_text(text, "utf-8")
    with pytest.raises(RunError, match=r"x\.jsonl"):
        read_run(tmp_path / "x.jsonl")


def test_what_broke_and_what_healed():
    found = compare(snapshot(run_of(records({"q01"}))), snapshot(run_of(records({"q02"}))))
    assert [c.key for c in found.broke] == ["p/s/q02"]
    assert [c.key for c in found.healed] == ["p/s/q01"]
    right = found.metrics[0]
    assert (right.name, right.before, right.after, right.count) == ("right", 0.95, 0.95, 20)
    assert not right.is_worse
    assert not right.is_better


def test_questions_whose_gold_differs_are_not_compared():
    other = run_of([*records()[1:], record("q00", right=0.0, gold="h" * 64)])
    found = compare(snapshot(GOOD), snapshot(other))
    assert (found.rewritten, found.broke, found.shared) == (("p/s/q00",), (), 19)


@pytest.mark.parametrize(
    ("wrong", "outcome"),
    [(set(), Outcome.SAME), ({"q01"}, Outcome.SAME), (EIGHT, Outcome.WORSE)],
)
def test_worse_by_more_than_chance_fails(wrong, outcome):
    said = judge_run(run_of(records(wrong)), snapshot(GOOD))
    assert said.outcome is outcome
    assert said.outcome.passes is (outcome is Outcome.SAME)
    assert len(said.comparison.broke) == len(wrong)


def test_better_by_more_than_chance_says_so():
    said = judge_run(GOOD, snapshot(run_of(records(EIGHT))))
    assert said.outcome is Outcome.BETTER
    assert "全对：60.0% → 100.0%" in said.reasons[0]


def test_one_violation_is_enough_and_is_named():
    bad = [*records()[1:], record("q00", violations=(("misquote", "[1] 三、（四）1."),))]
    said = judge_run(run_of(bad), snapshot(GOOD))
    assert said.outcome is Outcome.BROKEN
    assert said.reasons == ("p/s/q00（问题q00<b>|）引文与原文不符：[1] 三、（四）1.",)


@pytest.mark.parametrize(("kind", "passes"), [("wrong_number", True), ("misquote", False)])
def test_a_garbled_question_may_have_another_figure_but_no_misquote(kind, passes):
    garbled = record("q00", noise="dropped", violations=((kind, "x"),))
    said = judge_run(run_of([*records(), garbled]), snapshot(GOOD))
    assert said.outcome.passes is passes


def test_taking_questions_out_does_not_pass():
    said = judge_run(run_of(records()[1:]), snapshot(GOOD))
    assert said.outcome is Outcome.WORSE
    assert said.reasons == ("基线里的题目不见了：p/s/q00",)


def test_a_fall_under_noise_is_seen():
    clean = records()
    before = run_of([*clean, *records(noise="pinyin")])
    after = run_of([*clean, *records(EIGHT, noise="pinyin")])
    said = judge_run(after, snapshot(before))
    assert said.outcome is Outcome.WORSE
    assert said.reasons[0].startswith("全对（pinyin）：100.0% → 60.0%")


def test_a_baseline_survives_the_disk(tmp_path):
    path = tmp_path / "baseline.jsonl"
    run = run_of([*records({"q03"}), *records({"q04"}, noise="pinyin")])
    raise_baseline(run, path)
    held = read_baseline(path)
    assert judge_run(run, held.standing).outcome is Outcome.SAME
    assert compare(held.standing, snapshot(run)).shared == 40
    assert len(path.read_text("utf-8").splitlines()) == 21


def test_a_baseline_is_never_lowered_silently(tmp_path):
    path = tmp_path / "baseline.jsonl"
    raise_baseline(GOOD, path)
    with pytest.raises(BaselineError, match=r"全对 100\.0% → 95\.0%.*--reason"):
        raise_baseline(run_of(records({"q01"})), path)
    raise_baseline(run_of(records({"q01"})), path, reason="题目本身有误")
    (lowered,) = read_baseline(path).info["lowered"]
    assert lowered["why"] == "题目本身有误"
    assert "全对 100.0% → 95.0%" in lowered["what"]


def test_a_run_with_violations_is_no_baseline(tmp_path):
    bad = run_of([record("q00", violations=(("crash", "x"),))])
    with pytest.raises(BaselineError, match="程序出错：x"):
        raise_baseline(bad, tmp_path / "baseline.jsonl", reason="无论如何")
    assert not (tmp_path / "baseline.jsonl").exists()


def test_history_is_appended(tmp_path):
    path = tmp_path / "history.jsonl"
    append_summary(GOOD, path)
    append_summary(run_of([*records({"q07"}), *records(EIGHT, noise="pinyin")], commit="abc"), path)
    first, second = read_history(path, tmp_path / "none.jsonl")
    assert first == json.loads(json.dumps(summary(GOOD)))
    assert (second["commit"], second["questions"], second["noise"]) == ("abc", 20, {"pinyin": 0.6})
    assert second["figures"]["right"] == 0.95
    assert second["dev"]["right"] == 1.0
    assert second["latency_ms"] == {"p50": 4.0, "p95": 4.0}


def test_junit_tells_failed_from_known():
    baseline = snapshot(run_of(records({"q02"})))
    run = run_of([*records({"q01", "q02"})[:19], record("q19", violations=(("crash", "x\x00y"),))])
    root = ET.fromstring(junit_xml(run, judge_run(run, baseline)))
    suite = root[0]
    assert suite.attrib == {
        "name": "p/s",
        "tests": "20",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
    }
    outcomes = {case.attrib["name"][:3]: case[0].tag for case in suite if len(case)}
    assert outcomes == {"q01": "failure", "q02": "skipped", "q19": "error"}


def test_junit_without_a_baseline_fails_every_wrong_answer():
    root = ET.fromstring(junit_xml(run_of(records({"q01", "q02"}))))
    assert root[0].attrib["failures"] == "2"


def test_markdown_lists_what_changed_and_stays_a_table():
    run = run_of(records({"q01"}))
    text = markdown_report(run, judge_run(run, snapshot(GOOD)))
    assert "**通过：无显著变化**" in text
    assert "### 变差的题（1）" in text
    assert "| `p/s/q01` 问题q01<b>\\| | 全对 作答状态 | |" in text
    assert "| 全对 | 80.0% | 100.0% | 95.0% | 20 |" in text


def test_the_page_is_self_contained_and_escapes_what_it_shows():
    run = run_of([*records({"q01"}), *records(EIGHT, noise="pinyin")])
    page = html_report(run, judge_run(run, snapshot(GOOD)), [summary(GOOD), summary(run)])
    assert not re.search(r"(?:src|href)\s*=|url\(|@import", page)
    assert "<b>|" not in page
    assert "问题q01&lt;b&gt;|" in page
    assert "拼音" in page
    assert 'points="0.0,0.0 640.0,8.0"' in page


def test_the_terminal_table_lines_up():
    lines = terminal_report(run_of(records({"q01"}))).splitlines()
    assert lines[0].split() == ["题型", "题数", "全对", "作答状态"]
    assert lines[-1].split() == ["全部", "20", "95.0%", "95.0%"]


def test_a_right_question_with_a_violation_is_not_right():
    assert not replace(records()[0], violations=(("misquote", ""),)).right
