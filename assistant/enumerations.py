"""How many things a text lists or says it lists, and how many a question asks for."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.numerals import parse_numeral

__all__ = ["counts_asked", "counts_told"]

_FEWEST, _MOST = 3, 15  # a list of two is no sign of anything
_NUMERAL = r"(?<![第\d.一二三四五六七八九十百千万年—\-])([两二三四五六七八九十]{1,3}|\d{1,2})"
_ASKED = re.compile(
    rf"{_NUMERAL}(?:大|个|项|条|种|类|样|点|处|道|步|座|家|块|级|方面|领域|工程|挑战|港|城|镇|区|带)(?!月|百分|数|字|问题|意思)"
)
_TOLD = re.compile(rf"{_NUMERAL}(?:大|个|项|条|种|类|座|家|级|港|城|镇|区|带|方面|领域)(?!月|百分)")
_ITEMS = re.compile(r"[^，。；：:（）()、]{1,24}(?:、[^，。；：:（）()、]{1,24})+")
_LAST = re.compile(r"^[^、]{1,12}(?:和|以及|及|与)[^、]{1,12}$")
_SERIAL = re.compile(r"([一二三四五六七八九])(?:是|要)")


def counts_asked(text: str) -> frozenset[int]:
    """How many things a question asks to be listed: 哪五种, 那七项工程."""
    return _between(_ASKED.findall(text))


@lru_cache(maxsize=8192)  # a plan's sentences come up again and again
def counts_told(text: str) -> frozenset[int]:
    """How many things a sentence lists (甲、乙和丙; 一是…二是…) or says there are (五大类)."""
    sizes = {_size(run) for run in _ITEMS.findall(text)}
    serial = [parse_numeral(number) or 0 for number in _SERIAL.findall(text)]
    if serial and serial[0] == 1:
        sizes.add(max(serial))
    return frozenset(n for n in sizes if _FEWEST <= n <= _MOST) | _between(_TOLD.findall(text))


def _size(run: str) -> int:
    """The items of an enumeration; 和 before the last parts two."""
    items = run.split("、")
    return len(items) + bool(_LAST.match(items[-1]))


def _between(numerals: list[str]) -> frozenset[int]:
    found = (parse_numeral(numeral.replace("两", "二")) or 0 for numeral in numerals)
    return frozenset(n for n in found if _FEWEST <= n <= _MOST)
