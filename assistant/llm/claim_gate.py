"""The gate for one claim of a model: what it says must be said by the sentences it cites.

Each clause of a claim is laid beside one sentence of the plan. Its words must stand there in their
order; it may leave words out and add what only links. What may not be left out or changed is what
makes it say something else: whose it is, what is done, a word that turns it, part of a compound,
what a figure measures, its year, its qualifier, and whether it is so or only meant to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.llm.alignment import Aligned, align
from assistant.llm.clause_rules import clause_faults
from assistant.llm.wording import Clause, Kind, Said, Token, normal, take_apart
from assistant.llm.words import claim_words
from corpus.dimensions import kind_of_heading, kind_of_year
from corpus.observations import Kind as Reached
from corpus.plan import Plan, Section, Sentence, SentenceKind
from index.tokenizer import Segmenter

__all__ = ["ClaimGate", "Source"]

_ENDS = "。；！？;!?"
_SHORTEST_NAME = 2
_LEAD = re.compile(r"^(?:在|从)?[^，]{2,16}(?:方面|领域|层面|来看)$|^(?:在)[^，]{2,16}[上中里]$")
_IN_LEAD = frozenset({Kind.WORD, Kind.LIGHT})
_MEANT = re.compile(r"力争|目标|将|预计|预期|拟|到\s*(?:19|20)\d{2}")
_BY_PLAN = re.compile(r"规划(?:提出|要求|明确)")
_AIMED = re.compile(r"到\s*(?:19|20)\d{2}|力争|目标|将|确保|争取|预期")


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence a claim cites, taken apart."""

    sentence: Sentence
    section: Section
    heading: str  # normalised titles from the top down
    said: Said


@dataclass
class _Thread:
    """What the clauses of a claim so far were about."""

    source: Source | None = None
    dated: Source | None = None  # of which the years told are
    about: int | None = None  # clause of the source that names the subject spoken of
    years: list[str] = field(default_factory=list)  # told of it so far
    pending: list[str] = field(default_factory=list)  # told of what comes next
    end: int = 0  # where in it the clause before ends
    told: str = ""  # the claim up to the clause, that included
    part: int = 0  # where the part between full stops begins that the clause stands in

    def years_for(self, source: Source) -> list[str]:
        """The years told of a source so far."""
        return [*(self.years if self.dated is source else ()), *self.pending]


