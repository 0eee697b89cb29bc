"""What a question about figures wants done: by the model of intents, and by plain words.

The words of an operation (翻几番, 合计) hint at it; the model, which knows many more wordings,
decides between what they hint at, and alone where they say nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assistant.figure_words import measures_in
from assistant.intents import Intent, intents_of
from assistant.slots import Slot, Span
from corpus.numerals import parse_numeral
from corpus.quantities import Quantity

__all__ = [
    "ASKS",
    "COMPARES",
    "EXTREMES",
    "RATE",
    "SPLIT",
    "TWO_ENDS",
    "Bound",
    "Clues",
    "Operation",
    "Wanted",
    "bound_of",
    "wanted",
]


class Operation(StrEnum):
    """What is to be done with the figures found."""

    LOOK_UP = "look up"
    REVERSE = "reverse"  # of what a figure is that the question names
    DIFFERENCE = "difference"
    MULTIPLE = "multiple"
    TIMES_MORE = "times more"
    GROWTH = "growth"
    YEARLY = "yearly growth"  # implied by two values, compound
    PER_UNIT = "per unit"  # one amount for each unit of another: 每公里多少钱
    PER_YEAR = "per year"  # an amount a year, on average
    SUM = "sum"
    MEAN = "mean"
    WHOLE = "whole"  # of which an amount is a known share
    BEFORE = "before"  # the value before a known growth
    SELECT = "select"  # the most, the least, the first few, those beyond a bound
    LIST = "list"  # the indicators of a table, of a category, of a force
    COUNT = "count"


TWO_ENDS = frozenset(
    {
        Operation.DIFFERENCE,
        Operation.MULTIPLE,
        Operation.TIMES_MORE,
        Operation.GROWTH,
        Operation.YEARLY,
        Operation.PER_YEAR,
    }
)
"""Operations between the figures of two years."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Which of several subjects are wanted."""

    most: bool = True  # in falling order
    first: int | None = None  # how many of them; None: all
    above: Decimal | None = None  # in base units
    below: Decimal | None = None
    inclusive: bool = True
    unit: str = ""  # of the bounds


