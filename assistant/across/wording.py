"""The words of a question about plans, taken apart: what is asked of each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.across.names import Mention, flat
from assistant.follow_up import read_follow_up
from corpus.plan import PlanMeta
from corpus.regions import region_forms

__all__ = [
    "asks_figures",
    "asks_how",
    "asks_plainly",
    "bare",
    "content_of",
    "for_plan",
    "general_topic",
    "is_bare",
    "leads_on",
    "left_of",
    "name_searched",
    "ordinal_in",
    "points_at_both",
    "ranked_topic",
    "reworded",
    "says_more",
    "topic_of",
    "topics_of",
    "with_name",
    "without",
    "without_place",
]

_LINK = r"(?:和|与|跟|同|及|以及|、|，|,|还是|或者?|比|较|对比|对标|相比|vs\.?)"
_SLOT = "\0"  # stands for a plan in a question
_NAMED = re.compile(rf"(?:[两二三四五几]\s*[份个部座])?(?:规划|城市|市|地方?)?{_LINK}*{_SLOT}")
_COMPARING = re.compile(
    r"(?:进行|做个?|作个?)?(?:对比|比较|比一比|比对)(?:一下|下|分析)?|相比(?:较|之下|而言|起来)?|分别|各自|各(?=有|是|为|多|怎|如|在|提|讲|说)|"
    r"(?:有什么|有何|有哪些|的)?(?:异同|不同(?:之处)?|区别|差异|差别)(?:在哪|是什么|有哪些)?|"
    r"(?:能|可以|可否|能否)?(?:直接)?比(?:较)?(?:吗|么|不)|排(?:个|一下)?(?:名次?|序|队)|排名|从高到低|从大到小|由高到低|"
    r"(?:谁|哪(?:一?个|一?份|一?部|座|边|家)(?:城市|规划|市|地方)?|哪[里儿]|孰)(?:的)?|"
    r"(?:要|会|又|还)?(?:更|最|较)(?:高|低|大|小|多|少|快|慢|长|短|好|强|严)(?:一些|一点|些|点)?|"
    r"(?:高|低|大|小|多|少|快|慢|长|短)(?:多少|几(?:个百分点|倍)?|一些|出多少)|"
    r"(?:相差|差距|差|差值)(?:是|为|有)?(?:多少|多大|几)|差距|相差|"
    r"[两二三四五几]\s*[份个部座](?:规划|城市|市|地方|地)?(?:的|里|中)?|(?:两|二|三)(?:者|地|市|城)(?:的|之间)?|它们俩?的?|"
    r"之间的?|到底|究竟|请|帮我|麻烦"
)
_SUPERLATIVE = re.compile(
    r"(?:最|更)(?:高|低|大|小|多|少|快|慢|长|短)|排(?:个|一下)?(?:名|序)|从高到低|从大到小|由高到低"
)
_EDGES = " \t，,、。；;：:？?！!的和与及跟同比"
_ASKS = re.compile(r"[吗呢]|什么|怎|如何|多少|哪|几|是否|有没有|谁|列出|讲|说")
_HOW = re.compile(
    r"怎么|怎样|如何|举措|措施|做法|政策|布局|安排|任务|哪些(?!指标)|什么|分别说|提到|提法|表述|内容|方向|特色|讲|说(?!明)"
)
_MEASURES = re.compile(
    r"多少|几(?!乎)|目标|增速|增长|比重|占比|[率额量数]|规模|指标|强度|值|收入|人均|寿命|面积|gdp|pm2|浓度|床位|学历",
    re.IGNORECASE,
)
_SIZES = re.compile(
    r"[高低多少大小快慢](?:多少|几|一?些|一?点|的)?[？?吗呢]*$|差多少|相差|差距|几倍|更[高低多少大小快慢]|最[高低多少大小快慢]"
)
_FOLLOWS = re.compile(
    r"^(?:那么|那(?!里|些|个)|再(?:看|说|查)?|然后|还有|换成|换到|换|看看|回到|说回|转到|至于|而|我(?:问|说|指)的?是|问的是|应该是|是|我问|"
    r"看|查|讲讲|说说)+"
)
_TAIL = re.compile(
    r"(?:又|也)?(?:呢|怎么样|如何|怎么说的?|的|吧|啊|哪|那边|那里|这边|我问|是问|问的是)*[\s？?。，,！!]*$"
)
_BOTH = re.compile(
    r"两者|二者|两地|两市|两城|两个(?:城市|规划|市)|两份(?:规划)?|它们|这两|那两|前两"
)
_ORDINAL = re.compile(
    r"第\s*([一二两三四五六七八九十\d]+)\s*(?:个|份|部|座|家)?(?:规划|城市)?(?!章|节|篇|条|页|行|项|产业)"
)
_WHICH = re.compile(
    r"(?:哪些|哪几[份个部]?|哪一?[份个部]|各[份个部]?|各地的?|各市的?|几[份个部]|所有的?|全部的?|每一?[份个部]|多少[份个部]|有没有|有无|其他的?|别的|"
    r"(?:这|那)?[两三四五六七八九十]\s*[份部])?(?:地方的?|城市的?|市的?)?(?:发展)?(?:规划|纲要)(?:里面?|中|当中|有|都)?(?:哪些|哪几[份个部]|哪一?[份部])?|"
    r"(?:哪(?:一?个|些|几个|座|几座)|各个?)(?:城市|地方|市)(?:的)?|(?:在|是)?哪一?[份部](?:里|中)?"
)
_SAYS = re.compile(
    r"提(?:到|及|过|了)|出现|(?:讲|说|写|谈|点|涉)(?:到|及|了|过)|涉及|含有|包含|讲|写|谈"
)
_IDLE = re.compile(
    r"请问|麻烦|帮我?|列出|列举|都|各|分别|过|了|被|在|到|的|是|里面?|中|哪|和|相关|有关|关于|有没有|有|"
    r"[？?，,。、：:\s“”\"]|吗|呢"
)
_NAME = (2, 12)  # characters of a name that is searched for
# What parts a region from what is asked: 岚湾的, 岚湾到2025年; not 岚湾港.
_APART = re.compile(r"(?:市|省)?(?:的|这边|那边|[，,：: ])+(?:的)?|(?:市|省)?(?=到|在|于|20\d\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


def reworded(text: str, mentions: Sequence[Mention]) -> str:
    """A question to one plan: its region stays as its own, a plan's name becomes 规划.

    Args:
        text: the question.
        mentions: those in it.
    """
    for mention in sorted(mentions, key=lambda m: -m.start):
        after = text[mention.end :]
        if mention.only_region and not text[: mention.start].strip(" ，,") and _APART.match(after):
            text = _APART.sub("", after)  # all of the plan is of it
        elif mention.named:
            before, after = text[: mention.start], text[mention.end :]
            before = re.sub(r"[《“\"]$", "", before)
            after = re.sub(r"^[》”\"]", "", after)
            text = f"{before}规划{after}"
    return text


def with_name(topic: str, name: str) -> str:
    """A question for a figure by the name that a plan prints, with the topic's year and 目标."""
    years = "".join(f"{year}年" for year in _YEAR.findall(topic))
    kind = next((word for word in ("目标", "实际") if word in topic), "")
    return f"{years}{name}{kind}是多少"


