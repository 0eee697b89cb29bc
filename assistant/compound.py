"""Several questions asked at once: each is asked by itself, and the answers are joined.

Where the question is cut is told by `assistant.borders`. What a later part leaves out is completed
from the part before it, as a follow-up is. Where the answer to the whole holds all that the parts'
answers do, it stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.answer import Answer, Citation, Conversation, Point, Route, Status
from assistant.borders import parts_of
from assistant.carried import is_measure
from assistant.dialogue import Standalone
from assistant.gates import check
from assistant.question import plain
from assistant.slots import Slot, slots_of
from corpus.plan import Plan

__all__ = ["Compound", "Part", "bare", "joined", "renumbered"]

_MOST = 6  # parts; what follows them is taken with the last
_SURE = 0.45  # cut less likely than this, a question stays whole unless all its parts are answered
_LABEL = 36  # characters of a part that is repeated before its answer
_ANSWERED = frozenset({Status.ANSWERED, Status.CONFLICT, Status.FIGURE_NOT_IN_TEXT})
_NUMBERED = ("一", "二", "三", "四", "五", "六")
# Words that link a part to the one before it, count it, or only say that it is asked; 再 and 先 not
# where they begin a name (再生资源, 先进制造业).
_SAY = r"(?=[说讲谈问看给查报列介帮请告想])"
_OPENS = re.compile(
    r"^(?:[\s，,、；;。：:]+|另外|还有(?:就是)?|顺便|顺带|此外|以及|再有|再者|其次|然后|接着|同时|至于|外加|并且|"
    rf"(?:再|首?先|并|还|也|麻烦您?|请您?){_SAY}|"
    r"第?[一二三四][是问](?=[，,：:、\u4e00-\u9fff])|其[一二三](?=[，,：:、])|"
    r"想?(?:问|请教)(?:一下|一?句|下|问|[个两]*(?:件事|问题))|想?问(?![题卷询责答诊政])|想(?:知道|了解)(?:一?下)?|"
    r"(?<=[再先])说(?![说明法服一下])|(?:给出|说说|讲讲|谈谈|说一?下|讲一?下|介绍(?:一?下)?|说明(?:一?下)?)(?![的书]))+"
)
_ASPECT = re.compile(r"[\u4e00-\u9fff]{2,4}(?:上|方面|[那这](?:头|边|块|方面))")  # 空间上, 农村那头
_CLOSES = re.compile(r"[\s，,、；;。?？!！]+$")
_MARK = re.compile(r"\[(\d+)\]")
_DIGIT_IN_QUOTES = re.compile(r"[“”].*\d|\d.*[“”]")


class _Completes(Protocol):
    def __call__(
        self, conversation: Conversation, asked: str, *, leans: bool = False
    ) -> Standalone:
        """The question as it stands alone in its conversation."""


class _Answers(Protocol):
    def __call__(self, standalone: Standalone, question: str) -> Answer:
        """The gated answer to one question."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a question, as it was put, and its answer."""

    said: str
    answer: Answer

    @property
    def told(self) -> bool:
        """Whether the plan answers it."""
        return self.answer.status in _ANSWERED


