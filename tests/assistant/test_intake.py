"""Taking files in: what enters the library, and what leaves it as it was."""

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from assistant import intake, plan_state
from assistant.intake import amend, corrected, read_draft, remove_plan
from assistant.pipeline import build_assistant
from assistant.plan_state import plan_states
from assistant.settings import Settings
from corpus import confined
from corpus.confined import Limits
from corpus.errors import PlanFileError
from corpus.plan import PlanMeta
from corpus.plan_folder import damage_of, read_manifest
from tests.assistant.plans import plan_text

PLAN = "yunlan-haiyangjingji-2021-2025"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", plans=tmp_path / "plans")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "云澜海洋规划.txt"
    path.write_text(plan_text(), "utf-8")
    return path


def add(settings: Settings, path: Path, **options: object):
    draft = read_draft(settings, path)
    try:
        return draft.accept(draft.reading.meta, **options)
    finally:
        draft.discard()


def state(settings: Settings) -> dict[str, bytes]:
    """Every file of the library; what a test compares before and after."""
    plans = settings.plans
    return {
        str(path.relative_to(plans)): path.read_bytes()
        for path in sorted(plans.rglob("*"))
        if path.is_file() and path.name not in {".lock", "lock"}
    }


def refused(settings: Settings, path: Path, **options: object) -> str:
    """The message; the library is as it was."""
    before = state(settings)
    with pytest.raises(PlanFileError) as caught:
        add(settings, path, **options)
    assert state(settings) == before
    assert not list(settings.plans.glob(".work-*"))
    return str(caught.value)


def test_a_text_can_be_asked(settings: Settings, file: Path) -> None:
    entry = add(settings, file)
    assert entry.plan_id == PLAN
    assert entry.meta.title == "云澜市海洋经济发展“十四五”规划"
    assert (entry.meta.period, entry.meta.issuer) == ((2021, 2025), "云澜市人民政府")
    names = {path.name for path in entry.folder.iterdir()}
    assert names == {
        *("plan.toml", "plan.txt", "original.txt", "report.json", "manifest.json", "index")
    }
    assert entry.manifest is not None
    assert entry.manifest.source == file.name
    assert damage_of(entry.folder, entry.manifest) == []
    assistant = build_assistant(settings, plan_id=PLAN)
    assert not assistant.index.built
    answer = assistant.ask_last(["2025年海洋渔业产值目标是多少"])
    assert "130" in answer.text
    cited = answer.citations[0]
    text = entry.text.read_text("utf-8")
    assert text[cited.start : cited.end].replace("\n", "").replace(" ", "") == cited.quote


def test_a_copied_folder_works_elsewhere(settings: Settings, file: Path, tmp_path: Path) -> None:
    entry = add(settings, file)
    there = Settings(home=tmp_path / "other", plans=tmp_path / "copied")
    shutil.copytree(entry.folder, there.plans / PLAN)
    shutil.rmtree(settings.plans)
    assert not build_assistant(there, plan_id=PLAN).index.built


def test_with_the_bundled_plan_it_goes_to_the_data_folder(tmp_path: Path, file: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    entry = add(settings, file)
    assert entry.folder == tmp_path / "home" / "plans" / PLAN
    assert [e.plan_id for e in settings.library.entries()] == ["hangzhou-services-13-5", PLAN]
    assert settings.plan_id == "hangzhou-services-13-5"


def test_the_report_and_the_original_are_kept(settings: Settings, file: Path) -> None:
    entry = add(settings, file)
    report = json.loads((entry.folder / "report.json").read_text("utf-8"))
    assert report["source"]["format"] == "text"
    assert report["guessed"]["region"]["value"] == "云澜市"
    assert report["report"]["characters"] == len(plan_text())
    assert (entry.folder / "original.txt").read_bytes() == file.read_bytes()


def test_a_draft_that_is_discarded_leaves_nothing(settings: Settings, file: Path) -> None:
    read_draft(settings, file).discard()
    assert state(settings) == {}


def test_metadata_are_corrected(settings: Settings, file: Path) -> None:
    draft = read_draft(settings, file)
    given = {"title": ' 甲"乙\\丙\n丁 ', "period": "2022—2030年", "issued_on": "2022年3月1日"}
    entry = draft.accept(corrected(draft.reading.meta, given | {"sector": ""}), plan_id="mine")
    assert entry.plan_id == "mine"
    assert entry.meta.title == '甲"乙\\丙 丁'
    assert (entry.meta.period, entry.meta.issued_on) == ((2022, 2030), dt.date(2022, 3, 1))
    assert (entry.meta.sector, entry.meta.region) == ("", "云澜市")


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("period", "明年", "应为起止年份"),
        ("period", "2025-2021", "应为起止年份"),
        ("period", "21-25", "应为起止年份"),
        ("period", "2021-2023-2025", "应为起止年份"),
        ("issued_on", "2021-13-01", "应如 2021-06-08"),
        ("issued_on", "昨天", "应如 2021-06-08"),
    ],
)
def test_metadata_that_cannot_be_read(field: str, typed: str, words: str) -> None:
    with pytest.raises(PlanFileError, match=words):
        corrected(PlanMeta("a", "甲"), {field: typed})


