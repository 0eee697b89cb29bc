"""The endpoint against a scripted service: good answers come through, bad ones are told in time."""

import itertools
import json
import logging
import socket
import threading
import time
import traceback

import pytest

from assistant.llm import endpoint as module
from assistant.llm.endpoint import Endpoint, open_model
from assistant.llm.faults import EndpointFault, Fault
from assistant.llm.model import EndpointError, Message
from assistant.llm.settings import ModelSettings
from tests.scripted_endpoint import (
    FORMATS,
    SCENARIOS,
    Reply,
    Request,
    ScriptedEndpoint,
    dead_url,
    json_reply,
    silent_url,
)

HELLO = "你好，世界。"
KEY = "sk-sesame-0123456789"
MESSAGES = (Message("system", "你是助手。"), Message("user", "打个招呼"))
SCHEMA = {
    "type": "object",
    "properties": {"answer": {"type": "string"}},
    "required": ["answer"],
    "additionalProperties": False,
}
ANSWER = '{"answer": "你好，世界。"}'
WAYS = ("whole", "stream")
GOOD = (
    *("words", "one piece", "a piece a character", "empty pieces between", "think tags"),
    *("think tags cut anywhere", "reasoning content", "slow but in time"),
    *("comments to keep alive", "answered whole though streaming"),
)
BAD = {
    "key refused": Fault.KEY,
    "not allowed": Fault.FORBIDDEN,
    "no money left": Fault.FUNDS,
    "no such model": Fault.MODEL,
    "no such model, as 400": Fault.MODEL,
    "too long": Fault.TOO_LONG,
    "overloaded": Fault.OVERLOADED,
    "server fault": Fault.SERVER,
    "service down behind its gateway": Fault.SERVER,
    "unavailable": Fault.SERVER,
    "moved elsewhere": Fault.ADDRESS,
    "empty": Fault.EMPTY,
    "blank": Fault.EMPTY,
    "thought alone": Fault.EMPTY,
    "thought without end": Fault.LENGTH,
    "cut by length": Fault.LENGTH,
    "content filter": Fault.FILTERED,
    "HTML page": Fault.GARBAGE,
    "other JSON": Fault.GARBAGE,
    "JSON that is a list": Fault.GARBAGE,
    "no choices": Fault.GARBAGE,
    "broken JSON": Fault.GARBAGE,
    "bytes of no encoding": Fault.GARBAGE,
    "endless": Fault.GARBAGE,
    "cut stream": Fault.CUT,
    "cut before the first piece": Fault.CUT,
    "stream ends too early": Fault.CUT,
    "headers never come": Fault.SLOW,
    "body never comes": Fault.SLOW,
    "late headers": Fault.SLOW,
    "late first piece": Fault.SLOW,
    "slow pieces": Fault.SLOW,
    "trickled bytes": Fault.SLOW,
    "only comments": Fault.SLOW,
}
# What can only go wrong, or goes wrong otherwise, in a stream
BAD_STREAMS = {
    "garbage in the stream": Fault.GARBAGE,
    "no finish reason": Fault.CUT,
    "error in the stream": Fault.SERVER,
    "refusal": Fault.EMPTY,
    "think tag that was never opened": Fault.GARBAGE,
}
BAD_OBJECTS = {
    "words": Fault.NOT_JSON,
    "wrong object": Fault.NOT_JSON,
    "not JSON": Fault.NOT_JSON,
    "cut JSON": Fault.NOT_JSON,
    "empty": Fault.EMPTY,
    "cut by length": Fault.LENGTH,
}


@pytest.fixture(autouse=True)
def nothing_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LEARNED", {})
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(autouse=True)
def nothing_left_running():
    before = threading.active_count()
    yield
    assert threading.active_count() == before


OPENED: list[Endpoint] = []


@pytest.fixture(autouse=True)
def all_closed():
    yield
    while OPENED:
        OPENED.pop().close()