class ClaimGate:
    """Compares claims with sentences of one plan."""

    def __init__(self, plan: Plan, segmenter: Segmenter) -> None:
        self._plan, self._segmenter = plan, segmenter
        self._sources: dict[tuple[int, int], Source] = {}  # by offsets
        region = plan.meta.region
        self._home = {region, region.rstrip("省市区县"), "全市", "全省", "全区", "全县"} - {""}

    def source(self, sentence: Sentence) -> Source:
        """A sentence made ready to be compared with; made once."""
        held = self._sources.get((sentence.start, sentence.end))
        if held is not None:
            return held
        section = self._plan.by_path[sentence.path]
        titles = [*section.heading, section.title]
        heading = normal("\n".join(dict.fromkeys(filter(None, titles))))
        said = take_apart(sentence.text, self._segmenter)
        return self._sources.setdefault(
            (sentence.start, sentence.end), Source(sentence, section, heading, said)
        )

    def faults(self, text: str, sources: Sequence[Source], question: str) -> list[str]:
        """What a claim says that its sources do not; empty for one that may be shown.

        Args:
            text: the claim.
            sources: the sentences it cites, at least one.
            question: what was asked; a subject or a year it names need not be told again.
        """
        plain = normal(text).strip(" " + _ENDS)
        if any(_repeats(plain, source) for source in sources):
            return []
        claim = take_apart(text, self._segmenter)
        content = [t for t in claim.tokens if t.kind not in {Kind.MARK, Kind.LIGHT}]
        if not content:
            return ["空"]
        thread = _Thread()
        faults: list[str] = []
        for clause in claim.clauses:
            thread.told = claim.text[: clause.end]
            faults += self._clause(clause, sources, thread, question)
            if clause.stop and clause.stop in _ENDS:
                thread.source = thread.about = None
                thread.part = clause.end + 1
        return faults

    def _clause(
        self, clause: Clause, sources: Sequence[Source], thread: _Thread, question: str
    ) -> list[str]:
        """What is wrong with a clause by the source that says it best; the thread goes on."""
        tried: list[tuple[int, int, list[str], Source, Aligned]] = []
        nowhere: list[str] = []
        for source, after in self._ways(sources, thread):
            aligned = align(clause, source.said, source.heading, self._segmenter, after)
            if isinstance(aligned, str):
                nowhere.append(aligned)
                continue
            if not aligned.pairs:
                return []  # it only links
            # A lead (融资方面) says nothing but what the next clause is about.
            lead = _LEAD.search(clause.text) and all(t.kind in _IN_LEAD for t in clause.tokens)
            wrong = () if lead else self._wrong(clause, source, aligned, thread, question)
            faults = list(wrong)
            goes_on = source is not thread.source
            tried.append((len(faults), aligned.cost + goes_on, faults, source, aligned))
        if not tried:
            return [nowhere[0]]
        _, _, faults, source, aligned = min(tried, key=lambda one: one[:2])
        places = aligned.places
        if places:
            thread.end = places[-1][1]
            thread.years = thread.years_for(source)
            thread.source = thread.dated = source
            thread.pending.clear()
            thread.about = source.said.about[source.said.clause_at(places[-1][0])]
        years = [token.text for token, _ in aligned.pairs if token.kind is Kind.YEAR]
        (thread.years if places else thread.pending).extend(years)
        return faults

    @staticmethod
    def _ways(sources: Sequence[Source], thread: _Thread) -> Iterator[tuple[Source, int]]:
        """Where to look for a clause: after the one before it, and anywhere."""
        if thread.dated is not None:
            yield thread.dated, thread.end
        for source in sources:
            yield source, 0

    def _wrong(
        self, clause: Clause, source: Source, aligned: Aligned, thread: _Thread, question: str
    ) -> Iterator[str]:
        yield from clause_faults(clause, source.said, aligned, self._home)
        yield from _subject_faults(source, aligned, thread, question)
        yield from _year_faults(source, aligned, thread)
        for token, place in aligned.pairs:
            if token.kind is Kind.FIGURE and place is not None:
                yield from self._figure_faults(token, place, source, aligned, thread, question)
            if token.kind is Kind.YEAR and self._loses_aim(token.text, source, thread):
                yield f"{token.text}年 目标"

    def _figure_faults(
        self,
        token: Token,
        place: tuple[int, int],
        source: Source,
        aligned: Aligned,
        thread: _Thread,
        question: str,
    ) -> Iterator[str]:
        """The year a figure is told with, and whether it is told as reached or as meant."""
        printed = [t.text for t in source.said.tokens if t.kind is Kind.YEAR and t.end <= place[0]]
        own = [t.text for t, _ in aligned.pairs if t.kind is Kind.YEAR and t.end <= token.start]
        year = printed[-1] if printed else ""
        if year and not [*thread.years_for(source), *own] and year not in question:
            yield f"{token.text} 缺{year}年"
        if self._is_aim(source, year, place[0]):
            before = source.said.text[: place[0]]
            part = re.split(rf"[{_ENDS}]", before)[-1]
            near = self._marks_aim(part)
            told = thread.told[thread.part if near and not _BY_PLAN.search(thread.told) else 0 :]
            if (near or self._marks_aim(before)) and not self._marks_aim(told):
                yield f"{token.text} 目标"
        elif self._was_reached(source, year):
            said = thread.told[thread.part :]
            if _MEANT.search(said) and not _MEANT.search(source.said.text):
                yield f"{token.text} 实际"

    def _loses_aim(self, year: str, source: Source, thread: _Thread) -> bool:
        """Whether a year that the plan aims at is told without a word of that."""
        aimed = re.search(rf"到\s*{year}\s*年", source.said.text)
        target = kind_of_year(self._plan, int(year)) is Reached.TARGET
        told = thread.told if _BY_PLAN.search(thread.told) else thread.told[thread.part :]
        return bool(aimed) and target and not self._marks_aim(told)

    def _marks_aim(self, text: str) -> bool:
        """Whether a text says that something is meant to be."""
        words = {token.text for token in take_apart(text, self._segmenter).tokens}
        return not words.isdisjoint(claim_words("aims"))

    def _was_reached(self, source: Source, year: str) -> bool:
        """Whether a figure tells what was reached."""
        kind = kind_of_year(self._plan, int(year)) if year else kind_of_heading(source.section)
        return kind is Reached.ACTUAL

    def _is_aim(self, source: Source, year: str, offset: int) -> bool:
        """Whether a figure is meant to be, not reached."""
        if year:
            return kind_of_year(self._plan, int(year)) is Reached.TARGET
        if kind_of_heading(source.section) is Reached.ACTUAL:
            return False
        before = source.said.text[:offset]
        return bool(_AIMED.search(before)) or "目标" in source.section.title


def _year_faults(source: Source, aligned: Aligned, thread: _Thread) -> Iterator[str]:
    """A clause told of another year than the sentence tells it of."""
    told = [*thread.years_for(source), *(t.text for t, _ in aligned.pairs if t.kind is Kind.YEAR)]
    if not told or not aligned.places:
        return
    last = aligned.places[-1][0]
    years = [t for t in source.said.tokens if t.kind is Kind.YEAR]
    printed = [t.text for t in years if t.end <= last]
    if not printed:  # 力争到2020年: the clause itself may go on to it
        own = source.said.clauses[source.said.clause_at(last)]
        printed = [t.text for t in years if own.start <= t.start < own.end]
    if told[-1] != (printed[-1] if printed else "") and (printed or told[-1] not in source.heading):
        yield f"{told[-1]}年"


def _repeats(plain: str, source: Source) -> bool:
    """Whether a claim is a sentence word for word, or its beginning up to a stop."""
    text = source.said.text
    heading = source.sentence.kind in {SentenceKind.HEADING, SentenceKind.ROW}
    if heading or not text.startswith(plain) or len(plain) < _SHORTEST_NAME:
        return False
    rest = text[len(plain) :]
    return not rest or rest[0] in _ENDS


def _subject_faults(
    source: Source, aligned: Aligned, thread: _Thread, question: str
) -> Iterator[str]:
    """A clause told of another subject than its own, or of none where it has one."""
    places = aligned.places
    said = source.said
    above = any(place is None for _, place in aligned.pairs)
    if thread.source is not None and thread.source.section.path != source.section.path:
        named = above or any(
            (own := said.clauses[said.clause_at(a)].subject) and own[0] <= a < own[1]
            for a, _ in places
        )
        if not named:
            yield "所属章节"
    if not places:
        return
    about = said.about[said.clause_at(places[-1][0])]
    goes_on = thread.source is source and thread.about == about
    if about is None:
        if thread.about is not None:
            yield "主语"
        return
    subject = said.clauses[about].subject
    if subject is None or aligned.covers(*subject) or goes_on:
        return
    words = said.text[slice(*subject)]
    if not any(words[n : n + 2] in question for n in range(max(1, len(words) - 1))):
        yield f"主语 {words}"
