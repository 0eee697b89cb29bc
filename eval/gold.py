"""Gold questions: what is asked, and what a right answer must cite and say.

One JSON object a line::

    {"id": "f001", "turns": ["…"], "kind": "fact", "status": ["answered"],
     "sections": [["3/4/1", "B5/r7"]], "page": 22, "facts": [["2000亿元"]], "forbidden": [],
     "half": "dev"}

The last of `turns` is answered. Each group of `sections` and of `facts` lists alternatives, one of
which must be cited or said; facts are compared without blanks.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from corpus.errors import PlanQAError
from corpus.plan import Plan

__all__ = ["GOLD", "GoldError", "GoldQuestion", "load_gold"]

GOLD = Path(__file__).with_name("gold")


class GoldError(PlanQAError):
    """A gold file with a line that cannot be used; the message names file, line and field."""


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """One question and what is right."""

    question_id: str
    turns: tuple[str, ...]
    kind: str
    status: frozenset[str]
    sections: tuple[frozenset[str], ...]
    facts: tuple[tuple[str, ...], ...]
    forbidden: tuple[str, ...]
    half: str


def load_gold(path: Path, plan: Plan) -> list[GoldQuestion]:
    """Read a gold file; every address must exist in the plan.

    Raises:
        GoldError: a line that is no such object, or names a section the plan does not have.
    """
    questions = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip():
            questions.append(_question(line, f"{path.name} 第 {number} 行", plan))
    return questions


def _question(line: str, where: str, plan: Plan) -> GoldQuestion:
    try:
        data: Any = json.loads(line)
    except ValueError as error:
        raise GoldError(f"{where}：不是 JSON（{error}），请改正。") from None
    if not isinstance(data, dict):
        raise GoldError(f"{where}：应为一个 JSON 对象，请改正。")
    for field in ("id", "kind", "half"):
        if not isinstance(data.get(field), str):
            raise GoldError(f"{where}：{field} 应为文字，请改正。")
    turns, status = data.get("turns"), data.get("status")
    if not _texts(turns) or not _texts(status):
        raise GoldError(f"{where}：turns 和 status 应为非空的文字列表，请改正。")
    sections, facts = data.get("sections", []), data.get("facts", [])
    for name, groups in (("sections", sections), ("facts", facts)):
        if not isinstance(groups, list) or not all(_texts(group) for group in groups):
            raise GoldError(f"{where}：{name} 应为若干组文字，请改正。")
    unknown = [path for group in sections for path in group if path not in plan.by_path]
    if unknown:
        raise GoldError(f"{where}：sections 中的“{unknown[0]}”在规划中不存在，请改正。")
    return GoldQuestion(
        question_id=data["id"],
        turns=tuple(turns),
        kind=data["kind"],
        status=frozenset(status),
        sections=tuple(frozenset(group) for group in sections),
        facts=tuple(tuple(group) for group in facts),
        forbidden=tuple(data.get("forbidden", [])),
        half=data["half"],
    )


def _texts(value: object) -> TypeGuard[list[str]]:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and bool(value)
        and all(isinstance(item, str) for item in value)
    )
