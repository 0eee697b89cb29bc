"""Pages of the web: the main text of a government's site, without what stands around it.

No site is known by name. The main text is the smallest element that holds nearly all of the
page's sentences; menus, share buttons and lists of links hold words but no sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as parser

from corpus.errors import PlanFileError
from corpus.library import decode_text
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
from corpus.readers.package import Element
from corpus.readers.source import SourceText

__all__ = ["looks_like_html", "read_html"]

_LARGEST = 32 * 1024 * 1024  # bytes
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title|div|p|table|article)\b", re.I)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})""", re.I)
_UNREAD = {
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "embed",
    "svg",
    "canvas",
    "form",
    "button",
    "select",
    "input",
    "textarea",
    "nav",
    "footer",
    "head",
    "audio",
    "video",
    "map",
    "rp",
    "rt",
}
_BLOCKS = {
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "body",
    "blockquote",
    "center",
    "dl",
    "dt",
    "dd",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "address",
    "aside",
    "figure",
    "figcaption",
    "details",
    "summary",
    "fieldset",
    "hr",
    "tr",
    "td",
    "th",
    "html",
    "tbody",
    "thead",
    "tfoot",
    "caption",
}
# What sites call the parts around the text, in English and in pinyin.
_AROUND = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|menu|crumbs?|breadcrumbs?|share|bshare|bdsharebuttonbox|footer|foot"
    r"|sidebar|related|recommend|pagination|pager|copyright|qrcode|ewm|fujian|attachments?|appendix"
    r"|toolbar|print|dayin|fenxiang|location|position|dqwz|weizhi|mianbaoxie)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SENTENCE = re.compile(r"[，。；、：！？]")
_FILE = re.compile(r"\.(?:docx?|pdf|xlsx?|wps|et|ofd|zip|rar|pptx?)(?:[?#].*)?$", re.IGNORECASE)
_SITE = re.compile(r"\s*[-_|—–－]{1,2}\s*[^-_|—–－]{2,30}$")
_MOSTLY = 0.8  # share of a page's sentences that its main text holds
_AROUND_LINE = re.compile(
    r"^(?:(?:当前|您(?:现在)?(?:的|所在的?))?位置\s*[：:]|(?:发布|发文|更新|成文)?(?:时间|日期|机构)\s*[：:]"
    r"|(?:信息)?来源\s*[：:]|浏览(?:次数|量)|字(?:号|体)\s*[：:]|分享(?:到)?\s*[：:]?|【?(?:打印|关闭)"
    r"|扫一扫|上一篇|下一篇|责任编辑|附件(?:下载)?\s*[：:]?$)"
)
_WIDEST, _MOST_CELLS, _DEEPEST = 100, 300_000, 250


