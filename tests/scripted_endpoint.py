"""An OpenAI-compatible model service on loopback that does what a script says.

It speaks the protocol of `POST /v1/chat/completions` (whole and streamed as server-sent events,
tools, response formats, usage, errors) and `GET /v1/models`, and plays what real services do on bad
days. One `Reply` says what becomes of one request:

    with ScriptedEndpoint(Reply("你好")) as endpoint:
        ...                      # PLANQA_LLM_URL=endpoint.url, PLANQA_LLM_MODEL=endpoint.model
        endpoint.requests[0].messages

Replies are played in order, and the last one again and again. A function in place of a reply is
called with the request and gives the reply, so that an answer can be made from what was asked.

Only the standard library is used. Its threads end with the `with` block, also those that hang.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

__all__ = [
    "FORMATS",
    "MODEL",
    "SCENARIOS",
    "Reply",
    "Request",
    "ScriptedEndpoint",
    "dead_url",
    "json_reply",
    "silent_url",
]

MODEL = "scripted-chat"
FORMATS = frozenset({"json_schema", "json_mode", "function_calling"})
_LONGEST_WAIT = 60.0  # seconds, after which a hanging reply gives up whatever happens
_HTML = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came; `headers` by lower-case name."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float  # time.monotonic()

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What was said to the model."""
        return list(self.body.get("messages", ()))

    @property
    def words(self) -> str:
        """All messages as one text."""
        return "\n".join(str(message.get("content", "")) for message in self.messages)

    @property
    def is_streamed(self) -> bool:
        """Whether the answer is wanted piece by piece."""
        return bool(self.body.get("stream"))

    @property
    def format(self) -> str:
        """How structured output is asked for: one of FORMATS, or ""."""
        if self.body.get("tools"):
            return "function_calling"
        kind = (self.body.get("response_format") or {}).get("type", "")
        return {"json_object": "json_mode"}.get(kind, kind)

    @property
    def schema(self) -> dict[str, Any] | None:
        """The JSON schema asked for, where the format carries one."""
        if self.format == "function_calling":
            return dict(self.body["tools"][0]["function"]["parameters"])
        if self.format == "json_schema":
            return dict(self.body["response_format"]["json_schema"]["schema"])
        return None


@dataclass(frozen=True, slots=True)
class Reply:
    """What becomes of one request. Times are seconds."""

    text: str = ""  # the answer; of a tool call its arguments
    pieces: tuple[str, ...] = ()  # the answer as it is streamed; empty: four characters at a time
    reasoning: str = ""  # `reasoning_content`, before the answer
    finish: str | None = "stop"  # finish_reason; None: never said
    refusal: str = ""  # the protocol's own refusal in place of content
    status: int = 200
    error: tuple[str, str] = ("", "")  # message and code of an error with this status
    body: bytes | None = None  # sent as it is, with `content_type`
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    header_wait: float = 0.0  # before anything is sent
    first_wait: float = 0.0  # after the headers, before the first piece
    piece_wait: float = 0.0  # between pieces
    keep_alive: float = 0.0  # a comment line that often while waiting, as DeepSeek sends
    cut_after: int | None = None  # the connection is reset after so many pieces
    end_after: int | None = None  # the stream ends in good order after so many, with no finish
    error_after: int | None = None  # the stream says an error after so many
    garbage_after: int | None = None  # the stream says no JSON after so many
    hang: str = ""  # "headers": nothing is ever sent; "body": the headers, then nothing
    trickle: float = 0.0  # every byte by itself, with this wait after it
    plain: bool = False  # answered whole though a stream was wanted

    @property
    def streamed(self) -> tuple[str, ...]:
        """The answer in pieces."""
        cut = (self.text[at : at + 4] for at in range(0, len(self.text), 4))
        return self.pieces or tuple(cut)

    @property
    def whole(self) -> str:
        """The answer in one piece."""
        return self.text or "".join(self.pieces)


