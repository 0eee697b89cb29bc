"""Reports of a run: one self-contained HTML page, and Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from corpus.textops import aligned
from eval.checks import INVARIANTS
from eval.gate import Verdict, violations_of
from eval.gold_types import KINDS
from eval.metrics import METRICS, Figure, figures
from eval.records import Record, Run

__all__ = ["html_report", "markdown_report", "terminal_report"]

_TEMPLATES = Path(__file__).with_name("templates")
_KIND_TITLES = {
    "fact": "事实",
    "number": "数值",
    "calculation": "计算",
    "list": "清单",
    "measures": "举措",
    "definition": "释义",
    "reason": "原因方式",
    "yesno": "是否",
    "comparison": "比较",
    "section": "章节",
    "overview": "概述",
    "brief": "简报",
    "place": "地点",
    "multi": "两问",
    "followup": "追问",
    "conflict": "前后不一",
    "clarify": "多义",
    "picture": "图件",
    "refusal": "未提及",
    "help": "助手自身",
}
_NOISE_TITLES = {
    "homophone": "同音字",
    "shape": "形近字",
    "traditional": "繁体",
    "fullwidth": "全角",
    "pinyin": "拼音",
    "english": "英文",
    "punctuation": "标点",
    "chatter": "闲话",
    "keywords": "关键词",
    "dropped": "漏字",
    "doubled": "重字",
    "swapped": "字序颠倒",
    "spoken": "口语",
    "numerals": "数字写法",
    "abbreviated": "简称",
}
_CHART = (640, 160)  # width and height of the trend, px


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: a name and figures over some questions."""

    title: str
    count: int
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class NoiseRow:
    """How much one kind of noise costs, over the questions it could be made from."""

    title: str
    count: int
    clean: float
    noisy: float

    @property
    def drop(self) -> float:
        """Clean minus noisy."""
        return self.clean - self.noisy


def html_report(run: Run, verdict: Verdict | None, history: Sequence[dict[str, Any]]) -> str:
    """The whole run as one page without outside resources."""
    trend = [
        (line["date"][:10], line["figures"]["right"])
        for line in history
        if "right" in line.get("figures", {})
    ]
    return _render(
        "report.html.j2", run, verdict, records=_drilled(run), trend=trend, points=_points(trend)
    )


def markdown_report(run: Run, verdict: Verdict | None) -> str:
    """The run for a pull request: the verdict, the figures, what changed."""
    return _render("report.md.j2", run, verdict)


def terminal_report(run: Run) -> str:
    """Figures by kind of question, as a table of plain text."""
    wanted = ("right", "status", "cited", "facts_share", "number", "list")
    columns = [name for name in wanted if name in run.figures()]
    head = ["题型", "题数", *(METRICS[name].title for name in columns)]
    rows = [head]
    for row in [*_by_kind(run), _all(run)]:
        cells = [_percent(row.figures.get(name)) for name in columns]
        rows.append([row.title, str(row.count), *cells])
    return "\n".join(aligned(rows))


def _render(template: str, run: Run, verdict: Verdict | None, **more: object) -> str:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = _percent
    environment.filters["cell"] = lambda text: str(text).replace("|", "\\|").replace("\n", " ")
    environment.globals.update(
        METRICS=METRICS, INVARIANTS=INVARIANTS, KINDS=_KIND_TITLES, NOISE=_NOISE_TITLES
    )
    return environment.get_template(template).render(
        run=run,
        verdict=verdict,
        all=_all(run),
        halves=_by_half(run),
        kinds=_by_kind(run),
        sets=_by_set(run),
        noise=_by_noise(run),
        violations=[r for r in run.records if violations_of(r)],
        latency=run.latency(),
        **more,
    )


# --- tables ---------------------------------------------------------------------------------------


def _all(run: Run) -> Row:
    return _row("全部", run.clean())


def _by_kind(run: Run) -> list[Row]:
    kinds = sorted({record.kind for record in run.clean()}, key=list(KINDS).index)
    return [_row(_KIND_TITLES[kind], (r for r in run.clean() if r.kind == kind)) for kind in kinds]


def _by_half(run: Run) -> list[Row]:
    titles = {"dev": "开发集", "test": "测试集"}
    halves = [half for half in titles if any(r.half == half for r in run.clean())]
    return [_row(titles[half], (r for r in run.clean() if r.half == half)) for half in halves]


def _by_set(run: Run) -> list[Row]:
    names = sorted({record.key.rpartition("/")[0] for record in run.clean()})
    return [_row(n, (r for r in run.clean() if r.key.rpartition("/")[0] == n)) for n in names]


def _by_noise(run: Run) -> list[NoiseRow]:
    """Made by rule first, then written by hand."""
    held = run.by_key()
    rows = []
    for by_rule in (True, False):
        for noise in sorted({r.noise for r in run.records if r.noise and r.by_rule is by_rule}):
            noisy = [r for r in run.records if r.noise == noise and r.by_rule is by_rule]
            noisy = [record for record in noisy if record.of in held]
            if noisy:
                clean = [held[record.of] for record in noisy]
                title = f"{_NOISE_TITLES.get(noise, noise)}{'' if by_rule else '（手写）'}"
                rows.append(NoiseRow(title, len(noisy), _mean_right(clean), _mean_right(noisy)))
    return rows


def _mean_right(records: Sequence[Record]) -> float:
    return sum(record.scores.get("right", 0.0) for record in records) / len(records)


def _row(title: str, records: Iterable[Record]) -> Row:
    held = list(records)
    return Row(title, len(held), figures(record.scores for record in held))


# --- details --------------------------------------------------------------------------------------


def _drilled(run: Run) -> list[Record]:
    """Questions one can open: as written, and those made by rule that violate an invariant."""
    violated = (record for record in run.records if record.by_rule and violations_of(record))
    ordered = sorted(run.clean(), key=lambda r: (r.right, r.kind, r.key))
    return list(chain(violated, ordered))


def _points(trend: Sequence[tuple[str, float]]) -> str:
    """The trend as points of an SVG polyline, the axis from 0 to 1."""
    width, height = _CHART
    step = width / max(1, len(trend) - 1)
    return " ".join(f"{n * step:.1f},{height * (1 - v):.1f}" for n, (_, v) in enumerate(trend))


def _percent(value: Figure | float | None) -> str:
    if value is None:
        return "—"
    return f"{value.mean if isinstance(value, Figure) else value:.1%}"
