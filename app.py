"""The chat in the browser: widgets, wiring, and the named endpoint `ask` below them.

The only file that knows Gradio. Answers come from an assistant, HTML from `assistant.render`;
nothing is decided here. Run `python app.py`, or call `serve` with settings read elsewhere.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.events import api

from assistant.answer import Conversation
from assistant.feedback import feedback_on, save_feedback
from assistant.markup import escape
from assistant.render import (
    page_head,
    page_title,
    render_conversation,
    render_evidence,
    render_header,
)
from assistant.session import EMPTY, Asks, ask_all, next_turn
from corpus.errors import PlanQAError, SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.settings import Settings

__all__ = ["build_app", "launch", "main", "serve"]

_FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "sans-serif")


def build_app(assistant: Asks, home: Path | None = None) -> gr.Blocks:
    """The page and the endpoint `ask`; the conversation lives in each browser session's state.

    Args:
        assistant: answers the questions.
        home: folder for feedback; without one the page does not ask for any.
    """
    answer, restart = _chat_events(assistant, asks_feedback=home is not None)
    app = gr.Blocks(title=page_title(assistant.plan.meta), analytics_enabled=False, fill_width=True)
    with app:
        api(_endpoint(assistant), api_name="ask")
        conversation = gr.State(Conversation())
        _html(render_header(assistant.plan.meta), "header")
        with gr.Row(elem_id="main"):
            with gr.Column(scale=3, min_width=300, elem_id="chat"):
                log = _html(render_conversation(Conversation()), "log")
                feedback = _feedback_row(conversation, home)
                with gr.Row(elem_id="examples", visible=bool(assistant.examples)) as examples:
                    picks = [gr.Button(text, size="sm") for text in assistant.examples]
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
                    send = gr.Button(
                        "发送", variant="primary", scale=0, min_width=96, elem_id="send"
                    )
            with gr.Column(scale=2, min_width=300, elem_id="basis"):
                evidence = _html(render_evidence(assistant.plan, Conversation()), "evidence")
        shown = [box, conversation, log, evidence, examples, *feedback]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        for trigger, source in [
            (box.submit, box),
            (send.click, box),
            *((pick.click, pick) for pick in picks),
        ]:
            trigger(answer, [source, conversation], shown, **quiet).then(
                None, js="() => planqaLatest()", **quiet
            )
        new.click(restart, None, shown, **quiet)
    return app


def _feedback_row(conversation: gr.State, home: Path | None) -> list[Any]:
    """有用 / 有误 on the last answer with a reason, and what became of it; hidden at first.

    Returns what `_asking` sets: the row, the reason, the note.
    """
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
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
    note = _html("", "noted", visible=False)

    def mark(conversation: Conversation, reason: str | None, *, is_useful: bool) -> Any:  # noqa: ANN401
        if home is None:
            return [gr.skip()] * 3
        try:
            save_feedback(feedback_on(conversation, useful=is_useful, reason=reason or ""), home)
        except PlanQAError as error:
            return gr.skip(), gr.skip(), _said("pq-note", str(error))
        return gr.update(visible=False), "", _said("pq-extra", "已记下，谢谢。")

    for button, is_useful in ((useful, True), (wrong, False)):
        button.click(
            partial(mark, is_useful=is_useful),
            [conversation, reason],
            [row, reason, note],
            **quiet,
        )
    return [row, reason, note]


def _said(css_class: str, words: str) -> Any:  # noqa: ANN401 - Gradio's update
    """The note with these words; the page's pop-ups are for a lost connection alone."""
    return gr.update(
        value=f'<p class="{css_class}" role="status">{escape(words)}</p>', visible=True
    )


def _asking(*, visible: bool) -> list[Any]:
    """The feedback row shown or hidden, its reason empty, its note gone."""
    return [gr.update(visible=visible), "", gr.update(visible=False)]


def _html(value: str, elem_id: str, *, visible: bool = True) -> gr.HTML:
    """HTML of our own making, without Gradio's text styles."""
    return gr.HTML(
        value, elem_id=elem_id, visible=visible, apply_default_css=False, js_on_load=None
    )


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


def _endpoint(assistant: Asks) -> Any:  # noqa: ANN401 - Gradio reads the function's own signature
    """The function behind the named endpoint: no state, the conversation comes with the call."""

    def ask(question: str, earlier: list[str] | None = None) -> dict[str, Any]:
        """Answers a question; `earlier` holds the questions asked before it, oldest first."""
        try:
            return ask_all(assistant, question, earlier).to_json()
        except PlanQAError as error:
            raise gr.Error(str(error), print_exception=False, title="提示") from error

    return ask


def launch(app: gr.Blocks, host: str, port: int) -> None:
    """Starts the server in the background; nothing on the page comes from another host.

    Raises:
        SettingsError: the address cannot be used, most often because the port is taken.
    """
    try:
        app.launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            ssr_mode=False,
            footer_links=[],
            run_history=False,  # else the browser keeps the questions
            max_file_size="1kb",  # there is nothing to upload
            theme=_theme(),
            head=page_head(),
        )
    except OSError as error:
        raise SettingsError(
            f"地址 {host}:{port} 用不了，多半是端口已被占用。请换一个端口再启动。"
        ) from error


def _theme() -> gr.themes.Base:
    """System fonts only; colours dark enough to read."""
    theme = gr.themes.Default(
        primary_hue="blue", neutral_hue="slate", font=_FONTS, font_mono=("monospace",)
    )
    return theme.set(
        button_primary_background_fill="#1e4f9c",
        button_primary_background_fill_dark="#2c62b8",
        button_primary_background_fill_hover="#173f7e",
        button_primary_background_fill_hover_dark="#3a71c9",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
    )


def serve(settings: Settings, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Builds the assistant and serves the chat until interrupted; raises as `launch` does."""
    from assistant.pipeline import build_assistant

    assistant = build_assistant(settings, progress=_say)
    assistant.warm()
    app = build_app(assistant, settings.home)
    launch(app, host, port)
    _say(f"规划问答已启动：{app.local_url}（按 Ctrl+C 停止）")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        app.close(verbose=False)
        _say("已停止。")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """`python app.py`: everything from the environment."""
    from assistant.settings import read_settings

    try:
        settings = read_settings()
        serve(settings, settings.host, settings.port)
    except PlanQAError as error:
        sys.stderr.write(f"错误：{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
