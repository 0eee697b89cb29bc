"""Times as people name them, told in years of the plan that is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.intents import Intent
from assistant.sentences import read_sentence
from assistant.slots import Slot, Span
from assistant.time_words import in_years, is_now, means_all, told_in_years, year_told

OLD, NEW = (2016, 2020), (2026, 2030)

# What is said, and what it is in a plan for 2016 to 2020 and in one for 2026 to 2030.
TIMES = [
    # the end
    ("规划收官那年", "2020年", "2030年"),
    ("期末", "2020年", "2030年"),
    ("规划期末", "2020年", "2030年"),
    ("末年", "2020年", "2030年"),
    ("到期", "2020年", "2030年"),
    ("届时", "2020年", "2030年"),
    ("最后一年", "2020年", "2030年"),
    ("target year", "2020年", "2030年"),
    # the year before the beginning
    ("期初", "2015年", "2025年"),
    ("起步时", "2015年", "2025年"),
    ("基期", "2015年", "2025年"),
    ("基准年", "2015年", "2025年"),
    ("规划前", "2015年", "2025年"),
    ("编制规划时", "2015年", "2025年"),
    ("五年前", "2015年", "2025年"),
    ("base year", "2015年", "2025年"),
    # within
    ("第一年", "2016年", "2026年"),
    ("开局那年", "2016年", "2026年"),
    ("首年", "2016年", "2026年"),
    ("第二年", "2017年", "2027年"),
    ("第五年", "2020年", "2030年"),
    ("中期", "2018年", "2028年"),
    ("三年后", "2018年", "2028年"),
    ("五年后", "2020年", "2030年"),
    ("10年后", "2025年", "2035年"),
    ("十年以后", "2025年", "2035年"),
    # both ends
    ("头尾两年", "2015年和2020年", "2025年和2030年"),
    ("首尾", "2015年和2020年", "2025年和2030年"),
    # the plan before, and the one after
    ("上一个五年末", "2015年", "2025年"),
    ("上一轮末", "2015年", "2025年"),
    ("上一个五年", "“十二五”时期", "“十四五”时期"),
    ("过去五年", "“十二五”时期", "“十四五”时期"),
    ("下一个五年", "“十四五”时期", "“十六五”时期"),
    ("下个五年末", "2025年", "2035年"),
    # five-year plans by number
    ("十一五末", "2010年", "2010年"),
    ("十二五末", "2015年", "2015年"),
    ("“十四五”末", "2025年", "2025年"),
    ("十五五末", "2030年", "2030年"),
    ("十三五头一年", "2016年", "2016年"),
    ("十二五第三年", "2013年", "2013年"),
    ("十四五头尾", "2020年和2025年", "2020年和2025年"),
    ("十二五期间", "“十二五”时期", "“十二五”时期"),
    ("十三五期间", None, "“十三五”时期"),  # all of the plan itself
    ("十五五", "“十五五”时期", None),
    # a year in two digits
    ("25年底", "2025年底", "2025年底"),
    ("'18年", "2018年", "2018年"),
    ("15年末", "2015年末", "2015年末"),
    # all of the plan
    ("规划期内", None, None),
    ("这五年", None, None),
    ("期间", None, None),
    # years in digits, and the present
    ("2018年", None, None),
    ("2016—2020年", None, None),
    ("2035年底", None, None),
    ("眼下", None, None),
    ("现状", None, None),
    ("至今", None, None),
    # unclear
    ("三年前", None, None),
    ("去年", None, None),
    ("某年", None, None),
]


@pytest.mark.parametrize(("time", "old", "new"), TIMES)
def test_a_time_in_years(time, old, new):
    assert in_years(time, OLD) == old
    assert in_years(time, NEW) == new


@pytest.mark.parametrize(
    ("time", "told"),
    [
        ("十二五末", "2015年"),
        ("十三五期间", "“十三五”时期"),
        ("25年底", "2025年底"),
        ("期末", None),
        ("五年后", None),
        ("上一个五年", None),
    ],
)
def test_without_a_period_only_named_periods_are_told(time, told):
    assert in_years(time, None) == told


def test_the_plan_before_one_of_another_length():
    assert in_years("上一轮末", (2021, 2035)) == "2020年"
    assert in_years("上一轮", (2021, 2035)) == "2006—2020年"
    assert in_years("下一轮末", (2021, 2023)) == "2026年"


@pytest.mark.parametrize(
    ("time", "now"),
    [
        *((time, True) for time in ("现在", "眼下", "现状", "目前", "至今", "迄今", "现有")),
        *((time, False) for time in ("期末", "2020年", "十三五", "五年后", "那时候", "")),
    ],
)
def test_the_present(time, now):
    assert is_now(time) is now


# --- in a question ------------------------------------------------------------------------------


def told(marked, period):
    sentence = read_sentence(marked, Intent.LEVEL)
    text, spans = told_in_years(sentence.text, sentence.spans, period)
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert [span.slot for span in spans] == [span.slot for span in sentence.spans]
    return text, [span.text for span in spans]


@pytest.mark.parametrize(
    ("marked", "old", "new", "spans"),
    [
        (
            "[规划收官那年]{渔业产值}是多少",
            "2020年渔业产值是多少",
            "2030年渔业产值是多少",
            ["2020年", "渔业产值"],
        ),
        (
            "{渔业产值}[期末]比[期初]多多少",
            "渔业产值2020年比2015年多多少",
            "渔业产值2030年比2025年多多少",
            ["渔业产值", "2020年", "2015年"],
        ),
        (
            "[上一个五年末]和[五年后]的{出口额}各是多少",
            "2015年和2020年的出口额各是多少",
            "2025年和2030年的出口额各是多少",
            ["2015年", "2020年", "出口额"],
        ),
        (
            "上一个[五年]的{出口额}有#3亿元#吗",  # what a time leads with joins it
            "“十二五”时期的出口额有3亿元吗",
            "“十四五”时期的出口额有3亿元吗",
            ["“十二五”时期", "出口额", "3亿元"],
        ),
        (
            "{渔业}占<农业>的比重[头尾]差几个点",
            "渔业占农业的比重2015年和2020年差几个点",
            "渔业占农业的比重2025年和2030年差几个点",
            ["渔业", "农业", "2015年和2020年"],
        ),
    ],
)
def test_times_of_a_question(marked, old, new, spans):
    assert told(marked, OLD) == (old, spans)
    assert told(marked, NEW)[0] == new


@pytest.mark.parametrize(
    "marked",
    [
        "[2018年]{渔业产值}是多少",
        "[眼下]{渔业产值}是多少",
        "[这五年]{渔业产值}年均增长多少",
        "{五年后}是一部什么样的纪录片",  # no time
        "«期末那张表»讲什么",
        "谁来管",
        "",
    ],
)
def test_what_stays_as_it_is(marked):
    sentence = read_sentence(marked, Intent.LEVEL)
    assert told_in_years(sentence.text, sentence.spans, OLD) == (sentence.text, sentence.spans)


def test_years_ago_count_from_the_year_beside_them():
    assert told("[2015年]的{产值}比[五年前]多几成", OLD) == (
        "2015年的产值比2010年多几成",
        ["2015年", "产值", "2010年"],
    )
    assert told("[2028年]{产值}比[三年前]多几成", OLD)[1] == ["2028年", "产值", "2025年"]
    assert told("{产值}比[五年前]多几成", NEW)[1] == ["产值", "2025年"]


def test_without_a_period_a_question_stays():
    assert told("[期末]{产值}多少", None) == ("期末产值多少", ["期末", "产值"])
    assert told("[十三五末]{产值}多少", None) == ("2020年产值多少", ["2020年", "产值"])


WORDS = st.sampled_from(
    (
        *("期末", "五年后", "五年前", "上一个五年", "五年", "十二五", "十三五末", "头尾", "眼下"),
        *("2018年", "25年底", "渔业产值", "上一个", "近", "的", "比", " ", "🌊", "多少"),
    )
)
PARTS = st.lists(
    st.tuples(WORDS | st.text(min_size=1, max_size=6), st.none() | st.sampled_from(Slot)),
    max_size=10,
)


@given(PARTS, st.sampled_from((OLD, NEW, (2021, 2035), None)))
def test_spans_move_with_any_text(parts, period):
    text, spans = "", []
    for words, slot in parts:
        if slot is not None:
            spans.append(Span(slot, len(text), len(text) + len(words), words))
        text += words
    new, moved = told_in_years(text, spans, period)
    assert [span.slot for span in moved] == [span.slot for span in spans]
    end = 0
    for span in moved:
        assert end <= span.start <= span.end <= len(new)
        assert new[span.start : span.end] == span.text
        end = span.end
    kept = [(span.slot, span.text) for span in spans if span.slot is not Slot.TIME]
    assert [(span.slot, span.text) for span in moved if span.slot is not Slot.TIME] == kept
    if not any(span.slot is Slot.TIME for span in spans):
        assert (new, moved) == (text, tuple(spans))


@pytest.mark.parametrize(
    ("time", "before", "year"),
    [
        ("五年后", "2015年增加值是多少", 2020),
        ("往前推五年", "2015年占多大比例", 2010),
        ("再往前倒两年", "2015年占多大比例", 2013),
        ("往后推三年", "2017年总额是多少", 2020),
        ("期末", "2015年增加值是多少", 2020),
        ("往前推五年", "增加值是多少", None),  # from no year
        ("往前推五年", "2015年和2020年各是多少", None),  # from which
        ("五年后目标", "2015年增加值是多少", None),  # names more than a time
        ("金融", "2015年增加值是多少", None),
    ],
)
def test_the_year_a_follow_up_moves_to(time, before, year):
    assert year_told(time, before, OLD) == year


@pytest.mark.parametrize(
    ("text", "time", "own"),
    [
        ("这一个五年要增长多少", "一个五年", True),
        ("规划期内增长多少", "规划期内", True),
        ("五年抬了几个百分点", "五年", False),  # which five years it does not say
        ("上一个五年增长多少", "一个五年", False),
        ("2020年是多少", "2020年", False),
    ],
)
def test_whether_a_time_is_all_of_the_plan(text, time, own):
    start = text.index(time)
    span = Span(Slot.TIME, start, start + len(time), time)
    assert means_all(text, span, OLD) is own


def test_a_word_cut_off_a_time_is_read_with_it():
    text = "上一个五年平均每年涨多少"
    told, _ = told_in_years(text, [Span(Slot.TIME, 1, 5, "一个五年")], OLD)
    assert told == "“十二五”时期平均每年涨多少"
