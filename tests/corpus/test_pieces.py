"""Pieces of sentences: the words, and where they stand."""

import pytest

from corpus.library import load_plan
from corpus.pieces import clause_around, is_begun, is_cut, opening, piece_of
from corpus.textops import clean


@pytest.fixture(scope="module")
def plan():
    return load_plan("hangzhou-services-13-5")


def stands(plan, piece):
    """Whether the piece is what stands at its spans."""
    return piece.text == "".join(clean(plan.text[s.start : s.end]) for s in piece.spans)


def test_a_piece_of_any_sentence_stands_at_its_place(plan):
    checked = 0
    for section in plan.sections:
        for sentence in section.sentences:
            middle = len(sentence.text) // 2
            for start, end in ((0, middle), (middle, len(sentence.text))):
                piece = piece_of(plan, sentence, start, end)
                if piece is not sentence:
                    assert stands(plan, piece)
                    assert piece.text == sentence.text[start:end].strip()
                    checked += 1
    assert checked > 1000


def test_a_piece_over_a_box_has_a_span_on_either_side(plan):
    parted = [s for node in plan.sections for s in node.sentences if len(s.spans) > 1]
    assert parted
    for sentence in parted:
        piece = piece_of(plan, sentence, 1, len(sentence.text) - 1)
        assert len(piece.spans) == len(sentence.spans)
        assert piece.pages == tuple(plan.page_at(span.start) for span in piece.spans)
        assert stands(plan, piece)


def test_the_whole_sentence_is_itself(plan):
    sentence = plan.by_path["3/9/1"].body[0]
    assert piece_of(plan, sentence, 0, len(sentence.text)) is sentence
    assert opening(plan, sentence, len(sentence.text)) is sentence


@pytest.mark.parametrize("longest", [20, 60, 110])
def test_an_opening_is_the_beginning_and_ends_with_a_clause(plan, longest):
    for node in plan.sections:
        for sentence in node.body:
            piece = opening(plan, sentence, longest)
            assert sentence.text.startswith(piece.text)
            if piece is not sentence:
                assert sentence.text[len(piece.text)] in "，：。；！？|"


def test_a_clause_holds_the_place_and_ends_at_marks(plan):
    sentence = next(s for s in plan.by_path["4/2"].body if "桐庐健康小镇" in s.text)
    place = sentence.text.index("桐庐健康小镇")
    piece = clause_around(plan, sentence, place, 60)
    assert "桐庐健康小镇" in piece.text
    assert len(piece.text) <= 60
    assert is_begun(plan, piece)
    assert stands(plan, piece)
    wide = clause_around(plan, sentence, place, 1000)
    assert wide.text == sentence.text.rstrip("。")
    assert not is_begun(plan, wide)
    assert not is_cut(plan, wide)
