"""Headings: the numbering styles of Chinese plans and how one number leads to the next.

Styles follow GB/T 9704-2012 (公文格式) for 一、（一）1.（1）, the usual 篇/章/节/条 of statutes and
outlines, and 1, 1.1, 1.1.1 of technical plans. A style's rank says which styles may stand under
which; a plan uses some of them. Weak styles look like much that is no heading (1）, ①, 1 总则): a
plan has them where `corpus.numbering` finds them counting on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from corpus.numerals import NUMERAL_CLASS, parse_numeral, to_chinese

__all__ = [
    "MAX_GAP",
    "PLAIN",
    "STYLES",
    "WEAK_STYLES",
    "Heading",
    "NumberingStyle",
    "Outline",
    "match_heading",
    "title_of",
]


@dataclass(frozen=True, slots=True)
class NumberingStyle:
    """One way to number sections."""

    name: str
    rank: float  # a style of higher rank stands under one of lower rank
    pattern: re.Pattern[str]
    worded: bool  # the number holds a word (章, 节): the rest of the line is the title
    running: bool  # may begin or go on at any number (第六章 in 第三篇)
    form: str = ""  # how the number is written: "{cn}、"; empty: as printed, without blanks
    weak: bool = False  # is a heading only as the very next of its kind

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
    NumberingStyle("portion", 0, re.compile(rf"第{_B}([{_N}]+){_B}大?部{_B}分{_B}"), True, True),
    NumberingStyle("chapter", 1, re.compile(rf"第{_B}([{_N}]+){_B}章{_B}"), True, True),
    NumberingStyle("section", 2, re.compile(rf"第{_B}([{_N}]+){_B}节{_B}"), True, True),
    NumberingStyle(
        "article",
        3,
        re.compile(rf"第{_B}([{_N}]+){_B}条(?:[ \t\u3000]+|(?=[【（(\u4e00-\u9fff]))"),
        True,
        True,
    ),
    NumberingStyle("cn", 4, re.compile(rf"([{_CN}]+){_B}[、．.]{_B}"), False, False, "{cn}、"),
    NumberingStyle(
        "cn_paren",
        5,
        re.compile(rf"(?:[（(]{_B}([{_CN}]+){_B}[)）]|([㈠-㈩])){_B}、?"),
        False,
        False,
        "（{cn}）",
    ),
    NumberingStyle(
        "arabic",
        6,
        re.compile(rf"(?:([0-9０-９]{{1,3}}){_B}[.．、]{_B}(?![0-9０-９])|([⒈-⒛]){_B})"),
        False,
        False,
        "{n}.",
    ),
    NumberingStyle(
        "arabic_paren",
        7,
        re.compile(rf"(?:[（(]{_B}([0-9０-９]{{1,3}}){_B}[)）]|([⑴-⒇])){_B}"),
        False,
        False,
        "（{n}）",
    ),
)

# What makes a number with a point a figure: its unit or sign, at once or after a blank.
_FIGURE = (
    r"[%％‰°]|[-—–~～至]|[余多]?[十百千万亿]*(?:个?百分点|美?元|吨|公里|米|亩|公顷|平方|立方|倍|人|户|家|万|亿|个|分|"
    r"度|千瓦|兆|天|小时|年|岁|级|秒|克|升|斤|件|台|辆|次|左右|以上|以下)"
)
WEAK_STYLES: tuple[NumberingStyle, ...] = (
    *(
        NumberingStyle(
            f"decimal{depth}",
            6 + depth / 10,
            re.compile(
                rf"(\d{{1,2}}(?:[.．]\d{{1,2}}){{{depth - 1}}})(?![.．\d])[.．、]?{_B}(?!{_FIGURE})"
                r"(?=[\u4e00-\u9fffA-Za-z“《（])"
            ),
            False,
            False,
        )
        for depth in (2, 3, 4, 5)
    ),
    NumberingStyle(
        "cn_bare",
        4,
        re.compile(rf"([{_CN}]+)[ \t\u3000\xa0]+(?=[\u4e00-\u9fff“])"),
        False,
        False,
        "{cn}、",
        weak=True,
    ),
    NumberingStyle(
        "bare",
        4,
        re.compile(rf"(\d{{1,2}})[ \t\u3000\xa0]+(?!{_FIGURE})(?=[\u4e00-\u9fff“])"),
        False,
        False,
        "{n}",
        weak=True,
    ),
    NumberingStyle(
        "half_paren",
        8,
        re.compile(rf"([0-9０-９]{{1,2}}){_B}[)）]{_B}(?=\S)"),
        False,
        False,
        "{n}）",
        weak=True,
    ),
    NumberingStyle("circled", 9, re.compile(rf"([①-⑳]){_B}(?=\S)"), False, False, "", weak=True),
)
# A heading without a number, counted in reading order.
PLAIN = NumberingStyle("plain", 3.5, re.compile(r"(?!)"), True, True, "第{n}部分")

# A heading's words end at the first of these; the text after it is the section's body.
_TITLE_END = re.compile(r"[。：:！？]")
_LONGEST_TITLE = 60
_LONGEST_BARE = 40  # characters of a line that begins with a number and a blank alone
_BARE = frozenset({"bare", "cn_bare", "portion"})
_NAMED_ARTICLE = re.compile(r"[【（(]([^】）)]{2,20})[】）)]")
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
    decimal: tuple[int, ...] = ()  # all numbers of 3.2.1, `number` being the last

    @property
    def label(self) -> str:
        """The number as an official writes it, whatever dots and blanks were printed."""
        return self.style.write(self.number, self.printed)


def match_heading(text: str, styles: Sequence[NumberingStyle] = STYLES) -> Heading | None:
    """The heading number `text` begins with, or None.

    A decimal (54.8%), a year or a quantity is none: an Arabic number needs its mark and no digit
    after it.
    """
    for style in styles:
        match = style.pattern.match(text)
        if match is None:
            continue
        printed = next(group for group in match.groups() if group)
        decimal = _decimal(printed) if style.name.startswith("decimal") else ()
        number = decimal[-1] if decimal else _number(printed)
        if number is None or (decimal and not all(decimal)):
            continue
        apart = match[0][-1:].isspace()
        after = text[match.end() : match.end() + 1]
        if style.worded and not apart and after in _REFERRING:
            return None
        if decimal and after in "，、。；的和与及":
            return None
        if style.name == "cn" and _ENUMERATION.match(text, match.end()):
            return None
        if style.name in _BARE and (len(text) > _LONGEST_BARE or text[-1] in "。；，"):
            continue
        return Heading(style, number, match[0].strip(), decimal)
    return None


def _number(printed: str) -> int | None:
    """Number of a printed numeral, also of one character: ③, ㈢, ⑶, ⒊."""
    for first in "①㈠⑴⒈":
        if len(printed) == 1 and 0 <= ord(printed) - ord(first) < 20:
            return ord(printed) - ord(first) + 1
    return parse_numeral(printed)


def _decimal(printed: str) -> tuple[int, ...]:
    return tuple(int(step) for step in re.split(r"[.．]", printed))


def title_of(text: str, heading: Heading) -> str:
    """Words of a heading: `text` without its number, up to the first full stop or colon.

    An article of a statute has none but what stands in brackets: 第五条【适用范围】….
    """
    rest = text[len(heading.printed) :].strip()
    if heading.style.name == "article":
        named = _NAMED_ARTICLE.match(rest)
        return named[1] if named else "" if re.search(r"[。；：，]", rest) else rest
    if heading.style.worded:
        return rest
    end = _TITLE_END.search(rest)
    title = rest[: end.start()] if end else rest
    if len(title) > _LONGEST_TITLE:
        clause = re.split(r"[，；,;]", title, maxsplit=1)[0]
        title = clause if len(clause) <= _LONGEST_TITLE else ""
    return title.strip("；;，, ")


@lru_cache(maxsize=32)
def _lowered(style: NumberingStyle) -> NumberingStyle:
    """The style as it stands under decimals, whatever its rank is elsewhere."""
    return replace(style, rank=style.rank + 10)


@dataclass
class Outline:
    """The open headings, from the top down, while lines are read in order."""

    open: list[Heading] = field(default_factory=list)
    last_running: dict[str, int] = field(default_factory=dict)  # style name → last number seen

    def fit(self, heading: Heading, *, leads: bool = False) -> Heading:
        """The heading with its style lowered where it opens a level under a decimal one.

        1. and （一） are ranked by themselves; under 3.2.1 they are its items, and so is （一）
        under a 1. of the highest level.

        Args:
            heading: the heading as it is by itself.
            leads: whether a decimal of its number comes next: 4.1 after 4.
        """
        if heading.style.worded or heading.decimal or leads:
            return heading
        low = _lowered(heading.style)
        own = next((level for level in self.open if level.style is heading.style), None)
        lowered = next((level for level in self.open if level.style is low), None)
        if lowered is not None and (own is None or heading.number != own.number + 1):
            return replace(heading, style=low)
        if lowered is not None and heading.number == lowered.number + 1:
            return replace(heading, style=low)
        decimal = any(level.decimal for level in self.open)
        used = own is not None and not (decimal and heading.number <= own.number)
        top = self.open[0].style.name if self.open else ""
        under_top = heading.style.name == "cn_paren" and top in {"arabic", "bare"}
        if not used and heading.number == 1 and (decimal or under_top):
            return replace(heading, style=low)
        return heading

    def expects(self, heading: Heading) -> bool:
        """Whether `heading` is the very next one at an open level, or opens a new level at 1."""
        if heading.decimal:
            return self._expects_decimal(heading, 0)
        for level in self.open:
            if level.style is heading.style:
                return heading.number == level.number + 1
        deeper = not self.open or heading.style.rank > self.open[-1].style.rank
        return deeper and (heading.number == 1 or heading.style.running)

    def _expects_decimal(self, heading: Heading, gap: int) -> bool:
        """Whether 3.2.1 goes on from the open numbers, leaving out up to `gap`."""
        *above, last = heading.decimal
        open_ = [level for level in self.open if level.decimal]
        for level in open_:
            if len(level.decimal) == len(heading.decimal):
                same = list(level.decimal[:-1]) == above
                if same or not self._is_open(above):
                    return same and 1 <= last - level.number <= 1 + gap
                return last <= 1 + gap
        return last <= 1 + gap and (not self.open or self._is_open(above))

    def _is_open(self, steps: Sequence[int]) -> bool:
        """Whether the headings that numbers name are open: 3.2, or a third chapter for 3."""
        if len(steps) > 1:
            return any(list(level.decimal) == list(steps) for level in self.open)
        plain = [level for level in self.open if not level.decimal]
        if not any(level.decimal for level in self.open) and not plain:
            return True
        return any(level.number == steps[0] for level in plain) or (
            not plain or all(level.style is PLAIN for level in plain)
        )

    def accepts(self, heading: Heading) -> bool:
        """Whether `heading` can stand here, allowing for gaps and repeats that get reported.

        Arabic numbers must follow the sequence closely, for lists and notes begin with them too;
        the other styles are rarely anything but headings.
        """
        if self.expects(heading):
            return True
        if heading.decimal:
            return self._expects_decimal(heading, MAX_GAP - 1)
        if heading.style.weak:
            return False
        if heading.style.name == "article":
            last = self.last_running.get("article", 0)
            return 0 < heading.number - last <= MAX_GAP or heading.number == 1
        if heading.style.rank <= 5:
            return True
        for level in self.open:
            if level.style is heading.style:
                return heading.number == 1 or 0 < heading.number - level.number <= MAX_GAP
        return heading.number == 1

    def advance(self, heading: Heading) -> str | None:
        """Put `heading` in its place; returns what is odd about its number, in Chinese."""
        same = (h for h in self.open if h.style is heading.style)
        before = next((h.number for h in same if h.decimal[:-1] == heading.decimal[:-1]), None)
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
        """The open numbers as an official writes them: 三、（四）2.（1）; 第二篇第六章; 3.2.1."""
        last = max((n for n, heading in enumerate(self.open) if heading.decimal), default=-1)
        if last < 0:
            return "".join(heading.label for heading in self.open)
        below = "".join(heading.label for heading in self.open[last + 1 :])
        return f"{self.open[last].label} {below}".rstrip()
