"""Numbers that Word writes before paragraphs: 一、（一）1. from numbering.xml, not from the text.

ECMA-376 part 1, 17.9: a paragraph, or its style, names a list (numId) and a level (ilvl); the
level says where to start, how to write the number and what stands around it (`第%1章`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from corpus.numerals import to_chinese
from corpus.readers.package import Element

__all__ = ["Numbering", "W", "number_text"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_FORMAL = str.maketrans("零〇一二三四五六七八九十百千", "零零壹贰叁肆伍陆柒捌玖拾佰仟")
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "koreanCounting",
}
_DIGITS = {"ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand", "koreanDigital"}


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None  # the level (from 1) whose step sets this one back; 0: none does
    legal: bool = False
    style: str = ""


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, _Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)  # of this list, where it sets them anew


class Numbering:
    """Counts the numbered paragraphs of one document, in order."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._styles = _styles(styles)
        abstract: dict[str, dict[int, _Level]] = {}
        links: dict[str, str] = {}
        for node in numbering if numbering is not None else ():
            if node.tag == f"{W}abstractNum":
                key = node.get(f"{W}abstractNumId", "")
                abstract[key] = _levels(node)
                link = node.find(f"{W}numStyleLink")
                if link is not None:
                    links[key] = link.get(f"{W}val", "")
        self._lists: dict[str, _List] = {}
        for node in numbering.iterfind(f"{W}num") if numbering is not None else ():
            named = node.find(f"{W}abstractNumId")
            key = named.get(f"{W}val", "") if named is not None else ""
            own = _List(key, dict(abstract.get(key, {})))
            for override in node.iterfind(f"{W}lvlOverride"):
                level = _int(override.get(f"{W}ilvl"), 0)
                own.levels.update(_levels(override))
                start = override.find(f"{W}startOverride")
                if start is not None:
                    own.starts[level] = _int(start.get(f"{W}val"), 1)
            self._lists[node.get(f"{W}numId", "")] = own
        for key, style in links.items():  # a list that is defined by a style's list
            other = self._styles.get(style, {}).get("num")
            if other in self._lists:
                for own in self._lists.values():
                    if own.abstract == key and not own.levels:
                        own.levels = self._lists[str(other)].levels
                        own.abstract = self._lists[str(other)].abstract
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def style_name(self, style: str) -> str:
        """The name of a style in lower case, "" where it is not defined."""
        return str(self._styles.get(style, {}).get("name", ""))

    def next(self, properties: Element | None) -> str:
        """The number before the paragraph with these properties (w:pPr), counted on; or ""."""
        num, level = self._place(properties)
        own = self._lists.get(num)
        if own is None or level not in own.levels:
            return ""
        counts = self._counts.setdefault(own.abstract, [None] * _LEVELS)
        if (num, level) not in self._begun and level in own.starts:
            counts[level] = None
            start = own.starts[level]
        else:
            start = own.levels[level].start
        self._begun.add((num, level))
        before = counts[level]
        counts[level] = start if before is None else before + 1
        for n in range(level + 1, _LEVELS):
            restart = own.levels[n].restart if n in own.levels else None
            if restart is None or (restart and level < restart):
                counts[n] = None
        return self._written(own, level, counts)

    def _place(self, properties: Element | None) -> tuple[str, int]:
        """List and level of a paragraph: its own, else its style's."""
        num, level = None, None
        style = ""
        if properties is not None:
            named = properties.find(f"{W}pStyle")
            style = named.get(f"{W}val", "") if named is not None else ""
            own = properties.find(f"{W}numPr")
            if own is not None:
                num, level = _numbering_of(own)
        if not style:
            style = self._styles.get("", {}).get("default", "")
        seen: set[str] = set()
        first = style
        while (num is None or level is None) and style and style not in seen:
            seen.add(style)
            found = self._styles.get(style, {})
            num = num if num is not None else found.get("num")
            level = level if level is not None else found.get("level")
            style = found.get("based", "")
        if num is not None and level is None:
            # A style of a list's level names the list only; the level names the style.
            levels = self._lists[num].levels if num in self._lists else {}
            level = next((n for n, x in levels.items() if x.style and x.style == first), 0)
        return num or "", level or 0

    def _written(self, own: _List, level: int, counts: list[int | None]) -> str:
        definition = own.levels[level]
        if definition.form == "bullet":
            return "• " if definition.text.strip() else ""
        if definition.form == "none" and not _PLACE.search(definition.text):
            return definition.text

        def number(match: re.Match[str]) -> str:
            n = int(match[1]) - 1
            above = own.levels.get(n, _Level())
            count = counts[n]
            form = "decimal" if definition.legal else above.form
            return number_text(above.start if count is None else count, form)

        text = _PLACE.sub(number, definition.text)
        # Before words, a number like 第一章 or 1 needs a blank; 一、 and （一） need none.
        wide = definition.suffix != "nothing" and text[-1:] not in "、，．。）)】〕》.：: "
        return f"{text} " if wide and text else text


