"""Widgets that every page is made of."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.markup import escape

__all__ = ["QUIET", "Updates", "html", "said"]

Updates = dict[Any, Any]  # new values by widget; a widget that is not named stays as it is

# Events without a progress display, which no caller from outside can reach.
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def html(value: str, elem_id: str, *, visible: bool = True) -> gr.HTML:
    """HTML of our own making, without Gradio's text styles."""
    return gr.HTML(
        value, elem_id=elem_id, visible=visible, apply_default_css=False, js_on_load=None
    )


def said(css_class: str, words: str) -> Any:  # noqa: ANN401 - Gradio's update
    """A note with these words; the page's pop-ups are for a lost connection alone."""
    return gr.update(
        value=f'<p class="{css_class}" role="status">{escape(words)}</p>', visible=True
    )
