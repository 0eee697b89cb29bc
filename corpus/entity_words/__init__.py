"""General Chinese word lists by which names are told from what stands around them.

`heads.txt` names the kinds of entities, how each is asked for and how their names end;
the others are plain lists. No plan's own names stand in any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["KIND_LABELS", "Head", "head_at", "heads", "kind_words", "single_heads", "words"]


@dataclass(frozen=True, slots=True)
class Head:
    """How names of one kind end (小镇), and what must stand before it to make a name of it."""

    text: str
    kind: str
    needs: str  # "stem": a word no dictionary has; "name": a proper name; "more": and another word


def _lines(name: str) -> list[str]:
    text = (files(__name__) / f"{name}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def words(name: str) -> frozenset[str]:
    """The words of `name`.txt beside this file."""
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def heads() -> dict[str, Head]:
    """Heads by their text."""
    found: dict[str, Head] = {}
    for line in _lines("heads"):
        kind, needs, ends = line.split("|")
        if needs.strip() not in {"label", "asked"}:
            found.update({e: Head(e, kind.strip(), needs.strip()) for e in ends.split()})
    return found


@cache
def single_heads() -> frozenset[str]:
    """Heads of one character."""
    return frozenset(head for head in heads() if len(head) == 1)


@cache
def _by_last() -> dict[str, list[Head]]:
    """Heads by their last character, the longest first."""
    found: dict[str, list[Head]] = {}
    for head in sorted(heads().values(), key=lambda h: -len(h.text)):
        found.setdefault(head.text[-1], []).append(head)
    return found


def head_at(text: str, end: int) -> Head | None:
    """The longest head that ends at an offset of a text."""
    for head in _by_last().get(text[end - 1 : end], ()):
        if text.endswith(head.text, 0, end):
            return head
    return None


@cache
def kind_words() -> dict[str, str]:
    """Kinds by the words that ask for them: park for 园区."""
    rows = [line.split("|") for line in _lines("heads")]
    asked = [(kind.strip(), ends) for kind, needs, ends in rows if needs.strip() == "asked"]
    return {word: kind for kind, ends in asked for word in ends.split()}


def _labels() -> dict[str, str]:
    rows = [line.split("|") for line in _lines("heads")]
    return {kind.strip(): ends.strip() for kind, needs, ends in rows if needs.strip() == "label"}


KIND_LABELS = _labels()
"""Kinds with what they are called in Chinese."""
