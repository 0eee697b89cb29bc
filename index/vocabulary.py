"""The plan's words with their vectors, kept in the index: cutting them anew costs more than a read.

They stand for what a question says in other words: the plan's words that are close to one of its.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder
from index.npy import from_npy, to_npy

__all__ = ["LONGEST", "Vocabulary"]

LONGEST = 6  # characters of a word; longer ones are phrases
_WORD = re.compile(rf"[\u4e00-\u9fff]{{2,{LONGEST}}}")
_WORDS = "vocabulary.words.json"
_VECTORS = "vocabulary.vectors.npy"


@dataclass(frozen=True)
class Vocabulary:
    """Words of two to six Chinese characters, and what the embedding makes of them.

    Raises:
        ValueError: not one vector a word.
    """

    words: tuple[str, ...]
    vectors: NDArray[np.float32]  # (words, dim), rows of norm 1 or 0

    def __post_init__(self) -> None:
        """Check the sizes."""
        if self.vectors.ndim != 2 or len(self.vectors) != len(self.words):
            raise ValueError(
                f"expected vectors of {len(self.words)} words, got shape {self.vectors.shape}"
            )

    @classmethod
    def build(cls, tokens: Iterable[str], embedder: Embedder) -> Self:
        """The words among the tokens of an index, in their order."""
        words = [token for token in tokens if _WORD.fullmatch(token)]
        return cls(tuple(words), embedder.encode(words))

    def dump(self) -> dict[str, bytes]:
        """The words as a JSON list and the vectors as a .npy array."""
        return {
            _WORDS: json.dumps(self.words, ensure_ascii=False).encode(),
            _VECTORS: to_npy(self.vectors),
        }

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> Self:
        """What `dump` wrote.

        Raises:
            ValueError: not a vocabulary.
            KeyError: a file is missing.
        """
        vectors = np.asarray(from_npy(files[_VECTORS]), np.float32)
        return cls(tuple(json.loads(files[_WORDS])), vectors)
