"""How many things a text lists or says it lists, and how many a question asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.numerals import parse_numeral

__all__ = ["Group", "counts_asked", "counts_told", "group_asked"]

_FEWEST, _MOST = 3, 15  # a list of two is no sign of anything
_NUMERAL = r"(?<![第\dA-Za-z.一二三四五六七八九十百千万年—\-])([两二三四五六七八九十]{1,3}|\d{1,2})"
_ASKED = re.compile(
    rf"{_NUMERAL}(?:大|个|项|条|种|类|样|点|处|道|步|座|家|块|级|方面|领域|工程|挑战|港|城|镇|区|带)(?!月|百分|数|字|问题|意思)"
)
_TOLD = re.compile(rf"{_NUMERAL}(?:大|个|项|条|种|类|座|家|级|港|城|镇|区|带|方面|领域)(?!月|百分)")
_ITEMS = re.compile(r"[^，。；：:（）()、]{1,24}(?:、[^，。；：:（）()、]{1,24})+")
_LAST = re.compile(r"^[^、]{1,12}(?:和|以及|及|与)[^、]{1,12}$")
_SERIAL = re.compile(r"([一二三四五六七八九])(?:是|要)")

_COUNTER = "(?:大|个|项|条|种|类|座|家)?"
_HEAD = r"(?P<head>[\u4e00-\u9fff][^，。；：:、“”（）()\d]{0,9})"
_GROUP_BEFORE = re.compile(  # 四镇：甲、乙、丙、丁
    rf"[“\"]?{_NUMERAL}{_COUNTER}{_HEAD}[”\"]?(?:，?即|是|指|为|：|:|——|，?包括|，?分别[为是])"
    r"(?P<list>[^，。；：:]{2,160})"
)
_GROUP_AFTER = re.compile(  # 甲、乙、丙、丁等四大特色
    rf"(?P<list>[^。；：:]{{4,200}}?)等?[“\"]?{_NUMERAL}{_COUNTER}{_HEAD}"
)
_SPLIT = re.compile(r"、|(?<=[^、]{2})(?:和|以及|及|与)(?=[^、]{2,}$)")
# What leads to the first item of a list, and is none of it: 重点打造….
_LEADS = re.compile(
    r"^.*(?:打造|建设|推进|发展|实施|包括|形成|构建|加快|培育|做[强大优]|围绕|依托|聚焦|突出|强化|完善|推动|提升|加强|开展|设立|发挥|"
    r"优化|健全|深化|激活|增强|支持|”(?:指|是|即))(?=.{2})"
)
_ASKED_NUMBERS = re.compile(_NUMERAL)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LINK = re.compile(r"^(?:设(?![计施备])|以|由|在|从|指|是|把|将|对|及|通过)(?=.{2})")
_TAIL = re.compile(r"(?:组成|构成|为主|为代表|在内)的?$|的$")
_NAME_ENDS = re.compile(r"[为的和与并等以]|建设|联动|同步|加强|正式|连片|深化")
_PAIRS = (("（", "）"), ("“", "”"))
_UNEVEN = 3  # how many times as long as the middle one an item may be and still be one


@dataclass(frozen=True, slots=True)
class Group:
    """A counted group and its members, word for word as a sentence lists them."""

    name: str  # as printed: 四大个性特色
    members: tuple[str, ...]


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


def group_asked(question: str, text: str) -> Group | None:
    """The counted group that a question asks for and a sentence lists whole; None where none is.

    The count must be that of the members. The question must say the name, or two characters of
    it and the count.

    Args:
        question: the question.
        text: a sentence of the plan.
    """
    asked = "".join(question.split())
    return next((g for g in _groups(text) if _names(g.name, asked)), None)


def _names(name: str, asked: str) -> bool:
    counted = re.match(rf"{_NUMERAL}{_COUNTER}", name)
    core = name[counted.end() :] if counted else name
    if counted is None or len(core) < 2:
        return name in asked
    pairs = (core[n : n + 2] for n in range(len(core) - 1))
    own = {counted[1], counted[1].replace("两", "二")}
    if not own & set(_ASKED.findall(asked) or own):
        return False  # 这两样未来产业 are not the 6个未来产业
    same = set(_ASKED_NUMBERS.findall(asked)) & own
    return any(pair in asked for pair in pairs) if same else len(core) > 2 and core in asked


def _groups(text: str) -> Iterator[Group]:
    """All counted groups of a sentence that list as many members as they count."""
    for pattern in (_GROUP_BEFORE, _GROUP_AFTER):
        for match in pattern.finditer(text):
            count = parse_numeral(match[1 if pattern is _GROUP_BEFORE else 2].replace("两", "二"))
            members = _members(match["list"], count or 0, whole=pattern is _GROUP_BEFORE)
            numeral = match.start(1 if pattern is _GROUP_BEFORE else 2)
            name = _NAME_ENDS.split(text[numeral : match.end("head")])[0]
            if members and (pattern is _GROUP_BEFORE or text[numeral - 1] in "“‘" or len(name) > 2):
                yield Group(name, members)


def _members(run: str, count: int, *, whole: bool) -> tuple[str, ...]:
    """The members of a list of so many; none where it holds another number or is uneven."""
    items = [item.strip(" “”") for item in _SPLIT.split(run.strip("等 "))]
    fewest = 2 if whole else _FEWEST
    if count < fewest or len(items) < count or (whole and len(items) > count):
        return ()
    items = items[-count:]
    if not whole:
        items[0] = _LEADS.sub("", items[0].rpartition("，")[2]).strip(" “”")
        items[0] = _LINK.sub("", items[0])
        items[-1] = _TAIL.sub("", items[-1]).strip(" “”")
    else:
        items[0] = _LINK.sub("", items[0])
    middle = sorted(map(len, items))[len(items) // 2]
    even = all(1 < len(item) <= max(_UNEVEN * middle, 8) for item in items)
    whole_ones = all(i.count(a) == i.count(b) and "，" not in i for i in items for a, b in _PAIRS)
    whole_ones = whole_ones and all(_HAN.search(item) for item in items)
    return tuple(items) if even and whole_ones else ()


def _size(run: str) -> int:
    """The items of an enumeration; 和 before the last parts two."""
    items = run.split("、")
    return len(items) + bool(_LAST.match(items[-1]))


def _between(numerals: list[str]) -> frozenset[int]:
    found = (parse_numeral(numeral.replace("两", "二")) or 0 for numeral in numerals)
    return frozenset(n for n in found if _FEWEST <= n <= _MOST)
