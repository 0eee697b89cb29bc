"""An assistant with a model that answers by script, over the wire as a real one does."""

import json
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from assistant.answer import Answer, Conversation
from assistant.llm.endpoint import Endpoint
from assistant.llm.options import ModelOptions
from assistant.llm.settings import ModelSettings
from assistant.pipeline import Assistant
from tests.scripted_endpoint import Reply, Request, ScriptedEndpoint

__all__ = ["FakeModel", "claims", "given", "handle_of", "told", "with_model"]


def claims(*made: tuple[str, str, str]) -> str:
    """The JSON of claims: text, handle and quote of each."""
    found = [{"text": t, "cites": [{"handle": h, "quote": q}]} for t, h, q in made]
    return json.dumps({"claims": found}, ensure_ascii=False)


def given(prompt: str) -> dict[str, str]:
    """The passages of a prompt, by handle."""
    return dict(re.findall(r"\[(E\d+)\] [^\n]*\n([^\n]*)", prompt))


def handle_of(prompt: str, words: str) -> str:
    """The handle under which a prompt gives some words."""
    return next(handle for handle, text in given(prompt).items() if words in text)


@dataclass
class FakeModel:
    """A `ChatModel` in memory: what it says is made from the prompt, by the schema's property."""

    answers: dict[str, object] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def complete(self, messages, *, schema, deadline):
        self.asked.append(messages[-1].content)
        made = self.answers[next(iter(schema["properties"]))]
        return made(messages[-1].content) if callable(made) else made

    def stream(self, messages, *, schema, deadline):
        text = self.complete(messages, schema=schema, deadline=deadline)
        yield from (text[at : at + 5] for at in range(0, len(text), 5))


@contextmanager
def with_model(assistant: Assistant, *script, **options) -> Iterator[tuple[Assistant, list]]:
    """The assistant with a scripted endpoint, and the requests that come to it."""
    with ScriptedEndpoint(*script) as endpoint:
        settings = ModelSettings(
            url=endpoint.url, model=endpoint.model, structured="json_schema", timeout=20
        )
        with closing(Endpoint(settings)) as model:
            told = Assistant(assistant.plan, assistant.index, model, ModelOptions(**options))
            yield told, endpoint.requests


def told(assistant: Assistant, question: str, make, **options) -> tuple[list[Answer], list]:
    """The growing answers where `make` gives the model's words from the prompt."""

    def reply(request: Request) -> Reply:
        made = make(request.words)
        return made if isinstance(made, Reply) else Reply(made)

    with with_model(assistant, reply, **options) as (asked, requests):
        return [*asked.stream(Conversation(), question)], requests
