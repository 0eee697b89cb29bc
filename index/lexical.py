"""The lexical leg: BM25 over jieba search tokens and character bigrams.

Variant: Lucene's (`bm25s` method "lucene"; Kamphuis et al., "Which BM25 Do You Mean?", ECIR 2020).
For a query's tokens t, each counted as often as the query holds it::

    score(q, d) = sum_t idf(t) * tf(t, d) / (tf(t, d) + k1 * (1 - b + b * |d| / avgdl))
    idf(t) = ln(1 + (N - df(t) + 0.5) / (df(t) + 0.5))

Every term is positive, so a score of 0 means that no token is shared. A passage's tokens are its
text's tokens and its heading path's tokens, the latter repeated; tf and |d| count the repeats.

`bm25s` computes the matrix of scores once, at build time. Afterwards its three arrays (compressed
columns, one column per token) are all that is needed: they are stored and summed here, which
spares a loaded index the import of bm25s and its dependencies.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.fusion import WEIGHTS, Weights
from index.npy import from_npy, to_npy

__all__ = ["LexicalIndex"]

_VOCABULARY = "lexical.tokens.json"
_SCORES = "lexical.scores.npy"
_ROWS = "lexical.rows.npy"
_OFFSETS = "lexical.offsets.npy"


@dataclass(frozen=True)
class LexicalIndex:
    """BM25 scores of every (token, passage) pair that occurs, by token.

    Token number c owns `scores[offsets[c]:offsets[c + 1]]` and the passages `rows[...]` they
    belong to.
    """

    tokens: tuple[str, ...]  # sorted; the number of a token is its place
    scores: NDArray[np.float32]  # (nnz,) > 0
    rows: NDArray[np.int32]  # (nnz,) passage rows, ascending and distinct within a token
    offsets: NDArray[np.int64]  # (len(tokens) + 1,)
    size: int  # number of passages
    _columns: dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Cut the arrays into one pair of views per token."""
        bounds = self.offsets.tolist()
        columns = {
            token: (self.rows[start:end], self.scores[start:end])
            for token, start, end in zip(self.tokens, bounds[:-1], bounds[1:], strict=True)
        }
        object.__setattr__(self, "_columns", columns)

    @classmethod
    def build(
        cls,
        texts: Sequence[Sequence[str]],
        headings: Sequence[Sequence[str]],
        *,
        weights: Weights = WEIGHTS,
    ) -> LexicalIndex:
        """Index passages given as tokens.

        Args:
            texts: tokens of each passage's text.
            headings: tokens of each passage's heading path, parallel to `texts`.
            weights: `k1`, `b` and `heading_repeat` are used.
        """
        documents = [
            [*heading * weights.heading_repeat, *text]
            for heading, text in zip(map(list, headings), texts, strict=True)
        ]
        tokens = tuple(sorted({token for document in documents for token in document}))
        if not tokens:
            return cls._empty(len(documents))
        numbers = {token: number for number, token in enumerate(tokens)}
        numbered = [[numbers[token] for token in document] for document in documents]
        scores, rows, offsets = _bm25_matrix(numbered, numbers, weights)
        return cls(tokens, scores, rows, offsets, size=len(documents))

    @classmethod
    def _empty(cls, size: int) -> LexicalIndex:
        return cls(
            tokens=(),
            scores=np.zeros(0, np.float32),
            rows=np.zeros(0, np.int32),
            offsets=np.zeros(1, np.int64),
            size=size,
        )

    def score(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        """BM25 score of every passage: (size,) float32, 0 where no token is shared."""
        total = np.zeros(self.size, np.float32)
        for token in tokens:
            column = self._columns.get(token)
            if column is not None:
                rows, scores = column
                total[rows] += scores
        return total

    def dump(self) -> dict[str, bytes]:
        """The index as named files: three .npy arrays and a JSON list."""
        listed = json.dumps({"size": self.size, "tokens": self.tokens}, ensure_ascii=False)
        return {
            _VOCABULARY: listed.encode(),
            _SCORES: to_npy(self.scores),
            _ROWS: to_npy(self.rows),
            _OFFSETS: to_npy(self.offsets),
        }

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> LexicalIndex:
        """The index `dump` wrote.

        Raises:
            ValueError: bytes that are no such file; nothing is unpickled.
            KeyError: a file is missing.
        """
        listed = json.loads(files[_VOCABULARY])
        return cls(
            tokens=tuple(listed["tokens"]),
            scores=np.asarray(from_npy(files[_SCORES]), np.float32),
            rows=np.asarray(from_npy(files[_ROWS]), np.int32),
            offsets=np.asarray(from_npy(files[_OFFSETS]), np.int64),
            size=int(listed["size"]),
        )


def _bm25_matrix(
    documents: list[list[int]], numbers: dict[str, int], weights: Weights
) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.int64]]:
    """Scores, rows and offsets (see `LexicalIndex`) for documents of token numbers."""
    import bm25s  # 0.1 s, and needed only to build

    model = bm25s.BM25(k1=weights.k1, b=weights.b, method="lucene", backend="numpy")
    # Numbers are handed over, not strings: bm25s would number them in the order of a set, which
    # differs from run to run.
    model.index((documents, dict(numbers)), create_empty_token=False, show_progress=False)
    matrix = model.scores
    return (
        np.asarray(matrix["data"], np.float32),
        np.asarray(matrix["indices"], np.int32),
        np.asarray(matrix["indptr"], np.int64),
    )
