"""What a reasoning model thinks before it answers is taken out of its words.

Such models think between <think> and </think>; where the template they are served with opens the
thought for them, only its end is in the answer. Services that part the two send the thought by
itself, and it is never read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = ["UnopenedThought", "spoken", "spoken_pieces"]

_OPEN, _CLOSE = "<think>", "</think>"


class UnopenedThought(Exception):
    """A thought ends that never began: what was given on so far was no answer."""


def spoken(text: str) -> str:
    """An answer without thoughts; "" where it is one thought that does not end."""
    if _CLOSE in text:
        return text.rpartition(_CLOSE)[2].strip()
    return "" if text.lstrip().startswith(_OPEN) else text.strip()


def spoken_pieces(pieces: Iterable[str], *, thinks: bool = False) -> Iterator[str]:
    """An answer that comes in pieces, without thoughts and blanks before it.

    Args:
        pieces: as they come; a tag may be cut anywhere.
        thinks: whether a thought is sure to come first, though nothing opens it.

    Raises:
        UnopenedThought: from the iterator; the next answer is better read with `thinks`.
    """
    held, is_spoken = "", False
    for piece in pieces:
        held += piece
        if not is_spoken:
            held = held.lstrip()
            if held.startswith(_OPEN) or thinks:
                if _CLOSE not in held:
                    continue
                held, thinks = held.partition(_CLOSE)[2].lstrip(), False
            if not held or _OPEN.startswith(held):
                continue
            is_spoken = not held.startswith(_OPEN)
            if not is_spoken:
                continue
        if _CLOSE in held:
            raise UnopenedThought
        keep = _begun(held, _CLOSE)
        if ready := held[: len(held) - keep]:
            yield ready
        held = held[len(held) - keep :]
    if held and not held.startswith(_OPEN):
        yield held  # with `thinks`: it did not think this time


def _begun(text: str, tag: str) -> int:
    """How many characters at the end of a text may be the beginning of a tag."""
    sizes = range(min(len(tag) - 1, len(text)), 0, -1)
    return next((size for size in sizes if text.endswith(tag[:size])), 0)
