"""What a question has still to spend on the model: calls and time."""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from assistant.llm.model import ChatModel, EndpointError, Message
from assistant.llm.options import ModelOptions

__all__ = ["Spending", "Spent"]


class Spent(EndpointError):
    """No call or no time is left."""


class Spending:
    """The calls of one question, all before one deadline."""

    def __init__(self, model: ChatModel, options: ModelOptions) -> None:
        self._model = model
        self._left = options.calls
        self.deadline = time.monotonic() + options.seconds

    def _call(self) -> None:
        if self._left <= 0 or time.monotonic() >= self.deadline:
            raise Spent("模型的用时或次数已用完。")
        self._left -= 1

    def complete(self, said: Sequence[Message], schema: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON object a model answers with.

        Raises:
            EndpointError: no usable answer, or nothing left to spend.
        """
        self._call()
        text = self._model.complete(said, schema=dict(schema), deadline=self.deadline)
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict):
            raise EndpointError("模型的回答不合格式。")
        return told

    def stream(self, said: Sequence[Message], schema: Mapping[str, Any]) -> Iterator[str]:
        """The answer of a model, piece by piece.

        Raises:
            EndpointError: it broke off, came too late, or nothing was left to spend.
        """
        self._call()
        pieces = self._model.stream(said, schema=dict(schema), deadline=self.deadline)
        with closing(_closable(pieces)) as held:
            for piece in held:
                if time.monotonic() >= self.deadline:
                    raise Spent("模型未能在时限内答完。")
                yield piece


def _closable(pieces: Iterator[str]) -> Generator[str, None, None]:
    """A generator over any iterator, so that a reader that stops early lets go of it."""
    yield from pieces
