"""What a reader makes of a file, and which reader takes which file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.errors import PlanFileError, reason_of
from corpus.library import decode_text

__all__ = ["SourceText", "read_source"]


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a document as `read_plan` takes it, and what a person should look at.

    In `text` a form feed stands between two pages, a paragraph takes one line or, where the file
    keeps printed lines, several, and a table is written with pipes (| 指标 | 单位 | 2025年 |), a
    merged cell's words in each cell that it covers.
    """

    text: str
    format: str  # "text", "pdf", "docx", "html" or "image"
    pages: int = 0  # sheets of the file; 0 where it has none
    pictures: tuple[int, ...] = ()  # sheets, from 1, that hold a picture and no text
    tables: int = 0  # tables written with pipes
    doubts: tuple[str, ...] = ()  # what may have been read wrongly, in Chinese, one sentence each
    title: str = ""  # as the file itself names it; "" where it does not


def read_source(path: Path) -> SourceText:
    """Read a document by what it holds; the name's ending is not believed.

    Raises:
        PlanFileError: missing, unreadable, empty, or of a kind that is not read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(2048)
    except OSError as error:
        raise PlanFileError(f"读不出文件：{path.name}（{reason_of(error)}）。") from error
    if b"%PDF-" in head[:1024]:
        from corpus.readers.pdf import read_pdf

        return read_pdf(path)
    if head.startswith(b"PK\x03\x04"):
        from corpus.readers.word import read_word

        return read_word(path)
    return SourceText(decode_text(path.read_bytes(), path), "text")
