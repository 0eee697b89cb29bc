"""Indicators: every quantitative statement of a plan as an observation with its address.

A table row gives one observation for each figure; a sentence one for each quantity with a unit.
"""

from __future__ import annotations

from corpus.column_figures import figures_of_columns
from corpus.footnotes import footnote_marks
from corpus.observations import DIMENSION_NAMES, KIND_NAMES, Dimension, Kind, Observation
from corpus.plan import NodeKind, Plan
from corpus.prose_figures import figures_of_prose
from corpus.rows import read_row
from corpus.subjects import known_subjects
from corpus.table_context import TableContext
from corpus.table_figures import figures_of_line, words_of_line

__all__ = [
    "DIMENSION_NAMES",
    "KIND_NAMES",
    "Dimension",
    "Kind",
    "Observation",
    "read_observations",
    "read_worded",
]


def read_observations(plan: Plan) -> tuple[Observation, ...]:
    """All observations of a plan in reading order."""
    found: list[Observation] = []
    context = TableContext(plan)
    subjects = known_subjects(plan)
    marks = footnote_marks(plan)
    for section in plan.sections:
        if section.kind is NodeKind.ROW:
            for line in read_row(plan, section):
                found += figures_of_line(plan, section, line, context)
            found += figures_of_columns(plan, section, context)
        elif section.kind is not NodeKind.COVER:
            found += figures_of_prose(plan, section, subjects, marks)
    return tuple(found)


def read_worded(plan: Plan) -> tuple[Observation, ...]:
    """The values of tables that are words (完成省下达目标), in reading order; none is a figure."""
    context = TableContext(plan)
    return tuple(
        one
        for section in plan.sections
        for line in read_row(plan, section)
        for one in words_of_line(plan, section, line, context)
    )
