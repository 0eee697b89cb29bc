"""An answer as it is copied into another document: rich text and plain text, sources at the end.

The rich text has no class, script or link of the page: word processors keep what HTML says by
itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Conversation, Turn
from assistant.answer_document import source_of
from assistant.block_reader import read_blocks
from assistant.blocks import Block, Heading, Kind, Line, Listing, Mark, Paragraph, Table, one_line
from assistant.generated import label_of
from assistant.markup import escape, line_html, printable
from corpus.plan import PlanMeta

__all__ = ["copied_html", "copied_text", "render_copies"]

_SOURCES = "出处"
_GRID = 'border="1" cellspacing="0" cellpadding="4" style="border-collapse:collapse"'


def render_copies(meta: PlanMeta, conversation: Conversation) -> str:
    """The last answer in both forms, hidden, for the page's script to put on the clipboard.

    "" where nothing was answered yet.
    """
    if not conversation.turns:
        return ""
    turn = conversation.turns[-1]
    rich, plain = copied_html(meta, turn), escape(copied_text(meta, turn))
    return (
        f'<div hidden data-copy="html" data-turn="{len(conversation.turns)}">{rich}</div>'
        f'<pre hidden data-copy="text">{plain}</pre>'
    )


def copied_html(meta: PlanMeta, turn: Turn) -> str:
    """The answer as rich text; marks raised, tables with borders."""
    sources = [f"<p>{escape(line)}</p>" for line in _sources(meta, turn)]
    if sources:
        sources.insert(0, f"<p><strong>{_SOURCES}</strong></p>")
    return "".join([*map(_html, _blocks(turn)), *sources])


def copied_text(meta: PlanMeta, turn: Turn) -> str:
    """The answer as plain text; the cells of a table are parted by tabs."""
    lines = [line for block in _blocks(turn) for line in _text(block)]
    if sources := _sources(meta, turn):
        lines += ["", f"{_SOURCES}：", *sources]
    return printable("\n".join(lines))


def _blocks(turn: Turn) -> tuple[Block, ...]:
    """The answer, the arithmetic that is told beside it, and the label of generated words."""
    said = read_blocks(turn.answer.text, {c.n: c.n for c in turn.answer.citations})
    label = label_of(turn.answer)
    beside = filter(None, (turn.arithmetic, f"（{label}）" if label else ""))
    return (*said, *map(one_line, beside))


def _sources(meta: PlanMeta, turn: Turn) -> list[str]:
    return [
        f"[{citation.n}] {source_of(meta, citation, path=False)}"
        for citation in turn.answer.citations
    ]


# Rich text


def _html(block: Block) -> str:
    if isinstance(block, Table):
        rows = [_row("th", block.head)] if block.head else []
        rows += (_row("td", row) for row in block.rows)
        return f"<table {_GRID}><tbody>{''.join(rows)}</tbody></table>"
    if isinstance(block, Listing):
        return _list(block)
    if isinstance(block, Heading):
        return f"<p><strong>{escape(block.text)}</strong></p>"
    said = "<br>".join(map(_line, block.lines))
    return f"<blockquote>{said}</blockquote>" if block.kind is Kind.QUOTE else f"<p>{said}</p>"


def _row(tag: str, cells: tuple[Line, ...]) -> str:
    return f"<tr>{''.join(f'<{tag}>{_line(cell)}</{tag}>' for cell in cells)}</tr>"


def _list(block: Listing) -> str:
    """Lists within lists, so that depth survives without a style."""
    tag = "ul" if block.first is None else "ol"
    start = f' start="{block.first}"' if block.first not in {None, 1} else ""
    parts: list[str] = []
    depths: list[int] = []  # of the items that are open, from the outermost
    for item in block.items:
        while depths and depths[-1] > item.depth:
            parts.append(f"</li></{tag}>")
            depths.pop()
        if depths and depths[-1] == item.depth:
            parts.append("</li>")
        else:
            parts.append(f"<{tag}>" if parts else f"<{tag}{start}>")
            depths.append(item.depth)
        parts.append(f"<li>{_line(item.line)}")
    return "".join([*parts, f"</li></{tag}>" * len(depths)])


def _line(line: Line) -> str:
    return line_html(line, lambda n: f"<sup>[{n}]</sup>")


# Plain text


def _text(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield block.text
    elif isinstance(block, Paragraph):
        yield from map(_plain, block.lines)
    elif isinstance(block, Table):
        for row in (block.head, *block.rows):
            if row:
                yield "\t".join(map(_plain, row))
    else:
        for place, item in enumerate(block.items):
            sign = "•" if block.first is None else f"{block.first + place}."
            yield f"{'  ' * item.depth}{sign} {_plain(item.line)}"


def _plain(line: Line) -> str:
    return "".join(f"[{run.note}]" if isinstance(run, Mark) else run.text for run in line)
