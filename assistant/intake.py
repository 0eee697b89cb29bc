"""Taking a file into the library: read within limits, looked at by a person, then put in whole.

`read_draft` reads a file into a workplace beside the plans and reports; nothing of it can be asked
yet. `Draft.accept` adds metadata, manifest and index and moves the folder into the library in one
step. Whatever goes wrong before that, the library is as it was.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.confined import Limits, run_confined
from corpus.errors import PlanFileError, reason_of
from corpus.identifiers import candidates, checked_id
from corpus.library import Entry, load_plan_file
from corpus.plan import PlanMeta
from corpus.plan_folder import (
    INDEX,
    META,
    REPORT,
    TEXT,
    damage_of,
    digest_of,
    make_manifest,
    meta_toml,
    write_whole,
)
from corpus.staging import Taken, Workplace, explained, take_out

if TYPE_CHECKING:
    from assistant.settings import Settings
    from corpus.versions import Changes

__all__ = [
    "LARGEST_FILE",
    "Draft",
    "Reading",
    "amend",
    "check_id",
    "corrected",
    "read_draft",
    "remove_plan",
    "reread",
]

LARGEST_FILE = 200 << 20  # bytes
_BLOCK = 1 << 20
_EVERY = 10.0  # seconds between two lines that say that reading goes on
_ORIGINAL = "original"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a file."""

    source: Mapping[str, Any]  # what the reader says: format, pages, pictures, tables, doubts
    guessed: Mapping[str, Mapping[str, Any]]  # by field of PlanMeta: value, sure, quote
    report: Mapping[str, Any]  # `ReadingReport.as_json`
    report_text: str  # the same in Chinese, a line a matter

    @property
    def meta(self) -> PlanMeta:
        """The guessed metadata, without an identifier."""
        values = {name: guess["value"] for name, guess in self.guessed.items()}
        if "period" in values:
            values["period"] = tuple(values["period"])
        if "issued_on" in values:
            values["issued_on"] = dt.date.fromisoformat(values["issued_on"])
        return PlanMeta(**({"plan_id": "", "title": ""} | values))


class Draft:
    """A file that was read and is not in the library yet; `accept` or `discard` ends it."""

    def __init__(self, settings: Settings, place: Workplace, source: str, reading: Reading) -> None:
        """Made by `read_draft`; `source` is the name of the file as it was given."""
        self._settings, self._place = settings, place
        self.source, self.reading = source, reading

    def discard(self) -> None:
        """Leave nothing of it."""
        self._place.close()

    def renewed(self, plan_id: str) -> PlanMeta:
        """Metadata for the new version of a plan: of the old one, but what this text surely says.

        Raises:
            PlanFileError: there is no such plan.
        """
        found = self.reading.meta
        kept = self._settings.library.entry(plan_id).meta
        fresh = {
            name: getattr(found, name)
            for name, guess in self.reading.guessed.items()
            if guess["sure"] == "sure" or not getattr(kept, name)
        }
        return replace(kept, **fresh)

    def changes(self, plan_id: str) -> Changes:
        """What is different from a plan of the library.

        Raises:
            PlanFileError: there is no such plan, or it cannot be read.
        """
        from corpus.versions import changes

        old = self._settings.library.load(plan_id)
        return changes(old, load_plan_file(self._place.plan / TEXT, old.meta))

    def accept(
        self,
        meta: PlanMeta,
        *,
        plan_id: str = "",
        replaces: bool = False,
        progress: Progress | None = None,
    ) -> Entry:
        """Put the plan into the library; the draft ends.

        Args:
            meta: the metadata to keep; its identifier is not looked at.
            plan_id: of the plan; "" has one made.
            replaces: whether `plan_id` is a plan that was added before, to be replaced.
            progress: told each step in Chinese.

        Raises:
            PlanFileError: the identifier cannot be used or the plan not be written; the library
                is as it was. The draft is kept where the identifier alone is wrong.
        """
        library = self._settings.library
        if not meta.title.strip():
            raise PlanFileError("规划名称是空的。请填写规划名称。")
        while True:
            if replaces or plan_id:
                name = check_id(self._settings, plan_id, replaces=replaces)
            else:
                name = self._name(meta)
            named = replace(meta, plan_id=name)
            with explained(library.added):
                self._finish(named, progress)
            try:
                self._place.put(name, replaces=replaces)
            except Taken:
                continue  # another process was faster: say so, or take the next name
            self._place.close()
            return library.entry(name)

    def _name(self, meta: PlanMeta) -> str:
        """An identifier that is free."""
        library = self._settings.library
        for name in candidates(meta):
            if not library.has(name):
                return name
            self._refuse_twice(library.entry(name), meta)
        raise AssertionError("there is always a further identifier")

    def _refuse_twice(self, there: Entry, meta: PlanMeta) -> None:
        """Raise PlanFileError where the plan that has the name is the same as this one."""
        (original,) = self._place.plan.glob(f"{_ORIGINAL}*")
        same = there.manifest and there.manifest.original_digest == digest_of(original)[1]
        if same:
            raise PlanFileError(
                f"这份文件已在规划库中，编号 {there.plan_id}。无需再次导入；"
                "确要另存一份，请用 --id 指定编号。"
            )
        if there.meta.title == meta.title and there.meta.period == meta.period:
            raise PlanFileError(
                f"库中已有同名同期的规划，编号 {there.plan_id}。若这是它的新版，请用 "
                f"planqa replace {there.plan_id} 文件；确是另一份，请用 --id 指定编号。"
            )

    def _finish(self, meta: PlanMeta, progress: Progress | None) -> None:
        """Metadata, report, manifest and index, beside the text."""
        folder, reading = self._place.plan, self.reading
        (original,) = folder.glob(f"{_ORIGINAL}*")
        report: dict[str, Any] = {"source": reading.source, "guessed": reading.guessed}
        report |= {"report": reading.report, "text": reading.report_text}
        write_whole(folder / REPORT, json.dumps(report, ensure_ascii=False, indent=1).encode())
        _complete(self._settings, folder, meta, (original.name, self.source), progress)


