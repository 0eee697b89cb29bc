"""What a language model adds to an extractive answer, and where it adds nothing.

Figures, addresses, lists, definitions, contradictions and refusals stay as the rules made them:
there exactness is all. Explanations, summaries, comparisons and questions of several steps may be
phrased; a question refused for its wording alone may be put in the plan's words. Whatever goes
wrong with the model, the extractive answer stands.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from assistant.answer import Answer, Route, Status
from assistant.evidence import SAID, Findings
from assistant.lexicon import Lexicon
from assistant.llm.claim_gate import ClaimGate
from assistant.llm.handles import Handles, passages_of
from assistant.llm.model import ChatModel, EndpointError
from assistant.llm.options import ModelOptions
from assistant.llm.phrasing import Phraser, Relevant, speaks_of
from assistant.llm.rescue import Rescuer
from assistant.llm.spending import Spending
from assistant.llm.steps import Steps, plan_steps
from assistant.question import Ask, Question
from assistant.retrieval_route import RetrievalRoute
from assistant.sufficiency import is_exact
from assistant.words import word_list
from corpus.plan import Plan, Section, Sentence
from index.tokenizer import Segmenter

__all__ = ["Asked", "Companion"]

_log = logging.getLogger("planqa")

_FOUND = 8  # sections found by search that a model is given beside those cited
_NOTHING = "模型没有给出能核对的表述，以下为原文摘引。"
_REFUSED = "规划未提及"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that has its extractive answer."""

    question: Question
    answer: Answer
    scope: str | None = None  # address whose subtree is preferred
    is_whole: bool = False  # whether the answer is read off the outline, and so stays under it


