"""The answer and its parts, as the contract's JSON has them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

__all__ = [
    "Answer",
    "Citation",
    "Conversation",
    "Point",
    "Route",
    "Several",
    "Status",
    "Turn",
    "Value",
    "Wording",
    "unaskable",
]


class Route(StrEnum):
    """Which way a question went."""

    NUMBERS = "numbers"
    OUTLINE = "outline"
    RETRIEVAL = "retrieval"
    REFUSAL = "refusal"
    CLARIFY = "clarify"
    HELP = "help"


class Status(StrEnum):
    """What became of the question."""

    ANSWERED = "answered"
    NOT_IN_PLAN = "not_in_plan"
    FIGURE_NOT_IN_TEXT = "figure_not_in_text"
    CONFLICT = "conflict"
    CLARIFY = "clarify"


@dataclass(frozen=True, slots=True)
class Citation:
    """Exact words of the plan and where they stand.

    `text[start:end]` of the published text, line breaks removed, equals `quote`.
    """

    n: int  # mark in the answer's text: [n], counted from 1
    plan: str
    section: str  # address, e.g. "3/4/1"
    label: str  # e.g. 三、（四）1.
    heading: tuple[str, ...]
    page: int | None
    quote: str
    start: int
    end: int

    def to_json(self) -> dict[str, Any]:
        """The contract's form."""
        return {
            "n": self.n,
            "plan": self.plan,
            "section": self.section,
            "label": self.label,
            "heading": list(self.heading),
            "page": self.page,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class Value:
    """A single number that was asked for."""

    value: float | int
    unit: str
    year: int | None
    qualifier: str = ""

    def to_json(self) -> dict[str, Any]:
        """The contract's form."""
        return {
            "value": self.value,
            "unit": self.unit,
            "year": self.year,
            "qualifier": self.qualifier,
        }


@dataclass(frozen=True, slots=True)
class Point:
    """A figure for a chart."""

    name: str  # of the indicator
    year: int | None
    value: float
    unit: str
    when: str = ""  # as the figure's year is told: 2020年目标
    figure: str = ""  # as it is told, with qualifier and unit: 超过9000亿元
    label: str = ""  # where it stands: 专栏5 第7行
    sort: str = ""  # what sort of figure it is, if no amount: 比重; unlike sorts share no axis


@dataclass(frozen=True, slots=True)
class Wording:
    """A part of an answer's text, and whose words it is in; the parts joined are the text."""

    text: str
    by: str  # "plan": word for word, or by rule from it; "model": phrased by a language model


@dataclass(frozen=True, slots=True)
class Several:
    """What an answer across plans was about, for the questions that go on from it."""

    kind: str  # of `assistant.across.kinds`: compare, topic, which, rank, library, clarify
    plans: tuple[str, ...]  # identifiers, in the order they are told
    topic: str = ""  # what was asked of each, without the words for plans
    parts: tuple[Answer, ...] = ()  # what each plan answers by itself


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its citations; `text` is Markdown with marks [1], [2]."""

    question: str
    plan: str  # "" where it is of several plans: `several` and the citations name them
    route: Route
    status: Status
    text: str
    citations: tuple[Citation, ...] = ()
    standalone_question: str = ""
    value: Value | None = None
    calculation: str | None = None
    mode: str = "extractive"
    latency_ms: float = 0.0
    id: str = "q1"
    # Address the answer is about, for follow-up questions; not part of the contract's JSON.
    focus: str | None = field(default=None, compare=False)
    # What a list answer lists, addresses or names, for "the third one"; likewise.
    items: tuple[str, ...] = field(default=(), compare=False)
    # Of several questions asked at once, the one that a follow-up goes on from; likewise.
    goes_on_from: str = field(default="", compare=False)
    # Figures told side by side, for a chart; likewise.
    points: tuple[Point, ...] = field(default=(), compare=False)
    # What the question had wrong, as typed and as it is read; likewise.
    corrections: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    # Why the answer first made was not shown; likewise.
    withheld: tuple[str, ...] = field(default=(), compare=False)
    # Why no language model phrased it though one is set, for the user; likewise.
    note: str = field(default="", compare=False)
    # Whose words the text is in, part by part; empty where none of it is a model's.
    parts: tuple[Wording, ...] = field(default=(), compare=False)

    # Of an answer across plans, what it was about; its plans are in the JSON, the rest is not.
    several: Several | None = field(default=None, compare=False)

    def to_json(self) -> dict[str, Any]:
        """The contract's form, keys in its order.

        `plans` stands only in one across plans, `parts` only in one a model phrased.
        """
        plans = {"plans": list(self.several.plans)} if self.several else {}
        told = {
            "id": self.id,
            "plan": self.plan,
            **plans,
            "question": self.question,
            "standalone_question": self.standalone_question or self.question,
            "route": self.route.value,
            "status": self.status.value,
            "text": self.text,
            "citations": [citation.to_json() for citation in self.citations],
            "value": self.value.to_json() if self.value else None,
            "calculation": self.calculation,
            "mode": self.mode,
            "latency_ms": self.latency_ms,
        }
        if self.parts:
            told["parts"] = [{"text": part.text, "by": part.by} for part in self.parts]
        return told

    @property
    def read_as(self) -> str:
        """A word on slips put right: 已将“电子上午”读作“电子商务”。 "" where there were none."""
        pairs = "，".join(f"“{typed}”读作“{meant}”" for typed, meant in self.corrections)
        return f"已将{pairs}。" if pairs else ""

    def timed(self, latency_ms: float) -> Answer:
        """The same answer with its latency set."""
        return replace(self, latency_ms=round(latency_ms, 2))


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer."""

    question: str
    answer: Answer

    @property
    def reading(self) -> str:
        """How the question was read, where not as it was asked; else ""."""
        answer = self.answer
        if answer.read_as or answer.standalone_question in {"", self.question}:
            return answer.read_as
        return f"理解为：{answer.standalone_question}"

    @property
    def arithmetic(self) -> str:
        """The calculation as it is told below the answer; "" where the answer itself tells it."""
        calculation = self.answer.calculation
        told = not calculation or calculation in self.answer.text
        return "" if told else f"计算：{calculation}"


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns so far; a new value for each turn, so two users never mix."""

    turns: tuple[Turn, ...] = ()

    def with_turn(self, question: str, answer: Answer) -> Conversation:
        """This conversation and one turn more."""
        return Conversation((*self.turns, Turn(question, answer)))


def unaskable(question: str, plan: str, why: str, *, question_id: str = "q1") -> Answer:
    """The answer to a question that cannot be asked: what is wrong with it, in Chinese."""
    return Answer(question, plan, Route.CLARIFY, Status.CLARIFY, why, id=question_id)
