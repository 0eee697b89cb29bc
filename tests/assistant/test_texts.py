"""Texts searched together hold what each of them holds alone."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.texts import Texts

TEXTS = ("发展目标", "服务业发展", "", "展服", "发展发展")


@pytest.mark.parametrize(
    ("word", "places"),
    [
        pytest.param("发展", [0, 1, 4], id="each text once"),
        pytest.param("展服", [3], id="never across two texts"),
        pytest.param("目标", [0], id="at the end"),
        pytest.param("金融", [], id="nowhere"),
    ],
)
def test_where_a_word_stands(word, places):
    assert Texts(TEXTS).holding(word) == places


def test_no_texts_hold_nothing():
    assert (len(Texts(())), Texts(()).holding("发展")) == (0, [])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.text("甲乙丙", max_size=6), max_size=6), st.text("甲乙丙", min_size=1, max_size=3)
)
def test_as_each_text_alone(texts, word):
    expected = [place for place, text in enumerate(texts) if word in text]
    assert Texts(texts).holding(word) == expected


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.text("甲乙丙", max_size=6), max_size=6), st.text("甲乙丙", min_size=1, max_size=3)
)
def test_characters_and_patterns_as_in_each_text_alone(texts, word):
    pattern = re.compile(".".join(word))
    held = Texts(texts)
    assert held.holding_all(word) == {n for n, text in enumerate(texts) if set(word) <= set(text)}
    assert held.matching(pattern) == [n for n, text in enumerate(texts) if pattern.search(text)]
