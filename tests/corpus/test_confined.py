"""A process that reads a file is stopped by its limits, and nothing of it is left."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus.confined import Limits, run_confined
from corpus.errors import PlanFileError

HOSTILE = "tests.corpus.hostile"
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of Linux")


def run(name: str, folder: Path, limits: Limits | None = None, **arguments: object) -> object:
    return run_confined(f"{HOSTILE}:{name}", arguments, folder, limits=limits)


def is_gone(pid: int) -> bool:
    """Whether a process has ended; one that waits to be reaped by init has."""
    try:
        return " Z " in Path(f"/proc/{pid}/stat").read_text("utf-8")
    except FileNotFoundError:
        return True


def wait_until(happened) -> bool:
    until = time.monotonic() + 10
    while not happened():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def test_gives_what_the_function_returns(tmp_path: Path) -> None:
    assert run("double", tmp_path, number=21) == 42


def test_an_error_for_the_user_is_passed_on(tmp_path: Path) -> None:
    with pytest.raises(PlanFileError, match=r"^文件加了密码，请去掉。$"):
        run("say", tmp_path, words="文件加了密码，请去掉。")


@linux
@pytest.mark.parametrize(
    ("name", "limits", "words"),
    [
        ("fill_memory", Limits(memory=1 << 29), "内存超过 0.5 GB"),
        ("spin", Limits(cpu=1), "处理器时间超过 1 秒"),
        ("spin", Limits(wall=1.0), "超过 1 秒仍未完成"),
        ("fill_disk", Limits(file=5 << 20), "异常地大"),
        ("crash", Limits(), "意外结束（代码 -6）"),
        ("recurse", Limits(), "内存超过 4.0 GB"),
        ("no_such_function", Limits(), "意外结束（代码 1）"),
    ],
)
def test_what_goes_beyond_the_limits_is_stopped_and_said(
    tmp_path: Path, name: str, limits: Limits, words: str
) -> None:
    began = time.monotonic()
    with pytest.raises(PlanFileError) as caught:
        run(name, tmp_path, limits)
    assert words in str(caught.value)
    assert "请" in str(caught.value)  # what to do
    assert time.monotonic() - began < 20


@linux
def test_children_are_killed_with_it(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    with pytest.raises(PlanFileError, match="仍未完成"):
        run("wait", tmp_path, Limits(wall=2.0), pid_file=str(pids))
    started = [int(pid) for pid in pids.read_text("utf-8").split()]
    assert len(started) == 2
    assert wait_until(lambda: all(map(is_gone, started)))


@linux
def test_it_dies_with_the_process_that_waits_for_it(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    code = (
        "from pathlib import Path; from corpus.confined import run_confined;"
        f"run_confined('{HOSTILE}:wait', {{'pid_file': {str(pids)!r}}}, Path({str(tmp_path)!r}))"
    )
    path = os.pathsep.join(sys.path)
    waiting = subprocess.Popen([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": path})
    assert wait_until(lambda: pids.is_file() and len(pids.read_text("utf-8").split()) == 2)
    waiting.kill()
    waiting.wait()
    reader = int(pids.read_text("utf-8").split()[0])
    assert wait_until(lambda: is_gone(reader))


def test_giving_up_ends_it(tmp_path: Path) -> None:
    def give_up(passed: float) -> None:
        raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run_confined(f"{HOSTILE}:spin", {}, tmp_path, tick=give_up)
    assert time.monotonic() - began < 10


@linux
def test_there_is_no_network(tmp_path: Path) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    with server, pytest.raises(PlanFileError, match="意外结束"):
        run("connect", tmp_path, port=server.getsockname()[1])
    assert "no network" in (tmp_path / "log.txt").read_text("utf-8")


def test_settings_and_their_secrets_stay_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANQA_ADMIN_PASSWORD", "geheim")
    seen = run("environment", tmp_path)
    assert "geheim" not in str(seen)


def test_a_module_beside_the_file_is_not_imported(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(99)", "utf-8")
    cwd, path = run("where", tmp_path)
    assert cwd == str(tmp_path)
    assert str(tmp_path) not in path
