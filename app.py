"""The application in the browser: its pages, and the named endpoint `ask` below them.

Run `python app.py`, or call `serve` with settings read elsewhere. The pages are in
`assistant.pages`; no other code knows Gradio.
"""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.events import api

from assistant.intake import LARGEST_FILE
from assistant.keeping import Keeper, open_for_pages
from assistant.llm.model import EndpointError
from assistant.pages.admin import admin_page
from assistant.pages.book import book_page
from assistant.pages.chat import chat_page
from assistant.pages.indicators import indicators_page
from assistant.pages.plans import Chosen, One, plan_chooser
from assistant.pages.profile import profile_page
from assistant.pages.upload_gate import UploadGate
from assistant.render import page_head, page_title
from assistant.session import Asks, ask_all
from assistant.shelf import Shelf
from corpus.errors import PlanQAError, SettingsError

if TYPE_CHECKING:
    from assistant.database.store import Store
    from assistant.settings import Settings

__all__ = ["build_app", "launch", "main", "serve"]

_FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "sans-serif")


def build_app(
    assistant: Asks | Shelf,
    store: Store | None = None,
    *,
    settings: Settings | None = None,
    notice: str = "",
) -> gr.Blocks:
    """All pages and the endpoint `ask`.

    Args:
        assistant: answers the questions, or has an assistant for each of several plans.
        store: keeps what users leave; without one nothing is kept.
        settings: those in force; with a password for it among them there is the page 管理.
        notice: why nothing is kept, said on the page.
    """
    chosen = Chosen(assistant if isinstance(assistant, Shelf) else One(assistant))
    meta = chosen.default.plan.meta
    keeper = Keeper(store, meta.plan_id) if store else None
    app = gr.Blocks(
        title=page_title(meta),
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(3600, 3600),  # seconds: what was uploaded and never read
    )
    with app:
        api(_endpoint(chosen), api_name="ask")
        plan_chooser(chosen)
        with gr.Tabs(elem_id="pages"):
            with gr.Tab("问答", id="chat", elem_id="page-chat"):
                chat_page(chosen, keeper, notice)
            with gr.Tab("指标", id="indicators", elem_id="page-indicators") as indicators:
                indicators_page(chosen, indicators)
            with gr.Tab("原文", id="book", elem_id="page-book") as book:
                book_page(chosen, book)
            with gr.Tab("行业画像", id="profile", elem_id="page-profile") as profile:
                profile_page(chosen, profile)
            if settings and settings.admin_password:
                with gr.Tab("管理", id="admin", elem_id="page-admin"):
                    admin_page(settings, store)
    return app


def _endpoint(chosen: Chosen) -> Any:  # noqa: ANN401 - Gradio reads the function's own signature
    """The function behind the named endpoint: no state, the conversation comes with the call."""

    def ask(
        question: str, earlier: list[str] | None = None, plan: str | None = None
    ) -> dict[str, Any]:
        """Answers a question; `earlier` holds the questions asked before it, oldest first."""
        try:
            asked = chosen.holder.get(str(plan)) if plan else chosen.anyone()
            return ask_all(asked, question, earlier).to_json()
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
            max_file_size=LARGEST_FILE,
            app_kwargs={"middleware": [(UploadGate, (), {})]},  # class, arguments, named ones
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
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="*neutral_300",
        button_cancel_background_fill="#a11d1d",
        button_cancel_background_fill_hover="#861616",
        button_cancel_text_color="white",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
    )


def serve(settings: Settings, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Builds the assistant and serves the chat until interrupted; raises as `launch` does."""
    from assistant.llm.endpoint import open_model

    shelf = Shelf(settings, progress=_say)
    assistant = shelf.get()
    store, notice = open_for_pages(settings, assistant.plan.meta)
    if notice:
        _say(notice)
    in_force = replace(settings, host=host, port=port)
    app = build_app(shelf, store, settings=in_force, notice=notice)
    launch(app, host, port)
    _say(f"规划问答已启动：{app.local_url}（按 Ctrl+C 停止）")
    assistant.warm()  # while the first user reads the page
    model = open_model(settings.llm)
    if model is not None:
        with suppress(EndpointError):  # each answer says so where it could not be asked
            model.warm()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        app.close(verbose=False)
        if store is not None:
            store.close()
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