class Compound:
    """Answers questions that hold several."""

    def __init__(self, plan: Plan, completes: _Completes, answers: _Answers) -> None:
        self._plan = plan
        self._completes = completes
        self._answers = answers

    def answer(
        self, conversation: Conversation, asked: str, standalone: Standalone
    ) -> Answer | None:
        """The answer to a question that holds several; None for a single one.

        Args:
            conversation: the turns before it.
            asked: the question, slips put right.
            standalone: it as a single question that stands alone.
        """
        cut, likely = parts_of(plain(asked))
        if len(cut) < 2:
            return None
        cut = (*cut[: _MOST - 1], "".join(cut[_MOST - 1 :])) if len(cut) > _MOST else cut
        whole = self._answers(standalone, asked)
        parts = list(self._parts(conversation, cut))
        if not self._better(whole, parts, likely):
            return whole
        answer = joined(asked, parts)
        return whole if check(answer, self._plan) else answer

    @staticmethod
    def _better(whole: Answer, parts: Sequence[Part], likely: float) -> bool:
        """Whether the parts answer more than the whole does; where in doubt, all of them must."""
        told = [part.told for part in parts]
        if not (all(told) or (any(told) and likely > _SURE)):
            return False
        pictures = any(part.answer.status is Status.FIGURE_NOT_IN_TEXT for part in parts)
        if pictures and whole.status is Status.ANSWERED:
            return False
        shown = {part.answer.calculation for part in parts}
        if whole.calculation and whole.calculation not in shown:  # it takes them all together
            return False
        values = {part.answer.value for part in parts}
        if whole.value is not None and whole.value not in values and not all(told):
            return False  # a figure of the whole that no part has, and not all of them answered
        return not _holds_all(whole, parts)

    def _parts(self, conversation: Conversation, cut: Sequence[str]) -> Iterator[Part]:
        """Each part with its answer, completed from the part before where it needs be."""
        topic: Part | None = None  # the last part that names something
        for text in cut:
            said = bare(text)
            if topic is None:
                part = Part(said, self._answers(self._completes(conversation, said), said))
            else:
                part = self._later(topic, said)
            if topic is None or _named(said):
                topic = part
            yield part

    def _later(self, topic: Part, said: str) -> Part:
        """A later part, as it stands and completed: the first way that answers it.

        It is completed first where it names nothing, or an aspect of what the part before names.
        A completed part is answered only by what says all that it names itself.
        """
        so_far = Conversation().with_turn(topic.said, topic.answer)
        alone, completed = Standalone(said, None), self._completes(so_far, said, leans=True)
        names = _named(said)
        ways = [completed, alone] if _leans(topic.said, said) else [alone, completed]
        if not names and not topic.told:  # of what the plan may not hold, nothing else is told
            ways, names = [completed], _named(topic.said)
        refused: list[Answer] = []
        for way in ways:
            answer = self._answers(way, said)
            if answer.status not in _ANSWERED:
                refused.append(answer)
            elif way is alone or _says(answer, names):
                return Part(said, answer)
        overall = self._overall(topic, said) if topic.told and not names else None
        return Part(said, overall or (refused[0] if refused else self._unsaid(answer)))

    def _overall(self, topic: Part, said: str) -> Answer | None:
        """The figure of what the whole plan is about, for a part that names only what to measure.

        None where the plan has none. It is told as such: what the part before names may have none.
        """
        names = _named(topic.said)
        if not (names and any(span.slot is Slot.SUBJECT for span in slots_of(said))):
            return None
        meta = self._plan.meta
        about = next(iter(_named(meta.title.removeprefix(meta.region))), "")
        answer = self._answers(Standalone(f"{about}的{said}", None), said)
        if not about or answer.route is not Route.NUMBERS or answer.status not in _ANSWERED:
            return None
        lead = f"规划没有单列“{names[0]}”的这一数；整体上，"
        return replace(answer, text=lead + answer.text)

    @staticmethod
    def _unsaid(answer: Answer) -> Answer:
        """An answer that speaks of something else: a refusal, with what it cites as the nearest."""
        first = answer.citations[:1]
        near = "".join(f"最接近的是{c.label}[{c.n}]。" for c in first)
        text = f"规划未提及所问的内容。已查全文、专栏和指标表。{near}"
        return replace(
            answer,
            route=Route.REFUSAL,
            status=Status.NOT_IN_PLAN,
            text=text,
            citations=first,
            value=None,
            calculation=None,
            items=(),
            points=(),
        )


def _named(said: str) -> list[str]:
    """What a part asks about, apart from what is measured of it."""
    spans = slots_of(plain(said))
    return [span.text for span in spans if span.slot is Slot.SUBJECT and not is_measure(span.text)]


