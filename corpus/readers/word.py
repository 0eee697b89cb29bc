"""Word files (docx, docm, dotx): the text as Word shows it, from the XML itself.

Numbers that Word writes are put before their paragraphs; insertions are kept, deletions dropped;
headers, footers and hidden text are left out; text boxes and bordered paragraphs become frames.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import PlanFileError
from corpus.readers.blocks import (
    Block,
    Frame,
    Paragraph,
    Picture,
    Table,
    cell_words,
    count_tables,
    framed,
    is_box_title,
    raised,
    table_blocks,
    table_frame,
    tidy,
    write_blocks,
)
from corpus.readers.package import Element, Package, local
from corpus.readers.source import SourceText
from corpus.readers.word_numbers import Numbering, W

__all__ = ["read_word"]

_OFF = {"0", "false", "off", "none"}
_LEADER = " ………… "
_DROPPED = {"del", "moveFrom", "pPr", "rPr", "instrText", "delText", "fldData", "rt", "sectPr"}
_MOST_CELLS = 400_000
_WIDEST = 64  # columns
_KINDS = {"workbook": "Excel 表格", "presentation": "PowerPoint 演示文稿"}


def read_word(path: Path) -> SourceText:
    """Text of a Word file.

    Raises:
        PlanFileError: damaged, encrypted, too large, of another Office program, or without text.
    """
    package = Package(path)
    try:
        name = package.related("", "officeDocument") or "word/document.xml"
        root = package.xml(name)
        if root is None or local(root) != "document":
            kind = _KINDS.get(local(root) if root is not None else "", "Word 文档以外的文件")
            raise PlanFileError(
                f"{path.name} 是{kind}，不是规划正文。请放入 Word、PDF 或文本文件。"
            )
        reader = _Word(package, name)
        blocks = reader.document(root)
        title = _title(package)
    finally:
        package.close()
    if not any(isinstance(block, Paragraph | Table | Frame) for block in blocks):
        held = f"只有 {reader.pictures} 张图片" if reader.pictures else "没有文字"
        raise PlanFileError(f"{path.name} 里{held}。请放入含规划正文的文件。")
    doubts = []
    if reader.pictures:
        doubts.append(f"正文有 {reader.pictures} 张图片，图片里的文字没有读出。")
    if reader.embedded:
        doubts.append(f"正文嵌有 {reader.embedded} 个别的文件，其内容没有读出。")
    return SourceText(
        write_blocks(blocks),
        "docx",
        tables=count_tables(blocks),
        doubts=tuple(doubts),
        title=title,
    )


def _title(package: Package) -> str:
    name = package.related("", "core-properties")
    root = package.xml(name) if name else None
    for node in root if root is not None else ():
        if local(node) == "title":
            return (node.text or "").strip()
    return ""


@dataclass(slots=True)
class _Found:
    """What stands in one paragraph."""

    words: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)  # contents of text boxes
    notes: list[tuple[str, Any]] = field(default_factory=list)  # mark and content of footnotes
    pictured: bool = False


class _Word:
    """Reads one document; the numbers of paragraphs count on from block to block."""

    def __init__(self, package: Package, name: str) -> None:
        def part(kind: str) -> Element | None:
            found = package.related(name, kind)
            return package.xml(found) if found else None

        self.numbering = Numbering(part("numbering"), part("styles"))
        self.notes = {kind: _notes(part(f"{kind}s")) for kind in ("footnote", "endnote")}
        self.pictures = self.embedded = self.marked = self.cells = 0
        self.fields: list[bool] = []  # for each open field, whether its result has begun
        self.carried = ""  # words of a paragraph whose end was deleted

    def document(self, root: Element) -> list[Block]:
        """Blocks of the whole document."""
        body = next((node for node in root if local(node) == "body"), None)
        return framed(self._blocks(body)) if body is not None else []

    # --- blocks -----------------------------------------------------------------------------------

    def _blocks(self, parent: Element, *, contents: bool = False) -> list[Block]:
        """Paragraphs, tables and frames below `parent`, in order."""
        found: list[Block] = []
        border: tuple[str, Frame] | None = None
        for node, listed in _children(parent, contents=contents):
            if local(node) == "tbl":
                border = None
                found += self._table(node)
                continue
            blocks = self._paragraph(node, listed=listed)
            kind = _border(node)
            if not kind or listed:
                border = None
                found += blocks
            elif border is not None and border[0] == kind:
                border[1].blocks += blocks
            elif kind.startswith("border") or (blocks and is_box_title(blocks[0])):
                border = (kind, Frame(blocks))
                found.append(border[1])
            else:
                found += blocks
        return [_unframed(block) for block in found]

    def _paragraph(self, node: Element, *, listed: bool) -> list[Block]:
        properties = node.find(f"{W}pPr")
        number = self.numbering.next(properties)
        style = self._style(properties)
        listed = listed or style.startswith("toc ")
        found = _Found()
        self._inline(node, found)
        text = "".join(found.words)
        if listed and "\t" in text:
            before, _, page = text.rpartition("\t")
            text = before + (_LEADER if page.strip().isalnum() else " ") + page
        text = self.carried + text.replace("\t", " ")
        self.carried = ""
        if _end_deleted(properties):
            self.carried = text
            return []
        heading = style.startswith("heading ") or style == "title"
        lines = ["".join(text.split("\n"))] if heading else text.split("\n")
        lines = [line for line in map(tidy, lines) if line]
        if lines:
            # 82. before 5G must not become 82.5: the number is Word's, not the text's.
            apart = number[-1:] in set(".．") and lines[0][0].isdigit()
            lines[0] = (number + (" " if apart else "") + lines[0]).strip()
        blocks: list[Block] = [Paragraph([line]) for line in lines]
        for mark, content in found.notes:
            note = " ".join(b.text for b in self._blocks(content) if isinstance(b, Paragraph))
            blocks.append(Paragraph([f"{raised(mark)} {note.strip()}"]))
        for content in found.boxes:
            inner = self._blocks(content)
            if inner:
                blocks.append(Frame(inner))
        if found.pictured:
            blocks.append(Picture())
        return blocks

    def _style(self, properties: Element | None) -> str:
        named = properties.find(f"{W}pStyle") if properties is not None else None
        return self.numbering.style_name(named.get(f"{W}val", "")) if named is not None else ""

    # --- words ------------------------------------------------------------------------------------

    def _inline(self, node: Element, found: _Found, *, up: bool = False) -> None:
        """Add the words below `node`, its line breaks and tabs as they are."""
        for child in node:
            kind = local(child)
            if kind in _DROPPED or (kind == "r" and _hidden(child)):
                continue
            if kind == "t":
                if all(self.fields):
                    words = child.text or ""
                    found.words.append(raised(words) if up else words)
            elif kind == "fldChar":
                self._field(child.get(f"{W}fldCharType"))
            elif kind == "tab" or kind == "ptab":
                found.words.append("\t")
            elif kind in {"br", "cr"}:
                page = child.get(f"{W}type") in {"page", "column"}
                found.words.append("\n" if not page or any(found.words) else "")
            elif kind == "noBreakHyphen":
                found.words.append("-")
            elif kind == "sym":
                found.words.append(_symbol(child))
            elif kind in {"footnoteReference", "endnoteReference"}:
                self._note(child, kind.removesuffix("Reference"), found)
            elif kind == "txbxContent":
                found.boxes.append(child)
            elif kind == "AlternateContent":
                self._alternative(child, found, up=up)
            elif kind in {"blip", "imagedata", "chart"}:
                self.pictures += 1
                found.pictured = True
            elif kind in {"object", "altChunk"}:
                self.embedded += 1
                self._inline(child, found, up=up)
            else:
                self._inline(child, found, up=_is_up(child) if kind == "r" else up)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self.fields.append(False)
        elif kind == "separate" and self.fields:
            self.fields[-1] = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _alternative(self, node: Element, found: _Found, *, up: bool) -> None:
        """The first of several forms of one thing that holds words or a picture."""
        for form in node:
            inner = _Found()
            pictures = self.pictures
            self._inline(form, inner, up=up)
            if any(inner.words) or inner.boxes or self.pictures > pictures:
                found.words += inner.words
                found.boxes += inner.boxes
                found.notes += inner.notes
                found.pictured = found.pictured or inner.pictured
                return

    def _note(self, node: Element, kind: str, found: _Found) -> None:
        content = self.notes[kind].get(node.get(f"{W}id", ""))
        if content is None:
            return
        self.marked += 1
        mark = str(self.marked)
        if node.get(f"{W}customMarkFollows") in {None, "0", "false"}:
            found.words.append(raised(mark))
        found.notes.append((mark, content))

    # --- tables -----------------------------------------------------------------------------------

    def _table(self, table: Element) -> list[Block]:
        grid: list[list[int]] = []
        inner: dict[int, list[Block]] = {}
        for row in _descend(table, "tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            grid.append(self._row(row, grid[-1] if grid else [], inner))
        width = min(max((len(row) for row in grid), default=0), _WIDEST)
        for row in grid:
            while len(row) < width:
                self.cells += 1
                row.append(-self.cells)
            del row[width:]
        if not width:
            return []
        words = {cell: cell_words(blocks) for cell, blocks in inner.items()}
        texts = [[words.get(cell, "") for cell in row] for row in grid]
        return table_frame(table_blocks(texts, grid, inner))

    def _row(self, row: Element, above: Sequence[int], inner: dict[int, list[Block]]) -> list[int]:
        """Numbers of the cells that cover the columns of a row."""
        cells: list[int] = []
        properties = row.find(f"{W}trPr")
        self._skip(properties, "gridBefore", cells)
        for tc in _descend(row, "tc"):
            own = tc.find(f"{W}tcPr")
            span = _count(own, "gridSpan", 1)
            merged = own.find(f"{W}vMerge") if own is not None else None
            level = own.find(f"{W}hMerge") if own is not None else None
            place = len(cells)
            goes_on = merged is not None and merged.get(f"{W}val", "continue") == "continue"
            joins = level is not None and level.get(f"{W}val", "continue") == "continue"
            blocks = self._blocks(tc)
            if joins and cells:
                number = cells[-1]
            elif goes_on and place < len(above):
                number = above[place]
            else:
                self.cells += 1
                number = self.cells
                inner[number] = []
            if self.cells > _MOST_CELLS:
                raise PlanFileError("文件里的表格过大，没有读完。请只放入规划正文。")
            inner.setdefault(number, []).extend(blocks)
            cells += [number] * max(1, min(span, _WIDEST))
        self._skip(properties, "gridAfter", cells)
        return cells

    def _skip(self, properties: Element | None, name: str, cells: list[int]) -> None:
        for _ in range(min(_count(properties, name, 0), _WIDEST)):
            self.cells += 1
            cells.append(-self.cells)


def _children(parent: Element, *, contents: bool) -> Iterator[tuple[Element, bool]]:
    """Paragraphs and tables below `parent`, through the wrappers around them.

    Each with whether it stands in a list of contents.
    """
    for child in parent:
        kind = local(child)
        if kind in {"p", "tbl"}:
            yield child, contents
        elif kind in {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"}:
            gallery = child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
            listed = gallery is not None and gallery.get(f"{W}val") == "Table of Contents"
            yield from _children(child, contents=contents or listed)


def _descend(parent: Element, name: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, through the wrappers around them."""
    for child in parent:
        kind = local(child)
        if kind == name:
            yield child
        elif kind in {"sdt", "sdtContent", "customXml", "ins", "moveTo"}:
            yield from _descend(child, name)


