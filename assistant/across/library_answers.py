"""Answers about the library itself: which plans there are, the newest, and which there is not.

They are made of the catalogue alone, so no plan is loaded, and there is nothing to cite.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.across.composing import AcrossDraft
from assistant.across.names import name_of
from assistant.answer import Answer, Route, Several, Status
from corpus.periods import period_told
from corpus.plan import PlanMeta

__all__ = ["absent_plan", "asked_back", "card", "listed"]

MOST = 50  # plans listed one by one
_NEWEST = re.compile(r"最新|最近|最晚|哪[份个部]新|新的是")
_OLDEST = re.compile(r"最早|最老|最旧|哪[份个部]早|早的是")


def listed(question: str, metas: Sequence[PlanMeta]) -> Answer:
    """How many plans there are and which; of the newest or the oldest, those alone."""
    extreme = "最新" if _NEWEST.search(question) else "最早" if _OLDEST.search(question) else ""
    draft = AcrossDraft()
    if extreme:
        chosen, by = _extreme(metas, newest=extreme == "最新")
        draft.say(f"按{by}，{extreme}的是{'、'.join(map(name_of, chosen))}。")
    else:
        chosen = list(metas)
        draft.say(f"共 {len(chosen)} 份规划：")
    for meta in chosen[:MOST]:
        draft.say(f"\n- {card(meta)}")
    if len(chosen) > MOST:
        draft.say(f"\n\n其余 {len(chosen) - MOST} 份没有列出，可以加上地区、时期或行业再问。")
    plans = tuple(meta.plan_id for meta in chosen)
    return draft.answer(question, Several("library", plans), route=Route.OUTLINE)


def _extreme(metas: Sequence[PlanMeta], *, newest: bool) -> tuple[list[PlanMeta], str]:
    """The plans that come last or first: by period, then by date; and by what."""
    turn = 1 if newest else -1
    periods = [turn * meta.period[0] for meta in metas if meta.period]
    best = [m for m in metas if m.period and turn * m.period[0] == max(periods)] or list(metas)
    dated = [m for m in best if m.issued_on]
    if len(best) > 1 and len(dated) == len(best):
        last = max(turn * m.issued_on.toordinal() for m in dated if m.issued_on)
        found = [m for m in dated if m.issued_on and turn * m.issued_on.toordinal() == last]
        return found, "规划期和印发日期"
    return best, "规划期"


def card(meta: PlanMeta) -> str:
    """A plan in a line: name, period, issuer, number, date."""
    issued = (
        f"{meta.issued_on.year}年{meta.issued_on.month}月{meta.issued_on.day}日印发"
        if meta.issued_on
        else ""
    )
    period = f"规划期 {period_told(meta.period)}" if meta.period else ""
    facts = "，".join(filter(None, (period, meta.issuer, meta.document_number, issued)))
    title = meta.title if meta.title.startswith("《") else f"《{meta.title}》"
    return f"{title}" + (f"：{facts}" if facts else "")


def asked_back(question: str, topic: str, metas: Sequence[PlanMeta]) -> Answer:
    """The question back: which of the plans is meant."""
    draft = AcrossDraft()
    draft.say(f"有 {len(metas)} 份规划符合，请问是哪一份？")
    for meta in metas[:MOST]:
        draft.say(f"\n- {name_of(meta)}")
    several = Several("clarify", tuple(meta.plan_id for meta in metas), topic)
    return draft.answer(question, several, status=Status.CLARIFY)


def absent_plan(question: str, region: str, metas: Sequence[PlanMeta]) -> Answer:
    """That the library has no plan of a region, and those it has."""
    draft = AcrossDraft()
    draft.say(f"库中没有{region}的规划。现有 {len(metas)} 份：")
    for meta in metas[:MOST]:
        draft.say(f"\n- {name_of(meta)}")
    several = Several("library", tuple(meta.plan_id for meta in metas))
    return draft.answer(question, several, status=Status.NOT_IN_PLAN)
