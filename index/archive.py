"""A set of files kept together on disk: whole and checked, or not there at all.

Layout of a folder::

    manifest.json     facts about the set; name, size and SHA-256 of each file; its own SHA-256
    data-<random>/    the files the manifest speaks of
    lock              held while writing

A new set is written to a new data folder and flushed to disk; then one atomic replacement of
manifest.json puts it in place of the old one. Whatever interrupts the writer, the manifest names
either the old files or the new ones, and both are complete. What an interrupted writer left behind
goes with the next write. Writers take turns; readers need no lock and write nothing.

Files are bytes read once: what was checked is what is used. Nothing is ever unpickled.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import reason_of

__all__ = [
    "MANIFEST",
    "Archive",
    "DamagedArchiveError",
    "LockedArchiveError",
    "Writer",
    "is_plain",
    "read",
]

MANIFEST = "manifest.json"
_LOCK = "lock"
_DATA_PREFIX = "data-"
_TEMPORARY_PREFIX = "manifest-"
_LOCK_SECONDS = 120.0  # a build takes about a second; this is a process that hangs
_READ_ATTEMPTS = 5  # a reader that meets a swap tries again


class DamagedArchiveError(Exception):
    """A set that is there and cannot be trusted; the Chinese message names the files."""


class LockedArchiveError(Exception):
    """Another process holds the lock for too long."""


@dataclass(frozen=True)
class Archive:
    """A checked set of files in memory."""

    facts: Mapping[str, object]  # as given to `Writer.write`, after a round trip through JSON
    files: Mapping[str, bytes]


def read(folder: Path) -> Archive | None:
    """The set in `folder`, every byte checked; None where no set was ever completed.

    Raises:
        DamagedArchiveError: a file is missing, unreadable, or not what the manifest says.
    """
    for _ in range(_READ_ATTEMPTS):
        raw = _read_manifest(folder)
        if raw is None:
            return None
        try:
            return _checked(folder, raw)
        except DamagedArchiveError:
            if _read_manifest(folder) == raw:  # else another process has just replaced the set
                raise
    raise DamagedArchiveError(f"{MANIFEST} 在读取时不断被其他进程更换")


class Writer:
    """The right to replace the set in one folder; see `Writer.hold`."""

    def __init__(self, folder: Path) -> None:
        """Write into `folder`, which exists and whose lock is held."""
        self._folder = folder

    @classmethod
    @contextmanager
    def hold(cls, folder: Path) -> Iterator[Writer]:
        """Create the folder if need be and wait for the lock.

        The operating system releases the lock when its holder ends, however it ends.

        Raises:
            OSError: the folder cannot be created or written.
            LockedArchiveError: the lock is not free in time.
        """
        import filelock

        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / _LOCK, timeout=_LOCK_SECONDS)
        try:
            lock.acquire()
        except filelock.Timeout as error:
            raise LockedArchiveError(str(folder / _LOCK)) from error
        try:
            yield cls(folder)
        finally:
            lock.release()

    def write(self, files: Mapping[str, bytes], facts: Mapping[str, object]) -> Archive:
        """Replace the set and remove what older writes left.

        Args:
            files: contents by plain file name.
            facts: anything JSON can hold.

        Returns:
            The set as `read` would give it.

        Raises:
            OSError: nothing could be written; the set that was there is untouched.
        """
        for name in files:
            if not is_plain(name):
                raise ValueError(f"expected a plain file name, got {name!r}")
        token = secrets.token_hex(8)
        data = self._folder / f"{_DATA_PREFIX}{token}"
        draft = self._folder / f"{_TEMPORARY_PREFIX}{token}"
        raw = _manifest(data.name, files, facts)
        try:
            data.mkdir()
            for name, content in files.items():
                _write(data / name, content)
            _sync_folder(data)
            _write(draft, raw)
            draft.replace(self._folder / MANIFEST)
        except OSError:
            _discard([data, draft])
            raise
        _sync_folder(self._folder)
        _discard(path for path in self._leftovers() if path != data)
        return Archive(facts=json.loads(raw)["facts"], files=dict(files))

    def _leftovers(self) -> Iterator[Path]:
        """What writes leave in the folder: all data folders, and drafts of manifests."""
        yield from self._folder.glob(f"{_DATA_PREFIX}*")
        yield from self._folder.glob(f"{_TEMPORARY_PREFIX}*")


def _read_manifest(folder: Path) -> bytes | None:
    try:
        return (folder / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise DamagedArchiveError(f"{MANIFEST} 无法读取（{reason_of(error)}）") from error


def _manifest(data: str, files: Mapping[str, bytes], facts: Mapping[str, object]) -> bytes:
    """The manifest as bytes, closed by the digest of everything before it."""
    listed = {
        name: {"bytes": len(content), "sha256": _digest(content)}
        for name, content in sorted(files.items())
    }
    body = {"data": data, "facts": facts, "files": listed}
    return _encoded({**body, "sha256": _digest(_encoded(body))})


def _checked(folder: Path, raw: bytes) -> Archive:
    """The set a manifest names, read and compared with it."""
    data, facts, listed = _parsed(raw)
    files: dict[str, bytes] = {}
    damage: list[str] = []
    for name, expected in listed.items():
        try:
            content = (folder / data / name).read_bytes()
        except FileNotFoundError:
            damage.append(f"缺少 {name}")
            continue
        except OSError as error:
            damage.append(f"{name} 无法读取（{reason_of(error)}）")
            continue
        if len(content) != expected["bytes"]:
            damage.append(f"{name} 应有 {expected['bytes']} 字节，实有 {len(content)} 字节")
        elif _digest(content) != expected["sha256"]:
            damage.append(f"{name} 的内容已改变（SHA-256 不符）")
        files[name] = content
    if damage:
        raise DamagedArchiveError("；".join(damage))
    return Archive(facts=facts, files=files)


def _parsed(raw: bytes) -> tuple[str, dict[str, object], dict[str, dict[str, object]]]:
    """Data folder, facts and file list of a manifest that is whole."""
    try:
        body = json.loads(raw)
        claimed = body.pop("sha256")
        data, facts, listed = body["data"], body["facts"], body["files"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedArchiveError(f"{MANIFEST} 不是完整的清单") from error
    if _digest(_encoded(body)) != claimed:
        raise DamagedArchiveError(f"{MANIFEST} 的内容已改变（SHA-256 不符）")
    if not all(map(is_plain, [data, *listed])):
        raise DamagedArchiveError(f"{MANIFEST} 指向文件夹之外")
    return data, facts, listed


def is_plain(name: str) -> bool:
    """Whether a name can be that of a file or folder and points nowhere else."""
    return bool(name) and name not in {".", ".."} and not set(name) & set("/\\:\0")


def _encoded(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Write a file and wait until it is on disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Wait until a folder's entries are on disk, where the system can be asked to."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _discard(paths: Iterable[Path]) -> None:
    """Remove files and folders as far as possible; what stays is no harm."""
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()
