"""A question the plan answers in other words: a model names what is meant, nothing more.

It is given names of the plan under handles and says which of them a word of the question stands
for. planqa puts the name in the word's place and answers the rewritten question by its own rules;
figures, years and places of the question are never touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from assistant.answer import Answer, Status
from assistant.evidence import Findings
from assistant.lexicon import Lexicon, squeeze
from assistant.llm.prompting import messages
from assistant.llm.spending import Spending
from corpus.plan import NodeKind, Plan

__all__ = ["Rescuer", "names_of"]

_MOST_NAMES = 120  # given to the model, the nearest to the question
_LONGEST_NAME = 16  # characters
_NEAR = 0.35  # cosine of a word and a name below which no model is believed that they are the same
_SHORTEST_WORD, _LONGEST_WORD = 2, 16
_MOST_PAIRS = 2
_SAID = 0.5  # how far what is cited must say the name
_ANSWERED = frozenset({Status.ANSWERED, Status.CONFLICT, Status.FIGURE_NOT_IN_TEXT})
_UNTOUCHED = re.compile(r"[\d零〇一二三四五六七八九十百千万亿]|是否|多少|什么|哪|谁|吗|不|没|未")
_NAMED = {NodeKind.SECTION, NodeKind.BOX, NodeKind.PART}

_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["pairs"],
    "properties": {
        "pairs": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["word", "means"],
                "properties": {"word": {"type": "string"}, "means": {"type": "string"}},
            },
        }
    },
}


@dataclass(frozen=True, slots=True)
class Rescued:
    """The question in the plan's words, and its answer."""

    answer: Answer
    pairs: tuple[tuple[str, str], ...]  # words of the question, and the names put for them

    @property
    def note(self) -> str:
        """What was read as what, for the user."""
        told = "，".join(f"“{word}”读作规划中的“{name}”" for word, name in self.pairs)
        return f"由模型将{told}；答案仍引自原文。"


class Rescuer:
    """Has a model name in one plan's words what a question means."""

    def __init__(self, plan: Plan, lexicon: Lexicon, names: Iterable[str]) -> None:
        self._plan, self._lexicon = plan, lexicon
        self._names = tuple(dict.fromkeys(names))

    def may_help(self, findings: Findings) -> bool:
        """Whether a refusal may be for its wording alone: no year, place or known name is missing.

        A name the dictionary knows has no other way to be said.
        """
        names = (word for word in findings.names_missing if self._lexicon.is_name(word))
        return not (findings.years_missing or findings.places_missing or any(names))

    def rescue(
        self, question: str, spending: Spending, answers: Callable[[str], Answer]
    ) -> Rescued | None:
        """The answer to the question in the plan's words; None where that has none either.

        Args:
            question: as it stands alone.
            spending: what is left for it; one call is spent.
            answers: gives the extractive answer to a question.

        Raises:
            EndpointError: no usable answer of the model.
        """
        candidates = {f"N{n}": name for n, name in enumerate(self._nearest(question), 1)}
        if not candidates:
            return None
        names = (f"[{handle}] {name}" for handle, name in candidates.items())
        told = spending.complete(messages("rescue", {"名称": names, "问题": question}), _SCHEMA)
        pairs = self._pairs(told, question, candidates)
        rewritten = question
        for word, name in pairs:
            rewritten = rewritten.replace(word, name, 1)
        if not pairs:
            return None
        answer = answers(rewritten)
        if answer.status not in _ANSWERED or not self._says(answer, [name for _, name in pairs]):
            return None
        return Rescued(answer, pairs)

    def _nearest(self, question: str) -> list[str]:
        """The names nearest to a question in meaning."""
        if not self._names:
            return []
        asked = self._lexicon.vector(question)
        near = self._vectors @ asked
        return [self._names[n] for n in np.argsort(-near, kind="stable")[:_MOST_NAMES].tolist()]

    @cached_property
    def _vectors(self) -> np.ndarray[Any, np.dtype[np.float32]]:
        return np.stack([self._lexicon.vector(name) for name in self._names])

    def _pairs(
        self, told: Mapping[str, Any], question: str, candidates: Mapping[str, str]
    ) -> tuple[tuple[str, str], ...]:
        """What may be put for what: words of the question that name no figure, year or place."""
        found: list[tuple[str, str]] = []
        pairs = told.get("pairs")
        for pair in pairs[:_MOST_PAIRS] if isinstance(pairs, list) else ():
            word = pair.get("word") if isinstance(pair, dict) else None
            means = pair.get("means") if isinstance(pair, dict) else None
            name = candidates.get(means.strip("[] ")) if isinstance(means, str) else None
            if isinstance(word, str) and name and self._may_replace(word, name, question):
                found.append((word, name))
        return tuple(found)

    def _may_replace(self, word: str, name: str, question: str) -> bool:
        fits = _SHORTEST_WORD <= len(word) <= _LONGEST_WORD and question.count(word) == 1
        if not fits or name in question or word in name or _UNTOUCHED.search(word):
            return False
        pieces = self._lexicon.pieces(word)
        elsewhere = any(self._lexicon.is_elsewhere(piece) for piece in pieces)
        # What the plan calls so itself, or has as a name, stands for nothing else.
        lost = any(
            (self._lexicon.known(piece) or self._lexicon.is_name(piece)) and piece not in name
            for piece in pieces
            if len(piece) > 1
        )
        near = float(self._lexicon.vector(word) @ self._lexicon.vector(name))
        return near >= _NEAR and not elsewhere and not lost and not self._lexicon.is_elsewhere(word)

    def _says(self, answer: Answer, names: Sequence[str]) -> bool:
        """Whether what an answer cites speaks of the names put into its question."""
        texts = [squeeze(c.quote + "".join(c.heading)) for c in answer.citations] or [""]
        words = [word for name in names for word in self._lexicon.words(name)]
        return self._lexicon.coverage(words, texts, literally=True) >= _SAID


def names_of(plan: Plan, indicators: Iterable[str]) -> list[str]:
    """What a plan calls things: titles of its sections and boxes, names of its indicators."""
    titles = (s.title for s in plan.sections if s.kind in _NAMED)
    rows = (s.title for s in plan.sections if s.kind is NodeKind.ROW)
    short = (name.strip() for name in (*titles, *rows, *indicators))
    return [name for name in short if _SHORTEST_WORD <= len(name) <= _LONGEST_NAME]
