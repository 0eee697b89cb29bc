"""Titles of boxes (专栏) and captioned tables and pictures, and how wide boxes are set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.headings import Heading, match_heading
from corpus.layout import TERMINAL, Layout, Line, LineRole
from corpus.numerals import parse_numeral
from corpus.tables import is_pipe, pipe_cells

__all__ = ["BoxTitle", "Setting", "match_box", "match_box_number"]

_NARROW = 6  # columns a full line may differ from the measure
_WIDER = 8  # columns by which the lines of a wide box exceed it
_PROSE = 40  # characters of a paragraph that is too long for a table's cell

_B = r"[ \t\u3000]*"
_BOX = re.compile(
    rf"[【\[]?{_B}专{_B}栏{_B}([0-9０-９]+(?:[-－—.．][0-9]{{1,2}})?|[零〇一二三四五六七八九十百]*){_B}[】\]：:．.、]?{_B}"
)
_TABLE = re.compile(
    rf"(附?[表图]){_B}"
    r"(\d{1,3}(?:[-－—.．]\d{1,3})?|[一二三四五六七八九十]{1,3}(?=[ \t\u3000：:]))"
    r"[ \t\u3000：:．.]*"
)
_LETTERS = {"表": "T", "图": "F", "附表": "TA", "附图": "FA"}
# What follows a box's number where the text only speaks of it: 专栏5所列, 专栏2中的, 表1和表2.
_REFERENCE = re.compile(
    r"^(?:[，。；、）)的所致]|[和与及]?(?:专栏|[表图]\s*\d)|中[的，、所有]|内[的，、所容]|[已将])"
)


@dataclass(frozen=True, slots=True)
class BoxTitle:
    """The title line of a box."""

    letter: str  # of its address: B for 专栏, T for 表, F for 图, TA and FA for 附表 and 附图
    printed: str  # its number as printed, "" where it has none
    title: str  # "" where the line holds the number alone
    word: str = "专栏"

    @property
    def number(self) -> str:
        """The number as an address has it: 3-1 of 表3.1, 2 of 表二."""
        plain = re.sub(r"[-－—.．]", "-", self.printed)
        return str(parse_numeral(plain) or plain)


def match_box(text: str) -> BoxTitle | None:
    """The box whose title `text` is, or None."""
    if is_pipe(text):
        text = next((cell for cell in pipe_cells(text) if cell), "")
    box, table = _BOX.match(text), _TABLE.match(text)
    if box:
        title = text[box.end() :].strip()
        if not title or _REFERENCE.match(title) or len(title) > 60:
            return None
        return BoxTitle("B", box[1], title)
    if table:
        title = text[table.end() :].strip()
        if not title or _REFERENCE.match(title) or len(title) > 50 or "。" in title:
            return None
        return BoxTitle(_LETTERS[table[1]], table[2], title, table[1])
    return None


def match_box_number(text: str) -> BoxTitle | None:
    """The box whose number `text` is, the title standing in the line below; or None."""
    box = _BOX.fullmatch(text)
    return BoxTitle("B", box[1], "") if box and box[1] else None


class Setting:
    """How wide running text and boxes are set, and what a line's width says of its place."""

    def __init__(self, lines: Sequence[Line], layout: Layout) -> None:
        self.lines = lines
        self.layout = layout
        body = [line for line in lines if line.role is LineRole.BODY]
        wide = 0
        for n, line in enumerate(body):
            if match_box(line.text) or match_box_number(line.text):
                wide += any(self.is_wide(x.width) for x in body[n + 1 : n + 7])
        self.wide_boxes = wide >= 2  # boxes are set wider than the running text

    def is_wide(self, width: int) -> bool:
        """Whether a line is wider than running text ever is."""
        return self.layout.hard_wrapped and width > self.layout.measure + _WIDER

    def is_full(self, width: int) -> bool:
        """Whether a line is as wide as a full line of running text."""
        return self.layout.hard_wrapped and abs(width - self.layout.measure) <= _NARROW

    def next_body(self, i: int) -> int | None:
        """The next line that holds text of the plan."""
        following = range(i + 1, len(self.lines))
        return next((j for j in following if self.lines[j].role is LineRole.BODY), None)

    def is_running_text(self, i: int, *, in_table: bool) -> bool:
        """Whether line `i` is a full line of running text, where boxes are set wider."""
        line = self.lines[i]
        j = self.next_body(i)
        return (
            self.is_full(line.width)
            and (not in_table or "，" in line.text or "。" in line.text)
            and not line.ends_paragraph
            and line.text[-1] not in TERMINAL  # a short last line of a box can be as wide
            and (j is None or not self.is_wide(self.lines[j].width))
        )

    def is_prose(self, i: int) -> bool:
        """Whether line `i` begins a paragraph of prose, which no cell of a table does."""
        line = self.lines[i]
        if "，" not in line.text:
            return False
        if not self.layout.hard_wrapped:
            return line.text[-1] in "。！？" and len(line.text) >= _PROSE
        return not line.ends_paragraph and self.is_full(line.width)

    def width_under(self, i: int, heading: Heading) -> int | None:
        """Columns of the first full line from the heading at `i` on.

        Looked for in its own text, under its first children and, for a first item, in the items
        that follow it.
        """
        j: int | None = i
        last = heading
        below: Heading | None = heading
        while j is not None:
            line = self.lines[j]
            if not line.ends_paragraph and line.text[-1] not in TERMINAL:
                return line.width
            # A title has its text below; after an item in one line nothing more is its own.
            complete = "。" in line.text if below is last else line.ends_paragraph
            j = self.next_body(j)
            if j is None or match_box(self.lines[j].text):
                return None
            below = match_heading(self.lines[j].text)
            if below is None:
                if complete:
                    return None
                continue
            sibling = heading.number == 1 and below.style is last.style
            if not (sibling and below.number == last.number + 1) and (
                below.number > 1 or below.style.rank <= last.style.rank
            ):
                return None
            last = below
        return None
