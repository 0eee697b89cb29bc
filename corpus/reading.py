"""Reading: the published text of a plan becomes a `Plan` with sections, boxes and sentences."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from corpus.captions import is_unit_line
from corpus.headings import title_of
from corpus.layout import Line, LineRole
from corpus.lines import read_lines
from corpus.outline import DraftNode, read_outline
from corpus.plan import BoxKind, NodeKind, Plan, PlanMeta, Section, Sentence, SentenceKind, Span
from corpus.sentences import (
    Paragraph,
    bullet_length,
    is_item,
    paragraphs,
    sentences_of,
    split_sentences,
)
from corpus.table_header import Role, columns_of
from corpus.tables import Row, TableReading, is_note, is_pipe, read_table, row_name

__all__ = ["read_plan"]


def read_plan(text: str, meta: PlanMeta) -> Plan:
    """Read the published text of a plan.

    Every character of `text` belongs to the lines of exactly one node or to furniture (page
    numbers, the list of contents, blank lines).
    """
    lines, layout = read_lines(text)
    reading = read_outline(lines, layout)
    _return_closing_paragraphs(reading.nodes, lines)
    builder = _Builder(text, lines, reading.nodes, layout.measure)
    sections = builder.sections()
    furniture = tuple(
        (Span(line.start, line.end), line.role.value)
        for line in lines
        if line.role is not LineRole.BODY
    )
    findings = list(reading.findings)
    if not any(section.kind is NodeKind.SECTION for section in sections):
        findings.append("全文没有找到章节编号，只能整体引用")
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Plan(meta, text, digest, sections, furniture, tuple(findings), _page_starts(lines))


def _return_closing_paragraphs(nodes: Sequence[DraftNode], lines: Sequence[Line]) -> None:
    """Give a parent the paragraph that closes it after its last numbered item.

    Items like "1.标题。正文" take one paragraph each. Where all earlier items under a parent do
    (two at least), what stands in further paragraphs of the last one sums up the parent.
    """
    siblings: dict[str | None, list[DraftNode]] = {}
    by_path = {node.path: node for node in nodes}
    for node in nodes:
        if node.kind is NodeKind.SECTION and node.heading and not node.heading.style.worded:
            siblings.setdefault(node.parent, []).append(node)
    has_children = {node.parent for node in nodes if node.kind is NodeKind.SECTION}
    for parent, items in siblings.items():
        last = items[-1]
        if parent is None or len(items) < 3 or any(item.path in has_children for item in items):
            continue
        sizes = [_paragraph_sizes(item, lines) for item in items]
        run_in = all(_runs_in(item, lines) for item in items)
        if not run_in or any(len(size) != 1 for size in sizes[:-1]) or len(sizes[-1]) == 1:
            continue
        closing = last.lines[sizes[-1][0] :]
        if bullet_length(lines[closing[0]].text) or lines[closing[0]].text[0] in "—-（(①":
            continue
        last.lines = last.lines[: sizes[-1][0]]
        by_path[parent].lines.extend(closing)


def _paragraph_sizes(node: DraftNode, lines: Sequence[Line]) -> list[int]:
    """Lines in each paragraph of a node."""
    sizes = [0]
    for i in node.lines:
        sizes[-1] += 1
        if lines[i].ends_paragraph:
            sizes.append(0)
    return [size for size in sizes if size]


def _runs_in(node: DraftNode, lines: Sequence[Line]) -> bool:
    """Whether a node's body begins in the paragraph of its heading."""
    first = paragraphs([lines[i] for i in node.lines])[0]
    if node.heading is None:
        return False
    title = title_of(first.text, node.heading)
    return _heading_end(first.text, title, node.heading.printed) < len(first.text)


def _page_starts(lines: Sequence[Line]) -> tuple[tuple[int, int | None], ...]:
    """Where the printed page changes."""
    starts: list[tuple[int, int | None]] = []
    for line in lines:
        if not starts or line.page != starts[-1][1]:
            starts.append((line.start, line.page))
    return tuple(starts)


