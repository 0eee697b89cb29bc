"""What `planqa doctor` found out: checks, each with what to do where it failed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from corpus.errors import PlanQAError

__all__ = ["Check", "State", "all_passed", "checks_json", "checks_text", "tried"]


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"  # it works, but not as it should
    FAILED = "failed"
    SKIPPED = "skipped"  # there is nothing to check, or what it needs failed


_SIGNS = {
    State.OK: "[正常]",
    State.WARNING: "[注意]",
    State.FAILED: "[有误]",
    State.SKIPPED: "[跳过]",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried."""

    name: str
    state: State
    words: str  # what was found, and what to do about it
    milliseconds: float | None = None


def tried(name: str, attempt: Callable[[], str]) -> Check:
    """What comes of an attempt: its words, or the Chinese message of its PlanQAError."""
    began = time.perf_counter()
    try:
        state, words = State.OK, attempt()
    except PlanQAError as error:
        state, words = State.FAILED, str(error)
    return Check(name, state, words, round((time.perf_counter() - began) * 1000, 1))


def all_passed(checks: Iterable[Check]) -> bool:
    """Whether nothing failed."""
    return all(check.state is not State.FAILED for check in checks)


def checks_text(checks: Iterable[Check]) -> str:
    """A line a check, and a last one that sums up."""
    listed = list(checks)
    failed = [check.name for check in listed if check.state is State.FAILED]
    last = f"有误的有 {len(failed)} 项：{'、'.join(failed)}。" if failed else "没有发现问题。"
    lines = [f"{_SIGNS[check.state]} {check.name}：{check.words}" for check in listed]
    return "\n".join([*lines, "", last])


def checks_json(checks: Iterable[Check]) -> dict[str, Any]:
    """The same for programs: `ok`, and the checks in order."""
    listed = list(checks)
    return {
        "ok": all_passed(listed),
        "checks": [
            {
                "name": check.name,
                "state": check.state.value,
                "words": check.words,
                "milliseconds": check.milliseconds,
            }
            for check in listed
        ],
    }
