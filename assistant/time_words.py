"""Times as people name them, told in years: 规划收官那年, 上一个五年末, 五年后, 眼下.

A time is told by what it counts from (the plan's period, the five-year plan named, the plan before
it) and by which end of that it means. What names a year in digits is left as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.slots import Slot, Span
from corpus.numerals import parse_numeral
from corpus.periods import five_year_name, five_year_plan

__all__ = ["in_years", "is_now", "means_all", "told_in_years", "year_told"]

_DIGITS = re.compile(r"(?:19|20)\d\d")
_SHORT = re.compile(r"['’]?([1-5]\d)年?(底|末|初|)")
_FIVE_YEAR = re.compile(r"(十[一二三四五六]|[一二三四五六七八九])五(?!年|个)")
_BEFORE = re.compile(
    r"上一?[个轮期]|前一?[个轮期]|上个?五年|前五年|过去|以前|之前|前些年|近[几五]|这些年"
)
_NEXT = re.compile(r"下一?[个轮期]|下个?五年|再下")
_WHOLE = re.compile(
    r"五年(?!后|末|前|底|计划末)|期间|时期|期内|期里|[这近过]几年|这一?[轮期]|本[轮期]|[一这]程|阶段"
)
_END = re.compile(
    r"末|底|收官|收尾|收工|结束|到期|期满|届满|完了|到头|最后|最终|终点|届时|到时|那时候|将来|未来|今后|往后|以后|"
    r"target year|end year|五年[之以]?后|五年头上|尾|规划期$|目标年|终年|截止年"
)
_BEGIN = re.compile(
    r"期初|base year|起步|起点|起始|基期|基年|基准年|基数年|底子|开局前|规划前|动手前|编制|编规划|"
    r"制定时|出台时|原先|原来|起初|当初|最初|五年前|头上一年"
)
_NOW = re.compile(
    r"现在|现状|眼下|目前|如今|当前|当下|今天|现有|已经|迄今|至今|今年|当时|那会儿|那时(?!候)|这会儿|时下"
)
_FIRST = re.compile(
    r"(?:第一|头一|首|开局|开头那?|开始那)年$|开局(?!前)|头一年|第一年|首年|开头那年"
)
_BOTH = re.compile(r"头尾|首尾|两头|从头到尾|前后|始末|起止|起终")
_MIDDLE = re.compile(r"中期|期中|半程|中途")
_AFTER = re.compile(r"([一二两三四五六七八九十]+|\d{1,2})年[之以]?后")
_AGO = re.compile(r"([一二两三四五六七八九十]+|\d{1,2})年[之以]?前")
_NTH = re.compile(r"第([二三四五])年")
# What a time leads with and may have been left out of it.
_LEADS = re.compile(
    r"(?:上一?[个轮]|前一?[个轮]|下一?[个轮]|过去的?|未来的?|[这本]一?[个轮]|近|头|后)$"
)
_NEAR = 3  # characters before a time that may point to it
_POINTS = re.compile(r"[这本]|规划|期[间内里]")
_CUT = re.compile(r"一?[个轮期]|五年")
_POINTERS = tuple("上前下这本")
_MOVED = re.compile(
    r"(?:再|又)?(?:往[前回]|向前|倒)(?:推|倒|数|退)?回?(?P<back>[一二两三四五六七八九十]+|\d{1,2})年|"
    r"(?:再|又)?(?:往后|向后)(?:推|数)?(?P<on>[一二两三四五六七八九十]+|\d{1,2})年"
)
_ALONE = re.compile(
    r"(?:[一二两三四五六七八九十]+|\d{1,2})年[之以]?后|(?:上一?个|上个|这个|本)?(?:五年)?(?:规划)?期?[初末]"
)
_LAST_YEAR = re.compile(r"上一?年|前一年|头年|去年")


def told_in_years(
    text: str, spans: Sequence[Span], period: tuple[int, int] | None
) -> tuple[str, tuple[Span, ...]]:
    """A question with its times told in years, and its spans in it; others stay as they are.

    Args:
        text: the question.
        spans: what its parts are for, in order; only times are told.
        period: first and last year of the plan; without it only the names of periods are told.
    """
    parts: list[str] = []
    moved: list[Span] = []
    position = length = 0
    for span in spans:
        begin = span.start
        leads = _LEADS.search(text[position:begin]) if span.slot is Slot.TIME else None
        pointed = begin > position and text[begin - 1] in _POINTERS  # 上 一个五年
        cut = span.slot is Slot.TIME and pointed and bool(_CUT.match(span.text))
        begin -= len(leads[0]) if leads else int(cut)
        told = in_years(text[begin : span.end], period) if span.slot is Slot.TIME else None
        told = (_ago(text[begin : span.end], text) if span.slot is Slot.TIME else None) or told
        word = text[begin : span.end] if told is None else told
        between = text[position:begin]
        start = length + len(between)
        length = start + len(word)
        parts += [between, word]
        moved.append(Span(span.slot, start, length, word))
        position = span.end
    return "".join([*parts, text[position:]]), tuple(moved)


def _ago(time: str, text: str) -> str | None:
    """2010年 for 五年前 beside 2015年; None for any other time, or with no year beside it."""
    ago = _AGO.fullmatch(time)
    years = [int(year) for year in _DIGITS.findall(text)]
    return f"{max(years) - (parse_numeral(ago[1]) or 0)}年" if ago and years else None


def in_years(time: str, period: tuple[int, int] | None) -> str | None:
    """2020年 for a year, “十二五”时期 for another plan's span, 2015年和2020年 for both ends.

    None where the time says years itself, means the present or all of the plan, or is unclear.
    """
    if _DIGITS.search(time):
        return None
    short = _SHORT.fullmatch(time)
    if short:
        return f"20{short[1]}年{short[2]}"
    span = _span(time, period)
    if span is None:
        return None
    first, last = span
    if _BOTH.search(time):
        return f"{first - 1}年和{last}年"
    year = _year(time, first, last)
    if year is not None:
        return f"{year}年"
    if span == period or not _is_whole(time):
        return None
    return five_year_name(first, last) or f"{first}—{last}年"


def year_told(time: str, before: str, period: tuple[int, int] | None) -> int | None:
    """The year that a follow-up names and nothing else: 五年后, or 往前推五年 from the year before.

    Args:
        time: the follow-up.
        before: the question before it.
        period: first and last year of the plan.
    """
    years = _DIGITS.findall(before)
    moved = _MOVED.fullmatch(time)
    if moved and len(years) == 1:
        number = parse_numeral(moved["back"] or moved["on"]) or 0
        return int(years[0]) + (number if moved["on"] else -number)
    told = in_years(time, period) if _ALONE.fullmatch(time) else None
    found = _DIGITS.findall(told or "")
    return int(found[0]) if len(found) == 1 else None


def is_now(time: str) -> bool:
    """Whether a time means what has been reached: 眼下, 现状, 至今."""
    return bool(_NOW.search(time)) and not _FIVE_YEAR.search(time)


def means_all(text: str, time: Span, period: tuple[int, int] | None) -> bool:
    """Whether a time in a question is all of the plan's own years, and says so: 这一个五年."""
    words = text[max(0, time.start - _NEAR) : time.end]
    own = period is not None and not _DIGITS.search(words) and _span(words, period) == period
    points = bool(_POINTS.search(words))
    return own and points and _is_whole(words) and in_years(words, period) is None


