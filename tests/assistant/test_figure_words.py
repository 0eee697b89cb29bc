"""Words of figures, looked for in many texts at once as in each alone."""

import pytest

from assistant.texts import Texts


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("增加值", id="in its letters"),
        pytest.param("gdp", id="in other words"),
        pytest.param("金融业", id="as a stem"),
        pytest.param("文创", id="spelt out"),
        pytest.param("研发投入", id="by its halves"),
        pytest.param("跨境电商交易", id="by its beginning"),
        pytest.param("核电站", id="by none"),
    ],
)
def test_the_texts_that_say_a_word(hangzhou, word):
    words, matcher = hangzhou.table.words, hangzhou.table._matcher
    texts = [record.all for record in matcher.records]
    alone = {place for place, text in enumerate(texts) if words.says(word, text)}
    assert words.saying(word, Texts(texts)) == alone


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("机器人", "机器人的增加值", True),
        ("机器人", "有机器人，机器人产业多大", True),
        ("机器人", "机器人业务多大", False),
        ("机器人", "增加值", False),
    ],
)
def test_a_word_before_what_is_measured(hangzhou, word, text, expected):
    assert hangzhou.table.words._qualifies(word, text) is expected
