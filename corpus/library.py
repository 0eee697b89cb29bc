"""The library of plans: folders with `plan.toml` and the plan's text.

`Library` is the catalogue: plans with their metadata and where their files are, without reading
any text. Plans that come with planqa are in `BUNDLED_PLANS`; what `planqa add` takes in goes to a
folder of its own (`corpus.plan_folder`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.errors import PlanFileError, reason_of
from corpus.plan import NodeKind, Plan, PlanMeta
from corpus.plan_folder import INDEX, MANIFEST, META, Manifest, read_manifest
from corpus.reading import read_plan

__all__ = [
    "BUNDLED_PLANS",
    "Entry",
    "Library",
    "changed_text",
    "decode_text",
    "is_plan_id",
    "list_plans",
    "load_plan",
    "load_plan_file",
]

BUNDLED_PLANS = Path(__file__).parent / "plans"
_LARGEST = 64 * 1024 * 1024  # bytes; a plan's text is well under 1 MiB
_SHOWN = 20  # identifiers listed where one is not known
_READ_ATTEMPTS = 5  # a reader that meets a swap tries again


@dataclass(frozen=True, slots=True)
class Entry:
    """A plan of the library: what it is and where, without its text."""

    meta: PlanMeta  # where `fault` is set, the identifier alone
    folder: Path
    text: Path  # the file that citations' offsets point into
    index: Path  # folder of its index, there or not
    manifest: Manifest | None = None  # of a plan that `planqa add` took in
    fault: str = ""  # why the plan cannot be used (Chinese); "" where nothing is known to be wrong

    @property
    def plan_id(self) -> str:
        """Identifier of the plan, also its folder's name."""
        return self.meta.plan_id

    @property
    def stamp(self) -> tuple[object, ...]:
        """Changes whenever the plan's text or metadata are replaced on disk."""
        return (
            self.manifest and self.manifest.digest,
            _stamp(self.text),
            _stamp(self.folder / META),
        )


@dataclass(frozen=True, slots=True)
class Library:
    """All plans there are to ask.

    Args:
        folders: each holds one folder a plan; the first that has a plan counts, the last takes
            what is added. A folder need not exist.
        indexes: holds the indexes, one folder a plan, of plans that `planqa add` did not take in;
            it keeps the index within the plan's own folder.
        recover: called where a plan is missing: puts back what an interrupted writer moved away,
            and says whether there was any.
    """

    folders: tuple[Path, ...]
    indexes: Path
    recover: Callable[[Path], bool] | None = None

    @property
    def added(self) -> Path:
        """The folder that takes what is added."""
        return self.folders[-1]

    def ids(self) -> Iterator[str]:
        """Identifiers, folder by folder, each folder's in order; nothing of the plans is read."""
        seen: set[str] = set()
        for folder in self.folders:
            for path in _plan_files(folder):
                if path.parent.name not in seen:
                    seen.add(path.parent.name)
                    yield path.parent.name

    def entries(self) -> list[Entry]:
        """All plans in the order of `ids`, each with its metadata or with what is wrong with it."""
        return [entry for plan_id in self.ids() if (entry := self.find(plan_id)) is not None]

    def entry(self, plan_id: str) -> Entry:
        """One plan; nothing of the others is read.

        Raises:
            PlanFileError: there is none of this identifier, or its `plan.toml` cannot be used.
        """
        found = self.find(plan_id)
        if found is None and self.recover is not None and self.recover(self.added):
            found = self.find(plan_id)
        if found is None:
            raise _unknown(plan_id, list(self.ids()))
        if found.fault:
            raise PlanFileError(found.fault)
        return found

    def has(self, plan_id: str) -> bool:
        """Whether there is a plan of this identifier, usable or not."""
        return is_plan_id(plan_id) and any((f / plan_id).exists() for f in self.folders)

    def load(self, plan_id: str) -> Plan:
        """Read one plan.

        Raises:
            PlanFileError: no such plan, its files cannot be used, or they are not those that
                were taken in.
        """
        entry = self.entry(plan_id)
        for _ in range(_READ_ATTEMPTS):
            plan = load_plan_file(entry.text, entry.meta)
            if entry.manifest is None or plan.digest == entry.manifest.digest:
                return plan
            before, entry = entry, self.entry(plan_id)
            if entry.stamp == before.stamp:
                break  # else another process has just put a new version in its place
        raise changed_text(plan_id)

    def find(self, plan_id: str) -> Entry | None:
        """One plan, usable or not; None where there is none of this identifier."""
        if not is_plan_id(plan_id):
            return None
        for root in self.folders:
            if (root / plan_id / META).is_file():
                return self._entry(root / plan_id)
        return None

    def _entry(self, folder: Path) -> Entry:
        stamps = _stamp(folder / META), _stamp(folder / MANIFEST)
        return _entry(folder, self.indexes, stamps)


@lru_cache(maxsize=4096)
def _entry(folder: Path, indexes: Path, _stamps: tuple[object, ...]) -> Entry:
    """What a folder holds; read again only where one of the files is another by its stamp."""
    plan_id = folder.name
    ours = (folder / MANIFEST).is_file()
    index = folder / INDEX if ours else indexes / plan_id
    try:
        manifest = read_manifest(folder)
        meta, name = _read_meta(folder / META)
    except PlanFileError as error:
        named = PlanMeta(plan_id=plan_id, title=plan_id)
        return Entry(named, folder, folder / "plan.txt", index, fault=str(error))
    return Entry(meta, folder, folder / name, index, manifest)


