"""The line below an answer: 有用 or 有误, and why."""

from __future__ import annotations

import gradio as gr

from assistant.answer import Conversation
from assistant.keeping import Keeper
from assistant.pages.parts import QUIET, Updates, html, said
from assistant.visitor import user_of
from corpus.errors import PlanQAError

__all__ = ["FeedbackRow"]


class FeedbackRow:
    """The widgets, hidden at first; add them where they shall stand."""

    def __init__(self) -> None:
        with gr.Row(elem_id="feedback", visible=False) as self.row:
            self.reason = gr.Textbox(
                label="哪里有误",
                show_label=False,
                container=False,
                placeholder="哪里有误？（可不填）",
                max_lines=1,
                max_length=500,
                elem_id="reason",
            )
            self.useful = gr.Button("有用", size="sm", scale=0, min_width=56, elem_id="useful")
            self.wrong = gr.Button("有误", size="sm", scale=0, min_width=56, elem_id="wrong")
        self.noted = html("", "noted", visible=False)
        self.shown = [self.row, self.reason, self.noted]

    def asking(self, *, visible: bool) -> Updates:
        """The line shown or hidden, its reason empty, its note gone."""
        return {
            self.row: gr.update(visible=visible),
            self.reason: "",
            self.noted: gr.update(visible=False),
        }

    def wire(self, keeper: Keeper, conversation: gr.State, browser: gr.BrowserState) -> None:
        """Let the buttons keep what was said of the last answer of a conversation."""

        def keep(
            conversation: Conversation,
            reason: str | None,
            browser: object,
            request: gr.Request,
            *,
            useful: bool,
        ) -> Updates:
            user = user_of(browser, request.username)
            try:
                keeper.feedback(user, conversation, useful=useful, reason=reason or "")
            except PlanQAError as error:
                return {self.noted: said("pq-note", str(error))}
            return self.asking(visible=False) | {self.noted: said("pq-extra", "已记下，谢谢。")}

        def praise(said: Conversation, why: str, browser: object, request: gr.Request) -> Updates:
            return keep(said, why, browser, request, useful=True)

        def correct(said: Conversation, why: str, browser: object, request: gr.Request) -> Updates:
            return keep(said, why, browser, request, useful=False)

        for button, judge in ((self.useful, praise), (self.wrong, correct)):
            button.click(judge, [conversation, self.reason, browser], self.shown, **QUIET)
