"""Taking plans in as HTML: how far the reading is, its report, what a new version changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from assistant.markup import escape

if TYPE_CHECKING:
    from assistant.intake import Reading
    from corpus.library import Entry
    from corpus.versions import Changes

__all__ = [
    "render_changes",
    "render_done",
    "render_progress",
    "render_reading",
    "render_sure",
    "sureness",
]

_SHOWN = 200  # doubts or lines of changes on the page
_SURE = {"sure": "", "likely": "较有把握", "guess": "推测，请核对"}
_FORMATS = {
    "text": "文本",
    "pdf": "PDF",
    "docx": "Word",
    "html": "网页",
    "image": "图片",
    "markdown": "Markdown",
}


def render_progress(steps: Iterable[str], seconds: float) -> str:
    """What has been done, the step at work last, and the time passed."""
    *done, now = list(steps) or ["准备"]
    items = "".join(f"<li>{escape(step)}</li>" for step in done[-6:])
    return (
        f'<div class="pq-steps" role="status"><ul>{items}</ul>'
        f'<p class="pq-wait">{escape(now)}……（已用 {seconds:.0f} 秒）</p></div>'
    )


def render_reading(source: str, reading: Reading) -> str:
    """The report of a reading: facts first, then what a person should look at.

    Args:
        source: name of the file.
        reading: what was read of it.
    """
    kind = str(reading.source.get("format", ""))
    pages = reading.source.get("pages")
    facts = [("文件", f"{source}（{_FORMATS.get(kind, kind)}{f'，{pages} 页' if pages else ''}）")]
    doubts = []
    for line in reading.report_text.splitlines():
        name, colon, rest = line.partition("：")
        if line.startswith("- "):
            doubts.append(line.removeprefix("- "))
        elif colon and rest and name != "文件":
            facts.append((name, rest))
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts)
    return (
        '<section class="pq-reading" aria-label="读取报告"><h3>读取报告</h3>'
        f"<dl>{rows}</dl>{_doubts(doubts)}</section>"
    )


def _doubts(doubts: list[str]) -> str:
    if not doubts:
        return '<p class="pq-fine">没有发现需要核对的地方。</p>'
    items = "".join(f"<li>{escape(words)}</li>" for words in doubts[:_SHOWN])
    more = f"<li>……另有 {len(doubts) - _SHOWN} 处</li>" if len(doubts) > _SHOWN else ""
    return (
        f'<details class="pq-doubts" open><summary>需要核对的地方 {len(doubts)} 处</summary>'
        f"<ul>{items}{more}</ul></details>"
    )


def render_changes(changed: Changes) -> str:
    """What a new version changes."""
    first, *lines = changed.as_text().splitlines()
    shown = "".join(_change_line(line) for line in lines[:_SHOWN])
    return (
        '<section class="pq-reading" aria-label="与原版比较"><h3>与原版比较</h3>'
        f'<p>{escape(first)}</p><div class="pq-changes">{shown}</div></section>'
    )


def _change_line(line: str) -> str:
    kind = {"－": "pq-lost", "＋": "pq-gained"}.get(line.strip()[:1], "")
    return f'<p class="{kind}">{escape(line.strip())}</p>'


def render_done(words: str, entry: Entry | None = None) -> str:
    """What was done, with a link that opens the plan."""
    link = (
        f' <a class="pq-open" href="?plan={escape(entry.plan_id)}">打开这份规划</a>'
        if entry
        else ""
    )
    return f'<p class="pq-done" role="status">{escape(words)}{link}</p>'


def render_sure(words: str) -> str:
    """A question before something that cannot be undone."""
    return f'<p class="pq-sure" role="alert">{escape(words)}</p>'


def sureness(reading: Reading, field: str) -> str:
    """How sure a field of the metadata is and the words it follows from; "" for none."""
    guess = reading.guessed.get(field)
    if guess is None:
        return "没有找到，请填写"
    quote = " ".join(str(guess["quote"]).split())
    quote = quote if len(quote) <= 40 else f"{quote[:40]}……"
    doubt = _SURE.get(str(guess["sure"]), "")
    return f"{doubt}{'。' if doubt else ''}依据：“{quote}”"
