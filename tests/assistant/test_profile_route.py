"""Answers that are profiles: which questions get them, what they quote, how they are laid out."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from assistant.answer import Route, Status
from assistant.markup import render_markdown
from assistant.number_gate import number_faults
from assistant.profile_route import ProfileRoute
from assistant.question import parse_question
from tests.assistant.talk import ask, assert_quotes_stand, quoted, sections

PARTS = ("**目标**", "**重点举措**", "**空间布局**")


def assert_cited(answer):
    """Each line but headings ends in a mark, or in the label behind one."""
    for line in answer.text.splitlines():
        if line.lstrip().startswith("- ") and not line.endswith("："):
            assert re.search(r"\[\d+\](?:（[^（）]+(?:（[^（）]+）[^（）]*)*）)?。?$", line), line


@pytest.mark.parametrize(
    ("question", "address", "said"),
    [
        ("投资健康产业怎么样", "3/9", "健康服务业增加值达到600亿元"),
        ("健康服务业的投资机会", "3/9", "加快形成多元化办医格局"),
        ("给我一份金融业的简报", "3/3", "2015年实际值 978.03 亿元，2020年目标值 1600 亿元"),
        ("金融业的行业画像", "3/3", "一湾：钱塘江金融港湾"),
        ("想投会展，规划里有什么值得看的", "3/7", "打响全球会议目的地品牌"),
    ],
)
def test_a_sector_in_short(hangzhou, question, address, said):
    answer = ask(hangzhou, question)
    assert (answer.route, answer.status) == (Route.OUTLINE, Status.ANSWERED)
    assert sections(answer)[0] == address
    assert all(part in answer.text for part in PARTS)
    assert said in answer.text
    assert not answer.withheld
    assert_cited(answer)
    assert_quotes_stand(answer, hangzhou.plan)


def test_only_the_parts_that_were_asked_for(hangzhou):
    answer = ask(hangzhou, "整理一下健康服务业的主要指标和重点举措，写个简报")
    assert "**重点举措**" in answer.text
    assert "**空间布局**" not in answer.text
    assert "规划没有单独写健康服务业的指标。" in answer.text


def test_investors_are_told_that_nothing_is_advised(hangzhou):
    assert "不作评价和投资建议" in ask(hangzhou, "投资健康产业怎么样").text
    assert "投资建议" not in ask(hangzhou, "金融业的行业画像").text


@pytest.mark.parametrize(("year", "told"), [(2019, False), (2020, False), (2021, True)])
def test_a_plan_whose_period_is_over_tells_intentions(hangzhou, year, told):
    route = ProfileRoute(
        hangzhou.plan, hangzhou._lexicon, hangzhou.entities, lambda: dt.date(year, 6, 1)
    )
    composed = route.answer(parse_question("金融业的行业画像"))
    assert ("规划当时的打算" in composed.draft.text) is told


def test_a_sector_without_a_section_is_told_from_where_it_is_spoken_of(hangzhou):
    answer = ask(hangzhou, "特色小镇的投资机会")
    assert answer.text.startswith("规划没有以“特色小镇”为题的章节")
    assert "特色小镇" in quoted(answer)


@pytest.mark.parametrize(
    ("question", "paths"),
    [
        ("桐庐在规划里怎么说", ["B7", "B8", "B9", "3/8/2/1", "4/2"]),
        ("规划给了富阳哪些安排", ["B7", "B9", "3/8/2/1", "3/10/2/1", "4/2"]),
        ("滨江区在规划里承担什么", ["B8", "B9", "3/8/2/1", "4/2", "6/3/1"]),
        ("我是桐庐的，自家县在这本东西里都被派了些什么活", ["B7", "B8", "B9", "3/8/2/1", "4/2"]),
    ],
)
def test_all_of_a_place_in_the_order_of_the_plan(hangzhou, question, paths):
    answer = ask(hangzhou, question)
    assert answer.status is Status.ANSWERED
    assert list(answer.items) == paths
    assert f"有 {len(paths)} 处" in answer.text
    assert list(dict.fromkeys(sections(answer))) == paths
    assert_cited(answer)
    assert_quotes_stand(answer, hangzhou.plan)


def test_a_wrong_count_of_places_is_caught(hangzhou):
    answer = ask(hangzhou, "桐庐在规划里怎么说")
    assert number_faults(answer, hangzhou.plan) == []
    wrong = replace(answer, text=answer.text.replace("有 5 处", "有 6 处"))
    assert number_faults(wrong, hangzhou.plan)


def test_the_projects_of_a_place(hangzhou, yunxi):
    none = ask(hangzhou, "滨江区有哪些项目")
    assert none.status is Status.ANSWERED
    assert "规划没有在工程、项目中写到“滨江区”。" in none.text
    assert "杭州高新开发区（滨江）" in quoted(none)
    some = ask(yunxi, "石澜县有哪些项目")
    assert some.items == ("B4/3",)
    assert "总投资9.6亿元" in some.text


def test_goals_side_by_side_are_words_and_figures(hangzhou):
    answer = ask(hangzhou, "对比一下旅游业和金融业的发展目标")
    rows = [line for line in answer.text.splitlines() if line.startswith("|")]
    assert re.sub(r"\[\d+\]", "", rows[0]) == "| 方面 | 旅游业 | 金融业 |"
    assert [row.split("|")[1].strip() for row in rows[2:]] == ["目标", "指标"]
    assert all(row.count("|") == 4 for row in rows)
    assert {"3/2/1", "3/3/1", "B5/r5", "B5/r6"} <= set(sections(answer))
    assert "国际重要的旅游休闲中心" in answer.text
    assert "2020年目标值 1600 亿元" in answer.text
    assert_quotes_stand(answer, hangzhou.plan)
    html = render_markdown(answer.text, citations=answer.citations)
    assert html.count("<th ") == 3
    assert html.count("<tr>") == 3


def test_measures_side_by_side_are_their_titles(hangzhou):
    answer = ask(hangzhou, "电子商务和旅游休闲的举措有什么不同")
    row = next(line for line in answer.text.splitlines() if line.startswith("| 重点举措"))
    assert "（1）大力推进跨境电子商务创新发展" in row.split("|")[2]
    assert "（5）优化全域化旅游休闲空间" in row.split("|")[3]


def test_three_sectors_and_all_aspects(hangzhou):
    answer = ask(hangzhou, "对比物流、会展和健康服务业")
    rows = [line for line in answer.text.splitlines() if line.startswith("|")]
    assert rows[1] == "|---|---|---|---|"
    assert {row.split("|")[1].strip() for row in rows[2:]} >= {"目标", "重点举措", "空间布局"}
    assert "规划未写" in answer.text


def test_a_verdict_is_not_given(hangzhou):
    answer = ask(hangzhou, "旅游和健康哪个更注重空间布局")
    assert "不作高下评判" in answer.text
    assert {"B7", "B10"} <= set(sections(answer))


def test_places_side_by_side(yunxi):
    answer = ask(yunxi, "窑头和溪口两个镇，各走什么路子？")
    assert {"3/5/2", "3/5/3"} <= set(sections(answer))
    assert "| 出处 | 窑头 | 溪口 |" in answer.text
    assert_quotes_stand(answer, yunxi.plan)


@pytest.mark.parametrize(
    "question",
    [
        "2020年健康服务业增加值要达到多少",
        "金融和旅游的增加值目标对比",  # figures alone
        "电商和物流哪个增速更快",
        "金融业有哪些举措",
        "文创的龙头企业有哪些",
        "桐庐在金融空间布局里承担什么角色",
        "富阳在跨境电商布局里归哪一块",
        "健康服务业谁来负责",
        "概括一下保障措施",
        "城西科创大走廊空间布局图上画了什么",
        "第三章讲什么",
        "你觉得健康产业值得投资吗",
    ],
)
def test_what_asks_for_something_particular_is_left_alone(hangzhou, question):
    parsed = parse_question(question, hangzhou.plan.meta.period)
    routed = hangzhou._profiles.answer(parsed)
    assert routed is None


def test_a_district_asked_for_by_its_rank_is_not_said_to_be_missing(hangzhou):
    answer = ask(hangzhou, "滨江区有啥金融方面的布局")
    assert answer.status is Status.ANSWERED
    assert "滨江科技金融集聚区" in quoted(answer)


@pytest.mark.parametrize("question", ["金融业的定位是什么", "健康服务业的定位"])
def test_one_part_of_a_sector_alone(hangzhou, question):
    answer = ask(hangzhou, question)
    assert "**目标**" in answer.text
    assert "**重点举措**" not in answer.text
    assert sections(answer)[0] in {"3/3", "3/9"}
    assert_cited(answer)


@pytest.mark.parametrize(
    ("question", "address"),
    [
        ("规划对文创说了什么", "3/1"),
        ("电商这块规划怎么说", "3/4"),
        ("关于旅游业规划有哪些部署", "3/2"),
    ],
)
def test_what_the_plan_says_of_a_sector(hangzhou, question, address):
    answer = ask(hangzhou, question)
    assert (answer.status, sections(answer)[0]) == (Status.ANSWERED, address)
    assert all(part in answer.text for part in PARTS)


def test_a_brief_by_its_name_takes_figures_and_parts_with_it(hangzhou):
    answer = ask(
        hangzhou, "我做文创投资，给我一份文化创意产业的简报：重点做哪些、放在哪儿、2020年增加值多少"
    )
    assert sections(answer)[0] == "3/1"
    assert "2020年目标值 3500 亿元" in answer.text
    assert "**重点举措**" in answer.text
    assert "**空间布局**" in answer.text


def test_a_brief_in_english(hangzhou):
    answer = ask(hangzhou, "Please prepare a short investor brief about 杭州金融服务业: target")
    assert (answer.status, sections(answer)[0]) == (Status.ANSWERED, "3/3")
    assert "**目标**" in answer.text


def test_a_brief_of_what_the_plan_never_names(hangzhou):
    answer = ask(hangzhou, "写一份量子计算产业简报")
    assert answer.status is Status.NOT_IN_PLAN
    assert answer.text.startswith("规划未提及“量子计算”。")
    assert answer.citations


def test_a_brief_whose_sector_stands_in_the_clause_before(hangzhou):
    answer = ask(hangzhou, "我们基金看旅游业，帮我从规划里拎一份简报")
    assert (answer.status, sections(answer)[0]) == (Status.ANSWERED, "3/2")
    assert all(part in answer.text for part in PARTS)
