"""A question as asked: checked, made plain, and stripped to what it asks about."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from assistant.words import word_list
from corpus.errors import QuestionError
from corpus.numerals import CHINESE_DIGITS, parse_numeral

__all__ = [
    "LONGEST_QUESTION",
    "Ask",
    "Question",
    "is_aside",
    "parse_question",
    "searchable",
    "years_meant",
]

LONGEST_QUESTION = 2000  # characters

# Courtesies and lead-ins: they ask nothing. General Chinese, longest first.
_CHATTER = re.compile(
    r"(?:您好|你好|hello|hi|嗨|请教一?下|请问一?下|请问|麻烦(?:问一?下|您|你|了)?|谢谢(?:您|你|啦|了)?|"
    r"多谢|辛苦了|想(?:要)?(?:了解|知道|问|请教|咨询)(?:一下|下)?|我想(?:要)?(?:了解|知道|问)?(?:一下|下)?|"
    r"能不能|可不可以|可以(?:帮我)?|能否|帮(?:我|忙)(?:查|看|找|列|说)?(?:一下|下|看)?|给我(?:说说|讲讲|看看)?|"
    r"告诉我|列(?:一下|出来|全)|说(?:一?说|一下|说看|清楚)|讲(?:一?讲|一下)|介绍(?:一下|下)?|"
    r"这(?:份|个|部)?规划(?:里面?|中|内)?(?:对|关于)?|(?:在)?规划(?:里面?|中|内)|根据规划|按照?规划|文件(?:里面?|中)|"
    r"换个话题|换一?个问题|另外问一?下?|再问一?[个下]|顺便问一?下?)"
)
# Pointing words that would run into the noun after them (那条文创带).
_POINTING = re.compile(
    r"多[大少长高久快远](?!数)|[那这哪](?:一)?(?:条|个|些|家|座|项|类|种|块|片|所|位|张|份|部|件|批|处|几个|几条)"
)
_FIVE_YEAR = re.compile(
    r"(?<![一二三四五六七八九])十[一二三四五]五(?![个家项条座幢套处名位张元亿万%年])"
)
_PERIOD_END = re.compile(r"(?:十[一二三四五]五|规划)期?(?:末|结束|收官)|期末")
_TRAILING = re.compile(r"[\s?？!！。.…~～呢吗吧呀啊哦嘛]+$")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_YEAR_RANGE = re.compile(r"((?:19|20)\d{2})\s*年?\s*[—–\-－~～至到]+\s*((?:19|20)\d{2})")
_COMPARED = re.compile(r"(?:比|较|相比)\s*(?:19|20)\d{2}\s*年")
# 15年 for 2015年, where it is no length of time.
_SHORT_YEAR = re.compile(
    r"(?<![\d第近去来这那前后共期时用长达满约每—\-－~～至到])([12]\d|3[0-5])年(?![内间期来后前以之多的]|时间|左右)"
)
# 一五年 for 2015年; not 一二年 and 三五年, which are lengths of time, nor the 十五 of a plan.
_SPOKEN_YEAR = re.compile(
    r"(?<![\d十百第近这那前后共几每零〇一二三四五六七八九])"
    r"((?:一[〇零○一三四五六七八九]|二[〇零○一二四五六七八九]|三[〇零○一]))(?=年(?![内间期来以之多计规]|左右|时间))"
)
_CN_YEAR = re.compile(
    r"(?<![一二三四五六七八九])([二一][〇零○0九][〇零○一二三四五六七八九]{2})(?=年)"
)
_MONEY_OR_COUNT = re.compile(
    r"多少|(?<!哪)几(?:成|个百分点|倍|家|个|幢|座|条|项|亿|万|万?人)|多大|多高|多长|占比|比重|比例|增速|增长率|"
    r"增幅|增加值|产值|收入|(?:交易|出口|进口|投资|零售)额|规模|盘子|体量|总额|总量|数量|面积|排(?:名|第几)|覆盖(?:率|面)|贡献率|指标"
)
_LIST = re.compile(
    r"哪些|哪几|哪[两二三四五六七八九十]|有啥|分别|名单|列|几[个条项类种大座家]|哪.{0,2}[类种]|都有|包括什么|包含什么"
)
_DEFINITION = re.compile(
    r"(?:是|指|叫)(?:的是)?(?:什么|啥)|什么意思|啥意思|什么叫|何谓|怎么(?:解释|理解)|含义|定义|指的?是"
)
_MEASURE = re.compile(
    r"举措|措施|做法|动作|(?:做|干|搞)(?:些|了)?(?:什么|哪些|啥)|怎么(?:做|办|推进|推动|发展|搞|干|抓|改善|提高|提升|支持|培育|引进|建设|解决)|"
    r"如何(?!称)|发力|办法|任务|支持政策|政策支持|抓手|怎样"
)


_COUNT = re.compile(r"哪\s*([二两三四五六七八九十\d]+)\s*[^年月日号，。]")
_FIGURE = re.compile(
    r"多少|百分之几|(?<![哪好])几(?:家|幢|座|栋|套|名|亿|万|处|所|辆|张|公里|人次)|几[号月日点]|几成|几个百分点|几倍|(?:有|是)?多[大高长](?!程度)|排(?:名)?第几|占比是|(?:前|第)几强|[是为到得]几(?=[？?，,]|$)"
)


# Clauses in which the asker speaks of himself, or of what the answer is wanted for.
_ASIDE = re.compile(
    r"我|咱|本人|领导|同事|朋友|老师|同学|孩子|客户|材料|汇报|报告|论文|作业|PPT|文章|新闻|发言|会上|开会|急|麻烦|打扰|"
    r"打听|调研|晓得|来人|这行|问一句|问问|老板|儿子|女儿|家里|听说|好像|印象|记得|据说|想知道|想问|核对|确认|查一?下|翻了|没找|用一?下|要用|谢|你好|您好|请问"
)
# Of these, clauses that bring nothing to the matter: how the asker came by his question.
_IDLE = re.compile(
    r"^(?:我|本人|敝人|鄙人|在下|俺|咱)(?:是|系|为|乃|在|叫|刚|正)|(?:写|准备|起草|整理|赶|交).{0,8}(?:材料|汇报|报告|论文|作业|PPT|文章|新闻|发言|稿)|"
    r"领导(?:让|要|叫|问|催|说)|(?:同事|朋友|老师|客户|孩子|家里人?).{0,6}(?:说|问|让|要|推荐|介绍)|"
    r"打扰|麻烦|急用|很急|翻了|没找|找不到|不太?(?:熟|懂)|外地|刚(?:来|到|开完|看)|就差|想?核对一?下|你好|您好|谢谢"
)
_PUTS = re.compile(
    r"[?？]|什么|哪|谁|多少|几|怎|如何|为何|吗|呢|啥|多[大高长快久]|是否|有没有|有无|能不能|列|说说|讲讲|介绍|对比|比较"
)
_CLAUSES = re.compile(r"(?<=[，,。；;：:！!])")
_ASKING = re.compile(r"[谁啥咋]")  # in no word but one that asks: 谁来管, 咋整


class Ask(StrEnum):
    """What form of answer a question wants; a question may want several."""

    NUMBER = "number"  # it speaks of quantities
    FIGURE = "figure"  # nothing but a figure answers it
    LIST = "list"
    DEFINITION = "definition"
    MEASURES = "measures"


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready to be answered."""

    raw: str
    text: str  # half-width, simplified, one line
    core: str  # `text` without courtesies and closing particles
    years: tuple[int, ...]
    asks: frozenset[Ask]
    count: int | None = None  # how many items it asks for (哪五个)
    period: tuple[int, int] | None = None  # first and last year of the plan it is asked of


