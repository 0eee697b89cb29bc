"""Series: what running text counts off (一是…；二是…), in one sentence or over several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import Status
from assistant.composer import Composed, Draft
from corpus.numerals import parse_numeral
from corpus.plan import Plan, Section, Sentence, SentenceKind

__all__ = ["Item", "Series", "series_of", "tell"]

_FEWEST = 2
_ORDINAL = re.compile(
    r"(?:^|(?<=[。；：，;:,]))(?P<mark>(?:第|其)?(?P<number>[一二三四五六七八九十]{1,2}))"
    r"(?:(?<=[第其].)[，,]|(?<![第其].)(?:是|要))"
)
_CLOSING = "。；;，, "


@dataclass(frozen=True, slots=True)
class Item:
    """One item: the words that stand in its first sentence, without what counts them."""

    sentence: Sentence
    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """What is counted off, and the words that lead to it."""

    path: str  # the section's address
    lead: Sentence | None  # the sentence that leads to it; None where there is none
    lead_text: str  # those of its words that stand before the first item
    items: tuple[Item, ...]


def series_of(plan: Plan) -> tuple[Series, ...]:
    """All series of a plan in its order: items 1, 2, … of one section, two at least."""
    return tuple(series for section in plan.sections for series in _in_section(section))


def tell(plan: Plan, series: Series) -> Composed:
    """All items of a series, counted, after the words that lead to them."""
    draft = Draft(plan)
    lead = series.lead_text.rstrip("。：:；;，, ")
    counted = f"共 {len(series.items)} 项："
    if series.lead is not None and series.lead is not series.items[0].sentence:
        draft.say(f"{lead}{draft.cite(series.lead)}，{counted}")
    else:
        draft.say(f"{lead}，{counted}" if lead else counted)
    for item in series.items:
        draft.bullet(f"{item.text}。", item.sentence)
    draft.items += [item.text for item in series.items]
    return Composed(draft, Status.ANSWERED, series.path)


def _in_section(section: Section) -> Iterator[Series]:
    prose = [s for s in section.sentences if s.kind is not SentenceKind.HEADING]
    found: list[Item] = []
    lead: tuple[Sentence | None, str] = (None, "")
    for place, sentence in enumerate(prose):
        marks = list(_ORDINAL.finditer(sentence.text))
        for n, mark in enumerate(marks):
            number = parse_numeral(mark["number"])
            if number == 1:
                if len(found) >= _FEWEST:
                    yield Series(section.path, *lead, tuple(found))
                found, lead = [], _lead(prose, place, mark.start())
            if number != len(found) + 1:
                continue
            end = marks[n + 1].start() if n + 1 < len(marks) else len(sentence.text)
            text = sentence.text[mark.end() : end].strip(_CLOSING)
            if n + 1 == len(marks):
                text = re.split(r"[；;]", text)[0].strip(_CLOSING)
            found.append(Item(sentence, text))
    if len(found) >= _FEWEST:
        yield Series(section.path, *lead, tuple(found))


def _lead(prose: Sequence[Sentence], place: int, start: int) -> tuple[Sentence | None, str]:
    """What leads to an item: the words before it, or the sentence before where there are none."""
    before = prose[place].text[:start].strip()
    if before:
        return prose[place], before
    return (prose[place - 1], prose[place - 1].text) if place else (None, "")
