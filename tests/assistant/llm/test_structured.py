"""JSON out of what a model says: where it begins and ends, and whether it fits a schema."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.model import Message
from assistant.llm.structured import ORDER, fits, json_pieces, prepared

TEXT = st.text(max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(TEXT, VALUES, max_size=3) | st.lists(VALUES, max_size=3)
NO_JSON = st.text(st.characters(exclude_characters="{["))
SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "enum": ["甲", "乙"]},
        "size": {"type": ["integer", "null"]},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/part"}, "minItems": 1, "maxItems": 2},
        "either": {"anyOf": [{"const": 7}, {"type": "boolean"}]},
    },
    "required": ["name"],
    "additionalProperties": False,
    "$defs": {
        "part": {"type": "object", "required": ["n"], "properties": {"n": {"type": "number"}}}
    },
}


@given(NO_JSON, OBJECTS, TEXT, st.integers(1, 5))
def test_the_first_value_is_found_however_it_is_cut(before, value, after, size):
    said = json.dumps(value, ensure_ascii=False)
    text = before + said + after
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert "".join(json_pieces(pieces)) == said


@given(NO_JSON)
def test_where_there_is_none_there_is_nothing(text):
    assert list(json_pieces([text])) == []


@pytest.mark.parametrize(
    "value",
    [
        {"name": "甲"},
        {"name": "乙", "size": 3, "parts": [{"n": 1}, {"n": 1.5, "more": 1}], "either": 7},
        {"name": "甲", "size": None, "either": False},
    ],
)
def test_what_fits(value):
    assert fits(json.dumps(value), SCHEMA)


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        "甲",
        {"name": "丙"},
        {"name": 1},
        {"name": "甲", "else": 1},
        {"name": "甲", "size": "3"},
        {"name": "甲", "size": True},
        {"name": "甲", "size": 1.5},
        {"name": "甲", "parts": []},
        {"name": "甲", "parts": [{"n": 1}] * 3},
        {"name": "甲", "parts": [{"n": "1"}]},
        {"name": "甲", "parts": [{}]},
        {"name": "甲", "either": 8},
    ],
)
def test_what_does_not_fit(value):
    assert not fits(json.dumps(value), SCHEMA)


@pytest.mark.parametrize("text", ["", "{", '{"name": "甲"} 完', "NaN", "[" * 100_000])
def test_what_is_no_json_does_not_fit(text):
    assert not fits(text, SCHEMA)


def test_a_schema_that_refers_to_itself_has_an_end():
    schema = {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}
    assert not fits("1", schema)


@given(OBJECTS)
def test_all_json_fits_no_schema(value):
    assert fits(json.dumps(value), {})


@pytest.mark.parametrize("method", ORDER)
def test_what_is_said_to_the_model(method):
    asked = (Message("system", "甲"), Message("user", "乙"))
    said, extra = prepared(asked, SCHEMA, method)
    assert said[-1] == asked[-1]
    in_words = method in {"json_mode", "prompt"}
    assert (json.dumps(SCHEMA, ensure_ascii=False) in said[0].content) == in_words
    assert said[0].content.startswith("甲")
    assert (
        set(extra)
        == {
            "json_schema": {"response_format"},
            "json_mode": {"response_format"},
            "function_calling": {"tools", "tool_choice"},
            "prompt": set(),
        }[method]
    )
    assert prepared(asked[1:], SCHEMA, method)[0][-1] == asked[-1]
