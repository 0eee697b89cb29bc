"""Sentences: paragraphs joined over line breaks, split at full stops, each character traced.

A sentence that a page or a box cuts in two is one sentence again; its spans keep the pieces.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.layout import CLOSERS, Line
from corpus.plan import Sentence, SentenceKind, Span
from corpus.textops import BLANKS, BREAKS, clean

__all__ = [
    "Paragraph",
    "bullet_length",
    "is_item",
    "paragraphs",
    "sentences_of",
    "split_sentences",
]

_STOPS = "。！？!?"
_OPEN = "“（《「『【〔("
_CLOSE = "”）》」』】〕)"
_LONGEST_QUOTED = 200  # an unclosed mark must not swallow the rest of a paragraph
_ITEM_LEAD = re.compile(r".{1,12}[：:]")
_BULLETS = "•●■◆▪▲★☆□○◇➢✓·‧-－＊*"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Joined text of some lines; `offsets[i]` is where `text[i]` stands in the published text."""

    text: str
    offsets: tuple[int, ...]
    bullet: bool  # began with a bullet, which is not part of `text`


def paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """Paragraphs of one node's own lines, in order."""
    found: list[Paragraph] = []
    chars: list[str] = []
    offsets: list[int] = []
    bullet = False
    for line in lines:
        skip = 0 if chars else bullet_length(line.text)
        if not chars:
            bullet = skip > 0
        chars.append(line.text[skip:])
        offsets.extend(range(line.text_start + skip, line.text_start + len(line.text)))
        if line.ends_paragraph:
            found.append(Paragraph("".join(chars), tuple(offsets), bullet))
            chars, offsets = [], []
    if chars:
        found.append(Paragraph("".join(chars), tuple(offsets), bullet))
    return [paragraph for paragraph in found if paragraph.text]


def bullet_length(text: str) -> int:
    """Characters of a bullet and the blanks after it at the start of `text`; 0 if none.

    Private-use characters are symbol-font bullets that extraction could not name.
    """
    if not text or not ("\ue000" <= text[0] <= "\uf8ff" or text[0] in _BULLETS):
        return 0
    rest = text[1:].lstrip(BLANKS)
    blank = len(text) - 1 - len(rest)
    if text[0] in "-－·*＊" and not blank:
        return 0
    return 1 + blank


def is_item(text: str) -> bool:
    """Whether a line begins an item of a list: a bullet, or a short name and a colon (一核：…)."""
    return bool(bullet_length(text) or _ITEM_LEAD.match(text))


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Half-open ranges of the sentences of one paragraph; together they cover it all.

    A full stop inside open quotation marks or brackets ends no sentence.
    """
    ranges: list[tuple[int, int]] = []
    start = depth = opened = 0
    i = 0
    while i < len(text):
        ch = text[i]
        if ch in _OPEN:
            depth, opened = depth + 1, (i if depth == 0 else opened)
        elif ch in _CLOSE:
            depth = max(depth - 1, 0)
        elif ch in _STOPS and (depth == 0 or i - opened > _LONGEST_QUOTED):
            if ch in "!?" and text[i + 1 : i + 2].isalnum():
                i += 1
                continue
            while i + 1 < len(text) and (text[i + 1] in CLOSERS or text[i + 1] in _STOPS):
                i += 1
            ranges.append((start, i + 1))
            start, depth = i + 1, 0
        i += 1
    if start < len(text):
        ranges.append((start, len(text)))
    return ranges


def sentences_of(
    source: str,
    paragraph: Paragraph,
    ranges: Sequence[tuple[int, int, SentenceKind]],
    path: str,
    page_at: Sequence[int | None],
) -> list[Sentence]:
    """Sentences of `paragraph` at the given ranges.

    Args:
        source: the published text.
        paragraph: the paragraph, its characters traced to `source`.
        ranges: (start, end, kind) within the paragraph's text.
        path: address of the node.
        page_at: printed page of every character of `source`.
    """
    found = []
    for start, end, kind in ranges:
        while start < end and paragraph.text[start] in BLANKS:
            start += 1
        while end > start and paragraph.text[end - 1] in BLANKS:
            end -= 1
        if start == end:
            continue
        spans = _contiguous(source, paragraph.offsets[start:end])
        found.append(
            Sentence(
                text="".join(clean(source[s.start : s.end]) for s in spans),
                spans=spans,
                pages=tuple(page_at[s.start] for s in spans),
                path=path,
                kind=kind,
            )
        )
    return found


def _contiguous(source: str, offsets: Sequence[int]) -> tuple[Span, ...]:
    """Runs of offsets with nothing but blanks and line breaks between them."""
    spans: list[Span] = []
    begin = last = offsets[0]
    for offset in offsets[1:]:
        if offset != last + 1 and source[last + 1 : offset].strip(BLANKS + BREAKS):
            spans.append(Span(begin, last + 1))
            begin = offset
        last = offset
    spans.append(Span(begin, last + 1))
    return tuple(spans)