@pytest.mark.parametrize(
    "plan_id",
    [
        *("..", ".", "../a", "a/b", "a\\b", "/etc", "a\0b", "a b", "A", "甲", "-a", "a-", ".a"),
        *("con", "nul.txt", "com1", "lpt9", "a" * 65, "a..b", "a\nb"),
    ],
)
def test_identifiers_that_cannot_be_used(settings: Settings, file: Path, plan_id: str) -> None:
    assert "不能用" in refused(settings, file, plan_id=plan_id)


def test_the_same_file_twice(settings: Settings, file: Path) -> None:
    add(settings, file)
    assert f"已在规划库中，编号 {PLAN}" in refused(settings, file)
    assert add(settings, file, plan_id="copy").plan_id == "copy"
    assert "已被“云澜市海洋经济发展“十四五”规划”使用" in refused(settings, file, plan_id="copy")


def test_another_text_of_the_same_title_and_period(settings: Settings, file: Path) -> None:
    add(settings, file)
    file.write_text(plan_text().replace("650亿元", "700亿元"), "utf-8")
    assert f"planqa replace {PLAN} 文件" in refused(settings, file)


def test_another_plan_that_would_have_the_same_identifier(settings: Settings, file: Path) -> None:
    add(settings, file)
    file.write_text(plan_text().replace("海洋经济", "海洋京畿"), "utf-8")
    assert add(settings, file).plan_id == f"{PLAN}-2"


def test_two_uploads_of_one_plan_at_once(settings: Settings, file: Path) -> None:
    drafts = [read_draft(settings, file) for _ in range(2)]
    told: list[str] = []

    def accept(draft: intake.Draft) -> None:
        try:
            told.append(draft.accept(draft.reading.meta).plan_id)
        except PlanFileError as error:
            told.append(str(error))
        draft.discard()

    threads = [threading.Thread(target=accept, args=(draft,)) for draft in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first, second = sorted(told, key=len)
    assert first == PLAN
    assert "已在规划库中" in second
    assert list(settings.library.ids()) == [PLAN]
    assert not list(settings.plans.glob(".work-*"))


def test_a_new_version_takes_the_place(settings: Settings, file: Path) -> None:
    add(settings, file)
    assistant = build_assistant(settings, plan_id=PLAN)
    file.write_text(plan_text().replace("130亿元", "140亿元"), "utf-8")
    entry = add(settings, file, plan_id=PLAN, replaces=True)
    answer = build_assistant(settings, plan_id=PLAN).ask_last(["2025年海洋渔业产值目标是多少"])
    assert "140" in answer.text
    assert "130" in assistant.ask_last(["2025年海洋渔业产值目标是多少"]).text
    assert damage_of(entry.folder, entry.manifest) == []
    assert "没有编号为“none”的规划" in refused(settings, file, plan_id="none", replaces=True)


def test_removing(settings: Settings, file: Path) -> None:
    add(settings, file)
    assert remove_plan(settings, PLAN).meta.region == "云澜市"
    assert list(settings.library.ids()) == []
    with pytest.raises(PlanFileError, match="没有编号为"):
        remove_plan(settings, PLAN)


def test_a_plan_put_there_by_hand_is_not_ours_to_remove(settings: Settings, file: Path) -> None:
    folder = settings.plans / "mine"
    folder.mkdir(parents=True)
    (folder / "plan.toml").write_text('title = "甲"\n', "utf-8")
    shutil.copy(file, folder / "plan.txt")
    with pytest.raises(PlanFileError, match="不是用 planqa add 导入的"):
        remove_plan(settings, "mine")
    assert "不是用 planqa add 导入的" in refused(settings, file, plan_id="mine", replaces=True)


# Files that are no plan


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        (b" \n\t ", "空文件"),
        ("今天天气很好。\n".encode(), "没有找到任何章节标题"),
        (bytes(range(256)) * 99, "请"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "请"),
        (b"%PDF-1.7\n" + bytes(range(128, 256)) * 9, "请"),
        (b"PK\x03\x04" + bytes(range(128, 256)) * 9, "请"),
    ],
)
def test_files_that_cannot_be_read(settings: Settings, tmp_path: Path, content: bytes, words: str):
    path = tmp_path / "甲.docx"
    path.write_bytes(content)
    told = refused(settings, path)
    assert words in told
    assert str(settings.plans) not in told  # where the copy stands is nobody's business
    assert "original" not in told