def at(url: str, **options) -> Endpoint:
    model = Endpoint(ModelSettings(**({"url": url, "model": "m"} | options)))
    model.warm()  # importing takes a second, which no deadline here allows for
    OPENED.append(model)
    return model


def to(served: ScriptedEndpoint, **options) -> Endpoint:
    return at(**({"url": served.url, "model": served.model} | options))


def asked(model: Endpoint, way: str, schema: dict | None = None, seconds: float = 0.8) -> str:
    deadline = time.monotonic() + seconds
    if way == "whole":
        return model.complete(MESSAGES, schema=schema, deadline=deadline)
    return "".join(model.stream(MESSAGES, schema=schema, deadline=deadline))


def fault_of(model: Endpoint, way: str, schema: dict | None = None, seconds: float = 0.8) -> Fault:
    began = time.monotonic()
    with pytest.raises(EndpointFault) as caught:
        asked(model, way, schema, seconds)
    assert time.monotonic() - began < max(seconds, 0) + 0.3
    return caught.value.fault


# Good answers


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", GOOD)
def test_good_answers_come_through(name, way):
    with ScriptedEndpoint(SCENARIOS[name]) as served:
        assert asked(to(served), way) == HELLO


def test_a_stream_comes_piece_by_piece():
    with ScriptedEndpoint(Reply(pieces=tuple(HELLO), piece_wait=0.05)) as served:
        pieces, times = [], []
        for piece in to(served).stream(MESSAGES, schema=None, deadline=time.monotonic() + 2):
            pieces.append(piece)
            times.append(time.monotonic())
    assert pieces == list(HELLO)
    assert min(after - before for before, after in itertools.pairwise(times)) > 0.02


def test_the_request_says_what_it_should_and_no_more():
    with ScriptedEndpoint(key=KEY) as served:
        asked(to(served, key=KEY, temperature=0.3, max_tokens=77), "stream")
        (request,) = served.requests
    assert request.messages == [{"role": m.role, "content": m.content} for m in MESSAGES]
    assert (request.body["temperature"], request.body["max_tokens"]) == (0.3, 77)
    assert set(request.body) == {"model", "messages", "temperature", "max_tokens", "stream"}
    assert set(request.headers) == {
        *("host", "accept", "authorization", "content-type", "content-length"),
    }


def test_a_whole_answer_instead_of_a_stream_is_remembered():
    with ScriptedEndpoint(SCENARIOS["answered whole though streaming"]) as served:
        model = to(served)
        assert [asked(model, "stream") for _ in range(2)] == [HELLO, HELLO]
        assert [request.is_streamed for request in served.requests] == [True, False, False]


def test_a_thought_that_nothing_opened_is_known_the_next_time():
    with ScriptedEndpoint(SCENARIOS["think tag that was never opened"]) as served:
        model = to(served)
        assert fault_of(model, "stream") is Fault.GARBAGE
        assert asked(model, "stream") == HELLO
        assert asked(model, "whole") == HELLO


# Structured output


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("method", ["auto", *sorted(FORMATS), "prompt"])
@pytest.mark.parametrize("name", ["object", "object in a fence", "object after thinking"])
def test_objects_come_by_every_method(name, method, way):
    with ScriptedEndpoint(SCENARIOS[name]) as served:
        assert asked(to(served, structured=method), way, SCHEMA) == ANSWER
        (request,) = served.requests
    wanted = {"auto": "json_schema", "prompt": ""}.get(method, method)
    assert request.format == wanted
    assert (request.schema or SCHEMA) == SCHEMA
    assert ("JSON Schema" in request.words) == (request.schema is None)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("takes", [{"json_mode"}, {"function_calling"}, set()])
