"""What a question for a figure needs: of what, which sort, which year, and what to do with it.

What the parts of a question are for is told by `assistant.slots`: only its subjects have to be
borne out by the plan; what stands around them (我是做电商生意的，写材料急用) helps to find them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.figure_operations import (
    ASKS,
    COMPARES,
    EXTREMES,
    RATE,
    SPLIT,
    TWO_ENDS,
    Bound,
    Clues,
    Operation,
    bound_of,
    wanted,
)
from assistant.figure_words import measures_in
from assistant.figures import asks_of_country, asks_wider
from assistant.general_terms import spell_out
from assistant.intents import Intent
from assistant.question import Ask, Question, is_aside, years_meant
from assistant.slots import Slot, Span, slots_of
from assistant.time_words import is_now, means_all, told_in_years
from assistant.unit_words import UNIT_WORDS, unit_wanted
from corpus.indicators import Dimension, Kind
from corpus.quantities import Quantity, read_quantities

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
    r"(?:先|且|暂)?(?:不说|不谈|不提|别说|不管|抛开|撇开|不问|不是问|不要|别拿|不算)[^，,。？?；;]*(?:[，,。；;]|$)"
)
_PAST = re.compile(
    r"(?:增长|涨|长|增加|提高|提升|上升|翻|下降|减少|降|升|扩大|多)了(?!吗|吧)|十二五|过去|以来"
)
_WHOLE = (
    re.compile(
        r"占到?了?(?P<whole>[^，。？?占]{2,16}?)(?:的|里|中|当中)?(?:比重|比例|份额|多少|几成|百分|多大|几分)"
    ),
    re.compile(r"在(?P<whole>[^，。？?在]{2,16}?)(?:里头?|里面|中|当中)[^，。？?]{0,4}占"),
    re.compile(r"(?:相当于|等于|抵得上)(?P<whole>[^，。？?]{2,18}?)的?(?:百分之?|几成|多少)"),
    re.compile(r"除以(?P<whole>[^，。？?]{2,16}?)(?:是|等|得|给|$)"),
)
_BARE = 4  # characters of a subject that says only what is measured
_LISTED = re.compile(r"[/／、，,](?=[\u4e00-\u9fff]{2})")  # 文创／金融／电商
# 比15年, 15年的: a year cut short.
_SHORT_YEAR = re.compile(
    r"(?<=[比较到至和跟与从在])(1\d|2\d|3[0-5])年(?=的|增|涨|多|高|提|底|末|[，,？?]|$)"
)
_LEFT = re.compile(r"还?剩|除[了开去][^，。？?]{1,12}(?:以外|之外|外|，|,)|以外的|之外的|其余")
_COUNTED_BACK = re.compile(r"倒数第[一二三四五]年")
_APPOSED = re.compile(
    r"(?:[那这]个?(?:指标|数字?|词|说法))?[，,\s]*(?:——?|[（）()]|(?:也)?就是(?:说)?|即|也叫|又叫|俗称|简称)\s*"
)
_OF_PARTS = re.compile(
    r"占|比[重例]|份额|[一二三四五六七八九十几两]成|百分|分之|%|[里中]|除|÷|/|相当|抵|贡献|份"
)
_SENTENCES = re.compile(r"[。！？?!；;]")
_POINTING = re.compile(
    r"[那这](?:一)?(?:条|个|些|家|座|项|类|种|块儿?|片|所|位|批|摊|档|头)|(?<=.{2})(?:这行|那行|这事|这件事)"
)
_PRONOUN = re.compile(r"[前后]者|它们?|其|整体|全部|总[量数体]")
_ECONOMY = re.compile(
    r"^(?:全市|整个|全部|国民|地区|我市|当地)*(?:的)?经济(?:总量|总盘子|盘子|规模|大盘)?$"
)
_GROWTH = re.compile(r"增长(?!极|点|率)|涨|增幅|升幅|少了|下降了|累计长")
_SHARE = re.compile(
    r"占比|占(?!地(?!区)).{0,24}?(?:多少|几|比重|比例|份额|多大)|(?<=[里中])的?分量|比重|比例|份额|几成|覆盖率|覆盖面|覆盖到|百分之(?:几|多少)|百分比|撑起.{0,14}(?:多大|几)"
)
_CHECKS = re.compile(
    r"对吗|对不对|对吧|是吗|是不是|没(?:记|说|写|看)?错吧|属实|准不准|准确吗|谁对|谁说得对|吗\s*[?？]?\s*$|对得上|对不上|一致吗|有没有(?:错|问题)|错没错|真的假的|可信|靠谱吗|站得住|核实|核对|是这样|正确|以(?:哪|谁|什么).{0,3}为准|哪个(?:对|准|是对)|(?:搞|记|写|弄)错"
)
_ASKS_MUCH = re.compile(r"多少|几(?!乎)")
_PERCENT = re.compile(r"分量|百分|几成|比重|比例|份额|占比|率|几分之|%")
_OF_SHARES = frozenset({"%", "个百分点", "倍"})
_LARGE = 10_000  # 5000亿: a figure without a unit that is one all the same
_YEARLY = re.compile(r"每年|年均|一年|逐年|增|涨|快|长")
_FALLS = re.compile(r"少了|减少|下降|降了|下滑|跌|缩减|降低了?(?:多少|几)")
_YEAR_COMPARED = re.compile(r"(?:比|较|跟|和|与|同)\s*((?:19|20)\d{2})\s*年?(?:相比|比|时)?")
_YEAR_BEFORE = re.compile(r"(?:比|较)(?:上一?年|前一年|上年)")
_REACHED = re.compile(
    r"实际(?!利用|使用|吸引|到位)|最终完成|完成了|达到了|实现了|现状|已经(?!写|定|明确)|目前|截至|现在(?:是|有|的|已)|当时|当年(?!价)|编(?:制|写)?(?:规划)?(?:的)?时候|那会儿|基期|基数|底子|家底|原来|那五年|那几年"
)
_AIMED = re.compile(
    r"目标|规划(?:到|定)|未来|将来|往后|今后|力争|计划(?!单列)|打算|预期|要(?:做|达|实现|求|冲|挣|搞|建)|做到|希望|准备|想(?:做|冲|达|把|弄|要)|奔着|冲到"
)
_IN_TEXT = re.compile(
    r"正文|原文|文字|[章节]的?(?:里|中|发展目标|目标|那)|那[章节段]|段(?:里|话|文字)"
)
_LEANS = re.compile(r"差|增长|涨|提高|翻|倍|比(?!重|例|率)|年均|变化")
_RESTRICTS = re.compile(r"(?:超过?|大于|高于|过|达到?|满|突破|不低于|不少于)\s*$")
_OF_THEM = re.compile(
    r"\s*(?:及?以上)?(?:的[\u4e00-\u9fff]|楼|企业|公司|项目|景区|单位|大楼|机构|产业|园|平台)"
)
# What comes out is in another unit than what goes in.
_UNITLESS = {Operation.MULTIPLE, Operation.TIMES_MORE, Operation.GROWTH, Operation.YEARLY}


@lru_cache(maxsize=64)  # the routes ask one after another
def read_figure_question(question: Question, intent: Intent | None = None) -> FigureQuestion:
    """Take a question apart; `focus` is the clauses that ask where it names no subject.

    Args:
        question: the question, standing alone.
        intent: what it wants, where the likeliest has led to nothing.
    """
    asked = _SET_ASIDE.sub("", question.text) or question.text
    asked = _SHORT_YEAR.sub(r"20\1年", re.sub(r"(占比|比重|比例)比", r"\1，比", asked))
    spans = _with_subject(slots_of(asked), asked)
    text, moved = told_in_years(asked, spans, question.period)
    plain = spell_out(_MENTION.sub(" ", text))
    named = _named(plain)
    told = any(span.slot in {Slot.SUBJECT, Slot.WHOLE} for span in moved)
    plainly = "" if told else _whole(text)
    whole = plainly or next((s.text for s in moved if s.slot is Slot.WHOLE), "")
    bound = bound_of(plain, named)
    checks = bool(_CHECKS.search(text)) and not _ASKS_MUCH.search(_HEARSAY.sub("", text))
    speaks = bool({Ask.FIGURE, Ask.NUMBER} & question.asks or checks)
    clues = Clues(asked, spans, named, whole, bound, checks=checks, speaks=speaks)
    wants = wanted(clues, intent)
    intent, operation = wants.intent, wants.operation
    if operation in {Operation.SELECT, Operation.COUNT} and bound is None:
        bound = Bound(most=intent is not Intent.LEAST, first=None if intent is Intent.RANK else 1)
    checks = checks or intent is Intent.CONFIRM
    asking, other = _clauses(_HEARSAY.sub(" ", plain), checks=checks, named=named)
    subjects, whole, rest = _subjects(text, _of_asking(text, moved), intent)
    focus, rest = (" ".join(subjects), rest) if subjects else (asking, other)
    dimension = _dimension_of(intent, operation, asking if ASKS.search(asking) else text)
    points = operation is Operation.DIFFERENCE and "点" in asking
    if dimension is None and (operation is Operation.LOOK_UP or points) and _is_share(moved):
        dimension = Dimension.SHARE
    share = _is_share(moved) and re.search(r"占[^，。？?]{0,3}(?:多少|几)个?百?分?点", asking)
    if operation is Operation.DIFFERENCE and share:  # 在GDP里占多少个百分点
        operation, dimension = Operation.LOOK_UP, Dimension.SHARE
    left = bool(_LEFT.search(text) and _PERCENT.search(asking))
    if left:
        operation, dimension = Operation.LOOK_UP, Dimension.SHARE
    if operation is Operation.GROWTH and dimension is Dimension.RATE:
        operation = Operation.LOOK_UP  # 年均增长多少: the plan states it
    claim = named[-1] if checks and named and operation is not Operation.REVERSE else None
    limits = bound is not None and (bound.above is not None or bound.below is not None)
    restricting = tuple(q for q in named if q is not claim and _restricts(plain, q))
    restricting = () if limits and operation is Operation.SELECT else restricting
    years = _years(text, question.period)
    if operation in TWO_ENDS and _aims(asked, spans, question.period):
        years = _to_target(years, _since(text, years), question.period)
    return FigureQuestion(
        text=text,
        focus=focus,
        rest=rest,
        subjects=subjects,
        firm=_firm(subjects, text),
        measures=measures_in(focus) or measures_in(rest),
        operation=operation,
        dimension=dimension,
        units=_units(asking, claim, operation, dimension),
        kind=_kind(text, moved),
        years=years,
        numbers=named if operation is Operation.REVERSE else restricting,
        since=_since(text, years),
        claim=claim or _premise(plain, named, restricting, bound, operation),
        compares=bool(COMPARES.search(text)),
        within=_within(text),
        whole=whole or plainly,
        past=bool(_PAST.search(text)) or _is_past(years, question.period),
        wider=asks_wider(question),
        falls=bool(_FALLS.search(asking)),
        checks=checks,
        asks=intent is not Intent.NONE or _is_bare(asked, spans),
        unit=unit_wanted(text),
        bound=bound if operation in {Operation.SELECT, Operation.COUNT} else None,
        in_text=bool(_IN_TEXT.search(text)),
        implied=wants.hint is Operation.YEARLY or intent is Intent.YEARLY,
        others=wants.others,
        sure=wants.sure,
        hinted=wants.hint is not Operation.LOOK_UP,
        several=intent is Intent.SEVERAL,
        period=question.period,
        given=named,
        left=left,
        listed=_are_listed(text, moved),
        unclear=bool(_COUNTED_BACK.search(text))
        or (not years and not EXTREMES.search(text) and any(map(_is_unclear, moved))),
        written=question.text,
        placed=any(span.slot is Slot.PLACE for span in moved),
    )


def _with_subject(spans: Sequence[Span], text: str) -> tuple[Span, ...]:
    """The spans, a whole of which nothing asks a part being what is asked of: 全市GDP是多少."""
    if _OF_PARTS.search(text) or any(span.slot is Slot.SUBJECT for span in spans):
        return tuple(spans)
    return tuple(
        Span(Slot.SUBJECT, s.start, s.end, s.text) if s.slot is Slot.WHOLE else s for s in spans
    )


def _is_bare(text: str, spans: Sequence[Span]) -> bool:
    """Whether a question is nothing but a subject and a time: R&D投入强度 2030."""
    rest = text
    for span in spans:
        rest = rest.replace(span.text, "", 1)
    both = {Slot.SUBJECT, Slot.TIME} <= {span.slot for span in spans}
    return both and not re.sub(r"[的呢年，,。？?！!、：:\s]", "", rest)


def _of_asking(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans of the sentences that ask, where these name a subject; else all."""
    kept: list[Span] = []
    position = 0
    for sentence in _SENTENCES.split(text):
        end = position + len(sentence)
        if ASKS.search(sentence):
            kept += [span for span in spans if position <= span.start < end]
        position = end + 1
    named = any(span.slot is Slot.SUBJECT for span in kept)
    return tuple(kept) if named else tuple(spans)


