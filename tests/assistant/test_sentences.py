"""Sentences marked by hand: taken apart, and those that are kept."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import sentences
from assistant.intents import Intent
from assistant.sentences import MARKS, read_sentence, read_sentences
from assistant.slots import Slot, Span

FOLDER = Path(sentences.__file__).parent
PAIRS = {slot: pair for pair, slot in MARKS.items()}
SIGNS = set("".join(MARKS))


def told(marked):
    """Text, and slot and text of each span."""
    sentence = read_sentence(marked, Intent.LEVEL)
    return sentence.text, [(span.slot, span.text) for span in sentence.spans]


@pytest.fixture(scope="module")
def written():
    return read_sentences()


# --- taking apart -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marked", "text", "span"),
    [
        ("{渔港}有几座", "渔港有几座", Span(Slot.SUBJECT, 0, 2, "渔港")),
        ("占<全县>几成", "占全县几成", Span(Slot.WHOLE, 1, 3, "全县")),
        ("到[2031年]呢", "到2031年呢", Span(Slot.TIME, 1, 6, "2031年")),
        ("看«专栏7»", "看专栏7", Span(Slot.PLACE, 1, 4, "专栏7")),
        ("超过#8万亩#的", "超过8万亩的", Span(Slot.NUMBER, 2, 5, "8万亩")),
    ],
)
def test_each_kind_of_mark(marked, text, span):
    sentence = read_sentence(marked, Intent.COUNT)
    assert (sentence.text, sentence.spans) == (text, (span,))
    assert sentence.intent is Intent.COUNT


def test_every_slot_has_a_mark_of_two_signs():
    assert set(MARKS.values()) == set(Slot)
    assert all(len(pair) == 2 for pair in MARKS)


def test_all_kinds_in_one_sentence():
    assert told("«表2»里[期末]{渔业}占<农业>#三成#吗") == (
        "表2里期末渔业占农业三成吗",
        [
            (Slot.PLACE, "表2"),
            (Slot.TIME, "期末"),
            (Slot.SUBJECT, "渔业"),
            (Slot.WHOLE, "农业"),
            (Slot.NUMBER, "三成"),
        ],
    )


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("谁来管", ("谁来管", [])),
        ("", ("", [])),
        ("{}谁来管", ("谁来管", [])),  # nothing is marked
        ("{甲}{乙}", ("甲乙", [(Slot.SUBJECT, "甲"), (Slot.SUBJECT, "乙")])),
        ("#3#到#5#家", ("3到5家", [(Slot.NUMBER, "3"), (Slot.NUMBER, "5")])),
        ("{甲 乙}", ("甲 乙", [(Slot.SUBJECT, "甲 乙")])),
    ],
)
def test_none_empty_and_neighbouring_spans(marked, expected):
    assert told(marked) == expected


@pytest.mark.parametrize(
    ("marked", "complaint"),
    [
        ("{渔港有几座", "expected '}' before the end"),
        ("到[2031年", "expected ']' before the end"),
        ("看«专栏7", "expected '»' before the end"),
        ("占<全县", "expected '>' before the end"),
        ("超过#8万亩", "expected '#' before the end"),
        ("{[2031年]渔港}", r"'\[' stands within another mark"),
        ("{{渔港}}", "'{' stands within another mark"),
        ("[#8#年]", "'#' stands within another mark"),
        ("渔港}有几座", "'}' closes nothing"),
        ("到2031年]", "']' closes nothing"),
        ("{渔港]", "']' closes nothing"),
        ("«专栏>7»", "'>' closes nothing"),
    ],
)
def test_marks_that_are_open_nested_or_stray(marked, complaint):
    with pytest.raises(ValueError, match=complaint) as caught:
        read_sentence(marked, Intent.LEVEL)
    assert repr(marked) in str(caught.value)


PLAIN = st.text(st.characters(exclude_characters=sorted(SIGNS)), min_size=1, max_size=12)
PARTS = st.lists(st.tuples(PLAIN, st.none() | st.sampled_from(Slot)), max_size=8)


@given(PARTS, st.sampled_from(Intent))
def test_what_is_marked_is_read_back(parts, intent):
    marked, text, spans = "", "", []
    for words, slot in parts:
        if slot is not None:
            spans.append(Span(slot, len(text), len(text) + len(words), words))
        opening, closing = PAIRS[slot] if slot else ("", "")
        marked += f"{opening}{words}{closing}"
        text += words
    sentence = read_sentence(marked, intent)
    assert (sentence.text, sentence.intent, sentence.spans) == (text, intent, tuple(spans))


ANY = st.text(st.sampled_from([*sorted(SIGNS), "甲", "年", " ", "🌊"]), max_size=12)


@given(ANY)
def test_any_marks_are_read_or_refused(marked):
    try:
        sentence = read_sentence(marked, Intent.NONE)
    except ValueError:
        return
    assert sentence.text == "".join(ch for ch in marked if ch not in SIGNS)
    assert all(sentence.text[span.start : span.end] == span.text for span in sentence.spans)


# --- those that are kept ------------------------------------------------------------------------


def test_all_files_are_read_to_their_last_line(written):
    lines = {p.stem: len(p.read_text("utf-8").splitlines()) for p in FOLDER.glob("*.jsonl")}
    assert len(lines) >= 10
    assert {writer: len(each) for writer, each in written.items()} == lines


def test_lines_are_plain_json():
    for path in sorted(FOLDER.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            assert set(json.loads(line)) == {"q", "intent"}


def test_every_intent_has_its_sentences(written):
    counts = Counter(one.intent for each in written.values() for one in each)
    assert set(counts) == set(Intent)
    assert min(counts.values()) >= 20


def test_every_slot_occurs(written):
    counts = Counter(s.slot for each in written.values() for one in each for s in one.spans)
    assert set(counts) == set(Slot)
    assert min(counts.values()) >= 20


def test_spans_stand_in_their_sentences(written):
    for one in (one for each in written.values() for one in each):
        end = 0
        for span in one.spans:
            assert end <= span.start < span.end
            assert one.text[span.start : span.end] == span.text == span.text.strip()
            end = span.end


def test_no_writer_says_a_sentence_twice(written):
    for writer, each in written.items():
        texts = Counter(one.text for one in each)
        assert [text for text, count in texts.items() if count > 1] == [], writer
