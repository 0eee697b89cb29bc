"""Running heads, feet and page numbers of printed sheets.

A line at the edge of its sheet is furniture where the same words, figures aside, stand at the
edge of several sheets, or where most sheets have a line at that height set off from the text (so
do heads that change with the chapter). A number is a page number where it counts up with the
sheets.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.readers.printed import PrintedLine

__all__ = ["Furniture", "find_furniture"]

_DASHES = r"[—–\-－─―·•~～_|\s]*"
_PLAIN = re.compile(rf"^{_DASHES}(\d{{1,4}}){_DASHES}$")
_SURE = (
    re.compile(r"^[—–\-－─―·•\s]+(\d{1,4})[—–\-－─―·•\s]+$"),
    re.compile(r"^(?:.{2,30}\s)?第\s*(\d{1,4})\s*页(?:\s*[，,/]?\s*共\s*\d+\s*页)?\W*$"),
    re.compile(r"^(?:Page|P\.?)\s*(\d{1,4})(?:\s*(?:of|/)\s*\d+)?$", re.IGNORECASE),
)
_OF = re.compile(r"^(\d{1,4})\s*/\s*\d{1,4}$")
_AT_END = re.compile(r"(?:^(\d{1,4})\s+\D)|(?:\D\s+[—–\-－|｜·]?\s*(\d{1,4})$)")
_ROMAN = re.compile(rf"^{_DASHES}[IVXLCivxlcⅠ-Ⅻⅰ-ⅻ]{{1,7}}{_DASHES}$")
_EDGE = 2  # lines at each edge of a sheet that may be furniture
_MOST = 0.4  # share of all sheets with a line at the height of heads that change
_SEVERAL = 3  # sheets that must share a line
_SAME_HEIGHT = 5.0  # points


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is no text, and the number printed on each sheet."""

    lines: frozenset[tuple[int, int]]  # (sheet, line), both from 0
    numbers: tuple[int | None, ...]  # by sheet
    printed: bool  # whether any number is printed at all


def find_furniture(sheets: Sequence[Sequence[PrintedLine]], heights: Sequence[float]) -> Furniture:
    """Furniture of a document.

    Args:
        sheets: lines of each sheet, from top to bottom.
        heights: of each sheet, in points.
    """
    found: set[tuple[int, int]] = set()
    numbers: dict[int, int] = {}
    for _ in range(_EDGE):
        for n, line, number in _page_numbers(sheets, found, numbers):
            found.add((n, line))
            if number is not None:
                numbers.setdefault(n, number)
        for at_top in (True, False):
            found |= _repeated(sheets, found, heights, at_top=at_top)
    return Furniture(frozenset(found), _filled(numbers, len(sheets)), bool(numbers))


def _edge(lines: Sequence[PrintedLine], taken: set[int], *, at_top: bool) -> int | None:
    """The outermost line that is not yet furniture."""
    order = range(len(lines)) if at_top else range(len(lines) - 1, -1, -1)
    return next((n for n in order[: _EDGE + 2] if n not in taken), None)


def _page_numbers(
    sheets: Sequence[Sequence[PrintedLine]],
    found: set[tuple[int, int]],
    known: dict[int, int],
) -> list[tuple[int, int, int | None]]:
    """(sheet, line, number) of lines that carry a page number; None for a Roman one."""
    candidates: list[tuple[int, int, int, bool, bool]] = []
    roman: list[tuple[int, int]] = []
    by_sheet: dict[int, set[int]] = defaultdict(set)
    for n, line in found:
        by_sheet[n].add(line)
    edges = [
        (n, i, at_top)
        for n, lines in enumerate(sheets)
        for at_top in (False, True)
        if (i := _edge(lines, by_sheet[n], at_top=at_top)) is not None
    ]
    words = Counter(_words(sheets[n][i].text) for n, i, _ in edges)
    for n, i, at_top in edges:
        lines = sheets[n]
        text = lines[i].text
        number, sure = _number(text, shared=words[_words(text)] >= 2)
        if number is not None:
            candidates.append((n, i, number, sure, at_top))
        elif _ROMAN.match(text) and len(lines) > 1:
            roman.append((n, i))
    votes = Counter((number - n, at_top) for n, _, number, _, at_top in candidates)
    for n, number in known.items():
        votes[number - n, False] += 1
        votes[number - n, True] += 1
    accepted: dict[int, tuple[int, int, int | None]] = {}
    for n, i, number, sure, at_top in sorted(candidates, key=lambda c: -votes[c[2] - c[0], c[4]]):
        follows = votes[number - n, at_top] >= 2
        alone = len(sheets) <= 2 and number - n in {0, 1}
        fits = known.get(n, number) == number
        if (
            n not in accepted
            and fits
            and (follows or alone or (sure and votes[number - n, at_top]))
        ):
            accepted[n] = (n, i, number)
    front = [(n, i, None) for n, i in roman if n not in accepted]
    if len(front) >= 2 or accepted:
        return [*accepted.values(), *front]
    return list(accepted.values())


