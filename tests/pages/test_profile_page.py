"""The page 行业画像 in headless Chromium, with the Hangzhou plan."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.test_app import DESKTOP, PHONE, opened, width_beyond

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing"),
]
CONTRAST = Path(__file__).parents[1].joinpath("contrast.js").read_text(encoding="utf-8")
PLAN = "hangzhou-services-13-5"
ASPECTS = ["目标", "指标", "重点举措", "空间布局", "相关工程与政策"]


@contextlib.contextmanager
def profile(browser: Browser, served: str, at: str = "", **options: Any) -> Iterator[Page]:
    """The page, opened by its tab or by a deep link."""
    with opened(browser, served, at=at, **options) as page:
        if not at:
            page.get_by_role("tab", name="行业画像").click()
        expect(
            page.locator("#profile-text .pq-profile, #profile-text .pq-note").first
        ).to_be_visible()
        yield page


def shown(page: Page, kind: str, names: str) -> Locator:
    """The profile that is shown under this name."""
    found = page.get_by_role("region", name=f"{kind}：{names}")
    expect(found).to_be_visible()
    return found


def aspect(found: Locator, name: str) -> Locator:
    return found.locator(".pq-aspect").filter(has=found.page.get_by_role("heading", name=name))


def box(found: Locator) -> Any:
    """Where it stands: x, y, width, height."""
    return found.bounding_box()


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def type_in(page: Page, label: str, name: str) -> None:
    page.get_by_label(label, exact=True).fill(name)
    page.keyboard.press("Enter")


def test_nothing_is_read_before_the_tab_is_opened(browser: Browser, served: str) -> None:
    with opened(browser, served) as page:
        assert page.locator("#profile-text .pq-names").count() == 0


def test_a_sector_is_chosen_and_told_by_its_aspects(browser: Browser, served: str) -> None:
    with profile(browser, served) as page:
        expect(page.get_by_role("button", name="导出 Word 简报")).to_be_hidden()
        choose(page, "行业", "金融服务业")
        found = shown(page, "行业画像", "金融服务业")
        expect(found.get_by_role("heading", level=3)).to_have_text(ASPECTS)
        expect(found).to_contain_text("不作评价和投资建议")
        expect(found).to_contain_text("规划当时的打算")
        expect(aspect(found, "目标")).to_contain_text("金融服务业增加值达到1600亿元")
        figures = aspect(found, "指标")
        expect(figures.get_by_role("row").nth(1)).to_contain_text("978.03 亿元")
        bars = figures.get_by_role("group", name="柱状图：金融服务业增加值")
        expect(bars.get_by_role("img")).to_have_count(2)
        lines = found.get_by_role("listitem")
        assert lines.count() > 10
        for line in lines.all():
            assert line.locator(".pq-mark").count() > 0, line.inner_text()


def test_a_mark_opens_its_source_and_leads_to_the_book(browser: Browser, served: str) -> None:
    with profile(browser, served, f"?plan={PLAN}&sector=金融服务业") as page:
        found = shown(page, "行业画像", "金融服务业")
        mark = found.get_by_role("link", name="三、（三）2.（2）").first
        mark.press("Enter")
        card = page.locator("#profile-evidence .pq-active")
        expect(card).to_be_focused()
        for words in ("三、（三）2.（2）", "第20页", "金融服务业 › 重点举措"):
            expect(card).to_contain_text(words)
        expect(card.locator("mark").first).to_contain_text("互联网金融创新中心")
        card.get_by_role("link", name="回到画像").first.click()
        expect(mark).to_be_focused()
        mark.click()
        card.get_by_role("link", name="在原文中查看").click()
        expect(page.locator(".pq-book mark").first).to_be_in_viewport()
        page.get_by_role("tab", name="行业画像").click()
        expect(found).to_be_visible()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_two_sectors_stand_side_by_side(
    browser: Browser, served: str, viewport: dict[str, int]
) -> None:
    with profile(browser, served, viewport=viewport) as page:
        choose(page, "行业", "金融服务业")
        shown(page, "行业画像", "金融服务业")
        choose(page, "对比行业", "健康服务业")
        found = shown(page, "行业对比", "金融服务业与健康服务业")
        expect(found.get_by_role("heading", level=3)).to_have_text(ASPECTS)
        for name in ASPECTS:
            one, two = map(box, aspect(found, name).locator(".pq-sides > div").all())
            if viewport is PHONE:
                assert two["y"] >= one["y"] + one["height"]
            else:
                assert (one["y"], two["x"] >= one["x"] + one["width"]) == (two["y"], True)
        expect(aspect(found, "指标")).to_contain_text("规划没有单独写健康服务业的指标。")
        ids = page.evaluate("[...document.querySelectorAll('#profile-main [id]')].map((e) => e.id)")
        assert len(ids) == len(set(ids))
        choose(page, "对比行业", "不对比")
        shown(page, "行业画像", "金融服务业")


def test_a_place_is_told_section_by_section(browser: Browser, served: str) -> None:
    with profile(browser, served, f"?plan={PLAN}&sector=金融服务业") as page:
        shown(page, "行业画像", "金融服务业")
        type_in(page, "地区", "桐庐县")
        found = shown(page, "地区画像", "桐庐县")
        expect(page.get_by_label("行业", exact=True)).to_have_value("")
        titles = found.get_by_role("heading", level=3).all_inner_texts()
        labels = ["专栏7", "专栏8", "专栏9", "三、（八）2.（1）", "四、（二）"]
        assert [title[: len(label)] for title, label in zip(titles, labels, strict=True)] == labels
        expect(found).to_contain_text("桐庐健康金融集聚区")


def test_a_name_that_the_plan_lacks_gets_the_nearest(browser: Browser, served: str) -> None:
    with profile(browser, served) as page:
        type_in(page, "行业", "<img src=x onerror=window.hacked=1>芯片")
        expect(page.locator("#profile-text .pq-note")).to_contain_text("没有专门写“<img")
        near = page.locator("#profile-text").get_by_role("link", name="科技服务业")
        near.press("Enter")
        shown(page, "行业画像", "科技服务业")
        expect(page.get_by_label("行业", exact=True)).to_have_value("科技服务业")
        assert page.evaluate("window.hacked") is None


def test_a_link_to_another_plan_is_said_not_to_be_there(browser: Browser, served: str) -> None:
    with profile(browser, served, "?plan=guangzhou&sector=金融服务业") as page:
        expect(page.locator("#profile-text")).to_contain_text("没有装入规划“guangzhou”")


@pytest.mark.parametrize(
    ("at", "name", "heads"),
    [
        pytest.param("sector=金融服务业", "行业画像金融服务业", ASPECTS, id="sector"),
        pytest.param(
            "sector=金融服务业&with=电子商务产业",
            "行业画像金融服务业、电子商务产业",
            ASPECTS,
            id="two",
        ),
        pytest.param("place=滨江区", "地区画像滨江区", None, id="place"),
    ],
)
def test_the_brief_opens_in_word(
    browser: Browser, served: str, at: str, name: str, heads: list[str] | None
) -> None:
    with profile(browser, served, f"?{at}") as page:
        with page.expect_download() as saved:
            page.get_by_role("button", name="导出 Word 简报").click()
        assert name in saved.value.suggested_filename
        word = docx.Document(saved.value.path())
    lines = [paragraph.text for paragraph in word.paragraphs]
    assert lines[0].startswith("《杭州市现代服务业发展“十三五”规划》")
    styles = [p.text for p in word.paragraphs if p.style and p.style.name == "Heading 1"]
    assert styles == heads if heads else len(styles) == 5
    parts = {str(part.partname) for part in word.part.package.iter_parts()}
    assert "/word/footnotes.xml" in parts
    if heads:
        cells = [cell.text for cell in word.tables[0].rows[1].cells]
        assert cells[1:] == ["978.03 亿元", "1600 亿元"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_page_fits_and_can_be_read(
    browser: Browser, served: str, viewport: dict[str, int], scheme: str
) -> None:
    at = "?sector=金融服务业&with=电子商务产业"
    with profile(browser, served, at, viewport=viewport, color_scheme=scheme) as page:
        found = shown(page, "行业对比", "金融服务业与电子商务产业")
        assert (width_beyond(page), page.evaluate(CONTRAST)) == (0, [])
        found.locator("a.pq-mark").nth(12).click()
        card = page.locator("#profile-evidence .pq-active")
        expect(card.locator("mark").first).to_be_in_viewport()
        assert (width_beyond(page), page.evaluate(CONTRAST)) == (0, [])
        if viewport is PHONE:
            page.get_by_role("button", name="关闭").click()
            expect(page.locator("#profile-basis")).to_be_hidden()
        type_in(page, "行业", "渔业")
        expect(page.locator("#profile-text .pq-note")).to_be_visible()
        assert (width_beyond(page), page.evaluate(CONTRAST)) == (0, [])
