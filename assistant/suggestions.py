"""Questions to go on with, mined from where the last answer stands in the plan."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Conversation, Status
from assistant.thread import scope_of
from corpus.plan import BoxKind, NodeKind, Plan, Section

__all__ = ["MOST", "follow_ups"]

MOST = 3  # questions that are suggested at once
_SHORT = 6  # characters of a title that can be asked for by its words alone: 发展目标
_LEVEL = 2  # of the sections that treat one subject whole


def follow_ups(plan: Plan, conversation: Conversation) -> tuple[str, ...]:
    """At most three questions that the section of the last answer and its boxes answer.

    None where nothing was answered, and none that were asked before.
    """
    if not conversation.turns or conversation.turns[-1].answer.status is Status.CLARIFY:
        return ()
    scope = scope_of(conversation.turns[-1], plan)
    node = plan.by_path.get(scope or "")
    if node is None:
        return ()
    asked = {turn.question for turn in conversation.turns}
    found = dict.fromkeys(q for q in _about(plan, node) if q not in asked)
    return tuple(found)[:MOST]


def _about(plan: Plan, node: Section) -> Iterator[str]:
    """Questions about what the subject of a section has beside it, nearest first."""
    lineage = [*plan.ancestors(node.path), node]
    subject = next((s for s in lineage if s.level == _LEVEL and s.title), lineage[0])
    for part in plan.children.get(subject.path, ()):
        if part.kind is NodeKind.SECTION and part.title and part not in lineage:
            short = len(part.title) <= _SHORT
            told = f"{part.label}{part.title}讲什么"
            yield f"{subject.title}的{part.title}是什么" if short else told
    for below in plan.subtree(subject.path):
        if below.is_box and below is not node and below.box_kind is not BoxKind.PICTURE:
            yield f"{below.label}讲什么"
    beside = [s for s in plan.children.get(subject.parent, ()) if s.kind is NodeKind.SECTION]
    after = beside[beside.index(subject) + 1 :] if subject in beside else []
    for other in after[:1]:
        if other.title:
            yield f"{other.label}{other.title}讲什么"