def changed_text(plan_id: str) -> PlanFileError:
    """The error that a plan's text is not the one that was taken in."""
    return PlanFileError(
        f"规划 {plan_id} 的文本与导入时不符（SHA-256），出处可能错位。"
        f"请运行 planqa index --reread --plan {plan_id}，由保存的原文件重新生成文本。"
    )


def is_plan_id(name: str) -> bool:
    """Whether a name can be a plan's: word characters, dots and hyphens, no dot first."""
    return re.fullmatch(r"(?!\.)[\w.-]{1,100}", name) is not None


def list_plans(folder: Path = BUNDLED_PLANS) -> list[PlanMeta]:
    """Metadata of all plans under `folder`, by identifier."""
    return [_read_meta(path)[0] for path in _plan_files(folder)]


def _plan_files(folder: Path) -> list[Path]:
    """`plan.toml` of every plan under a folder; folders that begin with a dot are not plans."""
    found = sorted(folder.glob("*/plan.toml")) if folder.is_dir() else []
    return [path for path in found if not path.parent.name.startswith(".")]


def _stamp(path: Path) -> tuple[int, ...] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size


def _unknown(plan_id: str, known: list[str]) -> PlanFileError:
    listed = "、".join(known[:_SHOWN]) or "（无）"
    more = f"等 {len(known)} 份" if len(known) > _SHOWN else ""
    return PlanFileError(f"没有编号为“{plan_id}”的规划。现有：{listed}{more}。请换用其中一个编号。")


def load_plan(plan_id: str, folder: Path = BUNDLED_PLANS) -> Plan:
    """Read one plan of the library.

    Raises:
        PlanFileError: no such plan, or its files cannot be used.
    """
    meta_path = folder / plan_id / META
    if not is_plan_id(plan_id) or not meta_path.is_file():
        raise _unknown(plan_id, [path.parent.name for path in _plan_files(folder)])
    meta, text_name = _read_meta(meta_path)
    return load_plan_file(meta_path.parent / text_name, meta)


def load_plan_file(path: Path, meta: PlanMeta | None = None) -> Plan:
    """Read a plan from a text file.

    Raises:
        PlanFileError: missing, unreadable, empty, not text, or without any heading.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise PlanFileError(f"规划文件过大：{path}。应为 64 MB 以内的纯文本，请检查文件。")
        raw = path.read_bytes()
    except (FileNotFoundError, ValueError):  # ValueError: a null character in the path
        raise PlanFileError(f"找不到规划文件：{path}。请检查路径，或重新放入该文件。") from None
    except OSError as error:
        reason = reason_of(error)
        raise PlanFileError(f"读不出规划文件：{path}（{reason}）。请检查权限和磁盘。") from error
    text = decode_text(raw, path)
    if meta is None:
        meta = PlanMeta(plan_id=path.stem, title=_first_line(text))
    plan = read_plan(text, meta)
    if not any(section.kind is NodeKind.SECTION for section in plan.sections):
        raise PlanFileError(
            f"{path} 中没有找到任何章节标题。应有“第一章”“一、”“（一）”“1.”这类编号，"
            "才能按章节引用。请确认放入的是规划正文。"
        )
    return replace(plan, digest=hashlib.sha256(raw).hexdigest())


def decode_text(raw: bytes, path: Path) -> str:
    """Text of a file in UTF-8, UTF-16 (with mark) or GB 18030.

    Raises:
        PlanFileError: empty, or not text in any of them.
    """
    if not raw.strip():
        raise PlanFileError(f"规划文件是空的：{path}。请放入规划全文。")
    marked = raw[:2] in {b"\xff\xfe", b"\xfe\xff"}
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        odd = sum(ch == "\x00" or (ch < " " and ch not in "\t\n\r\f\v") for ch in text)
        if odd <= len(text) // 1000:
            return text
    raise PlanFileError(
        f"{path} 不是可读的文本。应为 UTF-8 或 GB 18030 编码的纯文本，请转换后再放入。"
    )


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:80]


def _read_meta(path: Path) -> tuple[PlanMeta, str]:
    """Metadata and the name of the text file."""
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PlanFileError(f"规划说明文件有误：{path}（{error}）。请按 TOML 格式改正。") from error
    period, issued = data.get("period"), data.get("issued_on")
    _check(path, "title", isinstance(data.get("title"), str) and bool(data["title"]), "规划名称")
    years = isinstance(period, list) and len(period) == 2 and all(type(y) is int for y in period)
    _check(path, "period", period is None or years, "起止年份，如 [2016, 2020]")
    dated = isinstance(issued, dt.date) and not isinstance(issued, dt.datetime)
    _check(path, "issued_on", issued is None or dated, "日期，如 2016-11-13")
    name = data.get("text", "plan.txt")
    inside = isinstance(name, str) and Path(name).name == name
    _check(path, "text", inside, "同一文件夹内的文件名，如 plan.txt")
    meta = PlanMeta(
        plan_id=path.parent.name,
        title=data["title"],
        short_title=_text(data, "short_title"),
        document_number=_text(data, "document_number"),
        issuer=_text(data, "issuer"),
        region=_text(data, "region"),
        sector=_text(data, "sector"),
        period=(period[0], period[1]) if isinstance(period, list) else None,
        issued_on=issued,
    )
    return meta, name


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key, "")
    return value if isinstance(value, str) else str(value)


def _check(path: Path, key: str, good: bool, expected: str) -> None:
    if not good:
        raise PlanFileError(f"规划说明文件 {path} 的 {key} 项不对：应为{expected}，请改正。")
