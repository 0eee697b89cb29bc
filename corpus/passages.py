"""Passages: what the index holds, cut on the outline first and then on sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.plan import NodeKind, Passage, Plan, Section, Sentence, SentenceKind

__all__ = ["LONGEST_PASSAGE", "split_passages"]

# Characters. A paragraph of a plan runs to 150–350; two halves of a long one are found better
# than the whole, and one sentence alone has lost its subject.
LONGEST_PASSAGE = 260


def split_passages(plan: Plan) -> list[Passage]:
    """All passages of a plan in reading order.

    Each sentence of each node is in exactly one passage, but for headings with nothing under them
    (重点举措), which only say what their children say.
    """
    passages: list[Passage] = []
    for section in plan.sections:
        for group in _groups(section):
            passages.append(
                Passage(
                    passage_id=f"{plan.plan_id}#{len(passages):04d}",
                    plan_id=plan.plan_id,
                    path=section.path,
                    label=section.label,
                    heading=section.heading,
                    page=group[0].page,
                    text="".join(_spaced(group)),
                    sentences=tuple(group),
                )
            )
    return passages


def _spaced(group: Iterable[Sentence]) -> Iterator[str]:
    """Sentence texts, rows of a table parted by a full stop."""
    for sentence in group:
        yield sentence.text
        if sentence.kind in {SentenceKind.ROW, SentenceKind.ITEM}:
            yield "；"


def _groups(section: Section) -> Iterator[list[Sentence]]:
    """Runs of sentences of at most `LONGEST_PASSAGE` characters, at least one each."""
    if not section.body and section.kind is NodeKind.SECTION and len(section.title) < 20:
        return
    group: list[Sentence] = []
    size = 0
    for sentence in section.sentences:
        if group and size + len(sentence.text) > LONGEST_PASSAGE and _has_body(group):
            yield group
            group, size = [], 0
        group.append(sentence)
        size += len(sentence.text)
    if group:
        yield group


def _has_body(group: Iterable[Sentence]) -> bool:
    return any(sentence.kind is not SentenceKind.HEADING for sentence in group)
