"""Whether a figure is what a question asks of: signs, weighed by trees."""

import json
import math
from dataclasses import fields, replace
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import figure_acceptance
from assistant.figure_acceptance import Signs, probability, vector
from assistant.trees import trees_of
from assistant.weighing import Weighing

NAMES = [field.name for field in fields(Signs)]
HELD = json.loads((files("assistant") / "figure_acceptance.json").read_text("utf-8"))


def signs(**told):
    """Signs of which only these speak."""
    return Signs(**{name: float(told.pop(name, 0)) for name in NAMES}, **told)


# Every word of the subject is said, by the figure's own name, in the year and the unit asked for.
FITTING = signs(
    **dict.fromkeys(("coverage", "own", "kind", "part", "shared", "measure", "unit"), 1),
    **dict.fromkeys(("head", "sort", "tabled", "year", "subjects"), 1),
    **dict.fromkeys(("letters", "letters_back"), 1),
    likeness=0.95,
    alone=0.4,
    score=1.6,
    field=30,
    margin=0.6,
    short=6,
)
# A neighbour's figure: another subject, year and kind of unit.
FOREIGN = signs(
    coverage=0.2,
    part=0.1,
    unsaid=2,
    names=1,
    scopes=1,
    likeness=0.2,
    shared=0.05,
    unasked=0.9,
    other_whole=1,
    margin=-0.2,
    short=6,
)

SHARES = st.floats(0, 1)
COUNTS = st.integers(0, 12).map(float)
ANY_SIGNS = st.builds(
    Signs,
    **{
        **dict.fromkeys(NAMES, SHARES),
        **dict.fromkeys(("unsaid", "names", "scopes", "short"), COUNTS),
        "likeness": st.floats(-1, 1),
        "margin": st.floats(-3, 3),
    },
)
WILD_SIGNS = st.builds(Signs, **dict.fromkeys(NAMES, st.floats(-1e6, 1e6)))


# --- the shipped trees --------------------------------------------------------------------------


@given(ANY_SIGNS | WILD_SIGNS)
def test_a_probability_of_any_signs(one):
    assert 0 <= probability(one) <= 1


def test_what_clearly_fits():
    assert probability(FITTING) > 0.5


def test_what_is_clearly_anothers():
    assert probability(FOREIGN) < 0.2


def test_signs_that_say_nothing_are_no_evidence():
    assert probability(signs()) < 0.5


@pytest.mark.parametrize(
    ("name", "told", "bounded"),
    [
        ("margin", 5, 1),
        ("margin", -2, -0.5),
        ("unsaid", 9, 3),
        ("short", 40, 12),
    ],
)
def test_signs_are_bounded(name, told, bounded):
    told, bounded = (replace(FITTING, **{name: value}) for value in (told, bounded))
    assert vector(told) == vector(bounded)
    assert probability(told) == probability(bounded)


@pytest.mark.parametrize(("coverage", "line"), [(0.0, -1.0), (0.25, 0.0), (1.0, 3.0)])
def test_a_line_made_by_hand(monkeypatch, coverage, line):
    weights = np.zeros(len(vector(FITTING)))
    weights[NAMES.index("coverage")] = 4
    model = Weighing(0.0, trees_of([]), -1.0, weights)
    monkeypatch.setattr(figure_acceptance, "weighing_of", lambda _: model)
    told = probability(signs(coverage=coverage))
    assert told == pytest.approx((0.5 + 1 / (1 + math.exp(-line))) / 2)


def test_the_vector_begins_with_the_signs_in_their_order():
    one = signs(coverage=0.5, own=0.75, part=0.25, unasked=0.5, margin=0.25, unsaid=2, short=6)
    told = vector(one)
    plain = {name: getattr(one, name) for name in NAMES} | {"short": 0.5}
    assert dict(zip(NAMES, told, strict=False)) == plain
    assert all(isinstance(number, float) for number in told)
    assert {0.5 * 0.25, 0.75 * 0.5, 0.25 * 0.5} <= set(told[len(NAMES) :])


def nodes(tree):
    """The nodes of a tree as JSON has it, leaves too."""
    yield tree
    if isinstance(tree, list):
        for side in tree[2:]:
            yield from nodes(side)


def test_the_file_holds_a_start_and_trees():
    assert set(HELD) == {"start", "trees", "bias", "weights"}
    assert math.isfinite(HELD["start"])
    assert len(HELD["weights"]) == len(vector(FITTING))
    assert all(map(math.isfinite, (HELD["bias"], *HELD["weights"])))
    assert len(HELD["trees"]) >= 50


def test_the_trees_look_only_at_signs_there_are():
    places = len(vector(FITTING))
    looked_at = set()
    for node in (node for tree in HELD["trees"] for node in nodes(tree)):
        if not isinstance(node, list):
            assert isinstance(node, int | float)
            assert math.isfinite(node)
            continue
        place, limit, *sides = node
        assert isinstance(place, int)
        assert 0 <= place < places
        assert math.isfinite(limit)
        assert len(sides) == 2
        looked_at.add(place)
    assert len(looked_at) >= places // 2


def weighed(tree, told):
    """The value of a tree as JSON has it, said another way."""
    if not isinstance(tree, list):
        return tree
    place, limit, below, above = tree
    return weighed(above if told[place] > limit else below, told)


@given(ANY_SIGNS)
def test_the_probability_is_the_mean_of_what_trees_and_line_say(one):
    told = vector(one)
    by_trees = HELD["start"] + sum(weighed(tree, told) for tree in HELD["trees"])
    by_line = HELD["bias"] + math.fsum(w * n for w, n in zip(HELD["weights"], told, strict=True))
    mean = sum(1 / (1 + math.exp(-score)) for score in (by_trees, by_line)) / 2
    assert probability(one) == pytest.approx(mean, abs=1e-9)


# --- trees made by hand -------------------------------------------------------------------------


@pytest.fixture
def by_hand(monkeypatch):
    """What another start and other trees say, the line saying nothing either way."""

    def told(one, start, *trees):
        weights = np.zeros(len(vector(one)))
        model = Weighing(start, trees_of(trees), 0.0, weights)
        monkeypatch.setattr(figure_acceptance, "weighing_of", lambda _: model)
        return 2 * probability(one) - 0.5

    return told


COVERAGE, YEAR = NAMES.index("coverage"), NAMES.index("year")
TREE = [COVERAGE, 0.5, -2, [YEAR, 0.5, 0, 3]]


@pytest.mark.parametrize(
    ("coverage", "year", "leaf"),
    [
        (0.25, 0, -2),
        (0.25, 1, -2),
        (0.5, 1, -2),  # up to the limit
        (0.51, 0, 0),
        (1, 1, 3),
    ],
)
def test_a_tree_made_by_hand(by_hand, coverage, year, leaf):
    one = signs(coverage=coverage, year=year)
    assert by_hand(one, 0, TREE) == pytest.approx(1 / (1 + math.exp(-leaf)))


def test_trees_and_start_add_up(by_hand):
    one = signs(coverage=1, year=1)
    assert by_hand(one, 0) == 0.5
    assert by_hand(one, -1, 1) == 0.5
    assert by_hand(one, -6, TREE, TREE) == 0.5
    assert by_hand(one, math.log(3)) == pytest.approx(0.75)
    assert by_hand(one, 0, TREE, -1, [YEAR, 1, 0.5, 9]) == pytest.approx(1 / (1 + math.exp(-2.5)))
