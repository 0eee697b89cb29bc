"""What a question about a figure takes from the one before it: its subject, its year.

Each part that a follow-up leaves out is carried over: the subject to a question without one, the
year to one that asks of the same year, what is measured to a new subject.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.figure_words import measures_in
from assistant.intents import Intent, intents_of
from assistant.question import plain
from assistant.slots import Slot, Span, slots_of

__all__ = ["carried", "is_measure", "names_nothing"]

_COMPUTED = frozenset(
    {
        Intent.GROWTH,
        Intent.POINTS,
        Intent.DIFFERENCE,
        Intent.MULTIPLE,
        Intent.YEARLY,
        Intent.PER_YEAR,
        Intent.WHOLE,
        Intent.BEFORE,
    }
)
_MEASURE = re.compile(
    r"(?:的)?(?:总?增加值|总?产值|营业收入|总收入|收入|出口额?|进口额?|进出口(?:总?额)?|交易总?额|总?投资|"
    r"(?:建筑)?面积|数量|人数|占比|比重|(?:年均)?增速|规模)$"
)
_COUNTED = re.compile(
    r"(?:多少|几)(?:件|张|家|个(?!百分)|套|幢|座|亿元|万元|万人次|亿美元|公里|人|亩)"
)
_ASKING = re.compile(r"多少|几|百分|占|增|涨|比|差|合计|平均|目标|倍")
_POINTS_BACK = re.compile(r"^(?:它们?|其(?!中|余|他|实)|这个|这些|该)的?")
_HOW_MUCH = re.compile(r"的?(?:目标|实际)?值?(?:是|为|有|达到?)?多少[?？]?")
_HEAD = 2  # characters of a name that is the head of a longer one
_ALL = frozenset({Slot.SUBJECT, Slot.WHOLE})


def carried(previous: str, bare: str, holds: Callable[[str], bool]) -> str | None:
    """The follow-up as it stands alone; None where nothing need be carried, or nothing is there.

    Args:
        previous: the question before, standing alone.
        bare: the follow-up without its opener and 呢.
        holds: whether the plan's text has a name.
    """
    before, text = plain(previous), _POINTS_BACK.sub("", plain(bare))
    if not text:
        return None
    known, own = slots_of(before), slots_of(text)
    subjects = [span for span in known if span.slot in _ALL]
    if not subjects:
        return None
    named = [span for span in own if span.slot is Slot.SUBJECT and not is_measure(span.text)]
    times = "".join(span.text for span in own if span.slot is Slot.TIME)
    if named:
        if not _is_whole(text, own):
            return None
        name = named[0].text
        if _COUNTED.search(before):
            name = _with_kind(name, subjects[0].text, holds)
        return _swapped(before, subjects, name, times)
    if times and not _ASKING.search(text):
        return None  # only another year
    old = "" if times or _computes(text) else "".join(s.text for s in known if s.slot is Slot.TIME)
    kept = [span for span in subjects if not (is_measure(span.text) and measures_in(text))]
    subject = before[kept[0].start : kept[-1].end] if kept else ""  # 服务业占GDP: as it was put
    for span in known:
        if span.slot is Slot.TIME:
            subject = subject.replace(span.text, "")
    if measures_in(text):
        subject = _MEASURE.sub("", subject)
    if own or _asks(text):
        rest = _HOW_MUCH.fullmatch(before[kept[-1].end :]) if kept and is_measure(text) else None
        return f"{old}{subject}{text}{rest[0] if rest else ''}"
    return None


def names_nothing(text: str) -> bool:
    """Whether a question asks for a figure and does not say of what: 五年后目标, 面积多少."""
    spans = slots_of(plain(text))
    named = [s for s in spans if s.slot in {*_ALL, Slot.PLACE} and not is_measure(s.text)]
    return not named and _asks(plain(text))


def _with_kind(name: str, before: str, holds: Callable[[str], bool]) -> str:
    """A short name with the kind of the one before it: 零碳工厂 for 工厂 after 零碳园区."""
    kinds = (before[:size] for size in range(len(before) - len(name), 1, -1))
    told = (f"{kind}{name}" for kind in kinds if len(name) == _HEAD and holds(f"{kind}{name}"))
    return next(told, name)


def _swapped(before: str, subjects: list[Span], name: str, times: str) -> str:
    """The question before with another subject, what is measured kept."""
    old = next((span for span in subjects if not is_measure(span.text)), subjects[0])
    measure = _MEASURE.search(old.text)
    kept = measure[0] if measure and not _MEASURE.search(name) else ""
    rest = _COUNTED.sub("多少", before[old.end :])
    merged = f"{before[: old.start]}{name}{kept}{rest}"
    if times and times not in merged:
        for span in slots_of(before):
            merged = merged.replace(span.text, "", 1) if span.slot is Slot.TIME else merged
        return f"{times}{merged}"
    return merged


def is_measure(text: str) -> bool:
    """Whether a subject says only what is measured: 增加值."""
    return bool(_MEASURE.fullmatch(text))


def _is_whole(text: str, spans: tuple[Span, ...]) -> bool:
    """Whether a text is nothing but its parts: 电子商务, 2020年的金融."""
    rest = text
    for span in spans:
        rest = rest.replace(span.text, "", 1)
    return not re.sub(r"[的呢，,。？?！! ]", "", rest)


def _computes(text: str) -> bool:
    return intents_of(text, slots_of(text))[0][0] in _COMPUTED


def _asks(text: str) -> bool:
    return intents_of(text, slots_of(text))[0][0] is not Intent.NONE
