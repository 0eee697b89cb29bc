"""Word vectors to begin with: the factorised table of which words stand near which.

Positive pointwise mutual information with smoothed contexts, factorised by truncated SVD, left
singular vectors without their singular values: Levy, Goldberg and Dagan, "Improving Distributional
Similarity with Lessons Learned from Word Embeddings" (TACL 2015). Row norms follow the smooth
inverse frequency of Arora, Liang and Ma, "A Simple but Tough-to-Beat Baseline for Sentence
Embeddings" (ICLR 2017), so that a sum over words is a weighted sum.
"""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["inverse_frequency", "quantise", "word_vectors"]

_CONTEXT_SMOOTHING = 0.75
_SUBSAMPLING = 1e-4  # words more frequent than this are thinned out
_INVERSE_FREQUENCY = 1e-4
_FEWEST_TOGETHER = 1.0  # weighted occurrences of a pair that counts
_GAP = -1  # stands between articles


def word_vectors(
    articles: Iterable[Sequence[str]],
    vocabulary: Mapping[str, int],
    *,
    dim: int,
    window: int,
    seed: int,
) -> NDArray[np.float32]:
    """(n_words, dim) float32 rows of norm `inverse_frequency`; row 0, the unknown word's, is zero.

    Args:
        articles: sentences of known words with blanks between them.
        vocabulary: row of each word, the unknown word's being 0.
        dim: length of a vector.
        window: words this far apart are together; nearer ones count more.
        seed: of the thinning and the factorisation.
    """
    rows = _rows_of(articles, vocabulary, window)
    counts = np.bincount(rows[rows >= 0], minlength=len(vocabulary))
    kept = rows[_thinned(rows, counts, np.random.default_rng(seed))]
    table = _positive_information(_together(kept, len(vocabulary), window))
    from sklearn.utils.extmath import randomized_svd

    left, _, _ = randomized_svd(table, dim, n_iter=2, random_state=seed)
    norms = np.linalg.norm(left, axis=1, keepdims=True)
    unit = left / np.where(norms > 0, norms, 1)
    vectors: NDArray[np.float32] = (unit * inverse_frequency(counts)[:, None]).astype(np.float32)
    vectors[0] = 0
    return vectors


def inverse_frequency(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """(n,) weights a / (a + p), in (0, 1], p being the share of each word."""
    shares = counts / max(1, counts.sum())
    weights: NDArray[np.float64] = _INVERSE_FREQUENCY / (_INVERSE_FREQUENCY + shares)
    return weights


def quantise(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Eight bits a number: (n, dim) int8 rows and (n,) scales, `rows * scales` being the vectors.

    The error of a number is at most half a scale, 1/254 of the greatest number of its row.
    """
    scales = (np.abs(vectors).max(axis=1) / 127).astype(np.float32)
    rows = np.rint(vectors / np.where(scales > 0, scales, 1)[:, None])
    return rows.astype(np.int8), scales


def _rows_of(
    articles: Iterable[Sequence[str]], vocabulary: Mapping[str, int], window: int
) -> NDArray[np.int32]:
    """The corpus as one row of numbers, with a gap between articles."""
    rows = array("i")
    for article in articles:
        for sentence in article:
            rows.extend(vocabulary.get(word, 0) for word in sentence.split())
        rows.extend(itertools.repeat(_GAP, window))
    return np.frombuffer(rows, np.int32)


def _thinned(
    rows: NDArray[np.int32], counts: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Which places to keep: gaps, and known words, frequent ones by chance."""
    shares = np.maximum(counts / max(1, counts.sum()), 1e-12)
    chance = np.minimum(1, np.sqrt(_SUBSAMPLING / shares))
    chance[0] = 0
    kept: NDArray[np.bool_] = (rows == _GAP) | (rng.random(len(rows)) < chance[rows])
    return kept


def _together(rows: NDArray[np.int32], size: int, window: int) -> Any:  # noqa: ANN401 - scipy
    """Sparse symmetric (size, size): how often two words are near each other, by nearness."""
    from scipy import sparse

    table = sparse.csr_matrix((size, size), dtype=np.float32)
    for distance in range(1, window + 1):
        left, right = rows[:-distance].astype(np.int64), rows[distance:].astype(np.int64)
        both = (left >= 0) & (right >= 0)
        left, right = left[both], right[both]
        codes, counts = np.unique(
            np.minimum(left, right) * size + np.maximum(left, right), return_counts=True
        )
        nearness = counts.astype(np.float32) * ((window + 1 - distance) / window)
        table += sparse.csr_matrix((nearness, (codes // size, codes % size)), shape=(size, size))
    table = (table + table.T).tocsr()
    table.data[table.data < _FEWEST_TOGETHER] = 0
    table.eliminate_zeros()
    return table


def _positive_information(together: Any) -> Any:  # noqa: ANN401 - scipy
    """Sparse positive pointwise mutual information of a table of counts."""
    from scipy import sparse

    sums = np.asarray(together.sum(axis=1)).ravel()
    contexts = sums**_CONTEXT_SMOOTHING
    contexts *= sums.sum() / max(contexts.sum(), 1e-9)
    table = together.tocoo()
    expected = sums[table.row] * contexts[table.col] / max(sums.sum(), 1e-9)
    information = np.log(table.data / np.maximum(expected, 1e-9))
    positive = information > 0
    return sparse.csr_matrix(
        (information[positive].astype(np.float32), (table.row[positive], table.col[positive])),
        shape=table.shape,
    )
