"""An order over many plans: the indicator is told by a few, then found by name in all others.

The few are asked as any plan is. Of the others no index is loaded: their tables are read off the
text, and only a row that has the indicator's very name, or words of one meaning, counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from assistant.across.catalogue import Catalogue
from assistant.across.figures import Line, canonical
from assistant.number_route import Found
from corpus.errors import PlanFileError
from corpus.indicators import Observation

__all__ = ["lines_like"]


def lines_like(seeds: Sequence[Line], others: Iterable[str], catalogue: Catalogue) -> list[Line]:
    """The lines of all plans that print the indicator of the first line that has one.

    Args:
        seeds: of the plans that were asked.
        others: identifiers of the other plans.
        catalogue: reads them.
    """
    held = [line for line in seeds if line.found is not None]
    first = held[0].found if held else None
    if first is None:
        return []
    found = []
    for plan_id in others:
        try:
            row = _row_like(first.best, catalogue.figures(plan_id))
            if row:
                meta = catalogue.now().entries[plan_id].meta
                found.append(Line(meta, partial(catalogue.read, plan_id), Found(row[-1], row)))
        except PlanFileError:
            continue  # asked by itself, the plan says why
    return [*held, *found]


def _row_like(wanted: Observation, figures: Sequence[Observation]) -> tuple[Observation, ...]:
    """The figures of the row that is of an indicator, the wanted one last; empty for none."""
    name = canonical(wanted.name)
    like = [
        one
        for one in figures
        if (one.dimension, one.unit) == (wanted.dimension, wanted.unit)
        and not one.in_words
        and canonical(one.name) == name
    ]
    kind = [one for one in like if one.kind is wanted.kind] or like
    if not kind:
        return ()
    best = max(kind, key=lambda one: one.year or 0)
    row = [one for one in like if one.path == best.path and (one.year or 0) < (best.year or 0)]
    return (*sorted(row, key=lambda one: one.year or 0), best)
