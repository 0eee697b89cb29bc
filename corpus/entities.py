"""The entities of a plan: places, towns, parks, bodies, firms, projects, with every mention.

Names are mined by general rules (`corpus.entity_names`) in two readings: what the first makes
known, the second takes as proper. Then every place that prints a name or a short form of it is
found, so that the mentions are all there are. Short forms: 余杭 of 余杭区, and either half of a
name with its other name in brackets, 未来科技城（海创园）.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from corpus.entity_lists import Found
from corpus.entity_names import NameFinder
from corpus.entity_tokens import Words
from corpus.entity_words import KIND_LABELS, words
from corpus.plan import NodeKind, Plan, Sentence

__all__ = ["KIND_LABELS", "RANKS", "Entities", "Entity", "Mention", "mine_entities", "without_rank"]

_OTHER_NAME = re.compile(r"[（(]([\u3400-\u9fff]{2,6})[）)]")
_WELL_KNOWN = 300  # occurrences in general Chinese from which a bracket holds a place, no name
_STEMMED = ("省", "市", "县", "区")  # their names are said without them
RANKS = ("街道", "区", "县", "市", "旗", "镇", "乡")  # what a place's name may be said without
_LINKS = frozenset("经沿与和到向对")  # what may stand before a name and read as its beginning


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that prints a name: ``sentence.text[start:end] == text``."""

    sentence: Sentence
    start: int
    end: int

    @property
    def text(self) -> str:
        """The name or alias as printed here."""
        return self.sentence.text[self.start : self.end]

    @property
    def path(self) -> str:
        """Address of the node."""
        return self.sentence.path


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing the plan names, and every place that does."""

    name: str  # its longest form
    kind: str  # of KIND_LABELS
    head: str  # how the name ends: 区, 小镇; "" where nothing tells
    aliases: tuple[str, ...]
    mentions: tuple[Mention, ...]  # reading order
    parent: str = ""  # the place it is printed in, as 余杭区 before 临平街道

    @property
    def forms(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True)
class Entities:
    """The entities of one plan in the order they first appear."""

    all: tuple[Entity, ...]

    @cached_property
    def by_form(self) -> Mapping[str, Entity]:
        """Entities by name and by alias, without blanks; a name goes before an alias."""
        found: dict[str, Entity] = {}
        for entity in self.all:
            found.setdefault(entity.name, entity)
        for entity in self.all:
            for alias in entity.aliases:
                found.setdefault(alias, entity)
        return found

    def of_kind(self, kind: str) -> tuple[Entity, ...]:
        """Those of a kind."""
        return tuple(entity for entity in self.all if entity.kind == kind)

    def in_sentence(self, sentence: Sentence) -> Iterator[tuple[Entity, Mention]]:
        """What a sentence names."""
        for entity in self.all:
            for mention in entity.mentions:
                if mention.sentence is sentence:
                    yield entity, mention

    def to_json(self, plan: Plan) -> str:
        """All that `from_json` needs besides the plan."""
        places = {id(s): i for i, s in enumerate(_sentences(plan))}
        rows = [
            [
                e.name,
                e.kind,
                e.head,
                e.aliases,
                e.parent,
                [(places[id(m.sentence)], m.start, m.end) for m in e.mentions],
            ]
            for e in self.all
        ]
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, plan: Plan, text: str | bytes) -> Entities:
        """What `to_json` wrote of the same plan.

        Raises:
            ValueError, TypeError, IndexError: it is of another plan or no such JSON.
        """
        sentences = list(_sentences(plan))
        rows: list[list[Any]] = json.loads(text)
        return cls(
            tuple(
                Entity(
                    name,
                    kind,
                    head,
                    tuple(aliases),
                    tuple(Mention(sentences[i], start, end) for i, start, end in mentions),
                    parent,
                )
                for name, kind, head, aliases, parent, mentions in rows
            )
        )


def without_rank(name: str) -> str:
    """A name without the rank of a place, where two characters of it are left: 富阳 of 富阳区."""
    rank = next((rank for rank in RANKS if name.endswith(rank)), "")
    stem = name.removesuffix(rank)
    return stem if len(stem) > 1 else name


def mine_entities(plan: Plan, dictionary: Words) -> Entities:
    """All entities of a plan; its cover is left out.

    Args:
        plan: the plan as read.
        dictionary: words of general Chinese with their tags and counts.
    """
    sentences = list(_sentences(plan))
    region = _region(plan)
    first = NameFinder(dictionary, region)
    known = dict(_made_known(first, sentences, dictionary, region))
    finder = first.knowing(known)
    found = [(s, one) for s in sentences for one in finder.names(s.text)]
    names = _joined(found, dictionary, region)
    return Entities(_swept(names, sentences, found, dictionary))


def _sentences(plan: Plan) -> Iterator[Sentence]:
    for node in plan.sections:
        if node.kind is not NodeKind.COVER:
            yield from node.sentences


def _region(plan: Plan) -> frozenset[str]:
    """The plan's own place, with and without what closes its name."""
    region = plan.meta.region
    return frozenset({region, region.rstrip("省市区县")} - {""}) if region else frozenset()


