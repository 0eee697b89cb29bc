"""The list of kept conversations as HTML; the page reads `data-act` and `data-id` of a click."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from assistant.markup import escape

if TYPE_CHECKING:
    from assistant.database.conversations import Listed

__all__ = ["render_history", "when"]

_ACTS = (("rename", "改名"), ("delete", "删除"))


def render_history(found: Iterable[Listed], *, current: str = "", words: str = "") -> str:
    """One entry a conversation: its name, when it was last spoken in, how long it is.

    Args:
        found: the conversations to list.
        current: identifier of the one that is open; "" where none is.
        words: what was searched for; "" where all are listed.
    """
    entries = "".join(_entry(one, is_current=one.id == current) for one in found)
    if not entries:
        empty = "没有找到含这些字词的对话。" if words.strip() else "还没有保存的对话。"
        return f'<p class="pq-empty" role="status">{empty}</p>'
    return f'<ul class="pq-history" aria-label="历史对话">{entries}</ul>'


def _entry(one: Listed, *, is_current: bool) -> str:
    name, key = escape(one.name), escape(one.id)
    acts = "".join(
        f'<button type="button" data-act="{act}" data-id="{key}" aria-label="{word}：{name}">'
        f"{word}</button>"
        for act, word in _ACTS
    )
    return (
        f'<li class="pq-kept"><button type="button" class="pq-open" data-act="open" '
        f'data-id="{key}"{" aria-current=true" if is_current else ""}>'
        f'<span class="pq-name">{name}</span>'
        f'<span class="pq-when">{when(one.changed)} · {one.turns} 问</span></button>'
        f'<span class="pq-acts">{acts}</span></li>'
    )


def when(time: str) -> str:
    """A stored time as the people at this machine read it: 2026-11-26 17:25."""
    try:
        return dt.datetime.fromisoformat(time).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return escape(time)
