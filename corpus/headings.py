"""Headings: the numbering styles of Chinese plans and how one number leads to the next.

Styles follow GB/T 9704-2012 (公文格式) for 一、（一）1.（1） and the usual 篇/章/节/条 of statutes
and outlines. A style's rank says which styles may stand under which; a plan uses some of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.numerals import NUMERAL_CLASS, parse_numeral, to_chinese

__all__ = ["MAX_GAP", "STYLES", "Heading", "NumberingStyle", "Outline", "match_heading", "title_of"]


@dataclass(frozen=True, slots=True)
class NumberingStyle:
    """One way to number sections."""

    name: str
    rank: int  # a style of higher rank stands under one of lower rank
    pattern: re.Pattern[str]
    worded: bool  # the number holds a word (章, 节): the rest of the line is the title
    running: bool  # may begin or go on at any number (第六章 in 第三篇)
    form: str = ""  # how the number is written: "{cn}、"; empty: as printed, without blanks

    def write(self, number: int, printed: str) -> str:
        """The number in this style's usual form."""
        if not self.form:
            return re.sub(r"\s+", "", printed)
        return self.form.format(cn=to_chinese(number), n=number)


_N = NUMERAL_CLASS
_CN = "零〇一二三四五六七八九十百"
_B = r"[ \t\u3000\xa0]*"

STYLES: tuple[NumberingStyle, ...] = (
    NumberingStyle("part", 0, re.compile(rf"第{_B}([{_N}]+){_B}[篇编]{_B}"), True, True),
    NumberingStyle("chapter", 1, re.compile(rf"第{_B}([{_N}]+){_B}章{_B}"), True, True),
    NumberingStyle("section", 2, re.compile(rf"第{_B}([{_N}]+){_B}节{_B}"), True, True),
    NumberingStyle("article", 3, re.compile(rf"第{_B}([{_N}]+){_B}条[ \t\u3000]+"), True, True),
    NumberingStyle("cn", 4, re.compile(rf"([{_CN}]+){_B}[、．.]{_B}"), False, False, "{cn}、"),
    NumberingStyle(
        "cn_paren",
        5,
        re.compile(rf"[（(]{_B}([{_CN}]+){_B}[)）]{_B}、?"),
        False,
        False,
        "（{cn}）",
    ),
    NumberingStyle(
        "arabic",
        6,
        re.compile(rf"([0-9０-９]{{1,3}}){_B}[.．、]{_B}(?![0-9０-９])"),
        False,
        False,
        "{n}.",
    ),
    NumberingStyle(
        "arabic_paren",
        7,
        re.compile(rf"[（(]{_B}([0-9０-９]{{1,3}}){_B}[)）]{_B}"),
        False,
        False,
        "（{n}）",
    ),
)

# A heading's words end at the first of these; the text after it is the section's body.
_TITLE_END = re.compile(r"[。：:！？]")
_LONGEST_TITLE = 60
# Another number after the first: 一、二、三产业 is an enumeration, no heading.
_ENUMERATION = re.compile(rf"[{_CN}]+{_B}、")
# What follows a number that is spoken of (第三章的…, 第五条规定…) and is no heading.
_REFERRING = frozenset("，、。；的规所和与及中")
MAX_GAP = 3  # a number this far ahead of the expected one may still be a heading with a gap


@dataclass(frozen=True, slots=True)
class Heading:
    """A number at the start of a line, taken as a heading."""

    style: NumberingStyle
    number: int
    printed: str  # the number as printed, closing blanks removed

    @property
    def label(self) -> str:
        """The number as an official writes it, whatever dots and blanks were printed."""
        return self.style.write(self.number, self.printed)


def match_heading(text: str) -> Heading | None:
    """The heading number `text` begins with, or None.

    A decimal (54.8%), a year or a quantity is none: an Arabic number needs its mark and no digit
    after it.
    """
    for style in STYLES:
        match = style.pattern.match(text)
        if match and (number := parse_numeral(match[1])) is not None:
            apart = match[0][-1:].isspace()
            if style.worded and not apart and text[match.end() : match.end() + 1] in _REFERRING:
                return None
            if style.name == "cn" and _ENUMERATION.match(text, match.end()):
                return None
            return Heading(style, number, match[0].strip())
    return None


def title_of(text: str, heading: Heading) -> str:
    """Words of a heading: `text` without its number, up to the first full stop or colon."""
    rest = text[len(heading.printed) :].strip()
    if heading.style.worded:
        return rest
    end = _TITLE_END.search(rest)
    title = rest[: end.start()] if end else rest
    if len(title) > _LONGEST_TITLE:
        clause = re.split(r"[，；,;]", title, maxsplit=1)[0]
        title = clause if len(clause) <= _LONGEST_TITLE else ""
    return title.strip("；;，, ")


@dataclass
class Outline:
    """The open headings, from the top down, while lines are read in order."""

    open: list[Heading] = field(default_factory=list)
    last_running: dict[str, int] = field(default_factory=dict)  # style name → last number seen

    def expects(self, heading: Heading) -> bool:
        """Whether `heading` is the very next one at an open level, or opens a new level at 1."""
        for level in self.open:
            if level.style is heading.style:
                return heading.number == level.number + 1
        deeper = not self.open or heading.style.rank > self.open[-1].style.rank
        return deeper and (heading.number == 1 or heading.style.running)

    def accepts(self, heading: Heading) -> bool:
        """Whether `heading` can stand here, allowing for gaps and repeats that get reported.

        Arabic numbers must follow the sequence closely, for lists and notes begin with them too;
        the other styles are rarely anything but headings.
        """
        if self.expects(heading) or heading.style.rank <= 5:
            return True
        for level in self.open:
            if level.style is heading.style:
                return heading.number == 1 or 0 < heading.number - level.number <= MAX_GAP
        return heading.number == 1

    def advance(self, heading: Heading) -> str | None:
        """Put `heading` in its place; returns what is odd about its number, in Chinese."""
        before = next((h.number for h in self.open if h.style is heading.style), None)
        if heading.style.running:
            if before is None:
                before = self.last_running.get(heading.style.name)
            self.last_running[heading.style.name] = heading.number
        self.open = [h for h in self.open if h.style.rank < heading.style.rank]
        self.open.append(heading)
        number, label = heading.number, self.label
        if number == (before or 0) + 1 or (number == 1 and heading.style.running):
            return None
        if before is None:
            return f"“{label}”前缺少第1项"
        if number <= before:
            return f"“{label}”编号重复或回退（前一项编号为{before}）"
        return f"“{label}”前编号有缺（前一项编号为{before}）"

    @property
    def label(self) -> str:
        """The open numbers as an official writes them: 三、（四）2.（1）; 第二篇第六章."""
        return "".join(heading.label for heading in self.open)
