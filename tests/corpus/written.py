"""Writes a plan out as Word, PDF and HTML, as an office would, to be read back."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from corpus.headings import match_heading
from corpus.lines import read_lines
from corpus.plan import NodeKind, Plan
from corpus.sentences import paragraphs
from corpus.tables import is_pipe, pipe_cells

SOFFICE = shutil.which("soffice")
FONT = "WenQuanYi Micro Hei"
STYLES = ("part", "chapter", "section", "article", "cn", "cn_paren", "arabic", "arabic_paren")
# How Word counts each style: form of the number, and what stands around it.
FORMS = {
    "part": ("chineseCountingThousand", "第%{}篇"),
    "chapter": ("chineseCountingThousand", "第%{}章"),
    "section": ("chineseCountingThousand", "第%{}节"),
    "article": ("chineseCountingThousand", "第%{}条"),
    "cn": ("chineseCountingThousand", "%{}、"),
    "cn_paren": ("chineseCountingThousand", "（%{}）"),
    "arabic": ("decimal", "%{}."),
    "arabic_paren": ("decimal", "（%{}）"),
}


@dataclass
class Cell:
    text: str
    columns: int = 1
    rows: int = 1


@dataclass
class Text:
    text: str
    style: str = ""  # numbering style of a heading, "" for running text
    number: int = 0


@dataclass
class Grid:
    rows: list[list[Cell]]


@dataclass
class Box:
    items: list[Text | Grid] = field(default_factory=list)


Item = Text | Grid | Box


def items_of(plan: Plan, tables: dict[str, Grid] | None = None) -> list[Item]:
    """Paragraphs, boxes and tables of a plan, each sentence that a box cuts whole again."""
    tables = tables or {}
    lines, _ = read_lines(plan.text)
    by_start = {line.start: line for line in lines}
    found: list[tuple[int, str, Item]] = []
    boxes: dict[str, Box] = {}
    for section in plan.sections:
        own = [by_start[span.start] for span in section.lines]
        root = re.match(r"(?:B|T|F)\d+(?:~\d+)?", section.path)
        into = root[0] if root and section.kind is not NodeKind.SECTION else ""
        if into and into not in boxes:
            boxes[into] = Box()
            found.append((own[0].start, into, boxes[into]))
        if into:
            if section.path == into:
                boxes[into].items += _box_items(plan, section, own, tables.get(into))
            elif section.kind is NodeKind.PART:
                boxes[into].items += [_text(p.text) for p in paragraphs(own)]
            continue
        for paragraph in _paragraphs(section, own):
            found.append((paragraph[0], section.path, _text(paragraph[1])))
    found.sort(key=lambda entry: entry[0])
    return [item for _, _, item in found]


def _paragraphs(section: Any, own: Sequence[Any]) -> list[tuple[int, str]]:
    found = []
    groups: list[list[Any]] = [[]]
    for line in own:
        groups[-1].append(line)
        if line.ends_paragraph:
            groups.append([])
    for group in groups:
        if group:
            whole = paragraphs(group)
            heading = match_heading(whole[0].text) if not found else None
            if heading is not None and heading.style.worded and section.title in whole[0].text:
                # A title of two lines, its text on the lines below.
                end = whole[0].text.index(section.title) + len(section.title)
                found.append((group[0].start, whole[0].text[:end]))
                rest = whole[0].text[end:]
                found += [(group[0].start + 1, rest)] if rest else []
                whole = whole[1:]
            for paragraph in whole:
                bullet = "• " if paragraph.bullet else ""
                found.append((group[0].start, bullet + paragraph.text))
    return found


def _box_items(plan: Plan, section: Any, own: Sequence[Any], table: Grid | None) -> list[Any]:
    title = re.sub(r"\s+", " ", section.sentences[0].text)
    items: list[Any] = [Text(title)]
    rows = [s for s in plan.sections if s.parent == section.path and s.kind is NodeKind.ROW]
    squeezed = re.sub(r"\s", "", title)
    body = [line for line in own if re.sub(r"\s", "", line.text) not in squeezed]
    if table is not None:
        items.append(table)
        notes = [line for line in own if line.start > rows[-1].start]
        items += [Text(p.text) for p in paragraphs(notes) if p.text.startswith("注")]
        return items
    if any(is_pipe(line.text) for line in own):
        lines = [plan.text[span.start : span.end] for s in [section, *rows] for span in s.lines]
        ordered = sorted(set(lines), key=plan.text.index)
        cells = [pipe_cells(text) for text in ordered if is_pipe(text.strip())]
        items = [] if cells and cells[0][0] in title else items
        if not items:
            items = [Text(cells[0][0])]
            cells = cells[1:]
        width = max(map(len, cells))
        items.append(
            Grid([[Cell(text) for text in row + [""] * (width - len(row))] for row in cells])
        )
        notes = [line for line in own if not is_pipe(line.text) and line.text not in title]
        return items + [Text(p.text) for p in paragraphs(notes)]
    if rows:  # lines of cells, as they were printed
        spans = sorted({span.start for s in [section, *rows] for span in s.lines})
        texts = [
            re.sub(r"\s+", " ", plan.text[a : plan.text.index("\n", a)]).strip() for a in spans
        ]
        return [Text(title), *(Text(text) for text in texts if text not in {"", title})]
    return items + [Text(("• " if p.bullet else "") + p.text) for p in paragraphs(body)]


def _text(words: str) -> Text:
    heading = match_heading(words)
    if heading is None:
        return Text(words)
    return Text(words, heading.style.name, heading.number)


# --- Word -----------------------------------------------------------------------------------------


def write_word(items: Sequence[Item], path: Path, *, generated: bool) -> None:
    """A docx; with `generated`, Word counts the headings and no number stands in the text."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    _page_numbers(document)
    used = [
        name
        for name in STYLES
        if any(isinstance(item, Text) and item.style == name for item in items)
    ]
    counter = _Counter(document, used) if generated else None
    for item in items:
        if isinstance(item, Text):
            _word_text(document.add_paragraph(), item, counter)
        else:
            _word_box(document, item)
    document.save(str(path))


