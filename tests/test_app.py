"""The chat: its events, its endpoint, and the real page driven in headless Chromium."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar
from urllib.parse import urlsplit

import gradio as gr
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from playwright.sync_api import Browser, Page, expect, sync_playwright

import app as chat
from assistant.answer import Answer, Citation, Conversation, Route, Status
from assistant.audit import Finding
from assistant.database.engine import StoreError
from assistant.database.store import Store, open_store
from assistant.feedback import Feedback
from assistant.indicator_rows import Indicators
from assistant.settings import Settings
from corpus.errors import QuestionError, SettingsError
from corpus.plan import Plan, PlanMeta
from corpus.reading import read_plan

# Gradio's queue sets a pandas option that pandas 3 no longer knows.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing")

TEXT = """一、总体要求

（一）发展目标。

到 2035 年，全市旅游收入力争达到 90 亿元，接待游客 70 万人次以上。游客满意度<b>保持</b>全省前列。

（二）空间布局。

构建“一心两带”布局，打造滨江核心区、北岸休闲带、南岸文化带。
"""
META = PlanMeta("demo", "滨江市旅游业发展规划", issuer="滨江市人民政府", period=(2031, 2035))
QUOTES = {
    "收入": ("1/1", "全市旅游收入力争达到 90 亿元"),
    "游客": ("1/1", "接待游客 70 万人次以上"),
    "布局": ("1/2", "“一心两带”布局"),
}
ATTACKS = [
    "<img src=x onerror=window.hacked=1>",
    "<script>window.hacked=1</script>",
    '"><svg onload=window.hacked=1>',
    "${window.hacked=1}{{window.hacked=1}}",
    "[x](javascript:window.hacked=1) **<b onmouseover=window.hacked=1>粗</b>**",
    "<svg><script>window.hacked=1</script></svg>",
    "<body onload=window.hacked=1>",
    "<iframe src=javascript:window.hacked=1></iframe>",
    "<details open ontoggle=window.hacked=1>",
    "<video><source onerror=window.hacked=1></video>",
    "<input autofocus onfocus=window.hacked=1>",
    "<a href=javascript:window.hacked=1>点我</a>",
    "<math><mtext><img src=x onerror=window.hacked=1>",
    "'><img src=x onerror=window.hacked=1>",
    "--><script>window.hacked=1</script>",
    "]]><script>window.hacked=1</script>",
    "</p></div></article><script>window.hacked=1</script>",
    "</textarea><script>window.hacked=1</script>",
    "</title><script>window.hacked=1</script>",
    "&lt;script&gt;window.hacked=1&lt;/script&gt;",
    "&#60;img src=x onerror=window.hacked=1&#62;",
    "\\x3cscript\\x3ewindow.hacked=1\\x3c/script\\x3e",
    "＜script＞window.hacked=1＜/script＞",
    "<scr<script>ipt>window.hacked=1</scr</script>ipt>",
    "<style>@import'javascript:window.hacked=1'</style>",
    "<link rel=stylesheet href=javascript:window.hacked=1>",
    "<object data=javascript:window.hacked=1></object>",
    "<form action=javascript:window.hacked=1><button>发送</button></form>",
    "![x](x onerror=window.hacked=1) `<img src=x onerror=window.hacked=1>`",
    "| a | <img src=x onerror=window.hacked=1> |",
]
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
COUNT = """() => {
    const latest = window.planqaLatest;
    window.asked = 0;
    window.planqaLatest = () => { latest(); window.asked += 1; };
}"""  # the page calls planqaLatest when an answer is complete
EDGES = """(ids) => ids.map((id) => {
    const { top, bottom, left, right } = document.getElementById(id).getBoundingClientRect();
    return { top, bottom, left, right };
})"""  # all at one moment: the page may be scrolling
T = TypeVar("T")
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


class Scripted:
    """Answers with the quotes whose word stands in the question, and repeats the question."""

    examples = ("旅游收入目标是多少？", "空间布局是什么？")

    def __init__(self) -> None:
        self.plan: Plan = read_plan(TEXT, META)
        self.warmed = False
        self.indicators = Indicators(self.plan)

    def audit(self) -> tuple[Finding, ...]:
        return ()

    def warm(self) -> None:
        self.warmed = True

    def ask(self, conversation: Conversation, question: str) -> Answer:
        if len(question) > 500:
            raise QuestionError(f"问题太长：收到 {len(question)} 字，最多 500 字。")
        if "故障" in question:
            raise ZeroDivisionError("secret detail")
        found = [quote for word, quote in QUOTES.items() if word in question]
        citations = tuple(self.cite(n, *quote) for n, quote in enumerate(found, start=1))
        marks = "".join(f"[{citation.n}]" for citation in citations)
        return Answer(
            question,
            "demo",
            Route.RETRIEVAL,
            Status.ANSWERED if citations else Status.NOT_IN_PLAN,
            f"第{len(conversation.turns) + 1}答：{question}{marks}",
            citations,
            standalone_question=f"{conversation.turns[-1].question} {question}"
            if conversation.turns
            else question,
        )

    def cite(self, n: int, path: str, quote: str) -> Citation:
        section = self.plan.by_path[path]
        start = TEXT.index(quote)
        return Citation(
            n, "demo", path, section.label, section.heading, 3, quote, start, start + len(quote)
        )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def in_a_loop(call: Callable[[], T]) -> T:
    """Calls within an event loop of its own: without one Gradio makes loops and never closes them.

    In a thread, since Playwright may be running its loop in this one.
    """

    async def called() -> T:
        return call()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(called())).result()


def start(port: int, store: Store | None = None) -> gr.Blocks:
    demo = chat.build_app(Scripted(), store)
    chat.launch(demo, "127.0.0.1", port)
    return demo


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a running chat; only this one is closed."""
    demo = in_a_loop(lambda: start(free_port()))
    yield demo.local_url
    demo.close(verbose=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the chat that keeps what is said; not made yet."""
    return tmp_path_factory.mktemp("feedback") / "home"


@pytest.fixture(scope="module")
def asking(home: Path) -> Iterator[str]:
    """The address of a running chat that keeps conversations and asks for feedback."""
    with contextlib.closing(open_store(home)) as store:
        demo = in_a_loop(lambda: start(free_port(), store))
        yield demo.local_url
        demo.close(verbose=False)


# The endpoint


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[Client]:
    with contextlib.closing(Client(address, verbose=False)) as client:
        yield client


@pytest.mark.parametrize("server", ["address", "asking"])
def test_only_the_endpoint_can_be_called(server: str, request: pytest.FixtureRequest) -> None:
    with contextlib.closing(Client(request.getfixturevalue(server), verbose=False)) as client:
        described: Any = client.view_api(return_format="dict")
    assert list(described["named_endpoints"]) == ["/ask"]
    assert not described["unnamed_endpoints"]


def test_endpoint_gives_the_contract(client: Client) -> None:
    expected = Scripted().ask(Conversation(), "收入").to_json()
    assert client.predict("收入", api_name="/ask") == expected


def test_endpoint_takes_earlier_questions(client: Client) -> None:
    answer = client.predict("那布局呢", ["收入", "游客"], api_name="/ask")
    assert answer["text"] == "第3答：那布局呢[1]"
    assert answer["citations"][0]["section"] == "1/2"


@pytest.mark.parametrize(
    ("question", "earlier", "message"),
    [
        pytest.param("  ", None, "请先输入问题", id="empty"),
        pytest.param("收入", [""], "请先输入问题", id="empty earlier question"),
        pytest.param(7, None, "请先输入问题", id="not a text"),
        pytest.param("收入", 7, "列表", id="not a list"),
        pytest.param("长" * 10_000, None, "最多 500 字", id="too long"),
        pytest.param("收入", ["游客"] * 21, "最多 20 个，收到 21 个", id="too many"),
        pytest.param("故障", None, "抱歉", id="unexpected"),
    ],
)
def test_endpoint_says_in_chinese_what_is_wrong(
    client: Client, question: object, earlier: object, message: str
) -> None:
    with pytest.raises(AppError, match=message) as caught:
        client.predict(question, earlier, api_name="/ask")
    assert "secret" not in str(caught.value)


def test_port_taken_is_said_in_chinese() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"127.0.0.1:{port} 用不了"):
            in_a_loop(lambda: start(port))


def test_serve_says_where_it_is_and_stops_on_interrupt(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    class Interrupted:
        def wait(self) -> None:
            raise KeyboardInterrupt

    assistant = Scripted()
    monkeypatch.setattr("assistant.pipeline.build_assistant", lambda *_, **__: assistant)
    monkeypatch.setattr(chat, "threading", SimpleNamespace(Event=Interrupted))

    monkeypatch.setattr(chat, "launch", lambda app, host, port: setattr(app, "local_url", "这里"))
    in_a_loop(lambda: chat.serve(Settings(home=tmp_path)))
    assert capsys.readouterr().out == "规划问答已启动：这里（按 Ctrl+C 停止）\n已停止。\n"
    assert assistant.warmed  # so that the first question does not wait for what it needs


def test_a_wrong_setting_ends_with_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLANQA_PORT", "0")
    assert chat.main() == 2
    assert capsys.readouterr().err.startswith("错误：PLANQA_PORT")


# The page


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def opened(browser: Browser, address: str, at: str = "", **options: Any) -> Iterator[Page]:
    """A page in a session of its own; fails on requests elsewhere and on script errors.

    `at` is what follows the address: ?section=…
    """
    context = browser.new_context(**({"viewport": DESKTOP} | options))
    page = context.new_page()
    requests: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address + at)
    expect(page.get_by_role("tab").first).to_be_visible(timeout=30_000)
    page.evaluate(COUNT)
    try:
        yield page
        here = urlsplit(address).netloc
        assert {urlsplit(url).netloc for url in requests if not url.startswith("data:")} == {here}
        assert errors == []
    finally:
        context.close()


def ask(page: Page, question: str) -> None:
    page.get_by_label("问题", exact=True).fill(question)
    asked = page.evaluate("window.asked")
    page.get_by_label("问题", exact=True).press("Enter")
    page.wait_for_function("before => window.asked > before", arg=asked)


def kept(home: Path) -> list[Feedback]:
    """All feedback on disk."""
    with contextlib.closing(open_store(home)) as store:
        return store.feedback.given()


def width_beyond(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.browser
def test_answer_with_its_evidence_then_a_follow_up(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        expect(page).to_have_title("滨江市旅游业发展规划 问答")
        expect(page.get_by_role("heading", level=1)).to_have_text("《滨江市旅游业发展规划》问答")
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        assert page.locator("footer").count() == 0

        ask(page, "旅游收入和游客目标")
        log, evidence = page.get_by_role("log"), page.get_by_role("region", name="依据")
        expect(log).to_contain_text("第1答：旅游收入和游客目标")
        expect(log.locator(".pq-badge")).to_have_text(["已答"])
        card = evidence.locator(".pq-card")
        expect(card).to_have_count(1)
        for words in ("[1][2]一、（一）第3页", "总体要求 › 发展目标", "<b>保持</b>全省前列。"):
            expect(card).to_contain_text(words)
        expect(card.locator("mark")).to_have_text(
            ["全市旅游收入力争达到 90 亿元", "接待游客 70 万人次以上"]
        )

        mark = log.get_by_role("link", name="依据2：一、（一）")
        mark.press("Enter")
        expect(card).to_have_class("pq-card pq-active")
        expect(card).to_be_focused()
        card.get_by_role("link", name="依据2，回到回答").click()
        expect(mark).to_be_focused()

        ask(page, "那布局呢")
        expect(log).to_contain_text("第2答：那布局呢")
        expect(log).to_contain_text("理解为：旅游收入和游客目标 那布局呢")
        expect(evidence.locator("mark:visible")).to_have_text(["“一心两带”布局"])

        log.get_by_role("link", name="依据1：一、（一）").click()  # the first turn's evidence again
        expect(evidence.locator("mark:visible")).to_have_count(2)


@pytest.mark.browser
def test_examples_ask_and_a_new_conversation_forgets(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.get_by_role("button", name="空间布局是什么？").click()
        expect(page.get_by_role("log")).to_contain_text("第1答：空间布局是什么？")
        expect(page.get_by_role("button", name="空间布局是什么？")).to_be_hidden()
        page.get_by_role("button", name="新对话").click()
        expect(page.get_by_role("log")).not_to_contain_text("第1答")
        page.get_by_role("button", name="旅游收入目标是多少？").click()
        expect(page.get_by_role("log")).to_contain_text("第1答：旅游收入目标是多少？")


@pytest.mark.browser
def test_what_may_be_asked_next_is_offered_and_asks(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        expect(page.locator("#ideas")).to_be_hidden()
        ask(page, "收入")
        offered = page.locator("#ideas button")
        expect(offered).to_have_count(1)
        expect(offered).to_have_text("（二）空间布局讲什么".replace("（二）", "一、（二）"))
        offered.click()
        expect(page.locator(".pq-question").last).to_contain_text("一、（二）空间布局讲什么")
        page.get_by_role("button", name="新对话").click()
        expect(page.locator("#ideas")).to_be_hidden()


@pytest.mark.browser
def test_two_sessions_share_nothing(browser: Browser, address: str) -> None:
    with opened(browser, address) as one, opened(browser, address) as two:
        ask(one, "收入")
        ask(two, "布局")
        ask(one, "游客")
        expect(two.get_by_role("log")).to_contain_text("第1答：布局")
        expect(two.get_by_role("log")).not_to_contain_text("收入")
        expect(one.get_by_role("log")).to_contain_text("第2答：游客")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("question", "note"),
    [
        pytest.param("  ", "请先输入问题。", id="empty"),
        pytest.param("长" * 10_000, "问题太长：收到 10000 字，最多 500 字。", id="too long"),
        pytest.param("故障", "抱歉，这个问题没能处理。请换个说法再问，或稍后重试。", id="bug"),
    ],
)
def test_bad_input_gets_a_plain_note(
    browser: Browser, address: str, caplog: pytest.LogCaptureFixture, question: str, note: str
) -> None:
    with opened(browser, address) as page, caplog.at_level(logging.ERROR):
        ask(page, question)
        expect(page.locator(".pq-note")).to_have_text(note)
        assert "secret detail" not in page.content()
        ask(page, "收入")  # and the conversation goes on
        expect(page.get_by_role("log")).to_contain_text("第1答：收入")
        expect(page.locator(".pq-note")).to_have_count(0)
    assert ("secret detail" in caplog.text) == (question == "故障")


@pytest.mark.browser
def test_markup_in_questions_and_answers_does_not_run(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        assert len(ATTACKS) == 30
        for attack in ATTACKS:
            ask(page, f"收入 {attack}")
            expect(page.locator(".pq-question").last).to_contain_text(attack)
        ask(page, ATTACKS[0] * 100)
        expect(page.locator(".pq-note")).to_contain_text("问题太长")
        page.wait_for_timeout(300)
        assert page.evaluate("window.hacked") is None
        assert (
            page.locator(
                "#log :is(img, script, svg, iframe, video, object, form, link, style, details), "
                "#evidence b"
            ).count()
            == 0
        )


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_page_fits_and_can_be_read(
    browser: Browser, asking: str, viewport: dict[str, int], scheme: str
) -> None:
    contrast = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
    with opened(browser, asking, viewport=viewport, color_scheme=scheme) as page:
        assert (width_beyond(page), page.evaluate(contrast)) == (0, [])
        ask(page, "布" * 30 + "收入布局" + "x" * 300)
        ask(page, "别的")
        ask(page, "收入")
        page.locator("#mark-3-1").click()
        expect(page.locator(".pq-active")).to_be_in_viewport()
        assert (width_beyond(page), page.evaluate(contrast)) == (0, [])
        chatting, basis = page.evaluate(EDGES, ["chat", "basis"])
        if viewport is PHONE:
            assert basis["top"] >= chatting["bottom"]
        else:
            assert basis["left"] >= chatting["right"]


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_feedback_is_one_line_between_answer_and_question(
    browser: Browser, asking: str, viewport: dict[str, int]
) -> None:
    with opened(browser, asking, viewport=viewport) as page:
        for question in ["收入", "布局"] * 4:  # in the end more than the window holds
            ask(page, question)
            expect(page.locator("#feedback")).to_be_visible()
            log, reason, useful, wrong, below = page.evaluate(
                EDGES, ["log", "reason", "useful", "wrong", "ask"]
            )
            assert log["bottom"] <= reason["top"] < reason["bottom"] <= below["top"]
            assert reason["right"] < useful["left"] < useful["right"] < wrong["left"]
            assert {(box["top"], box["bottom"]) for box in (useful, wrong)} == {
                (reason["top"], reason["bottom"])
            }
            if viewport is DESKTOP:
                assert below["bottom"] <= viewport["height"]


@pytest.mark.browser
def test_a_wrong_answer_is_kept_once_with_its_reason(
    browser: Browser, asking: str, home: Path
) -> None:
    before = len(kept(home))
    with opened(browser, asking) as page:
        row, thanks = page.locator("#feedback"), page.get_by_text("已记下，谢谢。")
        expect(page.get_by_role("button", name="新对话")).to_be_visible()
        expect(row).to_be_hidden()
        ask(page, "旅游收入目标")
        ask(page, "那布局呢")
        expect(row).to_be_visible()
        expect(thanks).to_be_hidden()
        page.get_by_label("哪里有误").fill(" 还有<b>南岸</b> ")
        page.get_by_role("button", name="有误").click()
        expect(thanks).to_be_visible()
        expect(row).to_be_hidden()
        expect(page.locator(".toast-body")).to_have_count(0)
        (given,) = kept(home)[before:]
        assert (given.plan, given.useful) == ("demo", False)
        assert given.turns == ("旅游收入目标", "那布局呢")
        assert given.reason == "还有<b>南岸</b>"
        assert given.text == "第2答：那布局呢[1]"
        assert given.sections == ("1/2",)

        ask(page, "游客")
        expect(row).to_be_visible()
        expect(thanks).to_be_hidden()
        page.get_by_role("button", name="有用").click()
        expect(row).to_be_hidden()
        expect(thanks).to_be_visible()
        (given,) = kept(home)[before + 1 :]
        assert (given.useful, given.reason, len(given.turns)) == (True, "", 3)


@pytest.mark.browser
def test_a_reason_belongs_to_its_answer_alone(browser: Browser, asking: str, home: Path) -> None:
    before = len(kept(home))
    with opened(browser, asking) as page:
        row, reason = page.locator("#feedback"), page.get_by_label("哪里有误")
        ask(page, "收入")
        reason.fill("没有说完的话")
        ask(page, "布局")
        expect(reason).to_have_value("")
        reason.fill("又一句")
        page.get_by_role("button", name="新对话").click()
        expect(row).to_be_hidden()
        expect(page.get_by_role("log")).not_to_contain_text("第1答")
        ask(page, "长" * 501)  # refused: there is no answer to speak of
        expect(page.locator(".pq-note")).to_contain_text("问题太长")
        expect(row).to_be_hidden()
        ask(page, "收入")
        expect(row).to_be_visible()
        expect(reason).to_have_value("")
        assert len(kept(home)) == before


@pytest.mark.browser
def test_feedback_that_cannot_be_kept_is_said(
    browser: Browser, asking: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("没能保存（磁盘已满）。请告知管理员。")

    monkeypatch.setattr("assistant.database.feedback.FeedbackBook.add", refuse)
    with opened(browser, asking) as page:
        ask(page, "收入")
        page.get_by_label("哪里有误").fill("一句话")
        page.get_by_role("button", name="有误").click()
        expect(page.locator("#noted")).to_have_text("没能保存（磁盘已满）。请告知管理员。")
        expect(page.locator("#feedback")).to_be_visible()
        expect(page.get_by_label("哪里有误")).to_have_value("一句话")


@pytest.mark.browser
def test_without_a_folder_nobody_is_asked(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        ask(page, "收入")
        expect(page.get_by_role("log")).to_contain_text("第1答：收入")
        page.wait_for_timeout(300)
        expect(page.locator("#feedback")).to_be_hidden()
        expect(page.get_by_role("button", name="有误")).to_be_hidden()


@pytest.mark.browser
def test_policy_refuses_other_hosts(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        refused = "fetch('http://192.0.2.1/').then(() => 'sent', (e) => e.name)"
        blocked = page.evaluate(
            "() => new Promise((done) => {"
            " document.addEventListener('securitypolicyviolation', (e) => done(e.blockedURI));"
            f" {refused}; }})"
        )
        assert blocked == "http://192.0.2.1/"


@pytest.mark.browser
def test_a_lost_connection_is_said_in_chinese(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.context.set_offline(True)
        page.get_by_label("问题", exact=True).fill("收入")
        page.get_by_role("button", name="发送").click()
        expect(page.locator(".toast-wrap")).to_contain_text("连接出错")
        expect(page.locator(".toast-wrap")).to_contain_text("连不上服务")
        expect(page.locator(".toast-wrap")).not_to_contain_text("onnection")
