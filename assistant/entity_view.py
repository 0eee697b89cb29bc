"""The entities as `planqa entities` shows them: a table for the terminal, and JSON."""

from __future__ import annotations

from typing import Any

from corpus.entities import KIND_LABELS, Entities, Entity, Mention
from corpus.errors import SettingsError
from corpus.plan import Plan
from corpus.textops import aligned

__all__ = ["entities_json", "entities_text", "kind_named"]

_PLACES_SHOWN = 4  # places of an entity that the terminal shows


def kind_named(text: str) -> str:
    """The kind that is called so, in English or in Chinese.

    Raises:
        SettingsError: no kind is called so.
    """
    for kind, label in KIND_LABELS.items():
        if text in {kind, label}:
            return kind
    known = "、".join(f"{kind}（{label}）" for kind, label in KIND_LABELS.items())
    raise SettingsError(f"没有“{text}”这一类实体。可用的有：{known}。")


def entities_text(plan: Plan, entities: Entities, kind: str = "") -> str:
    """One line an entity: name, other forms, kind, how often and where it stands."""
    shown = entities.of_kind(kind) if kind else entities.all
    title = f"{plan.meta.title}（{plan.plan_id}）"
    if not shown:
        return f"{title}\n规划中没有读到这类名称。"
    rows = [("名称", "又作", "类别", "次数", "出处")]
    rows += [
        (
            entity.name,
            "、".join(entity.aliases),
            KIND_LABELS[entity.kind],
            str(len(entity.mentions)),
            _places(plan, entity),
        )
        for entity in shown
    ]
    return "\n".join([title, *aligned(rows), f"共 {len(shown)} 个。"])


def _places(plan: Plan, entity: Entity) -> str:
    labels = list(dict.fromkeys(plan.by_path[m.path].label for m in entity.mentions))
    more = f" 等 {len(labels)} 处" if len(labels) > _PLACES_SHOWN else ""
    return "；".join(labels[:_PLACES_SHOWN]) + more


def entities_json(plan: Plan, entities: Entities, kind: str = "") -> list[dict[str, Any]]:
    """The entities with English keys, each with all its mentions."""
    shown = entities.of_kind(kind) if kind else entities.all
    return [
        {
            "name": entity.name,
            "kind": entity.kind,
            "head": entity.head,
            "aliases": list(entity.aliases),
            "parent": entity.parent,
            "count": len(entity.mentions),
            "mentions": [_mention(plan, mention) for mention in entity.mentions],
            "plan": plan.plan_id,
        }
        for entity in shown
    ]


def _mention(plan: Plan, mention: Mention) -> dict[str, Any]:
    """A mention; `start` and `end` count in `quote`."""
    section = plan.by_path[mention.path]
    return {
        "text": mention.text,
        "address": mention.path,
        "label": section.label,
        "heading": list(section.heading),
        "page": mention.sentence.page,
        "quote": mention.sentence.text,
        "start": mention.start,
        "end": mention.end,
    }
