"""The row below the last answer: copy it with its sources, a Word file, the cited sections whole.

The copies are made when an answer comes, so that the browser has them at hand when the button is
pressed: it only lets a page write to the clipboard then.
"""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

import gradio as gr

from assistant.answer import Conversation
from assistant.answer_document import answers_document, document_file_name
from assistant.copy_view import render_copies
from assistant.expanded_view import expanded_sections, render_expanded
from assistant.markup import escape
from assistant.pages.parts import QUIET, html
from assistant.pages.plans import Chosen
from corpus.plan import Plan

__all__ = ["answer_tools"]

_MORE, _LESS = "展开", "收起"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def answer_tools(chosen: Chosen, conversation: gr.State) -> None:
    """Adds the row; it shows itself with the first answer and goes with the conversation."""
    with gr.Row(elem_id="tools", visible=False) as row:
        # Of the first, static/answer_tools.js alone takes the clicks.
        gr.Button("复制（带出处）", size="sm", scale=0, min_width=56, elem_id="copy")
        export = gr.Button("导出 Word", size="sm", scale=0, min_width=56, elem_id="export")
        more = gr.Button(_MORE, size="sm", scale=0, min_width=56, elem_id="more")
        html('<p class="pq-extra" role="status"></p>', "told")
    copies, whole, parcel = html("", "copies"), html("", "whole"), html("", "parcel")
    is_open = gr.State(value=False)

    def renew(conversation: Conversation, request: gr.Request) -> list[Any]:
        plan = chosen(request).plan
        last = conversation.turns[-1:]
        cites = any(expanded_sections(plan, turn.answer) for turn in last)
        return [
            gr.update(visible=bool(conversation.turns)),
            render_copies(plan.meta, conversation),
            *("", ""),  # the whole sections, the file
            gr.update(value=_MORE, visible=cites),
            False,
        ]

    def unfold(conversation: Conversation, was_open: bool, request: gr.Request) -> list[Any]:
        shown = "" if was_open else render_expanded(chosen(request).plan, conversation)
        return [shown, _LESS if shown else _MORE, bool(shown)]

    def pack(conversation: Conversation, request: gr.Request) -> str:
        if not conversation.turns:
            return ""
        return _parcel(chosen(request).plan, conversation, dt.date.today())

    conversation.change(renew, conversation, [row, copies, whole, parcel, more, is_open], **QUIET)
    more.click(unfold, [conversation, is_open], [whole, more, is_open], **QUIET)
    export.click(pack, conversation, parcel, **QUIET).then(
        None, js="() => planqaDownload()", **QUIET
    )


def _parcel(plan: Plan, conversation: Conversation, day: dt.date) -> str:
    """A link that holds the Word file itself: nothing of a conversation is left on the server."""
    from assistant.word_export import word_file  # only where a file is asked for

    file = word_file(answers_document(plan.meta, conversation.turns, day))
    name = document_file_name(plan.meta, day)
    data = base64.b64encode(file).decode()
    return (
        f'<a hidden download="{escape(name)}" href="data:{_WORD};base64,{data}">{escape(name)}</a>'
    )
