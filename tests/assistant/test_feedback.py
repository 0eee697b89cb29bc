"""What users said of answers is kept line by line, and read again whatever else the file holds."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from assistant import feedback as module
from assistant.answer import Answer, Citation, Conversation, Route, Status
from assistant.feedback import (
    LONGEST_REASON,
    Feedback,
    FeedbackError,
    feedback_on,
    read_feedback,
    save_feedback,
)


def cited(n: int, section: str) -> Citation:
    return Citation(n, "demo", section, "一、", ("标题",), 3, "原文", 0, 2)


def answered(question: str, *sections: str, text: str = "答") -> Answer:
    citations = tuple(cited(n, section) for n, section in enumerate(sections, start=1))
    return Answer(question, "demo", Route.RETRIEVAL, Status.ANSWERED, text, citations)


def said(reason: str = "", **changes: Any) -> Feedback:
    conversation = Conversation().with_turn("问", answered("问", **changes))
    return feedback_on(conversation, useful=False, reason=reason)


def test_feedback_is_on_the_last_answer_with_all_its_questions() -> None:
    conversation = (
        Conversation()
        .with_turn("收入多少", answered("收入多少", "1/1"))
        .with_turn("那布局呢", answered("那布局呢", "1/2", "3", "1/2", text="布局[1][2][3]"))
    )
    given = feedback_on(conversation, useful=False, reason=" 少了一带\n")
    assert (given.plan, given.turns) == ("demo", ("收入多少", "那布局呢"))
    assert (given.useful, given.reason) == (False, "少了一带")
    assert (given.status, given.text) == ("answered", "布局[1][2][3]")
    assert given.sections == ("1/2", "3")
    assert given.time.endswith("+00:00")


def test_round_trip_keeps_everything_in_order(tmp_path: Path) -> None:
    home = tmp_path / "not" / "there yet"
    given = [
        said("有“引号”、\\、一行\n又一行\r\x85\u2028和半个字\ud83d"),
        feedback_on(Conversation().with_turn("问", answered("问", "1/1", "B8")), useful=True),
    ]
    for one in given:
        save_feedback(one, home)
    assert read_feedback(home) == given
    lines = (home / "feedback.jsonl").read_bytes().split(b"\n")
    assert [json.loads(line)["useful"] for line in lines[:-1]] == [False, True]
    assert lines[-1] == b""


def test_nothing_asked_yet_is_said() -> None:
    with pytest.raises(FeedbackError, match="还没有回答可以评价"):
        feedback_on(Conversation(), useful=True)


def test_nothing_said_yet_is_no_error(tmp_path: Path) -> None:
    assert read_feedback(tmp_path / "no such folder") == []


def test_a_long_reason_is_cut() -> None:
    assert said(f"  {'长' * (LONGEST_REASON + 1)}").reason == "长" * LONGEST_REASON


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(b'{"time": "2026', id="torn"),
        pytest.param(b"", id="empty"),
        pytest.param(b"[1, 2]", id="a list"),
        pytest.param(b"7", id="a number"),
        pytest.param(b"null", id="null"),
        pytest.param(b'{"turns": [], "sections": []}', id="keys missing"),
        pytest.param(b'{"turns": 7, "sections": []}', id="no list"),
        pytest.param(b"\xff\xfe\x00", id="not UTF-8"),
    ],
)
def test_a_damaged_line_is_left_out(tmp_path: Path, damaged: bytes) -> None:
    before, after = said("前"), said("后")
    save_feedback(before, tmp_path)
    with (tmp_path / "feedback.jsonl").open("ab") as out:
        out.write(damaged + b"\n")
    save_feedback(after, tmp_path)
    assert read_feedback(tmp_path) == [before, after]


def test_a_folder_that_cannot_be_written_is_said_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(
        FeedbackError, match=r"^没能记下这条反馈（上级不是文件夹）。请告知管理员。$"
    ):
        save_feedback(said(), tmp_path / "taken" / "home")


def test_no_permission_is_said_in_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_feedback(said(), tmp_path)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # root may write anywhere
    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(FeedbackError, match="没能记下这条反馈（没有权限）"):
        save_feedback(said(), tmp_path)
    with pytest.raises(FeedbackError, match=r"读不出反馈：.*（没有权限）。请检查权限。"):
        read_feedback(tmp_path)


def test_a_writer_that_never_ends_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOCK_SECONDS", 0.1)
    with (
        FileLock(tmp_path / "feedback.lock"),
        pytest.raises(FeedbackError, match="没能记下这条反馈（文件被占用）"),
    ):
        save_feedback(said(), tmp_path)


def test_two_writers_at_once_lose_and_mix_nothing(tmp_path: Path) -> None:
    def write(name: str) -> list[Feedback]:
        given = [said(f"{name}{n}", text=name * 50_000) for n in range(30)]
        for one in given:
            save_feedback(one, tmp_path)
        return given

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(write, ["甲", "乙"])
    found = read_feedback(tmp_path)
    assert [one for one in found if one.reason.startswith("甲")] == first
    assert [one for one in found if one.reason.startswith("乙")] == second
    assert len(found) == len(first) + len(second)
