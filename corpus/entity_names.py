"""Names in one sentence: found from how they end, walked back to where they begin.

A head (小镇, 大学) closes a name; the words before it belong to it as far as no mark, verb or link
stands between. What is left is a name where it holds a proper one: a place, a name the plan itself
has made known, something in quotation marks, or a word no dictionary has. Items of one
enumeration vouch for each other (云谷小镇、健康小镇), and a class behind them says what they are
(上城、下城等区; Hearst, "Automatic Acquisition of Hyponyms from Large Text Corpora", 1992).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Protocol

from corpus.entity_words import Head, heads, kind_words, words

__all__ = ["Found", "NameFinder", "Words"]

_LONGEST = 20  # characters of a name
_LONGEST_STEM = 3  # characters of a stem no dictionary has: 云栖 of 云栖湖
_RARE = 2000  # occurrences in general Chinese above which a tag nr or nz is mostly wrong
_WELL_KNOWN = 100  # … above which a longer word tagged as a place is one
_HAN = re.compile(r"[\u3400-\u9fff]+")
_CLAUSE = re.compile(r"[^，。；：！？!?…—\n]+")
_STOP_TAGS = ("p", "c", "u", "r", "y", "e", "o", "d", "q", "m")
_PLACE_TAGS = ("ns", "nt")
_NAME_TAGS = ("nz", "nrt", "nr")
_KNOWN = 15  # … above which one that ends as waters do is one
_AREA = frozenset("省市县区旗镇乡村")
_DIVISIONS = "省市区县州镇国"
_WATERS = "湖江河溪山岛湾洲海"
_SIDES = "东西南北中"
_NUMERALS = "一二三四五六七八九十百千万两"
# Links that a guess of the segmenter may have swallowed at the front of a word.
_SWALLOWED = frozenset("以经沿自即至在由向为与和及从对来到环等")
_SHORT_JOIN = re.compile(r"[、和与及]|以及")
_BIG_COUNT = re.compile(rf"[{_NUMERALS}]大")
_JOIN = re.compile(r"[、和与及“”\s]|以及|”“|（[^（）]*）")
_COUNT = r"[两二三四五六七八九十百0-9]+"
_MEASURE = "[个家座条所处项大县区]"


class Words(Protocol):
    """What general Chinese knows of words; `index.tokenizer.Segmenter` is one."""

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where each word stands; together the whole text."""

    def part_of_speech(self, word: str) -> str:
        """Tag of a dictionary word (PKU tag set), or ""."""

    def frequency(self, word: str) -> int:
        """How often a dictionary word occurs in general Chinese."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name where it stands: `text[start:end]`."""

    start: int
    end: int
    kind: str
    head: str
    proper: bool  # by itself, not by what stands beside it
    full: str = ""  # the whole name where only a part is printed: 上城区 for 上城
    strong: bool = False  # proper by a name that is known, not by a word that is not
    front: int = 0  # end of the district it begins with, if it does: 余杭区某片区


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str
    tag: str
    known: bool  # whether the dictionary has it


