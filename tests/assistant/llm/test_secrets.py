"""A key that is set is in no file, page, log or output of anything planqa does with it."""

import contextlib
import logging

import pytest

from assistant.admin_view import render_settings
from assistant.answer import Conversation
from assistant.cli import main
from assistant.keeping import Keeper, open_for_pages
from assistant.pipeline import build_assistant
from assistant.session import growing_turns
from assistant.settings import read_settings
from tests.assistant.plans import PLAN_ID, write_library
from tests.scripted_endpoint import SCENARIOS, ScriptedEndpoint

KEY = "sk-sesame-0123456789"
QUESTION = "海洋生产总值2025年的目标是多少"


@pytest.mark.parametrize("name", ["words", "key refused", "server fault"])
def test_no_trace_of_the_key(name, monkeypatch, tmp_path, capsys, caplog):
    caplog.set_level(logging.DEBUG)
    home = tmp_path / "home"
    with ScriptedEndpoint(SCENARIOS[name], key=KEY) as served:
        for variable, value in {
            "HOME": str(home),
            "PLANS": str(write_library(tmp_path / "plans")),
            "LLM_URL": served.url,
            "LLM_MODEL": served.model,
            "LLM_KEY": KEY,
            "LLM_TIMEOUT": "3",
        }.items():
            monkeypatch.setenv(f"PLANQA_{variable}", value)
        settings = read_settings()
        assert settings.llm.key == KEY
        assert main(["index"]) == 0
        assert main(["ask", "--json", QUESTION]) == 0
        main(["doctor"])
        assistant = build_assistant(settings, plan_id=PLAN_ID)
        *_, said = growing_turns(assistant, Conversation(), QUESTION)
        store, notice = open_for_pages(settings, assistant.plan.meta)
        assert store is not None, notice
        with contextlib.closing(store):
            Keeper(store, PLAN_ID).keep("li", "", said)
            page = render_settings(settings.shown(), store.database.shown, settings.llm.told)
            entries = "".join(entry.detail for entry in store.journal.entries())
        assert {r.headers["authorization"] for r in served.requests} == {f"Bearer {KEY}"}
    out, err = capsys.readouterr()
    for text in (out, err, caplog.text, page, entries, repr(said), repr(settings)):
        assert "sesame" not in text
    files = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in files)
    assert [path for path in files if b"sesame" in path.read_bytes()] == []
