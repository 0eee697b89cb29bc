"""Thoughts before an answer are left out, however the stream cuts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.thinking import UnopenedThought, spoken, spoken_pieces

WORDS = st.text("你好，世界。<>/think \n", max_size=20).filter(lambda text: "think>" not in text)
SAID = WORDS.map(lambda text: f"答{text}")


def cut(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


@given(WORDS, SAID, st.integers(1, 9))
def test_a_thought_is_left_out(thought, said, size):
    text = f"\n<think>{thought}</think>\n\n{said}"
    assert "".join(spoken_pieces(cut(text, size))) == said
    assert spoken(text) == said.strip()


@given(SAID, st.integers(1, 9))
def test_without_a_thought_all_is_the_answer(said, size):
    assert "".join(spoken_pieces(cut(said, size))) == said
    assert "".join(spoken_pieces(cut(said, size), thinks=True)) == said
    assert spoken(said) == said.strip()


@given(WORDS, SAID, st.integers(1, 9))
def test_a_thought_nothing_opened(thought, said, size):
    text = f"想{thought}</think>{said}"
    assert "".join(spoken_pieces(cut(text, size), thinks=True)) == said
    assert spoken(text) == said.strip()
    with pytest.raises(UnopenedThought):
        list(spoken_pieces(cut(text, size)))


@given(WORDS, st.integers(1, 9))
def test_a_thought_without_end_is_no_answer(thought, size):
    text = f"<think>{thought}"
    assert "".join(spoken_pieces(cut(text, size))) == ""
    assert spoken(text) == ""


def test_the_answer_comes_as_soon_as_it_can():
    pieces = spoken_pieces(iter(["<think>想", "</think>", "你", "好<", "世"]))
    assert [next(pieces) for _ in range(3)] == ["你", "好", "<世"]
