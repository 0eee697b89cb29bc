"""Where one question ends and the next begins, in what was typed at once.

A border may stand at a mark or before a linking word (另外, 还有) with a clause that asks on either
side. Whether it parts two questions is told by a logistic model over some twenty signs, trained by
`assistant.borders.train` on marked sentences: those of `imaginary.txt` speak of imaginary plans,
those of `plans.txt` are development questions kept in `eval/gold`. It knows how people put
questions together, not what a plan is about.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from assistant.slots import Slot, Span, slots_of
from assistant.weighing import logistic

__all__ = [
    "SIGNS",
    "THRESHOLD",
    "Parts",
    "Unit",
    "parts_of",
    "probability",
    "signs_of",
    "units_of",
    "using",
]

_LINKS = (
    r"另外|还有|顺便|顺带|此外|以及|再有|再者|其次|然后|接着|同时|至于|外加|并(?:且|说明|列)|"
    r"再(?=[说讲问看给查报列介帮请])"
)
_LINK = re.compile(rf"^(?:{_LINKS}|[再还也又]|[二三]是|其[二三]|第[二三][，：:问个])")
_BORDER = re.compile(rf"[?？!！。；;，,、：:\s]+|(?<=[^\s?？!！。；;，,、：:])(?=(?:{_LINKS}))")
_ASKS = re.compile(
    r"什么|哪|谁|多少|(?<![这那前后近好])几(?!乎)|怎|如何|为何|吗|呢|啥|咋|多[大高长快久]|是否|有没有|有无|能不能|是不是|"
    r"对不对|([\u4e00-\u9fff]{1,2})[不没]\1|列[出一举个下明]|说说|说一?下|说明|讲讲|讲一?下|讲清|"
    r"介绍|给出|指出|告诉|报一?下|对比一|比较一|想知道"
)
# What is asked for by its name alone, at the end of a clause.
_NAMED_ALONE = re.compile(
    r"(?:目标|定位|规模|占比|比例|指标|布局|位置|举措|时限|产值|标准)[?？。；;，,、\s]*$"
)
_STRONG = re.compile(
    r"什么|哪|谁|多少|几(?!乎)|怎|如何|为何|啥|咋|多[大高长快久]|(?:目标|规模|占比|比例)[?？。；;]?$"
)
_STOP = re.compile(r"[?？!！。；;]\s*$")
_SETS_ASIDE = re.compile(
    r"不[问管看论用](?![题理])|不是问|不关心|来着|说什么|这个[?？]|什么的|没(?:有|直接)*[写给说]"
)
_COUNTS_ON = re.compile(r"一是|其一|第一问|[两二三几]个?(?:问|事|件事|问题|方面|头都)|一并|一起")
_LEANS = re.compile(
    r"哪[一]?[个家边头条座样款类](?!县|区|镇|市|部|单)|谁[高低快大先多]|[高低大小差多少长快]出?(?:多少|几)|二者|两者|两个|合计|平均|总共|一共|"
    r"具体|到底|究竟|分别|各[是有在]|逐[条项个]|原文|怎么(?:写|说|讲|解释|规定)|咋写|都[有是叫]|换成|名[字单称]|"
    r"是(?:多少|几|哪些|谁|啥)[?？]?$|哪些$|简要|越|有明说|写没写|理由|背景|"
    r"(?:对|是|真|准|行)(?:吗|不对|不是|不准|的吗|的假的)"
)
_FOLLOWS = re.compile(
    r"^(?:才|就|那(?!么)|折|按|照|相当|是(?!不是)|比|和|跟|与|也就|比如|例如|尤其|特别|包括|用的|要求|没|占百|提了?[几多])"
)
_CHOOSES = re.compile(r"最|更|谁|哪[个家项样一].{0,8}[高低大小多少快慢强猛狠远近长]")
_BACK = re.compile(r"它|其(?!他|中|次)|[这那](?!么)|[两二]者")
_MEASURED = re.compile(
    r"增加值|产值|收入|投资|面积|占|比重|比例|增速|规模|长度|人数|数量|经费|资金|出口|标准|目标|时间|[哪何]时|什么时候|哪[一]?年|多久"
)
_TALK = re.compile(r"[我咱俺他她你]|邻居|谢|急")
_ODD = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]")
_LEAST = 3  # characters of a clause that asks something of its own
_OF_ASKING = re.compile(
    r"什么|哪[些个里儿家几年]?|谁|多少|几|怎[么样]|如何|为何|为什么|是|吗|呢|啥|咋|多[大高长快久]|有没有|有|的|要|到|了|"
    r"请|问|说|讲|列|一下|另外|还有|顺便|同时|再|又|也|和|与|在|把|目标|规划|定|写|打算"
)
# In this order in `weights.json`.
SIGNS = (
    "stop",  # the mark is one that ends a sentence
    "bare",  # no mark at all: a linking word, or a blank
    "pause",  # the mark is that of a list
    "link",  # what follows begins with a linking word
    "again",  # it says 又, 也 or 还
    "counted",  # what goes before counts on: 一是, 两个问题
    "aside",  # what goes before sets aside what it says
    "named before",
    "named after",
    "unnamed after",
    "measured",  # what follows says what is to be measured
    "same",  # the two name things alike
    "weak before",  # what goes before asks by 吗, 列, 说说 alone
    "weak after",
    "leans",  # what follows asks of the one thing before: 到底, 名字, 哪个高
    "follows",  # it says what comes of what goes before: 才, 相当于, 比
    "chosen",  # what goes before asks which is the most
    "points back",
    "talk",  # what follows is of the asker
    "content",  # characters of what follows that say what it is about, in tens
    "long",  # characters that what goes before is longer, in tens
    "numbers",  # both ask for a figure
)


THRESHOLD = 0.25  # a border likelier than this parts two questions, at least to try


class Parts(NamedTuple):
    """The questions of a text, and how likely it is that its least likely border parts two."""

    texts: tuple[str, ...]
    likely: float  # in [0, 1]


class Unit(NamedTuple):
    """A clause that asks, with those before it that do not; from `start` to before `end`."""

    start: int
    end: int


def units_of(text: str) -> list[Unit]:
    """The asking clauses of a question, in its order; they cover it all. One where none asks."""
    ends = [match.end() for match in _BORDER.finditer(text) if 0 < match.end() < len(text)]
    units: list[Unit] = []
    start = position = 0
    for end in [*ends, len(text)]:
        if _asks(text, position, end):
            units.append(Unit(start, end))
            start = end
        elif units and start == position and _ASKS.search(text[position:end]):  # 多少, 谁
            units[-1] = Unit(units[-1].start, end)
            start = end
        position = end
    if not units:
        return [Unit(0, len(text))]
    units[-1] = Unit(units[-1].start, len(text))
    return units


def _asks(text: str, start: int, end: int) -> bool:
    """Whether a clause asks: by a word for it, or by a name with nothing said of it."""
    clause = text[start:end]
    if len(_ODD.sub("", clause)) < _LEAST:
        return False
    if _ASKS.search(clause):
        return True
    closed = end == len(text) or bool(_STOP.search(clause) or _LINK.search(text[end:]))
    return closed and bool(_NAMED_ALONE.search(clause))


def signs_of(text: str, before: Unit, after: Unit, spans: Sequence[Span]) -> list[float]:
    """What speaks for a border between two units, in the order of `SIGNS`."""
    left, right = text[slice(*before)], text[slice(*after)].strip()
    named = [_named(spans, unit) for unit in (before, after)]
    said = _OF_ASKING.sub("", _ODD.sub("", right))
    shared = any(a[n : n + 2] in b for a in named[0] for b in named[1] for n in range(len(a) - 1))
    bare = not re.search(r"[?？!！。；;，,、：:]\s*$", left)
    return [
        float(bool(_STOP.search(left))),
        float(bare),
        float(left.endswith("、")),
        float(bool(_LINK.search(right))),
        float(bool(re.search(r"[又也还]", right[:10]))),
        float(bool(_COUNTS_ON.search(text[: before.end]))),
        float(bool(_SETS_ASIDE.search(left))),
        float(bool(named[0])),
        float(bool(named[1])),
        float(not named[1]),
        float(bool(_MEASURED.search(right))),
        float(shared),
        float(not _STRONG.search(left)),
        float(not _STRONG.search(right)),
        float(bool(_LEANS.search(right))),
        float(bool(_FOLLOWS.search(right))),
        float(bool(_CHOOSES.search(left))),
        float(bool(_BACK.search(right[:6]))),
        float(bool(_TALK.search(right))),
        min(len(said), 20) / 10,
        max(-1.0, min((len(left) - len(right)) / 10, 2.0)),
        float(all(re.search(r"多少|几|多[大高长]", each) for each in (left, right))),
    ]


def probability(signs: Sequence[float]) -> float:
    """How likely a border parts two questions, in [0, 1]."""
    weights = _model()
    score = weights[0] + sum(w * s for w, s in zip(weights[1:], signs, strict=True))
    return logistic(score)


def parts_of(text: str) -> Parts:
    """The questions of a text, in its order; one, the text itself, where it is one question."""
    units = units_of(text)
    if len(units) < 2:
        return Parts((text,), 1.0)
    spans = slots_of(text)
    starts, least = [0], 1.0
    for before, after in itertools.pairwise(units):
        whole = Unit(starts[-1], before.end)
        likely = probability(signs_of(text, whole, after, spans))
        if likely > THRESHOLD:
            starts.append(after.start)
            least = min(least, likely)
    ends = [*starts[1:], len(text)]
    return Parts(tuple(text[a:b] for a, b in zip(starts, ends, strict=True)), least)


def _named(spans: Sequence[Span], unit: Unit) -> list[str]:
    """What a unit asks about."""
    wanted = {Slot.SUBJECT, Slot.WHOLE, Slot.PLACE}
    return [s.text for s in spans if s.slot in wanted and unit.start <= s.start < unit.end]


_in_use: list[tuple[float, ...]] = []


def using(weights: Sequence[float] | None) -> None:
    """Judge by other weights than the shipped ones, for measuring them; None: by those."""
    _in_use[:] = [tuple(weights)] if weights is not None else []


def _model() -> tuple[float, ...]:
    return _in_use[-1] if _in_use else _shipped()


@cache
def _shipped() -> tuple[float, ...]:
    """The bias, then the weight of each sign."""
    written = json.loads((files(__name__) / "weights.json").read_text("utf-8"))
    return (written["bias"], *(written["weights"][name] for name in SIGNS))
