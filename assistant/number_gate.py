"""The number gate: every figure of an answer, with unit, year and qualifier, has a cited source.

What repeats a cited quote word for word is supported as it stands. Of the rest, each figure must
be one that a cited quote or table row holds in the same unit, told with the year it has there and
with its qualifier, or a result of the calculation shown, in the unit that its formula gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.answer import Answer, Citation, Status
from assistant.held_plans import HeldPlans
from assistant.occurrence_route import occurrences
from assistant.question import plain
from corpus.arithmetic import equations
from corpus.column_figures import figures_of_columns
from corpus.periods import periods_printed, years_of
from corpus.plan import BoxKind, NodeKind, Plan
from corpus.prose_figures import qualifier_of
from corpus.quantities import Quantity, base_unit, read_quantities
from corpus.ranks import is_rank, read_ranks
from corpus.rows import read_row

__all__ = ["number_faults", "without_labels"]

_DENIED = "规划写的不是"
_MARK = re.compile(r"\[\d+\]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d|\.\d)\s*年?")
_SEGMENT = re.compile(r"[；。\n|]")
_EQUATION = re.compile(
    r"[（(][^（）()]*(?:[（(][^（）()]*(?:\([^()]*\)[^（）()]*)*[)）][^（）()]*)*[=≈][^（）()]*[)）]"
)
_QUOTED = re.compile(r"“([^“”]*\d[^“”]*)”")
_NEGATIVE = re.compile(r"(?<![\d—])[-−](\d+(?:\.\d+)?)")
_AVERAGE = re.compile(r"〔(-?[\d.]+)〕\s*(%?)")
# Figures the composer writes itself: pages, counts, and labels such as 三、（四）2.（1） or 专栏9.
_FURNITURE = re.compile(
    r"按 \d+ 年平均|第\d+(?:—\d+)?页|到第\d+页|共 \d+ |有 \d+ 处|"
    r"出现 \d+ 次，分布在 \d+ 处|其中 \d+ 个|还有 \d+ 句|”\d+ 次|"
    r"专栏\d+|表\d+|第\d+[行条]|"
    r"(?m:^\s*(?:- )?\d+\.(?!\d))|（\d+）|(?<=[）、])\d{1,2}\.(?!\d)"
)
_BOXES, _PICTURES = re.compile(r"全文共 (\d+) 个专栏"), re.compile(r"其中 (\d+) 个是图")
_OCCURS = re.compile(
    r"“(?P<name>[^”]+)”在(?P<where>专栏中|全文)出现 (?P<count>\d+) 次，分布在 (?P<places>\d+) 处"
)
_NAMED = re.compile(r"(?<=[其中、])“(?P<name>[^”]+)”(?P<count>\d+) 次")
_LISTED = re.compile(r"(?:读到名称的|写在一处的)[^。：]*?共 (\d+) 个")
_TOLD = re.compile(r"(?:提到|写到)“[^”]+”的有 (\d+) 处")
_INNER = str.maketrans("“”", "‘’")
_APPROXIMATE = frozenset({"", "约"})


@dataclass(frozen=True, slots=True)
class _Support:
    """A figure that a citation holds."""

    low: Decimal
    high: Decimal
    unit: str  # base unit
    qualifier: str
    years: frozenset[int]  # it may be told with; empty: any that the citations speak of
    printed: str = ""  # the figure with its unit, as printed
    citation: int = 0  # its mark; 0 for what the asker names


def number_faults(answer: Answer, plan: Plan | Mapping[str, Plan] | HeldPlans) -> list[str]:
    """Figures of an answer that nothing cited supports, each with what is wrong about it."""
    plans = HeldPlans(plan)
    supports = [s for citation in answer.citations for s in _supports(citation, plans)]
    asked_for = [_plain(q) for q in _asked(answer)]
    refused = answer.status is Status.NOT_IN_PLAN
    results = list(_results(answer, supports))
    bare = _MARK.sub("", answer.text)
    faults = [f"“{words}”" for words in _QUOTED.findall(bare) if not _stands(words, answer, plans)]
    text = answer.text
    for citation in sorted(answer.citations, key=lambda c: -len(c.quote)):
        if any(ch.isdigit() for ch in citation.quote):
            text = text.replace(citation.quote, "；")
    faults += [f for own, part in plans.spoken(bare) for f in _miscounted(part, own)]
    for listed in filter(None, (_LISTED.search(bare), _TOLD.search(bare))):
        if int(listed[1]) != len(answer.items):
            faults.append(listed[0])
    shown = [match[0].strip("（）()") for match in _EQUATION.finditer(text)]
    faults += [e for e in shown if _bare(e) not in _bare(answer.calculation or "")]
    text = plans.unnamed(_QUOTED.sub(" ", _EQUATION.sub(" ", text)))
    text = without_labels(text, answer, plans)
    asked = f"{answer.question} {answer.standalone_question}"
    asked += f" {plain(asked)}"
    if answer.citations:
        held_texts = (asked, *(citation.quote for citation in answer.citations))
        periods = {period for held in held_texts for period in periods_printed(held)}
        own_periods = {own.meta.period for own in plans.each}
        foreign = set(periods_printed(text)) - periods - own_periods
        faults += [f"{first}—{last}" for first, last in sorted(foreign)]
    for line in text.split("\n"):
        for segment, marks in _segments(line):
            held = [s for s in supports if not marks or s.citation in marks]
            if refused or _DENIED in segment:
                held += asked_for  # a refusal and a denial repeat the asker's figures
            found = _segment_faults(segment, held, results)
            faults += [fault for fault in found if not (fault.isdigit() and fault in asked)]
    return list(dict.fromkeys(faults))


def _miscounted(text: str, plan: Plan) -> list[str]:
    """Counts of boxes, of those that are pictures, and of a name in the text that are wrong."""
    pictures = sum(box.box_kind is BoxKind.PICTURE for box in plan.boxes)
    told = [(m[0], int(m[1]), len(plan.boxes)) for m in _BOXES.finditer(text)]
    told += [(m[0], int(m[1]), pictures) for m in _PICTURES.finditer(text)]
    for match in _OCCURS.finditer(text):
        places = list(occurrences(plan, match["name"], boxes=match["where"] == "专栏中"))
        told.append((match[0], int(match["count"]), sum(place.count for place in places)))
        told.append((match[0], int(match["places"]), len(places)))
        boxes = match["where"] == "专栏中"
        for named in _NAMED.finditer(text, match.end()):
            counts = (place.count for place in occurrences(plan, named["name"], boxes=boxes))
            told.append((named[0], int(named["count"]), sum(counts)))
    return [words for words, count, right in told if count != right]


def _segments(line: str) -> Iterator[tuple[str, frozenset[int]]]:
    """Parts of a line between marks and stops, each with the marks that come next after it."""
    pieces = re.split(r"((?:\[\d+\])+)", line)
    for place in range(0, len(pieces), 2):
        marks = pieces[place + 1] if place + 1 < len(pieces) else ""
        numbers = frozenset(int(n) for n in re.findall(r"\d+", marks))
        for segment in _SEGMENT.split(pieces[place]):
            yield segment, numbers


def without_labels(text: str, answer: Answer, plans: HeldPlans) -> str:
    """A text without labels of cited nodes (三、（四）2.（1）), pages and counts of its own."""
    cited = [node for c in answer.citations if (node := plans.node(c)) is not None]
    labels = {
        form
        for node in cited
        for form in (node.label, f"{node.number}{node.title}", f"{node.label}{node.title}")
    }
    for label in sorted(filter(None, labels), key=len, reverse=True):  # 专栏10 before 专栏1
        text = text.replace(label, " ")
    return _FURNITURE.sub(" ", text)


# --- what supports ------------------------------------------------------------------------------


def _supports(citation: Citation, plans: HeldPlans) -> Iterator[_Support]:
    """Figures of a citation: of a table's line by its columns, of a sentence as they stand."""
    plan, node = plans.of(citation), plans.node(citation)
    if plan is None or node is None:
        return
    if node.kind is NodeKind.ROW:
        for one in figures_of_columns(plan, node):  # whose unit stands in the header
            of_year = frozenset() if one.year is None else frozenset({one.year})
            support = _Support(one.low, one.high, one.unit, one.qualifier, of_year, one.printed)
            yield replace(support, citation=citation.n)
        for line in read_row(plan, node):
            if not citation.start <= line.sentence.start < citation.end:
                continue
            for column, value in zip(line.columns, line.values, strict=True):
                for quantity in read_quantities(line.figure(column, value)):
                    years = frozenset({column.year}) | _years(value)
                    yield replace(_plain(quantity, years), citation=citation.n)
                for number, percent in _AVERAGE.findall(f"{value}{line.unit}"):
                    unit = "%" if percent else base_unit(line.unit)[1]
                    low = Decimal(number)
                    year = frozenset({column.year})
                    yield _Support(low, low, unit, "", year, f"{number}{unit}", citation.n)
            for quantity in read_quantities(line.name):  # 3岁以下婴幼儿入托率
                yield replace(_plain(quantity), citation=citation.n)
    for quantity in read_quantities(node.title):
        yield replace(_plain(quantity), citation=citation.n)
    years = _years(citation.quote)
    for quantity in (*read_quantities(citation.quote), *read_ranks(citation.quote)):
        qualifier = qualifier_of(citation.quote, quantity)
        yield replace(_plain(quantity, years), qualifier=qualifier, citation=citation.n)


