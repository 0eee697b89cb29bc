"""The process that `corpus.confined` starts: it binds itself, then runs what it is told to.

Run as `python -m corpus.confined_child JOB RESULT`; both are JSON files in the working folder.
"""

from __future__ import annotations

import errno
import importlib
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

__all__ = ["main"]

_SOCKET_EVENTS = ("socket.connect", "socket.sendto", "socket.bind", "socket.getaddrinfo")


def main(job_path: str, result_path: str) -> int:
    """Run the job; what became of it is in the file RESULT, which appears whole or not at all."""
    job = json.loads(Path(job_path).read_text("utf-8"))
    _bind(job["limits"])
    said = _said(job["target"], job["arguments"])
    draft = Path(f"{result_path}.part")
    draft.write_text(json.dumps(said), "utf-8")
    draft.replace(result_path)
    return 0


def _said(target: str, arguments: dict[str, Any]) -> dict[str, Any]:
    from corpus.errors import PlanQAError

    module, _, name = target.partition(":")
    try:
        return {"result": getattr(importlib.import_module(module), name)(**arguments)}
    except PlanQAError as error:
        return {"error": str(error)}
    except (MemoryError, RecursionError):
        return {"memory": True}
    except OSError as error:
        if error.errno == errno.ENOMEM:
            return {"memory": True}
        if error.errno == errno.EFBIG:
            return {"large": True}
        if error.errno == errno.ENOSPC:
            return {"error": "磁盘已满，读取中止。请腾出空间后再导入。规划库未改动。"}
        raise


def _bind(limits: dict[str, Any]) -> None:
    """Set the limits and give up the network; each as far as the system knows it."""
    _die_with_parent()
    _leave_network()
    try:
        import resource
    except ImportError:  # Windows
        return
    for kind, most, grace in (
        (resource.RLIMIT_AS, limits["memory"], 0),
        (resource.RLIMIT_CPU, limits["cpu"], 5),  # told by a signal of its own, then killed
        (resource.RLIMIT_FSIZE, limits["file"], 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        _, hard = resource.getrlimit(kind)
        with suppress(ValueError, OSError):
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            last = most + grace if hard == resource.RLIM_INFINITY else min(most + grace, hard)
            resource.setrlimit(kind, (most, last))


def _leave_network() -> None:
    """Into a network of its own with nothing in it, where the system lets us; else by refusal."""

    def refuse(event: str, _arguments: tuple[object, ...]) -> None:
        if event in _SOCKET_EVENTS:
            raise PermissionError(errno.EPERM, "no network while a file is read")

    sys.addaudithook(refuse)
    unshare = getattr(os, "unshare", None)  # from Python 3.12 on, on Linux
    if unshare is None:
        return
    for spaces in (os.CLONE_NEWNET, os.CLONE_NEWUSER | os.CLONE_NEWNET):  # type: ignore[attr-defined,unused-ignore]
        try:
            unshare(spaces)
        except OSError:
            continue
        return


def _die_with_parent() -> None:
    """Be killed when the process that waits for this one is."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes
    import signal

    pr_set_pdeathsig = 1  # linux/prctl.h
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