class _Builder:
    def __init__(
        self, text: str, lines: Sequence[Line], nodes: Sequence[DraftNode], measure: int
    ) -> None:
        self.text = text
        self.measure = measure
        self.lines = lines
        self.nodes = nodes
        self.page_at: list[int | None] = []
        for line in lines:
            self.page_at.extend([line.page] * (line.end - line.start))
        self.titles: dict[str, tuple[str, ...]] = {}

    def sections(self) -> tuple[Section, ...]:
        """Sections of all nodes, rows of tables among them, in reading order."""
        found: list[Section] = []
        parts = {node.parent for node in self.nodes if node.kind is NodeKind.PART}
        for node in self.nodes:
            table = self._table(node) if node.path not in parts else None
            taken = {i for row in table.rows for i in row.lines} if table else set()
            title, body = node.lines[: node.title_lines], node.lines[node.title_lines :]
            own = [*title, *(i for n, i in enumerate(body) if n not in taken)]
            section = self._section(node, own, table, has_parts=node.path in parts)
            found.append(section)
            if table:
                column = self._name_column(node)
                found += [self._row(section, node, row, column) for row in table.rows]
        return tuple(found)

    def _table(self, node: DraftNode) -> TableReading | None:
        if node.kind is not NodeKind.BOX:
            return None
        texts = [self.lines[i].text for i in node.lines[node.title_lines :]]
        table = read_table(texts)
        whole = table is not None and sum(len(row.lines) for row in table.rows) == len(texts)
        return None if whole and not node.title_lines else table  # neither a title nor a header

    def _section(
        self, node: DraftNode, own: Sequence[int], table: TableReading | None, *, has_parts: bool
    ) -> Section:
        lines = [self.lines[i] for i in own]
        title, sentences = self._sentences(node, lines, in_table=table is not None)
        heading = (*self.titles.get(node.parent or "", ()), *((title,) if title else ()))
        self.titles[node.path] = heading
        kind = None
        if node.kind is NodeKind.BOX:
            n = node.title_lines
            kind = _box_kind(lines[n:], sentences[n:], table, has_parts=has_parts)
        return Section(
            path=node.path,
            label=node.label,
            number=node.number,
            title=title,
            kind=node.kind,
            level=node.level,
            parent=node.parent,
            heading=heading,
            page=lines[0].page,
            last_page=lines[-1].page,
            start=lines[0].text_start,
            end=lines[-1].end,
            lines=tuple(Span(line.start, line.end) for line in lines),
            sentences=sentences,
            box_kind=kind,
        )

    def _name_column(self, node: DraftNode) -> int | None:
        """The column of a box's pipe table that names the rows, from the right; None for none."""
        header = columns_of([self.lines[i].text for i in node.lines[node.title_lines :]])
        names = [n for n, column in enumerate(header) if column.role is Role.NAME and column.label]
        names = names or [n for n, column in enumerate(header) if column.role is Role.NAME]
        return names[0] - len(header) if names else None

    def _row(self, box: Section, node: DraftNode, row: Row, column: int | None) -> Section:
        lines = [self.lines[node.lines[node.title_lines + i]] for i in row.lines]
        number = row.number
        path, label = f"{box.path}/r{number}", f"{box.label} 第{number}行"
        sentences: list[Sentence] = []
        for line in lines:  # one by one: joined, the figures of two lines would run together
            piece = _paragraph_of(line)
            whole = [(0, len(piece.text), SentenceKind.ROW)]
            sentences += sentences_of(self.text, piece, whole, path, self.page_at)
        return Section(
            path=path,
            label=label,
            number=str(number),
            title=row_name([line.text for line in lines], number, column),
            kind=NodeKind.ROW,
            level=box.level + 1,
            parent=box.path,
            heading=box.heading,
            page=lines[0].page,
            last_page=lines[-1].page,
            start=lines[0].text_start,
            end=lines[-1].end,
            lines=tuple(Span(line.start, line.end) for line in lines),
            sentences=tuple(sentences),
        )

    def _sentences(
        self, node: DraftNode, lines: Sequence[Line], *, in_table: bool
    ) -> tuple[str, tuple[Sentence, ...]]:
        """Title and sentences of a node from its own lines, heading first."""
        title, found = node.caption, []
        if in_table:  # rows line by line, the notes under them as running text
            notes = next((n for n, line in enumerate(lines) if is_note(line.text)), len(lines))
            lines_of = [*map(_paragraph_of, lines[:notes]), *paragraphs(lines[notes:])]
        elif node.kind is NodeKind.BOX:  # a box's title stands in lines of its own
            n = node.title_lines
            lines_of = [*map(_paragraph_of, lines[:n]), *paragraphs(lines[n:])]
        else:
            alone = _worded_heading_lines(node, lines, self.measure)
            lines_of = [*paragraphs(lines[:alone]), *paragraphs(lines[alone:])]
        for n, paragraph in enumerate(lines_of):
            ranges: list[tuple[int, int, SentenceKind]] = []
            begin = 0
            if n == 0 and node.heading is not None:
                title = title_of(paragraph.text, node.heading)
                begin = _heading_end(paragraph.text, title, node.heading.printed)
                ranges.append((0, begin, SentenceKind.HEADING))
            elif (n == 0 and node.caption) or (node.kind is NodeKind.BOX and n < node.title_lines):
                begin = len(paragraph.text)
                ranges.append((0, begin, SentenceKind.HEADING))
            kind = _kind_of(paragraph, in_table=in_table)
            ranges += [
                (begin + s, begin + e, kind) for s, e in split_sentences(paragraph.text[begin:])
            ]
            found += sentences_of(self.text, paragraph, ranges, node.path, self.page_at)
        return title, tuple(found)


