"""Asking an assistant, and what a test looks at in an answer."""

import json
from pathlib import Path

from assistant.answer import Answer, Route, Status
from assistant.pipeline import Assistant
from corpus.plan import Plan
from corpus.textops import clean

HANGZHOU = "hangzhou-services-13-5"
GOLD = Path(__file__).parents[2] / "eval" / "gold" / "hangzhou-services-13-5" / "first.jsonl"

KEYS = {
    "id": str,
    "plan": str,
    "question": str,
    "standalone_question": str,
    "route": str,
    "status": str,
    "text": str,
    "citations": list,
    "value": (dict, type(None)),
    "calculation": (str, type(None)),
    "mode": str,
    "latency_ms": float,
}
CITATION_KEYS = {
    "n": int,
    "plan": str,
    "section": str,
    "label": str,
    "heading": list,
    "page": (int, type(None)),
    "quote": str,
    "start": int,
    "end": int,
}
VALUE_KEYS = {"value": (int, float), "unit": str, "year": (int, type(None)), "qualifier": str}


def ask(assistant: Assistant, *turns: str) -> Answer:
    """The answer to the last turn, the others being the conversation."""
    return assistant.ask_last(turns)


def sections(answer: Answer) -> list[str]:
    """Addresses cited, in the order of the marks."""
    return [citation.section for citation in answer.citations]


def quoted(answer: Answer) -> str:
    """All quoted words."""
    return "\n".join(citation.quote for citation in answer.citations)


def gold_turns() -> list[tuple[str, ...]]:
    """Every gold question, as its turns."""
    lines = GOLD.read_text("utf-8").splitlines()
    return [tuple(json.loads(line)["turns"]) for line in lines]


def assert_quotes_stand(answer: Answer, plan: Plan) -> None:
    """Every quote is the plan's own words at its offsets, in the section it names."""
    for citation in answer.citations:
        assert clean(plan.text[citation.start : citation.end]) == citation.quote
        section = plan.by_path[citation.section]
        assert citation.label == section.label
        assert citation.heading == section.heading
        assert section.start <= citation.start < citation.end <= section.end
        if section.page is not None:
            assert section.page <= citation.page <= section.last_page


def assert_contract(answer: dict) -> None:
    """Exactly the keys of the contract, in its order, with its types."""
    assert list(answer) == list(KEYS)
    assert all(isinstance(answer[key], kind) for key, kind in KEYS.items())
    assert answer["route"] in set(Route)
    assert answer["status"] in set(Status)
    assert answer["mode"] in {"extractive", "llm"}
    for citation in answer["citations"]:
        assert list(citation) == list(CITATION_KEYS)
        assert all(isinstance(citation[key], kind) for key, kind in CITATION_KEYS.items())
        assert all(isinstance(title, str) for title in citation["heading"])
    assert [citation["n"] for citation in answer["citations"]] == [
        *range(1, len(answer["citations"]) + 1)
    ]
    if answer["value"] is not None:
        assert list(answer["value"]) == list(VALUE_KEYS)
        assert all(isinstance(answer["value"][key], kind) for key, kind in VALUE_KEYS.items())