class Companion:
    """A language model beside the rules of one plan.

    Args:
        plan: the plan.
        lexicon: its words.
        segmenter: cuts its text into words.
        retrieval: finds evidence, and judges whether it suffices.
        names: what the plan calls things, for questions in other words.
        model: behind an endpoint.
        options: limits.
        answers: the gated extractive answer to a question that stands alone.
    """

    def __init__(
        self,
        plan: Plan,
        lexicon: Lexicon,
        segmenter: Segmenter,
        retrieval: RetrievalRoute,
        names: Iterable[str],
        model: ChatModel,
        options: ModelOptions,
        answers: Callable[[str], Answer],
    ) -> None:
        self._plan, self._lexicon, self._retrieval = plan, lexicon, retrieval
        self._model, self._options, self._answers = model, options, answers
        self._phraser = Phraser(plan, ClaimGate(plan, segmenter), options.claims)
        self._rescuer = Rescuer(plan, lexicon, names)

    def stream(self, asked: Asked) -> Iterator[Answer]:
        """Answers that grow, each of which may be shown; the last is the answer."""
        spending = Spending(self._model, self._options)
        try:
            if _is_refusal(asked.answer):
                yield from self._refused(asked, spending)
            elif self._may_phrase(asked):
                yield from self._phrased(asked, spending)
            else:
                yield asked.answer
        except EndpointError as error:
            _log.warning("the model did not answer: %s", error)
            yield replace(asked.answer, note=f"{error}以下为原文摘引。")

    # --- refusals -----------------------------------------------------------------------------

    def _refused(self, asked: Asked, spending: Spending) -> Iterator[Answer]:
        """The refusal, or the answer to the question in the plan's words."""
        findings = self._retrieval.find(asked.question, asked.scope)
        if self._rescuer.may_help(findings):
            rescued = self._rescuer.rescue(asked.question.text, spending, self._answers)
            if rescued is not None:
                yield replace(rescued.answer, note=rescued.note)
                return
            if self._is_whole:
                last = None
                for answer in self._from_whole(asked, spending):
                    last = answer
                    yield answer
                if last is not None:
                    return
        yield asked.answer

    def _from_whole(self, asked: Asked, spending: Spending) -> Iterator[Answer]:
        """An answer from all of the plan, of sentences alone that would have sufficed if found."""
        base = replace(asked.answer, citations=(), route=Route.RETRIEVAL, status=Status.ANSWERED)

        def suffices(sentences: Iterable[Sentence]) -> bool:
            return self._retrieval.accepts(asked.question, [s.start for s in sentences])

        given = Handles(passages_of(self._plan, self._plan.sections), self._options.whole_budget)
        question = asked.question.text
        answers = [*self._phraser.stream(question, base, given, spending, suffices)]
        if answers and answers[-1].mode == "llm":
            yield answers[-1]

    # --- phrasing -----------------------------------------------------------------------------

    @property
    def _is_whole(self) -> bool:
        """Whether the model is given all of the plan, which has to be short enough."""
        whole = self._options.mode == "whole"
        return whole and len(self._plan.text) <= self._options.whole_budget

    def _may_phrase(self, asked: Asked) -> bool:
        """Whether a model's words can add anything to an answer that is right as it stands."""
        answer, question = asked.answer, asked.question
        figures = answer.value is not None or answer.calculation or answer.points
        if answer.status is not Status.ANSWERED or figures or not answer.citations:
            return False
        if _REFUSED in answer.text:
            return False  # of several questions one is not answered
        words = ("asks_phrased", "asks_steps")
        if asked.is_whole:
            return any(_asks(question, w) for w in (*words, "asks_brief", "asks_compare"))
        several = bool(answer.goes_on_from)
        if answer.route is not Route.RETRIEVAL or (is_exact(question) and not several):
            return False
        asks = question.asks & {Ask.LIST, Ask.DEFINITION}
        explains, related = (_asks(question, w) for w in words)
        explains = explains or Ask.MEASURES in question.asks
        return several or related or (explains and not asks)

    def _phrased(self, asked: Asked, spending: Spending) -> Iterator[Answer]:
        """The answer in the model's words, or as it is where none of these pass."""
        steps = Steps()
        related = _asks(asked.question, "asks_steps") and not asked.is_whole
        if related and self._options.calls > 1:
            text = asked.question.text
            steps = plan_steps(
                text, self._plan, spending, self._answers, max(1, self._options.steps)
            )
        findings = self._retrieval.find(asked.question, asked.scope)
        handles = self._handles(asked, findings, steps)
        last: Answer | None = None
        for last in self._phraser.stream(
            asked.question.text,
            asked.answer,
            handles,
            spending,
            self._relevant(findings, asked, steps),
            goes_before=asked.is_whole,
        ):
            yield last
        if last is None or last.mode != "llm":
            yield replace(asked.answer, note=_NOTHING)

    def _relevant(self, findings: Findings, asked: Asked, steps: Steps) -> Relevant:
        """Sentences of what the rules cite for it, and those that speak of its subjects."""
        by_subject = speaks_of(findings.subjects, self._lexicon, self._plan, SAID)
        cited = {c.section for c in asked.answer.citations}
        cited |= {c.section for answer in steps.answers for c in answer.citations}
        return lambda sentences: all(s.path in cited for s in sentences) or by_subject(sentences)

    def _handles(self, asked: Asked, findings: Findings, steps: Steps) -> Handles:
        """The passages the model is given, those the rules cite first."""
        if self._is_whole:
            passages = passages_of(self._plan, self._plan.sections)
            return Handles(passages, self._options.whole_budget)
        cited = [c.section for c in asked.answer.citations]
        cited += [c.section for answer in steps.answers for c in answer.citations]
        chosen = [s.path for s in steps.sections]
        under = [node.path for path in chosen for node in self._plan.subtree(path)]
        found = list(dict.fromkeys(e.section.path for e in findings.evidence))[:_FOUND]
        paths = dict.fromkeys([*cited, *found, *under])
        sections: list[Section] = [self._plan.by_path[path] for path in paths]
        return Handles(passages_of(self._plan, sections), self._options.budget)


def _is_refusal(answer: Answer) -> bool:
    """Whether the rules found nothing; a judgement that is not given is no such refusal."""
    return (
        answer.status is Status.NOT_IN_PLAN
        and not answer.withheld
        and bool(answer.citations)
        and answer.text.startswith(_REFUSED)
    )


def _asks(question: Question, words: str) -> bool:
    return any(word in question.text for word in word_list(words))
