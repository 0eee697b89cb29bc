"""Paired significance: is a difference over the same questions more than chance would give?

The answers themselves are exact; what varies is which questions happen to be in the set. The
paired randomisation test (Fisher, 1935; for retrieval: Smucker, Allan and Carterette, CIKM 2007)
asks how often swapping the two systems' scores at random, question by question, gives a
difference as large. Many metrics are tested at once, so their p values are adjusted as Holm
(1979) does. Intervals are percentile bootstrap (Efron, 1979).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

__all__ = ["bootstrap_interval", "holm", "p_worse"]

_ROUNDS = 10_000
_EXACT = 12  # differences up to which all sign patterns are tried
_SEED = 20161113


def p_worse(differences: Sequence[float]) -> float:
    """One-sided p: how likely a sum of differences as low as this is if the signs were chance.

    Args:
        differences: after minus before, one a question.
    """
    moved = np.array([d for d in differences if d], dtype=np.float64)
    if moved.size == 0:
        return 1.0
    observed = moved.sum()
    if moved.size <= _EXACT:
        patterns = np.arange(2**moved.size)[:, None] >> np.arange(moved.size) & 1
        sums = (patterns * 2 - 1) @ np.abs(moved)
        return float(np.mean(sums <= observed + 1e-12))
    generator = np.random.default_rng(_SEED)
    signs = generator.integers(0, 2, size=(_ROUNDS, moved.size), dtype=np.int8) * 2 - 1
    as_low = np.count_nonzero(signs @ np.abs(moved) <= observed + 1e-12)
    return float((as_low + 1) / (_ROUNDS + 1))


def bootstrap_interval(differences: Sequence[float]) -> tuple[float, float]:
    """95 % interval of the mean difference; (0, 0) for no question."""
    held = np.array(differences, dtype=np.float64)
    if held.size == 0:
        return 0.0, 0.0
    generator = np.random.default_rng(_SEED)
    means = [held[generator.integers(0, held.size, held.size)].mean() for _ in range(2000)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Adjusted p values, by name: compare them with the level wanted for the whole family."""
    adjusted: dict[str, float] = {}
    highest = 0.0
    ordered = sorted(p_values.items(), key=lambda item: (item[1], item[0]))
    for rank, (name, p) in enumerate(ordered):
        highest = max(highest, min(1.0, p * (len(ordered) - rank)))
        adjusted[name] = highest
    return adjusted
