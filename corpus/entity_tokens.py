"""Words of a sentence as names are told by them: cut with care, and proper or common.

jieba cuts 云栖 and 从化 in two, swallows links (等区, 以西|湖景区) and tags 上市 as a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Protocol

from corpus.entity_words import head_at, single_heads, words

__all__ = [
    "AREA",
    "LONGEST_STEM",
    "NAME_TAGS",
    "NUMERALS",
    "PLACE_TAGS",
    "WATERS",
    "NameWords",
    "Token",
    "Words",
]

LONGEST_STEM = 3  # characters of a stem no dictionary has: 云栖 of 云栖湖
PLACE_TAGS = ("ns", "nt")
NAME_TAGS = ("nz", "nrt", "nr")
AREA = frozenset("省市县区旗镇乡村")
WATERS = "湖江河溪山岛湾洲海"
NUMERALS = "一二三四五六七八九十百千万两"
_RARE = 2000  # occurrences in general Chinese above which a tag nr or nz is mostly wrong
_WELL_KNOWN = 100  # … above which a longer word tagged as a place is one
_KNOWN = 15  # … above which one that ends as waters do is one
_HAN = re.compile(r"[\u3400-\u9fff]+")
_STOP_TAGS = ("p", "c", "u", "r", "y", "e", "o", "d", "q", "m")
_DIVISIONS = "省市区县州镇国"
# Links that a guess of the segmenter may have swallowed at the front of a word.
_SWALLOWED = frozenset("以经沿自即至在由向为与和及从对来到环等")
_BEYOND = frozenset({"以东", "以西", "以南", "以北"})  # nothing to be beyond: 以 and 西湖


class Words(Protocol):
    """What general Chinese knows of words; `index.tokenizer.Segmenter` is one."""

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where each word stands; together the whole text."""

    def part_of_speech(self, word: str) -> str:
        """Tag of a dictionary word (PKU tag set), or ""."""

    def frequency(self, word: str) -> int:
        """How often a dictionary word occurs in general Chinese."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word where it stands, with its tag."""

    start: int
    end: int
    text: str
    tag: str
    known: bool  # whether the dictionary has it


