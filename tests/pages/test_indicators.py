"""The page 指标 in headless Chromium, with the Hangzhou plan."""

import contextlib
import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.test_app import DESKTOP, PHONE, ask, opened, width_beyond

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing"),
]
CONTRAST = Path(__file__).parents[1].joinpath("contrast.js").read_text(encoding="utf-8")


@contextlib.contextmanager
def table(browser: Browser, served: str, **options: Any) -> Iterator[Page]:
    """The page with its table shown."""
    with opened(browser, served, **options) as page:
        page.get_by_role("tab", name="指标", exact=True).click()
        expect(page.get_by_text("共 104 项，其中 44 项有前后两个数值。")).to_be_visible()
        yield page


def row(page: Page, name: str, place: str) -> Any:
    return page.get_by_role("row").filter(has_text=name).filter(has_text=place).first


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_a_row_has_base_target_and_arithmetic_and_opens_its_source(
    browser: Browser, served: str
) -> None:
    with table(browser, served) as page:
        found = row(page, "电子商务产业增加值", "专栏5 第7行，第13页")
        for words in ("826.54", "2000", "1173.46", "2000 − 826.54 = 1173.46"):
            expect(found).to_contain_text(words)
        button = found.get_by_role("button", name="查看原文：电子商务产业增加值")
        button.press("Enter")
        source = page.get_by_role("region", name="原文")
        expect(source.locator(".pq-card")).to_have_count(1)
        for words in ("专栏5 第7行", "第13页", "总体思路 › 发展目标"):
            expect(source).to_contain_text(words)
        expect(source.locator("mark")).to_contain_text("增加值 亿元 826.54 2000")
        expect(source).to_be_focused()


def test_filters_narrow_table_files_and_charts(browser: Browser, served: str) -> None:
    with table(browser, served) as page:
        choose(page, "领域", "金融服务业")
        expect(page.locator("#indicator-count")).to_contain_text("筛选出 6 项（共 104 项）")
        with page.expect_download() as saved:
            page.get_by_role("button", name="下载 CSV").click()
        assert saved.value.suggested_filename.endswith("指标.csv")
        text = Path(saved.value.path()).read_text(encoding="utf-8-sig")
        assert {line["主体"] for line in csv.DictReader(io.StringIO(text))} == {"金融服务业"}
        with page.expect_download() as saved:
            page.get_by_role("button", name="下载 Excel").click()
        assert saved.value.suggested_filename.endswith("指标.xlsx")
        assert zipfile.is_zipfile(saved.value.path())
        page.get_by_label("关键词").fill("没有这样的词")
        expect(page.get_by_text("没有符合条件的指标。")).to_be_visible()
        page.get_by_role("tab", name="图表").click()
        expect(page.get_by_text("没有可以画在一起的数值")).to_be_visible()


def test_a_header_sorts(browser: Browser, served: str) -> None:
    with table(browser, served) as page:
        page.get_by_label("关键词").fill("增加值")
        expect(page.locator("#indicator-count")).to_contain_text("筛选出")
        first = page.locator("tbody tr").first
        page.get_by_role("button", name="年均增速", exact=True).first.press("Enter")
        expect(first).to_contain_text("跨境电子商务交易额")
        expect(first).to_contain_text("((200 ÷ 34.64)^(1 ÷ 5) − 1) × 100 ≈ 42")
        expect(page.locator('th[aria-sort="descending"]').first).to_contain_text("年均增速")
        expect(page.get_by_label("排序", exact=True)).to_have_value("年均增速 从高到低")
        page.get_by_role("button", name="年均增速 ↓").first.click()
        expect(page.locator('th[aria-sort="ascending"]').first).to_contain_text("年均增速")


def test_a_chart_tells_what_is_pointed_at(browser: Browser, served: str) -> None:
    with table(browser, served) as page:
        page.get_by_role("tab", name="图表").click()
        choose(page, "画哪些数值", "2015年实际 → 2020年目标，亿元（6 项）")
        chart = page.get_by_role("group", name="对照图")
        finance = chart.get_by_role("img", name="金融服务业增加值")
        expect(chart.get_by_role("img")).to_have_count(6)
        finance.focus()
        told = "金融服务业增加值，2015年实际值，978.03 亿元，专栏5 第6行；"
        expect(page.locator("#indicator-chart .pq-tip")).to_contain_text(told)
        rows = page.locator("#indicator-chart table tr")
        expect(rows).to_have_count(13)
        expect(rows.filter(has_text="1600 亿元")).to_contain_text("专栏5 第6行")


def test_the_audit_has_both_values_and_opens_them(browser: Browser, served: str) -> None:
    with table(browser, served) as page:
        page.get_by_role("tab", name="一致性核对").click()
        audit = page.locator(".pq-audit")
        expect(audit).to_contain_text("前后不一：2 处")
        card = audit.locator(".pq-card").filter(has_text="2020年服务贸易出口额")
        expect(card).to_contain_text("200亿美元")
        expect(card).to_contain_text("135 亿美元")
        card.get_by_role("button", name="查看原文：专栏5 第10行").click()
        mark = page.get_by_role("region", name="原文").locator("mark")
        expect(mark).to_contain_text("135")


def test_an_answer_in_the_chat_has_a_chart(browser: Browser, served: str) -> None:
    with opened(browser, served) as page:
        ask(page, "旅游休闲业和金融服务业2020年增加值目标分别是多少")
        bars = page.locator("#log .pq-bars")
        expect(bars.get_by_role("img")).to_have_count(2)
        bars.get_by_role("img", name="旅游休闲业增加值").hover()
        expect(page.locator("#log .pq-tip")).to_contain_text("1150 亿元，专栏5 第5行")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_page_fits_and_can_be_read(
    browser: Browser, served: str, viewport: dict[str, int], scheme: str
) -> None:
    with table(browser, served, viewport=viewport, color_scheme=scheme) as page:
        assert (width_beyond(page), page.evaluate(CONTRAST)) == (0, [])
        page.get_by_role("button", name="查看原文").nth(5).click()
        expect(page.locator("#indicator-source mark").first).to_be_in_viewport()
        assert (width_beyond(page), page.evaluate(CONTRAST)) == (0, [])
        if viewport is PHONE:
            page.get_by_role("button", name="关闭").click()
            expect(page.locator("#indicator-source")).to_be_hidden()
        for view in ("图表", "一致性核对"):
            page.get_by_role("tab", name=view).click()
            expect(page.locator(".pq-chart:visible, .pq-audit:visible")).to_have_count(1)
            assert (width_beyond(page), page.evaluate(CONTRAST)) == (0, [])
