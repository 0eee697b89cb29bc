"""Names that an enumeration tells: items vouch for each other, a class behind says what they are.

上城、下城等区: Hearst, "Automatic Acquisition of Hyponyms from Large Text Corpora", COLING 1992.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus.entity_tokens import NameWords, Token
from corpus.entity_words import heads, kind_words, words

__all__ = ["LONGEST", "NAMED_FREELY", "Found", "instances", "vouched"]

LONGEST = 20  # characters of a name
# Kinds whose names need not say what they are; of the others a member of an enumeration is called
# by what closes it, 下城区 for 下城.
NAMED_FREELY = frozenset({"firm", "project", "event", "platform"})
_JOIN = re.compile(r"[、和与及“”\s]|以及|”“|（[^（）]*）")
_LINKS = frozenset({"和", "与", "及", "以及"})
_COUNT = r"[两二三四五六七八九十百0-9]+"
_MEASURE = "[个家座条所处项大县区]"


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


def vouched(text: str, found: Sequence[Found]) -> Iterator[Found]:
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


def instances(
    known: NameWords, text: str, tokens: Sequence[Token], found: Sequence[Found]
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
        shared = head in heads() and kind not in NAMED_FREELY
        if not shared and kind not in NAMED_FREELY:
            continue
        members = list(_members(known, tokens, at))
        known_one = any(_fits(known, tokens, *member) for member in members)
        for start, end in members:
            quoted = text[start - 1 : start] == "“" and text[end : end + 1] == "”"
            if not quoted and any(_excludes(f, start, end, kind) for f in found):
                continue
            said = _says_more(tokens, start, end)
            free = not shared and (quoted or (known_one and said))
            if not free and not _fits(known, tokens, start, end):
                continue
            full = text[start:end] + head if shared else ""
            sure = not (shared and modifiers)
            yield Found(start, end, kind, head, sure, full=full, strong=True)


def _fits(known: NameWords, tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether an item of an enumeration is proper by itself: a word or two, one of them so."""
    inner = [t for t in tokens if start <= t.start and t.end <= end]
    return 0 < len(inner) <= 2 and any(map(known.is_proper, inner))


def _says_more(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether an item holds a word that tells more than a sort."""
    inner = [t.text for t in tokens if start <= t.start and t.end <= end]
    return 0 < len(inner) <= 3 and not all(word in words("common") for word in inner)


def _members(known: NameWords, tokens: Sequence[Token], at: int) -> Iterator[tuple[int, int]]:
    """Items of the enumeration that ends at an offset, if there are two at least."""
    start = max(
        (
            t.end
            for t in tokens
            if t.end <= at and t.text not in _LINKS and known.stops(t) and t.text not in "、“”"
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
    items = [(a, b) for a, b in items if 2 <= b - a <= LONGEST // 2]
    if len(items) > 1:
        yield from items


def _excludes(one: Found, start: int, end: int, kind: str) -> bool:
    """Whether what was found keeps an item from being another; 上城 may still be 上城区."""
    same = (one.start, one.end) == (start, end) and one.kind == kind == "place" and not one.head
    return one.start < end and start < one.end and not same


@cache
def _closing() -> re.Pattern[str]:
    """等, a count, words between, and a class; not followed by what makes it another word."""
    ends = sorted({*heads(), *kind_words()}, key=len, reverse=True)
    middle = sorted(words("classes"), key=len, reverse=True)
    return re.compile(
        rf"(?:等(?:{_COUNT}{_MEASURE}?)?|(?<=[\u3400-\u9fff])[两二三四五六七八九十]{_MEASURE})"
        rf"(?P<middle>(?:{'|'.join(middle)})*)(?P<head>{'|'.join(ends)})(?![级域际业家、（])"
    )
