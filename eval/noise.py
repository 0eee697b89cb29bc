"""Robustness sets made by rule: the gold questions written as people in a hurry write them.

Each kind changes the last turn and nothing else; what is right stays the same. Digits are never
changed, since another digit is another question, nor are names in quotation marks, but that a
writer of traditional characters writes all in them. Everything follows from the question and the
seed: the same gold gives the same sets on every machine.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from assistant.words import word_list
from eval.gold_types import GoldQuestion
from index.tokenizer import general_segmenter

__all__ = ["RULES", "SEED", "noisy", "noisy_versions"]

SEED = 20161113
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NAMES = re.compile(r"“[^”]*”|\"[^\"]*\"|《[^》]*》")
_SAFE = re.compile(
    _NAMES.pattern
    + r"|[第专表]?[一二三四五六七八九十百千万亿零〇两]+"
    + r"|[^\u4e00-\u9fff“\"《]+|[“\"《]"
)
_PUNCTUATION = re.compile(r"[，。？！；：、,?!;:\"“”《》…—]+")
_STOP = frozenset("吗呢吧啊的了是有在和与及把被请问哪些个什么多少怎么样如何为到要我你他它这那都")
_PREFIXES = (
    "你好，领导让我明天交材料，我翻了半天没找着，麻烦帮忙看一下，",
    "打扰了，刚开完会，有个事想核对一下：",
    "我是外地来的，对这边不太熟，朋友推荐我来问，",
    "在写一份汇报，别的都差不多了，就差这一处，",
)
# Parts of speech a keyword search keeps: nouns, verbs, adjectives, idioms, numbers, times, others.
_KEPT = frozenset("nvaijlmtx")
# An address loses its meaning with its punctuation: 三、（四）2.
_ADDRESS = re.compile(
    r"[一二三四五六七八九十]、|（[一二三四五六七八九十\d]+）|\d[.．,，]|第.{1,3}[章节页篇条行]|(?:专栏|表)\s?\d|"
    r"\d\s*年?[—–\-~～]+\s*\d"
)


def noisy_versions(
    questions: Iterable[GoldQuestion], *, seed: int = SEED, every: int = 1
) -> Iterator[GoldQuestion]:
    """Every clean question in the kinds of noise that change it.

    Args:
        questions: those made noisy; what is noise already is passed over.
        seed: of what chance decides.
        every: of the kinds a question is written in one in so many, which ones by its id and the
            seed; 1: all.
    """
    for question in questions:
        if question.noise:
            continue
        first = random.Random(f"{seed}/{question.question_id}").randrange(every)
        for kind in list(RULES)[first::every]:
            made = noisy(question, kind, seed=seed)
            if made is not None:
                yield made


def noisy(question: GoldQuestion, kind: str, *, seed: int = SEED) -> GoldQuestion | None:
    """The question in one kind of noise; None where the rule has nothing to change.

    Raises:
        KeyError: no such kind.
    """
    rule = RULES[kind]
    last = question.turns[-1]
    chance = random.Random(f"{seed}|{kind}|{question.question_id}|{last}")
    changed = rule(last, chance)
    if changed == last or not changed.strip():
        return None
    return replace(
        question,
        question_id=f"{question.question_id}~{kind}",
        turns=(*question.turns[:-1], changed),
        noise=kind,
        of=question.question_id,
    )


def _free_places(text: str) -> list[int]:
    """Places of characters that may be changed: Chinese, no numeral, not within quotes."""
    safe = {place for match in _SAFE.finditer(text) for place in range(*match.span())}
    return [n for n, ch in enumerate(text) if n not in safe and ch not in _STOP and _HAN.match(ch)]


def _homophone(text: str, chance: random.Random) -> str:
    """One character becomes another of the same sound and tone, as an input method slips."""
    places = [place for place in _free_places(text) if _same_sound(text[place])]
    if not places:
        return text
    place = chance.choice(places)
    return text[:place] + chance.choice(_same_sound(text[place])) + text[place + 1 :]


def _pinyin(text: str, chance: random.Random) -> str:
    """Two neighbouring characters in pinyin without tones."""
    from pypinyin import lazy_pinyin

    free = set(_free_places(text))
    places = sorted(place for place in free if place + 1 in free)
    if not places:
        return text
    place = chance.choice(places)
    return text[:place] + "".join(lazy_pinyin(text[place : place + 2])) + text[place + 2 :]


def _traditional(text: str, _: random.Random) -> str:
    """Traditional characters, names and all: that is how such a writer writes them."""
    return _to_traditional()(text)


def _fullwidth(text: str, _: random.Random) -> str:
    """Digits, Latin letters and half-width signs as full-width ones."""
    return "".join(chr(ord(ch) + 0xFEE0) if "!" <= ch <= "~" else ch for ch in text)


def _punctuation(text: str, _: random.Random) -> str:
    """No punctuation, no blanks."""
    return text if _ADDRESS.search(text) else re.sub(r"\s+", "", _PUNCTUATION.sub("", text))


def _chatter(text: str, chance: random.Random) -> str:
    return chance.choice(_PREFIXES) + text


def _keywords(text: str, _: random.Random) -> str:
    """Content words alone, with blanks between, as in a search box; names stay whole."""
    if _ADDRESS.search(text):
        return text
    words: list[str] = []
    position = 0
    for name in [*_NAMES.finditer(text), None]:
        words += _content_words(text[position : name.start() if name else len(text)])
        if name is not None:
            words.append(name[0])
            position = name.end()
    return " ".join(words) if len(words) >= 2 else text


def _content_words(text: str) -> list[str]:
    segmenter = general_segmenter()
    return [
        word
        for word in segmenter.base_words(text)
        if word not in word_list("question") and (segmenter.part_of_speech(word) or "x")[0] in _KEPT
    ]


def _dropped(text: str, chance: random.Random) -> str:
    """One character missing, in a text long enough to do without it."""
    places = _free_places(text)
    if len(places) < 6 or _ADDRESS.search(text):
        return text
    place = chance.choice(places)
    return text[:place] + text[place + 1 :]


def _swapped(text: str, chance: random.Random) -> str:
    """Two neighbours in the wrong order."""
    free = set(_free_places(text))
    places = sorted(n for n in free if n + 1 in free and text[n] != text[n + 1])
    if not places:
        return text
    place = chance.choice(places)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _doubled(text: str, chance: random.Random) -> str:
    """One character typed twice."""
    places = _free_places(text)
    if not places:
        return text
    place = chance.choice(places)
    return text[: place + 1] + text[place:]


RULES: Mapping[str, Callable[[str, random.Random], str]] = {
    "homophone": _homophone,
    "traditional": _traditional,
    "fullwidth": _fullwidth,
    "pinyin": _pinyin,
    "punctuation": _punctuation,
    "chatter": _chatter,
    "keywords": _keywords,
    "dropped": _dropped,
    "swapped": _swapped,
    "doubled": _doubled,
}


@cache
def _to_traditional() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("s2t").convert
    return convert


@cache
def _sounds() -> dict[str, list[str]]:
    """Common characters by sound with tone: those GB 2312 lists first (its level one, 3 755)."""
    from pypinyin import Style, pinyin

    level_one = [
        bytes((high, low)).decode("gb2312", "ignore")
        for high in range(0xB0, 0xD8)
        for low in range(0xA1, 0xFF)
    ]
    found: dict[str, list[str]] = {}
    for ch in filter(None, level_one):
        found.setdefault(pinyin(ch, style=Style.TONE3)[0][0], []).append(ch)
    return found


@cache
def _same_sound(ch: str) -> list[str]:
    from pypinyin import Style, pinyin

    return [
        other for other in _sounds().get(pinyin(ch, style=Style.TONE3)[0][0], []) if other != ch
    ]
