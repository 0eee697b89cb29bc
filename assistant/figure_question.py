"""What a question for a figure needs: of what, which sort, which year, and what to do with it.

What the parts of a question are for is told by `assistant.slots`: only its subjects have to be
borne out by the plan; what stands around them (我是做电商生意的，写材料急用) helps to find them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.figure_operations import (
    ASKS,
    COMPARES,
    RATE,
    SPLIT,
    TWO_ENDS,
    Bound,
    Clues,
    Operation,
    Wanted,
    bound_of,
    wanted,
)
from assistant.figure_subjects import (
    are_listed,
    firm_of,
    is_bare,
    is_share,
    of_asking,
    subjects_of,
    whole_in,
    with_subject,
)
from assistant.figure_words import measures_in
from assistant.figure_years import (
    are_unclear,
    ends_asked,
    is_past,
    kind_asked,
    numbers_named,
    since_year,
    speaks_of_past,
    years_asked,
)
from assistant.figures import asks_wider
from assistant.general_terms import spell_out
from assistant.intents import Intent
from assistant.question import Ask, Question, is_aside
from assistant.slots import Slot, Span, slots_of
from assistant.time_words import told_in_years
from assistant.unit_words import UNIT_WORDS, unit_wanted, units_asked
from corpus.indicators import Dimension, Kind
from corpus.quantities import Quantity

__all__ = ["Bound", "FigureQuestion", "Operation", "read_figure_question"]


@dataclass(frozen=True, slots=True)
class FigureQuestion:
    """A question for a figure, taken apart."""

    text: str  # all of it
    focus: str  # its subjects
    rest: str  # what stands around them
    subjects: tuple[str, ...]  # its subjects one by one; none where `focus` is what asks
    firm: tuple[str, ...]  # of its subjects those of no clause in which the asker speaks of himself
    measures: frozenset[str]  # what is measured, where it says so
    operation: Operation
    dimension: Dimension | None
    units: frozenset[str]  # base units that fit; empty: any
    kind: Kind | None  # where the question says 实际 or 目标
    years: tuple[int, ...]
    numbers: tuple[Quantity, ...] = ()  # figures the question itself names, years left out
    since: int | None = None  # the only year it names, where that is what it compares with
    claim: Quantity | None = None  # the figure it wants confirmed: 是1万亿，对吗
    compares: bool = False  # whether it names two things or years to be compared
    within: str = ""  # address of the box it looks in
    whole: str = ""  # of what a share is asked: 占服务业的几成
    past: bool = False  # whether it speaks of what has happened: 涨了多少
    wider: bool = False  # whether it asks of the country or the world
    falls: bool = False  # whether it asks by how much something fell
    asks: bool = True  # whether it asks for a figure at all
    checks: bool = False  # whether it asks if something is so
    unit: str = ""  # unit the answer is wanted in: 万元, 亩
    bound: Bound | None = None  # for a selection
    implied: bool = False  # whether it wants what two values imply: 折算, 才能
    others: tuple[Intent, ...] = ()  # what it may want as well, likeliest first
    period: tuple[int, int] | None = None  # first and last year of the plan
    each: bool = False  # whether it asks what comes on one of something: 平均一个游客
    left: bool = False  # whether it asks what a share leaves of the whole
    listed: bool = False  # whether its subjects stand in a row: 文创、金融和电商
    given: tuple[Quantity, ...] = ()  # figures the question itself gives
    unclear: bool = False  # whether it names a time that cannot be told in years: 疫情那年
    written: str = ""  # the question as asked, times as they are named
    sure: bool = False  # whether it hardly may ask for no figure
    placed: bool = False  # whether it names a place in the document
    several: bool = False  # whether it wants several figures at once
    hinted: bool = False  # whether plain words tell of its operation
    in_text: bool = False  # whether it wants the words of a section, not of a table


_MENTION = re.compile(
    r"(?:专栏|表)\s*\d+(?:里面?|中|的)?|第\s*\d+\s*[页行条]|第?[一二三四五六七八九十]+[章节篇](?:里|中|的)?"
)
_HEARSAY = re.compile(
    r"(?:我|有|有个|有位|有份)?(?:领导|同事|朋友|客户|老师|材料|稿子|讲话稿?|报道|新闻|网上|有人|人家|他们?|她)"
    r"[^，,。？?0-9]{0,10}?(?:说|讲|写着?|提到?|坚持说?|称|以为|认为|引了一句)(?:的是|着|过|了)?[“\"：:]?|"
    r"(?:我)?(?:听说|据说|记得|印象中?(?:是)?|好像|假设|假如|如果|既然|要是)[“\"：:]?"
)
_SET_ASIDE = re.compile(
    r"(?:^|[，,])[^，,。？?；;]{2,10}(?:都|也|全)算(?:在内|上)?(?=[，,])[，,]?|"
    r"(?:[，,][^，,。？?；;]{2,16}(?:不算|除外|不计|不包括|不含)(?:在内)?(?=[，,。？?]|$))|不是占[^，,。？?]*|[，,]?不是(?:年均|每年|增速|占比|比重|总量|绝对|累计)[^，,。？?]*|"
    r"(?:刨[掉去除]|扣[掉除去]|除[掉去]|去掉|减去|抛[去开])[^，,。？?；;]{1,8}[，,](?![^。？?]*(?:剩|余))|"
    r"(?:先|且|暂)?(?:不说|不谈|不提|别说|不管|抛开|撇开|不问|不是问|不要|别拿|不算)[^，,。？?；;）)]*(?:[，,。；;]|$|(?=[）)]))"
)
# 比15年, 15年的: a year cut short.
_SHORT_YEAR = re.compile(
    r"(?<=[比较到至和跟与从在])(1\d|2\d|3[0-5])年(?=的|增|涨|多|高|提|底|末|[，,？?]|$)"
)
_SHARE_THAN = re.compile(r"(占比|比重|比例)比")
_OF_WHOLE = re.compile(r"占[^，。？?]{0,3}(?:多少|几)个?百?分?点")  # 在GDP里占多少个百分点
_LEFT = re.compile(r"还?剩|除[了开去][^，。？?]{1,12}(?:以外|之外|外|，|,)|以外的|之外的|其余")
_EACH = re.compile(
    r"(?:平均|摊到?|分到)[^，。？?]{0,3}(?:每(?!一?年)[一个]*|一[个位名人家套亩])[\u4e00-\u9fff]"
)
_GROWTH = re.compile(r"增长(?!极|点|率)|涨|增幅|升幅|少了|下降了|累计长")
_SHARE = re.compile(
    r"占比|占(?!地(?!区)).{0,24}?(?:多少|几|比重|比例|份额|多大)|(?<=[里中])的?分量|比重|比例|份额|几成|覆盖率|覆盖面|覆盖到|百分之(?:几|多少)|百分比|撑起.{0,14}(?:多大|几)"
)
_CHECKS = re.compile(
    r"对吗|对不对|对吧|是吗|是不是|没(?:记|说|写|看)?错吧|属实|准不准|准确吗|谁对|谁说得对|吗\s*[?？]?\s*$|对得上|对不上|一致吗|有没有(?:错|问题)|错没错|真的假的|可信|靠谱吗|站得住|核实|核对|是这样|正确|以(?:哪|谁|什么).{0,3}为准|哪个(?:对|准|是对)|(?:搞|记|写|弄)错"
)
_ASKS_MUCH = re.compile(r"多少|几(?!乎)")
# 假如增速目标年年踩中，2030年GDP会到多少: asks for the amount, not for the rate.
_PROJECTS = re.compile(
    r"(?:假如|如果|假设|倘若|要是|照|按).{0,24}(?:增速|速度|增长率?|涨幅).{0,48}"
    r"(?:会|能|将|可以|应该?|大[概约])(?:到|达到?|有|是|做到)?(?:多少|几)(?!个?百?分?点)"
)
_PERCENT = re.compile(r"分量|百分|几成|比重|比例|份额|占比|率|几分之|%")
_OF_SHARES = frozenset({"%", "个百分点", "倍"})
_LARGE = 10_000  # 5000亿: a figure without a unit that is one all the same
_YEARLY = re.compile(r"每年|年均|一年|逐年|增|涨|快|长")
_FALLS = re.compile(r"少了|减少|下降|降了|下滑|跌|缩减|降低了?(?:多少|几)")
_IN_TEXT = re.compile(
    r"正文|原文|文字|[章节]的?(?:里|中|发展目标|目标|那)|那[章节段]|段(?:里|话|文字)"
)
_RESTRICTS = re.compile(r"(?:超过?|大于|高于|过|达到?|满|突破|不低于|不少于)\s*$")
_OF_THEM = re.compile(
    r"\s*(?:及?以上)?(?:的[\u4e00-\u9fff]|楼|企业|公司|项目|景区|单位|大楼|机构|产业|园|平台)"
)
_OF_SEVERAL = frozenset({Operation.SELECT, Operation.COUNT})
# What comes out is in another unit than what goes in.
_UNITLESS = {Operation.MULTIPLE, Operation.TIMES_MORE, Operation.GROWTH, Operation.YEARLY}


@dataclass(frozen=True, slots=True)
class _Read:
    """What stands in a question, whatever it wants."""

    asked: str  # without what it sets aside; times as they are named
    spans: tuple[Span, ...]  # what the parts of `asked` are for
    text: str  # the same, times told in years
    moved: tuple[Span, ...]  # what the parts of `text` are for
    plain: str  # the same without addresses, terms spelt out
    named: tuple[Quantity, ...]  # figures it names, years left out
    whole: str  # of what a share is asked, where plain words tell it
    bound: Bound | None
    checks: bool  # whether it asks if something is so


@dataclass(frozen=True, slots=True)
class _Aim:
    """What a question wants, and of what."""

    wants: Wanted
    operation: Operation
    dimension: Dimension | None
    bound: Bound | None
    checks: bool
    asking: str  # the clauses that ask
    focus: str
    rest: str
    subjects: tuple[str, ...]
    whole: str
    left: bool


@lru_cache(maxsize=64)  # the routes ask one after another
def read_figure_question(question: Question, intent: Intent | None = None) -> FigureQuestion:
    """Take a question apart; `focus` is the clauses that ask where it names no subject.

    Args:
        question: the question, standing alone.
        intent: what it wants, where the likeliest has led to nothing.
    """
    read = _read(question)
    return _taken_apart(question, read, _aim_of(question, read, intent))


@lru_cache(maxsize=64)  # read once, whatever it is then taken to want
def _read(question: Question) -> _Read:
    """What stands in a question."""
    asked = _SET_ASIDE.sub("", question.text) or question.text
    asked = _SHORT_YEAR.sub(r"20\1年", _SHARE_THAN.sub(r"\1，比", asked))
    spans = with_subject(slots_of(asked), asked)
    text, moved = told_in_years(asked, spans, question.period)
    plain = spell_out(_MENTION.sub(" ", text))
    named = numbers_named(plain)
    told = any(span.slot in {Slot.SUBJECT, Slot.WHOLE} for span in moved)
    return _Read(
        asked=asked,
        spans=spans,
        text=text,
        moved=moved,
        plain=plain,
        named=named,
        whole="" if told else whole_in(text),
        bound=bound_of(plain, named),
        checks=bool(_CHECKS.search(text)) and not _ASKS_MUCH.search(_HEARSAY.sub("", text)),
    )


def _aim_of(question: Question, read: _Read, forced: Intent | None) -> _Aim:
    """What a question wants; `forced`: the intent, where the likeliest has led to nothing."""
    text, moved, bound = read.text, read.moved, read.bound
    whole = read.whole or next((s.text for s in moved if s.slot is Slot.WHOLE), "")
    speaks = bool({Ask.FIGURE, Ask.NUMBER} & question.asks or read.checks)
    clues = Clues(
        read.asked, read.spans, read.named, whole, bound, checks=read.checks, speaks=speaks
    )
    wants = wanted(clues, forced)
    intent, operation = wants.intent, wants.operation
    if operation in _OF_SEVERAL and bound is None:
        bound = Bound(most=intent is not Intent.LEAST, first=None if intent is Intent.RANK else 1)
    checks = read.checks or intent is Intent.CONFIRM
    asking, other = _clauses(_HEARSAY.sub(" ", read.plain), checks=checks, named=read.named)
    subjects, whole, rest = subjects_of(text, of_asking(text, moved), intent)
    focus, rest = (" ".join(subjects), rest) if subjects else (asking, other)
    left = bool(_LEFT.search(text) and _PERCENT.search(asking))
    operation, dimension = _sort_of(text, asking, intent, operation, shares=is_share(moved))
    if left:
        operation, dimension = Operation.LOOK_UP, Dimension.SHARE
    return _Aim(
        wants=wants,
        operation=operation,
        dimension=dimension,
        bound=bound,
        checks=checks,
        asking=asking,
        focus=focus,
        rest=rest,
        subjects=subjects,
        whole=whole or read.whole,
        left=left,
    )


def _taken_apart(question: Question, read: _Read, aim: _Aim) -> FigureQuestion:
    """The question by what stands in it and what it wants."""
    text, moved, named, period = read.text, read.moved, read.named, question.period
    operation, bound, intent = aim.operation, aim.bound, aim.wants.intent
    claimed = aim.checks and named and operation is not Operation.REVERSE
    claim = named[-1] if claimed else None
    restricting = _restricting(read.plain, named, claim, bound, operation)
    years, kind = _dated(read, operation, period)
    return FigureQuestion(
        text=text,
        focus=aim.focus,
        rest=aim.rest,
        subjects=aim.subjects,
        firm=firm_of(aim.subjects, text),
        measures=measures_in(aim.focus) or measures_in(aim.rest),
        operation=operation,
        dimension=aim.dimension,
        units=_units(aim.asking, claim, operation, aim.dimension),
        kind=kind,
        years=years,
        numbers=named if operation is Operation.REVERSE else restricting,
        since=since_year(text, years),
        claim=claim or _premise(read.plain, named, restricting, bound, operation),
        compares=bool(COMPARES.search(text)),
        within=_within(text),
        whole=aim.whole,
        past=speaks_of_past(text) or is_past(years, period),
        wider=asks_wider(question),
        falls=bool(_FALLS.search(aim.asking)),
        checks=aim.checks,
        asks=intent is not Intent.NONE or is_bare(read.asked, read.spans),
        unit=unit_wanted(text),
        bound=bound if operation in _OF_SEVERAL else None,
        in_text=bool(_IN_TEXT.search(text)),
        implied=aim.wants.hint is Operation.YEARLY or intent is Intent.YEARLY,
        others=aim.wants.others,
        sure=aim.wants.sure,
        hinted=aim.wants.hint is not Operation.LOOK_UP,
        several=intent is Intent.SEVERAL,
        period=period,
        given=named,
        each=bool(_EACH.search(text)),
        left=aim.left,
        listed=are_listed(text, moved),
        unclear=are_unclear(text, moved, years),
        written=question.text,
        placed=any(span.slot is Slot.PLACE for span in moved),
    )


def _dated(
    read: _Read, operation: Operation, period: tuple[int, int] | None
) -> tuple[tuple[int, ...], Kind | None]:
    """The years asked for, and whether what was reached then or what is aimed at."""
    if operation not in TWO_ENDS:
        return years_asked(read.text, period), kind_asked(read.text, read.moved)
    years = ends_asked(read.text, read.asked, read.spans, read.moved, period)
    both = len(years) == 2  # 目标跟期末实际比: one of each kind
    return years, None if both else kind_asked(read.text, read.moved)


def _sort_of(
    text: str, asking: str, intent: Intent, operation: Operation, *, shares: bool
) -> tuple[Operation, Dimension | None]:
    """The operation and the sort of figure; `shares`: whether a share of a whole is named."""
    dimension = _dimension_of(intent, operation, asking if ASKS.search(asking) else text)
    if dimension is Dimension.RATE and _PROJECTS.search(text):
        dimension = None
    points = operation is Operation.DIFFERENCE and "点" in asking
    if dimension is None and shares and (operation is Operation.LOOK_UP or points):
        dimension = Dimension.SHARE
    if shares and operation is Operation.DIFFERENCE and _OF_WHOLE.search(asking):
        return Operation.LOOK_UP, Dimension.SHARE
    if operation is Operation.GROWTH and dimension is Dimension.RATE:
        return Operation.LOOK_UP, dimension  # 年均增长多少: the plan states it
    return operation, dimension


def _dimension_of(intent: Intent, operation: Operation, focus: str) -> Dimension | None:
    """The sort of figure asked for: by plain words, else by the intent."""
    told = _dimension(focus, operation)
    if told is Dimension.SHARE and intent is Intent.LEVEL and not _PERCENT.search(focus):
        return None  # 总共占多大一片地方
    units = units_asked(focus)
    if told is Dimension.SHARE and units and "%" not in units and not _PERCENT.search(focus):
        return None  # 占了多少公顷
    if told is not None or operation is not Operation.LOOK_UP or measures_in(focus):
        return told  # 增加值是多少 asks for no share, whatever else
    return Dimension.RATE if intent is Intent.RATE and _YEARLY.search(focus) else None


def _units(
    focus: str, claim: Quantity | None, operation: Operation, dimension: Dimension | None
) -> frozenset[str]:
    """Base units that fit: what the question counts in, else what the figure it names is in."""
    units = units_asked(focus)
    if dimension is not None:
        units &= _OF_SHARES  # 占陆地面积的百分之几
    if operation in _UNITLESS or operation is Operation.PER_UNIT:
        return frozenset()
    if claim is None or not claim.unit or (units and _ASKS_MUCH.search(focus)):
        return units
    counted = next((u for _, u in UNIT_WORDS if claim.unit in u and "个" in u), frozenset())
    return counted or frozenset({claim.unit} - {""})


def _restricting(
    plain: str,
    named: tuple[Quantity, ...],
    claim: Quantity | None,
    bound: Bound | None,
    operation: Operation,
) -> tuple[Quantity, ...]:
    """The figures named that say which things are meant; the limits of a selection do not."""
    limits = bound is not None and (bound.above is not None or bound.below is not None)
    if limits and operation is Operation.SELECT:
        return ()
    return tuple(q for q in named if q is not claim and _restricts(plain, q))


def _restricts(plain: str, quantity: Quantity) -> bool:
    """Whether a figure says which things are meant: 税收过10亿的楼宇."""
    after = bool(_OF_THEM.match(plain[quantity.end :]))
    before = bool(_RESTRICTS.search(plain[: quantity.start])) or "上" in quantity.qualifier
    before = before or bool(
        re.search(r"(?:税收|收入|产值|营收|投资|面积)\s*$", plain[: quantity.start])
    )
    return after and (before or bool(re.match(r"\s*(?:及?以上)", plain[quantity.end :])))


def _premise(
    plain: str,
    named: tuple[Quantity, ...],
    restricting: tuple[Quantity, ...],
    bound: Bound | None,
    operation: Operation,
) -> Quantity | None:
    """A figure the asker takes for granted: 目标不是5000亿嘛，那比2015年多多少."""
    if bound is not None or operation in {Operation.REVERSE, Operation.SELECT}:
        return None
    free = [q for q in named if q not in restricting and (q.unit or q.low >= _LARGE)]
    return free[0] if len(free) == 1 else None


def _clauses(plain: str, *, checks: bool, named: tuple[Quantity, ...]) -> tuple[str, str]:
    """The clauses that ask, with those they lean on, and the others."""
    clauses = [clause for clause in SPLIT.split(plain) if clause]
    asking = [n for n, clause in enumerate(clauses) if ASKS.search(clause)]
    if checks and named:  # the clause that holds the figure to be checked is the one that asks
        asking += [n for n, c in enumerate(clauses) if any(q.printed in c for q in named)]
    last = max(asking) if asking else len(clauses)
    required = [
        clause
        for n, clause in enumerate(clauses)
        if n in asking or (n < last and not is_aside(clause))
    ]
    focus = " ".join(required) or plain
    return focus, " ".join(clause for clause in clauses if clause not in required)


def _dimension(focus: str, operation: Operation) -> Dimension | None:
    if "贡献率" in focus or re.search(r"增长.{0,4}贡献", focus):
        return Dimension.CONTRIBUTION
    if operation in {Operation.YEARLY, Operation.PER_YEAR, Operation.WHOLE, Operation.BEFORE}:
        return None
    if operation is Operation.GROWTH and not RATE.search(focus):
        return Dimension.GROWTH
    if RATE.search(focus):
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