@pytest.mark.parametrize("name", ["none.txt", "a\0b", "."])
def test_paths_that_are_no_file(settings: Settings, tmp_path: Path, name: str) -> None:
    assert "请" in refused(settings, tmp_path / name)


@pytest.mark.skipif(os.name == "nt", reason="no such files there")
def test_a_pipe_is_not_waited_for(settings: Settings, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "不是文件" in refused(settings, tmp_path / "pipe")


def test_a_file_beyond_the_limit(
    settings: Settings, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "LARGEST_FILE", 1 << 20)
    with file.open("ab") as out:
        out.truncate(3 << 20)
    assert "文件过大：云澜海洋规划.txt 超过 1 MB" in refused(settings, file)


@pytest.mark.parametrize("name", ["../../../etc/a.txt", "a/../b.txt", "..", "x" * 300, "a\0.pdf"])
def test_names_of_uploads_lead_nowhere(settings: Settings, file: Path, name: str) -> None:
    draft = read_draft(settings, file, name=name)
    entry = draft.accept(draft.reading.meta)
    assert {path.parent for path in settings.plans.glob("*/*")} == {entry.folder}
    assert read_manifest(entry.folder).source == name


# Trouble on the way


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
def test_reading_beyond_the_limits(settings: Settings, file: Path) -> None:
    with pytest.raises(PlanFileError, match="仍未完成"):
        read_draft(settings, file, limits=Limits(wall=0.0))
    assert state(settings) == {}


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("assistant.intake", "_copy"),
        ("assistant.intake", "run_confined"),
        ("assistant.intake", "write_whole"),
        ("assistant.intake", "make_manifest"),
        ("index.archive", "_write"),
        ("corpus.staging", "_sync_tree"),
    ],
)
@pytest.mark.parametrize("replaces", [False, True])
def test_a_full_disk(
    settings: Settings,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: str,
    name: str,
    replaces: bool,
) -> None:
    if replaces:
        add(settings, file)
    before = state(settings)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(f"{module}.{name}", full)
        with pytest.raises(Exception, match="磁盘已满"):
            add(settings, file, plan_id=PLAN, replaces=replaces)
    assert state(settings) == before
    assert not list(settings.plans.glob(".work-*"))
    add(settings, file, plan_id=PLAN, replaces=replaces)  # with room again


