"""A question as asked: checked, made plain, and stripped to what it asks about."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from corpus.errors import QuestionError

__all__ = ["LONGEST_QUESTION", "Ask", "Question", "parse_question"]

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
# Words that put a question or hold it together; none of them is its subject.
_QUESTION_WORDS = frozenset(
    "什么 哪些 哪个 哪里 哪儿 哪几 哪几个 哪家 哪种 哪类 哪 哪条 哪位 谁 多少 多大 多高 多长 多久 多少个 几 几个 几条 几项 几类"
    " 几种 几方面 几家 几成 怎么 怎样 怎么样 如何 为什么 为何 为啥 啥 咋 吗 呢 吧 呀 啊 么 是否 有没有 是不是 能不能 有无"
    " 是 有 要 会 能 可以 可 打算 准备 想 做 干 搞 弄 说 讲 提 提到 写 写到 叫 叫做 称为 算 属于 包括 包含 含 涉及 指 指的 意思 含义 解释"
    " 定义 具体 主要 分别 一共 总共 共 各 每 个 条 项 类 种 家 方面 部分 内容 情况 问题 东西 名单 名字 名称 列 列出 列出来 列全"
    " 的 了 在 和 与 及 对 为 以 将 从 把 被 让 到 由 之 其 而 也 都 就 还 又 并 或 有关 关于 对于 这 那 这个 那个 这些 那些 这块 这里 那里"
    " 里 里面 中 内 上 下 方 等 着 过 得 地 给 用 来 去 再 最 很 更 不 没 没有 请 我 你 您 他 她 它 我们 你们 大家"
    " 规划 文件 年 底 时 时候 期间 目前 现在 今后 未来 以后 应该 应当 需要 必须 达到 做到 实现 完成 成为 进行 采取 所 个什么 一个 一些 哪一 一座"
    " 怎么办 怎么做 样 样的 一样 起来 出来 下来 之类 大概 到底 究竟 目标值 实际 实际值 数 数字 数据 是多少 多少钱 有多少 有多大 展开 详细 逐条"
    " 一下 通过 依托 靠 冲着 谈 谈到 描述 说法 表述 规定 要求 提出 明确 安排 部署 属 归 力争 计划 块 件 事 点".split()
)
_TRAILING = re.compile(r"[\s?？!！。.…~～呢吗吧呀啊哦嘛]+$")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_YEAR_RANGE = re.compile(r"((?:19|20)\d{2})\s*年?\s*[—–\-－~～至到]+\s*((?:19|20)\d{2})")
_CN_YEAR = re.compile(r"(?<![一二三四五六七八九])([二一][〇零○0九][〇零○一二三四五六七八九]{2})(?=年)")
_MONEY_OR_COUNT = re.compile(
    r"多少|几(?:成|个百分点|倍|家|个|幢|座|条|项|亿|万|万?人)|多大|多高|多长|占比|比重|比例|增速|增长率|"
    r"增幅|规模|总额|总量|数量|面积|排(?:名|第几)|覆盖(?:率|面)|贡献率|指标"
)
_LIST = re.compile(r"哪些|哪几|哪[两二三四五六七八九十]|有啥|分别|名单|列|几[个条项类种大座家]|哪.{0,2}[类种]|都有|包括什么|包含什么")
_DEFINITION = re.compile(r"(?:是|指|叫)(?:的是)?(?:什么|啥)|什么意思|啥意思|什么叫|何谓|怎么(?:解释|理解)|含义|定义|指的?是")
_MEASURE = re.compile(
    r"举措|措施|做法|怎么(?:做|办|推进|推动|发展|搞|干|抓|改善|提高|提升|支持|培育|引进|建设|解决)|"
    r"如何(?!称)|发力|做什么|干什么|办法|任务|支持政策|政策支持|抓手|怎样"
)


_FIGURE = re.compile(r"多少|几成|几个百分点|几倍|(?:有|是)?多[大高长](?!程度)|排(?:名)?第几|占比是|(?:前|第)几强")


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


def parse_question(raw: str) -> Question:
    """Check a question and make it plain.

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
    core = _TRAILING.sub("", _CHATTER.sub(" ", text)).strip(" ，,、。；;：:")
    core = re.sub(r"\s+", " ", core) or text
    return Question(raw, text, core, years_in(text), _asks(core))


def plain(raw: str) -> str:
    """Half-width digits and letters, simplified characters, single blanks.

    Chinese punctuation stays as it is; zero-width and private-use characters go.
    """
    kept = "".join(
        ch for ch in raw if unicodedata.category(ch) not in {"Cf", "Co", "Cs"} or ch in "\t\n"
    )
    half = "".join(
        chr(ord(ch) - 0xFEE0) if "０" <= ch <= "９" or "Ａ" <= ch <= "Ｚ" or "ａ" <= ch <= "ｚ" else ch
        for ch in kept
    ).replace("％", "%").replace("＋", "+")
    return re.sub(r"\s+", " ", _simplified(half)).strip()


def years_in(text: str) -> tuple[int, ...]:
    """Years a text names, ranges filled in, ascending."""
    found = {int(year) for year in _YEAR.findall(text)}
    for first, last in _YEAR_RANGE.findall(text):
        if int(first) <= int(last) <= int(first) + 30:
            found |= set(range(int(first), int(last) + 1))
    for year in _CN_YEAR.findall(text):
        digits = "".join(str("零一二三四五六七八九".find("零" if c in "〇○0" else c)) for c in year)
        found.add(int(digits))
    return tuple(sorted(found))


def content_words(words: list[str]) -> list[str]:
    """The words of a question that say what it is about, in order, each once."""
    kept = [
        word
        for word in words
        if word not in _QUESTION_WORDS and not _YEAR.fullmatch(word.removesuffix("年"))
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
    if all(ch < "\u4e00" or ch in _common() for ch in text):
        return text
    converted: str = _converter().convert(text)
    return converted


@cache
def _common() -> frozenset[str]:
    """Characters of GB 2312: text of these alone is simplified already."""
    rows = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return frozenset("".join(pair.decode("gb2312", "ignore") for pair in rows))


@cache
def _converter() -> object:
    from opencc import OpenCC

    return OpenCC("t2s")
