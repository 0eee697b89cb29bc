"""Profiles of places: each section that names one, with the clauses that do and what they say.

A place is found under any of its names: with its rank or without (富阳, 富阳区), by the name that
stands in brackets after another (高新区（滨江）), and where a longer name begins with it. A clause
that has it as one of many is told shortly, one that gives it a role with that role.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.lexicon import squeeze
from assistant.profile import LONG, SHORT, Line, Part, Profile
from assistant.section_writer import name_of
from corpus.entities import RANKS, Entities, Entity, Mention, without_rank
from corpus.pieces import clause_around, opening, piece_of
from corpus.plan import NodeKind, Plan, Section, Sentence, SentenceKind
from corpus.rows import told_by_header

__all__ = ["Place", "PlaceReader"]

_LEAD = re.compile(r"[—\-\s]*[“‘]?[^，。；：:“”]{1,14}[”’]?(?:[：:]|——)")
# 包括甲、乙: what they are to do is said next.
_RANGE = re.compile(r"^[^，。]{0,4}(?:包括|指|涵盖|范围)")
# A heading that is nothing but a place: 窑头镇; not 特色小镇, 重点城镇.
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}(?:街道|(?<![小城乡集])镇|(?<!城)乡|县)")
_TOWNS = ("街道", "镇", "乡")  # of districts the entities know the short forms that are theirs
_AMONG = 3  # marks of an enumeration from which a name in it is one of many
_MOST_OF_SECTION = 3
_NAMED_FOR = 2  # characters a name must have to be looked for in longer ones


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a text names, and where it does: ``text[start:end]``."""

    entity: Entity
    called: str
    start: int
    end: int


