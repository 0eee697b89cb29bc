"""A plan's sentences as characters with their offsets, and as paragraphs.

Cards, the page 原文 and its search have the same characters: those `corpus.textops.clean` keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from corpus.plan import Sentence, SentenceKind
from corpus.textops import clean

__all__ = ["Characters", "characters", "paragraphs"]

Characters = list[tuple[int, str]]  # offset in the published text, the character there


def characters(text: str, sentence: Sentence) -> Characters:
    """A sentence without its line breaks, each character with its offset.

    The lines of a table's row are kept apart by a blank, which has the offset before it.
    """
    gap = " " if sentence.kind is SentenceKind.ROW else ""
    found: Characters = []
    for start, end in _lines(text, sentence):
        kept = list(_kept(text, start, end))
        if found and kept and gap:
            found.append((found[-1][0], gap))
        found += kept
    return found


def paragraphs(text: str, sentences: Iterable[Sentence], words: Callable[[Sentence], str]) -> str:
    """Headings, items and rows on lines of their own, running sentences as printed.

    Args:
        text: the published text.
        sentences: in reading order.
        words: a sentence as finished HTML.
    """
    found: list[tuple[SentenceKind, str]] = []
    for sentence in sentences:
        said = words(sentence)
        goes_on = (
            sentence.kind is SentenceKind.PROSE
            and bool(found)
            and found[-1][0] is SentenceKind.PROSE
            and not _begins_line(text, sentence.start)
        )
        if goes_on:
            said = found.pop()[1] + said
        found.append((sentence.kind, said))
    return "".join(f'<p class="pq-{kind.value}">{said}</p>' for kind, said in found)


def _begins_line(text: str, offset: int) -> bool:
    """Whether only blanks stand between `offset` and the line break before it."""
    before = text[max(0, offset - 80) : offset].rstrip(" \t\u3000")
    return not before or before[-1] in "\n\r\f\v"


def _lines(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The sentence's spans; line by line for a row, whose cells a line break may part."""
    for span in sentence.spans:
        if sentence.kind is not SentenceKind.ROW:
            yield span.start, span.end
            continue
        start = span.start
        for line in text[span.start : span.end].splitlines(keepends=True):
            yield start, start + len(line)
            start += len(line)


def _kept(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Offset and character of what `clean` keeps of `text[start:end]`."""
    offset = start
    for character in clean(text[start:end]):
        offset = text.index(character, offset, end)
        yield offset, character
        offset += 1
