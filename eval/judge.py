"""Judges one answer against its gold: scores in [0, 1] and violations, nothing else.

Every score is a plain count over strings, addresses and decimals: the same answer is judged the
same way on any machine, and a failed score can be looked up by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from assistant.answer import Answer, Status
from corpus.quantities import Quantity, base_unit, read_quantities
from eval.checks import Violation, without_own_figures
from eval.gold_types import GoldNumber, GoldQuestion

__all__ = ["Judgement", "judge"]

_NEAREST = "最接近的是"  # in a refusal, what stands nearest follows
_BLANK = re.compile(r"\s")
_MARK = re.compile(r"\[\d+\]")
_BULLET = re.compile(r"(?m)^\s*(?:[-*]|\d+\.)\s+")
_REFUSED = Status.NOT_IN_PLAN
_COUNTING = frozenset("个家项条座幢栋处所间张只批款部场届类种")
_SENTENCE_END = re.compile(r"[。；\n]")
_QUALIFIED_NEAR = 4  # characters beside a figure within which its qualifier is said
_OPENING = frozenset({"力争", "争取", "确保", "预计"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """Scores by metric (see `eval.metrics`), only those that apply, and violations."""

    scores: dict[str, float]
    violations: tuple[Violation, ...] = ()


def judge(gold: GoldQuestion, answer: Answer) -> Judgement:
    """Compare an answer with what is right."""
    text = _MARK.sub("", answer.text)
    violations: list[Violation] = []
    scores = {"status": float(answer.status.value in gold.status)}
    scores |= _citation_scores(gold, answer)
    scores |= _text_scores(gold, answer, text)
    if gold.number is not None:
        number, wrong = _number_scores(gold, gold.number, answer, text)
        scores |= number
        violations += wrong
    if gold.forbidden:
        told = _forbidden_told(gold, text)
        scores["clean"] = float(not told)
        violations += [Violation("wrong_number", fact) for fact in told if _is_figure(gold, fact)]
    if gold.route:
        scores["route"] = float(answer.route.value in gold.route)
    scores |= _status_scores(gold, answer, scores)
    needed = ("status", "cited", "page", "facts", "says", "list", "number", "clean")
    scores["right"] = float(not violations and all(scores.get(name, 1.0) == 1.0 for name in needed))
    return Judgement(scores, tuple(dict.fromkeys(violations)))


def _citation_scores(gold: GoldQuestion, answer: Answer) -> dict[str, float]:
    """Section citations: recall over groups, precision over cited addresses, F1, and the page.

    Recall is the share of the gold groups of which one address is cited. Precision is the share of
    cited addresses that are in a group or in `also`, or below one of these. F1 is their harmonic
    mean (van Rijsbergen, 1979). Averages over questions are macro averages.
    """
    if not gold.sections:
        return {}
    cited = {citation.section for citation in answer.citations}
    met = sum(bool(group & cited) for group in gold.sections)
    recall = met / len(gold.sections)
    accepted = frozenset().union(*gold.sections, gold.also)
    fitting = sum(any(_under(path, gold_path) for gold_path in accepted) for path in cited)
    precision = fitting / len(cited) if cited else 0.0
    both = precision + recall
    scores = {
        "citation_recall": recall,
        "citation_precision": precision,
        "citation_f1": 2 * precision * recall / both if both else 0.0,
        "cited": float(met == len(gold.sections)),
    }
    if gold.page is not None:
        fit = frozenset().union(*gold.sections)
        pages = {c.page for c in answer.citations if any(_under(c.section, path) for path in fit)}
        scores["page"] = float(gold.page in pages)
    return scores


def _under(path: str, ancestor: str) -> bool:
    return path == ancestor or path.startswith(f"{ancestor}/")


def _text_scores(gold: GoldQuestion, answer: Answer, text: str) -> dict[str, float]:
    """Key facts, own words, lists.

    `facts` is the share of the key-fact groups of which one alternative is said or quoted. `list`
    is 1 where every item is said, in the order asked for where it matters, and, where the answer
    is a list with bullets, there is one bullet an item.
    """
    said = _squeeze(text)
    quoted = said + _squeeze("".join(citation.quote for citation in answer.citations))
    scores = {}
    if gold.facts:
        met = sum(any(_squeeze(fact) in quoted for fact in group) for group in gold.facts)
        scores["facts_share"] = met / len(gold.facts)
        scores["facts"] = float(met == len(gold.facts))
    if gold.says:
        scores["says"] = float(all(any(_squeeze(w) in said for w in group) for group in gold.says))
    if gold.items:
        places = [_first_place(group, said) for group in gold.items]
        complete = all(place >= 0 for place in places)
        in_order = not gold.ordered or places == sorted(places)
        bullets = len(_BULLET.findall(text))
        fits = bullets in {0, len(gold.items)} or _nested(gold, text)
        scores["list_share"] = sum(place >= 0 for place in places) / len(places)
        scores["list"] = float(complete and in_order and fits)
    return scores


def _nested(gold: GoldQuestion, text: str) -> bool:
    """Whether each bullet of the answer holds an item: several to a bullet, or none left over."""
    bullets = [_squeeze(part) for part in _BULLET.split(text)[1:]]
    items = [_squeeze(item) for group in gold.items for item in group]
    return all(any(item in bullet for item in items) for bullet in bullets)


def _first_place(group: tuple[str, ...], said: str) -> int:
    places = [place for place in (said.find(_squeeze(item)) for item in group) if place >= 0]
    return min(places, default=-1)


def _forbidden_told(gold: GoldQuestion, text: str) -> list[str]:
    """What the answer says and must not.

    Where a figure is asked for, another year's or subject's may follow the right one as context;
    an answer that leads with it, or gives it alone, is wrong.
    """
    said = _squeeze(text)
    if gold.number is not None:
        wanted = _wanted(gold.number)
        rights = (
            q.start
            for q in read_quantities(said)
            if _same_unit(q.unit, wanted) and _is_stated(q, wanted)
        )
        said = said[: next(rights, len(said))]
    elif gold.status == {_REFUSED.value}:
        said = said.partition(_NEAREST)[0]  # what the plan does hold, told with its year
    return [fact for fact in gold.forbidden if _says_whole(said, _squeeze(fact))]


def _says_whole(said: str, fact: str) -> bool:
    """Whether a text says a fact, its figure not as the end or beginning of a longer one."""
    before = r"(?<![\d.])" if fact[:1].isdigit() else ""
    after = r"(?![\d]|\.\d)" if fact[-1:].isdigit() else ""
    return bool(re.search(f"{before}{re.escape(fact)}{after}", said))


def _status_scores(
    gold: GoldQuestion, answer: Answer, scores: dict[str, float]
) -> dict[str, float]:
    """Refusals and conflicts.

    `refusal_recall`: of the questions the plan does not answer, those refused.
    `refusal_precision`: of the refused questions, those the plan does not answer.
    `answered`: of the questions the plan answers, those not refused.
    `conflict`: of the plan's contradictions asked for, those told as such with all their facts.
    """
    refused = answer.status is _REFUSED
    found: dict[str, float] = {}
    if gold.status == {_REFUSED.value}:
        found["refusal_recall"] = float(refused)
    elif _REFUSED.value not in gold.status:
        found["answered"] = float(not refused)
    if refused:
        found["refusal_precision"] = float(_REFUSED.value in gold.status)
    if gold.status == {Status.CONFLICT.value}:
        told = answer.status is Status.CONFLICT
        found["conflict"] = float(told and scores.get("facts", 1.0) == 1.0)
    return found


# --- figures --------------------------------------------------------------------------------------


def _number_scores(
    gold: GoldQuestion, number: GoldNumber, answer: Answer, text: str
) -> tuple[dict[str, float], list[Violation]]:
    """Whether the figure is exact, missing or wrong.

    Exact: value within the tolerance in the same base unit, with its qualifier. Where the answer
    carries a structured value, that value counts (and its year); else the text. Wrong is worse
    than missing: another figure of the same unit told as the answer, or the qualifier dropped.
    """
    wanted = _wanted(number)
    scores = {"number": 0.0, "value": 0.0}
    if answer.status not in {Status.ANSWERED, Status.CONFLICT}:
        return scores, []
    if answer.value is not None:
        fault = _value_fault(number, wanted, answer)
        scores["value"] = scores["number"] = float(not fault)
        return scores, [Violation("wrong_number", fault)] if fault else []
    plain = without_own_figures(text)
    stated = [q for q in read_quantities(plain) if _same_unit(q.unit, wanted)]
    hits = [q for q in stated if _is_stated(q, wanted)]
    if any(_is_qualified(number, q, plain) for q in hits):
        scores["number"] = 1.0
        return scores, []
    if hits:
        return scores, [Violation("wrong_number", f"{hits[0].printed} 漏了“{number.qualifier}”")]
    inputs = {fact for group in gold.facts for fact in group}
    told_inputs = any(_squeeze(fact) in _squeeze(text) for fact in inputs)
    if stated and not (number.computed and told_inputs):
        wanted_text = f"{_printed(number)}，答的是 {stated[0].printed}"
        return scores, [Violation("wrong_number", f"应为 {wanted_text}")]
    return scores, []


@dataclass(frozen=True, slots=True)
class _Wanted:
    low: Decimal
    high: Decimal
    unit: str
    tolerance: Decimal
    factor: Decimal  # from the unit asked in to the base unit


def _wanted(number: GoldNumber) -> _Wanted:
    factor, unit = base_unit(number.unit)
    low, high = Decimal(repr(number.low)) * factor, Decimal(repr(number.high)) * factor
    return _Wanted(low, high, unit, Decimal(repr(number.tolerance)) * factor, factor)


def _value_fault(number: GoldNumber, wanted: _Wanted, answer: Answer) -> str:
    """What is wrong with the structured value; "" for nothing."""
    value = answer.value
    if value is None:
        return ""
    factor, unit = base_unit(value.unit)
    given = Decimal(repr(value.value)) * (factor if unit else wanted.factor)
    printed = f"{value.value:g}{value.unit}"
    if not _same_unit(unit, wanted) or not _equal(given, given, wanted):
        return f"应为 {_printed(number)}，答的是 {printed}"
    if number.year is not None and value.year not in {None, number.year}:
        return f"{printed} 应是 {number.year} 年的，答成 {value.year} 年"
    if number.qualifier:
        plain = without_own_figures(answer.text)
        hits = [q for q in read_quantities(plain) if _is_stated(q, wanted)]
        told = any(_is_qualified(number, q, plain) for q in hits)
        if not told and (hits or value.qualifier != number.qualifier):
            return f"{printed} 漏了“{number.qualifier}”"
    return ""


def _equal(low: Decimal, high: Decimal, wanted: _Wanted) -> bool:
    """Both bounds within the tolerance; one value inside a wanted range does not do."""
    return abs(low - wanted.low) <= wanted.tolerance and abs(high - wanted.high) <= wanted.tolerance


def _is_stated(quantity: Quantity, wanted: _Wanted) -> bool:
    """The wanted figure; one printed without unit is taken in the unit it was asked in."""
    if _equal(quantity.low, quantity.high, wanted):
        return True
    low, high = quantity.low * wanted.factor, quantity.high * wanted.factor
    return not quantity.unit and _equal(low, high, wanted)


def _same_unit(unit: str, wanted: _Wanted) -> bool:
    """The same base unit, none printed, or 个 for another word things are counted with."""
    counted = {unit, wanted.unit} <= _COUNTING and "个" in {unit, wanted.unit}
    return unit == wanted.unit or not unit or counted


def _is_qualified(number: GoldNumber, quantity: Quantity, text: str) -> bool:
    """Whether the figure is told with its qualifier.

    力争 may open the sentence; every other qualifier stands beside its figure.
    """
    if not number.qualifier or quantity.qualifier == number.qualifier:
        return True
    before, after = text[: quantity.start], text[quantity.end :]
    sentence = _SENTENCE_END.split(before)[-1]
    if number.qualifier in _OPENING:
        return number.qualifier in sentence
    return number.qualifier in sentence[-_QUALIFIED_NEAR:] + "|" + after[:_QUALIFIED_NEAR]


def _printed(number: GoldNumber) -> str:
    bounds = dict.fromkeys((f"{number.low:g}", f"{number.high:g}"))
    return f"{'—'.join(bounds)}{number.unit}{number.qualifier}"


def _is_figure(gold: GoldQuestion, fact: str) -> bool:
    """Whether a forbidden fact is a figure, told where a figure was asked for."""
    asked = gold.number is not None or gold.kind in {"number", "calculation", "conflict", "refusal"}
    return asked and any(ch.isdigit() for ch in fact)


def _squeeze(text: str) -> str:
    return _BLANK.sub("", text)
