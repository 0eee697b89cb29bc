"""Numbers of footnotes set small in print, which extraction leaves within words: 服务业5增加值.

A plan has them where it explains numbered terms in an appendix (名词解释 1. … 167.) and the same
numbers stand in its text, one after the other, directly behind a word and with no unit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from corpus.plan import NodeKind, Plan, Sentence, SentenceKind
from corpus.quantities import read_quantities

__all__ = ["footnote_marks", "without_marks"]

_MARK = re.compile(r"(?<=[\u4e00-\u9fff”》）])(\d{1,3})(?=[\u4e00-\u9fff“”，。、；：（《]|$)")
_NUMBERED = re.compile(r"(?:第|专栏|[表图]|之)$")
_LEAST = 5  # terms of an appendix that explains some
_MISSED = 3  # numbers ahead that the next one found may be
_FOUND = 0.8  # share of them whose numbers have to stand in the text


def footnote_marks(plan: Plan) -> dict[Sentence, tuple[int, ...]]:
    """Where the number of a footnote begins in each sentence that has one."""
    terms = Counter(
        section.parent
        for section in plan.sections
        if section.parent and re.fullmatch(r"A\d+", section.parent)
    )
    count = max(terms.values(), default=0)
    if count < _LEAST:
        return {}
    wanted = 1
    found: dict[Sentence, tuple[int, ...]] = {}
    for sentence in _text(plan):
        for match in _MARK.finditer(sentence.text):
            ahead = int(match[1]) - wanted
            if 0 <= ahead < _MISSED and _stands_alone(sentence.text, match):
                found[sentence] = (*found.get(sentence, ()), match.start())
                wanted += ahead + 1
    return found if sum(map(len, found.values())) >= _FOUND * count else {}


def _text(plan: Plan) -> Iterator[Sentence]:
    """The sentences of the running text and the boxes, up to the appendices."""
    for section in plan.sections:
        if re.match(r"A\d", section.path):
            return
        if section.kind not in {NodeKind.ROW, NodeKind.COVER}:
            yield from (s for s in section.sentences if s.kind is not SentenceKind.ROW)


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a number counts nothing: no unit follows it and no 第 stands before it."""
    if _NUMBERED.search(text[: match.start()]):
        return False
    return not any(q.unit and q.start <= match.start() < q.end for q in read_quantities(text))


def without_marks(name: str, text: str, marks: tuple[int, ...]) -> str:
    """A name cut out of a sentence without the numbers of footnotes in it."""
    for begin in marks:
        match = _MARK.match(text, begin)
        before = text[max(begin - 2, 0) : begin]
        if match is not None:
            name = name.replace(before + match[1], before, 1)
    return name
