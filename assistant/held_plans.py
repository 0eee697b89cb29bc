"""The plans an answer may cite: one, or several by their identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assistant.answer import Citation
from corpus.plan import Plan, PlanMeta, Section

__all__ = ["COUNTED", "NOT_RANKED", "HeldPlans", "name_of"]


def name_of(meta: PlanMeta) -> str:
    """A plan as it is told beside others: 《苏州“十五五”规划》."""
    name = meta.short_title or meta.title
    return name if name.startswith("《") else f"《{name}》"


COUNTED = re.compile(r"(?<=[共有]) (\d+) 份")
"""How many plans an answer speaks of."""

NOT_RANKED = "不参加排序"
"""What an order over plans says of a plan that it lists and does not rank."""


class HeldPlans:
    """Finds the plan of a citation.

    Args:
        plans: the one plan of all citations, or plans by identifier.
    """

    def __init__(self, plans: Plan | Mapping[str, Plan] | HeldPlans) -> None:
        self._one = plans if isinstance(plans, Plan) else None
        self._by_id: Mapping[str, Plan] = {}
        if isinstance(plans, HeldPlans):
            self._one, self._by_id = plans._one, plans._by_id
        elif isinstance(plans, Mapping):
            self._by_id = plans

    @property
    def each(self) -> tuple[Plan, ...]:
        """All of them."""
        return (self._one,) if self._one is not None else tuple(self._by_id.values())

    def of(self, citation: Citation) -> Plan | None:
        """The plan that a citation is of; None where it is not held."""
        return self._one if self._one is not None else self._by_id.get(citation.plan)

    def node(self, citation: Citation) -> Section | None:
        """The node that a citation names; None where its plan has no such."""
        plan = self.of(citation)
        return plan.by_path.get(citation.section) if plan is not None else None

    def spoken(self, text: str) -> Iterator[tuple[Plan, str]]:
        """The parts of a text with the plan each speaks of: of several, the one named before it.

        What stands before the first name is of no plan, and is left out.
        """
        if self._one is not None:
            yield self._one, text
            return
        names = {name_of(plan.meta): plan for plan in self._by_id.values()}
        if not names:
            return
        longest = sorted(names, key=len, reverse=True)
        pieces = re.split(f"({'|'.join(map(re.escape, longest))})", text)
        for name, part in zip(pieces[1::2], pieces[2::2], strict=True):
            yield names[name], part

    def unnamed(self, text: str) -> str:
        """A text without the names of several plans, which may hold years, and their counts."""
        if self._one is None:
            for plan in self._by_id.values():
                text = text.replace(name_of(plan.meta), " ")
            text = COUNTED.sub(" ", text)
        return text
