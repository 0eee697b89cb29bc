"""Parts of an Office file: a zip of XML, read within limits and without following anything.

No entity is resolved, no link opened, no macro run; a part is refused when it is unpacked larger
than a document ever is.
"""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path
from typing import Any, TypeAlias

from lxml import etree

from corpus.errors import PlanFileError

__all__ = ["Element", "Package", "local", "parse_xml"]

Element: TypeAlias = Any  # an element of XML; lxml ships no types

_LARGEST_PART = 64 * 1024 * 1024  # bytes unpacked
_MOST_PARTS = 20_000
_STEEPEST = 400  # unpacked bytes for each packed one; XML of a real document stays under 100
_SMALL = 4 * 1024 * 1024  # bytes that may be packed as tightly as they like
_DEEPEST = 400  # elements within elements
_STRICT = b"http://purl.oclc.org/ooxml/"  # the namespaces of ISO/IEC 29500 Strict
_USUAL = b"http://schemas.openxmlformats.org/"


class Package:
    """An open Office file."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            PlanFileError: damaged, or packed larger than it may be.
        """
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
            self.names = {info.filename.lstrip("/"): info for info in self._zip.infolist()}
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise self._damaged(str(error)) from error
        if len(self.names) > _MOST_PARTS:
            raise PlanFileError(
                f"{path.name} 里有 {len(self.names)} 个部件，不像正常的文档，没有打开。"
            )

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def xml(self, name: str) -> Element | None:
        """The root element of a part; None where the file has no such part.

        Raises:
            PlanFileError: damaged, too large, or with entities of its own.
        """
        info = self.names.get(name)
        if info is None:
            return None
        steep = info.file_size > _SMALL and info.file_size > _STEEPEST * max(info.compress_size, 1)
        if info.file_size > _LARGEST_PART or steep:
            size = info.file_size // 1_048_576
            raise PlanFileError(
                f"{self.path.name} 的正文解开后有 {size} MB，超出正常文档的大小，没有打开。"
                "如果确是规划，请用 Word 另存后再放入。"
            )
        if info.flag_bits & 1:
            raise PlanFileError(f"{self.path.name} 加了密码，读不出正文。请另存为不加密的文件。")
        try:
            with self._zip.open(info) as part:
                raw = part.read(_LARGEST_PART + 1)
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError) as error:
            raise self._damaged(str(error)) from error
        except Exception as error:  # zlib.error and what other packers raise
            raise self._damaged(str(error)) from error
        if len(raw) > _LARGEST_PART:
            raise PlanFileError(f"{self.path.name} 的正文解开后过大，没有打开。")
        try:
            return parse_xml(raw)
        except ValueError as error:
            raise self._damaged(str(error)) from error

    def related(self, name: str, kind: str) -> str | None:
        """Name of the part that `name` ("" for the file itself) names as its `kind`."""
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        if root is None:
            return None
        for entry in root:
            if not isinstance(entry.tag, str) or entry.get("TargetMode") == "External":
                continue
            if entry.get("Type", "").rsplit("/", 1)[-1] == kind:
                target = entry.get("Target", "")
                whole = target if target.startswith("/") else posixpath.join(folder, target)
                return posixpath.normpath(whole).lstrip("/")
        return None

    def _damaged(self, reason: str) -> PlanFileError:
        return PlanFileError(
            f"{self.path.name} 打不开：不是完整的 Office 文件（{reason}）。"
            "文件可能已损坏或没有传完，请重新下载，或用 Word 打开后另存。"
        )


def parse_xml(raw: bytes) -> Element:
    """The root element of some XML.

    Raises:
        ValueError: no XML, with a document type of its own, or nested too deeply.
    """
    if b"<!DOCTYPE" in raw[:4096] or b"<!ENTITY" in raw:
        raise ValueError("XML 中带有自定义实体")
    if _STRICT in raw:
        for name in (b"wordprocessingml/main", b"officeDocument/relationships", b"drawingml/main"):
            year = name.replace(b"/", b"/2006/", 1)
            raw = raw.replace(_STRICT + name, _USUAL + year)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("XML 不完整") from error
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise ValueError("XML 嵌套过深")
    return root


def local(element: Element) -> str:
    """An element's name without its namespace."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""
