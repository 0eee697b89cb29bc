"""The texts of all plans as they stand on disk, searched without reading any outline."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from corpus.errors import PlanFileError
from corpus.library import decode_text

__all__ = ["LibraryTexts"]

_BLANKS = dict.fromkeys(map(ord, " \t\r\n\f\v\u3000\xa0"))
_STOPS = re.compile(r"[。！？；|]")
_WINDOW = 120  # characters beside a word that count as its sentence where no stop is nearer
_HEAD = 4096  # bytes that tell the encoding
_KEPT = 4  # texts kept in memory, for the plans at hand


class LibraryTexts:
    """Reads the texts of a library.

    Args:
        paths: the file of each plan's text, by identifier.
    """

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._paths = paths

    def holds(self, plan_id: str, words: str) -> bool:
        """Whether a plan's text prints some words, blanks and line breaks apart."""
        return words.translate(_BLANKS).lower() in _squeezed(self._paths[plan_id])

    def sentences(self, plan_id: str, word: str) -> list[str]:
        """The sentences of a plan that print a word, squeezed."""
        text, found, at = _squeezed(self._paths[plan_id]), [], 0
        while (at := text.find(word, at)) >= 0:
            before = _STOPS.split(text[max(0, at - _WINDOW) : at])[-1]
            after = _STOPS.split(text[at : at + _WINDOW])[0]
            found.append(before + after)
            at += len(word)
        return found

    def holding(self, words: str | Sequence[str], among: Iterable[str]) -> list[tuple[str, int]]:
        """The plans whose text prints some words, with how often it does; one file at a time.

        A file that cannot be read is passed over: asking that plan itself says why.

        Args:
            words: what is looked for, or several forms of it, counted together.
            among: identifiers of the plans.
        """
        forms = [words] if isinstance(words, str) else words
        wanted = [form.translate(_BLANKS).lower() for form in forms]
        counts = ((plan_id, _count(self._paths[plan_id], wanted)) for plan_id in among)
        return [(plan_id, count) for plan_id, count in counts if count]


def _count(path: Path, wanted: Sequence[str]) -> int:
    """How often a file holds some texts; bytes are searched, which no decoding slows down."""
    try:
        raw = path.read_bytes()
    except OSError:
        return 0
    encoding = _encoding(raw[:_HEAD])
    if not encoding:
        text = _read(path)
        return sum(map(text.count, wanted))
    flat = raw.translate(None, b" \t\r\n\f\v").lower()
    if encoding == "utf-8":
        flat = flat.replace(b"\xe3\x80\x80", b"").replace(b"\xc2\xa0", b"")
    return sum(flat.count(form.encode(encoding, "ignore")) for form in wanted)


def _encoding(head: bytes) -> str:
    """UTF-8 or GB 18030 by a file's first bytes; "" where it has to be read whole."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return ""
    try:
        getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _read(path: Path) -> str:
    try:
        return decode_text(path.read_bytes(), path).translate(_BLANKS).lower()
    except (OSError, PlanFileError):
        return ""


def _squeezed(path: Path) -> str:
    try:
        stat = path.stat()
    except OSError:
        return ""
    return _kept(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=_KEPT)
def _kept(path: Path, changed: int, size: int) -> str:
    return _read(path)
