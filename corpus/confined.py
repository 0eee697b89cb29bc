"""Running code over a file that nobody trusts: in a process of its own, with limits, killed whole.

The process is started afresh (nothing is forked), and before it imports anything that reads files
(`corpus.confined_child`) it gives up what reading does not need: memory, processor time and file
sizes above the limits, and the network. It is killed with all its children where it takes too long.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.errors import PlanFileError

__all__ = ["Limits", "run_confined"]

_TICK_SECONDS = 0.5
_RESULT, _JOB, _LOG = "result.json", "job.json", "log.txt"
_LARGEST_RESULT = 64 << 20  # bytes
_SECRET = "PLANQA_"  # settings, passwords among them: no business of a reader


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reading of one file may take."""

    memory: int = 4 << 30  # bytes of address space, of each of its processes
    cpu: int = 3600  # seconds of processor time, of each of its processes
    wall: float = 1800.0  # seconds
    file: int = 512 << 20  # bytes of any file it writes


def run_confined(
    target: str,
    arguments: Mapping[str, Any],
    folder: Path,
    *,
    limits: Limits | None = None,
    tick: Callable[[float], None] | None = None,
) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """What `target` returns for `arguments`, run in a process of its own.

    Args:
        target: "module:function"; it takes the arguments by name and gives what JSON can hold.
        arguments: what JSON can hold.
        folder: for temporary files, the process's working folder; it exists.
        limits: of the process.
        tick: called about twice a second with the seconds passed; may raise to give up.

    Raises:
        PlanFileError: said by `target`, or the process did not get to an end within its limits.
        OSError: the folder cannot be written, or the process not be started.
    """
    limits = limits or Limits()
    job = {"target": target, "arguments": dict(arguments), "limits": asdict(limits)}
    (folder / _JOB).write_text(json.dumps(job), "utf-8")
    (folder / _RESULT).unlink(missing_ok=True)
    with (folder / _LOG).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "corpus.confined_child", _JOB, _RESULT],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            env=_environment(folder),
            start_new_session=True,
        )
        try:
            code = _wait(process, limits.wall, tick)
        finally:
            _kill(process)
    return _result(folder, code, limits)


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_SECRET)}
    path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    return kept | {"PYTHONPATH": path, "TMPDIR": str(folder), "TEMP": str(folder)}


def _wait(
    process: subprocess.Popen[bytes], wall: float, tick: Callable[[float], None] | None
) -> int:
    """The exit code."""
    began, passed = time.monotonic(), 0.0
    while True:
        try:
            return process.wait(max(0.0, min(_TICK_SECONDS, wall - passed)))
        except subprocess.TimeoutExpired:
            passed = time.monotonic() - began
        if passed > wall:
            raise PlanFileError(
                f"读取文件超过{_duration(wall)}仍未完成，已中止。文件可能页数过多、图片过大或已损坏。"
                "请拆分，或转成文字版 PDF、Word 后再导入。"
            )
        if tick is not None:
            tick(passed)


def _duration(seconds: float) -> str:
    return f" {seconds / 60:.0f} 分钟" if seconds >= 60 else f" {seconds:g} 秒"


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the process and all that it started."""
    if os.name == "nt":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _result(folder: Path, code: int, limits: Limits) -> Any:  # noqa: ANN401
    path = folder / _RESULT
    try:
        whole = path.stat().st_size <= _LARGEST_RESULT
        said = json.loads(path.read_bytes()) if whole else {}
    except (OSError, ValueError):
        said = {}
    if "result" in said:
        return said["result"]
    if said.get("memory") or code == -signal.SIGKILL:
        raise PlanFileError(
            f"读取文件所需的内存超过 {limits.memory / (1 << 30):.1f} GB，已中止。"
            "文件可能已损坏，或解开后异常地大（压缩炸弹）。请用原软件打开核对，另存后再导入。"
        )
    if said.get("large"):
        raise PlanFileError(
            "读取文件时写出的内容异常地大，已中止。文件可能已损坏，请用原软件打开核对，另存后再导入。"
        )
    if "error" in said:
        raise PlanFileError(str(said["error"]))
    if os.name != "nt" and code == -signal.SIGXCPU:
        raise PlanFileError(
            f"读取文件所用的处理器时间超过{_duration(limits.cpu)}，已中止。文件可能页数过多或已损坏。"
            "请拆分，或转成文字版 PDF、Word 后再导入。"
        )
    raise PlanFileError(
        f"读取程序意外结束（代码 {code}），文件多半已损坏或格式不合规范。"
        "请用原软件打开核对，另存为 PDF、Word 或纯文本后再导入。"
    )
