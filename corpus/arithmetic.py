"""Arithmetic as it is shown to readers: 1150 − 719.68 = 430.32, worked out again in decimals."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["equations", "false_equations", "work_out"]

_RESULT = re.compile(r"[=＝≈]\s*([-−–]?\d[\d,]*(?:\.\d+)?%?)(?![\d.])")
_TERMS = frozenset("0123456789.,%()（）+-−–×*÷/^ \t\n\u3000")
_UNIT = re.compile(
    r"(?<=\d)\s*(?:[百千万亿]*(?:元|美元|人次|人|平方米|平方公里|吨)|[万亿])(?=\s*[+\-−–×÷=＝≈)）]|$)"
)
_OPERATOR = {"−": "-", "–": "-", "×": "*", "÷": "/", "（": "(", "）": ")"}
_LARGEST_EXPONENT = 100
_MOST_TOKENS = 100  # of an equation shown to a reader; also bounds the depth of the brackets
_TOKEN = re.compile(r"\d+(?:\.\d+)?%?|[-+*/()^]")


def equations(text: str) -> list[tuple[str, str]]:
    """Left side and printed result of every equation in a text."""
    bare = _UNIT.sub("", text)
    found, end = [], 0
    for match in _RESULT.finditer(bare):
        left = _left_side(bare[end : match.start()])
        if any(ch.isdigit() for ch in left):
            found.append((left, match[1]))
        end = match.end()
    return found


def _left_side(before: str) -> str:
    """The terms a text ends in, without a bracket that opens the aside they stand in."""
    start, depth = len(before), 0
    while start and before[start - 1] in _TERMS:
        depth += (before[start - 1] in ")）") - (before[start - 1] in "(（")
        if depth < 0:
            break
        start -= 1
    return before[start:].strip(" \t\n\u3000,.")


def false_equations(text: str) -> list[str]:
    """Equations that do not hold, to the digits their result is printed with."""
    false = []
    for left, right in equations(text):
        printed = right.replace(",", "").rstrip("%").replace("−", "-").replace("–", "-")
        value = work_out(left)
        if value is not None and right.endswith("%"):
            value *= 100
        half = Decimal(5).scaleb(-len(printed.partition(".")[2]) - 1)
        if value is None or abs(value - Decimal(printed)) > half:
            false.append(f"{left} = {right}")
    return false


def work_out(expression: str) -> Decimal | None:
    """Value of an expression of numbers, + − × ÷, ^ and brackets; None where it is none."""
    plain = "".join(_OPERATOR.get(ch, ch) for ch in expression).replace(",", "")
    tokens = _TOKEN.findall(plain)
    if "".join(tokens) != re.sub(r"\s", "", plain) or len(tokens) > _MOST_TOKENS:
        return None
    try:
        value, rest = _sum(tokens)
    except (IndexError, ArithmeticError):
        return None
    return None if rest or not value.is_finite() else value


def _sum(tokens: list[str]) -> tuple[Decimal, list[str]]:
    value, tokens = _product(tokens)
    while tokens and tokens[0] in "+-":
        sign = 1 if tokens[0] == "+" else -1
        term, tokens = _product(tokens[1:])
        value += sign * term
    return value, tokens


def _product(tokens: list[str]) -> tuple[Decimal, list[str]]:
    value, tokens = _power(tokens)
    while tokens and tokens[0] in "*/":
        operator = tokens[0]
        factor, tokens = _power(tokens[1:])
        value = value * factor if operator == "*" else value / factor
    return value, tokens


def _power(tokens: list[str]) -> tuple[Decimal, list[str]]:
    if tokens[0] == "-":
        value, rest = _power(tokens[1:])  # −2^2 is −4
        return -value, rest
    base, tokens = _atom(tokens)
    if tokens and tokens[0] == "^":
        exponent, tokens = _power(tokens[1:])
        if abs(exponent) > _LARGEST_EXPONENT:
            raise OverflowError(f"exponent {exponent}")
        return base**exponent, tokens
    return base, tokens


def _atom(tokens: list[str]) -> tuple[Decimal, list[str]]:
    first = tokens[0]
    if first == "(":
        value, rest = _sum(tokens[1:])
        if rest[0] != ")":
            raise IndexError("a bracket that is not closed")
        return value, rest[1:]
    if first.endswith("%"):
        return Decimal(first[:-1]) / 100, tokens[1:]
    return Decimal(first), tokens[1:]