def _leans(before: str, said: str) -> bool:
    """Whether a part is completed first: it names nothing, an aspect, or no place of its own."""
    slots = [{span.slot for span in slots_of(plain(text))} for text in (before, said)]
    if Slot.PLACE in slots[0] | slots[1]:
        return Slot.PLACE not in slots[1]
    return not _named(said) or bool(_ASPECT.match(said))


def _says(answer: Answer, names: Sequence[str]) -> bool:
    """Whether an answer, its quotes or their headings say at least a pair of each name's words."""
    held = "".join((answer.text, *(word for c in answer.citations for word in c.heading)))
    return all(any(name[n : n + 2] in held for n in range(max(1, len(name) - 1))) for name in names)


def _holds_all(whole: Answer, parts: Sequence[Part]) -> bool:
    """Whether an answer cites all that the answers to the parts do."""
    if whole.status not in _ANSWERED or not all(part.told for part in parts):
        return False
    held = [(c.start, c.end) for c in whole.citations]
    return all(
        any(start <= c.start and c.end <= end for start, end in held)
        for part in parts
        for c in part.answer.citations
    )


def bare(text: str) -> str:
    """A part of a question without what links it, counts it or only says that it is asked."""
    return _CLOSES.sub("", _OPENS.sub("", text)) or text


def joined(asked: str, parts: Sequence[Part]) -> Answer:
    """One answer of several: each after what it answers, marks counted through.

    A citation of two parts is one. There is a value where only one part has one.
    """
    citations: list[Citation] = []
    texts = []
    for n, part in enumerate(parts):
        text = renumbered(part.answer, citations)
        gap = "\n" if text.startswith(("-", "|", "1.")) else ""
        texts.append(f"{_label(part.said, n)}：{gap}{text}")
    told = [part.answer for part in parts if part.told]
    values = [answer.value for answer in told if answer.value is not None]
    shown = [answer.calculation for answer in told if answer.calculation]
    lists = [answer.items for answer in told if answer.items]
    return Answer(
        question=asked,
        plan=told[0].plan,
        route=told[0].route,
        status=_status(told),
        text="\n\n".join(texts),
        citations=tuple(citations),
        standalone_question=asked,
        value=values[0] if len(values) == 1 else None,
        calculation="；".join(dict.fromkeys(shown)) or None,
        focus=told[-1].focus,
        items=lists[-1] if lists else (),
        goes_on_from=told[-1].standalone_question,
        points=_points(told),
        withheld=tuple(why for part in parts for why in part.answer.withheld),
    )


def _status(told: Sequence[Answer]) -> Status:
    """That of the answers: a contradiction is not passed over."""
    found = {answer.status for answer in told}
    if len(found) == 1:
        return found.pop()
    return Status.CONFLICT if Status.CONFLICT in found else Status.ANSWERED


def _points(told: Sequence[Answer]) -> tuple[Point, ...]:
    """The figures of the only part that tells some side by side."""
    charts = [answer.points for answer in told if answer.points]
    return charts[0] if len(charts) == 1 else ()


def _label(said: str, n: int) -> str:
    """What a part asks, word for word, or its number where that would be long or hard to read."""
    short = said.rstrip("?？!！。")
    fits = len(short) <= _LABEL and not _DIGIT_IN_QUOTES.search(short)
    return f"“{short.replace('“', '‘').replace('”', '’')}”" if fits else f"第{_NUMBERED[n]}问"


def renumbered(answer: Answer, citations: list[Citation]) -> str:
    """An answer's text with the marks its citations have among `citations`, which it adds to."""
    places: dict[int, int] = {}
    for citation in answer.citations:
        same = next(
            (c for c in citations if (c.start, c.end) == (citation.start, citation.end)), None
        )
        if same is None:
            same = replace(citation, n=len(citations) + 1)
            citations.append(same)
        places[citation.n] = same.n
    return _MARK.sub(lambda mark: f"[{places.get(int(mark[1]), int(mark[1]))}]", answer.text)
