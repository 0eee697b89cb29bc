"""Gates: what every answer must pass before it is shown, whatever route it took.

1. Each quote stands verbatim at its offsets, and each mark in the text has its citation.
2. Each figure in the text stands in a cited quote, or is of the answer's own furniture: a mark, a
   label, a page, a count of listed items. So does the answer's value, with its year.
3. Each equation holds, and what goes into it stands in a cited quote.

An answer across plans is checked by the plan of each citation; what it says of a plan by name may
only cite that plan.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.answer import Answer
from assistant.held_plans import COUNTED, NOT_RANKED, HeldPlans
from assistant.number_gate import number_faults, without_labels
from assistant.question import plain
from corpus.arithmetic import equations, false_equations
from corpus.periods import periods_printed, years_of
from corpus.plan import NodeKind, Plan
from corpus.quantities import as_number, plain_digits, read_quantities
from corpus.ranks import read_ranks
from corpus.textops import clean

__all__ = ["Fault", "check", "without_unsupported"]

_PARTS = re.compile(r"(?<=[。；\n])(?!\[)|(?<=\])(?=[^\[。；，、])")
_LEFT_OUT = "（有的数字未能核对，已略去。）"
_LISTED = re.compile(r"(?m)^(?:- |\| )《")
_MARK = re.compile(r"\[(\d+)\]")
_FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?%?")
# Of the formulas of growth, and between units of one kind (a 平方公里 is 1500 亩).
_CONSTANTS = {"1", "100", "15", "24", "60", "1000", "1500", "10000", "1000000", "100000000"}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an answer may not be shown as it is."""

    gate: str  # "quote", "mark", "figure" or "calculation"
    detail: str


def check(answer: Answer, plan: Plan | Mapping[str, Plan]) -> list[Fault]:
    """All faults of an answer; empty for one that may be shown.

    Args:
        answer: the answer.
        plan: the plan it is of; of an answer across plans, those it cites, by identifier.
    """
    held = HeldPlans(plan)
    faults = []
    for citation in answer.citations:
        own = held.of(citation)
        if own is None or clean(own.text[citation.start : citation.end]) != citation.quote:
            faults.append(Fault("quote", f"[{citation.n}]"))
        if held.node(citation) is None:
            faults.append(Fault("quote", f"[{citation.n}] {citation.section}"))
    numbers = {citation.n for citation in answer.citations}
    marks = {int(mark) for mark in _MARK.findall(answer.text)}
    faults += [Fault("mark", f"[{n}]") for n in sorted(marks ^ numbers)]
    faults += [Fault("mark", f"[{n}] 不是所说的规划") for n in _astray(answer, held)]
    faults += [Fault("figure", count) for count in _miscounted_plans(answer)]
    known = _known_figures(answer, held)
    bare = _unsupported(answer, held, known)
    told = [f for f in number_faults(answer, held) if not any(f.startswith(b) for b in bare)]
    faults += [Fault("figure", figure) for figure in (*bare, *told)]
    faults += [Fault("calculation", fault) for fault in _miscalculated(answer)]
    return faults + [Fault("figure", f"value {figure}") for figure in _untold(answer, known)]


def _astray(answer: Answer, held: HeldPlans) -> list[int]:
    """Marks in what is said of a plan by name that lead to another plan."""
    if len(held.each) < 2:
        return []
    text = answer.text
    for citation in sorted(answer.citations, key=lambda c: -len(c.quote)):
        text = text.replace(citation.quote, " ")
    of_plan = {citation.n: citation.plan for citation in answer.citations}
    return sorted(
        {
            int(mark)
            for plan, part in held.spoken(text)
            for mark in _MARK.findall(part)
            if of_plan.get(int(mark), plan.plan_id) != plan.plan_id
        }
    )


def _miscounted_plans(answer: Answer) -> list[str]:
    """Counts of plans that are neither all that the answer is of, nor those it lists, or does not.

    A list has a bullet or a row of a table for each plan.
    """
    if answer.several is None:
        return []
    listed, whole = len(_LISTED.findall(answer.text)), len(answer.several.plans)
    right = {whole, listed, whole - listed, listed - answer.text.count(NOT_RANKED)}
    return [f"{m[1]} 份" for m in COUNTED.finditer(answer.text) if int(m[1]) not in right]


def without_unsupported(answer: Answer, plan: Plan) -> Answer | None:
    """The answer without the sentences whose figures nothing supports, and marked so.

    None where nothing with a citation is left, or what is left does not pass either.
    """
    parts = [part for part in _PARTS.split(answer.text) if part]
    kept = [part for part in parts if not _figures_fail(replace(answer, text=part), plan)]
    text = "".join(kept)
    numbers = sorted({int(mark) for mark in _MARK.findall(text)})
    if len(kept) == len(parts) or not numbers:
        return None
    places = {number: place for place, number in enumerate(numbers, 1)}
    text = _MARK.sub(lambda match: f"[{places[int(match[1])]}]", text)
    citations = [replace(c, n=places[c.n]) for c in answer.citations if c.n in places]
    left = replace(
        answer, text=text + _LEFT_OUT, citations=tuple(citations), value=None, calculation=None
    )
    return None if check(left, plan) else left


