"""The application with the Hangzhou plan, running, and a browser to look at it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

import app
from assistant.pipeline import build_assistant
from assistant.settings import Settings
from tests.assistant.talk import HANGZHOU
from tests.test_app import FLAGS, free_port, in_a_loop


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running application."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    assistant = build_assistant(settings, plan_id=HANGZHOU)

    def start() -> object:
        demo = app.build_app(assistant)
        app.launch(demo, "127.0.0.1", free_port())
        return demo

    demo = in_a_loop(start)
    yield demo.local_url
    demo.close(verbose=False)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()
