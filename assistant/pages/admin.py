"""The page 管理: behind a password, what the operator of the application wants to see."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import TYPE_CHECKING

import gradio as gr

from assistant.admin_view import (
    render_audit,
    render_feedback,
    render_missed,
    render_plans,
    render_settings,
)
from assistant.markup import escape
from assistant.pages.library import LibraryDesk
from assistant.pages.parts import QUIET, Updates, html, said
from assistant.pages.upload_gate import COOKIE, issue_pass
from assistant.plan_state import plan_states
from corpus.errors import PlanQAError

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.database.store import Store
    from assistant.settings import Settings

__all__ = ["admin_page", "is_password"]

# Waited after a wrong password. Gradio runs one call of a handler at a time, so that this bounds
# how fast passwords can be tried by all together.
_PENALTY_SECONDS = 1.0
# Where the password was right the browser may upload files.
_PASS = f"""(word) => {{
    if (word) document.cookie = `{COOKIE}=${{word}}; path=/; SameSite=Strict`;
}}"""


def admin_page(settings: Settings, store: Store | None) -> None:
    """Add the page; nothing is read before the password is given.

    Args:
        settings: those in force; `admin_password` is not empty.
        store: what is kept; None where nothing can be.
    """
    admitted = gr.State(False)  # on the server: no browser can set it
    with gr.Row(elem_id="admin-door") as door:
        password = gr.Textbox(
            label="管理口令",
            show_label=False,
            container=False,
            placeholder="管理口令",
            type="password",
            max_lines=1,
            elem_id="admin-password",
        )
        enter = gr.Button("进入", variant="primary", scale=0, min_width=96, elem_id="admin-enter")
    note = html("", "admin-note", visible=False)
    with gr.Row(elem_id="admin-bar", visible=False) as bar:
        refresh = gr.Button("刷新", scale=0, min_width=96, elem_id="admin-refresh")
        leave = gr.Button("退出", scale=0, min_width=96, elem_id="admin-leave")
    desk = LibraryDesk(settings, store, admitted)
    content = html("", "admin-content", visible=False)
    passed = gr.Textbox(visible=False)

    def admit(given: str | None, request: gr.Request) -> Updates:
        right = is_password(given or "", settings.admin_password)
        host = request.client.host if request.client else "未知"
        _put_down(store, request.username or f"地址 {host}", admitted=right)
        if not right:
            time.sleep(_PENALTY_SECONDS)
            return {password: "", note: said("pq-note", "口令不对，请重新输入。")}
        return (
            {
                admitted: True,
                password: "",
                door: gr.update(visible=False),
                note: gr.update(visible=False),
                bar: gr.update(visible=True),
                passed: issue_pass(),
            }
            | desk.open()
            | show(is_admitted=True)
        )

    def show(is_admitted: bool) -> Updates:
        shown = _content(settings, store) if is_admitted else ""
        return {content: gr.update(value=shown, visible=is_admitted)}

    def dismiss(work: object) -> Updates:
        return {
            admitted: False,
            door: gr.update(visible=True),
            bar: gr.update(visible=False),
            content: gr.update(value="", visible=False),
        } | desk.close(work)

    shown = [admitted, password, door, note, bar, content, passed, *desk.shown]
    for trigger in (enter.click, password.submit):
        trigger(admit, password, shown, **QUIET).then(None, passed, None, js=_PASS, **QUIET)
    for changed in desk.changed:  # the tables below show what has been done
        changed.then(show, admitted, [content], **QUIET)
    refresh.click(show, admitted, [content], **QUIET)
    leave.click(dismiss, desk.work, shown, **QUIET)


def is_password(given: str, wanted: str) -> bool:
    """Whether a password is the right one; the time taken tells nothing of it, nor its length."""
    digests = (hashlib.sha256(each.encode("utf-8", "surrogatepass")) for each in (given, wanted))
    first, second = (digest.digest() for digest in digests)
    return bool(wanted) and hmac.compare_digest(first, second)


def _put_down(store: Store | None, who: str, *, admitted: bool) -> None:
    """An entry of the audit list; the door opens also where it cannot be written."""
    if store is None:
        return
    from assistant.database.engine import StoreError
    from assistant.database.journal import Deed

    try:
        store.journal.note(who, Deed.ADMITTED if admitted else Deed.REFUSED)
    except StoreError:
        return  # logged where it was raised; the page says it of what cannot be read


def _content(settings: Settings, store: Store | None) -> str:
    """All sections; one that cannot be read says why, and the others are shown."""
    parts: list[Callable[[], str]] = [
        lambda: render_plans(plan_states(settings.library)),
    ]
    if store is not None:
        parts += [
            lambda: render_feedback(store.feedback.given()),
            lambda: render_missed(store.journal.missed()),
        ]
    database = store.database.shown if store else ""
    model = settings.llm.told
    parts.append(lambda: render_settings(settings.shown(), database, model))
    if store is not None:
        parts.append(lambda: render_audit(store.journal.entries()))
    return "".join(_or_fault(part) for part in parts)


def _or_fault(part: Callable[[], str]) -> str:
    try:
        return part()
    except PlanQAError as error:
        return f'<p class="pq-note" role="status">{escape(str(error))}</p>'
