"""The folder of a plan that `planqa add` took in: what is in it, and whether it still is.

    plan.toml       what the plan is called, by whom, for which years
    plan.txt        the converted text, which every citation's offsets point into
    original.<kind> the file as it was given
    report.json     what a person should look at before trusting the reading
    manifest.json   size and SHA-256 of each of these, and where they came from
    index/          the index, with a manifest of its own (`index.archive`)

Nothing in it depends on where it stands: a copy on another machine works there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import PlanFileError, reason_of
from corpus.plan import PlanMeta

__all__ = [
    "INDEX",
    "MANIFEST",
    "META",
    "REPORT",
    "TEXT",
    "Manifest",
    "damage_of",
    "digest_of",
    "make_manifest",
    "meta_toml",
    "read_manifest",
    "sync_folder",
    "write_whole",
]

META, TEXT, REPORT, MANIFEST, INDEX = (
    "plan.toml",
    "plan.txt",
    "report.json",
    "manifest.json",
    "index",
)
_BLOCK = 1 << 20  # bytes hashed at a time
_PLAIN = re.compile(r"[^./\\:\0][^/\\:\0]*")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a plan's folder held when it was put there."""

    files: Mapping[str, tuple[int, str]]  # size in bytes and SHA-256 by name
    original: str  # name of the original in the folder
    source: str  # name of the file as it was given
    added_on: dt.datetime  # UTC
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return self.files.get(TEXT, (0, ""))[1]

    @property
    def original_digest(self) -> str:
        """SHA-256 of the original."""
        return self.files.get(self.original, (0, ""))[1]


def make_manifest(folder: Path, names: Iterable[str], original: str, source: str) -> Manifest:
    """The manifest of files that stand in `folder` now; written there and flushed to disk.

    Raises:
        OSError: a file cannot be read, or the manifest not be written.
    """
    files = {name: digest_of(folder / name) for name in sorted(names)}
    added = dt.datetime.now(dt.UTC).replace(microsecond=0)
    body = {
        "format": 1,
        "original": original,
        "source": source,
        "added_on": added.isoformat(),
        "files": {name: {"bytes": size, "sha256": sha} for name, (size, sha) in files.items()},
    }
    write_whole(folder / MANIFEST, json.dumps(body, ensure_ascii=False, indent=1).encode())
    return Manifest(files, original, source, added)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder; None where there is none.

    Raises:
        PlanFileError: it is there and cannot be used.
    """
    path = folder / MANIFEST
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise PlanFileError(f"读不出规划清单：{path}（{reason_of(error)}）。") from error
    try:
        body = json.loads(raw)
        files = {str(n): (int(f["bytes"]), str(f["sha256"])) for n, f in body["files"].items()}
        made = Manifest(
            files,
            str(body["original"]),
            str(body["source"]),
            dt.datetime.fromisoformat(body["added_on"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(folder, f"{MANIFEST} 不是完整的清单") from error
    if not all(_PLAIN.fullmatch(name) for name in (*files, made.original)):
        raise _damaged(folder, f"{MANIFEST} 指向文件夹之外")
    return made


def damage_of(folder: Path, manifest: Manifest) -> list[str]:
    """What is not as the manifest says, a short Chinese phrase each; every byte is read.

    `plan.toml` must be there; its words may have been put right by hand.
    """
    found = []
    for name, (size, sha) in manifest.files.items():
        try:
            if name == META and (folder / name).is_file():
                continue
            actual = (folder / name).stat().st_size
            if actual != size:
                found.append(f"{name} 应有 {size} 字节，实有 {actual} 字节")
            elif digest_of(folder / name)[1] != sha:
                found.append(f"{name} 的内容已改变（SHA-256 不符）")
        except FileNotFoundError:
            found.append(f"缺少 {name}")
        except OSError as error:
            found.append(f"{name} 无法读取（{reason_of(error)}）")
    return found


def digest_of(path: Path) -> tuple[int, str]:
    """Size in bytes and SHA-256 of a file; raises OSError."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()


def meta_toml(meta: PlanMeta) -> str:
    """`plan.toml` of a plan whose text is `plan.txt`; facts that are not known are left out."""
    entries: list[tuple[str, str]] = [
        (key, _quoted(value))
        for key, value in (
            ("title", meta.title),
            ("short_title", meta.short_title),
            ("document_number", meta.document_number),
            ("issuer", meta.issuer),
            ("region", meta.region),
            ("sector", meta.sector),
        )
        if value
    ]
    if meta.period:
        entries.append(("period", f"[{meta.period[0]}, {meta.period[1]}]"))
    if meta.issued_on:
        entries.append(("issued_on", meta.issued_on.isoformat()))
    entries.append(("text", _quoted(TEXT)))
    return "".join(f"{key} = {value}\n" for key, value in entries)


def _quoted(value: str) -> str:
    """A basic string of TOML, which takes the escapes of JSON."""
    kept = "".join(
        ch for ch in value if ch >= " " and ch != "\x7f" and not "\ud800" <= ch <= "\udfff"
    )
    return json.dumps(kept, ensure_ascii=False)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file and wait until it is on disk; raises OSError."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until a folder's entries are on disk, where the system can be asked to."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _damaged(folder: Path, what: str) -> PlanFileError:
    return PlanFileError(
        f"规划 {folder.name} 的文件已损坏：{what}。请用原文件重新导入（planqa replace）。"
    )
