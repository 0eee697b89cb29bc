"""Which sector a question is about, and what says that sector in the plan.

A sector has a section of its own, whose title says all words that name it, or the plan only speaks
of it here and there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.lexicon import Lexicon, squeeze
from assistant.words import word_list
from corpus.entities import Entities
from corpus.plan import NodeKind, Plan, Section

__all__ = ["Sector", "SectorFinder", "looks_back"]

SAID = 0.8  # how far a title must say each word of a sector's name
SPOKEN_OF = 3  # sentences that say a sector from which it is told of without a section of its own
NARROW = 2  # level below which a section is no section of all that the plan is about


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector that a plan speaks of."""

    name: str  # as asked for
    home: Section | None  # None where it has no section of its own
    forms: tuple[str, ...]  # what says the sector in running text, squeezed

    def says(self, text: str) -> bool:
        """Whether a text of the plan says the sector."""
        said = squeeze(text)
        return any(form in said for form in self.forms)


def looks_back(plan: Plan, node: Section) -> bool:
    """Whether a node tells what was, or what is all around."""
    past = word_list("heading_past")
    titles = (n.title for n in [*plan.ancestors(node.path), node])
    return any(word in title for title in titles for word in past)


class SectorFinder:
    """Finds sectors of one plan."""

    def __init__(self, plan: Plan, lexicon: Lexicon, entities: Entities) -> None:
        self._plan = plan
        self._lexicon = lexicon
        self._entities = entities

    def sector(self, name: str, words: Sequence[str]) -> Sector | None:
        """The sector that words name, by the section whose title says all of them.

        Of several the one of which the plan says most, in the closest title. What the whole plan
        is about has no section of its own.

        Args:
            name: the words as asked, joined, lower case.
            words: the content words of it.
        """
        general = word_list("parts") | word_list("cohorts") | word_list("aspects")
        words = [word for word in words if word not in general]
        if not words:
            return None
        about = squeeze(self._plan.meta.title)
        short = [self._stem(word, short=True) for word in words]
        stages = [words, short, [self._stem(word) for word in words]]
        if name != "".join(words):  # 文化产业, of which 文化 is left
            stages.insert(0, [name])
        for stage in stages:
            homes = [node for node in self._sections if self._titled(node, stage)]
            if all(word in about for word in stage):
                homes = [node for node in homes if node.level <= NARROW]
            among = {node.path for node in homes}
            homes = [n for n in homes if not among & {a.path for a in self._plan.ancestors(n.path)}]
            if homes:
                home = max(homes, key=lambda n: (self._closeness(n, stage), -n.level, -n.start))
                return Sector(name, home, self._forms(name, words, stage, home))
        return None

    def spoken_of(self, name: str, words: Sequence[str]) -> Sector | None:
        """A sector without a section of its own, of which the plan says something all the same."""
        general = word_list("parts") | word_list("cohorts") | word_list("aspects")
        if name in squeeze(self._plan.meta.title) or all(word in general for word in words):
            return None
        forms = dict.fromkeys([name, *self._lexicon.equivalents(name), self._stem(name)])
        if self._lexicon.is_adjective(self._stem(name)):
            del forms[self._stem(name)]
        sector = Sector(name, None, tuple(forms))
        told = sum(
            sector.says(sentence.text)
            for node in self._plan.sections
            if node.kind is not NodeKind.COVER and not looks_back(self._plan, node)
            for sentence in node.body
        )
        return sector if told >= SPOKEN_OF else None

    @cached_property
    def _sections(self) -> list[Section]:
        """Sections and parts of boxes with titles that tell intentions."""
        kinds = {NodeKind.SECTION, NodeKind.PART}
        nodes = (s for s in self._plan.sections if s.kind in kinds and s.title)
        return [node for node in nodes if not looks_back(self._plan, node)]

    def _titled(self, node: Section, words: Sequence[str]) -> bool:
        title = squeeze(node.title)
        return all(self._lexicon.match(word, title) >= SAID for word in words)

    def _closeness(self, node: Section, words: Sequence[str]) -> float:
        """In how many sentences a section says the words, times their share of its title."""
        texts = (squeeze(s.text) for n in self._plan.subtree(node.path) for s in n.sentences)
        told = sum(all(self._lexicon.match(w, text) >= SAID for w in words) for text in texts)
        return told * sum(map(len, words)) / len(squeeze(node.title))

    def _stem(self, word: str, *, short: bool = False) -> str:
        """What tells a sector from others: 金融 of 金融服务业; `short` leaves out 业 alone."""
        ends = ["业"] if short else sorted(word_list("sector_ends"), key=len, reverse=True)
        for end in ends:
            stem = word.removesuffix(end)
            if stem != word and len(stem) > 1 and self._lexicon.is_word(stem):
                return stem
        return word

    def _forms(
        self, name: str, asked: Sequence[str], stems: Sequence[str], home: Section
    ) -> tuple[str, ...]:
        """What says a sector in a sentence.

        An adjective (健康) says none by itself: 健康发展 is of any sector. Nor does what the whole
        plan is about (文化), where a part of that is asked for (文化产业).
        """
        words = self._lexicon.words(home.title)
        own = [w for w in words if any(self._lexicon.match(stem, w) >= SAID for stem in stems)]
        found = dict.fromkeys([*asked, *stems, *own] if len(stems) == 1 else ["".join(stems)])
        for word in tuple(found):
            found.update(dict.fromkeys(self._lexicon.equivalents(word)))
            found[self._stem(word)] = None
        title = squeeze(home.title)
        if not self._lexicon.begins_with_verb(title):
            stems = [self._stem(title, short=True), self._stem(title)]
            found.update(dict.fromkeys((title, *stems)))
        loose = {word for word in found if self._lexicon.is_adjective(word)}
        for stem in loose:
            found.update(
                dict.fromkeys((*(stem + end for end in word_list("sector_ends")), stem + "服务"))
            )
            named = (e.name for e in self._entities.all if e.kind != "place" and stem in e.name)
            found.update(dict.fromkeys(named))
        about = squeeze(self._plan.meta.title)
        if name not in about:
            loose |= {form for form in found if form in about}
        return tuple(form for form in (name, *found) if len(form) > 1 and form not in loose)
