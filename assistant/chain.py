"""The retrieval chain, as LangChain runnables: question → evidence → draft → answer.

The steps are joined with the pipe, one after the other; each can be called alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from langchain_core.runnables import Runnable, RunnableConfig

from assistant.answer import Answer, Route
from assistant.composer import Composed
from assistant.evidence import Findings
from assistant.question import Question
from assistant.retrieval_route import RetrievalRoute

__all__ = ["ChainState", "build_chain"]


@dataclass(frozen=True, slots=True)
class ChainState:
    """What runs through the chain: the question, then what each step adds."""

    question: Question
    scope: str | None = None  # address whose subtree is preferred
    only: bool = False  # whether nothing outside the scope counts
    findings: Findings | None = None
    composed: Composed | None = None


_From = TypeVar("_From")
_To = TypeVar("_To")


class _Step(Runnable[_From, _To]):
    """A step that is a plain function of the state.

    A `RunnableLambda` asks four times a call how its function may be called, which takes a
    millisecond for the three; these take only a state. Callbacks hear of the chain as one run.
    """

    def __init__(self, run: Callable[[_From], _To]) -> None:
        self._run = run

    def invoke(
        self,
        input: _From,  # noqa: A002 - the names are those of `Runnable`
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> _To:
        """What the function makes of the state."""
        return self._run(input)


def build_chain(route: RetrievalRoute) -> Runnable[ChainState, Answer]:
    """The chain for one plan."""

    def find(state: ChainState) -> ChainState:
        return replace(state, findings=route.find(state.question, state.scope, only=state.only))

    def compose(state: ChainState) -> ChainState:
        if state.findings is None:
            raise ValueError("expected findings; run the evidence step first")
        return replace(state, composed=route.compose(state.question, state.findings))

    return _Step(find) | _Step(compose) | _Step(_answer)


def _answer(state: ChainState) -> Answer:
    if state.composed is None:
        raise ValueError("expected a composed answer; run the composing step first")
    return state.composed.answer(state.question.raw, Route.RETRIEVAL)
