"""Paired significance against exact enumeration and values from the books."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.stats import bootstrap_interval, holm, p_worse

SCORES = st.sampled_from([-1.0, -0.5, -1 / 3, 0.0, 0.1, 0.25, 1.0])


def enumerated(differences):
    """Share of all sign patterns with a sum as low as the one seen."""
    sizes = [abs(d) for d in differences if d]
    sums = [
        sum(s * size for s, size in zip(signs, sizes, strict=True))
        for signs in product((-1, 1), repeat=len(sizes))
    ]
    return sum(total <= sum(differences) + 1e-9 for total in sums) / len(sums)


@pytest.mark.parametrize(
    ("differences", "p"),
    [
        ([], 1),
        ([0, 0, 0], 1),
        ([1], 1),
        ([-1], 1 / 2),
        ([-1, -1], 1 / 4),
        ([-1, 1], 3 / 4),
        ([1, 1], 1),
        ([-1, 0, 0, -1], 1 / 4),  # what did not move says nothing
        ([-1, -0.5], 1 / 4),
        ([-1, 0.5], 1 / 2),
        ([-1] * 8 + [1] * 2, 56 / 1024),  # binomial: two successes of ten or fewer
        ([-1] * 12, 1 / 4096),
    ],
)
def test_p_of_few_differences_is_exact(differences, p):
    assert p_worse(differences) == p


@settings(max_examples=60)
@given(st.lists(SCORES, max_size=8))
def test_p_is_that_of_all_sign_patterns(differences):
    assert p_worse(differences) == pytest.approx(enumerated(differences))


@given(st.lists(SCORES, max_size=8))
def test_p_of_the_reverse_and_of_itself_make_up_one_and_ties(differences):
    reverse = [-d for d in differences]
    assert 1 <= p_worse(differences) + p_worse(reverse) <= 2


@pytest.mark.parametrize(
    ("losses", "wins", "p"),
    [(10, 3, 378 / 8192), (15, 5, 21700 / 2**20), (10, 10, 0.588), (5, 15, 0.994)],
)
def test_p_of_many_differences_is_near_the_binomial(losses, wins, p):
    assert p_worse([-1] * losses + [1] * wins) == pytest.approx(p, abs=0.01)


def test_p_of_many_differences_is_the_same_each_time_and_never_zero():
    differences = [-1] * 100
    assert p_worse(differences) == p_worse(differences) == 1 / 10_001
    assert p_worse([1] * 100) == 1


def test_holm_by_the_book():
    p_values = {"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005}
    assert holm(p_values) == pytest.approx({"d": 0.02, "a": 0.03, "c": 0.06, "b": 0.06})


def test_holm_never_passes_one_and_keeps_a_single_value():
    assert holm({"a": 0.6, "b": 0.9}) == {"a": 1.0, "b": 1.0}
    assert holm({"a": 0.03}) == {"a": 0.03}
    assert holm({}) == {}


@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1), max_size=8))
def test_holm_keeps_the_order_and_raises_every_value(p_values):
    adjusted = holm(p_values)
    assert adjusted.keys() == p_values.keys()
    assert all(p_values[name] <= adjusted[name] <= 1 for name in p_values)
    ordered = [adjusted[name] for name in sorted(p_values, key=p_values.__getitem__)]
    assert ordered == sorted(ordered)


def test_an_interval_without_spread_is_its_mean():
    assert bootstrap_interval([]) == (0.0, 0.0)
    assert bootstrap_interval([0.5]) == (0.5, 0.5)
    assert bootstrap_interval([-1.0] * 30) == (-1.0, -1.0)


def test_an_interval_is_about_two_standard_errors_each_way():
    low, high = bootstrap_interval([0.0, 1.0] * 200)  # standard error 0.5 / 20
    assert (low, high) == pytest.approx((0.5 - 0.049, 0.5 + 0.049), abs=0.006)
    assert bootstrap_interval([0.0, 1.0] * 200) == (low, high)


@settings(max_examples=25, deadline=None)
@given(st.lists(SCORES, min_size=1, max_size=40))
def test_an_interval_holds_the_mean(differences):
    low, high = bootstrap_interval(differences)
    mean = sum(differences) / len(differences)
    assert min(differences) - 1e-9 <= low <= mean + 1e-9
    assert mean - 1e-9 <= high <= max(differences) + 1e-9