def _made_known(
    finder: NameFinder,
    sentences: Iterable[Sentence],
    dictionary: Words,
    region: frozenset[str],
) -> Iterator[tuple[str, str]]:
    """Names the text holds, and the shorter ones of places, with their kinds."""
    for sentence in sentences:
        for one in finder.names(sentence.text):
            name = one.full or sentence.text[one.start : one.end]
            if not one.proper:
                continue
            yield name, one.kind
            if one.kind == "place" and one.head in _STEMMED and len(name) > 2:
                yield name[:-1], one.kind
            bracket = _OTHER_NAME.match(sentence.text, one.end)
            if bracket is not None and _is_other_name(bracket[1], dictionary, region):
                yield bracket[1], one.kind


@dataclass
class _Name:
    """A name being put together."""

    name: str
    kind: str
    head: str
    aliases: dict[str, None]  # printed anywhere
    local: set[str]  # printed only where an enumeration shares its head


def _joined(
    found: Sequence[tuple[Sentence, Found]], dictionary: Words, region: frozenset[str]
) -> dict[str, _Name]:
    """Names with their kinds (the one found most) and short forms."""
    kinds: dict[str, Counter[tuple[str, str]]] = {}
    shared: dict[str, set[str]] = {}
    found = [*found, *_districts_within(found)]
    sure = {_canonical(one.full or s.text[one.start : one.end]) for s, one in found if one.proper}
    places = _listed_with_places(found)
    spellings: dict[str, set[str]] = {}
    for sentence, one in found:
        printed = sentence.text[one.start : one.end]
        name = _canonical(one.full or printed)
        if name not in sure or (name[0] in _LINKS and name[1:] in sure):
            continue
        if one.full:
            shared.setdefault(name, set()).add(printed)
        elif printed != name:
            spellings.setdefault(name, set()).add(printed)
        as_place = name in region or (one.kind == "nature" and name in places)
        ends = name[-1] if name[:-1] in region else ""
        sort = ("place", ends) if as_place else (one.kind, one.head)
        kinds.setdefault(name, Counter())[sort] += 1
    names = {}
    for name, counts in kinds.items():
        kind, head = counts.most_common(1)[0][0]
        spelt = dict.fromkeys(sorted(spellings.get(name, ())))
        names[name] = _Name(name, kind, head, spelt, shared.get(name, set()))
    others = _other_names(names, found, dictionary, region)
    for name, bracket_text in others.items():
        whole = names.pop(name)
        whole.name = name + bracket_text
        whole.aliases |= {name: None, bracket_text[1:-1]: None}
        names[whole.name] = whole
    _shorten(names)
    return names


def _districts_within(
    found: Sequence[tuple[Sentence, Found]],
) -> Iterator[tuple[Sentence, Found]]:
    """Districts that names begin with, as names of their own: 余杭区 of 余杭区某片区."""
    for sentence, one in found:
        if one.front > one.start:
            yield sentence, Found(one.start, one.front, "place", sentence.text[one.front - 1], True)


def _canonical(name: str) -> str:
    """A name with full-width brackets: both are printed in one plan."""
    return name.replace("(", "（").replace(")", "）")


def _listed_with_places(found: Sequence[tuple[Sentence, Found]]) -> set[str]:
    """Names of waters that an enumeration has beside districts: 萧山、余杭 are no mountain."""
    votes: Counter[str] = Counter()
    for (sentence, one), (other_sentence, other) in pairwise(found):
        between = sentence.text[one.end : other.start]
        if sentence is other_sentence and between in {"、", "和", "与", "及", "以及"}:
            for water, place in ((one, other), (other, one)):
                if water.kind == "nature" and place.kind in {"place", "nature"}:
                    name = sentence.text[water.start : water.end]
                    votes[name] += 1 if place.kind == "place" else -1
    return {name for name, count in votes.items() if count > 0}


def _other_names(
    names: Mapping[str, _Name],
    found: Sequence[tuple[Sentence, Found]],
    dictionary: Words,
    region: frozenset[str],
) -> dict[str, str]:
    """Names with the brackets after them that hold another name of the same: （海创园）."""
    told: dict[str, set[str]] = {}
    for sentence in {id(s): s for s, _ in found}.values():
        for match in _OTHER_NAME.finditer(sentence.text):
            before = sentence.text[: match.start()]
            ends = (before[-length:] for length in range(min(20, len(before)), 2, -1))
            name = next((end for end in ends if end in names), None)
            if name is not None and names[name].kind not in {"place", "nature"}:
                told.setdefault(name, set()).add(match[0])
    alone = {
        s.text[f.start : f.end]
        for s, f in found
        if f.kind == "place" and s.text[f.start - 1 : f.start] not in {"（", "("}
    }
    return {
        name: next(iter(texts))
        for name, texts in told.items()
        for inner in [next(iter(texts))[1:-1]]
        if len(texts) == 1
        and inner not in alone
        and not any(inner + end in names for end in _STEMMED)
        and _is_other_name(inner, dictionary, region)
    }


