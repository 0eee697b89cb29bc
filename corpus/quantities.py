"""Quantities in Chinese text: the one place where numbers with units are read and made equal.

A quantity is a value or a range in a base unit. Magnitudes are multiplied out (1.5万亿元 is
1 500 000 000 000 元), shares are percent (百分之六十二, 六成二, 五分之一, 62%), digits may be
Arabic of any width, grouped by commas, or Chinese (二百余万, 三万五, 二〇二〇). Percent and
percentage points are different units, and so are 元 and 美元: nothing is converted that is not the
same thing.
Values are exact decimals.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

__all__ = [
    "Quantity",
    "as_number",
    "base_unit",
    "conversion",
    "parse_number",
    "plain_digits",
    "qualified",
    "read_quantities",
    "same_quantity",
]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value (`low` equals `high`) or a range, in `unit`, and where it is printed."""

    low: Decimal
    high: Decimal
    unit: str  # base unit: 元, 美元, %, 个百分点, 人次, 家 …; "" where none is printed
    qualifier: str  # 左右, 以上, 超过 …, as printed; "" for none
    printed: str  # as it stands in the text, qualifier left out
    start: int  # characters of the text, half-open
    end: int


# Measures that can follow a number. Longer ones are tried first; general Chinese, no plan's words.
_UNITS = (
    "微克/立方米|毫克/立方米|立方米/日|吨/日|元/人|元/平方米|人/平方公里|人/百亿元|公里/小时|千瓦时/平方米|"
    "吨标准煤/万元|斤|个百分点|百分点|平方公里|平方千米|平方米|立方米|立方|公里|千米|公顷|海里|人次|人天|车次|"
    "标准箱|标箱|千瓦时|千瓦|兆瓦|吉瓦|吨标准煤|吨公里|人公里|吨|公斤|千克|毫克|美元|欧元|日元|港元|港币|元|亩|平米|厘米|毫米|米|"
    "TEU|EFLOPS|PFLOPS|Gbps|Mbps|分贝|课时|学时|个工作日|个月|家|个|座|条|项|位|名|人|户|所|处|辆|架|艘|班|列|床|张|册|件|台|套|"
    "幅|部|场|次|届|枚|口|孔|对|趟|株|头|羽|尾|车道|类|种|级|只|支|款|批|栋|幢|间|岁|年|天|日|小时|分钟|秒|倍|强|度"
)
_UNIT = "|".join(sorted(_UNITS.split("|"), key=len, reverse=True))
_SAME_UNIT = {
    "百分点": "个百分点",
    "平方千米": "平方公里",
    "千米": "公里",
    "平米": "平方米",
    "港币": "港元",
    "标准箱": "标箱",
    "TEU": "标箱",
    "个工作日": "工作日",
    "个月": "月",
}
_MAGNITUDES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_DIGITS = {ch: value for value, ch in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}

_ESTIMATES = {one + other for one, other in pairwise("一二三四五六七八九")} | {"两三"}

