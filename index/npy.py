"""Arrays as bytes of the .npy format, nothing pickled."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray

__all__ = ["from_npy", "to_npy"]


def to_npy(array: NDArray[np.generic]) -> bytes:
    """The bytes of a .npy file."""
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def from_npy(raw: bytes) -> NDArray[np.generic]:
    """The array that `to_npy` wrote.

    Raises:
        ValueError: not a .npy file, or one of objects.
    """
    array: NDArray[np.generic] = np.load(io.BytesIO(raw), allow_pickle=False)
    return array
