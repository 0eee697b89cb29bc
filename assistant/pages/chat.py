"""The page 问答: the conversation, its evidence beside it, and feedback on the last answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr

from assistant.answer import Conversation
from assistant.generated import is_generated
from assistant.keeping import Keeper
from assistant.pages.answer_tools import answer_tools
from assistant.pages.feedback import FeedbackRow
from assistant.pages.history import HistoryPanel, history_panel, wire_history
from assistant.pages.parts import QUIET, Updates, html, said
from assistant.pages.plans import Chosen
from assistant.render import render_conversation, render_evidence
from assistant.session import EMPTY, Asks, growing_turns
from assistant.suggestions import MOST, follow_ups
from assistant.visitor import user_of
from corpus.errors import PlanQAError

__all__ = ["chat_page"]

_EXAMPLES = 6  # the most a plan has to begin with


class _Chat:
    """The widgets of the chat, and what may be done with them."""

    def __init__(self, chosen: Chosen, keeper: Keeper | None, notice: str) -> None:
        self.chosen, self.keeper = chosen, keeper
        assistant = chosen.default
        self.conversation, self.kept = gr.State(Conversation()), gr.State("")
        # The word is no secret to the browser that holds it; a fixed key keeps it readable after
        # the server has been started anew.
        self.browser = gr.BrowserState("", storage_key="planqa-visitor", secret="planqa-visitor")
        with gr.Row(elem_id="main"):
            self.history = history_panel() if keeper else None
            with gr.Column(scale=3, min_width=300, elem_id="chat"):
                self.log = html(render_conversation(Conversation()), "log")
                answer_tools(chosen, self.conversation)
                self.feedback = FeedbackRow()
                self.unkept = html("", "unkept", visible=False)
                if notice:
                    html(said("pq-note", notice)["value"], "notice")
                with gr.Row(elem_id="examples", visible=bool(assistant.examples)) as self.examples:
                    self.picks = _picks(assistant.examples)
                with gr.Row(elem_id="ideas", visible=False) as self.ideas:
                    self.nexts = [gr.Button("", size="sm", visible=False) for _ in range(MOST)]
                self._asking_row()
            with gr.Column(scale=2, min_width=300, elem_id="basis"):
                self.evidence = html(render_evidence(assistant.plan, Conversation()), "evidence")
        self.shown = [
            *(self.box, self.conversation, self.kept, self.log, self.evidence),
            *(self.examples, self.unkept, *self.feedback.shown, self.ideas, *self.nexts),
        ]

    def _asking_row(self) -> None:
        """The box for the question, and the buttons that send it, begin anew, show the past."""
        with gr.Row(elem_id="ask"):
            self.new = gr.Button("新对话", scale=0, min_width=96, elem_id="new")
            self.past = gr.Button(
                "历史对话", scale=0, min_width=96, elem_id="past", visible=bool(self.keeper)
            )
            self.box = gr.Textbox(
                label="问题",
                show_label=False,
                container=False,
                placeholder="输入问题，按回车发送",
                max_lines=1,
                elem_id="question",
            )
            self.send = gr.Button("发送", variant="primary", scale=0, min_width=96, elem_id="send")

    def show(self, conversation: Conversation, kept: str, request: gr.Request) -> Updates:
        """Another conversation in place of the one that is shown."""
        assistant = self.chosen(request)
        is_new = not conversation.turns
        return self.feedback.asking(visible=False) | {
            self.box: "",
            self.conversation: conversation,
            self.kept: kept,
            self.log: render_conversation(conversation),
            self.evidence: render_evidence(assistant.plan, conversation, self.chosen.read),
            self.examples: gr.update(visible=is_new and bool(assistant.examples)),
            self.unkept: gr.update(visible=False),
            **self.suggest(assistant, conversation),
        }

    def growing(self, assistant: Asks, conversation: Conversation) -> Updates:
        """What there is of the last answer while more of it comes, with its evidence."""
        return {
            self.log: render_conversation(conversation, growing=True),
            self.evidence: render_evidence(assistant.plan, conversation, self.chosen.read),
        }

    def arrive(self, request: gr.Request) -> Updates:
        """What to begin with for the plan of the page's address."""
        try:
            assistant = self.chosen.of(request)
        except PlanQAError:
            return {self.examples: gr.update(visible=False)}  # the header says why
        if assistant is self.chosen.default:
            return {self.examples: gr.skip()}
        texts = [*assistant.examples[: len(self.picks)]]
        texts += [""] * (len(self.picks) - len(texts))
        shown = zip(self.picks, texts, strict=True)
        return {
            self.examples: gr.update(visible=bool(assistant.examples)),
            self.evidence: render_evidence(assistant.plan, Conversation()),
        } | {pick: gr.update(value=text, visible=bool(text)) for pick, text in shown}

    def suggest(self, assistant: Asks, conversation: Conversation) -> Updates:
        """Questions to go on with after the last answer."""
        plan = assistant.plan
        told = conversation.turns[-1].answer.plan if conversation.turns else plan.plan_id
        about = plan if told == plan.plan_id else self.chosen.read(told) if told else None
        found = follow_ups(about, conversation) if about is not None else ()
        texts = [*found, *[""] * (MOST - len(found))]
        shown = zip(self.nexts, texts, strict=True)
        return {self.ideas: gr.update(visible=bool(found))} | {
            button: gr.update(value=text, visible=bool(text)) for button, text in shown
        }

    def keep(self, user: str, kept: str, conversation: Conversation, plan_id: str) -> Updates:
        """The last turn kept, and a note where it could not be."""
        if self.keeper is None:
            return {}
        kept, why = self.keeper.about(plan_id).keep(user, kept, conversation)
        return {
            self.kept: kept,
            self.unkept: said("pq-note", why) if why else gr.update(visible=False),
        }


