"""`planqa eval` as an office uses it: its own plan, its own questions."""

import json
from contextlib import closing

import pytest
import yaml

from assistant.cli import main as planqa
from assistant.database.store import open_store
from assistant.feedback import Feedback
from eval.cli import main
from eval.records import read_run
from tests.assistant.scripted_model import claims, handle_of
from tests.scripted_endpoint import Reply, ScriptedEndpoint

PLAN = """一、总体要求

（一）发展目标。

到 2035 年，全市旅游收入力争达到 90 亿元，接待游客 70 万人次以上。游客满意度保持全省前列。

（二）空间布局。

构建“一心两带”布局，打造滨江核心区、北岸休闲带、南岸文化带。

二、保障措施

（一）加强领导。

建立联席会议制度，每年开展评估。
"""
GOLD = [
    {
        "id": "a1",
        "turns": "2035年全市旅游收入目标是多少",
        "kind": "number",
        "sections": [["1/1"]],
        "facts": ["90亿元"],
        "number": {"value": 90, "unit": "亿元", "year": 2035, "qualifier": "力争"},
    },
    {"id": "a2", "turns": ["怎样加强领导"], "kind": "measures", "sections": [["2/1"]]},
    {"id": "a3", "turns": ["低空经济怎么发展"], "kind": "refusal", "status": ["not_in_plan"]},
]


@pytest.fixture
def office(tmp_path, monkeypatch):
    folder = tmp_path / "plans" / "my-plan"
    folder.mkdir(parents=True)
    (folder / "plan.txt").write_text(PLAN, "utf-8")
    (folder / "plan.toml").write_text(
        'title = "滨江市旅游业发展规划"\ntext = "plan.txt"\nperiod = [2031, 2035]\n', "utf-8"
    )
    (tmp_path / "my.yaml").write_text(yaml.safe_dump(GOLD, allow_unicode=True), "utf-8")
    monkeypatch.setenv("PLANQA_PLANS", str(tmp_path / "plans"))
    monkeypatch.setenv("PLANQA_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


OWN = ["--gold", "my.yaml", "--plan", "my-plan"]


def test_an_office_runs_its_own_questions(office, capsys):
    assert planqa(["eval", *OWN, "--out", "run.jsonl", "--wrong"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[-2].split()[:3] == ["全部", "3", "100.0%"]
    run = read_run(office / "run.jsonl")
    assert [record.key for record in run.records] == [f"my-plan/my/a{n}" for n in (1, 2, 3)]
    assert run.info.plans.keys() == {"my-plan"}


def test_ways_of_answering_are_compared(office, capsys, monkeypatch):
    measure = "建立联席会议制度，每年开展评估。"

    def reply(request):
        if measure not in request.words:
            return Reply('{"pairs": []}')
        text = f"加强领导方面，规划要求{measure}"
        return Reply(claims((text, handle_of(request.words, measure), measure)))

    with ScriptedEndpoint(reply) as endpoint:
        monkeypatch.setenv("PLANQA_LLM_URL", endpoint.url)
        monkeypatch.setenv("PLANQA_LLM_MODEL", endpoint.model)
        ways = ["--with", "extractive", "model", "whole", "--workers", "1"]
        assert main(["run", *OWN, "--out", "run.jsonl", *ways]) == 0
    out = capsys.readouterr().out
    table = {line.split()[0]: line.split()[1:] for line in out.splitlines()[-8:] if line.split()}
    assert table["违反底线"] == ["0", "0", "0"]
    assert table["由模型表述"] == ["0", "1", "1"]
    for way in ("extractive", "model", "whole"):
        run = read_run(office / f"run-{way}.jsonl")
        assert run.info.way == way
        assert all(record.right for record in run.records)


def test_a_way_with_a_model_needs_one(office, capsys):
    assert main(["run", *OWN, "--with", "model"]) == 2
    assert "PLANQA_LLM_URL" in capsys.readouterr().err


def test_its_ci_stops_a_worse_answer(office, capsys):
    assert main(["run", *OWN, "--out", "run.jsonl", "--noise"]) == 0
    assert main(["baseline", "run.jsonl", "--baseline", "b.jsonl", "--history", "h.jsonl"]) == 0
    gate = ["gate", *OWN, "--baseline", "b.jsonl", "--workers", "1"]
    reports = ["--html", "r.html", "--md", "r.md", "--junit", "r.xml"]
    assert main([*gate, *reports]) == 0
    assert "通过：无显著变化" in capsys.readouterr().out
    assert all((office / name).stat().st_size for name in ("r.html", "r.md", "r.xml"))
    fewer = yaml.safe_dump(GOLD[:2], allow_unicode=True)
    (office / "my.yaml").write_text(fewer, "utf-8")
    assert main(gate) == 1
    assert "基线里的题目不见了：my-plan/my/a3" in capsys.readouterr().out
    (office / "my.yaml").write_text(yaml.safe_dump(GOLD, allow_unicode=True), "utf-8")
    plan = office / "plans" / "my-plan" / "plan.txt"
    plan.write_text(PLAN.replace("力争达到 90 亿元", "力争达到 80 亿元"), "utf-8")
    assert main(gate) == 1
    out = capsys.readouterr().out
    assert "不通过：违反底线" in out
    assert "facts 中的“90亿元”不在所列章节（1/1）的原文里" in out


def test_several_processes_and_one_give_the_same(office):
    assert main(["run", *OWN, "--out", "one.jsonl", "--noise", "--workers", "1"]) == 0
    assert main(["run", *OWN, "--out", "two.jsonl", "--noise", "--workers", "2", "--repeat"]) == 0
    one, two = read_run(office / "one.jsonl"), read_run(office / "two.jsonl")
    assert len(one.records) > 15
    assert [r.digest for r in one.records] == [r.digest for r in two.records]
    assert main(["compare", "one.jsonl", "two.jsonl"]) == 0


def test_a_run_goes_on_where_it_was_stopped(office, monkeypatch, capsys):
    import eval.runner as runner

    record, asked = runner._record, []

    def stopping(task, *rest):
        if len(asked) == 2:
            raise KeyboardInterrupt
        asked.append(task.key)
        return record(task, *rest)

    arguments = ["run", *OWN, "--out", "run.jsonl", "--workers", "1"]
    monkeypatch.setattr(runner, "_record", stopping)
    assert main(arguments) == 2
    assert "--resume" in capsys.readouterr().err
    asked.clear()
    monkeypatch.setattr(
        runner, "_record", lambda task, *rest: (asked.append(task.key), record(task, *rest))[1]
    )
    assert main([*arguments, "--resume"]) == 0
    assert asked == ["my-plan/my/a3"]
    assert len(read_run(office / "run.jsonl").records) == 3
    assert not list(office.glob(".*partial"))


@pytest.mark.parametrize(
    ("step", "scores"),
    [
        ("reading", {"reading"}),
        ("retrieval", {"ndcg", "rr", "recall5", "first5"}),
        ("numbers", {"number", "value"}),
    ],
)
def test_one_step_alone(office, step, scores):
    assert main(["run", *OWN, "--step", step, "--out", "run.jsonl"]) == 0
    records = read_run(office / "run.jsonl").records
    assert all(set(record.scores) == scores for record in records)
    assert len(records) == {"reading": 3, "retrieval": 2, "numbers": 1}[step]


def test_a_slice(office, capsys):
    assert main(["run", *OWN, "--kind", "refusal", "--out", "run.jsonl"]) == 0
    assert [r.key for r in read_run(office / "run.jsonl").records] == ["my-plan/my/a3"]
    assert main(["run", *OWN, "--id", "zz"]) == 2
    assert "没有符合条件的题目" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "--gold", "none.yaml", "--plan", "my-plan"], "读不出题目文件：none.yaml"),
        (["run", "--plan", "no-plan"], "没有规划“no-plan”的题目"),
        (["gate", *OWN, "--baseline", "none.jsonl"], "读不出文件：none.jsonl"),
        (["gate", *OWN, "--baseline", "my.yaml"], "my.yaml 不是 JSONL 文件"),
        (["report", "my.yaml"], "my.yaml 不是 JSONL 文件"),
    ],
)
def test_what_cannot_be_used_is_told(office, capsys, words, message):
    assert main(words) == 2
    assert message in capsys.readouterr().err


