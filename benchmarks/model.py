"""What a language model's endpoint costs over its own time: prints a Markdown table.

    python benchmarks/model.py [--repeat N]

The endpoint is the scripted one of the tests, on loopback, whose time to the first words is known;
what is measured beyond that is planqa's own. Rows of `planqa` are whole answers through
`Assistant.stream`, with a model that repeats the evidence it is given.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assistant.answer import Conversation  # noqa: E402
from assistant.llm.endpoint import Endpoint  # noqa: E402
from assistant.llm.model import EndpointError, Message  # noqa: E402
from assistant.llm.settings import ModelSettings  # noqa: E402
from assistant.pipeline import build_assistant  # noqa: E402
from assistant.session import growing_turns  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from benchmarks.measures import percentiles  # noqa: E402
from tests.scripted_endpoint import (  # noqa: E402
    Reply,
    Request,
    ScriptedEndpoint,
    dead_url,
    silent_url,
)

FIRST = 0.2  # seconds the endpoint takes to its first words
PIECE = 0.01  # seconds between pieces
OWN = (FIRST + PIECE) * 1000  # milliseconds to its first words: one piece before them is empty
WAIT = 2.0  # seconds a question may wait for the model, where it hangs
SCHEMA = {
    "type": "object",
    "properties": {"answer": {"type": "string"}},
    "required": ["answer"],
    "additionalProperties": False,
}
WORDS = "规划提出，到2020年服务业增加值达到9000亿元。" * 8
EVIDENCE = re.compile(r"\[(E\d+)\] [^\n]*\n([^\n。]{8,60}。)")
QUESTIONS = (  # which ask for something to be explained, so that a model may phrase the answer
    "请概括电子商务产业的发展思路",
    "怎样推进金融服务业发展",
    "介绍旅游休闲业的空间布局",
    "如何发展健康服务业",
    "说明文化创意产业的重点任务",
)


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=20)
    repeat = parser.parse_args().repeat
    print("| what | measured | aim |\n|---|---|---|")
    for name, measured, aim in (*_client(repeat), *_assistant(repeat)):
        print(f"| {name} | {measured} | {aim} |", flush=True)


def _client(repeat: int) -> Iterator[tuple[str, str, str]]:
    """The endpoint alone: first words beyond the service's own, and how long failures take."""
    for name, schema, text in (
        ("words", None, WORDS),
        ("JSON by a schema", SCHEMA, json.dumps({"answer": WORDS}, ensure_ascii=False)),
    ):
        with ScriptedEndpoint(Reply(text, first_wait=FIRST, piece_wait=PIECE)) as served:
            model = _opened(served.url, served.model)
            with closing(model):
                over = [_to_first(model, schema) - OWN for _ in range(repeat)]
        yield (
            f"client: first words over the endpoint's own, {name}, p50 / p95",
            _ms(over),
            "50 ms",
        )
    model = _opened(dead_url(), "m")
    took = [_failing(model, WAIT) for _ in range(repeat)]
    yield "client: told that nothing listens, p50 / p95", _ms(took), ""
    with silent_url() as url, closing(_opened(url, "m")) as model:
        took = [_failing(model, 0.5) - 500 for _ in range(5)]
    yield "client: beyond its deadline where the endpoint never answers, p50 / p95", _ms(took), ""


def _opened(url: str, name: str) -> Endpoint:
    model = Endpoint(ModelSettings(url=url, model=name))
    model.warm()
    return model


def _to_first(model: Endpoint, schema: dict[str, object] | None) -> float:
    began = time.perf_counter()
    asked = [Message("user", "目标是什么")]
    pieces = model.stream(asked, schema=schema, deadline=time.monotonic() + 30)
    next(iter(pieces))
    took = (time.perf_counter() - began) * 1000
    for _ in pieces:
        pass
    return took


def _failing(model: Endpoint, seconds: float) -> float:
    began = time.perf_counter()
    try:
        model.complete([Message("user", "问")], schema=None, deadline=time.monotonic() + seconds)
    except EndpointError:
        return (time.perf_counter() - began) * 1000
    raise AssertionError("expected a failure")


def _assistant(repeat: int) -> Iterator[tuple[str, str, str]]:
    """Whole answers."""
    with tempfile.TemporaryDirectory() as home:
        plain = Settings(home=Path(home))
        own = [took for took, _, _ in _asked(plain, repeat)]
        yield "planqa: answer without a model, p50 / p95", _ms(own), ""
        script = _repeating(first_wait=FIRST, piece_wait=PIECE)
        with ScriptedEndpoint(script) as served:
            model = ModelSettings(url=served.url, model=served.model, timeout=30)
            told = _asked(replace(plain, llm=model), repeat)
            calls = len(served.requests)
        over = [first - OWN for _, first, mode in told if mode == "llm"]
        phrased = f"{len(over)} of {len(told)} phrased, {calls} calls"
        yield (
            f"planqa: first words over the endpoint's own ({phrased}), p50 / p95",
            _ms(over),
            "50 ms",
        )
        down = ModelSettings(url=dead_url(), model="m", timeout=WAIT)
        took = [whole for whole, _, _ in _asked(replace(plain, llm=down), repeat)]
        yield "planqa: answer in the plan's words, endpoint down, p50 / p95", _ms(took), ""
        with silent_url() as url:
            hangs = ModelSettings(url=url, model="m", timeout=WAIT)
            took = [whole for whole, _, _ in _asked(replace(plain, llm=hangs), 3)]
        aim = f"{WAIT * 1000:.0f} ms allowed"
        yield "planqa: the same, endpoint that never answers, p50 / p95", _ms(took), aim


def _asked(settings: Settings, repeat: int) -> list[tuple[float, float, str]]:
    """Milliseconds to the whole answer and to its first words, and its mode, a question each."""
    assistant = build_assistant(settings)
    assistant.warm()
    if settings.llm.is_on:
        Endpoint(settings.llm).warm()
    found = []
    for number in range(repeat):
        began = time.perf_counter()
        first, mode = 0.0, ""
        question = QUESTIONS[number % len(QUESTIONS)]
        for after in growing_turns(assistant, Conversation(), question):
            first = first or (time.perf_counter() - began) * 1000
            mode = after.turns[-1].answer.mode
        found.append(((time.perf_counter() - began) * 1000, first, mode))
    return found


def _repeating(**waits: float) -> Callable[[Request], Reply]:
    """A model that says the first sentences of the evidence again, each in one piece.

    A sentence is shown when it is whole, so that its last word is what planqa waits for.
    """

    def reply(request: Request) -> Reply:
        found = EVIDENCE.findall(request.words)[:3]
        claims = [{"text": text, "cites": [{"handle": h, "quote": text}]} for h, text in found]
        said = [json.dumps(claim, ensure_ascii=False) for claim in claims]
        return Reply(
            pieces=('{"claims": [' + said[0], *(f", {one}" for one in said[1:]), "]}"), **waits
        )

    return reply


def _ms(took: list[float]) -> str:
    p50, p95 = percentiles(took)
    return f"{p50:.0f} / {p95:.0f} ms"


if __name__ == "__main__":
    main()
