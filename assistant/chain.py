"""The retrieval chain, as LangChain runnables: question → evidence → draft → answer.

Each step can be called alone; `build_chain` joins them with the pipe.
"""

from __future__ import annotations

from dataclasses import dataclass

from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough

from assistant.answer import Answer, Route, Status
from assistant.evidence import Findings
from assistant.question import Question
from assistant.retrieval_route import RetrievalAnswer, RetrievalRoute

__all__ = ["ChainInput", "build_chain"]


@dataclass(frozen=True, slots=True)
class ChainInput:
    """What goes into the chain."""

    question: Question
    plan_id: str
    scope: str | None = None


def build_chain(route: RetrievalRoute) -> Runnable[ChainInput, Answer]:
    """The chain for one plan."""

    def find(given: dict[str, ChainInput]) -> Findings:
        return route.find(given["given"].question, given["given"].scope)

    def compose(state: dict[str, object]) -> RetrievalAnswer:
        given, findings = state["given"], state["findings"]
        assert isinstance(given, ChainInput)
        assert isinstance(findings, Findings)
        return route.compose(given.question, findings)

    def answer(state: dict[str, object]) -> Answer:
        given, composed = state["given"], state["composed"]
        assert isinstance(given, ChainInput)
        assert isinstance(composed, RetrievalAnswer)
        refused = composed.status is Status.NOT_IN_PLAN
        return Answer(
            question=given.question.raw,
            plan=given.plan_id,
            route=Route.REFUSAL if refused else Route.RETRIEVAL,
            status=composed.status,
            text=composed.draft.text,
            citations=tuple(composed.draft.citations),
            value=composed.value,
            focus=composed.focus,
            items=tuple(composed.draft.items),
        )

    begin: Runnable[ChainInput, dict[str, object]] = RunnableLambda(lambda given: {"given": given})
    return (
        begin
        | RunnablePassthrough.assign(findings=RunnableLambda(find))
        | RunnablePassthrough.assign(composed=RunnableLambda(compose))
        | RunnableLambda(answer)
    )
