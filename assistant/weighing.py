"""Signs weighed, as learned: the mean of boosted trees and of a logistic regression.

The trees (Friedman, Annals of Statistics 29, 2001) see how signs work together, the line holds
where a plan has signs that no training question had; their mean is better than either on plans
that neither was trained on. Both come from JSON that `eval.train_weighing` writes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.trees import Trees, trees_of

__all__ = ["Weighing", "logistic", "weighing_of"]

_FAR = 500.0  # beyond which the logistic function is 0 or 1 in a double


@dataclass(frozen=True, slots=True)
class Weighing:
    """What tells the right from the wrong by numbers that speak for it."""

    start: float  # what the trees' sum is added to
    trees: Trees
    bias: float
    weights: NDArray[np.float64]  # (numbers,)

    def probability(self, told: Sequence[float]) -> float:
        """How likely it is right, in [0, 1], by its numbers in the order of training."""
        return self.probabilities([told])[0]

    def probabilities(self, told: Sequence[Sequence[float]]) -> list[float]:
        """How likely each is right, in [0, 1].

        Args:
            told: the numbers of each, in the order of training.
        """
        if not told:
            return []
        rows = np.array(told, np.float64)
        by_trees = self.start + self.trees.sums(rows)
        by_line = self.bias + (rows * self.weights).sum(axis=1)
        pairs = zip(by_trees.tolist(), by_line.tolist(), strict=True)
        return [(logistic(trees) + logistic(line)) / 2 for trees, line in pairs]


@cache
def weighing_of(name: str) -> Weighing:
    """What was trained under a name: `NAME.json` of this package."""
    held = json.loads((files("assistant") / f"{name}.json").read_text("utf-8"))
    weights = np.array(held["weights"], np.float64)
    return Weighing(held["start"], trees_of(held["trees"]), held["bias"], weights)


def logistic(score: float) -> float:
    """The chance that a score stands for, in (0, 1); a score far off is taken for the farthest."""
    return 1 / (1 + math.exp(-max(-_FAR, min(score, _FAR))))
