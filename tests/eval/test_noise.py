"""Noise by rule: the same for the same seed, and what is asked stays what it was."""

import random
import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.gold_types import NOISE, GoldNumber, GoldQuestion
from eval.noise import RULES, SEED, noisy, noisy_versions

QUESTION = GoldQuestion(
    question_id="q1",
    turns=("先问一句", "请问2020年“互联网＋”服务贸易，进出口总额的目标是多少亿美元？"),
    kind="number",
    half="dev",
    status=frozenset({"answered"}),
    sections=(frozenset({"B5/r9"}),),
    page=13,
    facts=(("280",),),
    number=GoldNumber(280, 280, "亿美元", 2020),
    tags=("贸易",),
)
SAMPLE = (
    "请问，“互联网金融”创新中心如何建设？",
    "听说《杭州市服务业发展规划》里健康服务业讲了哪些空间布局",
    "2015年电子商务增加值826.54亿元，2020年翻几番？",
    "城西科创大走廊2011—2015年增长百分之几，比1,100家企业多吗",
    "专栏5第12行是什么指标，目标数是多少？",
    "三、（四）2.发展目标讲了什么内容",
)
SEEDS = range(20)
DIGITS = re.compile(r"\d")
NUMBERS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
QUOTED = re.compile(r"“([^”]*)”|《([^》]*)》")


def asked(text):
    return replace(QUESTION, turns=(text,))


def changed(text, kind, seed=SEED):
    """The text in one kind of noise, or as it is where the rule has nothing to change."""
    made = noisy(asked(text), kind, seed=seed)
    return made.turns[-1] if made else text


def narrow(text):
    return unicodedata.normalize("NFKC", text)


def test_versions_are_the_same_for_the_same_seed():
    questions = [QUESTION, *(replace(asked(text), question_id=text) for text in SAMPLE)]
    first = list(noisy_versions(questions))
    assert first == list(noisy_versions(questions, seed=SEED))
    assert first != list(noisy_versions(questions, seed=1))
    assert sorted(first, key=lambda q: q.question_id) == sorted(
        noisy_versions(reversed(questions)), key=lambda q: q.question_id
    )


def test_what_is_right_stays_the_same():
    versions = list(noisy_versions([QUESTION]))
    assert len(versions) == len(RULES)
    for made in versions:
        assert made.question_id == f"q1~{made.noise}"
        assert made.of == "q1"
        assert made.turns[:-1] == ("先问一句",)
        assert made.turns[-1] != QUESTION.turns[-1]
        kept = {"question_id": "q1", "turns": QUESTION.turns, "noise": "", "of": ""}
        assert replace(made, **kept) == QUESTION


def test_one_in_two_kinds_for_each_question_and_all_kinds_over_several():
    questions = [replace(QUESTION, question_id=f"q{n}") for n in range(40)]
    made = list(noisy_versions(questions, every=2))
    kinds = [{q.noise for q in made if q.of == one.question_id} for one in questions]
    rest = [{*RULES} - own for own in kinds]
    assert {len(own) for own in kinds} == {len(RULES) // 2}
    assert all(own in kinds for own in rest)  # some have the one half, some the other
    assert made == list(noisy_versions(questions, every=2))


def test_a_question_that_is_noise_already_is_passed_over():
    assert list(noisy_versions([replace(QUESTION, noise="spoken", of="q0")])) == []


def test_a_rule_that_is_none():
    with pytest.raises(KeyError):
        noisy(QUESTION, "typo")


def test_every_rule_makes_a_known_kind_of_noise():
    assert set(RULES) <= set(NOISE)


@pytest.mark.parametrize("kind", RULES)
def test_every_rule_changes_something(kind):
    assert any(noisy(asked(text), kind) for text in SAMPLE)


@pytest.mark.parametrize("kind", sorted(RULES.keys() - {"chatter"}))
@pytest.mark.parametrize("text", ["2020", "？", "的"])
def test_where_there_is_nothing_to_change_there_is_no_version(kind, text):
    made = noisy(asked(text), kind)
    assert made is None or (kind, made.turns) == ("fullwidth", ("２０２０",))


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("traditional", "现代服务业的发展", "現代服務業的發展"),
        ("fullwidth", "2020年GDP占比8.2%？", "２０２０年ＧＤＰ占比８．２％？"),
        ("punctuation", "文创，还有 旅游呢？", "文创还有旅游呢"),
        ("punctuation", "三、（四）2.讲什么？", "三、（四）2.讲什么？"),
        ("keywords", "杭州的旅游目标是什么？", "杭州 旅游 目标"),
        ("keywords", "三、（四）2.讲什么？", "三、（四）2.讲什么？"),
        ("dropped", "空间布局", "空间布局"),  # too short to do without one
    ],
)
def test_a_rule_without_chance(kind, text, expected):
    assert changed(text, kind) == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_rules_by_chance_change_one_place(seed):
    text = "健康服务业空间布局"
    dropped, doubled, swapped, alike = (
        changed(text, kind, seed) for kind in ("dropped", "doubled", "swapped", "homophone")
    )
    assert (len(dropped), len(doubled), len(swapped), len(alike)) == (8, 10, 9, 9)
    assert dropped in {text[:n] + text[n + 1 :] for n in range(9)}
    assert doubled in {text[:n] + text[n] + text[n:] for n in range(9)}
    assert swapped in {text[:n] + text[n + 1] + text[n] + text[n + 2 :] for n in range(8)}
    assert sum(one != other for one, other in zip(text, alike, strict=True)) == 1
    assert re.fullmatch(rf".{{10,}}[，：]{text}", changed(text, "chatter", seed))
    assert re.search(r"[a-z]{2,}", changed(text, "pinyin", seed))


def test_a_homophone_sounds_alike():
    from pypinyin import Style, pinyin

    made = {changed("健康养生", "homophone", seed) for seed in SEEDS}
    assert len(made) > 10
    sounds = {tuple(p[0] for p in pinyin(text[0], style=Style.TONE3)) for text in made}
    assert sounds == {("jian4",)}


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("text", SAMPLE)
def test_numbers_stay_numbers_of_their_own(kind, text):
    for seed in SEEDS:
        made = narrow(changed(text, kind, seed)).replace(",", "")
        assert NUMBERS.findall(made) == NUMBERS.findall(narrow(text).replace(",", ""))


@pytest.mark.parametrize("kind", [kind for kind in RULES if kind != "traditional"])
@pytest.mark.parametrize("text", SAMPLE[:2])
def test_names_in_quotation_marks_are_not_touched(kind, text):
    (name,) = ("".join(groups) for groups in QUOTED.findall(text))
    for seed in SEEDS:
        assert name in changed(text, kind, seed)


@pytest.mark.parametrize("kind", sorted(RULES.keys() - {"fullwidth"}))
def test_an_address_is_not_touched(kind):
    for seed in SEEDS:
        assert "三、（四）2." in changed(SAMPLE[-1], kind, seed)


TEXTS = st.text(
    "服务业目标布局健康“”《》（），。？：、—.,%年第专栏三十百万亿 0123456789G２", max_size=30
)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.integers(0, 9))
def test_digits_are_conserved(text, seed):
    for kind in RULES:
        made = RULES[kind](text, random.Random(seed))
        if kind == "fullwidth":
            assert narrow(made) == narrow(text)
        else:
            assert DIGITS.findall(narrow(made)) == DIGITS.findall(narrow(text))
