"""Answers with one figure made wrong: another digit, unit, year, sign, scale, or no qualifier."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.answer import Answer
from corpus.quantities import read_quantities

SORTS = ("digit", "unit", "year", "sign", "scale", "qualifier")

_OWN = re.compile(
    r"\[\d+\]|“[^”]*”|"
    r"专栏\d+|表\d+|第\d+(?:—\d+)?[页行条]|共 \d+|按 \d+ 年|（\d+）|(?<=[）、])\d{1,2}\."
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年)")
_UNITS = {
    "亿元": "亿美元", "亿美元": "亿元", "万人次": "万人", "%": "个百分点", "个百分点": "%",
    "家": "亩", "个": "公里", "幢": "家", "平方公里": "平方米", "万套": "万家", "倍": "%",
    "项": "家", "处": "公里", "座": "家", "公里": "平方公里", "亩": "公顷", "天": "小时",
}  # fmt: skip
_SCALES = {"亿元": "万元", "亿美元": "万美元", "万人次": "亿人次", "万套": "套", "万元": "亿元"}


def mutate(answer: Answer, sort: str, rng: random.Random) -> Answer | None:
    """The answer with one figure of its text made wrong; None where the sort does not apply."""
    places = list(_places(answer.text, sort))
    if not places:
        return None
    start, end, words = rng.choice(places)
    if sort == "digit":
        digits = [n for n, ch in enumerate(words) if ch.isdigit()]
        n = rng.choice(digits)
        other = rng.choice([d for d in "123456789" if d != words[n]])
        words = words[:n] + other + words[n + 1 :]
    elif sort == "year":
        words = str(int(words) + rng.choice([-7, -3, 2, 6]))
    elif sort == "sign":
        words = f"-{words}"
    elif sort == "qualifier":
        words = ""
    else:
        words = (_UNITS if sort == "unit" else _SCALES)[words]
    return replace(answer, text=answer.text[:start] + words + answer.text[end:])


def _places(text: str, sort: str) -> Iterator[tuple[int, int, str]]:
    """Where a text can be made wrong: start, end, what stands there."""
    blank = _OWN.sub(lambda m: "＿" * len(m[0]), text)
    if sort == "year":
        yield from ((m.start(), m.end(), m[0]) for m in _YEAR.finditer(blank))
        return
    for quantity in read_quantities(blank):
        number = re.match(r"\d[\d.,]*", quantity.printed)
        if number is None or not quantity.unit:
            continue
        end = quantity.start + number.end()
        rest = blank[end : quantity.end]
        unit = rest.strip()
        at = end + len(rest) - len(rest.lstrip())
        if sort in {"digit", "sign"}:
            yield quantity.start, end, number[0]
        elif (sort == "unit" and unit in _UNITS) or (sort == "scale" and unit in _SCALES):
            yield at, at + len(unit), unit
        elif sort == "qualifier" and quantity.qualifier:
            place = blank.find(quantity.qualifier, max(0, quantity.start - 4))
            if 0 <= place <= quantity.end:
                yield place, place + len(quantity.qualifier), quantity.qualifier
