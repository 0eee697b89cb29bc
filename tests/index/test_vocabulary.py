"""The words of an index with their vectors: which they are, and that they come back whole."""

import numpy as np
import pytest

from index.vocabulary import Vocabulary
from tests.index.fakes import HashingEmbedder

TOKENS = ["gdp", "业", "电子商务", "服务业", "城西科创大走廊", "\u2009电子", "2020"]


def test_words_of_two_to_six_chinese_characters():
    built = Vocabulary.build(TOKENS, HashingEmbedder())
    assert built.words == ("电子商务", "服务业")
    assert (built.vectors == HashingEmbedder().encode(["电子商务", "服务业"])).all()


def test_what_is_dumped_is_loaded():
    built = Vocabulary.build(TOKENS, HashingEmbedder())
    loaded = Vocabulary.load(built.dump())
    assert loaded.words == built.words
    assert loaded.vectors.tobytes() == built.vectors.tobytes()
    assert loaded.vectors.dtype == np.float32


def test_vectors_of_other_words_are_refused():
    with pytest.raises(ValueError, match="expected vectors of 1 words, got shape"):
        Vocabulary(("服务业",), np.zeros((2, 4), np.float32))
