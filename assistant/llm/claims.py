"""What a model answers with: claims, each with the handles and the exact words it rests on.

Claims are read one by one out of a stream of JSON, so that the first can be shown before the last
is written. Whatever is no claim is passed over: nothing of it can be shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["CLAIMS_SCHEMA", "Claim", "ClaimReader"]

LONGEST_CLAIM = 400  # characters
MOST_READ = 60_000  # characters of an answer
_LONGEST_OBJECT = 8_000  # characters of a claim with its quotes
MOST_CITED = 6  # quotes a claim may rest on
_MARKUP = re.compile(r"[*_`#>|<\[\]{}\\~]|https?:|www\.|\r|\n")
_CITES = re.compile(r"\[\d+\]|【[^】]{0,8}】|[（(]\s*(?:[甲乙丙丁]|[A-Z])\d+\s*[）)]")

CLAIMS_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["claims"],
    "properties": {
        "claims": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["text", "cites"],
                "properties": {
                    "text": {"type": "string"},
                    "cites": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["handle", "quote"],
                            "properties": {
                                "handle": {"type": "string"},
                                "quote": {"type": "string"},
                            },
                        },
                    },
                },
            },
        }
    },
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of a model, and what it says it rests on: (handle, exact words)."""

    text: str
    cites: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, told: object) -> Claim | None:
        """The claim a JSON value is; None where it is none, or holds markup or an address."""
        if not isinstance(told, dict) or not isinstance(told.get("text"), str):
            return None
        text = re.sub(r"\s+", " ", _CITES.sub("", told["text"].strip())).strip()
        cites = told.get("cites")
        if not isinstance(cites, list) or not 0 < len(cites) <= MOST_CITED:
            return None
        pairs = tuple(
            (cite["handle"], cite["quote"])
            for cite in cites
            if isinstance(cite, dict)
            and isinstance(cite.get("handle"), str)
            and isinstance(cite.get("quote"), str)
        )
        whole = len(pairs) == len(cites) and 0 < len(text) <= LONGEST_CLAIM
        return cls(text, pairs) if whole and not _MARKUP.search(text) else None


@dataclass
class ClaimReader:
    """Reads claims out of pieces of JSON as they come: of an object, a list or lines.

    An object with a "text" counts, however deep it stands and whatever stands around it.
    """

    read: int = 0  # characters so far
    _text: str = field(default="", repr=False)  # from the first brace that is open
    _open: list[int] = field(default_factory=list)  # where the open braces stand in it
    _quoted: bool = False
    _escaped: bool = False

    def feed(self, piece: str) -> Iterator[object]:
        """The objects with a "text" that became whole with a piece."""
        for ch in piece[: max(0, MOST_READ - self.read)]:
            self.read += 1
            if not self._open and ch != "{":
                continue
            self._text += ch
            if self._quoted:
                self._quoted = self._escaped or ch != '"'
                self._escaped = ch == "\\" and not self._escaped
            elif ch == '"':
                self._quoted = True
            elif ch == "{":
                self._open.append(len(self._text) - 1)
            elif ch == "}":
                yield from self._closed()

    @property
    def is_open(self) -> bool:
        """Whether an object is begun and not whole."""
        return bool(self._open)

    @property
    def is_full(self) -> bool:
        """Whether more came than any answer has; the rest is not read."""
        return self.read >= MOST_READ

    def _closed(self) -> Iterator[object]:
        start = self._open.pop()
        if len(self._text) - start <= _LONGEST_OBJECT:
            try:
                value = json.loads(self._text[start:])
            except (ValueError, RecursionError):
                value = None
            if isinstance(value, dict) and "text" in value:
                yield value
        if not self._open:
            self._text = ""
