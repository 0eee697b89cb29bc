"""The row below the last answer, in headless Chromium: clipboard, Word file, whole sections."""

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

import app as chat
from assistant.pipeline import build_assistant
from assistant.settings import Settings
from tests.test_app import (
    DESKTOP,
    FLAGS,
    PHONE,
    ask,
    free_port,
    in_a_loop,
    opened,
    start,
    width_beyond,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing"),
]

HELD = """async () => {
    const clipboard = window.held ?? navigator.clipboard;
    const [item] = await clipboard.read();
    const read = async (type) => (await item.getType(type)).text();
    return { html: await read("text/html"), text: await read("text/plain") };
}"""
WITHOUT_CLIPBOARD = """() => {
    window.held = navigator.clipboard;
    Object.defineProperty(navigator, "clipboard", { get: () => undefined });
}"""  # as where the page is served by http to another machine
ALLOWED = {"permissions": ["clipboard-read", "clipboard-write"]}
TEXT = """第1答：收入和布局[1][2]

出处：
[1] 《滨江市旅游业发展规划》一、（一），第3页
[2] 《滨江市旅游业发展规划》一、（二），第3页"""


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    demo = in_a_loop(lambda: start(free_port()))
    yield demo.local_url
    demo.close(verbose=False)


def copied(page: Page) -> dict[str, str]:
    page.get_by_role("button", name="复制（带出处）").click()
    expect(page.locator("#told")).to_have_text("已复制，可粘贴到文档中。")
    return page.evaluate(HELD)


def test_the_row_comes_with_an_answer_and_goes_with_the_conversation(
    browser: Browser, address: str
) -> None:
    with opened(browser, address) as page:
        row = page.locator("#tools")
        expect(row).to_be_hidden()
        ask(page, "收入")
        expect(row).to_be_visible()
        ask(page, "没有的事")  # an answer that cites nothing
        expect(row).to_be_visible()
        expect(page.get_by_role("button", name="展开")).to_be_hidden()
        page.get_by_role("button", name="新对话").click()
        expect(row).to_be_hidden()


def test_copy_puts_rich_and_plain_text_on_the_clipboard(browser: Browser, address: str) -> None:
    with opened(browser, address, **ALLOWED) as page:
        ask(page, "收入和布局")
        held = copied(page)
        assert held["text"] == TEXT
        assert "<sup>[1]</sup>" in held["html"] or "[1]</sup>" in held["html"]
        assert "pq-" not in held["html"]
        ask(page, "游客")
        expect(page.locator("#told")).to_have_text("")  # it was about the answer before
        assert copied(page)["text"].startswith("第2答：游客[1]\n\n出处：\n[1] 《")


def test_copy_works_where_the_page_is_not_served_securely(browser: Browser, address: str) -> None:
    with opened(browser, address, **ALLOWED) as page:
        page.evaluate(WITHOUT_CLIPBOARD)
        ask(page, "收入和布局")
        assert page.evaluate("() => navigator.clipboard === undefined")
        held = copied(page)
        assert held["text"] == TEXT
        assert "出处" in held["html"]
        assert page.evaluate("() => document.activeElement.id") == "copy"  # focus is given back


