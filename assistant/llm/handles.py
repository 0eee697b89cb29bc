"""The passages a model is given, under short handles that only planqa can turn into addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.llm.wording import normal
from corpus.plan import NodeKind, Plan, Section, Sentence, SentenceKind

__all__ = ["Handed", "Handles", "passages_of"]

_LONGEST = 900  # characters of a passage under one handle
_LEFT_OUT = {SentenceKind.ROW}
_NODES = {NodeKind.SECTION, NodeKind.PREAMBLE, NodeKind.PART, NodeKind.BOX}


@dataclass(frozen=True, slots=True)
class Handed:
    """Some sentences of one node, as the model is given them."""

    handle: str  # E1, E2 …
    title: str  # of the node, from the top down
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The sentences, joined."""
        return "".join(sentence.text for sentence in self.sentences)

    def holding(self, quote: str) -> tuple[Sentence, ...]:
        """The sentences in which an exact quote stands; empty where it stands nowhere.

        Blanks count for nothing, nor whether signs are of full width.
        """
        wanted = _squeezed(quote)
        text, owner = "", list[int]()
        for place, sentence in enumerate(self.sentences):
            part = _squeezed(sentence.text)
            text += part
            owner += [place] * len(part)
        start = text.find(wanted) if wanted else -1
        if start < 0:
            return ()
        first, last = owner[start], owner[start + len(wanted) - 1]
        return self.sentences[first : last + 1]


class Handles:
    """Passages by handle, in the order they were given."""

    def __init__(self, passages: Iterable[tuple[str, tuple[Sentence, ...]]], budget: int) -> None:
        self._by_handle: dict[str, Handed] = {}
        room = budget
        for title, sentences in passages:
            length = sum(len(sentence.text) for sentence in sentences)
            if length > room or not sentences:
                continue
            room -= length + len(title)
            handle = f"E{len(self._by_handle) + 1}"
            self._by_handle[handle] = Handed(handle, title, sentences)

    def __iter__(self) -> Iterator[Handed]:
        return iter(self._by_handle.values())

    def __len__(self) -> int:
        return len(self._by_handle)

    def get(self, handle: str) -> Handed | None:
        """What stands under a handle; None for an invented one."""
        return self._by_handle.get(handle.strip().strip("[]【】()（）").upper())


def passages_of(
    plan: Plan, sections: Iterable[Section]
) -> Iterator[tuple[str, tuple[Sentence, ...]]]:
    """The own text of nodes as passages, long ones cut between sentences; rows of tables left out.

    A table's figures are told by planqa itself, not by a model.
    """
    for section in sections:
        if section.kind not in _NODES:
            continue
        title = " › ".join(dict.fromkeys(filter(None, (*section.heading, section.title))))
        body = [s for s in section.body if s.kind not in _LEFT_OUT]
        for part in _cut(body):
            yield title, part


def _cut(sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, ...]]:
    part: list[Sentence] = []
    for sentence in sentences:
        if part and sum(len(s.text) for s in part) + len(sentence.text) > _LONGEST:
            yield tuple(part)
            part = []
        part.append(sentence)
    if part:
        yield tuple(part)


def _squeezed(text: str) -> str:
    return "".join(normal(text).replace("，", ",").split())
