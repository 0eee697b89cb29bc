"""The order of what search finds: words looked for in all passages at once, features, trees."""

import json
from importlib.resources import files

import numpy as np
import pytest

from assistant.lexicon import Lexicon, squeeze
from assistant.question import parse_question
from assistant.ranking import CANDIDATES, Ranker, candidates
from assistant.ranking.features import FEATURES
from assistant.ranking.word_map import WordMap
from assistant.texts import Texts
from assistant.trees import trees_of


@pytest.fixture(scope="module")
def ranker(hangzhou):
    return hangzhou.ranker


def column(ranker, text, name):
    """A feature of all passages, by address (the best of its passages)."""
    features = ranker.features
    told = features.of(features.asked(parse_question(text, (2016, 2020))))
    found = {}
    for passage, value in zip(features.passages, told[:, list(FEATURES).index(name)], strict=True):
        found[passage.path] = max(float(value), found.get(passage.path, -1.0))
    return found


def test_texts_that_hold_a_form_are_those_that_contain_it():
    held = ["电子商务产业", "", "商务会展", "电", "子商"]
    texts = Texts(held)
    for form in ("电子商务", "商务", "电", "务会", "会展业", "电务"):
        assert texts.holding(form) == [n for n, text in enumerate(held) if form in text], form


@pytest.mark.parametrize("word", ["电商", "文创", "社零", "增加值", "旅游休闲", "gdp", "农民工"])
def test_all_at_once_is_what_one_by_one_says(hangzhou, word):
    lexicon = Lexicon(hangzhou.index.retriever)
    texts = [squeeze(passage.text) for passage in hangzhou.index.passages]
    texts += texts[:3]  # equal texts are looked through once
    told = WordMap(lexicon, texts)
    assert told.says(word).tolist() == pytest.approx([lexicon.says(word, t) for t in texts])
    assert told.matches(word).tolist() == pytest.approx([lexicon.match(word, t) for t in texts])
    assert told.holds(word).tolist() == [word in text for text in texts]


def test_rows_fall_into_the_leaves_that_one_row_alone_falls_into():
    trees = trees_of([[0, 1.5, 10.0, [1, 0.0, 20.0, 30.0]], 0.5])
    told = np.array([[1.5, 9.0], [2.0, 0.0], [2.0, 0.1]], dtype=np.float32)
    assert trees.sums(told).tolist() == [10.5, 20.5, 30.5]
    assert [trees.sums(row[None])[0] for row in told] == [10.5, 20.5, 30.5]
    assert trees.sums(told[:0]).shape == (0,)


def test_the_shipped_trees_look_at_the_features_there_are():
    held = json.loads((files("assistant") / "ranking" / "trees.json").read_text("utf-8"))
    assert held["features"] == list(FEATURES)

    def looked_at(tree):
        if isinstance(tree, list):
            yield tree[0]
            yield from (n for side in tree[2:] for n in looked_at(side))

    assert {n for tree in held["trees"] for n in looked_at(tree)} <= set(range(len(FEATURES)))


def test_an_address_points_to_its_section_less_to_those_under_and_above(ranker):
    pointed = column(ranker, "三、（四）2.讲什么", "pointed")
    assert pointed["3/4/2"] == 1.0
    assert pointed["3/4/2/1"] == pytest.approx(0.7)
    assert pointed["3/4"] == pytest.approx(0.4)
    assert pointed["3/5/1"] == 0.0
    assert column(ranker, "三、（四）2.讲什么", "away")["3/5/1"] == 1.0


def test_a_figure_asked_for_points_to_the_row_that_holds_it(ranker):
    sure = column(ranker, "旅游休闲业2020年增加值目标是多少", "figure_sure")
    assert max(sure, key=sure.__getitem__) == "B5/r5"
    assert sure["3/9/1"] == 0.0


def test_a_heading_with_nothing_of_its_own_is_found_by_its_address(ranker, hangzhou):
    assert "6/1" not in {passage.path for passage in hangzhou.index.passages}
    assert ranker.search(parse_question("六、（一）讲了什么"), 3)[0].passage.path == "6/1"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("旅游休闲业2020年增加值目标是多少", "B5/r5"),
        ("电商增加值2020年要到多少", "B5/r7"),
        ("金融“四镇”是哪几个", "B8"),
        ("专栏9讲什么", "B9"),
    ],
)
def test_the_right_section_comes_among_the_first_two(ranker, text, path):
    hits = ranker.search(parse_question(text, (2016, 2020)), 2)
    assert path in {hit.passage.path for hit in hits}


def test_each_section_is_found_once_best_first(ranker):
    hits = ranker.search(parse_question("电子商务产业怎么发展"), 20)
    paths = [hit.passage.path for hit in hits]
    assert len(paths) == len(set(paths))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert all(0 < hit.score < 1 for hit in hits)


def test_the_same_question_has_the_same_order(ranker, hangzhou):
    question = parse_question("跨境电商要做到期初的几倍")
    again = Ranker(hangzhou.plan, hangzhou.index.retriever, hangzhou._lexicon, hangzhou.table)
    assert ranker.passages(question) == again.passages(question)


def test_unknown_words_find_nothing(ranker):
    assert ranker.search(parse_question("zzqx")) == []


def test_only_what_fits_at_all_is_weighed():
    told = np.zeros((CANDIDATES + 5, len(FEATURES)), dtype=np.float32)
    told[[7, 3], list(FEATURES).index("fused")] = [0.5, 1.0]
    assert candidates(told).tolist() == [3, 7]
    told[:, list(FEATURES).index("said")] = 0.1  # of words alike
    assert len(candidates(told)) == CANDIDATES
    told[:, list(FEATURES).index("fused")] = 0.0
    assert candidates(told).size == 0


def test_k_below_one_is_refused(ranker):
    with pytest.raises(ValueError, match="k of at least 1"):
        ranker.search(parse_question("电商"), 0)
