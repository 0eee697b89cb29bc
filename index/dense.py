"""The dense leg: FAISS inner product over L2-normalised float32 rows, which is the cosine.

A plan has hundreds of passages, so the index is flat (exact) and every passage gets a score; at
that size one query takes about 20 microseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.fusion import WEIGHTS, Weights

if TYPE_CHECKING:
    import faiss

__all__ = ["DenseIndex"]

_FILE = "dense.faiss"


class DenseIndex:
    """Rows of passages in a FAISS flat index."""

    def __init__(self, index: faiss.Index) -> None:
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
        """Index the normalised weighted sum of text and heading vectors.

        Args:
            texts: (n, dim) float32 vectors of the passages' texts, rows of norm 1 or 0.
            headings: (n, dim) float32 vectors of the heading paths, likewise.
            weights: `heading_share` is used.
        """
        import faiss

        if texts.shape != headings.shape or texts.ndim != 2:
            raise ValueError(f"expected two (n, dim) arrays, got {texts.shape}, {headings.shape}")
        share = weights.heading_share
        rows = (1 - share) * texts.astype(np.float32) + share * headings.astype(np.float32)
        index = faiss.IndexFlatIP(rows.shape[1])
        index.add(_unit_rows(rows))
        return cls(index)

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
        total = np.zeros(self.size, np.float32)
        if self.size and query.any():
            with _one_thread():
                found, rows = self._index.search(
                    np.ascontiguousarray(query[np.newaxis], np.float32), self.size
                )
            total[rows[0]] = found[0]
        return total

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
        return cls(index)


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
