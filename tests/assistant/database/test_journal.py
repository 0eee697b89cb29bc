"""Feedback, questions that found nothing, the audit list; the file feedback was kept in before."""

import dataclasses
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from assistant.answer import Status
from assistant.database.journal import Deed
from assistant.database.store import Store, open_store
from assistant.feedback import Feedback
from assistant.keeping import Keeper, open_for_pages
from assistant.settings import Settings
from corpus.plan import PlanMeta
from tests.assistant.database.talks import answered, talk


def said(reason: str, **changes: object) -> Feedback:
    given = Feedback(
        "2026-01-01T00:00:00+00:00", "demo", ("一", "二"), False, reason, "answered", "答", ("1/1",)
    )
    return dataclasses.replace(given, **changes)  # type: ignore[arg-type]


def written(path: Path, *lines: Feedback | bytes) -> None:
    """A `feedback.jsonl` as it was kept before."""
    raw = [
        line if isinstance(line, bytes) else json.dumps(dataclasses.asdict(line)).encode()
        for line in lines
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(line + b"\n" for line in raw))


def test_feedback_comes_back_in_order(store: Store) -> None:
    given = [said("半个字\ud83d\0"), said("", useful=True, turns=("问",), sections=())]
    for one in given:
        store.feedback.add(one)
    assert store.feedback.given() == given


def test_the_old_file_is_taken_over_once_without_loss(folder: Path) -> None:
    same, odd = said("同样的话"), said("半个字\ud83d")
    written(folder / "feedback.jsonl", same, same, b"torn {", odd)
    before = (folder / "feedback.jsonl").read_bytes()
    for _ in range(2):
        with closing(open_store(folder)) as store:
            assert store.feedback.given() == [same, same, odd]
    assert not (folder / "feedback.jsonl").exists()
    assert (folder / "feedback.imported.jsonl").read_bytes() == before

    written(folder / "feedback.jsonl", said("旧版又写的"))
    with closing(open_store(folder)) as store:
        assert [one.reason for one in store.feedback.given()][-1] == "旧版又写的"
    assert (folder / "feedback.imported.jsonl").read_bytes() == before
    assert (folder / "feedback.imported1.jsonl").exists()


def test_a_file_that_cannot_be_renamed_is_not_taken_twice(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    written(folder / "feedback.jsonl", said("一"), said("二"))
    monkeypatch.setattr(Path, "rename", refuse)
    for _ in range(2):
        with closing(open_store(folder)) as store:
            assert [one.reason for one in store.feedback.given()] == ["一", "二"]


def test_two_servers_take_it_over_at_once(folder: Path) -> None:
    written(folder / "feedback.jsonl", *(said(str(n)) for n in range(200)))

    def start(_: int) -> None:
        open_store(folder).close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(start, range(2)))
    with closing(open_store(folder)) as store:
        assert [one.reason for one in store.feedback.given()] == [str(n) for n in range(200)]


def test_questions_that_found_nothing_are_counted_as_they_stand_alone(store: Store) -> None:
    for status in (Status.NOT_IN_PLAN, Status.ANSWERED, Status.NOT_IN_PLAN):
        store.journal.count_missed(answered("那2017年呢", status=status))
    store.journal.count_missed(answered("别的", status=Status.NOT_IN_PLAN))
    found = store.journal.missed()
    assert [(one.question, one.count) for one in found] == [
        ("那2017年呢（全）", 2),
        ("别的（全）", 1),
    ]
    assert found[0].last < found[1].last


def test_two_threads_count_right(folder: Path) -> None:
    missed = answered("问", status=Status.NOT_IN_PLAN)

    def count(_: int) -> None:
        with closing(open_store(folder)) as own:
            for _ in range(25):
                own.journal.count_missed(missed)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(count, range(2)))
    with closing(open_store(folder)) as store:
        assert [one.count for one in store.journal.missed()] == [50]


def test_the_audit_list_says_who_did_what(store: Store) -> None:
    keeper = Keeper(store, "demo")
    key, note = keeper.keep("login:li", "", talk("秘密的问题"))
    assert note == ""
    keeper.feedback("login:li", talk("秘密的问题"), useful=False, reason="不对")
    keeper.delete("login:li", key)
    entries = [(one.who, one.what, one.detail) for one in store.journal.entries()]
    assert entries == [("li", Deed.DELETED, ""), ("li", Deed.FEEDBACK, "有误")]


def test_the_start_is_put_down_without_secrets(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path, admin_password="open sesame", database=f"sqlite:///{tmp_path / 'my.db'}"
    )
    store, notice = open_for_pages(settings, PlanMeta("demo", "滨江市规划"))
    assert store is not None
    with closing(store):
        loaded, started = store.journal.entries()
    assert (notice, loaded.what, loaded.detail) == ("", Deed.PLAN_LOADED, "demo 滨江市规划")
    assert started.what == Deed.SETTINGS
    assert "PLANQA_ADMIN_PASSWORD=已设" in started.detail
    assert "sesame" not in started.detail + repr(settings)
    assert "my.db" not in started.detail


def test_a_visitor_without_a_word_is_told_and_nothing_is_kept(store: Store) -> None:
    kept, note = Keeper(store, "demo").keep("", "", talk("问"))
    assert (kept, note[:5]) == ("", "浏览器没有")
