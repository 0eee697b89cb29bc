"""Lines of a plan's text: pages, page furniture, and where paragraphs end.

Text extracted from a PDF keeps the printed line breaks. What a line is follows from the whole
file, not from one line: the usual line width (the *measure*), whether paragraph ends carry a
trailing blank, how page numbers stand. All of it is measured here, nothing is configured.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.textops import column_width

__all__ = ["Layout", "Line", "LineRole", "read_lines"]

BLANKS = " \t\u3000\xa0"
TERMINAL = "。！？；：!?;:"
CLOSERS = "”’）》」』】)"

_DASHED_NUMBER = re.compile(r"^[—–\-－─·\s]+(\d{1,3})[—–\-－─·\s]+$")
_PAGE_WORD = re.compile(r"^第\s*(\d{1,3})\s*页(?:\s*[，,/]?\s*共\s*\d+\s*页)?$")
_BARE_NUMBER = re.compile(r"^(\d{1,3})$")
_ROMAN = re.compile(r"^[IVXLCⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ]{1,6}$")
_LEADER = re.compile(r"(?:[.．…·]\s*){4,}\s*[\dIVXivx]*\s*$")
_CONTENTS_TITLE = re.compile(r"^目\s*[录次]$")


class LineRole(StrEnum):
    """What a line is before the outline is known."""

    BODY = "body"
    BLANK = "blank"
    PAGE_NUMBER = "page number"
    CONTENTS = "contents"


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line; `text` is stripped of blanks at both ends."""

    start: int  # offset of its first character, blanks included
    end: int  # offset after its line break
    text_start: int  # offset of the first character of `text`
    text: str
    role: LineRole
    width: int  # printed columns of `text`
    page: int | None = None  # printed page number
    starts_page: bool = False
    gap_before: bool = False  # an empty paragraph (a line of blanks alone) stands before it
    ends_paragraph: bool = False
    trailing_blank: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """What the whole file shows of its own line breaking."""

    hard_wrapped: bool
    measure: int  # usual width of a full line of running text in columns; 0 if not hard-wrapped
    blank_ends_paragraph: bool  # a trailing blank marks the end of a paragraph


def read_lines(text: str) -> tuple[tuple[Line, ...], Layout]:
    """All lines of `text` with roles, pages and paragraph ends, and the layout they follow."""
    lines = _mark_contents(_split(text))
    lines = _mark_page_numbers(lines)
    layout = _measure(lines)
    lines = _paragraph_ends(lines, layout)
    return tuple(lines), layout


def _split(text: str) -> list[Line]:
    lines: list[Line] = []
    offset, gap, feed = 0, False, False
    for raw in text.splitlines(keepends=True):
        body = raw.strip(BLANKS + "\r\n\f\v\x1c\x1d\x1e\x85\u2028\u2029\ufeff")
        content = raw.rstrip("\r\n\f\v\x1c\x1d\x1e\x85\u2028\u2029")
        lead = raw.find(body) if body else 0
        lines.append(
            Line(
                start=offset,
                end=offset + len(raw),
                text_start=offset + lead,
                text=body,
                role=LineRole.BODY if body else LineRole.BLANK,
                width=column_width(body),
                # Exactly one ASCII blank before the text opens a page in PDF-extracted text; two
                # full-width blanks are a paragraph's first-line indent.
                starts_page=feed or (bool(body) and raw[0] == " " and lead == 1),
                gap_before=gap,
                trailing_blank=bool(body) and content[-1:] in BLANKS,
            )
        )
        if body:
            gap = feed = False
        elif content:
            gap = True  # blanks alone: an empty paragraph; "" alone is mere spacing
        feed = feed or "\f" in raw
        offset += len(raw)
    return lines


