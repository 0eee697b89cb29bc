"""The other side of a gap the plan states: 比全省平均高1.4个百分点 gives the province's rate.

A plan that says how far its own figure lies above or below another's has told that other one as
well. It is worked out only where the question wants it inferred, or itself gives the figures.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from assistant import calculations as calc
from assistant.calculations import Result
from assistant.composer import Composed, Draft
from assistant.computed import approximate, composed, of_what
from assistant.figure_question import FigureQuestion
from assistant.figure_table import FigureTable
from assistant.figure_teller import FigureTeller
from assistant.figure_words import SAID
from assistant.general_terms import with_equivalents
from assistant.lexicon import squeeze
from corpus.indicators import Dimension, Kind, Observation
from corpus.plan import Plan

__all__ = ["ECONOMY", "GAP", "FigureGaps"]

ECONOMY = re.compile(r"(?:全市|整个|地区|国民|我市)的?经济|经济(?=增[长速])")
GAP = re.compile(r"(?P<sign>高于|低于|快于|慢于|领先于?|落后于?|超过)(?P<other>.+)$")
_BELOW = ("低于", "慢于", "落后")
_INFERS = re.compile(
    r"推|暗含|隐含|蕴含|意味|假定|假设|折算|换算|算(?:下来|出来|一算)|据此|由此|底线"
)
_MEASURE = re.compile(r"实现|增加值|产值|收入")
_SHARED = re.compile(r"平均|水平|增|速|幅|同期|整体|总体")


class FigureGaps:
    """Works out the figures that a plan's own are set against."""

    def __init__(self, plan: Plan, table: FigureTable, teller: FigureTeller) -> None:
        self._plan = plan
        self._table = table
        self._teller = teller

    def other_side(self, asked: FigureQuestion) -> Composed | None:
        """What the plan's figure is set against; None where that is not asked, or not one."""
        found = {
            (result.value, result.unit): (base, gap, result)
            for base, gap in self._pairs
            if self._is_asked(asked, gap, base) and (result := _result(base, gap)) is not None
        }
        if len(found) != 1:
            return None
        base, gap, result = next(iter(found.values()))
        other = _other(gap)
        draft = Draft(self._plan)
        told = self._teller.told
        draft.say(f"规划未直接写明{other}；{told(draft, base)}，{told(draft, gap)}，推算为 ")
        draft.say(f"{result.figure}（{result.equation}）。").say(approximate((base, gap)))
        return composed(draft, gap, result)

    @cached_property
    def _pairs(self) -> tuple[tuple[Observation, Observation], ...]:
        """The plan's own figures, each with a gap to another's."""
        return tuple(
            (base, gap)
            for gap in self._table.observations
            if gap.dimension is Dimension.POINTS and (told := GAP.search(gap.name)) is not None
            for base in self._bases(gap, gap.name[: told.start()])
        )

    def _bases(self, gap: Observation, subject: str) -> list[Observation]:
        """The figures that a gap is between: of its subject and year, in its sentence first."""
        rates = bool(re.search(r"增[速幅长]", gap.name))
        wanted = Dimension.RATE if rates else Dimension.SHARE
        held = [
            one
            for one in self._table.observations
            if one.dimension is wanted
            and one.low == one.high
            and of_what(one.name) == of_what(subject)
            and (gap.year in {None, one.year})
            and (gap.year is not None or one.kind is not Kind.TARGET)
        ]
        here = [one for one in held if one.sentence.start == gap.sentence.start]
        latest = max((one.year or 0 for one in held), default=0)
        return here or [one for one in held if (one.year or 0) == latest]

    def _is_asked(self, asked: FigureQuestion, gap: Observation, base: Observation) -> bool:
        """Whether a question wants the other side of this gap inferred."""
        given = {quantity.low for quantity in asked.given}
        both = {base.low, gap.low} <= given
        told = gap.low in given and not asked.checks  # 比全省高1.4个点，那全省是多少
        if not (both or told or _INFERS.search(asked.text)):
            return False
        spoken = squeeze(with_equivalents(ECONOMY.sub("地区生产总值", asked.text)))
        words, other = self._table.words, _other(gap)
        against = [
            w for w in words.own_words(other) or words.scopes(other) if not _SHARED.search(w)
        ] or words.scopes(other)
        said = bool(against) and all(word in spoken for word in against)
        own = words.own_words(_MEASURE.sub("", of_what(base.name))) or words.own_words(base.name)
        named = any(words.says(word, spoken) >= SAID for word in own)
        dated = not asked.years or base.year in asked.years
        return said and dated and (both or named)


def _other(gap: Observation) -> str:
    """What a gap is to: 地区生产总值增速 of 服务业增加值高于地区生产总值增速."""
    told = GAP.search(gap.name)
    return told["other"] if told else ""


def _result(base: Observation, gap: Observation) -> Result | None:
    """The figure that another lies above by a gap, or below: a − g, a + g, in percent."""
    told = GAP.search(gap.name)
    if gap.low != gap.high or told is None:
        return None
    own, size = (base.shown[0], "%"), (gap.shown[0], "%")
    below = told["sign"].startswith(_BELOW)
    result = calc.total([own, size]) if below else calc.difference(size, own)
    return replace(result, unit="%") if result else None
