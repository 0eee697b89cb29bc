"""The indicators as files to take away: CSV for any program, XLSX for an office program."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.figure_teller import FigureTeller
from assistant.indicator_rows import IndicatorRow, observations_of
from assistant.indicator_table_view import year_name
from assistant.indicator_view import HEADER, indicators_csv, record
from corpus.plan import Plan, PlanMeta

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["csv_bytes", "file_name", "xlsx_bytes"]

_PAIR_HEADER = (
    *("指标", "单位", "基期值", "基期值年份", "基期值出处", "期末值", "期末值年份", "期末值出处"),
    *("增量", "增量算式", "增幅（%）", "增幅算式", "年均增速（%）", "年均增速算式", "说明"),
)
_WIDE, _MIDDLE, _NARROW = 40, 18, 10  # columns' widths in characters
_WIDTHS = {"指标名称": _WIDE, "指标": _WIDE, "原文": 80, "说明": _WIDE, "主体": _MIDDLE}
_TOP = {"bold": True, "bg_color": "#E4EDFA", "border": 1, "text_wrap": True, "valign": "vcenter"}

_Cell = Decimal | int | str | None


def file_name(meta: PlanMeta, suffix: str) -> str:
    """What a file is called when it is saved: 杭州市现代服务业…规划 指标.csv."""
    title = "".join(ch for ch in meta.short_title or meta.title if ch not in '\\/:*?"<>|')
    return f"{title.strip() or meta.plan_id} 指标.{suffix}"


def csv_bytes(plan: Plan, rows: Iterable[IndicatorRow]) -> bytes:
    """The figures of some rows, as `planqa indicators --csv` writes them: UTF-8 with a mark."""
    return indicators_csv(plan, observations_of(rows)).encode("utf-8-sig")


def xlsx_bytes(plan: Plan, rows: Sequence[IndicatorRow]) -> bytes:
    """The same with a sheet of what can be compared before it.

    Numbers are numbers; every text is a text, also one that begins as a formula does.
    """
    from xlsxwriter import Workbook

    out = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, settings) as book:
        head = book.add_format(_TOP)
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        pairs = [_pair(plan, row) for row in rows if row.first is not None]
        if pairs:
            _fill(book.add_worksheet("前后对照"), _PAIR_HEADER, pairs, head, wrap)
        figures = [record(plan, one) for one in observations_of(rows)]
        _fill(book.add_worksheet("全部数值"), HEADER, figures, head, wrap)
    return out.getvalue()


def _pair(plan: Plan, row: IndicatorRow) -> tuple[_Cell, ...]:
    first, last = row.figures
    told: list[_Cell] = [last.name, last.shown[1] if not last.in_words else first.shown[1]]
    for one in (first, last):
        plain = one.low == one.high and not one.in_words and not one.qualifier
        told += [one.shown[0] if plain else FigureTeller.figure(one)]
        told += [year_name(one), plan.by_path[one.path].label]
    for result in (row.change, row.growth, row.yearly):
        told += [None, None] if result is None else [result.value, result.equation]
    return (*told, "；".join(row.notes))


def _fill(
    sheet: Worksheet,
    header: Sequence[str],
    rows: Sequence[Sequence[_Cell]],
    head: object,
    wrap: object,
) -> None:
    """Header frozen and filtered, then the rows; each cell by its own kind."""
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, head)
        wide = _MIDDLE if name.endswith("算式") or "出处" in name else _NARROW
        sheet.set_column(column, column, _WIDTHS.get(name, wide))
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(line, column, value, wrap)
            elif value is not None:
                sheet.write_number(line, column, float(value))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(header) - 1)
