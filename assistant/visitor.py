"""Who a visitor is to what is kept: the name of a login, or a random word their browser holds.

The word is as good as a password for the conversations kept under it, so it is stored nowhere but
in the browser: the database holds its digest.
"""

from __future__ import annotations

import hashlib
import re

__all__ = ["called", "user_of"]

_TOKEN = re.compile(r"[\w-]{32}", re.ASCII)  # as static/history.js makes it: 192 bits
_BROWSER, _LOGIN = "browser:", "login:"


def user_of(token: object, login: str | None = None) -> str:
    """The user under whom conversations are kept; "" where there is none.

    Args:
        token: what the browser sent; anyone may have sent anything.
        login: name of the one logged in; then the browser does not count.
    """
    if login:
        return f"{_LOGIN}{login}"
    if isinstance(token, str) and _TOKEN.fullmatch(token):
        return f"{_BROWSER}{hashlib.sha256(token.encode()).hexdigest()}"
    return ""


def called(user: str) -> str:
    """A user as the audit list names them: the login, or a short mark of the browser."""
    if user.startswith(_LOGIN):
        return user.removeprefix(_LOGIN)
    return f"浏览器 {user.removeprefix(_BROWSER)[:8]}" if user else "未知"
