"""Asks the gold questions, in several processes, and keeps what came of each.

Results are appended to a `.partial` file as they come, so that a run that was stopped goes on
where it was. With `repeat` every question as written is asked a second time, in other processes,
in the reverse order and under another hash seed: an answer that differs is a violation.
"""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from assistant.answer import unaskable
from assistant.pipeline import Assistant, build_assistant
from assistant.settings import Settings
from corpus.errors import QuestionError
from eval.checks import Violation
from eval.gold_types import GoldQuestion
from eval.records import Record, RunError, answer_digest, read_lines, record_of
from eval.steps import Outcome, applies, run_step

__all__ = ["Task", "ask_all"]

_CHUNK = 25  # questions handed to a process at once
_HASH_SEEDS = ("1", "2")  # of the first pass and of the second


@dataclass(frozen=True, slots=True)
class Task:
    """A gold question of a set, and where its plan is."""

    key: str
    plan_id: str
    plans: Path  # library the plan is in
    gold: GoldQuestion
    of: str = ""  # key of the clean question
    by_rule: bool = False
    unfounded: tuple[str, ...] = ()


def ask_all(
    tasks: Sequence[Task],
    settings: Settings,
    *,
    step: str = "all",
    workers: int = 1,
    repeat: bool = False,
    partial: Path | None = None,
    progress: Callable[[int], object] = lambda _: None,
) -> list[Record]:
    """Records of all tasks the step applies to, sorted by key.

    Args:
        tasks: what to ask.
        settings: where indexes are kept, which model.
        step: of `eval.steps.STEPS`.
        workers: processes; 1 asks in this one.
        repeat: whether to ask everything as written a second time.
        partial: file for results as they come, read first where it is there.
        progress: told of each number of questions that are done.

    Raises:
        PlanQAError: a plan, index or model cannot be used.
        RunError: the partial file cannot be read or written.
    """
    wanted = [task for task in tasks if applies(step, task.gold)]
    done = _resume(partial, {task.key for task in wanted})
    progress(len(done))
    left = [task for task in wanted if task.key not in done]
    build_all(left, settings)
    for record in _pass(left, settings, step, workers, _HASH_SEEDS[0]):
        done[record.key] = record
        _append(partial, record)
        progress(1)
    if repeat:
        again = [task for task in reversed(wanted) if not task.by_rule]
        for record in _pass(again, settings, step, workers, _HASH_SEEDS[1]):
            done[record.key] = _compared(done[record.key], record)
            progress(1)
    return [done[key] for key in sorted(done)]


def build_all(tasks: Iterable[Task], settings: Settings) -> None:
    """Build the index of every plan once, before several processes want it."""
    for plan_id, plans in sorted({(task.plan_id, task.plans) for task in tasks}):
        build_assistant(replace(settings, plans=plans), plan_id=plan_id)


def _compared(first: Record, second: Record) -> Record:
    if first.digest == second.digest:
        return first
    texts = [(record.answer or {}).get("text", "") for record in (first, second)]
    unstable = ("unstable", f"“{texts[0]}”和“{texts[1]}”")
    scores = first.scores | ({"right": 0.0} if "right" in first.scores else {})
    return replace(first, violations=(*first.violations, unstable), scores=scores)


# --- processes ------------------------------------------------------------------------------------


def _pass(
    tasks: Sequence[Task], settings: Settings, step: str, workers: int, hash_seed: str
) -> Iterator[Record]:
    """Records as they come; a spawned process starts with the hash seed it is given."""
    if not tasks:
        return
    if workers <= 1:
        held: dict[str, Assistant] = {}
        for task in tasks:
            yield _record(task, settings, step, held)
        return
    chunks = [tasks[n : n + _CHUNK] for n in range(0, len(tasks), _CHUNK)]
    context = multiprocessing.get_context("spawn")
    with (
        _environment(PYTHONHASHSEED=hash_seed),
        ProcessPoolExecutor(min(workers, len(chunks)), mp_context=context) as pool,
    ):
        futures = [pool.submit(_chunk_records, chunk, settings, step) for chunk in chunks]
        for future in as_completed(futures):
            yield from future.result()


_held: dict[str, Assistant] = {}  # of a spawned process


def _chunk_records(tasks: Sequence[Task], settings: Settings, step: str) -> list[Record]:
    logging.getLogger("planqa").setLevel(logging.CRITICAL)  # withheld answers are in the result
    return [_record(task, settings, step, _held) for task in tasks]


def _record(task: Task, settings: Settings, step: str, held: dict[str, Assistant]) -> Record:
    """Ask one question; an error of the program is a violation, not the end of the run."""
    assistant = held.get(f"{task.plans}/{task.plan_id}")
    if assistant is None:
        assistant = build_assistant(replace(settings, plans=task.plans), plan_id=task.plan_id)
        assistant.warm()  # else the first question's latency would be that of loading
        held[f"{task.plans}/{task.plan_id}"] = assistant
    gold = task.gold
    try:
        outcome = run_step(step, gold, assistant, list(task.unfounded))
    except QuestionError as error:
        outcome = _unaskable(task, str(error))
    except Exception as error:  # noqa: BLE001 - any error of the product is what is looked for
        outcome = Outcome({"right": 0.0}, (Violation("crash", _told(error)),))
    answer = outcome.answer.to_json() if outcome.answer is not None else None
    return Record(
        key=task.key,
        kind=gold.kind,
        half=gold.half,
        turns=gold.turns,
        gold=gold.digest,
        noise=gold.noise,
        of=task.of,
        tags=gold.tags,
        by_rule=task.by_rule,
        scores=outcome.scores,
        violations=tuple((v.kind, v.detail) for v in outcome.violations),
        answer=answer,
        digest=answer_digest(answer or outcome.scores),
        expected=_expected(gold),
    )


def _unaskable(task: Task, why: str) -> Outcome:
    """The answer to a question that cannot be asked: what is wrong with it, as `planqa batch`."""
    from eval.judge import judge

    answer = unaskable(task.gold.turns[-1], task.plan_id, why)
    judgement = judge(task.gold, answer)
    return Outcome(judgement.scores, judgement.violations, answer)


def _told(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"{type(error).__name__}: {error}（{place}）"


def _expected(gold: GoldQuestion) -> dict[str, Any]:
    """What the report shows beside the answer."""
    shown = {
        "status": sorted(gold.status),
        "sections": [sorted(group) for group in gold.sections],
        "page": gold.page,
        "facts": [list(group) for group in gold.facts],
        "says": [list(group) for group in gold.says],
        "items": [list(group) for group in gold.items],
        "forbidden": list(gold.forbidden),
        "number": asdict(gold.number) if gold.number else None,
    }
    return {name: value for name, value in shown.items() if value}


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


# --- results as they come -------------------------------------------------------------------------


def _resume(partial: Path | None, keys: set[str]) -> dict[str, Record]:
    """Records an earlier run left, as far as they are wanted; a cut last line is dropped."""
    if partial is None or not partial.is_file():
        return {}
    text = partial.read_text("utf-8", errors="replace")
    if not text.endswith("\n"):
        partial.write_text(text[: text.rfind("\n") + 1], "utf-8")
    try:
        records = [record_of(line) for line in read_lines(partial)]
    except (TypeError, RunError):
        raise RunError(f"接不上上次的评测：{partial} 已损坏。请删除它，从头再跑。") from None
    return {record.key: record for record in records if record.key in keys}


def _append(partial: Path | None, record: Record) -> None:
    if partial is None:
        return
    with partial.open("a", encoding="utf-8", errors="backslashreplace") as out:
        out.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")
