"""Planqa's retrieval beside that of other libraries: prints Markdown tables.

    pip install -e ".[bench]"
    python benchmarks/retrieval.py [--data CORPORA] [--systems NAME ...] [--repeat N] [--keep DIR]

The same passages and the same questions go through every system, each in a process of its own.
Questions: every gold question of one turn that has sections to find and is written without noise;
the same with slips of typing made by rule (`eval.noise`); and, where CORPORA (docs/embedding.md)
holds them, the questions of CMRC 2018 on its own passages. A system that is not installed is left
out, and said to be.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from assistant.settings import Settings  # noqa: E402
from benchmarks.measures import (  # noqa: E402
    SILENT,
    machine,
    p_differs,
    percentiles,
)
from benchmarks.peers import FOUND, SYSTEMS, Corpus, missing  # noqa: E402
from eval.gold_types import HALVES, GoldQuestion  # noqa: E402
from eval.metrics import ranking_scores  # noqa: E402
from eval.noise import noisy  # noqa: E402
from eval.sets import Slice, find_sets, tasks_of  # noqa: E402
from eval.stats import bootstrap_interval, holm  # noqa: E402

CMRC = "cmrc2018_trial"
SLIPS = ("homophone", "pinyin", "dropped", "swapped", "doubled")
TIMED, SEED = 300, 1
OURS = ("planqa", "planqa-ranked")  # each peer is tested against both
Scores = dict[str, dict[str, float]]  # by question, then by metric


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what it must find, and where it comes from."""

    key: str
    text: str
    groups: tuple[frozenset[str], ...]  # of each group one address must be found
    half: str  # of HALVES, or "" outside the gold sets
    slip: str = ""  # of SLIPS
    of: str = ""  # key of the question without the slip


@dataclass(frozen=True)
class Job:
    """A corpus and the questions asked of it."""

    corpus: Corpus
    asked: tuple[Asked, ...]