Script = Reply | Callable[[Request], Reply]


def json_reply(answer: object, **options: Any) -> Reply:
    """A reply that says a value as JSON."""
    return Reply(json.dumps(answer, ensure_ascii=False), **options)


SCENARIOS: dict[str, Reply] = {
    # Good, each in its own way
    "words": Reply("你好，世界。"),
    "one piece": Reply("你好，世界。", pieces=("你好，世界。",)),
    "a piece a character": Reply("你好，世界。", pieces=tuple("你好，世界。")),
    "empty pieces between": Reply(pieces=("", "你好", "", "，世界。", "")),
    "think tags": Reply("<think>用户在打招呼。\n我也打招呼。</think>\n\n你好，世界。"),
    "think tags cut anywhere": Reply(
        pieces=("<th", "ink>想", "一想</thi", "nk>\n你好", "，世界。")
    ),
    "think tag that was never opened": Reply("想一想，打个招呼。\n</think>\n\n你好，世界。"),
    "reasoning content": Reply("你好，世界。", reasoning="用户在打招呼。"),
    "slow but in time": Reply("你好，世界。", header_wait=0.1, piece_wait=0.02),
    "comments to keep alive": Reply("你好，世界。", first_wait=0.2, keep_alive=0.05),
    "answered whole though streaming": Reply("你好，世界。", plain=True),
    # Structured
    "object": json_reply({"answer": "你好，世界。"}),
    "object in a fence": Reply('```json\n{"answer": "你好，世界。"}\n```'),
    "object after thinking": Reply('<think>{"不是": 这个}</think>{"answer": "你好，世界。"}'),
    "wrong object": json_reply({"reply": 1}),
    "not JSON": Reply("当然可以！答案是：你好，世界。"),
    "cut JSON": Reply('{"answer": "你好，世'),
    "JSON deeper than can be read": Reply("[" * 100_000),
    # Refused
    "key refused": Reply(status=401, error=("Incorrect API key provided", "invalid_api_key")),
    "not allowed": Reply(status=403, error=("You have no access to this model", "forbidden")),
    "no money left": Reply(status=402, error=("Insufficient Balance", "invalid_request_error")),
    "no such model": Reply(status=404, error=("The model does not exist", "model_not_found")),
    "no such model, as 400": Reply(status=400, error=("Model Not Exist", "invalid_request_error")),
    "too long": Reply(
        status=400,
        error=("This model's maximum context length is 4096 tokens", "context_length_exceeded"),
    ),
    "overloaded": Reply(status=429, error=("Rate limit reached", "rate_limit_exceeded")),
    "server fault": Reply(status=500, error=("Internal server error", "server_error")),
    "service down behind its gateway": Reply(
        status=502, body=_HTML.format("502 Bad Gateway").encode(), content_type="text/html"
    ),
    "unavailable": Reply(status=503, error=("Service is loading the model", "unavailable")),
    "moved elsewhere": Reply(
        status=302, body=b"", headers=(("Location", "http://192.0.2.1/v1/chat/completions"),)
    ),
    # Nothing that can be used
    "empty": Reply(""),
    "blank": Reply(" \n\n "),
    "thought alone": Reply("<think>想了很久，什么也没有说。</think>"),
    "thought without end": Reply("<think>想了很久，一直没有", finish="length"),
    "cut by length": Reply("你好，世", finish="length"),
    "content filter": Reply("", finish="content_filter"),
    "refusal": Reply("", refusal="I cannot help with that."),
    "HTML page": Reply(body=_HTML.format("请登录").encode(), content_type="text/html"),
    "other JSON": Reply(body=b'{"hello": "world"}'),
    "JSON that is a list": Reply(body=b"[1, 2, 3]"),
    "no choices": Reply(body=b'{"id": "1", "object": "chat.completion", "choices": []}'),
    "broken JSON": Reply(body=b'{"id": "1", "choi'),
    "bytes of no encoding": Reply(body=b"\xff\xfe\x00\x80" * 64),
    "endless": Reply(body=b" " * 20_000_000),
    "garbage in the stream": Reply("你好，世界。", garbage_after=1),
    # Broken off
    "cut stream": Reply("你好，世界，大家好。", cut_after=2),
    "cut before the first piece": Reply("你好，世界。", cut_after=0),
    "stream ends too early": Reply("你好，世界，大家好。", end_after=2),
    "no finish reason": Reply("你好，世界。", finish=None),
    "error in the stream": Reply("你好，世界，大家好。", error_after=2),
    # Never done
    "headers never come": Reply(hang="headers"),
    "body never comes": Reply(hang="body"),
    "late headers": Reply("你好，世界。", header_wait=_LONGEST_WAIT),
    "late first piece": Reply("你好，世界。", first_wait=_LONGEST_WAIT),
    "slow pieces": Reply("你好，世界。" * 50, piece_wait=0.1),
    "trickled bytes": Reply("你好，世界。" * 50, trickle=0.02),
    "only comments": Reply("你好，世界。", first_wait=_LONGEST_WAIT, keep_alive=0.05),
}


