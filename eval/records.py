"""What a run leaves behind: a JSONL file, its first line the run, then one line a question."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import PlanQAError, reason_of
from corpus.files import whole_file
from eval.metrics import Figure, figures, latency

__all__ = ["Record", "Run", "RunError", "RunInfo", "answer_digest", "read_run", "write_run"]


class RunError(PlanQAError):
    """A run file that cannot be read or written, or does not fit the other one."""


@dataclass(frozen=True, slots=True)
class RunInfo:
    """Where a run comes from."""

    step: str
    started: str  # UTC, ISO 8601
    commit: str  # "" outside a repository; "+" at its end: with changes not committed
    code: str  # SHA-256 over code, model and words of the product
    versions: dict[str, str]
    plans: dict[str, str]  # SHA-256 of each plan's text
    gold: dict[str, str]  # SHA-256 of each gold set, by "plan/set"
    seed: int | None = None  # of the sets made by rule; None without them
    seconds: float = 0.0
    way: str = "extractive"  # of eval.ways.WAYS


@dataclass(frozen=True, slots=True)
class Record:
    """One question and what came of it."""

    key: str  # plan/set/id, with ~kind for one made by rule
    kind: str
    half: str
    turns: tuple[str, ...]
    gold: str  # SHA-256 of the gold question
    noise: str = ""
    of: str = ""  # key of the clean question
    tags: tuple[str, ...] = ()
    by_rule: bool = False
    scores: dict[str, float] = field(default_factory=dict)
    violations: tuple[tuple[str, str], ...] = ()  # (kind, detail)
    answer: dict[str, Any] | None = None  # the contract's JSON
    digest: str = ""  # of the answer, latency left out
    expected: dict[str, Any] = field(default_factory=dict)  # for the report

    @property
    def right(self) -> bool:
        """Whether all of it is right."""
        main = [score for name, score in self.scores.items() if name == "right"]
        return not self.violations and all(s == 1.0 for s in main or self.scores.values())


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run; records sorted by key."""

    info: RunInfo
    records: tuple[Record, ...]

    def clean(self) -> tuple[Record, ...]:
        """The questions as written, those made by rule left out."""
        return tuple(record for record in self.records if not record.by_rule)

    def figures(self, *, half: str | None = None) -> dict[str, Figure]:
        """Means by metric over the questions as written."""
        kept = (r for r in self.clean() if half in {None, r.half})
        return figures(record.scores for record in kept)

    def latency(self) -> dict[str, float]:
        """p50 and p95 in milliseconds over the answers to questions as written."""
        held = (record.answer for record in self.clean())
        return latency([answer["latency_ms"] for answer in held if answer])

    def by_key(self) -> dict[str, Record]:
        """Records by key."""
        return {record.key: record for record in self.records}


def answer_digest(answer: Mapping[str, Any]) -> str:
    """SHA-256 of an answer's JSON without its latency: equal for equal answers."""
    kept = {name: value for name, value in answer.items() if name != "latency_ms"}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def write_run(run: Run, path: Path) -> None:
    """Write a run; the file appears whole or not at all.

    Raises:
        RunError: it cannot be written.
    """
    lines = [asdict(run.info), *map(asdict, sorted(run.records, key=lambda r: r.key))]
    write_lines(lines, path)


def write_lines(lines: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write JSON lines; the file appears whole or not at all.

    Raises:
        RunError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as out:
            out.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    except OSError as error:
        raise RunError(f"写不了文件：{path}（{reason_of(error)}）。请换一个位置。") from error


def read_run(path: Path) -> Run:
    """Read a run.

    Raises:
        RunError: missing, or no run of this version.
    """
    lines = read_lines(path)
    try:
        info, records = RunInfo(**lines[0]), [record_of(line) for line in lines[1:]]
    except (TypeError, IndexError, KeyError):
        raise RunError(
            f"{path} 不是评测结果文件（或由其他版本写成）。请用 planqa eval run --out 重新生成。"
        ) from None
    return Run(info, tuple(records))


def record_of(line: Mapping[str, Any]) -> Record:
    """A record from its JSON.

    Raises:
        TypeError: a field that a record does not have.
    """
    fields = dict(line)
    for name in ("turns", "tags"):
        fields[name] = tuple(fields.get(name, ()))
    fields["violations"] = tuple((kind, detail) for kind, detail in fields.get("violations", ()))
    return Record(**fields)


def read_lines(path: Path) -> list[dict[str, Any]]:
    """JSON lines of a file.

    Raises:
        RunError: it cannot be read or holds something else.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "不是 UTF-8 编码"
        raise RunError(f"读不出文件：{path}（{reason}）。请检查路径。") from error
    try:
        lines = [json.loads(line) for line in text.split("\n") if line.strip()]
    except ValueError:
        raise RunError(f"{path} 不是 JSONL 文件，请检查路径。") from None
    if not lines or not all(isinstance(line, dict) for line in lines):
        raise RunError(f"{path} 不是评测文件：应为每行一个 JSON 对象。请检查路径。")
    return lines
