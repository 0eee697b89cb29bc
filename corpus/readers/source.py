"""What a reader makes of a file, and which reader takes which file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.errors import PlanFileError, reason_of

__all__ = ["SourceText", "read_source"]

_LARGEST = 512 * 1024 * 1024  # bytes
_PICTURES = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Kinds of files that are told by their first bytes and not read.
_KNOWN = (
    (b"{\\rtf", "RTF 文档", "请用 Word 打开后另存为 .docx"),
    (b"Rar!", "RAR 压缩包", "请先解压，再放入其中的规划正文"),
    (b"7z\xbc\xaf", "7z 压缩包", "请先解压，再放入其中的规划正文"),
    (b"\x1f\x8b", "gzip 压缩包", "请先解压，再放入其中的规划正文"),
    (b"MZ", "Windows 程序", "请放入规划正文"),
    (b"\x7fELF", "Linux 程序", "请放入规划正文"),
    (b"%!PS", "PostScript 文件", "请转换为 PDF"),
    (b"SQLite format 3", "数据库", "请放入规划正文"),
    (b"ID3", "音频", "请放入规划正文"),
    (b"OggS", "音频", "请放入规划正文"),
)


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a document as `read_plan` takes it, and what a person should look at.

    In `text` a form feed stands between two pages and the page's number, `— 5 —`, at its head; a
    paragraph takes one line or, where the file keeps printed lines, several, and runs over a page
    where the form feed follows its words without a line break; a table is written with pipes
    (| 指标 | 单位 | 2025年 |), a merged cell's words in each cell that it covers; what a border
    keeps together stands between the lines `┌──` and `└──`.
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
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        reason = reason_of(error) if isinstance(error, OSError) else "路径不对"
        raise PlanFileError(f"读不出文件：{path.name}（{reason}）。") from error
    if not head.strip(b"\x00 \t\r\n"):
        raise PlanFileError(f"{path.name} 是空文件。请放入规划全文。")
    if size > _LARGEST:
        raise PlanFileError(f"{path.name} 有 {size >> 20} MB，超过 512 MB。请只放入规划本身。")
    return _read(path, head)


def _read(path: Path, head: bytes) -> SourceText:
    if b"%PDF-" in head[:1024]:
        from corpus.readers.pdf import read_pdf

        return read_pdf(path)
    if head.startswith(b"PK\x03\x04"):
        from corpus.readers.word import read_word

        return read_word(path)
    if head.startswith(_PICTURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        from corpus.readers.image import read_image

        return read_image(path)
    _refuse(path, head)
    from corpus.readers.html import looks_like_html, read_html

    if looks_like_html(head):
        return read_html(path)
    from corpus.readers.plain import read_plain

    return read_plain(path)


def _refuse(path: Path, head: bytes) -> None:
    """Raise for a kind of file that is known and not read."""
    if head.startswith(_OLE):
        raw = path.read_bytes()[: 4 * 1024 * 1024]
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise PlanFileError(
                f"{path.name} 设有打开密码，读不出正文。请用密码打开后另存为不加密的文件。"
            )
        raise PlanFileError(
            f"{path.name} 是旧版 Office 文件（.doc、.xls、.wps）。"
            "请用 Word 或 WPS 打开后另存为 .docx。"
        )
    if b"ftyp" in head[4:12]:
        raise PlanFileError(f"{path.name} 是视频或图片（MP4、HEIC），不是规划正文。")
    for mark, kind, advice in _KNOWN:
        if head.startswith(mark):
            raise PlanFileError(f"{path.name} 是{kind}，不能直接读。{advice}。")
