"""A profile as a brief of about two pages: parts as headings, each line with its source below."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from assistant.answer import Citation
from assistant.answer_document import plan_line, plan_name, safe_name
from assistant.block_reader import read_blocks
from assistant.blocks import Block, Document, Heading, Kind, Line, Listing, Mark, one_line
from assistant.profile_told import Telling, Told, ToldPart
from corpus.plan import PlanMeta

__all__ = ["brief_file_name", "profile_document"]


def profile_document(meta: PlanMeta, telling: Telling, day: dt.date) -> Document:
    """The brief of profiles that are told short, exported on `day`.

    A note names a section and its page once for all lines that quote it there.
    """
    keys, notes = _notes(telling.citations)
    blocks: list[Block] = [one_line(plan_line(meta))]
    several = len(telling.told) > 1
    for told in telling.told:
        lead = f"**{told.subject}**：{told.lead}" if several else told.lead
        blocks += read_blocks(lead, keys)
    for parts in zip(*(told.parts for told in telling.told), strict=True):
        blocks.append(Heading(parts[0].title))
        for told, part in zip(telling.told, parts, strict=True):
            if several:
                blocks.append(Heading(told.subject, 2))
            blocks += _part(told, part, keys)
    title = f"《{plan_name(meta)}》\n{_kind(telling)}：{_names(telling)}"
    subtitle = f"（{day.year}年{day.month}月{day.day}日导出）"
    return Document(title, tuple(blocks), subtitle, notes, is_dense=True)


def _part(told: Told, part: ToldPart, keys: dict[int, int]) -> tuple[Block, ...]:
    if part.markdown:
        return tuple(map(_once, read_blocks(part.markdown, keys)))
    return (one_line(f"规划没有单独写{told.subject}的{part.title}。", Kind.ASIDE),)


def _once(block: Block) -> Block:
    """A block whose items refer to each note once, after the last words from there."""
    if not isinstance(block, Listing):
        return block
    return replace(block, items=tuple(replace(i, line=_last_marks(i.line)) for i in block.items))


def _last_marks(line: Line) -> Line:
    return tuple(
        run for at, run in enumerate(line) if not isinstance(run, Mark) or run not in line[at + 1 :]
    )


def _notes(citations: tuple[Citation, ...]) -> tuple[dict[int, int], dict[int, str]]:
    """The key of each citation's note, and the notes by key."""
    places: dict[tuple[str, int | None], int] = {}
    keys, notes = {}, {}
    for one in citations:
        key = keys[one.n] = places.setdefault((one.section, one.page), len(places) + 1)
        page = f"，第{one.page}页" if one.page is not None else ""
        title = f"（{one.heading[-1]}）" if one.heading else ""
        notes[key] = f"{one.label}{title}{page}"
    return keys, notes


def _kind(telling: Telling) -> str:
    return "地区画像" if telling.told[0].is_place else "行业画像"


def _names(telling: Telling) -> str:
    return "、".join(told.subject for told in telling.told)


def brief_file_name(meta: PlanMeta, telling: Telling, day: dt.date) -> str:
    """A name for the Word file that every file system takes: plan, 行业画像, subject, date."""
    return safe_name(meta, f"{_kind(telling)}{_names(telling)}", day)