def _picks(examples: Sequence[str]) -> list[gr.Button]:
    """Buttons with examples, and some hidden for a plan that has more of them."""
    texts = [*examples, *[""] * (_EXAMPLES - len(examples))]
    return [gr.Button(text, size="sm", visible=bool(text)) for text in texts]


def chat_page(chosen: Chosen, keeper: Keeper | None = None, notice: str = "") -> None:
    """The chat; the conversation lives in each browser session's state.

    Args:
        chosen: has the assistant that answers a browser's questions.
        keeper: keeps conversations and feedback; without one the page does not ask for any.
        notice: said above the question: why nothing is kept.
    """
    chat = _Chat(chosen, keeper, notice)
    ask = _asking_event(chat)
    kept = keeper and chat.history and _keeping_events(chat, chat.history, keeper)
    for trigger, source in [
        (chat.box.submit, chat.box),
        (chat.send.click, chat.box),
        *((pick.click, pick) for pick in (*chat.picks, *chat.nexts)),
    ]:
        asked = trigger(
            ask, [source, chat.conversation, chat.kept, chat.browser], chat.shown, **QUIET
        )
        shown = asked.then(None, js="() => planqaLatest()", **QUIET)
        if kept:
            shown.then(**kept)

    def begin(request: gr.Request) -> Updates:
        return chat.show(Conversation(), "", request)

    chat.new.click(begin, None, chat.shown, **QUIET)
    first = [chat.examples, chat.evidence, *chat.picks]
    gr.on(None, chat.arrive, None, first, queue=False, **QUIET)


def _keeping_events(chat: _Chat, panel: HistoryPanel, keeper: Keeper) -> dict[str, Any]:
    """Wire what needs a place to keep things; returns the event that lists conversations anew."""
    gr.on(None, None, [chat.browser], [chat.browser], js="(word) => planqaVisitor(word)", **QUIET)
    chat.feedback.wire(keeper, chat.conversation, chat.browser)
    return wire_history(
        panel,
        keeper,
        chat.show,
        chosen=chat.chosen,
        opener=chat.past,
        browser=chat.browser,
        kept=chat.kept,
        shown=chat.shown,
    )


def _asking_event(chat: _Chat) -> Any:  # noqa: ANN401 - Gradio reads the function's own signature
    """The handler of a question."""

    def answer(
        question: str | None,
        conversation: Conversation,
        kept: str,
        browser: object,
        request: gr.Request,
    ) -> Iterator[Updates]:
        asked = (question or "").strip()
        if not asked:
            yield {
                chat.box: "",
                chat.log: render_conversation(conversation, refused=("", EMPTY)),
            }
            return
        log = render_conversation(conversation, pending=asked)
        yield chat.feedback.asking(visible=False) | {chat.box: "", chat.log: log}
        try:
            assistant = chat.chosen.of(request)
            for after in growing_turns(chat.chosen.asked(request), conversation, asked):
                if is_generated(after.turns[-1].answer):  # else it is there as a whole
                    yield chat.growing(assistant, after)
        except PlanQAError as error:
            log = render_conversation(conversation, refused=(asked, str(error)))
            yield {chat.box: asked, chat.log: log}
            return
        yield chat.feedback.asking(visible=chat.keeper is not None) | {
            chat.conversation: after,
            chat.log: render_conversation(after),
            chat.evidence: render_evidence(assistant.plan, after, chat.chosen.read),
            chat.examples: gr.update(visible=False),
            **chat.suggest(assistant, after),
            **chat.keep(user_of(browser, request.username), kept, after, assistant.plan.plan_id),
        }

    return answer
