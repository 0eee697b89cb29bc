"""The page 原文 in headless Chromium, over the real plan and over one that holds markup."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import app as chat
from assistant.answer import Answer, Citation, Conversation, Route, Status
from assistant.audit import Finding
from assistant.indicator_rows import Indicators
from corpus.library import BUNDLED_PLANS, load_plan
from corpus.plan import Plan, PlanMeta
from corpus.reading import read_plan
from tests.assistant.test_book_view import HOSTILE
from tests.test_app import DESKTOP, PHONE, ask, free_port, in_a_loop, opened, width_beyond

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing"),
]

ID = "hangzhou-services-13-5"
QUOTES = [
    ("B8", "四镇：玉皇山南基金小镇、运河财富小镇"),
    ("B5/r5", "增加值 亿元 719.68 1150"),
    ("3/4/2/1", "深入推进跨境电商综试区建设"),
]


class Quoting:
    """Answers every question with three quotes of the plan that comes with planqa."""

    examples = ()

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.indicators = Indicators(plan)

    def audit(self) -> tuple[Finding, ...]:
        return ()

    def ask(self, conversation: Conversation, question: str) -> Answer:
        citations = tuple(self.cite(n, *quote) for n, quote in enumerate(QUOTES, start=1))
        text = "".join(f"[{citation.n}]" for citation in citations)
        return Answer(question, ID, Route.RETRIEVAL, Status.ANSWERED, text, citations)

    def cite(self, n: int, path: str, words: str) -> Citation:
        section = self.plan.by_path[path]
        pattern = r"\s*".join(map(re.escape, words.replace(" ", "")))
        match = re.compile(pattern).search(self.plan.text, section.start)
        assert match is not None
        label, heading, page = section.label, section.heading, section.page
        return Citation(n, ID, path, label, heading, page, words, match.start(), match.end())


def served(plan: Plan) -> Iterator[str]:
    def start() -> object:
        demo = chat.build_app(Quoting(plan))
        chat.launch(demo, "127.0.0.1", free_port())
        return demo

    demo = in_a_loop(start)
    yield demo.local_url
    demo.close(verbose=False)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    yield from served(load_plan(ID, BUNDLED_PLANS))


@pytest.fixture(scope="module")
def hostile() -> Iterator[str]:
    yield from served(read_plan(HOSTILE, PlanMeta("demo", "滨江市规划")))


def open_book(page: Page) -> Locator:
    page.get_by_role("tab", name="原文").click()
    book = page.get_by_role("article", name="规划原文")
    expect(book).to_be_visible()
    return book


def section(page: Page, path: str) -> Locator:
    return page.locator(f'[id="s-{path}"]')


def look_for(page: Page, words: str) -> None:
    box = page.get_by_label("在原文中查找")
    box.fill(words)
    box.press("Enter")


def test_the_book_is_loaded_when_it_is_opened(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        assert page.locator(".pq-book, .pq-tree").count() == 0
        book = open_book(page)
        expect(book.get_by_role("heading", name="三、发展重点")).to_be_attached()
        expect(section(page, "B2")).to_contain_text("原文为图片，文本未收录")
        page.get_by_role("tab", name="问答").click()
        page.get_by_role("tab", name="原文").click()
        expect(book).to_have_count(1)


def test_the_outline_leads_by_keyboard(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        open_book(page)
        tree = page.get_by_role("tree", name="目录")
        expect(tree.locator("[role=treeitem]:visible")).to_have_count(8)
        page.get_by_role("button", name="查找").press("Tab")
        expect(tree.get_by_role("treeitem").first).to_be_focused()
        for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight"):
            page.keyboard.press(key)
        expect(tree.get_by_role("treeitem", name="（一）指导思想，第10页")).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(section(page, "2/2")).to_be_focused()
        expect(section(page, "2/2")).to_be_in_viewport()
        current = tree.locator("[aria-current=location]")
        expect(current).to_have_attribute("data-goto", "2/2")
        current.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        expect(tree.locator("[role=treeitem]:visible")).to_have_count(8)
        page.keyboard.press("End")
        expect(tree.locator('[data-goto="6"]')).to_be_focused()


def test_the_outline_unfolds_and_follows(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        open_book(page)
        tree = page.get_by_role("tree", name="目录")
        tree.locator('[data-goto="3"] > .pq-entry .pq-fold').click()
        expect(tree.locator("[role=treeitem]:visible")).to_have_count(18)
        expect(section(page, "3")).not_to_be_in_viewport()
        tree.get_by_text("（四）电子商务产业").click()
        expect(section(page, "3/4")).to_be_in_viewport()
        section(page, "6/4/5").scroll_into_view_if_needed()
        expect(tree.locator("[aria-current=location]")).to_have_attribute("data-goto", "6")


def test_words_are_found_listed_and_marked(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        book = open_book(page)
        look_for(page, "城西科创 大走廊")
        hits = page.locator(".pq-hits")
        expect(hits).to_contain_text("共 4 处，在 4 节")
        expect(book.locator("mark")).to_have_text(["城西科创大走廊"] * 4)
        hit = hits.get_by_role("link").nth(2)
        for words in ("四、（三）", "空间布局 › 一廊打造", "第40页", "“一廊”是城西科创大走廊"):
            expect(hit).to_contain_text(words)
        hit.press("Enter")
        expect(section(page, "4/3").locator("mark.pq-now")).to_be_in_viewport()
        expect(section(page, "4/3")).to_be_focused()
        expect(book.locator("mark")).to_have_count(4)
        hits.get_by_role("button", name="清除").click()
        expect(book.locator("mark")).to_have_count(0)
        expect(hits).to_have_count(0)
        look_for(page, "海洋牧场")
        expect(page.get_by_text("原文中没有找到。")).to_be_visible()
        look_for(page, "")
        expect(page.get_by_text("原文中没有找到。")).to_be_hidden()


def test_a_find_folded_away_is_unfolded(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        open_book(page)
        look_for(page, "载体")
        page.locator('.pq-hits [data-goto="B5/r12"]').click()
        expect(section(page, "B5").locator("details mark")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("query", "path", "words"),
    [
        pytest.param(f"?plan={ID}&section=3/4/2/1", "3/4/2/1", "（1）大力推进跨境电子", id="path"),
        pytest.param("?section=专栏9", "B9", "专栏9", id="label"),
        pytest.param(f"?plan={ID}&section=B5/r7", "B5/r7", "电子商务产业", id="row"),
    ],
)
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_deep_link_opens_its_section(
    browser: Browser, address: str, viewport: dict[str, int], query: str, path: str, words: str
) -> None:
    with opened(browser, address, viewport=viewport, at=query) as page:
        expect(section(page, path)).to_have_class(re.compile("pq-here"))
        expect(section(page, path)).to_contain_text(words)
        expect(section(page, path)).to_be_in_viewport()
        expect(page.get_by_role("tab", name="原文")).to_have_attribute("aria-selected", "true")


def test_an_address_that_is_none_leads_to_the_nearest(browser: Browser, address: str) -> None:
    with opened(browser, address, at=f"?plan={ID}&section=3/4/9") as page:
        note = page.locator("#book-note")
        expect(note).to_contain_text("规划中没有“3/4/9”这一节。最接近的有：")
        note.get_by_role("link", name="三、（四）2.重点举措").click()
        expect(section(page, "3/4/2")).to_be_in_viewport()


def test_another_plan_is_said_not_to_be_there(browser: Browser, address: str) -> None:
    with opened(browser, address, at="?plan=guangzhou&section=1/1") as page:
        expect(page.locator("#book-note")).to_contain_text("没有装入规划“guangzhou”")
        expect(page.locator(".pq-here")).to_have_count(0)


@pytest.mark.parametrize("secure", [True, False])
def test_a_section_s_link_is_copied(browser: Browser, address: str, *, secure: bool) -> None:
    with opened(browser, address) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        if not secure:  # as on a page from another machine without TLS
            page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
        open_book(page)
        link = page.get_by_role("link", name="复制一、（一）1.的链接")
        link.press("Enter")
        expect(link).to_have_text("已复制")
        expect(page.locator(".pq-said")).to_have_text("已复制")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == f"{address}?plan={ID}&section=1/1/1"
        expect(link).to_have_text("复制链接")


def test_a_card_leads_to_its_words_in_the_book(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        ask(page, "四镇")
        cards = page.locator(".pq-card")
        cards.nth(0).get_by_role("link", name="在原文中查看").press("Enter")
        expect(section(page, "B8").locator("mark")).to_have_text(
            ["四镇：玉皇山南基金小镇、运河财富小镇"]
        )
        expect(section(page, "B8").locator("mark")).to_be_in_viewport()
        expect(page.locator(".pq-book mark")).to_have_count(1)

        page.get_by_role("tab", name="问答").click()
        cards.nth(1).get_by_role("link", name="在原文中查看").click()
        expect(section(page, "B5/r5").locator("mark")).to_have_text(
            ["增加值", "亿元", "719.68", "1150"]
        )
        expect(section(page, "B5/r5")).to_be_in_viewport()
        page.get_by_role("tab", name="问答").click()
        cards.nth(2).get_by_role("link", name="下一节").click()
        expect(section(page, "B9")).to_be_in_viewport()
        page.get_by_role("tab", name="问答").click()
        cards.nth(2).get_by_role("link", name="上一节").click()
        expect(section(page, "3/4/2")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_page_fits_and_can_be_read(
    browser: Browser, address: str, viewport: dict[str, int], scheme: str
) -> None:
    contrast = (Path(__file__).parent.parent / "contrast.js").read_text(encoding="utf-8")
    with opened(browser, address, viewport=viewport, color_scheme=scheme) as page:
        open_book(page)
        look_for(page, "增加值 亿元")
        expect(page.locator(".pq-hits")).to_be_visible()
        page.locator(".pq-hits a").first.click()
        assert (width_beyond(page), page.evaluate(contrast)) == (0, [])


def test_on_a_phone_the_outline_folds_out_and_in(browser: Browser, address: str) -> None:
    with opened(browser, address, viewport=PHONE) as page:
        open_book(page)
        fold = page.get_by_role("button", name="目录")
        tree = page.get_by_role("tree", name="目录")
        expect(tree).to_be_hidden()
        fold.press("Enter")
        expect(fold).to_have_attribute("aria-expanded", "true")
        tree.get_by_text("六、保障措施").click()
        expect(section(page, "6")).to_be_in_viewport()
        expect(tree).to_be_hidden()
        page.get_by_role("link", name="查找与目录").click()
        expect(page.get_by_label("在原文中查找")).to_be_in_viewport()


def test_markup_of_a_plan_does_not_run(browser: Browser, hostile: str) -> None:
    with opened(browser, hostile) as page:
        book = open_book(page)
        expect(book).to_contain_text("<script>window.hacked=1</script>")
        expect(book).to_contain_text("<img src=x onerror=window.hacked=1>")
        look_for(page, "<script>")
        expect(book.locator("mark").first).to_have_text("<script>")
        page.locator(".pq-hits a").first.click()
        page.wait_for_timeout(300)
        assert page.evaluate("window.hacked") is None
        assert page.locator("#book script, #book img, #book b").count() == 0
