"""The model that tells what a question about figures wants."""

import json
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import intents, sentences
from assistant.intents import Intent, grams, intents_of
from assistant.sentences import read_sentences
from assistant.slots import slots_of


@settings(deadline=None)  # the first call reads the models
@given(st.text(max_size=60))
def test_probabilities_of_any_text(text):
    found = intents_of(text, slots_of(text))
    assert {intent for intent, _ in found} == set(Intent)
    assert sum(p for _, p in found) == pytest.approx(1, abs=1e-4)
    assert [p for _, p in found] == sorted((p for _, p in found), reverse=True)


def test_years_and_figures_are_masked():
    def plain(text):
        found = grams(text, slots_of(text))
        return {gram: count for gram, count in found.items() if not gram.startswith("␀")}

    assert plain("2020年要到3.5亿") == plain("2030年要到120亿")
    assert plain("增加值多少") == plain("值多少")


def test_spans_are_masked_beside_the_question_as_it_is():
    def all_of(text):
        return grams(text, slots_of(text))

    assert all_of("增加值多少")["␀S多少"] == 1
    assert all_of("增加值多少")["^值多"] == 1
    assert not any(gram.startswith("␀") and "值" in gram for gram in all_of("增加值多少"))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("港口吞吐量到2030年比2025年净增多少万吨", Intent.DIFFERENCE),
        ("轨道里程翻了几番", Intent.MULTIPLE),
        ("三个园区的产值加一块是多少", Intent.SUM),
        ("照这个占比倒推，全县的总盘子有多大", Intent.WHOLE),
        ("哪个县的粮食产量垫底", Intent.LEAST),
        ("床位数前三的医院排一下", Intent.RANK),
        ("每公里造价摊下来多少万", Intent.PER_UNIT),
        ("稿子里说森林覆盖率是61%，有没有写错", Intent.CONFIRM),
        ("第三章第二节讲的什么", Intent.NONE),
    ],
)
def test_wordings_that_are_not_among_the_sentences(text, intent):
    assert text not in {s.text for each in read_sentences().values() for s in each}
    assert intents_of(text, slots_of(text))[0][0] is intent


def test_every_intent_has_its_sentences():
    written = read_sentences()
    assert len(written) >= 5
    counts = dict.fromkeys(Intent, 0)
    for each in written.values():
        for sentence in each:
            counts[sentence.intent] += 1
    assert min(counts.values()) >= 50


def test_the_shipped_model_is_the_trained_one():
    """Its files fit together, and it knows the sentences it was trained on."""
    vocabulary, weights, scales, bias = intents._model()
    assert sorted(vocabulary.values()) == list(range(len(vocabulary)))
    assert (weights.dtype, weights.shape) == (np.int8, (len(vocabulary), len(Intent)))
    assert intents._frequencies().shape == (len(vocabulary),)
    assert scales.shape == bias.shape == (len(Intent),)
    every = [s for each in read_sentences().values() for s in each]
    sample = every[:: len(every) // 200][:200]
    assert len(sample) == 200
    right = sum(intents_of(s.text, slots_of(s.text))[0][0] is s.intent for s in sample)
    assert right / len(sample) >= 0.9


def test_sentences_are_plain_json():
    paths = [p for p in files(sentences).iterdir() if p.name.endswith(".jsonl")]
    assert paths
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            assert set(json.loads(line)) == {"q", "intent"}
