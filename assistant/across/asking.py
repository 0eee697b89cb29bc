"""The assistant for a whole library: it finds which plans are meant, and asks those.

A question that names no plan goes to the plan at hand as it is, and its answer comes back as it is.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assistant.across import wording
from assistant.across.catalogue import Catalogue, Holder, Snapshot
from assistant.across.composing import AcrossDraft, told_by
from assistant.across.default import OfDefault
from assistant.across.figures import Line, compared, is_same_name
from assistant.across.library_answers import absent_plan, asked_back, card, listed
from assistant.across.many import lines_like
from assistant.across.occurring import saying
from assistant.across.recognition import Meant, Recogniser, Sort
from assistant.across.thread import PlanThread
from assistant.answer import Answer, Conversation, Route, Several, Status
from assistant.gates import check
from assistant.help_route import is_courtesy
from assistant.pipeline import Assistant
from assistant.question import parse_question, plain
from assistant.thesaurus import phrases_in, same_words
from corpus.plan import Plan
from index.tokenizer import general_segmenter

__all__ = ["MOST_SIDE_BY_SIDE", "Across"]

_LOG = logging.getLogger("planqa")
MOST_SIDE_BY_SIDE = 8  # plans that one question asks
_FORMS = 24  # forms of a topic that are looked for
_SEEDS = 2  # plans asked for an order over many, before their tables are read
_MORE = "\n\n这里列出的有 {} 份规划，是写得最多的；其余的请点名再问。"
_BLOCK = ("-", "|", "1.")


_Ask = Callable[[Assistant, Conversation, str, str], Answer]  # the last is the question's id


def _asked(assistant: Assistant, conversation: Conversation, question: str, name: str) -> Answer:
    return assistant.ask(conversation, question, question_id=name)


def _by_rules(assistant: Assistant, conversation: Conversation, question: str, name: str) -> Answer:
    return assistant.by_rules(conversation, question, question_id=name)


class Across(OfDefault):
    """Answers questions about all plans of a library; holds no conversation.

    Args:
        shelf: holds the plans.
        default: identifier of the plan asked where none is named; "": the shelf's own.
        catalogue: of the shelf's plans, where one is held already.
    """

    def __init__(
        self, shelf: Holder, default: str = "", catalogue: Catalogue | None = None
    ) -> None:
        super().__init__(shelf, default)
        self._catalogue = catalogue or Catalogue(shelf)

    def at(self, plan_id: str) -> Across:
        """The same, with another plan asked where none is named."""
        return Across(self._shelf, plan_id, self._catalogue)

    def read(self, plan_id: str) -> Plan:
        """A plan of the library, without an index; raises PlanFileError."""
        return self._catalogue.read(plan_id)

    # --- asking -------------------------------------------------------------------------------

    def ask(self, conversation: Conversation, question: str, *, question_id: str = "q1") -> Answer:
        """Answer a question in its conversation.

        Raises:
            QuestionError: a question that cannot be asked (empty, too long, control characters).
            PlanQAError: a plan that it needs cannot be used.
        """
        *_, answer = self.stream(conversation, question, question_id=question_id)
        return answer

    def stream(
        self, conversation: Conversation, question: str, *, question_id: str = "q1"
    ) -> Iterator[Answer]:
        """The answer as it grows; what is of several plans, or of one that is named, comes whole.

        Raises:
            QuestionError: a question that cannot be asked.
            PlanQAError: a plan that it needs cannot be used.
        """
        began = time.perf_counter()
        parse_question(question)
        thread = PlanThread(conversation, self._default_id)
        routed = self._routed(thread, conversation, question, question_id, _asked)
        if routed is not None:
            yield routed.timed((time.perf_counter() - began) * 1000)
            return
        alone = self._shelf.get(thread.hand)
        conversation = thread.of(thread.hand)
        for answer in alone.stream(conversation, question, question_id=question_id):
            named = self._named(thread, answer)
            yield named.timed((time.perf_counter() - began) * 1000)

    def by_rules(
        self, conversation: Conversation, question: str, *, question_id: str = "q1"
    ) -> Answer:
        """The answer by the rules alone; raises as `ask`."""
        parse_question(question)
        thread = PlanThread(conversation, self._default_id)
        routed = self._routed(thread, conversation, question, question_id, _by_rules)
        if routed is not None:
            return routed
        alone = self._shelf.get(thread.hand)
        answer = alone.by_rules(thread.of(thread.hand), question, question_id=question_id)
        return self._named(thread, answer)

    def ask_last(self, turns: Sequence[str], *, question_id: str = "q1") -> Answer:
        """Answer the last of `turns`, the others, at their turn, being the conversation.

        Raises:
            PlanQAError: one of them cannot be asked.
        """
        return self.ask(self.conversation(turns[:-1]), turns[-1], question_id=question_id)

    def conversation(self, turns: Sequence[str]) -> Conversation:
        """The conversation in which `turns` were asked, answered by the rules alone."""
        conversation = Conversation()
        for turn in turns:
            conversation = conversation.with_turn(turn, self.by_rules(conversation, turn))
        return conversation

    def meant(self, conversation: Conversation, question: str) -> Meant:
        """Which plans a question means; nothing is answered."""
        now = self._library()
        hand = PlanThread(conversation, self._default_id).hand
        recogniser = Recogniser(now.names, now.texts, self._is_place)
        return recogniser.read(question, hand if hand in now.entries else self._default_id)

    def _library(self) -> Snapshot:
        return self._catalogue.now()

    @staticmethod
    def _is_place(word: str) -> bool:
        """Whether general Chinese knows a word as the name of a place."""
        return general_segmenter().part_of_speech(word) == "ns"

    def _routed(
        self,
        thread: PlanThread,
        conversation: Conversation,
        question: str,
        question_id: str,
        ask: _Ask,
    ) -> Answer | None:
        """The gated answer about several plans or one that is named.

        None where the plan at hand alone answers.
        """
        if is_courtesy(plain(question)):
            return None
        meant = self.meant(conversation, question)
        answer = self._across(thread, meant, question)
        if answer is not None:
            answer = replace(answer, question=question, id=question_id)
            standalone = answer.standalone_question or question
            answer = replace(answer, standalone_question=standalone)
        elif meant.sort is Sort.ONE:
            answer = self._one(thread, meant, question, question_id, ask)
        gated = answer is not None and answer.several is not None
        return self._gate(answer) if gated and answer is not None else answer

    def _across(self, thread: PlanThread, meant: Meant, question: str) -> Answer | None:
        """The answer to a question about several plans or about the library; None for others."""
        names = self._library().names
        if meant.sort is Sort.LIBRARY:
            return listed(meant.text, [names.metas[p] for p in meant.plans])
        if meant.sort is Sort.ABSENT:
            return absent_plan(question, meant.absent, list(names.metas.values()))
        if meant.sort is Sort.OPEN:
            bare = wording.is_bare(meant.text, meant.mentions)
            topic = (
                self._last_topic(thread) if bare else wording.reworded(meant.text, meant.mentions)
            )
            return asked_back(question, topic, [names.metas[p] for p in meant.plans])
        if meant.sort is Sort.GENERAL:
            return self._general(thread, meant, question)
        if meant.sort is Sort.SEVERAL:
            topics = wording.topics_of(meant.text, meant.mentions)
            if len(topics) == len(meant.plans):
                return self._several(meant.plans, topics, question)
            topic = wording.topic_of(meant.text, meant.mentions)
            topic = wording.without_place(topic, meant.absent) if meant.absent else topic
            answer = self._several(meant.plans, topic or self._last_topic(thread), question)
            return _with_absent(answer, meant.absent) if answer and meant.absent else answer
        if meant.sort is Sort.HAND:
            return self._going_on(thread, meant.text or plain(question), question)
        return None

    # --- one plan -----------------------------------------------------------------------------

    def _named(self, thread: PlanThread, answer: Answer) -> Answer:
        """An answer after its plan's name, but for the default plan while no other is spoken of."""
        if answer.plan == self._default_id and not thread.moved:
            return answer
        if answer.route is Route.HELP:
            return answer
        gap = "\n\n" if answer.text.startswith(_BLOCK) else ""
        name = self._library().names.of(answer.plan)
        return replace(answer, text=f"{name}：{gap}{answer.text}")

    def _one(
        self, thread: PlanThread, meant: Meant, question: str, question_id: str, ask: _Ask
    ) -> Answer:
        """The answer of a plan that the question names."""
        (plan_id,) = meant.plans
        assistant = self._shelf.get(plan_id)
        default = plan_id == self._default_id
        if default and not thread.moved:
            return ask(assistant, thread.conversation, question, question_id)
        bare = wording.is_bare(meant.text, meant.mentions)
        conversation = thread.of(plan_id)
        if bare and thread.pending:
            asked, conversation = thread.pending, Conversation()
        elif bare and thread.topic:
            asked, conversation = self._topic_for(thread, plan_id), Conversation()
        elif bare:
            return self._carded(plan_id, question, question_id)
        elif thread.last is not None and wording.leads_on(meant.text):
            topic = self._topic_for(thread, plan_id)
            if thread.hand != plan_id or thread.several is not None:
                told = assistant.by_rules(Conversation(), topic)
                conversation = conversation.with_turn(topic, told)
            asked = wording.left_of(meant.text, meant.mentions)
        else:
            asked = wording.reworded(meant.text, meant.mentions)
        answer = ask(assistant, conversation, asked, question_id)
        return self._named(thread, replace(answer, question=question))

    def _carded(self, plan_id: str, question: str, question_id: str) -> Answer:
        """A plan in a line, for a question that only names it."""
        meta = self._library().names.metas[plan_id]
        text = f"{card(meta)}。"
        return Answer(question, plan_id, Route.OUTLINE, Status.ANSWERED, text, id=question_id)

    def _topic_for(self, thread: PlanThread, plan_id: str) -> str:
        """What was asked last, for another plan."""
        names, last = self._library().names, thread.last
        old = names.metas.get(last.plan) if last is not None else None
        topic = wording.for_plan(thread.topic, old, names.metas[plan_id])
        return topic

    def _last_topic(self, thread: PlanThread) -> str:
        """What was asked last, without the words for plans."""
        topic = thread.topic
        return wording.topic_of(topic, self._library().names.mentions(topic)) or topic

    # --- several plans ------------------------------------------------------------------------

    def _several(
        self,
        plans: Sequence[str],
        topic: str | Sequence[str],
        question: str,
        *,
        kind: str = "compare",
    ) -> Answer | None:
        """Several plans asked the same: a figure put side by side, else what each says.

        Args:
            plans: identifiers.
            topic: what is asked of all, or of each.
            question: as asked.
            kind: "compare", or "rank" for an order over the plans.
        """
        if not topic:
            return None
        asked = tuple(plans)[:MOST_SIDE_BY_SIDE]
        topics = [topic] * len(asked) if isinstance(topic, str) else list(topic)
        shared = "，".join(dict.fromkeys(topics))
        standalone = f"{'、'.join(map(self._library().names.of, asked))}：{shared}"
        if any(wording.asks_figures(each, question) for each in topics):
            lines = [self._line(*pair) for pair in zip(asked, topics, strict=True)]
            if isinstance(topic, str):
                lines = self._by_name(lines, topic)
            if any(line.found is not None for line in lines):
                return compared(question, shared, lines, kind=kind, standalone=standalone)
        if kind == "rank":
            return None
        parts = [
            self._shelf.get(plan_id).by_rules(Conversation(), own)
            for plan_id, own in zip(asked, topics, strict=True)
        ]
        return self._side_by_side(asked, parts, shared, question, standalone)

    def _line(self, plan_id: str, topic: str) -> Line:
        assistant = self._shelf.get(plan_id)
        text = topic if wording.asks_plainly(topic) else f"{topic}是多少"
        answer = assistant.by_rules(Conversation(), text)
        plan = assistant.plan
        return Line(plan.meta, lambda: plan, assistant.found(text), answer)

    def _by_name(self, lines: list[Line], topic: str) -> list[Line]:
        """Lines without a figure, looked for once more by the name that other plans print."""
        names = dict.fromkeys(line.found.best.name for line in lines if line.found is not None)
        asked = [(name, wording.with_name(topic, name)) for name in names]
        found = []
        for line in lines:
            for name, text in asked if line.found is None else ():
                assistant = self._shelf.get(line.meta.plan_id)
                again = assistant.found(text)
                if again is not None and is_same_name(again.best.name, name):
                    answer = assistant.by_rules(Conversation(), text)
                    line = replace(line, found=again, answer=answer)
                    break
            found.append(line)
        return found

    def _side_by_side(
        self,
        plans: Sequence[str],
        parts: Sequence[Answer],
        topic: str,
        question: str,
        standalone: str,
    ) -> Answer:
        draft = AcrossDraft()
        for plan_id, part in zip(plans, parts, strict=True):
            draft.part(self._shelf.get(plan_id).plan, part)
        status, route = told_by(parts)
        shown = [part.calculation for part in parts if part.calculation]
        return draft.answer(
            question,
            Several("topic", tuple(plans), topic, tuple(parts)),
            route=route,
            status=status,
            standalone=standalone,
            calculation="；".join(dict.fromkeys(shown)) or None,
        )

    # --- plans in general ---------------------------------------------------------------------

    def _general(self, thread: PlanThread, meant: Meant, question: str) -> Answer | None:
        """哪些规划提到…, 哪个城市…最高, 各规划怎么说…."""
        names, texts = self._library().names, self._library().texts
        among = meant.plans or tuple(names.metas)
        name = wording.name_searched(meant.text, meant.mentions)
        if name:
            return saying(question, name, texts, among, self, names)
        ranked = wording.ranked_topic(meant.text, meant.mentions)
        topic = ranked or wording.general_topic(meant.text, meant.mentions)
        topic = topic or self._last_topic(thread)
        if not topic:
            return None
        likely = self._likely(topic, among)
        if ranked and len(among) > MOST_SIDE_BY_SIDE:
            seeds = [self._line(plan_id, topic) for plan_id in likely[:_SEEDS]]
            lines = lines_like(seeds, likely[_SEEDS:], self._catalogue)
            told = lines and compared(question, topic, lines, kind="rank", standalone=question)
            return told or self._nowhere(topic, question, among)
        kind = "rank" if ranked else "compare"
        answer = self._several(likely, topic, question, kind=kind) if likely else None
        if answer is not None and len(likely) > MOST_SIDE_BY_SIDE:
            answer = replace(answer, text=f"{answer.text}{_MORE.format(MOST_SIDE_BY_SIDE)}")
        return answer or self._nowhere(topic, question, among)

    def _likely(self, topic: str, among: Sequence[str]) -> list[str]:
        """The plans whose text prints most of a topic's words, or others for the same."""
        if len(among) <= MOST_SIDE_BY_SIDE:
            return list(among)
        texts = self._library().texts
        forms = dict.fromkeys(
            form for p in phrases_in(topic.lower()) for form in (p.text, *same_words(p.text))
        )
        found = texts.holding([*forms][:_FORMS] or topic, among)
        return [plan_id for plan_id, _ in sorted(found, key=lambda pair: -pair[1])]

    def _nowhere(self, topic: str, question: str, among: Sequence[str]) -> Answer:
        draft = AcrossDraft()
        draft.say(f"库中 {len(among)} 份规划都未提及“{topic}”。")
        several = Several("topic", (), topic)
        return draft.answer(question, several, status=Status.NOT_IN_PLAN)

    # --- going on -----------------------------------------------------------------------------

    def _going_on(self, thread: PlanThread, text: str, question: str) -> Answer | None:
        """What goes on from an answer across plans; None where the plan at hand is asked."""
        names = self._library().names
        if len(names.metas) < 2 or not thread.conversation.turns:
            return None
        several = thread.several
        picked = wording.ordinal_in(text)
        if picked and several is not None and 0 < picked[0] <= len(several.plans):
            return self._picked(thread, several.plans[picked[0] - 1], picked[1], question)
        if wording.points_at_both(text) and len(thread.lately) > 1 and several is None:
            plans = thread.lately[1::-1]
            topic = wording.topic_of(text, ()) or self._last_topic(thread)
            return self._several(plans, topic, question)
        if several is None or not several.plans or several.kind in {"library", "clarify"}:
            return None
        if several.kind == "which":
            name = wording.name_searched(f"哪些规划提到{wording.bare(text)}", ())
            texts = self._library().texts
            if not (name and wording.leads_on(text)):
                return None
            return saying(question, name, texts, tuple(names.metas), self, names)
        topic = self._next_topic(thread, several, text)
        kind = "rank" if several.kind == "rank" else "compare"
        return self._several(several.plans, topic, question, kind=kind)

    def _next_topic(self, thread: PlanThread, several: Several, text: str) -> str:
        """What is asked now of the plans that were asked before."""
        topic = wording.topic_of(text, ())
        if not topic:
            return several.topic
        first = next((p.plan for p in several.parts), "")
        if not first:
            return topic
        assistant = self._shelf.get(first)
        return wording.topic_of(assistant.standalone(thread.of(first), topic), ()) or topic

    def _picked(self, thread: PlanThread, plan_id: str, rest: str, question: str) -> Answer:
        """The plan that an ordinal picks from those listed, asked what else is said."""
        topic = thread.pending or thread.topic
        kind = thread.several.kind if thread.several else ""
        says = wording.says_more(rest)
        if kind == "library" and not says:
            answer = self._carded(plan_id, question, "q1")
        elif not says:
            asked = self._topic_for(thread, plan_id) if not thread.pending else topic
            answer = self._shelf.get(plan_id).by_rules(Conversation(), asked)
        elif kind == "which" or not wording.content_of(rest):
            answer = self._shelf.get(plan_id).by_rules(Conversation(), f"{thread.topic}{rest}")
        else:
            answer = self._shelf.get(plan_id).by_rules(Conversation(), rest)
        return self._named(thread, replace(answer, question=question))

    # --- gates --------------------------------------------------------------------------------

    def _gate(self, answer: Answer) -> Answer:
        """The answer if it passes all gates, each quote and figure by its own plan."""
        cited = {citation.plan for citation in answer.citations}
        if not cited:
            return answer  # made of the catalogue alone
        plans = {plan_id: self.read(plan_id) for plan_id in cited}
        faults = check(answer, plans)
        if not faults:
            return answer
        reasons = tuple(f"{fault.gate} {fault.detail}" for fault in faults)
        _LOG.error("answer withheld: %s", "; ".join(reasons))
        return replace(
            answer,
            route=Route.REFUSAL,
            status=Status.NOT_IN_PLAN,
            text="未能给出核对无误的答案。请换一种问法，或分别向各份规划提问。",
            citations=(),
            value=None,
            calculation=None,
            withheld=reasons,
        )


def _with_absent(answer: Answer, region: str) -> Answer:
    """An answer that says at its beginning of which region there is no plan."""
    gap = "\n\n" if answer.text.startswith(_BLOCK) else ""
    return replace(answer, text=f"库中没有{region}的规划，无法相比。{gap}{answer.text}")
