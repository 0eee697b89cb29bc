"""Conversations, each kept for the user who had it. No call reaches another user's."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, Select, delete, func, insert, or_, select, update

from assistant.answer import Conversation, Turn
from assistant.database.engine import Database, StoreError
from assistant.database.tables import conversations, now, storable, turns
from assistant.database.turn_json import read_turn, write_turn

__all__ = ["LONGEST_NAME", "Conversations", "Listed"]

LONGEST_NAME = 40  # characters; a conversation is called by its first question until renamed
_MOST_LISTED = 100
_GONE = "这段对话已不在，可能已在别处删除。"


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation as a list shows it."""

    id: str
    name: str
    changed: str  # UTC, ISO 8601
    turns: int


class Conversations:
    """The kept conversations of all users.

    Args:
        database: where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def listed(self, user: str, plan: str, words: str = "") -> list[Listed]:
        """A user's conversations about a plan, at most 100, the one changed last first.

        Args:
            user: whose.
            plan: identifier of the plan asked about.
            words: parted by blanks; each must stand in the name, a question or an answer.

        Raises:
            StoreError: they cannot be read.
        """
        count = func.count(turns.c.id)
        chosen = (
            select(conversations.c.id, conversations.c.name, conversations.c.changed, count)
            .join(turns, turns.c.conversation == conversations.c.id)
            .where(conversations.c.user == user, conversations.c.plan == plan)
            .group_by(conversations.c.id, conversations.c.name, conversations.c.changed)
            .order_by(conversations.c.changed.desc(), conversations.c.id)
            .limit(_MOST_LISTED)
        )
        for word in storable(words).split():
            chosen = _saying(chosen, word)
        with self._database.read() as connection:
            return [Listed(*row) for row in connection.execute(chosen)]

    def opened(self, user: str, conversation_id: str) -> Conversation:
        """A user's conversation with all turns, as it was in memory.

        Raises:
            StoreError: it is not there, is another's, or cannot be read.
        """
        chosen = select(turns.c.answer).where(turns.c.conversation == conversation_id)
        with self._database.read() as connection:
            _own(connection, user, conversation_id)
            rows = connection.scalars(chosen.order_by(turns.c.number)).all()
        try:
            return Conversation(tuple(read_turn(row) for row in rows))
        except ValueError as error:
            raise StoreError("这段对话的记录已损坏，无法打开。可以删除它。") from error

    def save(self, user: str, plan: str, conversation_id: str, conversation: Conversation) -> str:
        """Keep the turns of a conversation that are not yet; returns its identifier.

        Args:
            user: whose.
            plan: identifier of the plan asked about.
            conversation_id: as returned for the turn before; "" for a new conversation.
            conversation: all of it. What another window has added meanwhile stays apart: this one
                is then kept as a conversation of its own.

        Raises:
            StoreError: it was deleted meanwhile, or cannot be written.
        """
        with self._database.write() as connection:
            kept: list[str] = []
            if conversation_id:
                _own(connection, user, conversation_id)
                kept = _questions(connection, conversation_id)
            said = [storable(turn.question) for turn in conversation.turns]
            if not conversation_id or len(kept) >= len(said) or kept != said[: len(kept)]:
                conversation_id, kept = secrets.token_hex(16), []
                _begin(connection, user, plan, conversation_id, said[0])
            new = conversation.turns[len(kept) :]
            rows = [_row(conversation_id, n, turn) for n, turn in enumerate(new, len(kept) + 1)]
            connection.execute(insert(turns), rows)
            changed = update(conversations).where(conversations.c.id == conversation_id)
            connection.execute(changed.values(changed=now()))
        return conversation_id

    def rename(self, user: str, conversation_id: str, name: str) -> str:
        """Give a user's conversation another name; returns it as it is kept.

        Raises:
            StoreError: the name is empty, or the conversation is not there or another's.
        """
        called = _name(name)
        if not called:
            raise StoreError("请先输入名称。")
        with self._database.write() as connection:
            _own(connection, user, conversation_id)
            renamed = update(conversations).where(conversations.c.id == conversation_id)
            connection.execute(renamed.values(name=called))
        return called

    def delete(self, user: str, conversation_id: str) -> None:
        """Delete a user's conversation with all turns, for good.

        Raises:
            StoreError: it is not there or another's, or cannot be deleted.
        """
        with self._database.write() as connection:
            _own(connection, user, conversation_id)
            connection.execute(delete(turns).where(turns.c.conversation == conversation_id))
            connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
        self._database.forget()


def _own(connection: Connection, user: str, conversation_id: str) -> None:
    """Refuse a conversation that is not this user's, in the same words as one that is not there."""
    own = select(conversations.c.id).where(
        conversations.c.id == conversation_id, conversations.c.user == user
    )
    if connection.execute(own.with_for_update()).first() is None:
        raise StoreError(_GONE)


def _questions(connection: Connection, conversation_id: str) -> list[str]:
    """What was asked in a kept conversation, in order."""
    asked = select(turns.c.question).where(turns.c.conversation == conversation_id)
    return list(connection.scalars(asked.order_by(turns.c.number)))


def _begin(connection: Connection, user: str, plan: str, conversation_id: str, first: str) -> None:
    at = now()
    connection.execute(
        insert(conversations).values(
            id=conversation_id, user=user, plan=plan, name=_name(first), created=at, changed=at
        )
    )


def _row(conversation_id: str, number: int, turn: Turn) -> dict[str, object]:
    return {
        "conversation": conversation_id,
        "number": number,
        "question": storable(turn.question),
        "text": storable(turn.answer.text),
        "answer": write_turn(turn),
    }


def _saying(chosen: Select[*tuple[object, ...]], word: str) -> Select[*tuple[object, ...]]:
    """Only conversations that say a word, whatever the case of its letters."""
    said = select(turns.c.conversation).where(
        or_(
            turns.c.question.icontains(word, autoescape=True),
            turns.c.text.icontains(word, autoescape=True),
        )
    )
    named = conversations.c.name.icontains(word, autoescape=True)
    return chosen.where(or_(named, conversations.c.id.in_(said)))


def _name(text: str) -> str:
    """A name on one line, not too long."""
    words = " ".join(storable(text).split())
    return words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1]}…"
