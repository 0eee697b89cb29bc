"""The order of what search finds: passages weighed by all that speaks for them, learned.

The two legs of the hybrid search, the words of the question one by one, the addresses it names and
the indicator table each propose passages. What speaks for each (`ranking.features`) is weighed by
boosted regression trees (Friedman, Annals of Statistics 29, 2001), trained by `eval.train_ranking`;
docs/ranking.md has the figures.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.figure_table import FigureTable
from assistant.lexicon import Lexicon
from assistant.question import Question
from assistant.ranking.features import FEATURES, PassageFeatures
from assistant.trees import Trees, trees_of
from corpus.plan import Passage, Plan
from index.retriever import HybridRetriever

__all__ = ["CANDIDATES", "Hit", "Ranker", "candidates", "ordered_by"]

CANDIDATES = (
    30  # passages weighed; 99 % of the gold sections of the development half are among them
)
# What proposes a passage, and how much: 1 is the best score of the hybrid search.
_PROPOSES = {"fused": 1.0, "said": 1.0, "pointed": 2.0, "figure_sure": 0.5}
_DECIMALS = 6  # the last bit of a sum, which differs between processors, decides nothing


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question."""

    passage: Passage
    score: float  # how likely it is what is looked for, in (0, 1)
    rank: int  # 1 = best


class Ranker:
    """Search over one plan."""

    def __init__(
        self, plan: Plan, retriever: HybridRetriever, lexicon: Lexicon, table: FigureTable
    ) -> None:
        self._parts = (plan, retriever, lexicon, table)

    @cached_property
    def features(self) -> PassageFeatures:
        """What speaks for each passage; made for the first question that is searched for."""
        return PassageFeatures(*self._parts)

    def search(self, question: Question, k: int = 10) -> list[Hit]:
        """The best k sections, each by its best passage, best first.

        Args:
            question: the question, standing alone; one of unknown words finds nothing.
            k: at most so many; no more than `CANDIDATES` are found.

        Raises:
            ValueError: k below 1.
        """
        if k < 1:
            raise ValueError(f"expected k of at least 1, got {k!r}")
        best: dict[str, Hit] = {}
        for hit in self.passages(question):
            if len(best) < k and hit.passage.path not in best:
                best[hit.passage.path] = Hit(hit.passage, hit.score, len(best) + 1)
        return list(best.values())

    def passages(self, question: Question) -> list[Hit]:
        """All candidates, several of one section among them, sorted by (-score, reading order)."""
        features = self.features
        told = features.of(features.asked(question))
        rows = candidates(told)
        start, trees = _model()
        scores = 1 / (1 + np.exp(-(start + trees.sums(told[rows]))))
        scores = np.round(scores, _DECIMALS)
        order = np.lexsort((rows, -scores))
        return [
            Hit(features.passages[rows[n]], float(scores[n]), rank)
            for rank, n in enumerate(order.tolist(), start=1)
        ]


def candidates(told: NDArray[np.float32]) -> NDArray[np.intp]:
    """Rows of the passages that are weighed: at most `CANDIDATES`, only those that fit at all.

    None where neither leg of the search nor an address has anything: words that are only guessed
    to be alike propose nothing on their own.

    Args:
        told: (passages, len(FEATURES)).
    """
    names = list(FEATURES)
    if not told[:, [names.index(name) for name in ("fused", "pointed")]].any():
        return np.zeros(0, dtype=np.intp)
    proposed = sum(
        (share * told[:, names.index(name)] for name, share in _PROPOSES.items()),
        np.zeros(len(told), dtype=np.float64),
    )
    proposed = np.round(proposed, _DECIMALS)
    best = np.argsort(-proposed, kind="stable")[:CANDIDATES]
    found: NDArray[np.intp] = best[proposed[best] > 0]
    return found


_Model = tuple[float, Trees]  # what the trees' sum is added to, and the trees
_in_use: list[_Model] = []


@contextmanager
def ordered_by(start: float, trees: Trees) -> Iterator[None]:
    """Order by other trees than the shipped ones, for training on questions these have seen."""
    _in_use.append((start, trees))
    try:
        yield
    finally:
        _in_use.pop()


def _model() -> _Model:
    return _in_use[-1] if _in_use else _shipped()


@cache
def _shipped() -> _Model:
    held = json.loads((files("assistant") / "ranking" / "trees.json").read_text("utf-8"))
    if held["features"] != list(FEATURES):
        raise ValueError(
            "ranking/trees.json was trained on other features; run python -m eval.train_ranking"
        )
    return held["start"], trees_of(held["trees"])
