"""Train what tells where one question ends and the next begins.

    python -m assistant.borders.train            # writes weights.json beside this file
    python -m assistant.borders.train --check    # borders told right, a tenth left out at a time

Logistic regression by Newton's method, with a penalty on the weights.
"""

from __future__ import annotations

import argparse
import itertools
import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from assistant import borders
from assistant.borders import SIGNS, Unit, probability, signs_of, units_of
from assistant.slots import slots_of

__all__ = ["Border", "borders_in", "fit", "main", "read_borders"]

_FOLDER = Path(__file__).parent
_MARKED = ("imaginary", "plans")
_PENALTY = 1.0  # of half the square of each weight, the bias apart
_ROUNDS = 30
_FOLDS = 10
_EVEN = 0.5


@dataclass(frozen=True, slots=True)
class Border:
    """A place where a sentence may be parted, and whether it is."""

    sentence: str
    place: int
    signs: tuple[float, ...]
    parts: bool


def borders_in(marked: str) -> list[Border]:
    """The borders of a sentence in which `|` stands where it is parted.

    Raises:
        ValueError: it is parted where no border may stand.
    """
    text, cuts = marked.replace("|", ""), set()
    for n, place in enumerate(n for n, ch in enumerate(marked) if ch == "|"):
        cuts.add(place - n)
    units = units_of(text)
    foreign = cuts - {unit.start for unit in units[1:]}
    if foreign:
        raise ValueError(f"{marked!r}: no border can stand at {sorted(foreign)}")
    spans = slots_of(text)
    found, start = [], 0
    for before, after in itertools.pairwise(units):
        signs = tuple(signs_of(text, Unit(start, before.end), after, spans))
        found.append(Border(text, after.start, signs, after.start in cuts))
        start = after.start if after.start in cuts else start
    return found


def read_borders() -> list[Border]:
    """The borders of all marked sentences."""
    texts = [(files(borders) / f"{name}.txt").read_text("utf-8") for name in _MARKED]
    lines = [line for text in texts for line in text.splitlines()]
    return [border for line in lines if line for border in borders_in(line)]


def fit(examples: list[Border]) -> list[float]:
    """The bias, then a weight for each sign."""
    shown = np.array([(1.0, *example.signs) for example in examples])
    parts = np.array([float(example.parts) for example in examples])
    penalty = np.diag([1e-6] + [_PENALTY] * len(SIGNS))
    weights: np.ndarray[Any, np.dtype[np.float64]] = np.zeros(len(SIGNS) + 1)
    for _ in range(_ROUNDS):
        told = 1 / (1 + np.exp(-shown @ weights))
        slope = shown.T @ (told - parts) + penalty @ weights
        bend = (shown.T * (told * (1 - told))) @ shown + penalty
        weights = weights - np.linalg.solve(bend, slope)
    return [round(float(weight), 3) for weight in weights]


def check(examples: list[Border]) -> tuple[int, int, list[tuple[Border, float]]]:
    """Borders told wrongly, by what the other nine tenths teach: missed, invented, and which."""
    sentences = sorted({example.sentence for example in examples})
    fold = {sentence: n % _FOLDS for n, sentence in enumerate(sentences)}
    wrong = []
    for held in range(_FOLDS):
        borders.using(fit([e for e in examples if fold[e.sentence] != held]))
        told = [(e, probability(e.signs)) for e in examples if fold[e.sentence] == held]
        wrong += [(e, p) for e, p in told if (p > _EVEN) != e.parts]
    borders.using(None)
    missed = sum(e.parts for e, _ in wrong)
    return missed, len(wrong) - missed, wrong


def main(arguments: list[str] | None = None) -> int:
    """Write the weights, or print how they tell what they have not seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    examples = read_borders()
    if options.check:
        missed, invented, wrong = check(examples)
        for border, told in wrong:
            print(f"{told:.2f} {border.sentence[: border.place]}|{border.sentence[border.place :]}")  # noqa: T201
        parted = sum(e.parts for e in examples)
        print(f"{len(examples)} borders, {parted} part: {missed} missed, {invented} invented")  # noqa: T201
        return 0
    bias, *weights = fit(examples)
    written = {"bias": bias, "weights": dict(zip(SIGNS, weights, strict=True))}
    text = json.dumps(written, ensure_ascii=False, indent=1) + "\n"
    (_FOLDER / "weights.json").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
