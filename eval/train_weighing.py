"""Trains what `assistant.weighing` reads: trees and a line whose mean tells right from wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import assistant
from eval.boosted import as_lists

__all__ = ["Fitted", "Shape", "fit", "write"]

_SEED = 20161113


@dataclass(frozen=True, slots=True)
class Shape:
    """How the two models are fitted."""

    trees: int
    depth: int
    step: float  # learning rate of the trees
    rows: float  # share of the examples drawn for each tree
    strength: float  # inverse of the line's penalty
    columns: float | None = None  # share of the numbers drawn for each split; None: all


@dataclass(frozen=True, slots=True)
class Fitted:
    """The two models whose mean tells the examples from the counter-examples."""

    trees: Any  # of scikit-learn, which has no types
    line: Any

    def tells(self, told: Sequence[Sequence[float]]) -> NDArray[np.float64]:
        """How likely each row of numbers is an example: (rows,), in [0, 1]."""
        both = [model.predict_proba(told)[:, 1] for model in (self.trees, self.line)]
        mean: NDArray[np.float64] = (both[0] + both[1]) / 2
        return mean


def fit(
    told: Sequence[Sequence[float]],
    right: Sequence[bool],
    shape: Shape,
    weights: Sequence[float] | None = None,
) -> Fitted:
    """Trees and a line that tell the examples from the counter-examples.

    Args:
        told: numbers of each example.
        right: whether it is an example.
        shape: of the models.
        weights: what each counts; None: all the same.
    """
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    trees = GradientBoostingClassifier(
        n_estimators=shape.trees,
        max_depth=shape.depth,
        learning_rate=shape.step,
        subsample=shape.rows,
        max_features=shape.columns,
        random_state=_SEED,
    )
    line = make_pipeline(StandardScaler(), LogisticRegression(C=shape.strength, max_iter=3000))
    trees.fit(told, right, sample_weight=weights)
    line.fit(told, right, logisticregression__sample_weight=weights)
    return Fitted(trees, line)


def write(model: Fitted, name: str) -> None:
    """Put a model where the product reads it: `NAME.json` of the assistant."""
    start, trees = as_lists(model.trees)
    held = {"start": start, "trees": trees, **_as_line(model.line)}
    file = Path(assistant.__file__).with_name(f"{name}.json")
    file.write_text(json.dumps(held) + "\n", "utf-8")


def _as_line(line: Any) -> dict[str, Any]:  # noqa: ANN401 - scikit-learn has no types
    """The weights and the bias of a line over numbers as they are, the scaling taken into them."""
    scaler, model = line[0], line[1]
    weights = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - (weights * scaler.mean_).sum())
    return {"bias": round(bias, 6), "weights": [round(float(w), 6) for w in weights]}
