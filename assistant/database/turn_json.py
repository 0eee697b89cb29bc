"""A turn as JSON and back: the contract's answer, and what else a follow-up needs of it."""

from __future__ import annotations

import json
from typing import Any

from assistant.answer import (
    Answer,
    Citation,
    Point,
    Route,
    Several,
    Status,
    Turn,
    Value,
    Wording,
)

__all__ = ["read_turn", "write_turn"]


def write_turn(turn: Turn) -> str:
    """One turn as JSON: `asked`, `answer` as the contract has it, and `beside` it the rest."""
    # In ASCII: half a character or a null, which no database takes, comes back as it was.
    return json.dumps({"asked": turn.question, **_written(turn.answer)})


def _written(answer: Answer) -> dict[str, Any]:
    """An answer as the contract has it, and beside it the rest."""
    beside: dict[str, Any] = {
        "focus": answer.focus,
        "items": answer.items,
        "points": [[p.name, p.year, p.value, p.unit] for p in answer.points],
        "corrections": answer.corrections,
        "withheld": answer.withheld,
        "note": answer.note,
    }
    if answer.goes_on_from:
        beside["goes_on_from"] = answer.goes_on_from
    if answer.several is not None:
        one = answer.several
        parts = [_written(part) for part in one.parts]
        beside["several"] = {"kind": one.kind, "plans": one.plans, "topic": one.topic}
        beside["several"]["parts"] = parts
    return {"answer": answer.to_json(), "beside": beside}


def read_turn(text: str) -> Turn:
    """The turn that `write_turn` wrote.

    Raises:
        ValueError: the text is no such JSON.
    """
    try:
        data = json.loads(text)
        return Turn(data["asked"], _answer(data["answer"], data["beside"]))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"no turn: {error!r}") from error


def _answer(data: dict[str, Any], beside: dict[str, Any]) -> Answer:
    value = data["value"]
    return Answer(
        question=data["question"],
        plan=data["plan"],
        route=Route(data["route"]),
        status=Status(data["status"]),
        text=data["text"],
        citations=tuple(
            Citation(**{**cited, "heading": tuple(cited["heading"])}) for cited in data["citations"]
        ),
        standalone_question=data["standalone_question"],
        value=Value(**value) if value else None,
        calculation=data["calculation"],
        mode=data["mode"],
        latency_ms=data["latency_ms"],
        id=data["id"],
        focus=beside["focus"],
        items=tuple(beside["items"]),
        points=tuple(Point(*point) for point in beside["points"]),
        corrections=tuple((typed, meant) for typed, meant in beside["corrections"]),
        withheld=tuple(beside["withheld"]),
        parts=tuple(Wording(**part) for part in data.get("parts", ())),
        note=beside.get("note", ""),  # kept since answers have it
        goes_on_from=beside.get("goes_on_from", ""),
        several=_several(beside.get("several")),
    )


def _several(data: dict[str, Any] | None) -> Several | None:
    if data is None:
        return None
    parts = tuple(_answer(part["answer"], part["beside"]) for part in data["parts"])
    return Several(data["kind"], tuple(data["plans"]), data["topic"], parts)
