"""What holds for every plan, whatever its text: each character has one place and one address."""

from __future__ import annotations

from collections import Counter

from corpus.addresses import resolve
from corpus.passages import split_passages
from corpus.plan import NodeKind, Plan, Section, SentenceKind
from corpus.sentences import bullet_length
from corpus.textops import BLANKS, BREAKS, clean

BLANK = frozenset(BLANKS + BREAKS)


def check_plan(plan: Plan) -> None:
    """Assert all of them."""
    check_partition(plan)
    check_tree(plan)
    for section in plan.sections:
        check_sentences(plan, section)
        check_coverage(plan, section)
    check_addresses(plan)
    check_passages(plan)


def check_partition(plan: Plan) -> None:
    """Every character belongs to the lines of exactly one node or to furniture."""
    owned = [span for section in plan.sections for span in section.lines]
    owned += [span for span, _ in plan.furniture]
    position = 0
    for span in sorted(owned):
        assert span.start == position
        assert span.end > span.start
        position = span.end
    assert position == len(plan.text)


def check_tree(plan: Plan) -> None:
    """Addresses are unique, parents come first, starts and ends are those of the own lines."""
    seen: dict[str, Section] = {}
    for section in plan.sections:
        assert section.path not in seen
        assert section.parent is None or section.parent in seen
        assert section.lines == tuple(sorted(section.lines))
        assert section.lines[0].start <= section.start < section.lines[0].end
        assert section.end == section.lines[-1].end
        assert section.level >= 1
        assert (section.box_kind is not None) == (section.kind is NodeKind.BOX)
        seen[section.path] = section


def check_sentences(plan: Plan, section: Section) -> None:
    """A sentence is the words at its offsets, and a span lies in its node's own lines."""
    own = {offset for span in section.lines for offset in range(span.start, span.end)}
    for sentence in section.sentences:
        pieces = [clean(plan.text[span.start : span.end]) for span in sentence.spans]
        assert "".join(pieces) == sentence.text
        assert all(pieces)
        assert sentence.path == section.path
        assert len(sentence.pages) == len(sentence.spans)
        for span in sentence.spans:
            assert {span.start, span.end - 1} <= own
            assert plan.text[span.start] not in BLANK
            assert plan.text[span.end - 1] not in BLANK
        if sentence.kind is SentenceKind.HEADING:
            assert sentence.start < section.end


def check_coverage(plan: Plan, section: Section) -> None:
    """Every character but blanks, bullets, heading marks and table bars is in one sentence."""
    found = Counter(
        offset
        for sentence in section.sentences
        for span in sentence.spans
        for offset in range(span.start, span.end)
    )
    assert not found or max(found.values()) == 1
    for span in section.lines:
        line = plan.text[span.start : span.end]
        first = len(line) - len(line.lstrip(BLANKS + BREAKS))
        marks = len(line[first:]) - len(line[first:].lstrip("#" + BLANKS))
        marks += bullet_length(line[first + marks :])
        for offset, ch in enumerate(line):
            mark = first <= offset < first + marks or (ch == "|" and line[first] == "|")
            assert ch in BLANK or mark or span.start + offset in found, (section.path, line)


def check_addresses(plan: Plan) -> None:
    """A node is found by its address, and by its label where no other node bears the same."""
    labels = Counter(section.label for section in plan.sections)
    for section in plan.sections:
        assert resolve(section.path, plan) is section
        if labels[section.label] == 1:
            assert resolve(section.label, plan) is section


def check_passages(plan: Plan) -> None:
    """Every sentence is in exactly one passage; only a bare heading may be in none."""
    passages = split_passages(plan)
    held = Counter(sentence for passage in passages for sentence in passage.sentences)
    for section in plan.sections:
        counts = {held[sentence] for sentence in section.sentences}
        bare = all(sentence.kind is SentenceKind.HEADING for sentence in section.sentences)
        assert counts <= ({0, 1} if bare else {1})
    assert len({passage.passage_id for passage in passages}) == len(passages)
