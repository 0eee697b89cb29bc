"""Answers as JSON: the ways a service can be asked for them, and reading what comes.

What a service takes differs: a JSON schema it keeps to, JSON without a schema, the arguments of a
tool, or nothing of all that, when the model is asked in words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from assistant.llm.model import Message

__all__ = ["ORDER", "fits", "json_pieces", "prepared"]

ORDER = ("json_schema", "json_mode", "function_calling", "prompt")  # the surest first
_NAME = "answer"
_ASKED = "只输出一个 JSON 值，前后不要有任何别的文字。它要符合这个 JSON Schema：\n"
_DEEPEST = 64  # lists and objects within each other


def prepared(
    messages: Sequence[Message], schema: dict[str, Any], method: str
) -> tuple[list[Message], dict[str, Any]]:
    """The messages and what is added to the request for an answer by `schema`.

    Args:
        messages: what is said to the model.
        schema: JSON schema of the answer.
        method: one of ORDER.
    """
    said = list(messages)
    if method == "json_schema":
        form = {"name": _NAME, "schema": schema, "strict": True}
        return said, {"response_format": {"type": "json_schema", "json_schema": form}}
    if method == "function_calling":
        tool = {"name": _NAME, "description": "给出答复", "parameters": schema}
        return said, {
            "tools": [{"type": "function", "function": tool}],
            "tool_choice": {"type": "function", "function": {"name": _NAME}},
        }
    asked = _ASKED + json.dumps(schema, ensure_ascii=False)
    if said and said[0].role == "system":
        said[0] = Message("system", f"{said[0].content}\n\n{asked}")
    else:
        said.insert(0, Message("system", asked))
    return said, {"response_format": {"type": "json_object"}} if method == "json_mode" else {}


def json_pieces(pieces: Iterable[str]) -> Iterator[str]:
    """The first object or list in what comes, piece by piece, without a fence or words around."""
    reader = _Reader()
    for piece in pieces:
        if found := reader.read(piece):
            yield found


class _Reader:
    """Finds where the first JSON value begins and ends."""

    def __init__(self) -> None:
        self._depth = 0
        self._in_text = self._is_escaped = self._is_done = False

    def read(self, piece: str) -> str:
        """What of the next piece belongs to the value."""
        begin, end = 0 if self._depth else None, len(piece)
        for at, ch in enumerate(piece):
            if self._is_done:
                break
            if self._in_text:
                self._in_text = ch != '"' or self._is_escaped
                self._is_escaped = ch == "\\" and not self._is_escaped
            elif ch in "{[":
                begin = at if begin is None else begin
                self._depth += 1
            elif self._depth and ch in "}]":
                self._depth -= 1
                self._is_done, end = not self._depth, at + 1
            elif self._depth and ch == '"':
                self._in_text = True
        if begin is None:
            return ""
        return piece[begin : end if self._is_done else len(piece)]


def fits(text: str, schema: dict[str, Any]) -> bool:
    """Whether a text is JSON by a schema.

    Of JSON Schema it knows what answers are asked for with: type, enum, const, properties,
    required, additionalProperties, items, minItems, maxItems, anyOf, $ref into $defs.
    """
    try:
        return _fits(json.loads(text), schema, schema, 0)
    except (ValueError, RecursionError):
        return False


_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "number": (int, float),
    "integer": int,
}


def _fits(value: object, schema: dict[str, Any], root: dict[str, Any], depth: int) -> bool:
    if depth > _DEEPEST:
        return False
    if "$ref" in schema:
        named = str(schema["$ref"]).rpartition("/")[2]
        return _fits(value, root.get("$defs", {}).get(named, {}), root, depth + 1)
    if "anyOf" in schema:
        return any(_fits(value, one, root, depth + 1) for one in schema["anyOf"])
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "const" in schema and value != schema["const"]:
        return False
    return _is_of_type(value, schema.get("type")) and _holds(value, schema, root, depth + 1)


def _is_of_type(value: object, wanted: str | list[str] | None) -> bool:
    if wanted is None:
        return True
    names = [wanted] if isinstance(wanted, str) else wanted
    if isinstance(value, bool):
        return "boolean" in names
    return any(isinstance(value, _TYPES[name]) for name in names if name in _TYPES)


def _holds(value: object, schema: dict[str, Any], root: dict[str, Any], depth: int) -> bool:
    """Whether what is in an object or a list fits."""
    if isinstance(value, list):
        few, many = schema.get("minItems", 0), schema.get("maxItems", len(value))
        items = schema.get("items", {})
        return few <= len(value) <= many and all(_fits(v, items, root, depth) for v in value)
    if not isinstance(value, dict):
        return True
    known = schema.get("properties", {})
    if any(name not in value for name in schema.get("required", ())):
        return False
    if schema.get("additionalProperties") is False and set(value) - set(known):
        return False
    return all(_fits(value[name], one, root, depth) for name, one in known.items() if name in value)