def _worded_heading_lines(node: DraftNode, lines: Sequence[Line], measure: int) -> int:
    """Lines a 篇/章/节 heading takes before its body begins; 0 where it is none.

    The title goes on to the next line only where its own line is full and the next one is a short
    line without marks.
    """
    if node.heading is None or not node.heading.style.worded:
        return 0
    if len(lines) < 2 or lines[0].ends_paragraph or not measure:
        return 1
    rest = lines[1]
    wrapped = rest.ends_paragraph and not any(mark in rest.text for mark in "，。；：")
    return 2 if wrapped and lines[0].width >= measure - 4 else 1


def _paragraph_of(line: Line) -> Paragraph:
    """One line as a paragraph; a pipe table's outer bars and empty cells are left out."""
    text, begin = line.text, 0
    if is_pipe(text):
        begin = len(text) - len(text.lstrip("| "))
        text = text.strip("| ")
    start = line.text_start + begin
    return Paragraph(text, tuple(range(start, start + len(text))), bullet=False)


def _heading_end(text: str, title: str, printed: str) -> int:
    """Where the heading ends within its paragraph: after the title and the mark that closes it."""
    if not title:
        return 0
    end = text.find(title, len(printed)) + len(title)
    while end < len(text) and text[end] in "。：:！？ \t\u3000；】":
        end += 1
    return end


def _kind_of(paragraph: Paragraph, *, in_table: bool) -> SentenceKind:
    if is_note(paragraph.text):
        return SentenceKind.NOTE
    if in_table:
        return SentenceKind.ROW
    return SentenceKind.ITEM if paragraph.bullet else SentenceKind.PROSE


def _box_kind(
    lines: Sequence[Line],
    sentences: Sequence[Sentence],
    table: TableReading | None,
    *,
    has_parts: bool,
) -> BoxKind:
    if table:
        return BoxKind.TABLE
    if has_parts:
        return BoxKind.LIST
    if all(s.kind is SentenceKind.NOTE or is_unit_line(s.text) for s in sentences):
        return BoxKind.PICTURE
    items = sum(is_item(line.text) or is_pipe(line.text) for line in lines)
    return BoxKind.LIST if items >= 2 else BoxKind.TEXT
