"""Figures in sentences and questions: what a figure is said of, and which one is asked for.

A figure of something alike is a wrong figure: a share is no amount, the country's is not the
city's, and a sector's is not the whole economy's.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.lexicon import squeeze
from assistant.question import Ask, Question
from corpus.plan import NodeKind, Section, Sentence

__all__ = [
    "amounts_of",
    "asks_amount",
    "asks_figure",
    "asks_of_country",
    "asks_share",
    "asks_wider",
    "holds_figure",
    "holds_share",
    "says_wider",
    "units_asked",
    "wider",
]

_SERIAL = re.compile(r"^\s*(?:[（(]\d{1,2}[)）]|\d{1,2}[.．、 ](?!\d))")
_YEAR = re.compile(r"(?:19|20)\d{2}\s*(?:年|[—–\-－])")
_FIGURE = re.compile(r"(?<![A-Za-z\d])\d")  # not the 20 of G20
_SHARE = re.compile(r"[^，。；、：]{0,16}占[^，。；]{2,16}?(?:比重|比例|份额)")
_GROWTH = re.compile(r"[^，。；、：]{0,16}(?:年均|同比|累计)?增(?:长|速|幅)[^，。；]{0,16}")
_ASKS_GROWTH = re.compile(r"增长|增速|增幅|涨|长几|提高|快")
_UNITS = re.compile(r"亿元|万元|亿美元|万美元|平方公里|平方米|万人次|万人")
_HOLDS_SHARE = re.compile(r"占|比重|比例|份额|率")
_ASKS_SHARE = re.compile(r"占|比重|比例|份额|百分|几成")
# What is said of more than the plan's own region.
_WIDER = re.compile(r"我国|国内生产总值|世界各国|全球[^，。]{0,8}比重")
_ASKS_WIDER = re.compile(r"全国|我国|国家(?!级)|国内(?!生产总值)|中国|世界|全球|各国")


def holds_figure(text: str) -> bool:
    """Whether a sentence holds a figure that is neither its own number nor a year."""
    return bool(_FIGURE.search(_YEAR.sub("", _SERIAL.sub("", text))))


@lru_cache(maxsize=8192)  # a plan's sentences come up again and again
def holds_share(text: str) -> bool:
    """Whether a sentence speaks of a share or a rate."""
    return bool(_HOLDS_SHARE.search(text))


def asks_figure(question: Question) -> bool:
    """Whether a question asks for a figure, or speaks of quantities."""
    return bool({Ask.FIGURE, Ask.NUMBER} & question.asks)


def asks_share(question: Question) -> bool:
    """Whether it asks which share of another something is."""
    return asks_figure(question) and bool(_ASKS_SHARE.search(question.core))


def asks_amount(question: Question) -> bool:
    """Whether it asks how much something is, not which share of another nor how fast it grows."""
    growth = _ASKS_GROWTH.search(question.core)
    return asks_figure(question) and not asks_share(question) and not growth


def units_asked(question: Question) -> set[str]:
    """Units the question wants its figure in."""
    return set(_UNITS.findall(question.core)) if asks_figure(question) else set()


def amounts_of(section: Section, sentence: Sentence) -> str:
    """A sentence, squeezed, without what it says of shares and growth.

    增加值占…比重 and 增加值年均增长 are no 增加值.
    """
    if section.kind is not NodeKind.ROW:
        return squeeze(_GROWTH.sub("", _SHARE.sub("", sentence.text)))
    lines = [*(line.text for line in section.sentences), section.title]
    kept = (line for line in lines if not (_SHARE.search(line) or _GROWTH.search(line)))
    return squeeze("".join(kept))


def asks_wider(question: Question) -> bool:
    """Whether a question asks of the country or the world."""
    return asks_of_country(question.core)


@lru_cache(maxsize=256)  # asked once for each sentence that may answer
def asks_of_country(text: str) -> bool:
    """Whether a text speaks of the country or the world, as a question does."""
    return bool(_ASKS_WIDER.search(text))


@lru_cache(maxsize=8192)
def says_wider(text: str) -> bool:
    """Whether a text speaks of the country or the world."""
    return bool(_WIDER.search(text))


def wider(text: str, question: Question) -> int:
    """1 where sentence and question both speak of the country or the world, -1 where one does."""
    said, asked = says_wider(text), asks_wider(question)
    return int(said and asked) - int(said and not asked)