def _subjects(text: str, spans: Sequence[Span], intent: Intent) -> tuple[tuple[str, ...], str, str]:
    """The subjects of a question, of what a share of them is asked, and what stands around them.

    A share of two subjects is one of the second, or of the first where it is said of what lies in
    it (出口里头服务出口占几成).
    """
    held = _joined([span for span in spans if span.slot in {Slot.SUBJECT, Slot.WHOLE}], text)
    whole = next((span for span in held if span.slot is Slot.WHOLE), None)
    if whole is None or _PRONOUN.fullmatch(whole.text):
        held = [span for span in held if span is not whole]
        whole = None
    if whole is None and len(held) == 2:
        between = text[held[0].end : held[1].start]
        listed = re.fullmatch(r"(?:占比|比重|比例|份额|的)?[\s、，,和与及跟同/／]*", between)
        shares = intent is Intent.SHARE and not listed and not measures_in(held[1].text)
        asks = intent is Intent.SHARE_OF or shares
        inside = re.match(r"的?(?:里|中|当中|之中)", between)
        whole = (held[0] if inside else held[1]) if asks else None
    against = [s for s in held if text[s.start - 1 : s.start] in {"比", "较"}]
    lone = [s for s in held if not measures_in(s.text)] == against and len(against) == 1
    first = _before(text, against[0], spans) if lone else ""
    around, position = [], 0
    for span in held:
        around.append(text[position : span.start])
        position = span.end
    named = [part for span in held if span is not whole for part in _LISTED.split(span.text)]
    subjects = tuple(_plainly(part) for part in (first, *named) if part)
    told = re.sub(r"^[\d.]*[万亿]*元?", "", whole.text) if whole else ""
    told = told if asks_of_country(text) else spell_out(told)
    rest = spell_out(" ".join([*around, text[position:]]))
    return subjects, _ECONOMY.sub("地区生产总值", told), rest


