"""Plain text and Markdown: text stays as it is, Markdown loses its marks.

Headings, bold, quotations, links and the rule under a table's header are marks; a paragraph that
was broken by hand is one line again.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from corpus.errors import PlanFileError
from corpus.library import decode_text
from corpus.readers.blocks import join_words
from corpus.readers.source import SourceText

__all__ = ["read_plain"]

_LARGEST = 64 * 1024 * 1024  # bytes
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t\u3000]+(.*?)[ \t]*#*[ \t]*$")
_TABLE_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$")
_BREAK = re.compile(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,})$")
_ITEM = re.compile(r"^[ \t]*(?:[-*+][ \t]+|\d{1,3}[.)][ \t]+)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,400}?)(?<=\S)\1")
_SLANTED = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,200}?)(?<=[^\s*])\*(?![\w*])")
_IMAGE = re.compile(r"!\[([^\]\n]{0,200})\]\([^)\n]{0,500}\)")
_LINK = re.compile(r"(?<!!)\[([^\]\n]{1,200})\]\([^)\n]{0,500}\)")
_CODE = re.compile(r"(`{1,3})([^`\n]+)\1")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FRONT = re.compile(r"\A---[ \t]*\n(?:[\w-]+[ \t]*:.*\n|[ \t]+.*\n|\n)*---[ \t]*\n")
_BREAK_TAG = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)")


def read_plain(path: Path) -> SourceText:
    """The text of a file, its Markdown resolved.

    Raises:
        PlanFileError: empty, too large, or not text.
    """
    if path.stat().st_size > _LARGEST:
        raise PlanFileError(f"{path.name} 超过 64 MB，不像规划正文。请检查文件。")
    text = decode_text(path.read_bytes(), path)
    if not _is_markdown(text):
        return SourceText(text, "text")
    plain = _resolved(text)
    title = next((m[2] for line in text.splitlines() if (m := _HEADING.match(line))), "")
    tables = len(re.findall(r"(?:^\|.*\n?)+", plain, re.MULTILINE))
    return SourceText(plain, "text", tables=tables, title=_inline(title).strip())


def _is_markdown(text: str) -> bool:
    """Whether a text carries marks of Markdown that no plain text has by chance."""
    lines = text.splitlines()
    headings = sum(bool(_HEADING.match(line)) for line in lines)
    bold = len(_BOLD.findall(text))
    rules = sum(bool(_TABLE_RULE.match(line)) and "|" in line for line in lines)
    return headings >= 2 or bold >= 2 or rules >= 1 or (headings == 1 and bold == 1)


def _resolved(text: str) -> str:
    text = _COMMENT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _FRONT.sub("", text)
    out: list[str] = []
    is_open = False  # a paragraph that the next line goes on with
    fenced = False
    wraps = _wraps(text)
    for raw in text.split("\n"):
        line = raw.rstrip(" \t")
        if _FENCE.match(line):
            fenced, is_open = not fenced, False
            continue
        if fenced:
            out.append(line)
            continue
        line = re.sub(r"^[ \t]*(?:>[ \t]?)+", "", line)
        heading = _HEADING.match(line)
        if heading is not None:
            out += ["", _inline(heading[2]), ""]
            is_open = False
        elif not line.strip() or _TABLE_RULE.match(line) or _BREAK.match(line):
            keep = not line.strip()
            out += [""] if keep else []
            is_open = False
        elif line.lstrip().startswith("|") or _is_row(line):
            out.append(_row(line))
            is_open = False
        else:
            words = _inline(line)
            goes_on = is_open and wraps and not _ITEM.match(line) and not _opens(line)
            if goes_on:
                out[-1] = join_words(out[-1], words.strip())
            else:
                out.append(words)
            is_open = not (raw.endswith(("  ", "\\")) or _BOLD.fullmatch(line.strip()))
    return "\n".join(out)


def _wraps(text: str) -> bool:
    """Whether paragraphs are broken by hand: lines go on with the sentence before."""
    lines = [line.strip() for line in text.split("\n")]
    pairs = [(a, b) for a, b in pairwise(lines) if len(a) > 20 and b]
    plain = [(a, b) for a, b in pairs if not (a.startswith(("#", "|")) or b.startswith(("#", "|")))]
    open_ = sum(a[-1] not in "。！？；：!?;:）*" for a, _ in plain)
    return bool(plain) and open_ >= 0.4 * len(plain)


def _opens(line: str) -> bool:
    """Whether a line is indented as a paragraph's first line is, or begins in bold."""
    return line.startswith(("　　", "**"))


def _is_row(line: str) -> bool:
    return line.count("|") >= 2 and re.search(r"\S[ \t]*\|[ \t]*\S", line) is not None


def _row(line: str) -> str:
    cells = re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
    words = (_inline(_BREAK_TAG.sub("", cell)).replace("|", "｜").strip() for cell in cells)
    return "| " + " | ".join(words) + " |"


def _inline(words: str) -> str:
    words = _BREAK_TAG.sub("", words)
    words = _IMAGE.sub(r"\1", words)
    words = _LINK.sub(r"\1", words)
    words = _CODE.sub(r"\2", words)
    for _ in range(2):
        words = _BOLD.sub(r"\2", words)
    words = _SLANTED.sub(r"\1", words)
    return _ESCAPED.sub(r"\1", words)
