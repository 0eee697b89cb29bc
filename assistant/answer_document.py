"""Answers as a document: each question a heading, each citation a note.

Also the one way a source is named, wherever an answer is taken out of the page.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from assistant.answer import Citation, Turn
from assistant.block_reader import read_blocks
from assistant.blocks import Block, Document, Heading, Kind, Mark, Paragraph, marks_in, one_line
from assistant.generated import is_generated, label_of
from assistant.render import STATUS_LABELS
from corpus.numerals import to_chinese
from corpus.periods import period_told
from corpus.plan import PlanMeta
from corpus.textops import column_width

__all__ = [
    "answers_document",
    "document_file_name",
    "plan_line",
    "plan_name",
    "safe_name",
    "source_of",
]

_REFUSED = re.compile(r'[\\/:*?"<>|\s\x00-\x1f\x7f]+')  # what some file system refuses in a name
_TITLE_WIDTH = 30  # columns of a title that leave room for 问答摘录 on its line
_LONGEST = 60  # characters of a plan's name in a file's name: ext4 takes 255 bytes
_MOST_WORDS = 18  # … of what the file is


def answers_document(meta: PlanMeta, turns: Sequence[Turn], day: dt.date) -> Document:
    """The answers of these turns, which are about the plan of `meta`, exported on `day`."""
    blocks: list[Block] = [one_line(plan_line(meta))]
    notes: dict[int, str] = {}
    for number, turn in enumerate(turns, start=1):
        ordinal = f"{to_chinese(number)}、" if len(turns) > 1 else ""
        blocks.append(Heading(f"{ordinal}{' '.join(turn.question.split())}"))
        keys = {citation.n: len(notes) + at for at, citation in enumerate(turn.answer.citations, 1)}
        notes |= {keys[c.n]: f"{source_of(meta, c)}：“{c.quote}”" for c in turn.answer.citations}
        blocks += _answer(turn, keys)
    name = f"《{plan_name(meta)}》"
    parted = "\n" if column_width(name) > _TITLE_WIDTH else ""
    subtitle = f"（{day.year}年{day.month}月{day.day}日导出）"
    return Document(
        f"{name}{parted}问答摘录",
        tuple(blocks),
        subtitle,
        notes,
        is_generated=any(is_generated(turn.answer) for turn in turns),
    )


def _answer(turn: Turn, keys: dict[int, int]) -> list[Block]:
    """The answer, what is said beside it, and its status; each note is referred to."""
    said = list(read_blocks(turn.answer.text, keys))
    marked = {mark.note for mark in marks_in(said)}
    rest = tuple(Mark(key) for key in keys.values() if key not in marked)
    if rest:
        said.append(Paragraph(((*one_line("原文依据").lines[0], *rest),)))
    status = f"答复情况：{STATUS_LABELS[turn.answer.status]}"
    label = label_of(turn.answer)
    beside = filter(None, (label, turn.reading, turn.arithmetic, turn.answer.note, status))
    return [*said, *(one_line(words, Kind.ASIDE) for words in beside)]


def plan_name(meta: PlanMeta) -> str:
    """A plan's title without title marks around it."""
    title = meta.title
    whole = title.startswith("《") and title.endswith("》") and title.count("《") == 1
    return title[1:-1] if whole else title


def plan_line(meta: PlanMeta) -> str:
    """Which plan a document is made from: its title, document number, issuer and period."""
    period = f"规划期{period_told(meta.period)}" if meta.period else ""
    facts = "，".join(filter(None, (meta.document_number, meta.issuer, period)))
    return f"依据：《{plan_name(meta)}》{f'（{facts}）' if facts else ''}。"


def source_of(meta: PlanMeta, citation: Citation, *, path: bool = True) -> str:
    """Where cited words stand: plan, document number, label, heading path, page.

    Args:
        meta: of the plan the conversation is about; another plan's is not named by its title.
        citation: the words.
        path: whether the heading path is told.
    """
    own = citation.plan == meta.plan_id
    number = f"（{meta.document_number}）" if own and meta.document_number else ""
    plan = f"《{plan_name(meta)}》{number}" if own else ""
    headings = f"（{'—'.join(citation.heading)}）" if path and citation.heading else ""
    page = f"，第{citation.page}页" if citation.page is not None else ""
    return f"{plan}{citation.label}{headings}{page}"


def document_file_name(meta: PlanMeta, day: dt.date) -> str:
    """A name for the Word file: plan, 问答摘录, date."""
    return safe_name(meta, "问答摘录", day)


def safe_name(meta: PlanMeta, words: str, day: dt.date) -> str:
    """A name that every file system takes: plan, what the file is, date."""
    plan = _REFUSED.sub("", meta.short_title or plan_name(meta))[:_LONGEST].strip(".")
    told = _REFUSED.sub("", words)[:_MOST_WORDS]
    return f"{plan}{told}{day:%Y%m%d}.docx"