def test_gold_is_checked_without_asking(office, capsys):
    assert main(["check", "my.yaml", "--plan", "my-plan"]) == 0
    wrong = [GOLD[0] | {"facts": ["91亿元"]}]
    (office / "my.yaml").write_text(yaml.safe_dump(wrong, allow_unicode=True), "utf-8")
    assert main(["check", "my.yaml", "--plan", "my-plan"]) == 2
    assert "my.yaml 第 1 行：facts 中的“91亿元”不在" in capsys.readouterr().err


def test_feedback_becomes_draft_questions_that_want_filling_in(office, capsys):
    said = {"time": "2026-01-01T00:00:00+00:00", "plan": "my-plan", "status": "answered"}
    said |= {"text": "90 亿元[1]", "sections": ("1/1",)}
    wrong = Feedback(turns=("收入", "那游客呢"), useful=False, reason="答的是收入", **said)
    for one in (wrong, wrong, Feedback(turns=("收入",), useful=True, reason="", **said)):
        with closing(open_store(office / "home")) as store:
            store.feedback.add(one)
    assert main(["draft", "--plan", "my-plan", "--out", "d.yaml"]) == 0
    (draft,) = yaml.safe_load((office / "d.yaml").read_text("utf-8"))
    assert draft["turns"] == ["收入", "那游客呢"]
    assert "用户说：答的是收入。" in draft["note"]
    assert main(["check", "d.yaml", "--plan", "my-plan"]) == 2
    assert "d.yaml 第 3 行：kind 应为其中之一" in capsys.readouterr().err
    assert main(["draft", "--plan", "my-plan", "--out", "d.yaml"]) == 2
    assert "已存在，不覆盖" in capsys.readouterr().err


def test_a_report_from_a_kept_run(office, capsys):
    assert main(["run", *OWN, "--out", "run.jsonl"]) == 0
    assert main(["report", "run.jsonl", "--baseline", "run.jsonl"]) == 2
    capsys.readouterr()
    assert main(["baseline", "run.jsonl", "--baseline", "b.jsonl", "--history", "h.jsonl"]) == 0
    assert json.loads((office / "h.jsonl").read_text("utf-8"))["questions"] == 3
    assert main(["report", "run.jsonl", "--baseline", "b.jsonl"]) == 0
    assert "与基线相比没有变化（3 题）" in capsys.readouterr().out
