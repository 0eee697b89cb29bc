"""Profiles as they are told on their page and in its brief: parts of lines, every quote marked.

Lines are light Markdown, written as answers are (`assistant.profile_writer`); the page and the Word
file are made from the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Citation, Point
from assistant.composer import Draft, page_of
from assistant.figure_teller import FigureTeller, point_of
from assistant.indicator_rows import Indicators, observations_of
from assistant.profile import Aspect, Line, Part, Profile
from assistant.profile_writer import ProfileWriter
from assistant.section_writer import name_of
from corpus.indicators import Dimension, Observation
from corpus.pieces import opening
from corpus.plan import Plan, Section

__all__ = ["Telling", "Told", "ToldPart", "tell"]

Today = Callable[[], dt.date]

# Lines of a brief; in it goals stay whole, the rest is cut to some characters.
_IN_BRIEF = {
    Aspect.GOALS: 3,
    Aspect.FIGURES: 8,
    Aspect.MEASURES: 7,
    Aspect.LAYOUT: 4,
    Aspect.PROJECTS: 3,
}
_MOST_SECTIONS = 8  # of a place that a brief tells
_QUOTE, _LONGER = 45, 80  # characters of a line that is no goal, and where it names what follows


_COLONS = {"：", ":"}


@dataclass(frozen=True, slots=True)
class ToldPart:
    """A part of a profile, told; without anything in it the plan does not have it."""

    title: str
    lines: tuple[str, ...] = ()  # light Markdown with marks [1]
    table: str = ""  # of figures, likewise
    points: tuple[Point, ...] = ()  # the same figures, to be drawn
    rest: str = ""  # where further lines stand, likewise

    @property
    def markdown(self) -> str:
        """All of it but the title."""
        lines = "\n".join(f"- {line}" for line in self.lines)
        return "\n\n".join(filter(None, (self.table, lines, self.rest)))


@dataclass(frozen=True, slots=True)
class Told:
    """A profile, told."""

    subject: str
    lead: str  # where it stands and what is told of it, light Markdown
    parts: tuple[ToldPart, ...]
    is_place: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """Profiles told together, with the citations that their marks name."""

    told: tuple[Told, ...]
    citations: tuple[Citation, ...]

    @property
    def points(self) -> tuple[Point, ...]:
        """All figures told."""
        return tuple(p for told in self.told for part in told.parts for p in part.points)


def tell(
    indicators: Indicators,
    profiles: Sequence[Profile],
    today: Today = dt.date.today,
    *,
    short: bool = False,
) -> Telling:
    """Profiles of one plan, told.

    Args:
        indicators: the plan's, for the figures of the sectors.
        profiles: none of them without parts.
        today: tells whether the plan's period is over.
        short: as a brief of about two pages: a heading and one line for each measure.
    """
    plan = indicators.plan
    citations: list[Citation] = []
    teller = _Teller(indicators, ProfileWriter(plan, today), citations, short=short)
    told = tuple(teller.told(profile) for profile in profiles)
    return Telling(told, tuple(citations))


class _Teller:
    """Tells profiles; all share their citations."""

    def __init__(
        self,
        indicators: Indicators,
        writer: ProfileWriter,
        citations: list[Citation],
        *,
        short: bool,
    ) -> None:
        self._indicators = indicators
        self._plan: Plan = indicators.plan
        self._writer = writer
        self._citations = citations
        self._short = short

    def _draft(self) -> Draft:
        return Draft(self._plan, self._citations)

    def told(self, profile: Profile) -> Told:
        """A sector by its aspects, one that is missing without lines; a place by its sections."""
        if all(part.aspect is None for part in profile.parts):
            return self._place(profile)
        lead = self._draft()
        self._writer.lead(lead, profile, invests=True)
        parts = tuple(self._part(aspect, profile.part(aspect)) for aspect in Aspect)
        return Told(profile.subject, lead.text, parts, is_place=False)

    def _part(self, aspect: Aspect, part: Part | None) -> ToldPart:
        if part is None:
            return ToldPart(aspect.value)
        lines = list(part.lines)
        if self._short:
            lines = [line for line in lines if line.role] or lines
            lines = lines[: _IN_BRIEF[aspect]]
        table, points = "", tuple[Point, ...]()
        if aspect is Aspect.FIGURES:
            held = self._observations(lines)
            lines = [line for line in lines if not _is_told(line, held)]
            table = self._table(held) if held else ""
            points = tuple(self._points(held))
        told = tuple(self._line(line, aspect) for line in lines)
        rest = "" if self._short else self._rest([line.section for line in part.rest])
        return ToldPart(aspect.value, told, table, points, rest)

    def _rest(self, sections: Sequence[Section]) -> str:
        named = self._writer.cited(self._draft(), sections)
        return f"另有未列出的，见{named}。" if named else ""

    def _line(self, line: Line, aspect: Aspect) -> str:
        draft = self._draft()
        if aspect is Aspect.PROJECTS and line.title is not None and not line.label:
            line = replace(line, label=name_of(line.section))  # it stands in another chapter
        self._writer.line(draft, self._shortened(line, aspect))
        return draft.text

    def _shortened(self, line: Line, aspect: Aspect) -> Line:
        """In a brief a line with its first quote alone, which is cut short where it is no goal."""
        if not self._short or aspect is Aspect.GOALS or line.told or not line.sentences:
            return line
        first = opening(self._plan, line.sentences[0], _QUOTE)
        if self._plan.text[first.end : first.end + 1] in _COLONS:  # 四镇：
            first = opening(self._plan, line.sentences[0], _LONGER)
        return Line(line.section, (first,), line.title, line.label, role=line.role)

    # --- figures -------------------------------------------------------------------------------

    def _observations(self, lines: Sequence[Line]) -> list[Observation]:
        """The figures of rows of tables."""
        rows = {(line.section.path, s.start) for line in lines for s in line.sentences}
        held = observations_of(self._indicators.rows)
        return [one for one in held if (one.path, one.sentence.start) in rows]

    def _table(self, held: Sequence[Observation]) -> str:
        """A line an indicator, a column a year, each line with the marks of its row."""
        draft = self._draft()
        whens = list(dict.fromkeys(FigureTeller.when(one) or "数值" for one in held))
        whens.sort(key=lambda when: (not when[:4].isdigit(), when))
        rows: dict[tuple[str, int], dict[str, Observation]] = {}
        for one in held:
            row = rows.setdefault((one.name, one.sentence.start), {})
            row.setdefault(FigureTeller.when(one) or "数值", one)
        lines = [f"| 指标 | {' | '.join(whens)} |", "|---" * (len(whens) + 1) + "|"]
        for (name, _), cells in rows.items():
            marks = "".join(dict.fromkeys(draft.cite(one.sentence) for one in cells.values()))
            figures = (FigureTeller.figure(cells[w]) if w in cells else "——" for w in whens)
            lines.append(f"| {name}{marks} | {' | '.join(figures)} |".replace("\n", ""))
        return "\n".join(lines)

    def _points(self, held: Sequence[Observation]) -> Iterator[Point]:
        """Figures that can be drawn: neither ranges nor places among others."""
        for one in held:
            if one.low == one.high and not one.in_words and one.dimension is not Dimension.RANK:
                yield point_of(self._plan, one)

    # --- places --------------------------------------------------------------------------------

    def _place(self, profile: Profile) -> Told:
        parts = profile.parts[: _MOST_SECTIONS if self._short else None]
        told = [self._of_place(part) for part in parts]
        lead = (
            f"规划提到“{profile.subject}”的有 {len(profile.parts)} 处，按章节顺序如下，"
            f"均引自原文，不作评价和投资建议。{self._writer.ended()}"
        )
        beyond = [part.lines[0].section for part in profile.parts[len(parts) :]]
        if beyond:
            told.append(
                ToldPart("其余各处", rest=f"见{self._writer.cited(self._draft(), beyond)}。")
            )
        return Told(profile.subject, lead, tuple(told), is_place=True)

    def _of_place(self, part: Part) -> ToldPart:
        lines = []
        for line in part.lines:
            draft = self._draft()
            self._writer.of_place(draft, line)
            lines.append(draft.text)
        section = part.lines[0].section
        rest = ""
        if part.rest and not self._short:
            rest = f"本节另有 {len(part.rest)} 处{self._writer.cited(self._draft(), [section])}。"
        return ToldPart(f"{part.title}{page_of(section)}", tuple(lines), rest=rest)


def _is_told(line: Line, held: Sequence[Observation]) -> bool:
    """Whether the figures of a row's line are in the table."""
    starts = {(one.path, one.sentence.start) for one in held}
    return any((line.section.path, s.start) in starts for s in line.sentences)
