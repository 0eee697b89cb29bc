"""Questions made plain: width, characters, courtesies, years, and what cannot be asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.question import LONGEST_QUESTION, Ask, content_words, parse_question, years_in
from corpus.errors import QuestionError


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("２０２０年ＧＤＰ占比５０％", "2020年GDP占比50%"),
        ("規劃的發展目標是什麼", "规划的发展目标是什么"),
        ("專欄９講了什麼", "专栏9讲了什么"),
        ("  专栏9\r\n讲什么\t", "专栏9 讲什么"),
        ("专栏\u200b9\ufeff讲什么", "专栏9讲什么"),
        ("互联网＋", "互联网+"),
        ("三、（四）2.（1）", "三、（四）2.（1）"),  # Chinese punctuation is part of an address
        ("后来居上的里程", "后来居上的里程"),  # simplified already: 后 and 里 stay
    ],
)
def test_a_question_becomes_plain(raw, text):
    question = parse_question(raw)
    assert question.text == text
    assert question.raw == raw


@pytest.mark.parametrize(
    ("raw", "core"),
    [
        ("你好，请问一下，专栏9讲什么？谢谢！", "专栏9讲什么"),
        ("麻烦您，我想了解一下电子商务产业的发展目标呢", "电子商务产业的发展目标"),
        ("专栏9讲什么？？？", "专栏9讲什么"),
        ("根据规划，2020年增加值是多少", "2020年增加值是多少"),
        ("请问", "请问"),  # nothing but courtesy: the words themselves are left to answer
        ("？", "？"),
    ],
)
def test_courtesies_and_particles_are_left_out(raw, core):
    assert parse_question(raw).core == core


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2020年增加值", (2020,)),
        ("2020 年增加值", (2020,)),
        ("２０２０年", (2020,)),
        ("二〇二〇年", (2020,)),
        ("二零一五年", (2015,)),
        ("2016—2018年", (2016, 2017, 2018)),
        ("2016年至2018年", (2016, 2017, 2018)),
        ("2016~2018", (2016, 2017, 2018)),
        ("2015年和2020年", (2015, 2020)),
        ("2020年比2015年", (2020,)),  # 2015 is only compared with
        ("2020-2016", (2016, 2020)),  # no range runs backwards
        ("电话20201234", ()),
        ("十三五期间", ()),
        ("144小时", ()),
    ],
)
def test_years(text, years):
    assert parse_question(text).years == years


def test_years_of_a_plan_text_are_found_the_same_way():
    assert years_in("2011—2013 年，贡献率分别达58.6%") == (2011, 2012, 2013)


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("2020年增加值是多少", Ask.FIGURE),
        ("增加值占GDP的比重", Ask.NUMBER),
        ("四镇是哪几个", Ask.LIST),
        ("什么叫“双铁”", Ask.DEFINITION),
        ("怎么支持企业上市", Ask.MEASURES),
    ],
)
def test_the_form_of_answer_asked_for(text, ask):
    assert ask in parse_question(text).asks


def test_content_words_leave_question_words_and_years_out():
    words = ["2020年", "金融", "增加值", "是", "多少", "金融"]
    assert content_words(words) == ["金融", "增加值"]


@pytest.mark.parametrize(
    ("raw", "core"),
    [
        ("领导让我明天交材料，旅游业有哪些举措", "旅游业有哪些举措"),
        ("我是外地来的，对这边不太熟，四镇是哪几个", "四镇是哪几个"),
        ("我们园区想申报集聚区，要满足哪些条件", "我们园区想申报集聚区，要满足哪些条件"),
        ("领导小组有哪些职责", "领导小组有哪些职责"),
        ("我在写汇报", "我在写汇报"),
    ],
)
def test_clauses_that_bring_nothing_to_the_matter_are_left_out(raw, core):
    assert parse_question(raw).core == core


@pytest.mark.parametrize("raw", ["", "   ", "\n\t", "\u200b\ufeff", "\ue000"])
def test_an_empty_question_is_refused(raw):
    with pytest.raises(QuestionError, match="没有收到问题"):
        parse_question(raw)


def test_the_longest_question_is_read():
    assert len(parse_question("好" * LONGEST_QUESTION).text) == 2000


@pytest.mark.parametrize("length", [2001, 10_000])
def test_a_longer_question_is_refused_with_both_numbers(length):
    with pytest.raises(QuestionError, match=rf"{length} 字，最多 2000 字"):
        parse_question("好" * length)


@pytest.mark.parametrize(
    ("raw", "code_point"),
    [("专栏\x009", "U+0000"), ("\x07", "U+0007"), ("专栏9\x7f", "U+007F"), ("a\x85b", "U+0085")],
)
def test_a_control_character_is_refused_by_its_code_point(raw, code_point):
    with pytest.raises(QuestionError, match="控制字符") as caught:
        parse_question(raw)
    assert code_point in str(caught.value)


ANY_TEXT = st.text(st.characters(), max_size=60)  # lone surrogates too


@given(ANY_TEXT)
def test_any_text_is_a_question_or_a_question_error(raw):
    try:
        question = parse_question(raw)
    except QuestionError:
        return
    assert question.core
    assert question.text == parse_question(question.text).text
    assert all(1900 <= year <= 2099 for year in question.years)


@given(st.integers(1900, 2099), st.sampled_from(["年增加值是多少", " 年底", "的目标", ""]))
def test_a_year_is_found_in_either_script(year, rest):
    assert parse_question(f"{year}{rest}").years == (year,)
    chinese = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))
    assert parse_question(f"{chinese}年{rest}").years == (year,)


def test_a_word_that_asks_says_nothing_of_the_matter():
    assert content_words(["谁来管", "统计", "咋整"]) == ["统计"]
