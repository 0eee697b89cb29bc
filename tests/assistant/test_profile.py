"""Profiles as data: parts by the plan's structure, lines that are the plan's own words."""

import pytest

from assistant.lexicon import squeeze
from assistant.profile import Aspect
from corpus.textops import clean


def assert_lines_stand(profile, plan):
    """Each quote of a profile stands in the text, each row told is of a row."""
    lines = [line for part in profile.parts for line in (*part.lines, *part.rest)]
    assert lines
    for line in lines:
        assert line.sentences or line.title is not None
        for sentence in (*line.sentences, *filter(None, [line.title])):
            text = "".join(clean(plan.text[s.start : s.end]) for s in sentence.spans)
            assert squeeze(sentence.text) == squeeze(text)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("健康产业", "3/9"),
        ("健康服务业", "3/9"),
        ("金融业", "3/3"),
        ("会展", "3/7"),
        ("旅游业", "3/2"),
        ("电商", "3/4"),
        ("文创", "3/1"),
        ("物流", "3/6"),
        ("房地产", "3/10"),
        ("互联网金融", "3/3/2/2"),
    ],
)
def test_a_sector_is_at_home_in_the_section_that_its_title_says(hangzhou, name, address):
    profile = hangzhou.profile(name)
    assert profile.home.path == address
    assert profile.subject
    assert_lines_stand(profile, hangzhou.plan)


@pytest.mark.parametrize("name", ["服务业", "半导体", "核电", ""])
def test_what_is_no_sector_of_the_plan_has_no_profile(hangzhou, name):
    assert hangzhou.profile(name) is None


def test_the_parts_of_a_sector_are_found_by_headings(hangzhou):
    profile = hangzhou.profile("金融业")
    paths = {
        aspect: [line.section.path for line in profile.part(aspect).lines] for aspect in Aspect
    }
    assert paths[Aspect.GOALS] == ["3/3/1", "3/3/1"]
    assert paths[Aspect.FIGURES] == ["B5/r6", "B5/r6"]
    assert paths[Aspect.MEASURES] == [f"3/3/2/{n}" for n in range(1, 6)]
    assert paths[Aspect.LAYOUT][:4] == ["3/3/2/5", "B8", "B8", "B8"]
    assert "6/2/2" in paths[Aspect.PROJECTS]
    assert [part.aspect for part in profile.parts] == list(Aspect)


def test_figures_have_base_and_target(hangzhou):
    told = [line.told for line in hangzhou.profile("旅游业").part(Aspect.FIGURES).lines]
    assert told[0] == "旅游休闲业增加值：2015年实际值 719.68 亿元，2020年目标值 1150 亿元"


def test_what_the_plan_does_not_have_is_no_part(hangzhou):
    assert hangzhou.profile("健康服务业").part(Aspect.FIGURES) is None


def test_what_stands_in_another_sector_s_section_is_not_told(hangzhou):
    lines = hangzhou.profile("金融业").part(Aspect.LAYOUT).lines
    assert not {line.section.path for line in lines} & {"B6", "B9", "B10"}


def test_an_adjective_says_no_sector(hangzhou):
    profile = hangzhou.profile("健康产业")
    told = "".join(s.text for part in profile.parts for x in part.lines for s in x.sentences)
    assert "促进房地产市场平稳健康发展" not in told
    assert "桐庐健康小镇" in told


def test_what_the_whole_plan_is_about_says_no_part_of_it(yunxi):
    names = [line.told for line in yunxi.profile("文化产业").part(Aspect.FIGURES).lines]
    assert names
    assert all(name.startswith("文化产业") for name in names)


def test_the_parts_of_another_plan(yunxi, yunlan):
    tourism = yunxi.profile("旅游")
    assert tourism.home.path == "7"
    assert [line.section.path for line in tourism.part(Aspect.MEASURES).lines] == [
        "7/1", "7/2", "7/3", "7/4",
    ]  # fmt: skip
    assert "B4/1" in {line.section.path for line in tourism.part(Aspect.PROJECTS).lines}
    assert_lines_stand(tourism, yunxi.plan)
    fishing = yunlan.profile("渔业")
    assert [part.aspect for part in fishing.parts][:2] == [Aspect.GOALS, Aspect.MEASURES]
    assert [line.section.title for line in fishing.part(Aspect.MEASURES).lines] == [
        "建设海洋牧场", "发展远洋渔业", "做强水产加工",
    ]  # fmt: skip


def test_a_place_has_a_part_for_each_section_that_names_it(hangzhou):
    profile = hangzhou.profile("富阳")
    paths = [part.lines[0].section.path for part in profile.parts]
    assert paths == ["B7", "B9", "3/8/2/1", "3/10/2/1", "4/2"]
    starts = [hangzhou.plan.by_path[path].start for path in paths]
    assert starts == sorted(starts)
    assert_lines_stand(profile, hangzhou.plan)


def test_a_place_is_found_with_its_rank_and_in_brackets(hangzhou):
    with_rank, without = hangzhou.profile("滨江区"), hangzhou.profile("滨江")
    assert with_rank.parts == without.parts
    quoted = "".join(s.text for part in with_rank.parts for x in part.lines for s in x.sentences)
    assert "杭州高新开发区（滨江）" in quoted
    assert "滨江科技金融集聚区" in quoted
    assert hangzhou.profile("富阳区").parts == hangzhou.profile("富阳").parts


def test_a_lake_is_no_district(hangzhou):
    assert [part.lines[0].section.path for part in hangzhou.profile("西湖区").parts] == ["B9"]


def test_a_role_goes_before_a_mere_mention_and_is_told_longer(hangzhou):
    lines = next(
        p for p in hangzhou.profile("富阳").parts if p.lines[0].section.path == "4/2"
    ).lines
    assert all(line.role for line in lines)
    assert [len(line.sentences) for line in lines] == [2, 2]
    assert lines[0].sentences[0].text.startswith("——上游生态经济功能区：包括")
    assert "旅游休闲、健康服务" in lines[0].sentences[1].text
    general = [x for p in hangzhou.profile("滨江").parts for x in p.lines if not x.role]
    assert general
    assert all(len(piece.text) <= 80 for line in general for piece in line.sentences)


def test_a_town_that_only_a_heading_names(yunxi):
    parts = yunxi.profile("窑头镇").parts
    own = next(part for part in parts if part.lines[0].section.path == "3/5/2")
    assert own.lines[0].sentences[0].text.startswith("定位为青瓷产业小镇")
    assert yunxi.profile("窑头").parts == parts