def _joined(held: Sequence[Span], text: str) -> list[Span]:
    """The subjects, one that says only what is measured joined to the one before it."""
    joined: list[Span] = []
    for span in held:
        last = joined[-1] if joined else None
        if last is not None and last.slot is Slot.WHOLE and last.end == span.start:
            both = last.text + span.text  # 占全市 服务业增加值
            joined[-1] = Span(Slot.WHOLE, last.start, span.end, both)
            continue
        bare = (
            span.slot is Slot.SUBJECT and bool(measures_in(span.text)) and len(span.text) <= _BARE
        )
        if last is not None and bare and last.slot is Slot.SUBJECT and not measures_in(last.text):
            both = last.text + span.text
            joined[-1] = Span(Slot.SUBJECT, last.start, max(last.end, span.end), both)
        else:
            joined.append(span)
    return joined


def _firm(subjects: Sequence[str], text: str) -> tuple[str, ...]:
    """The subjects but the asker's own; one put in other words is one (地铁（轨道交通）)."""
    firm: list[str] = []
    end = 0
    for subject in subjects:
        begin = text.find(subject, end)
        between = text[end:begin] if firm and begin >= end else "，"
        end = begin + len(subject) if begin >= 0 else end
        if _is_aside(subject, text):
            continue
        if firm and _APPOSED.fullmatch(between):
            firm[-1] = f"{firm[-1]} {subject}"
        else:
            firm.append(subject)
    return tuple(firm)


