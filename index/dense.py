"""The dense leg: FAISS inner product over L2-normalised float32 rows, which is the cosine.

A plan has hundreds of passages, so its index is flat and every passage gets its exact score; at
that size one query takes about 20 microseconds. The time grows with the rows. From `EXACT_UP_TO`
rows on they are kept in inverted lists, one per cluster of a k-means (FAISS `IndexIVFFlat`), and
`nearest` looks only into the lists nearest to the query; what it finds carries exact scores, but
it may miss some. docs/retrieval.md has the times and the share found.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.fusion import WEIGHTS, Weights

if TYPE_CHECKING:
    import faiss

__all__ = ["EXACT_UP_TO", "DenseIndex", "mixed_rows"]

# Rows up to which a flat index answers in a few milliseconds.
EXACT_UP_TO = 50_000
_FILE = "dense.faiss"
# Lists of an index of n rows: this times the square root of n.
_LISTS = 2.0
# Share of the lists looked into.
_PROBED = 1 / 8
_TRAINED_ON = 64  # rows per list that k-means sees


class DenseIndex:
    """Rows of passages in a FAISS index, flat or in inverted lists."""

    def __init__(self, index: faiss.IndexFlat | faiss.IndexIVFFlat) -> None:
        """Hold a FAISS inner-product index whose row i is passage i."""
        self._index = index

    @classmethod
    def build(
        cls,
        texts: NDArray[np.float32],
        headings: NDArray[np.float32],
        *,
        weights: Weights = WEIGHTS,
    ) -> DenseIndex:
        """Index the normalised weighted sum of text and heading vectors; see `mixed_rows`."""
        return cls.of_rows(mixed_rows(texts, headings, weights=weights))

    @classmethod
    def of_rows(cls, rows: NDArray[np.float32], *, exact_up_to: int = EXACT_UP_TO) -> DenseIndex:
        """Index vectors.

        Args:
            rows: (n, dim) float32, rows of norm 1 or 0.
            exact_up_to: more rows than this go into inverted lists.
        """
        import faiss

        if len(rows) > exact_up_to:
            return cls(_inverted_lists(rows))
        index = faiss.IndexFlatIP(rows.shape[1])
        index.add(rows)
        return cls(index)

    @property
    def is_exact(self) -> bool:
        """Whether `nearest` misses nothing."""
        import faiss

        return isinstance(self._index, faiss.IndexFlat)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    @property
    def size(self) -> int:
        """Number of passages."""
        return int(self._index.ntotal)

    def score(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cosine of a query with every passage.

        Args:
            query: (dim,) float32 of norm 1, or all zero where nothing of the query is known.

        Returns:
            (size,) float32 in [-1, 1]; all 0 for a zero query or against a zero row.
        """
        if query.shape != (self.dim,):
            raise ValueError(f"expected a query of shape ({self.dim},), got {query.shape}")
        import faiss

        if not self.size or not query.any():
            return np.zeros(self.size, np.float32)
        if isinstance(self._index, faiss.IndexFlat):
            return _products(query, self._index.get_xb(), self.size)
        return self.score_rows(query, np.arange(self.size))

    def score_rows(self, query: NDArray[np.float32], rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """Cosine of a query, as for `score`, with some passages: (m,) for (m,) row numbers."""
        import faiss

        if not len(rows):
            return np.zeros(0, np.float32)
        with _one_thread():
            held = self._index.reconstruct_batch(rows)
        return _products(query, faiss.swig_ptr(held), len(rows))

    def nearest(
        self, query: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """The passages nearest to a query, all of them or nearly (see `is_exact`).

        Args:
            query: as for `score`.
            k: at most so many.

        Returns:
            (m,) row numbers and (m,) cosines, m <= k, the greatest first; none for a zero query.
        """
        if not self.size or not query.any():
            return np.zeros(0, np.intp), np.zeros(0, np.float32)
        with _one_thread():
            found, rows = self._index.search(
                np.ascontiguousarray(query[np.newaxis], np.float32), min(k, self.size)
            )
        held = rows[0] >= 0  # fewer than k in the lists looked into
        return rows[0][held].astype(np.intp), found[0][held]

    def dump(self) -> dict[str, bytes]:
        """The index as one named file, byte for byte what `faiss.write_index` would write."""
        import faiss

        return {_FILE: faiss.serialize_index(self._index).tobytes()}

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> DenseIndex:
        """The index `dump` wrote.

        FAISS does not notice a flipped bit or a zeroed tail: check the bytes' digest first.

        Raises:
            ValueError: bytes FAISS cannot read as an inner-product index.
            KeyError: the file is missing.
        """
        import faiss

        try:
            index = faiss.deserialize_index(np.frombuffer(files[_FILE], np.uint8))
        except RuntimeError as error:
            raise ValueError(f"FAISS cannot read {_FILE!r}: {error}") from error
        if index.metric_type != faiss.METRIC_INNER_PRODUCT:
            raise ValueError(f"expected an inner-product index, got metric {index.metric_type}")
        if not isinstance(index, faiss.IndexFlat | faiss.IndexIVFFlat):
            raise ValueError(f"expected a flat index or inverted lists, got {type(index)!r}")
        return cls(index)


def mixed_rows(
    texts: NDArray[np.float32], headings: NDArray[np.float32], *, weights: Weights = WEIGHTS
) -> NDArray[np.float32]:
    """The normalised weighted sum of text and heading vectors.

    Args:
        texts: (n, dim) float32 vectors of the passages' texts, rows of norm 1 or 0.
        headings: (n, dim) float32 vectors of the heading paths, likewise.
        weights: `heading_share` is used.

    Returns:
        (n, dim) float32, rows of norm 1 or 0.
    """
    if texts.shape != headings.shape or texts.ndim != 2:
        raise ValueError(f"expected two (n, dim) arrays, got {texts.shape}, {headings.shape}")
    share = weights.heading_share
    return _unit_rows((1 - share) * texts.astype(np.float32) + share * headings.astype(np.float32))


def _inverted_lists(rows: NDArray[np.float32]) -> faiss.IndexIVFFlat:
    """Rows in lists by k-means; its start is seeded, so equal rows give an equal index."""
    import faiss

    count, dim = rows.shape
    lists = min(count, round(_LISTS * math.sqrt(count)))
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(dim), dim, lists, faiss.METRIC_INNER_PRODUCT)
    index.cp.min_points_per_centroid = 1
    index.cp.max_points_per_centroid = _TRAINED_ON
    index.nprobe = max(1, math.ceil(lists * _PROBED))
    index.train(rows)
    index.add(rows)
    index.make_direct_map()  # from a row's number to its vector
    return index


def _products(query: NDArray[np.float32], vectors: object, count: int) -> NDArray[np.float32]:
    """(count,) inner products by the kernel FAISS searches with, and so the same to the last bit.

    Args:
        query: (dim,) float32.
        vectors: pointer to count * dim float32.
        count: rows.
    """
    import faiss

    found = np.empty(count, np.float32)
    faiss.fvec_inner_products_ny(  # type: ignore[attr-defined]  # not in its stubs
        faiss.swig_ptr(found),
        faiss.swig_ptr(np.ascontiguousarray(query, np.float32)),
        vectors,
        len(query),
        count,
    )
    return found


def _unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows scaled to norm 1; a zero row stays zero."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float32] = np.divide(
        rows, norms, out=np.zeros_like(rows, dtype=np.float32), where=norms > 0
    )
    return unit


@contextmanager
def _one_thread() -> Iterator[None]:
    """Run FAISS on one thread, then restore the calling thread's setting.

    Starting a second thread costs more than it saves for one query. The setting belongs to the
    calling thread (OpenMP), so it is made around each search and not once.
    """
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
