"""The page 管理 as HTML and CSV: figures of the real plan, and texts that do no harm."""

import base64
import csv
import io
import re
from pathlib import Path

import pytest

from assistant.admin_view import (
    feedback_csv,
    render_audit,
    render_feedback,
    render_missed,
    render_plans,
    render_settings,
)
from assistant.database.journal import Entry, Missed
from assistant.feedback import Feedback
from assistant.llm.settings import ModelSettings
from assistant.pages.admin import is_password
from assistant.pipeline import Assistant
from assistant.plan_state import plan_states
from assistant.settings import Settings

TIME = "2026-11-26T17:25:10+00:00"
ATTACK = "<img src=x onerror=hack()>"


def given(reason: str = "", *, useful: bool = False, question: str = "问") -> Feedback:
    turns = ("前面的问题", question)
    return Feedback(TIME, "demo", turns, useful, reason, "answered", "**答**[1]", ("1/1", "B5"))


def cells(shown: str) -> list[list[str]]:
    """The rows of a table."""
    rows = re.findall(r"<tr>(<td>.*?)</tr>", shown)
    return [re.findall(r"<td>(.*?)</td>", row) for row in rows]


def test_a_plan_with_its_state(hangzhou: Assistant, home: Path) -> None:
    states = {one.meta.plan_id: one for one in plan_states(Settings(home=home).library)}
    state = states["hangzhou-services-13-5"]
    assert (state.chapters, state.boxes, state.fault) == (6, 16, "")
    assert state.observations > 100
    assert state.index is not None
    assert state.index.model == hangzhou.index.model
    ((title, period, chapters, boxes, *_, model, fault),) = cells(render_plans([state]))
    assert title == "杭州市现代服务业发展“十三五”规划（hangzhou-services-13-5）"
    assert (period, chapters, boxes, fault) == ("2016—2020", "6", "16", "")
    assert model == hangzhou.index.model


def test_what_is_wrong_with_a_plan_is_said(tmp_path: Path, library: Path) -> None:
    (fresh, *_) = plan_states(Settings(home=tmp_path, plans=library).library)
    assert (fresh.index, fresh.fault) == (None, "")
    assert "尚未建立" in render_plans([fresh])
    folder = tmp_path / "index" / fresh.meta.plan_id
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("damaged", encoding="utf-8")
    (damaged, *_) = plan_states(Settings(home=tmp_path, plans=library).library)
    assert "索引不可用" in damaged.fault
    gone = tmp_path / "plans" / "gone"
    gone.mkdir(parents=True)
    (gone / "plan.toml").write_text('title = "甲"\ntext = "none.txt"\n', encoding="utf-8")
    ((*_, fault),) = cells(
        render_plans(plan_states(Settings(home=tmp_path, plans=tmp_path / "plans").library))
    )
    assert "找不到规划文件" in fault
    assert "规划库是空的" in render_plans([])


def test_the_newest_feedback_comes_first() -> None:
    shown = render_feedback([given("早", question="第一"), given("", useful=True, question="第二")])
    assert re.findall(r"<strong>(第.)</strong>", shown) == ["第二", "第一"]
    assert "共 2 条，其中有误 1 条。" in shown
    assert '<p class="pq-reason">早</p>' in shown
    assert "<strong>答</strong>" in shown
    assert "（已答，引 1/1、B5）" in shown
    assert "还没有反馈" in render_feedback([])


def test_the_file_holds_all_and_runs_nothing() -> None:
    many = [given(f"{n}", question="问") for n in range(150)] + [
        given("=1+1", question="@SUM(A1)"),
        given('有,"引号"\n第二行', useful=True, question="1/2"),
    ]
    shown = render_feedback(many)
    assert shown.count("<article") == 100
    encoded = re.search(r"base64,([\w+/=]+)", shown)
    assert encoded is not None
    text = base64.b64decode(encoded[1]).decode("utf-8-sig")
    assert text == feedback_csv(many)
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert (head[0], len(rows)) == ("时间", 152)
    assert rows[0][2:5] == ["有用", '有,"引号"\n第二行', "'1/2"]
    assert rows[1][2:5] == ["有误", "'=1+1", "'@SUM(A1)"]
    assert rows[1][5:] == ["前面的问题", "**答**[1]", "已答", "1/1、B5"]


def test_half_a_character_does_not_stop_the_file() -> None:
    assert "base64," in render_feedback([given("半个\ud83d")])


def test_no_text_is_read_as_markup() -> None:
    shown = [
        render_feedback([given(ATTACK, question=ATTACK)]),
        render_missed([Missed(ATTACK, ATTACK, 3, TIME)]),
        render_audit([Entry(TIME, ATTACK, ATTACK, ATTACK)]),
        render_settings({ATTACK: ATTACK}, ATTACK),
    ]
    for each in shown:
        assert "<img" not in each
        assert "&lt;img" in each


def test_questions_that_found_nothing_and_the_audit_list() -> None:
    ((question, count, _, plan),) = cells(render_missed([Missed("demo", "2017年呢", 3, TIME)]))
    assert (question, count, plan) == ("2017年呢", "3", "demo")
    ((_, who, what, _),) = cells(render_audit([Entry(TIME, "li", "deleted", "")]))
    assert (who, what) == ("li", "删除对话")
    assert "还没有" in render_missed([])
    assert "还没有" in render_audit([])


def test_settings_hide_their_secrets() -> None:
    settings = Settings(admin_password="open sesame", database="postgresql://li:sesame@db/x")
    shown = render_settings(settings.shown(), "")
    assert "sesame" not in shown
    rows = dict(cells(shown))
    assert rows["PLANQA_ADMIN_PASSWORD"] == rows["PLANQA_DATABASE"] == "已设"
    assert rows["PLANQA_PLAN"] == "未设"
    assert rows["PLANQA_PORT"] == "7860"
    assert "没有保存" in rows["数据库"]
    assert rows["语言模型"] == "没有设，答案直接摘自规划原文"


def test_the_model_is_shown_without_its_key() -> None:
    model = ModelSettings(url="http://10.0.0.7:8000/v1", model="Qwen3-32B", key="sk-sesame")
    settings = Settings(llm=model)
    shown = render_settings(settings.shown(), "", settings.llm.told)
    rows = dict(cells(shown))
    assert rows["语言模型"] == "Qwen3-32B（10.0.0.7）"
    assert rows["PLANQA_LLM_KEY"] == "已设"
    assert "sesame" not in shown


@pytest.mark.parametrize(
    ("sent", "wanted", "right"),
    [
        ("口令 1", "口令 1", True),
        ("口令", "口令 1", False),
        ("", "口令 1", False),
        ("口令 1\ud83d", "口令 1", False),
        ("", "", False),
    ],
)
def test_the_password(sent: str, wanted: str, right: bool) -> None:
    assert is_password(sent, wanted) is right