def _plain(quantity: Quantity, years: frozenset[int] = frozenset()) -> _Support:
    low, high, unit = quantity.low, quantity.high, quantity.unit
    printed = quantity.printed if re.search(r"\D$", quantity.printed) else quantity.printed + unit
    if is_rank(quantity):  # 22位 of 第22位, as a difference of ranks is told
        printed = f"{low}{unit}"
    return _Support(low, high, unit, quantity.qualifier, years, printed)


def _years(text: str) -> frozenset[int]:
    found = {int(year) for year in _YEAR.findall(text)}
    return frozenset(found.union(*map(years_of, periods_printed(text))))


def _asked(answer: Answer) -> list[Quantity]:
    """Figures the asker names: an answer may repeat them (规划写的不是5000亿)."""
    asked = f"{answer.question}。{answer.standalone_question}".replace("，", "。")
    return read_quantities(plain(asked))


def _stands(words: str, answer: Answer, plans: HeldPlans) -> bool:
    """Whether words in quotation marks stand in a quote, a title or the question."""
    titles = [node.title for c in answer.citations if (node := plans.node(c)) is not None]
    titles += [plan.meta.title for plan in plans.each]
    held = [*(c.quote for c in answer.citations), *titles, answer.question]
    held += [answer.standalone_question]
    held += [s.text for plan in plans.each for box in plan.boxes for s in box.sentences[:1]]
    held += [answer.standalone_question, plain(answer.question), plain(answer.standalone_question)]
    held = [text.lower().translate(_INNER) for text in held]  # a title's own quotes are told single
    words = words.lower().translate(_INNER)
    # A refusal names the question's words, marks between them: “制造业、2025”.
    return all(any(_bare(part) in _bare(text) for text in held) for part in words.split("、")) or (
        any(_bare(words) in _bare(text) for text in held)
    )