def looks_like_html(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a page of the web."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            head = head.decode(encoding, "ignore").encode()
    return _MARKUP.search(head.lstrip()[:2048]) is not None and head.lstrip(
        b"\xef\xbb\xbf \r\n\t"
    ).startswith(b"<")


def read_html(path: Path) -> SourceText:
    """The main text of a page.

    Raises:
        PlanFileError: too large, in no known encoding, or without text.
    """
    raw = path.read_bytes()
    if len(raw) > _LARGEST:
        raise PlanFileError(f"{path.name} 有 {len(raw) >> 20} MB，超出正常网页的大小，没有打开。")
    try:
        root = parser.document_fromstring(_decoded(raw, path))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise PlanFileError(f"{path.name} 不是完整的网页，没有正文。请重新保存网页。") from error
    title = _title(root)
    body = root.find("body")
    _strip(body if body is not None else root)
    main = _main(body if body is not None else root)
    walker = _Walker()
    walker.walk(main)
    blocks = framed([b for b in walker.finish() if not _is_around(b)])
    written = [b for b in blocks if isinstance(b, Paragraph | Table | Frame)]
    if not written:
        raise PlanFileError(
            f"{path.name} 里没有正文。网页可能要运行脚本才显示内容，"
            "请在浏览器中打开后复制正文存成文本，或另存为 PDF。"
        )
    if title and not any(_same(title, b) for b in written[:6]):
        blocks.insert(0, Paragraph([title]))
    doubts = []
    if walker.pictures:
        doubts.append(f"正文有 {walker.pictures} 张图片，图片里的文字没有读出。")
    return SourceText(
        write_blocks(blocks), "html", tables=count_tables(blocks), doubts=tuple(doubts), title=title
    )


def _decoded(raw: bytes, path: Path) -> str:
    """Text of the page in the encoding it names, where that fits; else as any text."""
    named = _CHARSET.search(raw[:4096])
    if named is not None and raw[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        name = named[1].decode("ascii", "ignore").lower()
        name = "gb18030" if name in {"gb2312", "gbk", "gb_2312-80", "gb18030"} else name
        try:
            return raw.decode("utf-8-sig" if name in {"utf-8", "utf8"} else name)
        except (UnicodeDecodeError, LookupError):
            pass
    try:
        return decode_text(raw, path)
    except PlanFileError:
        # A few broken characters do not spoil a page.
        text = raw.decode("gb18030" if named and b"gb" in named[1].lower() else "utf-8", "replace")
        if text.count("\ufffd") > len(text) // 200:
            raise
        return text


def _title(root: Element) -> str:
    for name in ("ArticleTitle", "articletitle"):  # of the standard for government sites
        for meta in root.iterfind(f".//meta[@name='{name}']"):
            if meta.get("content", "").strip():
                return tidy(meta.get("content"))
    found = root.find(".//title")
    text = tidy(found.text_content()) if found is not None else ""
    return _SITE.sub("", text)


def _same(title: str, block: Block) -> bool:
    text = block.text if isinstance(block, Paragraph) else ""
    squeezed = re.sub(r"\s", "", text)
    return bool(squeezed) and (
        squeezed in re.sub(r"\s", "", title) or re.sub(r"\s", "", title) in squeezed
    )


# --- what is main text ----------------------------------------------------------------------------


def _strip(root: Element) -> None:
    """Take out what is never text, what is hidden, and what a site sets around its text."""
    for node in list(root.iter()):
        if not isinstance(node.tag, str):
            _drop(node)
            continue
        if node is root or node.getparent() is None:
            continue
        names = f"{node.get('class', '')} {node.get('id', '')}"
        hidden = _HIDDEN.search(node.get("style", "")) or node.get("hidden") is not None
        if node.tag in _UNREAD or hidden or (_AROUND.search(names) and _is_aside(node)):
            _drop(node)


def _drop(node: Element) -> None:
    """Remove an element, not the text after it."""
    parent = node.getparent()
    if parent is None:
        return
    if node.tail:
        before = node.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
    parent.remove(node)


def _is_aside(node: Element) -> bool:
    """Whether an element named like a menu holds no text of its own."""
    words = len(re.sub(r"\s", "", "".join(node.itertext())))
    linked = sum(len("".join(a.itertext()).strip()) for a in node.iter("a"))
    return words < 120 or linked > 0.5 * words


def _weights(root: Element) -> dict[Element, int]:
    """Marks of sentences below each element, those in links aside."""
    weights: dict[Element, int] = {}

    def own(node: Element) -> int:
        return len(_SENTENCE.findall(node.text or "")) if node.tag != "a" else 0

    for node in root.iter():
        weights[node] = own(node)
    for node in reversed(list(root.iter())):
        parent = node.getparent()
        if parent is not None and parent in weights:
            inside = 0 if parent.tag == "a" else weights[node]
            weights[parent] += inside + len(_SENTENCE.findall(node.tail or ""))
    return weights


def _main(root: Element) -> Element:
    """The smallest element that holds nearly all sentences of the page."""
    weights = _weights(root)
    whole, node = weights[root], root
    while whole:
        inner = max(
            (c for c in node if isinstance(c.tag, str) and c.tag in _BLOCKS | {"table", "span"}),
            key=lambda c: weights[c],
            default=None,
        )
        if inner is None or weights[inner] < _MOSTLY * whole:
            return node
        if inner.tag in {"p", "li", "h1", "h2", "h3"}:
            return node
        if inner.tag == "table" and _is_data(inner):
            return node
        node = inner
    return node


def _is_data(table: Element) -> bool:
    """Whether a table is one, not the frame of a page."""
    rows = list(table.iter("tr"))
    return (
        len(rows) >= 2
        and any(len(_cells(row)) >= 2 for row in rows[:3])
        and not list(table.iterdescendants("table"))
    )


def _is_around(block: Block) -> bool:
    if not isinstance(block, Paragraph):
        return False
    text = tidy(block.text)
    return len(text) < 80 and _AROUND_LINE.match(text) is not None


# --- words ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Walker:
    """Collects the blocks below an element."""

    done: list[Block] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    marker: str = ""  # what a list sets before its next item
    files: int = 0  # characters of the open paragraph that are links to files
    pictures: int = 0
    cells: int = 0
    depth: int = 0

    def finish(self) -> list[Block]:
        """All blocks."""
        self._close()
        return self.done

    def walk(self, node: Element) -> None:
        """Add the words and blocks of an element."""
        self.depth += 1
        if self.depth > _DEEPEST:
            self.words.append(_squeezed("".join(node.itertext())))
            self.depth -= 1
            return
        self._text(node.text, node)
        number = _first_number(node)
        for child in node:
            if isinstance(child.tag, str):
                if child.tag == "li" and node.tag == "ol":
                    self._close()
                    self.marker = _list_number(number, node.get("type", "1"))
                    number += 1
                self._element(child)
            self._text(child.tail, node)
        self.depth -= 1

    def _element(self, node: Element) -> None:
        tag = node.tag
        if tag == "br":
            self._close()
        elif tag == "img":
            self.pictures += 1
            self._close()
            self.done.append(Picture())
        elif tag == "table":
            self._close()
            self.done += self._table(node)
        elif tag == "sup":
            self.words.append(raised(tidy("".join(node.itertext()))))
        elif tag == "a" and _FILE.search(node.get("href", "")):
            text = _squeezed("".join(node.itertext()))
            self.files += len(text)
            self.words.append(text)
        elif tag in _BLOCKS:
            self._close()
            if tag == "li" and not self.marker:
                self.marker = "• "
            self._framed(node)
            self._close()
        else:
            self.walk(node)

    def _framed(self, node: Element) -> None:
        """An element with a border of its own is a frame."""
        style = node.get("style", "").replace(" ", "")
        bordered = re.search(r"border:(?!none|0)", style) and node.tag in {"div", "section", "p"}
        if not bordered and node.tag not in {"fieldset", "aside"}:
            self.walk(node)
            return
        outer, self.done = self.done, []
        self.walk(node)
        self._close()
        inner, self.done = self.done, outer
        if len(inner) > 1 or (inner and is_box_title(inner[0])):
            self.done.append(Frame(inner))
        else:
            self.done += inner

    def _text(self, text: str | None, node: Element) -> None:
        if not text:
            return
        if node.tag == "pre":
            for n, line in enumerate(text.splitlines()):
                if n:
                    self._close()
                self.words.append(line)
        else:
            self.words.append(_squeezed(text))

    def _close(self) -> None:
        text = tidy("".join(self.words))
        # A paragraph that is nothing but links to files lists attachments.
        named = re.sub(r"^(?:附件|相关附件)?\s*\d*\s*[：:.、]?\s*", "", text)
        if text and not (self.files and self.files >= 0.6 * len(named)):
            self.done.append(Paragraph([self.marker + text]))
        if text:
            self.marker = ""
        self.words, self.files = [], 0

    def _table(self, table: Element) -> list[Block]:
        caption = table.find("caption")
        above: list[Block] = []
        if caption is not None and tidy("".join(caption.itertext())):
            above = [Paragraph([tidy("".join(caption.itertext()))])]
        grid: list[list[int]] = []
        inner: dict[int, list[Block]] = {}
        held: dict[int, tuple[int, int]] = {}  # column → cell from above, rows it still covers
        for row in _rows(table):
            cells, held = self._row(row, held, inner)
            grid.append(cells[:_WIDEST])
            if self.cells > _MOST_CELLS:
                break
        width = max(map(len, grid), default=0)
        for cells in grid:
            while len(cells) < width:
                cells.append(self._new_cell(empty=True))
        if not width:
            return above
        if _is_layout(grid, inner):
            return [*above, *(block for cell in inner for block in inner[cell])]
        words = {cell: cell_words(blocks) for cell, blocks in inner.items()}
        texts = [[words.get(cell, "") for cell in cells] for cells in grid]
        return [*above, *table_frame(table_blocks(texts, grid, inner))]

    def _row(
        self,
        row: Element,
        held: dict[int, tuple[int, int]],
        inner: dict[int, list[Block]],
    ) -> tuple[list[int], dict[int, tuple[int, int]]]:
        """Numbers of the cells that cover a row's columns, and what goes on into the next row."""
        cells: list[int] = []
        later = {column: (cell, left - 1) for column, (cell, left) in held.items() if left > 1}
        own = _cells(row)
        while own or any(column >= len(cells) for column in held):
            if len(cells) in held:
                cells.append(held[len(cells)][0])
            elif own:
                td = own.pop(0)
                number = self._new_cell()
                walker = _Walker(cells=self.cells, depth=self.depth)
                walker.walk(td)
                inner[number] = walker.finish()
                self.cells = max(self.cells, walker.cells)
                self.pictures += walker.pictures
                rows = _span(td, "rowspan")
                for _ in range(_span(td, "colspan")):
                    if rows > 1:
                        later[len(cells)] = (number, rows - 1)
                    cells.append(number)
            else:
                cells.append(self._new_cell(empty=True))
            if len(cells) > _WIDEST:
                break
        return cells, later

    def _new_cell(self, *, empty: bool = False) -> int:
        self.cells += 1
        return -self.cells if empty else self.cells


def _is_layout(grid: Sequence[Sequence[int]], inner: dict[int, list[Block]]) -> bool:
    """Whether a table only places things on the page: one of its cells holds most of a text."""
    sizes = [len(blocks) for blocks in inner.values()]
    return len(grid) > 0 and len(grid[0]) > 1 and max(sizes, default=0) > 20 and len(sizes) <= 6


def _rows(table: Element) -> Iterator[Any]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from (row for row in child if row.tag == "tr")


def _cells(row: Element) -> list[Any]:
    return [cell for cell in row if cell.tag in {"td", "th"}]


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    most = _WIDEST if name == "colspan" else 2000
    return max(1, min(int(value), most)) if value.isdecimal() and len(value) < 6 else 1


def _squeezed(text: str) -> str:
    """Words as a browser shows them: line breaks of the source are no blanks between Chinese."""
    text = re.sub(r"(?<=[^\x00-\x7f])[ \t]*[\r\n]\s*(?=[^\x00-\x7f])", "", text)
    return re.sub(r"[ \t\r\n\f]+", " ", text)


def _first_number(node: Element) -> int:
    value = node.get("start", "1") if node.tag == "ol" else "1"
    return int(value) if value.isdecimal() and len(value) < 5 else 1


def _list_number(number: int, kind: str) -> str:
    if kind in {"a", "A"} and number <= 26:
        return f"{chr(ord(kind) + number - 1)}."
    return f"{number}."
