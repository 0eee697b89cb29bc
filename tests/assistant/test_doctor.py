"""`planqa doctor`: every step said, what is wrong with what to do, and the exit code."""

import json
import os
import stat

import pytest

from assistant.cli import main
from assistant.llm import endpoint as module
from tests.scripted_endpoint import (
    SCENARIOS,
    Reply,
    Request,
    ScriptedEndpoint,
    dead_url,
    silent_url,
)

KEY = "sk-sesame-42"
PARTS = ("语言模型", *(f"语言模型·{name}" for name in ("域名", "连接", "密钥", "作答")))
STREAM, STRUCTURED = "语言模型·逐段返回", "语言模型·结构化输出"
WAIT = 0.15  # seconds to the first words


@pytest.fixture(autouse=True)
def nothing_learned(monkeypatch):
    monkeypatch.setattr(module, "_LEARNED", {})


def helpful(request: Request) -> Reply:
    """What a model would say to the doctor."""
    said = '{"capital": "北京"}' if request.format else "杭州是浙江省的省会。"
    return Reply(said, first_wait=WAIT)


@pytest.fixture
def diagnosed(environment, monkeypatch, capsys):
    """Runs the doctor with these settings of the model: exit code, checks by name, all output."""

    def run(**given):
        for name, value in ({"timeout": "1"} | given if given else {}).items():
            monkeypatch.setenv(f"PLANQA_LLM_{name.upper()}", value)
        code = main(["doctor", "--json"])
        out, err = capsys.readouterr()
        told = json.loads(out)
        assert told["ok"] == (code == 0)
        return code, {check["name"]: check for check in told["checks"]}, out + err

    return run


def states(checks):
    return {name: check["state"] for name, check in checks.items()}


def test_without_a_model_all_is_well(diagnosed):
    code, checks, _ = diagnosed()
    assert code == 0
    assert states(checks) == {
        "设置": "ok",
        "数据文件夹": "ok",
        "规划库": "ok",
        "问答": "ok",
        "语言模型": "skipped",
    }
    assert checks["语言模型"]["words"] == "没有设。不用语言模型，planqa 照常作答。"


def test_a_model_that_does_all(diagnosed):
    with ScriptedEndpoint(helpful, key=KEY) as served:
        code, checks, said = diagnosed(url=served.url, model=served.model, key=KEY)
    assert code == 0
    assert all(states(checks)[name] == "ok" for name in (*PARTS, STREAM, STRUCTURED))
    assert "json_schema" in checks[STRUCTURED]["words"]
    first = float(checks[STREAM]["words"].split()[1])
    assert WAIT <= first < WAIT + 0.3
    assert "sesame" not in said


@pytest.mark.parametrize(
    ("takes", "method"),
    [("json_mode", "json_mode"), ("function_calling", "工具调用"), ("", "用文字要求")],
)
def test_the_method_that_works_is_told(diagnosed, takes, method):
    def answer(request: Request) -> Reply:
        wants_json = request.format or "JSON Schema" in request.words
        return Reply('{"capital": "北京"}' if wants_json else "杭州。")

    with ScriptedEndpoint(answer, takes=frozenset({takes} - {""})) as served:
        code, checks, _ = diagnosed(url=served.url, model=served.model)
    assert (code, checks[STRUCTURED]["words"]) == (0, f"合乎格式，方式是 {method}。")


def test_a_service_that_answers_whole(diagnosed):
    def answer(request: Request) -> Reply:
        return Reply('{"capital": "北京"}' if request.format else "杭州。", plain=True)

    with ScriptedEndpoint(answer) as served:
        code, checks, _ = diagnosed(url=served.url, model=served.model)
    assert code == 0
    assert checks[STREAM]["words"].startswith("服务只整段返回")


