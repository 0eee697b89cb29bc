"""What a question about figures wants: read off, computed how, chosen by what.

A linear model over character n-grams of the question, and of the question with its subjects, times
and numbers masked (`assistant.slots`), trained by `assistant.intents.train` on the sentences of
`assistant.sentences`. Weights are one byte each; nothing is unpickled.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.slots import Span, masked

__all__ = ["GRAMS", "Intent", "grams", "intents_of"]

GRAMS = (1, 2, 3)  # characters of an n-gram
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Intent(StrEnum):
    """What is wanted of the plan's figures."""

    NONE = "none"  # no figure
    LEVEL = "level"  # an amount, a count, an area, a rank
    SHARE = "share"
    RATE = "rate"  # stated growth a year
    GROWTH = "growth"  # over a period, in percent
    POINTS = "points"  # percentage points apart
    DIFFERENCE = "diff"  # of one indicator between two years
    DIFFERENCE_OF_TWO = "diff2"  # of two indicators in one year
    MULTIPLE = "multiple"
    YEARLY = "yearly"  # growth a year that two values imply
    PER_YEAR = "per_year"  # an amount a year, on average
    SHARE_OF = "share_of"  # of one amount in another
    PER_UNIT = "per_unit"  # of one amount on a unit of another
    SUM = "sum"
    MEAN = "mean"
    WHOLE = "whole"  # of which an amount is a known share
    BEFORE = "before"  # the value before a known growth
    MOST = "most"
    LEAST = "least"
    TWO = "two"  # which of two is more
    RANK = "rank"
    FILTER = "filter"
    LIST = "list"  # of indicators
    COUNT = "count"  # of indicators
    REVERSE = "reverse"  # of what a figure is
    CONFIRM = "confirm"
    SEVERAL = "several"


def grams(text: str, spans: tuple[Span, ...]) -> Counter[str]:
    """How often each n-gram stands in a question as it is, years and figures masked, and masked.

    Those of the question with all its `spans` masked begin with ␀.
    """
    plain = text.replace("增加值", "值")  # 增加 in it is no growth
    plain = _NUMBER.sub("N", _YEAR.sub("Y", plain))
    found = Counter(_grams(plain))
    found.update(f"␀{gram}" for gram in _grams(masked(text, spans)))
    return found


def _grams(text: str) -> Iterator[str]:
    text = f"^{text.strip('？?。 ')}$"
    return (text[i : i + n] for n in GRAMS for i in range(len(text) - n + 1))


def intents_of(text: str, spans: tuple[Span, ...]) -> list[tuple[Intent, float]]:
    """All intents with their probabilities in [0, 1], likeliest first; the sum is 1.

    Args:
        text: the question.
        spans: what its parts are for.
    """
    vocabulary, weights, scales, bias = _model()
    counted = grams(text, spans).items()
    known = {vocabulary[gram]: count for gram, count in counted if gram in vocabulary}
    scores = bias.copy()
    if known:
        places = np.fromiter(known, dtype=np.int64)
        counts = np.fromiter((1 + math.log(n) for n in known.values()), dtype=np.float32)
        values = counts * _frequencies()[places]
        values /= np.linalg.norm(values)
        scores += (values @ weights[places].astype(np.float32)) * scales
    scores = np.exp(scores - scores.max())
    scores /= scores.sum()
    pairs = zip(Intent, scores.tolist(), strict=True)
    return sorted(pairs, key=lambda pair: -pair[1])


@cache
def _model() -> tuple[
    Mapping[str, int], NDArray[np.int8], NDArray[np.float32], NDArray[np.float32]
]:
    """Vocabulary, weights (n-grams × intents), their scale and the bias of each intent."""
    terms = (files(__name__) / "grams.txt").read_text("utf-8").split("\n")
    vocabulary = {gram: place for place, gram in enumerate(terms) if gram}
    weights: NDArray[np.int8] = _array("weights")
    scales, bias = _array("scales")
    return vocabulary, weights, scales, bias


@cache
def _frequencies() -> NDArray[np.float32]:
    """Inverse sentence frequency of each n-gram."""
    frequencies: NDArray[np.float32] = _array("frequencies")
    return frequencies


def _array(name: str) -> Any:  # noqa: ANN401 - bytes or floats, as the file has them
    with as_file(files(__name__) / f"{name}.npy") as path:
        return np.load(path, allow_pickle=False)