def read_draft(
    settings: Settings,
    path: Path,
    *,
    name: str = "",
    limits: Limits | None = None,
    progress: Progress | None = None,
    tick: Callable[[float], None] | None = None,
) -> Draft:
    """Read a file into a draft.

    Args:
        settings: where the library is.
        path: the file.
        name: of the file as its owner knows it; "" takes the path's.
        limits: of the process that reads it.
        progress: told each step in Chinese.
        tick: called about twice a second while it is read, with the seconds passed.

    Raises:
        PlanFileError: it cannot be read, or the library not be written; nothing is left of it.
    """
    name = name or path.name
    tell = progress or (lambda _words: None)
    place = Workplace.open(settings.library.added)
    try:
        with explained(settings.library.added):
            original = place.plan / (_ORIGINAL + _suffix(name))
            tell(f"复制文件 {name}")
            _copy(path, original, name)
            tell("读取文件")
            arguments = {"original": str(original), "folder": str(place.plan), "plan_id": "新规划"}
            work = place.root / "reading"
            work.mkdir()
            try:
                found = run_confined(
                    "corpus.intake_job:read_original",
                    arguments,
                    work,
                    limits=limits,
                    tick=tick or _ticker(tell),
                )
            except PlanFileError as error:
                words = str(error).replace(str(original), name).replace(original.name, name)
                raise PlanFileError(words) from None
        return Draft(settings, place, name, Reading(**found))
    except BaseException:
        place.close()
        raise


def check_id(settings: Settings, plan_id: str, *, replaces: bool = False) -> str:
    """An identifier that may be given to a plan, or that belongs to one that may be replaced.

    "" for a plan that has yet to get one stays "".

    Raises:
        PlanFileError: it may not; the message says why.
    """
    library = settings.library
    if replaces:
        return _replaced(library.entry(plan_id))
    if plan_id and library.has(checked_id(plan_id)):
        raise PlanFileError(
            f"编号 {plan_id} 已被“{_title(library.entry(plan_id))}”使用。请换一个编号；"
            f"若这是它的新版，请用 planqa replace {plan_id} 文件。"
        )
    return plan_id


def corrected(meta: PlanMeta, given: Mapping[str, str]) -> PlanMeta:
    """Metadata with what a person gave in place of what was found.

    Args:
        meta: as found.
        given: by field (title, short_title, issuer, document_number, region, sector, period,
            issued_on), as typed; "" leaves a field empty, a field that is not named stays.

    Raises:
        PlanFileError: a period or a day that cannot be read.
    """
    values: dict[str, Any] = {field: " ".join(value.split()) for field, value in given.items()}
    if "period" in values:
        values["period"] = _period(values["period"])
    if "issued_on" in values:
        values["issued_on"] = _day(values["issued_on"])
    return replace(meta, **values)


def _complete(
    settings: Settings,
    folder: Path,
    meta: PlanMeta,
    original: tuple[str, str],
    progress: Progress | None,
) -> None:
    """Metadata, manifest and index for a folder with text, original and report.

    Args:
        settings: which model makes the index.
        folder: the plan's.
        meta: to be written.
        original: name of the original in the folder, and as it was given.
        progress: told each step in Chinese.
    """
    from index.store import build_index

    write_whole(folder / META, meta_toml(meta).encode())
    make_manifest(folder, [META, TEXT, REPORT, original[0]], *original)
    build_index(
        load_plan_file(folder / TEXT, meta),
        home=settings.home,
        folder=folder / INDEX,
        model=settings.model or None,
        query_prefix=settings.query_prefix,
        progress=progress,
    )


