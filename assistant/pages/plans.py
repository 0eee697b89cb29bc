"""Which plan a browser's page is about: the one its address names (?plan=…), else the default.

All pages ask `Chosen` for the assistant of a request. The plan stands in the address alone, so that
two tabs can have two plans, a link can be passed on, and going back in the browser goes back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Protocol

import gradio as gr

from assistant.across import Across
from assistant.book_view import other_plan
from assistant.markup import escape
from assistant.pages.parts import QUIET, html
from assistant.render import page_title, render_header
from assistant.session import Asks
from assistant.shelf import Shelf
from corpus.errors import PlanQAError
from corpus.library import Entry
from corpus.plan import Plan, PlanMeta

__all__ = ["Chosen", "Holder", "One", "plan_chooser"]


class Holder(Protocol):
    """What has the assistants of several plans."""

    def plans(self) -> Sequence[Entry]:
        """The plans there are; empty where there is but one and no library of them."""

    def has(self, plan_id: str) -> bool:
        """Whether there is a plan of this identifier."""

    def get(self, plan_id: str = "") -> Asks:
        """The assistant of a plan, of the default one for ""; raises PlanQAError."""


class One:
    """Holds one assistant, whatever is asked for."""

    def __init__(self, assistant: Asks) -> None:
        self._assistant = assistant

    def plans(self) -> Sequence[Entry]:
        """None to choose from."""
        return ()

    def has(self, plan_id: str) -> bool:
        """No other than the one."""
        return False

    def get(self, plan_id: str = "") -> Asks:
        """The one."""
        return self._assistant


class Chosen:
    """The assistant that a request is for."""

    def __init__(self, holder: Holder) -> None:
        self.holder = holder
        self.default = holder.get()
        self._across = Across(holder) if isinstance(holder, Shelf) else None

    def plan_id(self, request: gr.Request) -> str:
        """Identifier of the plan that the page's address names; "" for the default."""
        return str(request.query_params.get("plan") or "")

    def of(self, request: gr.Request) -> Asks:
        """The assistant of the plan named, or of the default where there is no such plan.

        Raises:
            PlanQAError: the plan is there and cannot be used.
        """
        wanted = self.plan_id(request)
        return self.holder.get(wanted if wanted and self.holder.has(wanted) else "")

    def asked(self, request: gr.Request) -> Asks:
        """What answers the questions of a page: of all plans, that of the page's being at hand.

        Raises:
            PlanQAError: that plan is there and cannot be used.
        """
        assistant = self.of(request)
        return self._across.at(assistant.plan.plan_id) if self._across else assistant

    def anyone(self) -> Asks:
        """What answers where no plan is named."""
        return self._across or self.default

    def read(self, plan_id: str) -> Plan | None:
        """Another plan that is cited; None where it is there no more."""
        try:
            return self._across.read(plan_id) if self._across else None
        except PlanQAError:
            return None

    def __call__(self, request: gr.Request) -> Asks:
        """Like `of`; where the plan cannot be used, the page says why."""
        try:
            return self.of(request)
        except PlanQAError as error:
            raise gr.Error(str(error), print_exception=False, title="提示") from error


def plan_chooser(chosen: Chosen) -> None:
    """Add the header with the plan's name, and where there are several plans a list of them."""
    with gr.Row(elem_id="plan-head"):
        with gr.Column(scale=5, min_width=280, elem_id="plan-name"):
            head = html(render_header(chosen.default.plan.meta), "header")
        with gr.Column(scale=3, min_width=240, elem_id="plan-choice", visible=False) as column:
            chooser = gr.Dropdown(
                [],
                label="规划",
                show_label=False,
                container=False,
                elem_id="plan-chooser",
                interactive=True,
                filterable=True,
            )
    title = gr.Textbox(visible=False)

    def arrive(request: gr.Request) -> list[Any]:
        entries = [entry for entry in chosen.holder.plans() if not entry.fault]
        wanted = chosen.plan_id(request)
        try:
            assistant, note = chosen.of(request), ""
        except PlanQAError as error:
            assistant = chosen.default
            note = f'<p class="pq-note" role="status">{escape(str(error))}</p>'
        meta = assistant.plan.meta
        if not note and wanted and entries and wanted != meta.plan_id:
            note = other_plan(assistant.plan, wanted)
        choices = _choices([entry.meta for entry in entries])
        return [
            gr.update(visible=len(entries) > 1),
            gr.update(choices=choices, value=meta.plan_id if entries else None),
            render_header(meta) + note,
            page_title(meta),
        ]

    # When the page is there; its plan may have been added while the server runs.
    gr.on(None, arrive, None, [column, chooser, head, title], queue=False, **QUIET).then(
        None, title, None, js="(title) => planqaPlan.arrived(title)", **QUIET
    )
    chooser.input(None, chooser, None, js="(plan) => planqaPlan.choose(plan)", **QUIET)


def _choices(metas: Sequence[PlanMeta]) -> list[tuple[str, str]]:
    """What the list shows, and the identifier of each; no two look the same."""
    names = [meta.short_title or meta.title for meta in metas]
    often = Counter(names)
    return [
        (name if often[name] == 1 else f"{name}（{meta.plan_id}）", meta.plan_id)
        for name, meta in zip(names, metas, strict=True)
    ]
