"""The tagger that tells what each part of a question is for."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import slots
from assistant.intents import Intent
from assistant.sentences import read_sentence, read_sentences
from assistant.slots import LABELS, Slot, Span, features, masked, slots_of, using
from assistant.slots.train import Scores, allowed, labels_of, score

TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(st.sampled_from("2031年服务业增加值占比，。？ \t\n　🌊👩‍🌾é①"), max_size=60),
    st.lists(
        st.sampled_from(
            ("2031年", "渔业", "产值", "占", "全县", "第三章", "多少", " ", "🌊", "8%")
        ),
        max_size=15,
    ).map("".join),
)


# --- what is told -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "marked",
    [
        "[2020年]{服务业增加值}是多少",
        "«第三章第二节»讲的什么",
        "«专栏3»里的指标有哪些",
        "{高新技术企业数量}[五年]翻几番",
        "[2015年]和[2020年]的{增加值}分别是多少",
        "{森林覆盖率}是不是#61%#",
        "{旅游收入}年均增长#10%#，[2016年]是多少",
        "{服务业从业人员}占<全社会从业人员>的比重是多少",
        "{造船业产值}占<海洋生产总值>的比重",
        "[上一个五年]的{出口额}",
        "[规划期末]{轨道交通里程}多少公里",
        "稿子写的是#3.5亿元#，对吗",
        "{水质优良率}[现状]是多少",
        "[2020年]比[2015年]，{渔业产值}增长了多少",
        "你好",
    ],
)
def test_plain_sentences(marked):
    sentence = read_sentence(marked, Intent.LEVEL)
    assert sentence.text not in {s.text for each in read_sentences().values() for s in each}
    assert slots_of(sentence.text) == sentence.spans


@settings(deadline=None)
@given(TEXTS)
def test_spans_of_any_text(text):
    spans = slots_of(text)
    end = 0
    for span in spans:
        assert end <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text
        assert isinstance(span.slot, Slot)
        end = span.end
    short = len(text) - sum(len(span.text) - 1 for span in spans)
    assert len(masked(text, spans)) == short


@settings(deadline=None)
@given(TEXTS)
def test_every_character_shows_something(text):
    shown = features(text)
    assert len(shown) == len(text)
    assert all(f"10{ch}" in own for ch, own in zip(text, shown, strict=True) if ch == ch.lower())


def test_nothing_of_nothing():
    assert slots_of("") == ()


# --- masked -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        ("[2031年]{渔业产值}占<农业>#三成#吗，看«表2»", "TS占WN吗，看D"),
        ("{甲}、{乙}哪个多", "S、S哪个多"),
        ("{甲}{乙}", "SS"),
        ("谁来管", "谁来管"),
        ("", ""),
    ],
)
def test_a_masked_text(marked, text):
    sentence = read_sentence(marked, Intent.LEVEL)
    assert masked(sentence.text, sentence.spans) == text


# --- another model ------------------------------------------------------------------------------


def made(weighed):
    """A model that gives a character a label: no scores but these, no forbidden moves."""
    listed = [f"10{ch}" for ch in weighed]
    weights = np.zeros((len(listed), len(LABELS)), dtype=np.int8)
    for row, label in enumerate(weighed.values()):
        weights[row, LABELS.index(label)] = 1
    return listed, weights, np.ones(len(LABELS), dtype=np.float32), allowed()


def test_labels_are_joined_to_spans_and_none_goes_on_from_another():
    with using(*made({"甲": "B-S", "乙": "I-S", "丙": "B-T"})):
        assert slots_of("丁甲乙乙") == (Span(Slot.SUBJECT, 1, 4, "甲乙乙"),)
        assert [span.text for span in slots_of("甲甲乙")] == ["甲", "甲乙"]
        assert [span.text for span in slots_of("丙甲乙")] == ["丙", "甲乙"]
        assert slots_of("乙丁") == ()  # I- begins nothing


def test_another_model_is_in_use_for_a_while():
    text = "2020年服务业增加值是多少"
    shipped = slots_of(text)
    with using(*made({"服": "B-S"})):
        assert [span.text for span in slots_of(text)] == ["服"]
        with using(*made({"年": "B-T"})):
            assert [span.text for span in slots_of(text)] == ["年"]
        assert [span.text for span in slots_of(text)] == ["服"]
    assert slots_of(text) == shipped
    assert [span.text for span in shipped] == ["2020年", "服务业增加值"]


def test_an_error_restores_the_model():
    text = "2020年服务业增加值是多少"
    shipped = slots_of(text)

    def fails():
        with using(*made({"服": "B-S"})):
            assert slots_of(text) != shipped
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert slots_of(text) == shipped


# --- what is shipped ----------------------------------------------------------------------------


def test_labels():
    assert LABELS[0] == "O"
    assert set(LABELS[1:]) == {f"{side}-{slot.value}" for slot in Slot for side in "BI"}
    assert len(LABELS) == len(set(LABELS)) == 11


def test_the_shipped_files_fit_together():
    places, weights, scales, moves = slots._shipped()
    assert sorted(places.values()) == list(range(len(places)))  # no feature is listed twice
    assert "" not in places
    assert (weights.dtype, weights.shape) == (np.int8, (len(places), len(LABELS)))
    assert (scales.dtype, scales.shape) == (np.float32, (len(LABELS),))
    assert (moves.dtype, moves.shape) == (np.float32, (len(LABELS) + 1, len(LABELS)))
    assert (scales > 0).all()


def test_the_shipped_moves_keep_to_what_is_allowed():
    moves = slots._shipped()[3]
    forbidden = allowed() < 0
    assert moves[forbidden].max() < -5000
    assert np.abs(moves[~forbidden]).max() < 100


def test_most_features_of_a_question_are_known():
    known = slots._shipped()[0]
    shown = [f for own in features("2020年服务业增加值是多少") for f in own]
    assert sum(f in known for f in shown) / len(shown) > 0.7


# --- training, but for the training -------------------------------------------------------------


def test_labels_of_a_sentence():
    sentence = read_sentence("到[2031]{渔}<农>有", Intent.SHARE_OF)
    assert [LABELS[label] for label in labels_of(sentence)] == [
        *("O", "B-T", "I-T", "I-T", "I-T", "B-S", "B-W", "O")
    ]


def test_neighbours_of_one_slot_begin_anew():
    sentence = read_sentence("{甲乙}{丙丁}", Intent.TWO)
    assert [LABELS[label] for label in labels_of(sentence)] == ["B-S", "I-S", "B-S", "I-S"]


@pytest.mark.parametrize(
    ("before", "label", "may"),
    [
        ("O", "O", True),
        ("O", "B-S", True),
        ("O", "I-S", False),
        ("B-S", "I-S", True),
        ("I-S", "I-S", True),
        ("B-S", "B-S", True),
        ("B-S", "I-T", False),
        ("I-T", "I-S", False),
        ("I-T", "B-N", True),
        ("I-T", "O", True),
        (None, "O", True),  # the beginning
        (None, "B-D", True),
        (None, "I-D", False),
    ],
)
def test_moves_between_labels(before, label, may):
    row = len(LABELS) if before is None else LABELS.index(before)
    assert allowed()[row, LABELS.index(label)] == (0 if may else -10_000)


def test_of_each_inside_label_only_two_ways_lead_to_it():
    moves = allowed()
    assert moves.shape == (12, 11)
    for label in range(11):
        ways = 2 if LABELS[label].startswith("I") else 12
        assert (moves[:, label] == 0).sum() == ways


def test_the_marked_sentences_move_as_allowed():
    moves = allowed()
    for sentence in (one for each in read_sentences().values() for one in each):
        before = len(LABELS)
        for label in labels_of(sentence):
            assert moves[before, label] == 0, sentence.text
            before = label


def test_labels_and_moves_need_no_torch(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)  # importing it is an error
    assert labels_of(read_sentence("{甲}", Intent.LEVEL)) == [LABELS.index("B-S")]
    assert allowed().min() == -10_000


def test_scores():
    one, other, third = (Span(Slot.TIME, n, n + 1, "年") for n in range(3))
    scores = score([(one, other), ()], [(one,), (third,)])
    assert (scores.precision, scores.recall) == (0.5, 0.5)
    assert scores.f1 == 0.5
    assert score([(one,)], [(Span(Slot.SUBJECT, 0, 1, "年"),)]).f1 == 0
    assert score([()], [()]) == Scores(0, 0)
    assert Scores(0.5, 1).f1 == pytest.approx(2 / 3)


def test_no_span_cuts_a_number_in_two():
    for text in ("增速比全国平均gao2.7个点，全国平均是多少", "G20之后的2.75万亿是多少"):
        for span in slots_of(text):
            after = text[span.end : span.end + 1]
            assert not (span.text[-1].isdigit() and (after.isdigit() or after == "."))


def test_a_time_ends_where_what_is_asked_of_begins():
    told = [(span.slot, span.text) for span in slots_of("十二五金融平均每年增长多少")]
    assert (Slot.SUBJECT, "金融") in told
    assert not any("金融" in text for slot, text in told if slot is Slot.TIME)
