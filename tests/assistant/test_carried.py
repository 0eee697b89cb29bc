"""What a question about a figure takes from the one before it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.carried import carried, names_nothing

PLAN = "建设零碳园区10家、零碳工厂20家，发展文创金融。"


@pytest.mark.parametrize(
    ("previous", "bare", "alone"),
    [
        # another year of the same subject
        ("到2025年港口货物吞吐量达到多少", "2020年是多少", "港口货物吞吐量2020年是多少"),
        ("森林覆盖率2025年要达到多少", "它2020年是多少", "森林覆盖率2020年是多少"),
        # what is computed brings its own years
        ("2020年文化产业增加值是多少", "比2015年增长多少", "文化产业增加值比2015年增长多少"),
        ("2025年养老床位有多少张", "比2020年多多少张", "养老床位比2020年多多少张"),
        # another subject: the year and what is measured stay
        ("2020年金融业增加值是多少", "电子商务", "2020年电子商务增加值是多少"),
        ("2020年渔业产值是多少", "林业的", "2020年林业产值是多少"),
        # … unless it says itself what is measured
        ("到2025年港口货物吞吐量达到多少", "集装箱吞吐量", "到2025年集装箱吞吐量达到多少"),
        ("轨道交通里程2025年多少公里", "高速公路里程", "高速公路里程2025年多少"),
        # another figure of the same subject: the year stays
        ("旅游业2020年总收入多少", "增加值是多少", "2020年旅游业增加值是多少"),
        (
            "2020年文化产业增加值是多少",
            "占地区生产总值的比重",
            "2020年文化产业增加值占地区生产总值的比重",
        ),
        # what is counted is of the kind asked of before, where the plan has such
        ("零碳园区要建几家", "工厂", "零碳工厂要建多少"),
        ("智能园区要建几家", "工厂", "工厂要建多少"),
        ("文创产业增加值多少", "金融", "金融增加值多少"),
        # the whole of a share stays with its subject's place
        (
            "2020年服务业增加值占地区生产总值比重是多少",
            "工业",
            "2020年工业增加值占地区生产总值比重是多少",
        ),
    ],
)
def test_a_follow_up_as_it_stands_alone(previous, bare, alone):
    assert carried(previous, bare, PLAN.__contains__) == alone


@pytest.mark.parametrize(
    ("previous", "bare"),
    [
        ("第三章讲什么", "2020年是多少"),  # no subject to carry
        ("你好", "2020年是多少"),
        ("2020年旅游收入多少", "入境游客多少"),  # asks of its own subject
        ("旅游业2020年总收入多少", "谢谢"),  # asks for no figure
        ("旅游业2020年总收入多少", "怎么实现"),
    ],
)
def test_nothing_is_carried(previous, bare):
    assert carried(previous, bare, PLAN.__contains__) is None


def test_characters_are_made_plain_first():
    assert (
        carried("２０２０年金融業增加值是多少", "電子商務", PLAN.__contains__)
        == "2020年电子商务增加值是多少"
    )
    assert (
        carried("森林覆盖率2025年要达到多少 ", " 它２０２０年是多少", PLAN.__contains__)
        == "森林覆盖率2020年是多少"
    )


@pytest.mark.parametrize("word", ["它", "它的", "其", "这个", "该"])
def test_what_points_back_is_left_out(word):
    said = f"{word}比2015年翻了几番"
    assert (
        carried("2020年金融业增加值是多少", said, PLAN.__contains__)
        == "金融业增加值比2015年翻了几番"
    )


@pytest.mark.parametrize(
    "text",
    [
        "五年后目标",
        "面积多少",
        "2020年是多少",
        "增加值是多少",
        "占比多少",
        "年均增速多少",
        "到2025年要达到多少",
        "比2015年增长多少",
        "有多少家",
    ],
)
def test_a_figure_is_asked_of_nothing(text):
    assert names_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "2020年金融业增加值是多少",
        "森林覆盖率",
        "第三章的增加值是多少",  # a place narrows it
        "你好",  # asks for no figure
        "谢谢",
        "第三章讲什么",
    ],
)
def test_a_figure_is_asked_of_something_or_none_is(text):
    assert not names_nothing(text)


PIECES = st.sampled_from(
    (
        *("2020年", "期末", "金融业", "增加值", "占", "地区生产总值", "比重", "是多少", "的", "它"),
        *("比2015年", "增长多少", "电子商务", "第三章", "？", " ", "🌊", "面积", "呢"),
    )
)
TEXTS = st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=8).map("".join))


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_any_two_texts(previous, bare):
    alone = carried(previous, bare, PLAN.__contains__)
    assert alone is None or alone.strip()
    assert names_nothing(bare) in {True, False}
