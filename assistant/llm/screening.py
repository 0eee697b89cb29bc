"""From a model's claim to a sentence that may be shown: all gates of a claim, in their order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Route, Status, Wording
from assistant.composer import Composed, Draft
from assistant.gates import check
from assistant.llm.claim_gate import ClaimGate
from assistant.llm.claims import Claim
from assistant.llm.handles import Handles
from corpus.plan import Plan, Sentence

__all__ = ["Screen", "Screened"]

_CLOSED = "。！？；：…”）"
_SHORTEST_QUOTE = 4  # characters; less stands anywhere
_ADDRESS = re.compile(
    r"第[\d一二三四五六七八九十百]+[章节条款页篇编]|专栏\s*[\d一二三四五六七八九十]+|[一二三四五六七八九十]、（"
)


@dataclass(frozen=True, slots=True)
class Screened:
    """What is shown of a claim: in the model's words, or the plan's where the model's failed."""

    text: str  # "" where nothing may be shown
    sentences: tuple[Sentence, ...] = ()
    by_model: bool = False
    faults: tuple[str, ...] = ()


class Screen:
    """Puts claims through the gates of one question.

    Args:
        plan: whose words are cited.
        gate: compares a claim with what it cites.
        relevant: whether sentences speak of what the question asks about.
    """

    def __init__(
        self, plan: Plan, gate: ClaimGate, relevant: Callable[[Sequence[Sentence]], bool]
    ) -> None:
        self._plan, self._gate, self._relevant = plan, gate, relevant

    def claim(self, claim: Claim, handles: Handles, question: str) -> Screened:
        """A claim as it may be shown."""
        cited: list[Sentence] = []
        for handle, quote in claim.cites:
            handed = handles.get(handle)
            if handed is None:
                return Screened("", faults=(f"编号 {handle[:8]}",))
            held = handed.holding(quote) if len(quote.strip()) >= _SHORTEST_QUOTE else ()
            if not held:
                return Screened("", faults=(f"引文 {quote[:20]}",))
            cited += [sentence for sentence in held if sentence not in cited]
        sentences = tuple(cited)
        if not self._relevant(sentences):
            return Screened("", sentences, faults=("所问",))
        faults = self._faults(claim.text, sentences, question)
        if not faults:
            return Screened(_closed(claim.text), sentences, by_model=True)
        return Screened("".join(_closed(s.text) for s in sentences), sentences, faults=faults)

    def _faults(self, text: str, sentences: tuple[Sentence, ...], question: str) -> tuple[str, ...]:
        address = _ADDRESS.search(text)
        if address and not any(address[0] in s.text for s in sentences):
            return (f"地址 {address[0]}",)
        sources = [self._gate.source(sentence) for sentence in sentences]
        faults = self._gate.faults(text, sources, question)
        if faults:
            return tuple(faults)
        told = self.answer([Screened(_closed(text), sentences, by_model=True)], question)
        return tuple(f"{fault.gate} {fault.detail}" for fault in check(told, self._plan))

    def parts(self, shown: Sequence[Screened]) -> tuple[Wording, ...]:
        """Whose words an answer of what is shown is in, part by part."""
        draft = Draft(self._plan)
        return tuple(
            Wording(self._said(draft, one), "model" if one.by_model else "plan") for one in shown
        )

    @staticmethod
    def _said(draft: Draft, one: Screened) -> str:
        return one.text + "".join(dict.fromkeys(draft.cite(s) for s in one.sentences))

    def answer(self, shown: Sequence[Screened], question: str) -> Answer:
        """An answer of what may be shown."""
        draft = Draft(self._plan)
        for one in shown:
            draft.say(self._said(draft, one))
        focus = shown[0].sentences[0].path if shown else None
        return Composed(draft, Status.ANSWERED, focus).answer(question, Route.RETRIEVAL)


def _closed(text: str) -> str:
    return text if text[-1:] in _CLOSED else f"{text.rstrip('，、,;')}。"
