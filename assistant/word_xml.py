"""Small pieces of WordprocessingML (ECMA-376 Part 1, 17), and the parts kept as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

__all__ = ["add_field", "add_words", "part_xml"]

_PARTS = Path(__file__).with_name("word_parts")


def part_xml(name: str) -> bytes:
    """The XML kept of a part: styles, numbering, settings, fontTable, footnotes, custom."""
    return (_PARTS / f"{name}.xml").read_bytes()


def add_words(
    paragraph: BaseOxmlElement, text: str, *, style: str = "", bold: bool = False
) -> BaseOxmlElement:
    """Appends a run to a paragraph and returns it; a character style goes by its identifier.

    The hint makes “ ” — … Chinese marks, in the Chinese face; without it Word takes them for
    Latin ones.
    """
    run, properties = OxmlElement("w:r"), OxmlElement("w:rPr")
    if style:
        properties.append(_valued("w:rStyle", style))
    fonts = OxmlElement("w:rFonts")
    fonts.set(qn("w:hint"), "eastAsia")
    properties.append(fonts)
    if bold:
        properties.extend([OxmlElement("w:b"), OxmlElement("w:bCs")])
    run.append(properties)
    for place, line in enumerate(text.split("\n")):
        if place:
            run.append(OxmlElement("w:br"))
        if line:
            words = OxmlElement("w:t")
            words.text = line
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.append(words)
    paragraph.append(run)
    return run


def add_field(paragraph: BaseOxmlElement, code: str, shown: str, *, style: str = "") -> None:
    """Appends a field; `shown` stands until Word works it out anew."""
    for kind in ("begin", "separate", "end"):
        character = OxmlElement("w:fldChar")
        character.set(qn("w:fldCharType"), kind)
        add_words(paragraph, "", style=style).append(character)
        if kind == "begin":
            instruction = OxmlElement("w:instrText")
            instruction.text = code
            instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            add_words(paragraph, "", style=style).append(instruction)
        elif kind == "separate":
            add_words(paragraph, shown, style=style)


def _valued(tag: str, value: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    element.set(qn("w:val"), value)
    return element
