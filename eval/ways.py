"""The ways of answering that a run may compare: by the rules alone, and with a language model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.llm.settings import ModelSettings
from assistant.settings import Settings
from corpus.errors import SettingsError
from corpus.textops import aligned
from eval.metrics import METRICS
from eval.records import Run

__all__ = ["WAYS", "settings_for", "ways_report"]

WAYS: Mapping[str, str] = {
    "extractive": "只用规则",
    "model": "检索加模型",
    "whole": "全文加模型",
}
_SHOWN = ("right", "status", "cited", "facts_share", "number", "list")


def settings_for(way: str, settings: Settings) -> Settings:
    """The settings for one way.

    Raises:
        SettingsError: a model is wanted and none is set.
    """
    if way == "extractive":
        return replace(settings, llm=ModelSettings())
    if not settings.llm.is_on:
        raise SettingsError(
            f"--with {way} 需要语言模型，现在没有设。请先设 PLANQA_LLM_URL 和 PLANQA_LLM_MODEL。"
        )
    return replace(
        settings,
        llm=replace(settings.llm, context="whole" if way == "whole" else "retrieval"),
    )


def ways_report(runs: Mapping[str, Run]) -> str:
    """The figures of runs over the same questions, side by side, as a table of plain text.

    Args:
        runs: by the title of their way.
    """
    held = {title: run.figures() for title, run in runs.items()}
    names = [name for name in _SHOWN if any(name in figures for figures in held.values())]
    rows = [["", *runs]]
    for name in names:
        cells = [f"{f[name].mean:.1%}" if name in f else "—" for f in held.values()]
        rows.append([METRICS[name].title, *cells])
    rows.append(
        ["违反底线", *(str(sum(bool(r.violations) for r in x.records)) for x in runs.values())]
    )
    rows.append(["由模型表述", *(str(_phrased(run)) for run in runs.values())])
    rows.append(["中位用时 ms", *(f"{run.latency().get('p50', 0):.0f}" for run in runs.values())])
    rows.append(["p95 用时 ms", *(f"{run.latency().get('p95', 0):.0f}" for run in runs.values())])
    return "\n".join(aligned(rows))


def _phrased(run: Run) -> int:
    """How many answers hold words of a model."""
    return sum((record.answer or {}).get("mode") == "llm" for record in run.clean())
