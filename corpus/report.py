"""The reading report: what was found in a document and what a person should look at.

A reading is honest where it says what it is not sure of: numbers that do not follow each other, a
table whose rows give no figure, boxes that are pictures, sheets without text, characters that no
node holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from corpus.genres import GENRE_NAMES, Genre, genre_of
from corpus.indicators import read_observations
from corpus.observations import Observation
from corpus.plan import BoxKind, NodeKind, Plan, Section
from corpus.tables import is_value, pipe_cells

__all__ = ["DOUBT_NAMES", "Doubt", "DoubtKind", "ReadingReport", "TableReport", "report_of"]

_BOX_NAMES = {
    BoxKind.LIST: "条目",
    BoxKind.TABLE: "表格",
    BoxKind.TEXT: "文字",
    BoxKind.PICTURE: "图片",
}
_LEVELS = "一二三四五六七八九"


class DoubtKind(StrEnum):
    """What a doubt is about."""

    NUMBERING = "numbering"  # a number left out, used twice, or not going on
    TABLE = "table"  # a table without rows or without figures
    PICTURE = "picture"  # a box or a sheet whose content is a picture
    PAGES = "pages"  # pages not printed, or not all
    LOST = "lost"  # characters that no node holds
    SOURCE = "source"  # what the reader of the file was not sure of


DOUBT_NAMES = {
    DoubtKind.NUMBERING: "编号",
    DoubtKind.TABLE: "表格",
    DoubtKind.PICTURE: "图片",
    DoubtKind.PAGES: "页码",
    DoubtKind.LOST: "遗漏",
    DoubtKind.SOURCE: "原文件",
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at, and where."""

    kind: DoubtKind
    words: str  # one Chinese sentence
    path: str = ""  # address of the node; "" where there is none
    page: int | None = None  # printed page


@dataclass(frozen=True, slots=True)
class TableReport:
    """What was read from one table."""

    path: str
    label: str
    title: str
    page: int | None
    rows: int
    figures: int  # observations of its rows


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """What was read from a document."""

    plan_id: str
    title: str
    genre: Genre
    characters: int
    lines: int
    pages: tuple[int, int] | None  # first and last printed page
    sections: tuple[int, ...]  # by level, from the top
    numbering: tuple[str, ...]  # the first heading of each level: 第一篇, 第一章, （一）
    appendices: int
    boxes: tuple[tuple[BoxKind, int], ...]  # by kind, the most first
    tables: tuple[TableReport, ...]
    sentences: int
    figures_in_tables: int
    figures_in_text: int
    lost: int  # characters that belong to no node and to no furniture; 0 for every plan
    doubts: tuple[Doubt, ...]

    def as_text(self) -> str:
        """The report in Chinese, one line a matter; doubts last, one a line."""
        return "\n".join(_told(self))

    def as_json(self) -> dict[str, Any]:
        """The report for programs; names in English, words in Chinese."""
        return {
            "plan": self.plan_id,
            "title": self.title,
            "genre": str(self.genre),
            "characters": self.characters,
            "lines": self.lines,
            "pages": list(self.pages) if self.pages else None,
            "sections": list(self.sections),
            "numbering": list(self.numbering),
            "appendices": self.appendices,
            "boxes": {str(kind): number for kind, number in self.boxes},
            "tables": [
                {
                    "path": table.path,
                    "label": table.label,
                    "title": table.title,
                    "page": table.page,
                    "rows": table.rows,
                    "figures": table.figures,
                }
                for table in self.tables
            ],
            "sentences": self.sentences,
            "figures": {"tables": self.figures_in_tables, "text": self.figures_in_text},
            "lost": self.lost,
            "doubts": [
                {"kind": str(d.kind), "text": d.words, "path": d.path or None, "page": d.page}
                for d in self.doubts
            ],
        }


def report_of(
    plan: Plan,
    *,
    doubts: Sequence[str] = (),
    pictures: Sequence[int] = (),
    observations: Sequence[Observation] | None = None,
) -> ReadingReport:
    """The report on a plan.

    Args:
        plan: as read.
        doubts: what the reader of the file was not sure of (`SourceText.doubts`).
        pictures: sheets of the file without text (`SourceText.pictures`).
        observations: of the plan, where they are known already; else they are read.
    """
    figures = read_observations(plan) if observations is None else observations
    tables = _tables(plan, figures)
    sections = [s for s in plan.sections if s.kind is NodeKind.SECTION]
    levels = Counter(s.level for s in sections)
    first = {level: next(s for s in sections if s.level == level) for level in sorted(levels)}
    pages = [page for _, page in plan.page_starts if page is not None]
    boxes = Counter(box.box_kind for box in plan.boxes if box.box_kind is not None)
    in_tables = sum(table.figures for table in tables)
    lost = _lost(plan)
    return ReadingReport(
        plan_id=plan.plan_id,
        title=plan.meta.title,
        genre=genre_of(plan.meta.title),
        characters=len(plan.text),
        lines=len(plan.text.splitlines()),
        pages=(min(pages), max(pages)) if pages else None,
        sections=tuple(levels[level] for level in sorted(levels)),
        numbering=tuple(section.number or section.title for section in first.values()),
        appendices=sum(s.path.startswith("A") and s.parent is None for s in sections),
        boxes=tuple(boxes.most_common()),
        tables=tables,
        sentences=sum(len(s.sentences) for s in plan.sections),
        figures_in_tables=in_tables,
        figures_in_text=len(figures) - in_tables,
        lost=lost,
        doubts=(
            *(Doubt(DoubtKind.SOURCE, words) for words in doubts),
            *_doubts(plan, tables, pictures, lost),
        ),
    )


