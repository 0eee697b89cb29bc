"""Conversations are kept for their user alone, whole, and gone when they are deleted."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from assistant.answer import Conversation
from assistant.database.conversations import LONGEST_NAME
from assistant.database.engine import FILE, StoreError
from assistant.database.store import Store, open_store
from tests.assistant.database.talks import answered, beside, talk

GONE = "这段对话已不在"


def keep(store: Store, user: str, *questions: str) -> str:
    """A conversation kept turn by turn."""
    key, conversation = "", Conversation()
    for turn in talk(*questions).turns:
        conversation = conversation.with_turn(turn.question, turn.answer)
        key = store.conversations.save(user, "demo", key, conversation)
    return key


def names(store: Store, user: str, words: str = "") -> list[str]:
    return [one.name for one in store.conversations.listed(user, "demo", words)]


def test_a_conversation_comes_back_whole(store: Store, folder: Path) -> None:
    key = keep(store, "li", "收入多少", "那布局呢", "第三个呢")
    with closing(open_store(folder)) as later:
        found = later.conversations.opened("li", key)
        (listed,) = later.conversations.listed("li", "demo")
    assert found == talk("收入多少", "那布局呢", "第三个呢")
    assert [beside(t) for t in found.turns] == [beside(t) for t in talk("一", "二", "三").turns]
    assert (listed.id, listed.name, listed.turns) == (key, "收入多少", 3)


def test_the_one_spoken_in_last_comes_first_and_plans_are_apart(store: Store) -> None:
    first = keep(store, "li", "第一段")
    keep(store, "li", "第二段")
    assert names(store, "li") == ["第二段", "第一段"]
    store.conversations.save("li", "demo", first, talk("第一段", "再问"))
    assert names(store, "li") == ["第一段", "第二段"]
    assert store.conversations.listed("li", "another plan") == []


@pytest.mark.parametrize(
    "reach",
    [
        pytest.param(lambda s, key: s.conversations.opened("wang", key), id="open"),
        pytest.param(lambda s, key: s.conversations.rename("wang", key, "我的"), id="rename"),
        pytest.param(lambda s, key: s.conversations.delete("wang", key), id="delete"),
        pytest.param(
            lambda s, key: s.conversations.save("wang", "demo", key, talk("秘密", "二")), id="go on"
        ),
    ],
)
def test_another_users_is_as_if_it_were_not_there(
    store: Store, reach: Callable[[Store, str], object]
) -> None:
    key = keep(store, "li", "秘密")
    with pytest.raises(StoreError, match=GONE):
        reach(store, key)
    with pytest.raises(StoreError, match=GONE):
        reach(store, "no such key")
    assert names(store, "wang") == names(store, "wang", "秘密") == []
    assert names(store, "li") == ["秘密"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("", ["金融 100%_x", "旅游"], id="all"),
        pytest.param("旅游", ["旅游"], id="in a question"),
        pytest.param("电子商务", ["金融 100%_x"], id="in a later question"),
        pytest.param("甲乙丙", ["旅游"], id="in an answer"),
        pytest.param("金融　电子", ["金融 100%_x"], id="each word somewhere"),
        pytest.param("旅游 电子", [], id="not all words"),
        pytest.param("0%_X", ["金融 100%_x"], id="signs, and small for capital"),
        pytest.param("%%", [], id="a sign is no wildcard"),
        pytest.param("focus", [], id="not what stands around an answer"),
        pytest.param("' OR 1=1 --", [], id="not SQL"),
    ],
)
def test_search_by_words(store: Store, words: str, found: list[str]) -> None:
    spoken = Conversation().with_turn("旅游", answered("旅游", "甲乙丙"))
    store.conversations.save("li", "demo", "", spoken)
    keep(store, "li", "金融 100%_x", "那电子商务呢")
    assert names(store, "li", words) == found


def test_a_name_is_one_short_line(store: Store) -> None:
    key = keep(store, "li", "长" * 500)
    assert names(store, "li") == ["长" * (LONGEST_NAME - 1) + "…"]
    assert store.conversations.rename("li", key, "  新\n名 字\0 ") == "新 名 字"
    assert names(store, "li") == names(store, "li", "新") == ["新 名 字"]
    with pytest.raises(StoreError, match="请先输入名称"):
        store.conversations.rename("li", key, " \n")


def test_what_is_deleted_is_gone_from_the_disk(store: Store, folder: Path) -> None:
    key = keep(store, "li", "绝密的问题", "再问")
    keep(store, "li", "留下的问题")
    raw = b"".join(path.read_bytes() for path in folder.glob(f"{FILE}*"))
    assert "绝密的问题".encode() in raw
    store.conversations.delete("li", key)
    raw = b"".join(path.read_bytes() for path in folder.glob(f"{FILE}*"))
    assert "绝密的问题".encode() not in raw
    assert b"\\u7edd\\u5bc6" not in raw  # as JSON spells it
    assert "留下的问题".encode() in raw
    with pytest.raises(StoreError, match=GONE):
        store.conversations.save("li", "demo", key, talk("绝密的问题", "再问", "三"))


def test_two_windows_of_one_conversation_part(store: Store) -> None:
    key = keep(store, "li", "一")
    assert store.conversations.save("li", "demo", key, talk("一", "左")) == key
    other = store.conversations.save("li", "demo", key, talk("一", "右"))
    assert other != key
    assert store.conversations.opened("li", key) == talk("一", "左")
    assert store.conversations.opened("li", other) == talk("一", "右")


def test_a_turn_that_was_not_kept_is_kept_with_the_next(store: Store) -> None:
    key = keep(store, "li", "一")
    assert store.conversations.save("li", "demo", key, talk("一", "二", "三")) == key
    assert store.conversations.opened("li", key) == talk("一", "二", "三")
    assert len(names(store, "li")) == 1


def test_any_characters_can_be_kept(store: Store) -> None:
    odd = "半个字\ud83d和\0空，😀 \u202e"
    key = keep(store, "li", odd)
    assert store.conversations.opened("li", key) == talk(odd)


def test_two_threads_lose_and_mix_nothing(folder: Path) -> None:
    def speak(user: str) -> list[str]:
        with closing(open_store(folder)) as own:
            return [keep(own, user, f"{user}{n}", "二", "三") for n in range(15)]

    users = ["甲", "乙"]
    with ThreadPoolExecutor(2) as pool:
        kept = dict(zip(users, pool.map(speak, users), strict=True))
    with closing(open_store(folder)) as store:
        for user, keys in kept.items():
            found = [store.conversations.opened(user, key) for key in keys]
            assert found == [talk(f"{user}{n}", "二", "三") for n in range(15)]
            assert len(names(store, user)) == 15


WRITER = """
import sys
from pathlib import Path
from assistant.database.store import open_store
from tests.assistant.database.test_conversations import keep
store = open_store(Path(sys.argv[1]))
for n in range(15):
    keep(store, sys.argv[2], f"{sys.argv[2]}{n}", "二")
store.close()
"""


def test_two_processes_open_a_new_database_at_once(folder: Path, project_root: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(folder)]
    writers = [subprocess.Popen([*command, user], cwd=project_root) for user in "甲乙"]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    with closing(open_store(folder)) as store:
        assert [len(names(store, user)) for user in "甲乙"] == [15, 15]
