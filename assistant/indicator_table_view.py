"""The indicator table as HTML, and the sections its figures stand in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.answer import Citation
from assistant.calculations import Result
from assistant.composer import Draft
from assistant.figure_teller import FigureTeller, bracketed
from assistant.indicator_rows import IndicatorRow, Indicators
from assistant.markup import escape
from assistant.render import render_section
from corpus.indicators import KIND_NAMES, Observation
from corpus.plan import Plan, Sentence
from corpus.quantities import plain_digits, qualified

__all__ = ["opener", "render_count", "render_indicators", "render_source", "span_name", "year_name"]

_MINUS = str.maketrans("-", "−")
_SINGLE = "只有一个数值"


def render_indicators(indicators: Indicators, rows: Sequence[IndicatorRow], sort: str = "") -> str:
    """A table for each pair of years, then one of what the plan gives a single value for.

    Args:
        indicators: all of the plan.
        rows: those that are shown, in order.
        sort: the order, a value of `assistant.indicator_filter.SORTS`, marked in the header.
    """
    if not indicators.rows:
        return '<p class="pq-empty">规划中没有读到带单位的数值，因此没有指标表。</p>'
    if not rows:
        return '<p class="pq-empty">没有符合条件的指标。请放宽筛选条件，或清空关键词。</p>'
    plan = indicators.plan
    groups: dict[str, list[IndicatorRow]] = {}
    for row in rows:
        groups.setdefault(span_name(row) if row.first is not None else _SINGLE, []).append(row)
    single = groups.pop(_SINGLE, [])
    tables = [_pairs(plan, title, held, sort) for title, held in groups.items()]
    tables += [_singles(plan, single, sort)] if single else []
    return f'<div class="pq-indicators">{"".join(tables)}</div>'


def render_count(indicators: Indicators, rows: Sequence[IndicatorRow]) -> str:
    """How many rows are shown, and of how many both values are known."""
    if not indicators.rows:
        return ""
    both = sum(row.first is not None for row in rows)
    total = len(indicators.rows)
    shown = f"共 {total} 项" if len(rows) == total else f"筛选出 {len(rows)} 项（共 {total} 项）"
    told = f"{shown}，其中 {both} 项有前后两个数值。" if rows else f"{shown}。"
    return f'<p class="pq-extra" role="status">{told}</p>'


def span_name(row: IndicatorRow) -> str:
    """From which year to which a row tells: 2015年实际 → 2020年目标."""
    return " → ".join(year_name(one) for one in row.figures)


def year_name(one: Observation) -> str:
    """A figure's year and kind: 2020年目标."""
    year = f"{one.year}年" if one.year is not None else ""
    return f"{year}{KIND_NAMES[one.kind]}" or "未注明年份"


def opener(figures: Iterable[Observation]) -> str:
    """What a button says to open the sentences of these figures: addresses with offsets."""
    return " ".join(dict.fromkeys(f"{one.path}@{one.sentence.start}" for one in figures))


# --- tables ---------------------------------------------------------------------------------------


def _pairs(plan: Plan, title: str, rows: Sequence[IndicatorRow], sort: str) -> str:
    first, last = (year_name(one) for one in rows[0].figures)
    columns = ("指标", "单位", first, last, "增量", "增幅", "年均增速")
    sorts = ("指标", "", "基期值", "期末值", "增量", "增幅", "年均增速")
    body = "".join(_pair(plan, row, columns) for row in rows)
    return _table(f"{title}（{len(rows)} 项）", columns, sorts, body, sort)


def _pair(plan: Plan, row: IndicatorRow, columns: Sequence[str]) -> str:
    first, last = row.figures
    alike = first.shown[1] == last.shown[1] or last.in_words
    unit = first.shown[1] if last.in_words else last.shown[1]
    told = (
        escape(unit),
        escape(_value(first, unit=not alike)),
        escape(_value(last, unit=not alike)),
        _result(row.change, row.last),
        _result(row.growth, row.last),
        _result(row.yearly, row.last),
    )
    cells = "".join(_cell(name, html) for name, html in zip(columns[1:], told, strict=True))
    return f'<tr role="row">{_name_cell(plan, row)}{cells}</tr>'


def _singles(plan: Plan, rows: Sequence[IndicatorRow], sort: str) -> str:
    columns = ("指标", "单位", "数值", "年份", "性质")
    body = []
    for row in rows:
        one = row.last
        year = f"{one.since}—{one.year}" if one.since is not None else str(one.year or "")
        told = ("" if one.in_words else one.shown[1], _value(one), year, KIND_NAMES[one.kind])
        named = zip(columns[1:], told, strict=True)
        cells = "".join(_cell(name, escape(text)) for name, text in named)
        body.append(f'<tr role="row">{_name_cell(plan, row)}{cells}</tr>')
    title = f"{_SINGLE}（{len(rows)} 项，无从比较）"
    return _table(title, columns, ("指标", "", "期末值", "", ""), "".join(body), sort)