def parse_question(raw: str, period: tuple[int, int] | None = None) -> Question:
    """Check a question and make it plain.

    Args:
        raw: as typed.
        period: first and last year of the plan, for 期末 and 期初.

    Raises:
        QuestionError: empty, too long, or holding control characters.
    """
    if len(raw) > LONGEST_QUESTION:
        raise QuestionError(
            f"问题过长：{len(raw)} 字，最多 {LONGEST_QUESTION} 字。请只留下要问的话再试。"
        )
    odd = next((ch for ch in raw if unicodedata.category(ch) == "Cc" and ch not in "\t\r\n"), None)
    if odd is not None:
        raise QuestionError(
            f"问题中有不可见的控制字符（U+{ord(odd):04X}）。应为普通文字，请删去后再问。"
        )
    text = plain(raw)
    if not text:
        raise QuestionError("没有收到问题。请输入要查的内容，例如“专栏1列了哪些指标”。")
    core = _TRAILING.sub("", _CHATTER.sub(" ", _without_idle_clauses(text))).strip(" ，,、。；;：:")
    core = re.sub(r"\s+", " ", _PERIOD_END.sub("", core) if period else core) or text
    counted = _COUNT.search(core)
    count = parse_numeral(counted[1]) if counted else None
    return Question(raw, text, core, years_meant(text, period), _asks(core), count, period)


def is_aside(clause: str) -> bool:
    """Whether in a clause the asker speaks of himself, and asks nothing."""
    return bool(_ASIDE.search(clause))


