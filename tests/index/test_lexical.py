import math
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.fusion import Weights
from index.lexical import LexicalBuilder, LexicalIndex

PLAIN = Weights(k1=1.2, b=0.75, heading_repeat=2)


def bm25(documents, query, k1, b):
    """The formula of the module's docstring, word for word."""
    n = len(documents)
    average = sum(map(len, documents)) / n
    scores = []
    for document in documents:
        counts = Counter(document)
        score = 0.0
        for token in query:
            df = sum(token in other for other in documents)
            if df and counts[token]:
                idf = math.log(1 + (n - df + 0.5) / (df + 0.5))
                length = 1 - b + b * len(document) / average
                score += idf * counts[token] / (counts[token] + k1 * length)
        scores.append(score)
    return scores


def test_worked_numbers():
    index = LexicalIndex.build([["a", "b"], ["a", "a", "c", "d"]], [[], []], weights=PLAIN)
    # N = 2, average length 3. b: df 1, idf ln(1 + 1.5 / 1.5) = ln 2;
    # tf part 1 / (1 + 1.2 * (0.25 + 0.75 * 2 / 3)) = 1 / 1.9
    assert index.score(["b"]).tolist() == pytest.approx([math.log(2) / 1.9, 0])
    # a: df 2, idf ln(1 + 0.5 / 2.5) = ln 1.2; second: 2 / (2 + 1.2 * (0.25 + 0.75 * 4 / 3))
    assert index.score(["a"]).tolist() == pytest.approx(
        [math.log(1.2) / 1.9, math.log(1.2) * 2 / 3.5]
    )
    assert index.score(["b", "b"])[0] == pytest.approx(2 * math.log(2) / 1.9)


def test_heading_tokens_count_as_often_as_the_weight_says():
    index = LexicalIndex.build([["a"], ["b"]], [["h"], []], weights=PLAIN)
    expected = bm25([["h", "h", "a"], ["b"]], ["h"], 1.2, 0.75)
    assert index.score(["h"]).tolist() == pytest.approx(expected)
    silent = LexicalIndex.build([["a"], ["b"]], [["h"], []], weights=Weights(heading_repeat=0))
    assert silent.score(["h"]).tolist() == [0, 0]


TOKENS = st.sampled_from("甲乙丙丁戊")
DOCUMENTS = st.lists(st.lists(TOKENS, max_size=12), min_size=1, max_size=8)


@settings(deadline=None)
@given(DOCUMENTS.filter(any), st.lists(TOKENS, max_size=6), st.floats(0.1, 3), st.floats(0, 1))
def test_agrees_with_the_formula(documents, query, k1, b):
    index = LexicalIndex.build(documents, [[] for _ in documents], weights=Weights(k1=k1, b=b))
    scores = index.score(query)
    assert scores.dtype == np.float32
    assert scores.tolist() == pytest.approx(bm25(documents, query, k1, b), rel=1e-4)


def test_added_one_by_one_passages_give_the_same_index():
    texts, headings = [["b", "a"], [], ["c", "a"]], [["h"], ["h"], []]
    builder = LexicalBuilder(weights=PLAIN)
    for text, heading in zip(texts, headings, strict=True):
        builder.add(text, heading)
    index = builder.build()
    assert index.tokens == ("a", "b", "c", "h")
    assert index.dump() == LexicalIndex.build(texts, headings, weights=PLAIN).dump()


def test_texts_and_headings_must_be_as_many():
    with pytest.raises(ValueError, match="shorter"):
        LexicalIndex.build([["a"], ["b"]], [["h"]])


def test_unknown_tokens_and_no_tokens_score_nothing():
    index = LexicalIndex.build([["a"], ["b"]], [[], []])
    assert index.score(["x", "y"]).tolist() == [0, 0]
    assert index.score([]).tolist() == [0, 0]


@pytest.mark.parametrize("documents", [[], [[], []]])
def test_nothing_to_index(documents):
    index = LexicalIndex.build(documents, documents)
    assert index.score(["a"]).tolist() == [0] * len(documents)
    assert LexicalIndex.load(index.dump()).score(["a"]).tolist() == [0] * len(documents)


def test_texts_and_headings_must_be_parallel():
    with pytest.raises(ValueError, match="zip"):
        LexicalIndex.build([["a"], ["b"]], [[]])


@settings(deadline=None)
@given(DOCUMENTS, st.lists(TOKENS, max_size=6))
def test_round_trip_scores_are_equal_to_the_bit(documents, query):
    index = LexicalIndex.build(documents, [[] for _ in documents])
    loaded = LexicalIndex.load(index.dump())
    assert loaded.score(query).tobytes() == index.score(query).tobytes()
    assert loaded.dump() == index.dump()


def test_files_do_not_depend_on_the_process():
    program = (
        "from index.lexical import LexicalIndex\n"
        "index = LexicalIndex.build([list('甲乙丙'), list('丙丁戊甲甲')], [['己'], []])\n"
        "import hashlib\n"
        "print(hashlib.sha256(repr(sorted(index.dump().items())).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_pickled_arrays_are_refused():
    files = LexicalIndex.build([["a"]], [[]]).dump()
    name = next(name for name in files if name.endswith("scores.npy"))
    import io

    buffer = io.BytesIO()
    np.save(buffer, np.array([{}], object), allow_pickle=True)
    with pytest.raises(ValueError, match="allow_pickle=False"):
        LexicalIndex.load({**files, name: buffer.getvalue()})
