"""Footnotes of a Word file (ECMA-376 Part 1, 17.11), which python-docx does not make itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement, parse_xml

from assistant.markup import printable
from assistant.word_xml import add_field, add_words, part_xml

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.parts.document import DocumentPart

__all__ = ["Footnotes"]

_REFERENCE = "FootnoteReference"  # the character style of every mark


class Footnotes:
    """The footnotes of one document, numbered as they are first referred to."""

    def __init__(self, main: DocumentPart, notes: Mapping[int, str]) -> None:
        """`notes`: the texts by key."""
        self._notes = notes
        self._ids: dict[int, int] = {}  # number of the footnote by key
        self._root = parse_xml(part_xml("footnotes"))
        name, kind = PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES
        main.relate_to(XmlPart(name, kind, self._root, main.package), RELATIONSHIP_TYPE.FOOTNOTES)

    def refer(self, paragraph: BaseOxmlElement, key: int, *, after_mark: bool = False) -> None:
        """Puts the mark of a note at the end of a paragraph.

        Only one mark may stand for a footnote itself; further ones are fields that show its
        number and lead to the first. A comma parts it from a mark right
        before it.
        """
        if after_mark:
            add_words(paragraph, ",", style=_REFERENCE)
        if (number := self._ids.get(key)) is not None:
            add_field(paragraph, f" NOTEREF _Note{number} \\f \\h ", str(number), style=_REFERENCE)
            return
        number = self._ids[key] = len(self._ids) + 1
        self._add(number, printable(self._notes[key]))
        paragraph.append(_bookmark("w:bookmarkStart", number, f"_Note{number}"))
        run = add_words(paragraph, "", style=_REFERENCE)
        mark = OxmlElement("w:footnoteReference")
        mark.set(qn("w:id"), str(number))
        run.append(mark)
        paragraph.append(_bookmark("w:bookmarkEnd", number))

    def _add(self, number: int, text: str) -> None:
        note = OxmlElement("w:footnote")
        note.set(qn("w:id"), str(number))
        paragraph = OxmlElement("w:p")
        properties, style = OxmlElement("w:pPr"), OxmlElement("w:pStyle")
        style.set(qn("w:val"), "FootnoteText")
        properties.append(style)
        paragraph.append(properties)
        add_words(paragraph, "", style=_REFERENCE).append(OxmlElement("w:footnoteRef"))
        add_words(paragraph, f" {text}")
        note.append(paragraph)
        self._root.append(note)


def _bookmark(tag: str, number: int, name: str = "") -> BaseOxmlElement:
    element = OxmlElement(tag)
    element.set(qn("w:id"), str(number))
    if name:
        element.set(qn("w:name"), name)
    return element