_BEFORE = (
    "不低于|不少于|不超过|不高于|不小于|不大于|不足|至少|最多|最高|超过|突破|力争|接近|"
    "高于|低于|大于|小于|多于|少于|将近|大约|约为|约|近|逾|超|过|≥|≤|＞|＜|>|<"
)
_AFTER = "以上|以下|以内|之内|左右|上下|多|余|强"
_ARABIC = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = (
    r"[零〇一二两三四五六七八九十半][零〇一二两三四五六七八九十百千万亿]*"
    r"(?:点[零〇一二三四五六七八九]+)?"
)
_SCALE = r"[十百千]?万亿|[十百千]?[万亿]|[百千](?!分)"
_NUMBER = rf"(?:{_ARABIC}|{_CHINESE})"
_TERM = rf"(?:{_ARABIC})(?:{_SCALE})"  # 1亿 3千万: terms of one number
_ONE = rf"(?:{_TERM}(?:{_TERM})+|{_NUMBER}[余多]?\s*(?:{_SCALE})?)"
_SHARE = r"%|‰|个?百分点"
_QUANTITY = re.compile(
    rf"(?P<before>{_BEFORE})?(?:到|达|达到)?\s*"
    rf"(?:(?P<part>百分之|千分之)(?P<of>{_NUMBER})"
    rf"|(?P<parts>[二两三四五六七八九十]{{1,2}})分之(?P<some>[一二两三四五六七八九]{{1,2}})"
    rf"|(?P<tenths>[一二两三四五六七八九])成(?P<hundredths>[一二三四五六七八九半])?(?![为立员长熟果功效就本交])"
    rf"|翻(?P<double>[一两二三])番"
    rf"|(?P<low>-?{_ONE})\s*(?P<unit1>{_SHARE}|{_UNIT})?\s*(?:—+|–|-|~|～|至)\s*(?P<high>{_ONE})\s*"
    rf"(?P<between>[余多])?(?P<unit2>{_SHARE}|{_UNIT})"
    rf"|(?P<value>-?{_ONE})\s*(?P<more>[余多])?\s*(?P<unit>{_SHARE}|{_UNIT})?)"
    rf"(?P<after>{_AFTER})?"
)
_YEAR = re.compile(r"(?:19|20)\d\d|[一二][九〇零][〇零一二三四五六七八九]{2}")
_YEAR_GOES_ON = frozenset("—–-~～至、年/")
_LETTER = re.compile(r"[A-Za-z]")
_SHARES_UNIT = re.compile(r"\s*[、和及与]\s*")
_SCALED = re.compile(rf"({_NUMBER})([余多])?\s*({_SCALE})?")
_TERMS = re.compile(rf"(?:{_TERM}){{2,}}")


def read_quantities(text: str) -> list[Quantity]:
    """All quantities of a text in reading order.

    Years (2020年, 二〇二〇年), numbers inside words (G20), numbers of headings and ordinals (第三,
    三、) and a bare Chinese digit without a unit are none.
    """
    return list(_quantities(text))


@lru_cache(maxsize=8192)  # sentences of a plan are read for each answer that cites them
def _quantities(text: str) -> tuple[Quantity, ...]:
    flat = _half_width(text)
    found: list[Quantity] = []
    for match in _QUANTITY.finditer(flat):
        quantity = _quantity(flat, match)
        if quantity is None:
            continue
        if found and _SHARES_UNIT.fullmatch(flat, found[-1].end, quantity.start):
            found[-1] = _with_unit_of(found[-1], quantity)
        found.append(quantity)
    return tuple(found)


def _with_unit_of(one: Quantity, after: Quantity) -> Quantity:
    """1.4 of 1.4和2.7个百分点, 5.3个 of 5.3个和4.1个百分点: the unit stands after the last."""
    points = after.unit == "个百分点" and one.unit == "个"
    if not (points or (not one.unit and after.unit and one.printed[0].isdigit())):
        return one
    unit = after.printed.lstrip("0123456789.,- ")
    factor = base_unit(unit)[0]
    return replace(one, low=one.low * factor, high=one.high * factor, unit=after.unit)


def as_number(value: Decimal) -> int | float:
    """A decimal as JSON has it: an integer where it has no fraction."""
    return int(value) if value == value.to_integral_value() else float(value)


def same_quantity(one: Quantity, other: Quantity, tolerance: Decimal = Decimal(0)) -> bool:
    """Whether two quantities have the same unit and bounds no further apart than `tolerance`."""
    return (
        one.unit == other.unit
        and abs(one.low - other.low) <= tolerance
        and abs(one.high - other.high) <= tolerance
    )


def qualified(printed: str, qualifier: str) -> str:
    """A figure with its qualifier where Chinese puts it: 超过9000亿元, 25%左右."""
    after = qualifier in _AFTER.split("|")
    return f"{printed}{qualifier}" if after else f"{qualifier}{printed}"


@lru_cache(maxsize=4096)
def base_unit(printed: str) -> tuple[Decimal, str]:
    """The factor and the base unit of a unit as tables print it: 亿美元 is (10^8, 美元).

    A unit that is not known stands for itself with factor 1.
    """
    flat = _half_width(printed).replace(" ", "")
    if flat in {"%", "百分比"}:
        return Decimal(1), "%"
    if flat == "‰":
        return Decimal("0.1"), "%"
    scale = re.match(_SCALE, flat)
    rest = flat[scale.end() :] if scale else flat
    if scale and (not rest or re.match(_UNIT, rest)):
        return Decimal(_scale(scale[0])), _SAME_UNIT.get(rest, rest)
    return Decimal(1), _SAME_UNIT.get(flat, flat)


