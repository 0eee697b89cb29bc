"""Slips of the hand in questions put right, and what is left as it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.question import plain
from assistant.spelling import Correction, Speller
from assistant.spelling.build import characters, table
from tests.assistant.talk import ask


@pytest.fixture(scope="module")
def speller(hangzhou):
    return Speller(hangzhou.plan, hangzhou._lexicon)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        # another character of the same sound
        ("电子上午增加值2020年目标", "电子商务增加值2020年目标"),
        ("服务业增家值目标是多少", "服务业增加值目标是多少"),
        ("金融服务叶怎么发展", "金融服务业怎么发展"),
        ("城西科创大走郎面积", "城西科创大走廊面积"),
        # letters
        ("lvyou总收入目标", "旅游总收入目标"),
        ("lüyou总收入目标", "旅游总收入目标"),
        ("renli ziyuan服务怎么发展", "人力 资源服务怎么发展"),
        ("2020年fuwu业增加值", "2020年服务业增加值"),
        # neighbours swapped
        ("电子务商增加值", "电子商务增加值"),
        # one typed twice
        ("电子电子商商务增加值", "电子电子商务增加值"),
    ],
)
def test_a_slip_is_put_right(speller, typed, meant):
    assert speller.corrected(typed)[0] == meant


@pytest.mark.parametrize(
    "text",
    [
        "服务业增加值2020年目标是多少",
        "老外过境免签最长可以停留几天",
        "货车进城送货难，城市配送上有哪些办法",  # 城送货 crosses two words
        "把软件和信息服务也算进去",  # 也 often stands alone
        "GDP增速目标是多少",
        "R&D投入强度",
        "financial services的增加值",
        "专栏5第7行是什么",
        "“电子上午”写在规划哪里",  # a quotation
        "三、（四）2.（1）讲什么",
        "两极和三轴分别是什么",
        "宁波的服务业增加值是多少",
    ],
)
def test_what_is_no_slip_stays(speller, text):
    assert speller.corrected(text) == (text, ())


def test_what_was_typed_is_told_beside_what_it_is_read_as(speller):
    text, found = speller.corrected("电子上午怎么发展")
    assert text == "电子商务怎么发展"
    assert found == (Correction("电子上午", "电子商务"),)


def test_the_answer_says_how_the_question_was_read(hangzhou):
    answer = ask(hangzhou, "电子上午2020年增加值目标是多少")
    assert (answer.value.value, answer.value.unit) == (2000, "亿元")
    assert answer.question == "电子上午2020年增加值目标是多少"
    assert answer.standalone_question == "电子商务2020年增加值目标是多少"
    assert answer.read_as == "已将“电子上午”读作“电子商务”。"


def test_a_question_without_slips_says_nothing_of_it(hangzhou):
    assert ask(hangzhou, "电子商务2020年增加值目标是多少").read_as == ""


@given(st.text("服务业增加值电子上午商务目标0125年%多少，。？“”abgnuiüv", max_size=30))
@settings(max_examples=150, deadline=None)
def test_figures_and_quotations_are_never_changed(speller, text):
    text = plain(text)
    put_right, found = speller.corrected(text)
    assert [ch for ch in put_right if ch.isdigit()] == [ch for ch in text if ch.isdigit()]
    for slip in found:
        assert slip.typed in text
        assert slip.meant in put_right
        assert not any(ch.isdigit() or ch in "一二三四五六七八九十百千万亿" for ch in slip.meant)
    quoted = text.split("“")[1].split("”")[0] if "“" in text and "”" in text.split("“")[1] else ""
    assert quoted in put_right


def test_the_table_of_sounds_is_what_the_library_says():
    from importlib.resources import files

    held = (files("assistant.spelling") / "sounds.txt").read_text("utf-8")
    assert held == table()
    assert set("".join(line.split(" ")[1] for line in held.splitlines())) <= set(characters())


@pytest.mark.parametrize("text", ["nü子", "xi'an", "it's", "nü'xing 服务业", "'"])
def test_what_was_typed_is_told_as_it_was_typed(speller, text):
    put_right, found = speller.corrected(text)
    rest = text
    for slip in found:
        before, typed, rest = rest.partition(slip.typed)
        assert typed
        assert before in put_right
        assert slip.meant in put_right
    assert found or put_right == text
