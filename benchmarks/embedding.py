"""What else was tried for the word vectors: prints a Markdown table.

    pip install -e ".[train,bench]"
    python benchmarks/embedding.py --data CORPORA --keep FOLDER
        [--only NAME ...] [--weight W] [--test]

Each variant gives vectors; all else is planqa's search. Questions: the clean gold questions of one
turn with sections to find (as in benchmarks/retrieval.py), of the development half, and with
--test also of the test half; and CMRC 2018 as `index.train.validate` measures it. FOLDER keeps
the cut articles and every trained table, which are used again.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from benchmarks.embedding_train import VARIANTS, Table, Trainer  # noqa: E402
from benchmarks.measures import p_differs  # noqa: E402
from benchmarks.retrieval import Job, gold_jobs, scores_of  # noqa: E402
from corpus.plan import Passage  # noqa: E402
from index.embedding import SHIPPED_MODEL, StaticEmbedder, Words, known_pieces  # noqa: E402
from index.fusion import WEIGHTS, Weights  # noqa: E402
from index.retriever import build_retriever  # noqa: E402
from index.terms import mine_terms  # noqa: E402
from index.tokenizer import Segmenter, general_segmenter  # noqa: E402
from index.train import validate  # noqa: E402
from index.train_vectors import quantise  # noqa: E402

FOUND = 20  # passages taken of a ranking
WINDOW = 6  # words apart that are a word's context
LEGS: dict[str, Weights] = {
    "dense": replace(WEIGHTS, dense=1.0, dense_floor=1e-6),
    "hybrid": WEIGHTS,
}
SHIPPED = "shipped"
Measured = dict[str, dict[str, dict[str, float]]]  # by leg, question, metric
Adapt = Callable[[Table, Sequence[list[str]]], Table]


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    title: str
    measured: Measured
    cmrc: float | None  # hit@5 of the dense leg; None: it depends on the passages
    against: str  # the row it is compared with


def main() -> None:
    """Measure every variant and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--keep", type=Path, required=True, help="folder for what is used again")
    parser.add_argument("--only", nargs="*", choices=(*ADAPTATIONS, *VARIANTS))
    parser.add_argument("--weight", type=float, default=WEIGHTS.dense, help="of the dense leg")
    parser.add_argument("--test", action="store_true", help="measure the test half too")
    options = parser.parse_args()
    LEGS["hybrid"] = replace(WEIGHTS, dense=options.weight)
    names = [*ADAPTATIONS, *VARIANTS] if options.only is None else options.only
    halves = ("dev", "test") if options.test else ("dev",)
    jobs = [_of_halves(job, halves) for job in gold_jobs()]
    rows = {SHIPPED: _row(SHIPPED, "shipped", shipped(), jobs, options.data)}
    for name in (n for n in ADAPTATIONS if n in names):
        title, adapt = ADAPTATIONS[name]
        rows[name] = Row(title, measure(shipped(), jobs, adapt=adapt), None, SHIPPED)
    trainer = Trainer(options.data, options.keep)
    for name in (n for n in VARIANTS if n in names):
        variant = VARIANTS[name]
        rows[name] = _row(variant.against, variant.title, trainer.table(name), jobs, options.data)
    print("\n".join(_table(rows, jobs, halves)))


def shipped() -> Table:
    """The shipped model's vectors."""
    from safetensors.numpy import load_file

    tensors = load_file(SHIPPED_MODEL / "model.safetensors")
    listed = json.loads((SHIPPED_MODEL / "tokenizer.json").read_text("utf-8"))
    rows = tensors["embeddings"].astype(np.float32) * tensors["weights"][:, None]
    return Table(listed["model"]["vocab"], rows)


