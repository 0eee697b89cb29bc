"""All that is kept, opened together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.database.conversations import Conversations
from assistant.database.engine import Database
from assistant.database.feedback import FeedbackBook
from assistant.database.journal import Journal

__all__ = ["Store", "open_store"]


@dataclass(frozen=True, slots=True)
class Store:
    """The parts of what is kept; all in one database."""

    database: Database
    conversations: Conversations
    feedback: FeedbackBook
    journal: Journal

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def open_store(home: Path, url: str = "") -> Store:
    """Open the database, with what an older planqa left in `feedback.jsonl`.

    Args:
        home: folder of files made by planqa.
        url: any SQLAlchemy URL; "" for a SQLite file in `home`.

    Raises:
        SettingsError: `url` cannot be used.
        StoreError: the database cannot be opened, is damaged, or was written by a newer planqa.
    """
    database = Database(url, home)
    store = Store(database, Conversations(database), FeedbackBook(database), Journal(database))
    try:
        store.feedback.take_over(home)
    except BaseException:
        store.close()
        raise
    return store
