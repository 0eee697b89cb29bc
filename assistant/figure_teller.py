"""How figures are told: with year and qualifier, side by side in a table, or as a contradiction."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from assistant.answer import Point, Status, Value
from assistant.calculations import Result, converted, joint
from assistant.composer import Composed, Draft
from assistant.figure_table import FigureTable
from corpus.indicators import DIMENSION_NAMES, KIND_NAMES, Dimension, Observation
from corpus.plan import Plan
from corpus.quantities import as_number, plain_digits, qualified

__all__ = ["FigureTeller", "bracketed", "point_of", "value_of"]

_COUNTS = "零一两三四五六七八九"


class FigureTeller:
    """Writes figures of one plan into drafts."""

    def __init__(self, plan: Plan, table: FigureTable) -> None:
        self._plan = plan
        self._table = table

    def told(self, draft: Draft, one: Observation, *, short: bool = False) -> str:
        """旅游休闲业增加值：2020年目标值 1150 亿元[1]; `short` leaves the name out."""
        name = "" if short else f"{one.name}："
        self._add_points(draft, [one])
        return f"{name}{self.when(one)} {self.figure(one)}{draft.cite(one.sentence)}".strip()

    @staticmethod
    def when(one: Observation) -> str:
        """The column's header, else year and kind: 2015年实际."""
        if one.column:
            return "" if one.name.endswith(one.column) else one.column
        kind = KIND_NAMES[one.kind]
        return f"{one.year}年{kind}" if one.year is not None and one.own_year else kind

    @staticmethod
    def figure(one: Observation) -> str:
        """The figure with its qualifier; an average in the brackets the table gives it."""
        what = bracketed(one)
        if what:
            number, unit = one.shown
            return f"〔{plain_digits(number)}〕{joint(unit)}（〔〕为{what}）"
        if one.in_words:
            return f"“{one.printed}”"
        number, unit = one.shown
        printed = one.printed if any(not ch.isdigit() and ch != "." for ch in one.printed) else ""
        return qualified(printed or f"{plain_digits(number)}{joint(unit)}", one.qualifier)

    @staticmethod
    def as_printed(one: Observation) -> str:
        """The figure with its qualifier, word for word: 超过9000亿元, 25%左右."""
        text = one.sentence.text
        start = text.find(one.printed)
        end = start + len(one.printed)
        before = text[:start].rstrip()
        if before.endswith(one.qualifier):
            return text[len(before) - len(one.qualifier) : end]
        after = text[end:].lstrip()
        return text[start:end] + (one.qualifier if after.startswith(one.qualifier) else "")

    def other_wording(self, draft: Draft, one: Observation) -> str:
        """Where the text says the same figure with a qualifier the table leaves out."""
        if one.qualifier:
            return ""
        other = next((o for o in self._table.same(one) if o.qualifier), None)
        if other is None:
            return ""
        where = self._plan.by_path[other.path].label
        return f"；{where}写明“{self.as_printed(other)}”{draft.cite(other.sentence)}"

    def side_by_side(self, draft: Draft, held: Sequence[Observation]) -> Draft:
        """Figures as a Markdown table, a line an indicator, a column a year; chart data with it."""
        whens = list(dict.fromkeys(self.when(one) or "数值" for one in held))
        whens.sort(key=lambda when: (not when[:4].isdigit(), when))
        rows: dict[str, dict[str, Observation]] = {}
        for one in held:
            rows.setdefault(one.name, {}).setdefault(self.when(one) or "数值", one)
        lines = [f"| 指标 | {' | '.join(whens)} |", "|---" * (len(whens) + 1) + "|"]
        for name, cells in rows.items():
            told = (
                f"{self.figure(cells[when])}{draft.cite(cells[when].sentence)}"
                if when in cells
                else "——"
                for when in whens
            )
            lines.append(f"| {name} | {' | '.join(told)} |")
        draft.say("\n\n" + "\n".join(lines) + "\n")
        self._add_points(draft, held)
        return draft

    def _add_points(self, draft: Draft, held: Sequence[Observation]) -> None:
        """Figures that can be drawn: a range has no one value, a place among others no size."""
        drawn = (one for one in held if one.low == one.high and not one.in_words)
        draft.points += [
            point_of(self._plan, one) for one in drawn if one.dimension is not Dimension.RANK
        ]

    def in_unit(self, draft: Draft, one: Observation, unit: str) -> Result | None:
        """Tell a figure in another unit, the original shown; None where that cannot be had."""
        if not unit or one.low != one.high or unit == one.shown[1]:
            return None
        result = converted(one.shown, unit)
        if result is not None:
            figure = qualified(result.figure, one.qualifier)
            draft.say(f"折合{figure}（{result.equation}）。")
        return result

    def conflict(
        self,
        best: Observation,
        same: Sequence[Observation],
        computed: Sequence[tuple[Observation, Result]] = (),
        inputs: Sequence[Observation] = (),
    ) -> Composed:
        """The values the plan gives one indicator, each with its addresses.

        Args:
            best: the figure asked for.
            same: all observations of it.
            computed: what follows from each value, where something is computed.
            inputs: the other figures that go into it.
        """
        draft = Draft(self._plan)
        year = f"{best.year}年" if best.year is not None else ""
        by_value: dict[Decimal, list[Observation]] = {}
        for one in same:
            by_value.setdefault(one.low, []).append(one)
        count = _COUNTS[len(by_value)] if len(by_value) < len(_COUNTS) else "多"
        draft.say(f"{year}{best.name}，规划内有{count}个数值，前后不一：")
        told = []
        for held in by_value.values():
            where = "、".join(self._plan.by_path[one.path].label for one in held)
            marks = "".join(dict.fromkeys(draft.cite(one.sentence) for one in held))
            told.append(f"{self.figure(held[0])}（{where}）{marks}")
        draft.say("；".join(told)).say("。")
        for one in inputs:
            draft.say(f"{self.told(draft, one)}。")
        for one, result in computed:
            draft.say(f"按{self.figure(one)}算，为 {result.size}（{result.equation}）。")
        equations = "；".join(result.equation for _, result in computed)
        return Composed(draft, Status.CONFLICT, best.path, calculation=equations or None)


def value_of(one: Observation) -> Value | None:
    """The single number of an observation, in the unit printed; None for a range."""
    if one.low != one.high or one.in_words:
        return None
    number, unit = one.shown
    if one.in_table and one.since is not None and "〔" in one.sentence.text:
        return None  # an average over years
    return Value(as_number(number), unit, one.year if one.own_year else None, one.qualifier)


def bracketed(one: Observation) -> str:
    """What the brackets 〔〕 of a table say of a figure: 平均数, 累计数; "" where it has none."""
    if not one.in_table or one.since is None or "年均" in one.printed:
        return ""
    if f"〔{plain_digits(one.shown[0])}〕" not in one.sentence.text.replace(" ", ""):
        return ""
    return "累计数" if "累计" in one.column else "平均数"


def point_of(plan: Plan, one: Observation) -> Point:
    """A figure for a chart, with all that is told of it there."""
    return Point(
        name=one.name,
        year=one.year,
        value=float(one.shown[0]),
        unit=one.shown[1],
        when=FigureTeller.when(one),
        figure=FigureTeller.figure(one),
        label=plan.by_path[one.path].label,
        sort=DIMENSION_NAMES[one.dimension] if one.dimension is not Dimension.LEVEL else "",
    )