def measure(table: Table, jobs: Iterable[Job], *, adapt: Adapt | None = None) -> Measured:
    """Scores of every question (`eval.metrics.ranking_scores`), by leg.

    Args:
        table: the vectors.
        jobs: plans with their questions.
        adapt: what a plan's own passages make of the table.
    """
    found: Measured = {leg: {} for leg in LEGS}
    for job in jobs:
        segmenter = Segmenter(mine_terms(job.corpus.plan) if job.corpus.plan else ())
        words = table.words or segmenter
        held = adapt(table, _cut(job.corpus.passages, words)) if adapt else table
        retriever = build_retriever(
            job.corpus.passages, embedder=_embedder(held, words), segmenter=segmenter
        )
        for leg, weights in LEGS.items():
            search = retriever.with_weights(weights).search
            ranked = {
                q.key: [hit.passage.passage_id for hit in search(q.text, FOUND)] for q in job.asked
            }
            found[leg] |= scores_of("planqa", ranked, [job])
    return found


def _row(against: str, title: str, table: Table, jobs: Sequence[Job], data: Path) -> Row:
    segmenter = general_segmenter()
    embedder = _embedder(table, table.words or segmenter)
    cmrc = validate(embedder, segmenter, data)["dense"]["hit@5"]
    return Row(title, measure(table, jobs), cmrc, against)


def _embedder(table: Table, words: Words) -> StaticEmbedder:
    """The table with eight bits a number, as a model is shipped."""
    rows, scales = quantise(table.rows)
    return StaticEmbedder(rows, scales, table.vocabulary, words, name="tried")


def _of_halves(job: Job, halves: Sequence[str]) -> Job:
    return replace(job, asked=tuple(q for q in job.asked if q.half in halves and not q.slip))


# --- adaptation to the plan -----------------------------------------------------------------------


def _cut(passages: Iterable[Passage], words: Words) -> list[list[str]]:
    """Each passage's words, those of its heading first; unknown ones stay whole."""
    return [words.base_words(" ".join((*p.heading, p.text))) for p in passages]


def _known(cut: Iterable[Sequence[str]], table: Table) -> list[list[str]]:
    """The same, unknown words taken apart."""
    return [[p for word in words for p in known_pieces(word, table.vocabulary)] for words in cut]


def rare_words_more(power: float) -> Adapt:
    """Each row times a power of the word's inverse frequency among the plan's passages."""

    def adapt(table: Table, cut: Sequence[list[str]]) -> Table:
        held = Counter(word for words in _known(cut, table) for word in set(words))
        counts = np.array([held[word] for word in table.vocabulary], np.float32)
        rarity = np.log1p((len(cut) - counts + 0.5) / (counts + 0.5)) ** power
        at = np.fromiter(table.vocabulary.values(), np.intp)
        rows = table.rows.copy()
        rows[at] *= rarity[:, None]
        return replace(table, rows=rows)

    return adapt


def without_components(count: int) -> Adapt:
    """Rows without the directions in which the plan's passages lie most of all.

    A sum of rows without them is the sum without them, so the passages lose them too.
    """

    def adapt(table: Table, cut: Sequence[list[str]]) -> Table:
        _, _, axes = np.linalg.svd(_sums(table, cut), full_matrices=False)
        rows = table.rows - (table.rows @ axes[:count].T) @ axes[:count]
        return replace(table, rows=rows.astype(np.float32))

    return adapt


def from_contexts(share: float, *, unknown_only: bool) -> Adapt:
    """Words of the plan moved towards the mean of what stands around them in the plan.

    A word that has no row gets one: the sum of its pieces, and then moved.
    """

    def adapt(table: Table, cut: Sequence[list[str]]) -> Table:
        around: dict[str, NDArray[np.float32]] = {}
        for words in cut:
            rows = np.array([_own(table, word) for word in words], np.float32)
            for at, word in enumerate(words):
                near = rows[max(0, at - WINDOW) : at + WINDOW + 1].sum(axis=0) - rows[at]
                around[word] = around.get(word, 0) + near
        added = {w: _moved(_own(table, w), around[w], share) for w in around}
        vocabulary, rows = dict(table.vocabulary), table.rows.copy()
        new = [w for w in added if w not in vocabulary and added[w].any()]
        if not unknown_only:
            for word in added.keys() & vocabulary.keys():
                rows[vocabulary[word]] = added[word]
        for word in new:
            vocabulary[word] = len(vocabulary)
        stacked = np.vstack([rows, *(added[word][None] for word in new)])
        return replace(table, vocabulary=vocabulary, rows=stacked)

    return adapt


