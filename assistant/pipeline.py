"""The pipeline: the ordered steps from a question and its conversation to a gated answer."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.answer import Answer, Conversation, Route, Status
from assistant.audit import Finding, audit
from assistant.composer import Composed
from assistant.compound import Compound
from assistant.definitions import DefinitionRoute
from assistant.dialogue import Standalone, stand_alone
from assistant.entity_route import EntityRoute
from assistant.evidence import EvidenceFinder
from assistant.figure_table import FigureTable
from assistant.gates import check, without_unsupported
from assistant.help_route import examples_for, help_answer, opinion_answer
from assistant.indicator_rows import Indicators
from assistant.lexicon import Lexicon
from assistant.llm.options import ModelOptions
from assistant.meta_route import meta_answer
from assistant.number_route import Found, NumberRoute
from assistant.occurrence_route import OccurrenceRoute
from assistant.outline_route import OutlineRoute, Scope
from assistant.profile import Profile
from assistant.profile_names import ProfileNames
from assistant.profile_route import ProfileRoute
from assistant.question import Question, parse_question
from assistant.ranking import Ranker
from assistant.retrieval_route import RetrievalRoute
from assistant.section_writer import SectionWriter
from assistant.settings import Settings
from assistant.spelling import Speller
from corpus.addresses import find_mentions
from corpus.entities import Entities
from corpus.plan import Plan
from index.store import PlanIndex, open_index

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from assistant.chain import ChainState
    from assistant.llm.companion import Companion
    from assistant.llm.model import ChatModel

__all__ = ["Assistant", "Routed", "build_assistant"]

_log = logging.getLogger("planqa")


@dataclass(frozen=True, slots=True)
class Routed:
    """A question that stands alone, and which way it goes."""

    question: Question
    route: Route
    scope: str | None = None  # address whose subtree is preferred, for retrieval
    only: bool = False  # whether nothing outside the scope counts
    answer: Answer | None = None  # of a step that needs no retrieval
    corrections: tuple[tuple[str, str], ...] = ()  # slips put right, as typed and as read


class Assistant:
    """Answers questions about one plan; holds no conversation."""

    def __init__(
        self,
        plan: Plan,
        index: PlanIndex,
        model: ChatModel | None = None,
        options: ModelOptions | None = None,
    ) -> None:
        """Join the steps.

        Args:
            plan: the plan.
            index: its index.
            model: a language model that may phrase answers; None for none.
            options: what a question may cost with it.
        """
        self.plan = plan
        self._model, self._options = model, options or ModelOptions()
        self.index = index
        self._lexicon = Lexicon(index.retriever)
        self._speller = Speller(plan, self._lexicon)
        writer = SectionWriter(plan)
        self._outline = OutlineRoute(plan, self._lexicon, writer)
        self._definitions = DefinitionRoute(plan, self._lexicon)
        self._occurrences = OccurrenceRoute(plan, self._lexicon, index.entities)
        self._named = EntityRoute(plan, index.entities)
        self._profiles = ProfileRoute(plan, self._lexicon, index.entities)
        table = self.table = FigureTable(plan, self._lexicon, index.retriever.embedder)
        self._numbers = NumberRoute(plan, table)
        self.ranker = Ranker(plan, index.retriever, self._lexicon, table)
        finder = EvidenceFinder(plan, index.retriever, self._lexicon, self.ranker)
        self.retrieval = RetrievalRoute(plan, finder, writer, self._lexicon, table)
        self._compound = Compound(plan, self._alone, self._answered)

    @cached_property
    def _chain(self) -> Runnable[ChainState, Answer]:
        """The retrieval chain; LangChain takes half a second to import, so only when needed."""
        from assistant.chain import build_chain

        return build_chain(self.retrieval)

    def warm(self) -> None:
        """Load all that the first questions would load, for a server that has the time.

        The words that begin with a character are laid out when a text first holds it, so the
        plan's own are cut as well. What is loaded stays for good, so the garbage collector need
        not go through it again: that would stop an answer for a quarter of a second now and then.
        """
        self.index.retriever.segmenter.dictionary_words(self.plan.text)
        names = [one.name for one in self.table.observations[:1]]
        for text in (self.plan.meta.title, *(f"{name}是多少" for name in names)):
            self.conversation([text])
            self._retrieve(Routed(parse_question(text, self.plan.meta.period), Route.RETRIEVAL))
        gc.collect()
        gc.freeze()

    @property
    def entities(self) -> Entities:
        """What the plan calls by name."""
        return self.index.entities

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """Questions to begin with, made from the plan's own titles."""
        return examples_for(self.plan)

    def profile(self, name: str) -> Profile | None:
        """What the plan says of a sector or a place, part by part; None where it has neither."""
        return self._profiles.profile(name)

    @property
    def profile_names(self) -> ProfileNames:
        """The sectors and places of which there are profiles, to choose from."""
        return self._profiles.names

    def nearest_profiles(self, name: str) -> list[str]:
        """The sectors nearest to a name of which the plan has no profile."""
        return self._profiles.nearest(name)

    @cached_property
    def indicators(self) -> Indicators:
        """The plan's figures, a row an indicator."""
        return Indicators(self.plan, self.table)

    def found(self, question: str) -> Found | None:
        """The one figure that a question asks for, standing alone; None where there is none.

        Raises:
            QuestionError: a question that cannot be asked.
        """
        return self._numbers.found(parse_question(question, self.plan.meta.period))

    def standalone(self, conversation: Conversation, question: str) -> str:
        """A question as it stands alone in its conversation.

        Raises:
            QuestionError: a question that cannot be asked.
        """
        return self._alone(conversation, self._corrected(question)[0]).text

    def audit(self) -> tuple[Finding, ...]:
        """Where the plan's figures contradict each other or pull apart."""
        return audit(self.plan, self.table)

    def ask(self, conversation: Conversation, question: str, *, question_id: str = "q1") -> Answer:
        """Answer a question in its conversation.

        Raises:
            QuestionError: a question that cannot be asked (empty, too long, control characters).
        """
        *_, answer = self.stream(conversation, question, question_id=question_id)
        return answer

    def stream(
        self, conversation: Conversation, question: str, *, question_id: str = "q1"
    ) -> Iterator[Answer]:
        """The answer as it grows, each of which may be shown; the last is the answer.

        Without a language model it is one: the extractive answer.

        Raises:
            QuestionError: a question that cannot be asked.
        """
        began = time.perf_counter()
        asked, corrections = self._corrected(question)
        standalone = self._alone(conversation, asked)
        answer = self._extractive(conversation, asked, standalone, question)
        for one in self._told(standalone, answer):
            told = replace(one, id=question_id, question=question, corrections=corrections)
            yield told.timed((time.perf_counter() - began) * 1000)

    def by_rules(
        self, conversation: Conversation, question: str, *, question_id: str = "q1"
    ) -> Answer:
        """The answer by the rules alone, whether or not a language model is set.

        Raises:
            QuestionError: a question that cannot be asked.
        """
        began = time.perf_counter()
        asked, corrections = self._corrected(question)
        standalone = self._alone(conversation, asked)
        answer = self._extractive(conversation, asked, standalone, question)
        told = replace(answer, id=question_id, question=question, corrections=corrections)
        return told.timed((time.perf_counter() - began) * 1000)

    def _extractive(
        self, conversation: Conversation, asked: str, standalone: Standalone, question: str
    ) -> Answer:
        """The answer by the rules alone."""
        several = self._compound.answer(conversation, asked, standalone)
        return several or self._answered(standalone, question)

    def _told(self, standalone: Standalone, answer: Answer) -> Iterator[Answer]:
        """What a language model makes of an extractive answer; it as it is where none is set."""
        if self._companion is None:
            yield answer
            return
        from assistant.llm.companion import Asked

        question = parse_question(standalone.text, self.plan.meta.period)
        told_whole = answer.route is Route.OUTLINE
        if told_whole and find_mentions(question.core, self.plan):
            yield answer  # what stands at an address is told as it stands
            return
        yield from self._companion.stream(Asked(question, answer, standalone.scope, told_whole))

    @cached_property
    def _companion(self) -> Companion | None:
        """The language model beside the rules; None where none is set."""
        if self._model is None:
            return None
        from assistant.llm.companion import Companion
        from assistant.llm.rescue import names_of

        names = names_of(self.plan, (one.name for one in self.table.observations))
        return Companion(
            self.plan,
            self._lexicon,
            self.index.retriever.segmenter,
            self.retrieval,
            names,
            self._model,
            self._options,
            lambda text: self._answered(Standalone(text, None), text),
        )

    def _answered(self, standalone: Standalone, question: str) -> Answer:
        """The gated answer to one question that stands alone; `question` is it as typed."""
        routed = self._route(standalone)
        answer = routed.answer or self._retrieve(routed)
        told = replace(answer, question=question, standalone_question=routed.question.raw)
        return self._gate(told)

    def ask_last(self, turns: Sequence[str], *, question_id: str = "q1") -> Answer:
        """Answer the last of `turns`, the others, at their turn, being the conversation.

        Raises:
            QuestionError: one of them cannot be asked.
        """
        return self.ask(self.conversation(turns[:-1]), turns[-1], question_id=question_id)

    def conversation(self, turns: Sequence[str]) -> Conversation:
        """The conversation in which `turns` were asked, one after the other.

        They are answered by the rules alone: what a follow-up goes on from does not depend on how
        an answer is phrased.

        Raises:
            QuestionError: one of them cannot be asked.
        """
        conversation = Conversation()
        for turn in turns:
            conversation = conversation.with_turn(turn, self.by_rules(conversation, turn))
        return conversation

    def route(self, conversation: Conversation, question: str) -> Routed:
        """The question as it stands alone, and the answer of the first step that fits it.

        Raises:
            QuestionError: a question that cannot be asked.
        """
        asked, corrections = self._corrected(question)
        return replace(self._route(self._alone(conversation, asked)), corrections=corrections)

    def _corrected(self, question: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The question with slips of the hand put right, and these as typed and as read."""
        text, slips = self._speller.corrected(parse_question(question).text)
        corrections = tuple((slip.typed, slip.meant) for slip in slips)
        return text if slips else question, corrections

    def _alone(self, conversation: Conversation, asked: str, *, leans: bool = False) -> Standalone:
        return stand_alone(conversation, asked, self.plan, self._lexicon, leans=leans)

    def _route(self, standalone: Standalone) -> Routed:
        """Where a question that stands alone goes."""
        parsed = parse_question(standalone.text, self.plan.meta.period)
        for step in (help_answer, opinion_answer, meta_answer):
            answer = step(parsed, self.plan)
            if answer is not None:
                return Routed(parsed, answer.route, answer=answer)
        placed = self._occurrences.answer(parsed) or self._named.answer(parsed)
        placed = placed or self._profiles.answer(parsed)
        if placed is not None:
            return Routed(parsed, Route.OUTLINE, answer=placed.answer(parsed.raw, Route.OUTLINE))
        listed = self._numbers.listed(parsed)
        if listed is not None:
            return Routed(parsed, Route.NUMBERS, answer=listed.answer(parsed.raw, Route.NUMBERS))
        sure = self._numbers.is_sure(parsed)
        told = self._numbers.answer(parsed) if sure else None
        if told is not None and told.status is not Status.NOT_IN_PLAN:
            return Routed(parsed, Route.NUMBERS, answer=told.answer(parsed.raw, Route.NUMBERS))
        found: Composed | Scope | None = self._outline.answer(parsed)
        if found is None or not find_mentions(parsed.core, self.plan):
            found = self._definitions.answer(parsed, standalone.scope) or found
        route = Route.OUTLINE
        if not isinstance(found, Composed):
            within = found.path if isinstance(found, Scope) else ""
            figure = told if sure and not within else self._numbers.answer(parsed, within)
            found, route = figure or found, Route.NUMBERS if figure else route
        if isinstance(found, Composed):
            answer = found.answer(parsed.raw, route)
            return Routed(parsed, answer.route, answer=answer)
        part = None if found else self._profiles.one_part(parsed)
        if part is not None:
            return Routed(parsed, Route.OUTLINE, answer=part.answer(parsed.raw, Route.OUTLINE))
        named = isinstance(found, Scope)
        scope = found.path if isinstance(found, Scope) else standalone.scope
        return Routed(parsed, Route.RETRIEVAL, scope, only=named)

    def _retrieve(self, routed: Routed) -> Answer:
        from assistant.chain import ChainState

        return self._chain.invoke(ChainState(routed.question, routed.scope, only=routed.only))

    def _gate(self, answer: Answer) -> Answer:
        """The answer if it passes all gates, else what of it does; a fault is logged.

        A figure that nothing supports goes with its sentence; any other fault makes a refusal.
        """
        faults = check(answer, self.plan)
        if not faults:
            return answer
        reasons = tuple(f"{fault.gate} {fault.detail}" for fault in faults)
        _log.error("answer withheld: %s", "; ".join(reasons))
        if all(fault.gate == "figure" for fault in faults):
            left = without_unsupported(answer, self.plan)
            if left is not None:
                return replace(left, withheld=reasons)
        return replace(
            answer,
            route=Route.REFUSAL,
            status=Status.NOT_IN_PLAN,
            text="未能给出核对无误的答案。请换一种问法，或直接查阅原文。",
            citations=(),
            value=None,
            calculation=None,
            focus=None,
            items=(),
            withheld=reasons,
        )


def build_assistant(
    settings: Settings,
    *,
    plan_id: str | None = None,
    progress: Callable[[str], None] | None = None,
    with_model: bool = True,
) -> Assistant:
    """Read the plan, open or build its index, and join the steps.

    Args:
        settings: all settings.
        plan_id: another plan than the one set.
        progress: told of what takes long.
        with_model: whether the language model phrases answers, where one is set.

    Raises:
        PlanQAError: the plan, the model or the index folder cannot be used.
    """
    library = settings.library
    plan = library.load(plan_id or settings.plan_id)
    index = open_index(
        plan,
        home=settings.home,
        folder=library.entry(plan.plan_id).index,
        model=settings.model or None,
        query_prefix=settings.query_prefix,
        progress=progress,
    )
    llm = settings.llm
    if not (with_model and llm.is_on):
        return Assistant(plan, index)
    from assistant.llm.endpoint import Endpoint

    options = ModelOptions(seconds=llm.timeout, calls=llm.calls, mode=llm.context)
    return Assistant(plan, index, Endpoint(llm), options)