def without(text: str, mentions: Sequence[Mention]) -> str:
    """A question with a slot for each mention."""
    for mention in sorted(mentions, key=lambda m: -m.start):
        text = text[: mention.start] + _SLOT + text[mention.end :]
    return re.sub(rf"[《“\"]?{_SLOT}[》”\"]?", _SLOT, text)


def is_bare(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether a question says nothing but a plan: 那苏州呢, 回到杭州."""
    rest = without(text, mentions).replace(_SLOT, "")
    rest = re.sub(rf"{_LINK}|市|规划|纲要|这边|那边", "", _TAIL.sub("", _FOLLOWS.sub("", rest)))
    return not _COMPARING.sub("", rest).strip(_EDGES)


def left_of(text: str, mentions: Sequence[Mention]) -> str:
    """What a question asks of a plan it goes over to: 增速呢 of 那苏州的增速呢."""
    rest = without(text, mentions)
    rest = re.sub(rf"^{_FOLLOWS.pattern[1:]}?{_SLOT}(?:市|的|那边|这边|[，,：:])*", "", rest)
    return rest.replace(_SLOT, "").strip(" ，,") or text


def leads_on(text: str) -> bool:
    """Whether a question goes on from what was asked before."""
    said = read_follow_up(text)
    return said.leads_in or said.corrects or bool(said.returns_to) or bool(_FOLLOWS.match(text))


def topic_of(text: str, mentions: Sequence[Mention]) -> str:
    """What is asked of each of several plans: neither their names nor what compares them."""
    return _cleaned(_NAMED.sub(" ", without(text, mentions)).replace(_SLOT, " "))


def without_place(topic: str, place: str) -> str:
    """A topic without a place that has no plan, and what links it."""
    return re.sub(rf"{_LINK}?{re.escape(place)}(?:市|省|的)*", "", topic, count=1).strip(_EDGES)


def topics_of(text: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """What is asked of each plan where that differs, in the order of the mentions; else empty.

    杭州的服务业增加值和苏州的金融业增加值能比吗 asks two things, 杭州和苏州的服务业增加值 one.
    """
    pieces = without(text, mentions).split(_SLOT)[1:]
    topics = tuple(_cleaned(re.sub(f"{_LINK}+$", "", piece)) for piece in pieces)
    content = [_TIMES.sub("", content_of(topic)) for topic in topics]
    return topics if len(topics) > 1 and all(content) and len(set(topics)) > 1 else ()


def _cleaned(rest: str) -> str:
    rest = re.sub(r"^\s*(?:那么?|请问|麻烦|帮我|把|将|就)\s*", "", rest)
    rest = _COMPARING.sub(" ", _TAIL_ASK.sub("", rest))
    rest = re.sub(r"\s+", " ", rest).strip(_EDGES)
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", rest).strip(_EDGES)


_TIMES = re.compile(r"\d{4}年?|到|末|期|底|没|计划|目标")


_TAIL_ASK = re.compile(r"(?:又)?(?:呢|吗|吧)[\s？?。]*$|[？?。！!]+\s*$")


def asks_how(topic: str) -> bool:
    """Whether words are asked for, and no figure."""
    return bool(_HOW.search(topic)) and not re.search(r"多少|目标值|是几", topic)


def asks_figures(topic: str, question: str) -> bool:
    """Whether a figure may be asked for: the topic measures something, or sizes are compared."""
    return bool(_MEASURES.search(topic) or _SIZES.search(question)) and not asks_how(topic)


def asks_plainly(topic: str) -> bool:
    """Whether a topic is a question as it stands."""
    return bool(_ASKS.search(topic))


def bare(text: str) -> str:
    """A follow-up without what only ties it to what was said before."""
    return _TAIL.sub("", _FOLLOWS.sub("", text)).strip(_EDGES)


def content_of(text: str) -> str:
    """What is left of a text without words that only ask: "" for 怎么说."""
    rest = re.sub(
        r"具体|详细|怎么|怎样|如何|说|讲|提|写|到|的|是|什么|呢|有|哪些|内容|规划|展开|介绍|一?下|里|对此|[？?，,。\s]",
        "",
        text,
    )
    return rest


def says_more(text: str) -> bool:
    """Whether anything is said beside an ordinal: 第二个呢 says nothing more."""
    return bool(bare(text))


def ranked_topic(text: str, mentions: Sequence[Mention]) -> str:
    """Of a question for an order over plans, what they are ordered by; "" where it is none."""
    if not _SUPERLATIVE.search(text):
        return ""
    return _stripped(_WHICH.sub(" ", without(text, mentions).replace(_SLOT, " ")))


def general_topic(text: str, mentions: Sequence[Mention]) -> str:
    """What a question about plans in general asks of each."""
    return _stripped(_WHICH.sub(" ", without(text, mentions).replace(_SLOT, " ")))


def _stripped(rest: str) -> str:
    rest = _COMPARING.sub(" ", _TAIL_ASK.sub("", rest))
    return re.sub(r"\s+", "", rest).strip(_EDGES).removeprefix("把").removeprefix("对")


def name_searched(text: str, mentions: Sequence[Mention]) -> str:
    """The name of which all plans are wanted that say it; "" where that is not asked."""
    rest = without(text, mentions).replace(_SLOT, " ")
    if not _SAYS.search(rest) and not re.search(
        r"在哪一?[份部]|有没有.{0,4}(?:规划|纲要)|哪.{0,3}(?:规划|纲要)里?有", rest
    ):
        return ""
    if re.search(r"怎么|怎样|如何|什么|多少(?!份)|为何", rest):
        return ""
    rest = _IDLE.sub("", _SAYS.sub(" ", _WHICH.sub(" ", flat(rest)[0])))
    rest = re.sub(r"^(?:几|多少|规划|纲要)", "", rest).strip(_EDGES)
    least, most = _NAME
    return rest if least <= len(rest) <= most else ""


def for_plan(topic: str, old: PlanMeta | None, new: PlanMeta) -> str:
    """A question that was asked of one plan, for another: its region, and the ends of its period.

    Args:
        topic: the question, standing alone.
        old: the plan it was asked of; None where it names none.
        new: the plan it is asked of now.
    """
    if old is None or old.plan_id == new.plan_id:
        return topic
    forms = region_forms(new.region)
    for form in region_forms(old.region):
        topic = topic.replace(form, forms[-1] if forms else "")
    if old.period and new.period and old.period != new.period:
        ends = {old.period[1]: new.period[1], old.period[0] - 1: new.period[0] - 1}
        topic = _YEAR.sub(lambda m: str(ends.get(int(m[1]), int(m[1]))), topic)
    return topic


def ordinal_in(text: str) -> tuple[int, str] | None:
    """第二个怎么说: the number and what else is said; None where there is no ordinal."""
    from corpus.numerals import parse_numeral

    match = _ORDINAL.search(text)
    number = parse_numeral(match[1]) if match else None
    if match is None or number is None:
        return None
    return number, (text[: match.start()] + text[match.end() :]).strip(" ，,的")


def points_at_both(text: str) -> bool:
    """Whether a question points back at two plans: 两者差多少."""
    return bool(_BOTH.search(text))
