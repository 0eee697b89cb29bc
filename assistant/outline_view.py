"""The outline as `planqa outline` shows it, as text and as JSON."""

from __future__ import annotations

from typing import Any

from corpus.plan import Plan, Section

__all__ = ["outline_json", "outline_text", "section_json", "section_text"]

_BOX_KINDS = {"list": "列表", "table": "表格", "text": "文字", "picture": "图，无文本"}


def outline_text(plan: Plan) -> str:
    """The whole tree, one node a line, with pages; rows of tables are left to their box."""
    lines = [f"{plan.meta.title}（{plan.plan_id}）"]
    for section in plan.sections:
        if "/r" in section.path:
            continue
        page = f"第{section.page}页" if section.page is not None else "无页码"
        kind = f"［{_BOX_KINDS[section.box_kind]}］" if section.box_kind else ""
        indent = "  " * (section.level - 1)
        lines.append(f"{indent}{section.path}  {section.label} {section.title}{kind}  {page}")
    lines += [f"存疑：{finding}" for finding in plan.findings]
    return "\n".join(lines)


def section_text(plan: Plan, section: Section) -> str:
    """One node with its own words, then everything under it."""
    parts = []
    for node in plan.subtree(section.path):
        page = f"第{node.page}页" if node.page is not None else "无页码"
        parts.append(f"{node.path}  {node.label} {node.title}（{page}）")
        parts += [f"    {sentence.text}" for sentence in node.sentences]
    return "\n".join(parts)


def outline_json(plan: Plan) -> dict[str, Any]:
    """The whole tree as nested nodes."""
    return {
        "plan": plan.plan_id,
        "title": plan.meta.title,
        "findings": list(plan.findings),
        "sections": [_node(plan, top) for top in plan.children.get(None, ())],
    }


def section_json(plan: Plan, section: Section) -> dict[str, Any]:
    """One node with its text."""
    node = _node(plan, section)
    node["plan"] = plan.plan_id
    node["text"] = "\n".join(sentence.text for sentence in section.sentences)
    return node


def _node(plan: Plan, section: Section) -> dict[str, Any]:
    return {
        "section": section.path,
        "label": section.label,
        "title": section.title,
        "heading": list(section.heading),
        "kind": section.kind.value,
        "box_kind": section.box_kind.value if section.box_kind else None,
        "page": section.page,
        "last_page": section.last_page,
        "start": section.start,
        "end": section.end,
        "children": [_node(plan, child) for child in plan.children.get(section.path, ())],
    }
