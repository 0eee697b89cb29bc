from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import WEIGHTS, Weights, fuse, rank


def floats(*values: float) -> np.ndarray:
    return np.asarray(values, np.float32)


def test_worked_numbers():
    # maximum of the lexical leg 8: L = 1, 0.5, 0.25, 0
    scores = fuse(
        floats(8, 4, 2, 0), floats(0.5, 1, -0.5, 0.75), weights=Weights(dense=0.2, dense_floor=0.7)
    )
    assert scores.tolist() == [
        0.9,  # 0.8 * 1 + 0.2 * 0.5
        0.6,  # 0.8 * 0.5 + 0.2 * 1
        0.2,  # 0.8 * 0.25 + 0.2 * 0: a negative cosine counts as none
        0.15,  # 0.8 * 0 + 0.2 * 0.75: no shared word, but above the floor
    ]


def test_below_the_floor_a_passage_needs_a_shared_word():
    weights = Weights(dense=0.5, dense_floor=0.4)
    scores = fuse(floats(0, 0, 1), floats(0.4, 0.39, 0.39), weights=weights)
    assert scores.tolist() == [0.2, 0.0, 0.695]


def test_without_any_shared_word_only_the_dense_leg_counts():
    scores = fuse(floats(0, 0), floats(0.9, 0.1), weights=Weights(dense=0.2, dense_floor=0.3))
    assert scores.tolist() == [0.18, 0.0]


@pytest.mark.parametrize(("weight", "expected"), [(0.0, [1.0, 0.5]), (1.0, [0.25, 0.5])])
def test_weight_at_its_ends_is_one_leg_alone(weight, expected):
    weights = Weights(dense=weight, dense_floor=0.1)
    assert fuse(floats(4, 2), floats(0.25, 0.5), weights=weights).tolist() == expected


def test_no_passages():
    assert fuse(floats(), floats()).tolist() == []


def test_the_last_bit_does_not_decide():
    scores = fuse(floats(1, np.nextafter(np.float32(1), np.float32(0))), floats(0, 0))
    assert scores[0] == scores[1]


def test_some_passages_are_scored_as_among_all():
    lexical, dense = floats(8, 4, 2, 0), floats(0.5, 1, -0.5, 0.75)
    some = [1, 3]
    expected = fuse(lexical, dense)[some].tolist()
    assert fuse(lexical[some], dense[some], top=8.0).tolist() == expected


def test_legs_of_different_length_are_refused():
    with pytest.raises(ValueError, match=r"got \(2,\) and \(3,\)"):
        fuse(floats(1, 2), floats(1, 2, 3))


@given(
    st.lists(
        st.tuples(st.floats(0, 100, width=32), st.floats(-1, 1, width=32)), min_size=1, max_size=30
    ),
    st.floats(0, 1),
)
def test_scores_stay_in_range_and_rise_with_each_leg(pairs, weight):
    lexical, dense = (floats(*column) for column in zip(*pairs, strict=True))
    scores = fuse(lexical, dense, weights=Weights(dense=weight))
    assert ((scores >= 0) & (scores <= 1)).all()
    for i in range(len(pairs)):
        for j in range(len(pairs)):
            if lexical[i] >= lexical[j] and dense[i] >= dense[j]:
                assert scores[i] >= scores[j]


def test_rank_breaks_ties_by_passage_id():
    # rows 0, 2 and 3 score the same; by passage_id the rows stand in the order 3, 1, 0, 2, 4
    scores = np.array([0.5, 0.9, 0.5, 0.5, 0.0])
    order = np.array([2, 1, 3, 0, 4], np.intp)
    assert rank(scores, order, 10).tolist() == [1, 3, 0, 2]
    assert rank(scores, order, 2).tolist() == [1, 3]


def test_rank_of_nothing():
    assert rank(np.zeros(3), np.arange(3), 5).tolist() == []


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5]), max_size=20), st.integers(1, 25), st.randoms())
def test_rank_is_a_plain_sort(values, k, random):
    order = list(range(len(values)))
    random.shuffle(order)
    expected = sorted(
        (row for row, value in enumerate(values) if value > 0),
        key=lambda row: (-values[row], order[row]),
    )[:k]
    assert rank(np.array(values), np.array(order, np.intp), k).tolist() == expected


def test_stored_weights_are_those_an_index_depends_on():
    assert replace(WEIGHTS, dense=0.9, dense_floor=0.8).stored == WEIGHTS.stored
    for change in ({"k1": 9.0}, {"b": 0.01}, {"heading_repeat": 9}, {"heading_share": 0.99}):
        assert replace(WEIGHTS, **change).stored != WEIGHTS.stored


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"dense": 1.1}, r"expected dense in \[0, 1\], got 1.1"),
        ({"heading_share": -0.1}, r"expected heading_share in \[0, 1\], got -0.1"),
        ({"b": 2}, r"expected b in \[0, 1\], got 2"),
        ({"k1": -1}, "from 0, got -1"),
        ({"heading_repeat": -1}, "from 0, got .* -1"),
        ({"dense_floor": 0}, "above 0, got 0"),
    ],
)
def test_senseless_weights_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        replace(WEIGHTS, **change)
