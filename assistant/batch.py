"""Batch: one question a line in, one answer a line out, in one process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.across import Across
from assistant.answer import Answer, unaskable
from assistant.session import final_answer
from assistant.settings import Settings
from assistant.shelf import Shelf
from corpus.errors import PlanQAError, QuestionError, reason_of
from corpus.files import whole_file

__all__ = ["run_batch"]

_EVERY = 100  # answers between progress lines


@dataclass(frozen=True, slots=True)
class _Line:
    """One input line: a question with its conversation, or what is wrong with it."""

    question_id: str
    turns: tuple[str, ...]
    plan_id: str | None
    fault: str = ""


def run_batch(
    source: Path, target: Path, settings: Settings, progress: Callable[[str], None]
) -> tuple[int, int]:
    """Answer every line of `source` into `target`.

    A line that cannot be read or asked gets an answer that says so; the rest goes on. The target
    appears whole or not at all.

    Returns:
        number of lines answered, and how many of them had a faulty input.

    Raises:
        QuestionError: the source cannot be read or the target cannot be written.
        PlanQAError: a plan or index cannot be used.
    """
    lines = list(_read(source))
    shelf = Shelf(settings, progress=progress)
    across = Across(shelf)
    failed = 0
    try:
        with whole_file(target) as out:
            for done, line in enumerate(lines, 1):
                answer, faulty = _answer(line, shelf, across)
                failed += faulty
                out.write(json.dumps(answer.to_json(), ensure_ascii=False) + "\n")
                if done % _EVERY == 0:
                    progress(f"已作答 {done}/{len(lines)} 题")
    except OSError as error:
        raise QuestionError(
            f"写不了结果文件：{target}（{reason_of(error)}）。请换一个位置。"
        ) from error
    return len(lines), failed


def _answer(line: _Line, shelf: Shelf, across: Across) -> tuple[Answer, bool]:
    """The answer to a line, and whether the line was at fault."""
    plan_id = line.plan_id or shelf.default
    last = line.turns[-1] if line.turns else ""
    if line.fault:
        return _unaskable(line, plan_id, last, line.fault)
    try:
        asked = across if line.plan_id is None else shelf.get(plan_id)
        answer = final_answer(asked, asked.conversation(line.turns[:-1]), last)
        return replace(answer, id=line.question_id), False
    except QuestionError as error:
        return _unaskable(line, plan_id, last, str(error))
    except PlanQAError as error:
        if line.plan_id is None:
            raise  # no line can be answered
        return _unaskable(line, plan_id, last, str(error))


def _unaskable(line: _Line, plan_id: str, question: str, why: str) -> tuple[Answer, bool]:
    return unaskable(question, plan_id, why, question_id=line.question_id), True


def _read(source: Path) -> Iterator[_Line]:
    try:
        text = source.read_text("utf-8-sig")
    except OSError as error:
        raise QuestionError(
            f"读不出问题文件：{source}（{reason_of(error)}）。请检查路径。"
        ) from error
    except UnicodeDecodeError:
        raise QuestionError(f"问题文件 {source} 不是 UTF-8 编码，请转换后再试。") from None
    for number, raw in enumerate(text.split("\n"), 1):
        if raw.strip():
            yield _parse(raw, number)


def _parse(raw: str, number: int) -> _Line:
    form = f'第 {number} 行应为 {{"id": "…", "turns": ["问题", …]}} 的 JSON，请改正'
    try:
        data: Any = json.loads(raw)
    except (ValueError, RecursionError):
        return _Line(f"line{number}", (), None, form)
    if not isinstance(data, dict):
        return _Line(f"line{number}", (), None, form)
    question_id = f"line{number}" if data.get("id") is None else str(data["id"])
    turns, plan_id = data.get("turns"), data.get("plan")
    if not isinstance(turns, list) or not turns or not all(isinstance(t, str) for t in turns):
        return _Line(question_id, (), None, form)
    if not (plan_id is None or isinstance(plan_id, str)):
        return _Line(question_id, (), None, form)
    return _Line(question_id, tuple(turns), plan_id)