def main() -> None:
    """Measure every system and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder of the corpora")
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=list(SYSTEMS))
    parser.add_argument("--repeat", type=int, default=5, help="searches of each timed question")
    parser.add_argument("--keep", type=Path, help="folder for what each system gave, used again")
    options = parser.parse_args()
    jobs = [*gold_jobs(), *_cmrc_job(options.data)]
    timed = _timed(jobs)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        job = folder / "job.json"
        plain = [_plain(one, timed) for one in jobs]
        job.write_text(json.dumps(plain, ensure_ascii=False), "utf-8")
        found = {name: _apart(name, job, options.repeat) for name in options.systems}
    runs = {name: run for name, run in found.items() if run is not None}
    scores = {name: scores_of(name, run["ranked"], jobs) for name, run in runs.items()}
    questions = [asked for job in jobs for asked in job.asked]
    print(f"{machine()}; times: {options.repeat} searches of each of {len(timed)} questions\n")
    for table in (_quality, _cost, _significance, _slips, _cmrc):
        print("\n".join(table(runs, scores, questions)) + "\n")


def _timed(jobs: Sequence[Job]) -> set[str]:
    """Keys of the clean gold questions that are timed, drawn by chance."""
    clean = sorted(q.key for job in jobs for q in job.asked if q.half and not q.slip)
    return set(random.Random(SEED).sample(clean, min(TIMED, len(clean))))


def _plain(job: Job, timed: Set[str]) -> dict:
    """A job as benchmarks/peers.py reads it."""
    asked = [[q.key, q.text, q.key in timed] for q in job.asked]
    if job.corpus.plan is None:
        texts = {p.passage_id: p.text for p in job.corpus.passages}
        return {"name": job.corpus.name, "texts": texts, "asked": asked}
    return {"plan": job.corpus.name, "library": str(job.corpus.library), "asked": asked}


def _apart(name: str, job: Path, repeat: int) -> dict | None:
    """One system in a process of its own; None, and the reason told, where there is nothing."""
    lacking = missing(SYSTEMS[name])
    if lacking:
        _tell(f"{name}: left out, {', '.join(lacking)} not installed (pip install -e '.[bench]')")
        return None
    out = job.with_name(f"{name}.json")
    if out.is_file():
        _tell(f"{name}: as kept in {out}")
        return json.loads(out.read_text("utf-8"))
    command = [sys.executable, str(ROOT / "benchmarks" / "peers.py")]
    began = time.perf_counter()
    done = subprocess.run(
        [*command, name, str(job), str(out), str(repeat)],
        env={**os.environ, **SILENT},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = " ".join(done.stderr.strip().splitlines()[-1:])
        _tell(f"{name}: left out, it ended with {done.returncode}: {last}")
        return None
    _tell(f"{name}: {time.perf_counter() - began:.0f} s")
    return json.loads(out.read_text("utf-8"))


# --- questions ------------------------------------------------------------------------------------


def gold_jobs() -> list[Job]:
    """The plans of the gold sets with their questions, clean and with slips."""
    sets = find_sets(Settings())
    corpora = {held.plan.plan_id: Corpus.of_plan(held.plan.plan_id, held.plans) for held in sets}
    asked: dict[str, list[Asked]] = {name: [] for name in corpora}
    for task in tasks_of(sets, Slice()):
        gold = task.gold
        if len(gold.turns) == 1 and gold.sections and not gold.noise:
            held = asked[task.plan_id]
            held += _with_slip(task.key, gold, turn=len(held) // 2)
    return [Job(corpora[name], tuple(held)) for name, held in asked.items()]


def _with_slip(key: str, gold: GoldQuestion, *, turn: int) -> Iterable[Asked]:
    """A question, and the same with one slip; the kinds take turns."""
    yield Asked(key, gold.turns[-1], gold.sections, gold.half)
    first = turn % len(SLIPS)
    for kind in (*SLIPS[first:], *SLIPS[:first]):
        slipped = noisy(gold, kind)
        if slipped is not None:
            text = slipped.turns[-1]
            yield Asked(f"{key}~{kind}", text, gold.sections, gold.half, slip=kind, of=key)
            return


def _cmrc_job(data: Path | None) -> list[Job]:
    """The questions of CMRC 2018, trial set, on its own passages."""
    path = data / f"{CMRC}.jsonl" if data else None
    if path is None or not path.is_file():
        _tell(f"{CMRC}.jsonl: left out, no such file (--data, docs/embedding.md)")
        return []
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    texts = list(dict.fromkeys(row["positive"] for row in rows))
    keys = {text: f"cmrc{n:04d}" for n, text in enumerate(texts)}
    asked = tuple(
        Asked(f"{CMRC}/{n}", row["query"], (frozenset({keys[row["positive"]]}),), half="")
        for n, row in enumerate(rows)
    )
    return [Job(Corpus.of_texts(CMRC, {key: text for text, key in keys.items()}), asked)]


# --- scores ---------------------------------------------------------------------------------------


def scores_of(name: str, ranked: Mapping[str, Sequence[str]], jobs: Sequence[Job]) -> Scores:
    """`eval.metrics.ranking_scores` of every question a system was asked.

    A passage stands for its own address and for those of the rows and parts in it, in this order,
    as in the evaluation's retrieval step.
    """
    found: Scores = {}
    for job in jobs:
        paths = {
            p.passage_id: list(dict.fromkeys([p.path, *(s.path for s in p.sentences)]))
            for p in job.corpus.passages
        }
        for asked in job.asked:
            if asked.key not in ranked:
                continue
            keys = ranked[asked.key][:FOUND]
            addresses = keys if SYSTEMS[name].addresses else [p for k in keys for p in paths[k]]
            found[asked.key] = ranking_scores(asked.groups, addresses)
    return found


def _mean(scores: Scores, keys: Iterable[str], metric: str) -> float:
    return float(np.mean([scores[key][metric] for key in keys]))


def _differences(ours: Scores, theirs: Scores, keys: Iterable[str]) -> list[float]:
    return [ours[key]["ndcg"] - theirs[key]["ndcg"] for key in keys]


# --- tables ---------------------------------------------------------------------------------------

Runs = Mapping[str, dict]
All = Mapping[str, Scores]


def _clean(questions: Iterable[Asked], half: str) -> list[str]:
    return [q.key for q in questions if q.half == half and not q.slip]


def _quality(runs: Runs, scores: All, questions: Sequence[Asked]) -> list[str]:
    halves = {half: _clean(questions, half) for half in HALVES}
    named = {"dev": "development", "test": "test"}
    heads = [f"{m}, {named[h]} ({len(halves[h])})" for m in ("hit@5", "nDCG@10") for h in HALVES]
    lines = [f"| system | {' | '.join(heads)} |", "|---" * 5 + "|"]
    for name in runs:
        cells = [f"{100 * _mean(scores[name], halves[half], 'first5'):.1f} %" for half in HALVES]
        cells += [f"{_mean(scores[name], halves[half], 'ndcg'):.3f}" for half in HALVES]
        lines.append(f"| {SYSTEMS[name].title} | {' | '.join(cells)} |")
    return lines


def _cost(runs: Runs, _scores: All, _questions: Sequence[Asked]) -> list[str]:
    lines = [
        "| system | p50 | p95 | imports, dictionary, model | index | memory |",
        "|---" * 6 + "|",
    ]
    for name, run in runs.items():
        p50, p95 = percentiles(run["took"])
        lines.append(
            f"| {SYSTEMS[name].title} | {p50:.2f} ms | {p95:.2f} ms | {run['open_s']:.1f} s "
            f"| {run['index_s']:.2f} s | {run['peak_mb']:.0f} MB |"
        )
    return lines


def _significance(runs: Runs, scores: All, questions: Sequence[Asked]) -> list[str]:
    """Differences in nDCG@10 on the test half, p values adjusted for the number of peers."""
    keys = _clean(questions, "test")
    peers = [name for name in runs if SYSTEMS[name].peer]
    ours = [name for name in OURS if name in runs]
    heads = [f"{SYSTEMS[name].title}: difference (95 %), p" for name in ours]
    lines = [f"| nDCG@10, test half, against | {' | '.join(heads)} |"]
    lines.append("|---" * (1 + len(ours)) + "|")
    gaps = {
        (our, peer): _differences(scores[our], scores[peer], keys) for our in ours for peer in peers
    }
    adjusted = {our: holm({peer: p_differs(gaps[our, peer]) for peer in peers}) for our in ours}
    for peer in peers:
        cells = []
        for our in ours:
            low, high = bootstrap_interval(gaps[our, peer])
            p = adjusted[our][peer]
            told = f"{p:.4f}" if p >= 0.001 else "< 0.001"
            cells.append(f"{np.mean(gaps[our, peer]):+.3f} ({low:+.3f} to {high:+.3f}), {told}")
        lines.append(f"| {SYSTEMS[peer].title} | {' | '.join(cells)} |")
    return lines


def _slips(runs: Runs, scores: All, questions: Sequence[Asked]) -> list[str]:
    """hit@5 of the questions with slips less that of the same questions without."""
    by_kind = {kind: [q for q in questions if q.slip == kind] for kind in SLIPS}
    every = [q for held in by_kind.values() for q in held]
    heads = [f"{kind} ({len(held)})" for kind, held in by_kind.items()]
    lines = [
        f"| hit@5 | clean | with a slip ({len(every)}) | drop | {' | '.join(heads)} |",
        "|---" * (4 + len(SLIPS)) + "|",
    ]
    for name in runs:
        before = _mean(scores[name], (q.of for q in every), "first5")
        after = _mean(scores[name], (q.key for q in every), "first5")
        cells = [
            f"{100 * _mean(scores[name], (q.key for q in held), 'first5'):.1f} %"
            for held in by_kind.values()
        ]
        lines.append(
            f"| {SYSTEMS[name].title} | {100 * before:.1f} % | {100 * after:.1f} % "
            f"| {100 * (before - after):.1f} | {' | '.join(cells)} |"
        )
    return lines


def _cmrc(runs: Runs, scores: All, questions: Sequence[Asked]) -> list[str]:
    keys = [q.key for q in questions if not q.half]
    if not keys:
        return [f"{CMRC}: left out, no such file."]
    lines = [f"| CMRC 2018, {len(keys)} questions | hit@5 | nDCG@10 |", "|---|---|---|"]
    for name in runs:
        if keys[0] in scores[name]:
            hit = 100 * _mean(scores[name], keys, "first5")
            ndcg = _mean(scores[name], keys, "ndcg")
            lines.append(f"| {SYSTEMS[name].title} | {hit:.1f} % | {ndcg:.3f} |")
    return lines


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    main()
