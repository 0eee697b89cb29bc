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
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.fusion import WEIGHTS, Weights
from index.npy import from_npy, to_npy

__all__ = ["LexicalBuilder", "LexicalIndex"]

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
    _numbers: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Number the tokens for `score`."""
        numbers = {token: number for number, token in enumerate(self.tokens)}
        object.__setattr__(self, "_numbers", numbers)

    @classmethod
    def build(
        cls,
        texts: Iterable[Sequence[str]],
        headings: Iterable[Sequence[str]],
        *,
        weights: Weights = WEIGHTS,
    ) -> LexicalIndex:
        """Index passages given as tokens.

        Args:
            texts: tokens of each passage's text.
            headings: tokens of each passage's heading path, parallel to `texts`.
            weights: `k1`, `b` and `heading_repeat` are used.
        """
        builder = LexicalBuilder(weights=weights)
        for text, heading in zip(texts, headings, strict=True):
            builder.add(text, heading)
        return builder.build()

    def score(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        """BM25 score of every passage: (size,) float32, 0 where no token is shared."""
        total = np.zeros(self.size, np.float32)
        for token in tokens:
            number = self._numbers.get(token)
            if number is not None:
                own = slice(self.offsets[number], self.offsets[number + 1])
                total[self.rows[own]] += self.scores[own]
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


class LexicalBuilder:
    """Takes passages one by one and keeps four bytes a token.

    The tokens of 300,000 passages, held as text, would take 9 GB.
    """

    def __init__(self, *, weights: Weights = WEIGHTS) -> None:
        """Start without passages; of the weights `k1`, `b` and `heading_repeat` are used."""
        self._weights = weights
        self._seen: dict[str, int] = {}  # numbers in the order of first occurrence
        self._documents: list[array[int]] = []

    def add(self, text: Sequence[str], heading: Sequence[str]) -> None:
        """Add a passage by the tokens of its text and of its heading path."""
        seen = self._seen
        tokens = (*(list(heading) * self._weights.heading_repeat), *text)
        self._documents.append(array("i", [seen.setdefault(t, len(seen)) for t in tokens]))

    def build(self) -> LexicalIndex:
        """The index of what was added; the builder is spent."""
        size = len(self._documents)
        tokens = tuple(sorted(self._seen))
        if not tokens:
            none, start = np.zeros(0, np.int32), np.zeros(1, np.int64)
            return LexicalIndex((), none.astype(np.float32), none, start, size=size)
        numbers = np.empty(len(tokens), np.int32)  # of the sorted tokens, by those of `add`
        numbers[[self._seen[token] for token in tokens]] = np.arange(len(tokens))
        self._seen.clear()
        for document in self._documents:
            document[:] = array("i", numbers[document].tobytes())
        scores, rows, offsets = _bm25_matrix(self._documents, tokens, self._weights)
        self._documents.clear()
        return LexicalIndex(tokens, scores, rows, offsets, size=size)


def _bm25_matrix(
    documents: list[array[int]], tokens: Sequence[str], weights: Weights
) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.int64]]:
    """Scores, rows and offsets (see `LexicalIndex`) for documents of token numbers."""
    import bm25s  # 0.1 s, and needed only to build

    model = bm25s.BM25(k1=weights.k1, b=weights.b, method="lucene", backend="numpy")
    # Numbers are handed over, not strings: bm25s would number them in the order of a set, which
    # differs from run to run.
    numbers = {token: number for number, token in enumerate(tokens)}
    model.index((documents, numbers), create_empty_token=False, show_progress=False)
    matrix = model.scores
    return (
        np.asarray(matrix["data"], np.float32),
        np.asarray(matrix["indices"], np.int32),
        np.asarray(matrix["indptr"], np.int64),
    )