def _is_aside(subject: str, text: str) -> bool:
    """Whether a subject stands in a clause in which the asker speaks of himself."""
    return any(subject in c and is_aside(c) and not ASKS.search(c) for c in SPLIT.split(text))


def _before(text: str, against: Span, spans: Sequence[Span]) -> str:
    """What stands before 比 and the subject after it, which is set against it."""
    words = text[: against.start - 1]
    for span in reversed([s for s in spans if s.end < against.start]):
        words = words[: span.start] + words[span.end :]
    return re.sub(r"目标|[的，,。\s]", "", words)


def _plainly(subject: str) -> str:
    """A subject in the plan's way to put it: no pointing words, an economy by its measure."""
    plain = spell_out(_POINTING.sub("", subject))
    return _ECONOMY.sub("地区生产总值", plain)


def _whole(text: str) -> str:
    """Of what a share is asked, by plain words; "" where the question does not say."""
    found = (match["whole"] for pattern in _WHOLE if (match := pattern.search(text)))
    return next(found, "")


def _are_listed(text: str, spans: Sequence[Span]) -> bool:
    """Whether two of a question's subjects stand in a row."""
    held = [span for span in spans if span.slot is Slot.SUBJECT]
    between = (text[a.end : b.start] for a, b in pairwise(held))
    apart = any(re.fullmatch(r"的?[、，,／/和与及跟同]\s*", words) for words in between)
    return apart or any(_LISTED.search(span.text) for span in held)


def _is_unclear(span: Span) -> bool:
    """Whether a time is told in no years and means neither the present nor all of the plan."""
    if span.slot is not Slot.TIME or re.search(r"\d{4}|十[一二三四五]五|期|五年", span.text):
        return False
    return bool(re.search(r"[那当前去]年|上一?年|前年", span.text)) and not is_now(span.text)


