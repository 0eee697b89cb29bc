"""The list of kept conversations: what it shows, and that no name is read as markup."""

import re

import pytest

from assistant.database.conversations import Listed
from assistant.history_view import render_history, when

TIME = "2026-11-26T17:25:10.123456+00:00"


def test_each_conversation_can_be_opened_renamed_and_deleted() -> None:
    shown = render_history([Listed("k1", "一", TIME, 3), Listed("k2", "二", TIME, 1)], current="k2")
    assert re.findall(r'data-act="(\w+)" data-id="(\w+)"', shown) == [
        *(("open", "k1"), ("rename", "k1"), ("delete", "k1")),
        *(("open", "k2"), ("rename", "k2"), ("delete", "k2")),
    ]
    assert 'aria-label="删除：一"' in shown
    assert f"{when(TIME)} · 3 问" in shown
    assert re.findall(r'data-id="(\w+)" aria-current=true', shown) == ["k2"]


@pytest.mark.parametrize(("words", "told"), [(" ", "还没有保存的对话"), ("字", "没有找到含")])
def test_an_empty_list_says_why(words: str, told: str) -> None:
    assert told in render_history([], words=words)


def test_a_name_is_no_markup() -> None:
    shown = render_history([Listed("k", '"><img src=x onerror=hack()>', TIME, 1)])
    assert "<img" not in shown
    assert re.search(r'aria-label="改名：&quot;&gt;&lt;img', shown)


def test_a_time_is_told_to_the_minute() -> None:
    assert re.fullmatch(r"2026-11-2\d \d\d:\d5", when(TIME))
    assert when("<no time>") == "&lt;no time&gt;"
