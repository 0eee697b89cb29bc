"""Folders enter and leave the library whole, whatever interrupts it."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from corpus import staging
from corpus.errors import PlanFileError
from corpus.staging import Taken, Workplace, recover, take_out

# Kills itself at the n-th thing it does to a file in the library.
KILLED = """
import os, signal, sys
from pathlib import Path
from corpus.staging import Workplace, take_out
library, what, step = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
EVENTS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.listdir", "os.scandir"}
done = 0
def count(event, arguments):
    global done
    if event in EVENTS and str(arguments[0]).startswith(str(library)):
        done += 1
        if done == step:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
if what == "remove":
    take_out(library, "a")
else:
    place = Workplace.open(library)
    (place.plan / "plan.txt").write_text("new")
    (place.plan / "index").mkdir()
    (place.plan / "index" / "manifest.json").write_text("new")
    place.put("a", replaces=what == "replace")
    place.close()
print("done")
"""


def make(library: Path, plan_id: str, words: str) -> None:
    place = Workplace.open(library)
    (place.plan / "plan.txt").write_text(words, "utf-8")
    (place.plan / "index").mkdir()
    (place.plan / "index" / "manifest.json").write_text(words, "utf-8")
    place.put(plan_id, replaces=(library / plan_id).exists())
    place.close()


def held(library: Path, plan_id: str = "a") -> str:
    """What the plan says, in both its files alike; "" where there is none."""
    folder = library / plan_id
    if not folder.exists():
        return ""
    first, second = folder / "plan.txt", folder / "index" / "manifest.json"
    assert first.read_text("utf-8") == second.read_text("utf-8")
    return first.read_text("utf-8")


def names(library: Path) -> list[str]:
    return sorted(path.name for path in library.iterdir() if path.name != ".lock")


def test_in_then_another_version_then_out(tmp_path: Path) -> None:
    library = tmp_path / "home" / "plans"
    make(library, "a", "old")
    assert held(library) == "old"
    make(library, "a", "new")
    assert held(library) == "new"
    take_out(library, "a")
    assert names(library) == []


def test_what_is_not_put_leaves_nothing(tmp_path: Path) -> None:
    Workplace.open(tmp_path).close()
    assert names(tmp_path) == []


@pytest.mark.parametrize(("there", "replaces"), [(True, False), (False, True)])
def test_an_identifier_that_is_taken_or_free_against_expectation(
    tmp_path: Path, there: bool, replaces: bool
) -> None:
    if there:
        make(tmp_path, "a", "old")
    place = Workplace.open(tmp_path)
    with pytest.raises(Taken):
        place.put("a", replaces=replaces)
    place.close()
    assert held(tmp_path) == ("old" if there else "")
    with pytest.raises(Taken):
        take_out(tmp_path, "b")
    assert names(tmp_path) == (["a"] if there else [])


@pytest.mark.skipif(os.name == "nt", reason="there is no kill -9")
@pytest.mark.parametrize("what", ["add", "replace", "remove"])
def test_killed_at_any_moment(tmp_path: Path, what: str) -> None:
    """The plan is the old version or the new one, whole, and nothing else is left."""
    path = os.pathsep.join(sys.path)
    outcomes = []
    for step in range(1, 200):
        library = tmp_path / str(step)
        library.mkdir()
        if what != "add":
            make(library, "a", "old")
        made = subprocess.run(
            [sys.executable, "-c", KILLED, str(library), what, str(step)],
            env=os.environ | {"PYTHONPATH": path},
            capture_output=True,
            check=False,
        )
        assert made.returncode in {0, -9}, made.stderr
        recover(library)
        outcomes.append(held(library))
        assert names(library) == (["a"] if outcomes[-1] else [])
        make(library, "b", "after")  # and the library can be used
        assert names(library) == (["a", "b"] if outcomes[-1] else ["b"])
        if made.returncode == 0:
            break
    before, after = {"add": ("", "new"), "replace": ("old", "new"), "remove": ("old", "")}[what]
    assert len(outcomes) > 8
    assert outcomes[0] == before
    assert outcomes[-1] == after
    assert set(outcomes) == {before, after}
    assert outcomes == sorted(outcomes, key=lambda o: o == after)  # no way back


def test_what_another_process_works_on_is_left_alone(tmp_path: Path) -> None:
    place = Workplace.open(tmp_path)
    (place.plan / "plan.txt").write_text("making", "utf-8")
    other = Workplace.open(tmp_path)
    recover(tmp_path)
    assert (place.plan / "plan.txt").read_text("utf-8") == "making"
    other.close()
    place.close()
    assert names(tmp_path) == []


def test_nothing_to_recover(tmp_path: Path) -> None:
    assert not recover(tmp_path)
    assert not recover(tmp_path / "none")


@pytest.mark.parametrize("failing", ["_sync_tree", "sync_folder", "write_whole"])
@pytest.mark.parametrize("replaces", [False, True])
def test_a_full_disk_leaves_the_library_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str, replaces: bool
) -> None:
    if replaces:
        make(tmp_path, "a", "old")
    place = Workplace.open(tmp_path)
    (place.plan / "plan.txt").write_text("new", "utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(staging, failing, full)
        with pytest.raises(PlanFileError, match=r"磁盘已满.*规划库未改动。$"):
            place.put("a", replaces=replaces)
    place.close()
    assert held(tmp_path) == ("old" if replaces else "")


def test_a_move_that_fails_puts_the_old_version_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "a", "old")
    place = Workplace.open(tmp_path)
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self == place.plan:
            raise OSError(5, "Input/output error")
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", failing)
        with pytest.raises(PlanFileError, match="磁盘读写出错"):
            place.put("a", replaces=True)
    place.close()
    assert held(tmp_path) == "old"
    assert names(tmp_path) == ["a"]


def test_many_at_once(tmp_path: Path) -> None:
    """Of ten that want one name, one gets it."""
    won, lost = [], []

    def compete(number: int) -> None:
        place = Workplace.open(tmp_path)
        (place.plan / "plan.txt").write_text(str(number), "utf-8")
        try:
            place.put("a", replaces=False)
            won.append(number)
        except Taken:
            lost.append(number)
        place.close()

    threads = [threading.Thread(target=compete, args=(n,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 9)
    assert (tmp_path / "a" / "plan.txt").read_text("utf-8") == str(won[0])
    assert names(tmp_path) == ["a"]
