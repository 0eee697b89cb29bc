"""The sections an answer cites, whole, with what stands around them; nothing is searched anew."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Answer, Conversation
from assistant.markup import escape
from assistant.render import render_section
from corpus.plan import BoxKind, NodeKind, Plan, Section

__all__ = ["expanded_sections", "render_expanded"]

# Characters of a section that is still read in one go, about three printed pages: a section cited
# is shown within the one above it where that is no longer.
_IN_ONE_GO = 2500


def render_expanded(plan: Plan, conversation: Conversation) -> str:
    """The sections that the last answer cites, its quotes marked; "" without a section."""
    if not conversation.turns:
        return ""
    answer = conversation.turns[-1].answer
    shown = "".join(_section(plan, path, answer) for path in expanded_sections(plan, answer))
    if not shown:
        return ""
    return (
        '<section class="pq-expanded" aria-label="所引章节全文" aria-live="off" tabindex="-1">'
        f"<h3>所引章节全文</h3>{shown}</section>"
    )


def expanded_sections(plan: Plan, answer: Answer) -> list[str]:
    """Addresses of the sections shown, in the plan's order, none within another.

    A part or row of a box stands for its box. A section is widened to the one it stands in where
    that one is short enough to be read in one go.
    """
    cited = {c.section for c in answer.citations if c.plan == plan.plan_id}
    paths = {_widened(plan, path) for path in cited if path in plan.by_path}
    return [
        section.path
        for section in plan.sections
        if section.path in paths
        and paths.isdisjoint(above.path for above in plan.ancestors(section.path))
    ]


def _widened(plan: Plan, path: str) -> str:
    section = plan.by_path[path]
    while section.kind in {NodeKind.PART, NodeKind.ROW} and section.parent is not None:
        section = plan.by_path[section.parent]
    above = section.parent
    if section.kind is NodeKind.SECTION and above is not None and _size(plan, above) <= _IN_ONE_GO:
        return above
    return section.path


def _size(plan: Plan, path: str) -> int:
    """Characters of a section with everything under it."""
    return sum(len(s.text) for node in plan.subtree(path) for s in node.sentences)


def _section(plan: Plan, path: str, answer: Answer) -> str:
    top = plan.by_path[path]
    page = f'<span class="pq-page">第{top.page}页</span>' if top.page is not None else ""
    body = "".join(
        f'<div class="pq-{"box" if node.is_box else "part"}">'
        f"{render_section(plan, node, answer.citations)}</div>"
        for node in _nodes(plan, top)
    )
    return (
        f'<article class="pq-whole"><p class="pq-label"><strong>{escape(top.label)}</strong>{page}'
        f'</p><div class="pq-text">{body}</div></article>'
    )


def _nodes(plan: Plan, top: Section) -> Iterator[Section]:
    """The section and what is under it; the rows of a table come with the table itself."""
    for node in plan.subtree(top.path):
        parent = plan.by_path.get(node.parent or "")
        in_table = parent is not None and parent.box_kind is BoxKind.TABLE
        if not (node.kind is NodeKind.ROW and in_table):
            yield node
