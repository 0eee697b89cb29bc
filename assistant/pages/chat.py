"""The page 问答: the conversation, its evidence beside it, and feedback on the last answer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.answer import Conversation
from assistant.feedback import feedback_on, save_feedback
from assistant.pages.answer_tools import answer_tools
from assistant.pages.parts import QUIET, html, said
from assistant.render import render_conversation, render_evidence
from assistant.session import EMPTY, Asks, next_turn
from corpus.errors import PlanQAError

__all__ = ["chat_page"]


def chat_page(assistant: Asks, home: Path | None) -> None:
    """The chat; the conversation lives in each browser session's state.

    Args:
        assistant: answers the questions.
        home: folder for feedback; without one the page does not ask for any.
    """
    answer, restart = _chat_events(assistant, asks_feedback=home is not None)
    conversation = gr.State(Conversation())
    with gr.Row(elem_id="main"):
        with gr.Column(scale=3, min_width=300, elem_id="chat"):
            log = html(render_conversation(Conversation()), "log")
            answer_tools(assistant.plan, conversation)
            feedback = _feedback_row(conversation, home)
            with gr.Row(elem_id="examples", visible=bool(assistant.examples)) as examples:
                picks = [gr.Button(text, size="sm") for text in assistant.examples]
            box, send, new = _asking_row()
        with gr.Column(scale=2, min_width=300, elem_id="basis"):
            evidence = html(render_evidence(assistant.plan, Conversation()), "evidence")
    shown = [box, conversation, log, evidence, examples, *feedback]
    for trigger, source in [
        (box.submit, box),
        (send.click, box),
        *((pick.click, pick) for pick in picks),
    ]:
        trigger(answer, [source, conversation], shown, **QUIET).then(
            None, js="() => planqaLatest()", **QUIET
        )
    new.click(restart, None, shown, **QUIET)


def _asking_row() -> tuple[gr.Textbox, gr.Button, gr.Button]:
    """The box for the question, and the buttons that send it and begin anew."""
    with gr.Row(elem_id="ask"):
        new = gr.Button("新对话", scale=0, min_width=96, elem_id="new")
        box = gr.Textbox(
            label="问题",
            show_label=False,
            container=False,
            placeholder="输入问题，按回车发送",
            max_lines=1,
            elem_id="question",
        )
        send = gr.Button("发送", variant="primary", scale=0, min_width=96, elem_id="send")
    return box, send, new


def _feedback_row(conversation: gr.State, home: Path | None) -> list[Any]:
    """有用 / 有误 on the last answer with a reason, and what became of it; hidden at first.

    Returns what `_asking` sets: the row, the reason, the note.
    """
    with gr.Row(elem_id="feedback", visible=False) as row:
        reason = gr.Textbox(
            label="哪里有误",
            show_label=False,
            container=False,
            placeholder="哪里有误？（可不填）",
            max_lines=1,
            max_length=500,
            elem_id="reason",
        )
        useful = gr.Button("有用", size="sm", scale=0, min_width=56, elem_id="useful")
        wrong = gr.Button("有误", size="sm", scale=0, min_width=56, elem_id="wrong")
    note = html("", "noted", visible=False)

    def mark(conversation: Conversation, reason: str | None, *, is_useful: bool) -> Any:  # noqa: ANN401
        if home is None:
            return [gr.skip()] * 3
        try:
            save_feedback(feedback_on(conversation, useful=is_useful, reason=reason or ""), home)
        except PlanQAError as error:
            return gr.skip(), gr.skip(), said("pq-note", str(error))
        return gr.update(visible=False), "", said("pq-extra", "已记下，谢谢。")

    for button, is_useful in ((useful, True), (wrong, False)):
        button.click(
            partial(mark, is_useful=is_useful),
            [conversation, reason],
            [row, reason, note],
            **QUIET,
        )
    return [row, reason, note]


def _asking(*, visible: bool) -> list[Any]:
    """The feedback row shown or hidden, its reason empty, its note gone."""
    return [gr.update(visible=visible), "", gr.update(visible=False)]


def _chat_events(assistant: Asks, *, asks_feedback: bool) -> tuple[Any, Any]:
    """The two handlers; each gives what `shown` holds: question box, …, feedback."""

    def answer(question: str | None, conversation: Conversation) -> Iterator[tuple[Any, ...]]:
        asked = (question or "").strip()
        if not asked:
            log = render_conversation(conversation, refused=("", EMPTY))
            yield "", gr.skip(), log, *[gr.skip()] * 5
            return
        log = render_conversation(conversation, pending=asked)
        yield "", gr.skip(), log, gr.skip(), gr.skip(), *_asking(visible=False)
        try:
            after = next_turn(assistant, conversation, asked)
        except PlanQAError as error:
            log = render_conversation(conversation, refused=(asked, str(error)))
            yield asked, gr.skip(), log, *[gr.skip()] * 5
            return
        evidence = render_evidence(assistant.plan, after)
        log = render_conversation(after)
        examples = gr.update(visible=False)
        yield gr.skip(), after, log, evidence, examples, *_asking(visible=asks_feedback)

    def restart() -> tuple[Any, ...]:
        fresh = Conversation()
        evidence = render_evidence(assistant.plan, fresh)
        examples = gr.update(visible=bool(assistant.examples))
        log = render_conversation(fresh)
        return "", fresh, log, evidence, examples, *_asking(visible=False)

    return answer, restart