def test_what_the_service_refuses_is_asked_for_otherwise_and_remembered(takes, way):
    with ScriptedEndpoint(json_reply({"answer": HELLO}), takes=frozenset(takes)) as served:
        model = to(served)
        assert asked(model, way, SCHEMA) == ANSWER
        before = len(served.requests)
        assert asked(model, way, SCHEMA) == ANSWER
        assert len(served.requests) == before + 1
        assert served.requests[-1].format == next(iter(takes), "")
        assert asked(to(served), way, SCHEMA) == ANSWER  # another one for the same service
        assert len(served.requests) == before + 2


def test_a_method_that_brings_no_json_is_tried_last():
    with ScriptedEndpoint(SCENARIOS["not JSON"], SCENARIOS["object"]) as served:
        model = to(served)
        assert fault_of(model, "whole", SCHEMA) is Fault.NOT_JSON
        assert asked(model, "whole", SCHEMA) == ANSWER
        assert [request.format for request in served.requests] == ["json_schema", "json_mode"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", BAD_OBJECTS)
def test_what_is_not_by_the_schema_is_refused(name, way):
    with ScriptedEndpoint(SCENARIOS[name]) as served:
        assert fault_of(to(served), way, SCHEMA) is BAD_OBJECTS[name]


def test_json_deeper_than_can_be_read():
    with ScriptedEndpoint(SCENARIOS["JSON deeper than can be read"]) as served:
        assert fault_of(to(served), "whole", SCHEMA) is Fault.NOT_JSON


def test_a_thought_that_nothing_opened_is_no_json():
    reply = Reply(f"先想一想。\n</think>\n{ANSWER}")
    with ScriptedEndpoint(reply) as served:
        model = to(served)
        assert [asked(model, way, SCHEMA) for way in ("stream", "stream", "whole")] == [ANSWER] * 3
        assert len(served.requests) == 4  # asked again only the first time


# Bad answers


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", BAD)
def test_bad_answers_are_told_in_time(name, way):
    with ScriptedEndpoint(SCENARIOS[name]) as served:
        assert fault_of(to(served), way) is BAD[name]


@pytest.mark.parametrize("name", BAD_STREAMS)
def test_bad_streams_are_told(name):
    with ScriptedEndpoint(SCENARIOS[name]) as served:
        assert fault_of(to(served), "stream") is BAD_STREAMS[name]


def test_every_scenario_is_tried():
    tried = {*GOOD, *BAD, *BAD_STREAMS, *BAD_OBJECTS}
    assert set(SCENARIOS) - tried == {
        *("object", "object in a fence", "object after thinking", "JSON deeper than can be read"),
    }


@pytest.mark.parametrize("way", WAYS)
def test_nothing_listens(way):
    model = at(dead_url())
    assert fault_of(model, way) is Fault.UNREACHABLE


@pytest.mark.parametrize("way", WAYS)
def test_a_service_that_takes_connections_and_is_silent(way):
    with silent_url() as url:
        model = at(url)
        assert fault_of(model, way) is Fault.SLOW


@pytest.fixture
def no_names(monkeypatch):
    """A system that knows no host by name."""

    look_up = socket.getaddrinfo

    def unknown(host, *rest, **options):
        if str(host)[0].isdecimal():
            return look_up(host, *rest, **options)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", unknown)


def test_a_name_nobody_knows(no_names):
    model = at("http://planqa-nowhere.invalid/v1")
    assert fault_of(model, "whole") is Fault.UNRESOLVED


def test_a_name_that_is_looked_up_for_ever(monkeypatch):
    over = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: over.wait(5) and [])
    model = at("http://planqa-slow.invalid/v1")
    assert fault_of(model, "whole", seconds=0.3) is Fault.UNREACHABLE
    over.set()
    for thread in threading.enumerate():
        if thread.name == "planqa-look-up":
            thread.join()


def test_an_encrypted_call_to_a_plain_service():
    with ScriptedEndpoint() as served:
        model = at(served.url.replace("http:", "https:"))
        assert fault_of(model, "whole") is Fault.CERTIFICATE


