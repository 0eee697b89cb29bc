"""Gold questions: what is asked, and what a right answer must cite, say and not say.

A gold file is JSONL (one object a line) or YAML (a list of mappings); docs/eval.md has the schema
with examples. Whatever a question claims of the plan is checked against the plan's text when the
file is loaded, so that gold cannot outlive the text it was drawn from.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus.plan import Plan
from eval.gold_checks import PlanText
from eval.gold_checks import unfounded as claims_unfounded
from eval.gold_fields import Fields
from eval.gold_files import GoldError, read_records
from eval.gold_types import GoldNumber, GoldQuestion

__all__ = ["GOLD", "GoldError", "GoldNumber", "GoldQuestion", "load_gold"]

GOLD = Path(__file__).with_name("gold")


def load_gold(
    path: Path, plan: Plan, unfounded: dict[str, list[str]] | None = None
) -> list[GoldQuestion]:
    """Read a gold file and check it against the plan.

    Args:
        path: JSONL or YAML.
        plan: the plan the questions are about.
        unfounded: where given, what the plan as read does not bear out is put there, by question,
            instead of being raised: a regression run wants to go on and name it.

    Raises:
        GoldError: lines that cannot be used, each named with file, line and field.
    """
    questions: list[GoldQuestion] = []
    faults: list[str] = []
    text = PlanText(plan)
    for line, record in read_records(path):
        where = f"{path.name} 第 {line} 行"
        reader = Fields(record, where)
        question = reader.question()
        faults += reader.faults
        if question is None:
            continue
        questions.append(question)
        found = list(claims_unfounded(question, plan, text))
        if found and unfounded is not None:
            unfounded[question.question_id] = found
        else:
            faults += [f"{where}：{fault}" for fault in found]
    faults += _crossed(questions, path.name)
    if faults:
        more = f"\n……共 {len(faults)} 处。" if len(faults) > _MOST_FAULTS else ""
        raise GoldError("\n".join(faults[:_MOST_FAULTS]) + more)
    if not questions:
        raise GoldError(f"{path.name}：没有题目。应至少有一道，请检查文件。")
    return questions


_MOST_FAULTS = 50  # told at once


def _crossed(questions: list[GoldQuestion], name: str) -> Iterator[str]:
    """Identifiers used twice, and noise that names no clean question of its file."""
    seen: set[str] = set()
    for question in questions:
        if question.question_id in seen:
            yield f"{name}：编号“{question.question_id}”用了两次，请改其中一个。"
        seen.add(question.question_id)
    for question in questions:
        if question.of and question.of not in seen:
            which = f"“{question.question_id}”的 of 写的是“{question.of}”"
            yield f"{name}：题目{which}，文件中没有这一题，请改正。"