# Sizes of units in the smallest of their kind; a day has 24 hours.
_SIZES: tuple[dict[str, Decimal], ...] = tuple(
    {unit: Decimal(size) for unit, size in kind.items()}
    for kind in (
        {"平方米": "3", "亩": "2000", "公顷": "30000", "平方公里": "3000000"},
        {"米": "1", "公里": "1000"},
        {"秒": "1", "分钟": "60", "小时": "3600", "天": "86400", "日": "86400"},
        {"公斤": "1", "千克": "1", "吨": "1000", "斤": "0.5"},
        {"千瓦": "1", "兆瓦": "1000"},
    )
)


def conversion(unit: str, other: str) -> Decimal | None:
    """By what to multiply a number in one unit to have it in another; None for unlike kinds.

    亿元 to 万元 is 10000, 平方公里 to 亩 is 1500. 元 and 美元 have no fixed rate, percent and
    percentage points are not the same.
    """
    (factor, base), (other_factor, other_base) = base_unit(unit), base_unit(other)
    if base != other_base:
        sizes = next((kind for kind in _SIZES if base in kind and other_base in kind), None)
        if sizes is None:
            return None
        factor, other_factor = factor * sizes[base], other_factor * sizes[other_base]
    return factor / other_factor


def plain_digits(value: Decimal) -> str:
    """A number in plain digits: 2000, 5855.29; no exponent, no zeros at the end of the fraction."""
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


@lru_cache(maxsize=4096)
def parse_number(printed: str) -> Decimal | None:
    """The number of 1,100, 1.5万亿, 三万五, 二百余万, 二〇二〇, 半; None for anything else."""
    flat = _half_width(printed).strip()
    if _TERMS.fullmatch(flat):
        return sum(
            (parse_number(term) or Decimal(0) for term in re.findall(_TERM, flat)), Decimal(0)
        )
    match = _SCALED.fullmatch(flat)
    if match is None:
        return None
    number, _, scale = match.groups()
    digits = number.replace(",", "")
    value = Decimal(digits) if digits[0].isdigit() else _chinese(number)
    return None if value is None else value * _scale(scale or "")


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    part = match.groupdict()
    low, high, unit = _bounds(part)
    if low is None or high is None or _is_no_quantity(text, match, unit):
        return None
    after = part["after"] or part["more"] or part["between"] or ""
    inner = _SCALED.match(part["value"] or part["high"] or "")
    qualifier = part["before"] or after or (inner[2] if inner else "") or ""
    start = match.start() + len(part["before"] or "")
    end = match.end() - len(part["after"] or "")
    printed = re.sub(r"^(?:到|达到?)?\s*", "", text[start:end])
    start = end - len(printed)
    return Quantity(low, high, unit, qualifier, printed.strip(), start, end)


