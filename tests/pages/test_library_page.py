"""Taking plans in on the page 管理: upload, report, metadata, accept; replace, correct, remove."""

import contextlib
import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import app
from assistant.database.store import open_store
from assistant.pages import admin
from assistant.pages.upload_gate import COOKIE, is_pass, issue_pass
from assistant.settings import Settings
from assistant.shelf import Shelf
from tests.assistant.plans import plan_text
from tests.pages.test_admin import PASSWORD, enter
from tests.test_app import DESKTOP, PHONE, ask, free_port, in_a_loop, opened, width_beyond

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing"),
]

PLAN = "yunlan-haiyangjingji-2021-2025"
SLOW = 60_000  # milliseconds


@dataclass
class Served:
    address: str
    settings: Settings

    def plans(self) -> list[str]:
        return list(self.settings.library.ids())


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    settings = Settings(home=tmp_path / "home", admin_password=PASSWORD)
    with contextlib.closing(open_store(settings.home)) as store, pytest.MonkeyPatch.context() as m:
        m.setattr(admin, "_PENALTY_SECONDS", 0.05)
        shelf = Shelf(settings)

        def start() -> object:
            demo = app.build_app(shelf, store, settings=settings)
            app.launch(demo, "127.0.0.1", free_port())
            return demo

        demo: object = in_a_loop(start)
        yield Served(demo.local_url, settings)  # type: ignore[attr-defined]
        demo.close(verbose=False)  # type: ignore[attr-defined]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "云澜 海洋<b>规划.txt"
    path.write_text(plan_text(), "utf-8")
    return path


def upload(page: Page, button: str, file: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=button).click()
    chooser.value.set_files(str(file))


def status(page: Page) -> Locator:
    return page.locator("#library-status")


