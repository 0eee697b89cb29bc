"""One indicator in several plans: side by side, the difference, the order, and what forbids them.

Two figures are compared where they are of one indicator by name, of one sort, kind and unit, and
not of price bases that differ. What forbids it is said, and no difference is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.across.composing import AcrossDraft
from assistant.across.names import name_of
from assistant.answer import Answer, Route, Several, Status, Value
from assistant.calculations import Amount, Result, converted, difference, multiple
from assistant.figure_teller import FigureTeller
from assistant.held_plans import NOT_RANKED
from assistant.number_route import Found
from assistant.thesaurus import phrases_in, same_words
from corpus.indicators import DIMENSION_NAMES, KIND_NAMES, Dimension, Observation
from corpus.plan import Plan, PlanMeta
from corpus.quantities import as_number

__all__ = ["Compared", "Line", "canonical", "compared", "is_same_name"]

_MOST_FIRST = 3  # plans named that share the first place
MOST_LISTED = 12  # plans in a table
_NOTE = re.compile(r"[（(][^（）()]*[）)]|[*＊“”、\s]|^\d+[.、]")
_SAYS_NOTHING = re.compile(r"全市|全社会|的|达到|比例$|比重$|比率$")
_HIGHER = re.compile(r"最?(?:低|少|小|慢|短)")


@dataclass(frozen=True, slots=True)
class Line:
    """What one plan has of the indicator."""

    meta: PlanMeta
    read: Callable[[], Plan]  # the plan: of many, only those that are told are read
    found: Found | None
    answer: Answer | None = None  # what the plan answers by itself, where it was asked

    @property
    def name(self) -> str:
        """How the plan is told."""
        return name_of(self.meta)

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.read()


@dataclass
class Compared:
    """The answer being made, what it computes, and why it does not."""

    draft: AcrossDraft
    calculations: list[str] = field(default_factory=list)
    value: Value | None = None
    reasons: list[str] = field(default_factory=list)


def compared(
    question: str, topic: str, lines: Sequence[Line], *, kind: str, standalone: str
) -> Answer:
    """The answer that puts what several plans have of one indicator side by side.

    Args:
        question: as asked.
        topic: what is asked of each plan.
        lines: at least one of them with a figure.
        kind: of `Several.kind`: "compare", or "rank" for an order over all.
        standalone: the question as it was understood.
    """
    made = Compared(AcrossDraft())
    held = [line for line in lines if line.found is not None]
    if kind == "rank":
        lows = bool(_HIGHER.search(question))
        held = _ranked(made, held, lows=lows)
    elif len(held) > 1:
        _two(made, held[0], held[1]) if len(held) == 2 else _many(made, held)
    _table(made.draft, held[:MOST_LISTED])
    for reason in dict.fromkeys(made.reasons):
        made.draft.say(f"\n{reason}")
    for line in lines:
        if line.found is None:
            _missing(made.draft, line)
    conflicts = any(line.found and line.found.differing for line in held)
    parts = tuple(line.answer for line in lines if line.answer is not None)
    plans = tuple(line.meta.plan_id for line in [*held, *_without(lines)])
    return made.draft.answer(
        question,
        Several(kind, plans, topic, parts),
        route=Route.NUMBERS,
        status=Status.CONFLICT if conflicts else Status.ANSWERED,
        standalone=standalone,
        value=made.value,
        calculation="；".join(dict.fromkeys(made.calculations)) or None,
    )


def _without(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.found is None]


# --- what may be compared -------------------------------------------------------------------------


def hindrance(one: Line, other: Line) -> str:
    """Why two plans' figures are not comparable; "" where they are."""
    if one.found is None or other.found is None:
        return "有一份规划没有这个数"
    a, b = one.found.best, other.found.best
    for line in (one, other):
        if line.found and line.found.differing:
            return f"{line.name}内有不止一个数值，前后不一"
    if not is_same_indicator(one, other):
        return f"指标口径不同，一为“{a.name}”，一为“{b.name}”"
    if a.dimension is not b.dimension:
        return f"一为{DIMENSION_NAMES[a.dimension]}，一为{DIMENSION_NAMES[b.dimension]}"
    if a.unit != b.unit:
        return f"计量单位不同，一为“{a.shown[1]}”，一为“{b.shown[1]}”"
    if None not in {a.kind, b.kind} and a.kind is not b.kind:
        return f"一为{KIND_NAMES[a.kind]}，一为{KIND_NAMES[b.kind]}"
    if a.price_basis and b.price_basis and a.price_basis != b.price_basis:
        return f"价格口径不同，一为{a.price_basis}，一为{b.price_basis}"
    for line, best in ((one, a), (other, b)):
        if best.in_words:
            return f"{line.name}的这一项是文字表述，没有数值"
        if best.low != best.high:
            return f"{line.name}的这一项是一个区间"
    return ""