def _is_other_name(text: str, dictionary: Words, region: frozenset[str]) -> bool:
    """Whether brackets after a name hold another name of it, and neither its place nor its kind."""
    place = dictionary.part_of_speech(text) == "ns" and dictionary.frequency(text) >= _WELL_KNOWN
    sort = text in words("common") or text in words("nowhere") or text[-1] in "段市县部级等"
    return (
        not place and not sort and text not in region and dictionary.frequency(text) < _WELL_KNOWN
    )


def _shorten(names: dict[str, _Name]) -> None:
    """Give the names of districts and counties what they are said without: 余杭 of 余杭区."""
    stems: dict[str, list[str]] = {}
    for name, one in names.items():
        if one.kind == "place" and one.head in _STEMMED and 2 < len(name) < 6:
            stems.setdefault(name[:-1], []).append(name)
    for stem, fulls in stems.items():
        if len(fulls) > 1:
            continue
        same = names.get(stem)
        if same is not None and same.kind != "place":
            continue
        names.pop(stem, None)
        names[fulls[0]].aliases[stem] = None
    taken = {alias for one in names.values() for alias in one.aliases}
    for name in list(names):
        if name in taken:  # a name of its own that another one has as a short form
            del names[name]


def _swept(
    names: Mapping[str, _Name],
    sentences: Sequence[Sentence],
    found: Sequence[tuple[Sentence, Found]],
    dictionary: Words,
) -> tuple[Entity, ...]:
    """Entities with every place that prints one of their forms, the longest form first."""
    forms = {form: one.name for one in names.values() for form in (one.name, *one.aliases)}
    local: dict[int, list[tuple[int, int, str]]] = {}
    for sentence, one in found:
        if one.full in names and one.full != sentence.text[one.start : one.end]:
            local.setdefault(id(sentence), []).append((one.start, one.end, one.full))
    by_first: dict[str, list[str]] = {}
    for form in sorted(forms, key=len, reverse=True):
        by_first.setdefault(form[:2], []).append(form)
    districts = [one.name for one in names.values() if one.kind == "place" and one.head]
    fronts = {  # districts that longer names begin with: 余杭区 of a park in it
        name: [d for d in districts if name.startswith(d) and name != d] for name in names
    }
    mentions: dict[str, list[Mention]] = {}
    parents: dict[str, Counter[str]] = {}
    for sentence in sentences:
        places = list(_occurrences(sentence.text, by_first, forms, dictionary))
        places += [
            (start, start + len(front), front)
            for start, _, name in tuple(places)
            for front in fronts.get(name, ())
        ]
        places += [p for p in local.get(id(sentence), ()) if not _covered(p, places)]
        places.sort()
        for place, before in zip(places, [None, *places], strict=False):
            start, end, name = place
            mentions.setdefault(name, []).append(Mention(sentence, start, end))
            if before is not None and before[1] == start and names[before[2]].kind == "place":
                parents.setdefault(name, Counter())[before[2]] += 1
    made = []
    for entry in names.values():
        told = mentions.get(entry.name)
        if told:
            aliases = sorted({*entry.aliases, *entry.local})
            parent = parents.get(entry.name)
            made.append(
                Entity(
                    entry.name,
                    entry.kind,
                    entry.head,
                    tuple(a for a in aliases if a != entry.name),
                    tuple(told),
                    parent.most_common(1)[0][0] if parent else "",
                )
            )
    return tuple(sorted(made, key=lambda e: (e.mentions[0].sentence.start, e.mentions[0].start)))


def _covered(place: tuple[int, int, str], others: Iterable[tuple[int, int, str]]) -> bool:
    return any(start < place[1] and place[0] < end for start, end, _ in others)


def _occurrences(
    text: str, by_first: Mapping[str, Sequence[str]], forms: Mapping[str, str], dictionary: Words
) -> Iterator[tuple[int, int, str]]:
    """Where a text prints a form, the longest first; a short one only as a word of its own."""
    borders: set[int] | None = None
    position = 0
    for start in range(len(text)):
        if start < position:
            continue
        for form in by_first.get(text[start : start + 2], ()):
            end = start + len(form)
            if not text.startswith(form, start):
                continue
            if len(form) < 3:
                if borders is None:
                    borders = {place for span in dictionary.spans(text) for place in span}
                if start not in borders or end not in borders:
                    continue
            yield start, end, forms[form]
            position = end
            break
