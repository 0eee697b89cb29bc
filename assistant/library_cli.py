"""The commands on the library: add, replace, list, remove, and their words and JSON."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from assistant.intake import Draft, amend, check_id, corrected, read_draft, remove_plan, reread
from assistant.library_parser import FIELDS
from corpus.errors import PlanFileError, PlanQAError
from corpus.library import Entry
from corpus.periods import period_told
from corpus.plan import PlanMeta
from corpus.plan_folder import damage_of

if TYPE_CHECKING:
    import argparse

    from assistant.settings import Settings
    from corpus.versions import Changes

__all__ = ["add", "correct", "index", "list_all", "meta_json", "meta_text", "remove"]

_NAMES = {
    **{field: help_.split("，")[0] for field, (_, _, help_) in FIELDS.items()},
    "sector": "领域",
}
_SURE = {"sure": "", "likely": "（较有把握）", "guess": "（推测，请核对）"}


def add(arguments: argparse.Namespace, settings: Settings) -> int:
    """Take a file in, in the place of another plan where it is said so; or only report."""
    if arguments.replace and not arguments.id:
        raise PlanFileError("--replace 须与 --id 合用，指明要替换的规划。")
    check_id(settings, arguments.id, replaces=arguments.replace)  # before the time is spent
    draft = read_draft(settings, arguments.file, progress=_progress)
    try:
        changed = _changed(draft, arguments.id) if arguments.replace else None
        found = draft.renewed(arguments.id) if arguments.replace else draft.reading.meta
        meta = corrected(found, _given(arguments))
        told = "\n".join([_told(draft, meta), *([changed.as_text()] if changed else [])])
        report = _as_json(draft, meta, "read", arguments.id)
        report |= {"changes": changed.as_json()} if changed else {}
        if arguments.dry_run:
            _say(arguments, told, report)
            return 0
        entry = draft.accept(
            meta, plan_id=arguments.id, replaces=arguments.replace, progress=_progress
        )
    finally:
        draft.discard()
    done = "已替换" if arguments.replace else "已导入"
    done += f"，编号 {entry.plan_id}。提问：planqa ask --plan {entry.plan_id} “问题”"
    status = "replaced" if arguments.replace else "added"
    _say(arguments, f"{told}\n{done}", report | {"plan": entry.plan_id, "status": status})
    return 0


def _changed(draft: Draft, plan_id: str) -> Changes | None:
    """What a new version changes; None, and said why, where the old one cannot be read."""
    try:
        return draft.changes(plan_id)
    except PlanFileError as error:
        _progress(f"没有与原版比较：{error}")
        return None


def _given(arguments: argparse.Namespace) -> dict[str, str]:
    return {f: value for f in FIELDS if (value := getattr(arguments, f)) is not None}


def _told(draft: Draft, meta: PlanMeta) -> str:
    """Metadata and report, for a person to trust or reject the reading."""
    lines = [f"文件：{draft.source}（{draft.reading.source['format']}）", "规划信息："]
    for field, name in _NAMES.items():
        value, guess = meta_text(meta, field), draft.reading.guessed.get(field)
        found = guess is not None and meta_text(draft.reading.meta, field) == value
        doubt = _SURE.get(str(guess["sure"]), "") if guess is not None and found else ""
        lines.append(f"  {name}：{value}{doubt}" if value else f"  {name}：没有找到")
    return "\n".join([*lines, *draft.reading.report_text.splitlines()])


def meta_text(meta: PlanMeta, field: str) -> str:
    """A field of the metadata as a person types it."""
    value = getattr(meta, field)
    if field == "period":
        return f"{value[0]}-{value[1]}" if value else ""
    return str(value) if value else ""


def _as_json(draft: Draft, meta: PlanMeta, status: str, plan_id: str) -> dict[str, Any]:
    return {
        "plan": plan_id or None,
        "status": status,
        "file": draft.source,
        "meta": meta_json(meta),
        "guessed": draft.reading.guessed,
        "source": draft.reading.source,
        "report": draft.reading.report,
    }


def meta_json(meta: PlanMeta) -> dict[str, Any]:
    """Metadata as JSON holds it."""
    return {
        field: list(meta.period) if field == "period" and meta.period else meta_text(meta, field)
        for field in FIELDS
    }


def list_all(arguments: argparse.Namespace, settings: Settings) -> int:
    """All plans, with what is wrong with any."""
    library = settings.library
    entries = library.entries()
    if not entries:
        _progress(f"规划库是空的：{'、'.join(map(str, library.folders))}")
    faults = {entry.plan_id: _fault(entry) for entry in entries}
    if arguments.json:
        plans = [_entry_json(entry, faults[entry.plan_id]) for entry in entries]
        print(json.dumps(plans, ensure_ascii=False, indent=1))  # noqa: T201
        return 0
    for entry in entries:
        meta, fault = entry.meta, faults[entry.plan_id]
        years = period_told(meta.period)
        facts = "，".join(filter(None, (meta.document_number, years)))
        line = f"{meta.plan_id}  {meta.title}" + (f"（{facts}）" if facts else "")
        print(line + (f"  【不可用】{fault}" if fault else ""))  # noqa: T201
    return 0


def correct(arguments: argparse.Namespace, settings: Settings) -> int:
    """Put right what is known of a plan."""
    given = _given(arguments)
    if not given:
        raise PlanFileError("没有给出要更正的内容。例如 --region 杭州市 --period 2021-2025。")
    meta = corrected(settings.library.entry(arguments.id).meta, given)
    entry = amend(settings, arguments.id, meta, _progress)
    lines = [f"{name}：{meta_text(entry.meta, field)}" for field, name in _NAMES.items()]
    report = {"plan": entry.plan_id, "status": "corrected", "meta": meta_json(entry.meta)}
    _say(arguments, "\n".join([f"已更正 {entry.plan_id}。", *lines]), report)
    return 0


def index(arguments: argparse.Namespace, settings: Settings) -> int:
    """Build or renew the index of a plan or of all; one that cannot be built stops no other."""
    from index.store import build_index, describe, open_index

    library, failed, told = settings.library, False, []
    for plan_id in (
        [arguments.plan] if arguments.plan else list(library.ids()) or [settings.plan_id]
    ):
        try:
            if arguments.reread and library.entry(plan_id).manifest is not None:
                reread(settings, plan_id, _progress)
            made = (build_index if arguments.force else open_index)(
                library.load(plan_id),
                home=settings.home,
                folder=library.entry(plan_id).index,
                model=settings.model or None,
                query_prefix=settings.query_prefix,
                progress=_progress,
            )
        except PlanQAError as error:
            if arguments.plan:
                raise
            failed = True
            _progress(f"错误：{plan_id}：{error}")
            continue
        told.append(describe(made))
        if not arguments.json:
            done = "已建立索引" if made.built else "索引无需更新"
            size = sum(made.files.values()) / 1024
            print(  # noqa: T201
                f"{plan_id}：{done}（{made.reason}）。{len(made.passages)} 个段落，"
                f"{len(made.terms)} 个术语，模型 {made.model}，{size:.0f} KB，在 {made.folder}"
            )
    if arguments.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))  # noqa: T201
    return 2 if failed else 0


def _fault(entry: Entry) -> str:
    """What is wrong with a plan's files; "" where nothing is."""
    if entry.fault or entry.manifest is None:
        return entry.fault
    damage = damage_of(entry.folder, entry.manifest)
    return f"文件已损坏：{'；'.join(damage)}。" if damage else ""


def _entry_json(entry: Entry, fault: str) -> dict[str, Any]:
    added = entry.manifest
    return {
        "plan": entry.plan_id,
        **meta_json(entry.meta),
        "folder": str(entry.folder),
        "added_on": added.added_on.isoformat() if added else None,
        "file": added.source if added else None,
        "usable": not fault,
        "fault": fault,
    }


def remove(arguments: argparse.Namespace, settings: Settings) -> int:
    """Take a plan out."""
    entry = remove_plan(settings, arguments.id)
    report = {"plan": entry.plan_id, "status": "removed", "title": entry.meta.title}
    _say(arguments, f"已删除 {entry.plan_id}《{entry.meta.title.strip('《》')}》。", report)
    return 0


def _say(arguments: argparse.Namespace, text: str, report: object) -> None:
    told = json.dumps(report, ensure_ascii=False, indent=1) if arguments.json else text
    print(told)  # noqa: T201


def _progress(message: str) -> None:
    print(message, file=sys.stderr, flush=True)  # noqa: T201