def _bounds(part: dict[str, str | None]) -> tuple[Decimal | None, Decimal | None, str]:
    """Lower and upper bound in the base unit, and that unit."""
    if part["part"]:
        value = parse_number(part["of"] or "")
        share = value if part["part"] == "百分之" or value is None else value / 10
        return share, share, "%"
    if part["parts"] and part["some"]:
        whole, some = _chinese(part["parts"]), _chinese(part["some"])
        share = some * 100 / whole if whole and some is not None else None
        return share, share, "%"
    if part["tenths"]:
        rest = part["hundredths"]
        tenth = Decimal("0.5") if rest == "半" else Decimal(_DIGITS.get(rest or "零", 0)) / 10
        share = (Decimal(_DIGITS[part["tenths"]]) + tenth) * 10
        return share, share, "%"
    if part["double"]:
        times = Decimal(2) ** _DIGITS[part["double"]]
        return times, times, "倍"
    if part["value"]:
        factor, unit = base_unit(part["unit"] or "")
        if part["value"] in _ESTIMATES:  # 两三家
            first = _DIGITS[part["value"][0]]
            return first * factor, (first + 1) * factor, unit
        value = _signed(part["value"])
        return (None, None, unit) if value is None else (value * factor, value * factor, unit)
    factor, unit = base_unit(part["unit2"] or "")
    low, high = _signed(part["low"] or ""), _signed(part["high"] or "")
    if low is None or high is None:
        return None, None, unit
    if not part["unit1"] and low < high:  # 10—15亿元: the magnitude belongs to both
        scaled = low * (_magnitude(part["high"] or "") // _magnitude(part["low"] or "") or 1)
        low = scaled if scaled <= high else low
    elif part["unit1"] and base_unit(part["unit1"])[1] != unit:
        return None, None, unit
    return low * factor, high * factor, unit


def _is_no_quantity(text: str, match: re.Match[str], unit: str) -> bool:
    """Whether the number is a year, a heading's number, an ordinal or part of a word."""
    begin = match.start("value") if match["value"] else match.start()
    before = text[begin - 1] if begin else ""
    number = match["value"] or ""
    bare = number.lstrip("-").strip()
    if re.match(r"[A-Za-z.第]", before):
        return True
    ends = [end.strip() for end in (bare, match["low"], match["high"]) if end]
    if unit == "年" and any(_YEAR.fullmatch(end) for end in ends):
        return True
    after = text[match.end() : match.end() + 1]
    if not unit and (_LETTER.match(after) or (_YEAR.fullmatch(bare) and after in _YEAR_GOES_ON)):
        return True
    chinese = bool(bare) and not bare[0].isdigit()
    # Without a unit only a written-out magnitude makes Chinese characters a number: 三万五.
    return chinese and not unit and not re.search(r"[万亿]", bare)


def _signed(number: str) -> Decimal | None:
    value = parse_number(number.removeprefix("-"))
    return -value if value is not None and number.startswith("-") else value


def _magnitude(number: str) -> int:
    match = _SCALED.fullmatch(number)
    return _scale(match[3] or "") if match else 1


def _scale(scale: str) -> int:
    product = 1
    for ch in scale:
        product *= _MAGNITUDES[ch]
    return product


def _chinese(number: str) -> Decimal | None:
    """Value of a Chinese number: 二百三十, 三万五, 二〇二〇, 一点五, 半."""
    whole, _, decimals = number.partition("点")
    if whole == "半":
        return Decimal("0.5")
    if set(whole) <= set(_DIGITS) and whole:
        if 1 < len(whole) < 4:
            return None  # 两三家: an estimate in words, no number
        value = "".join(str(_DIGITS[ch]) for ch in whole)  # 二〇二〇; 六
        total = Decimal(value)
    else:
        counted = _counted(whole)
        if counted is None:
            return None
        total = Decimal(counted)
    if decimals:
        total += Decimal("0." + "".join(str(_DIGITS[ch]) for ch in decimals))
    return total


def _counted(number: str) -> int | None:
    """Value of a number with 十, 百, 千, 万, 亿; 三万五 is 35 000."""
    total, section, digit, last = 0, 0, None, 1
    for ch in number:
        if ch in _DIGITS:
            if digit:  # 三五: two digits without a magnitude between them
                return None
            digit, last = _DIGITS[ch], (1 if ch in "零〇" else last)
        elif ch in "万亿":
            before = total + section + (digit or 0) if ch == "亿" else section + (digit or 0)
            total = (before or 1) * _MAGNITUDES[ch] + (0 if ch == "亿" else total)
            section, digit, last = 0, None, _MAGNITUDES[ch]
        elif ch in _MAGNITUDES:
            section += (1 if digit is None else digit) * _MAGNITUDES[ch]
            digit, last = None, _MAGNITUDES[ch]
        else:
            return None
    ending = digit or 0
    if digit and last >= 100 and number[-2] in _MAGNITUDES:
        ending = digit * (last // 10)  # 三万五, 二百三
    return total + section + ending


def _half_width(text: str) -> str:
    """Full-width digits, letters and signs as half-width ones, character for character."""
    return "".join(_narrow(ch) for ch in text)


@lru_cache(maxsize=1024)
def _narrow(ch: str) -> str:
    narrow = unicodedata.normalize("NFKC", ch) if "\uff01" <= ch <= "\uff5e" else ch
    return narrow if len(narrow) == 1 and ch not in "～" else ch
