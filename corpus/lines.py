"""Lines of a plan's text: pages, page furniture, and where paragraphs end.

Text extracted from a PDF keeps the printed line breaks. What a line is follows from the whole
file, not from one line: the usual line width (the *measure*), whether paragraph ends carry a
trailing blank, how page numbers stand. All of it is measured here, nothing is configured.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from corpus.textops import BLANKS, BREAKS, UNSEEN, column_width

__all__ = ["Layout", "Line", "LineRole", "read_lines"]

TERMINAL = "。！？；：!?;:"
CLOSERS = "”’）》」』】)"

_DASHED_NUMBER = re.compile(r"^[—–\-－─·\s]+(\d{1,3})[—–\-－─·\s]+$")
_PAGE_WORD = re.compile(r"^第\s*(\d{1,3})\s*页(?:\s*[，,/]?\s*共\s*\d+\s*页)?$")
_BARE_NUMBER = re.compile(r"^(\d{1,3})$")
_ROMAN = re.compile(r"^[IVXLCⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ]{1,6}$")
_LEADER = re.compile(r"(?:[.．…·]\s*){4,}\s*[\dIVXivx]*\s*$")
_CONTENTS_TITLE = re.compile(r"^目\s*[录次]$")
_MARKDOWN_HEADING = re.compile(r"#{1,6}[ \t\u3000]+(?=\S)")
_WRAPPED_ENTRY = 2  # lines in a row an entry of the contents may go on without being recognised
_REPEATED_HEADER = 3  # pages that must open or close with the same line to make it furniture


class LineRole(StrEnum):
    """What a line is before the outline is known."""

    BODY = "body"
    BLANK = "blank"
    PAGE_NUMBER = "page number"
    PAGE_HEADER = "page header"
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
    lines = _mark_page_headers(_mark_page_numbers(lines))
    layout = _measure(lines)
    lines = _paragraph_ends(lines, layout)
    return tuple(lines), layout


def _split(text: str) -> list[Line]:
    lines: list[Line] = []
    offset, gap, feed = 0, False, False
    for raw in text.splitlines(keepends=True):
        body = raw.strip(BLANKS + BREAKS)
        content = raw.rstrip(BREAKS)
        lead = raw.find(body) if body else 0
        # Exactly one ASCII blank before the text opens a page in PDF-extracted text; two
        # full-width blanks are a paragraph's first-line indent.
        starts_page = feed or (bool(body) and raw[:lead].strip(UNSEEN) == " ")
        mark = _MARKDOWN_HEADING.match(body)
        if mark is not None:  # a line of its own, whatever the lines around it do
            body, lead, gap = body[mark.end() :], lead + mark.end(), True
        lines.append(
            Line(
                start=offset,
                end=offset + len(raw),
                text_start=offset + lead,
                text=body,
                role=LineRole.BODY if body else LineRole.BLANK,
                width=column_width(body),
                starts_page=starts_page,
                gap_before=gap,
                trailing_blank=bool(body) and content[-1:] in BLANKS,
            )
        )
        if body:
            gap, feed = mark is not None, False
        elif content:
            gap = True  # blanks alone: an empty paragraph; "" alone is mere spacing
        feed = feed or "\f" in raw
        offset += len(raw)
    return lines


def _mark_contents(lines: list[Line]) -> list[Line]:
    """Mark the list of contents: 目录 and the entries after it that come again as headings.

    Lines with leader dots are entries wherever they stand.
    """
    marked = {i for i, line in enumerate(lines) if line.text and _LEADER.search(line.text)}
    title = next((i for i, line in enumerate(lines) if _CONTENTS_TITLE.match(line.text)), None)
    if title is not None:
        marked |= set(range(title, _contents_end(lines, title, marked)))
    return [
        replace(line, role=LineRole.CONTENTS)
        if i in marked and line.role is LineRole.BODY
        else line
        for i, line in enumerate(lines)
    ]


def _contents_end(lines: Sequence[Line], title: int, leaders: set[int]) -> int:
    """Index after the last entry of the contents that `title` opens; `title` if there is none.

    What stands between the contents and the first heading (a preface, a notice) is no entry.
    """
    following = [(i, _entry_key(lines[i].text)) for i in range(title + 1, len(lines))]
    following = [(i, key) for i, key in following if key]
    first = following[0][1] if following else ""
    again = next((n for n, (_, key) in enumerate(following) if n and key.startswith(first)), None)
    if len(first) < 2 or again is None:
        return title + 1
    headings = [key for _, key in following[again:]]
    end, unknown = title, 0
    for i, key in following[:again]:
        if i in leaders or any(heading.startswith(key) for heading in headings):
            end, unknown = i, 0
        elif (unknown := unknown + 1) > _WRAPPED_ENTRY:
            break
    return end + 1


def _entry_key(text: str) -> str:
    return re.sub(r"[\s.．…·]+", "", re.sub(r"[.．…·\s]*\d*\s*$", "", text))


def _printed_number(text: str) -> int | None:
    match = _DASHED_NUMBER.match(text) or _PAGE_WORD.match(text)
    return int(match[1]) if match else None


def _mark_page_numbers(lines: list[Line]) -> list[Line]:
    """Mark lines that only carry a page number and give every line its printed page."""
    printed = {i: n for i, line in enumerate(lines) if (n := _printed_number(line.text))}
    printed |= _bare_numbers(lines, set(printed))
    # Roman numbers count the front matter: up to the contents' end or the first Arabic number.
    contents = [i for i, line in enumerate(lines) if line.role is LineRole.CONTENTS]
    front = max([*contents[-1:], *sorted(printed)[:1]], default=-1) + 1
    marked = [
        replace(line, role=LineRole.PAGE_NUMBER)
        if i in printed or (i < front and _ROMAN.match(line.text))
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
    bounds = [_first_counted_line(lines, indices[0]), *(i + 1 for i in indices), len(lines)]
    counts = [sum(x.role is LineRole.BODY for x in lines[a:b]) for a, b in pairwise(bounds)]
    numbers = [printed[i] for i in indices]
    opening: dict[int, int | None] = {}
    if _at_foot(counts, numbers[0]):
        opening = _foot_openings(bounds, counts, numbers)
    else:
        follows = [after in {number + 1, 1} for number, after in pairwise(numbers)]
        follows.append(counts[-1] <= 2 * _usual_count(counts, numbers))
        opening = {
            begin: number if followed else None
            for begin, number, followed in zip(bounds[1:], numbers, follows, strict=False)
        }
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


def _usual_count(counts: Sequence[int], numbers: Sequence[int]) -> int:
    """Body lines a page usually holds: those between two numbers that follow each other; or 0."""
    pages = sorted(
        count
        for count, (before, number) in zip(counts[1:], pairwise(numbers), strict=False)
        if number == before + 1
    )
    return pages[len(pages) // 2] if pages else 0


def _at_foot(counts: Sequence[int], first_number: int) -> bool:
    """Whether numbers stand at the foot of their pages, from the body lines between them.

    `counts[0]` stands before the first number, `counts[-1]` after the last. Where both hold text,
    a short beginning before number 1 is a cover without a number.
    """
    before, after = counts[0], counts[-1]
    if before == 0 or after == 0:
        return before > 0
    usual = sorted(counts)[len(counts) // 2]
    if first_number == 1:
        return 2 * before >= usual or 3 * after < usual
    return before >= after


def _foot_openings(
    bounds: Sequence[int], counts: Sequence[int], numbers: Sequence[int]
) -> dict[int, int | None]:
    """First line index → page, where each number stands at the foot of its page.

    Extraction sometimes moves a number before its page's text: two numbers follow each other with
    nothing between, and a later gap holds two pages. From the former to the latter, numbers are
    read as standing at the head; the gap with two pages is split in the middle. Where numbers are
    missing, the pages between are not known and stay None.
    """
    usual = _usual_count(counts, numbers)
    opening: dict[int, int | None] = {}
    at_head = False
    for n, (begin, end) in enumerate(pairwise(bounds)):
        before = numbers[n - 1] if n else numbers[0] - 1
        number = numbers[n] if n < len(numbers) else before + 1
        outermost = n == len(numbers) or (n == 0 and number > 1)
        if n and counts[n] == 0:
            at_head = True
        elif number not in {before + 1, 1} or (outermost and counts[n] > 2 * usual):
            opening[begin], at_head = None, False
        elif not at_head:
            opening[begin] = number
        else:
            opening[begin] = before
            if counts[n] > 1.4 * usual:
                at_head = False
                opening[(begin + end) // 2] = before + 1
    return opening


def _first_counted_line(lines: Sequence[Line], first_number: int) -> int:
    """First line of the page that the first printed number closes: after all contents lines."""
    contents = [i for i, line in enumerate(lines[:first_number]) if line.role is LineRole.CONTENTS]
    return contents[-1] + 1 if contents else 0


def _is_head(text: str) -> bool:
    """Whether a line can be a running head: not the last words of a sentence."""
    return len(text) >= 4 and text[-1] not in TERMINAL


def _mark_page_headers(lines: list[Line]) -> list[Line]:
    """Mark running heads: the same words on several pages, next to where a page begins or ends."""
    shown = [i for i, line in enumerate(lines) if line.role is not LineRole.BLANK]
    at_edge: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for before, i, after in zip([None, *shown], shown, [*shown[1:], None], strict=False):
        beside = [lines[n].role is LineRole.PAGE_NUMBER for n in (before, after) if n is not None]
        following = after is not None and lines[after].starts_page
        edge = lines[i].starts_page or following or any(beside)
        if lines[i].role is LineRole.BODY and _is_head(lines[i].text):
            at_edge[lines[i].text].append((i, edge))
    heads = {
        i
        for found in at_edge.values()
        if len(found) >= _REPEATED_HEADER and all(edge for _, edge in found)
        for i, _ in found
    }
    return [
        replace(line, role=LineRole.PAGE_HEADER) if i in heads else line
        for i, line in enumerate(lines)
    ]


def _measure(lines: Sequence[Line]) -> Layout:
    """Find the usual full-line width; a file is hard-wrapped when many lines share it."""
    body = [line for line in lines if line.role is LineRole.BODY]
    widths = Counter(line.width for line in body if line.width >= 30)
    if not widths:
        return Layout(False, 0, False)
    smoothed = {w: sum(widths[v] for v in range(w - 2, w + 3)) for w in widths}
    peak = max(smoothed, key=lambda w: (smoothed[w], -w))
    peak = max(range(peak - 2, peak + 3), key=lambda w: (widths[w], -w))
    full = [line for line in body if abs(line.width - peak) <= 4]
    cut = sum(line.text[-1] not in TERMINAL for line in full)  # lines that end within a sentence
    longer = sum(line.width > 1.6 * peak for line in body)
    wrapped = len(full) >= 0.35 * len(body) or (
        cut >= max(10, 0.5 * len(full)) and longer <= 0.05 * len(body)
    )
    if not (wrapped and len(body) >= 20 and peak <= 120):
        return Layout(False, 0, False)
    return Layout(True, peak, _trailing_blank_means_end(body, peak))


def _trailing_blank_means_end(body: Sequence[Line], measure: int) -> bool:
    """Whether short final lines carry a trailing blank and full unfinished lines do not."""
    final = [x for x in body if x.text[-1] in TERMINAL and x.width < measure - 8]
    open_ = [x for x in body if x.text[-1] not in TERMINAL and abs(x.width - measure) <= 4]
    if len(final) < 5 or len(open_) < 5:
        return False
    return sum(x.trailing_blank for x in final) >= 0.9 * len(final) and sum(
        x.trailing_blank for x in open_
    ) <= 0.1 * len(open_)


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
