"""The page 行业画像: a sector, two of them, or a place, and a Word brief to take away."""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Any

import gradio as gr

from assistant.book_view import other_plan
from assistant.pages.parts import QUIET, html, safely
from assistant.pages.plans import Chosen
from assistant.profile import Profile
from assistant.profile_document import brief_file_name, profile_document
from assistant.profile_told import tell
from assistant.profile_view import (
    Wanted,
    read_address,
    render_absent,
    render_basis,
    render_profiles,
    render_start,
    wanted,
)
from assistant.session import Asks

__all__ = ["profile_page"]

_WAIT = '<p class="pq-wait">正在读取行业与地区……</p>'
_ALONE = ("不对比", "")
_ONE_KIND = '<p class="pq-note" role="status">对比须是两个行业，下面只列前一个。</p>'
# A name that can be chosen by a click says what it opens.
_SCRIPT = """element.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-profile]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    trigger("click", { query: link.dataset.profile });
});"""
_SHOWN = "() => planqaProfile.shown()"
_SAVE = "(file) => planqaSave(file)"


def profile_page(chosen: Chosen, tab: gr.Tab) -> None:
    """The page in `tab`; nothing is read before the tab is opened."""
    choosers, export, saved = _choosers()
    with gr.Row(elem_id="profile-main"):
        with gr.Column(scale=7, min_width=300, elem_id="profile-view"):
            view = html(_WAIT, "profile-text", script=_SCRIPT)
        with gr.Column(scale=4, min_width=280, elem_id="profile-basis"):
            basis = html(render_basis(chosen.default.plan), "profile-evidence")
    address = gr.Textbox(visible=False)
    shown = [*choosers, view, basis, export]

    def show(want: Wanted, request: gr.Request) -> list[Any]:
        """New values of the choosers, and what they ask for."""
        return [want.sector, want.other, want.place, *_read(chosen(request), want)]

    def opened(query: str | None, request: gr.Request) -> list[Any]:
        """The page where its address leads; without an address it is open already."""
        if query is None:
            return [gr.skip()] * len(shown)
        assistant = chosen(request)
        plan, want = read_address(query)
        names = assistant.profile_names
        updates = [
            gr.update(choices=choices, value=value)
            for choices, value in (
                ([*names.sectors], want.sector),
                ([_ALONE, *names.sectors], want.other),
                ([*names.places], want.place),
            )
        ]
        if plan not in {"", assistant.plan.plan_id} and want.names:
            note = other_plan(assistant.plan, plan)
            return [*updates, note, render_basis(assistant.plan), gr.update(visible=False)]
        return [*updates, *_read(assistant, want)]

    def by_sector(sector: str | None, other: str | None, request: gr.Request) -> list[Any]:
        return show(_asked(sector, other), request)

    def by_place(place: str | None, request: gr.Request) -> list[Any]:
        return show(_asked(place=place), request)

    def by_link(event: gr.EventData, request: gr.Request) -> list[Any]:
        return show(read_address(str(getattr(event, "query", "")))[1], request)

    sector, other, place = choosers
    tab.select(opened, address, shown, js="() => [planqaProfile.address()]", **QUIET).then(
        None, js=_SHOWN, **QUIET
    )
    changes = [
        *(chooser.input(by_sector, [sector, other], shown, **QUIET) for chooser in (sector, other)),
        place.input(by_place, place, shown, **QUIET),
        view.click(by_link, None, shown, **QUIET),
    ]
    for change in changes:
        change.then(None, js=_SHOWN, **QUIET)

    def pack(sector: str | None, other: str | None, place: str | None, request: gr.Request) -> str:
        return _file(chosen(request), _asked(sector, other, place))

    export.click(pack, choosers, saved, **QUIET).then(None, saved, None, js=_SAVE, **QUIET)
    # A deep link opens the page at once.
    gr.on(None, None, js="() => planqaProfile.begin()", **QUIET)


def _asked(sector: str | None = "", other: str | None = "", place: str | None = "") -> Wanted:
    """What the choosers say; the word for no comparison may come as one that was typed."""
    return wanted(sector, "" if other == _ALONE[0] else other, place)


def _choosers() -> tuple[list[gr.Dropdown], gr.Button, gr.Textbox]:
    """What is to be shown — sector, another, place — and the file's button and parcel."""
    with gr.Row(elem_id="profile-choosers"):
        choosers = [
            gr.Dropdown(
                [_ALONE] if name == "with" else [],
                value="",
                label=label,
                allow_custom_value=True,
                min_width=140,
                elem_id=f"profile-{name}",
            )
            for name, label in (
                ("sector", "行业"),
                ("with", "对比行业"),
                ("place", "地区"),
            )
        ]
        export = gr.Button(
            "导出 Word 简报", scale=0, min_width=140, visible=False, elem_id="profile-export"
        )
        saved = gr.Textbox(visible=False)
    return choosers, export, saved


def _profiles(assistant: Asks, want: Wanted) -> tuple[list[Profile], list[str]]:
    """Profiles of the names, none of one section twice, and the names that have none."""
    found: dict[str, Profile] = {}
    absent = []
    for name in want.names:
        profile = assistant.profile(name)
        if profile is None or not profile.parts:
            absent.append(name)
        else:
            found.setdefault(profile.home.path if profile.home else name, profile)
    return list(found.values()), absent


def _comparable(profiles: list[Profile]) -> list[Profile]:
    """All of them where they are of sectors, else the first."""
    places = any(part.aspect is None for profile in profiles for part in profile.parts)
    return profiles[:1] if places else profiles


def _read(assistant: Asks, want: Wanted) -> list[Any]:
    """What is asked for, the panel with its sources, and the button for the file."""
    plan = assistant.plan
    basis, has_file = render_basis(plan), False

    def view() -> str:
        nonlocal basis, has_file
        if not want.names:
            return render_start(plan, assistant.profile_names)
        found, absent = _profiles(assistant, want)
        notes = [render_absent(plan, name, assistant.nearest_profiles(name)) for name in absent]
        told = _comparable(found)
        if len(told) < len(found):
            notes.append(_ONE_KIND)
        if not told:
            return "".join(notes)
        telling = tell(assistant.indicators, told)
        basis, has_file = render_basis(plan, telling.citations), True
        return "".join([*notes, render_profiles(plan, telling)])

    return [safely(view), basis, gr.update(visible=has_file)]


def _file(assistant: Asks, want: Wanted) -> str:
    """The brief of what is shown, as the browser saves it."""
    from assistant.word_export import word_file  # only where a file is asked for

    telling = tell(assistant.indicators, _comparable(_profiles(assistant, want)[0]), short=True)
    meta, day = assistant.plan.meta, dt.date.today()
    made = base64.b64encode(word_file(profile_document(meta, telling, day))).decode("ascii")
    return json.dumps({"name": brief_file_name(meta, telling, day), "data": made})
