"""What a question is about: its words, what each counts, and the phrases its asker used.

`assistant.slots` tells which parts of a question name its subjects. Their words carry it; words
around them (我要写材料，麻烦一并告知) count little, and never for what the plan does not say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.lexicon import Lexicon
from assistant.question import Question
from assistant.slots import Slot, Span, slots_of
from assistant.thesaurus import phrases_in
from assistant.words import word_list
from corpus.regions import region_forms

__all__ = ["SubjectReader", "Subjects", "home_names"]

# What a word outside the subjects counts: one the plan uses, one it does not.
OUTSIDE, OUTSIDE_UNKNOWN = 0.5, 0.1
_PHRASE = 3  # characters from which a phrase need not agree with the cut into words
_LONGEST = 16  # characters of a phrase that is told as it was asked
_EDGES = "的了在对给把从和与及是有为"  # what a span may begin or end with by mistake

_QUOTED = re.compile(r"[“\"‘]([^“”\"‘’]{1,12})[”\"’]")
_OWN = re.compile(r"(?:我们?|咱们?|俺)[^，。]?$")  # 我们外管局: the asker, no subject
_ASKING = re.compile(r"[几啥咋谁]|多少|什么|哪")
_FIGURE = re.compile(r"\d")  # what a refusal tells holds no figure that nothing supports


@dataclass(frozen=True, slots=True)
class Subjects:
    """The content words of a question, and what each counts."""

    words: tuple[str, ...]
    shares: Mapping[str, float]  # of each word, in [0, 1]
    phrases: tuple[str, ...]  # the subjects as asked; empty where none was told apart
    groups: tuple[tuple[str, ...], ...]  # the words of each subject, in its order

    @property
    def carrying(self) -> tuple[str, ...]:
        """The words that the question is about, in order."""
        return tuple(word for word in self.words if self.carries(word))

    def carries(self, word: str) -> bool:
        """Whether a word is one of those the question is about."""
        return self.shares[word] == 1.0

    def phrase_of(self, word: str) -> str:
        """The subject that holds a word, as asked; the word where none short enough does."""
        holding = (phrase for phrase in self.phrases if word in phrase.lower())
        return next((phrase for phrase in holding if len(phrase) <= _LONGEST), word)


def home_names(region: str) -> set[str]:
    """A plan's region and what it is called for short: all of the plan speaks of it."""
    return {region, *region_forms(region)}


class SubjectReader:
    """Reads what questions to one plan are about."""

    def __init__(self, lexicon: Lexicon, region: str) -> None:
        self._lexicon = lexicon
        self._home = home_names(region)
        self._home |= {which + unit for which in "全我本" for unit in "省市县区"}

    def read(self, question: Question) -> Subjects:
        """The words of a question without the plan's own region, which all of it speaks of."""
        cut = self._words(question.core)
        words = [word for word in cut if word not in self._home] or cut
        spans = slots_of(question.text)
        subjects = [
            span
            for span in spans
            if span.slot in {Slot.SUBJECT, Slot.WHOLE}
            and not _OWN.search(question.text[: span.start] + span.text[:1])
        ]
        texts = [*(s.text.lower() for s in subjects), *_QUOTED.findall(question.core.lower())]
        inside = {
            word
            for word in words
            if any(word in text or text in word for text in texts) and not self._asks(word)
        }
        if not any(self._lexicon.weight(word) for word in inside):
            return Subjects(tuple(words), dict.fromkeys(words, 1.0), (), (tuple(words),))
        shares = {word: 1.0 if word in inside else self._outside(word, spans) for word in words}
        told = (self._without_home(span.text) for span in subjects)
        phrases = dict.fromkeys(p for p in told if p and not _FIGURE.search(p))
        groups = tuple(
            tuple(sorted((w for w in inside if w in text), key=text.index)) for text in texts
        )
        return Subjects(tuple(words), shares, tuple(phrases), groups)

    def _without_home(self, phrase: str) -> str:
        """A subject as it is told: not 杭州的核电站, which reads as if other cities had one."""
        home = next((h for h in sorted(self._home, key=len)[::-1] if phrase.startswith(h)), "")
        rest = phrase[len(home) :] if phrase[len(home) :][:1] == "的" else phrase
        return rest.strip(_EDGES)

    def _asks(self, word: str) -> bool:
        """Whether a word only puts the question, wherever it stands: 老几, 盘子."""
        asking = word in word_list("askers") and not self._lexicon.known(word)
        return asking or bool(_ASKING.search(word))

    def _outside(self, word: str, spans: Sequence[Span]) -> float:
        """What a word counts that none of the subjects holds."""
        if any(span.slot is Slot.TIME and word in span.text.lower() for span in spans):
            return OUTSIDE_UNKNOWN
        if self._lexicon.is_name(word) and word not in word_list("askers"):
            return 1.0
        return OUTSIDE if self._lexicon.known(word) else OUTSIDE_UNKNOWN

    def _words(self, core: str) -> list[str]:
        """Words, those phrases of the thesaurus whole that the plan says in other words."""
        text, found, position = core.lower(), list[str](), 0
        cut = set(self._lexicon.words(core))
        for phrase in phrases_in(text):
            whole = len(phrase.text) >= _PHRASE and phrase.text not in cut
            if whole and self._lexicon.has_equivalent(phrase.text):
                found += [*self._lexicon.words(core[position : phrase.start]), phrase.text]
                position = phrase.end
        return list(dict.fromkeys([*found, *self._lexicon.words(core[position:])]))
