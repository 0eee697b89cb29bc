"""Years of reports: 今年, 去年, 全年 and 五年来 told from the year a report is of.

A work report of 2026 tells what was reached in 2025 and sets what is aimed at in 2026; a
communique of 2023 tells of 2023. Neither prints the year beside each figure: the word for it, or
the heading above it, says which it is. Plans print their years and are not read so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.genres import Genre, genre_of
from corpus.numerals import parse_numeral
from corpus.periods import five_year_plan
from corpus.plan import Plan, Section, Sentence

__all__ = ["ToldYear", "told_year"]

_COMPARED = re.compile(
    r"(?:比|较|与|同)\s*(?:上年|去年|年初|前年|上月|上季)(?:同期|末|底)?|在[^，。；]*(?:去年|上年)[^，。；]*基础上"
)
_LAST = re.compile(r"去年|上年|过去(?:的)?一年|一年来|上一年")
_THIS = re.compile(r"今年|本年|当年")
_WHOLE = re.compile(r"全年|年末|年底|年内")
_NEXT = re.compile(r"明年|下一?年|次年")
_FIVE = re.compile(r"五年来|(?<!十)五年(?=累计|新增|共|间)|过去(?:的)?五年|这五年|五年间|本届政府")
_NAMED = re.compile(r"[“\"]?(十[一二三四五六])五[”\"]?(?:时期|期间|以来|末|规划)?")
_DIGITS = re.compile(r"((?:19|20)\d{2})\s*年")
_PAST = re.compile(
    r"回顾|过去|去年|上年|五年来|(?:工作|运行|发展)(?:情况|成效|成绩)|主要(?:成就|成绩)"
)
_COMING = re.compile(r"目标|任务|安排|部署|打算|重点工作|要求|思路|今年|举措")
_YEARS = 5  # of 五年来


@dataclass(frozen=True, slots=True)
class ToldYear:
    """The year a figure is told of, and the first one where it is of several years."""

    year: int
    since: int | None = None


def told_year(plan: Plan, section: Section, sentence: Sentence, before: str) -> ToldYear | None:
    """The year a figure of a report or a communique is told of; None in a plan.

    Args:
        plan: the document; without a period it tells none.
        section: the node of the sentence.
        sentence: where the figure stands.
        before: the sentence up to the figure, in which no year is printed.
    """
    genre = genre_of(plan.meta.title)
    if genre is Genre.PLAN or plan.meta.period is None:
        return None
    own = plan.meta.period[1]
    if genre is Genre.COMMUNIQUE:
        return _by_word(before, own, own) or ToldYear(own)
    heading = _of_heading(section, own)
    base = heading.year if heading is not None else None
    whole = base if base is not None else own
    said = _by_word(before, own, whole)
    if said is not None:
        return said
    return heading or _by_opening(section, sentence, own)


def _by_word(words: str, own: int, whole: int) -> ToldYear | None:
    """The year that the last word for one names; `whole` is the one 全年 stands for."""
    plain = _COMPARED.sub(lambda match: "＿" * len(match[0]), words)
    found: list[tuple[int, ToldYear]] = []
    for pattern, told in (
        (_LAST, ToldYear(own - 1)),
        (_THIS, ToldYear(own)),
        (_NEXT, ToldYear(own + 1)),
        (_FIVE, ToldYear(own - 1, own - _YEARS)),
        (_WHOLE, ToldYear(whole)),
    ):
        found += [(match.start(), told) for match in pattern.finditer(plain)]
    for match in _NAMED.finditer(plain):
        number = parse_numeral(match[1])
        if number is not None:
            first, last = five_year_plan(number)
            end = match[0].endswith("末")
            found.append((match.start(), ToldYear(last, None if end else first)))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _of_heading(section: Section, own: int) -> ToldYear | None:
    """The year of the nearest heading that tells one: 2025年工作回顾, “十五五”时期的目标任务."""
    for title in reversed(section.heading):
        years = [int(year) for year in _DIGITS.findall(title)]
        if years:
            return ToldYear(max(years))
        named = [parse_numeral(match[1]) for match in _NAMED.finditer(title)]
        if named and named[-1] is not None:
            return ToldYear(five_year_plan(named[-1])[1])
        if _PAST.search(title):
            return ToldYear(own - 1)
        if _COMING.search(title):
            return ToldYear(own)
    return None


def _by_opening(section: Section, sentence: Sentence, own: int) -> ToldYear | None:
    """The year that the sentences before it in its node have named last: 过去一年，…."""
    for other in reversed(section.sentences):
        if other.start < sentence.start:
            years = _DIGITS.findall(other.text)
            if years:
                return ToldYear(int(years[-1]))
            said = _by_word(other.text, own, own)
            if said is not None:
                return said
    return None
