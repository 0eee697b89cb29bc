import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.tokenizer import BIGRAM_MARK, HAN, Segmenter, normalise

TERMS = ("跨境电子商务", "城西科创大走廊", "钱塘江金融港湾", "一基地四中心", "互联网+", "会展")


@pytest.fixture(scope="module")
def plain():
    return Segmenter()


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter(TERMS)


def without_bigrams(tokens):
    return [token for token in tokens if not token.startswith(BIGRAM_MARK)]


def is_han(character):
    code = ord(character)
    ranges = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
    return character == "〇" or any(low <= code <= high for low, high in ranges)


def test_normalise_makes_full_width_plain_and_lower():
    assert normalise("Ｇ２０　ＡＩ１１．１％") == "g20 ai11.1%"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("发展跨境电子商务", ["发展", "跨境电子商务"], id="term"),
        pytest.param("“十三五”规划", ["十三五", "规划"], id="five-year-plan"),
        pytest.param("二十五五", ["二十五", "五"], id="no-five-year-plan"),
        pytest.param(
            "达5855.29亿元，增长11.1%", ["达", "5855.29", "亿元", "增长", "11.1%"], id="n"
        ),
        pytest.param("１２，３４５．６万人", ["12345.6", "万人"], id="full-width-thousands"),
        pytest.param("2.发展目标", ["2", "发展", "目标"], id="numbered-heading"),
        pytest.param("5G和B2B", ["5g", "和", "b2b"], id="letters-and-digits"),
        pytest.param("“互联网＋”行动", ["互联网+", "行动"], id="term-with-symbol"),
        pytest.param("机会展示", ["机会", "展示"], id="short-term-across-words"),
        pytest.param("", [], id="empty"),
        pytest.param("，。！\n", [], id="punctuation"),
    ],
)
def test_words(segmenter, text, words):
    assert segmenter.words(text) == words


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("跨境电子商务", ["跨境", "电子", "商务", "电子商务", "跨境电子商务"]),
        ("城西科创大走廊", ["城西", "科创", "大", "走廊", "城西科创大走廊"]),
        ("十三五", ["十三", "五", "十三五"]),
        ("服务业的比重", ["服务", "服务业", "比重"]),
        ("机会展示", ["机会", "展示"]),
    ],
)
def test_search_tokens_hold_the_term_and_its_words(segmenter, text, tokens):
    assert without_bigrams(segmenter.search_tokens(text)) == tokens


def test_a_term_inside_a_longer_term_is_found_too():
    segmenter = Segmenter(["跨境电子商务", "电子商务"])
    tokens = Segmenter(["跨境电子商务", "电子商务"]).search_tokens("跨境电子商务")
    assert tokens.count("电子商务") == 2  # as a word and as a term
    assert segmenter.words("跨境电子商务") == ["跨境电子商务"]


def test_bigrams_of_each_run_are_marked(plain):
    tokens = plain.search_tokens("楼宇经济，税")
    marked = [token[1:] for token in tokens if token.startswith(BIGRAM_MARK)]
    assert marked == ["楼宇", "宇经", "经济", "税"]


def test_base_words_do_not_depend_on_terms(plain, segmenter):
    text = "“十三五”期间城西科创大走廊与跨境电子商务"
    assert segmenter.base_words(text) == plain.base_words(text)
    assert "十三五" in plain.base_words(text)


def test_a_word_cut_by_a_term_is_cut_anew():
    assert Segmenter(["代服务业发"]).words("现代服务业发展") == ["现", "代服务业发", "展"]


def test_terms_of_one_segmenter_are_unknown_to_another(plain, segmenter):
    assert "城西科创大走廊" in segmenter.words("城西科创大走廊")
    assert plain.words("城西科创大走廊") == ["城西", "科创", "大", "走廊"]
    assert Segmenter(["大走廊"]).words("城西科创大走廊") == ["城西", "科创", "大走廊"]
    assert segmenter.user_terms == frozenset(TERMS)


def test_one_character_is_no_term():
    assert Segmenter(["业", " ", ""]).user_terms == frozenset()


def test_part_of_speech(plain):
    assert plain.part_of_speech("杭州") == "ns"
    assert plain.part_of_speech("城西科创大走廊") == ""


def test_the_dictionary_is_the_one_jieba_would_build(plain):
    import jieba

    own = plain._dictionary._jieba
    frequency, total = own.gen_pfdict(own.get_dict_file())
    assert [word for word, count in frequency.items() if plain.frequency(word) != count] == []
    assert (own.FREQ, own.total) == (frequency, total)  # with every word looked up
    assert own is not jieba.dt  # the module's own tokenizer is left alone


def test_the_frequent_words_are_those_of_the_dictionary(plain):
    words = dict(plain.words_from(100_000))
    assert {"的", "和", "是"} <= words.keys()
    assert all(plain.frequency(word) == count >= 100_000 for word, count in words.items())


def test_only_the_words_that_a_text_may_hold_are_laid_out():
    code = (
        "import index.tokenizer as t; s = t.Segmenter();"
        "assert s.words('发展目标') == ['发展', '目标'];"
        "held = s._dictionary._jieba.FREQ;"
        "assert '发展' in held and '杭州' not in held and len(held) < 20_000;"
        "assert s.frequency('杭州') and '杭州' in held"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)


def test_jieba_is_imported_late_and_silently(tmp_path):
    code = (
        "import sys, index.tokenizer as t; assert 'jieba' not in sys.modules;"
        "assert t.Segmenter().words('发展目标') == ['发展', '目标']"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": "."},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.iterdir()) == []  # no cache of the dictionary


chinese = st.text(
    alphabet="的了在城西科创大走廊跨境电子商务会展十三五规划2016.5%，。 aB", max_size=30
)
texts = st.one_of(st.text(max_size=40), chinese)


@settings(max_examples=200, deadline=None)
@given(text=texts)
def test_any_text_is_cut_and_every_chinese_character_is_covered(text):
    segmenter = Segmenter(TERMS)
    wanted = {character for character in normalise(text) if is_han(character)}
    assert wanted <= set("".join(segmenter.search_tokens(text)))
    assert wanted <= set("".join(segmenter.words(text)))
    assert wanted <= set("".join(segmenter.base_words(text)))


@settings(max_examples=100, deadline=None)
@given(before=texts, after=texts, term=st.sampled_from([t for t in TERMS if len(t) > 4]))
def test_a_term_anywhere_is_a_token_beside_its_words(before, after, term):
    text = before + term + after
    tokens = Segmenter(TERMS).search_tokens(text)
    assert term in tokens
    assert set(Segmenter().search_tokens(text)) <= set(tokens)


@settings(max_examples=100, deadline=None)
@given(text=texts)
def test_words_and_base_words_hold_the_same_characters(text):
    segmenter = Segmenter(TERMS)
    joined = "".join(segmenter.words(text)).replace("+", "")
    assert joined == "".join(segmenter.base_words(text))


def test_han_class_agrees_with_the_ranges_named_here():
    import re

    pattern = re.compile(f"[{HAN}]")
    for code in range(0x2E80, 0x33000):
        assert bool(pattern.match(chr(code))) == is_han(chr(code)), hex(code)