def _mounted(folder: Path) -> bool:
    """Whether a disk of 200 kB could be put at a folder."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def test_a_small_disk_that_fills_up(settings: Settings, file: Path) -> None:
    if not _mounted(settings.plans):
        pytest.skip("no right to mount a disk")
    try:
        with pytest.raises(Exception, match="磁盘已满"):
            add(settings, file)
        assert state(settings) == {}
    finally:
        subprocess.run(["umount", str(settings.plans)], check=True)


KILLED = """
import os, signal, sys
from pathlib import Path
from assistant import intake
from assistant.settings import Settings
plans, home, file, at = sys.argv[1:]
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
module, name = at.split(":")
import importlib
setattr(importlib.import_module(module), name, die)
settings = Settings(home=Path(home), plans=Path(plans))
draft = intake.read_draft(settings, Path(file))
draft.accept(draft.reading.meta, plan_id="a", replaces=(Path(plans) / "a").exists())
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no kill -9")
@pytest.mark.parametrize(
    "at",
    [
        *("assistant.intake:_copy", "assistant.intake:run_confined", "corpus.staging:_sync_tree"),
        *("assistant.intake:make_manifest", "index.store:mine_terms", "index.archive:_sync_folder"),
    ],
)
def test_killed_on_the_way(settings: Settings, file: Path, at: str) -> None:
    add(settings, file, plan_id="a")
    before = state(settings)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(settings.plans), str(settings.home), str(file), at],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert list(settings.plans.glob(".work-*"))
    read_draft(settings, file).discard()  # clears what was left
    assert state(settings) == before


def test_damage_is_said(settings: Settings, file: Path) -> None:
    entry = add(settings, file)
    raw = entry.text.read_bytes()
    entry.text.write_bytes(raw.replace(b"650", b"750"))
    with pytest.raises(PlanFileError, match="与导入时不符"):
        build_assistant(settings, plan_id=PLAN)
    assert damage_of(entry.folder, entry.manifest) == ["plan.txt 的内容已改变（SHA-256 不符）"]
    entry.text.write_bytes(raw[:-5])
    assert damage_of(entry.folder, entry.manifest) == [
        f"plan.txt 应有 {len(raw)} 字节，实有 {len(raw) - 5} 字节"
    ]
    entry.text.unlink()
    assert damage_of(entry.folder, entry.manifest) == ["缺少 plan.txt"]
    (entry.folder / "manifest.json").write_text("{}", "utf-8")
    (found,) = settings.library.entries()
    assert "manifest.json 不是完整的清单" in found.fault
    with pytest.raises(PlanFileError, match="已损坏"):
        settings.library.entry(PLAN)
    remove_plan(settings, PLAN)  # which can be done all the same


def test_the_operator_sees_each_state(settings: Settings, file: Path) -> None:
    entry = add(settings, file)
    (fine,) = plan_states(settings.library)
    (counted,) = [plan_state._read(settings.library.load(PLAN))[0]]
    assert (fine.chapters, fine.boxes, fine.observations) == counted
    assert (fine.fault, fine.index is not None) == ("", True)
    meta = entry.folder / "plan.toml"
    meta.write_text(meta.read_text("utf-8").replace("云澜市海洋", "云澜海洋"), "utf-8")
    assert damage_of(entry.folder, entry.manifest) == []  # put right by hand
    (found,) = plan_states(settings.library)
    assert (found.meta.title, found.fault) == ("云澜海洋经济发展“十四五”规划", "")
    (entry.folder / "report.json").write_text("[]", "utf-8")
    assert "读取报告已损坏" in plan_states(settings.library)[0].fault
    entry.text.write_bytes(b"x")
    (entry.folder / "report.json").unlink()
    assert "路径不存在" in plan_states(settings.library)[0].fault


def test_metadata_are_put_right_later(settings: Settings, file: Path) -> None:
    entry = add(settings, file)
    meta = corrected(entry.meta, {"region": "云澜"})
    assert amend(settings, PLAN, meta).meta.region == "云澜"
    assert not build_assistant(settings, plan_id=PLAN).index.built
    kept = read_manifest(entry.folder)
    assert (kept.source, kept.original_digest) == (*(file.name, entry.manifest.original_digest),)
    with pytest.raises(PlanFileError, match="规划名称是空的"):
        amend(settings, PLAN, corrected(meta, {"title": ""}))
    entry.text.write_bytes(b"x")
    with pytest.raises(PlanFileError):  # damage is not sealed with a new manifest
        amend(settings, PLAN, meta)


def test_reading_takes_no_longer_for_being_waited_for(file: Path, settings: Settings) -> None:
    ticks: list[float] = []
    began = time.monotonic()
    read_draft(settings, file, tick=ticks.append).discard()
    assert time.monotonic() - began < 20
    assert ticks == sorted(ticks)
    assert confined.Limits().wall > 60
