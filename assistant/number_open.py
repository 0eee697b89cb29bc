"""A question that says what is measured and not of what: 增加值目标是多少.

It has as many answers as the plan has indicators of that measure; each is told in a line, and the
asker is asked which one was meant.
"""

from __future__ import annotations

from assistant.answer import Status
from assistant.carried import names_nothing
from assistant.composer import Composed, Draft
from assistant.figure_operations import Operation
from assistant.figure_question import FigureQuestion
from assistant.figure_table import FigureTable
from assistant.figure_teller import FigureTeller
from assistant.figure_words import measures_in
from corpus.indicators import Dimension, Observation
from corpus.plan import Plan

__all__ = ["open_measure"]

_MOST = 12  # indicators that are told; a measure of more leaves too much open
_SORTS = {Dimension.SHARE: "占比", Dimension.RATE: "年均增速"}


def open_measure(
    asked: FigureQuestion, plan: Plan, table: FigureTable, teller: FigureTeller
) -> Composed | None:
    """All indicators of the measure a question names; None where it names more, or they are few.

    Args:
        asked: the question.
        plan: what it is asked of.
        table: the plan's observations.
        teller: writes them.
    """
    measures = measures_in(asked.text)
    sort = _SORTS.get(asked.dimension) if asked.dimension is not None else None
    if asked.operation is not Operation.LOOK_UP or not (measures or sort):
        return None
    if not names_nothing(asked.text):
        return None
    held: list[Observation] = []
    for one in sorted(_of_measure(asked, table, measures), key=lambda o: not o.in_table):
        if not any(table.words.same_name(one.name, other.name) for other in held):
            held.append(one)
    if not 1 < len(held) <= _MOST:
        return None
    draft = Draft(plan)
    what = sort or "、".join(sorted(measures))
    draft.say(f"规划中“{what}”共 {len(held)} 项，请确认要问的是哪一项：")
    for one in sorted(held, key=lambda o: o.sentence.start):
        draft.say(f"\n- {teller.told(draft, one)}（{plan.by_path[one.path].label}）")
        draft.items.append(one.name)
    return Composed(draft, Status.CLARIFY, None)


def _of_measure(
    asked: FigureQuestion, table: FigureTable, measures: frozenset[str]
) -> list[Observation]:
    """The figures of a measure, of the year asked for, else of the last that each has."""
    latest: dict[str, Observation] = {}
    for match in table.scored(asked):
        one = match.observation
        if one.dimension is not (asked.dimension or Dimension.LEVEL):
            continue
        if measures <= measures_in(one.name):
            kept = latest.setdefault(one.name, one)
            if (one.in_table, one.year or 0) > (kept.in_table, kept.year or 0):
                latest[one.name] = one
    return list(latest.values())