def _table(title: str, columns: Sequence[str], sorts: Sequence[str], body: str, sort: str) -> str:
    """A table whose headers sort it; roles are told since a phone shows rows as cards."""
    head = "".join(_header(*each, sort) for each in zip(columns, sorts, strict=True))
    return (
        f'<div class="pq-table pq-wide" role="region" aria-label="{escape(title)}" tabindex="0">'
        f'<table role="table"><caption>{escape(title)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
    )


def _header(name: str, column: str, sort: str) -> str:
    if not column:
        return f'<th scope="col" role="columnheader">{escape(name)}</th>'
    by, _, way = sort.partition(" ")
    state = ("ascending" if way != "从高到低" else "descending") if by == column else "none"
    sign = {"ascending": " ↑", "descending": " ↓", "none": ""}[state]
    return (
        f'<th scope="col" role="columnheader" aria-sort="{state}"><button type="button" '
        f'data-sort="{column}" title="按此列排序">{escape(name)}{sign}</button></th>'
    )


def _name_cell(plan: Plan, row: IndicatorRow) -> str:
    """The indicator's name, which opens the source, with its places and notes below."""
    places = dict.fromkeys(_place(plan, one) for one in row.figures)
    also = row.first.name if row.first is not None and row.first.name != row.last.name else ""
    notes = [*([f"基期值原文作“{also}”"] if also else []), *row.notes]
    below = f'<small class="pq-notes">{escape("；".join(notes))}</small>' if notes else ""
    name = escape(row.last.name)
    return (
        f'<th scope="row" role="rowheader"><button type="button" class="pq-open" '
        f'data-open="{escape(opener(row.figures))}" aria-label="查看原文：{name}">{name}</button>'
        f"<small>{escape('；'.join(places))}</small>{below}</th>"
    )


def _place(plan: Plan, one: Observation) -> str:
    page = f"，第{one.page}页" if one.page is not None else ""
    return f"{plan.by_path[one.path].label}{page}"


def _cell(name: str, html: str) -> str:
    css = "" if html else ' class="pq-none"'
    return f'<td role="cell" data-label="{escape(name)}"{css}>{html or "——"}</td>'


def _value(one: Observation, *, unit: bool = False) -> str:
    """A figure without its unit, which has a column of its own: 超过9000, 〔9〕."""
    if one.in_words:
        return one.printed
    if one.low != one.high or unit:
        return FigureTeller.figure(one)
    digits = plain_digits(one.shown[0]).translate(_MINUS)
    return qualified(f"〔{digits}〕" if bracketed(one) else digits, one.qualifier)


def _result(result: Result | None, last: Observation) -> str:
    """A computed figure with its formula below; the unit where it is another than the row's."""
    if result is None:
        return ""
    unit = "" if result.unit == last.shown[1] and result.unit != "%" else result.unit
    space = " " if unit not in {"", "%"} else ""
    told = f"{plain_digits(result.value).translate(_MINUS)}{space}{unit}"
    formula = result.equation.replace("-", "−")
    return f"<b>{escape(told)}</b><small>{escape(formula)}</small>"


# --- the source -----------------------------------------------------------------------------------


def render_source(indicators: Indicators, opened: str = "") -> str:
    """The panel 原文: the sections of what `opener` named, the figures' words highlighted.

    What names nothing of the plan, as a caller from outside may send, is passed over.
    """
    found = [s for each in opened.split() if (s := _sentence(indicators, each)) is not None]
    close = '<button type="button" class="pq-close">关闭</button>' if found else ""
    if not found:
        inner = '<p class="pq-empty">点选表中的指标名称，这里显示它在规划中的原文。</p>'
    else:
        draft = Draft(indicators.plan)
        for sentence in dict.fromkeys(found):
            draft.cite(sentence)
        by_section: dict[str, list[Citation]] = {}
        for citation in draft.citations:
            by_section.setdefault(citation.section, []).append(citation)
        inner = "".join(_card(indicators.plan, cited) for cited in by_section.values())
    return (
        '<section class="pq-evidence pq-source" aria-label="原文" tabindex="-1">'
        f"{close}<h2>原文</h2>{inner}</section>"
    )


def _sentence(indicators: Indicators, named: str) -> Sentence | None:
    path, _, start = named.partition("@")
    return indicators.sentences.get((path, int(start))) if start.isdecimal() else None


def _card(plan: Plan, cited: list[Citation]) -> str:
    section = plan.by_path[cited[0].section]
    pages = "、".join(dict.fromkeys(str(c.page) for c in cited if c.page is not None))
    page = f'<span class="pq-page">第{pages}页</span>' if pages else ""
    return (
        f'<article class="pq-card"><p class="pq-label"><strong>{escape(section.label)}</strong>'
        f'{page}</p><p class="pq-path">{escape(" › ".join(section.heading))}</p>'
        f'<div class="pq-text">{render_section(plan, section, cited)}</div></article>'
    )