# --- what is computed -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Result:
    """A result of the calculation, with the units its formula can give."""

    value: Decimal
    units: frozenset[str]  # as printed
    rough: bool  # whether it has to be told as 约


def _results(answer: Answer, supports: list[_Support]) -> Iterator[_Result]:
    """Results in the unit their formula gives: shares in percent, differences in the inputs'."""
    given = answer.value.unit if answer.value else ""
    steps: dict[Decimal, frozenset[str]] = {}  # results of earlier steps, by value
    for left, right in equations(answer.calculation or ""):
        value = Decimal(right.rstrip("%").replace(",", "").replace("−", "-").replace("–", "-"))
        inputs = {Decimal(n) for n in re.findall(r"\d+(?:\.\d+)?", left)}
        units = {_unit_printed(s.printed) for s in supports if _number(s.printed) in inputs}
        units |= {u for number in inputs for u in steps.get(number, ())}
        rough = bool(re.search(r"÷ [\d.]+%$|\(1 \+", left))
        if "÷" in left and left.endswith("× 100"):
            kinds = frozenset({"%"})
        elif "÷" not in left and "×" not in left and {"%", "个百分点"} <= units:
            kinds = frozenset({"%"})  # a share and what it lies above another
        elif "÷" not in left and "×" not in left:
            kinds = frozenset(
                "个百分点" if u == "%" and "−" in left and not left.startswith("100 −") else u
                for u in units
            )
        elif rough or re.search(r"÷ \d{1,2}$", left):
            kinds = frozenset(("个百分点" if u == "%" and not rough else u) for u in units)
            kinds |= frozenset({given} if not rough else ())
        else:
            kinds = frozenset({given}) if given else frozenset({"倍"})
        if re.fullmatch(r"[\d.]+ ÷ [\d.]+", left) and _in_one_unit(inputs, supports):
            kinds = frozenset({"倍"}) | (frozenset() if answer.several else kinds)
        steps[abs(value)] = kinds
        yield _Result(value, kinds, rough)


