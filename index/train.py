"""Trains the shipped embedding: ``python -m index.train --data DATA --out index/model``.

The steps: cut the news into words, choose a vocabulary, factorise which words stand together
(`index.train_vectors`), improve those vectors with sentence-transformers on pairs of texts
(`index.train_corpus`), write them with eight bits a number, and measure the result on questions
it has not seen. docs/embedding.md tells what was tried and what it was worth.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import logging
import random
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding import MANIFEST, UNKNOWN, StaticEmbedder
from index.fusion import fuse
from index.lexical import LexicalIndex
from index.tokenizer import Segmenter
from index.train_corpus import (
    QUESTION_FILES,
    build_vocabulary,
    cut_news,
    make_pairs,
    question_pairs,
    read_questions,
    with_known_pieces,
)
from index.train_vectors import quantise, word_vectors

__all__ = ["TrainConfig", "main", "train", "validate"]

VALIDATION_FILE = "cmrc2018_trial.jsonl"  # never trained on

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TrainConfig:
    """Everything the result depends on beside the data."""

    seed: int = 20
    articles: int | None = None  # at most so many; None: all
    words: int = 60_000  # rows of the vocabulary
    dim: int = 256
    window: int = 6  # words apart that still stand together
    rounds: int = 3  # of pairs per article
    batch: int = 1024
    learning_rate: float = 1e-3
    scale: float = 20.0  # of the cosines in the loss, the inverse of its temperature
    threads: int = 2


def train(data: Path, out: Path, config: TrainConfig) -> None:
    """Train, measure and write a model's folder, replacing the one that is there.

    Args:
        data: folder of the corpora.
        out: folder to write.
        config: see there.
    """
    import torch

    torch.set_num_threads(config.threads)
    began = time.monotonic()
    segmenter = Segmenter()
    articles = list(itertools.islice(cut_news(data, segmenter), config.articles))
    vocabulary = build_vocabulary(articles, config.words)
    with_known_pieces(articles, vocabulary)
    _log.info("%d articles, %d words, %s", len(articles), len(vocabulary), _since(began))
    vectors = word_vectors(
        articles, vocabulary, dim=config.dim, window=config.window, seed=config.seed
    )
    _log.info("word vectors, %s", _since(began))
    rng = random.Random(config.seed)
    pairs = list(make_pairs(articles, vocabulary, rng, rounds=config.rounds))
    for name in QUESTION_FILES:
        pairs += question_pairs(read_questions(data / name), segmenter, vocabulary)
    rng.shuffle(pairs)
    _log.info("%d pairs, %s", len(pairs), _since(began))
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".model-") as scratch:
        folder = Path(scratch) / "model"
        _fit(pairs, vocabulary, vectors, folder, Path(scratch) / "trainer", config)
        _log.info("trained, %s", _since(began))
        manifest = {"dim": config.dim, "sha256": _digests(folder), "trained": asdict(config)}
        _write_manifest(folder, manifest)
        measured = validate(StaticEmbedder.load(folder, segmenter), segmenter, data)
        _write_manifest(folder, manifest | {"validation": measured})
        shutil.rmtree(out, ignore_errors=True)
        folder.rename(out)
    _log.info("%s\nwritten to %s, %s", json.dumps(measured, indent=1), out, _since(began))


def validate(
    embedder: StaticEmbedder, segmenter: Segmenter, data: Path
) -> dict[str, dict[str, float]]:
    """How often each leg, and both together, rank the right passage high; ties go by text.

    Returns:
        hit@1, hit@5, hit@10 and mrr, each in [0, 1], of "dense", "lexical" and "fused".
    """
    pairs = read_questions(data / VALIDATION_FILE)
    passages = sorted({pair.passage for pair in pairs})
    rows = embedder.encode(passages)
    lexical = LexicalIndex.build(
        [segmenter.search_tokens(passage) for passage in passages], [[] for _ in passages]
    )
    places: dict[str, list[int]] = {"dense": [], "lexical": [], "fused": []}
    for pair in pairs:
        right = passages.index(pair.passage)
        dense = rows @ embedder.encode_query(pair.question)
        words = lexical.score(segmenter.search_tokens(pair.question))
        scores = {"dense": dense, "lexical": words, "fused": fuse(words, dense)}
        for leg, score in scores.items():
            before = np.concatenate([score[:right] >= score[right], score[right:] > score[right]])
            places[leg].append(int(before.sum()) + 1)
    return {leg: _measures(np.array(found)) for leg, found in places.items()}


def _measures(places: NDArray[np.int64]) -> dict[str, float]:
    hits = {f"hit@{k}": float((places <= k).mean()) for k in (1, 5, 10)}
    return {
        name: round(value, 4)
        for name, value in (*hits.items(), ("mrr", float((1 / places).mean())))
    }


def _fit(
    pairs: Sequence[tuple[str, str]],
    vocabulary: dict[str, int],
    vectors: NDArray[np.float32],
    folder: Path,
    scratch: Path,
    config: TrainConfig,
) -> None:
    """Improve the vectors so that the two texts of a pair lie together; save the model."""
    from datasets import Dataset
    from sentence_transformers import (
        SentenceTransformer,
        SentenceTransformerTrainer,
        SentenceTransformerTrainingArguments,
    )
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    static = StaticEmbedding(tokenizer, embedding_weights=vectors)
    model = SentenceTransformer(modules=[static, Normalize()], device="cpu")
    dataset = Dataset.from_dict(
        {"anchor": [short for short, _ in pairs], "positive": [around for _, around in pairs]}
    )
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(scratch),
        per_device_train_batch_size=config.batch,
        learning_rate=config.learning_rate,
        num_train_epochs=1,
        warmup_steps=0.05,
        seed=config.seed,
        use_cpu=True,
        report_to="none",
        save_strategy="no",
        logging_steps=100,
        disable_tqdm=True,
    )
    trainer = SentenceTransformerTrainer(
        model=model,
        args=arguments,
        train_dataset=dataset,
        loss=MultipleNegativesRankingLoss(model, scale=config.scale),
    )
    trainer.train()
    model.save(str(folder), create_model_card=False)
    _write_small(folder, static.embedding.weight.detach().numpy())


def _write_small(folder: Path, vectors: NDArray[np.float32]) -> None:
    """Replace the saved weights by eight-bit ones, in the layout sentence-transformers folds back.

    The unknown word's row becomes zero: a text of unknown words must be near nothing.
    """
    from safetensors.numpy import save_file

    vectors = vectors.copy()
    vectors[0] = 0
    rows, scales = quantise(vectors)
    save_file({"embeddings": rows, "weights": scales}, folder / "model.safetensors")
    (folder / "model.safetensors").chmod(0o644)  # save_file leaves it to its owner alone


def _digests(folder: Path) -> dict[str, str]:
    return {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in ("model.safetensors", "tokenizer.json")
    }


def _write_manifest(folder: Path, manifest: dict[str, object]) -> None:
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", "utf-8")


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.0f} s"


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(prog="python -m index.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--seed", type=int, default=TrainConfig.seed)
    parser.add_argument("--threads", type=int, default=TrainConfig.threads)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    train(options.data, options.out, TrainConfig(seed=options.seed, threads=options.threads))


if __name__ == "__main__":
    main()