@dataclass(frozen=True, slots=True)
class Clues:
    """What of a question tells what it wants."""

    text: str
    spans: tuple[Span, ...]  # what its parts are for
    named: tuple[Quantity, ...]  # figures it names
    whole: str  # of what a share is asked
    bound: Bound | None
    checks: bool  # whether it asks if something is so
    speaks: bool  # whether it speaks of quantities

    @property
    def subjects(self) -> int:
        """How many subjects it names."""
        return sum(span.slot is Slot.SUBJECT for span in self.spans)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question wants: the intent, the operation, and what plain words hint at."""

    intent: Intent
    operation: Operation
    hint: Operation
    sure: bool = True  # whether it hardly may ask for no figure
    others: tuple[Intent, ...] = ()  # what it may want as well, likeliest first


SPLIT = re.compile(r"[，,。；;：:？?！!\s]+")
_COUNTED = "个家项条座幢栋套处名位张元亿万强人次公顷亩户本册件岁天年分届场期艘架班列公里所间吨"
ASKS = re.compile(
    rf"多少|百分之几|几(?:成|倍|个(?!方面)|小时|分钟|百分点|分之|[{_COUNTED}])|几何|多[大高长快](?!程度)|第几(?![页章节条])|排名|"
    r"(?:哪|谁).{0,10}(?:最|更|高|大|多|快|低|小|少)|占比|比重|增速|增幅|增量|"
    r"目标(?:值|数)?(?:(?:是|定为?|为)?(?:多少|几|啥|什么|呢)|定(?:在|的|了|多)|$)|(?:啥|什么|何种)(?:样的?)?(?:目标|水平|规模|体量)|"
    r"是多|合计|总和|差距|相差|为准|超过\d|(?:哪个|什么)(?:数|指标)|数值|数字是"
)
_OPERATIONS = tuple(
    (operation, re.compile(words))
    for operation, words in (
        (
            Operation.REVERSE,
            r"\d[^，。？?]{0,12}(?:是|指|说)?的?(?:是|指|说)?(?:哪|什么|啥).{0,3}(?:指标|数据|行|项目标|方面|内容|东西)|"
            r"\d[^。？?]{0,18}(?:是|指)的?(?:哪|什么|啥)(?:一?个|项)?(?:指标|数|数据)|"
            r"\d[^，。？?]{0,14}(?:写|出现|出|列|标|在|见|来|规定|提).{0,4}(?:哪|第几)|(?:哪(?:个|项|些)?|什么|啥)(?:指标|目标).{0,8}(?:是|为|定为|等于|达到)\D{0,4}\d",
        ),
        (
            Operation.WHOLE,
            r"(?:倒推|反推|推算|推出|反算|倒算|换算|算出|算一?算|估算|测算).{0,14}(?:总量|总盘子|总额|整体|全部|(?:地区)?生产总值|GDP|gdp|总产值)|"
            r"(?:GDP|gdp|生产总值|总量|整体).{0,8}(?:倒推|反推|推算|反算|大概|大约|该是|应该|相当|约).{0,4}多少",
        ),
        (
            Operation.BEFORE,
            r"(?:倒推|反推|推算|推出|反算|倒算|算出|还原|倒回).{0,16}(?:当年|那年|时|基数|底子|原来|之前|\d{4}年)|\d{4}年的?(?:基数|底子)[^，。？?]{0,6}(?:多少|几)",
        ),
        (
            Operation.PER_UNIT,
            r"(?:(?:平均|每|单)(?:一|每)?|一|平均到)(?:个|位|条|座)?(?:公里|平方公里|平方米|平米|亩|公顷|人次|入境游客|游客|套|家|张|户|名|床|人)(?![均次]|口|员)[^，。？?年]{0,16}(?:多少|几)个?(?:万|亿)?(?:元|美元|钱|平方米|平米|亩|人|张|公里)",
        ),
        (
            Operation.SUM,
            r"合计|加起来|加在一起|加总|总和|之和|合起来|相加|加一块|一共.{0,6}(?:和|、)|总共加",
        ),
        (
            Operation.PER_YEAR,
            rf"(?:平均|年均|均摊|平摊)[^，。？?]{{0,14}}(?:多少|几)个?(?:万|亿)*(?:[{_COUNTED}]|标箱)(?!点|百分|美元外汇)|年均增量|"
            r"(?:平均|每一?年|年均|一年)[^，。？?]{0,8}(?:新增|净增|增加|多出|新添|添|开工|多建)[^，。？?]{0,6}(?:多少|几)(?!个?点|个?百分|成)|"
            r"(?:平均|年均)[^，。？?]{0,4}(?:每一?年|一年)?[^，。？?]{0,4}(?:提高|上升|提升|抬|高)[^，。？?]{0,3}(?:多少|几)个(?:百分)?点|"
            r"(?:平均|摊|均摊|平摊)(?:下来|到|算下来)[^，。？?]{0,4}(?:每一?年|一年)[^，。？?点]{0,8}(?:多少|几)(?!个?点|个?百分|成)",
        ),
        (
            Operation.GROWTH,
            r"(?:增长|涨|增加|提高|扩大|(?<!增)长|多|往上走|上浮|抬高)了?[^，。？?占]{0,4}(?:百分之(?:几|多少)|几成|多少个?百分比)",
        ),
        (
            Operation.MEAN,
            r"简单平均|求个?一?下?平均|平均(?:数|值|下来|一下|是多少|为多少)|均值|取平均",
        ),
        (
            Operation.YEARLY,
            r"(?:推算|折算|折成|折合|倒推|反推|隐含|按.{0,12}算|算下来|测算|意味着|要够?得?上|才能|得|需要?|必须).{0,30}(?:年均|每年|平均|年化)(?!增加值).{0,14}(?:百分|几个?点|%|增速|增长|多少|长|涨)|"
            r"(?:年均|每年|平均|年化|复合).{0,20}(?:推算|折算|隐含|算下来|测算|不能低于|至少|才)|年化|复合(?:增速|增长)|年均复合",
        ),
        (Operation.GROWTH, r"(?:高|多|超|少|低)(?:出|了|过)?.{0,3}(?:百分之|几成)"),
        (Operation.TIMES_MORE, r"(?:多|增长|增加|提高|高|涨)(?:了|出)?(?:几|多少)倍"),
        (
            Operation.MULTIPLE,
            r"几倍|多少倍|倍数|翻了?几番|(?:几|多少)个.{0,12}(?:那么|这么)大|顶(?:得上)?几个|相当于.{0,14}(?:几个|多少个)",
        ),
        (
            Operation.DIFFERENCE,
            r"(?:往?前|往?后|上|下)(?:挪|移|进|升|跃|退|降)了?(?:多少|几)[位名]|净增|增量|(?:提|升|抬|涨|降|压|长|增)(?:高|升|了|上去|上来)?[^，。？?]{0,3}(?:多少|几)个?(?:百分)?点|(?:放慢|加快|提速|放缓|回落|减速)了?(?:多少|几)|(?:省|缩短|节省|压缩|少花)(?:下|出|了)?[^，。？?]{0,3}(?:多少|几)|提升幅度|(?:超出|多出|高出|领先|反超)(?:去)?了?(?:多少|几)|(?:高|多|低|少|大|小|快|慢|(?<!增)长)(?:了|出来?|得?出来?)?(?:大概|大约|约)?(?:多少|几)|"
            r"(?:增加|提高|提升|抬高|抬升|上升|跳升|升|降|下降|减少|扩大|领先|拉高|拉开|甩开|压)了?(?:大概|大约|约)?(?:多少|几)(?!倍|成|分之)|"
            r"(?:高于|低于|领先|落后).{0,8}(?:多少|几)|相差|差(?:了|着|出)?(?:多少|几|距|额|多大)|差别|(?:再|还要|还得|还|要再|要多|要新)(?:添|增(?!长|速)|多|建|新增|补)?[^，。？?百]{0,6}(?:多少|(?<!哪)几)(?!倍|成)|跨度",
        ),
        (
            Operation.GROWTH,
            r"(?:增长|涨|长|增幅|涨幅|累计增长|增加|少|提高|减少|扩大|翻)了?(?:约|大概|大约)?(?:多少|百分之|几成|几个百分)|"
            r"(?:累计|总|五年).{0,6}(?:增幅|涨幅)|(?:增幅|涨幅|升幅|降幅).{0,6}(?:多少|百分|几)",
        ),
    )
)
_SELECTS = re.compile(
    r"(?:谁[^，。？?]{0,18}?|哪(?:一|个|家|项|类|座|处|年|些|样|两|几)?[^，。？?]{0,12}?)(?:的[^，。？?]{0,8})?(?:最|更|比较|要)(?P<most>高|大|多|快|长|强|猛|重|前|贵|厉害)(?!度|程)|"
    r"(?:谁[^，。？?]{0,18}?|哪(?:一|个|家|项|类|座|处|年|些|样|两|几)?[^，。？?]{0,12}?)(?:的[^，。？?]{0,8})?(?:最|更|比较|要)(?P<least>低|小|少|慢|短|弱|后|便宜)(?!度)|"
    r"(?:谁|哪个|哪一个|哪家)[^，。？?]{0,10}(?P<most3>高|大|多|快)(?=[？?，。\s些点]|$)|(?:谁|哪个|哪一个|哪家)[^，。？?]{0,10}(?P<least3>低|小|少|慢)(?=[？?，。\s些点]|$)|"
    r"最(?P<most2>高|大|多|快|长|猛|重|贵)(?!承载|负荷|限|额|补|奖|值|容|年限)[^，。？?]{0,10}(?:是|哪|谁|几|前|的|[二两三四五])|最(?P<least2>低|小|少|慢|短)[^，。？?]{0,10}(?:是|哪|谁|几|的|[二两三四五])|"
    r"(?P<rank>前[二两三四五六七八九十\d]+(?!强|期|年|\d|段)|排(?:个|一下)名|排名(?:前|靠)|排(?:个|一下|一排)?(?:序|队|在前|在第|第一|座次)|从[大高多]到[小低少]|从[小低少]到[大高多]|垫底|倒数|榜首|冠军|老大(?!爷|娘)|(?:由|按)[^，。？?]{0,6}(?:排|高低|大小))"
)
_RANKED = re.compile(
    r"目标|规模|体量|块头|盘子|个头|比重|占比|占|份额|增速|增长|增幅|涨|提升|提高|指标|投资|花钱|花费|面积|多少|几"
)
_REVERSED = re.compile(r"从[小低]到[大高]|垫底|倒数")
_TOP = re.compile(r"(?:前|最[高大多快低小少慢]的?)([二两三四五六七八九十\d]+)(?!强|年|期|\d|\.)")
_FILTER = re.compile(
    r"哪些|哪几|有(?:几|多少)个(?:产业|行业|领域|指标|项目)|(?:哪|几)(?:个|项|类)(?:产业|行业|领域|指标)|列出|有谁|都有谁|数得出"
)
_ABOVE = re.compile(r"超过?|大于|高于|多于|过了?|以上|突破|不低于|不少于|达到|破|至少|起码|[≥>]")
_BELOW = re.compile(r"低于|小于|少于|不到|不足|不超过|以下|以内|未达|没到|没过|[<≤]")
_STRICT = re.compile(r"以上|不低于|不少于|不超过|以下|以内|达到|至少|起码|[≥≤]")
_LISTS = re.compile(
    r"(?:哪些|哪几|列出?|全部|所有|各个?|都有|几个|多少个|几项).{0,12}指标|指标(?:有|包括|是|分别).{0,6}(?:哪|几|多少|什么)|(?:约束性|预期性).{0,8}(?:哪|几|多少|什么|有)|指标.{0,6}(?:有哪|有几个|几个(?=[？?，]|$)|多少个)"
)
_COUNTS = re.compile(r"(?:几|多少)(?:个|项|条)(?:指标|约束|预期)?|指标.{0,6}(?:几|多少)(?:个|项)")
RATE = re.compile(
    r"增速|年均(?:增|涨|提高|长)|(?:每年|平均每年|年均|一年|每一年|逐年)[^，。？?]{0,8}(?:增|涨|长)[^加]{0,6}(?:百分|几个?点|多少|%)|增长率|长几个?点|涨几个?点|多快|快慢"
)
_MOST, _LEAST = r"最[高大多猛强快好牛]", r"最[低小少弱慢差次]"
EXTREMES = re.compile(rf"{_MOST}.{{0,10}}{_LEAST}|{_LEAST}.{{0,10}}{_MOST}")
COMPARES = re.compile(
    r"(?<![之占对环同])比(?!重|例|率|对)|较(?!高|低|大|快)|相差|差距|高于|低于|领先|落后|差多少"
)


_MORE_THAN = re.compile(r"(?:比|较|跟).{2,12}(?:多|高|增|涨|添|升|少|低|降|减|慢|快)")


_AGAINST = re.compile(r"[，,]比[^，。？?]{2,16}(?:高|低|多|少|快|慢|大|小)(?:了|出)?(?:多少|几)")


# What each intent comes to.
_OPERATION_OF = {
    Intent.GROWTH: Operation.GROWTH,
    Intent.POINTS: Operation.DIFFERENCE,
    Intent.DIFFERENCE: Operation.DIFFERENCE,
    Intent.DIFFERENCE_OF_TWO: Operation.DIFFERENCE,
    Intent.MULTIPLE: Operation.MULTIPLE,
    Intent.YEARLY: Operation.YEARLY,
    Intent.PER_YEAR: Operation.PER_YEAR,
    Intent.PER_UNIT: Operation.PER_UNIT,
    Intent.SUM: Operation.SUM,
    Intent.MEAN: Operation.MEAN,
    Intent.WHOLE: Operation.WHOLE,
    Intent.BEFORE: Operation.BEFORE,
    Intent.MOST: Operation.SELECT,
    Intent.LEAST: Operation.SELECT,
    Intent.TWO: Operation.SELECT,
    Intent.RANK: Operation.SELECT,
    Intent.FILTER: Operation.SELECT,
    Intent.LIST: Operation.LIST,
    Intent.COUNT: Operation.COUNT,
    Intent.REVERSE: Operation.REVERSE,
}
# Probabilities from which the model is followed where no word tells of an operation, and where one
# does. Set on the development questions.
# How much likelier one must be than a figure read off, where no words tell of it: with two things
# or times in sight, and with one.
_BEATEN, _ALONE = 1.25, 2.0
# Share of the likeliest that one needs whose operation the words tell, and that chooses.
_BACKED, _CHOSEN = 0.2, 0.1
_SELDOM, _RARELY = frozenset({Intent.WHOLE, Intent.BEFORE, Intent.SUM}), 0.35
_NEARLY = 0.35  # share of the likeliest's probability that another intent needs for that
_EACH = re.compile(r"每|均|单位?|摊|÷|除以|一(?:个|位|人|公里|亩|张|套|户|家)")
_HOW_MUCH = re.compile(r"多少|几(?!乎)")
_HEARD = re.compile(r"说|讲|称|记得|印象|好像|报道|新闻|网上")
_MEMBERS = re.compile(r"[二两三四五六七八九十]个|各(?=[\u4e00-\u9fff])|所有|全部")
_READ_OFF = re.compile(
    r"几比[几一]|比值|(?:多少|几)岁|第几(?![页章节条])|老几"
)  # no operation's words
_HARDLY = 0.15  # below which a question hardly asks for no figure
_OF_INDICATORS = frozenset({Intent.LIST, Intent.COUNT, Intent.REVERSE, Intent.CONFIRM})
_ALSO = 0.12  # from which another intent is tried where the first leads to nothing
_NO_FIGURE = 0.6  # … where words speak of quantities
_FIGURE = 0.5  # from which a question without such words asks for a figure


def wanted(clues: Clues, forced: Intent | None = None) -> Wanted:
    """The likeliest intent that the question can have, and what it comes to.

    Args:
        clues: what tells of it.
        forced: the intent, where the likeliest has led to nothing.
    """
    hint = _operation(clues)
    if forced is not None:
        return Wanted(forced, _of_intent(forced, hint), hint)
    told = intents_of(clues.text, clues.spans)
    intent = _intent(clues, hint, told)
    operation = _of_intent(intent, hint)
    likeliest = told[0][1]
    others = tuple(
        other
        for other, p in told
        if p >= max(_RARELY if other in _SELDOM else _ALSO, _NEARLY * likeliest)
        and other not in {intent, Intent.NONE}
        and not (hint is Operation.SUM and other is Intent.DIFFERENCE)  # 加起来 is no 相差
        and _can_be(other, clues)
    )
    none = next(p for other, p in told if other is Intent.NONE)
    sure = none < _HARDLY and intent not in _OF_INDICATORS
    return Wanted(intent, operation, hint, sure, others)


def _intent(clues: Clues, hint: Operation, told: list[tuple[Intent, float]]) -> Intent:
    """The intent followed, of all with their probabilities, likeliest first."""
    likely = [pair for pair in told if _can_be(pair[0], clues)]
    none = next(p for intent, p in likely if intent is Intent.NONE)
    likely = [pair for pair in likely if pair[0] is not Intent.NONE]
    judges = bool(clues.named) and likely[0][0] in {Intent.CONFIRM, Intent.REVERSE}
    speaks = (
        clues.speaks or judges or bool(ASKS.search(clues.text)) or hint is not Operation.LOOK_UP
    )
    if none >= _NO_FIGURE or (not speaks and likely[0][1] < _FIGURE):
        return Intent.NONE
    if clues.checks and clues.named:
        return Intent.CONFIRM
    if hint is Operation.SUM and (clues.subjects > 1 or _MEMBERS.search(clues.text)):
        return Intent.SUM
    computed = [pair for pair in likely if _of_intent(pair[0], hint) is not Operation.LOOK_UP]
    if hint is Operation.LOOK_UP and _READ_OFF.search(clues.text):
        return Intent.LEVEL
    if hint is Operation.LOOK_UP:
        plain = next(pair for pair in likely if _of_intent(pair[0], hint) is Operation.LOOK_UP)
        times = sum(span.slot is Slot.TIME for span in clues.spans)
        two = clues.subjects > 1 or times > 1 or COMPARES.search(clues.text)
        beaten = computed and computed[0][1] > (_BEATEN if two else _ALONE) * plain[1]
        return computed[0][0] if beaten else plain[0]
    backed = next((pair for pair in likely if _of_intent(pair[0], hint) is hint), likely[0])
    if hint is Operation.DIFFERENCE and clues.subjects > 1 and _AGAINST.search(clues.text):
        return backed[0]  # 甲的增速是多少，比乙的高多少
    needed = _CHOSEN if hint in {Operation.SELECT, Operation.SUM} else _BACKED
    return backed[0] if backed[1] >= needed * likely[0][1] else likely[0][0]


def _can_be(intent: Intent, clues: Clues) -> bool:
    """Whether a question holds what an intent needs."""
    bound = clues.bound
    heard = clues.checks or _HEARD.search(clues.text)
    if intent is Intent.CONFIRM and not heard and _HOW_MUCH.search(clues.text):
        return False
    if intent in {Intent.REVERSE, Intent.CONFIRM}:
        return bool(clues.named)
    if intent is Intent.FILTER:
        return bound is not None and (bound.above is not None or bound.below is not None)
    if intent in {Intent.DIFFERENCE_OF_TWO, Intent.TWO}:
        named = sum(s.slot in {Slot.SUBJECT, Slot.WHOLE} for s in clues.spans)
        return named > 1 or bool(COMPARES.search(clues.text))
    if intent is Intent.PER_UNIT:
        return bool(_EACH.search(clues.text))
    if intent is Intent.SHARE_OF:
        return bool(clues.whole) or 2 <= clues.subjects <= 3
    if _OPERATION_OF.get(intent) is Operation.SELECT:
        return bound is not None or clues.subjects > 1 or bool(measures_in(clues.text))
    return True


def _of_intent(intent: Intent, hint: Operation) -> Operation:
    operation = _OPERATION_OF.get(intent, Operation.LOOK_UP)
    more = operation is Operation.MULTIPLE and hint is Operation.TIMES_MORE
    return Operation.TIMES_MORE if more else operation


def _operation(clues: Clues) -> Operation:
    """The operation that plain words tell of; LOOK_UP where none does."""
    text, named, bound = clues.text, clues.named, clues.bound
    if re.search(r"贡献(?!度)", text) and not re.search(
        r"哪.{0,3}年|最|比(?!重|例)|较|平均|加|相差", text
    ):
        return Operation.LOOK_UP
    if _LISTS.search(text) and not (bound and (bound.above or bound.below)):
        return Operation.COUNT if _COUNTS.search(text) else Operation.LIST
    if bound is not None:
        return Operation.SELECT
    if clues.checks and named:
        return Operation.LOOK_UP
    times = [span for span in clues.spans if span.slot is Slot.TIME]
    masked = text.replace("增加值", "产出值")
    for span in times:
        masked = masked.replace(span.text, re.sub(r"\D", "时", span.text), 1)
    clauses = [c for c in SPLIT.split(masked) if ASKS.search(c)]
    told = [
        op
        for op, words in _OPERATIONS
        if words.search(masked) and (op is not Operation.REVERSE or named)
    ]
    last = [op for op, words in _OPERATIONS if any(map(words.search, clauses[-1:]))]
    whole = [op for op in told if op in _WHOLE_TEXT]
    found = next(iter([*whole, *(op for op in told if op in last), *told]), Operation.LOOK_UP)
    if found is Operation.LOOK_UP and len(times) == 2 and _MORE_THAN.search(masked):
        return Operation.DIFFERENCE  # 2020年比2015年要多整好多
    apart = COMPARES.search(text) or re.search(
        r"放慢|加快|提速|放缓|回落|减速|慢下来|慢了|快了|掉", text
    )
    if found is Operation.DIFFERENCE and RATE.search(text) and not apart:
        return Operation.LOOK_UP  # 每年涨几个点
    return found


# Told by the question as a whole; the others by the clause that asks last.
_WHOLE_TEXT = {Operation.REVERSE, Operation.WHOLE, Operation.BEFORE, Operation.YEARLY}


def bound_of(plain: str, named: tuple[Quantity, ...]) -> Bound | None:
    """What a selection selects; None where nothing is to be selected."""
    if named and _FILTER.search(plain):
        above, below = _limits(plain, named)
        if above is not None or below is not None:
            used = above or below
            inclusive = bool(_STRICT.search(plain))
            return Bound(
                most=True,
                above=above.low if above else None,
                below=below.low if below else None,
                inclusive=inclusive,
                unit=used.unit if used else "",
            )
    match = _SELECTS.search(plain)
    if match is None or not (measures_in(plain) or _RANKED.search(plain)):
        return None
    low = match["least"] or match["least2"] or match["least3"]
    least = bool(low or _REVERSED.search(plain))
    top = _TOP.search(plain)
    first = parse_numeral(top[1]) if top else (None if match["rank"] and "第一" not in plain else 1)
    if match["rank"] and re.search(r"垫底|榜首|冠军|老大|龙头", plain):
        first = 1
    return Bound(most=not least, first=first)


def _limits(plain: str, named: tuple[Quantity, ...]) -> tuple[Quantity | None, Quantity | None]:
    """The lower and the upper limit among the figures a question names."""
    above = below = None
    for quantity in named:
        before = plain[max(0, quantity.start - 5) : quantity.start]
        around = before + quantity.qualifier + plain[quantity.end : quantity.end + 3]
        if _BELOW.search(around):
            below = quantity
        elif _ABOVE.search(around):
            above = quantity
        elif len(named) == 2:  # 在5%到10%之间
            above, below = min(named, key=lambda q: q.low), max(named, key=lambda q: q.low)
    return above, below
