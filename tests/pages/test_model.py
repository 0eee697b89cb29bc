"""The chat with a language model: answers grow, are labelled, and say where the model failed."""

import contextlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from gradio_client import Client
from playwright.sync_api import Browser, expect

import app as chat
from assistant.answer import Answer, Conversation
from assistant.database.store import open_store
from assistant.llm.faults import EndpointFault, Fault
from tests.test_app import (
    ATTACKS,
    DESKTOP,
    PHONE,
    Scripted,
    ask,
    free_port,
    in_a_loop,
    opened,
    width_beyond,
)

LABEL = "由人工智能生成"


class Writing(Scripted):
    """Writes the answer in three sentences; after the first it waits until it is let go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()
        self.go_on.set()

    def stream(self, conversation: Conversation, question: str) -> Iterator[Answer]:
        whole = self.ask(conversation, question)
        if "没有模型" in question:
            yield replace(whole, note=f"{EndpointFault(Fault.SLOW)}以下为原文摘引。")
            return
        written = ["第一句[1]。", f"{question}。", "第三句。"]
        for count in range(1, 4):
            yield replace(whole, text="".join(written[:count]), mode="llm")
            if not self.go_on.wait(20):
                raise TimeoutError("nobody let it go on")

    def conversation(self, turns: Sequence[str]) -> Conversation:
        said = Conversation()
        for turn in turns:
            said = said.with_turn(turn, self.ask(said, turn))
        return said


ASSISTANT = Writing()


@pytest.fixture(scope="module")
def writing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a chat whose assistant has a model."""
    home = tmp_path_factory.mktemp("writing") / "home"

    with contextlib.closing(open_store(home)) as store:

        def start() -> object:
            demo = chat.build_app(ASSISTANT, store)
            chat.launch(demo, "127.0.0.1", free_port())
            return demo

        demo = in_a_loop(start)
        yield demo.local_url
        demo.close(verbose=False)


@pytest.fixture(scope="module")
def contrast() -> str:
    return (Path(__file__).parents[1] / "contrast.js").read_text(encoding="utf-8")


def test_the_endpoint_says_how_the_answer_was_made(writing: str) -> None:
    with contextlib.closing(Client(writing, verbose=False)) as client:
        answer = client.predict("收入", ["游客"], api_name="/ask")
        assert (answer["mode"], answer["text"]) == ("llm", "第一句[1]。收入。第三句。")
        assert answer["citations"][0]["quote"] == "全市旅游收入力争达到 90 亿元"
        answer = client.predict("没有模型 收入", api_name="/ask")
        assert answer["mode"] == "extractive"


@pytest.mark.browser
def test_the_answer_grows_with_label_and_evidence(browser: Browser, writing: str) -> None:
    with opened(browser, writing) as page:
        ASSISTANT.go_on.clear()
        try:
            page.get_by_label("问题", exact=True).fill("收入")
            page.get_by_label("问题", exact=True).press("Enter")
            log = page.get_by_role("log")
            expect(log).to_contain_text("第一句[1]。")
            expect(log).to_contain_text(LABEL)
            expect(log).to_contain_text("还在写……")
            expect(log).not_to_contain_text("第三句")
            expect(page.locator("#evidence mark")).to_have_text("全市旅游收入力争达到 90 亿元")
            expect(page.locator("#tools")).to_be_hidden()
        finally:
            ASSISTANT.go_on.set()
        expect(log).to_contain_text("第一句[1]。收入。第三句。")
        expect(log).not_to_contain_text("还在写")
        expect(log.locator(".pq-badge")).to_have_text(["已答", LABEL])
        log.get_by_role("link", name="依据1：一、（一）").click()
        expect(page.locator(".pq-card")).to_have_class("pq-card pq-active")
        expect(page.locator("#tools")).to_be_visible()
        copied = page.locator("[data-copy=text]").text_content() or ""
        assert f"（{LABEL}：" in copied


@pytest.mark.browser
def test_a_model_that_failed_is_noted_beside_the_answer(browser: Browser, writing: str) -> None:
    with opened(browser, writing) as page:
        ask(page, "没有模型 收入")
        log = page.get_by_role("log")
        expect(log).to_contain_text("第1答：没有模型 收入")
        expect(log.locator(".pq-extra")).to_have_text("模型服务没有按时答完。以下为原文摘引。")
        expect(log).not_to_contain_text(LABEL)


@pytest.mark.browser
def test_the_label_stays_with_a_kept_conversation(browser: Browser, writing: str) -> None:
    with opened(browser, writing) as page:
        ask(page, "收入目标")
        page.get_by_role("button", name="新对话").click()
        expect(page.get_by_role("log")).not_to_contain_text(LABEL)
        page.get_by_role("button", name="历史对话").click()
        page.locator("#history button[data-act=open]").first.click()
        expect(page.get_by_role("log")).to_contain_text("第一句[1]。收入目标。第三句。")
        expect(page.get_by_role("log")).to_contain_text(LABEL)


@pytest.mark.browser
def test_markup_in_what_a_model_writes_does_not_run(browser: Browser, writing: str) -> None:
    with opened(browser, writing) as page:
        for attack in ATTACKS[:12]:
            ask(page, f"收入 {attack}")
        page.wait_for_timeout(200)
        assert page.evaluate("window.hacked") is None
        assert page.locator("#log :is(img, script, svg, iframe, details)").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_label_and_note_fit_and_can_be_read(
    browser: Browser, writing: str, contrast: str, viewport: dict[str, int], scheme: str
) -> None:
    with opened(browser, writing, viewport=viewport, color_scheme=scheme) as page:
        ask(page, "收入")
        ask(page, "没有模型 收入")
        assert (width_beyond(page), page.evaluate(contrast)) == (0, [])
