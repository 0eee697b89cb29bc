"""What kind of document a text is, as far as reading its figures depends on it.

A plan tells what is aimed at; a work report what was reached in the year before and is aimed at
in its own year; a communiqué of statistics what was reached in its year.
"""

from __future__ import annotations

import re
from enum import StrEnum

__all__ = ["GENRE_NAMES", "Genre", "genre_of"]


class Genre(StrEnum):
    """Kind of a document."""

    PLAN = "plan"  # 规划, 纲要, 方案, 意见: everything that is none of the others
    WORK_REPORT = "work report"  # its period is the year whose work it sets
    COMMUNIQUE = "communique"  # its period is the year it reports


GENRE_NAMES = {
    Genre.PLAN: "规划",
    Genre.WORK_REPORT: "工作报告",
    Genre.COMMUNIQUE: "统计公报",
}

_WORK_REPORT = re.compile(r"工作\s*报告|(?:执行|完成)情况.{0,40}报告")
_COMMUNIQUE = re.compile(r"统计\s*公报|公报|统计\s*年鉴|运行\s*情况|执行\s*情况\s*$")


def genre_of(title: str) -> Genre:
    """The genre a document's title names."""
    plain = re.sub(r"\s+", "", title)
    if _WORK_REPORT.search(plain):
        return Genre.WORK_REPORT
    return Genre.COMMUNIQUE if _COMMUNIQUE.search(plain) else Genre.PLAN
