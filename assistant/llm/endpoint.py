"""The model behind an OpenAI-compatible endpoint.

Every call ends by its deadline, with an answer or with an `EndpointError`. What a service takes is
found out once and remembered for the process: how it can be asked for JSON, whether it streams,
whether thoughts come before its answers. Nothing heavy is imported and nothing connected to before
the first call.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.llm.faults import EndpointFault, Fault
from assistant.llm.model import Message
from assistant.llm.settings import ModelSettings
from assistant.llm.structured import ORDER, fits, json_pieces, prepared
from assistant.llm.thinking import UnopenedThought, spoken, spoken_pieces

if TYPE_CHECKING:
    from assistant.llm.client import Client, Piece

__all__ = ["Endpoint", "open_model"]

_LOG = logging.getLogger("planqa")
_AGAIN = (Fault.OVERLOADED, Fault.SERVER)  # worth one more request
_PAUSE = 0.3  # seconds before it, where the service says none
_MARGIN = 0.5  # seconds that must then be left for an answer
_ENDED = {"length": Fault.LENGTH, "content_filter": Fault.FILTERED}
_T = TypeVar("_T")


@dataclass(slots=True)
class _Learned:
    """What is known of a service and its model."""

    order: list[str] = field(default_factory=lambda: list(ORDER))  # ways of asking for JSON
    streams: bool = True
    thinks: bool = False  # aloud, with nothing that opens the thought

    def put_last(self, method: str) -> None:
        """Try another way of asking for JSON first."""
        # Not sorted in place: another thread that reads the list meanwhile would find it empty.
        self.order = sorted(self.order, key=lambda one: one == method)


_LEARNED: dict[tuple[str, str, str], _Learned] = {}


class Endpoint:
    """A `ChatModel` behind an endpoint.

    Args:
        settings: of a model that is set.
    """

    def __init__(self, settings: ModelSettings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        key = (settings.url, settings.model, settings.method)
        self._learned = _LEARNED.setdefault(key, _first_guess(settings.method))

    def warm(self) -> None:
        """Load what the first call would load; nothing is connected to."""
        with self._lock:
            _ = self._client

    def close(self) -> None:
        """Let go of connections that wait for another request; a later call makes new ones."""
        with self._lock:
            if "_client" in self.__dict__:
                self._client.close()
                del self._client

    @cached_property
    def _client(self) -> Client:
        from assistant.llm.client import Client

        return Client(self.settings)

    @property
    def streams(self) -> bool:
        """Whether the service is known to send answers piece by piece, or thought to."""
        return self._learned.streams

    @property
    def structured_by(self) -> str:
        """The way of asking for JSON that the service is known to take, or thought to."""
        return "prompt" if self.settings.method == "prompt" else self._learned.order[0]

    def complete(
        self, messages: Sequence[Message], *, schema: dict[str, Any] | None, deadline: float
    ) -> str:
        """The whole answer, as `ChatModel` says."""
        self.warm()
        if schema is None:
            return self._twice(lambda: self._whole(messages, {}, deadline), deadline)

        def ask(method: str) -> str:
            said, extra = prepared(messages, schema, method)
            text = self._twice(lambda: self._whole(said, extra, deadline), deadline)
            return _checked("".join(json_pieces([text])), schema)

        return self._by_some_method(ask)

    def stream(
        self, messages: Sequence[Message], *, schema: dict[str, Any] | None, deadline: float
    ) -> Iterator[str]:
        """The answer as it comes, as `ChatModel` says; JSON by `schema` is checked at its end."""
        self.warm()
        if not self._learned.streams:
            yield self.complete(messages, schema=schema, deadline=deadline)
            return

        def ask(method: str) -> Generator[str, None, None]:
            said, extra = prepared(messages, schema, method) if schema else (messages, {})
            return self._twice(
                lambda: _begun(self._spoken(said, extra, deadline, is_json=bool(schema))), deadline
            )

        with closing(self._by_some_method(ask) if schema else ask("")) as pieces:
            text = ""
            for piece in pieces:
                text += piece
                yield piece
        if schema is not None and not fits(text, schema):
            self._learned.put_last(self._learned.order[0])
            raise EndpointFault(Fault.NOT_JSON)

    def _by_some_method(self, ask: Callable[[str], _T]) -> _T:
        """What `ask` gives, asking for JSON by the first way the service takes.

        One it refuses is tried last from now on, and so is one that brings no JSON.
        """
        ways = list(self._learned.order) if self.settings.method != "prompt" else ["prompt"]
        for method in ways:
            try:
                return ask(method)
            except EndpointFault as error:
                if error.fault not in {Fault.REQUEST, Fault.NOT_JSON}:
                    raise
                self._learned.put_last(method)
                if error.fault is Fault.NOT_JSON or method == ways[-1]:
                    raise
        raise ValueError("expected a way of asking for JSON")

    def _twice(self, ask: Callable[[], _T], deadline: float) -> _T:
        """What `ask` gives, after a short pause once more where the service is out of sorts."""
        try:
            return ask()
        except UnopenedThought:
            pause = 0.0
        except EndpointFault as error:
            pause = _PAUSE if error.retry_after is None else error.retry_after
            if error.fault not in _AGAIN or time.monotonic() + pause + _MARGIN > deadline:
                raise
        time.sleep(pause)
        try:
            return ask()
        except UnopenedThought:
            raise EndpointFault(Fault.GARBAGE) from None

    def _whole(self, messages: Sequence[Message], extra: dict[str, Any], deadline: float) -> str:
        """One request for an answer in one piece, without thoughts."""
        said = self._client.whole(messages, extra, deadline)
        _check_end(said)
        text = spoken(said.text)
        if not text:
            raise EndpointFault(Fault.EMPTY)
        return text

    def _spoken(
        self,
        messages: Sequence[Message],
        extra: dict[str, Any],
        deadline: float,
        *,
        is_json: bool,
    ) -> Generator[str, None, None]:
        """One request for an answer in pieces, without thoughts; `is_json`: the JSON in it alone.

        Raises:
            UnopenedThought: what was thought aloud was taken for the answer.
        """
        raw = _Raw(self._client.pieces(messages, extra, deadline))
        heard = spoken_pieces(raw, thinks=self._learned.thinks)
        is_empty = True
        try:
            for piece in json_pieces(heard) if is_json else heard:
                is_empty = is_empty and not piece.strip()
                yield piece
        except UnopenedThought:
            self._learned.thinks = True
            if not is_empty:
                raise EndpointFault(Fault.GARBAGE) from None
            raise
        finally:
            raw.close()
        if not raw.count:  # no event at all: perhaps it only answers whole
            whole = self._whole(messages, extra, deadline)
            self._learned.streams = False
            yield "".join(json_pieces([whole])) if is_json else whole
            return
        _check_end(raw.end)
        if is_empty:
            raise EndpointFault(Fault.NOT_JSON if is_json and raw.has_words else Fault.EMPTY)


class _Raw:
    """The texts of a stream's pieces; counts them, and keeps how the stream ended."""

    def __init__(self, pieces: Iterator[Piece]) -> None:
        self._pieces = pieces
        self.count = 0
        self.finish: str | None = None
        self.has_words = self._is_refused = False

    def __iter__(self) -> Iterator[str]:
        for piece in self._pieces:
            self.count += 1
            self.finish = piece.finish or self.finish
            self._is_refused = self._is_refused or piece.is_refused
            self.has_words = self.has_words or bool(piece.text.strip())
            yield piece.text

    @property
    def end(self) -> Piece:
        """An empty piece that says how the stream ended."""
        from assistant.llm.client import Piece

        return Piece("", self.finish, self._is_refused)

    def close(self) -> None:
        """Let go of the request."""
        if hasattr(self._pieces, "close"):
            self._pieces.close()


def _check_end(said: Piece) -> None:
    """Refuse an answer that is not whole; None as finish reason: the stream broke off."""
    if said.is_refused:
        raise EndpointFault(Fault.FILTERED)
    if said.finish is None:
        raise EndpointFault(Fault.CUT)
    if said.finish in _ENDED:
        raise EndpointFault(_ENDED[said.finish])


def _checked(text: str, schema: dict[str, Any]) -> str:
    if not fits(text, schema):
        raise EndpointFault(Fault.NOT_JSON)
    return text


def _begun(pieces: Generator[str, None, None]) -> Generator[str, None, None]:
    """The same pieces, the first of them there already; what is wrong before it is raised now."""
    first = next(pieces, "")

    def all_of_them() -> Generator[str, None, None]:
        with closing(pieces):
            yield first
            yield from pieces

    return all_of_them()


def _first_guess(method: str) -> _Learned:
    learned = _Learned()
    learned.order.sort(key=lambda one: one != method)
    return learned


def open_model(settings: ModelSettings) -> Endpoint | None:
    """The model that is set; None where there is none."""
    return Endpoint(settings) if settings.is_on else None
