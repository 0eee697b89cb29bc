"""Hybrid search: both legs score every passage, the fusion ranks them.

Where passages are too many for that (`index.dense.EXACT_UP_TO`), only the best of each leg are
scored by both; see `HybridRetriever.search`.

Passages that score 0 (see `index.fusion`) are never returned: a query of unknown words finds
nothing rather than something arbitrary.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.caching import kept
from corpus.plan import Passage
from index.dense import DenseIndex, mixed_rows
from index.embedding import Embedder
from index.fusion import WEIGHTS, Weights, fuse, rank
from index.lexical import LexicalBuilder, LexicalIndex
from index.tokenizer import Segmenter
from index.vocabulary import Vocabulary

__all__ = ["HybridRetriever", "ScoredPassage", "Scores", "build_retriever"]

# Passages cut into words and turned into vectors together: few enough for the segmenter to still
# know the words when the embedder asks for them.
_BATCH = 500
# Passages taken from each leg at first, and how many times more where they do not suffice.
_FIRST_TAKEN = 1000
_MORE_TAKEN = 4


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
    """Scores of n passages for one query, in the order of the passages."""

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

    @kept(64)
    def scores(self, query: str) -> Scores:
        """Scores of all passages; kept for the next step that asks, so not to be changed."""
        lexical = self.lexical.score(self.segmenter.search_tokens(query))
        vector = self.embedder.encode_query(query)
        dense = self.dense.score(vector)
        return Scores(lexical, dense, fuse(lexical, dense, weights=self.weights), vector)

    def search(self, query: str, k: int = 10) -> list[ScoredPassage]:
        """The best k passages, sorted by (-score, passage_id).

        Over a dense index that is not exact this is the threshold algorithm (Fagin, Lotem and
        Naor, "Optimal aggregation algorithms for middleware", JCSS 2003): of each leg the best m
        are scored by both. What is in neither list scores no more than the last of both lists
        would together; where k passages score more than that, they are the best, else m grows.
        So nothing is missed but what the dense leg misses.

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
        if self.dense.is_exact:
            rows, scores = np.arange(len(self.passages)), self.scores(query)
        else:
            lexical = self.lexical.score(self.segmenter.search_tokens(query))
            rows, scores = self._shortlist(lexical, self.embedder.encode_query(query), k)
        return [
            ScoredPassage(
                passage=self.passages[rows[at]],
                score=float(scores.fused[at]),
                rank=place,
                lexical=float(scores.lexical[at]),
                dense=float(scores.dense[at]),
            )
            for place, at in enumerate(rank(scores.fused, self._order[rows], k).tolist(), start=1)
        ]

    def _scores_of(
        self, rows: NDArray[np.intp], lexical: NDArray[np.float32], vector: NDArray[np.float32]
    ) -> Scores:
        """Scores of some passages, all passages' BM25 scores being known."""
        whole = len(rows) == len(lexical)
        words = lexical if whole else lexical[rows]
        dense = self.dense.score(vector) if whole else self.dense.score_rows(vector, rows)
        top = float(lexical.max(initial=0.0))
        return Scores(words, dense, fuse(words, dense, weights=self.weights, top=top), vector)

    def _shortlist(
        self, lexical: NDArray[np.float32], vector: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.intp], Scores]:
        """Rows, ascending, that hold the best k, and their scores; see `search`."""
        size = len(self.passages)
        top = float(lexical.max(initial=0.0))
        taken = max(_FIRST_TAKEN, k)
        while taken < size:
            by_words = np.argpartition(lexical, size - taken)[size - taken :]
            near, cosines = self.dense.nearest(vector, taken)
            last = fuse(
                lexical[by_words].min(keepdims=True),
                cosines[-1:] if len(cosines) else np.zeros(1, np.float32),
                weights=self.weights,
                top=top,
            )[0]
            rows = np.union1d(by_words, near)
            scores = self._scores_of(rows, lexical, vector)
            if last == 0 or np.count_nonzero(scores.fused > last) >= k:
                return rows, scores
            taken *= _MORE_TAKEN
        rows = np.arange(size)
        return rows, self._scores_of(rows, lexical, vector)


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
    paths = list(dict.fromkeys(passage.heading for passage in held))  # many passages share one
    tokens = {path: [t for title in path for t in segmenter.search_tokens(title)] for path in paths}
    place = {path: number for number, path in enumerate(paths)}
    headings = embedder.encode([" ".join(path) for path in paths])
    builder = LexicalBuilder(weights=weights)
    vectors = np.zeros((len(held), embedder.dim), np.float32)
    for start in range(0, len(held), _BATCH):
        batch = held[start : start + _BATCH]
        for passage in batch:
            builder.add(segmenter.search_tokens(passage.text), tokens[passage.heading])
        vectors[start : start + _BATCH] = mixed_rows(
            embedder.encode([passage.text for passage in batch]),
            headings[[place[passage.heading] for passage in batch]],
            weights=weights,
        )
    lexical = builder.build()
    dense = DenseIndex.of_rows(vectors)
    return HybridRetriever(held, lexical, dense, embedder, segmenter, weights=weights)