def _mark_contents(lines: list[Line]) -> list[Line]:
    """Mark the list of contents: from 目录 until its first entry comes again as a heading."""
    marked = [
        replace(line, role=LineRole.CONTENTS)
        if line.role is LineRole.BODY and _LEADER.search(line.text)
        else line
        for line in lines
    ]
    title = next((i for i, line in enumerate(lines) if _CONTENTS_TITLE.match(line.text)), None)
    if title is None:
        return marked
    entries = [i for i in range(title + 1, len(lines)) if lines[i].text]
    if not entries:
        return marked
    first = _entry_key(lines[entries[0]].text)
    for i in entries[1:]:
        if first and _entry_key(lines[i].text) == first:
            return [
                replace(line, role=LineRole.CONTENTS)
                if title <= n < i and line.role is LineRole.BODY
                else line
                for n, line in enumerate(marked)
            ]
    return marked


def _entry_key(text: str) -> str:
    return re.sub(r"[\s.．…·]+", "", re.sub(r"[.．…·\s]*\d*\s*$", "", text))


def _printed_number(text: str) -> int | None:
    match = _DASHED_NUMBER.match(text) or _PAGE_WORD.match(text)
    return int(match[1]) if match else None


def _mark_page_numbers(lines: list[Line]) -> list[Line]:
    """Mark lines that only carry a page number and give every line its printed page."""
    printed = {i: n for i, line in enumerate(lines) if (n := _printed_number(line.text))}
    printed |= _bare_numbers(lines, set(printed))
    marked = [
        replace(line, role=LineRole.PAGE_NUMBER)
        if i in printed or (line.role is not LineRole.BLANK and _ROMAN.match(line.text))
        else line
        for i, line in enumerate(lines)
    ]
    offset = _block_offset(marked, printed)
    if offset is not None:
        return _pages_by_block(marked, offset)
    return _pages_by_number(marked, printed)


def _bare_numbers(lines: Sequence[Line], known: set[int]) -> dict[int, int]:
    """Lines with nothing but digits, where they count up by one over the file."""
    if known:
        return {}
    found = [(i, int(m[1])) for i, line in enumerate(lines) if (m := _BARE_NUMBER.match(line.text))]
    run: list[tuple[int, int]] = []
    for i, number in found:
        if not run or (number == run[-1][1] + 1 and i - run[-1][0] >= 8):
            run.append((i, number))
    return dict(run) if len(run) >= 3 and len(run) >= 0.8 * len(found) else {}


def _block_offset(lines: Sequence[Line], printed: dict[int, int]) -> int | None:
    """Printed page minus block number, where page starts are marked and the numbers confirm it.

    Block 1 begins with the file; each line marked `starts_page` begins the next. Trusted where at
    least two printed numbers survive and all of them give the same difference.
    """
    block, differences = 1, set()
    seen = 0
    for i, line in enumerate(lines):
        if line.starts_page and any(before.text for before in lines[:i]):
            block += 1
        if i in printed:
            differences.add(printed[i] - block)
            seen += 1
    return differences.pop() if seen >= 2 and len(differences) == 1 and block > 2 else None


def _pages_by_block(lines: Sequence[Line], offset: int) -> list[Line]:
    block, paged, any_text = 1, [], False
    for line in lines:
        opens = line.starts_page and any_text
        block += opens
        any_text = any_text or bool(line.text)
        # The block before the first page start is the cover notice, which carries no number.
        page = block + offset if block > 1 else None
        paged.append(replace(line, page=page, starts_page=opens))
    return paged


def _pages_by_number(lines: Sequence[Line], printed: dict[int, int]) -> list[Line]:
    """Pages from number lines alone: at the foot of a page, or at its head."""
    if not printed:
        return [replace(line, starts_page=False) for line in lines]
    indices = sorted(printed)
    body = [i for i, line in enumerate(lines) if line.role is LineRole.BODY]
    before = sum(i < indices[0] for i in body)
    after = sum(i > indices[-1] for i in body)
    foot = before > 0 and (printed[indices[0]] == 1 or before >= after)
    if foot:
        opening = _foot_openings(lines, indices, printed)
    else:
        opening = {i + 1: printed[i] for i in indices}
    paged: list[Line] = []
    page: int | None = None
    opens = False
    for i, line in enumerate(lines):
        if i in opening:
            page, opens = opening[i], True
        is_body = line.role is LineRole.BODY
        paged.append(replace(line, page=page, starts_page=opens and is_body))
        opens = opens and not is_body
    return paged


