"""Calculations from a plan's figures, each with the equation as it is shown.

All is worked out in decimals from the figures as printed. Quotients are rounded half up: multiples
and means to two places, percentages to one; ≈ says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from corpus.quantities import base_unit, conversion, plain_digits

__all__ = [
    "Amount",
    "Result",
    "before_growth",
    "converted",
    "difference",
    "growth",
    "joint",
    "mean",
    "multiple",
    "per_unit",
    "per_year",
    "remainder",
    "share",
    "times_more",
    "total",
    "whole",
    "yearly_growth",
]

Amount = tuple[Decimal, str]  # number and unit as printed
_PLACES, _PERCENT_PLACES = 2, 1


@dataclass(frozen=True, slots=True)
class Result:
    """A computed figure: its equation as shown, its value and unit."""

    equation: str
    value: Decimal
    unit: str

    @property
    def figure(self) -> str:
        """The value with its unit, as it is told."""
        return f"{plain_digits(self.value)}{joint(self.unit)}"

    @property
    def size(self) -> str:
        """The same without its sign, which the words beside it tell: 减少 5 亿元."""
        return f"{plain_digits(abs(self.value))}{joint(self.unit)}"


def joint(unit: str) -> str:
    """A unit as it follows a number: a blank before it but for % and 倍."""
    return unit if unit in {"%", "倍", ""} else f" {unit}"


def difference(first: Amount, last: Amount) -> Result | None:
    """How much `last` is more than `first`; None for unlike units. Shares differ by points."""
    if first[1] != last[1]:
        return None
    value = last[0] - first[0]
    unit = "个百分点" if last[1] == "%" else last[1]
    return Result(f"{_d(last)} − {_d(first)} = {plain_digits(value)}", value, unit)


def remainder(one: Amount) -> Result:
    """What a share leaves of the whole, in percent: 100 − a."""
    value = Decimal(100) - one[0]
    return Result(f"100 − {_d(one)} = {plain_digits(value)}", value, "%")


def multiple(first: Amount, last: Amount) -> Result | None:
    """How many times `first` goes into `last`."""
    return _quotient(last, first, f"{_d(last)} ÷ {_d(first)}", Decimal(1), "倍")


def times_more(first: Amount, last: Amount) -> Result | None:
    """By how many times `last` is more than `first`."""
    if first[1] != last[1] or not first[0]:
        return None
    value = _rounded((last[0] - first[0]) / first[0], _PLACES)
    return Result(f"({_d(last)} − {_d(first)}) ÷ {_d(first)} ≈ {plain_digits(value)}", value, "倍")


def growth(first: Amount, last: Amount) -> Result | None:
    """Growth from `first` to `last` in percent: (b − a) ÷ a × 100."""
    if first[1] != last[1] or not first[0]:
        return None
    value = _rounded((last[0] - first[0]) / first[0] * 100, _PERCENT_PLACES)
    equation = f"({_d(last)} − {_d(first)}) ÷ {_d(first)} × 100 ≈ {plain_digits(value)}"
    return Result(equation, value, "%")


def yearly_growth(first: Amount, last: Amount, years: int) -> Result | None:
    """Compound growth a year in percent: ((b ÷ a)^(1 ÷ n) − 1) × 100."""
    if first[1] != last[1] or first[0] <= 0 or last[0] <= 0 or years < 1:
        return None
    exact = ((last[0] / first[0]) ** (Decimal(1) / years) - 1) * 100
    value = _rounded(exact, _PERCENT_PLACES)
    equation = f"(({_d(last)} ÷ {_d(first)})^(1 ÷ {years}) − 1) × 100 ≈ {plain_digits(value)}"
    return Result(equation, value, "%")


def per_year(first: Amount | None, last: Amount, years: int) -> Result | None:
    """What comes on a year on average: (b − a) ÷ n, or b ÷ n for what is reached over n years."""
    if years < 1 or (first is not None and first[1] != last[1]):
        return None
    over = last[0] - first[0] if first is not None else last[0]
    terms = f"({_d(last)} − {_d(first)})" if first is not None else _d(last)
    exact = over / years
    value = _rounded(exact, _PLACES)
    sign = "=" if value == exact else "≈"
    unit = "个百分点" if last[1] == "%" else last[1]
    return Result(f"{terms} ÷ {years} {sign} {plain_digits(value)}", value, unit)


def share(part: Amount, of: Amount) -> Result | None:
    """Share of one amount in another in percent: a ÷ b × 100."""
    return _quotient(
        part, of, f"{_d(part)} ÷ {_d(of)} × 100", Decimal(100), "%", places=_PERCENT_PLACES
    )


def per_unit(over: Amount, under: Amount, unit: str, each: str) -> Result | None:
    """How much of one amount comes on a unit of another, `over` told in `unit`: 万元 a 公里."""
    up, down = conversion(over[1], unit), conversion(under[1], each)
    if up is None or down is None or not under[0]:
        return None
    value = _rounded(over[0] * up / (under[0] * down), _PLACES)
    top = _scaled(over, up)
    bottom = f"({_scaled(under, down)})" if down != 1 else _d(under)
    return Result(f"{top} ÷ {bottom} ≈ {plain_digits(value)}", value, unit)


def _scaled(amount: Amount, factor: Decimal) -> str:
    if factor == 1:
        return _d(amount)
    sign, size = ("×", factor) if factor > 1 else ("÷", 1 / factor)
    return f"{_d(amount)} {sign} {plain_digits(size)}"


def whole(part: Amount, percent: Amount) -> Result | None:
    """The whole of which an amount is a share in percent: a ÷ p%."""
    if percent[1] != "%" or not percent[0]:
        return None
    value = _rounded(part[0] / percent[0] * 100, _PLACES)
    return Result(f"{_d(part)} ÷ {_d(percent)}% ≈ {plain_digits(value)}", value, part[1])


def before_growth(last: Amount, grown: Amount, years: int = 1) -> Result | None:
    """What an amount was before it grew: b ÷ (1 + p%), b ÷ (1 + 倍), b ÷ (1 + p%)^n."""
    rate = grown[0] / 100 if grown[1] == "%" else grown[0] if grown[1] == "倍" else None
    if rate is None or rate <= -1 or years < 1:
        return None
    sign = "%" if grown[1] == "%" else ""
    power = f"^{years}" if years > 1 else ""
    value = _rounded(last[0] / (1 + rate) ** years, _PLACES)
    equation = f"{_d(last)} ÷ (1 + {_d(grown)}{sign}){power} ≈ {plain_digits(value)}"
    return Result(equation, value, last[1])


def total(amounts: Sequence[Amount]) -> Result | None:
    """The sum of amounts of one unit."""
    if len({unit for _, unit in amounts}) != 1:
        return None
    value = sum((number for number, _ in amounts), Decimal(0))
    terms = " + ".join(map(_d, amounts))
    return Result(f"{terms} = {plain_digits(value)}", value, amounts[0][1])


def mean(amounts: Sequence[Amount]) -> Result | None:
    """The mean of amounts of one unit."""
    if len({unit for _, unit in amounts}) != 1:
        return None
    value = _rounded(sum((n for n, _ in amounts), Decimal(0)) / len(amounts), _PLACES)
    terms = " + ".join(map(_d, amounts))
    equation = f"({terms}) ÷ {len(amounts)} ≈ {plain_digits(value)}"
    return Result(equation, value, amounts[0][1])


def converted(amount: Amount, unit: str) -> Result | None:
    """An amount in another unit of the same kind; None where there is no fixed rate."""
    factor = conversion(amount[1], unit)
    if factor is None or factor == 1:
        return None
    number = amount[0]
    exact = number * factor
    if factor > 1:
        sign, value = f"× {plain_digits(factor)} =", exact
    else:
        value = min(_rounded(exact, 4), exact, key=lambda v: len(plain_digits(v)))
        sign = f"÷ {plain_digits(1 / factor)} {'=' if value == exact else '≈'}"
    return Result(f"{_d(amount)} {sign} {plain_digits(value)}", value, unit)


def _quotient(
    over: Amount, under: Amount, terms: str, factor: Decimal, unit: str, *, places: int = _PLACES
) -> Result | None:
    """A quotient of two amounts of one kind, made of one magnitude where they are not."""
    if base_unit(over[1])[1] != base_unit(under[1])[1] or not under[0]:
        return None
    scale = conversion(over[1], under[1])
    if scale is None:
        return None
    if scale != 1:
        steps = f"× {plain_digits(scale)}" if scale > 1 else f"÷ {plain_digits(1 / scale)}"
        terms = terms.replace(_d(over), f"{_d(over)} {steps}", 1)
    exact = over[0] * scale / under[0] * factor
    value = _rounded(exact, places if abs(exact) >= 1 else places + _PLACES)
    return Result(f"{terms} ≈ {plain_digits(value)}", value, unit)


def _d(amount: Amount) -> str:
    return plain_digits(amount[0])


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