def amend(
    settings: Settings, plan_id: str, meta: PlanMeta, progress: Progress | None = None
) -> Entry:
    """Put other metadata in the place of a plan's; the text stays.

    Raises:
        PlanFileError: there is no such plan, planqa did not take it in, or it cannot be written.
    """
    library = settings.library
    entry = library.entry(check_id(settings, plan_id, replaces=True))
    library.load(plan_id)  # damage is not to be sealed with a new manifest
    assert entry.manifest is not None
    if not meta.title.strip():
        raise PlanFileError("规划名称是空的。请填写规划名称。")
    original = (entry.manifest.original, entry.manifest.source)
    place = Workplace.open(library.added)
    try:
        with explained(library.added):
            for name in (TEXT, REPORT, original[0]):
                shutil.copyfile(entry.folder / name, place.plan / name)
            _complete(settings, place.plan, replace(meta, plan_id=plan_id), original, progress)
        place.put(plan_id, replaces=True)
    except Taken:
        raise PlanFileError(f"规划 {plan_id} 已被删除。") from None
    finally:
        place.close()
    return library.entry(plan_id)


def reread(settings: Settings, plan_id: str, progress: Progress | None = None) -> Entry:
    """Read the original of a plan again, in the place of its text; metadata stay.

    Raises:
        PlanFileError: it was not taken in by planqa, or its original cannot be read.
    """
    entry = settings.library.entry(plan_id)
    _replaced(entry)
    assert entry.manifest is not None
    original = entry.folder / entry.manifest.original
    draft = read_draft(settings, original, name=entry.manifest.source, progress=progress)
    try:
        return draft.accept(entry.meta, plan_id=plan_id, replaces=True, progress=progress)
    finally:
        draft.discard()


def remove_plan(settings: Settings, plan_id: str) -> Entry:
    """Take a plan out of the library; what it was.

    Raises:
        PlanFileError: there is none, it was not taken in by planqa, or it cannot be removed.
    """
    library = settings.library
    entry = library.find(plan_id) or library.entry(plan_id)  # which says that there is none
    _replaced(entry)
    try:
        take_out(library.added, plan_id)
    except Taken:
        raise PlanFileError(f"规划 {plan_id} 已被删除。") from None
    return entry


def _replaced(entry: Entry) -> str:
    """The identifier of a plan that may be replaced or removed.

    Raises:
        PlanFileError: it was not taken in by planqa.
    """
    if entry.index.parent != entry.folder:
        raise PlanFileError(
            f"规划 {entry.plan_id} 不是用 planqa add 导入的，不能替换或删除。"
            f"它在文件夹 {entry.folder}，由软件自带或手工放入。"
        )
    return entry.plan_id


def _title(entry: Entry) -> str:
    damage = damage_of(entry.folder, entry.manifest) if entry.manifest else []
    return entry.meta.title + ("（文件已损坏）" if damage else "")


def _ticker(tell: Progress) -> Callable[[float], None]:
    """Says now and then that reading goes on."""
    said = 0.0

    def tick(passed: float) -> None:
        nonlocal said
        if passed - said >= _EVERY:
            said = passed
            tell(f"正在读取，已用 {passed:.0f} 秒")

    return tick


def _suffix(name: str) -> str:
    """The ending of a file's name where it can be kept."""
    ending = Path(name).suffix.lower()
    return ending if re.fullmatch(r"\.[a-z0-9]{1,5}", ending) else ""


def _copy(path: Path, target: Path, name: str) -> None:
    """A copy of a plain file, of no more than `LARGEST_FILE` bytes.

    Raises:
        PlanFileError: it cannot be read, or is too large.
        OSError: the copy cannot be written.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise PlanFileError(f"{name} 不是文件。请给出一份 PDF、Word、网页、文本或扫描图片。")
        source = path.open("rb")
    except ValueError:  # a null character in the path
        raise PlanFileError(f"找不到文件：{name}。请检查路径。") from None
    except OSError as error:
        raise PlanFileError(
            f"读不出文件：{name}（{reason_of(error)}）。请检查路径和权限。"
        ) from error
    size = 0
    with source, target.open("wb") as out:
        while block := source.read(_BLOCK):
            size += len(block)
            if size > LARGEST_FILE:
                raise PlanFileError(
                    f"文件过大：{name} 超过 {LARGEST_FILE >> 20} MB。请拆分或压缩图片后再导入。"
                )
            out.write(block)
    if not size:
        raise PlanFileError(f"文件是空的：{name}。请重新取得该文件。")


def _period(typed: str) -> tuple[int, int] | None:
    """Years as typed: 2021-2025, 2021—2025年, 2021."""
    if not typed:
        return None
    years = [int(year) for year in re.findall(r"\d+", typed)]
    if (
        len(years) not in {1, 2}
        or any(not 1900 <= y <= 2200 for y in years)
        or years[0] > years[-1]
    ):
        raise PlanFileError(f"规划期“{typed}”读不懂：应为起止年份，如 2021-2025。")
    return years[0], years[-1]


def _day(typed: str) -> dt.date | None:
    """A day as typed: 2021-06-08, 2021年6月8日."""
    if not typed:
        return None
    try:
        year, month, day = (int(number) for number in re.findall(r"\d+", typed))
        return dt.date(year, month, day)
    except ValueError:
        raise PlanFileError(f"日期“{typed}”读不懂：应如 2021-06-08。") from None
