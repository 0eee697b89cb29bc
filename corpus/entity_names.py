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
from dataclasses import replace

from corpus.entity_lists import LONGEST, NAMED_FREELY, Found, instances, vouched
from corpus.entity_tokens import (
    AREA,
    LONGEST_STEM,
    NAME_TAGS,
    NUMERALS,
    PLACE_TAGS,
    WATERS,
    NameWords,
    Token,
    Words,
)
from corpus.entity_words import Head, head_at, words

__all__ = ["NameFinder"]

_CLAUSE = re.compile(r"[^，。；：！？!?…—\n]+")
_SIDES = "东西南北中"
_BIG_COUNT = re.compile(rf"[{NUMERALS}]大")
_ON_MAPS = frozenset({"nature", "road", "hub", "place"})
_NAMED_AFTER_PLACES = frozenset({"park", "hub"})  # and nothing else: 某地集聚区, 某地港
_NAMED_PLAINLY = frozenset({"town", "park"})  # with everyday words: 健康小镇
# Kinds of which a country or the world has its own: 中国美术学院, 世界休闲博览会.
_NAMED_BY_COUNTRY = frozenset({"event", "school", "attraction", "lab"})
_COUNTRY = frozenset({"中国", "世界", "亚洲"})
_NEVER_FIRST = frozenset("以即至及从由在游来")
_AFTER = frozenset("级式型化类性内")