def _tables(plan: Plan, figures: Sequence[Observation]) -> tuple[TableReport, ...]:
    by_row = Counter(one.path.rpartition("/r")[0] for one in figures if "/r" in one.path)
    return tuple(
        TableReport(
            path=box.path,
            label=box.label,
            title=box.title,
            page=box.page,
            rows=len(_rows(plan, box)),
            figures=by_row[box.path],
        )
        for box in plan.boxes
        if box.box_kind is BoxKind.TABLE or _looks_like_table(box)
    )


def _looks_like_table(box: Section) -> bool:
    """Whether lines of a box hold values in cells, though no rows were read."""
    lines = [cells for s in box.sentences if len(cells := pipe_cells(s.text)) > 2]
    return sum(any(map(is_value, filter(None, cells[1:]))) for cells in lines) >= 2


def _rows(plan: Plan, box: Section) -> list[Section]:
    return [s for s in plan.children.get(box.path, ()) if s.kind is NodeKind.ROW]


def _lost(plan: Plan) -> int:
    """Characters that neither a node's lines nor furniture hold; blanks do not count."""
    held = sorted(
        [span for section in plan.sections for span in section.lines]
        + [span for span, _ in plan.furniture]
    )
    lost, position = 0, 0
    for span in held:
        lost += len("".join(plan.text[position : span.start].split()))
        position = max(position, span.end)
    return lost + len("".join(plan.text[position:].split()))


def _doubts(
    plan: Plan, tables: Sequence[TableReport], pictures: Sequence[int], lost: int
) -> list[Doubt]:
    found = [Doubt(DoubtKind.NUMBERING, words) for words in plan.findings]
    for table in tables:
        name = f"{table.label}“{table.title}”" if table.title else table.label
        if not table.rows:
            words = f"{name}像是表格，但没有读出行，请对照原件。"
        elif not table.figures:
            words = f"{name}有{table.rows}行，没有读出任何数值，请对照表头。"
        else:
            continue
        found.append(Doubt(DoubtKind.TABLE, words, table.path, table.page))
    for box in plan.boxes:
        if box.box_kind is BoxKind.PICTURE:
            words = f"{box.label}“{box.title}”只有标题，内容是图片，其中的数据没有收录。"
            found.append(Doubt(DoubtKind.PICTURE, words, box.path, box.page))
    if pictures:
        sheets = "、".join(map(str, pictures))
        found.append(Doubt(DoubtKind.PICTURE, f"原文件第{sheets}页只有图片，没有文字。"))
    unpaged = _without_page(plan)
    if unpaged:
        words = f"有{unpaged}个章节没有页码：原文这些地方没有印出的页码可用。"
        found.append(Doubt(DoubtKind.PAGES, words))
    if lost:
        found.append(Doubt(DoubtKind.LOST, f"有{lost}个字不属于任何章节，请核对原文。"))
    return found


def _without_page(plan: Plan) -> int:
    """Sections without a page in a plan that has pages; 0 in one that has none at all."""
    if all(page is None for _, page in plan.page_starts):
        return 0
    return sum(s.page is None and s.kind is NodeKind.SECTION for s in plan.sections)


def _told(report: ReadingReport) -> list[str]:
    pages = f"印刷页码{report.pages[0]}–{report.pages[1]}" if report.pages else "没有印刷页码"
    levels = "，".join(
        f"{_LEVELS[n] if n < len(_LEVELS) else n + 1}级{count}个（如“{first}”）"
        for n, (count, first) in enumerate(zip(report.sections, report.numbering, strict=True))
    )
    boxes = "、".join(f"{_BOX_NAMES[kind]}{number}个" for kind, number in report.boxes)
    rows = sum(table.rows for table in report.tables)
    lines = [
        f"文件：{report.title}（{GENRE_NAMES[report.genre]}）",
        f"篇幅：{report.characters}字，{report.lines}行，{report.sentences}句，{pages}",
        f"章节：{levels or '没有找到章节标题'}",
        f"专栏和图表：{boxes or '没有'}；表格{len(report.tables)}张，{rows}行",
        f"数值：表格中{report.figures_in_tables}个，正文中{report.figures_in_text}个",
    ]
    if report.appendices:
        lines.insert(3, f"附件等：{report.appendices}个")
    if not report.doubts:
        return [*lines, "没有发现需要核对的地方。"]
    lines.append(f"需要核对的地方{len(report.doubts)}处：")
    for doubt in report.doubts:
        page = f"（第{doubt.page}页）" if doubt.page is not None else ""
        lines.append(f"- {DOUBT_NAMES[doubt.kind]}{page}：{doubt.words}")
    return lines