def number_text(number: int, form: str) -> str:
    """A number as Word writes it in the named form (ECMA-376 part 1, 17.18.59)."""
    if not 0 <= number <= 999:
        return str(number)
    if form in _CHINESE:
        return to_chinese(number)
    if form in {"chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"}:
        return to_chinese(number).translate(_FORMAL)
    if form in _DIGITS:
        return "".join("〇一二三四五六七八九"[int(d)] for d in str(number))
    if form in {"decimalFullWidth", "decimalFullWidth2"}:
        return "".join(chr(ord("０") + int(d)) for d in str(number))
    if form == "decimalZero":
        return f"{number:02d}"
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if form == "decimalEnclosedParen" and 1 <= number <= 20:
        return chr(0x2474 + number - 1)
    if form == "decimalEnclosedFullstop" and 1 <= number <= 20:
        return chr(0x2488 + number - 1)
    if form in {"upperRoman", "lowerRoman"}:
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    if form in {"upperLetter", "lowerLetter"} and number >= 1:
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form == "ideographTraditional" and 1 <= number <= 10:
        return _STEMS[number - 1]
    if form == "ideographZodiac" and 1 <= number <= 12:
        return _BRANCHES[number - 1]
    if form == "ideographEnclosedCircle" and 1 <= number <= 10:
        return chr(0x3280 + number - 1)
    return "" if form == "none" else str(number)


def _roman(number: int) -> str:
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    signs = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
    out, left = "", min(number, 3999)
    for value, sign in zip(values, signs, strict=True):
        out += sign * (left // value)
        left %= value
    return out


def _int(value: str | None, default: int) -> int:
    return int(value) if value is not None and re.fullmatch(r"-?\d{1,6}", value) else default


def _value(node: Element, name: str) -> str | None:
    found = node.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val", "")


def _levels(node: Element) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for lvl in node.iterfind(f"{W}lvl"):
        restart = _value(lvl, "lvlRestart")
        found[_int(lvl.get(f"{W}ilvl"), 0)] = _Level(
            start=_int(_value(lvl, "start"), 0 if lvl.find(f"{W}start") is None else 1),
            form=_form(lvl),
            text=_value(lvl, "lvlText") or "",
            suffix=_value(lvl, "suff") or "tab",
            restart=_int(restart, 0) if restart is not None else None,
            legal=lvl.find(f"{W}isLgl") is not None,
            style=_value(lvl, "pStyle") or "",
        )
    return found


def _form(lvl: Element) -> str:
    plain = _value(lvl, "numFmt")
    if plain is not None:
        return plain
    # A form that older versions do not know stands beside one that they do.
    for node in lvl.iter(f"{W}numFmt"):
        return str(node.get(f"{W}val", "decimal"))
    return "decimal"


def _numbering_of(node: Element) -> tuple[str | None, int | None]:
    num, level = _value(node, "numId"), _value(node, "ilvl")
    return num, None if level is None else _int(level, 0)


def _styles(root: Element | None) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for node in root.iterfind(f"{W}style") if root is not None else ():
        key = node.get(f"{W}styleId", "")
        entry: dict[str, Any] = {
            "name": (_value(node, "name") or "").lower(),
            "based": _value(node, "basedOn") or "",
        }
        own = node.find(f"{W}pPr/{W}numPr")
        if own is not None:
            entry["num"], entry["level"] = _numbering_of(own)
        found[key] = entry
        if node.get(f"{W}type") == "paragraph" and node.get(f"{W}default") in {"1", "true"}:
            found[""] = {"default": key}
    return found
