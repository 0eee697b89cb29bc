"""The page 管理: absent without a password, closed without the right one, and what it shows."""

import contextlib
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.answer import Conversation
from assistant.database.store import open_store
from assistant.keeping import Keeper
from assistant.pages import admin
from assistant.settings import Settings
from tests.test_app import (
    DESKTOP,
    PHONE,
    Scripted,
    ask,
    chat,
    free_port,
    in_a_loop,
    opened,
    width_beyond,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing"),
]

PASSWORD = "打开 sesame"


@dataclass
class Served:
    address: str
    keeper: Keeper


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = Settings(home=tmp_path_factory.mktemp("admin"), admin_password=PASSWORD)
    with contextlib.closing(open_store(settings.home)) as store, pytest.MonkeyPatch.context() as m:
        m.setattr(admin, "_PENALTY_SECONDS", 0.05)
        keeper = Keeper(store, "demo")
        for question, useful in (("收入", True), ("=HYPERLINK(1) 布局", False)):
            said = Conversation().with_turn(question, Scripted().ask(Conversation(), question))
            keeper.feedback("login:li", said, useful=useful, reason="" if useful else "少了<b>一带")

        def start() -> object:
            demo = chat.build_app(Scripted(), store, settings=settings)
            chat.launch(demo, "127.0.0.1", free_port())
            return demo

        demo: object = in_a_loop(start)
        yield Served(demo.local_url, keeper)  # type: ignore[attr-defined]
        demo.close(verbose=False)  # type: ignore[attr-defined]


def enter(page: Page, password: str) -> None:
    page.get_by_role("tab", name="管理").click()
    page.get_by_label("管理口令").fill(password)
    page.get_by_label("管理口令").press("Enter")


def test_without_a_password_in_the_settings_there_is_no_page(browser: Browser) -> None:
    def start() -> object:
        demo = chat.build_app(Scripted(), settings=Settings())
        chat.launch(demo, "127.0.0.1", free_port())
        return demo

    demo: object = in_a_loop(start)
    with opened(browser, demo.local_url) as page:  # type: ignore[attr-defined]
        expect(page.get_by_role("tab", name="问答")).to_be_visible()
        expect(page.get_by_role("tab", name="管理")).to_have_count(0)
    demo.close(verbose=False)  # type: ignore[attr-defined]


def test_a_wrong_password_is_said_and_shows_nothing(browser: Browser, served: Served) -> None:
    with opened(browser, served.address) as page:
        for wrong in ("", "打开", "x" * 5000):
            enter(page, wrong)
            expect(page.locator("#admin-note")).to_have_text("口令不对，请重新输入。")
            expect(page.get_by_label("管理口令")).to_have_value("")
            expect(page.locator("#admin-content .pq-admin")).to_have_count(0)
        enter(page, PASSWORD)
        expect(page.locator("#admin-content .pq-admin")).to_have_count(5)
        expect(page.locator("#admin-note")).to_be_hidden()
        expect(page.get_by_role("region", name="操作记录")).to_contain_text("管理口令不对")
        assert PASSWORD not in page.content()
        page.get_by_role("button", name="退出").click()
        expect(page.locator("#admin-content .pq-admin")).to_have_count(0)
        expect(page.get_by_label("管理口令")).to_be_visible()


def test_what_the_operator_sees(browser: Browser, served: Served, tmp_path: Path) -> None:
    with opened(browser, served.address) as page:
        ask(page, "没有的事")
        enter(page, PASSWORD)
        plans = page.get_by_role("region", name="规划", exact=True)
        row = plans.locator("tr", has_text="hangzhou-services-13-5").locator("td")
        title = "杭州市现代服务业发展“十三五”规划（hangzhou-services-13-5）"
        expect(row).to_have_text([title, "2016—2020", "6", "16", "129", "尚未建立", "", ""])
        feedback = page.get_by_role("region", name="反馈")
        expect(feedback.locator("strong").first).to_have_text("=HYPERLINK(1) 布局")
        expect(feedback.locator(".pq-reason")).to_have_text("少了<b>一带")
        feedback.locator("summary").first.click()
        expect(feedback.locator(".pq-answer").first).to_contain_text("第1答：=HYPERLINK(1) 布局")
        missed = page.get_by_role("region", name="没有找到答案的问题（规划未提及）")
        expect(missed.locator("td").first).to_have_text("没有的事")
        audit = page.get_by_role("region", name="操作记录")
        expect(audit.locator("tr", has_text="评价回答").first).to_contain_text("li")

        page.get_by_role("tab", name="问答").click()
        page.get_by_role("button", name="新对话").click()
        expect(page.get_by_role("log")).to_contain_text("请就规划内容提问")
        ask(page, "没有的事")
        page.get_by_role("tab", name="管理").click()
        page.get_by_role("button", name="刷新").click()
        expect(missed.locator("td").nth(1)).to_have_text("2")

        with page.expect_download() as download:
            page.get_by_role("link", name="下载 CSV").click()
        assert download.value.suggested_filename == "反馈.csv"
        download.value.save_as(tmp_path / "f.csv")
    with (tmp_path / "f.csv").open(encoding="utf-8-sig", newline="") as file:
        head, newest, _ = csv.reader(file)
    assert head[:5] == ["时间", "规划", "评价", "原因", "问题"]
    assert newest[2:5] == ["有误", "少了<b>一带", "'=HYPERLINK(1) 布局"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_page_fits_and_can_be_read(
    browser: Browser, served: Served, viewport: dict[str, int], scheme: str, project_root: Path
) -> None:
    contrast = (project_root / "tests" / "contrast.js").read_text(encoding="utf-8")
    with opened(browser, served.address, viewport=viewport, color_scheme=scheme) as page:
        enter(page, "错")
        expect(page.locator("#admin-note")).to_be_visible()
        assert (width_beyond(page), page.evaluate(contrast)) == (0, [])
        enter(page, PASSWORD)
        expect(page.locator("#admin-content .pq-admin")).to_have_count(5)
        assert (width_beyond(page), page.evaluate(contrast)) == (0, [])
