"""Ranks in Chinese text: 居全国第六, 由第34位提升至第22位, 名列榜首.

A rank is a quantity in the unit 位, whose value is its place. An ordinal is one only where it is
followed by 位 or 名, or a word of ranking stands before it in its clause: 第三产业 and 第六章 are
none.
"""

from __future__ import annotations

import re
from decimal import Decimal

from corpus.quantities import Quantity, parse_number

__all__ = ["goes_on", "is_rank", "rank_name", "read_ranks"]

_UNIT = "位"
_NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十百]{1,4})"
_ORDINAL = re.compile(rf"第\s*(?P<number>{_NUMBER})\s*(?P<unit>[位名])?")
# What ranks: 居, 位列, 排名, 跃居 …; 排水 and 居民 do not.
_RANKS = re.compile(
    r"(?:居(?![民住家委])|位列|名列|位居|位次|排(?:名|序|在|到|行)|跻身|列(?=[^车举入，。]{0,12}$)|"
    r"(?:跃|升|上升|提升|前进|攀升|晋升|保持)(?:至|到|居|为|在)|(?:全国|全省|全球|世界|国内|亚洲)[^，。；、]{0,8}$)"
)
# What links a rank to what is ranked.
_LINKS = re.compile(
    r"(?:均|都|已|继续|连续[^，。]{1,4}年|[由从])*(?:稳|跃|位)?(?:居(?!民)|位列|名列|列(?=全|世|国|亚)|保持(?=全)|"
    r"(?:跃|上|提|前|攀|晋)[升进移]?(?:至|到|居)|(?:跃升|上升|提升|前移|前进|攀升|晋升)$)|[由从](?=(?:全国|全省|全球|世界|国内)?$)"
)
_ENDS = re.compile(
    r"\s*(?:$|[，。；、）)”！？]|[和及与，](?!\S*产业)|以[上内]|左右|，|且|并|的?(?:位置|位次))"
)


def read_ranks(text: str) -> list[Quantity]:
    """All ranks of a text in reading order, as quantities in 位."""
    found: list[Quantity] = []
    for match in _ORDINAL.finditer(text):
        value = parse_number(match["number"])
        if value is None or value <= 0 or value != value.to_integral_value():
            continue
        clause = re.split(r"[，。；：！？]", text[: match.start()])[-1]
        ranked = match["unit"] is not None or (
            _RANKS.search(clause) is not None and _ENDS.match(text, match.end()) is not None
        )
        if ranked:
            printed = match[0].strip()
            number = Decimal(value)
            found.append(Quantity(number, number, _UNIT, "", printed, match.start(), match.end()))
    return found


def is_rank(quantity: Quantity) -> bool:
    """Whether a quantity is a rank, and no count of persons (20位院士)."""
    return quantity.unit == _UNIT and quantity.printed.startswith("第")


def rank_name(words: str) -> str:
    """What a rank is of, from the words before it: 经济总量全省位次 of 经济总量稳居全省.

    The scope (全省) stays, so that ranks among others are told apart.
    """
    name = _LINKS.sub("", words).strip(" 的")
    return name if not name or re.search(r"(?:排名|位次|名次)$", name) else f"{name}位次"


def goes_on(name: str) -> bool:
    """Whether the name of a rank says no more than among whom: it is of what was named before."""
    return re.match(r"(?:全[国省球]|世界|国内|$)", name) is not None