def is_same_indicator(one: Line, other: Line) -> bool:
    """Whether two plans call their figures alike, or by words of one meaning."""
    if one.found is None or other.found is None:
        return False
    return is_same_name(one.found.best.name, other.found.best.name)


def is_same_name(one: str, other: str) -> bool:
    """Whether two names are of one indicator: alike, or by words of one meaning."""
    return canonical(one) == canonical(other)


@lru_cache(maxsize=1024)
def canonical(name: str) -> str:
    """A name with each phrase told by the first of all that mean the same."""
    text = _NOTE.sub("", name.lower())
    for phrase in reversed(list(phrases_in(text))):
        words = min(phrase.text, *same_words(phrase.text))
        text = f"{text[: phrase.start]}{words}{text[phrase.end :]}"
    return _SAYS_NOTHING.sub("", text)


# --- what is computed -----------------------------------------------------------------------------


def _two(made: Compared, one: Line, other: Line) -> None:
    """The first words: by how much one is more than the other, or why that is not told."""
    why = hindrance(one, other)
    if why:
        made.draft.say(f"两者不可比：{why}。")
        return
    assert one.found is not None
    assert other.found is not None
    first, second = (one, other) if one.found.best.low >= other.found.best.low else (other, one)
    _difference(made, first, second)
    years = [f.best.year for f in (one.found, other.found)]
    if None not in years and years[0] != years[1]:
        made.reasons.append("年份不同，差数只作参照。")


def _difference(made: Compared, more: Line, less: Line) -> None:
    a, b = more.found.best, less.found.best  # type: ignore[union-attr]
    figures = f"{more.name}{_figure(made.draft, more)}，{less.name}{_figure(made.draft, less)}"
    if a.low == b.low:
        made.draft.say(f"{figures}，两者相同。")
        return
    amounts = _same_magnitude(made, a, b)
    result = difference(amounts[1], amounts[0])
    if result is None:
        made.draft.say(f"{figures}。")
        return
    made.calculations.append(result.equation)
    made.draft.say(f"{figures}，前者高 {result.size}（{result.equation}）")
    if a.dimension is Dimension.LEVEL and a.unit != "%" and b.low > 0:
        _times(made, amounts)
    made.draft.say("。")
    year = a.year if a.year == b.year else None
    made.value = Value(as_number(abs(result.value)), result.unit, year)


def _times(made: Compared, amounts: tuple[Amount, Amount]) -> None:
    times = multiple(amounts[1], amounts[0])
    if times is not None:
        made.calculations.append(times.equation)
        made.draft.say(f"，是后者的 {times.figure}（{times.equation}）")


def _same_magnitude(made: Compared, a: Observation, b: Observation) -> tuple[Amount, Amount]:
    """Both in the first one's unit; where the other's is another, with the equation."""
    if a.shown[1] == b.shown[1]:
        return a.shown, b.shown
    result: Result | None = converted(b.shown, a.shown[1])
    if result is None:
        return (a.low, a.unit), (b.low, b.unit)
    made.calculations.append(result.equation)
    made.draft.say(f"折合{result.figure}（{result.equation}）。")
    return a.shown, (result.value, result.unit)


