"""The kept conversations beside the chat: listed, searched, opened, renamed and deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.answer import Conversation
from assistant.history_view import render_history
from assistant.keeping import Keeper
from assistant.markup import escape
from assistant.pages.parts import QUIET, Updates, html, said
from assistant.pages.plans import Chosen
from assistant.visitor import user_of
from corpus.errors import PlanQAError

__all__ = ["HistoryPanel", "history_panel", "wire_history"]

# A click on a button of the list, told to the server with what the button says of itself.
_CLICKS = """element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-act]');
  if (button) trigger('click', { act: button.dataset.act, id: button.dataset.id,
    name: button.closest('li').querySelector('.pq-name').textContent });
});"""


@dataclass(frozen=True, slots=True)
class HistoryPanel:
    """The widgets, and the state of what is being renamed or deleted."""

    column: gr.Column
    close: gr.Button
    words: gr.Textbox
    note: gr.HTML
    entries: gr.HTML
    renaming: gr.Row
    name: gr.Textbox
    rename: gr.Button
    deleting: gr.Row
    question: gr.HTML
    delete: gr.Button
    cancels: tuple[gr.Button, gr.Button]
    picked: gr.State


def history_panel() -> HistoryPanel:
    """Add the panel, folded away."""
    with gr.Column(scale=1, min_width=240, elem_id="history", visible=False) as column:
        with gr.Row(elem_id="history-head"):
            html('<h2 class="pq-history-title">历史对话</h2>', "history-title")
            close = gr.Button("收起", size="sm", scale=0, min_width=64, elem_id="history-close")
        words = _box("搜索历史对话", "history-words", placeholder="搜索，按回车")
        note = html("", "history-note", visible=False)
        with gr.Row(visible=False, elem_id="history-rename") as renaming:
            name = _box("新名称", "history-name", max_length=200)
            rename = gr.Button("改名", size="sm", scale=0, min_width=56, variant="primary")
            keep_name = gr.Button("取消", size="sm", scale=0, min_width=56)
        with gr.Row(visible=False, elem_id="history-delete") as deleting:
            question = html("", "history-sure")
            delete = gr.Button("确认删除", size="sm", scale=0, min_width=80, elem_id="history-yes")
            keep = gr.Button("取消", size="sm", scale=0, min_width=56)
        entries = gr.HTML("", elem_id="history-list", apply_default_css=False, js_on_load=_CLICKS)
    return HistoryPanel(
        *(column, close, words, note, entries, renaming, name, rename, deleting, question, delete),
        cancels=(keep_name, keep),
        picked=gr.State(""),
    )


def _box(label: str, elem_id: str, **options: Any) -> gr.Textbox:  # noqa: ANN401
    return gr.Textbox(
        label=label, show_label=False, container=False, max_lines=1, elem_id=elem_id, **options
    )


def wire_history(
    panel: HistoryPanel,
    keeper: Keeper,
    show: Callable[[Conversation, str, gr.Request], Updates],
    *,
    chosen: Chosen,
    opener: gr.Button,
    browser: gr.BrowserState,
    kept: gr.State,
    shown: list[Any],
) -> dict[str, Any]:
    """Connect the panel's events with the chat.

    Args:
        panel: the widgets.
        keeper: what is kept.
        show: updates that put a conversation, kept under an identifier, into the chat.
        chosen: says which plan's conversations are listed.
        opener: the button that unfolds the panel.
        browser: the browser's word.
        kept: identifier of the conversation in the chat.
        shown: the widgets that `show` updates.

    Returns:
        The event that lists anew, as the arguments of a trigger.
    """
    at_rest = {
        panel.renaming: gr.update(visible=False),
        panel.deleting: gr.update(visible=False),
        panel.note: gr.update(visible=False),
    }

    def listing(browser: object, words: str | None, kept: str, request: gr.Request) -> Updates:
        try:
            about = keeper.about(chosen.of(request).plan.plan_id)
            found = about.listed(user_of(browser, request.username), words or "")
        except PlanQAError as error:
            return {panel.entries: "", panel.note: said("pq-note", str(error))}
        return {panel.entries: render_history(found, current=kept, words=words or "")}

    def unfold(browser: object, kept: str, request: gr.Request) -> Updates:
        open_now = {panel.column: gr.update(visible=True), panel.words: ""}
        return at_rest | open_now | listing(browser, "", kept, request)

    def act(browser: object, data: gr.EventData, request: gr.Request) -> Updates:
        sent = data._data if isinstance(data._data, dict) else {}
        picked, name = str(sent.get("id", "")), str(sent.get("name", ""))
        rest = at_rest | {panel.picked: picked}
        if sent.get("act") == "rename":
            return rest | {panel.renaming: gr.update(visible=True), panel.name: name}
        if sent.get("act") == "delete":
            sure = f'<p class="pq-sure" role="alert">删除“{escape(name)}”？删除后不能找回。</p>'
            return rest | {panel.deleting: gr.update(visible=True), panel.question: sure}
        try:
            found = keeper.opened(user_of(browser, request.username), picked)
        except PlanQAError as error:
            return rest | {panel.note: said("pq-note", str(error))}
        return rest | show(found, picked, request)

    def rename(browser: object, picked: str, name: str | None, request: gr.Request) -> Updates:
        try:
            keeper.rename(user_of(browser, request.username), picked, name or "")
        except PlanQAError as error:
            return {panel.note: said("pq-note", str(error))}
        return at_rest

    def delete(browser: object, picked: str, kept: str, request: gr.Request) -> Updates:
        try:
            keeper.delete(user_of(browser, request.username), picked)
        except PlanQAError as error:
            return {panel.note: said("pq-note", str(error))}
        return at_rest | (show(Conversation(), "", request) if picked == kept else {})

    own = [panel.column, panel.words, panel.note, panel.entries, panel.renaming, panel.name]
    own += [panel.deleting, panel.question, panel.picked]
    relist: dict[str, Any] = {
        "fn": listing,
        "inputs": [browser, panel.words, kept],
        "outputs": [panel.entries, panel.note],
        **QUIET,
    }
    opener.click(unfold, [browser, kept], own, **QUIET).then(
        None, js="() => planqaFocus('history-words')", **QUIET
    )
    panel.close.click(lambda: gr.update(visible=False), None, panel.column, **QUIET).then(
        None, js="() => planqaFocus('past')", **QUIET
    )
    panel.words.submit(**relist)
    panel.entries.click(act, browser, [*own, *shown], **QUIET).then(**relist).then(
        None, js="() => planqaActed()", **QUIET
    )
    for trigger in (panel.rename.click, panel.name.submit):
        trigger(rename, [browser, panel.picked, panel.name], own, **QUIET).success(**relist)
    panel.delete.click(delete, [browser, panel.picked, kept], [*own, *shown], **QUIET).then(
        **relist
    )
    for button in panel.cancels:
        button.click(lambda: at_rest, None, own, **QUIET)
    return relist
