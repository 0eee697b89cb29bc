"""Questions that found nothing, and the list of who did what."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.answer import Answer, Status
from assistant.database.engine import Database
from assistant.database.tables import audit, now, searched_in_vain, storable

__all__ = ["Deed", "Entry", "Journal", "Missed"]

_MOST = 500  # entries shown of a list
_LONGEST = 500  # characters of a detail


class Deed(StrEnum):
    """What is put down in the audit list."""

    FEEDBACK = "feedback"
    DELETED = "deleted"
    PLAN_LOADED = "plan_loaded"
    SETTINGS = "settings"
    ADMITTED = "admitted"
    REFUSED = "refused"
    PLAN_ADDED = "plan_added"
    PLAN_REPLACED = "plan_replaced"
    PLAN_CORRECTED = "plan_corrected"
    PLAN_REMOVED = "plan_removed"
    PLAN_INDEXED = "plan_indexed"


@dataclass(frozen=True, slots=True)
class Missed:
    """A question the plan does not answer."""

    plan: str
    question: str
    count: int
    last: str  # UTC, ISO 8601


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit list."""

    time: str  # UTC, ISO 8601
    who: str
    what: str  # a Deed
    detail: str


class Journal:
    """What the operator of the application wants to know later.

    Args:
        database: where it is kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, who: str, what: Deed, detail: str = "") -> None:
        """Put down that someone did something.

        Raises:
            StoreError: it cannot be written.
        """
        values = {"time": now(), "who": storable(who), "what": what.value}
        with self._database.write() as connection:
            connection.execute(insert(audit).values(detail=storable(detail)[:_LONGEST], **values))

    def entries(self) -> list[Entry]:
        """The newest 500 entries, the last first.

        Raises:
            StoreError: they cannot be read.
        """
        chosen = select(audit.c.time, audit.c.who, audit.c.what, audit.c.detail)
        with self._database.read() as connection:
            rows = connection.execute(chosen.order_by(audit.c.id.desc()).limit(_MOST))
            return [Entry(*row) for row in rows]

    def count_missed(self, answer: Answer) -> None:
        """Count the question of an answer that found nothing in the plan; others are left alone.

        Raises:
            StoreError: it cannot be written.
        """
        if answer.status is not Status.NOT_IN_PLAN:
            return
        question = storable(answer.standalone_question or answer.question).strip()
        digest = hashlib.sha256(question.encode()).hexdigest()
        table = searched_in_vain
        same = (table.c.plan == answer.plan) & (table.c.digest == digest)
        counted = update(table).where(same).values(count=table.c.count + 1, last=now())
        first = insert(table).values(
            plan=answer.plan, question=question, digest=digest, count=1, last=now()
        )
        with self._database.write() as connection:
            if connection.execute(counted).rowcount:
                return
            try:
                with connection.begin_nested():
                    connection.execute(first)
            except IntegrityError:  # another process has just put it down
                connection.execute(counted)

    def missed(self) -> list[Missed]:
        """The 500 questions that found nothing most often, the most frequent first.

        Raises:
            StoreError: they cannot be read.
        """
        table = searched_in_vain
        chosen = select(table.c.plan, table.c.question, table.c.count, table.c.last)
        order = chosen.order_by(table.c.count.desc(), table.c.last.desc()).limit(_MOST)
        with self._database.read() as connection:
            return [Missed(*row) for row in connection.execute(order)]
