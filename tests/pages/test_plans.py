"""Several plans in one application: the chooser, links, and two tabs with two plans."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

import app
from assistant.settings import Settings
from assistant.shelf import Shelf
from tests.assistant.plans import PLAN_ID, write_library
from tests.test_app import DESKTOP, PHONE, ask, free_port, in_a_loop, opened, width_beyond

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing"),
]

OTHER = "shuyu"
TEXT = """一、总体要求

（一）发展目标。到2025年，全市粮食产量达到321万吨，其中林下经济产值50亿元。

二、重点任务

（一）林业产业。建设五个林场。
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an application with two plans."""
    folder = tmp_path_factory.mktemp("plans")
    write_library(folder)
    other = folder / "shuyu"
    other.mkdir()
    meta = 'title = "树屿市农业发展“十四五”规划"\nshort_title = "树屿农业规划"\n'
    (other / "plan.toml").write_text(meta, "utf-8")
    (other / "plan.txt").write_text(TEXT, "utf-8")
    settings = Settings(home=tmp_path_factory.mktemp("home"), plans=folder, plan=PLAN_ID)
    shelf = Shelf(settings)

    def start() -> object:
        demo = app.build_app(shelf)
        app.launch(demo, "127.0.0.1", free_port())
        return demo

    demo = in_a_loop(start)
    yield demo.local_url
    demo.close(verbose=False)


def test_another_plan_is_chosen_and_all_pages_are_about_it(browser: Browser, served: str) -> None:
    with opened(browser, served) as page:
        expect(page.get_by_role("heading", level=1)).to_contain_text("云澜市海洋经济发展")
        page.get_by_label("规划", exact=True).click()
        page.get_by_role("option", name="树屿农业规划").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "《树屿市农业发展“十四五”规划》问答", timeout=30_000
        )
        expect(page).to_have_title("树屿农业规划 问答")
        assert "plan=shuyu" in page.url
        expect(page.locator("#examples")).to_contain_text("二、（一）讲什么")
        expect(page.locator("#examples")).not_to_contain_text("专栏")
        page.evaluate("window.asked = 0")
        page.evaluate(
            "() => { const l = window.planqaLatest;"
            " window.planqaLatest = () => { l(); window.asked += 1; }; }"
        )
        ask(page, "2025年粮食产量目标是多少")
        expect(page.get_by_role("log")).to_contain_text("321")
        expect(page.locator("#evidence")).to_contain_text("粮食产量")
        page.get_by_role("tab", name="指标", exact=True).click()
        expect(page.locator("#indicator-table")).to_contain_text("林下经济产值")
        expect(page.locator("#indicator-table")).not_to_contain_text("海洋")
        page.get_by_role("tab", name="原文").click()
        expect(page.locator("#book-text")).to_contain_text("建设五个林场")
        page.get_by_role("tab", name="行业画像").click()
        expect(page.locator("#profile-text")).not_to_contain_text("海洋")
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_contain_text("云澜市海洋经济发展")


def test_the_tab_stays_open_when_the_plan_changes(browser: Browser, served: str) -> None:
    with opened(browser, served) as page:
        page.get_by_role("tab", name="指标", exact=True).click()
        expect(page.locator("#indicator-table")).to_contain_text("海洋生产总值")
        page.get_by_label("规划", exact=True).click()
        page.get_by_role("option", name="树屿农业规划").click()
        expect(page.locator("#indicator-table")).to_contain_text("粮食产量", timeout=30_000)


def test_links_lead_to_their_plan(browser: Browser, served: str) -> None:
    with opened(browser, served, "?plan=shuyu&section=2/1") as page:
        expect(page.locator("#book-text")).to_contain_text("建设五个林场", timeout=30_000)
        expect(page.locator(".pq-here")).to_contain_text("林业产业")


def test_a_plan_that_is_not_there_is_said(browser: Browser, served: str) -> None:
    with opened(browser, served, "?plan=none") as page:
        expect(page.locator("#header")).to_contain_text("没有装入规划“none”", timeout=30_000)
        expect(page.get_by_role("heading", level=1)).to_contain_text("云澜市海洋经济发展")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_chooser_fits_and_can_be_read(
    browser: Browser, served: str, viewport: dict[str, int], project_root: Path
) -> None:
    contrast = (project_root / "tests" / "contrast.js").read_text(encoding="utf-8")
    with opened(browser, served, viewport=viewport) as page:
        expect(page.get_by_label("规划", exact=True)).to_be_visible(timeout=30_000)
        assert (width_beyond(page), page.evaluate(contrast)) == (0, [])
