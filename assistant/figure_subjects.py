"""The subjects of a question for a figure: which of its parts say of what the figure is to be.

The parts are told by `assistant.slots`; here those of one subject are joined, what a share is asked
of is told from what it is of, and what stands around them is left over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.figure_operations import ASKS, SPLIT
from assistant.figure_words import measures_in
from assistant.figures import asks_of_country
from assistant.general_terms import spell_out
from assistant.intents import Intent
from assistant.question import is_aside
from assistant.slots import Slot, Span

__all__ = [
    "are_listed",
    "firm_of",
    "is_bare",
    "is_share",
    "of_asking",
    "subjects_of",
    "whole_in",
    "with_subject",
]

_BARE = 4  # characters of a subject that says only what is measured
_LISTED = re.compile(r"[/／、，,](?=[\u4e00-\u9fff]{2})")  # 文创／金融／电商
_WHOLE = (
    re.compile(
        r"占到?了?(?P<whole>[^，。？?占]{2,16}?)(?:的|里|中|当中)?(?:比重|比例|份额|多少|几成|百分|多大|几分)"
    ),
    re.compile(r"在(?P<whole>[^，。？?在]{2,16}?)(?:里头?|里面|中|当中)[^，。？?]{0,4}占"),
    re.compile(r"(?:相当于|等于|抵得上)(?P<whole>[^，。？?]{2,18}?)的?(?:百分之?|几成|多少)"),
    re.compile(r"除以(?P<whole>[^，。？?]{2,16}?)(?:是|等|得|给|$)"),
)
_APPOSED = re.compile(
    r"(?:[那这]个?(?:指标|数字?|词|说法))?[，,\s]*(?:——?|[（）()]|(?:也)?就是(?:说)?|即|也叫|又叫|俗称|简称)\s*"
)
_OF_PARTS = re.compile(
    r"占|比[重例]|份额|[一二三四五六七八九十几两]成|百分|分之|%|[里中]|除|÷|/|相当|抵|贡献|份"
)
_SENTENCES = re.compile(r"[。！？?!；;]|(?<=.{10})：")  # 托育：… is no sentence
_POINTING = re.compile(
    r"[那这](?:一)?(?:条|个|些|家|座|项|类|种|块儿?|片|所|位|批|摊|档|头)|(?<=.{2})(?:这行|那行|这事|这件事)"
)
_PRONOUN = re.compile(r"[前后]者|它们?|其|整体|全部|总[量数体]")
_OF_TWO = frozenset({Intent.MULTIPLE, Intent.DIFFERENCE_OF_TWO, Intent.TWO, Intent.SUM})
_ECONOMY = re.compile(
    r"^(?:全市|整个|全部|国民|地区|我市|当地)*(?:的)?经济(?:总量|总盘子|盘子|规模|大盘)?$"
)


def with_subject(spans: Sequence[Span], text: str) -> tuple[Span, ...]:
    """The spans, a whole of which nothing asks a part being what is asked of: 全市GDP是多少."""
    if _OF_PARTS.search(text) or any(span.slot is Slot.SUBJECT for span in spans):
        return tuple(spans)
    return tuple(
        Span(Slot.SUBJECT, s.start, s.end, s.text) if s.slot is Slot.WHOLE else s for s in spans
    )


def is_bare(text: str, spans: Sequence[Span]) -> bool:
    """Whether a question is nothing but a subject and a time: R&D投入强度 2030."""
    rest = text
    for span in spans:
        rest = rest.replace(span.text, "", 1)
    both = {Slot.SUBJECT, Slot.TIME} <= {span.slot for span in spans}
    return both and not re.sub(r"[的呢年，,。？?！!、：:\s]", "", rest)


def of_asking(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
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


def subjects_of(
    text: str, spans: Sequence[Span], intent: Intent
) -> tuple[tuple[str, ...], str, str]:
    """The subjects of a question, of what a share of them is asked, and what stands around them.

    A share of two subjects is one of the second, or of the first where it is said of what lies in
    it (出口里头服务出口占几成).
    """
    held = _joined([span for span in spans if span.slot in {Slot.SUBJECT, Slot.WHOLE}], text)
    if intent in _OF_TWO and "占" not in text:  # 相当于GDP的几倍: GDP is one of the two
        held = [Span(Slot.SUBJECT, s.start, s.end, s.text) for s in held]
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


def firm_of(subjects: Sequence[str], text: str) -> tuple[str, ...]:
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


def whole_in(text: str) -> str:
    """Of what a share is asked, by plain words; "" where the question does not say."""
    found = (match["whole"] for pattern in _WHOLE if (match := pattern.search(text)))
    return next(found, "")


def are_listed(text: str, spans: Sequence[Span]) -> bool:
    """Whether two of a question's subjects stand in a row."""
    held = [span for span in spans if span.slot is Slot.SUBJECT]
    between = (text[a.end : b.start] for a, b in pairwise(held))
    apart = any(re.fullmatch(r"的?[、，,／/和与及跟同]\s*", words) for words in between)
    return apart or any(_LISTED.search(span.text) for span in held)


def is_share(spans: Sequence[Span]) -> bool:
    """Whether a question says of what something is a share: 占GDP."""
    return any(span.slot is Slot.WHOLE and len(span.text) > 2 for span in spans)
