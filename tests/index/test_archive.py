import errno
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from index import archive
from index.archive import MANIFEST, DamagedArchiveError, LockedArchiveError, Writer, read

OLD = {"a.bin": b"old" * 50, "b.json": b"[1]"}
NEW = {"a.bin": b"new" * 70, "c.json": b"[2]"}


class Killed(BaseException):
    """Ends a write where it stands; no handler of OSError cleans up after it."""


class FileSystem:
    """Counts what is about to change below one folder; can stop it before the n-th change."""

    def __init__(self):
        self.folder = None
        self.changes = 0
        self.stop_at = None
        sys.addaudithook(self)  # a hook cannot be removed; without a folder it does nothing

    def __call__(self, event, arguments):
        if self.folder is None or event not in CHANGES:
            return
        if event == "open" and not arguments[2] & (os.O_WRONLY | os.O_RDWR):
            return
        if not str(arguments[0]).startswith(self.folder):
            return
        self.changes += 1
        if self.changes == self.stop_at:
            raise Killed

    def watch(self, folder, stop_at=None):
        self.folder, self.changes, self.stop_at = str(folder), 0, stop_at


CHANGES = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree"}
FILES = FileSystem()


@pytest.fixture
def files():
    yield FILES
    FILES.folder = None


def write(folder: Path, contents: dict[str, bytes], **facts: object) -> archive.Archive:
    with Writer.hold(folder) as writer:
        return writer.write(contents, facts)


def data_folder(folder: Path) -> Path:
    return folder / json.loads((folder / MANIFEST).read_bytes())["data"]


def test_round_trip(tmp_path):
    written = write(tmp_path / "x" / "y", OLD, plan="规划", versions={"a": "1"})
    assert read(tmp_path / "x" / "y") == written
    assert (written.files, written.facts) == (OLD, {"plan": "规划", "versions": {"a": "1"}})


@pytest.mark.parametrize("place", ["nowhere", "file/below", "empty"])
def test_nothing_there(tmp_path, place):
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    assert read(tmp_path / place) is None


def test_a_new_set_replaces_the_old_and_leaves_nothing_behind(tmp_path):
    write(tmp_path, OLD)
    write(tmp_path, NEW)
    assert read(tmp_path).files == NEW
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [MANIFEST, "lock", data_folder(tmp_path).name]
    )


def zero_tail(content):
    return content[:-40] + bytes(40)


def flip(content):
    return content[:60] + bytes([content[60] ^ 1]) + content[61:]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda path: path.unlink(), "缺少 a.bin"),
        (lambda path: path.write_bytes(OLD["a.bin"][:-1]), "a.bin 应有 150 字节，实有 149 字节"),
        (lambda path: path.write_bytes(b""), "a.bin 应有 150 字节，实有 0 字节"),
        (lambda path: path.write_bytes(flip(OLD["a.bin"])), "a.bin 的内容已改变"),
        (lambda path: path.write_bytes(zero_tail(OLD["a.bin"])), "a.bin 的内容已改变"),
    ],
    ids=["missing", "truncated", "empty", "bit flipped", "zero tail"],
)
def test_a_damaged_file_is_named(tmp_path, damage, message):
    write(tmp_path, OLD)
    damage(data_folder(tmp_path) / "a.bin")
    with pytest.raises(DamagedArchiveError, match=message):
        read(tmp_path)


