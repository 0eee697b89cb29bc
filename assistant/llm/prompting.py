"""The messages to a model: instructions from files, and what is data fenced as such."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from assistant.llm.model import Message

__all__ = ["messages"]


@cache
def _instructions(name: str) -> str:
    return (files("assistant.llm") / "prompts" / f"{name}.txt").read_text("utf-8").strip()


def messages(name: str, fenced: Mapping[str, str | Iterable[str]]) -> tuple[Message, ...]:
    """The instructions of `prompts/name.txt`, then the data, each kind in a fence of its own.

    Nothing within a fence can close it: its angle brackets are made full-width.
    """
    parts = []
    for title, data in fenced.items():
        text = data if isinstance(data, str) else "\n".join(data)
        inner = text.replace("<", "＜").replace(">", "＞")
        parts.append(f"<{title}>\n{inner}\n</{title}>")
    return Message("system", _instructions(name)), Message("user", "\n\n".join(parts))
