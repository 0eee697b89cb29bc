"""A document as blocks, whatever it is shown as: HTML, text to paste, or a Word file.

Words are plain text, never markup. A mark refers to a note by its key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "Block",
    "Document",
    "Heading",
    "Item",
    "Kind",
    "Line",
    "Listing",
    "Mark",
    "Paragraph",
    "Table",
    "Words",
    "marks_in",
    "one_line",
]


@dataclass(frozen=True, slots=True)
class Words:
    """Some characters of one line, all set alike."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A reference to the note with this key; in an answer the number of a citation."""

    note: int
    bold: bool = False


Line = tuple[Words | Mark, ...]


class Kind(StrEnum):
    """What a paragraph is."""

    TEXT = "text"
    QUOTE = "quote"
    ASIDE = "aside"  # said about the text beside it: how a question was understood, a status


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 to 3."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, each begun anew."""

    lines: tuple[Line, ...]
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list; depth from 0 to 3."""

    line: Line
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; `first` is the number it begins with, None where it is not numbered."""

    items: tuple[Item, ...]
    first: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, perhaps of unequal length; `head` is empty where nothing heads them."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


Block = Heading | Paragraph | Listing | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document.

    Every mark's key is in `notes`; a note may be referred to more than once. The title
    may be broken into lines; `subtitle` stands under it.
    """

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    notes: Mapping[int, str] = field(default_factory=dict)
    is_generated: bool = False  # whether a language model put some of its words together
    is_dense: bool = False  # smaller letters, lines closer: as much as may be on few pages


def one_line(text: str, kind: Kind = Kind.TEXT) -> Paragraph:
    """A paragraph of one line of plain words."""
    return Paragraph(((Words(text),),), kind)


def marks_in(blocks: Iterable[Block]) -> Iterator[Mark]:
    """All marks in reading order."""
    for block in blocks:
        for line in _lines(block):
            yield from (run for run in line if isinstance(run, Mark))


def _lines(block: Block) -> Iterable[Line]:
    if isinstance(block, Paragraph):
        return block.lines
    if isinstance(block, Listing):
        return (item.line for item in block.items)
    if isinstance(block, Table):
        return (cell for row in (block.head, *block.rows) for cell in row)
    return ()
