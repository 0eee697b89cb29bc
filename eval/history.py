"""History: one line a run, appended, so that a trend can be drawn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from corpus.errors import reason_of
from eval.metrics import figures
from eval.records import Run, RunError, read_lines

__all__ = ["HISTORY", "append_summary", "read_history", "summary"]

HISTORY = Path(__file__).with_name("history.jsonl")  # committed: one line an accepted baseline


def summary(run: Run) -> dict[str, Any]:
    """What is kept of a run."""
    noises = sorted({record.noise for record in run.records if record.by_rule})
    return {
        "date": run.info.started,
        "commit": run.info.commit,
        "code": run.info.code[:12],
        "versions": run.info.versions,
        "questions": len(run.clean()),
        "figures": _means(run, None),
        "dev": _means(run, "dev"),
        "test": _means(run, "test"),
        "noise": {noise: _right(run, noise) for noise in noises},
        "latency_ms": run.latency(),
        "violations": sum(bool(record.violations) for record in run.clean()),
    }


def append_summary(run: Run, path: Path) -> None:
    """Append a run's summary.

    Raises:
        RunError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(summary(run), ensure_ascii=False) + "\n")
    except OSError as error:
        raise RunError(f"写不了评测历史：{path}（{reason_of(error)}）。") from error


def read_history(*paths: Path) -> list[dict[str, Any]]:
    """Summaries of several files by date; a file that is not there holds none.

    Raises:
        RunError: a file that holds something else.
    """
    lines = [line for path in paths if path.is_file() for line in read_lines(path)]
    return sorted(lines, key=lambda line: str(line.get("date", "")))


def _means(run: Run, half: str | None) -> dict[str, float]:
    return {name: round(figure.mean, 4) for name, figure in run.figures(half=half).items()}


def _right(run: Run, noise: str) -> float:
    held = (record.scores for record in run.records if record.by_rule and record.noise == noise)
    found = figures(held).get("right")
    return round(found.mean, 4) if found else 0.0