def _notes(root: Element | None) -> dict[str, Any]:
    return {
        node.get(f"{W}id", ""): node
        for node in (root if root is not None else ())
        if node.get(f"{W}type") in {None, "normal"}
    }


def _count(properties: Element | None, name: str, default: int) -> int:
    node = properties.find(f"{W}{name}") if properties is not None else None
    value = node.get(f"{W}val", "") if node is not None else ""
    return int(value) if value.isdecimal() and len(value) < 6 else default


def _is_on(properties: Element | None, name: str) -> bool:
    node = properties.find(f"{W}{name}") if properties is not None else None
    return node is not None and node.get(f"{W}val", "1") not in _OFF


def _hidden(run: Element) -> bool:
    properties = run.find(f"{W}rPr")
    return _is_on(properties, "vanish") or _is_on(properties, "webHidden")


def _is_up(run: Element) -> bool:
    node = run.find(f"{W}rPr/{W}vertAlign")
    return node is not None and node.get(f"{W}val") == "superscript"


def _end_deleted(properties: Element | None) -> bool:
    return properties is not None and properties.find(f"{W}rPr/{W}del") is not None


def _symbol(node: Element) -> str:
    code = node.get(f"{W}char", "")
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""


def _border(node: Element) -> str:
    """What sets a paragraph apart: a border on all sides, or a coloured ground; "" if nothing."""
    properties = node.find(f"{W}pPr")
    if properties is None:
        return ""
    sides = properties.find(f"{W}pBdr")
    drawn = {
        local(side)
        for side in (sides if sides is not None else ())
        if side.get(f"{W}val") not in {None, "none", "nil"}
    }
    if {"top", "bottom", "left", "right"} <= drawn:
        return "border"
    ground = properties.find(f"{W}shd")
    colour = (ground.get(f"{W}fill") or "auto").upper() if ground is not None else "AUTO"
    return "" if colour in {"AUTO", "FFFFFF"} else f"ground {colour}"


def _unframed(block: Block) -> Block:
    """A frame around one short paragraph that is no title of a box is just a paragraph."""
    single = isinstance(block, Frame) and len(block.blocks) == 1
    if single and isinstance(block, Frame) and isinstance(block.blocks[0], Paragraph):
        inner = block.blocks[0]
        return block if is_box_title(inner) else inner
    return block
