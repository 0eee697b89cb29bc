"""Hybrid search: both legs score every passage, the fusion ranks them.

Passages that score 0 (see `index.fusion`) are never returned: a query of unknown words finds
nothing rather than something arbitrary.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.plan import Passage
from index.dense import DenseIndex
from index.embedding import Embedder
from index.fusion import WEIGHTS, Weights, fuse, rank
from index.lexical import LexicalIndex
from index.tokenizer import Segmenter
from index.vocabulary import Vocabulary

__all__ = ["HybridRetriever", "ScoredPassage", "Scores", "build_retriever"]


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage found by one query."""

    passage: Passage
    score: float  # fused, in (0, 1]; comparable within one query only
    rank: int  # 1 = best
    lexical: float  # BM25, >= 0
    dense: float  # cosine in [-1, 1]


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of all n passages for one query, in the order of the passages."""

    lexical: NDArray[np.float32]
    dense: NDArray[np.float32]
    fused: NDArray[np.float64]
    vector: NDArray[np.float32]  # of the query, (dim,)


class HybridRetriever:
    """Search over the passages of one plan."""

    def __init__(
        self,
        passages: Sequence[Passage],
        lexical: LexicalIndex,
        dense: DenseIndex,
        embedder: Embedder,
        segmenter: Segmenter,
        *,
        vocabulary: Vocabulary | None = None,
        weights: Weights = WEIGHTS,
    ) -> None:
        """Join two indexes over the same passages.

        Args:
            passages: what is searched.
            lexical: their words.
            dense: their vectors.
            embedder: what made the vectors.
            segmenter: what cut the words.
            vocabulary: the words with their vectors, if they are made already.
            weights: what each leg counts.

        Raises:
            ValueError: an index of another number of passages.
        """
        if not len(passages) == lexical.size == dense.size:
            raise ValueError(
                f"expected indexes of {len(passages)} passages, got {lexical.size} (lexical) "
                f"and {dense.size} (dense)"
            )
        self.passages = tuple(passages)
        self.lexical = lexical
        self.dense = dense
        self.embedder = embedder
        self.segmenter = segmenter
        self.weights = weights
        self._vocabulary = vocabulary
        by_id = sorted(range(len(passages)), key=lambda row: passages[row].passage_id)
        self._order = np.empty(len(passages), np.intp)
        self._order[by_id] = np.arange(len(passages))

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the passages with their vectors."""
        if self._vocabulary is None:
            self._vocabulary = Vocabulary.build(self.lexical.tokens, self.embedder)
        return self._vocabulary

    def with_weights(self, weights: Weights) -> Self:
        """The same indexes ranked by other weights.

        Raises:
            ValueError: weights the indexes themselves were built with differ; build anew.
        """
        if weights.stored != self.weights.stored:
            raise ValueError(
                f"expected the weights the index was built with, {self.weights.stored}, "
                f"got {weights.stored}; use build_retriever"
            )
        return type(self)(
            self.passages,
            self.lexical,
            self.dense,
            self.embedder,
            self.segmenter,
            vocabulary=self._vocabulary,
            weights=weights,
        )

    @lru_cache(maxsize=64)  # noqa: B019 - one retriever lives as long as its plan
    def scores(self, query: str) -> Scores:
        """Scores of all passages; kept for the next step that asks, so not to be changed."""
        lexical = self.lexical.score(self.segmenter.search_tokens(query))
        vector = self.embedder.encode_query(query)
        dense = self.dense.score(vector)
        return Scores(lexical, dense, fuse(lexical, dense, weights=self.weights), vector)

    def search(self, query: str, k: int = 10) -> list[ScoredPassage]:
        """The best k passages, sorted by (-score, passage_id).

        Args:
            query: any text; an empty one, or one of unknown words, finds nothing.
            k: at most so many passages; may exceed their number.

        Raises:
            ValueError: k below 1.
        """
        if k < 1:
            raise ValueError(f"expected k of at least 1, got {k!r}")
        if not query.strip():
            return []
        scores = self.scores(query)
        return [
            ScoredPassage(
                passage=self.passages[row],
                score=float(scores.fused[row]),
                rank=place,
                lexical=float(scores.lexical[row]),
                dense=float(scores.dense[row]),
            )
            for place, row in enumerate(rank(scores.fused, self._order, k).tolist(), start=1)
        ]


def build_retriever(
    passages: Iterable[Passage],
    *,
    embedder: Embedder,
    segmenter: Segmenter,
    weights: Weights = WEIGHTS,
) -> HybridRetriever:
    """Both indexes over `passages`, in memory.

    An experiment calls this with other weights; `index.store` calls it and keeps the result.
    """
    held = tuple(passages)
    heading_paths = {passage.heading: None for passage in held}  # many passages share one
    tokens = {
        path: [token for title in path for token in segmenter.search_tokens(title)]
        for path in heading_paths
    }
    lexical = LexicalIndex.build(
        [segmenter.search_tokens(passage.text) for passage in held],
        [tokens[passage.heading] for passage in held],
        weights=weights,
    )
    texts = embedder.encode([passage.text for passage in held])
    headings = embedder.encode([" ".join(passage.heading) for passage in held])
    dense = DenseIndex.build(texts, headings, weights=weights)
    return HybridRetriever(held, lexical, dense, embedder, segmenter, weights=weights)
