"""Asks the gold questions and judges the answers: status, citations, facts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.answer import Answer
from assistant.gates import check
from assistant.pipeline import Assistant
from eval.gold import GoldQuestion

__all__ = ["Judgement", "judge", "run", "table"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """An answer and what was right about it."""

    question: GoldQuestion
    answer: Answer
    status: bool  # one of the accepted ones
    sections: bool  # every group is cited
    facts: bool  # every group is said or quoted, and nothing forbidden is
    gates: bool  # quotes stand at their offsets, figures in quotes

    @property
    def right(self) -> bool:
        """Whether all of it is."""
        return self.status and self.sections and self.facts and self.gates


def run(questions: Iterable[GoldQuestion], assistant: Assistant) -> list[Judgement]:
    """Ask each question in its own conversation and judge the last answer."""
    judgements = []
    for question in questions:
        answer = assistant.ask_last(question.turns)
        judgements.append(judge(question, answer, gates=not check(answer, assistant.plan)))
    return judgements


def judge(question: GoldQuestion, answer: Answer, *, gates: bool) -> Judgement:
    """Compare an answer with what is right."""
    cited = {citation.section for citation in answer.citations}
    said = _plain(answer.text + "".join(citation.quote for citation in answer.citations))
    facts = all(any(_plain(fact) in said for fact in group) for group in question.facts)
    clean = not any(_plain(fact) in said for fact in question.forbidden)
    return Judgement(
        question=question,
        answer=answer,
        status=answer.status.value in question.status,
        sections=all(group & cited for group in question.sections),
        facts=facts and clean,
        gates=gates,
    )


def table(judgements: Iterable[Judgement]) -> str:
    """Markdown: questions and right ones by kind, and over all."""
    by_kind: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        by_kind.setdefault(judgement.question.kind, []).append(judgement)
    everything = [judgement for group in by_kind.values() for judgement in group]
    rows = ["| kind | questions | status | sections | facts | right |", "|---|---|---|---|---|---|"]
    for kind, group in [*by_kind.items(), ("all", everything)]:
        counts = [
            sum(judgement.status for judgement in group),
            sum(judgement.sections for judgement in group),
            sum(judgement.facts for judgement in group),
            sum(judgement.right for judgement in group),
        ]
        rows.append(f"| {kind} | {len(group)} | " + " | ".join(map(str, counts)) + " |")
    return "\n".join(rows)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text)