class ScriptedEndpoint:
    """A model service on loopback, running within its `with` block.

    Args:
        script: what becomes of the requests, in order; the last goes for all that follow.
        key: the key a request must carry; "" if none is asked for.
        model: the one model there is.
        takes: the ways of asking for structured output it takes; others get a 400.
    """

    def __init__(
        self,
        *script: Script,
        key: str = "",
        model: str = MODEL,
        takes: frozenset[str] = FORMATS,
    ) -> None:
        self.script: list[Script] = list(script) or [SCENARIOS["words"]]
        self.key, self.model, self.takes = key, model, takes
        self.requests: list[Request] = []  # those for an answer, refused ones too
        self.played = 0  # replies of the script that were begun
        self.broken_off = 0  # answers whose reader went away
        self.over = threading.Event()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        endpoint = self

        class Handler(_Handler):
            pass

        Handler.endpoint = endpoint
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        """The base URL, as a client wants it."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> ScriptedEndpoint:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.over.set()
        self._server.shutdown()
        with self._lock:
            left = list(self._open)
        for one in left:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._server.server_close()  # which waits for the threads of all requests
        self._thread.join()

    def next_reply(self, request: Request) -> Reply:
        """What becomes of a request."""
        with self._lock:
            scripted = self.script[min(self.played, len(self.script) - 1)]
            self.played += 1
        return scripted(request) if callable(scripted) else scripted

    def opened(self, connection: socket.socket) -> None:
        """A connection that is to be ended with the block."""
        with self._lock:
            self._open.add(connection)

    def closed(self, connection: socket.socket) -> None:
        """A connection that ended."""
        with self._lock:
            self._open.discard(connection)


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close joins them
    block_on_close = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no error of the script."""


class _Gone(Exception):
    """The connection ends here."""


