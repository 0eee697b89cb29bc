"""Putting a plan's folder into the library, or taking it out: whole, or as if nothing had been.

A plan is made ready in a workplace beside the plans, `.work-<random>/`::

    lock      held by the process at work; the operating system lets go of it, however that ends
    plan/     the folder being made
    takes     identifier of the plan that `plan/` or `old/` belongs to, from the swap on
    old/      the version before, moved away for the moment between two renames

It enters the library by a rename under the library's lock, all files being on disk by then. A
workplace whose lock is free was left behind by a process that was killed: `recover` puts `old/`
back where the new version did not arrive, and removes the rest.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import PlanFileError, reason_of
from corpus.plan_folder import sync_folder, write_whole

if TYPE_CHECKING:
    import filelock

__all__ = ["Taken", "Workplace", "discard", "explained", "recover", "take_out"]

_PREFIX = ".work-"
_LIBRARY_LOCK = ".lock"
_LOCK, _PLAN, _OLD, _TAKES = "lock", "plan", "old", "takes"
_LOCK_SECONDS = 60.0  # it is held for renames alone; this is a process that hangs


class Taken(Exception):
    """The identifier belongs to another plan."""


class Workplace:
    """A folder in which one plan is made ready; see `Workplace.open`."""

    def __init__(self, library: Path, root: Path, lock: filelock.BaseFileLock) -> None:
        """Use `open`: a folder `root` in `library` that exists and whose lock is held."""
        self._library, self._lock = library, lock
        self.root = root
        self.plan = root / _PLAN

    @classmethod
    def open(cls, library: Path) -> Workplace:
        """A new one, to be closed by `close`; what killed processes left is cleared first.

        Raises:
            PlanFileError: the library cannot be written.
        """
        with explained(library), _held(library):
            _clear(library)
            root = library / f"{_PREFIX}{secrets.token_hex(8)}"
            root.mkdir()
            lock = _lock(root / _LOCK, 0)
            lock.acquire()
        place = cls(library, root, lock)
        with explained(library):
            place.plan.mkdir()
        return place

    def put(self, plan_id: str, *, replaces: bool) -> None:
        """Move the plan into the library, in the place of the one there or of none.

        Raises:
            Taken: a plan of this identifier came in meanwhile, or, replacing, there is none.
            PlanFileError: it cannot be moved; the library is as it was.
        """
        with explained(self._library):
            _sync_tree(self.plan)
            with _held(self._library):
                target = self._library / plan_id
                if target.exists() != replaces:
                    raise Taken(plan_id)
                write_whole(self.root / _TAKES, plan_id.encode())
                sync_folder(self.root)
                if replaces:
                    target.rename(self.root / _OLD)
                try:
                    self.plan.rename(target)
                except OSError:
                    if replaces:
                        (self.root / _OLD).rename(target)
                    raise
                sync_folder(self._library)

    def close(self) -> None:
        """Remove the workplace with what is left in it."""
        self._lock.release()
        discard(self.root)


def take_out(library: Path, plan_id: str) -> None:
    """Remove a plan's folder: gone at once for readers, from disk right after.

    Raises:
        Taken: there is none.
        PlanFileError: it cannot be removed; the library is as it was.
    """
    place = Workplace.open(library)
    try:
        with explained(library), _held(library):
            target = library / plan_id
            if not target.is_dir():
                raise Taken(plan_id)
            target.rename(place.root / "gone")
            sync_folder(library)
    finally:
        place.close()


def recover(library: Path) -> bool:
    """Clear what killed processes left; whether there was anything.

    Where the library cannot be written nothing is done: what was left stays, and does no harm.
    """
    if not any(library.glob(f"{_PREFIX}*")):
        return False
    try:
        with _held(library):
            _clear(library)
    except (OSError, PlanFileError):
        return False
    return True


def discard(path: Path) -> None:
    """Remove a file or folder as far as possible; what stays is cleared with the next addition."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


@contextmanager
def explained(library: Path) -> Iterator[None]:
    """Errors of writing, as the user is told them."""
    try:
        yield
    except OSError as error:
        raise PlanFileError(
            f"写不了规划库 {library}：{reason_of(error)}。需要一个可写且有剩余空间的文件夹，"
            "请检查权限和磁盘空间。规划库未改动。"
        ) from error


def _clear(library: Path) -> None:
    """Put back what was moved away, remove what was left; the library's lock is held."""
    import filelock

    for root in library.glob(f"{_PREFIX}*"):
        lock = _lock(root / _LOCK, 0)
        try:
            lock.acquire()
        except filelock.Timeout:
            continue  # somebody is at work there
        except OSError:
            pass  # no folder, or none that can be written: only `discard` can do something
        try:
            _put_back(library, root)
        finally:
            lock.release()
        discard(root)


def _put_back(library: Path, root: Path) -> None:
    old, takes = root / _OLD, root / _TAKES
    if not (old.is_dir() and takes.is_file()):
        return
    target = library / takes.read_text("utf-8")
    if not target.exists():
        old.rename(target)
        sync_folder(library)


@contextmanager
def _held(library: Path) -> Iterator[None]:
    """The library's lock, the folder made if need be; raises OSError or PlanFileError."""
    import filelock

    library.mkdir(parents=True, exist_ok=True)
    lock = _lock(library / _LIBRARY_LOCK, _LOCK_SECONDS)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise PlanFileError(
            f"另一个进程占着规划库，久等未完（锁文件 {library / _LIBRARY_LOCK}）。"
            "请等它结束后重试；若它已停滞，请先结束它。"
        ) from None
    try:
        yield
    finally:
        lock.release()


def _lock(path: Path, seconds: float) -> filelock.BaseFileLock:
    import filelock

    return filelock.FileLock(path, timeout=seconds, thread_local=False)


def _sync_tree(folder: Path) -> None:
    """Wait until all files under a folder, and their names, are on disk."""
    for parent, _, names in os.walk(folder):
        for name in names:
            with (Path(parent) / name).open("rb") as file:
                os.fsync(file.fileno())
        sync_folder(Path(parent))
