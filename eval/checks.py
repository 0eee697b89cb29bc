"""What no answer may do, checked without trusting the answer's maker.

The product has gates of its own (`assistant.gates`); a regression in them must be seen as well, so
everything here is worked out anew from the published text: the quote at its offsets, the page by
the offsets, the figures by the quotes, the arithmetic by doing it again.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.answer import Answer, Citation
from corpus.arithmetic import false_equations
from corpus.plan import NodeKind, Plan

__all__ = ["INVARIANTS", "Violation", "answer_violations", "without_own_figures"]

# Kinds of violation, each blocking at a single one, and what they are called in a report.
INVARIANTS = {
    "crash": "程序出错",
    "unstable": "两次作答不同",
    "misquote": "引文与原文不符",
    "misplaced": "章节或页码与原文不符",
    "mark": "标号与引文对不上",
    "unsupported": "数字没有出处",
    "arithmetic": "算式不成立",
    "withheld": "答案未通过核对而撤下",
    "wrong_number": "数字答错",
    "gold": "题目所据的章节、页码或原文读不出",
}

_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_YEARS = re.compile(r"((?:19|20)\d{2})\s*年?\s*[—–\-~～至]+\s*((?:19|20)\d{2})")
_MARK = re.compile(r"\[(\d+)\]")
_BLANK = re.compile(r"\s")
# What an answer says of the plan's make-up and of itself: pages, counts, labels, list numbers.
_OWN = re.compile(
    r"第\d+(?:—\d+)?页|到第\d+页|(?:共 \d+ |有 \d+ 处|其中 \d+ 个|还有 \d+ 句)[个处句条项章节篇]?|"
    r"(?:专栏|表)\d+|第\d+[行条章]|（\d+）|(?m:^\s*(?:- )?\d{1,2}\.(?!\d))|"
    r"(?<=[）、])\d{1,2}\.(?!\d)"
)
# How often the plan says a name, and in how many nodes: 出现 6 次，分布在 5 处, “某某”2 次.
_OCCURS = re.compile(
    r"“(?P<name>[^“”]+)”(?:在(?P<where>全文|专栏中)出现 )?(?P<count>\d+) 次"
    r"(?:，分布在 (?P<places>\d+) 处)?"
)
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing an answer did that none may do."""

    kind: str  # of INVARIANTS
    detail: str

    def __str__(self) -> str:
        """For a report: 引文与原文不符：[2]."""
        return f"{INVARIANTS[self.kind]}：{self.detail}"


def answer_violations(answer: Answer, plan: Plan) -> list[Violation]:
    """All violations that can be seen without knowing the right answer."""
    found = [Violation("withheld", reason) for reason in answer.withheld]
    for citation in answer.citations:
        found += _misquoted(citation, plan)
    marks = {int(mark) for mark in _MARK.findall(answer.text)}
    numbers = {citation.n for citation in answer.citations}
    found += [Violation("mark", f"[{n}]") for n in sorted(marks ^ numbers)]
    found += [Violation("unsupported", figure) for figure in _unsupported(answer, plan)]
    found += [Violation("arithmetic", text) for text in false_equations(answer.calculation or "")]
    return found


def _misquoted(citation: Citation, plan: Plan) -> list[Violation]:
    where = f"[{citation.n}] {citation.label}"
    if not 0 <= citation.start < citation.end <= len(plan.text):
        return [Violation("misquote", f"{where}“{citation.quote}”")]
    found = []
    stands = plan.text[citation.start : citation.end]
    if _BLANK.sub("", stands) != _BLANK.sub("", citation.quote):
        found.append(Violation("misquote", f"{where}“{citation.quote}”，原文是“{stands}”"))
    node = plan.by_path.get(citation.section)
    if node is None:
        return [*found, Violation("misplaced", f"{where} 规划中没有 {citation.section}")]
    inside = all(
        any(span.start <= place < span.end for span in node.lines)
        for place in (citation.start, citation.end - 1)
    )
    if not inside or citation.label != node.label:
        found.append(Violation("misplaced", f"{where}“{citation.quote}”不在这一节"))
    page = plan.page_at(citation.start)
    if citation.page != page:
        found.append(Violation("misplaced", f"{where} 写第{citation.page}页，在第{page}页"))
    return found


def _unsupported(answer: Answer, plan: Plan) -> list[str]:
    """Figures of the text that no quote, label, title or table header of the answer holds."""
    nodes = [plan.by_path[c.section] for c in answer.citations if c.section in plan.by_path]
    boxes = {node.parent for node in nodes if node.kind is NodeKind.ROW and node.parent}
    sources = [citation.quote for citation in answer.citations]
    sources += [text for node in nodes for text in (node.title, node.label, node.number)]
    sources += [s.text for box in boxes for s in plan.by_path[box].sentences]
    asked = (answer.question, answer.standalone_question)
    spoken = (unicodedata.normalize("NFKC", text.replace("，", " ")) for text in asked)
    sources += [*spoken, plan.meta.title]
    sources += [*map(str, plan.meta.period or ()), answer.calculation or ""]
    held = {figure for source in sources for figure in _figures(source)}
    for first, last in (pair for source in sources for pair in _YEARS.findall(source)):
        held |= {str(year) for year in range(int(first), min(int(last), int(first) + 30) + 1)}
    text = _without_true_counts(without_own_figures(answer.text), plan)
    for node in nodes:
        text = text.replace(node.label, " ") if node.label else text
    return sorted(_figures(text) - held)


def _without_true_counts(text: str, plan: Plan) -> str:
    """A text without the counts of names in it that are right, counted anew."""
    whole = text
    boxes = False
    for match in _OCCURS.finditer(whole):
        boxes = match["where"] == "专栏中" if match["where"] else boxes
        counts = _counts(plan, _NO_WORD.sub("", match["name"]).lower(), boxes=boxes)
        places = match["places"]
        if sum(counts) == int(match["count"]) and (not places or len(counts) == int(places)):
            text = text.replace(match[0], f"“{match['name']}”", 1)
    return text


def _counts(plan: Plan, name: str, *, boxes: bool) -> list[int]:
    """How often each node that says a name says it, the cover left out."""
    inside = {node.path for box in plan.boxes for node in plan.subtree(box.path)}
    counts = [
        sum(_NO_WORD.sub("", s.text).lower().count(name) for s in node.sentences)
        for node in plan.sections
        if node.kind is not NodeKind.COVER and (node.path in inside or not boxes)
    ]
    return [count for count in counts if count]


def without_own_figures(text: str) -> str:
    """An answer's text without its marks and what it says of pages, labels and counts."""
    return _OWN.sub(" ", _MARK.sub(" ", text))


def _figures(text: str) -> set[str]:
    return set(_DIGITS.findall(text.replace(",", "")))