def test_copy_that_fails_is_said(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        ask(page, "收入")
        page.evaluate(
            "() => { navigator.clipboard.write = async () => { throw new Error(); };"
            " document.execCommand = () => false; }"
        )
        page.get_by_role("button", name="复制（带出处）").click()
        expect(page.locator("#told")).to_have_text("未能复制，请选中回答后按 Ctrl+C。")


def test_the_word_file_holds_the_conversation(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        ask(page, "收入")
        ask(page, "布局")
        for _ in range(2):  # a second time as well
            with page.expect_download() as waiting:
                page.get_by_role("button", name="导出 Word").click()
            file = waiting.value
            assert file.suggested_filename.startswith("滨江市旅游业发展规划问答摘录20")
            assert file.suggested_filename.endswith(".docx")
            word = docx.Document(io.BytesIO(Path(file.path()).read_bytes()))
            headings = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
            assert headings == ["一、收入", "二、布局"]
        expect(page.locator("#told")).to_contain_text(f"已导出：{file.suggested_filename}")


def test_cited_sections_unfold_within_the_answer(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        log, more = page.get_by_role("log"), page.locator("#more")
        ask(page, "收入")
        expect(log.locator(".pq-expanded")).to_have_count(0)
        more.click()
        whole = log.locator(".pq-turn").last.locator(".pq-expanded")
        expect(whole).to_contain_text("构建“一心两带”布局")  # the neighbour of the section cited
        expect(whole.locator("mark")).to_have_text("全市旅游收入力争达到 90 亿元")
        expect(whole).to_contain_text("<b>保持</b>")  # markup in a plan is shown, not obeyed
        expect(more).to_have_text("收起")
        more.click()
        expect(whole).to_have_count(0)
        expect(more).to_have_text("展开")
        more.click()
        expect(whole).to_be_visible()
        ask(page, "长" * 501)  # refused: the last answer stays as it was
        expect(page.locator(".pq-note")).to_contain_text("问题太长")
        expect(log.locator(".pq-turn").first.locator(".pq-expanded")).to_be_visible()
        ask(page, "布局")
        expect(log.locator(".pq-expanded")).to_have_count(0)
        expect(more).to_have_text("展开")


def test_buttons_work_by_keyboard_and_on_a_phone(browser: Browser, address: str) -> None:
    with opened(browser, address, viewport=PHONE, **ALLOWED) as page:
        ask(page, "收入和布局")
        page.locator("#copy").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#told")).to_have_text("已复制，可粘贴到文档中。")
        page.keyboard.press("Tab")
        with page.expect_download():
            page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#log .pq-expanded")).to_be_visible()
        assert width_beyond(page) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_row_and_sections_fit_and_can_be_read(
    browser: Browser, address: str, viewport: dict[str, int], scheme: str
) -> None:
    contrast = Path(__file__).parents[1].joinpath("contrast.js").read_text(encoding="utf-8")
    with opened(browser, address, viewport=viewport, color_scheme=scheme) as page:
        ask(page, "收入和布局")
        page.locator("#more").click()
        expect(page.locator("#log .pq-expanded")).to_be_visible()
        with page.expect_download():
            page.get_by_role("button", name="导出 Word").click()
        expect(page.locator("#told")).to_contain_text("已导出")
        assert (width_beyond(page), page.evaluate(contrast)) == (0, [])


@pytest.mark.slow
def test_figures_of_the_real_plan_are_copied_and_exported(browser: Browser, tmp_path: Path) -> None:
    assistant = build_assistant(Settings(home=tmp_path))

    def serve() -> chat.gr.Blocks:
        demo = chat.build_app(assistant)
        chat.launch(demo, "127.0.0.1", free_port())
        return demo

    demo = in_a_loop(serve)
    with opened(browser, demo.local_url, **ALLOWED) as page:
        ask(page, "旅游休闲业到2020年增加值要做到多少？比2015年多多少？")
        expect(page.locator("#tools")).to_be_visible()
        text = copied(page)["text"]
        assert "1150 − 719.68 = 430.32" in text
        title = "《杭州市现代服务业发展“十三五”规划》（杭政办函〔2016〕125号）"
        assert text.endswith(f"\n出处：\n[1] {title}专栏5 第5行，第13页")
        page.locator("#more").click()
        expect(page.locator("#log .pq-expanded")).to_contain_text("978.03 1600")  # a row below
        with page.expect_download() as waiting:
            page.get_by_role("button", name="导出 Word").click()
        word = docx.Document(waiting.value.path())
        assert "1150 − 719.68 = 430.32" in "".join(p.text for p in word.paragraphs)
    demo.close(verbose=False)
