"""Metrics: ranked lists against values worked out by hand, means, percentiles."""

from math import log2

import pytest

from eval.metrics import METRICS, Figure, figures, latency, ranking_scores

A, B, C = frozenset({"a"}), frozenset({"b"}), frozenset({"c"})
BOTH = 1 + 1 / log2(3)  # ideal gain of two groups


@pytest.mark.parametrize(
    ("groups", "ranked", "ndcg", "rr", "recall5", "first5"),
    [
        ([A], ["a"], 1, 1, 1, 1),
        ([A], ["x", "a"], 1 / log2(3), 1 / 2, 1, 1),
        ([A], ["x", "y"], 0, 0, 0, 0),
        ([A], [], 0, 0, 0, 0),
        ([A, B], ["a", "b"], 1, 1, 1, 1),
        ([A, B], ["b", "a"], 1, 1, 1, 1),  # groups are not graded
        ([A, B], ["x", "a", "b"], (1 / log2(3) + 1 / 2) / BOTH, 1 / 2, 1, 1),
        ([A, B], ["a"], 1 / BOTH, 1, 1 / 2, 0),
        ([A, B], ["x", *"12345678", "a", "b"], 1 / log2(11) / BOTH, 1 / 10, 0, 0),
        ([A], ["1", "2", "3", "4", "a"], 1 / log2(6), 1 / 5, 1, 1),
        ([A], ["1", "2", "3", "4", "5", "a"], 1 / log2(7), 1 / 6, 0, 0),
        ([A], [*"1234567890", "a"], 0, 0, 0, 0),
        ([A], ["x", "x", "x", "x", "x", "a"], 1 / log2(3), 1 / 2, 1, 1),  # named again: one place
    ],
)
def test_a_ranked_list(groups, ranked, ndcg, rr, recall5, first5):
    expected = {"ndcg": ndcg, "rr": rr, "recall5": recall5, "first5": first5}
    assert ranking_scores(groups, ranked) == pytest.approx(expected)


def test_alternatives_count_once_at_the_first_of_them():
    either = frozenset({"a", "a2"})
    assert ranking_scores([either], ["x", "a2", "a"]) == pytest.approx(
        {"ndcg": 1 / log2(3), "rr": 1 / 2, "recall5": 1, "first5": 1}
    )
    scores = ranking_scores([either, B], ["a", "a2"])
    assert scores == pytest.approx({"ndcg": 1 / BOTH, "rr": 1, "recall5": 1 / 2, "first5": 0})


def test_one_address_may_meet_two_groups():
    groups = [frozenset({"a", "b"}), frozenset({"a", "c"})]
    assert ranking_scores(groups, ["a"]) == {"ndcg": 1, "rr": 1, "recall5": 1, "first5": 1}


def test_where_nothing_is_asked_for_nothing_is_scored():
    assert ranking_scores([], ["a"]) == {}


def test_a_figure_is_the_mean_over_the_questions_it_applies_to():
    scores = [{"right": 1.0, "number": 0.5}, {"right": 0.0}, {"right": 1.0, "latency": 3.0}]
    found = figures(scores)
    assert found == {"right": Figure(2 / 3, 3), "number": Figure(0.5, 1)}


def test_figures_come_in_the_order_of_a_report():
    assert list(figures([dict.fromkeys(reversed(METRICS), 1.0)])) == list(METRICS)
    assert figures([]) == {}


def test_every_metric_has_its_own_name_and_title():
    assert all(name == metric.name for name, metric in METRICS.items())
    assert len({metric.title for metric in METRICS.values()}) == len(METRICS)
    assert METRICS["right"].gated
    assert not METRICS["rr"].gated


@pytest.mark.parametrize(
    ("milliseconds", "expected"),
    [
        ([], {}),
        ([7], {"p50": 7.0, "p95": 7.0}),
        ([1, 3], {"p50": 2.0, "p95": 2.9}),
        ([30, 10, 20], {"p50": 20.0, "p95": 29.0}),
        (list(range(101)), {"p50": 50.0, "p95": 95.0}),
        ([0.1234, 0.1234], {"p50": 0.12, "p95": 0.12}),
    ],
)
def test_latency_is_interpolated_between_ranks(milliseconds, expected):
    assert latency(milliseconds) == expected