def test_the_wrong_key_model_and_path():
    with ScriptedEndpoint(key=KEY) as served:
        assert fault_of(to(served, key="sk-other"), "whole") is Fault.KEY
        assert fault_of(to(served), "whole") is Fault.KEY
        assert fault_of(to(served, key=KEY, model="other"), "whole") is Fault.MODEL
        elsewhere = served.url.replace("/v1", "/v2")
        assert fault_of(to(served, key=KEY, url=elsewhere), "whole") is Fault.ADDRESS


def test_no_time_at_all():
    with ScriptedEndpoint() as served:
        assert fault_of(to(served), "whole", seconds=-1) is Fault.SLOW
        assert fault_of(to(served), "stream", seconds=-1) is Fault.SLOW
        assert served.requests == []


# Once more


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["overloaded", "server fault", "unavailable"])
def test_a_service_out_of_sorts_is_asked_once_more(name, way):
    with ScriptedEndpoint(SCENARIOS[name], SCENARIOS["words"]) as served:
        assert asked(to(served), way, seconds=2) == HELLO
        assert len(served.requests) == 2


@pytest.mark.parametrize("name", ["key refused", "empty", "cut stream", "HTML page", "too long"])
def test_nothing_else_is_asked_again(name):
    with ScriptedEndpoint(SCENARIOS[name]) as served:
        fault_of(to(served), "whole", seconds=2)
        assert len(served.requests) == 1


@pytest.mark.parametrize(
    ("wait", "requests"), [("0.1", 2), ("30", 1), ("Fri, 31 Dec 2100 23:59:59 GMT", 1), ("x", 2)]
)
def test_the_service_says_when_to_ask_again(wait, requests):
    busy = Reply(status=429, error=("busy", "rate_limit"), headers=(("Retry-After", wait),))
    with ScriptedEndpoint(busy) as served:
        assert fault_of(to(served), "whole", seconds=2) is Fault.OVERLOADED
        assert len(served.requests) == requests


def test_an_answer_that_has_begun_is_not_asked_for_again():
    with ScriptedEndpoint(SCENARIOS["error in the stream"]) as served:
        fault_of(to(served), "stream", seconds=2)
        assert len(served.requests) == 1


# Who is spoken to


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "OPENAI_PROXY"])
def test_a_proxy_is_not_asked_for_this_machine(monkeypatch, name):
    monkeypatch.setenv(name, dead_url())
    with ScriptedEndpoint() as served:
        assert asked(to(served), "whole") == HELLO


def test_a_proxy_is_asked_for_other_machines(monkeypatch, no_names):
    with ScriptedEndpoint() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url.removesuffix("/v1"))
        model = at("http://models.invalid/v1", key=KEY)
        assert fault_of(model, "whole") is Fault.ADDRESS  # this one knows its own path alone
        (request,) = proxy.requests
        assert request.path == "http://models.invalid/v1/chat/completions"
        monkeypatch.setenv("no_proxy", "models.invalid")
        other = at("http://models.invalid/v1")
        assert fault_of(other, "whole") is Fault.UNRESOLVED
        assert len(proxy.requests) == 1


def test_a_service_cannot_send_the_question_elsewhere():
    with ScriptedEndpoint() as other:
        location = (("Location", f"{other.url}/chat/completions"),)
        for status in (301, 302, 307, 308):
            with ScriptedEndpoint(Reply(status=status, body=b"", headers=location)) as served:
                assert fault_of(to(served), "whole") is Fault.ADDRESS
        assert other.requests == []


def test_no_environment_sends_calls_elsewhere(monkeypatch):
    with ScriptedEndpoint() as other, ScriptedEndpoint() as served:
        for name in ("LANGSMITH_ENDPOINT", "OPENAI_API_BASE", "OPENAI_BASE_URL"):
            monkeypatch.setenv(name, other.url)
        for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_GATEWAY"):
            monkeypatch.setenv(name, "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2_pt_none")
        monkeypatch.setenv("OPENAI_ORG_ID", "org-sesame")
        assert asked(to(served), "whole") == HELLO
        assert asked(to(served), "stream") == HELLO
        assert other.requests == []
        assert "sesame" not in str(served.requests)


