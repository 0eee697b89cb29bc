"""The part of the page 管理 where plans are taken in, corrected, replaced, indexed and removed."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import gradio as gr

from assistant.intake import LARGEST_FILE, Draft, amend, corrected, read_draft, remove_plan
from assistant.library_cli import meta_text
from assistant.library_view import (
    render_changes,
    render_done,
    render_progress,
    render_reading,
    render_sure,
    sureness,
)
from assistant.markup import escape
from assistant.pages.parts import QUIET, Updates, html
from corpus.errors import PlanQAError
from corpus.plan import PlanMeta

if TYPE_CHECKING:
    from assistant.database.store import Store
    from assistant.settings import Settings

__all__ = ["LibraryDesk"]

_TICK_SECONDS = 1.0
_IDLE_SECONDS = 3600  # after which a draft that nobody accepted is thrown away
_FIELDS = {
    "title": "规划名称",
    "short_title": "简称",
    "issuer": "发文机关",
    "document_number": "文号",
    "period": "规划期（如 2021-2025）",
    "region": "地区",
    "sector": "领域",
    "issued_on": "发文日期（如 2021-06-08）",
}
_KINDS = [
    *(".pdf", ".docx", ".html", ".htm", ".mhtml", ".txt", ".md"),
    *(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"),
]

T = TypeVar("T")


@dataclass(slots=True)
class _Work:
    """What lies on the desk: a draft to be accepted, or a plan whose metadata are corrected."""

    draft: Draft | None = None
    plan_id: str = ""  # of the plan that is replaced or corrected; "" for a new one
    meta: PlanMeta | None = None  # what the form began with


class LibraryDesk:
    """The widgets; hidden until the password was given.

    Args:
        settings: where the library is.
        store: keeps the audit list; None where nothing can be kept.
        admitted: whether this browser's user gave the password.
    """

    def __init__(self, settings: Settings, store: Store | None, admitted: gr.State) -> None:
        self._settings, self._store, self._admitted = settings, store, admitted
        self.work = gr.State(None, time_to_live=_IDLE_SECONDS, delete_callback=_dropped)
        with gr.Column(visible=False, elem_id="library") as self.column:
            html('<div class="pq-admin"><h2>导入与维护</h2></div>', "library-title")
            with gr.Row(elem_id="library-add"):
                self.upload = gr.UploadButton(
                    "导入规划文件",
                    file_types=_KINDS,
                    variant="primary",
                    scale=0,
                    min_width=160,
                    elem_id="library-upload",
                )
                html(
                    '<p class="pq-hint">PDF、Word、网页、文本或扫描图片，'
                    f"不超过 {LARGEST_FILE >> 20} MB。先读取并给出报告，确认后才导入。</p>",
                    "library-hint",
                )
            self.status = html("", "library-status")
            self._review()
            self._existing()
        self._wire()

    def _review(self) -> None:
        """The report and the form, hidden until a file is read or a plan is to be corrected."""
        with gr.Column(visible=False, elem_id="library-review") as self.review:
            self.report = html("", "library-report")
            with gr.Row(elem_id="library-form"):
                self.fields = {
                    name: gr.Textbox(
                        label=label,
                        max_lines=1,
                        max_length=200,
                        min_width=260,
                        elem_id=f"library-{name}",
                    )
                    for name, label in _FIELDS.items()
                }
                self.identifier = gr.Textbox(
                    label="编号（不填则自动生成）",
                    max_lines=1,
                    max_length=64,
                    min_width=260,
                    elem_id="library-id",
                )
            with gr.Row(elem_id="library-decide"):
                self.accept = gr.Button(
                    "确认导入", variant="primary", scale=0, min_width=120, elem_id="library-accept"
                )
                self.reject = gr.Button("放弃", scale=0, min_width=96, elem_id="library-reject")

    def _existing(self) -> None:
        """A plan that was taken in, and what can be done with it."""
        with gr.Row(elem_id="library-existing", visible=False) as self.existing:
            self.chooser = gr.Dropdown(
                [], label="已导入的规划", elem_id="library-chooser", min_width=260, scale=2
            )
            self.renew = gr.UploadButton(
                "上传新版", file_types=_KINDS, scale=0, min_width=104, elem_id="library-renew"
            )
            self.correct = gr.Button("更正信息", scale=0, min_width=104, elem_id="library-correct")
            self.index = gr.Button("重建索引", scale=0, min_width=104, elem_id="library-index")
            self.remove = gr.Button(
                "删除", variant="stop", scale=0, min_width=80, elem_id="library-remove"
            )
        with gr.Row(elem_id="library-sure", visible=False) as self.sure:
            self.question = html("", "library-question")
            self.yes = gr.Button(
                "确认删除", variant="stop", scale=0, min_width=104, elem_id="library-yes"
            )
            self.no = gr.Button("取消", scale=0, min_width=80, elem_id="library-no")

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def shown(self) -> list[Any]:
        """Widgets that the updates of this desk may name."""
        return [
            *(self.column, self.status, self.review, self.report, *self.fields.values()),
            *(self.identifier, self.accept, self.existing, self.chooser, self.sure, self.question),
            self.work,
        ]

    def open(self) -> Updates:
        """The desk, cleared, with the plans there are."""
        return {self.column: gr.update(visible=True), self.status: ""} | self._listed()

    def close(self, work: object) -> Updates:
        """Nothing of it; what lay on it is thrown away."""
        _dropped(work)
        return {self.column: gr.update(visible=False), self.status: ""} | self._at_rest()

    def _at_rest(self) -> Updates:
        hidden = gr.update(visible=False)
        return {self.review: hidden, self.sure: hidden, self.report: "", self.work: None}

    def _listed(self, chosen: str | None = None) -> Updates:
        """The plans that can be worked on."""
        entries = [e for e in self._settings.library.entries() if e.index.parent == e.folder]
        names = [(f"{entry.meta.title}（{entry.plan_id}）", entry.plan_id) for entry in entries]
        known = [plan_id for _, plan_id in names]
        value = chosen if chosen in known else next(iter(known), None)
        return self._at_rest() | {
            self.existing: gr.update(visible=bool(names)),
            self.chooser: gr.update(choices=names, value=value),
        }

    def _form(self, work: _Work, meta: PlanMeta, *, accept: str) -> Updates:
        """The form with metadata; what was guessed says from which words."""
        reading = work.draft.reading if work.draft else None
        updates: Updates = {
            box: gr.update(
                value=meta_text(meta, name), info=sureness(reading, name) if reading else None
            )
            for name, box in self.fields.items()
        }
        return updates | {
            self.identifier: gr.update(value="", visible=not work.plan_id),
            self.accept: gr.update(value=accept),
            self.review: gr.update(visible=True),
            self.work: work,
        }

    # --- what is done -----------------------------------------------------------------------------

    def _reading(self, path: str, plan_id: str) -> Iterator[Updates]:
        """Read a file, in the place of a plan where one is named, and show the report."""
        file = Path(path)
        yield self._at_rest() | {self.status: render_progress([f"收到 {file.name}"], 0)}
        try:
            draft = yield from self._steps(
                lambda tell, tick: read_draft(self._settings, file, progress=tell, tick=tick)
            )
        finally:
            file.unlink(missing_ok=True)  # the copy that Gradio made
        if draft is None:
            return
        report = render_reading(draft.source, draft.reading)
        work = _Work(draft, plan_id, draft.reading.meta)
        if not plan_id:
            done = self._form(work, draft.reading.meta, accept="确认导入")
            yield done | {self.status: render_done("已读完，请核对后确认。"), self.report: report}
            return
        try:
            meta = work.meta = draft.renewed(plan_id)
        except PlanQAError as error:
            draft.discard()
            yield {self.status: _fault(error)}
            return
        try:
            report = render_changes(draft.changes(plan_id)) + report
        except PlanQAError as error:  # the old version is damaged: a reason to replace it
            report = _fault(error) + report
        told = {self.status: render_done("已读完，请核对后确认。"), self.report: report}
        yield self._form(work, meta, accept="确认替换") | told

    def _accepting(self, work: _Work | None, identifier: str, *values: str) -> Iterator[Updates]:
        """Put what is on the desk into the library."""
        if work is None or work.meta is None:
            yield self._at_rest() | {self.status: _fault("没有待导入的文件，请重新上传。")}
            return
        started: PlanMeta = work.meta
        draft, plan_id = work.draft, work.plan_id or identifier.strip()

        def put(tell: Callable[[str], None], _tick: Callable[[float], None]) -> Any:  # noqa: ANN401
            meta = corrected(started, dict(zip(self.fields, values, strict=True)))
            if draft is None:
                return amend(self._settings, plan_id, meta, tell)
            return draft.accept(meta, plan_id=plan_id, replaces=bool(work.plan_id), progress=tell)

        entry = yield from self._steps(put)
        if entry is None:
            return  # the form stays, so that what was wrong can be put right
        done, deed = "已导入", "PLAN_ADDED"
        if work.plan_id:
            done, deed = ("已替换", "PLAN_REPLACED") if draft else ("已更正", "PLAN_CORRECTED")
        self._note(deed, f"{entry.plan_id} {entry.meta.title}")
        words = f"{done}《{entry.meta.title.strip('《》')}》，编号 {entry.plan_id}。"
        yield self._listed(entry.plan_id) | {self.status: render_done(words, entry)}

    def _indexing(self, plan_id: str) -> Iterator[Updates]:
        from index.store import build_index

        def build(tell: Callable[[str], None], _tick: Callable[[float], None]) -> Any:  # noqa: ANN401
            library = self._settings.library
            return build_index(
                library.load(plan_id),
                home=self._settings.home,
                folder=library.entry(plan_id).index,
                model=self._settings.model or None,
                query_prefix=self._settings.query_prefix,
                progress=tell,
            )

        made = yield from self._steps(build)
        if made is not None:
            self._note("PLAN_INDEXED", plan_id)
            yield {
                self.status: render_done(f"已重建 {plan_id} 的索引：{len(made.passages)} 个段落。")
            }

    def _steps(
        self, work: Callable[[Callable[[str], None], Callable[[float], None]], T]
    ) -> Generator[Updates, None, T | None]:
        """Do something at length, showing how far it is; None, and why, where it fails.

        `work` gets a function to tell a step and one that is called while it waits, which raises
        once nobody looks any more.
        """
        told: queue.Queue[str] = queue.Queue()
        left = threading.Event()
        outcome: list[T | BaseException] = []

        def tick(_seconds: float) -> None:
            if left.is_set():
                raise PlanQAError("页面已关闭，读取中止。")

        def run() -> None:
            try:
                outcome.append(work(told.put, tick))
            except BaseException as error:  # noqa: BLE001 - told on the page by the other thread
                outcome.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        steps: list[str] = []
        began = time.monotonic()
        try:
            while thread.is_alive():
                thread.join(_TICK_SECONDS)
                while not told.empty():
                    steps.append(told.get())
                if thread.is_alive():
                    yield {self.status: render_progress(steps, time.monotonic() - began)}
        finally:
            left.set()
        (found,) = outcome
        if isinstance(found, PlanQAError):
            yield {self.status: _fault(found)}
            return None
        if isinstance(found, BaseException):
            raise found
        return found

    def _note(self, deed: str, detail: str) -> None:
        """An entry of the audit list; the work is done also where it cannot be written."""
        if self._store is None:
            return
        from assistant.database.engine import StoreError
        from assistant.database.journal import Deed

        try:
            self._store.journal.note("管理员", Deed[deed], detail)
        except StoreError:
            return

    # --- events -----------------------------------------------------------------------------------

    def _wire(self) -> None:
        def add(file: str, admitted: bool, work: _Work | None) -> Iterator[Updates]:
            if admitted and file:
                _dropped(work)
                yield from self._reading(file, "")

        def renew(
            file: str, admitted: bool, work: _Work | None, plan_id: str | None
        ) -> Iterator[Updates]:
            if admitted and file and plan_id:
                _dropped(work)
                yield from self._reading(file, plan_id)

        def accept(
            admitted: bool,
            work: _Work | None,
            identifier: str,
            title: str,
            short_title: str,
            issuer: str,
            document_number: str,
            period: str,
            region: str,
            sector: str,
            issued_on: str,
        ) -> Iterator[Updates]:
            if admitted:
                first = (title, short_title, issuer, document_number)
                values = (*first, period, region, sector, issued_on)
                yield from self._accepting(work, identifier or "", *(v or "" for v in values))

        def reject(admitted: bool, work: _Work | None) -> Updates:
            if not admitted:
                return {}
            _dropped(work)
            return self._at_rest() | {self.status: render_done("已放弃，规划库没有改动。")}

        def correct(admitted: bool, work: _Work | None, plan_id: str | None) -> Updates:
            if not (admitted and plan_id):
                return {}
            _dropped(work)
            try:
                meta = self._settings.library.entry(plan_id).meta
            except PlanQAError as error:
                return {self.status: _fault(error)}
            form = self._form(_Work(None, plan_id, meta), meta, accept="保存更正")
            return self._at_rest() | form | {self.status: ""}

        def index(admitted: bool, plan_id: str | None) -> Iterator[Updates]:
            if admitted and plan_id:
                yield from self._indexing(plan_id)

        def ask(admitted: bool, plan_id: str | None) -> Updates:
            if not (admitted and plan_id):
                return {}
            words = f"删除规划 {plan_id}？文本、原文件和索引一并删除，不能恢复。"
            return {self.sure: gr.update(visible=True), self.question: render_sure(words)}

        def remove(admitted: bool, work: _Work | None, plan_id: str | None) -> Updates:
            if not (admitted and plan_id):
                return {}
            _dropped(work)
            try:
                entry = remove_plan(self._settings, plan_id)
            except PlanQAError as error:
                return {self.sure: gr.update(visible=False), self.status: _fault(error)}
            self._note("PLAN_REMOVED", f"{plan_id} {entry.meta.title}")
            return self._listed() | {self.status: render_done(f"已删除 {plan_id}。")}

        admitted, work, plan = self._admitted, self.work, self.chooser
        outputs, slow = self.shown, {**QUIET, "concurrency_limit": 2}
        form = [admitted, work, self.identifier, *self.fields.values()]
        self.changed = [
            self.upload.upload(add, [self.upload, admitted, work], outputs, **slow),
            self.renew.upload(renew, [self.renew, admitted, work, plan], outputs, **slow),
            self.accept.click(accept, form, outputs, **slow),
            self.index.click(index, [admitted, plan], outputs, **slow),
            self.yes.click(remove, [admitted, work, plan], outputs, **QUIET),
        ]
        self.reject.click(reject, [admitted, work], outputs, **QUIET)
        self.correct.click(correct, [admitted, work, plan], outputs, **QUIET)
        self.remove.click(ask, [admitted, plan], outputs, **QUIET)
        self.no.click(lambda: gr.update(visible=False), None, self.sure, **QUIET)


def _dropped(work: object) -> None:
    """Throw away a draft that nobody accepted."""
    if isinstance(work, _Work) and work.draft is not None:
        work.draft.discard()


def _fault(error: object) -> str:
    return f'<p class="pq-note" role="alert">{escape(str(error))}</p>'
