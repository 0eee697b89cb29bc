"""The service behind LangChain's `ChatOpenAI`; the one place that knows it and the OpenAI client.

Importing this takes a second, so `assistant.llm.endpoint` does it only when a model is asked.
"""

from __future__ import annotations

import json
import logging
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar, cast

import httpx2
import langsmith
import openai
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from assistant.llm.faults import EndpointFault, Fault
from assistant.llm.model import Message
from assistant.llm.settings import ModelSettings
from assistant.llm.wire import (
    AddressRefused,
    BoundedTransport,
    UnknownName,
    addresses_of,
    proxy_for,
    try_connection,
)

__all__ = ["Client", "Piece", "connect", "look_up"]

_LOG = logging.getLogger("planqa")
_T = TypeVar("_T")
_NO_KEY = "none"  # the client wants one; services without keys read none

_BY_STATUS = {
    401: Fault.KEY,
    402: Fault.FUNDS,
    403: Fault.FORBIDDEN,
    405: Fault.ADDRESS,
    413: Fault.TOO_LONG,
    429: Fault.OVERLOADED,
}
# What services say in a 400, 404 or 422, in lower case; the first that stands there tells.
_BY_WORDS = (
    (("model_not_found", "model not", "model does not"), Fault.MODEL),
    (("context_length", "context length", "too long", "maximum context"), Fault.TOO_LONG),
    (("data_inspection", "content_filter", "content_policy", "sensitive"), Fault.FILTERED),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of an answer, or all of it."""

    text: str
    finish: str | None = None  # the protocol's finish_reason, "" where the service said none
    is_refused: bool = False  # by the protocol's own refusal


class Client:
    """One service; every call ends by its deadline, and is one request.

    Raises:
        EndpointFault: the certificates that are set cannot be read.
    """

    def __init__(self, settings: ModelSettings) -> None:
        langsmith.configure(enabled=False)  # an environment may ask it to send all calls elsewhere
        self._settings = settings
        self._llm = _guarded(self._opened)

    def _opened(self) -> ChatOpenAI:
        settings = self._settings
        transport = BoundedTransport(settings.url, proxy_for(settings.url))
        return ChatOpenAI(
            model=settings.model,
            base_url=settings.url,
            api_key=SecretStr(settings.key or _NO_KEY),
            temperature=settings.temperature,
            max_retries=0,
            use_responses_api=False,
            output_version="v0",
            openai_proxy="",
            http_socket_options=(),  # else it warns that proxies are passed by
            http_client=httpx2.Client(transport=transport, follow_redirects=False),
            http_async_client=httpx2.AsyncClient(transport=_NoAsync()),
        )

    def whole(self, messages: Sequence[Message], extra: dict[str, Any], deadline: float) -> Piece:
        """The answer in one piece; raises EndpointFault."""
        options = self._options(extra, deadline)
        return _guarded(lambda: _whole(self._llm.invoke(_plain(messages), **options)))

    def pieces(
        self, messages: Sequence[Message], extra: dict[str, Any], deadline: float
    ) -> Iterator[Piece]:
        """The answer as it comes; the request goes with the iterator. Raises EndpointFault.

        There is no piece at all where the service sends something else than a stream.
        """
        options = self._options(extra, deadline)
        count = 0
        try:
            with closing(cast("Any", self._llm.stream(_plain(messages), **options))) as coming:
                for chunk in coming:
                    count += 1
                    if time.monotonic() > deadline:  # it came in time, but is too long
                        raise EndpointFault(Fault.SLOW)
                    if isinstance(chunk, AIMessageChunk):
                        yield _piece(chunk)
                return
        except EndpointFault:
            raise
        except Exception as error:  # noqa: BLE001 - see _guarded
            if not count and type(error) is ValueError:  # LangChain's own for no chunk at all
                return
            fault = _fault_of(error)
        raise fault

    def close(self) -> None:
        """Let go of connections that wait for another request."""
        self._llm.root_client.close()

    def _options(self, extra: dict[str, Any], deadline: float) -> dict[str, Any]:
        left = deadline - time.monotonic()
        if left <= 0:
            raise EndpointFault(Fault.SLOW)
        # Past LangChain as it is: it would ask by newer names that other services do not know.
        body = {"max_tokens": self._settings.max_tokens, **extra}
        return {"timeout": left, "extra_body": body}


def _whole(said: object) -> Piece:
    if not isinstance(said, AIMessage):
        raise TypeError(f"expected an answer, got {type(said).__name__}")
    calls = [json.dumps(call["args"], ensure_ascii=False) for call in said.tool_calls]
    calls += [str(call["args"]) for call in said.invalid_tool_calls]
    finish = said.response_metadata.get("finish_reason") or ""
    is_refused = bool(said.additional_kwargs.get("refusal"))
    return Piece(calls[0] if calls else _text(said.content), finish, is_refused)


def _piece(chunk: AIMessageChunk) -> Piece:
    arguments = "".join(call["args"] or "" for call in chunk.tool_call_chunks)
    return Piece(
        arguments or _text(chunk.content),
        chunk.response_metadata.get("finish_reason"),
        bool(chunk.additional_kwargs.get("refusal")),
    )


def _plain(messages: Sequence[Message]) -> list[dict[str, str]]:
    return [{"role": message.role, "content": message.content} for message in messages]


def _text(content: object) -> str:
    """The words of an answer; some services send them in parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "".join(part if isinstance(part, str) else part.get("text", "") for part in parts)


class _NoAsync(httpx2.AsyncBaseTransport):
    """Stands where LangChain would make a second client, which is never used."""


def look_up(url: str, seconds: float) -> list[str]:
    """The addresses of a URL's host; raises EndpointFault."""
    return _guarded(lambda: addresses_of(url, seconds))


def connect(url: str, seconds: float) -> None:
    """Connect to a URL's host, and say nothing; raises EndpointFault."""
    _guarded(lambda: try_connection(url, seconds))


def _guarded(call: Callable[[], _T]) -> _T:
    """What `call` gives; what the libraries raise is raised as an EndpointFault without context.

    Their errors hold the request, and the request the key. Whatever garbage a service sends, and
    wherever the libraries stumble over it, is told as a fault.
    """
    try:
        return call()
    except EndpointFault:
        raise
    except Exception as error:  # noqa: BLE001 - as said above
        fault = _fault_of(error)
    raise fault


def _fault_of(error: Exception) -> EndpointFault:
    """What an error of the libraries means."""
    _LOG.debug("endpoint: %s", type(error).__name__)
    if isinstance(error, openai.APIStatusError):
        return _of_status(error)
    if isinstance(error, openai.APIError) and not isinstance(error, openai.APIConnectionError):
        return EndpointFault(_by_words(error) or Fault.SERVER)  # said in the midst of a stream
    causes = list(_causes(error))
    for kinds, fault in _BY_KIND:
        if any(isinstance(cause, kinds) for cause in causes):
            return EndpointFault(fault)
    return EndpointFault(Fault.GARBAGE)


_BY_KIND: tuple[tuple[tuple[type[BaseException], ...], Fault], ...] = (
    ((AddressRefused,), Fault.ADDRESS),
    ((UnknownName,), Fault.UNRESOLVED),
    ((ssl.SSLError, FileNotFoundError), Fault.CERTIFICATE),
    ((httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError), Fault.UNREACHABLE),
    ((httpx2.TimeoutException, openai.APITimeoutError), Fault.SLOW),
    ((httpx2.DecodingError,), Fault.GARBAGE),
    ((httpx2.TransportError,), Fault.CUT),
)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _of_status(error: openai.APIStatusError) -> EndpointFault:
    status = error.status_code
    fault = _by_words(error) if status in {400, 404, 422} else _BY_STATUS.get(status)
    if status == 429 and "quota" in str(error.code):
        fault = Fault.FUNDS
    if fault is None and status >= 500:
        fault = Fault.SERVER
    if fault is None and (status == 404 or 300 <= status < 400):
        fault = Fault.ADDRESS
    return EndpointFault(fault or Fault.REQUEST, retry_after=_retry_after(error.response))


def _by_words(error: openai.APIError) -> Fault | None:
    words = f"{error.code} {error.message} {error.body}".lower()
    if "model" in words and ("not exist" in words or "not found" in words):
        return Fault.MODEL
    return next((f for tellers, f in _BY_WORDS if any(one in words for one in tellers)), None)


def _retry_after(response: httpx2.Response) -> float | None:
    """Seconds after which the service wants to be asked again (RFC 9110, 10.2.3)."""
    said = response.headers.get("retry-after", "")
    if said.replace(".", "", 1).isdecimal() and said.isascii():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
