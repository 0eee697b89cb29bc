"""Which plans say a name: found in the raw texts, told with places and counts.

All texts are searched as they stand on disk. Only the first plans that say the name are read, for
their addresses; the others are named.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.across.composing import AcrossDraft
from assistant.across.names import PlanNames
from assistant.across.texts import LibraryTexts
from assistant.answer import Answer, Route, Several, Status
from assistant.composer import page_of
from assistant.occurrence_route import clause_of, occurrences
from assistant.section_writer import name_of as section_name
from assistant.thesaurus import same_words
from corpus.plan import Plan

__all__ = ["saying"]

MOST_READ = 8  # plans of which the places are told
MOST_NAMED = 50  # plans that are named
MOST_PLACES = 3  # places told of each


class _Reads(Protocol):
    def read(self, plan_id: str) -> Plan:
        """The plan, read; nothing of it is indexed."""


def saying(
    question: str,
    name: str,
    texts: LibraryTexts,
    among: Sequence[str],
    reader: _Reads,
    names: PlanNames,
) -> Answer:
    """The plans that say a name, those that say it most first.

    Args:
        question: as asked.
        name: what is looked for.
        texts: of all plans.
        among: identifiers of the plans that count.
        reader: reads a plan.
        names: of the plans.
    """
    draft, said = AcrossDraft(), name
    found = texts.holding(name, among)
    for other in () if found else same_words(name):
        found = texts.holding(other, among)
        if found:
            draft.say(f"没有规划写“{name}”，意思相同的是“{other}”。")
            said = other
            break
    found.sort(key=lambda pair: -pair[1])
    plans = tuple(plan_id for plan_id, _ in found)
    several = Several("which", plans, said)
    if not found:
        draft.say(f"库中 {len(among)} 份规划都没有出现“{name}”。")
        return draft.answer(question, several, status=Status.NOT_IN_PLAN)
    draft.say(f"提到“{said}”的规划有 {len(found)} 份：")
    for plan_id in plans[:MOST_READ]:
        _told(draft, reader.read(plan_id), said, names.of(plan_id))
    rest = plans[MOST_READ:]
    if rest:
        more = "、".join(map(names.of, rest[:MOST_NAMED]))
        draft.say(f"\n\n还有 {len(rest)} 份：{more}{'等' if len(rest) > MOST_NAMED else ''}。")
    return draft.answer(question, several, route=Route.OUTLINE)


def _told(draft: AcrossDraft, plan: Plan, name: str, called: str) -> None:
    """One plan's count and first places."""
    places = list(occurrences(plan, name))
    if not places:
        draft.say(f"\n- {called}：只在封面或目录中写到“{name}”")
        return
    count = sum(place.count for place in places)
    draft.say(f"\n- {called}：“{name}”在全文出现 {count} 次，分布在 {len(places)} 处，如")
    own, said = draft.of(plan), []
    for place in places[:MOST_PLACES]:
        clause = clause_of(place.sentence.text, name)
        where = f"{section_name(place.section)}{page_of(place.section)}"
        titled = clause in place.section.title
        mark = own.cite(place.sentence)
        said.append(f"{where}{mark}" if titled else f"{where}：{clause}{mark}")
    draft.say("；".join(said))
