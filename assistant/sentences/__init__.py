"""Sentences people ask of plans, marked by hand: what is wanted, and what each part is for.

`*.jsonl`, one file a writer: {"q": "提供[规划期末]{服务贸易出口额}的目标值", "intent": "level"}.
The plans they speak of are imaginary, but for `plans.jsonl`: the development questions kept in
`eval/gold`. The marks are those of `MARKS`; they never nest.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files

from assistant.intents import Intent
from assistant.slots import Slot, Span

__all__ = ["MARKS", "Sentence", "read_sentence", "read_sentences"]

MARKS = {
    "{}": Slot.SUBJECT,
    "<>": Slot.WHOLE,
    "[]": Slot.TIME,
    "«»": Slot.PLACE,
    "##": Slot.NUMBER,
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence without its marks, and what they say."""

    text: str
    intent: Intent
    spans: tuple[Span, ...]


def read_sentence(marked: str, intent: Intent) -> Sentence:
    """Take a marked sentence apart.

    Raises:
        ValueError: a mark is not closed, or stands within another.
    """
    opened = {pair[0]: (pair[1], slot) for pair, slot in MARKS.items()}
    text, spans = "", []
    begun: tuple[str, Slot, int] | None = None
    for ch in marked:
        if begun is not None and ch == begun[0]:
            spans.append(Span(begun[1], begun[2], len(text), text[begun[2] :]))
            begun = None
        elif ch in opened:
            if begun is not None:
                raise ValueError(f"{marked!r}: {ch!r} stands within another mark")
            closing, slot = opened[ch]
            begun = (closing, slot, len(text))
        elif any(ch == pair[1] for pair in MARKS):
            raise ValueError(f"{marked!r}: {ch!r} closes nothing")
        else:
            text += ch
    if begun is not None:
        raise ValueError(f"{marked!r}: expected {begun[0]!r} before the end")
    return Sentence(text, intent, tuple(span for span in spans if span.text))


def read_sentences() -> dict[str, list[Sentence]]:
    """All sentences, by writer."""
    found = {}
    for file in sorted(files(__name__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".jsonl"):
            lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
            found[file.name.removesuffix(".jsonl")] = [
                read_sentence(line["q"], Intent(line["intent"])) for line in lines
            ]
    return found
