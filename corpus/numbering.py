"""Which weak numbering styles a document uses, told from how its numbers count on.

1.1, 1）, ① or a number with a blank after it begin many a line that is no heading. A document uses
such a style for headings where several paragraphs begin with it and each counts on from the last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.cells import is_value
from corpus.headings import STYLES, WEAK_STYLES, Heading, NumberingStyle, match_heading
from corpus.layout import Line, LineRole
from corpus.pipe_tables import is_pipe

__all__ = ["plain_headings", "styles_used"]

_LEAST = {"half_paren": 2, "circled": 2, "bare": 2, "cn_bare": 3}
_LONGEST_PLAIN = 28  # characters of a heading without a number
_NO_HEADING = re.compile(
    r"[。；，：！？,;!?…]$|[。；！？]|^[（(【\[|<]|^\d|\d$|年.{0,6}[月日]|^目\s*[录次]$|"
    r"^(?:附|注|表|图|专\s*栏|单位|来源|资料)"
)
_ON_COVER = re.compile(
    r"(?:政府|委员会|办公[室厅]|[局厅部委院队]|规划|纲要|方案|意见|计划|公报|报告|通报|决定|办法|通知|要点)$"
)
_TOPS = 5  # rank below which a style numbers chapters
_CANDIDATE = re.compile(r"[\d０-９①-⑳零〇一二三四五六七八九十]")


def styles_used(lines: Sequence[Line]) -> tuple[NumberingStyle, ...]:
    """The styles that headings of a document can have, the surer ones last to be tried first."""
    held = [
        line.text
        for line in lines
        if line.role is LineRole.BODY
        and _CANDIDATE.match(line.text)
        and not is_pipe(line.text)
        and not any(is_value(token) for token in line.text.split()[1:])
    ]
    found: dict[str, list[Heading]] = {}
    for text in held:
        if match_heading(text) is None:
            heading = match_heading(text, WEAK_STYLES)
            if heading is not None:
                found.setdefault(heading.style.name, []).append(heading)
    steps = [h.decimal for name, all_ in found.items() if "decimal" in name for h in all_]
    decimal = any(_counts(found.get(f"decimal{depth}", []), 2) for depth in (2, 3))
    used = {name for name, least in _LEAST.items() if _counts(found.get(name, []), least)}
    tops = {heading.number for heading in found.get("bare", [])}
    if not decimal or len(tops & {step[0] for step in steps}) < _LEAST["bare"]:
        used.discard("bare")  # 1 总则 needs 1.1 under it
    if any((one := match_heading(text)) and one.style.name == "cn" for text in held):
        used.discard("cn_bare")
    weak = (s for s in WEAK_STYLES if s.name in used or (decimal and "decimal" in s.name))
    return (*STYLES, *weak)


def _counts(headings: Sequence[Heading], least: int) -> bool:
    """Whether at least so many numbers follow each other from a first one on."""
    run = best = 0
    before: Heading | None = None
    for heading in headings:
        above = before.decimal[:-1] if before else ()
        goes_on = before is not None and heading.number == before.number + 1
        if goes_on and above == heading.decimal[:-1]:
            run += 1
        else:
            run = int(heading.number == 1)
        before = heading
        best = max(best, run if run else 0)
    return best >= least


def plain_headings(
    lines: Sequence[Line], numbered: Sequence[int], styles: Sequence[NumberingStyle]
) -> frozenset[int]:
    """Lines that are headings without a number, where no chapters are numbered.

    Such a line is short, has no stop, stands alone and has prose under it or a number that begins
    anew; there are two or more of them, and text of the same document is set in full paragraphs.

    Args:
        lines: of the document.
        numbered: those that begin with the number of a heading.
        styles: that its headings can have.
    """
    tops = [match_heading(lines[i].text, styles) for i in numbered]
    if any(one and (one.style.rank < _TOPS or one.decimal) for one in tops):
        return frozenset()
    body = [i for i, line in enumerate(lines) if line.role is LineRole.BODY]
    prose = [n for n, i in enumerate(body) if _is_prose(lines, i)]
    if len(prose) < 2:
        return frozenset()
    begins = set(numbered)
    found = []
    for n, (i, after) in enumerate(pairwise(body)):
        if i in begins or not _can_be_title(lines, body[n - 1] if n else None, i):
            continue
        if n < prose[0] and _ON_COVER.search(lines[i].text):
            continue
        opens = after in begins and _is_first(lines, after, styles)
        if opens or (n and n >= prose[0] - 1 and _is_prose(lines, after)):
            found.append(i)
    return frozenset(found) if len(found) > 1 else frozenset()


def _is_prose(lines: Sequence[Line], i: int) -> bool:
    """Whether line `i` begins a paragraph of running text."""
    text = lines[i].text
    if is_pipe(text):
        return False
    goes_on = not lines[i].ends_paragraph and len(text) >= _LONGEST_PLAIN // 2
    return goes_on or len(text) >= _LONGEST_PLAIN + 2 or (len(text) > 12 and text[-1] in "。！？")


def _can_be_title(lines: Sequence[Line], before: int | None, i: int) -> bool:
    text = lines[i].text
    return (
        2 <= len(text) <= _LONGEST_PLAIN
        and not _NO_HEADING.search(text)
        and (before is None or lines[before].ends_paragraph)
        and lines[i].ends_paragraph
        and not is_pipe(text)
    )


def _is_first(lines: Sequence[Line], i: int, styles: Sequence[NumberingStyle]) -> bool:
    heading = match_heading(lines[i].text, styles)
    return heading is not None and heading.number == 1
