"""Widgets that every page is made of."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.markup import escape
from corpus.errors import PlanQAError

__all__ = ["QUIET", "Updates", "html", "safely", "said"]

_LOG = logging.getLogger("planqa")

Updates = dict[Any, Any]  # new values by widget; a widget that is not named stays as it is

# Events without a progress display, which no caller from outside can reach.
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def html(value: str, elem_id: str, *, visible: bool = True, script: str | None = None) -> gr.HTML:
    """HTML of our own making, without Gradio's text styles.

    `script` runs once in the browser, with the widget as `element` and `trigger` for its events.
    """
    return gr.HTML(
        value, elem_id=elem_id, visible=visible, apply_default_css=False, js_on_load=script
    )


def safely(make: Callable[[], str]) -> str:
    """The HTML that `make` gives, or a Chinese note on what went wrong; a bug is logged."""
    try:
        return make()
    except PlanQAError as error:
        words = str(error)
    except Exception:  # noqa: BLE001 - whatever it is, the page goes on and the log says it
        _LOG.exception("a view could not be made")
        words = "抱歉，这一内容没能显示。请稍后重试。"
    return f'<p class="pq-note" role="status">{escape(words)}</p>'


def said(css_class: str, words: str) -> Any:  # noqa: ANN401 - Gradio's update
    """A note with these words; the page's pop-ups are for a lost connection alone."""
    return gr.update(
        value=f'<p class="{css_class}" role="status">{escape(words)}</p>', visible=True
    )