def _many(made: Compared, held: Sequence[Line]) -> None:
    """The first words for three plans and more: whether they are comparable, and the extremes."""
    whys = {hindrance(held[0], line) for line in held[1:]}
    if whys == {""}:
        order = sorted(held, key=lambda line: line.found.best.low)  # type: ignore[union-attr]
        made.draft.say(
            f"最高的是{order[-1].name}{_figure(made.draft, order[-1])}，"
            f"最低的是{order[0].name}{_figure(made.draft, order[0])}。"
        )
    else:
        made.draft.say(f"不能全部相比：{'；'.join(why for why in whys if why)}。")


def _ranked(made: Compared, held: list[Line], *, lows: bool) -> list[Line]:
    """The lines in order, those that are not comparable with most of them at the end."""
    if not held:
        return held
    seeds = held[:MOST_LISTED]  # of many, all were chosen to be like the first
    fits = {id(a): [b for b in held if b is a or not hindrance(a, b)] for a in seeds}
    like = max(seeds, key=lambda line: len(fits[id(line)]))
    order = fits[id(like)]
    order.sort(key=lambda line: line.found.best.low, reverse=not lows)  # type: ignore[union-attr]
    rest = [line for line in held if line not in order]
    if len(order) > 1:
        extreme = order[0].found.best.low  # type: ignore[union-attr]
        first = [line for line in order if line.found.best.low == extreme]  # type: ignore[union-attr]
        told = "、".join(f"{line.name}{_figure(made.draft, line)}" for line in first[:_MOST_FIRST])
        told += "等" if len(first) > _MOST_FIRST else ""
        which = "最低" if lows else "最高"
        made.draft.say(f"{which}的是{told}；可比的规划共 {len(order)} 份。")
    else:
        made.draft.say("各规划的这一数不可比，不作排序。")
    if len(held) > MOST_LISTED:
        made.reasons.append("表中只列排在前面的，单位或口径不同的没有列入。")
        return order
    made.reasons += [f"{line.name}{NOT_RANKED}：{hindrance(like, line)}。" for line in rest]
    return [*order, *rest]


# --- what is told ---------------------------------------------------------------------------------


def _figure(draft: AcrossDraft, line: Line) -> str:
    """2030年目标 4.8%左右[1]."""
    best = line.found.best  # type: ignore[union-attr]
    mark = draft.of(line.plan).cite(best.sentence)
    return f"{FigureTeller.when(best)} {FigureTeller.figure(best)}".strip() + mark


def _table(draft: AcrossDraft, held: Sequence[Line]) -> None:
    """A line a plan: the indicator as it calls it, the earlier figures of its row, the figure."""
    if not held:
        return
    lines = ["| 规划 | 指标 | 基期 | 数值 | 出处 |", "|---|---|---|---|---|"]
    for line in held:
        plan, found = line.plan, line.found
        own = draft.of(plan)
        best = found.best  # type: ignore[union-attr]
        row = [o for o in found.row if o is not best and (o.year or 0) < (best.year or 0)]  # type: ignore[union-attr]
        values = found.differing or (best,)  # type: ignore[union-attr]
        base = "；".join(_cell(o) + own.cite(o.sentence) for o in row) or "——"
        told = "；".join(dict.fromkeys(_cell(o) + own.cite(o.sentence) for o in values))
        where = "、".join(dict.fromkeys(plan.by_path[o.path].label for o in values))
        lines.append(f"| {line.name} | {best.name} | {base} | {told} | {where} |")
    draft.say("\n\n" + "\n".join(lines) + "\n")


def _cell(one: Observation) -> str:
    return f"{FigureTeller.when(one)} {FigureTeller.figure(one)}".strip()


def _missing(draft: AcrossDraft, line: Line) -> None:
    """What a plan says that has no figure: its own words, or that it has none."""
    answer = line.answer
    if answer and answer.status is Status.ANSWERED and answer.route is Route.NUMBERS:
        draft.part(line.plan, answer)
    else:
        draft.say(f"\n{line.name}未提及这一指标的数值。")