class NameFinder:
    """Finds names in sentences, given the names a plan has made known so far."""

    def __init__(
        self,
        dictionary: Words,
        region: AbstractSet[str] = frozenset(),
        known: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._words = dictionary
        self._region = region  # names of the plan's own place, which may stand before anything
        self._known = {**dict.fromkeys(region, "place"), **known}  # with their kinds
        self._read: dict[str, list[_Token]] = {}  # sentences as words
        self._facts: dict[str, tuple[str, bool]] = {}  # tags of words, and whether they are any

    def knowing(self, known: Mapping[str, str]) -> NameFinder:
        """A finder that takes these names as proper; what was read need not be read again."""
        finder = NameFinder(self._words, self._region, known)
        finder._read, finder._facts = self._read, self._facts
        return finder

    def names(self, text: str) -> list[Found]:
        """The names of a sentence in order; those of one kind do not overlap."""
        found: list[Found] = []
        tokens = self._read.get(text)
        if tokens is None:
            tokens = self._read[text] = self._tokens(text)
        for clause in _CLAUSE.finditer(text):
            inside = [t for t in tokens if clause.start() <= t.start and t.end <= clause.end()]
            found += self._in_clause(text, inside)
        return found

    # --- words --------------------------------------------------------------------------------

    def _tokens(self, text: str) -> list[_Token]:
        """Words with their tags; a run of single characters no dictionary joins is one word."""
        found: list[_Token] = []
        for start, end in self._split(text):
            token = self._token(text, start, end)
            last = found[-1] if found else None
            if last and self._is_torn(last, token):  # 西 and 溪谷: 西溪 and 谷
                found[-1:] = [
                    self._token(text, last.start, start + 1),
                    self._token(text, start + 1, end),
                ]
            elif last and self._joins(last, token):
                found[-1] = self._token(text, last.start, end)
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

    def _token(self, text: str, start: int, end: int) -> _Token:
        word = text[start:end]
        facts = self._facts.get(word)
        if facts is None:
            facts = self._words.part_of_speech(word), bool(self._words.frequency(word))
            self._facts[word] = facts
        return _Token(start, end, word, *facts)

    def _joins(self, last: _Token, token: _Token) -> bool:
        """Whether two words are halves of one that no dictionary has: 云 and 栖, 望 and 湖区."""
        pair = last.text + token.text
        if len(pair) == 2 and self._words.part_of_speech(pair) == "ns" and self._is_place(pair):
            return True  # 从 and 化: a place the segmenter took for two words
        stem = last.text + token.text[:-1]
        if len(stem) == 2 and token.text[-1] in _AREA and token.text in words("nowhere"):
            return self._words.part_of_speech(stem) == "ns" or self._is_scrap(last)
        if not self._is_scrap(last, single=False) or last.text in _SWALLOWED:
            return False
        guessed = not token.known or (
            token.tag == "ns" and self._words.frequency(token.text) < _KNOWN
        )
        guessed = guessed and len(token.text) == 2 and bool(_HAN.fullmatch(token.text))
        return self._is_scrap(token) or (len(last.text) == 1 and guessed)

    def _is_torn(self, last: _Token, token: _Token) -> bool:
        """Whether the border of two words cuts a place in two."""
        place = last.text + token.text[0]
        torn = len(last.text) == 1 and len(token.text) == 2 and token.text[1] in _single_heads()
        tagged = torn and self._words.part_of_speech(place) == "ns"
        return tagged and self._is_place(place) and token.text not in words("nowhere")

    def _is_scrap(self, token: _Token, *, single: bool = True) -> bool:
        """Whether a word is a lone character that may be half of a name."""
        short = len(token.text) == 1 or (
            not single and not token.known and len(token.text) < _LONGEST_STEM
        )
        return (
            short
            and bool(_HAN.fullmatch(token.text))
            and not token.tag.startswith((*_STOP_TAGS, "f"))
            and not self._is_lead(token)
            and token.text not in _single_heads()
        )

    @staticmethod
    def _is_lead(token: _Token) -> bool:
        return token.text in words("leads")

    def _strong(self, token: _Token) -> bool:
        """Whether a word names one thing: a place, a body, a name the plan has made known."""
        text = token.text
        if text in self._known:
            return True
        if len(text) < 2 or text in words("nowhere") or text in words("common"):
            return False
        return token.tag == "nt" or (token.tag == "ns" and self._is_place(text))

    def _is_place(self, word: str) -> bool:
        """Whether the dictionary's tag of a place holds: it tags 上市 and 深度 so, too.

        A place stands in it with its division as well (富阳市), is long, or closes as places do.
        """
        if any(self._is_lead_word(word[:cut]) for cut in range(2, len(word) + 1)):
            return False
        if word[0] in _NUMERALS and word[1:] in "城镇区村乡县市":
            return False
        if any(self._words.frequency(word + division) for division in _DIVISIONS):
            return True
        if word[-2:] in words("nowhere") or word[-2:] in words("common"):
            return False
        often = self._words.frequency(word) >= _WELL_KNOWN
        if len(word) > 2:
            return often or word[-1] in _AREA or _head_at(word, len(word)) is not None
        return self._words.frequency(word) >= _KNOWN and word[-1] in _WATERS

    def _is_city(self, word: str) -> bool:
        """Whether the dictionary has a province, city or district so called: 浙江 is no river.

        Lakes are told apart from districts called after them (西湖, 西湖区).
        """
        divisions = "省市区" if len(word) == 2 and word[-1] != "湖" else "省市"
        return any(self._words.frequency(word + division) for division in divisions)

    @staticmethod
    def _is_lead_word(word: str) -> bool:
        return word in words("leads")

    def _odd(self, token: _Token) -> bool:
        """Whether a word is none of the dictionary, or rare and tagged as a name."""
        text = token.text
        if len(text) < 2 or not _HAN.fullmatch(text) or text in words("common"):
            return False
        if token.known:
            rare = self._words.frequency(text) < _RARE and text not in words("nowhere")
            sort = text[-2:] in words("common") or self._is_lead_word(text[:2])
            return token.tag in (*_NAME_TAGS, "ns") and rare and not sort
        return not all(ch in words("common") for ch in text)

    def _proper(self, token: _Token) -> bool:
        return self._strong(token) or self._odd(token)

    # --- clauses ------------------------------------------------------------------------------

    def _in_clause(self, text: str, tokens: Sequence[_Token]) -> list[Found]:
        places = list(self._places(tokens))
        found: list[Found] = []
        limit = len(text) + 1
        for j in range(len(tokens) - 1, -1, -1):
            if tokens[j].end > limit:
                continue
            candidate = self._ending_at(text, tokens, j)
            if candidate is not None:
                found.append(candidate)
                if candidate.proper:
                    limit = candidate.start
        found = [
            replace(one, proper=True) if text[one.start : one.end] in self._known else one
            for one in found
        ]
        taken = [(f.start, f.end) for f in found if f.proper]
        found += [p for p in places if not any(a <= p.start and p.end <= b for a, b in taken)]
        found = [*self._vouched(text, sorted(found, key=lambda f: (f.start, -f.end)))]
        members = list(self._instances(text, tokens, found))
        replaced = {(m.start, m.end) for m in members if m.full and m.kind == "place"}
        found = [f for f in found if (f.start, f.end) not in replaced] + members
        found = [_without_link(text, f) for f in found if _is_closed(text[f.start : f.end])]
        return sorted(found, key=lambda f: (f.start, -f.end))

    def _places(self, tokens: Sequence[_Token]) -> Iterator[Found]:
        """Words the dictionary has as places."""
        for token, following in zip(tokens, [*tokens[1:], None], strict=True):
            text, after = token.text, following.text[0] if following else " "
            if self._is_lead(token) or len(text) < 2 or text in words("nowhere"):
                continue
            if token.tag == "ns" or self._known.get(text) in {"place", "nature"}:
                head = _head_at(text, len(text))
                if head is not None and head.kind == "nature" and after in _AREA:
                    continue
                if head is None or self._is_city(text) or head.kind not in _ON_MAPS:
                    kind, ends = "place", ""
                else:
                    kind, ends = head.kind, head.text
                yield Found(token.start, token.end, kind, ends, self._strong(token), strong=True)

    def _ending_at(self, text: str, tokens: Sequence[_Token], j: int) -> Found | None:
        """The name that closes with a word; not proper where only its neighbours can tell."""
        end = tokens[j].end
        head = _head_at(text, end)
        if head is None or text[end : end + 1] in _AFTER:
            return None
        begin = end - len(head.text)
        if head.kind == "nature" and text[end : end + 1] in _AREA:
            return None  # 湾区, 西湖区
        if head.needs == "stem":
            return self._by_stem(tokens, j, head)
        whole = tokens[j].text[0] not in _SIDES  # 西路 in 文一西路 is none
        if len(head.text) == 1 and tokens[j].known and len(tokens[j].text) > 1 and whole:
            return self._one_word(tokens[j], head)
        freely = head.kind in _NAMED_FREELY
        walked = self._within_marks(text, tokens, j, begin) if freely else []
        quoted = bool(walked)
        if not walked:
            walked, quoted = self._walk(text, tokens, begin)
        if not walked:
            return None
        first = next((i for i, t in enumerate(walked) if self._proper(t)), None)
        opened = text[walked[0].start - 1 : walked[0].start] == "“" and text[end : end + 1] == "”"
        if quoted or opened:
            told = not all(t.text in words("generic") for t in walked)
            told = told and not _BIG_COUNT.match(text, walked[0].start)
            slogan = begin - walked[0].start < 6 or "+" in text[walked[0].start : begin]
            told = told and (opened or head.kind not in {"base", "centre"} or not slogan)
            return Found(walked[0].start, end, head.kind, head.text, told, strong=True)
        if len(head.text) == 1 and text[walked[0].start] in _NUMERALS:
            return None
        if first is None and head.kind in _NAMED_BY_COUNTRY:
            first = next((i for i, t in enumerate(walked[:-1]) if t.text in _COUNTRY), None)
        if first is None:
            return self._supposed(walked, end, head)
        rest = "".join(t.text for t in walked[first + 1 :]).strip(_SIDES)
        if len(head.text) == 1 and not self._strong(walked[first]) and rest:
            return None
        first = self._earlier(walked, first)
        name = walked[first:]
        strong = any(self._strong(t) for t in name)
        sorts = [t.text for t in name if not self._proper(t)]
        more = any(t.text not in words("common") and t.text.isalnum() for t in name[1:])
        if head.needs == "more":
            near = self._strong(name[0]) and (
                name[0].text not in self._region or head.kind == "hub"
            )
            enough = near and len(name) > (0 if head.kind in _NAMED_AFTER_PLACES else 2)
            proper = strong and (enough or more or sum(map(self._proper, name)) > 1)
        else:
            place = name[0].tag == "ns" or name[0].text in {*self._known, *_COUNTRY}
            proper = not sorts or not place or not all(w in words("generic") for w in sorts)
        if not proper:
            sorted_only = all(w in words("generic") for w in sorts)
            return None if sorted_only else self._doubted(name, end, head)
        start = self._from_place(tokens, name[0].start, head)
        k = next(i for i, t in enumerate(tokens) if t.start == name[0].start)
        district = _head_at(name[0].text, len(name[0].text))
        of_district = len(name) > 1 and district is not None and district.needs == "stem"
        is_district = of_district and name[0].text[-1] in _AREA and len(name[0].text) > 2
        front = 0
        if is_district and district and self._by_stem(tokens, k, district):
            front = name[0].end
        return Found(start, end, head.kind, head.text, True, strong=strong, front=front)

    def _one_word(self, token: _Token, head: Head) -> Found | None:
        """A road the dictionary has as one word; 线路 and 集成电路 are none."""
        whole = not self._words.frequency(token.text[-2:])
        named = self._strong(token) or (whole and self._odd(token))
        if not named or head.kind != "road" or len(token.text) < 3:
            return None
        return Found(token.start, token.end, head.kind, head.text, True)

    @staticmethod
    def _doubted(name: Sequence[_Token], end: int, head: Head) -> Found:
        return Found(name[0].start, end, head.kind, head.text, False)

    @staticmethod
    def _earlier(walked: Sequence[_Token], first: int) -> int:
        """Where a name begins that has its first proper word in brackets or after a direction."""
        closed = next((i for i in range(first, len(walked)) if walked[i].text in "）)"), None)
        opened = next((i for i in range(first, -1, -1) if walked[i].text in "（("), None)
        if closed is not None and opened:
            return opened - 1
        while first and (
            walked[first - 1].tag in {"ns", "f", "s"} or walked[first - 1].text == "大"
        ):
            first -= 1
        return first

    def _from_place(self, tokens: Sequence[_Token], start: int, head: Head) -> int:
        """Where a line begins that is named by both its ends: 甲至乙铁路."""
        k = next((i for i, t in enumerate(tokens) if t.start == start), 0)
        linked = head.kind == "road" and k > 1 and tokens[k - 1].text in {"至", "—", "-"}
        return tokens[k - 2].start if linked and self._proper(tokens[k - 2]) else start

    def _supposed(self, walked: Sequence[_Token], end: int, head: Head) -> Found | None:
        """What may be a name if its neighbours in an enumeration are."""
        said = [t for t in walked if t.text not in words("generic")]
        sort = words(
            "generic" if head.kind in _NAMED_PLAINLY and head.needs == "name" else "common"
        )
        if not said or all(t.text in sort for t in walked):
            return None
        return Found(walked[0].start, end, head.kind, head.text, False)

    def _by_stem(self, tokens: Sequence[_Token], j: int, head: Head) -> Found | None:
        """A place or a water: a word with its head, or a short stem before it."""
        token = tokens[j]
        sort = token.text in words("nowhere") or token.text in words("common")
        if sort and token.text != head.text:
            return None
        if len(token.text) > len(head.text):
            named = self._is_one_word_place(tokens, j, head)
            strong = Found(token.start, token.end, head.kind, head.text, True, strong=True)
            return strong if named else None
        before = tokens[j - 1] if j else None
        if before is None or not self._proper(before) or before.text[-1] in _AREA:
            return None
        if not self._strong(before) and not (
            len(before.text) <= _LONGEST_STEM
            and self._is_stem(before.text)
            and self._begins(tokens, j - 1)
        ):
            return None
        return Found(before.start, token.end, head.kind, head.text, True, strong=True)

    def _is_one_word_place(self, tokens: Sequence[_Token], j: int, head: Head) -> bool:
        """Whether a word that ends in a head (余杭区, 湘湖) is the name of a place or a water."""
        token = tokens[j]
        stem = token.text.removesuffix(head.text)
        of_place = self._words.part_of_speech(stem) in _PLACE_TAGS or stem in self._known
        sort = len(token.text) > 2 and token.text[-2:] in words("common") and not of_place
        if stem[-1] in _AREA or sort or stem in words("nowhere") or self._is_city(token.text):
            return False
        if token.known:
            rare = len(token.text) > 2 and token.tag in _NAME_TAGS and self._odd(token)
            return rare or self._strong(token)
        if of_place:
            return True
        water = len(stem) == 1 and head.text in _WATERS
        fits = (2 <= len(stem) <= _LONGEST_STEM + 1 or water) and self._is_stem(stem)
        begins = head.kind == "road" or self._begins(tokens, j)
        new = water or not self._words.frequency(stem)
        return fits and begins and new and stem not in words("common")

    @staticmethod
    def _is_stem(stem: str) -> bool:
        """Whether nothing in a stem no dictionary has says that it is none (占全市, 进万村)."""
        odd = any(ch in _NUMERALS or ch in _AREA or ch in "全各本该每某" for ch in stem)
        return not odd and not any(stem[:cut] in words("leads") for cut in range(1, len(stem) + 1))

    def _begins(self, tokens: Sequence[_Token], j: int) -> bool:
        """Whether a word is the first of its noun phrase, or stands behind the place it is in."""
        before = tokens[j - 1] if j else None
        return before is None or self._stops(before) or before.text[-1] in _AREA

    def _within_marks(
        self, text: str, tokens: Sequence[_Token], j: int, begin: int
    ) -> list[_Token]:
        """Words before a head that quotation marks enclose with it: “溪才计划”; else none."""
        if text[tokens[j].end : tokens[j].end + 1] != "”":
            return []
        opening = next((i for i in range(j, -1, -1) if tokens[i].text in "“”"), -1)
        if opening < 0 or tokens[opening].text != "“" or begin - tokens[opening].end > 12:
            return []
        inner = [t for t in tokens[opening + 1 : j + 1] if t.start < begin]
        return [self._cut(t, begin) if t.end > begin else t for t in inner]

    def _walk(self, text: str, tokens: Sequence[_Token], begin: int) -> tuple[list[_Token], bool]:
        """Words before a head that belong to it, in order; whether quotation marks open them."""
        found: list[_Token] = []
        k = next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i].start < begin), -1)
        while k >= 0:
            token = tokens[k]
            if token.end > begin:  # the head begins within a word
                token = self._cut(token, begin)
            if token.text == "”":
                return self._quoted(tokens, k, found)
            if token.text in {"）", ")"}:
                opening = next((i for i in range(k, -1, -1) if tokens[i].text in "（("), -1)
                inside = tokens[opening + 1 : k]
                if opening < 1 or len(inside) > 2 or not all(self._strong(t) for t in inside):
                    break
                found[:0] = tokens[opening : k + 1]
                k = opening - 1
                continue
            if self._stops(token) or begin - token.start > _LONGEST - 2:
                break
            if found and self._closes(text, token) and any(self._proper(t) for t in found):
                break
            if _BIG_COUNT.fullmatch(token.text):
                break
            found.insert(0, token)
            k -= 1
        return found, False

    def _cut(self, token: _Token, end: int) -> _Token:
        word = token.text[: end - token.start]
        tag, known = self._words.part_of_speech(word), bool(self._words.frequency(word))
        return replace(token, end=end, text=word, tag=tag, known=known)

    def _quoted(
        self, tokens: Sequence[_Token], k: int, found: list[_Token]
    ) -> tuple[list[_Token], bool]:
        opening = next((i for i in range(k, -1, -1) if tokens[i].text == "“"), -1)
        if opening < 0 or tokens[k].end - tokens[opening].start > _LONGEST - 4 or len(found) > 2:
            return found, False
        return [*tokens[opening : k + 1], *found], True

    def _stops(self, token: _Token) -> bool:
        """Whether a name begins after a word."""
        if not any(ch.isalnum() for ch in token.text):
            return token.text not in "·"
        if token.text.isascii():
            return False
        if token.text in self._known:
            return False
        outer = token.tag.startswith(_STOP_TAGS) and not self._strong(token)
        return outer or self._is_lead(token)

    def _closes(self, text: str, token: _Token) -> bool:
        """Whether a word ends a name of its own: 余杭区 before 临平街道."""
        head = _head_at(text, token.end)
        if head is None:
            return False
        if head.needs == "name" and len(head.text) > 1:
            return True
        return self._proper(token) and (head.kind == "place" or len(head.text) > 1)

    # --- enumerations -------------------------------------------------------------------------

    @staticmethod
    def _vouched(text: str, found: Sequence[Found]) -> Iterator[Found]:
        """Proper names, and what stands in one enumeration with a proper name of its kind."""
        runs: list[list[Found]] = []
        for one in found:
            if runs and one.start >= runs[-1][-1].end:
                between = text[runs[-1][-1].end : one.start]
                if between and not _JOIN.sub("", between):
                    runs[-1].append(one)
                    continue
            runs.append([one])
        for run in runs:
            kinds = {one.kind for one in run if one.proper}
            for one in run:
                if one.proper:
                    yield one
                elif one.kind in kinds and len(run) > 1:
                    yield replace(one, proper=True)

    def _instances(
        self, text: str, tokens: Sequence[_Token], found: Sequence[Found]
    ) -> Iterator[Found]:
        """Members of an enumeration that its class closes: 上城、下城等区, 甲、乙等企业."""
        if not tokens:
            return
        clause = text[tokens[0].start : tokens[-1].end]
        for match in _closing().finditer(clause):
            at = tokens[0].start + match.start()
            modifiers, head = match["middle"], match["head"]
            kind = kind_words().get(head) or (heads()[head].kind if head in heads() else "")
            borders = {t.start for t in tokens} | {t.end for t in tokens}
            first = tokens[0].start
            if not {match.start("head") + first, match.end() + first} <= borders:
                continue
            shared = head in heads() and kind not in _NAMED_FREELY
            if not shared and kind not in _NAMED_FREELY:
                continue
            members = list(self._members(text, tokens, at))
            vouched = any(self._fits(tokens, *member) for member in members)
            for start, end in members:
                quoted = text[start - 1 : start] == "“" and text[end : end + 1] == "”"
                if not quoted and any(_excludes(f, start, end, kind) for f in found):
                    continue
                said = self._says_more(tokens, start, end)
                free = not shared and (quoted or (vouched and said))
                if not free and not self._fits(tokens, start, end):
                    continue
                full = text[start:end] + head if shared else ""
                sure = not (shared and modifiers)
                yield Found(start, end, kind, head, sure, full=full, strong=True)

    def _fits(self, tokens: Sequence[_Token], start: int, end: int) -> bool:
        """Whether an item of an enumeration is proper by itself: a word or two, one of them so."""
        inner = [t for t in tokens if start <= t.start and t.end <= end]
        return 0 < len(inner) <= 2 and any(map(self._proper, inner))

    @staticmethod
    def _says_more(tokens: Sequence[_Token], start: int, end: int) -> bool:
        """Whether an item holds a word that tells more than a sort."""
        inner = [t.text for t in tokens if start <= t.start and t.end <= end]
        return 0 < len(inner) <= 3 and not all(word in words("common") for word in inner)

    def _members(self, text: str, tokens: Sequence[_Token], at: int) -> Iterator[tuple[int, int]]:
        """Items of the enumeration that ends at an offset, if there are two at least."""
        start = max(
            (
                t.end
                for t in tokens
                if t.end <= at and t.text not in _LINKS and self._stops(t) and t.text not in "、“”"
            ),
            default=tokens[0].start,
        )
        items: list[tuple[int, int]] = []
        begin = start
        for t in [t for t in tokens if start <= t.start < at]:
            if t.text in _LINKS or t.text in "、“”":
                items.append((begin, t.start))
                begin = t.end
        items.append((begin, at))
        items = [(a, b) for a, b in items if 2 <= b - a <= _LONGEST // 2]
        if len(items) > 1:
            yield from items


# Kinds whose names need not say what they are; of the others a member of an enumeration is called
# by what closes it, 下城区 for 下城.
_NAMED_FREELY = frozenset({"firm", "project", "event", "platform"})
_BEYOND = frozenset({"以东", "以西", "以南", "以北"})  # nothing to be beyond: 以 and 西湖
_ON_MAPS = frozenset({"nature", "road", "hub", "place"})
_NAMED_AFTER_PLACES = frozenset({"park", "hub"})  # and nothing else: 某地集聚区, 某地港
# Kinds of which a country or the world has its own: 中国美术学院, 世界休闲博览会.
_NAMED_BY_COUNTRY = frozenset({"event", "school", "attraction", "lab"})
_COUNTRY = frozenset({"中国", "世界", "亚洲"})
_NAMED_PLAINLY = frozenset({"town", "park"})  # with everyday words: 健康小镇
_NEVER_FIRST = frozenset("以即至及从由在游来")
_LINKS = frozenset({"和", "与", "及", "以及"})
_AFTER = frozenset("级式型化类性内")


def _excludes(one: Found, start: int, end: int, kind: str) -> bool:
    """Whether what was found keeps an item from being another; 上城 may still be 上城区."""
    same = (one.start, one.end) == (start, end) and one.kind == kind == "place" and not one.head
    return one.start < end and start < one.end and not same


def _is_closed(name: str) -> bool:
    """Whether every bracket of a name has its other half."""
    plain = name.replace("(", "（").replace(")", "）")
    return plain.count("（") == plain.count("）")


def _without_link(text: str, one: Found) -> Found:
    """A name without the link the segmenter read as its first character (以西湖景区)."""
    linked = text[one.start] in _NEVER_FIRST and one.end - one.start > 3
    return replace(one, start=one.start + 1) if linked else one


@cache
def _single_heads() -> frozenset[str]:
    return frozenset(head for head in heads() if len(head) == 1)


@cache
def _by_last() -> dict[str, list[Head]]:
    found: dict[str, list[Head]] = {}
    for head in sorted(heads().values(), key=lambda h: -len(h.text)):
        found.setdefault(head.text[-1], []).append(head)
    return found


def _head_at(text: str, end: int) -> Head | None:
    """The longest head that ends at an offset of a text."""
    for head in _by_last().get(text[end - 1 : end], ()):
        if text.endswith(head.text, 0, end):
            return head
    return None


@cache
def _closing() -> re.Pattern[str]:
    """等, a count, words between, and a class; not followed by what makes it another word."""
    ends = sorted({*heads(), *kind_words()}, key=len, reverse=True)
    middle = sorted(words("classes"), key=len, reverse=True)
    return re.compile(
        rf"(?:等(?:{_COUNT}{_MEASURE}?)?|(?<=[\u3400-\u9fff])[两二三四五六七八九十]{_MEASURE})"
        rf"(?P<middle>(?:{'|'.join(middle)})*)(?P<head>{'|'.join(ends)})(?![级域际业家、（])"
    )
