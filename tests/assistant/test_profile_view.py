"""What a profile's page and brief are made of: names, the telling, HTML, the document."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from assistant.blocks import Heading, Listing, Table, marks_in
from assistant.chart_view import chart_svg
from assistant.profile import Aspect
from assistant.profile_document import brief_file_name, profile_document
from assistant.profile_names import ProfileNames
from assistant.profile_told import tell
from assistant.profile_view import (
    Wanted,
    read_address,
    render_absent,
    render_basis,
    render_profiles,
    render_start,
    wanted,
)
from tests.assistant.talk import assert_quotes_stand

SECTORS = (
    *("文化创意产业", "旅游休闲业", "金融服务业", "电子商务产业", "科技服务业", "现代物流业"),
    *("商务会展业", "商贸服务业", "健康服务业", "房地产业", "人力资源服务业", "养老养生产业"),
)
DURING, AFTER = dt.date(2018, 5, 1), dt.date(2026, 5, 1)


def told(assistant, *names, day=AFTER, short=False):
    profiles = [assistant.profile(name) for name in names]
    return tell(assistant.indicators, profiles, lambda: day, short=short)


# --- names ----------------------------------------------------------------------------------------


def test_the_sectors_are_the_sections_of_sectors(hangzhou):
    names = hangzhou.profile_names
    assert names.sectors == SECTORS
    assert {"萧山区", "桐庐县"} <= set(names.places)
    assert "杭州市" not in names.places


def test_each_name_to_choose_has_a_profile(hangzhou):
    names = hangzhou.profile_names
    for name in (*names.sectors, *names.places):
        profile = hangzhou.profile(name)
        assert profile is not None, name
        assert profile.parts, name


def test_what_is_to_be_done_with_a_sector_is_no_part_of_its_name(hangzhou, yunxi):
    assert "人力资源服务业" in hangzhou.profile_names.sectors  # 加快发展人力资源服务业
    assert "陶瓷创意产业" in yunxi.profile_names.sectors
    assert not {"行业", "重点行业"} & set(hangzhou.profile_names.sectors)


def test_another_plan_has_profiles_to_choose(yunxi):
    names = yunxi.profile_names
    for name in (*names.sectors, *names.places):
        telling = told(yunxi, name, short=True)
        assert telling.told[0].parts
        assert_quotes_stand(telling, yunxi.plan)
        assert profile_document(yunxi.plan.meta, telling, AFTER).notes


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("批发零售", "商贸服务业"), ("民宿", "旅游休闲业"), ("电影", "文化创意产业")],
)
def test_an_unknown_name_gets_the_nearest_sectors(hangzhou, name, nearest):
    assert hangzhou.profile(name) is None
    found = hangzhou.nearest_profiles(name)
    assert found[0] == nearest
    assert len(found) == len(set(found)) == 4


def test_a_sector_without_a_section_has_a_profile(hangzhou):
    profile = hangzhou.profile("基金")
    assert profile is not None
    assert profile.home is None
    assert told(hangzhou, "基金").told[0].lead.startswith("规划没有以“基金”为题的章节")


# --- the telling ----------------------------------------------------------------------------------


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("name", [*SECTORS, "滨江区", "富阳区", "基金"])
def test_every_line_has_a_mark_and_every_quote_stands(hangzhou, name, short):
    telling = told(hangzhou, name, short=short)
    numbers = {citation.n for citation in telling.citations}
    marked = set(map(int, re.findall(r"\[(\d+)\]", telling.told[0].lead)))
    for part in telling.told[0].parts:
        rows = part.table.splitlines()[2:]
        for line in (*part.lines, *rows, *filter(None, [part.rest])):
            assert re.search(r"\[\d+\]", line), line
            marked |= set(map(int, re.findall(r"\[(\d+)\]", line)))
    assert marked == numbers
    assert_quotes_stand(telling, hangzhou.plan)


def test_all_aspects_are_there_in_their_order(hangzhou):
    parts = told(hangzhou, "健康服务业").told[0].parts
    assert [part.title for part in parts] == [aspect.value for aspect in Aspect]
    assert not parts[1].markdown


def test_figures_are_a_table_and_a_chart(hangzhou):
    part = told(hangzhou, "金融服务业").told[0].parts[1]
    assert part.table.splitlines()[0] == "| 指标 | 2015年实际值 | 2020年目标值 |"
    assert re.fullmatch(
        r"\| 金融服务业增加值\[\d+\] \| 978.03 亿元 \| 1600 亿元 \|", part.table.splitlines()[2]
    )
    assert [(p.year, p.value) for p in part.points[:2]] == [(2015, 978.03), (2020, 1600.0)]
    assert not part.lines


@pytest.mark.parametrize(("day", "over"), [(DURING, False), (AFTER, True)])
@pytest.mark.parametrize("name", ["金融服务业", "滨江区"])
def test_a_plan_that_has_ended_is_told_as_what_was_intended(hangzhou, name, day, over):
    lead = told(hangzhou, name, day=day).told[0].lead
    assert ("规划当时的打算" in lead) is over
    assert "不作评价和投资建议" in lead


def test_a_brief_is_shorter_and_leaves_the_rest_out(hangzhou):
    whole, short = told(hangzhou, "旅游休闲业"), told(hangzhou, "旅游休闲业", short=True)
    lengths = [sum(len(part.markdown) for part in one.told[0].parts) for one in (whole, short)]
    assert lengths[1] < lengths[0]
    assert not any(part.rest for part in short.told[0].parts)


# --- HTML -----------------------------------------------------------------------------------------


def test_marks_lead_to_cards_and_back(hangzhou):
    telling = told(hangzhou, "金融服务业", "健康服务业")
    html = render_profiles(hangzhou.plan, telling)
    basis = render_basis(hangzhou.plan, telling.citations)
    numbers = [str(citation.n) for citation in telling.citations]
    assert sorted(re.findall(r'id="mark-0-(\d+)"', html), key=int) == numbers
    assert sorted(re.findall(r'id="cite-0-(\d+)"', basis), key=int) == numbers
    assert set(re.findall(r'href="#cite-0-(\d+)"', html)) == set(numbers)
    assert "在原文中查看" in basis


def test_sides_have_one_chart_of_both(hangzhou):
    telling = told(hangzhou, "金融服务业", "电子商务产业")
    html = render_profiles(hangzhou.plan, telling)
    assert html.count("pq-sides") == len(Aspect)
    assert chart_svg(telling.points) in html
    assert "对照图：2015年实际值 → 2020年目标值" in html


def test_what_the_plan_lacks_is_said(hangzhou):
    html = render_profiles(hangzhou.plan, told(hangzhou, "健康服务业"))
    assert "规划没有单独写健康服务业的指标。" in html


def test_names_are_links_and_never_markup(hangzhou):
    start = render_start(hangzhou.plan, ProfileNames(("金融<b>业",), ("滨江区",)))
    assert "金融&lt;b&gt;业" in start
    assert 'data-profile="?plan=hangzhou-services-13-5&amp;place=' in start
    assert "<script" not in render_absent(hangzhou.plan, "<script>", ())
    assert "较接近" not in render_absent(hangzhou.plan, "渔业", ())
    assert "输入行业" in render_start(hangzhou.plan, ProfileNames())


@pytest.mark.parametrize(
    "want",
    [Wanted("金融服务业"), Wanted("甲&乙=丙", "健康 服务"), Wanted(place="滨江区"), Wanted()],
)
def test_an_address_says_what_is_wanted(hangzhou, want):
    assert read_address(want.query(hangzhou.plan)) == (hangzhou.plan.plan_id, want)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        pytest.param((None, None, None), (), id="nothing"),
        pytest.param((" 金融\n服务业 ", "", ""), ("金融 服务业",), id="blanks"),
        pytest.param(("", "健康", ""), ("健康",), id="only the other"),
        pytest.param(("健康", "健康", ""), ("健康",), id="twice"),
        pytest.param(("健康", "金融", "滨江"), ("滨江",), id="place"),
        pytest.param((["x"], 7, {}), (), id="no text"),
        pytest.param(("长" * 1000, "", ""), ("长" * 40,), id="long"),
    ],
)
def test_names_may_be_anything(typed, names):
    assert wanted(*typed).names == names


# --- the brief ------------------------------------------------------------------------------------


def test_a_brief_has_headings_table_and_a_note_for_each_section(hangzhou):
    telling = told(hangzhou, "金融服务业", short=True)
    document = profile_document(hangzhou.plan.meta, telling, AFTER)
    assert document.title == "《杭州市现代服务业发展“十三五”规划》\n行业画像：金融服务业"
    heads = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert heads == [aspect.value for aspect in Aspect]
    assert sum(isinstance(block, Table) for block in document.blocks) == 1
    assert {mark.note for mark in marks_in(document.blocks)} == set(document.notes)
    assert len(set(document.notes.values())) == len(document.notes) < len(telling.citations)
    assert "三、（三）1.（发展目标），第19页" in document.notes.values()
    for block in document.blocks:
        for item in block.items if isinstance(block, Listing) else ():
            marks = list(marks_in([replace(block, items=(item,))]))
            assert len(marks) == len(set(marks)), item


def test_a_brief_of_two_has_both_under_each_heading(hangzhou):
    telling = told(hangzhou, "金融服务业", "健康服务业", short=True)
    document = profile_document(hangzhou.plan.meta, telling, AFTER)
    heads = [(b.level, b.text) for b in document.blocks if isinstance(b, Heading)]
    assert heads[:3] == [(1, "目标"), (2, "金融服务业"), (2, "健康服务业")]
    assert len(heads) == 3 * len(Aspect)


def test_a_brief_s_name_is_one_that_file_systems_take(hangzhou):
    telling = told(hangzhou, "金融服务业", short=True)
    odd = replace(telling, told=(replace(telling.told[0], subject='a/b:c"' + "长" * 99),))
    name = brief_file_name(hangzhou.plan.meta, odd, AFTER)
    assert re.fullmatch(r"杭州服务业“十三五”规划行业画像abc长+20260501\.docx", name)
    assert len(name.encode()) < 255
