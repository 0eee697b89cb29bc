"""Where one question ends and the next begins."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import borders
from assistant.borders import SIGNS, Parts, parts_of, probability, units_of
from assistant.borders.train import borders_in, fit, read_borders

FOLDER = Path(borders.__file__).parent

TEXTS = st.lists(
    st.sampled_from(
        ("渔业产值", "多少", "？", "，", "；", "、", " ", "另外", "是哪几个", "怎么建", "🌊")
    ),
    max_size=16,
).map("".join)


@pytest.mark.parametrize(
    "marked",
    [
        "渔港有几个；|另外，冷库建在哪儿",
        "先讲讲果业的定位，|再说说茶园要扩到多少亩",
        "渡口怎么修？|渡船票价又是多少？",
        "一是问竹编有几家，|二是草编怎么扶持",
        "2015年和2020年的渔业产值各是多少",
        "渔业和果业，哪个产值大",
        "我在写材料，请问渔业怎么发展",
        "渔业产值要到五十亿元，对吗",
        "不问投资，只问路线：渡船经过哪里",
        "渔港改造有哪些办法，请逐条列出来",
        "渔业产值2020年多少，2025年多少",
        "渔业",
    ],
)
def test_questions_are_parted_where_two_are_asked(marked):
    assert list(parts_of(marked.replace("|", "")).texts) == marked.split("|")


def test_units_are_clauses_that_ask_with_those_before_them():
    text = "百年渡口这块，两问：怎么修，多少，谁来管渡船"
    assert [text[unit.start : unit.end] for unit in units_of(text)] == [
        "百年渡口这块，两问：怎么修，多少，",
        "谁来管渡船",
    ]
    assert units_of("你好，谢谢") == [(0, 5)]


@given(TEXTS)
def test_the_parts_are_the_text(text):
    parts = parts_of(text)
    assert "".join(parts.texts) == text
    assert 0 <= parts.likely <= 1


def test_one_clause_costs_nothing():
    began = time.perf_counter()
    for _ in range(1000):
        assert parts_of("渔业到2025年的产值要达到多少亿元").likely == 1
    assert time.perf_counter() - began < 0.2  # 0.2 ms each; measured: 0.01 ms


def test_the_shipped_weights_are_those_the_sentences_teach():
    written = json.loads((FOLDER / "weights.json").read_text("utf-8"))
    assert [written["bias"], *written["weights"].values()] == pytest.approx(
        fit(read_borders()), abs=0.002
    )
    assert list(written["weights"]) == list(SIGNS)


def test_most_borders_of_the_sentences_are_told_right():
    examples = read_borders()
    right = sum((probability(e.signs) > 0.5) == e.parts for e in examples)
    assert len(examples) > 300
    assert right / len(examples) > 0.8


def test_a_mark_where_no_border_can_stand_is_an_error():
    with pytest.raises(ValueError, match="no border can stand at"):
        borders_in("渔业产|值是多少")


def test_parts_is_what_it_says():
    assert parts_of("渔业") == Parts(("渔业",), 1.0)