def _figures_fail(part: Answer, plan: Plan) -> bool:
    plans = HeldPlans(plan)
    known = _known_figures(part, plans)
    return bool(_unsupported(part, plans, known) or number_faults(part, plans))


def _unsupported(answer: Answer, plans: HeldPlans, known: set[str]) -> list[str]:
    """Figures of the text that are not known; the labels of cited nodes hold none."""
    text = without_labels(plans.unnamed(_MARK.sub(" ", answer.text)), answer, plans)
    return sorted(set(_FIGURE.findall(text)) - known)


def _known_figures(answer: Answer, plans: HeldPlans) -> set[str]:
    """Figures a cited quote, the plan's own title or the question holds."""
    nodes = [plans.node(citation) for citation in answer.citations]
    titles = "".join(node.title for node in nodes if node is not None)
    held = [*(citation.quote for citation in answer.citations), titles]
    held += [plan.meta.title for plan in plans.each]
    # A refusal repeats the question's figures as ordinary digits, however they were typed.
    question = f"{answer.question} {answer.standalone_question}".replace("，", " ")
    asked = f"{unicodedata.normalize('NFKC', question)} {plain(question)}"
    held += [*_table_headers(answer, plans), asked, answer.calculation or ""]
    known = {figure for text in held for figure in _FIGURE.findall(text)}
    known |= {figure.rstrip("%") for figure in _FIGURE.findall(asked)}
    known |= set(re.findall(r"[A-Za-z](\d+)", asked))  # gao2.7, named as gao2
    known |= {f"{figure}%" for figure in _FIGURE.findall(answer.calculation or "")}
    # A figure taken from a series over years (2011—2015年…分别达) is told with its own year.
    series = [text for text in held if answer.calculation or "分别" in text]
    for period in (period for text in series for period in periods_printed(text)):
        known |= {str(year) for year in years_of(period)}
    if not answer.citations:  # what planqa says of the plan itself
        known |= {str(year) for plan in plans.each for year in plan.meta.period or ()}
    for citation, node in zip(answer.citations, nodes, strict=True):
        if node is not None and node.kind is NodeKind.ROW and "%" in citation.quote:
            known |= {f"{figure}%" for figure in _FIGURE.findall(citation.quote)}
    return known


def _miscalculated(answer: Answer) -> list[str]:
    """Equations that do not hold, and their inputs that no cited quote holds."""
    if answer.calculation is None:
        return []
    quoted = {_plain(f) for c in answer.citations for f in _FIGURE.findall(c.quote)}
    inputs = {
        _plain(figure)
        for left, _ in equations(answer.calculation)
        for figure in _FIGURE.findall(left)
    }
    # Years between two values and terms are counted.
    counted = "^" in answer.calculation or "÷" in answer.calculation
    years = {str(n) for n in range(1, 31)} if counted else set()
    results = {_plain(right) for _, right in equations(answer.calculation)}  # of an earlier step
    foreign = inputs - quoted - _CONSTANTS - years - results
    return false_equations(answer.calculation) + sorted(foreign)


def _untold(answer: Answer, known: set[str]) -> list[float | int]:
    """The value where no cited quote holds it, and its year where nothing names it."""
    if answer.value is None or answer.calculation is not None:
        return []
    quoted = {f for citation in answer.citations for f in _FIGURE.findall(citation.quote)}
    quotes = [citation.quote for citation in answer.citations]
    in_words = [q for quote in quotes for q in read_quantities(quote)]  # 千分之二
    in_words += [q for quote in quotes for q in read_ranks(quote)]  # 第六
    worded = {as_number(q.low) for q in in_words if not q.printed[:1].isdigit()}
    untold: list[float | int] = []
    if answer.value.unit == "个" and f"共 {answer.value.value:g} " in answer.text:
        return []  # how many are listed
    if answer.value.value not in {*map(_number, quoted), *worded}:
        untold.append(answer.value.value)
    if answer.value.year is not None and str(answer.value.year) not in known:
        untold.append(answer.value.year)
    return untold


def _plain(figure: str) -> str:
    """A figure without separators, sign of percent and closing zeros: 4.50% is 4.5."""
    return plain_digits(Decimal(figure.rstrip("%").replace(",", "")))


def _number(figure: str) -> float:
    return float(figure.rstrip("%").replace(",", ""))


def _table_headers(answer: Answer, plans: HeldPlans) -> list[str]:
    """Header and notes of the tables whose rows are cited: they name the columns' years."""
    rows = [(plans.of(citation), plans.node(citation)) for citation in answer.citations]
    boxes = {
        (plan.plan_id, node.parent): plan.by_path[node.parent]
        for plan, node in rows
        if plan is not None and node is not None and node.kind is NodeKind.ROW and node.parent
    }
    return [s.text for _, box in sorted(boxes.items()) for s in box.sentences]
