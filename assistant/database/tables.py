"""The tables. All times are UTC in ISO 8601 with microseconds, so that they sort as text.

A change here goes with a step in `assistant.database.migration`.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = [
    "METADATA",
    "audit",
    "conversations",
    "feedback",
    "now",
    "searched_in_vain",
    "storable",
    "turns",
    "version",
]

METADATA = MetaData()
_TIME = String(32)

version = Table("schema_version", METADATA, Column("number", Integer, nullable=False))

conversations = Table(
    "conversations",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("user", String(255), nullable=False, index=True),  # see `assistant.visitor.user_of`
    Column("plan", String(120), nullable=False),
    Column("name", Text, nullable=False),
    Column("created", _TIME, nullable=False),
    Column("changed", _TIME, nullable=False),
)

turns = Table(
    "turns",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("conversation", ForeignKey(conversations.c.id), nullable=False, index=True),
    Column("number", Integer, nullable=False),  # counted from 1
    Column("question", Text, nullable=False),  # as it can be searched; exact in `answer`
    Column("text", Text, nullable=False),  # likewise
    Column("answer", Text, nullable=False),  # JSON, see `assistant.database.turn_json`
    UniqueConstraint("conversation", "number"),
)

feedback = Table(
    "feedback",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("time", Text, nullable=False),  # to the second
    Column("plan", Text, nullable=False),
    Column("useful", Boolean, nullable=False),
    Column("reason", Text, nullable=False),  # JSON, since any character may have been typed
    Column("turns", Text, nullable=False),  # JSON: the question and those before it
    Column("status", Text, nullable=False),
    Column("text", Text, nullable=False),  # JSON: the answer's
    Column("sections", Text, nullable=False),  # JSON: cited addresses
    Column("origin", String(80), unique=True),  # of an imported line; None where given here
)

searched_in_vain = Table(
    "searched_in_vain",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("plan", String(120), nullable=False),
    Column("question", Text, nullable=False),  # as it stands alone
    Column("digest", String(64), nullable=False),  # SHA-256 of the question: a short key
    Column("count", Integer, nullable=False),
    Column("last", _TIME, nullable=False),
    UniqueConstraint("plan", "digest"),
)

audit = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("time", _TIME, nullable=False),
    Column("who", String(255), nullable=False),
    Column("what", String(40), nullable=False),  # see `assistant.database.journal.Deed`
    Column("detail", Text, nullable=False),
)


def now() -> str:
    """The time as the tables hold it."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")


def storable(text: str) -> str:
    """A text as every database takes it: no null character, no lone surrogate."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