class _Counter:
    """Puts the numbers of headings into numbering.xml."""

    def __init__(self, document: Any, styles: Sequence[str]) -> None:
        self.levels = {name: level for level, name in enumerate(styles)}
        self.next = dict.fromkeys(styles, 1)
        part = document.part.numbering_part.element
        levels = "".join(
            f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{FORMS[name][0]}"/>'
            f'<w:suff w:val="{"tab" if n < 3 or FORMS[name][0] == "decimal" else "nothing"}"/>'
            f'<w:lvlText w:val="{FORMS[name][1].format(n + 1)}"/></w:lvl>'
            for name, n in self.levels.items()
        )
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
        part.insert(0, abstract)
        part.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
        )

    def takes(self, item: Text) -> bool:
        """Whether Word would count to this heading's number here."""
        if item.style not in self.levels or item.number != self.next[item.style]:
            return False
        self.next[item.style] += 1
        for name, level in self.levels.items():
            if level > self.levels[item.style]:
                self.next[name] = 1
        return True


def _word_text(paragraph: Any, item: Text, counter: _Counter | None) -> None:
    words = item.text
    if counter is not None and item.style and counter.takes(item):
        heading = match_heading(words)
        assert heading is not None
        words = words[len(heading.printed) :].lstrip()
        properties = paragraph._p.get_or_add_pPr()
        properties.append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{counter.levels[item.style]}"/>'
                '<w:numId w:val="77"/></w:numPr>'
            )
        )
    elif not item.style:
        paragraph.paragraph_format.first_line_indent = Pt(24)
    half = len(words) // 2  # as Word does, in several runs
    paragraph.add_run(words[:half])
    paragraph.add_run(words[half:])


