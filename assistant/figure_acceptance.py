"""Whether an observation is what a question asks of: a weighing of signs, learned.

A neighbour's figure is a wrong figure, and a refusal where the plan has the figure is no answer.
What speaks for an observation is weighed as `eval.train_acceptance` has learned it from development
questions (`assistant.weighing`): the figure asked for against the best other one once it is taken
out of the table.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields

from assistant.weighing import weighing_of

__all__ = ["Signs", "probabilities", "probability"]

_WIDE = 6.0  # logarithm of a great many observations


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an observation, and against it."""

    coverage: float  # share of the subject's weight that it says, in [0, 1]
    own: float  # … that its own name says, whatever stands around it
    kind: float  # whether its unit is of the kind that the asking words want
    part: float  # the most of one of the subjects named that it says, in [0, 1]
    unsaid: float  # words of the subject that restrict and are not said
    elsewhere: float  # … of them such as the plan says elsewhere
    names: float  # … of them names
    scopes: float  # scopes (全国, 人均) named and not said
    likeness: float  # cosine of the subject and its name
    shared: float  # share of the subject's character pairs in its name, in [0, 1]
    unasked: float  # share of its name that the question leaves out, in [0, 1]
    measure: float  # whether it measures what the question names
    no_measure: float  # whether the question names nothing measured
    unit: float  # whether it is of the unit asked for, and few are
    head: float  # whether the question names what it counts
    sort: float  # whether the question asks for its sort
    margin: float  # its score less that of the best other indicator
    tabled: float  # whether it stands in a table
    year: float  # whether it is of the year asked for
    whole: float  # whether it is a share of the whole the question names
    other_whole: float  # … of another
    short: float  # characters of the subject
    letters: float  # share of the subject's characters, by rarity, in its name, in [0, 1]
    letters_back: float  # … of its name's in the subject
    letters_near: float  # … of the subject's in its sentence
    alone: float  # its likeness less that of the likest other indicator
    field: float  # how many observations are of the sort asked for
    subjects: float  # how many subjects the question names
    score: float  # its score
    several: float  # whether several figures are wanted at once


_NAMES = tuple(field.name for field in fields(Signs))


def vector(signs: Signs) -> list[float]:
    """The signs as numbers, bounded, in the order of the fields, and some of them together."""
    told = {name: getattr(signs, name) for name in _NAMES}
    told["margin"] = max(-0.5, min(told["margin"], 1.0))
    told["unsaid"] = min(told["unsaid"], 3)
    told["short"] = min(told["short"], 12) / 12
    told["field"] = math.log1p(max(told["field"], 0)) / _WIDE
    told["subjects"] = min(told["subjects"], 4)
    told["score"] = max(-0.5, min(told["score"], 2.0))
    return [
        *map(float, told.values()),
        told["coverage"] * told["margin"],
        told["own"] * (1 - told["unasked"]),
        told["part"] * (1 - told["unasked"]),
    ]


def probability(signs: Signs) -> float:
    """How likely the observation is what is asked of, in [0, 1]."""
    return probabilities([signs])[0]


def probabilities(signs: Sequence[Signs]) -> list[float]:
    """How likely each observation is what is asked of, in [0, 1]."""
    return weighing_of("figure_acceptance").probabilities([vector(one) for one in signs])
