"""The kept conversations on the real page: each browser finds its own again, and no other's."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.answer import Conversation
from assistant.database.store import Store, open_store
from tests.test_app import (
    ATTACKS,
    COUNT,
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


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with contextlib.closing(open_store(tmp_path_factory.mktemp("kept"))) as store:
        yield store


def serve(store: Store | None, **options: Any) -> Any:
    def start() -> Any:
        demo = chat.build_app(Scripted(), store, **options)
        chat.launch(demo, "127.0.0.1", free_port())
        return demo

    return in_a_loop(start)


@pytest.fixture(scope="module")
def address(store: Store) -> Iterator[str]:
    demo = serve(store)
    yield demo.local_url
    demo.close(verbose=False)


def begin_anew(page: Page) -> None:
    page.get_by_role("button", name="新对话").click()
    expect(page.get_by_role("log")).to_contain_text("请就规划内容提问")


def reload(page: Page) -> None:
    page.reload()
    expect(page.get_by_role("button", name="发送")).to_be_visible(timeout=30_000)
    page.evaluate(COUNT)


def unfold(page: Page) -> None:
    page.get_by_role("button", name="历史对话", exact=True).click()
    expect(page.locator("#history-list")).to_contain_text(re.compile("问|还没有"))


def test_a_conversation_is_found_again_and_goes_on(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        ask(page, "旅游收入和游客目标")
        ask(page, "那布局呢")
        begin_anew(page)
        ask(page, "空间布局")
        reload(page)
        expect(page.get_by_role("log")).not_to_contain_text("空间布局")
        unfold(page)
        expect(page.locator("#history-list .pq-name")).to_have_text(
            ["空间布局", "旅游收入和游客目标"]
        )
        expect(page.locator("#history-list .pq-when").last).to_contain_text("2 问")
        expect(page.get_by_label("搜索历史对话")).to_be_focused()

        page.locator(".pq-open", has_text="旅游收入").click()
        log, evidence = page.get_by_role("log"), page.get_by_role("region", name="依据")
        expect(log.locator(".pq-question")).to_have_text(["问：旅游收入和游客目标", "问：那布局呢"])
        expect(log).to_contain_text("理解为：旅游收入和游客目标 那布局呢")
        expect(evidence.locator("mark:visible")).to_have_text(["“一心两带”布局"])
        log.get_by_role("link", name="依据1：一、（一）").click()  # the first turn's evidence too
        expect(evidence.locator("mark:visible")).to_have_count(2)
        expect(page.locator(".pq-open[aria-current]")).to_contain_text("旅游收入和游客目标")

        ask(page, "再问游客")
        expect(page.locator("#history-list .pq-when").first).to_contain_text("3 问")
        expect(log).to_contain_text("第3答：再问游客")
        expect(log).to_contain_text("理解为：那布局呢 再问游客")
        reload(page)
        unfold(page)
        expect(page.locator("#history-list .pq-when").first).to_contain_text("3 问")


def test_search_rename_and_delete(browser: Browser, address: str, store: Store) -> None:
    with opened(browser, address) as page:
        for question in ("游客目标", "收入目标", "空间布局"):
            ask(page, question)
            begin_anew(page)
        unfold(page)
        found = page.locator("#history-list .pq-name")
        expect(found).to_have_count(3)
        page.get_by_label("搜索历史对话").fill("目标 收入")
        page.get_by_label("搜索历史对话").press("Enter")
        expect(found).to_have_text(["收入目标"])
        page.get_by_label("搜索历史对话").fill("没有的字")
        page.get_by_label("搜索历史对话").press("Enter")
        expect(page.locator("#history-list")).to_contain_text("没有找到含这些字词的对话")
        page.get_by_label("搜索历史对话").fill("")
        page.get_by_label("搜索历史对话").press("Enter")
        expect(found).to_have_count(3)

        page.get_by_role("button", name="改名：收入目标").press("Enter")  # without a mouse
        name = page.get_by_label("新名称")
        expect(name).to_be_focused()
        expect(name).to_have_value("收入目标")
        name.fill(" ")
        name.press("Enter")
        expect(page.locator("#history-note")).to_have_text("请先输入名称。")
        name.fill("季报用 <b>收入</b>")
        name.press("Enter")
        expect(found).to_have_text(["空间布局", "季报用 <b>收入</b>", "游客目标"])
        expect(name).to_be_hidden()

        page.get_by_role("button", name="删除：游客目标").click()
        expect(page.locator("#history-sure")).to_have_text("删除“游客目标”？删除后不能找回。")
        page.get_by_role("button", name="取消").click()
        expect(page.locator("#history-sure")).to_be_hidden()
        expect(found).to_have_count(3)

        page.locator(".pq-open", has_text="游客目标").click()
        expect(page.get_by_role("log")).to_contain_text("第1答：游客目标")
        page.get_by_role("button", name="删除：游客目标").click()
        page.get_by_role("button", name="确认删除").click()
        expect(found).to_have_text(["空间布局", "季报用 <b>收入</b>"])
        expect(page.get_by_role("log")).not_to_contain_text("游客目标")  # the open one
        ask(page, "别的")
        expect(page.locator("#unkept")).to_be_hidden()
        assert store.journal.entries()[0].what == "deleted"


def test_two_browsers_see_only_their_own(browser: Browser, address: str) -> None:
    with opened(browser, address) as one, opened(browser, address) as two:
        ask(one, "收入")
        ask(two, "布局")
        for page, own in ((one, "收入"), (two, "布局")):
            reload(page)
            unfold(page)
            expect(page.locator("#history-list .pq-name")).to_have_text([own])
        key = one.locator(".pq-open").get_attribute("data-id")
        two.locator(".pq-open").evaluate("(button, key) => { button.dataset.id = key; }", key)
        two.locator(".pq-open").click()
        expect(two.locator("#history-note")).to_contain_text("这段对话已不在")
        expect(two.get_by_role("log")).not_to_contain_text("收入")


def test_a_conversation_deleted_elsewhere_is_said(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        ask(page, "收入")
        other = page.context.new_page()
        other.goto(address)
        expect(other.get_by_role("button", name="发送")).to_be_visible(timeout=30_000)
        unfold(other)
        other.get_by_role("button", name="删除：收入").click()
        other.get_by_role("button", name="确认删除").click()
        expect(other.locator("#history-list")).to_contain_text("还没有保存的对话")
        ask(page, "布局")
        expect(page.get_by_role("log")).to_contain_text("第2答：布局")
        expect(page.locator("#unkept")).to_contain_text("没有存入历史对话。这段对话已不在")
        begin_anew(page)
        expect(page.locator("#unkept")).to_be_hidden()


def test_markup_in_names_does_not_run(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        for attack in ATTACKS:
            ask(page, attack)
            begin_anew(page)
        unfold(page)
        expect(page.locator("#history-list .pq-name")).to_have_count(len(ATTACKS))
        page.locator("[data-act=delete]").first.click()
        expect(page.locator("#history-sure")).to_contain_text("删除后不能找回")
        page.wait_for_timeout(300)
        assert page.evaluate("window.hacked") is None
        assert (
            page.locator("#history img, #history script, #history svg:not(button svg)").count() == 0
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_list_fits_and_can_be_read(
    browser: Browser, address: str, viewport: dict[str, int], scheme: str, project_root: Path
) -> None:
    contrast = (project_root / "tests" / "contrast.js").read_text(encoding="utf-8")
    with opened(browser, address, viewport=viewport, color_scheme=scheme) as page:
        ask(page, "收入" + "x" * 200)
        begin_anew(page)
        ask(page, "布局")
        unfold(page)
        expect(page.locator("#history-list .pq-name")).to_have_count(2)
        for act in ("delete", "rename"):
            page.locator(f"[data-act={act}]").last.click()
            expect(page.locator(f"#history-{act}")).to_be_visible()
            assert (width_beyond(page), page.evaluate(contrast)) == (0, [])
        page.locator(".pq-open").last.click()
        expect(page.get_by_role("log")).to_contain_text("xxx")
        if viewport is PHONE:  # what covers the chat goes by itself
            expect(page.locator("#history")).to_be_hidden()
            unfold(page)
        page.get_by_label("搜索历史对话").press("Escape")
        expect(page.locator("#history")).to_be_hidden()
        expect(page.get_by_role("button", name="历史对话", exact=True)).to_be_focused()


def test_without_a_store_the_chat_goes_on_and_says_so(browser: Browser) -> None:
    demo = serve(None, notice="对话和反馈暂不保存。数据库（文件已损坏）。请告知管理员。")
    try:
        with opened(browser, demo.local_url) as page:
            expect(page.locator("#notice")).to_contain_text("暂不保存")
            ask(page, "收入")
            expect(page.get_by_role("log")).to_contain_text("第1答：收入")
            expect(page.get_by_role("button", name="历史对话")).to_be_hidden()
    finally:
        demo.close(verbose=False)


def test_what_cannot_be_kept_is_said_and_the_answer_stands(
    browser: Browser, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.database.engine import StoreError

    def refuse(*_: object) -> None:
        raise StoreError("没能保存：数据库（磁盘已满）。请告知管理员。")

    with opened(browser, address) as page, monkeypatch.context() as patch:
        patch.setattr("assistant.database.conversations.Conversations.save", refuse)
        ask(page, "收入")
        expect(page.get_by_role("log")).to_contain_text("第1答：收入")
        expect(page.locator("#unkept")).to_contain_text("没有存入历史对话。没能保存")
        patch.undo()
        ask(page, "布局")
        expect(page.locator("#unkept")).to_be_hidden()
        unfold(page)
        expect(page.locator("#history-list .pq-when")).to_contain_text("2 问")  # none is missing


def test_every_answer_is_kept_as_it_was_shown(browser: Browser, address: str, store: Store) -> None:
    with opened(browser, address) as page:
        ask(page, "空间布局在哪")
        unfold(page)
        key = page.locator(".pq-open").get_attribute("data-id") or ""
        assert key
        with store.database.read() as connection:
            (user,) = connection.exec_driver_sql(
                "SELECT user FROM conversations WHERE id = ?", (key,)
            ).one()
        expected = Scripted().ask(Conversation(), "空间布局在哪")
        assert store.conversations.opened(user, key).turns[0].answer == expected
