"""The shelf: assistants loaded when asked for, few at once, renewed when a plan is replaced."""

import gc
import json
import re
import threading
import weakref
from pathlib import Path

import pytest

from assistant import pipeline
from assistant.batch import run_batch
from assistant.intake import read_draft
from assistant.settings import Settings
from assistant.shelf import Shelf
from corpus.errors import PlanFileError
from tests.assistant.plans import plan_text
from tests.assistant.talk import GOLD, HANGZHOU, gold_turns


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path / "home", plans=tmp_path / "plans")
    for name in ("a", "b", "c"):
        put(settings, name, plan_text())
    return settings


def put(settings: Settings, name: str, text: str, *, replaces: bool = False) -> None:
    path = settings.plans / "file.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    draft = read_draft(settings, path)
    draft.accept(draft.reading.meta, plan_id=name, replaces=replaces)


def test_a_few_are_held_the_others_let_go(settings: Settings) -> None:
    shelf = Shelf(settings, most=2)
    assert [entry.plan_id for entry in shelf.plans()] == ["a", "b", "c"]
    assert shelf.held() == []
    first = shelf.get("a")
    assert shelf.get() is first  # the default
    assert shelf.get("b").plan.plan_id == "b"
    assert shelf.get("a") is first
    shelf.get("c")
    assert shelf.held() == ["a", "c"]
    assert shelf.get("a") is first
    shelf.forget("a")
    assert shelf.get("a") is not first


def test_what_is_let_go_is_gone(settings: Settings) -> None:
    shelf = Shelf(settings, most=1)
    first = shelf.get("a")
    first.ask_last(["2025年海洋渔业产值目标是多少"])
    plan = weakref.ref(first.plan)
    del first
    shelf.get("b").ask_last(["2025年海洋渔业产值目标是多少"])
    gc.collect()
    assert plan() is None


def test_a_plan_that_was_replaced_is_loaded_anew(settings: Settings) -> None:
    shelf = Shelf(settings)
    first = shelf.get("a")
    put(settings, "a", plan_text().replace("130亿元", "140亿元"), replaces=True)
    question = "2025年海洋渔业产值目标是多少"
    assert "140" in shelf.get("a").ask_last([question]).text
    assert "130" in first.ask_last([question]).text
    with pytest.raises(PlanFileError, match="没有编号为“d”的规划"):
        shelf.get("d")
    put(settings, "d", plan_text())
    assert shelf.get("d").plan.plan_id == "d"


def test_threads_load_each_plan_once(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []
    build = pipeline.build_assistant

    def counted(*args: object, plan_id: str, **options: object) -> object:
        built.append(plan_id)
        return build(*args, plan_id=plan_id, **options)

    monkeypatch.setattr(pipeline, "build_assistant", counted)
    shelf, got = Shelf(settings), []

    def ask(name: str) -> None:
        got.append((name, shelf.get(name)))

    threads = [threading.Thread(target=ask, args=(name,)) for name in "abc" * 5]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(built) == ["a", "b", "c"]
    assert len({assistant for _, assistant in got}) == 3
    assert all(assistant.plan.plan_id == name for name, assistant in got)


def test_answers_on_a_plan_do_not_change_with_the_others(tmp_path: Path) -> None:
    """Byte for byte, the time taken apart, with no and with three further plans."""
    settings = Settings(home=tmp_path / "home", plan=HANGZHOU)
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    turns = [turns for n, turns in enumerate(gold_turns()) if n % 3 == 0]
    lines = [json.dumps({"id": str(n), "turns": each}) for n, each in enumerate(turns)]
    source.write_text("\n".join(lines), "utf-8")

    def answered() -> str:
        run_batch(source, target, settings, lambda _words: None)
        return re.sub(r'"latency_ms": [\d.]+', "", target.read_text("utf-8"))

    alone = answered()
    assert alone.count("\n") == len(turns)
    for name in ("aaa", "lanwan", "zzz"):  # before and after it in the list
        other = GOLD.parents[2] / "plans" / "lanwan-outline-14-5" / "plan.txt"
        draft = read_draft(settings, other)
        draft.accept(draft.reading.meta, plan_id=name)
    assert len(list(settings.library.ids())) == 4
    Shelf(settings).get("zzz").ask_last(["规划期是哪几年"])
    assert answered() == alone