class PlaceReader:
    """Reads profiles of places from one plan."""

    def __init__(self, plan: Plan, entities: Entities) -> None:
        self._plan = plan
        self._entities = entities

    @cached_property
    def _forms(self) -> dict[str, Entity]:
        """Names of places and of what lies in them, without blanks, the longest first."""
        region = self._plan.meta.region
        own = {region, region.rstrip("省市区县")}
        forms = {
            squeeze(form): entity
            for form, entity in self._entities.by_form.items()
            if len(form) >= _NAMED_FOR and not own & set(entity.forms)
        }
        for entity in self._entities.of_kind("place"):
            if entity.name.endswith(_TOWNS):
                forms.setdefault(without_rank(entity.name), entity)
        for entity in self._titled():
            for form in entity.forms:
                forms.setdefault(form, entity)
        return dict(sorted(forms.items(), key=lambda pair: -len(pair[0])))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the places, the most mentioned first."""
        found = {e.name: len(e.mentions) for e in self._forms.values() if e.kind == "place"}
        return tuple(sorted(found, key=lambda name: (-found[name], name)))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Any of the names; where there are none, nothing."""
        return re.compile("|".join(map(re.escape, self._forms)) or r"(?!)")

    def _titled(self) -> Iterator[Entity]:
        """Places that headings name and nothing else does: （二）窑头镇."""
        for section in self._plan.sections:
            name = squeeze(section.title)
            stem = without_rank(name)
            if _NAME.fullmatch(name) and stem != name and section.kind is NodeKind.SECTION:
                mentions = tuple(self._printed(stem, set()))
                yield Entity(name, "place", name[len(stem) :], (stem,), mentions)

    def named(self, text: str) -> list[Place]:
        """The places a question names, in its order, each with its rank where that is said.

        Args:
            text: the question, lower case.
        """
        found: list[Place] = []
        for match in self._pattern.finditer(text):
            form, (start, end) = match[0], match.span()
            rank = next((r for r in RANKS if text.startswith(r, end)), "")
            end += 0 if form.endswith(RANKS) else len(rank)
            found.append(Place(self._forms[form], text[start:end], start, end))
        return found

    def profile(self, place: Place) -> Profile:
        """All that the plan says of a place, a part for each section, in order."""
        by_path: dict[str, list[Mention]] = {}
        entity = place.entity
        for mention in sorted(self._mentions(entity), key=lambda m: (m.sentence.start, m.start)):
            by_path.setdefault(mention.path, []).append(mention)
        parts = []
        for section in self._plan.sections:
            lines = list(self._lines(section, by_path.get(section.path, []), entity))
            if lines:
                told = sorted(lines, key=lambda line: not line.role)[:_MOST_OF_SECTION]
                shown = tuple(line for line in lines if line in told)
                rest = tuple(line for line in lines if line not in told)
                parts.append(Part(name_of(section), shown, rest))
        return Profile(place.called, tuple(parts))

    def _mentions(self, entity: Entity) -> Iterator[Mention]:
        """Mentions of a place, with its rank or without, and of what is called after it."""
        yield from entity.mentions
        stem = without_rank(entity.name)
        if entity.name.endswith(_TOWNS) and self._forms.get(stem) is entity:
            yield from self._printed(stem, {m.sentence.start for m in entity.mentions})
        names = [form for form in entity.forms if len(form) >= _NAMED_FOR]
        for other in self._entities.all:
            if other is not entity and any(name in other.name for name in names):
                yield from other.mentions

    def _printed(self, name: str, known: set[int]) -> Iterator[Mention]:
        """Where sentences that are not `known` by their first character print a name."""
        for section in self._plan.sections:
            for sentence in section.sentences if section.kind is not NodeKind.COVER else ():
                place = sentence.text.find(name)
                if place >= 0 and sentence.start not in known:
                    yield Mention(sentence, place, place + len(name))

    def _lines(
        self, section: Section, mentions: Sequence[Mention], entity: Entity
    ) -> Iterator[Line]:
        """The lines of a section that name a place, none twice.

        Where one gives it a role, those that only have it among others are left out.
        """
        told: set[int] = set()
        lines: list[tuple[Line, bool]] = []
        for mention in mentions:
            if mention.sentence.start not in told:
                line = self._line(section, mention)
                told |= {mention.sentence.start, *(s.start for s in line.sentences)}
                lines.append((line, mention.text in {*entity.forms, without_rank(entity.name)}))
        has_role = any(line.role for line, _ in lines)
        for line, plain in lines:
            if line.role or not plain or not has_role:
                yield line

    def _line(self, section: Section, mention: Mention) -> Line:
        sentence = mention.sentence
        if sentence.kind is SentenceKind.HEADING:
            return self._headed(section)
        if section.kind is NodeKind.ROW:
            return Line(section, (sentence,), told=told_by_header(self._plan, section))
        clause = clause_around(self._plan, sentence, mention.start, LONG)
        lead = _LEAD.match(sentence.text)
        if lead is None:
            if clause.text.count("、") < _AMONG:
                return Line(section, (clause,))
            clause = clause_around(self._plan, sentence, mention.start, SHORT)
            return Line(section, (clause,), role=False)
        whole = clause_around(self._plan, sentence, mention.start, 2 * LONG)
        kept = [whole]
        if whole.start > sentence.start:
            kept.insert(0, piece_of(self._plan, sentence, 0, lead.end()))
        if _RANGE.match(sentence.text[lead.end() :]):
            kept += self._next(section, sentence)
        return Line(section, tuple(kept))

    def _headed(self, section: Section) -> Line:
        """A section that is called after the place: what it says."""
        body: list[Sentence] = []
        for sentence in section.body:
            if body and sum(len(s.text) for s in body) + len(sentence.text) > 2 * LONG:
                break
            body.append(opening(self._plan, sentence, 2 * LONG))
        return Line(section, tuple(body), title=section.sentences[0])

    def _next(self, section: Section, sentence: Sentence) -> list[Sentence]:
        """The sentence after one in its section, where it opens no other item."""
        body = section.body
        after = [s for s in body if s.start > sentence.start][:1]
        return [opening(self._plan, s, LONG) for s in after if _LEAD.match(s.text) is None]
