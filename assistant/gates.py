"""Gates: what every answer must pass before it is shown, whatever route it took.

1. Each quote stands verbatim at its offsets, and each mark in the text has its citation.
2. Each figure in the text stands in a cited quote, or is of the answer's own furniture: a mark, a
   label, a page, a count of listed items.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer import Answer
from corpus.plan import NodeKind, Plan
from corpus.textops import clean

__all__ = ["Fault", "check"]

_MARK = re.compile(r"\[(\d+)\]")
_FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?%?")
# Figures the composer writes itself: pages, counts, and labels such as 三、（四）2.（1） or 专栏9.
_FURNITURE = re.compile(
    r"第\d+(?:—\d+)?页|到第\d+页|共 \d+ |其中 \d+ 个|还有 \d+ 句|专栏\d+|表\d+|第\d+[行条]|"
    r"(?m:^\s*(?:- )?\d+\.)|（\d+）|(?<=[）、])\d{1,2}\.(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an answer may not be shown as it is."""

    gate: str  # "quote", "mark" or "figure"
    detail: str


def check(answer: Answer, plan: Plan) -> list[Fault]:
    """All faults of an answer; empty for one that may be shown."""
    faults = []
    for citation in answer.citations:
        if clean(plan.text[citation.start : citation.end]) != citation.quote:
            faults.append(Fault("quote", f"[{citation.n}]"))
        if citation.section not in plan.by_path:
            faults.append(Fault("quote", f"[{citation.n}] {citation.section}"))
    numbers = {citation.n for citation in answer.citations}
    marks = {int(mark) for mark in _MARK.findall(answer.text)}
    faults += [Fault("mark", f"[{n}]") for n in sorted(marks ^ numbers)]
    faults += [Fault("figure", figure) for figure in _unsupported(answer, plan)]
    return faults


def _unsupported(answer: Answer, plan: Plan) -> list[str]:
    """Figures of the text that no cited quote, nor the plan's own title, holds."""
    text = _FURNITURE.sub(" ", _MARK.sub(" ", answer.text))
    titles = "".join(
        plan.by_path[c.section].title for c in answer.citations if c.section in plan.by_path
    )
    held = [*(citation.quote for citation in answer.citations), titles, plan.meta.title]
    held += _table_headers(answer, plan)
    known = {figure for quote in held for figure in _FIGURE.findall(quote)}
    said = _FIGURE.findall(text)
    asked = set(_FIGURE.findall(answer.question)) | set(_FIGURE.findall(answer.standalone_question))
    return sorted({figure for figure in said if figure not in known and figure not in asked})


def _table_headers(answer: Answer, plan: Plan) -> list[str]:
    """Header and notes of the tables whose rows are cited: they name the columns' years."""
    cited = (plan.by_path.get(citation.section) for citation in answer.citations)
    boxes = {node.parent for node in cited if node is not None and node.kind is NodeKind.ROW}
    return [s.text for box in sorted(filter(None, boxes)) for s in plan.by_path[box].sentences]