def _number(text: str, *, shared: bool) -> tuple[int | None, bool]:
    """The number a line carries as a page's, and whether its form leaves no doubt.

    A number beside words counts only where other sheets have the same words at their edge.
    """
    for pattern in _SURE:
        if (match := pattern.search(text)) and len(text) <= 40:
            return int(match[1]), True
    if match := _PLAIN.match(text) or _OF.match(text):
        return int(match[1]), False
    match = _AT_END.search(text) if shared else None
    if match and len(text) <= 60 and text[-1] not in "。；，":
        return int(match[1] or match[2]), False
    return None, False


def _repeated(
    sheets: Sequence[Sequence[PrintedLine]],
    found: set[tuple[int, int]],
    heights: Sequence[float],
    *,
    at_top: bool,
) -> set[tuple[int, int]]:
    by_sheet: dict[int, set[int]] = defaultdict(set)
    for n, line in found:
        by_sheet[n].add(line)
    outer: list[tuple[int, int, float, str, bool]] = []
    for n, lines in enumerate(sheets):
        i = _edge(lines, by_sheet[n], at_top=at_top)
        if i is not None and len(lines) > 1:
            place = lines[i].base if at_top else heights[n] - lines[i].base
            apart = _set_off(lines, i, at_top=at_top)
            outer.append((n, i, place, _words(lines[i].text), apart))
    words = Counter((key, round(place / 12)) for _, _, place, key, _ in outer if len(key) >= 2)
    near = {
        (n, i)
        for n, i, place, key, apart in outer
        if len(key) >= 2
        and sum(words[key, round(place / 12) + d] for d in (-1, 0, 1))
        >= (_SEVERAL if len(sheets) > 4 or not apart else 2)
    }
    zone = set(near)
    for n, i, place, _, apart in outer:
        if (n, i) in zone or not apart:
            continue
        level = [o for o in outer if abs(o[2] - place) <= _SAME_HEIGHT]
        alike = [o for o in level if o[4] or (o[0], o[1]) in near]
        usual = len(level) >= max(_SEVERAL, _MOST * len(outer))
        if usual and len(alike) >= 0.6 * len(level):
            zone.add((n, i))
    return zone


def _words(text: str) -> str:
    return re.sub(r"[\d\s]+", "", text)


def _set_off(lines: Sequence[PrintedLine], i: int, *, at_top: bool) -> bool:
    """Whether a line at the edge stands apart from the text, or is set smaller."""
    j = i + 1 if at_top else i - 1
    if not 0 <= j < len(lines):
        return False
    line, inner = lines[i], lines[j]
    if line.text[-1] in "。；，、" or line.x1 - line.x0 > 45 * line.size:
        return False
    sizes = median(x.size for x in lines)
    steps = [b.base - a.base for a, b in pairwise(lines) if b.base > a.base]
    usual = median(steps) if steps else 0.0
    gap = abs(inner.base - line.base)
    return (line.size < 0.93 * sizes and gap > 0.9 * usual) or gap > 1.35 * usual


def _filled(numbers: dict[int, int], count: int) -> tuple[int | None, ...]:
    """A number for each sheet: printed, or between and beside sheets that count on.

    Where no sheet carries a number, the sheets are counted.
    """
    if not numbers:
        return tuple(range(1, count + 1))
    filled: list[int | None] = [numbers.get(n) for n in range(count)]
    known = sorted(numbers)
    for before, after in pairwise(known):
        if numbers[after] - numbers[before] == after - before:
            for n in range(before + 1, after):
                filled[n] = numbers[before] + n - before
    for n in range(known[0] - 1, -1, -1):
        number = numbers[known[0]] - (known[0] - n)
        filled[n] = number if number >= 1 else None
    for n in range(known[-1] + 1, count):
        filled[n] = numbers[known[-1]] + n - known[-1]
    return tuple(filled)
