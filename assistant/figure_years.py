"""Which years a question for a figure asks of, and whether of what was reached or is aimed at."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.figure_operations import ASKS, EXTREMES, SPLIT
from assistant.question import years_meant
from assistant.slots import Slot, Span
from assistant.time_words import is_now, means_all
from corpus.indicators import Kind
from corpus.quantities import Quantity, read_quantities

__all__ = [
    "are_unclear",
    "ends_asked",
    "is_past",
    "kind_asked",
    "numbers_named",
    "since_year",
    "speaks_of_past",
    "years_asked",
]

_COUNTED_BACK = re.compile(r"倒数第[一二三四五]年")
_YEAR_COMPARED = re.compile(r"(?:比|较|跟|和|与|同)\s*((?:19|20)\d{2})\s*年?(?:相比|比|时)?")
_YEAR_BEFORE = re.compile(r"(?:比|较)(?:上一?年|前一年|上年)")
_REACHED = re.compile(
    r"实际(?!利用|使用|吸引|到位)|最终完成|完成了|达到了|实现了|现状|已经(?!写|定|明确)|目前|截至|现在(?:是|有|的|已)|当时|当年(?!价)|(?:编(?:制|写)?(?:规划)?|制定|出台|印发)的?时(?!间|期)|手[上头]有|眼下有?|如今|当下|现有|那会儿|基期|基数|底子|家底|原来|那五年|那几年"
)
_AIMED = re.compile(
    r"目标|规划(?:到|定)|未来|将来|往后|今后|以后(?!的)|要到(?!位)|力争|计划(?!单列)|打算|预期|要(?:做|达|实现|求|冲|挣|搞|建)|做到|希望|准备|想(?:做|冲|达|把|弄|要)|奔着|冲到"
)
_LEANS = re.compile(r"差|增长|涨|提高|翻|倍|比(?!重|例|率)|年均|变化")
_PAST = re.compile(
    r"(?:增长|涨|长|增加|提高|提升|上升|翻|下降|减少|降|升|扩大|多)了(?!吗|吧)|十二五|过去|以来"
)


def numbers_named(plain: str) -> tuple[Quantity, ...]:
    """Figures a question names, years and the years of a period left out."""
    return tuple(
        q
        for q in read_quantities(plain)
        if (q.printed[0].isdigit() or re.search(r"[百千万亿成]", q.printed))
        and not re.fullmatch(r"(?:(?:19|20)\d\d\D{0,2}|[123]\d年)", q.printed)
    )


def are_unclear(text: str, spans: Sequence[Span], years: tuple[int, ...]) -> bool:
    """Whether a question names a time that cannot be told in years: 疫情那年, 倒数第二年."""
    unclear = any(map(_is_unclear, spans)) and not years and not EXTREMES.search(text)
    return unclear or bool(_COUNTED_BACK.search(text))


def speaks_of_past(text: str) -> bool:
    """Whether a question speaks of what has happened: 涨了多少."""
    return bool(_PAST.search(text))


def _is_unclear(span: Span) -> bool:
    """Whether a time is told in no years and means neither the present nor all of the plan."""
    if span.slot is not Slot.TIME or re.search(r"\d{4}|十[一二三四五]五|期|五年", span.text):
        return False
    return bool(re.search(r"[那当前去]年|上一?年|前年", span.text)) and not is_now(span.text)


def since_year(text: str, years: tuple[int, ...]) -> int | None:
    """2015 of 比2015年翻了几倍, which leaves the later year to the plan."""
    compared = {int(year) for year in _YEAR_COMPARED.findall(text)}
    others = set(years) - compared
    return compared.pop() if len(compared) == 1 and not others else None


def years_asked(text: str, period: tuple[int, int] | None) -> tuple[int, ...]:
    """The years asked for, and those the question compares with (比2017年, 比上一年).

    A year that only dates a figure the question gives (2015是7.2，末了要占到几个点) is none where
    the clause that asks has its own.
    """
    clauses = [(c, set(years_meant(c, period))) for c in SPLIT.split(text) if c]
    asking = {year for clause, years in clauses if ASKS.search(clause) for year in years}
    given = {
        year
        for clause, years in clauses
        if not ASKS.search(clause) and numbers_named(clause)
        for year in years
    }
    aside = given - asking if asking and not _LEANS.search(text) else set()
    compared = {int(year) for year in re.findall(r"(?:比|较)\s*((?:19|20)\d{2})\s*年?", text)}
    years = years_meant(text, period)
    compared |= {year - 1 for year in years[:1] if _YEAR_BEFORE.search(text)}
    return tuple(sorted({*compared, *years} - aside))


def is_past(years: tuple[int, ...], period: tuple[int, int] | None) -> bool:
    """Whether all years asked for lie before the plan."""
    return bool(years) and period is not None and years[-1] < period[0]


def ends_asked(
    text: str,
    written: str,
    spans: Sequence[Span],
    moved: Sequence[Span],
    period: tuple[int, int] | None,
) -> tuple[int, ...]:
    """The years between which a change is asked for.

    Args:
        text: the question, times told in years.
        written: the same, times as they are named.
        spans: the parts of `written`.
        moved: the parts of `text`.
        period: first and last year of the plan.
    """
    years = years_asked(text, period)
    if _aims(written, spans, period):
        years = _to_target(years, since_year(text, years), period)
    return _two_ends(years, moved, period)


def _to_target(
    years: tuple[int, ...], since: int | None, period: tuple[int, int] | None
) -> tuple[int, ...]:
    """The only year named and the plan's last, where it lies before the plan: a change to there."""
    past = len(years) == 1 and since is None and period is not None and years[0] < period[0]
    return (*years, period[1]) if past and period is not None else years


def _two_ends(
    years: tuple[int, ...], spans: Sequence[Span], period: tuple[int, int] | None
) -> tuple[int, ...]:
    """The two years of a change: the ends of a span, and for 现在 the last before the plan."""
    if len(years) > 2:
        return years[0], years[-1]
    now = any(span.slot is Slot.TIME and is_now(span.text) for span in spans)
    base = period[0] - 1 if period is not None else None
    ahead = len(years) == 1 and base is not None and years[0] > base
    return (base, *years) if now and ahead and base is not None else years


def _aims(text: str, spans: Sequence[Span], period: tuple[int, int] | None) -> bool:
    """Whether a question speaks of what the plan aims at: 目标, 要做到, 这一个五年."""
    own = any(s.slot is Slot.TIME and means_all(text, s, period) for s in spans)
    return own or "目标" in text or bool(_AIMED.search(text))


def kind_asked(text: str, spans: Sequence[Span]) -> Kind | None:
    """Whether what was reached is asked for or what is aimed at; None where neither is said."""
    now = any(span.slot is Slot.TIME and is_now(span.text) for span in spans)
    reached = now or bool(_REACHED.search(text))
    if reached and "目标" not in text:
        return Kind.ACTUAL
    return Kind.TARGET if _AIMED.search(text) and not reached else None