class NameFinder:
    """Finds names in sentences, given the names a plan has made known so far.

    Args:
        dictionary: words of general Chinese.
        region: names of the plan's own place.
    """

    def __init__(self, dictionary: Words, region: AbstractSet[str] = frozenset()) -> None:
        self._words = NameWords(dictionary, region, {})

    def knowing(self, known: Mapping[str, str]) -> NameFinder:
        """A finder that takes these names, by kind, as proper; what was read is kept."""
        finder = NameFinder.__new__(NameFinder)
        finder._words = self._words.knowing(known)
        return finder

    def names(self, text: str) -> list[Found]:
        """The names of a sentence in order; those of one kind do not overlap."""
        found: list[Found] = []
        tokens = self._words.tokens(text)
        for clause in _CLAUSE.finditer(text):
            inside = [t for t in tokens if clause.start() <= t.start and t.end <= clause.end()]
            found += self._in_clause(text, inside)
        return found

    def _in_clause(self, text: str, tokens: Sequence[Token]) -> list[Found]:
        found = [
            replace(one, proper=True) if text[one.start : one.end] in self._words.known else one
            for one in self._candidates(text, tokens)
        ]
        taken = [(f.start, f.end) for f in found if f.proper]
        places = self._places(tokens)
        found += [p for p in places if not any(a <= p.start and p.end <= b for a, b in taken)]
        found = [*vouched(text, sorted(found, key=lambda f: (f.start, -f.end)))]
        members = list(instances(self._words, text, tokens, found))
        replaced = {(m.start, m.end) for m in members if m.full and m.kind == "place"}
        found = [f for f in found if (f.start, f.end) not in replaced] + members
        found = [_without_link(text, f) for f in found if _is_closed(text[f.start : f.end])]
        return sorted(found, key=lambda f: (f.start, -f.end))

    def _candidates(self, text: str, tokens: Sequence[Token]) -> Iterator[Found]:
        """What heads close, from the last on; nothing within a proper name."""
        limit = len(text) + 1
        for j in range(len(tokens) - 1, -1, -1):
            if tokens[j].end > limit:
                continue
            candidate = self._ending_at(text, tokens, j)
            if candidate is not None:
                yield candidate
                if candidate.proper:
                    limit = candidate.start

    def _places(self, tokens: Sequence[Token]) -> Iterator[Found]:
        """Words the dictionary has as places."""
        for token, following in zip(tokens, [*tokens[1:], None], strict=True):
            text, after = token.text, following.text[0] if following else " "
            if token.text in words("leads") or len(text) < 2 or text in words("nowhere"):
                continue
            if token.tag == "ns" or self._words.known.get(text) in {"place", "nature"}:
                head = head_at(text, len(text))
                if head is not None and head.kind == "nature" and after in AREA:
                    continue
                if head is None or self._words.is_city(text) or head.kind not in _ON_MAPS:
                    kind, ends = "place", ""
                else:
                    kind, ends = head.kind, head.text
                yield Found(
                    token.start, token.end, kind, ends, self._words.is_strong(token), strong=True
                )

    def _ending_at(self, text: str, tokens: Sequence[Token], j: int) -> Found | None:
        """The name that closes with a word; not proper where only its neighbours can tell."""
        end = tokens[j].end
        head = head_at(text, end)
        if head is None or text[end : end + 1] in _AFTER:
            return None
        if head.kind == "nature" and text[end : end + 1] in AREA:
            return None  # 湾区, 西湖区
        if head.needs == "stem":
            return self._by_stem(tokens, j, head)
        short = len(head.text) == 1
        whole = tokens[j].text[0] not in _SIDES  # 西路 in 文一西路 is none
        if short and tokens[j].known and len(tokens[j].text) > 1 and whole:
            return self._one_word(tokens[j], head)
        begin = end - len(head.text)
        walked = self._within_marks(text, tokens, j, begin) if head.kind in NAMED_FREELY else []
        quoted = bool(walked)
        if not walked:
            walked, quoted = self._walk(text, tokens, begin)
        if not walked:
            return None
        opened = text[walked[0].start - 1 : walked[0].start] == "“" and text[end : end + 1] == "”"
        if quoted or opened:
            return self._in_marks(text, walked, end, head, opened=opened)
        if short and text[walked[0].start] in NUMERALS:
            return None
        return self._walked(tokens, walked, end, head)

    @staticmethod
    def _in_marks(
        text: str, walked: Sequence[Token], end: int, head: Head, *, opened: bool
    ) -> Found:
        """A name that has quotation marks, around it (`opened`) or within it; a slogan is none."""
        start, begin = walked[0].start, end - len(head.text)
        told = not all(t.text in words("generic") for t in walked)
        told = told and not _BIG_COUNT.match(text, start)
        slogan = begin - start < 6 or "+" in text[start:begin]
        told = told and (opened or head.kind not in {"base", "centre"} or not slogan)
        return Found(start, end, head.kind, head.text, told, strong=True)

    def _walked(
        self, tokens: Sequence[Token], walked: Sequence[Token], end: int, head: Head
    ) -> Found | None:
        """A name of the words that were walked over, from its first proper one on."""
        first = next((i for i, t in enumerate(walked) if self._words.is_proper(t)), None)
        if first is None and head.kind in _NAMED_BY_COUNTRY:
            first = next((i for i, t in enumerate(walked[:-1]) if t.text in _COUNTRY), None)
        if first is None:
            return self._supposed(walked, end, head)
        rest = "".join(t.text for t in walked[first + 1 :]).strip(_SIDES)
        if len(head.text) == 1 and not self._words.is_strong(walked[first]) and rest:
            return None
        name = walked[self._earlier(walked, first) :]
        if not self._is_name(name, head):
            sorts = [t.text for t in name if not self._words.is_proper(t)]
            if all(word in words("generic") for word in sorts):
                return None
            return Found(name[0].start, end, head.kind, head.text, False)
        strong = any(self._words.is_strong(t) for t in name)
        front = name[0].end if self._is_district(tokens, name) else 0
        start = self._from_place(tokens, name[0].start, head)
        return Found(start, end, head.kind, head.text, True, strong=strong, front=front)

    def _is_name(self, name: Sequence[Token], head: Head) -> bool:
        """Whether words before a head say enough to make a name with it."""
        proper = [self._words.is_proper(t) for t in name]
        if head.needs == "more":
            near = self._words.is_strong(name[0]) and (
                name[0].text not in self._words.region or head.kind == "hub"
            )
            enough = near and len(name) > (0 if head.kind in _NAMED_AFTER_PLACES else 2)
            more = any(t.text not in words("common") and t.text.isalnum() for t in name[1:])
            strong = any(self._words.is_strong(t) for t in name)
            return strong and (enough or more or sum(proper) > 1)
        sorts = [t.text for t, is_proper in zip(name, proper, strict=True) if not is_proper]
        place = name[0].tag == "ns" or name[0].text in {*self._words.known, *_COUNTRY}
        return not sorts or not place or not all(word in words("generic") for word in sorts)

    def _is_district(self, tokens: Sequence[Token], name: Sequence[Token]) -> bool:
        """Whether a name begins with the district it lies in: 余杭区某片区."""
        word = name[0].text
        head = head_at(word, len(word))
        if len(name) < 2 or len(word) < 3 or word[-1] not in AREA or head is None:
            return False
        k = next(i for i, t in enumerate(tokens) if t.start == name[0].start)
        return head.needs == "stem" and self._by_stem(tokens, k, head) is not None

    def _one_word(self, token: Token, head: Head) -> Found | None:
        """A road the dictionary has as one word; 线路 and 集成电路 are none."""
        whole = not self._words.in_dictionary(token.text[-2:])
        named = self._words.is_strong(token) or (whole and self._words.is_odd(token))
        if not named or head.kind != "road" or len(token.text) < 3:
            return None
        return Found(token.start, token.end, head.kind, head.text, True)

    @staticmethod
    def _earlier(walked: Sequence[Token], first: int) -> int:
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

    def _from_place(self, tokens: Sequence[Token], start: int, head: Head) -> int:
        """Where a line begins that is named by both its ends: 甲至乙铁路."""
        k = next((i for i, t in enumerate(tokens) if t.start == start), 0)
        linked = head.kind == "road" and k > 1 and tokens[k - 1].text in {"至", "—", "-"}
        return tokens[k - 2].start if linked and self._words.is_proper(tokens[k - 2]) else start

    def _supposed(self, walked: Sequence[Token], end: int, head: Head) -> Found | None:
        """What may be a name if its neighbours in an enumeration are."""
        said = [t for t in walked if t.text not in words("generic")]
        sort = words(
            "generic" if head.kind in _NAMED_PLAINLY and head.needs == "name" else "common"
        )
        if not said or all(t.text in sort for t in walked):
            return None
        return Found(walked[0].start, end, head.kind, head.text, False)

    def _by_stem(self, tokens: Sequence[Token], j: int, head: Head) -> Found | None:
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
        if before is None or not self._words.is_proper(before) or before.text[-1] in AREA:
            return None
        if not self._words.is_strong(before) and not (
            len(before.text) <= LONGEST_STEM
            and self._is_stem(before.text)
            and self._begins(tokens, j - 1)
        ):
            return None
        return Found(before.start, token.end, head.kind, head.text, True, strong=True)

    def _is_one_word_place(self, tokens: Sequence[Token], j: int, head: Head) -> bool:
        """Whether a word that ends in a head (余杭区, 湘湖) is the name of a place or a water."""
        token = tokens[j]
        stem = token.text.removesuffix(head.text)
        of_place = self._words.tag(stem) in PLACE_TAGS or stem in self._words.known
        sort = len(token.text) > 2 and token.text[-2:] in words("common") and not of_place
        if stem[-1] in AREA or sort or stem in words("nowhere") or self._words.is_city(token.text):
            return False
        if token.known:
            rare = len(token.text) > 2 and token.tag in NAME_TAGS and self._words.is_odd(token)
            return rare or self._words.is_strong(token)
        if of_place:
            return True
        water = len(stem) == 1 and head.text in WATERS
        fits = (2 <= len(stem) <= LONGEST_STEM + 1 or water) and self._is_stem(stem)
        begins = head.kind == "road" or self._begins(tokens, j)
        new = water or not self._words.in_dictionary(stem)
        return fits and begins and new and stem not in words("common")

    @staticmethod
    def _is_stem(stem: str) -> bool:
        """Whether nothing in a stem no dictionary has says that it is none (占全市, 进万村)."""
        odd = any(ch in NUMERALS or ch in AREA or ch in "全各本该每某" for ch in stem)
        return not odd and not any(stem[:cut] in words("leads") for cut in range(1, len(stem) + 1))

    def _begins(self, tokens: Sequence[Token], j: int) -> bool:
        """Whether a word is the first of its noun phrase, or stands behind the place it is in."""
        before = tokens[j - 1] if j else None
        return before is None or self._words.stops(before) or before.text[-1] in AREA

    def _within_marks(self, text: str, tokens: Sequence[Token], j: int, begin: int) -> list[Token]:
        """Words before a head that quotation marks enclose with it: “溪才计划”; else none."""
        if text[tokens[j].end : tokens[j].end + 1] != "”":
            return []
        opening = next((i for i in range(j, -1, -1) if tokens[i].text in "“”"), -1)
        if opening < 0 or tokens[opening].text != "“" or begin - tokens[opening].end > 12:
            return []
        inner = [t for t in tokens[opening + 1 : j + 1] if t.start < begin]
        return [self._words.shortened(t, begin) if t.end > begin else t for t in inner]

    def _walk(self, text: str, tokens: Sequence[Token], begin: int) -> tuple[list[Token], bool]:
        """Words before a head that belong to it, in order; whether quotation marks open them."""
        found: list[Token] = []
        k = next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i].start < begin), -1)
        while k >= 0:
            token = tokens[k]
            if token.end > begin:  # the head begins within a word
                token = self._words.shortened(token, begin)
            if token.text == "”":
                return self._quoted(tokens, k, found)
            if token.text in {"）", ")"}:
                opening = next((i for i in range(k, -1, -1) if tokens[i].text in "（("), -1)
                inside = tokens[opening + 1 : k]
                if (
                    opening < 1
                    or len(inside) > 2
                    or not all(self._words.is_strong(t) for t in inside)
                ):
                    break
                found[:0] = tokens[opening : k + 1]
                k = opening - 1
                continue
            if self._words.stops(token) or begin - token.start > LONGEST - 2:
                break
            if found and self._closes(text, token) and any(self._words.is_proper(t) for t in found):
                break
            if _BIG_COUNT.fullmatch(token.text):
                break
            found.insert(0, token)
            k -= 1
        return found, False

    def _quoted(
        self, tokens: Sequence[Token], k: int, found: list[Token]
    ) -> tuple[list[Token], bool]:
        opening = next((i for i in range(k, -1, -1) if tokens[i].text == "“"), -1)
        if opening < 0 or tokens[k].end - tokens[opening].start > LONGEST - 4 or len(found) > 2:
            return found, False
        return [*tokens[opening : k + 1], *found], True

    def _closes(self, text: str, token: Token) -> bool:
        """Whether a word ends a name of its own: 余杭区 before 临平街道."""
        head = head_at(text, token.end)
        if head is None:
            return False
        if head.needs == "name" and len(head.text) > 1:
            return True
        return self._words.is_proper(token) and (head.kind == "place" or len(head.text) > 1)


def _is_closed(name: str) -> bool:
    """Whether every bracket of a name has its other half."""
    plain = name.replace("(", "（").replace(")", "）")
    return plain.count("（") == plain.count("）")


def _without_link(text: str, one: Found) -> Found:
    """A name without the link the segmenter read as its first character (以西湖景区)."""
    linked = text[one.start] in _NEVER_FIRST and one.end - one.start > 3
    return replace(one, start=one.start + 1) if linked else one
