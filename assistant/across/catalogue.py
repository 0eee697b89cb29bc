"""What is known of all plans of a library: names and texts, read anew every few seconds."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.across.names import PlanNames
from assistant.across.texts import LibraryTexts
from assistant.pipeline import Assistant
from corpus.errors import PlanFileError
from corpus.indicators import Observation, read_observations
from corpus.library import Entry, load_plan_file
from corpus.plan import Plan

__all__ = ["Catalogue", "Holder", "Snapshot"]

FRESH = 5.0  # seconds for which the catalogue counts as read
_READ = 16  # plans kept that were read without an index
_TABLES = 1024  # plans whose tables are kept


class Holder(Protocol):
    """What holds the plans and their assistants, such as `assistant.shelf.Shelf`."""

    @property
    def default(self) -> str:
        """Identifier of the plan asked where none is named."""

    def plans(self) -> list[Entry]:
        """All plans with their metadata and where their texts are."""

    def get(self, plan_id: str = "") -> Assistant:
        """The assistant of a plan."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All plans at one moment; those that cannot be used are left out."""

    at: float  # seconds of the monotonic clock
    entries: dict[str, Entry]  # by identifier, in the library's order
    names: PlanNames
    texts: LibraryTexts


class Catalogue:
    """The plans of a library; threads may share one.

    Args:
        holder: holds the plans.
    """

    def __init__(self, holder: Holder) -> None:
        self._holder = holder
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._plans: OrderedDict[tuple[object, ...], Plan] = OrderedDict()
        self._figures: OrderedDict[tuple[object, ...], tuple[Observation, ...]] = OrderedDict()

    def now(self) -> Snapshot:
        """The plans as they are; no text is read and nothing is loaded."""
        with self._lock:
            held, now = self._snapshot, time.monotonic()
            if held is not None and now - held.at <= FRESH:
                return held
            entries = {entry.plan_id: entry for entry in self._holder.plans() if not entry.fault}
            if held is None or held.entries != entries:
                names = PlanNames([entry.meta for entry in entries.values()])
                texts = LibraryTexts({name: entry.text for name, entry in entries.items()})
                held = Snapshot(now, entries, names, texts)
            self._snapshot = replace(held, at=now)
            return self._snapshot

    def read(self, plan_id: str) -> Plan:
        """A plan as it now stands on disk, kept for a while; nothing of it is indexed.

        Raises:
            PlanFileError: there is no such plan, or its text cannot be used.
        """
        entry = self.now().entries.get(plan_id)
        if entry is None:
            raise PlanFileError(f"没有编号为“{plan_id}”的规划。")
        key = (plan_id, entry.stamp)
        with self._lock:
            plan = self._plans.get(key)
        plan = plan or load_plan_file(entry.text, entry.meta)
        with self._lock:
            self._plans[key] = plan
            self._plans.move_to_end(key)
            while len(self._plans) > _READ:
                self._plans.popitem(last=False)
        return plan

    def figures(self, plan_id: str) -> tuple[Observation, ...]:
        """The figures of a plan's tables, read off its text and kept; nothing of it is indexed.

        Raises:
            PlanFileError: there is no such plan, or its text cannot be used.
        """
        entry = self.now().entries.get(plan_id)
        key = (plan_id, entry.stamp if entry else None)
        with self._lock:
            held = self._figures.get(key)
        if held is None:
            found = read_observations(self.read(plan_id))
            held = tuple(one for one in found if one.in_table and one.low == one.high)
        with self._lock:
            self._figures[key] = held
            self._figures.move_to_end(key)
            while len(self._figures) > _TABLES:
                self._figures.popitem(last=False)
        return held
