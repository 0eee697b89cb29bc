"""Keeping what users of one plan do: each call puts down what belongs together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.answer import Conversation
from assistant.feedback import feedback_on
from assistant.visitor import called
from corpus.errors import PlanQAError

if TYPE_CHECKING:
    from assistant.database.conversations import Listed
    from assistant.database.store import Store
    from assistant.settings import Settings
    from corpus.plan import PlanMeta

__all__ = ["Keeper", "open_for_pages"]


class Keeper:
    """What the pages keep of the talk about one plan.

    Args:
        store: where it is kept.
        plan_id: the plan asked about.
    """

    def __init__(self, store: Store, plan_id: str) -> None:
        self._store, self._plan_id = store, plan_id

    def about(self, plan_id: str) -> Keeper:
        """What keeps the talk about another plan, in the same place."""
        return Keeper(self._store, plan_id)

    def keep(self, user: str, conversation_id: str, conversation: Conversation) -> tuple[str, str]:
        """Keep the last turn; the chat goes on whatever happens.

        Returns:
            The conversation's identifier, and why nothing was kept: "" where all is well.
        """
        if not user:
            return "", "浏览器没有允许本页保存标识，这段对话不会存入历史对话。"
        try:
            self._store.journal.count_missed(conversation.turns[-1].answer)
            kept = self._store.conversations.save(
                user, self._plan_id, conversation_id, conversation
            )
        except PlanQAError as error:
            return conversation_id, f"这一轮没有存入历史对话。{error}"
        return kept, ""

    def listed(self, user: str, words: str = "") -> Sequence[Listed]:
        """A user's conversations that hold these words; raises StoreError."""
        return self._store.conversations.listed(user, self._plan_id, words)

    def opened(self, user: str, conversation_id: str) -> Conversation:
        """A user's conversation; raises StoreError."""
        return self._store.conversations.opened(user, conversation_id)

    def rename(self, user: str, conversation_id: str, name: str) -> None:
        """Call a user's conversation otherwise; raises StoreError."""
        self._store.conversations.rename(user, conversation_id, name)

    def delete(self, user: str, conversation_id: str) -> None:
        """Delete a user's conversation, and put down that it was; raises StoreError."""
        from assistant.database.journal import Deed

        self._store.conversations.delete(user, conversation_id)
        self._store.journal.note(called(user), Deed.DELETED)

    def feedback(
        self, user: str, conversation: Conversation, *, useful: bool, reason: str = ""
    ) -> None:
        """Keep feedback on the last answer.

        Raises:
            PlanQAError: there is no answer yet, or it cannot be kept.
        """
        from assistant.database.journal import Deed

        self._store.feedback.add(feedback_on(conversation, useful=useful, reason=reason))
        self._store.journal.note(called(user), Deed.FEEDBACK, "有用" if useful else "有误")


def open_for_pages(settings: Settings, plan: PlanMeta) -> tuple[Store | None, str]:
    """The store, with a note of what the server starts with; or None and why there is none.

    Raises:
        SettingsError: the setting that names the database cannot be used.
    """
    from assistant.database.engine import StoreError
    from assistant.database.journal import Deed
    from assistant.database.store import open_store

    try:
        store = open_store(settings.home, settings.database)
        told = "；".join(f"{name}={value}" for name, value in settings.shown().items() if value)
        store.journal.note("服务", Deed.SETTINGS, told)
        store.journal.note("服务", Deed.PLAN_LOADED, f"{plan.plan_id} {plan.title}")
    except StoreError as error:
        return None, f"对话和反馈暂不保存。{error}"
    return store, ""
