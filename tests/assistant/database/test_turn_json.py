"""A turn read back is the turn that was written, and what is asked next is understood alike."""

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import Answer, Conversation, Route, Status, Turn
from assistant.database.turn_json import read_turn, write_turn
from assistant.pipeline import Assistant
from tests.assistant.database.talks import answered, beside
from tests.assistant.talk import gold_turns

FOLLOW_UPS = (
    "那电子商务呢",
    "第二个是什么",
    "占GDP比重呢",
    "有哪些举措",
    "2015年呢",
    "它的目标是多少",
)


def again(conversation: Conversation) -> Conversation:
    """The conversation as it comes back from the database."""
    return Conversation(tuple(read_turn(write_turn(turn)) for turn in conversation.turns))


def test_everything_comes_back() -> None:
    turn = Turn("问", answered("问"))
    found = read_turn(write_turn(turn))
    assert found == turn
    assert beside(found) == beside(turn)
    assert dataclasses.asdict(found) == dataclasses.asdict(turn)


def test_the_answer_is_the_contracts() -> None:
    answer = answered("问")
    assert json.loads(write_turn(Turn("问", answer)))["answer"] == answer.to_json()


@given(st.text(st.characters(codec=None)), st.sampled_from(Status), st.sampled_from(Route))
def test_any_text_comes_back(text: str, status: Status, route: Route) -> None:
    turn = Turn(text, Answer(text, "p", route, status, text, standalone_question=text or "问"))
    assert read_turn(write_turn(turn)) == turn


@pytest.mark.parametrize("damaged", ["", "7", "{}", "[]", "null", '{"asked": "问", "answer": {}}'])
def test_what_is_no_turn_is_refused(damaged: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_turn(damaged)


@pytest.mark.parametrize("turns", [turns for turns in gold_turns() if len(turns) > 1])
def test_a_kept_conversation_goes_on_alike(hangzhou: Assistant, turns: tuple[str, ...]) -> None:
    said = hangzhou.conversation(turns[:-1])
    for question in (turns[-1], *FOLLOW_UPS):
        now, later = hangzhou.route(said, question), hangzhou.route(again(said), question)
        assert (now.question, now.scope, now.route) == (later.question, later.scope, later.route)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_kept_conversation_goes_on_alike(hangzhou: Assistant, data: st.DataObject) -> None:
    openers = st.sampled_from([*hangzhou.examples, *FOLLOW_UPS, "2020年服务业增加值目标是多少"])
    said = hangzhou.conversation(data.draw(st.lists(openers, min_size=1, max_size=4)))
    assert again(said) == said
    for question in FOLLOW_UPS:
        assert hangzhou.route(again(said), question) == hangzhou.route(said, question)
