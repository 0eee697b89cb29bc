"""Draft gold questions from what users marked as wrong.

A draft says what was asked, what was answered and what the user said of it. What is right has to
be filled in by a person: until then `status` is no status, and the file is refused by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

from assistant.feedback import Feedback
from corpus.errors import reason_of
from eval.records import RunError

__all__ = ["UNFILLED", "write_draft"]

UNFILLED = "待填"
_HEAD = (
    "# 用户标为“有误”的问题。逐题填写 kind、status、sections、facts 等（写法见 docs/eval.md），\n"
    "# 把“待填”改掉，不要的题删去，再用 planqa eval check 检查。\n"
)


def write_draft(wrong: Sequence[Feedback], path: Path) -> int:
    """Write drafts, each conversation once; returns their number.

    Raises:
        RunError: the file is there already, or cannot be written.
    """
    once = {feedback.turns: feedback for feedback in wrong}
    drafts = [
        {
            "id": f"feedback-{number:03d}",
            "turns": list(feedback.turns),
            "kind": UNFILLED,
            "status": [UNFILLED],
            "sections": [],
            "facts": [],
            "note": _note(feedback),
        }
        for number, feedback in enumerate(once.values(), 1)
    ]
    body = yaml.safe_dump(drafts, allow_unicode=True, sort_keys=False, width=100)
    try:
        with path.open("x", encoding="utf-8") as out:
            out.write(_HEAD + body)
    except FileExistsError:
        raise RunError(f"{path} 已存在，不覆盖。请用 --out 换一个文件名。") from None
    except OSError as error:
        raise RunError(f"写不了文件：{path}（{reason_of(error)}）。请换一个位置。") from error
    return len(drafts)


def _note(feedback: Feedback) -> str:
    said = f"用户说：{feedback.reason}。" if feedback.reason else ""
    cited = f"（引 {'、'.join(feedback.sections)}）" if feedback.sections else ""
    return f"{said}{feedback.time[:10]} 答：{feedback.text}{cited}"
