"""Words of a question: what they weigh, and which texts say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.lexicon import Lexicon, squeeze
from assistant.texts import Texts


@pytest.fixture(scope="module")
def lexicon(hangzhou):
    return Lexicon(hangzhou.index.retriever)


def test_squeeze_leaves_letters_and_digits():
    assert squeeze(" “一核”：青螺湾、 GDP（2020年） 12.5%") == "一核青螺湾gdp2020年12.5%"


def test_words_of_a_question_leave_out_what_asks(lexicon):
    words = lexicon.words("城西科创大走廊的总面积是多少")
    assert words[0] == "城西科创大走廊"  # a term of the plan, whole
    assert "多少" not in words
    assert "的" not in words


def test_words_of_a_question_leave_years_out(lexicon):
    assert not [w for w in lexicon.words("2015年增加值比2020年少多少") if w.startswith("20")]


def test_each_word_stands_once(lexicon):
    words = lexicon.words("金融服务业和金融服务业的增加值")
    assert len(words) == len(set(words))


def test_a_rare_word_weighs_more_than_a_common_one(lexicon):
    assert lexicon.known("传化物流")
    assert lexicon.weight("传化物流") > lexicon.weight("发展") > 0


def test_a_particle_weighs_nothing(lexicon):
    assert lexicon.weight("什么") == 0
    assert lexicon.weight("以及") == 0


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("文化创意", "文化创意产业增加值"),
        ("文创", "文化创意产业增加值"),
        ("电商", "电子商务产业"),
        ("gdp", "占地区生产总值比重"),
        ("社零", "社会消费品零售总额"),
        ("占比", "占地区生产总值的比重"),
    ],
)
def test_a_text_says_a_word(lexicon, word, text):
    assert lexicon.match(word, text) >= 0.8


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("房价", "房地产业平稳健康发展"),
        ("宁波", "杭州市"),
        ("文创", "创新文明"),
        ("电话", "电子商务"),
    ],
)
def test_a_text_does_not_say_a_word(lexicon, word, text):
    assert lexicon.match(word, text) == 0


def test_compounds_that_only_end_alike_are_told_apart(lexicon):
    assert lexicon.match("科技服务业", "金融服务业增加值") < 0.5
    assert lexicon.match("科技服务业", "科技服务业增加值") == 1


def test_coverage(lexicon):
    assert lexicon.coverage([], ["增加值"]) == 1
    assert lexicon.coverage(["金融", "增加值"], ["金融服务业增加值"]) == 1
    assert lexicon.coverage(["宁波", "房价"], ["金融服务业增加值"], literally=True) == 0
    half = lexicon.coverage(["金融", "宁波"], ["金融服务业", "增加值"])
    assert 0 < half < 1


@pytest.mark.parametrize("name", ["宁波", "上海", "苏州"])
def test_a_place_is_a_name(lexicon, name):
    assert lexicon.is_name(name)


@pytest.mark.parametrize("word", ["增加值", "发展", "举措"])
def test_a_common_word_is_no_name(lexicon, word):
    assert not lexicon.is_name(word)


@given(st.text(max_size=12), st.text(max_size=30))
def test_how_far_a_text_says_a_word_is_a_share(lexicon, word, text):
    assert 0 <= lexicon.match(word, squeeze(text)) <= 1
    assert lexicon.weight(word) >= 0
    assert 0 <= lexicon.coverage(lexicon.words(word), [text]) <= 1


def test_a_phrase_the_plan_says_otherwise_weighs_like_what_says_it(lexicon):
    assert not lexicon.known("快递小哥")
    assert lexicon.has_equivalent("写字楼")
    assert lexicon.weight("写字楼") > 0


def test_related_words_are_part_credit(lexicon):
    assert 0 < lexicon.says("坐月子", squeeze("妇幼健康与母婴服务")) < 0.5
    assert lexicon.match("坐月子", squeeze("妇幼健康与母婴服务")) == 0


def test_shares_take_weight_from_words(lexicon):
    words, text = ["金融", "宁波"], ["金融服务业"]
    even = lexicon.coverage(words, text)
    assert lexicon.coverage(words, text, shares={"宁波": 0.1}) > even


@pytest.mark.parametrize("word", ["苏州工业园区", "宁波"])
def test_a_place_elsewhere(lexicon, word):
    assert lexicon.is_elsewhere(word)


@pytest.mark.parametrize("word", ["杭州", "省城", "扎堆"])
def test_no_place_elsewhere(lexicon, word):
    assert not lexicon.is_elsewhere(word)


@pytest.mark.parametrize("word", ["文创", "金融服务业", "老百姓", "外汇", "gdp", "的"])
def test_texts_asked_together_say_a_word_as_each_alone(lexicon, hangzhou, word):
    texts = [squeeze(s.text) for node in hangzhou.plan.sections for s in node.sentences]
    together = lexicon.says_each(word, Texts(texts)).tolist()
    assert together == [lexicon.says(word, text) for text in texts]


def test_coverage_of_each_text_is_that_of_the_text_alone(lexicon):
    words, texts = ["金融", "中心", "的"], ["区域金融服务中心", "物流中心", "文化创意产业"]
    alone = [lexicon.coverage(words, [text]) for text in texts]
    assert lexicon.coverage_each(words, Texts(texts)).tolist() == alone
    assert lexicon.coverage_each([], Texts(texts)).tolist() == [1.0, 1.0, 1.0]