# Letting go


def test_a_reader_that_goes_away_ends_the_request():
    with ScriptedEndpoint(Reply(HELLO * 200, piece_wait=0.02)) as served:
        pieces = to(served).stream(MESSAGES, schema=None, deadline=time.monotonic() + 30)
        assert next(pieces)
        pieces.close()
        until = time.monotonic() + 5
        while not served.broken_off and time.monotonic() < until:
            time.sleep(0.02)
        assert served.broken_off == 1


def test_a_stream_may_be_read_by_several_threads_in_turn():
    with ScriptedEndpoint(Reply(HELLO * 4)) as served:
        pieces = to(served).stream(MESSAGES, schema=None, deadline=time.monotonic() + 5)
        found: list[str] = []
        while True:
            count = len(found)
            reader = threading.Thread(target=lambda: found.extend(itertools.islice(pieces, 1)))
            reader.start()
            reader.join()
            if len(found) == count:
                break
    assert "".join(found) == HELLO * 4


def test_many_ask_at_once():
    def echo(request: Request) -> Reply:
        return Reply(request.messages[-1]["content"], piece_wait=0.005)

    with ScriptedEndpoint(echo) as served:
        model = to(served)
        said: dict[int, str] = {}

        def ask(n: int) -> None:
            messages = [Message("user", f"第{n}个问题" * 5)]
            said[n] = "".join(model.stream(messages, schema=None, deadline=time.monotonic() + 10))

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert said == {n: f"第{n}个问题" * 5 for n in range(16)}


# Secrets


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "name",
    ["words", "key refused", "server fault", "cut stream", "HTML page", "headers never come"],
)
def test_the_key_is_in_no_log_error_or_traceback(name, way, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    for logger in ("openai", "httpx2", "httpcore2", "langchain_openai", "langsmith", "planqa"):
        caplog.set_level(logging.DEBUG, logger=logger)
    failed: list[EndpointError] = []
    with ScriptedEndpoint(SCENARIOS[name], key=KEY) as served:
        model = to(served, key=KEY)
        try:
            asked(model, way)
        except EndpointError as error:
            failed.append(error)
        assert bool(failed) == (name != "words")
        for error in failed:
            assert (error.__cause__, error.__context__) == (None, None)
            assert served.url not in str(error)
        assert served.requests[0].headers["authorization"] == f"Bearer {KEY}"
    text = "".join(line for error in failed for line in traceback.format_exception(error))
    text += repr(model) + repr(model.settings) + caplog.text + "".join(capsys.readouterr())
    assert "openai" in caplog.text  # it was listened to
    assert "sesame" not in text


def test_every_fault_is_a_chinese_sentence():
    faults = [EndpointFault(fault) for fault in Fault]
    assert len({str(fault) for fault in faults}) == len(Fault)
    for fault in faults:
        assert fault.advised.startswith(str(fault))
        text = fault.advised
        assert text.endswith("。")
        assert text.count("。") == 2
        assert not any(word in text for word in ("Error", "http", "None"))


# What is loaded and opened


def test_no_model_is_opened_where_none_is_set():
    assert open_model(ModelSettings()) is None
    assert open_model(ModelSettings(url="http://127.0.0.1:1/v1", model="m")) is not None


def test_the_scripted_service_is_faithful_about_usage():
    with ScriptedEndpoint(json_reply({"a": 1})) as served:
        model = to(served)
        whole = model._client._llm.invoke("问")
    assert whole.usage_metadata["total_tokens"] == len("问") + len(json.dumps({"a": 1}))


def test_a_closed_endpoint_can_be_asked_again():
    with ScriptedEndpoint() as served:
        model = to(served)
        assert asked(model, "whole") == HELLO
        model.close()
        model.close()
        model.warm()
        assert asked(model, "stream") == HELLO