def _without_idle_clauses(text: str) -> str:
    """The clauses that ask or speak of the matter; all of them where none of these asks."""
    clauses = [clause for clause in _CLAUSES.split(text) if clause.strip()]
    kept = [c for c in clauses if _PUTS.search(c) or not _IDLE.search(c)]
    asks = any(_PUTS.search(clause) for clause in kept)
    return "".join(kept) if asks and len(kept) < len(clauses) else text


@lru_cache(maxsize=256)  # the steps that read a question ask for it again
def plain(raw: str) -> str:
    """Half-width digits and letters, simplified characters, single blanks.

    Chinese punctuation stays as it is; zero-width and private-use characters go.
    """
    kept = "".join(
        ch for ch in raw if unicodedata.category(ch) not in {"Cf", "Co", "Cs"} or ch in "\t\n"
    )
    half = (
        "".join(
            chr(ord(ch) - 0xFEE0)
            if "０" <= ch <= "９" or "Ａ" <= ch <= "Ｚ" or "ａ" <= ch <= "ｚ"
            else ch
            for ch in kept
        )
        .replace("％", "%")
        .replace("＋", "+")
    )
    told = _SPOKEN_YEAR.sub(_in_digits, _simplified(half))
    return re.sub(r"\s+", " ", told).strip()


def _in_digits(year: re.Match[str]) -> str:
    """2015年 for 一五年."""
    return "20" + _digits(year[1])


def _digits(spoken: str) -> str:
    """Chinese digits said one by one, as figures: 2015 for 二〇一五."""
    return "".join(str(CHINESE_DIGITS.index("零" if c in "〇○0" else c)) for c in spoken)


def years_in(text: str) -> tuple[int, ...]:
    """Years a text speaks of, ranges filled in, ascending; not those it only compares with."""
    text = _COMPARED.sub("", text)
    found = {int(year) for year in _YEAR.findall(text)}
    for first, last in _YEAR_RANGE.findall(text):
        if int(first) <= int(last) <= int(first) + 30:
            found |= set(range(int(first), int(last) + 1))
    found |= {2000 + int(year) for year in _SHORT_YEAR.findall(text)}
    found |= {int(_digits(year)) for year in _CN_YEAR.findall(text)}
    return tuple(sorted(found))


def years_meant(text: str, period: tuple[int, int] | None) -> tuple[int, ...]:
    """Years a text speaks of, those of 期末 and of another five-year plan among them."""
    years = set(years_in(text))
    return tuple(sorted(years | _plan_years(text, period) if period else years))


def _plan_years(text: str, period: tuple[int, int]) -> set[int]:
    """The plan's last year for 期末; the last year of another five-year plan that is named.

    The N-th five-year plan has run from 1951 + 5 N to its fifth year since the seventh (1986).
    """
    years = {period[1]} if _PERIOD_END.search(text) else set()
    for name in _FIVE_YEAR.findall(text):
        last = 1955 + 5 * (parse_numeral(name[:-1]) or 0)
        if not period[0] <= last <= period[1]:
            years.add(last)
    return years


def searchable(core: str) -> str:
    """A question's core without the pointing words that would run into its nouns (那条文创带)."""
    return re.sub(r"\s+", " ", _POINTING.sub(" ", core)).strip()


def content_words(words: list[str]) -> list[str]:
    """The words of a question that say what it is about, in order, each once."""
    question_words = word_list("question")
    kept = [
        word
        for word in words
        if word not in question_words
        and not _ASKING.search(word)
        and not _YEAR.fullmatch(word.removesuffix("年"))
    ]
    return list(dict.fromkeys(kept))


def _asks(core: str) -> frozenset[Ask]:
    forms = {
        Ask.NUMBER: _MONEY_OR_COUNT,
        Ask.FIGURE: _FIGURE,
        Ask.LIST: _LIST,
        Ask.DEFINITION: _DEFINITION,
        Ask.MEASURES: _MEASURE,
    }
    return frozenset(ask for ask, pattern in forms.items() if pattern.search(core))


def _simplified(text: str) -> str:
    """The text in simplified characters; full-width signs are the same in both scripts."""
    common = _common()
    if all(ch < "\u4e00" or "\uff00" <= ch <= "\uffef" or ch in common for ch in text):
        return text
    converted: str = _converter().convert(text)
    return converted


@cache
def _common() -> frozenset[str]:
    """Characters of GB 2312: text of these alone is simplified already."""
    rows = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return frozenset("".join(pair.decode("gb2312", "ignore") for pair in rows))


@cache
def _converter() -> Any:  # noqa: ANN401 - the library ships no types
    from opencc import OpenCC

    return OpenCC("t2s")
