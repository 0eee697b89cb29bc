"""Boosted trees of scikit-learn as `assistant.trees` reads them."""

from __future__ import annotations

import math
from typing import Any

__all__ = ["as_lists"]


def as_lists(model: Any) -> tuple[float, list[Any]]:  # noqa: ANN401 - scikit-learn has no types
    """A fitted `GradientBoostingClassifier` for two classes as JSON has it.

    The learning rate goes into the leaves, so that these only have to be added up.

    Returns:
        What the trees' sum is added to, and the trees.
    """
    right = float(model.init_.class_prior_[1])
    start = round(math.log(right / (1 - right)), 5)
    return start, [_as_lists(each[0].tree_, model.learning_rate) for each in model.estimators_]


def _as_lists(tree: Any, step: float, node: int = 0) -> Any:  # noqa: ANN401
    """A leaf's value, or [number looked at, limit, what comes up to it, what is beyond]."""
    if tree.children_left[node] < 0:
        return round(float(tree.value[node][0][0]) * step, 5)
    sides = (tree.children_left[node], tree.children_right[node])
    limit = round(float(tree.threshold[node]), 6)
    return [int(tree.feature[node]), limit, *(_as_lists(tree, step, side) for side in sides)]
