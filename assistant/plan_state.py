"""The plans of the library and the state of each, as an operator wants to see them."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.errors import IndexStoreError, PlanFileError
from corpus.indicators import read_observations
from corpus.library import Entry, Library
from corpus.plan import NodeKind, PlanMeta
from index.store import IndexState, index_state

__all__ = ["PlanState", "plan_states"]


@dataclass(frozen=True, slots=True)
class PlanState:
    """One plan: what was read of it, and its index."""

    meta: PlanMeta
    chapters: int = 0
    boxes: int = 0
    observations: int = 0  # figures with a unit
    index: IndexState | None = None
    fault: str = ""  # why the plan or its index cannot be used; "" where all is well


def plan_states(library: Library) -> list[PlanState]:
    """The plans in a library, each read anew; a plan that cannot be read says why."""
    return [_state(entry, library) for entry in library.entries()]


def _state(entry: Entry, library: Library) -> PlanState:
    meta = entry.meta
    if entry.fault:
        return PlanState(meta, fault=entry.fault)
    try:
        plan = library.load(meta.plan_id)
    except PlanFileError as error:
        return PlanState(meta, fault=str(error))
    stored, fault = None, ""
    try:
        stored = index_state(entry.index)
        if stored and stored.plan_digest != plan.digest:
            fault = "规划文本在建立索引后有改动，下次提问时重建。"
    except IndexStoreError as error:
        fault = str(error)
    chapters = [s for s in plan.sections if s.kind is NodeKind.SECTION and s.level == 1]
    return PlanState(
        meta, len(chapters), len(plan.boxes), len(read_observations(plan)), stored, fault
    )
