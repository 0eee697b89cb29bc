"""Profiles: what a plan says of a sector, part by part, each line the plan's own words.

The parts are found by what the plan's structure says: headings under the sector's own section,
rows of its tables, boxes, and headings elsewhere that say the sector. A part that a plan does not
have has no lines. Profiles of places are read by `assistant.profile_place`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.section_writer import items_of, name_of
from assistant.sectors import Sector, looks_back
from assistant.words import word_list
from corpus.pieces import clause_around, opening
from corpus.plan import BoxKind, NodeKind, Plan, Section, Sentence, SentenceKind
from corpus.rows import read_row, told, told_by_header

__all__ = ["LONG", "SHORT", "Aspect", "Line", "Part", "Profile", "ProfileReader"]

LONG, SHORT = 110, 80  # characters of a goal or a place's role, and of what is told in passing
MOST = {"goals": 6, "figures": 10, "measures": 10, "layout": 8, "projects": 8}
MOST_ELSEWHERE = 3  # goals and places said of the sector outside its section
_ENUMERATED = 3  # marks of an enumeration from which a name in it is one of many

_AIMS = re.compile(r"到\s*(?:19|20)\d\d\s*年|力争|建成|打造成|建设成为|目标|定位")
_PLACED = re.compile(r"集聚(?!力)|布局|园区|产业园|功能区|开发区|承载地|载体")


class Aspect(StrEnum):
    """A part of a sector's profile; the value is what it is called."""

    GOALS = "目标"
    FIGURES = "指标"
    MEASURES = "重点举措"
    LAYOUT = "空间布局"
    PROJECTS = "相关工程与政策"


