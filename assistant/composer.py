"""Composer: evidence becomes text with marks, and every mark a citation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from assistant.answer import Answer, Citation, Point, Route, Status, Value
from corpus.plan import Plan, Section, Sentence, Span
from corpus.textops import clean

__all__ = ["Composed", "Draft", "page_of", "pages_of"]

_OWN_ROUTES = {Status.NOT_IN_PLAN: Route.REFUSAL, Status.CLARIFY: Route.CLARIFY}


@dataclass
class Draft:
    """An answer being written."""

    plan: Plan
    citations: list[Citation] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)  # addresses or names of a list's items
    points: list[Point] = field(default_factory=list)  # figures told side by side

    def cite(self, sentence: Sentence) -> str:
        """Marks for a sentence, one for each contiguous piece of it; a piece is cited once."""
        return "".join(self._mark(sentence, n) for n in range(len(sentence.spans)))

    def _mark(self, sentence: Sentence, piece: int) -> str:
        span = sentence.spans[piece]
        for citation in self.citations:
            same_plan = citation.plan == self.plan.plan_id  # others' where several plans are told
            if same_plan and (citation.start, citation.end) == (span.start, span.end):
                return f"[{citation.n}]"
        section = self.plan.by_path[sentence.path]
        citation = Citation(
            n=len(self.citations) + 1,
            plan=self.plan.plan_id,
            section=section.path,
            label=section.label,
            heading=section.heading,
            page=sentence.pages[piece],
            quote=clean(self.plan.text[span.start : span.end]),
            start=span.start,
            end=span.end,
        )
        self.citations.append(citation)
        return f"[{citation.n}]"

    def say(self, text: str) -> Draft:
        """Add text that quotes nothing."""
        self.parts.append(text)
        return self

    def quote(self, sentences: Iterable[Sentence]) -> Draft:
        """Add sentences word for word, each with its mark."""
        for sentence in sentences:
            self.parts.append(f"{sentence.text}{self.cite(sentence)}")
        return self

    def block(self, sentences: Iterable[Sentence]) -> Draft:
        """Add sentences word for word; a run that stands together in the plan gets one mark."""
        for run in self._runs(list(sentences)):
            self.parts.append("".join(sentence.text for sentence in run) + self._mark_run(run))
        return self

    def _runs(self, sentences: list[Sentence]) -> list[list[Sentence]]:
        """Sentences grouped where one follows the other in one node with nothing between."""
        runs: list[list[Sentence]] = []
        for sentence in sentences:
            last = runs[-1][-1] if runs else None
            joins = (
                last is not None
                and last.path == sentence.path
                and len(last.spans) == len(sentence.spans) == 1
                and last.text[-1] in "。！？：；”"
                and not self.plan.text[last.end : sentence.start].strip()
            )
            if joins:
                runs[-1].append(sentence)
            else:
                runs.append([sentence])
        return runs

    def _mark_run(self, run: list[Sentence]) -> str:
        if len(run) == 1:
            return self.cite(run[0])
        first, last = run[0], run[-1]
        whole = replace(
            first,
            text="".join(sentence.text for sentence in run),
            spans=(Span(first.start, last.end),),
            pages=first.pages[:1],
        )
        return self.cite(whole)

    def bullet(self, text: str, *sentences: Sentence) -> Draft:
        """Add an item of a list on its own line, with the marks of what supports it."""
        marks = "".join(self.cite(sentence) for sentence in sentences)
        self.parts.append(f"\n- {text}{marks}")
        return self

    @property
    def text(self) -> str:
        """What was written so far."""
        return "".join(self.parts).strip()


@dataclass(frozen=True, slots=True)
class Composed:
    """What a route composed: the draft, what became of the question, and what it was about."""

    draft: Draft
    status: Status
    focus: str | None = None  # address, for follow-up questions
    value: Value | None = None
    calculation: str | None = None

    def answer(self, question: str, route: Route) -> Answer:
        """The answer to `question`; a refusal and a question back have routes of their own."""
        return Answer(
            question=question,
            plan=self.draft.plan.plan_id,
            route=_OWN_ROUTES.get(self.status, route),
            status=self.status,
            text=self.draft.text,
            citations=tuple(self.draft.citations),
            value=self.value,
            calculation=self.calculation,
            focus=self.focus,
            items=tuple(self.draft.items),
            points=tuple(self.draft.points),
        )


def page_of(section: Section) -> str:
    """（第24页）, or nothing where no page is printed."""
    return f"（第{section.page}页）" if section.page is not None else ""


def pages_of(first: int | None, last: int | None) -> str:
    """（第22—24页）, （第22页）, or nothing where no page is printed."""
    if first is None:
        return ""
    if last is None or last == first:
        return f"（第{first}页）"
    return f"（第{first}—{last}页）"
