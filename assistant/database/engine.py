"""One database: opened, brought to the newest schema, read and written; its errors in Chinese.

SQLite runs with a write-ahead log, so that readers never wait for a writer; writers, of this
process or another, take turns. A transaction that writes takes the lock when it begins: one that
took it later could not be told to wait. What is deleted is overwritten.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from assistant.database.migration import NewerSchemaError, migrate
from corpus.errors import PlanQAError, SettingsError, reason_of

__all__ = ["FILE", "Database", "StoreError", "shown_url"]

FILE = "planqa.db"
WAIT_SECONDS = 10.0  # for another writer
_PAUSE = 0.01  # seconds between two tries to turn the log on

_LOG = logging.getLogger("planqa")
_REASONS = {
    sqlite3.SQLITE_NOTADB: "文件已损坏，或不是数据库",
    sqlite3.SQLITE_CORRUPT: "文件已损坏",
    sqlite3.SQLITE_BUSY: "正被其他进程占用",
    sqlite3.SQLITE_LOCKED: "正被其他进程占用",
    sqlite3.SQLITE_FULL: "磁盘已满",
    sqlite3.SQLITE_READONLY: "没有写权限",
    sqlite3.SQLITE_CANTOPEN: "打不开文件",
    sqlite3.SQLITE_PERM: "没有权限",
    sqlite3.SQLITE_IOERR: "磁盘读写出错",
}


class StoreError(PlanQAError):
    """What is kept cannot be read or written."""


class Database:
    """An open database.

    Args:
        url: any SQLAlchemy URL; "" for the file `planqa.db` in `home`.
        home: folder of that file; made where it is missing, readable by its owner alone.

    Raises:
        SettingsError: `url` is no URL, or its driver is not installed.
        StoreError: the database cannot be opened, is damaged, or was written by a newer planqa.
    """

    def __init__(self, url: str, home: Path) -> None:
        self._engine = _engine(url, home)
        self.shown = shown_url(self._engine.url.render_as_string(hide_password=False))
        self._writing = self._engine.execution_options(planqa_writes=True)
        try:
            with self._explained("打不开"), self._writing.begin() as connection:
                migrate(connection)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads.

        Raises:
            StoreError: whatever the database refuses.
        """
        with self._explained("没能读取，"), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes; all of it is kept, or nothing.

        Raises:
            StoreError: whatever the database refuses.
        """
        with self._explained("没能保存，"), self._writing.begin() as connection:
            yield connection

    def forget(self) -> None:
        """Clear what was deleted out of SQLite's log, where no one is reading it."""
        if self._engine.dialect.name == "sqlite":
            with suppress(SQLAlchemyError), self._engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                connection.exec_driver_sql("BEGIN")

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def _explained(self, failed: str) -> Iterator[None]:
        try:
            yield
        except NewerSchemaError as error:
            raise StoreError(
                f"数据库 {self.shown} 由更新版本的 planqa 写成（第 {error.found} 版，本程序识得第 "
                f"{error.known} 版）。请升级 planqa，或用 PLANQA_DATABASE 另设数据库。"
            ) from error
        except SQLAlchemyError as error:
            _LOG.error("the database refused: %s", error)  # without what was to be written
            raise StoreError(
                f"{failed}数据库 {self.shown}（{_reason(error)}）。请告知管理员。"
            ) from error


def _engine(url: str, home: Path) -> Engine:
    try:
        parsed = make_url(url) if url else URL.create("sqlite", database=str(home / FILE))
        sqlite = parsed.get_backend_name() == "sqlite"
        if sqlite and parsed.database and parsed.database != ":memory:":
            _prepare_file(Path(parsed.database))
        options: dict[str, Any] = {"connect_args": {"timeout": WAIT_SECONDS}} if sqlite else {}
        engine = create_engine(parsed, hide_parameters=True, **options)
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"PLANQA_DATABASE 要用的驱动 {error.name} 没有安装。请用 pip 装上后再启动。"
        ) from error
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise SettingsError(
            "PLANQA_DATABASE 不是可用的数据库地址。应如 sqlite:////路径/planqa.db 或 "
            "postgresql+psycopg://用户:口令@主机/库名。"
        ) from error
    if sqlite:
        event.listen(engine, "connect", _tune)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare_file(path: Path) -> None:
    """The file, empty and for its owner alone, where there is none yet."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(
            f"打不开数据库 {path}（{reason_of(error)}）。请检查权限，或改设 PLANQA_HOME。"
        ) from error


def _tune(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's
    connection.isolation_level = None  # transactions begin where `_begin` says
    _write_ahead(connection)
    for pragma in (
        "synchronous=NORMAL",  # with the log, a power cut may cost the last turn, never the file
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _write_ahead(connection: Any) -> None:  # noqa: ANN401 - the driver's
    """Turn the write-ahead log on; SQLite itself does not wait where two do so at once."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").fetchall()
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
            if not busy or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("planqa_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _reason(error: SQLAlchemyError) -> str:
    """Why the database refused, in Chinese."""
    origin = error.orig if isinstance(error, DBAPIError) else None
    code = getattr(origin, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _REASONS.get(code & 0xFF, "数据库出错")  # the low byte: the primary result code
    return "连不上数据库" if isinstance(error, DBAPIError) else "数据库出错"


def shown_url(url: str) -> str:
    """A database URL as it may be shown: a SQLite file's path; no password, no options."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return "（无法识别）"
    if parsed.get_backend_name() == "sqlite":
        return parsed.database or ":memory:"
    return parsed.set(query={}).render_as_string(hide_password=True)
