"""How the two legs' scores become one ranking, and every weight that decides it.

Formula, for passage i of n::

    L_i = lexical_i / max_j lexical_j        in [0, 1]; 0 everywhere where the maximum is 0
    D_i = max(0, dense_i)                    in [0, 1]; cosine of query and passage
    score_i = (1 - w) * L_i + w * D_i        where lexical_i > 0 or dense_i >= floor, else 0

This is the convex combination of Bruch, Gai and Ingber, "An Analysis of Fusion Functions for
Hybrid Retrieval" (ACM TOIS 2023), with the maximum of each leg's known lower bound 0 as scale. It
keeps the distances between scores, which rank fusion throws away. The lexical leg leads; the dense
leg moves near ties and reaches passages that share no word with the query. A passage with neither
a shared word nor a cosine above the floor scores 0 and is never returned.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["WEIGHTS", "Weights", "fuse", "rank"]

# Each value stands within a plateau of hit rates, so none is tuned to its second digit.
# BM25 (see index/lexical.py). b is low because a row of a table is short by nature, not by focus.
LEXICAL_K1 = 1.2
LEXICAL_B = 0.4
# How many times the heading path's tokens count as if they stood in the passage.
LEXICAL_HEADING_REPEAT = 2
# Share of the heading's vector in a passage's vector, in [0, 1]; the text has the rest.
DENSE_HEADING_SHARE = 0.3
# w of the formula, in [0, 1].
DENSE_WEIGHT = 0.4
# Cosine from which a passage without a shared word is a candidate. The best passage for a question
# on another matter reaches 0.1 to 0.2, the right passage for a question of the plan 0.3 to 0.8.
DENSE_FLOOR = 0.2
# Scores are rounded to this many decimals, so that the last bit of a sum, which differs between
# processors, never decides between two passages of the same words.
SCORE_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Weights:
    """One setting of every weight of retrieval; the defaults are the product's.

    An experiment varies them with `dataclasses.replace(WEIGHTS, dense=0.3)` and hands the result
    to `index.retriever.build_retriever`, or to `HybridRetriever.with_weights` where only
    `dense` and `dense_floor`, which nothing stored depends on, are varied.
    """

    k1: float = LEXICAL_K1
    b: float = LEXICAL_B
    heading_repeat: int = LEXICAL_HEADING_REPEAT
    heading_share: float = DENSE_HEADING_SHARE
    dense: float = DENSE_WEIGHT
    dense_floor: float = DENSE_FLOOR

    def __post_init__(self) -> None:
        """Refuse values outside their ranges.

        Raises:
            ValueError: a weight that has no meaning.
        """
        shares = {"b": self.b, "heading_share": self.heading_share, "dense": self.dense}
        for name, share in shares.items():
            if not 0 <= share <= 1:
                raise ValueError(f"expected {name} in [0, 1], got {share!r}")
        if self.k1 < 0 or self.heading_repeat < 0:
            raise ValueError(
                f"expected k1 and heading_repeat from 0, got {self.k1!r} and "
                f"{self.heading_repeat!r}"
            )
        if self.dense_floor <= 0:
            raise ValueError(f"expected dense_floor above 0, got {self.dense_floor!r}")

    @property
    def stored(self) -> dict[str, float]:
        """The weights an index on disk depends on: a change of one needs a new index."""
        return {
            "k1": self.k1,
            "b": self.b,
            "heading_repeat": self.heading_repeat,
            "heading_share": self.heading_share,
        }


WEIGHTS = Weights()


def fuse(
    lexical: NDArray[np.float32],
    dense: NDArray[np.float32],
    *,
    weights: Weights = WEIGHTS,
    top: float | None = None,
) -> NDArray[np.float64]:
    """One score per passage by the formula above.

    Args:
        lexical: (n,) BM25 scores, each >= 0.
        dense: (n,) cosines in [-1, 1].
        weights: `dense` and `dense_floor` are used.
        top: the greatest BM25 score of all passages, where `lexical` holds only some of them.

    Returns:
        (n,) scores in [0, 1], rounded; 0 where a passage is no candidate.
    """
    if lexical.shape != dense.shape or lexical.ndim != 1:
        raise ValueError(f"expected two (n,) arrays, got {lexical.shape} and {dense.shape}")
    words = lexical.astype(np.float64)
    scale = words.max(initial=0.0) if top is None else top
    if scale > 0:
        words /= scale
    meaning = np.clip(dense.astype(np.float64), 0.0, 1.0)
    fused = (1 - weights.dense) * words + weights.dense * meaning
    fused[(lexical <= 0) & (dense < weights.dense_floor)] = 0.0
    rounded: NDArray[np.float64] = np.round(fused, SCORE_DECIMALS)
    return rounded


def rank(scores: NDArray[np.float64], order: NDArray[np.intp], k: int) -> NDArray[np.intp]:
    """Rows of the best k passages, best first; only rows that score above 0.

    Args:
        scores: (n,) fused scores.
        order: (n,) place of each row when rows are sorted by passage_id; settles equal scores.
        k: at most so many rows; may exceed n.

    Returns:
        (m,) row numbers, m <= k, sorted by (-score, passage_id).
    """
    found = np.flatnonzero(scores > 0)
    if len(found) > k:  # only what can be among the best k is worth sorting; ties all stay
        least = np.partition(scores[found], len(found) - k)[len(found) - k]
        found = found[scores[found] >= least]
    best: NDArray[np.intp] = found[np.lexsort((order[found], -scores[found]))][:k]
    return best