@pytest.mark.parametrize(
    ("name", "step", "said"),
    [
        ("key refused", "密钥", "不认密钥。请检查 PLANQA_LLM_KEY"),
        ("no money left", "密钥", "额度已用完"),
        ("no such model", "作答", "没有所设的模型。请检查 PLANQA_LLM_MODEL"),
        ("server fault", "作答", "模型服务出错"),
        ("HTML page", "作答", "看不懂。请检查 PLANQA_LLM_URL"),
        ("headers never come", "作答", "没有按时答完"),
        ("not JSON", "结构化输出", "没有按要求的格式作答"),
        ("cut stream", "作答", "中途断开"),
        ("stream ends too early", "作答", "中途断开"),
        ("no finish reason", "逐段返回", "中途断开"),
    ],
)
def test_what_is_wrong_is_said_at_its_step_and_the_rest_is_skipped(diagnosed, name, step, said):
    with ScriptedEndpoint(SCENARIOS[name]) as served:
        code, checks, _ = diagnosed(url=served.url, model=served.model)
    assert code == 2
    assert said in checks[f"语言模型·{step}"]["words"]
    assert [n for n, state in states(checks).items() if state == "failed"] == [f"语言模型·{step}"]
    names = list(checks)
    after = names[names.index(f"语言模型·{step}") + 1 :]
    assert {states(checks)[name] for name in after} <= {"skipped"}


def test_nothing_listens(diagnosed):
    code, checks, _ = diagnosed(url=dead_url(), model="m")
    assert code == 2
    assert checks["语言模型·连接"]["words"].startswith("连不上模型服务。请检查")


def test_a_silent_service(diagnosed):
    with silent_url() as url:
        code, checks, _ = diagnosed(url=url, model="m")
    assert code == 2
    assert states(checks)["语言模型·连接"] == "ok"
    assert "没有按时答完" in checks["语言模型·作答"]["words"]


def test_a_key_in_the_clear_is_warned_of(diagnosed, monkeypatch):
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("127.0.0.1", 9))])
    code, checks, _ = diagnosed(url="http://models.example.cn/v1", model="m", key=KEY)
    assert code == 2
    assert checks["语言模型"]["state"] == "warning"
    assert "明文" in checks["语言模型"]["words"]


def test_wrong_settings_are_said_and_nothing_else_is_tried(diagnosed):
    code, checks, _ = diagnosed(url="http://h/v1", model="m", calls="0")
    assert code == 2
    assert list(checks) == ["设置"]
    assert "PLANQA_LLM_CALLS" in checks["设置"]["words"]


def test_a_home_that_cannot_be_written_and_no_plans(diagnosed, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("PLANQA_HOME", str(tmp_path / "file" / "home"))
    monkeypatch.setenv("PLANQA_PLANS", str(tmp_path))
    code, checks, _ = diagnosed()
    assert code == 2
    assert states(checks) == {
        "设置": "ok",
        "数据文件夹": "failed",
        "规划库": "failed",
        "问答": "skipped",
        "语言模型": "skipped",
    }
    assert "PLANQA_HOME" in checks["数据文件夹"]["words"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_a_settings_file_others_can_read_is_warned_of(diagnosed, monkeypatch, tmp_path):
    path = tmp_path / "own.toml"
    path.write_text('admin_password = "sesame"\n', "utf-8")
    monkeypatch.setenv("PLANQA_CONFIG", str(path))
    path.chmod(stat.S_IRUSR | stat.S_IRGRP)
    code, checks, said = diagnosed()
    assert (code, checks["设置"]["state"]) == (0, "warning")
    assert f"chmod 600 {path}" in checks["设置"]["words"]
    assert "sesame" not in said
    path.chmod(stat.S_IRUSR)
    assert diagnosed()[1]["设置"]["state"] == "ok"


def test_the_text_has_a_line_a_step(environment, capsys):
    assert main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 7
    assert lines[0] == "[正常] 设置：取自环境变量和默认值，没有设置文件。"
    assert lines[-1] == "没有发现问题。"
