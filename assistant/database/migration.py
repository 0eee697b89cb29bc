"""The schema's version, and the steps from each version to the next.

A new database is made as `assistant.database.tables` has it. An older one goes up step by step in
one transaction: step n leads from version n to n + 1 and speaks SQL of its own, since the tables
module holds the newest schema alone.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, inspect, select, text, update

from assistant.database.tables import METADATA, version

__all__ = ["NewerSchemaError", "migrate"]

STEPS: tuple[Callable[[Connection], None], ...] = ()  # the first leads from version 1 to 2

_LOCK = 7_065_631  # any number of our own, for PostgreSQL's advisory lock


class NewerSchemaError(Exception):
    """A database of a version that is not known here."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(f"schema version {found}, expected at most {known}")
        self.found, self.known = found, known


def migrate(connection: Connection) -> None:
    """Make the tables, or bring those there are to the newest version.

    Args:
        connection: in a transaction that writes; other processes wait for its end.

    Raises:
        NewerSchemaError: the database is of a newer version; nothing is changed.
    """
    newest = len(STEPS) + 1
    if connection.dialect.name == "postgresql":  # SQLite's transaction holds the lock already
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    if not inspect(connection).has_table(version.name):
        METADATA.create_all(connection)
        connection.execute(version.insert().values(number=newest))
        return
    found = connection.execute(select(version.c.number)).scalar_one()
    if found > newest:
        raise NewerSchemaError(found, newest)
    for step in STEPS[found - 1 :]:
        step(connection)
    if found < newest:
        connection.execute(update(version).values(number=newest))