def _own(table: Table, word: str) -> NDArray[np.float32]:
    known = [table.vocabulary[w] for w in _known([[word]], table)[0] if w in table.vocabulary]
    total: NDArray[np.float32] = table.rows[known].sum(axis=0)
    return total


def _moved(
    own: NDArray[np.float32], around: NDArray[np.float32], share: float
) -> NDArray[np.float32]:
    """Own vector with a share of the context's direction, as long as before."""
    length, far = float(np.linalg.norm(own)), float(np.linalg.norm(around))
    if not length or not far:
        return own
    mixed = (1 - share) / length * own + share / far * around
    mixed *= length / float(np.linalg.norm(mixed))
    return mixed


def both(first: Adapt, second: Adapt) -> Adapt:
    """One after the other."""
    return lambda table, cut: second(first(table, cut), cut)


def _sums(table: Table, cut: Iterable[list[str]]) -> NDArray[np.float32]:
    """(passages, dim) vectors of norm 1 or 0."""
    rows = np.array(
        [
            table.rows[[table.vocabulary[w] for w in words if w in table.vocabulary]].sum(axis=0)
            for words in _known(cut, table)
        ]
    )
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(norms > 0, norms, 1), np.float32)


ADAPTATIONS: Mapping[str, tuple[str, Adapt]] = {
    "idf": ("words weighted by inverse passage frequency in the plan", rare_words_more(1.0)),
    "idf-half": ("the same, to the power 0.5", rare_words_more(0.5)),
    "pc1": ("first principal component of the plan's passages removed", without_components(1)),
    "pc3": ("first three removed", without_components(3)),
    "idf-pc1": (
        "inverse frequency to the power 0.5, then the first component",
        both(rare_words_more(0.5), without_components(1)),
    ),
    "unknown": (
        "unknown words moved towards their contexts, share 0.3",
        from_contexts(0.3, unknown_only=True),
    ),
    "contexts": ("all words of the plan likewise", from_contexts(0.3, unknown_only=False)),
}


# --- the table ------------------------------------------------------------------------------------


def _table(rows: Mapping[str, Row], jobs: Sequence[Job], halves: Sequence[str]) -> list[str]:
    heads = [f"{leg}, {of}" for leg in LEGS for of in ("hit@5", "nDCG@10", "p")]
    heads = ["half", *heads, "hit@5 by plan, " + " / ".join(LEGS), "CMRC, hit@5"]
    lines = [f"| variant | {' | '.join(heads)} |", "|---" * (1 + len(heads)) + "|"]
    for name, row in rows.items():
        against = None if row.against == name else rows.get(row.against)
        lines += [_line(row, against, jobs, half) for half in halves]
    return lines


def _line(row: Row, against: Row | None, jobs: Sequence[Job], half: str) -> str:
    """One line; p is that of the difference in nDCG@10 to the row compared with."""
    keys = [q.key for job in jobs for q in job.asked if q.half == half]
    cells = [f"{half} ({len(keys)})"]
    for leg in LEGS:
        cells.append(f"{100 * _mean(row, leg, keys, 'first5'):.1f}")
        cells.append(f"{_mean(row, leg, keys, 'ndcg'):.3f}")
        ours, theirs = row.measured[leg], against.measured[leg] if against else {}
        gaps = [ours[key]["ndcg"] - theirs[key]["ndcg"] for key in keys if theirs]
        cells.append(_told(p_differs(gaps)) if gaps else "")
    plans = []
    for job in jobs:
        if own := [q.key for q in job.asked if q.half == half]:
            plans.append(" / ".join(f"{100 * _mean(row, leg, own, 'first5'):.1f}" for leg in LEGS))
    cells += [", ".join(plans), "" if row.cmrc is None else f"{100 * row.cmrc:.1f}"]
    return f"| {row.title} | {' | '.join(cells)} |"


def _told(p: float) -> str:
    return f"{p:.3f}" if p >= 0.001 else "< 0.001"


def _mean(row: Row, leg: str, keys: Iterable[str], metric: str) -> float:
    return float(np.mean([row.measured[leg][key][metric] for key in keys]))


if __name__ == "__main__":
    main()
