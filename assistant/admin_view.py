"""The page 管理 as HTML, and the feedback as CSV; every text goes through `assistant.markup`."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.answer import Status
from assistant.feedback import Feedback
from assistant.history_view import when
from assistant.markup import escape, render_markdown
from assistant.plan_state import PlanState
from assistant.render import STATUS_LABELS
from assistant.spreadsheet import csv_cell

if TYPE_CHECKING:
    from assistant.database.journal import Entry, Missed
from corpus.periods import period_told

__all__ = [
    "feedback_csv",
    "render_audit",
    "render_feedback",
    "render_missed",
    "render_plans",
    "render_settings",
]

_SHOWN = 100  # pieces of feedback on the page; the file has all
_DEEDS = {
    "feedback": "评价回答",
    "deleted": "删除对话",
    "plan_loaded": "载入规划",
    "settings": "启动设置",
    "admitted": "进入管理页",
    "refused": "管理口令不对",
    "plan_added": "导入规划",
    "plan_replaced": "替换规划",
    "plan_corrected": "更正规划信息",
    "plan_removed": "删除规划",
    "plan_indexed": "重建索引",
}
_HEADER = ("时间", "规划", "评价", "原因", "问题", "此前的问题", "回答", "状态", "引用")


def render_plans(states: Iterable[PlanState]) -> str:
    """A row a plan: title, period, chapters, boxes, figures, when its index was built, model."""
    head = ("规划", "规划期", "章", "专栏", "指标数值", "索引建立", "模型", "备注")
    return _section("规划", _table(head, [_plan_row(state) for state in states], "规划库是空的。"))


def _plan_row(state: PlanState) -> tuple[str, ...]:
    meta, index = state.meta, state.index
    return (
        f"{meta.title}（{meta.plan_id}）",
        period_told(meta.period).removesuffix("年"),
        *(str(n) for n in (state.chapters, state.boxes, state.observations)),
        when(index.built_on.isoformat()) if index else "尚未建立",
        index.model if index else "",
        state.fault,
    )


def render_feedback(given: Sequence[Feedback]) -> str:
    """The newest pieces first, each with question, answer and reason; all of them as a file.

    Args:
        given: all feedback, in the order it was given.
    """
    if not given:
        return _section("反馈", _nothing("还没有反馈。"))
    wrong = sum(not one.useful for one in given)
    shown = f"，下面是最新的 {_SHOWN} 条" if len(given) > _SHOWN else ""
    encoded = base64.b64encode(feedback_csv(given).encode("utf-8-sig", "replace")).decode()
    link = (
        '<a class="pq-download" download="反馈.csv" '
        f'href="data:text/csv;charset=utf-8;base64,{encoded}">下载 CSV</a>'
    )
    count = f"<p>共 {len(given)} 条，其中有误 {wrong} 条{shown}。{link}</p>"
    newest = given[::-1][:_SHOWN]
    return _section("反馈", count + "".join(_feedback_card(one) for one in newest))


def _feedback_card(one: Feedback) -> str:
    badge = "answered" if one.useful else "conflict"
    earlier = "".join(f"<li>{escape(turn)}</li>" for turn in one.turns[:-1])
    before = f"<p>此前的问题：</p><ol>{earlier}</ol>" if earlier else ""
    reason = f'<p class="pq-reason">{escape(one.reason)}</p>' if one.reason else ""
    status = _status(one.status)
    cited = f"，引 {escape('、'.join(one.sections))}" if one.sections else ""
    return (
        f'<article class="pq-card"><p class="pq-label">'
        f'<span class="pq-badge pq-{badge}">{"有用" if one.useful else "有误"}</span>'
        f'<strong>{escape(one.turns[-1])}</strong><span class="pq-page">{when(one.time)}</span></p>'
        f"{reason}<details><summary>回答（{status}{cited}）</summary>"
        f'<div class="pq-answer">{render_markdown(one.text)}</div>{before}</details></article>'
    )


def feedback_csv(given: Sequence[Feedback]) -> str:
    """All feedback for a spreadsheet, the newest first; no cell runs as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEADER)
    for one in given[::-1]:
        row = (
            *(one.time, one.plan, "有用" if one.useful else "有误", one.reason, one.turns[-1]),
            *("\n".join(one.turns[:-1]), one.text, _status(one.status), "、".join(one.sections)),
        )
        writer.writerow(csv_cell(value) for value in row)
    return out.getvalue()


def _status(status: str) -> str:
    known = {one.value: label for one, label in STATUS_LABELS.items()}
    return known.get(status, escape(status))


def render_missed(missed: Iterable[Missed]) -> str:
    """The questions the plan does not answer, the most frequent first."""
    rows = [(one.question, str(one.count), when(one.last), one.plan) for one in missed]
    head = ("问题", "次数", "最近一次", "规划")
    label = STATUS_LABELS[Status.NOT_IN_PLAN]
    return _section(f"没有找到答案的问题（{label}）", _table(head, rows, "还没有这样的问题。"))


def render_settings(shown: Mapping[str, str], database: str, model: str = "") -> str:
    """The settings in force.

    Args:
        shown: by variable, without secrets.
        database: where things are kept, without password; "" where nothing is.
        model: the language model that phrases answers, and where it is; "" where none is set.
    """
    rows = [(name, value or "未设") for name, value in shown.items()]
    rows.append(("数据库", database or "不可用，对话和反馈没有保存"))
    rows.append(("语言模型", model or "没有设，答案直接摘自规划原文"))
    return _section("当前设置", _table(("设置", "值"), rows, ""))


def render_audit(entries: Iterable[Entry]) -> str:
    """Who did what and when, the last first."""
    rows = [(when(e.time), e.who, _DEEDS.get(e.what, e.what), e.detail) for e in entries]
    return _section("操作记录", _table(("时间", "何人", "何事", "说明"), rows, "还没有记录。"))


def _section(title: str, body: str) -> str:
    return f'<section class="pq-admin" aria-label="{title}"><h2>{title}</h2>{body}</section>'


def _nothing(words: str) -> str:
    return f'<p class="pq-empty">{words}</p>'


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> str:
    """A table of plain texts, or a word that there is nothing."""
    if not rows:
        return _nothing(empty)
    names = "".join(f'<th scope="col">{name}</th>' for name in head)
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    lines = "".join(f"<tr>{row}</tr>" for row in cells)
    return (
        '<div class="pq-table" role="region" aria-label="表格" tabindex="0">'
        f"<table><thead><tr>{names}</tr></thead><tbody>{lines}</tbody></table></div>"
    )