def test_every_damaged_file_is_named(tmp_path):
    write(tmp_path, OLD)
    for name in OLD:
        (data_folder(tmp_path) / name).unlink()
    with pytest.raises(DamagedArchiveError, match=r"^缺少 a\.bin；缺少 b\.json$"):
        read(tmp_path)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    write(tmp_path, OLD)
    path = data_folder(tmp_path) / "a.bin"
    path.unlink()
    path.mkdir()
    with pytest.raises(DamagedArchiveError, match=r"a\.bin 无法读取（是文件夹，不是文件）"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "manifest.json 不是完整的清单"),
        (b"[]", "manifest.json 不是完整的清单"),
        (b"null", "manifest.json 不是完整的清单"),
        (bytes(80), "manifest.json 不是完整的清单"),
        (b'{"sha256": "0"}', "manifest.json 不是完整的清单"),
    ],
)
def test_a_damaged_manifest_is_named(tmp_path, content, message):
    write(tmp_path, OLD)
    (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(DamagedArchiveError, match=message):
        read(tmp_path)


def test_no_changed_byte_of_a_manifest_goes_unnoticed(tmp_path):
    written = write(tmp_path, OLD, plan="p")
    raw = (tmp_path / MANIFEST).read_bytes()
    messages, harmless = set(), b""
    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 4
        (tmp_path / MANIFEST).write_bytes(changed)
        try:
            assert read(tmp_path) == written
            harmless += raw[place : place + 1]
        except DamagedArchiveError as error:
            messages.add(str(error))
    assert all(message.startswith(MANIFEST) for message in messages)
    assert harmless.isspace() or not harmless  # blanks between the values carry nothing


def test_a_manifest_cannot_point_outside(tmp_path):
    write(tmp_path / "x", OLD)
    (tmp_path / "secret").write_bytes(b"s")
    body = json.loads((tmp_path / "x" / MANIFEST).read_bytes())
    del body["sha256"]
    body["files"] = {"../../secret": body["files"]["a.bin"]}
    encoded = archive._encoded(body)
    raw = archive._encoded({**body, "sha256": archive._digest(encoded)})
    (tmp_path / "x" / MANIFEST).write_bytes(raw)
    with pytest.raises(DamagedArchiveError, match="指向文件夹之外"):
        read(tmp_path / "x")
    with pytest.raises(ValueError, match=r"plain file name, got '\.\./a'"):
        write(tmp_path / "x", {"../a": b""})


def test_a_write_killed_at_any_step_leaves_the_old_set_or_the_new(tmp_path, files):
    write(tmp_path, OLD, n=1)
    files.watch(tmp_path)
    write(tmp_path, NEW, n=2)
    steps = files.changes
    assert steps >= 8  # lock, data folder, two files, manifest, swap, clearing up
    outcomes = []
    for step in range(1, steps + 1):
        files.watch(tmp_path)
        write(tmp_path, OLD, n=1)
        files.watch(tmp_path, stop_at=step)
        with pytest.raises(Killed):
            write(tmp_path, NEW, n=2)
        files.watch(tmp_path)
        found = read(tmp_path)
        outcomes.append(found.facts["n"])
        assert dict(found.files) == {1: OLD, 2: NEW}[found.facts["n"]]
    assert outcomes == sorted(outcomes)  # the old one up to the swap, then the new one
    assert {*outcomes} == {1, 2}
    write(tmp_path, OLD)
    assert len(list(tmp_path.glob("data-*"))) == 1  # what the killed writers left is gone
    assert len(list(tmp_path.glob("manifest*"))) == 1


def test_a_first_write_killed_at_any_step_leaves_nothing_or_the_new_set(tmp_path, files):
    for step in range(1, 50):
        folder = tmp_path / str(step)
        files.watch(folder, stop_at=step)
        try:
            write(folder, NEW)
        except Killed:
            files.watch(folder)
            found = read(folder)
            assert found is None or found.files == NEW
        else:
            break
    assert step > 6


KILLED_WRITER = """
import os, signal, sys
from pathlib import Path
from index import archive

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

archive._sync_folder = die
with archive.Writer.hold(Path(sys.argv[1])) as writer:
    writer.write({"a.bin": b"x"}, {})
"""


@pytest.mark.skipif(not hasattr(__import__("signal"), "SIGKILL"), reason="needs SIGKILL")
def test_a_killed_process_leaves_the_old_set_and_a_free_lock(tmp_path):
    write(tmp_path, OLD)
    done = subprocess.run([sys.executable, "-c", KILLED_WRITER, tmp_path], capture_output=True)
    assert done.returncode == -9
    assert len(list(tmp_path.glob("data-*"))) == 2
    assert read(tmp_path).files == OLD
    write(tmp_path, NEW)
    assert read(tmp_path).files == NEW
    assert len(list(tmp_path.glob("data-*"))) == 1


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS])
@pytest.mark.parametrize("call", ["os.fsync", "pathlib.Path.replace", "pathlib.Path.mkdir"])
def test_a_failed_write_keeps_the_old_set(tmp_path, monkeypatch, call, number):
    write(tmp_path, OLD)

    def fail(*_args, **_options):
        raise OSError(number, os.strerror(number))

    with Writer.hold(tmp_path) as writer, monkeypatch.context() as patch:
        patch.setattr(call, fail)
        with pytest.raises(OSError, match=os.strerror(number)):
            writer.write(NEW, {})
    assert read(tmp_path).files == OLD
    assert len(list(tmp_path.glob("data-*"))) == 1
    assert len(list(tmp_path.glob("manifest*"))) == 1


def test_readers_never_see_a_half_written_set(tmp_path):
    write(tmp_path, OLD)
    seen, errors, stop = set(), [], threading.Event()

    def look():
        while not stop.is_set():
            try:
                seen.add(tuple(sorted(read(tmp_path).files)))
            except DamagedArchiveError as error:
                errors.append(error)

    reader = threading.Thread(target=look)
    reader.start()
    try:
        for _ in range(20):
            write(tmp_path, NEW)
            write(tmp_path, OLD)
    finally:
        stop.set()
        reader.join()
    assert errors == []
    assert seen <= {tuple(sorted(OLD)), tuple(sorted(NEW))}


BUSY_WRITER = """
import sys
from pathlib import Path
from index.archive import Writer
me = sys.argv[2]
for n in range(15):
    with Writer.hold(Path(sys.argv[1])) as writer:
        writer.write({f"{me}.bin": me.encode() * 10000, "n": str(n).encode()}, {"by": me})
"""


def test_processes_that_write_at_once_take_turns(tmp_path):
    running = [
        subprocess.Popen([sys.executable, "-c", BUSY_WRITER, tmp_path, name]) for name in "xyz"
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    found = read(tmp_path)
    me = found.facts["by"]
    assert found.files == {f"{me}.bin": me.encode() * 10000, "n": b"14"}
    assert len(list(tmp_path.glob("data-*"))) == 1


def test_a_lock_held_too_long_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "_LOCK_SECONDS", 0.05)
    with Writer.hold(tmp_path), pytest.raises(LockedArchiveError), Writer.hold(tmp_path):
        pass


def test_a_folder_under_a_file_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(NotADirectoryError), Writer.hold(tmp_path / "file" / "x"):
        pass
