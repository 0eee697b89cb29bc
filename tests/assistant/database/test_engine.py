"""What cannot be opened says so in Chinese; an older database is brought forward."""

import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Connection, text

from assistant.database import engine, migration
from assistant.database.engine import FILE, StoreError, shown_url
from assistant.database.store import Store, open_store
from assistant.keeping import Keeper, open_for_pages
from assistant.settings import Settings
from corpus.errors import SettingsError
from corpus.plan import PlanMeta
from tests.assistant.database.talks import talk

META = PlanMeta("demo", "滨江市规划")


def test_the_file_is_its_owners_alone_and_readers_never_wait(store: Store, folder: Path) -> None:
    assert (folder / FILE).stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(folder / FILE)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with store.database.write():
        assert store.conversations.listed("li", "demo") == []


def test_a_damaged_file_is_said_and_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all" * 1000)
    with pytest.raises(StoreError, match=r"打不开数据库 .*planqa\.db（文件已损坏"):
        open_store(tmp_path)
    store, notice = open_for_pages(Settings(home=tmp_path), META)
    assert store is None
    assert notice.startswith("对话和反馈暂不保存。打不开数据库")
    assert (tmp_path / FILE).read_bytes().startswith(b"no database at all")


def test_a_file_damaged_later_does_not_stop_the_chat(tmp_path: Path) -> None:
    with closing(open_store(tmp_path)) as store:
        for n in range(50):
            store.conversations.save("li", "demo", "", talk(f"问题{n}"))
    raw = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(raw[:8192] + b"\x07" * (len(raw) - 8192))
    store, notice = open_for_pages(Settings(home=tmp_path), META)
    if store is not None:
        with closing(store):
            _, notice = Keeper(store, "demo").keep("li", "", talk("问"))
    assert "文件已损坏" in notice


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(StoreError, match=r"打不开数据库 .*（.+）。请检查权限"):
        open_store(tmp_path / "taken" / "home")


def test_a_writer_that_never_ends_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "WAIT_SECONDS", 0.1)
    holds, done = Event(), Event()

    def hold() -> None:
        with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            holds.set()
            done.wait(30)

    with closing(open_store(folder)) as store:
        holder = Thread(target=hold)
        holder.start()
        assert holds.wait(30)
        try:
            with pytest.raises(StoreError, match="正被其他进程占用"):
                store.conversations.save("li", "demo", "", talk("问"))
            assert store.conversations.listed("li", "demo") == []  # reading goes on
        finally:
            done.set()
            holder.join()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        pytest.param("no url", "不是可用的数据库地址", id="no address"),
        pytest.param("nothing://host/name", "不是可用的数据库地址", id="unknown kind"),
        pytest.param("oracle+cx_oracle://host/n", "驱动 cx_Oracle 没有安装", id="no driver"),
    ],
)
def test_a_setting_that_names_no_database(tmp_path: Path, url: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        open_store(tmp_path, url)


def test_another_file_may_be_named(tmp_path: Path) -> None:
    with closing(open_store(tmp_path, f"sqlite:///{tmp_path / 'other.db'}")) as store:
        assert store.database.shown == str(tmp_path / "other.db")
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:////data/planqa.db", "/data/planqa.db"),
        (
            "postgresql+psycopg://li:secret@db/planqa?sslpassword=secret",
            "postgresql+psycopg://li:***@db/planqa",
        ),
        ("nonsense", "（无法识别）"),
    ],
)
def test_no_password_is_shown(url: str, shown: str) -> None:
    assert shown_url(url) == shown


def add_a_column(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE conversations ADD COLUMN pinned INTEGER DEFAULT 0"))


def fail(connection: Connection) -> None:
    add_a_column(connection)
    connection.execute(text("ALTER TABLE nothing ADD COLUMN x INTEGER"))


def version(folder: Path) -> tuple[int, list[str]]:
    """The version of a database, and the columns of its conversations."""
    with closing(sqlite3.connect(folder / FILE)) as raw:
        ((number,),) = raw.execute("SELECT number FROM schema_version").fetchall()
        return number, [row[1] for row in raw.execute("PRAGMA table_info(conversations)")]


def test_an_older_database_goes_forward_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(open_store(folder)) as store:
        key = store.conversations.save("li", "demo", "", talk("问"))
    assert version(folder)[0] == 1
    monkeypatch.setattr(migration, "STEPS", (add_a_column,))
    for _ in range(2):
        with closing(open_store(folder)) as store:
            assert store.conversations.opened("li", key) == talk("问")
        assert version(folder) == (2, [*version(folder)[1][:-1], "pinned"])


def test_a_step_that_fails_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(folder).close()
    before = version(folder)
    monkeypatch.setattr(migration, "STEPS", (fail,))
    with pytest.raises(StoreError, match="打不开数据库"):
        open_store(folder)
    assert version(folder) == before


def test_a_newer_database_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migration, "STEPS", (add_a_column,))
    open_store(folder).close()
    monkeypatch.setattr(migration, "STEPS", ())
    with pytest.raises(StoreError, match="由更新版本的 planqa 写成（第 2 版，本程序识得第 1 版）"):
        open_store(folder)
    assert version(folder)[0] == 2
