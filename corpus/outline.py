"""Outline: which node every line of a plan belongs to.

One pass over the lines keeps the open headings and, inside a box, the box's own numbering. A box
floats: it may cut a sentence of the running text, and the text goes on after it. Where a box ends
is decided by what comes next — a number the running text expects, a line set in the running
text's measure, the rest of a cut sentence — never by how long the box is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.headings import Heading, Outline, match_heading
from corpus.lines import TERMINAL, Layout, Line, LineRole
from corpus.numerals import parse_numeral
from corpus.plan import NodeKind
from corpus.tables import has_table_header, is_note, is_pipe, pipe_cells

__all__ = ["DraftNode", "Reading", "read_outline"]

_BOX = re.compile(
    r"专[ \t\u3000]*栏[ \t\u3000]*([0-9０-９]+|[零〇一二三四五六七八九十百]*)[ \t\u3000]*[：:．.、]?[ \t\u3000]*"
)
_TABLE = re.compile(r"(表|图)[ \t\u3000]*(\d{1,3}(?:[-－—]\d{1,3})?)[ \t\u3000：:．.]*")
# What follows a box's number where the text only speaks of it: 专栏5所列, 专栏2中的, 表1和表2.
_REFERENCE = re.compile(
    r"^(?:[，。；、）)的所]|[和与及](?:专栏|表|图)|中[的，、所有]|内[的，、所容]|[已将])"
)
_PREAMBLE = re.compile(r"^(?:序\s*言|前\s*言|引\s*言|导\s*言)$")
_APPENDIX = re.compile(r"^(?:附\s*[件录则表]\s*[\d一二三四五]*|名\s*词\s*解\s*释|结\s*(?:束\s*)?语)[：:]?$")
_DATE_LINE = re.compile(
    r"^[（(]?\s*(?:[12]\d{3}|[二一][〇零○Ｏ０一二三四五六七八九]{3})\s*年.{0,30}[)）]?$"
)
_PUBLICITY = re.compile(r"^[（(]此件.{0,12}[)）]$")
_NARROW = 6  # columns a full line may differ from the measure
_WIDE = 8  # columns a box's lines are wider than the measure


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
    current: DraftNode | None = None  # the part being read
    has_content: bool = False
    table: bool = False  # its first lines hold a table's header: numbers in it are rows
    pipe: bool = False
    noted: bool = False


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
        self.findings: list[str] = []
        self.box: _OpenBox | None = None
        self.current: DraftNode | None = None
        self.prefix = ""  # address of the open appendix and "/", or ""
        self.label_prefix = ""  # its name and a blank, or ""
        self.last_box = 0
        self.wide_boxes = layout.hard_wrapped and _boxes_are_wide(lines, layout)

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
            if _DATE_LINE.match(line.text) or _PUBLICITY.match(line.text):
                cut = n + 1
            before = self.lines[front[n - 1]] if n else None
            if before is not None and before.page is None and line.page is not None:
                cut = max(cut, n)
        return cut

    # --- line by line -------------------------------------------------------------------------

    def _line(self, i: int, starts: bool) -> None:
        line = self.lines[i]
        if self._box_title(i, starts):
            return
        if self.box is not None:
            if not (starts and self._leaves_box(i)):
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
        path = self._unique(self.prefix + self.outline.path)
        label = self.label_prefix + self.outline.label
        if odd:
            self.findings.append(f"{label}：{odd}")
        parent = self._existing_parent(path)
        level = len(self.outline.open) + (1 if self.prefix else 0)
        self.current = self._add(
            DraftNode(path, label, heading.label, NodeKind.SECTION, level, parent, heading)
        )
        self.current.lines.append(i)
        return True

    def _appendix(self, i: int) -> None:
        name = re.sub(r"[\s：:]+", "", self.lines[i].text)
        number = sum(1 for node in self.nodes if re.fullmatch(r"A\d+", node.path)) + 1
        self.outline = Outline()
        self.prefix, self.label_prefix = f"A{number}/", f"{name} "
        node = DraftNode(f"A{number}", name, "", NodeKind.SECTION, 1, None, None, caption=name)
        self.current = self._add(node)
        self.current.lines.append(i)

    def _existing_parent(self, path: str) -> str | None:
        parent = path.rpartition("/")[0]
        while parent and parent not in self.by_path:
            parent = parent.rpartition("/")[0]
        return parent or None

    def _unique(self, path: str) -> str:
        """`path`, with ~2, ~3 … where the plan uses a number twice."""
        if path not in self.by_path:
            return path
        n = 2
        while f"{path}~{n}" in self.by_path:
            n += 1
        return f"{path}~{n}"

    def _add(self, node: DraftNode) -> DraftNode:
        self.nodes.append(node)
        self.by_path[node.path] = node
        return node

    # --- boxes --------------------------------------------------------------------------------

    def _box_title(self, i: int, starts: bool) -> bool:
        """Open a box if line `i` is the title of one."""
        line = self.lines[i]
        found = _match_box(line.text)
        if found is None:
            return False
        letter, printed, title = found
        number = parse_numeral(printed) if letter == "B" else None
        in_turn = letter == "B" and number == self.last_box + 1
        if not (starts or in_turn) or title[-1:] in "。；，":
            return False
        if letter == "B":
            self.last_box = number if number is not None else self.last_box + 1
            path, label = self._unique(f"B{self.last_box}"), f"专栏{number or ''}" or "专栏"
        else:
            path, label = self._unique(letter + printed), f"{'表' if letter == 'T' else '图'}{printed}"
        owner = self.current
        node = DraftNode(
            path,
            label,
            label,
            NodeKind.BOX,
            (owner.level if owner else 0) + 1,
            owner.path if owner else None,
            None,
            caption=title,
        )
        self._add(node).lines.append(i)
        self.box = _OpenBox(node, interrupts=self._sentence_open())
        self.box.pipe = is_pipe(line.text)
        following = (x.text for x in self.lines[i + 1 : i + 12] if x.role is LineRole.BODY)
        self.box.table = has_table_header([text for text, _ in zip(following, range(8))])
        return True

    def _sentence_open(self) -> bool:
        """Whether the running text stopped in the middle of a sentence."""
        if self.current is None or not self.current.lines:
            return False
        last = self.lines[self.current.lines[-1]]
        return not last.ends_paragraph and last.text[-1] not in TERMINAL

    def _box_line(self, i: int, starts: bool) -> None:
        box, text = self.box, self.lines[i].text
        assert box is not None
        box.has_content = True
        box.pipe = box.pipe or is_pipe(text)
        box.noted = box.noted or is_note(text)
        numbered = starts and not (box.noted or box.pipe or box.table)
        heading = match_heading(text) if numbered else None
        if heading is not None and box.inner.accepts(heading):
            odd = box.inner.advance(heading)
            path = self._unique(f"{box.node.path}/{box.inner.path}")
            label = f"{box.node.label} {box.inner.label}"
            if odd:
                self.findings.append(f"{label}：{odd}")
            parent = self._existing_parent(path)
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
        if heading is not None and not (box.noted and heading.style.name == "arabic"):
            if heading.style.worded:
                return True
            inside, outside = box.inner.expects(heading), self.outline.expects(heading)
            if box.table:
                return outside and any(h.style is heading.style for h in self.outline.open)
            if inside != outside:
                return outside
            return outside and self._in_running_measure(i)
        if box.pipe:
            return not (is_pipe(line.text) or is_note(line.text) or (box.noted and heading))
        if is_note(line.text):
            return False
        if self._in_running_measure(i):
            return True
        if box.interrupts and box.has_content and line.starts_page:
            return True
        return not self.layout.hard_wrapped and not box.has_content and line.gap_before

    def _in_running_measure(self, i: int) -> bool:
        """Whether line `i` is a full line set as wide as the running text, where boxes differ."""
        line = self.lines[i]
        prose = "，" in line.text or "。" in line.text
        following = next((x for x in self.lines[i + 1 :] if x.role is LineRole.BODY), None)
        return (
            self.wide_boxes
            and (prose or not (self.box and self.box.table))
            and not line.ends_paragraph
            and line.text[-1] not in TERMINAL  # a short last line of a box can be as wide
            and (following is None or following.width <= self.layout.measure + _WIDE)
            and abs(line.width - self.layout.measure) <= _NARROW
        )


def _match_box(text: str) -> tuple[str, str, str] | None:
    """(letter of the address, printed number, title) of a box's title line, or None."""
    if is_pipe(text):
        text = next((cell for cell in pipe_cells(text) if cell), "")
    box, table = _BOX.match(text), _TABLE.match(text)
    if box:
        title = text[box.end() :].strip()
        if not title or _REFERENCE.match(title) or len(title) > 60:
            return None
        return "B", box[1], title
    if table:
        title = text[table.end() :].strip()
        if not title or _REFERENCE.match(title) or len(title) > 50 or "。" in title:
            return None
        return ("T" if table[1] == "表" else "F"), table[2], title
    return None


def _boxes_are_wide(lines: Sequence[Line], layout: Layout) -> bool:
    """Whether the text of boxes is set in a wider measure than the running text."""
    body = [line for line in lines if line.role is LineRole.BODY]
    wide = 0
    for n, line in enumerate(body):
        if _match_box(line.text):
            full = [x for x in body[n + 1 : n + 7] if not x.ends_paragraph or x.width > layout.measure]
            wide += any(x.width > layout.measure + _WIDE for x in full)
    return wide >= 2
