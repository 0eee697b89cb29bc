"""What all computed answers share: their last words, and how a result is told."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Status, Value
from assistant.calculations import Result
from assistant.composer import Composed, Draft
from corpus.indicators import Observation

__all__ = ["approximate", "composed", "mixed_prices", "of_what"]


def composed(draft: Draft, one: Observation, result: Result) -> Composed:
    """An answer whose value is the result of a calculation."""
    value = Value(float(abs(result.value)), result.unit, None)
    return Composed(draft, Status.ANSWERED, one.path, value, result.equation)


def of_what(name: str) -> str:
    """A name without the share, rate or growth told of it: 增加值 of 增加值占…比重."""
    return re.sub(r"(?:占.*|年均.*|(?:比|较)\s*(?:19|20)\d{2}.*|同比.*|增长.*|增速.*)$", "", name)


def approximate(held: Sequence[Observation]) -> str:
    """A word where what was computed with is no exact figure."""
    vague = [one for one in held if one.qualifier]
    if not vague:
        return ""
    return f"原文带有“{'”“'.join(dict.fromkeys(one.qualifier for one in vague))}”，结果为约数。"


def mixed_prices(held: Sequence[Observation]) -> str:
    """A word where figures at different prices were computed with."""
    bases = dict.fromkeys(one.price_basis for one in held if one.price_basis)
    if len(bases) < 2:
        return ""
    return f"所用数值价格口径不同（{'、'.join(bases)}），结果仅供参考。"