def _span(time: str, period: tuple[int, int] | None) -> tuple[int, int] | None:
    """The years a time counts from: a numbered five-year plan, the plan's own, the one before."""
    named = _FIVE_YEAR.search(time)
    number = parse_numeral(named[1]) if named else None
    if number is not None:
        return five_year_plan(number)
    if period is None:
        return None
    length = period[1] - period[0] + 1
    if _BEFORE.search(time) and not _LAST_YEAR.search(time):
        return period[0] - length, period[0] - 1
    if _NEXT.search(time):
        return period[1] + 1, period[1] + length
    return period


def _year(time: str, first: int, last: int) -> int | None:
    """The year within a span, or beside it, that a time means; None for the whole of it."""
    after, nth = _AFTER.search(time), _NTH.search(time)
    if after:
        return first - 1 + (parse_numeral(after[1]) or 0)
    if nth:
        return first - 1 + (parse_numeral(nth[1]) or 0)
    ways = (
        (_MIDDLE, (first + last) // 2),
        (_BEGIN, first - 1),
        (_FIRST, first),
        (_END, last),
    )
    return next((year for words, year in ways if words.search(time)), None)


def _is_whole(time: str) -> bool:
    return bool(_WHOLE.search(time) or _FIVE_YEAR.search(time) or _BEFORE.search(time))
