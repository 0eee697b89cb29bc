"""The plans of the library and the state of each, as an operator wants to see them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from corpus.errors import IndexStoreError, PlanFileError, reason_of
from corpus.indicators import read_observations
from corpus.library import Entry, Library, changed_text
from corpus.plan import NodeKind, Plan, PlanMeta
from corpus.plan_folder import REPORT, digest_of
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
    """The plans in a library; one that cannot be read says why.

    Of a plan that was taken in, what was read then is told; the others are read anew.
    """
    return [_state(entry, library) for entry in library.entries()]


def _state(entry: Entry, library: Library) -> PlanState:
    meta = entry.meta
    if entry.fault:
        return PlanState(meta, fault=entry.fault)
    try:
        counts, digest = _taken_in(entry) if entry.manifest else _read(library.load(meta.plan_id))
    except PlanFileError as error:
        return PlanState(meta, fault=str(error))
    stored, fault = None, ""
    try:
        stored = index_state(entry.index)
        if stored and stored.plan_digest != digest:
            fault = "规划文本在建立索引后有改动，下次提问时重建。"
    except IndexStoreError as error:
        fault = str(error)
    return PlanState(meta, *counts, stored, fault)


_Counts = tuple[int, int, int]  # chapters, boxes, figures


def _read(plan: Plan) -> tuple[_Counts, str]:
    """Counts of a plan, and its digest."""
    chapters = [s for s in plan.sections if s.kind is NodeKind.SECTION and s.level == 1]
    return (len(chapters), len(plan.boxes), len(read_observations(plan))), plan.digest


def _taken_in(entry: Entry) -> tuple[_Counts, str]:
    """Counts as reported when the plan was taken in, and its digest.

    Raises:
        PlanFileError: the text is not the one of then, or the report cannot be read.
    """
    try:
        digest = digest_of(entry.text)[1]
        told = json.loads((entry.folder / REPORT).read_bytes())["report"]
        boxes, figures = sum(told["boxes"].values()), sum(told["figures"].values())
        counts = (int(next(iter(told["sections"]), 0)), int(boxes), int(figures))
    except OSError as error:
        raise PlanFileError(f"读不出规划 {entry.plan_id} 的文件（{reason_of(error)}）。") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PlanFileError(
            f"规划 {entry.plan_id} 的读取报告已损坏。请重新读取：planqa index --reread。"
        ) from error
    if entry.manifest is not None and digest != entry.manifest.digest:
        raise changed_text(entry.plan_id)
    return counts, digest
