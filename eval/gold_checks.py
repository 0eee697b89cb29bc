"""Gold against the plan: whatever a question claims must stand in the plan as it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from corpus.plan import NodeKind, Plan
from corpus.quantities import base_unit, plain_digits, read_quantities
from eval.gold_types import GoldNumber, GoldQuestion

__all__ = ["PlanText", "unfounded"]


class PlanText:
    """The plan's words by node."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._under: dict[str, str] = {}

    def under(self, paths: frozenset[str]) -> str:
        """All that stands at or below the addresses, blanks kept; the whole plan for none."""
        return "\n".join(self._of(path) for path in sorted(paths)) if paths else self._whole

    @cached_property
    def _whole(self) -> str:
        return "\n".join(self._of(top.path) for top in self._plan.children[None])

    def _of(self, path: str) -> str:
        """Sentences, whole again where a page cut them, then the lines as printed."""
        if path not in self._under:
            nodes = list(self._plan.subtree(path))
            first = nodes[0]
            # A row is read with its table: header and notes name its columns.
            if first.kind is NodeKind.ROW and first.parent:
                nodes.insert(0, self._plan.by_path[first.parent])
            texts = [text for node in nodes for text in (node.label, node.number)]
            texts += [s.text for node in nodes for s in node.sentences]
            texts += [self._plan.text[span.start : span.end] for n in nodes for span in n.lines]
            self._under[path] = "\n".join(texts)
        return self._under[path]


def unfounded(question: GoldQuestion, plan: Plan, text: PlanText) -> Iterator[str]:
    """What the question claims and the plan does not bear out."""
    named = frozenset().union(*question.sections, question.also)
    claimed = {"sections": frozenset().union(*question.sections), "also": question.also}
    unknown = [(f, path) for f in claimed for path in sorted(claimed[f] - plan.by_path.keys())]
    for name, path in unknown:
        yield f"{name} 中的“{path}”在规划中不存在，请改正（planqa outline 列出全部地址）。"
    if unknown:
        return
    where = text.under(named)
    squeezed = "".join(where.split())
    place = f"所列章节（{'、'.join(sorted(named))}）" if named else "规划"
    for field, groups in (("facts", question.facts), ("items", question.items)):
        for group in groups:
            if not any("".join(fact.split()) in squeezed for fact in group):
                yield f"{field} 中的“{'”“'.join(group)}”不在{place}的原文里，请改正。"
    if question.number is not None and not question.number.computed:
        missing = _unstated(question.number, where)
        if missing:
            yield f"number 中的 {missing} 不在{place}的原文里；算出来的数请写 computed: true。"
    if question.page is not None:
        gold = frozenset().union(*question.sections)
        pages = {page for path in gold for page in _pages_of(plan, path)}
        if question.page not in pages:
            found = "、".join(map(str, sorted(pages))) or "（无）"
            yield f"page 写的是第{question.page}页，所列章节在第{found}页，请改正。"


def _unstated(number: GoldNumber, text: str) -> str:
    """The bound that stands nowhere in the text, in digits or in words; "" where all do."""
    stated = {bound for q in read_quantities(text) for bound in (q.low, q.high)}
    printed = {Decimal(digits) for digits in re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))}
    factor, _ = base_unit(number.unit)
    for bound in (number.low, number.high):
        value = Decimal(repr(bound))
        if value * factor not in stated and value not in printed:
            return f"{plain_digits(value)}{number.unit}"
    return ""


def _pages_of(plan: Plan, path: str) -> set[int]:
    nodes = plan.subtree(path)
    return {page for node in nodes for s in node.sentences for page in plan.pages_of(s)}
