"""Nobody uploads a file without having given the password.

Gradio takes uploads at an address of its own, before any handler of ours is asked. This stands in
front of it: an upload needs a cookie that the page 管理 hands out where the password was right.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from http.cookies import CookieError, SimpleCookie
from typing import Any

__all__ = ["COOKIE", "UploadGate", "is_pass", "issue_pass"]

COOKIE = "planqa-upload"
_SECONDS = 12 * 3600  # a pass holds
_SECRET = secrets.token_bytes(32)  # of this process; passes end with it
_REFUSED = "请先在管理页输入口令，再上传文件。".encode()


def issue_pass() -> str:
    """A pass for a browser whose user gave the password."""
    until = str(int(time.time()) + _SECONDS)
    return f"{until}.{_signed(until)}"


def is_pass(word: str) -> bool:
    """Whether a word is a pass that still holds."""
    until, _, signature = word.partition(".")
    return hmac.compare_digest(signature.encode(), _signed(until).encode()) and (
        time.time() < int(until)
    )


def _signed(until: str) -> str:
    return hmac.new(_SECRET, until.encode(), hashlib.sha256).hexdigest()


class UploadGate:
    """ASGI middleware that lets through what is no upload, and uploads with a pass."""

    def __init__(self, app: Any) -> None:  # noqa: ANN401 - an ASGI application
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
        """Serve a request."""
        if scope["type"] != "http" or not _is_upload(scope) or is_pass(_word(scope)):
            await self._app(scope, receive, send)
            return
        kind = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 403, "headers": kind})
        await send({"type": "http.response.body", "body": _REFUSED})


def _is_upload(scope: Any) -> bool:  # noqa: ANN401
    path = str(scope["path"]).rstrip("/")
    return scope["method"] not in {"GET", "HEAD", "OPTIONS"} and path.endswith("/upload")


def _word(scope: Any) -> str:  # noqa: ANN401
    """The pass that the browser's cookie holds; "" where it has none."""
    raw = dict(scope["headers"]).get(b"cookie", b"")
    try:
        found = SimpleCookie(raw.decode("latin-1")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
