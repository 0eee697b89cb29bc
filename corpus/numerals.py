"""Chinese numerals of headings and addresses: 一 … 九百九十九, and Arabic digits of any width."""

from __future__ import annotations

__all__ = ["CHINESE_DIGITS", "parse_numeral", "to_chinese"]

CHINESE_DIGITS = "零一二三四五六七八九"
# Characters a numeral of a heading can consist of, for regular expressions.
NUMERAL_CLASS = "零〇一二两三四五六七八九十百0-9０-９"
_UNITS = {"十": 10, "百": 100}


def parse_numeral(numeral: str) -> int | None:
    """Integer of 三, 十二, 二十, 一百零一, 12, １２; None where it is none.

    Only forms that number sections (0–999) are read; figures of running text are not this
    function's business.
    """
    numeral = numeral.strip()
    if not numeral:
        return None
    if numeral.isdecimal():  # ASCII and full-width digits alike
        return int(numeral)
    total, digit = 0, -1
    for ch in numeral.replace("〇", "零").replace("两", "二"):
        if ch in _UNITS:
            total += (1 if digit < 0 else digit) * _UNITS[ch]
            digit = -1
        elif ch in CHINESE_DIGITS:
            if digit > 0:
                return None  # 三四: two digits without a unit number nothing
            digit = CHINESE_DIGITS.index(ch)
        else:
            return None
    return total + max(digit, 0)


def to_chinese(number: int) -> str:
    """Chinese numeral as headings print it: 3 → 三, 12 → 十二, 20 → 二十, 101 → 一百零一.

    Raises:
        ValueError: outside 0–999.
    """
    if not 0 <= number <= 999:
        raise ValueError(f"expected 0–999, got {number}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{CHINESE_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else CHINESE_DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    if ones or not text:
        text += CHINESE_DIGITS[ones]
    return text
