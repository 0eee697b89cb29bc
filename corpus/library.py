"""The library of plans: folders with `plan.toml` and the plan's text."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.errors import PlanFileError, reason_of
from corpus.plan import NodeKind, Plan, PlanMeta
from corpus.reading import read_plan

__all__ = ["BUNDLED_PLANS", "decode_text", "list_plans", "load_plan", "load_plan_file"]

BUNDLED_PLANS = Path(__file__).parent / "plans"
_LARGEST = 64 * 1024 * 1024  # bytes; a plan's text is well under 1 MiB


def list_plans(folder: Path = BUNDLED_PLANS) -> list[PlanMeta]:
    """Metadata of all plans under `folder`, by identifier."""
    found = sorted(folder.glob("*/plan.toml")) if folder.is_dir() else []
    return [_read_meta(path)[0] for path in found]


def load_plan(plan_id: str, folder: Path = BUNDLED_PLANS) -> Plan:
    """Read one plan of the library.

    Raises:
        PlanFileError: no such plan, or its files cannot be used.
    """
    meta_path = folder / plan_id / "plan.toml"
    if not re.fullmatch(r"[\w.-]{1,100}", plan_id) or not meta_path.is_file():
        known = "、".join(meta.plan_id for meta in list_plans(folder)) or "（无）"
        raise PlanFileError(f"没有编号为“{plan_id}”的规划。现有：{known}。请换用其中一个编号。")
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
