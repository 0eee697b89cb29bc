"""Names found in sentences and over a plan: which are, which are not, and where they stand."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.entities import Entities, mine_entities
from corpus.entity_names import NameFinder
from corpus.entity_words import KIND_LABELS
from index.tokenizer import general_segmenter
from tests.corpus.helpers import read
from tests.corpus.invariants import check_plan

MANY = settings(max_examples=80, deadline=None, derandomize=True)
# What plans are made of, to be put together at random.
PIECES = (
    *("余杭区", "临平街道", "上城、下城、江干等区", "云谷小镇", "健康小镇", "特色小镇", "、", "和"),
    *("杭州高新开发区（滨江）", "未来科技城（海创园）", "“青蓝计划”", "“窑火”文艺精品工程", "，"),
    *("建设", "推进", "以", "为中心", "等企业", "青岫县", "云溪湖", "服务中心", "产业园区", "。"),
    *("中国(杭州)跨境电子商务综合试验区", "330国道", "（", "）", "“", "”", "湾区", "大学"),
)


def found(sentence: str) -> dict[str, str]:
    """Names of a sentence with their kinds."""
    names = NameFinder(general_segmenter()).names(sentence)
    return {one.full or sentence[one.start : one.end]: one.kind for one in names}


def mined(text: str) -> Entities:
    return mine_entities(read(f"一、总则\n{text}"), general_segmenter())


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("加快萧山区和桐庐县建设。", {"萧山区": "place", "桐庐县": "place"}),
        ("支持余杭区临平街道发展。", {"余杭区": "place", "临平街道": "place"}),
        ("着力提升云栖小镇建设水平。", {"云栖小镇": "town"}),
        ("谋划建设云谷小镇、健康小镇。", {"云谷小镇": "town", "健康小镇": "town"}),
        ("西至浙江农林大学。", {"浙江农林大学": "school"}),
        ("加快建设杭州运河广告产业园。", {"杭州运河广告产业园": "park"}),
        (
            "建设中国（杭州）跨境电子商务综合试验区。",
            {"中国（杭州）跨境电子商务综合试验区": "park"},
        ),
        ("以“青蓝计划”为平台。", {"青蓝计划": "project"}),
        ("实施“三名”工程。", {"“三名”工程": "project"}),
        ("推进杭州至海宁城际铁路建设。", {"杭州至海宁城际铁路": "road"}),
        ("支持阿里巴巴、菜鸟网络等大型企业。", {"阿里巴巴": "firm", "菜鸟网络": "firm"}),
    ],
)
def test_names_are_found_and_cut_where_they_begin(sentence, names):
    assert found(sentence) == names


def test_a_shared_head_goes_to_each_item():
    names = found("重点发展上城、下城、江干等区。")
    assert {"上城区", "下城区", "江干区"} <= set(names)


@pytest.mark.parametrize(
    "sentence",
    [
        "建设一批服务中心、产业园区和示范基地。",
        "打造特色小镇，推进公共服务平台建设。",
        "完善中心城区和郊区的基础设施。",
        "加快实施七大工程。",
        "提高服务业发展深度和广度，支持企业上市。",
        "推动主城区和景区共同发展。",
    ],
)
def test_general_nouns_are_no_names(sentence):
    assert found(sentence) == {}


def test_short_forms_are_mentions_of_the_full_name():
    entities = mined("支持余杭区发展。推进余杭和萧山合作。")
    entity = entities.by_form["余杭"]
    assert entity.name == "余杭区"
    assert [mention.text for mention in entity.mentions] == ["余杭区", "余杭"]


def test_a_bracket_holds_another_name():
    entities = mined("提升青澜科技城（海创园）能力。支持青澜科技城建设。发挥海创园作用。")
    entity = entities.by_form["海创园"]
    assert entity.name == "青澜科技城（海创园）"
    assert [mention.text for mention in entity.mentions] == [
        "青澜科技城（海创园）",
        "青澜科技城",
        "海创园",
    ]


def test_what_a_name_is_printed_behind_is_its_parent():
    entities = mined("支持余杭区临平街道发展。")
    assert entities.by_form["临平街道"].parent == "余杭区"


def test_a_plan_of_general_words_has_none():
    assert mined("加强平台建设，完善服务体系。").all == ()


def check(plan, entities):
    """What holds of the entities of any plan."""
    sentences = {id(s) for node in plan.sections for s in node.sentences}
    names = [entity.name for entity in entities.all]
    assert len(names) == len(set(names))
    for entity in entities.all:
        assert entity.kind in KIND_LABELS
        assert entity.mentions
        for mention in entity.mentions:
            assert id(mention.sentence) in sentences
            assert mention.sentence.text[mention.start : mention.end] in entity.forms
    spans = [(id(m.sentence), m.start, -m.end) for e in entities.all for m in e.mentions]
    for (one, first, end), (other, start, last) in pairwise(sorted(spans)):
        # A name may begin with its district's; else no two share a character.
        assert one != other or -end <= start or (first == start and last > end)


@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8), min_size=1, max_size=6))
@MANY
def test_every_mention_is_the_name_or_a_form_of_it(lines):
    text = "\n".join("".join(line) for line in lines)
    plan = read(f"一、总则\n{text}")
    check_plan(plan)
    entities = mine_entities(plan, general_segmenter())
    check(plan, entities)
    assert Entities.from_json(plan, entities.to_json(plan)) == entities


def test_the_plan_that_comes_with_the_program(hangzhou):
    entities = mine_entities(hangzhou, general_segmenter())
    check(hangzhou, entities)
    assert entities.by_form["滨江"].name == "杭州高新开发区（滨江）"
    # Counted by hand: four in box 8, five in 四、（二）, fourteen more in 四、（三）.
    assert len([e for e in entities.all if e.name.endswith("小镇")]) == 23
    districts = {e.name for e in entities.of_kind("place") if e.head == "区"}
    assert {"上城区", "下城区", "江干区", "拱墅区", "西湖区", "萧山区"} <= districts
    assert "中心城区" not in districts
