"""Feedback in the database, and the way there from the file it was kept in before."""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import insert, select

from assistant.database.engine import Database
from assistant.database.tables import feedback as table
from assistant.feedback import Feedback, parse_feedback

__all__ = ["FeedbackBook"]

LOCK_SECONDS = 10  # waited for another process that imports

_LOG = logging.getLogger("planqa")


class FeedbackBook:
    """All feedback; who gave it is not kept with it.

    Args:
        database: where it is.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, given: Feedback) -> None:
        """Keep one.

        Raises:
            StoreError: it cannot be written.
        """
        with self._database.write() as connection:
            connection.execute(insert(table).values(_row(given)))

    def given(self) -> list[Feedback]:
        """All of it, in the order it was given.

        Raises:
            StoreError: it cannot be read.
        """
        with self._database.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.id)).mappings()
            return [
                Feedback(
                    time=row["time"],
                    plan=row["plan"],
                    turns=tuple(json.loads(row["turns"])),
                    useful=row["useful"],
                    reason=json.loads(row["reason"]),
                    status=row["status"],
                    text=json.loads(row["text"]),
                    sections=tuple(json.loads(row["sections"])),
                )
                for row in rows
            ]

    def take_over(self, home: Path) -> int:
        """Import `feedback.jsonl` of a folder, and rename it; returns how many were new.

        Nothing is lost and nothing taken twice: a line that is no feedback stays in the renamed
        file, and each imported line is known by its number and digest, should the renaming fail.

        Raises:
            StoreError: the database cannot be written; the file stays as it was.
        """
        path = home / "feedback.jsonl"
        if not path.is_file():
            return 0
        try:
            with FileLock(home / "feedback.lock", timeout=LOCK_SECONDS):
                count = self._import(path.read_bytes())
                path.rename(_unused(home))
                return count
        except FileNotFoundError:  # another process was faster
            return 0
        except (OSError, Timeout):
            _LOG.exception("%s could not be taken over; tried again at the next start", path)
            return 0

    def _import(self, raw: bytes) -> int:
        rows = []
        for number, line in enumerate(raw.split(b"\n"), 1):
            given = parse_feedback(line.decode("utf-8", "replace"))
            if given is not None:
                origin = f"{number}:{hashlib.sha256(line).hexdigest()}"
                rows.append(_row(given) | {"origin": origin})
        with self._database.write() as connection:
            known = set(connection.scalars(select(table.c.origin)))
            new = [row for row in rows if row["origin"] not in known]
            if new:
                connection.execute(insert(table), new)
        return len(new)


def _row(given: Feedback) -> dict[str, object]:
    return {
        "time": given.time,
        "plan": given.plan,
        "turns": json.dumps(given.turns),
        "useful": given.useful,
        "reason": json.dumps(given.reason),
        "status": given.status,
        "text": json.dumps(given.text),
        "sections": json.dumps(given.sections),
    }


def _unused(home: Path) -> Path:
    """A name for the imported file that no earlier one has."""
    names = (f"feedback.imported{n or ''}.jsonl" for n in range(1000))
    return next(path for name in names if not (path := home / name).exists())