def _word_box(document: Any, item: Grid | Box) -> None:
    if isinstance(item, Grid):
        _word_grid(document, item)
        return
    frame = document.add_table(rows=1, cols=1, style="Table Grid")
    cell = frame.rows[0].cells[0]
    grids = [x for x in item.items if isinstance(x, Grid)]
    if grids:  # the title over the table, the notes below it, within the table as its own rows
        frame._tbl.getparent().remove(frame._tbl)
        width = sum(c.columns for c in grids[0].rows[0])
        rows: list[list[Cell]] = []
        for inner in item.items:
            rows += inner.rows if isinstance(inner, Grid) else [[Cell(inner.text, columns=width)]]
        _word_grid(document, Grid(rows))
        return
    for n, inner in enumerate(item.items):
        assert isinstance(inner, Text)
        paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        paragraph.add_run(inner.text)
    document.add_paragraph()


def _word_grid(document: Any, grid: Grid) -> None:
    width = sum(cell.columns for cell in grid.rows[0])
    table = document.add_table(rows=len(grid.rows), cols=width, style="Table Grid")
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(grid.rows):
        column = 0
        for cell in row:
            while (r, column) in taken:
                column += 1
            last_row, last_column = r + cell.rows - 1, column + cell.columns - 1
            first = table.cell(r, column)
            if cell.rows > 1 or cell.columns > 1:
                first = first.merge(table.cell(last_row, last_column))
            first.paragraphs[0].add_run(cell.text)
            for a in range(r, last_row + 1):
                taken |= {(a, b) for b in range(column, last_column + 1)}
            column = last_column + 1
    document.add_paragraph()


def _page_numbers(document: Any) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = 1
    paragraph.add_run("— ")
    for kind, words in (("begin", ""), ("", "PAGE"), ("separate", ""), ("", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif words == "PAGE":
            code = OxmlElement("w:instrText")
            code.text = " PAGE "
            run._r.append(code)
        else:
            run.text = words
    paragraph.add_run(" —")
    document.sections[0].header.paragraphs[0].add_run("页眉不是正文")


def to_pdf(path: Path) -> Path:
    """The PDF that LibreOffice makes of a file, beside it."""
    assert SOFFICE is not None
    profile = path.parent / "profile"
    subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation=file://{profile}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(path.parent),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=240,
        env={**os.environ, "HOME": str(path.parent)},
    )
    return path.with_suffix(".pdf")


# --- HTML -----------------------------------------------------------------------------------------

_PAGE = """<!DOCTYPE html><html><head><meta charset="{encoding}"><title>{title}-某市人民政府</title>
<style>p{{text-indent:2em}}</style><script>var a = "脚本不是正文";</script></head><body>
<div class="header"><ul class="nav"><li><a href="/">首页</a></li>
<li><a href="/zwgk">政务公开</a></li>
<li><a href="/zmhd">政民互动</a></li></ul></div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/gh">规划计划</a> &gt; 正文</div>
<div class="content"><h1>{title}</h1>
<div class="info">发布时间：2016-11-13 来源：市政府办公厅
字号：<a href="#">大</a> <a href="#">中</a></div>
<div class="article">
{body}
</div>
<div class="share">分享到：<a href="#">微信</a> <a href="#">微博</a> <a href="#">打印</a></div>
</div><div class="footer">主办：某市人民政府办公厅 备案号：某ICP备00000000号 网站地图 联系我们</div>
</body></html>"""


def write_html(items: Sequence[Item], path: Path, title: str, *, encoding: str = "utf-8") -> None:
    """A page of a government's site."""
    body = "\n".join(_html_item(item) for item in items)
    page = _PAGE.format(body=body, title=html.escape(title), encoding=encoding)
    path.write_bytes(page.encode(encoding, "xmlcharrefreplace"))


def _html_item(item: Item) -> str:
    if isinstance(item, Text):
        return f"<p>　　{html.escape(item.text)}</p>"
    if isinstance(item, Grid):
        rows = (
            "<tr>"
            + "".join(
                f'<td colspan="{c.columns}" rowspan="{c.rows}">{html.escape(c.text)}</td>'
                for c in row
            )
            + "</tr>"
            for row in item.rows
        )
        return "<table>" + "\n".join(rows) + "</table>"
    if any(isinstance(inner, Grid) for inner in item.items):
        return "\n".join(_html_item(inner) for inner in item.items)
    inner = "\n".join(_html_item(x) for x in item.items)
    return f'<table border="1"><tr><td>{inner}</td></tr></table>'
