"""Who a visitor is: no two are taken for one, and nothing sent makes one up."""

import pytest

from assistant.visitor import called, user_of

TOKEN = "aZ_-" * 8


def test_a_browser_is_known_by_its_word_which_is_not_kept() -> None:
    user = user_of(TOKEN)
    assert user.startswith("browser:")
    assert TOKEN not in user
    assert user == user_of(TOKEN) != user_of("bZ_-" * 8)


def test_a_login_comes_before_the_browser() -> None:
    assert user_of(TOKEN, "li") == user_of("", "li") == "login:li"
    assert user_of("", "browser:0") != user_of("browser:0")


@pytest.mark.parametrize(
    "sent", ["", None, 7, ["a" * 32], {"a": 1}, "a" * 31, "a" * 33, "字" * 32, "a" * 31 + "\n"]
)
def test_what_is_no_word_is_nobody(sent: object) -> None:
    assert user_of(sent) == ""


def test_the_audit_list_names_them_shortly() -> None:
    assert called("login:li") == "li"
    assert called(user_of(TOKEN)) == f"浏览器 {user_of(TOKEN).removeprefix('browser:')[:8]}"
    assert called("") == "未知"
