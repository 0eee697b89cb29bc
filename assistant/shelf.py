"""The assistants of a library's plans: loaded when asked for, the latest few kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.settings import Settings
from corpus.library import Entry

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

__all__ = ["Shelf"]

MOST = 8  # assistants kept at once


@dataclass(slots=True)
class _Place:
    """One plan's assistant, and the lock that lets one thread alone load it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    assistant: Assistant | None = None
    stamp: tuple[object, ...] = ()  # of the files it was loaded from


class Shelf:
    """Holds assistants by plan; threads may share one.

    Args:
        settings: where the plans and their indexes are.
        most: assistants kept at once; the one not asked for longest goes first.
        progress: told each step of building an index, in Chinese.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        most: int = MOST,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        self.settings, self._most, self._progress = settings, max(1, most), progress
        self._lock = threading.Lock()
        self._places: OrderedDict[str, _Place] = OrderedDict()

    @property
    def default(self) -> str:
        """Identifier of the plan asked where none is named; raises SettingsError."""
        return self.settings.plan_id

    def plans(self) -> list[Entry]:
        """All plans with their metadata; no text is read and nothing is loaded."""
        return self.settings.library.entries()

    def has(self, plan_id: str) -> bool:
        """Whether there is a plan of this identifier; nothing of the others is read."""
        return self.settings.library.has(plan_id)

    def get(self, plan_id: str = "") -> Assistant:
        """The assistant of a plan, of the default one where none is named.

        It is loaded, and its index built, where it is not held or the plan was replaced on disk.

        Raises:
            PlanQAError: no such plan, or the plan, its index or the model cannot be used.
        """
        entry = self.settings.library.entry(plan_id or self.default)
        place = self._place(entry.plan_id)
        with place.lock:
            if place.assistant is None or place.stamp != entry.stamp:
                from assistant.pipeline import build_assistant

                place.assistant = None  # two of one plan would be held otherwise
                place.assistant = build_assistant(
                    self.settings, plan_id=entry.plan_id, progress=self._progress
                )
                place.stamp = entry.stamp
            return place.assistant

    def held(self) -> list[str]:
        """Identifiers of the plans that are held, the one asked last at the end."""
        with self._lock:
            return [name for name, place in self._places.items() if place.assistant is not None]

    def forget(self, plan_id: str) -> None:
        """Let go of a plan's assistant."""
        with self._lock:
            self._places.pop(plan_id, None)

    def _place(self, plan_id: str) -> _Place:
        with self._lock:
            place = self._places.setdefault(plan_id, _Place())
            self._places.move_to_end(plan_id)
            while len(self._places) > self._most:
                self._places.popitem(last=False)
            return place
