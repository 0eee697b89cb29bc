"""Cells of tables: what a cell prints, as a value, a unit or words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

__all__ = [
    "CellFigure",
    "is_dash",
    "is_unit",
    "is_value",
    "is_year",
    "plain_cell",
    "read_figure",
    "tight",
    "unmarked",
]

_NUMBER = r"[-+＋－]?\d[\d,，]*(?:\.\d+)?"
_VALUE = re.compile(
    rf"^[〔\[（(]?[≥≤＞＜>< ]*{_NUMBER}(?:[—\-～~]{_NUMBER})?[%％‰]?[〕\]）)]?(?:左右|以上|以下)?$"
    r"|^[—－\-–]{1,2}$"
)
_BRACKETED = re.compile(r"^[〔\[（(](.+)[〕\])）]$")
_FIGURE = re.compile(
    r"^([≥≤＞＜><]?)\s*([-－+＋]?\d[\d,，]*(?:\.\d+)?(?:[—\-～~]-?\d[\d,，]*(?:\.\d+)?)?)"
    r"\s*([%％‰]?)\s*(左右|以上|以下|以内)?$"
)
_PLAIN = str.maketrans({"－": "-", "＋": "", "+": "", "，": ","})
_YEAR = re.compile(r"(?:19|20)\d{2}")
# Marks of footnotes: an asterisk or a raised number after the words or the figure.
_MARKS = re.compile(r"(?<=.)[*＊※†‡①-⑳¹²³⁴-⁹⁰]+$")
_MEASURE = (
    "元|美元|欧元|日元|港元|吨|公斤|千克|克|斤|米|公里|千米|海里|亩|公顷|平方米|平方公里|立方米|人|人次|人天|户|家|个|"
    "座|所|处|条|项|件|台|辆|艘|架|套|张|床|位|只|头|株|万|亿|千瓦|千瓦时|度|焦耳|标准煤|升|箱|标箱|重量箱|岁|年|月|天|日|"
    "小时|分钟|次|场|届|册|份|部|篇|分|倍|级|类|种|班|艘|列|公里/小时|人公里|吨公里|枚|块|片|根|支|瓶|双|匹|羽|尾|间|栋|幢"
)
_UNIT = re.compile(
    rf"[（(]?(?:[十百千万亿]{{0,3}}(?:{_MEASURE})(?:[/／](?:[十百千万亿]{{0,3}}(?:{_MEASURE})|日|年|天|生产总值))?"
    r"|[%％‰]|个?百分点|TEU|GW|MW|kW|kWh|km2?|hm2|m[23²³]|t|吨标准煤(?:/万元)?|[毫微]克/(?:立方米|升)|mg/L|亿?标准?立方米)[）)]?"
)


def tight(text: str) -> str:
    """Text without blanks: 单 位 and 指　标 as 单位 and 指标."""
    return re.sub(r"\s+", "", text)


def plain_cell(cell: str) -> str:
    """A cell's words without the blanks that spread Chinese characters out: 粮 食 as 粮食."""
    return re.sub(r"(?<=[\u4e00-\u9fff，、（）：])\s+(?=[\u4e00-\u9fff，、（）])", "", cell.strip())


def unmarked(cell: str) -> str:
    """A cell without the footnote marks that end it."""
    return _MARKS.sub("", cell.strip())


def is_value(token: str) -> bool:
    """Whether a cell holds a value: a number, a range, 〔9〕, or —— for none."""
    return bool(_VALUE.match(token))


def is_dash(cell: str) -> bool:
    """Whether a cell says that there is no value."""
    return bool(re.fullmatch(r"[—－\-–/…·]{0,3}|无", cell.strip()))


def is_year(cell: str) -> bool:
    """Whether a cell is a year and nothing else: 2025, as a header may print it."""
    return bool(_YEAR.fullmatch(cell.strip()))


def is_unit(cell: str) -> bool:
    """Whether a cell is a unit: 亿元, %, 万人次, 元/人."""
    return bool(_UNIT.fullmatch(tight(cell)))


@dataclass(frozen=True, slots=True)
class CellFigure:
    """The figure of a cell: a number or a range, its own percent sign, what restricts it."""

    low: Decimal
    high: Decimal
    digits: str  # as printed, without sign and qualifier
    percent: str  # %, ‰ or ""
    qualifier: str
    bracketed: bool  # 〔9〕: said of all the years, by the table's note


def read_figure(cell: str) -> CellFigure | None:
    """The figure a cell holds and nothing else; None for words and for a dash."""
    inside = _BRACKETED.match(cell)
    match = _FIGURE.match(inside[1] if inside else cell)
    if match is None:
        return None
    digits = match[2].translate(_PLAIN)
    bounds = [Decimal(n.replace(",", "")) for n in re.split(r"(?<=\d)[—\-～~]", digits)]
    qualifier = match[1] or match[4] or ""
    return CellFigure(bounds[0], bounds[-1], match[2], match[3], qualifier, inside is not None)
