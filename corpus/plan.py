"""The types a plan is made of: text, sections, boxes, sentences, passages.

All are frozen values without I/O. Offsets are characters of the published text (the file as it
stands on disk, decoded), half-open: ``text[start:end]``.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

__all__ = [
    "BoxKind",
    "NodeKind",
    "Passage",
    "Plan",
    "PlanMeta",
    "Section",
    "Sentence",
    "SentenceKind",
    "Span",
]


class NodeKind(StrEnum):
    """What a node of the outline is."""

    COVER = "cover"  # notice, title page: everything before the plan begins
    PREAMBLE = "preamble"  # opening paragraphs before the first heading, address "0"
    SECTION = "section"  # a numbered section
    BOX = "box"  # 专栏 or a captioned table
    PART = "part"  # a numbered part inside a box
    ROW = "row"  # a row of a table box


class BoxKind(StrEnum):
    """What stands inside a box."""

    LIST = "list"
    TABLE = "table"
    TEXT = "text"
    PICTURE = "picture"  # only the title (and perhaps a note) survived: the content is an image


class SentenceKind(StrEnum):
    """The role of a sentence within its node."""

    HEADING = "heading"
    PROSE = "prose"
    ITEM = "item"  # a bullet or a line of a list
    ROW = "row"  # a line of a table
    NOTE = "note"  # 注：…, 资料来源：…


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open character range of the published text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the plan, whole again where a page or a box cut it.

    `spans` are its contiguous pieces in reading order: one piece, or more where page furniture or
    a box stands inside it. ``"".join(clean(text[s.start:s.end]) for s in spans) == self.text``
    with `corpus.textops.clean`, which removes line breaks and the blanks beside them.
    """

    text: str
    spans: tuple[Span, ...]
    pages: tuple[int | None, ...]  # printed page of each span's first character
    path: str  # address of the node it belongs to
    kind: SentenceKind

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.spans[-1].end

    @property
    def page(self) -> int | None:
        """Printed page the sentence begins on."""
        return self.pages[0]


@dataclass(frozen=True, slots=True)
class Section:
    """A node of the outline: a numbered section, the preamble, a box, a part or a row of a box."""

    path: str  # address: "3/4/2/1", "B9", "B13/2", "B5/r7", "0", "cover"
    label: str  # what an official writes: 三、（四）2.（1）, 专栏9, 专栏5 第7行
    number: str  # as printed: "（1）", "第二章", "专栏9", "" for cover and preamble
    title: str  # heading words without number and closing mark
    kind: NodeKind
    level: int  # 1 = top; parts and rows count from their box
    parent: str | None  # address of the node it stands in (a box: its owner section)
    heading: tuple[str, ...]  # titles from the top down to this node
    page: int | None  # printed page it begins on, None where no number is printed
    last_page: int | None
    start: int  # first character of its heading
    end: int  # after its last own character (children not counted)
    lines: tuple[Span, ...]  # its own lines, line breaks included; disjoint over all nodes
    sentences: tuple[Sentence, ...]  # its own sentences (heading first), children not counted
    box_kind: BoxKind | None = None

    @property
    def is_box(self) -> bool:
        """Whether this is a box (not a part or row of one)."""
        return self.kind is NodeKind.BOX

    @property
    def body(self) -> tuple[Sentence, ...]:
        """Its own sentences without its heading."""
        return tuple(s for s in self.sentences if s.kind is not SentenceKind.HEADING)


@dataclass(frozen=True, slots=True)
class PlanMeta:
    """What `plan.toml` says of a plan; empty strings where it says nothing."""

    plan_id: str
    title: str
    short_title: str = ""
    document_number: str = ""
    issuer: str = ""
    region: str = ""
    sector: str = ""
    period: tuple[int, int] | None = None  # first and last year
    issued_on: dt.date | None = None


@dataclass(frozen=True)
class Plan:
    """A plan as read: its text, its nodes in reading order, and what is doubtful about them."""

    meta: PlanMeta
    text: str
    digest: str  # SHA-256 of the file's bytes, hexadecimal
    sections: tuple[Section, ...]  # reading order; a box follows its owner's text before it
    furniture: tuple[tuple[Span, str], ...]  # lines of no node: page number, contents, blank
    findings: tuple[str, ...] = ()  # numbering gaps and repeats, doubtful readings (Chinese)
    page_starts: tuple[tuple[int, int | None], ...] = ()  # (offset, printed page), ascending

    @property
    def plan_id(self) -> str:
        """Identifier of the plan, also its folder's name."""
        return self.meta.plan_id

    def page_at(self, offset: int) -> int | None:
        """Printed page of a character of the text; None where none is printed."""
        place = bisect_right(self.page_starts, offset, key=lambda start: start[0])
        return self.page_starts[place - 1][1] if place else None

    def pages_of(self, sentence: Sentence) -> set[int]:
        """All printed pages a sentence stands on."""
        ends = ((self.page_at(s.start), self.page_at(s.end - 1)) for s in sentence.spans)
        return {page for pair in ends for page in pair if page is not None}

    @cached_property
    def by_path(self) -> dict[str, Section]:
        """Nodes by address."""
        return {section.path: section for section in self.sections}

    @cached_property
    def children(self) -> dict[str | None, tuple[Section, ...]]:
        """Child nodes by parent address, in reading order; None holds the top level."""
        found: dict[str | None, list[Section]] = {}
        for section in self.sections:
            found.setdefault(section.parent, []).append(section)
        return {parent: tuple(nodes) for parent, nodes in found.items()}

    @property
    def tops(self) -> tuple[Section, ...]:
        """The numbered parts of the highest level, in reading order."""
        return tuple(s for s in self.children.get(None, ()) if s.kind is NodeKind.SECTION)

    def subtree(self, path: str, *, boxes: bool = True) -> Iterator[Section]:
        """The node at `path` and everything under it, in reading order."""
        yield self.by_path[path]
        for child in self.children.get(path, ()):
            if boxes or not child.is_box:
                yield from self.subtree(child.path, boxes=boxes)

    def ancestors(self, path: str) -> list[Section]:
        """Nodes from the top down to, not including, the node at `path`."""
        chain: list[Section] = []
        parent = self.by_path[path].parent
        while parent is not None:
            node = self.by_path[parent]
            chain.append(node)
            parent = node.parent
        return chain[::-1]

    @cached_property
    def boxes(self) -> tuple[Section, ...]:
        """All boxes in reading order."""
        return tuple(section for section in self.sections if section.is_box)


@dataclass(frozen=True, slots=True)
class Passage:
    """What the index holds: some consecutive sentences of one node, under its heading path."""

    passage_id: str  # "plan_id#ordinal", stable for one text
    plan_id: str
    path: str  # address of the node
    label: str
    heading: tuple[str, ...]
    page: int | None
    text: str  # the sentences, joined
    sentences: tuple[Sentence, ...]

    @property
    def start(self) -> int:
        """Offset of the first character of the first sentence."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """Offset after the last sentence."""
        return self.sentences[-1].end
