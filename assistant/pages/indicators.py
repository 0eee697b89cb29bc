"""The page 指标: the indicator table with filters, charts, the audit, and files to take away."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.audit_view import render_audit
from assistant.indicator_charts import charts_of, render_chart
from assistant.indicator_files import csv_bytes, file_name, xlsx_bytes
from assistant.indicator_filter import ALL, SORTS, Filter, choices, filtered, next_sort, ordered
from assistant.indicator_rows import IndicatorRow
from assistant.indicator_table_view import render_count, render_indicators, render_source
from assistant.pages.parts import QUIET, html, safely
from assistant.pages.plans import Chosen
from assistant.session import Asks

__all__ = ["indicators_page"]

_WAIT = '<p class="pq-wait">正在读取指标……</p>'
# A button in the table says what it opens or sorts by.
_SCRIPT = """element.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.open) trigger("click", { opened: button.dataset.open });
    if (button?.dataset.sort) trigger("select", { column: button.dataset.sort });
});"""
_REVEAL = "() => planqaReveal()"
_SAVE = "(file) => planqaSave(file)"
_FILES: dict[str, tuple[str, Callable[..., bytes]]] = {
    "csv": ("下载 CSV", csv_bytes),
    "xlsx": ("下载 Excel", xlsx_bytes),
}


def indicators_page(chosen: Chosen, tab: gr.Tab) -> None:
    """The page in `tab`; nothing is read before the tab is opened."""
    is_read = gr.State(value=False)
    filters, order = _filters()
    with gr.Row(elem_id="indicator-summary"):
        count = html("", "indicator-count")
        buttons = {
            suffix: gr.Button(words, size="sm", scale=0, min_width=96, elem_id=f"save-{suffix}")
            for suffix, (words, _) in _FILES.items()
        }
        saved = gr.Textbox(visible=False)
    with gr.Row(elem_id="indicator-main"):
        with gr.Column(scale=7, min_width=300, elem_id="indicator-views"), gr.Tabs():
            with gr.Tab("指标表", id="table"):
                table = html(_WAIT, "indicator-table", script=_SCRIPT)
            with gr.Tab("图表", id="charts"):
                which = gr.Dropdown([], label="画哪些数值", elem_id="chart-choice")
                chart = html("", "indicator-chart")
            with gr.Tab("一致性核对", id="audit") as audit_tab:
                audit = html(_WAIT, "indicator-audit", script=_SCRIPT)
        with gr.Column(scale=3, min_width=280, elem_id="indicator-basis"):
            source = html(render_source(chosen.default.indicators), "indicator-source")

    def opened(event: gr.EventData, request: gr.Request) -> str:
        named = str(getattr(event, "opened", ""))
        return safely(lambda: render_source(chosen.of(request).indicators, named))

    def audited(request: gr.Request) -> str:
        return safely(lambda: _audited(chosen.of(request)))

    show, redraw, first = _showing(chosen)
    wanted = [*filters, order]
    shown = [count, table, which, chart]
    tab.select(first, is_read, [is_read, *filters, *shown, source], **QUIET)
    for picked in filters[:-1]:
        picked.input(show, wanted, shown, **QUIET)
    for typed in (filters[-1], order):  # a header's press changes the order as well
        typed.change(show, wanted, shown, trigger_mode="always_last", **QUIET)
    which.input(redraw, [which, *wanted], chart, **QUIET)
    table.select(_sorted_by, order, order, **QUIET)
    for view in (table, audit):
        view.click(opened, None, source, **QUIET).then(None, js=_REVEAL, **QUIET)
    audit_tab.select(audited, None, audit, **QUIET)
    for suffix, button in buttons.items():
        button.click(_filing(chosen, suffix), wanted, saved, **QUIET).then(
            None, saved, None, js=_SAVE, **QUIET
        )


def _filters() -> tuple[list[Any], gr.Dropdown]:
    """The widgets that say what is shown, in the order of `Filter`, and the order."""
    with gr.Row(elem_id="indicator-filters"):
        filters: list[Any] = [
            gr.Dropdown([ALL], value=ALL, label=label, min_width=120, filterable=False)
            for label in ("领域", "类别", "年份", "性质")
        ]
        filters.append(
            gr.Textbox(label="关键词", placeholder="如：增加值", max_lines=1, min_width=140)
        )
        order = gr.Dropdown(
            list(SORTS), value=SORTS[0], label="排序", min_width=150, filterable=False
        )
    return filters, order


def _rows(assistant: Asks, *wanted: str | None) -> tuple[IndicatorRow, ...]:
    """The rows that the filters and the order, in this order, leave."""
    subject, category, year, sort, words, order = wanted
    fit = Filter(subject or ALL, category or ALL, year or ALL, sort or ALL, words or "")
    rows = filtered(assistant.plan, assistant.indicators.rows, fit)
    return ordered(rows, order or SORTS[0])


def _showing(chosen: Chosen) -> tuple[Any, Any, Any]:
    """Handlers: for a change of filters, for another chart, for the tab's first opening.

    The filters and the order come in the order of the widgets.
    """

    def shown(assistant: Asks, *wanted: str | None) -> tuple[Any, ...]:
        rows: tuple[IndicatorRow, ...] = ()

        def table() -> str:
            nonlocal rows
            rows = _rows(assistant, *wanted)
            return render_indicators(assistant.indicators, rows, wanted[-1] or "")

        made = safely(table)
        charts = charts_of(assistant.plan, rows)
        names = list(charts)
        drawn = gr.update(choices=names, value=names[0] if names else None, visible=bool(names))
        count = safely(lambda: render_count(assistant.indicators, rows))
        return count, made, drawn, safely(lambda: render_chart(charts, None))

    def show(
        subject: str,
        category: str,
        year: str,
        sort: str,
        words: str,
        order: str,
        request: gr.Request,
    ) -> tuple[Any, ...]:
        return shown(chosen(request), subject, category, year, sort, words, order)

    def redraw(
        name: str | None,
        subject: str,
        category: str,
        year: str,
        sort: str,
        words: str,
        order: str,
        request: gr.Request,
    ) -> str:
        def chart() -> str:
            assistant = chosen.of(request)
            rows = _rows(assistant, subject, category, year, sort, words, order)
            return render_chart(charts_of(assistant.plan, rows), name)

        return safely(chart)

    def first(is_read: bool, request: gr.Request) -> tuple[Any, ...]:
        if is_read:
            return (gr.skip(),) * 11
        assistant = chosen(request)
        held = choices(assistant.indicators.rows)
        named = (held.subjects, held.categories, held.years, held.sorts)
        updates = [gr.update(choices=list(values), value=ALL) for values in named]
        source = safely(lambda: render_source(assistant.indicators))
        return True, *updates, gr.skip(), *shown(assistant, *[ALL] * 4, "", SORTS[0]), source

    return show, redraw, first


def _filing(chosen: Chosen, suffix: str) -> Any:  # noqa: ANN401 - Gradio reads its signature
    """The handler that makes a file of the rows that are shown."""

    def file(
        subject: str,
        category: str,
        year: str,
        sort: str,
        words: str,
        order: str,
        request: gr.Request,
    ) -> str:
        return _file(chosen(request), suffix, subject, category, year, sort, words, order)

    return file


def _sorted_by(order: str | None, event: gr.EventData) -> str:
    """The order after a column's header was pressed."""
    return next_sort(order or SORTS[0], str(getattr(event, "column", "")))


def _audited(assistant: Asks) -> str:
    return render_audit(assistant.plan, assistant.audit())


def _file(assistant: Asks, suffix: str, *wanted: str | None) -> str:
    """A file with the rows that are shown, as the browser saves it."""
    rows = _rows(assistant, *wanted)
    made = base64.b64encode(_FILES[suffix][1](assistant.plan, rows)).decode("ascii")
    return json.dumps({"name": file_name(assistant.plan.meta, suffix), "data": made})
