"""Boosted regression trees as the product runs them: from JSON, in numpy, nothing unpickled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Trees", "trees_of"]


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees with every branch at the same depth, so that all are walked at once."""

    signs: NDArray[np.intp]  # (trees, inner nodes): the number looked at, level by level
    limits: NDArray[np.float64]  # (trees, inner nodes): up to it goes to the first side
    leaves: NDArray[np.float64]  # (trees, leaves)

    def sums(self, told: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """The sum over the trees of the leaf that each row falls into.

        Args:
            told: (rows, numbers).

        Returns:
            (rows,) float64.
        """
        trees = np.arange(len(self.leaves))
        rows = np.arange(len(told))[:, None]
        nodes = np.zeros((len(told), len(self.leaves)), dtype=np.intp)
        for _ in range(self.leaves.shape[1].bit_length() - 1):
            beyond = told[rows, self.signs[trees, nodes]] > self.limits[trees, nodes]
            nodes = 2 * nodes + 1 + beyond
        found: NDArray[np.float64] = self.leaves[trees, nodes - self.signs.shape[1]].sum(axis=1)
        return found


def trees_of(held: Sequence[Any]) -> Trees:
    """Trees from JSON: a leaf, or [number, limit, what comes up to it, what is beyond]."""
    depth = max(map(_depth, held), default=0)
    nodes = [_full(tree, depth) for tree in held]
    inner = 2**depth - 1
    told = np.array(nodes, np.float64).reshape(len(held), 2 * inner + 1, 3)
    signs, limits, leaves = told[:, :inner, 0], told[:, :inner, 1], told[:, inner:, 2]
    return Trees(signs.astype(np.intp), limits, leaves)


def _depth(tree: Any) -> int:  # noqa: ANN401 - numbers and lists, as JSON has them
    return 1 + max(map(_depth, tree[2:])) if isinstance(tree, list) else 0


def _full(tree: Any, depth: int) -> list[tuple[int, float, float]]:  # noqa: ANN401
    """Nodes level by level as (sign, limit, leaf); a leaf above the last level has two like it."""
    level, nodes = [tree], []
    for _ in range(depth):
        split = [node if isinstance(node, list) else [0, 0.0, node, node] for node in level]
        nodes += [(int(sign), float(limit), 0.0) for sign, limit, *_ in split]
        level = [side for node in split for side in node[2:]]
    return [*nodes, *((0, 0.0, float(leaf)) for leaf in level)]
