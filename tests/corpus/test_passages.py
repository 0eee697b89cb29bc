"""Passages: every sentence once, under its heading, not too long."""

import pytest

from corpus.passages import LONGEST_PASSAGE, split_passages
from corpus.plan import Plan
from tests.corpus.helpers import read
from tests.corpus.invariants import check_passages


def texts(text: str) -> list[str]:
    return [passage.text for passage in split_passages(read(text))]


def test_every_sentence_is_in_one_passage(hangzhou: Plan):
    check_passages(hangzhou)


def test_only_bare_headings_are_left_out(hangzhou: Plan):
    held = {passage.path for passage in split_passages(hangzhou)}
    left_out = [section.path for section in hangzhou.sections if section.path not in held]
    assert [hangzhou.by_path[path].title for path in left_out if path.count("/") == 2] == [
        "重点举措"
    ] * 10
    assert {path for path in left_out if "/" not in path} == {"1", "2", "6"}


def test_pictures_are_found_by_their_title(hangzhou: Plan):
    found = {passage.path: passage.text for passage in split_passages(hangzhou)}
    assert found["B11"] == "专栏11 沿江现代服务业发展带"


def test_passages_know_their_place(hangzhou: Plan):
    passages = split_passages(hangzhou)
    row = next(passage for passage in passages if passage.path == "B5/r5")
    assert (row.label, row.page) == ("专栏5 第5行", 13)
    assert row.text == "增加值 亿元 719.68 1150；5 旅游休闲业；占地区生产总值比重 % 7.2 8；"
    assert hangzhou.text[row.start : row.end].startswith("增加值 亿元 719.68")
    assert [p.passage_id for p in passages[:2]] == [f"{hangzhou.plan_id}#000{n}" for n in (0, 1)]


def test_length(hangzhou: Plan):
    for passage in split_passages(hangzhou):
        longest = max(len(sentence.text) for sentence in passage.sentences)
        heading = len(passage.sentences[0].text)
        assert sum(len(s.text) for s in passage.sentences) <= max(
            LONGEST_PASSAGE, longest + heading
        )


def test_long_section_is_cut_between_sentences():
    said = "推进服务业发展" * 14 + "。"
    assert texts(f"一、甲\n{said * 5}\n") == ["一、甲" + said * 2, said * 2, said]


def test_sentence_longer_than_a_passage_stays_whole():
    said = "推进服务业发展" * 60 + "。"
    assert texts(f"一、甲\n{said}乙。\n") == [f"一、甲{said}", "乙。"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、甲\n（一）乙\n丙。\n", ["（一）乙丙。"]),
        ("一、甲\n• 乙\n• 丙\n", ["一、甲乙；丙；"]),
        (f"一、{'推进服务业发展' * 3}\n", [f"一、{'推进服务业发展' * 3}"]),
        ("", []),
    ],
)
def test_small_plans(text: str, expected: list[str]):
    assert texts(text) == expected
