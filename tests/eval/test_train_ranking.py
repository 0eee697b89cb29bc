"""Training the order of what search finds: what is held out, what an example weighs, the file."""

import json

import numpy as np
import pytest

from assistant.ranking.features import FEATURES
from assistant.trees import trees_of
from eval import train_ranking
from eval.train_ranking import Example


def example(number, plan="p", right=(0,)):
    """Six candidates of which the right ones score high in the first feature."""
    told = np.random.default_rng(number).random((6, len(FEATURES))).astype(np.float32)
    told[:, 0] = 0.2
    told[list(right), 0] = 0.9
    paths = tuple(f"{number}/{n}" for n in range(6))
    groups = tuple(frozenset({paths[n]}) for n in right)
    labels = np.isin(np.arange(6), right)
    return Example(plan, groups, paths, told, labels, np.ones(6, dtype=bool))


EXAMPLES = [example(n, right=(n % 6,)) for n in range(60)]
EVERY = list(range(len(FEATURES)))


def test_right_and_wrong_of_a_question_weigh_the_same_however_many():
    weights = train_ranking._weights(np.array([True, True, False, False, False]))
    assert weights[:2].sum() == pytest.approx(1)
    assert weights[2:].sum() == pytest.approx(train_ranking._WRONG)


def test_no_question_is_ranked_by_trees_that_saw_its_sections(monkeypatch):
    trained = []

    def scorer(examples, columns):
        seen = {section for one in examples for section in one.sections}
        trained.append(seen)

        def score(one):
            assert not seen & one.sections
            return one.told[:, 0].astype(float)

        return score

    monkeypatch.setattr(train_ranking, "scorer", scorer)
    scores = train_ranking.by_sections([*EXAMPLES, *EXAMPLES[:20]], EVERY)
    assert len(scores) == 80
    assert all(trained)
    assert {one["first5"] for one in scores} == {1.0}


def test_what_is_written_scores_as_what_was_trained(tmp_path, monkeypatch):
    monkeypatch.setattr(train_ranking, "_TREES", 12)
    model = train_ranking.fit(EXAMPLES, EVERY)
    train_ranking.write(model, tmp_path / "trees.json")
    held = json.loads((tmp_path / "trees.json").read_text("utf-8"))
    told = EXAMPLES[0].told
    own = held["start"] + trees_of(held["trees"]).sums(told)
    assert own == pytest.approx(model.decision_function(told), abs=1e-2)
    assert held["features"] == list(FEATURES)


def test_a_signal_that_is_there_is_learned():
    score = train_ranking.scorer(EXAMPLES[:40], EVERY)
    ranked = [train_ranking.ranking(one, score)["ndcg"] for one in EXAMPLES[40:]]
    assert ranked == [1.0] * 20


def test_each_feature_is_in_one_group_of_the_ablation():
    listed = [name for group in train_ranking._GROUPS.values() for name in group]
    assert sorted(listed) == sorted(FEATURES)