def test_a_plan_from_upload_to_answer_and_away_again(
    browser: Browser, served: Served, file: Path
) -> None:
    with opened(browser, served.address) as page:
        enter(page, PASSWORD)
        upload(page, "导入规划文件", file)
        expect(status(page)).to_contain_text("已读完，请核对后确认", timeout=SLOW)
        report = page.locator("#library-report")
        expect(report).to_contain_text("需要核对的地方")
        expect(report).to_contain_text("规划.txt（文本）")
        title = page.get_by_label("规划名称")
        expect(title).to_have_value("云澜市海洋经济发展“十四五”规划")
        expect(page.locator("#library-sector")).to_contain_text("推测，请核对")
        assert len(served.plans()) == 1  # nothing is in before it is accepted

        page.get_by_label("规划期（如 2021-2025）").fill("明年")
        page.get_by_role("button", name="确认导入").click()
        expect(status(page)).to_contain_text("规划期“明年”读不懂", timeout=SLOW)
        page.get_by_label("规划期（如 2021-2025）").fill("2021—2025年")
        page.get_by_label("发文机关").fill("云澜市政府")
        page.get_by_role("button", name="确认导入").click()
        expect(status(page)).to_contain_text(f"编号 {PLAN}", timeout=SLOW)
        expect(page.locator("#library-review")).to_be_hidden()
        table = page.get_by_role("region", name="规划", exact=True)
        expect(table).to_contain_text(PLAN, timeout=SLOW)
        entry = served.settings.library.entry(PLAN)
        assert entry.meta.issuer == "云澜市政府"
        assert entry.meta.period == (2021, 2025)

        page.get_by_role("link", name="打开这份规划").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("云澜市海洋", timeout=SLOW)
        page.evaluate(
            "() => { window.asked = 0; const l = window.planqaLatest;"
            " window.planqaLatest = () => { l(); window.asked += 1; }; }"
        )
        ask(page, "设立多大的引导基金")
        expect(page.get_by_role("log")).to_contain_text("20亿元")

        file.write_text(plan_text().replace("130亿元", "140亿元"), "utf-8")
        enter(page, PASSWORD)
        upload(page, "上传新版", file)
        expect(page.locator("#library-report")).to_contain_text(
            "力争130亿元 → 力争140亿元", timeout=SLOW
        )
        expect(page.get_by_label("发文机关")).to_have_value("云澜市人民政府")
        page.get_by_role("button", name="确认替换").click()
        expect(status(page)).to_contain_text("已替换", timeout=SLOW)

        page.get_by_role("button", name="更正信息").click()
        page.get_by_label("地区").fill("云澜")
        page.get_by_role("button", name="保存更正").click()
        expect(status(page)).to_contain_text("已更正", timeout=SLOW)
        assert served.settings.library.entry(PLAN).meta.region == "云澜"
        page.get_by_role("button", name="重建索引").click()
        expect(status(page)).to_contain_text("已重建", timeout=SLOW)

        page.get_by_role("button", name="删除", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("不能恢复")
        page.get_by_role("button", name="取消").click()
        expect(page.locator("#library-sure")).to_be_hidden()
        assert PLAN in served.plans()
        page.get_by_role("button", name="删除", exact=True).click()
        page.get_by_role("button", name="确认删除").click()
        expect(status(page)).to_contain_text(f"已删除 {PLAN}", timeout=SLOW)
        assert PLAN not in served.plans()
        audit = page.get_by_role("region", name="操作记录")
        for deed in ("导入规划", "替换规划", "更正规划信息", "重建索引", "删除规划"):
            expect(audit).to_contain_text(deed, timeout=SLOW)


def test_what_cannot_be_read_or_is_not_wanted_leaves_nothing(
    browser: Browser, served: Served, file: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "无章节.txt"
    empty.write_text("今天天气很好。\n", "utf-8")
    with opened(browser, served.address) as page:
        enter(page, PASSWORD)
        upload(page, "导入规划文件", empty)
        expect(status(page).get_by_role("alert")).to_contain_text(
            "没有找到任何章节标题", timeout=SLOW
        )
        expect(page.locator("#library-review")).to_be_hidden()
        upload(page, "导入规划文件", file)
        expect(status(page)).to_contain_text("已读完", timeout=SLOW)
        page.get_by_role("button", name="放弃").click()
        expect(status(page)).to_contain_text("规划库没有改动", timeout=SLOW)
        upload(page, "导入规划文件", file)
        expect(status(page)).to_contain_text("已读完", timeout=SLOW)
        page.get_by_role("button", name="退出").click()
        expect(page.locator("#library")).to_be_hidden()
    assert not list((served.settings.home / "plans").glob(".work-*"))
    assert served.plans() == ["hangzhou-services-13-5"]


def test_by_keyboard(browser: Browser, served: Served, file: Path) -> None:
    with opened(browser, served.address) as page:
        enter(page, PASSWORD)
        button = page.get_by_role("button", name="导入规划文件")
        expect(button).to_be_visible(timeout=SLOW)
        page.get_by_role("button", name="退出").focus()
        page.keyboard.press("Tab")
        expect(button).to_be_focused()
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Enter")
        chooser.value.set_files(str(file))
        expect(status(page)).to_contain_text("已读完", timeout=SLOW)
        page.get_by_role("button", name="确认导入").focus()
        page.keyboard.press("Enter")
        expect(status(page)).to_contain_text("已导入", timeout=SLOW)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_desk_fits_and_can_be_read(
    browser: Browser,
    served: Served,
    file: Path,
    viewport: dict[str, int],
    scheme: str,
    project_root: Path,
) -> None:
    contrast = (project_root / "tests" / "contrast.js").read_text(encoding="utf-8")
    with opened(browser, served.address, viewport=viewport, color_scheme=scheme) as page:
        enter(page, PASSWORD)
        upload(page, "导入规划文件", file)
        expect(status(page)).to_contain_text("已读完", timeout=SLOW)
        assert (width_beyond(page), page.evaluate(contrast)) == (0, [])
        page.get_by_role("button", name="确认导入").click()
        expect(status(page)).to_contain_text("已导入", timeout=SLOW)
        page.get_by_role("button", name="删除", exact=True).click()
        expect(page.get_by_role("alert")).to_be_visible()
        assert (width_beyond(page), page.evaluate(contrast)) == (0, [])


# Uploads need the password


def post(address: str, path: str, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    body = (
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nabc\r\n--x--'
    )
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    connection.request("POST", path, body, kind | headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_nothing_is_uploaded_without_the_password(served: Served) -> None:
    for path in ("/gradio_api/upload", "/gradio_api/upload/", "/gradio_api/upload?upload_id=1"):
        assert post(served.address, path, {}) == 403
        assert post(served.address, path, {"Cookie": f"{COOKIE}=9999999999.abc"}) == 403
        assert post(served.address, path, {"Cookie": f"{COOKIE}=x"}) == 403
    allowed = {"Cookie": f"{COOKIE}={issue_pass()}"}
    assert post(served.address, "/gradio_api/upload", allowed) == 200


@pytest.mark.parametrize("word", ["", ".", "x.y", "1.", "1é.x", "９.x"])
def test_words_that_are_no_pass(word: str) -> None:
    assert not is_pass(word)


def test_a_pass_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    word = issue_pass()
    assert is_pass(word)
    monkeypatch.setattr("assistant.pages.upload_gate.time.time", lambda: 9e9)
    assert not is_pass(word)
