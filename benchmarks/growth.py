"""How index and search grow with the number of plans: prints a Markdown table, draws a plot.

    python benchmarks/growth.py --data CORPORA [--plans 1 10 100 1000] [--plot docs/growth.svg]

The passages of the plans kept here come first; the rest is cut from the news articles in
CORPORA/crud_news_docs.jsonl.xz (docs/embedding.md), as long as a plan's passages are on average.
Every size is indexed in one process and searched in another, which loads what the first wrote.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from benchmarks.measures import (  # noqa: E402
    SILENT,
    machine,
    peak_mb,
    percentiles,
    resident_mb,
    share_found,
    typical_ms,
)
from corpus.library import list_plans, load_plan  # noqa: E402
from corpus.passages import split_passages  # noqa: E402
from corpus.plan import Passage  # noqa: E402
from index.dense import DenseIndex  # noqa: E402
from index.embedding import load_embedder  # noqa: E402
from index.lexical import LexicalIndex  # noqa: E402
from index.retriever import HybridRetriever, build_retriever  # noqa: E402
from index.tokenizer import Segmenter  # noqa: E402
from index.train_corpus import NEWS_FILE, read_news  # noqa: E402

LIBRARIES = (ROOT / "corpus" / "plans", ROOT / "eval" / "plans")
GOLD = ROOT / "eval" / "gold"
PER_PLAN = 300  # passages counted as one plan; the plan that comes with planqa has 201
LENGTH = 145  # characters of a passage cut from the news; the median of that plan's
SHORTEST = 40
TITLE = 20  # characters of an article that serve as its heading
QUESTIONS, SEED = 200, 1
AIM_MS, AIM_MB, AIM_RECALL = 50, 4096, 0.98
FOUND = 10


def main() -> None:
    """Measure every size, print the table, draw the plot."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--plans", type=int, nargs="+", default=[1, 10, 100, 1000])
    parser.add_argument("--repeat", type=int, default=5, help="searches of each question")
    parser.add_argument("--plot", type=Path, help="file to draw, .svg or .png")
    parser.add_argument("--step", choices=("build", "serve"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        told = (options.data, options.plans[0], options.folder)
        done = _build(*told) if options.step == "build" else _serve(*told, options.repeat)
        print(json.dumps(done))
        return
    if not (options.data / NEWS_FILE).is_file():
        sys.exit(f"no {NEWS_FILE} in {options.data}: nothing to grow with (see docs/embedding.md)")
    rows = [_measured(plans, options) for plans in options.plans]
    print(f"{machine()}; median of {options.repeat} searches of each of {QUESTIONS} questions\n")
    print(_table(rows))
    if options.plot:
        _plot(rows, options.plot)


def _measured(plans: int, options: argparse.Namespace) -> dict[str, float]:
    """The figures of one size, from two processes of its own."""
    found: dict[str, float] = {"plans": plans}
    with tempfile.TemporaryDirectory() as folder:
        for step in ("build", "serve"):
            command = [sys.executable, __file__, "--data", str(options.data), "--step", step]
            command += ["--plans", str(plans), "--repeat", str(options.repeat)]
            command += ["--folder", folder]
            done = subprocess.run(
                command, env={**os.environ, **SILENT}, check=True, capture_output=True, text=True
            )
            found |= json.loads(done.stdout.splitlines()[-1])
    print(f"{plans} plans: {found}", file=sys.stderr)
    return found


# --- the two processes ----------------------------------------------------------------------------


def _build(data: Path, plans: int, folder: Path) -> dict[str, float]:
    """Index and write."""
    passages = list(itertools.islice(_passages(data), plans * PER_PLAN))
    segmenter = Segmenter()
    embedder = load_embedder(segmenter=segmenter)
    began = time.perf_counter()
    retriever = build_retriever(passages, embedder=embedder, segmenter=segmenter)
    took = time.perf_counter() - began
    files = {**retriever.lexical.dump(), **retriever.dense.dump()}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return {
        "passages": len(passages),
        "index_s": took,
        "disk_mb": sum(map(len, files.values())) / 2**20,
        "build_mb": peak_mb(),
    }


def _serve(data: Path, plans: int, folder: Path, repeat: int) -> dict[str, float]:
    """Load and search."""
    passages = list(itertools.islice(_passages(data), plans * PER_PLAN))
    segmenter = Segmenter()
    embedder = load_embedder(segmenter=segmenter)
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    lexical, dense = LexicalIndex.load(files), DenseIndex.load(files)
    del files
    retriever = HybridRetriever(passages, lexical, dense, embedder, segmenter)
    questions = _questions()
    for question in questions[:20]:  # the page cache, the dictionary
        retriever.search(question, FOUND)
    took = typical_ms(lambda q: retriever.search(q, FOUND), questions, repeat)
    p50, p95 = percentiles(took)
    held = resident_mb()
    # The same vectors in a flat index, after memory was measured.
    vectors = dense._index.reconstruct_n(0, dense.size)
    flat = DenseIndex.of_rows(vectors, exact_up_to=dense.size)
    del vectors
    near, both = _recalls(retriever, flat, questions)
    return {
        "p50": p50,
        "p95": p95,
        "held_mb": held,
        "exact": retriever.dense.is_exact,
        "dense_recall": near,
        "recall": both,
        **_parts(retriever, flat, questions),
    }


def _recalls(
    retriever: HybridRetriever, flat: DenseIndex, questions: Sequence[str]
) -> tuple[float, float]:
    """Share of the exact ten best that is found: by the dense leg alone, and by the search."""
    near, both = [], []
    segmenter, embedder, weights = retriever.segmenter, retriever.embedder, retriever.weights
    exact_search = HybridRetriever(
        retriever.passages, retriever.lexical, flat, embedder, segmenter, weights=weights
    )
    for question in questions:
        vector = retriever.embedder.encode_query(question)
        exact = flat.score(vector)
        least = np.sort(exact)[-FOUND:][0]
        # By score, so that one of two passages of the same words is as good as the other.
        _, cosines = retriever.dense.nearest(vector, FOUND)
        near.append(np.count_nonzero(cosines >= least) / FOUND if vector.any() else 1.0)
        wanted = [hit.passage.passage_id for hit in exact_search.search(question, FOUND)]
        hits = [hit.passage.passage_id for hit in retriever.search(question, FOUND)]
        both.append(share_found(hits, wanted))
    return float(np.mean(near)), float(np.mean(both))


def _parts(
    retriever: HybridRetriever, flat: DenseIndex, questions: Sequence[str]
) -> dict[str, float]:
    """Median milliseconds of the parts of a search."""
    tokens = {q: retriever.segmenter.search_tokens(q) for q in questions}
    vectors = {q: retriever.embedder.encode_query(q) for q in questions}
    parts: dict[str, Callable[[str], object]] = {
        "words_ms": lambda q: retriever.lexical.score(tokens[q]),
        "near_ms": lambda q: retriever.dense.nearest(vectors[q], FOUND),
        "flat_ms": lambda q: flat.score(vectors[q]),
    }
    return {name: percentiles(typical_ms(run, questions[:50], 3))[0] for name, run in parts.items()}


# --- what is indexed and asked --------------------------------------------------------------------


def _passages(data: Path) -> Iterator[Passage]:
    """The passages of the plans kept here, then as many as the news give."""
    for library in LIBRARIES:
        for meta in list_plans(library):
            yield from split_passages(load_plan(meta.plan_id, library))
    for number, text in enumerate(read_news(data)):
        for start in range(0, len(text), LENGTH):
            piece = text[start : start + LENGTH]
            if len(piece) >= SHORTEST:
                yield Passage(
                    passage_id=f"news{number:05d}#{start:05d}",
                    plan_id="news",
                    path=str(number),
                    label=str(number),
                    heading=(text[:TITLE],),
                    page=None,
                    text=piece,
                    sentences=(),
                )


def _questions() -> list[str]:
    """Single questions of the gold sets, drawn by chance."""
    texts = [file.read_text("utf-8") for file in sorted(GOLD.glob("*/*.jsonl"))]
    turns = [json.loads(line)["turns"] for text in texts for line in text.splitlines()]
    alone = sorted({turn[0] for turn in turns if len(turn) == 1})
    return random.Random(SEED).sample(alone, QUESTIONS)


# --- what is told ---------------------------------------------------------------------------------


def _table(rows: Sequence[dict[str, float]]) -> str:
    lines = [
        "| plans | passages | index | on disk | memory while indexing | memory while searching "
        "| p50 | p95 | dense leg | dense top 10 found | top 10 found |",
        "|---" * 11 + "|",
    ]
    for row in rows:
        lines.append(
            f"| {row['plans']:,} | {row['passages']:,} | {row['index_s']:.1f} s "
            f"| {row['disk_mb']:,.0f} MB | {row['build_mb']:,.0f} MB | {row['held_mb']:,.0f} MB "
            f"| {row['p50']:.1f} ms | {row['p95']:.1f} ms "
            f"| {'exact' if row['exact'] else 'inverted lists'} "
            f"| {row['dense_recall']:.3f} | {row['recall']:.3f} |"
        )
    lines.append("")
    lines.append("| passages | BM25 of all | nearest vectors | all cosines, exact |")
    lines.append("|---|---|---|---|")
    for row in rows:
        lines.append(
            f"| {row['passages']:,} | {row['words_ms']:.2f} ms | {row['near_ms']:.2f} ms "
            f"| {row['flat_ms']:.2f} ms |"
        )
    return "\n".join(lines)


def _plot(rows: Sequence[dict[str, float]], file: Path) -> None:
    """p50, p95 and memory by number of passages, on logarithmic axes."""
    try:
        import matplotlib as mpl
    except ImportError:
        print("matplotlib is not installed: no plot (pip install '.[bench]')", file=sys.stderr)
        return
    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "planqa"  # the same figures give the same file
    from matplotlib import pyplot

    sizes = [row["passages"] for row in rows]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    left.plot(sizes, [row["p95"] for row in rows], "o-", label="p95")
    left.plot(sizes, [row["p50"] for row in rows], "o-", label="p50")
    left.axhline(AIM_MS, color="grey", linestyle="--", label="aim for p95")
    left.set(xscale="log", yscale="log", xlabel="passages", ylabel="ms a search")
    left.legend()
    right.plot(sizes, [row["build_mb"] for row in rows], "o-", label="while indexing (peak)")
    right.plot(sizes, [row["held_mb"] for row in rows], "o-", label="while searching")
    right.axhline(AIM_MB, color="grey", linestyle="--", label="aim")
    right.set(xscale="log", yscale="log", xlabel="passages", ylabel="MB resident")
    right.legend()
    figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None)


if __name__ == "__main__":
    main()
