"""What each part of a question is for: its subject, a share's whole, a time, a place, a number.

A linear-chain conditional random field over characters (Lafferty, McCallum and Pereira, ICML 2001),
trained by `assistant.slots.train` on the marked sentences of `assistant.sentences`. They are about
imaginary plans of any kind, so the tagger knows how people put questions, not what a plan is about.
Weights are one byte each; nothing is unpickled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.tokenizer import general_segmenter

__all__ = ["LABELS", "Slot", "Span", "features", "masked", "slots_of", "using"]


class Slot(StrEnum):
    """What a span of a question is for; the value stands for it where the question is masked."""

    SUBJECT = "S"  # which thing is asked about
    WHOLE = "W"  # of what a share is asked, or by what is divided
    TIME = "T"  # for which year or years
    PLACE = "D"  # where in the document
    NUMBER = "N"  # a figure the asker names


@dataclass(frozen=True, slots=True)
class Span:
    """Part of a question, from `start` to before `end`."""

    slot: Slot
    start: int
    end: int
    text: str


LABELS = ("O", *(f"{side}-{slot.value}" for slot in Slot for side in "BI"))
_WIDTH = 3  # characters to either side that are looked at
# Stretches of characters that are looked at, from a character on: their name, start and end.
_AROUND = tuple(
    (f"{size}{shift}", _WIDTH + shift, _WIDTH + shift + size)
    for size in (1, 2, 3)
    for shift in range(-_WIDTH, _WIDTH + 2 - size)
    if size < 3 or -2 <= shift <= 0
)
_PERIOD = re.compile(r"“?十[一二三四五六]五”?(?:时期|期间)?")
_OF_TIME = re.compile(r"[的时期间末底初头尾那这前后以之和与、到至—年五规计收第开]|[一二两三四\d]年")
_EDGE = "␀"  # beyond the text


def features(text: str) -> list[list[str]]:
    """What each character of a text shows the tagger: itself, its neighbours, its word."""
    padded = _EDGE * _WIDTH + text.lower() + _EDGE * _WIDTH
    words = _words(text)
    return [
        [
            *(name + padded[place + start : place + end] for name, start, end in _AROUND),
            *_of_words(words, place),
        ]
        for place in range(len(text))
    ]


class _Word(NamedTuple):
    start: int
    text: str
    tag: str
    band: int  # how common it is, by powers of ten


def _words(text: str) -> list[tuple[_Word, _Word, _Word]]:
    """For each character its word, the one before and the one after."""
    segmenter = general_segmenter()
    found: list[_Word] = []
    edge = _Word(-1, _EDGE, "", 0)
    for start, end in segmenter.spans(text):
        word = text[start:end].lower()
        band = len(str(segmenter.frequency(word)))
        found.append(_Word(start, word, segmenter.part_of_speech(word) or "-", band))
    padded = [edge, *found, edge]
    places: list[tuple[_Word, _Word, _Word]] = []
    for at, own in enumerate(found, 1):
        places += [(padded[at - 1], own, padded[at + 1])] * len(own.text)
    return places


def _of_words(places: list[tuple[_Word, _Word, _Word]], at: int) -> Iterator[str]:
    before, word, after = places[at]
    offset, left = at - word.start, word.start + len(word.text) - 1 - at
    spot = "S" if not offset and not left else "B" if not offset else "E" if not left else "I"
    yield f"w{spot}{word.text}"
    yield f"t{spot}{word.tag}"
    yield f"f{spot}{word.tag[:1]}{word.band}"
    yield f"l{spot}{min(len(word.text), 5)}"
    yield f"bw{spot}{before.text}"
    yield f"aw{spot}{after.text}"
    yield f"bt{spot}{before.tag}|{word.tag}"
    yield f"at{spot}{word.tag}|{after.tag}"


@lru_cache(maxsize=256)
def slots_of(text: str) -> tuple[Span, ...]:
    """The spans of a question that are for something, in its order; they do not overlap."""
    labels = _best_path(_emissions(text)) if text else []
    spans: list[Span] = []
    start = 0
    for place in range(1, len(labels) + 1):
        label = labels[place] if place < len(labels) else "O"
        open_label = labels[start]
        if label[0] == "I" and label[2:] == open_label[2:]:
            continue
        if open_label != "O":
            end = _before_number(text, start, place)
            spans += _parted(Span(Slot(open_label[2:]), start, end, text[start:end]))
        start = place
    return tuple(spans)


def _parted(span: Span) -> list[Span]:
    """A span; a time that runs on into what is asked of (十二五金融) as both."""
    told = _PERIOD.match(span.text) if span.slot is Slot.TIME else None
    if told is None or _OF_TIME.match(span.text, told.end()):
        return [span]
    segmenter = general_segmenter()
    first = next(iter(segmenter.dictionary_words(span.text[told.end() :])), "")
    if len(first) < 2 or not segmenter.part_of_speech(first).startswith("n"):
        return [span]
    border = span.start + told.end()
    return [
        Span(Slot.TIME, span.start, border, told[0]),
        Span(Slot.SUBJECT, border, span.end, span.text[told.end() :]),
    ]


def _before_number(text: str, start: int, end: int) -> int:
    """The end of a span, before a number that it would cut in two: gao of gao2.7."""
    cut = end < len(text) and text[end - 1].isdigit() and (text[end].isdigit() or text[end] == ".")
    while cut and end - 1 > start and text[end - 1].isdigit():
        end -= 1
    return end


def masked(text: str, spans: tuple[Span, ...]) -> str:
    """A text with each of its spans as the letter of its slot."""
    parts, position = [], 0
    for span in spans:
        parts += [text[position : span.start], span.slot.value]
        position = span.end
    return "".join([*parts, text[position:]])


def _emissions(text: str) -> NDArray[np.float32]:
    """Score of each label at each character: (characters, labels)."""
    places, weights, scales, _ = _model()
    rows, sizes = [], []
    for shown in features(text):
        known = [place for place in map(places.get, shown) if place is not None]
        rows += known
        sizes.append(len(known))
    sums = np.zeros((len(rows) + 1, len(LABELS)), dtype=np.int32)  # of all rows before each
    np.cumsum(weights[rows], axis=0, dtype=np.int32, out=sums[1:])
    ends = np.cumsum(sizes)
    emissions: NDArray[np.float32] = (sums[ends] - sums[ends - sizes]).astype(np.float32) * scales
    return emissions


def _best_path(emissions: NDArray[np.float32]) -> list[str]:
    """The likeliest labels (Viterbi); I- only goes on from B- or I- of its slot."""
    moves = _model()[3]
    score = emissions[0] + moves[-1]
    back = []
    for row in emissions[1:]:
        ways = score[:, None] + moves[:-1]
        back.append(ways.argmax(axis=0))
        score = ways.max(axis=0) + row
    best = int(score.argmax())
    path = [best]
    for choices in reversed(back):
        path.append(int(choices[path[-1]]))
    return [LABELS[label] for label in reversed(path)]


_Model = tuple[dict[str, int], NDArray[np.int8], NDArray[np.float32], NDArray[np.float32]]
_in_use: list[_Model] = []


@contextmanager
def using(
    listed: Sequence[str],
    weights: NDArray[np.int8],
    scales: NDArray[np.float32],
    moves: NDArray[np.float32],
) -> Iterator[None]:
    """Tag by another model than the shipped one, for measuring it."""
    _in_use.append(({feature: n for n, feature in enumerate(listed)}, weights, scales, moves))
    slots_of.cache_clear()
    try:
        yield
    finally:
        _in_use.pop()
        slots_of.cache_clear()


def _model() -> _Model:
    return _in_use[-1] if _in_use else _shipped()


@cache
def _shipped() -> _Model:
    """Features, weights (features x labels), their scales, and what a move between labels scores.

    Of the moves the last row is that from the beginning; rows are from, columns to.
    """
    listed = (files(__name__) / "features.txt").read_text("utf-8").split("\n")
    return (
        {feature: place for place, feature in enumerate(listed)},
        _array("weights"),
        _array("scales"),
        _array("moves"),
    )


def _array(name: str) -> Any:  # noqa: ANN401 - bytes or floats, as the file has them
    with as_file(files(__name__) / f"{name}.npy") as path:
        return np.load(path, allow_pickle=False)
