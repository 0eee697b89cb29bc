"""Words that say the same in official and in everyday Chinese."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import thesaurus
from assistant.thesaurus import Phrase, near_words, phrases_in, same_words
from corpus.library import load_plan

FOLDER = Path(thesaurus.__file__).parent
EVAL_PLANS = Path(__file__).parents[2] / "eval" / "plans"
GENERAL = "general.same.txt"  # its words may all be official
PROPER = ("杭州", "广州", "苏州", "浙江", "江苏", "广东", "上海", "北京", "深圳", "宁波", "南京")


def lines_of(kind):
    """File, number and text of each line that is no comment."""
    return [
        (path.name, number, line)
        for path in sorted(FOLDER.glob(f"*.{kind}.txt"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if line and not line.startswith("#")
    ]


SAME, NEAR = lines_of("same"), lines_of("near")


def groups():
    """Official words and everyday words of each line of the same, lower case."""
    for _, _, line in SAME:
        official, _, asked = line.partition("|")
        yield official.lower().split(), asked.lower().split()


@pytest.fixture(scope="module")
def official():
    """All official words, as written and spelt out."""
    return {form for words, _ in groups() for word in words for form in thesaurus._forms(word)}


# --- the files ----------------------------------------------------------------------------------


def test_there_are_lists_of_both_kinds():
    assert {path.name.split(".", 1)[1] for path in FOLDER.glob("*.txt")} == {"same.txt", "near.txt"}
    assert len(SAME) > 2000
    assert len(NEAR) > 1000


def test_lines_of_the_same_have_two_fields():
    for file, number, line in SAME:
        fields = [field.split() for field in line.split("|")]
        place = f"{file}:{number}: {line}"
        assert all(fields), place
        assert len(fields) == 2 or (file == GENERAL and len(fields) == 1), place
        assert sum(map(len, fields)) >= 2, place


def test_lines_of_the_near_have_two_fields():
    for file, number, line in NEAR:
        word, *rest = line.split(" : ")
        place = f"{file}:{number}: {line}"
        assert len(rest) == 1, place
        assert line.count(":") == 1, place
        assert len(word.split()) == 1, place
        assert rest[0].split(), place


def test_no_word_stands_twice_in_a_line():
    for file, number, line in SAME:
        counts = Counter(line.lower().replace("|", " ").split())
        assert [w for w, n in counts.items() if n > 1] == [], f"{file}:{number}"
    for file, number, line in NEAR:
        counts = Counter(line.lower().partition(":")[2].split())
        assert [w for w, n in counts.items() if n > 1] == [], f"{file}:{number}"


def test_no_word_is_a_single_character():
    for file, number, line in (*SAME, *NEAR):
        words = line.replace("|", " ").replace(" : ", " ").split()
        assert [word for word in words if len(word) < 2] == [], f"{file}:{number}"


def test_no_word_is_a_plans_own():
    regions = {
        load_plan("hangzhou-services-13-5").meta.region,
        *(load_plan(folder.name, EVAL_PLANS).meta.region for folder in EVAL_PLANS.iterdir()),
    }
    names = {*PROPER, *(region.removesuffix("市") for region in regions)}
    assert min(map(len, names)) >= 2
    for file, number, line in (*SAME, *NEAR):
        assert [name for name in names if name in line] == [], f"{file}:{number}"


# --- of the same meaning ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("地下铁", "地铁"),
        ("高速路", "高速公路"),
        ("翻倍", "翻番"),
        ("kpi", "指标"),
        ("民工", "农民工"),
        ("巴士", "公交车"),
        ("每平方公里人数", "人口密度"),
        ("城市化率", "城镇化率"),
    ],
)
def test_an_everyday_word_gives_official_ones_and_not_the_other_way(asked, said):
    assert said in same_words(asked)
    assert asked not in same_words(said)


def test_official_words_give_each_other():
    assert "铁路运营里程" in same_words("铁路营业里程")
    assert "铁路营业里程" in same_words("铁路运营里程")
    assert same_words("地铁") == ()  # only everyday words beside it


def test_no_word_gives_itself(official):
    for word in official | {word for _, asked in groups() for word in asked}:
        assert word not in same_words(word)


def test_only_official_words_are_given(official):
    for words, asked in groups():
        for word in (*words, *asked):
            assert set(same_words(word)) <= official, word


def test_each_word_gives_the_official_ones_of_its_line():
    for words, asked in groups():
        for word in (*words, *asked):
            assert set(words) - {word} <= set(same_words(word)), word


@pytest.mark.parametrize(
    ("word", "spelt"),
    [
        ("gdp", "地区生产总值"),
        ("地区生产总值", "gdp"),
        ("人均gdp", "人均地区生产总值"),
        ("占gdp比重", "占地区生产总值比重"),
        ("规上工业增加值", "规模以上工业增加值"),
        ("规模以上工业增加值", "规上工业增加值"),
        ("规上", "规模以上"),
        ("r&d", "研发"),
        ("研发", "r&d"),
    ],
)
def test_abbreviations_are_spelt_out(word, spelt):
    assert spelt in same_words(word)


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("规上工业", ("规上工业", "规模以上工业")),
        ("人均gdp", ("人均gdp", "人均地区生产总值")),
        ("r&d经费", ("r&d经费", "研发经费")),
        ("绿道", ("绿道",)),
    ],
)
def test_forms_of_a_word(word, forms):
    assert thesaurus._forms(word) == forms


KNOWN = {word for words, asked in groups() for word in (*words, *asked)}


@given(st.text(max_size=8))
def test_an_unknown_word_gives_none(word):
    assert word in KNOWN or same_words(word) == ()


# --- near ---------------------------------------------------------------------------------------


def test_a_word_leads_to_official_ones():
    assert "交通拥堵" in near_words("堵车")
    assert "道路交通安全" in near_words("车祸")
    assert "堵车" not in near_words("交通拥堵")
    assert near_words("交通拥堵是什么") == ()


def test_the_words_of_several_lists_come_together():
    several = Counter(line.partition(":")[0].strip().lower() for _, _, line in NEAR)
    words = [word for word, count in several.items() if count > 1]
    assert words
    for word in words:
        lines = [line for _, _, line in NEAR if line.partition(":")[0].strip().lower() == word]
        listed = [w for line in lines for w in line.partition(":")[2].lower().split()]
        assert near_words(word) == tuple(dict.fromkeys(listed))


# --- in running text ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("高速公路里程有多长", ["高速公路里程"]),  # not 高速公路 nor 公路里程
        ("高速路有几条", ["高速路"]),
        ("gdp增速是多少", ["gdp增速"]),
        ("规上工业增加值", ["规上工业增加值"]),
        ("经济总量和轨道交通", ["经济总量", "轨道交通"]),
        ("谁来管", []),
        ("", []),
    ],
)
def test_the_longest_phrase_at_each_place(text, phrases):
    assert [phrase.text for phrase in phrases_in(text)] == phrases


def test_where_a_phrase_stands():
    assert list(phrases_in("到2031年经济总量和地下铁的长度和用途各是多少")) == [
        Phrase("经济总量", 6, 10),
        Phrase("地下铁", 11, 14),
    ]


# A longer phrase begins with the same two characters, and its length is tried first.
def test_where_the_last_phrase_ends():
    assert list(phrases_in("地下铁")) == [Phrase("地下铁", 0, 3)]


PIECES = st.sampled_from(("高速", "高速公路", "里程", "gdp", "增速", "经济总量", "的", " ", "🌊"))


@given(st.text(max_size=40) | st.lists(PIECES, max_size=12).map("".join))
def test_phrases_of_any_text(text):
    text = text.lower()
    end = 0
    for phrase in phrases_in(text):
        assert end <= phrase.start < phrase.end
        assert text[phrase.start : phrase.end] == phrase.text
        assert same_words(phrase.text)
        longer = (text[phrase.start : stop] for stop in range(phrase.end + 1, len(text) + 1))
        assert not any(map(same_words, longer))
        end = phrase.end
