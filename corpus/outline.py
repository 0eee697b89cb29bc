"""Outline: which node every line of a plan belongs to.

One pass over the lines keeps the open headings and, inside a box, the box's own numbering. A box
floats: it may cut a sentence of the running text, and the text goes on after it. Where a box ends
is decided by what comes next — a number the running text expects, a line set in the running
text's measure, the rest of a cut sentence — never by how long the box is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from corpus.boxes import BoxTitle, Setting, match_box, match_box_number
from corpus.headings import MAX_GAP, Heading, NumberingStyle, Outline, match_heading
from corpus.layout import TERMINAL, Layout, Line, LineRole
from corpus.numerals import parse_numeral
from corpus.plan import NodeKind
from corpus.sentences import is_item
from corpus.tables import has_table_header, is_note, is_pipe, is_row, note_item

__all__ = ["DraftNode", "Reading", "read_outline"]

_PREAMBLE = re.compile(r"^(?:序\s*言|前\s*言|引\s*言|导\s*言)$")
_APPENDIX = re.compile(
    r"^(?:附\s*[件录则表]\s*[\d一二三四五]*|名\s*词\s*解\s*释|结\s*(?:束\s*)?语)[：:]?$"
)
_DATE_LINE = re.compile(
    r"^[（(]?\s*(?:[12]\d{3}|[二一][〇零○Ｏ０一二三四五六七八九]{3})\s*年[^，。；：、]{0,30}[)）]?$"
)
_PUBLICITY = re.compile(r"^[（(]此件.{0,12}[)）]$")


@dataclass
class DraftNode:
    """A node and the lines that are its own."""

    path: str
    label: str
    number: str
    kind: NodeKind
    level: int
    parent: str | None
    heading: Heading | None
    caption: str = ""  # a box's title, an appendix's name
    title_lines: int = 1  # lines the heading of a box takes
    lines: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """Nodes in reading order and what was odd about them."""

    nodes: tuple[DraftNode, ...]
    findings: tuple[str, ...]


@dataclass
class _OpenBox:
    node: DraftNode
    interrupts: bool  # the running text stopped in the middle of a sentence
    inner: Outline = field(default_factory=Outline)
    open_paths: list[str] = field(default_factory=list)
    current: DraftNode | None = None  # the part being read
    has_content: bool = False
    wide: bool = False  # one of its lines is wider than the running text
    last_line: int = -1
    table: bool = False  # its first lines hold a table's header: numbers in it are rows
    pipe: bool = False
    noted: bool = False
    note_item: int = -1  # last number of a note's own list; 0: a bare 注：; -1: it has no list


def read_outline(lines: Sequence[Line], layout: Layout) -> Reading:
    """Assign every body line to a node."""
    return _Reader(lines, layout).read()


class _Reader:
    def __init__(self, lines: Sequence[Line], layout: Layout) -> None:
        self.lines = lines
        self.layout = layout
        self.outline = Outline()
        self.nodes: list[DraftNode] = []
        self.by_path: dict[str, DraftNode] = {}
        self.uses: Counter[str] = Counter()  # how often each address was asked for
        self.findings: list[str] = []
        self.box: _OpenBox | None = None
        self.current: DraftNode | None = None
        self.open_paths: list[str] = []  # addresses of the outline's open headings
        self.appendix: str | None = None  # address of the open appendix
        self.label_prefix = ""  # its name and a blank, or ""
        # Which numbering style the running text has set directly under which.
        self.steps: set[tuple[NumberingStyle | None, NumberingStyle]] = set()
        self.last_box = 0
        self.title_below: int | None = None  # line that holds the title of the box just opened
        self.setting = Setting(lines, layout)

    def read(self) -> Reading:
        body = [i for i, line in enumerate(self.lines) if line.role is LineRole.BODY]
        first = next((i for i in body if self._opens_outline(i)), None)
        begin = body.index(first) if first is not None else len(body)
        self._front(body[:begin], has_outline=first is not None)
        for i in body[begin:]:
            self._line(i, self._may_start_paragraph(i))
        return Reading(tuple(self.nodes), tuple(self.findings))

    def _may_start_paragraph(self, i: int) -> bool:
        """Whether a paragraph can start at line `i`.

        Where nothing but its width marks a paragraph's last line, a full line that closes a
        sentence may be one too.
        """
        between = i - 1
        while between >= 0 and self.lines[between].role is not LineRole.BODY:
            if self.lines[between].role is LineRole.CONTENTS:
                return True
            between -= 1
        if between < 0 or self.lines[i].gap_before:
            return True
        before = self.lines[between]
        closes = before.text[-1] in TERMINAL and not self.layout.blank_ends_paragraph
        return before.ends_paragraph or closes

    # --- before the first heading -------------------------------------------------------------

    def _opens_outline(self, i: int) -> bool:
        heading = match_heading(self.lines[i].text)
        if heading is None or not self._may_start_paragraph(i):
            return False
        return heading.number == 1 or heading.style.worded

    def _front(self, front: Sequence[int], *, has_outline: bool) -> None:
        """Divide what stands before the first heading into cover and preamble."""
        if not front:
            return
        named = next((n for n, i in enumerate(front) if _PREAMBLE.match(self.lines[i].text)), None)
        cut = named if named is not None else self._cover_end(front)
        preamble = front[cut:]
        prose = any(self.lines[i].text[-1] in "。！？" for i in preamble)
        if has_outline and not prose:
            cut = len(front)
        if front[:cut]:
            cover = self._add(DraftNode("cover", "封面", "", NodeKind.COVER, 1, None, None))
            cover.lines.extend(front[:cut])
        if front[cut:]:
            opening = DraftNode("0", "开篇", "", NodeKind.PREAMBLE, 1, None, None)
            if named is not None:
                opening.caption = re.sub(r"\s+", "", self.lines[front[named]].text)
                opening.label = opening.caption
            self._add(opening).lines.extend(front[cut:])

    def _cover_end(self, front: Sequence[int]) -> int:
        """Lines of the cover: up to the last date, publicity note, contents or unnumbered page."""
        cut = 0
        for n, i in enumerate(front):
            line = self.lines[i]
            dated = _DATE_LINE.match(line.text) and self._may_start_paragraph(i)
            if dated or _PUBLICITY.match(line.text):
                cut = n + 1
            before = self.lines[front[n - 1]] if n else None
            if before is not None and before.page is None and line.page is not None:
                cut = max(cut, n)
        return cut

    # --- line by line -------------------------------------------------------------------------

    def _line(self, i: int, starts: bool) -> None:
        line = self.lines[i]
        if self.box is not None and i == self.title_below:
            self.box.node.lines.append(i)
            return
        if self.box is not None and (self._in_table_rows() or not self.box.has_content):
            starts = True  # a title is a line of its own, and so is every line of a table
        if self._box_title(i, starts):
            return
        if self.box is not None:
            framed = self._in_frame(i)
            leaves = starts and self._leaves_box(i) if framed is None else not framed
            if not leaves:
                self._box_line(i, starts)
                return
            self.box = None
        if starts and self._heading(i):
            return
        if starts and _APPENDIX.match(line.text):
            self._appendix(i)
            return
        if self.current is None:
            self.current = self.by_path.get("0") or self._add(
                DraftNode("0", "开篇", "", NodeKind.PREAMBLE, 1, None, None)
            )
        self.current.lines.append(i)

    def _in_frame(self, i: int) -> bool | None:
        """Whether line `i` stands in the frame of the open box; None where the box has no frame."""
        assert self.box is not None
        frame = self.lines[self.box.node.lines[0]].frame
        return self.lines[i].frame == frame if frame else None

    def _heading(self, i: int) -> bool:
        heading = match_heading(self.lines[i].text)
        if heading is None:
            return False
        if not self.outline.accepts(heading):
            self.findings.append(
                f"第{heading.number}项“{self.lines[i].text[:20]}”不接前文编号，按正文处理"
            )
            return False
        odd = self.outline.advance(heading)
        above = [None, *(level.style for level in self.outline.open)][-2]
        self.steps.add((above, heading.style))
        path, parent = self._place(self.open_paths, self.outline, self.appendix)
        label = self.label_prefix + self.outline.label
        if odd:
            self.findings.append(f"{label}：{odd}")
        level = len(self.outline.open) + (1 if self.appendix else 0)
        self.current = self._add(
            DraftNode(path, label, heading.label, NodeKind.SECTION, level, parent, heading)
        )
        self.current.lines.append(i)
        return True

    def _appendix(self, i: int) -> None:
        name = re.sub(r"[\s：:]+", "", self.lines[i].text)
        number = sum(1 for node in self.nodes if re.fullmatch(r"A\d+", node.path)) + 1
        self.outline, self.open_paths = Outline(), []
        self.appendix, self.label_prefix = f"A{number}", f"{name} "
        node = DraftNode(f"A{number}", name, "", NodeKind.SECTION, 1, None, None, caption=name)
        self.current = self._add(node)
        self.current.lines.append(i)

    def _place(
        self, open_paths: list[str], outline: Outline, top: str | None
    ) -> tuple[str, str | None]:
        """Address and parent of the heading just opened; `open_paths` is brought up to date."""
        del open_paths[len(outline.open) - 1 :]
        parent = open_paths[-1] if open_paths else top
        number = str(outline.open[-1].number)
        open_paths.append(self._unique(f"{parent}/{number}" if parent else number))
        return open_paths[-1], parent

    def _unique(self, path: str) -> str:
        """`path`, with ~2, ~3 … where the plan uses a number twice."""
        self.uses[path] += 1
        return path if self.uses[path] == 1 else f"{path}~{self.uses[path]}"

    def _add(self, node: DraftNode) -> DraftNode:
        self.nodes.append(node)
        self.by_path[node.path] = node
        return node

    # --- boxes --------------------------------------------------------------------------------

    def _box_title(self, i: int, starts: bool) -> bool:
        """Open a box if line `i` is the title of one."""
        line = self.lines[i]
        found, below = match_box(line.text), None
        if found is None:
            found, below = self._box_titled_below(i)
        if found is None:
            return False
        number = parse_numeral(found.printed) if found.letter == "B" else None
        in_turn = found.letter == "B" and number == self.last_box + 1
        if not (starts or in_turn) or (found.title and found.title[-1] in "。；，"):
            return False
        if found.letter == "B":
            path, label = self._number_box(number)
        else:
            path = self._unique(found.letter + found.printed)
            label = f"{'表' if found.letter == 'T' else '图'}{found.printed}"
        owner = self.current
        node = DraftNode(
            path,
            label,
            label,
            NodeKind.BOX,
            (owner.level if owner else 0) + 1,
            owner.path if owner else None,
            None,
            caption=found.title,
            title_lines=1 if below is None else 2,
        )
        self._add(node).lines.append(i)
        self.title_below = below
        self.box = _OpenBox(node, interrupts=self._sentence_open())
        self.box.pipe = is_pipe(line.text)
        begin = i + 1 if below is None else below + 1
        following = (x.text for x in self.lines[begin : begin + 11] if x.role is LineRole.BODY)
        self.box.table = has_table_header(list(islice(following, 8)))
        return True

    def _box_titled_below(self, i: int) -> tuple[BoxTitle | None, int | None]:
        """A box whose number stands alone on line `i`, and the line that holds its title."""
        box = match_box_number(self.lines[i].text)
        if box is None:
            return None, None
        j = self.setting.next_body(i)
        text = self.lines[j].text if j is not None else ""
        is_title = (
            0 < len(text) <= 60
            and text[-1] not in "。；，：:"
            and not (match_heading(text) or match_box(text) or is_note(text) or is_pipe(text))
            and not has_table_header([text])
        )
        return (replace(box, title=text), j) if is_title else (box, None)

    def _number_box(self, number: int | None) -> tuple[str, str]:
        """Address and label of the next box; a gap or repeat in the numbers is reported."""
        before, self.last_box = self.last_box, self.last_box + 1 if number is None else number
        label = f"专栏{self.last_box}" if number is not None else "专栏"
        if number is not None and number <= before:
            self.findings.append(f"{label}：编号重复或回退（前一个为专栏{before}）")
        elif number is not None and number > before + 1:
            self.findings.append(f"{label}：前面编号有缺（前一个为专栏{before}）")
        return self._unique(f"B{self.last_box}"), label

    def _box_is_wide(self) -> bool:
        """Whether boxes, or at least this one, are set wider than the running text."""
        return self.setting.wide_boxes or (self.box is not None and self.box.wide)

    def _in_table_rows(self) -> bool:
        return self.box is not None and self.box.table and not self.box.noted

    def _sentence_open(self) -> bool:
        """Whether the running text stopped in the middle of a sentence."""
        if self.current is None or not self.current.lines:
            return False
        last = self.lines[self.current.lines[-1]]
        return not last.ends_paragraph and last.text[-1] not in TERMINAL

    def _box_line(self, i: int, starts: bool) -> None:
        box, text = self.box, self.lines[i].text
        assert box is not None
        box.has_content, box.last_line = True, i
        box.wide = box.wide or (not box.table and self.setting.is_wide(self.lines[i].width))
        box.pipe = box.pipe or is_pipe(text)
        if is_note(text):
            box.noted, box.note_item = True, note_item(text)
        elif starts and self._continues_note(match_heading(text)):
            box.note_item += 1
        numbered = starts and not (box.noted or box.pipe or box.table)
        heading = match_heading(text) if numbered else None
        named = match_heading(text) if box.table and not box.noted else None
        if named is not None and box.inner.expects(named):
            box.inner.advance(named)  # 一、…, 二、… name groups of rows
        if heading is not None and box.inner.accepts(heading):
            odd = box.inner.advance(heading)
            path, parent = self._place(box.open_paths, box.inner, box.node.path)
            label = f"{box.node.label} {box.inner.label}"
            if odd:
                self.findings.append(f"{label}：{odd}")
            level = box.node.level + len(box.inner.open)
            part = DraftNode(path, label, heading.label, NodeKind.PART, level, parent, heading)
            box.current = self._add(part)
        (box.current or box.node).lines.append(i)

    def _leaves_box(self, i: int) -> bool:
        """Whether the paragraph that starts at line `i` belongs to the running text again."""
        box, line = self.box, self.lines[i]
        assert box is not None
        if _APPENDIX.match(line.text):
            return True
        heading = match_heading(line.text)
        if heading is not None and not self._continues_note(heading):
            if heading.style.worded:
                return True
            inside = box.inner.expects(heading)
            outside = self.outline.expects(heading) or self._skips_ahead(heading)
            if box.table:
                used = any(level.style is heading.style for level in self.outline.open)
                return used and outside and not (inside and self._row_follows(i))
            if inside != outside:
                return outside
            return outside and not box.interrupts and self._goes_on_outside(i, heading)
        if box.pipe:
            return not (is_pipe(line.text) or is_note(line.text) or (box.noted and heading))
        if is_note(line.text):
            return False
        if self._box_is_wide() and self.setting.is_running_text(i, in_table=box.table):
            return True
        if box.table and box.has_content:
            before = self.lines[box.last_line]
            if self.setting.is_prose(i) and (before.ends_paragraph or not box.noted):
                return True
        if box.interrupts and box.has_content and line.starts_page and not is_item(line.text):
            return True
        return not self.layout.hard_wrapped and not box.has_content and line.gap_before

    def _continues_note(self, heading: Heading | None) -> bool:
        """Whether a number goes on with the list in the box's note: 注：1.…；2.…."""
        box = self.box
        assert box is not None
        if heading is None or not box.noted or box.note_item < 0:
            return False
        return heading.style.name == "arabic" and heading.number == box.note_item + 1

    def _skips_ahead(self, heading: Heading) -> bool:
        """Whether a number goes on with the running text's, leaving some out, and not the box's."""
        box = self.box
        assert box is not None
        if heading.style.rank > 5 or any(h.style is heading.style for h in box.inner.open):
            return False
        before = [h.number for h in self.outline.open if h.style is heading.style]
        return bool(before) and before[0] < heading.number <= before[0] + MAX_GAP

    def _row_follows(self, i: int) -> bool:
        """Whether the line after `i` is a row of a table, and `i` the name of some rows."""
        j = self.setting.next_body(i)
        return j is not None and is_row(self.lines[j].text)

    def _goes_on_outside(self, i: int, heading: Heading) -> bool:
        """Whether a number that both the box and the running text expect is the running text's."""
        width = self.setting.width_under(i, heading)
        if width is not None and self.setting.is_wide(width):
            return False
        if width is not None and self._box_is_wide():
            return self.setting.is_full(width)
        above = self.outline.open[-1].style if self.outline.open else None
        usual = (above, heading.style) in self.steps
        if heading.number > 1 or not (usual or heading.style.rank <= 5):
            return False
        # A list within the box comes before the running text's own first item.
        for line in self.lines[i + 1 :]:
            later = match_heading(line.text) if line.role is LineRole.BODY else None
            if later is None or later.style.rank > heading.style.rank:
                continue
            if later.number == 1 and self.outline.expects(later):
                return False
            if later.style is not heading.style:
                return True
        return True
