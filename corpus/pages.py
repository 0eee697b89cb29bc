"""Printed pages: page numbers, running heads, and the page every line stands on.

A page is the number printed on it. Numbers stand at the foot or the head of their pages, and some
get lost or moved in extraction; where the text does not say which page a line is on, none is given.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.layout import TERMINAL, Line, LineRole

__all__ = ["assign_pages", "mark_page_headers", "mark_page_numbers"]

_DASHED_NUMBER = re.compile(r"^[—–\-－─·\s]+(\d{1,4})[—–\-－─·\s]+$")
_PAGE_WORD = re.compile(r"^第\s*(\d{1,4})\s*页(?:\s*[，,/]?\s*共\s*\d+\s*页)?$")
_BARE_NUMBER = re.compile(r"^(\d{1,3})$")
_ROMAN = re.compile(r"^[IVXLCⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ]{1,6}$")
_SHORTEST_PAGE = 8  # lines
_REPEATED_HEADER = 3  # pages that must open or close with the same line to make it furniture


def _printed_number(text: str) -> int | None:
    match = _DASHED_NUMBER.match(text) or _PAGE_WORD.match(text)
    return int(match[1]) if match else None


def mark_page_numbers(lines: list[Line]) -> tuple[list[Line], dict[int, int]]:
    """Mark lines that only carry a page number; the numbers by line."""
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
    return marked, printed


def assign_pages(lines: list[Line], printed: dict[int, int]) -> list[Line]:
    """Give every line its printed page."""
    offset = _block_offset(lines, printed)
    if offset is not None:
        return _pages_by_block(lines, offset, printed)
    heads = _numbers_at_heads(lines, printed)
    if heads is not None:
        return _pages_by_heads(lines, heads)
    return _pages_by_number(lines, printed)


def _bare_numbers(lines: Sequence[Line], known: set[int]) -> dict[int, int]:
    """Lines with nothing but digits, where they count up over the file, a page apart."""
    if known:
        return {}
    found = [(i, int(m[1])) for i, line in enumerate(lines) if (m := _BARE_NUMBER.match(line.text))]
    run = _longest_rise(found)
    if len(run) < 3 or len(run) < 0.8 * len(found) or run[-1][1] - run[0][1] >= 1.5 * len(run):
        return {}
    apart = sorted(after - before for (before, _), (after, _) in pairwise(run))
    return dict(run) if apart[len(apart) // 2] >= _SHORTEST_PAGE else {}


def _longest_rise(found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence whose numbers rise."""
    ends: list[int] = []  # smallest last number of a rise of each length
    rank: list[int] = []
    for _, number in found:
        place = bisect_left(ends, number)
        ends[place : place + 1] = [number]
        rank.append(place)
    run: list[tuple[int, int]] = []
    wanted = len(ends) - 1
    for place, entry in zip(reversed(rank), reversed(found), strict=True):
        if place == wanted and (not run or entry[1] < run[-1][1]):
            run.append(entry)
            wanted -= 1
    return run[::-1]


def _block_offset(lines: Sequence[Line], printed: dict[int, int]) -> int | None:
    """Printed page minus block number, where page starts are marked and the numbers confirm it.

    Block 1 begins with the file; each line marked `starts_page` begins the next. Trusted where at
    least two printed numbers survive and all of them give the same difference.
    """
    blocks = _blocks(lines)
    differences = {number - blocks[i] for i, number in printed.items()}
    trusted = len(printed) >= 2 and len(differences) == 1 and blocks[-1] > 2
    return differences.pop() if trusted else None


def _numbers_at_heads(lines: Sequence[Line], printed: dict[int, int]) -> dict[int, int] | None:
    """Block → number, where each number stands first on a page that a form feed opens; or None."""
    if not printed:
        return None
    heads: dict[int, int] = {}
    blocks, filled = _blocks(lines), set()
    for i, line in enumerate(lines):
        block = blocks[i]
        if i in printed:
            if block in filled or block in heads or not (line.starts_page or block == 1):
                return None
            heads[block] = printed[i]
        elif line.role is LineRole.BODY:
            filled.add(block)
    return heads if blocks[-1] > 1 or len(heads) == 1 else None


def _pages_by_heads(lines: Sequence[Line], heads: dict[int, int]) -> list[Line]:
    """Pages from numbers at their heads; a page without a number has none."""
    paged, before = [], 1
    for line, block in zip(lines, _blocks(lines), strict=True):
        paged.append(replace(line, page=heads.get(block), starts_page=block != before))
        before = block
    return paged


def _blocks(lines: Sequence[Line]) -> list[int]:
    """The block each line stands in; a mark before any text begins none."""
    block, any_text, blocks = 1, False, []
    for line in lines:
        block += line.starts_page and any_text
        any_text = any_text or bool(line.text)
        blocks.append(block)
    return blocks


def _pages_by_block(lines: Sequence[Line], offset: int, printed: dict[int, int]) -> list[Line]:
    # The first block may be a cover or a notice: it has a page where its number is printed.
    numbered = min(printed.values()) == 1 + offset
    paged, before = [], 1
    for line, block in zip(lines, _blocks(lines), strict=True):
        page: int | None = block + offset if block > 1 or numbered else None
        if page is not None and page < 1:  # sheets before page 1
            page = None
        paged.append(replace(line, page=page, starts_page=block != before))
        before = block
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


def mark_page_headers(lines: list[Line]) -> list[Line]:
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