_HEADINGS = {
    Aspect.GOALS: "heading_goals",
    Aspect.LAYOUT: "heading_layout",
    Aspect.MEASURES: "heading_measures",
    Aspect.PROJECTS: "heading_projects",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a profile: words of the plan with the node they stand in."""

    section: Section
    sentences: tuple[Sentence, ...] = ()  # whole or in part, word for word, in their order
    title: Sentence | None = None  # the heading it stands under, where that is told with it
    label: str = ""  # what it is told under where there is no such heading
    told: str = ""  # a table's row in words, by its columns; its sentence is the evidence
    role: bool = True  # whether it is said of the subject, and not of many of which it is one


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a profile."""

    title: str
    lines: tuple[Line, ...]  # in the order they are told
    rest: tuple[Line, ...] = ()  # further lines, beyond what an answer tells
    aspect: Aspect | None = None  # of a sector's part


@dataclass(frozen=True, slots=True)
class Profile:
    """What a plan says of one subject."""

    subject: str  # as asked for
    parts: tuple[Part, ...]  # none of them empty
    home: Section | None = None  # the sector's own section

    def part(self, aspect: Aspect) -> Part | None:
        """The part of an aspect; None where the plan has none."""
        return next((part for part in self.parts if part.aspect is aspect), None)


class ProfileReader:
    """Reads profiles of sectors from one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    # --- its parts -----------------------------------------------------------------------------

    def of_sector(self, sector: Sector, aspects: Sequence[Aspect] = tuple(Aspect)) -> Profile:
        """The profile of a sector: those of the aspects that the plan has, in their order."""
        readers: Mapping[Aspect, Iterator[Line]] = {
            Aspect.GOALS: self._goals(sector),
            Aspect.FIGURES: self._figures(sector),
            Aspect.MEASURES: self._measures(sector),
            Aspect.LAYOUT: self._layout(sector),
            Aspect.PROJECTS: self._projects(sector),
        }
        parts = []
        for aspect in aspects:
            lines = _distinct(readers[aspect])
            most = MOST[aspect.name.lower()]
            if lines:
                shown, rest = tuple(lines[:most]), tuple(lines[most:])
                parts.append(Part(aspect.value, shown, rest, aspect))
        return Profile(sector.name, tuple(parts), sector.home)

    def _goals(self, sector: Sector) -> Iterator[Line]:
        home = sector.home
        under = list(self._under(home, Aspect.GOALS)) if home is not None else []
        for node in under:
            for part in self._plan.subtree(node.path, boxes=False):
                for sentence in part.body:
                    yield self._line(part, sentence, 3 * LONG)
        if not under and home is not None:
            for node in self._plain(home):
                for sentence in node.body:
                    if _AIMS.search(sentence.text):
                        yield self._line(node, sentence, 3 * LONG)
        elsewhere = (
            line
            for node in self._outside(sector)
            if Aspect.GOALS in self._aspects_above(node)
            for line in self._saying(node, sector)
            if line.role
        )
        yield from _first(elsewhere, MOST_ELSEWHERE)

    def _figures(self, sector: Sector) -> Iterator[Line]:
        """Rows of tables of years that are named after the sector."""
        for row in self._plan.sections:
            for line in read_row(self._plan, row):
                if sector.says(row.title + line.name):
                    yield Line(row, (line.sentence,), told=told(row, line))

    def _measures(self, sector: Sector) -> Iterator[Line]:
        """Titles of the measures, each with what it begins with; sentences where it has none."""
        home = sector.home
        if home is None:
            yield from self._spoken(sector)
            return
        for node in list(self._under(home, Aspect.MEASURES)) or [home]:
            children = [
                child
                for child in self._plan.children.get(node.path, ())
                if child.kind is NodeKind.SECTION and Aspect.GOALS not in self._aspects(child)
            ]
            for child in children:
                told = Aspect.LAYOUT in self._aspects(child)  # where it stands with the places
                yield Line(child, title=child.sentences[0]) if told else self._headed(child)
            body = () if children else node.body
            if node is home:  # its goals and places stand by themselves, where that leaves any
                body = tuple(s for s in body if not _AIMS.search(s.text))
                body = tuple(s for s in body if not _PLACED.search(s.text)) or body
            for sentence in body:
                yield self._line(node, sentence, LONG)

    def _spoken(self, sector: Sector) -> Iterator[Line]:
        """What is said of a sector without a section, where neither goals nor places are told."""
        elsewhere = {Aspect.GOALS, Aspect.LAYOUT, Aspect.PROJECTS}
        for node in self._outside(sector):
            if not elsewhere & self._aspects_above(node):
                yield from (line for line in self._saying(node, sector) if line.role)

    def _layout(self, sector: Sector) -> Iterator[Line]:
        """Sections and boxes of the sector that tell where, then places said of it elsewhere."""
        home = sector.home
        own = list(self._under(home, Aspect.LAYOUT)) if home is not None else []
        titled = (
            box
            for box in self._plan.boxes
            if sector.says(box.title) and Aspect.LAYOUT in self._aspects(box)
        )
        for node in dict.fromkeys([*own, *titled]):
            yield from self._all_of(node)
        plain = self._plain(home) if home is not None and not own else ()
        called = (n for n in self._outside(sector) if n.kind is NodeKind.PART)
        for node in (*plain, *(n for n in called if sector.says(n.title))):
            for sentence in node.body:
                if _PLACED.search(sentence.text):
                    yield self._line(node, sentence, LONG)
        elsewhere = [
            line
            for node in self._outside(sector)
            if Aspect.LAYOUT in self._aspects_above(node)
            for line in self._saying(node, sector)
        ]
        roles_first = sorted(elsewhere, key=lambda line: not line.role)
        yield from roles_first[:MOST_ELSEWHERE]

    def _projects(self, sector: Sector) -> Iterator[Line]:
        """Boxes of the sector, then nodes elsewhere by their titles, then what they say of it."""
        home = sector.home
        for node in self._plan.subtree(home.path) if home is not None else ():
            if node.is_box and Aspect.LAYOUT not in self._aspects_above(node):
                yield from self._of_box(node, sector)
        said: list[Line] = []
        for node in self._outside(sector):
            above = self._aspects_above(node)
            if Aspect.GOALS in above or Aspect.LAYOUT in above or node.box_kind is BoxKind.TABLE:
                continue
            if node.kind is NodeKind.ROW:
                said += self._project_row(node, sector)
            elif sector.says(node.title):
                yield self._headed(node)
            elif Aspect.PROJECTS in above:
                said += self._saying(node, sector)
        yield from (line for line in said if line.role)

    def _of_box(self, box: Section, sector: Sector) -> Iterator[Line]:
        """A box with its parts; of one on several sectors the parts of this."""
        parts = [c for c in self._plan.children.get(box.path, ()) if c.kind is NodeKind.PART]
        called = [part for part in parts if sector.says(part.title)]
        if not called or len(called) == len(parts) or sector.says(box.title):
            yield self._headed(box)
            called = parts
        yield from map(self._headed, called)

    # --- nodes ---------------------------------------------------------------------------------

    def _aspects(self, node: Section) -> set[Aspect]:
        """What a node's own title says that it tells."""
        title = re.sub(r"\s", "", node.title)
        return {
            aspect
            for aspect, name in _HEADINGS.items()
            if any(word in title for word in word_list(name))
        }

    def _aspects_above(self, node: Section) -> set[Aspect]:
        """What a node's title and those above it say that it tells."""
        nodes = [*self._plan.ancestors(node.path), node]
        return set().union(*map(self._aspects, nodes))

    def _under(self, home: Section, aspect: Aspect) -> Iterator[Section]:
        """The highest nodes under a section, boxes among them, whose titles say an aspect."""
        inside: set[str] = set()
        for node in self._plan.subtree(home.path):
            if node.parent in inside:
                inside.add(node.path)
            elif node is not home and aspect in self._aspects(node):
                inside.add(node.path)
                yield node

    def _plain(self, home: Section) -> Iterator[Section]:
        """A section and those right under it, boxes left out."""
        yield home
        for child in self._plan.children.get(home.path, ()):
            if child.kind is NodeKind.SECTION:
                yield child

    def _outside(self, sector: Sector) -> Iterator[Section]:
        """Nodes elsewhere that tell intentions.

        What stands beside the sector in its chapter is of other sectors, but where a title says
        this one.
        """
        home = sector.home
        known, beside = set[str](), set[str]()
        if home is not None:
            chain = [*self._plan.ancestors(home.path), home]
            known = {n.path for n in (*chain, *self._plan.subtree(home.path))}
            own = chain[min(1, len(chain) - 1)].path
            inside = {node.path for node in self._plan.subtree(own)}
            beside = {node.path for node in self._plan.subtree(chain[0].path)} - inside
        for node in self._plan.sections:
            foreign = node.path in beside and not sector.says(node.title)
            told = node.kind is not NodeKind.COVER and not looks_back(self._plan, node)
            if told and not foreign and node.path not in known:
                yield node

    # --- lines ---------------------------------------------------------------------------------

    def _line(self, node: Section, sentence: Sentence, longest: int) -> Line:
        return Line(node, (opening(self._plan, sentence, longest),))

    def _headed(self, node: Section) -> Line:
        """A node by its heading, with what it begins with; a picture is said to be one."""
        heading = node.sentences[0]
        label = name_of(node) if node.is_box or node.kind is NodeKind.PART else ""
        first = next((s for s in node.body if s.kind is not SentenceKind.NOTE), None)
        if first is None or node.box_kind in {BoxKind.PICTURE, BoxKind.TABLE}:
            return Line(node, title=heading, label=label)
        return Line(node, (opening(self._plan, first, SHORT),), heading, label)

    def _all_of(self, node: Section) -> Iterator[Line]:
        """What a node and all under it say, item by item; the first of each under its name."""
        for part in self._plan.subtree(node.path):
            if part.kind is not NodeKind.ROW:
                name = name_of(part)
                for line in self._own(part):
                    yield replace(line, label=name)
                    name = ""

    def _own(self, node: Section) -> Iterator[Line]:
        """The items of a node without those under it; of prose how it begins."""
        body = [s for s in node.body if s.kind is not SentenceKind.NOTE]
        if node.box_kind is BoxKind.PICTURE or (not body and node.is_box):
            yield Line(node, title=node.sentences[0])
        elif body:
            groups = items_of(node, body)
            for group in groups:
                yield self._grouped(node, group)
            if not groups:
                yield Line(node, (opening(self._plan, body[0], LONG),))

    def _grouped(self, node: Section, group: Sequence[Sentence]) -> Line:
        """An item of a list: its sentences up to what a line holds."""
        kept, size = [opening(self._plan, group[0], LONG)], len(group[0].text)
        for sentence in group[1:]:
            size += len(sentence.text)
            if size > 2 * LONG:
                break
            kept.append(sentence)
        return Line(node, tuple(kept))

    def _project_row(self, row: Section, sector: Sector) -> Iterator[Line]:
        """A row of a table of projects, where its name says the sector."""
        if read_row(self._plan, row) or not sector.says(row.title):
            return
        words = told_by_header(self._plan, row)
        yield Line(row, row.sentences[:1], told=words) if words else Line(row, row.sentences[:1])

    def _saying(self, node: Section, sector: Sector) -> Iterator[Line]:
        """The clauses of a node that say the sector; one that names it among many has no role."""
        titled = sector.says(node.title)
        for sentence in node.body:
            form = next((f for f in sector.forms if f in sentence.text), "")
            if not form or node.kind is NodeKind.ROW or sentence.kind is SentenceKind.NOTE:
                continue
            place = sentence.text.index(form)
            listed = clause_around(self._plan, sentence, place, SHORT)
            among = listed.text.count("、") >= _ENUMERATED
            if among and not titled:
                yield Line(node, (listed,), label=name_of(node), role=False)
            else:
                piece = clause_around(self._plan, sentence, place, LONG)
                yield Line(node, (piece,), label=name_of(node))


def _distinct(lines: Iterator[Line]) -> list[Line]:
    """Lines, none of them twice."""
    found: dict[tuple[str, tuple[int, ...]], Line] = {}
    for line in lines:
        places = tuple(s.start for s in line.sentences) or (line.section.start,)
        found.setdefault((line.told, places), line)
    return list(found.values())


def _first(lines: Iterator[Line], most: int) -> Iterator[Line]:
    """The first of some lines."""
    for _, line in zip(range(most), lines, strict=False):
        yield line