class NameWords:
    """Sentences as words, and what each word is to a name."""

    def __init__(
        self, dictionary: Words, region: AbstractSet[str], known: Mapping[str, str]
    ) -> None:
        self._words = dictionary
        self.region = region  # names of the plan's own place, which may stand before anything
        self.known = {**dict.fromkeys(region, "place"), **known}  # with their kinds
        self._read: dict[str, list[Token]] = {}  # sentences as words
        self._facts: dict[str, tuple[str, bool]] = {}  # tags of words, and whether they are any

    def knowing(self, known: Mapping[str, str]) -> NameWords:
        """The same with other names known; what was read need not be read again."""
        other = NameWords(self._words, self.region, known)
        other._read, other._facts = self._read, self._facts
        return other

    def tokens(self, text: str) -> list[Token]:
        """Words with their tags; a run of single characters no dictionary joins is one word."""
        found = self._read.get(text)
        if found is None:
            found = self._read[text] = self._cut_up(text)
        return found

    def tag(self, word: str) -> str:
        """Tag of a dictionary word, or ""."""
        return self._words.part_of_speech(word)

    def in_dictionary(self, word: str) -> bool:
        """Whether the dictionary has a word."""
        return bool(self._words.frequency(word))

    def _cut_up(self, text: str) -> list[Token]:
        found: list[Token] = []
        for start, end in self._split(text):
            token = self.token(text, start, end)
            last = found[-1] if found else None
            if last and self._is_torn(last, token):  # 西 and 溪谷: 西溪 and 谷
                found[-1:] = [
                    self.token(text, last.start, start + 1),
                    self.token(text, start + 1, end),
                ]
            elif last and self._joins(last, token):
                found[-1] = self.token(text, last.start, end)
            else:
                found.append(token)
        return found

    def _split(self, text: str) -> Iterator[tuple[int, int]]:
        """The dictionary's words; a guess without the link it begins with."""
        for start, end in self._words.spans(text):
            word = text[start:end]
            if word in _BEYOND and not text[start - 1 : start].isalnum():
                yield start, start + 1
                for a, b in self._split(text[start + 1 :]):
                    yield start + 1 + a, start + 1 + b
                return
            if (
                len(word) > (word[0] != "等") + 1
                and word[0] in _SWALLOWED
                and not self._words.frequency(word)
            ):
                yield start, start + 1
                start += 1
            yield start, end

    def token(self, text: str, start: int, end: int) -> Token:
        """A stretch of a text as one word."""
        word = text[start:end]
        facts = self._facts.get(word)
        if facts is None:
            facts = self._words.part_of_speech(word), bool(self._words.frequency(word))
            self._facts[word] = facts
        return Token(start, end, word, *facts)

    def _joins(self, last: Token, token: Token) -> bool:
        """Whether two words are halves of one that no dictionary has: 云 and 栖, 望 and 湖区."""
        pair = last.text + token.text
        if len(pair) == 2 and self._words.part_of_speech(pair) == "ns" and self._is_place(pair):
            return True  # 从 and 化: a place the segmenter took for two words
        stem = last.text + token.text[:-1]
        if len(stem) == 2 and token.text[-1] in AREA and token.text in words("nowhere"):
            return self._words.part_of_speech(stem) == "ns" or self._is_scrap(last)
        if not self._is_scrap(last, single=False) or last.text in _SWALLOWED:
            return False
        guessed = not token.known or (
            token.tag == "ns" and self._words.frequency(token.text) < _KNOWN
        )
        guessed = guessed and len(token.text) == 2 and bool(_HAN.fullmatch(token.text))
        return self._is_scrap(token) or (len(last.text) == 1 and guessed)

    def _is_torn(self, last: Token, token: Token) -> bool:
        """Whether the border of two words cuts a place in two."""
        place = last.text + token.text[0]
        torn = len(last.text) == 1 and len(token.text) == 2 and token.text[1] in single_heads()
        tagged = torn and self._words.part_of_speech(place) == "ns"
        return tagged and self._is_place(place) and token.text not in words("nowhere")

    def _is_scrap(self, token: Token, *, single: bool = True) -> bool:
        """Whether a word is a lone character that may be half of a name."""
        short = len(token.text) == 1 or (
            not single and not token.known and len(token.text) < LONGEST_STEM
        )
        return (
            short
            and bool(_HAN.fullmatch(token.text))
            and not token.tag.startswith((*_STOP_TAGS, "f"))
            and token.text not in words("leads")
            and token.text not in single_heads()
        )

    def is_strong(self, token: Token) -> bool:
        """Whether a word names one thing: a place, a body, a name the plan has made known."""
        text = token.text
        if text in self.known:
            return True
        if len(text) < 2 or text in words("nowhere") or text in words("common"):
            return False
        return token.tag == "nt" or (token.tag == "ns" and self._is_place(text))

    def _is_place(self, word: str) -> bool:
        """Whether the dictionary's tag of a place holds: it tags 上市 and 深度 so, too.

        A place stands in it with its division as well (富阳市), is long, or closes as places do.
        """
        if any(word[:cut] in words("leads") for cut in range(2, len(word) + 1)):
            return False
        if word[0] in NUMERALS and word[1:] in "城镇区村乡县市":
            return False
        if any(self._words.frequency(word + division) for division in _DIVISIONS):
            return True
        if word[-2:] in words("nowhere") or word[-2:] in words("common"):
            return False
        often = self._words.frequency(word) >= _WELL_KNOWN
        if len(word) > 2:
            return often or word[-1] in AREA or head_at(word, len(word)) is not None
        return self._words.frequency(word) >= _KNOWN and word[-1] in WATERS

    def is_city(self, word: str) -> bool:
        """Whether the dictionary has a province, city or district so called: 浙江 is no river.

        Lakes are told apart from districts called after them (西湖, 西湖区).
        """
        divisions = "省市区" if len(word) == 2 and word[-1] != "湖" else "省市"
        return any(self._words.frequency(word + division) for division in divisions)

    def is_odd(self, token: Token) -> bool:
        """Whether a word is none of the dictionary, or rare and tagged as a name."""
        text = token.text
        if len(text) < 2 or not _HAN.fullmatch(text) or text in words("common"):
            return False
        if token.known:
            rare = self._words.frequency(text) < _RARE and text not in words("nowhere")
            sort = text[-2:] in words("common") or text[:2] in words("leads")
            return token.tag in (*NAME_TAGS, "ns") and rare and not sort
        return not all(ch in words("common") for ch in text)

    def is_proper(self, token: Token) -> bool:
        """Whether a word can make a name of what it stands in."""
        return self.is_strong(token) or self.is_odd(token)

    def shortened(self, token: Token, end: int) -> Token:
        """A word up to an offset."""
        word = token.text[: end - token.start]
        tag, known = self._words.part_of_speech(word), bool(self._words.frequency(word))
        return replace(token, end=end, text=word, tag=tag, known=known)

    def stops(self, token: Token) -> bool:
        """Whether a name begins after a word."""
        if not any(ch.isalnum() for ch in token.text):
            return token.text not in "·"
        if token.text.isascii():
            return False
        if token.text in self.known:
            return False
        outer = token.tag.startswith(_STOP_TAGS) and not self.is_strong(token)
        return outer or token.text in words("leads")
