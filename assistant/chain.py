"""The retrieval chain, as LangChain runnables: question → evidence → draft → answer.

The steps are joined with the pipe, one after the other; each can be called alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from langchain_core.runnables import Runnable, RunnableLambda

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


def build_chain(route: RetrievalRoute) -> Runnable[ChainState, Answer]:
    """The chain for one plan."""

    def find(state: ChainState) -> ChainState:
        return replace(state, findings=route.find(state.question, state.scope, only=state.only))

    def compose(state: ChainState) -> ChainState:
        if state.findings is None:
            raise ValueError("expected findings; run the evidence step first")
        return replace(state, composed=route.compose(state.question, state.findings))

    return RunnableLambda(find) | RunnableLambda(compose) | RunnableLambda(_answer)


def _answer(state: ChainState) -> Answer:
    if state.composed is None:
        raise ValueError("expected a composed answer; run the composing step first")
    return state.composed.answer(state.question.raw, Route.RETRIEVAL)