def _foot_openings(
    lines: Sequence[Line], indices: Sequence[int], printed: dict[int, int]
) -> dict[int, int]:
    """First line index → page, where each number stands at the foot of its page.

    Extraction sometimes moves a number before its page's text: two numbers follow each other with
    nothing between, and a later gap holds two pages. From the former to the latter, numbers are
    read as standing at the head; the gap with two pages is split in the middle.
    """
    bounds = [_first_counted_line(lines, indices[0]), *(i + 1 for i in indices), len(lines)]
    counts = [
        sum(x.role is LineRole.BODY for x in lines[a:b])
        for a, b in zip(bounds, bounds[1:], strict=False)
    ]
    usual = sorted(counts)[len(counts) // 2]
    opening: dict[int, int] = {}
    at_head = False
    for n, (begin, end) in enumerate(zip(bounds, bounds[1:], strict=False)):
        before = printed[indices[n - 1]] if n else printed[indices[0]] - 1
        if n and counts[n] == 0:
            at_head = True
        elif not at_head:
            opening[begin] = printed[indices[n]] if n < len(indices) else before + 1
        else:
            opening[begin] = before
            if counts[n] > 1.4 * usual:
                at_head = False
                opening[(begin + end) // 2] = before + 1
    return opening


def _first_counted_line(lines: Sequence[Line], first_number: int) -> int:
    """First line of the page that the first printed number closes: after all contents lines."""
    contents = [
        i for i, line in enumerate(lines[:first_number]) if line.role is LineRole.CONTENTS
    ]
    return contents[-1] + 1 if contents else 0


def _measure(lines: Sequence[Line]) -> Layout:
    """Find the usual full-line width; a file is hard-wrapped when many lines share it."""
    body = [line for line in lines if line.role is LineRole.BODY]
    widths = Counter(line.width for line in body if line.width >= 30)
    if not widths:
        return Layout(False, 0, False)
    smoothed = {w: sum(widths[v] for v in range(w - 2, w + 3)) for w in widths}
    peak = max(smoothed, key=lambda w: (smoothed[w], -w))
    near = sum(n for w, n in widths.items() if abs(w - peak) <= 4)
    hard_wrapped = len(body) >= 20 and peak <= 120 and near >= 0.35 * len(body)
    if not hard_wrapped:
        return Layout(False, 0, False)
    return Layout(True, peak, _trailing_blank_means_end(body, peak))


def _trailing_blank_means_end(body: Sequence[Line], measure: int) -> bool:
    """Whether short final lines carry a trailing blank and full unfinished lines do not."""
    final = [x for x in body if x.text[-1] in TERMINAL and x.width < measure - 8]
    open_ = [x for x in body if x.text[-1] not in TERMINAL and abs(x.width - measure) <= 4]
    if len(final) < 5 or len(open_) < 5:
        return False
    return (
        sum(x.trailing_blank for x in final) >= 0.9 * len(final)
        and sum(x.trailing_blank for x in open_) <= 0.1 * len(open_)
    )


def _paragraph_ends(lines: Sequence[Line], layout: Layout) -> list[Line]:
    ended: list[Line] = []
    following: Line | None = None
    for line in reversed(lines):
        if line.role is not LineRole.BODY:
            ended.append(line)
            continue
        if not layout.hard_wrapped:
            ends = True
        elif layout.blank_ends_paragraph:
            ends = line.trailing_blank
        else:
            ends = line.width < layout.measure - 6
        if following is None or (following.gap_before and not following.starts_page):
            ends = True
        ended.append(replace(line, ends_paragraph=ends))
        following = line
    return ended[::-1]
