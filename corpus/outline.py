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
from corpus.captions import (
    continues_table,
    is_appendix,
    is_table_title,
    is_unit_line,
    lists_appendices,
    titled_appendix,
)
from corpus.front import Front
from corpus.headings import MAX_GAP, PLAIN, Heading, NumberingStyle, Outline, match_heading
from corpus.layout import TERMINAL, Layout, Line, LineRole
from corpus.numbering import plain_headings, styles_used
from corpus.numerals import parse_numeral
from corpus.pipe_tables import is_pipe, pipe_cells
from corpus.plan import NodeKind
from corpus.sentences import is_item
from corpus.tables import has_table_header, is_note, is_row, note_item

__all__ = ["DraftNode", "Reading", "read_outline"]

_LEADS = 30  # lines after a number among which the first one below it is looked for


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
        self.plain: frozenset[int] = frozenset()  # lines of headings without a number
        self.noted: int | None = None  # last number of a list in a note of the running text
        self.title_below: int | None = None  # line that holds the title of the box just opened
        self.setting = Setting(lines, layout)
        self.styles = styles_used(lines)
        self.front = Front(lines, layout, self.styles)

    def read(self) -> Reading:
        body = [i for i, line in enumerate(self.lines) if line.role is LineRole.BODY]
        begin = self.front.begin(body)
        self.plain = plain_headings(self.lines, self.front.numbered(body[begin:]), self.styles)
        if self.plain:
            begin = min(begin, *(n for n, i in enumerate(body) if i in self.plain))
        self._front(body[:begin], has_outline=begin < len(body))
        for i in body[begin:]:
            self._line(i, self.front.may_start_paragraph(i))
        return Reading(tuple(self.nodes), tuple(self.findings))

    def _match(self, text: str) -> Heading | None:
        """The heading number a line begins with, in one of the styles of this document."""
        return match_heading(text, self.styles)

    # --- before the first heading -------------------------------------------------------------

    def _front(self, front: Sequence[int], *, has_outline: bool) -> None:
        """Divide what stands before the first heading into cover and preamble."""
        if not front:
            return
        named = self.front.preamble_title(front)
        cut = named if named is not None else self.front.cover_end(front)
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

    # --- line by line -------------------------------------------------------------------------

    def _line(self, i: int, starts: bool) -> None:
        line = self.lines[i]
        if self.box is not None and i == self.title_below:
            self.box.node.lines.append(i)
            return
        if self.box is not None and (self._in_table_rows() or not self.box.has_content):
            starts = True  # a title is a line of its own, and so is every line of a table
        if self._box_title(i, starts) or self._bare_table(i):
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
        if i in self.plain:
            self._plain_heading(i)
            return
        if starts and self._is_appendix(i):
            self._appendix(i)
            return
        if self.current is None:
            self.current = self.by_path.get("0") or self._add(
                DraftNode("0", "开篇", "", NodeKind.PREAMBLE, 1, None, None)
            )
        self.current.lines.append(i)
        if is_note(line.text):
            self.noted = note_item(line.text)
        elif lists_appendices(line.text):
            self.noted = 1

    def _in_frame(self, i: int) -> bool | None:
        """Whether line `i` stands in the frame of the open box; None where the box has no frame."""
        assert self.box is not None
        frame = self.lines[self.box.node.lines[0]].frame
        return self.lines[i].frame == frame if frame else None

    def _heading(self, i: int) -> bool:
        heading = self._match(self.lines[i].text)
        if heading is None:
            return False
        heading = self.outline.fit(heading, leads=self._leads_decimal(i, heading))
        if not self.outline.accepts(heading):
            if heading.style.weak or heading.decimal or self._counts_on(heading):
                return False
            self.findings.append(
                f"第{heading.number}项“{self.lines[i].text[:20]}”不接前文编号，按正文处理"
            )
            return False
        odd = self.outline.advance(heading)
        above = [None, *(level.style for level in self.outline.open)][-2]
        self.steps.add((above, heading.style))
        path, parent = self._place(self.open_paths, self.outline, self.appendix)
        label = self.label_prefix + self.outline.label
        self.noted = None
        if odd:
            self.findings.append(f"{label}：{odd}")
        level = len(self.outline.open) + (1 if self.appendix else 0)
        self.current = self._add(
            DraftNode(path, label, heading.label, NodeKind.SECTION, level, parent, heading)
        )
        self.current.lines.append(i)
        return True

    def _plain_heading(self, i: int) -> None:
        """Open a heading without a number: its address counts those before it."""
        count = sum(1 for node in self.nodes if node.heading and node.heading.style is PLAIN) + 1
        heading = Heading(PLAIN, count, "")
        self.outline.advance(heading)
        path, parent = self._place(self.open_paths, self.outline, self.appendix)
        title = re.sub(r"\s+", " ", self.lines[i].text).strip("：: ")
        label = self.label_prefix + self.outline.label
        node = DraftNode(path, label, "", NodeKind.SECTION, 1, parent, heading, caption=title)
        self.current = self._add(node)
        self.current.lines.append(i)

    def _is_appendix(self, i: int) -> bool:
        """Whether line `i` opens an appendix: 附件1, 名词解释, 附录A 重点项目名单.

        What lists appendices (附件：1.…, or two such lines on end) opens none.
        """
        text = self.lines[i].text
        if is_appendix(text):
            return True
        if not titled_appendix(text) or text[-1] in "。；，":
            return False
        j = self.setting.next_body(i)
        before = self.lines[i - 1].text if i else ""
        after = self.lines[j].text if j is not None else ""
        return not any(titled_appendix(near) for near in (before, after))

    def _leads_decimal(self, i: int, heading: Heading) -> bool:
        """Whether the next number after line `i` is a decimal under this one: 4.1 after 4."""
        if heading.decimal or (heading.style.weak and heading.style.name != "bare"):
            return False
        for line in islice(self.lines, i + 1, i + 1 + _LEADS):
            below = self._match(line.text) if line.role is LineRole.BODY else None
            if below is not None:
                return below.decimal == (heading.number, 1)
        return False

    def _counts_on(self, heading: Heading) -> bool:
        """Whether a number goes on with the list of a note in the running text: 注：1.…；2.…."""
        if self.noted is None or heading.number != self.noted + 1:
            return False
        self.noted += 1
        return True

    def _appendix(self, i: int) -> None:
        text = self.lines[i].text
        titled = titled_appendix(text)
        name = re.sub(r"[\s：:]+", "", titled[0] if titled else text)
        title = titled[1] if titled else name
        number = sum(1 for node in self.nodes if re.fullmatch(r"A\d+", node.path)) + 1
        self.outline, self.open_paths = Outline(), []
        self.appendix, self.label_prefix = f"A{number}", f"{name} "
        node = DraftNode(f"A{number}", name, "", NodeKind.SECTION, 1, None, None, caption=title)
        self.current = self._add(node)
        self.current.lines.append(i)

    def _place(
        self, open_paths: list[str], outline: Outline, top: str | None
    ) -> tuple[str, str | None]:
        """Address and parent of the heading just opened; `open_paths` is brought up to date.

        A decimal whose higher numbers are no headings themselves has them in its address: 2/1.
        """
        del open_paths[len(outline.open) - 1 :]
        parent = open_paths[-1] if open_paths else top
        number = str(outline.open[-1].number)
        steps = outline.open[-1].decimal
        above = outline.open[-2] if len(outline.open) > 1 else None
        missing = len(steps) - 1 - len(above.decimal if above else ()) if steps else 0
        if missing > (above is not None and not above.decimal):
            number = "/".join(map(str, steps))
            whole = [h for h in outline.open[:-1] if not h.decimal]
            parent = open_paths[len(whole) - 1] if whole else top
            number = "/".join(map(str, steps[bool(whole) :]))
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
        if found.letter == "B" and (number is not None or not found.printed):
            path, label = self._number_box(number)
        else:
            path = self._unique(found.letter + found.number)
            label = f"{found.word}{found.printed}"
        owner = self.current
        if found.letter in {"TA", "FA"}:
            owner = self.by_path.get(self.appendix or "")
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

    def _bare_table(self, i: int) -> bool:
        """Open a box at line `i` where a pipe table without a caption begins.

        Its address counts the tables of its section: 2/3/t1. A short line just before it is its
        title, and one that tells its unit belongs to it too.
        """
        line = self.lines[i]
        j = self.setting.next_body(i)
        if not is_pipe(line.text) or (j is None or not is_pipe(self.lines[j].text)):
            return False
        box = self.box
        if box is not None and not (box.pipe and line.gap_before and self._is_another(i)):
            return False
        self.box = None
        owner = self.current
        above = self._caption_lines(owner) if owner is not None and box is None else []
        place = f"{owner.path}/t" if owner else "t"
        count = sum(1 for node in self.nodes if node.path.startswith(place)) + 1
        titles = (self.lines[n].text for n in above)
        title = next((text for text in titles if not is_unit_line(text)), "")
        name = f"第{count}张表"
        node = DraftNode(
            path=self._unique(f"{place}{count}"),
            label=f"{owner.label} {name}" if owner else name,
            number="",
            kind=NodeKind.BOX,
            level=(owner.level if owner else 0) + 1,
            parent=owner.path if owner else None,
            heading=None,
            caption=title,
            title_lines=1 if title else 0,
        )
        self._add(node).lines.extend(above)
        self.box = _OpenBox(node, interrupts=False, pipe=True, table=True)
        self._box_line(i, starts=True)
        return True

    def _is_another(self, i: int) -> bool:
        """Whether a pipe line after a gap has other columns than the table before it."""
        assert self.box is not None
        before = self.lines[self.box.last_line].text
        return is_pipe(before) and len(pipe_cells(before)) != len(pipe_cells(self.lines[i].text))

    def _caption_lines(self, owner: DraftNode) -> list[int]:
        """Lines just before a table that are its title and unit, taken from its section."""
        taken: list[int] = []
        while len(owner.lines) > 1 and len(taken) < 2:
            text = self.lines[owner.lines[-1]].text
            unit = is_unit_line(text)
            if not (unit or is_table_title(text)):
                break
            taken.insert(0, owner.lines.pop())
            if not unit:
                break
        return taken

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
            and not (self._match(text) or match_box(text) or is_note(text) or is_pipe(text))
            and not has_table_header([text])
        )
        return (replace(box, title=text), j) if is_title else (box, None)

    def _number_box(self, number: int | None) -> tuple[str, str]:
        """Address and label of the next box; a gap or repeat in the numbers is reported."""
        before, self.last_box = self.last_box, self.last_box + 1 if number is None else number
        label = f"专栏{self.last_box}" if number is not None else "专栏"
        if number is not None and number <= before:
            self.findings.append(f"{label}：编号重复或回退（前一个为专栏{before}）")
        elif number is not None and number > 1 and not before:
            self.findings.append(f"{label}：前面没有专栏1")
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
        elif starts and self._continues_note(self._match(text)):
            box.note_item += 1
        numbered = starts and not (box.noted or box.pipe or box.table)
        heading = self._match(text) if numbered else None
        named = self._match(text) if box.table and not box.noted else None
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
        if is_appendix(line.text):
            return True
        heading = self._match(line.text)
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
        if box.pipe and continues_table(line.text):
            return False
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
            later = self._match(line.text) if line.role is LineRole.BODY else None
            if later is None or later.style.rank > heading.style.rank:
                continue
            if later.number == 1 and self.outline.expects(later):
                return False
            if later.style is not heading.style:
                return True
        return True
