"""Lines of a plan's text: the list of contents, the measure, and where paragraphs end.

Text extracted from a PDF keeps the printed line breaks. What a line is follows from the whole
file, not from one line: the usual line width (the *measure*), whether paragraph ends carry a
trailing blank. All of it is measured here, nothing is configured.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.layout import TERMINAL, Layout, Line, LineRole
from corpus.pages import assign_pages, mark_page_headers, mark_page_numbers
from corpus.tables import is_pipe
from corpus.textops import BLANKS, BREAKS, UNSEEN, column_width

__all__ = ["read_lines"]


_LEADER = re.compile(r"(?:[.．…·]\s*){4,}\s*[\dIVXivx]*\s*$")
_CONTENTS_TITLE = re.compile(r"^目\s*[录次]$")
_MARKDOWN_HEADING = re.compile(r"#{1,6}[ \t\u3000]+(?=\S)")
_FRAME_OPENS, _FRAME_CLOSES = "┌──", "└──"
_WRAPPED_ENTRY = 2  # lines in a row an entry of the contents may go on without being recognised


def read_lines(text: str) -> tuple[tuple[Line, ...], Layout]:
    """All lines of `text` with roles, pages and paragraph ends, and the layout they follow."""
    lines = _mark_contents(_split(text))
    lines, printed = mark_page_numbers(lines)
    lines = assign_pages(mark_page_headers(lines), printed)
    layout = _measure(lines)
    lines = _paragraph_ends(lines, layout)
    return tuple(lines), layout


def _split(text: str) -> list[Line]:
    lines: list[Line] = []
    offset, gap, feed = 0, False, False
    frame, frames = 0, 0
    paged = text.count("\f") <= text.count("\n")  # else a form feed is just how lines end
    for raw in text.splitlines(keepends=True):
        body = raw.strip(BLANKS + BREAKS)
        content = raw.rstrip(BREAKS)
        lead = raw.find(body) if body else 0
        # Exactly one ASCII blank before the text opens a page in PDF-extracted text; two
        # full-width blanks are a paragraph's first-line indent.
        starts_page = bool(body) and (feed or raw[:lead].strip(UNSEEN) == " ")
        if body == _FRAME_OPENS:
            frames += 1
            frame = frames
        framing = body in {_FRAME_OPENS, _FRAME_CLOSES}
        mark = _MARKDOWN_HEADING.match(body)
        if mark is not None:  # a line of its own, whatever the lines around it do
            body, lead, gap = body[mark.end() :], lead + mark.end(), True
        lines.append(
            Line(
                start=offset,
                end=offset + len(raw),
                text_start=offset + lead,
                text=body,
                role=LineRole.FRAME if framing else LineRole.BODY if body else LineRole.BLANK,
                width=column_width(body),
                starts_page=starts_page,
                gap_before=gap,
                trailing_blank=bool(body) and content[-1:] in BLANKS,
                runs_on=bool(body) and paged and raw == content + "\f",
                frame=frame,
            )
        )
        if body == _FRAME_CLOSES:
            frame = 0
        if framing:
            pass
        elif body:
            gap, feed = mark is not None, False
        elif content:
            gap = True  # blanks alone: an empty paragraph; "" alone is mere spacing
        feed = feed or "\f" in raw
        offset += len(raw)
    return lines


def _mark_contents(lines: list[Line]) -> list[Line]:
    """Mark the list of contents: 目录 and the entries after it that come again as headings.

    Lines with leader dots are entries wherever they stand.
    """
    marked = {i for i, line in enumerate(lines) if line.text and _LEADER.search(line.text)}
    title = next((i for i, line in enumerate(lines) if _CONTENTS_TITLE.match(line.text)), None)
    if title is not None:
        marked |= set(range(title, _contents_end(lines, title, marked)))
    return [
        replace(line, role=LineRole.CONTENTS)
        if i in marked and line.role is LineRole.BODY
        else line
        for i, line in enumerate(lines)
    ]


def _contents_end(lines: Sequence[Line], title: int, leaders: set[int]) -> int:
    """Index after the last entry of the contents that `title` opens; `title` if there is none.

    What stands between the contents and the first heading (a preface, a notice) is no entry.
    """
    following = [(i, _entry_key(lines[i].text)) for i in range(title + 1, len(lines))]
    following = [(i, key) for i, key in following if key]
    first = following[0][1] if following else ""
    again = next((n for n, (_, key) in enumerate(following) if n and key.startswith(first)), None)
    if len(first) < 2 or again is None:
        return title + 1
    headings = [key for _, key in following[again:]]
    end, unknown = title, 0
    for i, key in following[:again]:
        if key.endswith("。"):
            break
        if i in leaders or any(heading.startswith(key) for heading in headings):
            end, unknown = i, 0
        elif (unknown := unknown + 1) > _WRAPPED_ENTRY:
            break
    return end + 1


def _entry_key(text: str) -> str:
    return re.sub(r"[\s.．…·]+", "", re.sub(r"[.．…·\s]*\d*\s*$", "", text))


def _measure(lines: Sequence[Line]) -> Layout:
    """Find the usual full-line width; a file is hard-wrapped when many lines share it."""
    body = [line for line in lines if line.role is LineRole.BODY]
    # The rows of a pipe table are not set in the running text's measure.
    widths = Counter(x.width for x in body if x.width >= 30 and not is_pipe(x.text))
    framed = any(line.frame for line in body)  # written by a reader, a paragraph a line
    if framed or not widths:
        return Layout(False, 0, False)
    smoothed = {w: sum(widths[v] for v in range(w - 2, w + 3)) for w in widths}
    peak = max(smoothed, key=lambda w: (smoothed[w], -w))
    peak = max(range(peak - 2, peak + 3), key=lambda w: (widths[w], -w))
    full = [line for line in body if abs(line.width - peak) <= 4]
    cut = sum(line.text[-1] not in TERMINAL for line in full)  # lines that end within a sentence
    longer = sum(line.width > 1.6 * peak for line in body)
    wrapped = len(full) >= 0.35 * len(body) or (
        cut >= max(10, 0.5 * len(full)) and longer <= 0.05 * len(body)
    )
    if not (wrapped and len(body) >= 20 and peak <= 120):
        return Layout(False, 0, False)
    return Layout(True, peak, _trailing_blank_means_end(body, peak))


def _trailing_blank_means_end(body: Sequence[Line], measure: int) -> bool:
    """Whether short final lines carry a trailing blank and full unfinished lines do not."""
    final = [x for x in body if x.text[-1] in TERMINAL and x.width < measure - 8]
    open_ = [x for x in body if x.text[-1] not in TERMINAL and abs(x.width - measure) <= 4]
    if len(final) < 5 or len(open_) < 5:
        return False
    return sum(x.trailing_blank for x in final) >= 0.9 * len(final) and sum(
        x.trailing_blank for x in open_
    ) <= 0.1 * len(open_)


def _paragraph_ends(lines: Sequence[Line], layout: Layout) -> list[Line]:
    ended: list[Line] = []
    following: Line | None = None
    for line in reversed(lines):
        if line.role is not LineRole.BODY:
            ended.append(line)
            continue
        if not layout.hard_wrapped:
            ends = not line.runs_on
        elif layout.blank_ends_paragraph:
            ends = line.trailing_blank
        else:
            ends = line.width < layout.measure - 6
        if following is None or (following.gap_before and not following.starts_page):
            ends = True
        ended.append(replace(line, ends_paragraph=ends))
        following = line
    return ended[::-1]
