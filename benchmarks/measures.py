"""What both retrieval benchmarks measure with: latency, memory, recall, significance."""

from __future__ import annotations

import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from importlib.metadata import version

import numpy as np

from eval.stats import p_worse

__all__ = [
    "SILENT",
    "machine",
    "p_differs",
    "peak_mb",
    "percentiles",
    "resident_mb",
    "share_found",
    "typical_ms",
]

# Peers report nothing and fetch nothing.
SILENT = {
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "LANGSMITH_TRACING": "false",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
}


def p_differs(differences: Sequence[float]) -> float:
    """Two-sided p of the paired randomisation test (see `eval.stats`), in (0, 1].

    Args:
        differences: score of one system less the score of the other, one a question.
    """
    return min(1.0, 2 * min(p_worse(differences), p_worse([-d for d in differences])))


def percentiles(milliseconds: Sequence[float]) -> tuple[float, float]:
    """p50 and p95, linear interpolation between the nearest ranks; (nan, nan) for none."""
    if not milliseconds:
        return float("nan"), float("nan")
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return float(p50), float(p95)


def typical_ms(run: Callable[[str], object], queries: Iterable[str], repeat: int) -> list[float]:
    """Milliseconds for each query, the median of `repeat` passes over all of them.

    A pass over all queries lies between two runs of one, so that a moment in which the machine is
    busy with something else does not count for all runs of a query.
    """
    held = list(queries)
    took = np.empty((repeat, len(held)))
    for turn in range(repeat):
        for at, query in enumerate(held):
            began = time.perf_counter()
            run(query)
            took[turn, at] = 1000 * (time.perf_counter() - began)
    return [float(ms) for ms in np.median(took, axis=0)]


def share_found(found: Sequence[object], wanted: Sequence[object]) -> float:
    """Share of the wanted that was found, in [0, 1]; 1 where nothing was wanted."""
    return len(set(wanted) & set(found)) / len(set(wanted)) if wanted else 1.0


def resident_mb() -> float:
    """Memory this process holds now, in MB of 2**20 bytes (Linux); elsewhere its peak."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - no real file
            line = next(line for line in status if line.startswith("VmRSS"))
    except OSError:
        return peak_mb()
    return int(line.split()[1]) / 1024


def peak_mb() -> float:
    """The most memory this process ever held, in MB of 2**20 bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 1024)


def machine() -> str:
    """Cores, date and versions: what the figures were measured on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{cores} cores, no accelerator, {date.today():%Y-%m-%d}, Python "
        f"{platform.python_version()}, numpy {version('numpy')}, faiss {version('faiss-cpu')}"
    )
