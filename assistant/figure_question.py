"""What a question for a figure needs: of what, which sort, which year, and what to do with it.

Only the clause that asks has to be borne out by the plan; what stands around it (我是做电商生意的，
写材料急用) helps to find it and is not required.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assistant.figure_words import measures_in
from assistant.figures import asks_wider
from assistant.general_terms import spell_out
from assistant.intents import Intent, intents_of
from assistant.question import Ask, Question, is_aside
from assistant.unit_words import UNIT_WORDS, unit_wanted
from corpus.indicators import Dimension, Kind
from corpus.quantities import Quantity, read_quantities

__all__ = ["Bound", "FigureQuestion", "Operation", "read_figure_question"]


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
class FigureQuestion:
    """A question for a figure, taken apart."""

    text: str  # all of it
    focus: str  # the clauses that ask
    rest: str  # the other clauses
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
    in_text: bool = False  # whether it wants the words of a section, not of a table


_SPLIT = re.compile(r"[，,。；;：:？?！!\s]+")
_COUNTED = "个家项条座幢栋套处名位张元亿万强人次公顷亩户本册件岁天年分届场期艘架班列公里所间吨"
ASKS = re.compile(
    rf"多少|百分之几|几(?:成|倍|个(?!方面)|小时|分钟|百分点|分之|[{_COUNTED}])|几何|多[大高长快](?!程度)|第几(?![页章节条])|排名|"
    r"(?:哪|谁).{0,10}(?:最|更|高|大|多|快|低|小|少)|占比|比重|增速|增幅|增量|"
    r"目标(?:值|数)?(?:(?:是|定为?|为)?(?:多少|几|啥|什么|呢)|定(?:在|的|了|多)|$)|(?:啥|什么|何种)(?:样的?)?(?:目标|水平|规模|体量)|"
    r"是多|合计|总和|差距|相差|为准|超过\d|(?:哪个|什么)(?:数|指标)|数值|数字是|覆盖率"
)
# An address says where to look; its number is no figure.
_MENTION = re.compile(
    r"(?:专栏|表)\s*\d+(?:里面?|中|的)?|第\s*\d+\s*[页行条]|第?[一二三四五六七八九十]+[章节篇](?:里|中|的)?"
)
# How the asker came by what he asks: 领导稿子里写着, 同事坚持说, 我记得.
_HEARSAY = re.compile(
    r"(?:我|有|有个|有位|有份)?(?:领导|同事|朋友|客户|老师|材料|稿子|讲话稿?|报道|新闻|网上|有人|人家|他们?|她)"
    r"[^，,。？?0-9]{0,10}?(?:说|讲|写着?|提到?|坚持说?|称|以为|认为|引了一句)(?:的是|着|过|了)?[“\"：:]?|"
    r"(?:我)?(?:听说|据说|记得|印象中?(?:是)?|好像|假设|假如|如果|既然|要是)[“\"：:]?"
)
# 先不说2020; 不是问那个集聚平台.
_SET_ASIDE = re.compile(
    r"(?:[，,][^，,。？?；;]{2,16}(?:不算|除外|不计|不包括|不含)(?:在内)?(?=[，,。？?]|$))|不是占[^，,。？?]*|"
    r"(?:先|且|暂)?(?:不说|不谈|不提|别说|不管|抛开|撇开|不问|不是问|不要|别拿|不算)[^，,。？?；;]*(?:[，,。；;]|$)"
)
_PAST = re.compile(
    r"(?:增长|涨|长|增加|提高|提升|上升|翻|下降|减少|降|升|扩大|多)了(?!吗|吧)|十二五|过去|以来"
)
# Of what a share is asked: 占服务业的几成, 在服务业里头占多少, 相当于…的百分之几, 除以….
_WHOLE = (
    re.compile(
        r"占到?了?(?P<whole>[^，。？?占]{2,16}?)(?:的|里|中|当中)?(?:比重|比例|份额|多少|几成|百分|多大|几分)"
    ),
    re.compile(r"在(?P<whole>[^，。？?在]{2,16}?)(?:里头?|里面|中|当中)[^，。？?]{0,4}占"),
    re.compile(r"(?:相当于|等于|抵得上)(?P<whole>[^，。？?]{2,18}?)的?(?:百分之?|几成|多少)"),
    re.compile(r"除以(?P<whole>[^，。？?]{2,16}?)(?:是|等|得|给|$)"),
)
_OPERATIONS = (
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
    (Operation.MEAN, r"简单平均|平均(?:数|值|下来|一下|是多少|为多少)|均值|取平均"),
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
        r"净增|增量|(?:提|升|抬|涨|降|压|长|增)(?:高|升|了|上去|上来)?[^，。？?]{0,3}(?:多少|几)个?(?:百分)?点|(?:放慢|加快|提速|放缓|回落|减速)了?(?:多少|几)|(?:省|缩短|节省|压缩|少花)(?:下|出|了)?[^，。？?]{0,3}(?:多少|几)|提升幅度|(?:超出|多出|高出|领先|反超)(?:去)?了?(?:多少|几)|(?:高|多|低|少|大|小|快|慢|(?<!增)长)(?:了|出来?|得?出来?)?(?:大概|大约|约)?(?:多少|几)|"
        r"(?:增加|提高|提升|抬高|抬升|上升|跳升|升|降|下降|减少|扩大|领先|拉高|拉开|甩开|压)了?(?:大概|大约|约)?(?:多少|几)(?!倍|成|分之)|"
        r"(?:高于|低于|领先|落后).{0,8}(?:多少|几)|相差|差(?:了|着|出)?(?:多少|几|距|额|多大)|差别|(?:再|还要|还得|还|要再|要多|要新)(?:添|增(?!长|速)|多|建|新增|补)?[^，。？?百]{0,6}(?:多少|(?<!哪)几)(?!倍|成)|跨度",
    ),
    (
        Operation.GROWTH,
        r"(?:增长|涨|长|增幅|涨幅|累计增长|增加|少|提高|减少|扩大|翻)了?(?:约|大概|大约)?(?:多少|百分之|几成|几个百分)|"
        r"(?:累计|总|五年).{0,6}(?:增幅|涨幅)|(?:增幅|涨幅|升幅|降幅).{0,6}(?:多少|百分|几)",
    ),
)
_SELECTS = re.compile(
    r"(?:谁|哪(?:一|个|家|项|类|座|处|年|些|样|两|几)?[^，。？?]{0,12}?)(?:的[^，。？?]{0,8})?(?:最|更|比较|要)(?P<most>高|大|多|快|长|强|猛|重|前|贵|厉害)(?!度|程)|"
    r"(?:谁|哪(?:一|个|家|项|类|座|处|年|些|样|两|几)?[^，。？?]{0,12}?)(?:的[^，。？?]{0,8})?(?:最|更|比较|要)(?P<least>低|小|少|慢|短|弱|后|便宜)(?!度)|"
    r"(?:谁|哪个|哪一个|哪家)[^，。？?]{0,10}(?P<most3>高|大|多|快)(?=[？?，。\s些点]|$)|(?:谁|哪个|哪一个|哪家)[^，。？?]{0,10}(?P<least3>低|小|少|慢)(?=[？?，。\s些点]|$)|"
    r"最(?P<most2>高|大|多|快|长|猛|重|贵)(?!承载|负荷|限|额|补|奖|值|容|年限)[^，。？?]{0,10}(?:是|哪|谁|几|前|的|[二两三四五])|最(?P<least2>低|小|少|慢|短)[^，。？?]{0,10}(?:是|哪|谁|几|的|[二两三四五])|"
    r"(?P<rank>前[二两三四五六七八九十\d]+(?!强|期|年|\d|段)|排(?:个|一下)名|排名(?:前|靠)|排(?:个|一下|一排)?(?:序|队|在前|在第|第一|座次)|从[大高多]到[小低少]|从[小低少]到[大高多]|垫底|倒数|榜首|冠军|老大(?!爷|娘)|(?:由|按)[^，。？?]{0,6}(?:排|高低|大小))"
)
# What may be ranked, where a question names no measure of official statistics.
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
_RATE = re.compile(
    r"增速|年均(?:增|涨|提高|长)|(?:每年|平均每年|年均|一年|每一年|逐年)[^，。？?]{0,8}(?:增|涨|长)[^加]{0,6}(?:百分|几个?点|多少|%)|增长率|长几个?点|涨几个?点|多快|快慢"
)
_GROWTH = re.compile(r"增长(?!极|点|率)|涨|增幅|升幅|少了|下降了|累计长")
_SHARE = re.compile(
    r"占比|占(?!地(?!区)).{0,24}?(?:多少|几|比重|比例|份额|多大)|比重|比例|份额|几成|覆盖率|覆盖面|覆盖到|百分之(?:几|多少)|百分比|撑起.{0,14}(?:多大|几)"
)
_CHECKS = re.compile(
    r"对吗|对不对|对吧|是吗|是不是|没(?:记|说|写|看)?错吧|属实|准不准|准确吗|谁对|谁说得对|吗\s*[?？]?\s*$|对得上|对不上|一致吗|有没有(?:错|问题)|错没错|真的假的|可信|靠谱吗|站得住|核实|核对|是这样|正确|以(?:哪|谁|什么).{0,3}为准|哪个(?:对|准|是对)|(?:搞|记|写|弄)错"
)
_COMPARES = re.compile(
    r"(?<![之占对环同])比(?!重|例|率|对)|较(?!高|低|大|快)|相差|差距|高于|低于|领先|落后|差多少"
)
_ASKS_MUCH = re.compile(r"多少|几(?!乎)")
_PERCENT = re.compile(r"百分|几成|比重|比例|份额|占比|率|几分之|%")
_YEARLY = re.compile(r"每年|年均|一年|逐年|增|涨|快|长")
_FALLS = re.compile(r"少了|减少|下降|降了|下滑|跌|缩减|降低了?(?:多少|几)")
_YEAR_COMPARED = re.compile(r"(?:比|较|跟|和|与|同)\s*((?:19|20)\d{2})\s*年?(?:相比|比|时)?")
_YEAR_BEFORE = re.compile(r"(?:比|较)(?:上一?年|前一年|上年)")
_REACHED = re.compile(
    r"实际(?!利用|使用|吸引|到位)|最后|最终完成|完成了|达到了|实现了|现状|已经(?!写|定|明确)|目前|截至|现在(?:是|有|的|已)|当时|当年(?!价)|编(?:制|写)?(?:规划)?(?:的)?时候|那会儿|起步|基期|基数|底子|家底|原来|那五年|那几年"
)
_AIMED = re.compile(
    r"目标|规划(?:到|定)|力争|计划(?!单列)|打算|预期|要(?:做|达|实现|求|冲|挣|搞|建)|做到|希望|准备|想(?:做|冲|达|把|弄|要)|奔着|冲到"
)
_IN_TEXT = re.compile(
    r"正文|原文|文字|[章节]的?(?:里|中|发展目标|目标|那)|那[章节段]|段(?:里|话|文字)"
)
_RESTRICTS = re.compile(r"(?:超过?|大于|高于|过|达到?|满|突破|不低于|不少于)\s*$")
_OF_THEM = re.compile(
    r"\s*(?:及?以上)?(?:的[\u4e00-\u9fff]|楼|企业|公司|项目|景区|单位|大楼|机构|产业|园|平台)"
)


def read_figure_question(question: Question) -> FigureQuestion:
    """Take a question apart; `focus` is all of it where no clause asks by itself."""
    text = _SET_ASIDE.sub("", question.text) or question.text
    plain = spell_out(_MENTION.sub(" ", text))
    named = _named(plain)
    whole = next((m["whole"] for pattern in _WHOLE if (m := pattern.search(text))), "")
    bound = _bound(plain, named)
    checks = bool(_CHECKS.search(text)) and not _ASKS_MUCH.search(_HEARSAY.sub("", text))
    hint = _operation(text, named, bound, checks=checks)
    speaks = bool(ASKS.search(text) or {Ask.FIGURE, Ask.NUMBER} & question.asks or checks)
    speaks = speaks or hint is not Operation.LOOK_UP
    intent = _intent(text, hint, named, whole, bound, checks=checks, speaks=speaks)
    operation = _of_intent(intent, hint)
    if operation in {Operation.SELECT, Operation.COUNT} and bound is None:
        bound = Bound(most=intent is not Intent.LEAST, first=None if intent is Intent.RANK else 1)
    checks = checks or intent is Intent.CONFIRM
    focus, rest = _clauses(_HEARSAY.sub(" ", plain), checks=checks, named=named)
    dimension = _dimension_of(intent, operation, focus if ASKS.search(focus) else text)
    if operation is Operation.GROWTH and dimension is Dimension.RATE:
        operation = Operation.LOOK_UP  # 年均增长多少: the plan states it
    claim = named[-1] if checks and named and operation is not Operation.REVERSE else None
    restricting = tuple(q for q in named if q is not claim and _restricts(plain, q))
    return FigureQuestion(
        text=text,
        focus=focus,
        rest=rest,
        operation=operation,
        dimension=dimension,
        units=_units(focus, claim, operation),
        kind=_kind(text),
        years=_years(question, text),
        numbers=named if operation is Operation.REVERSE else restricting,
        since=_since(question),
        claim=claim or _premise(plain, named, restricting, bound, operation),
        compares=bool(_COMPARES.search(text)),
        within=_within(text),
        whole=whole,
        past=bool(_PAST.search(text)),
        wider=asks_wider(question),
        falls=bool(_FALLS.search(focus)),
        checks=checks,
        asks=intent is not Intent.NONE,
        unit=unit_wanted(text),
        bound=bound if operation in {Operation.SELECT, Operation.COUNT} else None,
        in_text=bool(_IN_TEXT.search(text)),
        implied=hint is Operation.YEARLY,
    )


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
# Probabilities from which the model is followed: against the words of another operation, where no
# word tells of one, and where an operation's own words back it. Set on the development questions.
_AGAINST_WORDS, _WITHOUT_WORDS, _WITH_WORDS = 0.6, 0.45, 0.04
_NO_FIGURE = 0.6  # … where words speak of quantities
_FIGURE = 0.5  # from which a question without such words asks for a figure


def _intent(
    text: str,
    hint: Operation,
    named: tuple[Quantity, ...],
    whole: str,
    bound: Bound | None,
    *,
    checks: bool,
    speaks: bool,
) -> Intent:
    """The likeliest intent that the question can have, by the model and by plain words."""
    likely = [
        (intent, p) for intent, p in intents_of(text) if _can_be(intent, text, named, whole, bound)
    ]
    none = next(p for intent, p in likely if intent is Intent.NONE)
    likely = [pair for pair in likely if pair[0] is not Intent.NONE]
    _top, probability = likely[0]
    if none >= _NO_FIGURE or (not speaks and probability < _FIGURE):
        return Intent.NONE
    if checks and named:
        return Intent.CONFIRM
    computed = [pair for pair in likely if _of_intent(pair[0], hint) is not Operation.LOOK_UP]
    if hint is Operation.LOOK_UP:
        if computed and computed[0][1] >= _WITHOUT_WORDS:
            return computed[0][0]
        return next(i for i, _ in likely if _of_intent(i, hint) is Operation.LOOK_UP)
    backed = [pair for pair in computed if _of_intent(pair[0], hint) is hint]
    if not backed or (computed[0][1] >= _AGAINST_WORDS and backed[0][1] < _WITH_WORDS):
        return computed[0][0]
    return backed[0][0]


def _can_be(
    intent: Intent,
    text: str,
    named: tuple[Quantity, ...],
    whole: str,
    bound: Bound | None,
) -> bool:
    """Whether a question holds what an intent needs."""
    if intent in {Intent.REVERSE, Intent.CONFIRM}:
        return bool(named)
    if intent is Intent.FILTER:
        return bound is not None and (bound.above is not None or bound.below is not None)
    if intent is Intent.SHARE_OF:
        return bool(whole)
    if _OPERATION_OF.get(intent) is Operation.SELECT:
        return bound is not None or bool(measures_in(text))
    return True


def _of_intent(intent: Intent, hint: Operation) -> Operation:
    operation = _OPERATION_OF.get(intent, Operation.LOOK_UP)
    more = operation is Operation.MULTIPLE and hint is Operation.TIMES_MORE
    return Operation.TIMES_MORE if more else operation


def _dimension_of(intent: Intent, operation: Operation, focus: str) -> Dimension | None:
    """The sort of figure asked for: by plain words, else by the intent."""
    told = _dimension(focus, operation)
    units = next((units for words, units in UNIT_WORDS if re.search(words, focus)), frozenset())
    if told is Dimension.SHARE and units and "%" not in units and not _PERCENT.search(focus):
        return None  # 占了多少公顷
    if told is not None or operation is not Operation.LOOK_UP or measures_in(focus):
        return told  # 增加值是多少 asks for no share, whatever else
    return Dimension.RATE if intent is Intent.RATE and _YEARLY.search(focus) else None


def _units(focus: str, claim: Quantity | None, operation: Operation) -> frozenset[str]:
    """Base units that fit: what the question counts in, else what the figure it names is in."""
    units = next((units for words, units in UNIT_WORDS if re.search(words, focus)), frozenset())
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
    free = [q for q in named if q not in restricting and q.unit]
    return free[0] if len(free) == 1 else None


def _clauses(plain: str, *, checks: bool, named: tuple[Quantity, ...]) -> tuple[str, str]:
    """The clauses that ask, with those they lean on, and the others."""
    clauses = [clause for clause in _SPLIT.split(plain) if clause]
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


def _operation(
    text: str, named: tuple[Quantity, ...], bound: Bound | None, *, checks: bool
) -> Operation:
    if re.search(r"贡献(?!度)", text) and not re.search(
        r"哪.{0,3}年|最|比(?!重|例)|较|平均|加|相差", text
    ):
        return Operation.LOOK_UP
    if _LISTS.search(text) and not (bound and (bound.above or bound.below)):
        return Operation.COUNT if _COUNTS.search(text) else Operation.LIST
    if bound is not None:
        return Operation.SELECT
    if checks and named:
        return Operation.LOOK_UP
    masked = text.replace("增加值", "产出值")
    clauses = [c for c in _SPLIT.split(masked) if ASKS.search(c)]
    told = [
        op
        for op, words in _OPERATIONS
        if re.search(words, masked) and (op is not Operation.REVERSE or named)
    ]
    last = [op for op, words in _OPERATIONS if any(re.search(words, c) for c in clauses[-1:])]
    whole = [op for op in told if op in _WHOLE_TEXT]
    found = next(iter([*whole, *(op for op in told if op in last), *told]), Operation.LOOK_UP)
    apart = _COMPARES.search(text) or re.search(r"放慢|加快|提速|放缓|回落|减速", text)
    if found is Operation.DIFFERENCE and _RATE.search(text) and not apart:
        return Operation.LOOK_UP  # 每年涨几个点
    return found


# Told by the question as a whole; the others by the clause that asks last.
# What comes out is in another unit than what goes in.
_UNITLESS = {Operation.MULTIPLE, Operation.TIMES_MORE, Operation.GROWTH, Operation.YEARLY}
_WHOLE_TEXT = {Operation.REVERSE, Operation.WHOLE, Operation.BEFORE, Operation.YEARLY}


def _bound(plain: str, named: tuple[Quantity, ...]) -> Bound | None:
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
    first = _number(top[1]) if top else (None if match["rank"] and "第一" not in plain else 1)
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


def _number(printed: str) -> int | None:
    digits = "零一二三四五六七八九十"
    if printed.isdigit():
        return int(printed)
    return (
        digits.index(printed.replace("两", "二")) if printed.replace("两", "二") in digits else None
    )


def _dimension(focus: str, operation: Operation) -> Dimension | None:
    if "贡献率" in focus or re.search(r"增长.{0,4}贡献", focus):
        return Dimension.CONTRIBUTION
    if operation in {Operation.YEARLY, Operation.PER_YEAR, Operation.WHOLE, Operation.BEFORE}:
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
    others = set(question.years) - compared
    return compared.pop() if len(compared) == 1 and not others else None


def _years(question: Question, text: str) -> tuple[int, ...]:
    """The years asked for, and those the question compares with (比2017年, 比上一年)."""
    aside = set(re.findall(r"(?:19|20)\d{2}", question.text)) - set(
        re.findall(r"(?:19|20)\d{2}", text)
    )
    compared = {
        int(year) for year in re.findall(r"(?:比|较)\s*((?:19|20)\d{2})\s*年?", question.text)
    }
    compared |= {year - 1 for year in question.years[:1] if _YEAR_BEFORE.search(question.text)}
    return tuple(sorted({*compared, *question.years} - set(map(int, aside))))


def _kind(text: str) -> Kind | None:
    if _REACHED.search(text) and not re.search(r"目标", text):
        return Kind.ACTUAL
    return Kind.TARGET if _AIMED.search(text) and not _REACHED.search(text) else None
