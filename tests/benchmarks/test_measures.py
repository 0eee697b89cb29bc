import numpy as np
import pytest

from benchmarks.measures import p_differs, percentiles, share_found, typical_ms


def test_two_sided_p_by_hand():
    # Of the 2**3 sign patterns of 1, 2, 3 one reaches a sum of 6: one-sided 1/8, two-sided 2/8.
    assert p_differs([1, 2, 3]) == 0.25
    assert p_differs([-1, -2, -3]) == 0.25
    # Sums of 1, 1, -1 flipped at random: 3, 1, 1, 1, -1, -1, -1, -3; seven of eight are at most 1
    # and four at least 1, so twice the smaller share is 1.
    assert p_differs([1, 1, -1]) == 1.0


def test_no_difference_is_no_sign_of_one():
    assert p_differs([]) == 1.0
    assert p_differs([0.0, 0.0]) == 1.0


def test_questions_that_do_not_differ_change_nothing():
    assert p_differs([0.5, 0, 0.25, 0, 0.25, 0.125]) == p_differs([0.5, 0.25, 0.25, 0.125])


def test_many_questions_are_drawn_by_chance_and_the_same_each_time():
    random = np.random.default_rng(3)
    better = (0.1 + 0.3 * random.standard_normal(200)).tolist()
    level = (0.3 * random.standard_normal(200)).tolist()
    assert p_differs(better) < 0.001 < p_differs(level)
    assert p_differs(level) == p_differs(level)
    assert p_differs(level) == pytest.approx(p_differs([-d for d in level]), abs=0.03)


def test_percentiles_lie_between_the_nearest_ranks():
    p50, p95 = percentiles([1, 2, 3, 4, 5])
    assert (p50, p95) == (3, pytest.approx(4.8))  # place 0.95 * 4 = 3.8: 4 + 0.8 * (5 - 4)
    assert all(np.isnan(percentiles([])))


def test_share_found_by_hand():
    assert share_found(["a", "b", "x"], ["a", "b", "c", "d"]) == 0.5
    assert share_found([], ["a"]) == 0
    assert share_found(["a"], []) == 1


def test_every_question_is_run_in_every_pass():
    run = []
    took = typical_ms(run.append, iter(["a", "b"]), 3)
    assert run == ["a", "b"] * 3
    assert len(took) == 2
    assert all(ms >= 0 for ms in took)
