"""An answer in a model's words, sentence by sentence, each through the gates before it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assistant.answer import Answer, Wording
from assistant.compound import renumbered
from assistant.gates import check
from assistant.lexicon import Lexicon, squeeze
from assistant.llm.claim_gate import ClaimGate
from assistant.llm.claims import CLAIMS_SCHEMA, Claim, ClaimReader
from assistant.llm.handles import Handles
from assistant.llm.model import EndpointError
from assistant.llm.prompting import messages
from assistant.llm.screening import Screen, Screened
from assistant.llm.spending import Spending
from assistant.subjects import Subjects
from assistant.words import word_list
from corpus.plan import Plan, Sentence

__all__ = ["Phraser", "speaks_of"]

Relevant = Callable[[Sequence[Sentence]], bool]


class Phraser:
    """Has a model phrase answers from passages of one plan."""

    def __init__(self, plan: Plan, gate: ClaimGate, most: int) -> None:
        self._plan, self._gate, self._most = plan, gate, most

    def stream(
        self,
        question: str,
        base: Answer,
        handles: Handles,
        spending: Spending,
        relevant: Relevant,
        *,
        goes_before: bool = False,
    ) -> Iterator[Answer]:
        """Answers that grow by a sentence, the last whole; none where nothing passes.

        Args:
            question: as it stands alone.
            base: the extractive answer, of which all but the words is kept.
            handles: the passages the model is given.
            spending: what is left for it.
            relevant: whether sentences speak of what is asked.
            goes_before: whether the extractive answer follows the model's sentences.

        Raises:
            EndpointError: the model's answer broke off, or came too late.
        """
        screen = Screen(self._plan, self._gate, relevant)
        asked = messages("answer", {"资料": _told(handles), "问题": question})
        shown: list[Screened] = []
        reader = ClaimReader()
        for piece in spending.stream(asked, CLAIMS_SCHEMA):
            for told in reader.feed(piece):
                if len(shown) < self._most and self._adds(screen, told, handles, question, shown):
                    yield self._answer(screen, shown, base)
            if reader.is_full or len(shown) >= self._most:
                break
        else:
            if reader.is_open:
                raise EndpointError("模型的回答不完整。")
        if any(one.by_model for one in shown) and goes_before:
            yield _followed(self._answer(screen, shown, base), base, self._plan)

    def _adds(
        self,
        screen: Screen,
        told: object,
        handles: Handles,
        question: str,
        shown: list[Screened],
    ) -> bool:
        """Add to what is shown what passes of a claim; whether there was anything new."""
        claim = Claim.of(told)
        if claim is None:
            return False
        one = screen.claim(claim, handles, question)
        before = {sentence.start for other in shown for sentence in other.sentences}
        again = any(squeeze(one.text) == squeeze(other.text) for other in shown)
        repeated = not one.by_model and all(s.start in before for s in one.sentences)
        if not one.text or again or repeated:
            return False
        if check(screen.answer([*shown, one], question), self._plan):
            return False
        shown.append(one)
        return True

    def _answer(self, screen: Screen, shown: Sequence[Screened], base: Answer) -> Answer:
        told = screen.answer(shown, base.question)
        parts = screen.parts(shown)
        return replace(
            base,
            text=told.text,
            citations=told.citations,
            value=None,
            calculation=None,
            points=(),
            items=(),
            status=told.status,
            route=base.route if base.citations else told.route,
            focus=base.focus or told.focus,
            mode="llm" if any(one.by_model for one in shown) else base.mode,
            parts=parts,
        )


def _told(handles: Handles) -> Iterator[str]:
    """The passages as the model reads them: handle, titles, text."""
    for handed in handles:
        yield f"[{handed.handle}] {handed.title}\n{handed.text}"


def _followed(answer: Answer, base: Answer, plan: Plan) -> Answer:
    """A model's sentences, then the extractive answer under them, marks counted through."""
    citations = list(answer.citations)
    text = renumbered(base, citations)
    both = replace(
        base,
        text=f"{answer.text}\n\n{text}",
        citations=tuple(citations),
        mode=answer.mode,
        parts=(*answer.parts, Wording(f"\n\n{text}", "plan")),
    )
    return answer if check(both, plan) else both


def speaks_of(subjects: Subjects, lexicon: Lexicon, plan: Plan, said: float) -> Relevant:
    """Whether sentences, with what they stand under, speak of one of the subjects of a question.

    Args:
        subjects: of the question.
        lexicon: of the plan.
        plan: whose sentences they are.
        said: how far a text must say a word to say it at all.
    """
    general = word_list("aspects") | word_list("parts") | word_list("cohorts")
    groups = [[w for w in g if w not in general and subjects.carries(w)] for g in subjects.groups]
    heads = {max(g, key=lambda w: (lexicon.weight(w), w)) for g in groups if g}
    names = {w for g in groups for w in g if lexicon.is_name(w)}

    def relevant(sentences: Sequence[Sentence]) -> bool:
        texts = []
        for path in dict.fromkeys(sentence.path for sentence in sentences):
            nodes = [plan.by_path[path], *plan.ancestors(path)]
            texts += [squeeze(node.title) for node in nodes]
            texts.append(squeeze("".join(s.text for s in plan.by_path[path].sentences)))
        wanted = names or heads
        return not wanted or any(lexicon.says(w, text) >= said for w in wanted for text in texts)

    return relevant
