"""Sentences: where they end, and which characters of the text they are."""

import pytest

from corpus.plan import SentenceKind
from corpus.sentences import bullet_length, is_item, split_sentences
from corpus.textops import clean, column_width
from tests.corpus.helpers import read, words


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("甲。乙。", ["甲。", "乙。"]),
        ("甲！乙？丙", ["甲！", "乙？", "丙"]),
        ("甲；乙：丙，丁。", ["甲；乙：丙，丁。"]),
        ("他说：“甲。乙。”丙。", ["他说：“甲。乙。”丙。"]),
        ("“甲。”乙。", ["“甲。”乙。"]),
        ("甲（见乙。）丙。", ["甲（见乙。）丙。"]),
        ("甲。”乙。", ["甲。”", "乙。"]),
        ("甲！！乙？！丙。", ["甲！！", "乙？！", "丙。"]),
        ("增长3.5%，达2.77万亿元。", ["增长3.5%，达2.77万亿元。"]),
        ("AI!ML 大模型。", ["AI!ML 大模型。"]),
        ("", []),
        ("。", ["。"]),
    ],
)
def test_split(text: str, parts: list[str]):
    assert [text[a:b] for a, b in split_sentences(text)] == parts


def test_quotation_never_closed_does_not_swallow_the_paragraph():
    text = "“甲" + "乙丙" * 120 + "。丁。戊。"
    assert [text[a:b] for a, b in split_sentences(text)][1:] == ["丁。", "戊。"]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("• 甲", 2),
        ("●甲", 1),
        ("\uf06c 甲", 2),
        ("\uf0d8　甲", 2),
        ("- 甲", 2),
        ("* 甲", 2),
        ("-甲", 0),
        ("*甲", 0),
        ("——甲", 0),
        ("甲", 0),
        ("", 0),
    ],
)
def test_bullet(text: str, length: int):
    assert bullet_length(text) == length


@pytest.mark.parametrize(
    ("text", "item"),
    [("一核：都市", True), ("两带:沿江", True), ("• 甲", True), ("甲乙。", False), ("——甲", False)],
)
def test_item(text: str, item: bool):
    assert is_item(text) is item


def test_bullets_are_items_without_their_bullet():
    plan = read("一、甲\n• 乙丙\n• 丁\n戊。\n")
    assert [(s.text, s.kind) for s in plan.by_path["1"].sentences] == [
        ("一、甲", SentenceKind.HEADING),
        ("乙丙", SentenceKind.ITEM),
        ("丁", SentenceKind.ITEM),
        ("戊。", SentenceKind.PROSE),
    ]


def test_heading_that_runs_into_its_text():
    plan = read("一、甲\n1.发展目标。到2020年实现增长。\n")
    heading, said = plan.by_path["1/1"].sentences
    assert (heading.text, heading.kind) == ("1.发展目标。", SentenceKind.HEADING)
    assert plan.text[heading.start : heading.end] == "1.发展目标。"
    assert plan.text[said.start : said.end] == "到2020年实现增长。"


def test_title_that_repeats_its_number():
    plan = read("一、一\n乙。\n")
    assert [s.text for s in plan.by_path["1"].sentences] == ["一、一", "乙。"]


def test_closing_blanks_are_no_part_of_a_sentence():
    plan = read("一、甲\n　　乙。 丙。　\n")
    assert words(plan, "1") == ["乙。", "丙。"]


def test_offsets_after_characters_beyond_the_basic_plane():
    plan = read("一、𠮷𠮷\n\U00020000𠀋乙。丙。\n")
    last = plan.by_path["1"].sentences[-1]
    assert plan.text[last.start : last.end] == "丙。"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("甲\n乙", "甲乙"),
        ("甲 \n\n 乙", "甲乙"),
        ("甲\r\n　乙", "甲乙"),
        ("甲\u200b\n\ufeff乙", "甲乙"),
        ("甲\u2028乙\x85丙", "甲乙丙"),
        (" 甲 乙 ", "甲 乙"),
        ("", ""),
    ],
)
def test_clean(raw: str, text: str):
    assert clean(raw) == text


@pytest.mark.parametrize(
    ("line", "width"), [("", 0), ("甲乙", 4), ("a1%", 3), ("甲 1", 4), ("“—…”", 8), ("１．", 4)]
)
def test_column_width(line: str, width: int):
    assert column_width(line) == width