class _Handler(BaseHTTPRequestHandler):
    endpoint: ScriptedEndpoint
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.endpoint.opened(self.connection)

    def finish(self) -> None:
        self.endpoint.closed(self.connection)
        with suppress(OSError):
            super().finish()

    def log_message(self, *_: object) -> None:
        """Nothing is told."""

    def do_GET(self) -> None:
        if self.path.rstrip("/") != "/v1/models":
            self._error(404, "Not Found", "not_found")
        elif self._admitted():
            listed = [{"id": self.endpoint.model, "object": "model", "owned_by": "script"}]
            self._json(200, {"object": "list", "data": listed})

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        try:
            body = json.loads(self.rfile.read(size))
        except ValueError:
            return self._error(400, "We could not parse the JSON body", "invalid_request_error")
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.path, headers, body, time.monotonic())
        self.endpoint.requests.append(request)
        if self.path != "/v1/chat/completions":
            return self._error(404, "Not Found", "not_found")
        if not self._admitted() or not self._possible(request):
            return None
        try:
            self._play(self.endpoint.next_reply(request), request)
        except (_Gone, OSError):
            self.endpoint.broken_off += 1
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
        return None

    def _admitted(self) -> bool:
        wanted = self.endpoint.key
        if not wanted or self.headers.get("Authorization") == f"Bearer {wanted}":
            return True
        self._error(401, "Incorrect API key provided", "invalid_api_key")
        return False

    def _possible(self, request: Request) -> bool:
        """Whether model and format are there; else the error is sent."""
        asked = request.body.get("model")
        if asked != self.endpoint.model:
            self._error(404, f"The model `{asked}` does not exist", "model_not_found")
            return False
        if request.format and request.format not in self.endpoint.takes:
            kind = "tools" if request.body.get("tools") else "response_format type"
            self._error(400, f"This {kind} is unavailable now", "invalid_request_error")
            return False
        return True

    # What a reply does

    def _play(self, reply: Reply, request: Request) -> None:
        self._wait(reply.header_wait)
        if reply.hang == "headers":
            self._wait(_LONGEST_WAIT)
            raise _Gone
        if reply.status != 200 or reply.body is not None:
            self._fixed(reply)
        elif request.is_streamed and not reply.plain:
            self._stream(reply, request)
        else:
            self._whole(reply, request)

    def _fixed(self, reply: Reply) -> None:
        """An error, or bytes as they are."""
        message, code = reply.error
        wrong = {"error": {"message": message, "type": code, "param": None, "code": code}}
        body = json.dumps(wrong).encode() if reply.body is None else reply.body
        self._send(reply.status, reply.content_type, reply.headers, len(body))
        self._bytes(body, reply)

    def _whole(self, reply: Reply, request: Request) -> None:
        """The answer in one JSON object."""
        message: dict[str, Any] = {"role": "assistant", "content": reply.whole}
        finish = reply.finish
        if reply.reasoning:
            message["reasoning_content"] = reply.reasoning
        if reply.refusal:
            message |= {"content": None, "refusal": reply.refusal}
        elif request.format == "function_calling":
            call = {"name": _tool(request), "arguments": reply.whole}
            message |= {
                "content": None,
                "tool_calls": [{"id": "call_1", "type": "function", "function": call}],
            }
            finish = "tool_calls" if finish == "stop" else finish
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
        told = _head("chat.completion", request) | {
            "choices": [choice],
            "usage": _usage(request, reply),
        }
        body = json.dumps(told, ensure_ascii=False).encode()
        cut = reply.cut_after is not None or reply.end_after is not None
        self._send(200, "application/json", reply.headers, len(body))
        if reply.hang == "body":
            self._wait(_LONGEST_WAIT)
            raise _Gone
        if reply.keep_alive:
            self._wait(reply.first_wait)  # a length was announced: nothing may come before it
        else:
            self._wait(reply.first_wait + reply.piece_wait * len(reply.streamed))
        self._bytes(body[: len(body) // 2] if cut else body, reply)
        if cut:
            raise _Gone

    def _stream(self, reply: Reply, request: Request) -> None:
        """The answer as server-sent events, in chunks."""
        chunked = (("Transfer-Encoding", "chunked"), *reply.headers)
        self._send(200, "text/event-stream; charset=utf-8", chunked, None)
        if reply.hang == "body":
            self._wait(_LONGEST_WAIT)
            raise _Gone
        self._wait(reply.first_wait, reply.keep_alive)
        for number, event in enumerate(_events(reply, request)):
            if number:
                self._wait(reply.piece_wait)
            if event is None:
                raise _Gone
            self._chunk(event, reply)
        self._bytes(b"0\r\n\r\n", reply)

    # How it is sent

    def _json(self, status: int, told: object) -> None:
        body = json.dumps(told).encode()
        self._send(status, "application/json", (), len(body))
        self.wfile.write(body)

    def _error(self, status: int, message: str, code: str) -> None:
        self._fixed(Reply(status=status, error=(message, code)))

    def _send(
        self, status: int, kind: str, headers: Sequence[tuple[str, str]], size: int | None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if size is not None:
            self.send_header("Content-Length", str(size))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def _chunk(self, event: str, reply: Reply) -> None:
        data = event.encode("utf-8", "surrogatepass")
        self._bytes(b"%x\r\n%b\r\n" % (len(data), data), reply)

    def _bytes(self, data: bytes, reply: Reply) -> None:
        if not reply.trickle:
            self.wfile.write(data)
            return
        for at in range(len(data)):
            self.wfile.write(data[at : at + 1])
            self._wait(reply.trickle)

    def _wait(self, seconds: float, comments: float = 0.0) -> None:
        """Wait, saying comments meanwhile; ends at once with the server."""
        until = time.monotonic() + min(seconds, _LONGEST_WAIT)
        while (left := until - time.monotonic()) > 0:
            if self.endpoint.over.wait(min(left, comments or left)):
                raise _Gone
            if comments:
                self._chunk(": keep-alive\n\n", Reply())


def _tool(request: Request) -> str:
    return str(request.body["tools"][0]["function"]["name"])


def _head(kind: str, request: Request) -> dict[str, Any]:
    return {
        "id": "chatcmpl-scripted",
        "object": kind,
        "created": 1_780_000_000,
        "model": request.body.get("model", MODEL),
        "system_fingerprint": None,
    }


def _usage(request: Request, reply: Reply) -> dict[str, Any]:
    """Tokens, a character counted as one."""
    asked, said = len(request.words), len(reply.whole)
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


def _events(reply: Reply, request: Request) -> Iterator[str | None]:
    """The events of a stream in order; None where the connection breaks."""
    is_tool = request.format == "function_calling" and not reply.refusal
    first: dict[str, Any] = {"role": "assistant", "content": None if is_tool else ""}
    yield _event(request, first)
    for at in range(0, len(reply.reasoning), 4):
        yield _event(request, {"content": None, "reasoning_content": reply.reasoning[at : at + 4]})
    if reply.refusal:
        yield _event(request, {"refusal": reply.refusal})
    for number, piece in enumerate(reply.streamed):
        if number == reply.cut_after:
            yield None
        if number == reply.end_after:
            return
        if number == reply.error_after:
            wrong = {"message": "EngineDeadError", "type": "server_error", "code": 500}
            yield f"data: {json.dumps({'error': wrong})}\n\n"
            return
        if number == reply.garbage_after:
            yield "data: {这不是 JSON\n\n"
        yield _event(request, _delta(request, piece, number, is_tool=is_tool))
    if reply.finish is not None:
        finish = "tool_calls" if is_tool and reply.finish == "stop" else reply.finish
        yield _event(request, {}, finish)
    if (request.body.get("stream_options") or {}).get("include_usage"):
        told = _head("chat.completion.chunk", request)
        told |= {"choices": [], "usage": _usage(request, reply)}
        yield f"data: {json.dumps(told)}\n\n"
    yield "data: [DONE]\n\n"


def _delta(request: Request, piece: str, number: int, *, is_tool: bool) -> dict[str, Any]:
    if not is_tool:
        return {"content": piece}
    call: dict[str, Any] = {"index": 0, "function": {"arguments": piece}}
    if not number:
        call |= {"id": "call_1", "type": "function"}
        call["function"]["name"] = _tool(request)
    return {"tool_calls": [call]}


def _event(request: Request, delta: dict[str, Any], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    told = _head("chat.completion.chunk", request) | {"choices": [choice]}
    return f"data: {json.dumps(told, ensure_ascii=False)}\n\n"


def dead_url() -> str:
    """A base URL at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return f"http://127.0.0.1:{probe.getsockname()[1]}/v1"


@contextmanager
def silent_url() -> Iterator[str]:
    """The base URL of what takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/v1"