def _is_share(spans: Sequence[Span]) -> bool:
    """Whether a question says of what something is a share: 占GDP."""
    return any(span.slot is Slot.WHOLE and len(span.text) > 2 for span in spans)


def _dimension_of(intent: Intent, operation: Operation, focus: str) -> Dimension | None:
    """The sort of figure asked for: by plain words, else by the intent."""
    told = _dimension(focus, operation)
    if told is Dimension.SHARE and intent is Intent.LEVEL and not _PERCENT.search(focus):
        return None  # 总共占多大一片地方
    units = next((units for words, units in UNIT_WORDS if re.search(words, focus)), frozenset())
    if told is Dimension.SHARE and units and "%" not in units and not _PERCENT.search(focus):
        return None  # 占了多少公顷
    if told is not None or operation is not Operation.LOOK_UP or measures_in(focus):
        return told  # 增加值是多少 asks for no share, whatever else
    return Dimension.RATE if intent is Intent.RATE and _YEARLY.search(focus) else None


def _units(
    focus: str, claim: Quantity | None, operation: Operation, dimension: Dimension | None
) -> frozenset[str]:
    """Base units that fit: what the question counts in, else what the figure it names is in."""
    units = next((units for words, units in UNIT_WORDS if re.search(words, focus)), frozenset())
    if dimension is not None:
        units &= _OF_SHARES  # 占陆地面积的百分之几
    if operation in _UNITLESS or operation is Operation.PER_UNIT:
        return frozenset()
    if claim is None or not claim.unit or (units and _ASKS_MUCH.search(focus)):
        return units
    counted = next((u for _, u in UNIT_WORDS if claim.unit in u and "个" in u), frozenset())
    return counted or frozenset({claim.unit} - {""})


def _named(plain: str) -> tuple[Quantity, ...]:
    """Figures a question names, years and the years of a period left out."""
    return tuple(
        q
        for q in read_quantities(plain)
        if (q.printed[0].isdigit() or re.search(r"[百千万亿成]", q.printed))
        and not re.fullmatch(r"(?:(?:19|20)\d\d\D{0,2}|[123]\d年)", q.printed)
    )


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


def _since(text: str, years: tuple[int, ...]) -> int | None:
    """2015 of 比2015年翻了几倍, which leaves the later year to the plan."""
    compared = {int(year) for year in _YEAR_COMPARED.findall(text)}
    others = set(years) - compared
    return compared.pop() if len(compared) == 1 and not others else None


def _years(text: str, period: tuple[int, int] | None) -> tuple[int, ...]:
    """The years asked for, and those the question compares with (比2017年, 比上一年).

    A year that only dates a figure the question gives (2015是7.2，末了要占到几个点) is none where
    the clause that asks has its own.
    """
    clauses = [(c, set(years_meant(c, period))) for c in SPLIT.split(text) if c]
    asking = {year for clause, years in clauses if ASKS.search(clause) for year in years}
    given = {
        year
        for clause, years in clauses
        if not ASKS.search(clause) and _named(clause)
        for year in years
    }
    aside = given - asking if asking and not _LEANS.search(text) else set()
    compared = {int(year) for year in re.findall(r"(?:比|较)\s*((?:19|20)\d{2})\s*年?", text)}
    years = years_meant(text, period)
    compared |= {year - 1 for year in years[:1] if _YEAR_BEFORE.search(text)}
    return tuple(sorted({*compared, *years} - aside))


def _is_past(years: tuple[int, ...], period: tuple[int, int] | None) -> bool:
    """Whether all years asked for lie before the plan."""
    return bool(years) and period is not None and years[-1] < period[0]


def _to_target(
    years: tuple[int, ...], since: int | None, period: tuple[int, int] | None
) -> tuple[int, ...]:
    """The only year named and the plan's last, where it lies before the plan: a change to there."""
    past = len(years) == 1 and since is None and period is not None and years[0] < period[0]
    return (*years, period[1]) if past and period is not None else years


def _aims(text: str, spans: Sequence[Span], period: tuple[int, int] | None) -> bool:
    """Whether a question speaks of what the plan aims at: 目标, 要做到, 这一个五年."""
    own = any(s.slot is Slot.TIME and means_all(text, s, period) for s in spans)
    return own or "目标" in text or bool(_AIMED.search(text))


def _kind(text: str, spans: Sequence[Span]) -> Kind | None:
    now = any(span.slot is Slot.TIME and is_now(span.text) for span in spans)
    reached = now or bool(_REACHED.search(text))
    if reached and "目标" not in text:
        return Kind.ACTUAL
    return Kind.TARGET if _AIMED.search(text) and not reached else None
