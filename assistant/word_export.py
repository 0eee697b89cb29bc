"""A document of blocks as a Word file, laid out as official documents are (GB/T 9704-2012).

Styles, fonts, numbering and settings are the files in `word_parts`. No macro, no template and
nothing else from outside the file.
"""

from __future__ import annotations

import datetime as dt
import io
from itertools import pairwise
from typing import TYPE_CHECKING

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import OxmlElement, parse_xml
from docx.shared import Emu, Mm, Pt

from assistant.blocks import (
    Block,
    Document,
    Heading,
    Kind,
    Line,
    Listing,
    Mark,
    Paragraph,
    Table,
)
from assistant.generated import file_label
from assistant.markup import escape, printable
from assistant.word_notes import Footnotes
from assistant.word_xml import add_field, add_words, part_xml
from corpus.textops import column_width

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section
    from docx.text.paragraph import Paragraph as WordParagraph

__all__ = ["word_file"]

_STYLES = {Kind.TEXT: "Normal", Kind.QUOTE: "Quote", Kind.ASIDE: "Aside"}
_DENSE = (Pt(14), Pt(22))  # letters of 四号, how far lines are apart
_TEXT_WIDTH = Mm(156)  # of the page between its margins
_NARROW, _WIDE = 8, 28  # columns of print between which a table's column is sized by its cells
_PROPERTIES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
)
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_MADE_ELSEWHERE = (  # parts of the library's own template that nothing here refers to
    "customXml",
    "stylesWithEffects",
    "theme",
    "webSettings",
)


def word_file(document: Document) -> bytes:
    """The document as the bytes of a .docx file."""
    word = _empty(document.title)
    if document.is_generated:
        _label(word)
    _set_page(word.sections[0])
    if document.is_dense:
        normal = word.styles["Normal"]
        normal.font.size, normal.paragraph_format.line_spacing = _DENSE
    writer = _Writer(word, Footnotes(word.part, document.notes))
    writer.plain(document.title, "Title")
    if document.subtitle:
        writer.plain(document.subtitle, "Subtitle")
    for block in document.blocks:
        writer.block(block)
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _empty(title: str) -> WordDocument:
    """A document without text, with our styles and nothing of the library's own."""
    word = docx.Document()
    main = word.part
    main.numbering_part.element[:] = list(parse_xml(part_xml("numbering")))
    word.styles.element[:] = list(parse_xml(part_xml("styles")))
    word.settings.element[:] = list(parse_xml(part_xml("settings")))
    for key, relation in list(main.rels.items()):
        if relation.reltype.rsplit("/", 1)[1] in (*_MADE_ELSEWHERE, "fontTable"):
            main.drop_rel(key)
    fonts = Part(
        PackURI("/word/fontTable.xml"),
        CONTENT_TYPE.WML_FONT_TABLE,
        part_xml("fontTable"),
        main.package,
    )
    main.relate_to(fonts, RELATIONSHIP_TYPE.FONT_TABLE)
    package = main.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith(("/thumbnail", "/extended-properties")):
            del package.rels[key]
    about = word.core_properties
    about.title = printable(title).replace("\n", "")
    about.author, about.comments, about.language = "", "", "zh-CN"
    about.created = about.modified = dt.datetime.now(dt.UTC)
    return word


def _label(word: WordDocument) -> None:
    """Say in the file's properties that it holds generated text (ECMA-376 Part 1, 15.2.12.2)."""
    package = word.part.package
    said = part_xml("custom").replace(b"{label}", escape(file_label()).encode())
    properties = Part(PackURI("/docProps/custom.xml"), _PROPERTIES_TYPE, said, package)
    package.relate_to(properties, _PROPERTIES)


def _set_page(section: Section) -> None:
    """A4; margins, and the page number — 1 — on the outer side below the text."""
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(22)
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = "footer"
        paragraph.alignment = side
        paragraph.paragraph_format.left_indent = Pt(14)
        paragraph.paragraph_format.right_indent = Pt(14)
        element = paragraph._p
        add_words(element, "— ")
        add_field(element, " PAGE ", "1")
        add_words(element, " —")


class _Writer:
    """Appends blocks to a document."""

    def __init__(self, word: WordDocument, notes: Footnotes) -> None:
        self._word = word
        self._notes = notes

    def plain(self, text: str, style: str) -> None:
        """A paragraph of plain words."""
        add_words(self._word.add_paragraph(style=style)._p, printable(text))

    def block(self, block: Block) -> None:
        """Any block."""
        if isinstance(block, Heading):
            self.plain(block.text, f"Heading {block.level}")
        elif isinstance(block, Paragraph):
            for line in block.lines:
                self._line(self._word.add_paragraph(style=_STYLES[block.kind]), line)
        elif isinstance(block, Listing):
            self._listing(block)
        else:
            self._table(block)

    def _line(self, paragraph: WordParagraph, line: Line) -> None:
        element = paragraph._p
        for before, run in pairwise((None, *line)):
            if isinstance(run, Mark):
                self._notes.refer(element, run.note, after_mark=isinstance(before, Mark))
            elif run is not None:  # which nothing but the first `before` is
                add_words(element, printable(run.text), bold=run.bold)

    def _listing(self, block: Listing) -> None:
        number = 1 if block.first is None else self._numbered_from(block.first)
        for item in block.items:
            paragraph = self._word.add_paragraph(style="List Paragraph")
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = item.depth
            properties.get_or_add_numId().val = number
            self._line(paragraph, item.line)

    def _numbered_from(self, first: int) -> int:
        """The identifier of a new numbering that begins with `first`."""
        numbering = self._word.part.numbering_part.element
        number = numbering.add_num(1)
        number.add_lvlOverride(ilvl=0).add_startOverride(first)
        return int(number.numId)

    def _table(self, block: Table) -> None:
        rows = [*([block.head] if block.head else []), *block.rows]
        columns = max(map(len, rows))
        table = self._word.add_table(len(rows), columns, style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        widths = _widths(rows, columns)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for place, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
            heads = bool(block.head) and place == 0
            _keep_row(row._tr, repeated=heads)
            for at, (cell, width) in enumerate(zip(row.cells, widths, strict=True)):
                cell.width = width
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
                paragraph = cell.paragraphs[0]
                paragraph.style = "Table Head" if heads else "Table Text"
                self._line(paragraph, cells[at] if at < len(cells) else ())


def _keep_row(row: BaseOxmlElement, *, repeated: bool) -> None:
    """No page break within a row; the head's row again on each page."""
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if repeated:
        properties.append(OxmlElement("w:tblHeader"))


def _widths(rows: list[tuple[Line, ...]], columns: int) -> list[Emu]:
    """The columns' widths, together the text's, each by its widest cell within bounds."""
    widest = [_NARROW] * columns
    for row in rows:
        for at, cell in enumerate(row):
            words = sum(column_width(run.text) for run in cell if not isinstance(run, Mark))
            widest[at] = min(max(widest[at], words), _WIDE)
    return [Emu(_TEXT_WIDTH * width // sum(widest)) for width in widest]
