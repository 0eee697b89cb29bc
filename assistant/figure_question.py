"""What a question for a figure needs: of what, which sort, which year, and what to do with it.

Only the clause that asks has to be borne out by the plan; what stands around it (我是做电商生意的，
写材料急用) helps to find it and is not required.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.figures import asks_wider
from assistant.general_terms import spell_out
from assistant.question import Question, is_aside
from corpus.indicators import Dimension, Kind
from corpus.quantities import Quantity, read_quantities

__all__ = ["FigureQuestion", "Operation", "read_figure_question"]


class Operation(StrEnum):
    """What is to be done with the figures found."""

    LOOK_UP = "look up"
    DIFFERENCE = "difference"
    MULTIPLE = "multiple"
    TIMES_MORE = "times more"
    GROWTH = "growth"
    YEARLY = "yearly growth"  # implied by two values, compound
    SUM = "sum"
    MEAN = "mean"
    MOST = "most"
    LEAST = "least"


@dataclass(frozen=True, slots=True)
class FigureQuestion:
    """A question for a figure, taken apart."""

    focus: str  # the clauses that ask
    rest: str  # the other clauses
    operation: Operation
    dimension: Dimension | None
    units: frozenset[str]  # base units that fit; empty: any
    kind: Kind | None  # where the question says 实际 or 目标
    years: tuple[int, ...]
    numbers: tuple[str, ...]  # figures the question itself names, years left out
    since: int | None = None  # the only year it names, where that is what it compares with
    claim: Quantity | None = None  # the figure it wants confirmed: 是1万亿，对吗
    compares: bool = False  # whether it names two things or years to be compared
    within: str = ""  # address of the box it looks in
    wider: bool = False  # whether it asks of the country or the world
    falls: bool = False  # whether it asks by how much something fell


_SPLIT = re.compile(r"[，,。；;：:？?！!\s]+")
_ASKS = re.compile(
    r"多少|百分之几|几(?:成|倍|个|家|项|条|座|幢|栋|套|处|名|位|张|点|元|亿|万|强|分之)|多[大高长快](?!程度)|第几|排名|"
    r"(?:哪|谁).{0,10}(?:最|更|高|大|多|快|低|小|少)|占比|比重|增速|增幅|目标(?:值|数)?(?:是|定|$)|是多|合计|总和|差距|相差"
)
# An address says where to look; its number is no figure.
_MENTION = re.compile(r"(?:专栏|表)\s*\d+(?:里面?|中|的)?|第\s*\d+\s*[页行条]")
_OPERATIONS = (
    (Operation.SUM, r"合计|加起来|加在一起|加总|总和|之和|合起来"),
    (Operation.MEAN, r"简单平均|平均(?:数|值|下来|一下|是多少|为多少)|均值|取平均"),
    (
        Operation.YEARLY,
        r"(?:推算|折算|倒推|反推|隐含|按.{0,12}算|算下来|测算).{0,30}(?:年均|每年|平均)|(?:年均|每年|平均).{0,20}(?:推算|折算|隐含|算下来|测算)",
    ),
    (Operation.GROWTH, r"(?:高|多|超|少|低)(?:出|了|过)?.{0,3}(?:百分之|几成)"),
    (Operation.TIMES_MORE, r"(?:多|增长|增加|提高|高)(?:了|出)?(?:几|多少)倍"),
    (Operation.MULTIPLE, r"几倍|多少倍|倍数|翻了?几番"),
    (
        Operation.DIFFERENCE,
        r"净增|增量|(?:高|多|低|少|大|小|快|慢|(?<!增)长)(?:了|出来?)?(?:多少|几)|(?:增加|提高|提升|抬高|上升|跳升|下降|减少|扩大|领先)了?(?:多少|几)|(?:高于|低于|领先|落后).{0,8}(?:多少|几)|相差|差(?:多少|几|距|额)|(?:再|还要)(?:添|增|多|建|新增).{0,4}(?:多少|几)",
    ),
    (
        Operation.GROWTH,
        r"(?:增长|涨|增幅|升|降|累计增长|增加|少|提高|减少)了?(?:约|大概|大约)?(?:多少|百分之|几成|几个百分)|(?:累计|总|五年).{0,4}增幅|增幅.{0,4}(?:多少|百分)",
    ),
    (
        Operation.MOST,
        r"(?:哪|谁).{0,12}(?:最|更)?(?:高|大|多|快|长|强)(?!度)|最(?:高|大|多|快).{0,6}(?:是|哪|谁)",
    ),
    (
        Operation.LEAST,
        r"(?:哪|谁).{0,12}(?:最|更)?(?:低|小|少|慢|短)(?!度)|最(?:低|小|少|慢).{0,6}(?:是|哪|谁)",
    ),
)
_RATE = re.compile(
    r"增速|年均(?:增|涨|提高)|(?:每年|平均每年|年均|一年).{0,6}(?:增|涨|长)|增长率|长几个点"
)
_GROWTH = re.compile(r"增长(?!极|点)|涨|增幅|少了|下降了")
_SHARE = re.compile(
    r"占比|占.{0,14}(?:多少|几|比重|比例|份额)|比重|比例|份额|几成|覆盖率|覆盖面|百分之几|百分比"
)
_UNITS = (
    (r"人次", {"人次"}),
    (
        r"平方公里|平方米|公顷|面积|多大(?:地方|的地)|占地(?!区|方)",
        {"平方公里", "平方米", "公顷", "亩"},
    ),
    (r"(?:多少|几)(?:人|位)(?!次)|多少名(?!次|列)", {"人", "名", "位", "强"}),
    (r"(?:多少|几)套", {"套"}),
    (r"(?:多少|几)强|第几|排名|名次", {"强", "位"}),
    (r"(?:多少|几)公里|多长", {"公里", "米"}),
    (
        r"(?:多少|几)(?:个|家|项|条|座|幢|栋|处|所|间|张|只)(?!百分|点|月|年)",
        set("个家项条座幢栋处所间张只"),
    ),
    (r"亿美元|万美元|美元|美金", {"美元"}),
    (r"亿元|万元|多少钱|[亿万]块|人民币|多少亿$|多少亿(?!人|美|平)", {"元"}),
    (r"个百分点|几个点", {"%", "个百分点"}),
)
# 目标是1万亿，对吗: the figure is the asker's, to be confirmed or put right.
_CHECKS = re.compile(
    r"对吗|对不对|对吧|是吗|是不是|没错吧|属实|准不准|谁对|谁说得对|吗\s*[?？]?\s*$"
)
_COMPARES = re.compile(r"比(?!重|例|率)|较(?!高|低|大|快)|相差|差距|高于|低于|领先|落后")
_ASKS_MUCH = re.compile(r"多少|几")
_FALLS = re.compile(r"少了|减少|下降|降了|下滑|跌|缩减|降低了?(?:多少|几)")
_YEAR_COMPARED = re.compile(r"(?:比|较)\s*((?:19|20)\d{2})\s*年")
_YEAR_BEFORE = re.compile(r"(?:比|较)(?:上一?年|前一年|上年)")
_REACHED = re.compile(
    r"实际(?!利用|使用|吸引|到位)|最后|最终完成|完成了|达到了|实现了|现状|已经|目前|截至"
)
_AIMED = re.compile(r"目标|规划(?:到|定)|力争|计划|打算|预期|要(?:做|达|实现|求)|做到|希望|准备")


def read_figure_question(question: Question) -> FigureQuestion:
    """Take a question apart; `focus` is all of it where no clause asks by itself."""
    plain = spell_out(_MENTION.sub(" ", question.text))
    clauses = [clause for clause in _SPLIT.split(plain) if clause]
    asking = [n for n, clause in enumerate(clauses) if _ASKS.search(clause)]
    last = asking[-1] if asking else len(clauses)
    required = [
        clause
        for n, clause in enumerate(clauses)
        if n in asking or (n < last and not is_aside(clause))
    ]
    focus = " ".join(required) or plain
    rest = " ".join(clause for clause in clauses if clause not in required)
    text = question.text
    named = [
        q
        for q in read_quantities(spell_out(_MENTION.sub(" ", text)))
        if q.printed[0].isdigit() and not re.fullmatch(r"(?:19|20)\d\d", q.printed)
    ]
    checks = bool(_CHECKS.search(text)) and not _ASKS_MUCH.search(text)
    operation = next((op for op, words in _OPERATIONS if re.search(words, text)), Operation.LOOK_UP)
    return FigureQuestion(
        focus=focus,
        rest=rest,
        operation=operation,
        dimension=_dimension(focus, operation),
        units=frozenset(next((units for words, units in _UNITS if re.search(words, focus)), ())),
        kind=_kind(text),
        years=_years(question),
        since=_since(question),
        wider=asks_wider(question),
        falls=bool(_FALLS.search(focus)),
        numbers=tuple(q.printed for q in (named[:-1] if checks else named) if q.printed in focus),
        claim=named[-1] if checks and named else None,
        compares=bool(_COMPARES.search(text)),
        within=_within(question.text),
    )


def _dimension(focus: str, operation: Operation) -> Dimension | None:
    if "贡献率" in focus or re.search(r"增长.{0,4}贡献", focus):
        return Dimension.CONTRIBUTION
    if operation is Operation.YEARLY:
        return None
    if operation is Operation.GROWTH and not _RATE.search(focus):
        return Dimension.GROWTH
    if _RATE.search(focus):
        return Dimension.RATE
    if _SHARE.search(focus) and not re.search(r"增长|涨", focus):
        return Dimension.SHARE
    if operation in {Operation.GROWTH, Operation.TIMES_MORE}:
        return Dimension.GROWTH
    if operation is Operation.MULTIPLE and _GROWTH.search(focus):
        return Dimension.GROWTH
    return None


def _within(text: str) -> str:
    """Address of the only box a question names."""
    boxes = set(re.findall(r"专栏\s*(\d+)", text))
    return f"B{boxes.pop()}" if len(boxes) == 1 else ""


def _since(question: Question) -> int | None:
    """2015 of 比2015年翻了几倍, which leaves the later year to the plan."""
    compared = {int(year) for year in _YEAR_COMPARED.findall(question.text)}
    return compared.pop() if len(compared) == 1 and not question.years else None


def _years(question: Question) -> tuple[int, ...]:
    """The years asked for, and those the question compares with (比2017年, 比上一年)."""
    compared = {int(year) for year in _YEAR_COMPARED.findall(question.text)}
    compared |= {year - 1 for year in question.years[:1] if _YEAR_BEFORE.search(question.text)}
    return tuple(sorted({*compared, *question.years}))


def _kind(text: str) -> Kind | None:
    if _REACHED.search(text) and not re.search(r"目标", text):
        return Kind.ACTUAL
    return Kind.TARGET if _AIMED.search(text) and not _REACHED.search(text) else None