def _in_one_unit(numbers: set[Decimal], supports: list[_Support]) -> bool:
    """Whether all of some figures are held in one unit, so that a quotient is a multiple."""
    units = (
        {_unit_printed(s.printed) for s in supports if _number(s.printed) == n} for n in numbers
    )
    return bool(set.intersection(*units) - {""})


def _unit_printed(printed: str) -> str:
    return re.sub(r"^[-\d.,\s—–~～]+|\s", "", printed)


# --- the check ------------------------------------------------------------------------------------


def _segment_faults(segment: str, supports: list[_Support], results: list[_Result]) -> list[str]:
    faults = []
    for match in _AVERAGE.finditer(segment):
        low = Decimal(match[1])
        if not any(s.low == low and s.unit in {match[2], "%"} for s in supports):
            faults.append(match[0])
    plain = _AVERAGE.sub(" ", segment)
    for sign in _NEGATIVE.finditer(plain):
        if not any(s.low == -Decimal(sign[1]) or f"-{sign[1]}" in s.printed for s in supports):
            faults.append(sign[0].strip())
    for quantity in (*read_quantities(plain), *read_ranks(plain)):
        digits = quantity.printed[0].isdigit() or quantity.printed[0] == "-"
        if not digits and not is_rank(quantity):
            continue
        if not quantity.unit and not re.search(r"[\d.]", quantity.printed):
            continue
        fault = _fault(quantity, plain, supports, results)
        if fault:
            faults.append(fault)
    return faults


def _fault(
    quantity: Quantity,
    segment: str,
    supports: list[_Support],
    results: list[_Result],
) -> str:
    """What is wrong with a figure; "" for nothing."""
    held = [s for s in supports if (s.low, s.high) == (quantity.low, quantity.high)]
    same = [s for s in held if s.unit == quantity.unit]
    if not quantity.unit:  # a cell of a table, whose unit stands in its own column
        number = _number(quantity.printed)
        same = held or [s for s in supports if number in _numbers(s)]
    if not same:
        computed = _is_result(quantity, results, {s.qualifier for s in supports})
        return "" if computed else quantity.printed
    qualifiers = {quantity.qualifier, qualifier_of(segment, quantity)}  # 力争 opens its clauses
    told = [s for s in same if s.qualifier in qualifiers]
    told = told or [s for s in same if quantity.qualifier and quantity.qualifier in s.qualifier]
    if not told:
        computed = _is_result(quantity, results, {s.qualifier for s in supports})
        return "" if computed else f"{quantity.printed} 限定词"
    before = [int(y) for y in _YEAR.findall(segment[: quantity.start])]
    years = {year for s in told for year in s.years}
    if before and years and before[-1] not in years:
        return f"{before[-1]}年 {quantity.printed}"
    return ""


def _is_result(quantity: Quantity, results: list[_Result], qualifiers: set[str]) -> bool:
    """Whether a figure is a result of the calculation, told in a unit of its formula.

    It may be told as 约, and with a qualifier of what it was worked out from (不少于500亩).
    """
    if quantity.qualifier not in _APPROXIMATE | qualifiers:
        return False
    number, printed = _number(quantity.printed), _unit_printed(quantity.printed)
    return any(
        number == abs(result.value)
        and (printed in result.units or (not printed and "" in result.units))
        and (not result.rough or quantity.qualifier == "约")
        for result in results
    )


def _number(printed: str) -> Decimal:
    match = re.search(r"\d[\d,]*(?:\.\d+)?", printed)
    return Decimal(match[0].replace(",", "")) if match else Decimal(-1)


def _numbers(support: _Support) -> set[Decimal]:
    """The figure of a support in the magnitudes it may be printed in."""
    scales = (Decimal(1), Decimal(10**4), Decimal(10**8), Decimal(10**12))
    return {support.low / scale for scale in scales} | {support.high / scale for scale in scales}


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
