"""Word vectors trained in other ways than the shipped ones, for benchmarks/embedding.py.

Data, pairs and initial vectors are those of `index.train`; the loop is a plain one with in-batch
negatives (InfoNCE, as sentence-transformers' MultipleNegativesRankingLoss), because it takes a
third column that only some pairs have, and a third of the time.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding import Words
from index.lexical import LexicalIndex
from index.tokenizer import HAN, general_segmenter, normalise
from index.train import TrainConfig
from index.train_corpus import (
    QUESTION_FILES,
    Article,
    build_vocabulary,
    cut_news,
    make_pairs,
    question_pairs,
    read_news,
    read_questions,
    with_known_pieces,
)
from index.train_vectors import word_vectors

__all__ = ["VARIANTS", "Table", "Trainer", "Variant"]

Triple = tuple[str, str, str]  # short text, text beside it, text that only looks alike or ""

BASELINE, ALL = "baseline", "all"
WIDEST = 512  # initial vectors are made once with so many dimensions, and cut off
UNIGRAM_ARTICLES = 8_000  # articles the unigram vocabulary is made of
POOL, MINED = 20_000, 50_000  # texts searched for negatives, pairs of the news that get one
TOO_ALIKE = 0.3  # share of the words: such a text is the same news and no negative
CONFIG = TrainConfig(threads=1)


@dataclass(frozen=True)
class Variant:
    """One way to train."""

    title: str
    dim: int = CONFIG.dim
    unigram: bool = False
    rounds: int = CONFIG.rounds
    pairs: int | None = 300_000  # of the news, drawn by chance; None: all
    repeat: int = 1  # times each question pair is seen
    negatives: bool = False
    seed: int = CONFIG.seed  # of what is drawn, not of the initial vectors
    against: str = BASELINE  # what it is compared with


VARIANTS: Mapping[str, Variant] = {
    BASELINE: Variant("300,000 pairs of the news, 8,207 questions"),
    "seed": Variant("another seed", seed=CONFIG.seed + 1),
    "negatives": Variant("hard negatives found by BM25", negatives=True),
    "questions": Variant("each question three times", repeat=3),
    "questions-negatives": Variant("both", repeat=3, negatives=True),
    "unigram": Variant("unigram pieces instead of words", unigram=True),
    "dim384": Variant("384 dimensions", dim=384),
    "dim512": Variant("512 dimensions", dim=512),
    ALL: Variant("all pairs of three rounds, 686,223", pairs=None),
    "all-dim384": Variant("384 dimensions", dim=384, pairs=None, against=ALL),
    "rounds": Variant("six rounds, 1,296,225", rounds=6, pairs=None, against=ALL),
}


@dataclass(frozen=True)
class Table:
    """A static model: a row of float32 for each word, and what cuts its texts."""

    vocabulary: Mapping[str, int]
    rows: NDArray[np.float32]
    words: Words | None = None  # None: planqa's segmenter


class UnigramWords:
    """Cuts text into the pieces of a unigram language model (Kudo, ACL 2018)."""

    def __init__(self, path: Path) -> None:
        """Read a tokenizer.json."""
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(path))

    def base_words(self, text: str) -> list[str]:
        """Pieces in reading order; a character of no piece is one."""
        text = normalise(text)
        return [text[start:end] for start, end in self._tokenizer.encode(text).offsets]


class Trainer:
    """Trains variants, and keeps on disk what they have in common."""

    def __init__(self, data: Path, keep: Path) -> None:
        """Train on the corpora of `data`; keep files in `keep`."""
        self._data, self._keep = data, keep
        self._cut: dict[bool, tuple[Words, list[Article], dict[str, int]]] = {}

    def table(self, name: str) -> Table:
        """The trained vectors of one of `VARIANTS`."""
        variant = VARIANTS[name]
        path = self._keep / f"{name}.npz"
        words = self._words(variant.unigram)
        if not path.is_file():
            began = time.perf_counter()
            _, _, vocabulary = self._corpus(variant.unigram)
            rows = _fit(self._triples(variant), vocabulary, self._initial(variant), CONFIG)
            rows[0] = 0
            np.savez(path, rows=rows, vocabulary=np.array(json.dumps(vocabulary)))
            _tell(f"{name}: {time.perf_counter() - began:.0f} s")
        held = np.load(path)
        listed = json.loads(str(held["vocabulary"]))
        return Table(listed, held["rows"], words if variant.unigram else None)

    def _words(self, unigram: bool) -> Words:
        if not unigram:
            return general_segmenter()
        path = self._keep / "unigram.json"
        if not path.is_file():
            _train_unigram(self._data, path)
        return UnigramWords(path)

    def _corpus(self, unigram: bool) -> tuple[Words, list[Article], dict[str, int]]:
        if unigram not in self._cut:
            self._cut.clear()  # one at a time in memory
            words = self._words(unigram)
            path = self._keep / f"articles-{'unigram' if unigram else 'words'}.txt"
            if not path.is_file():
                scratch = path.with_suffix(".part")
                with scratch.open("w", encoding="utf-8") as file:
                    for article in cut_news(self._data, words):
                        file.write("\t".join(article) + "\n")
                scratch.rename(path)
            articles = [line.split("\t") for line in path.read_text("utf-8").split("\n")[:-1]]
            vocabulary = build_vocabulary(articles, CONFIG.words)
            with_known_pieces(articles, vocabulary)
            self._cut[unigram] = words, articles, vocabulary
        return self._cut[unigram]

    def _initial(self, variant: Variant) -> NDArray[np.float32]:
        """Rows as `index.train_vectors.word_vectors` makes them, cut off and as long as before."""
        path = self._keep / f"initial-{'unigram' if variant.unigram else 'words'}.npy"
        if not path.is_file():
            _, articles, vocabulary = self._corpus(variant.unigram)
            np.save(
                path,
                word_vectors(
                    articles, vocabulary, dim=WIDEST, window=CONFIG.window, seed=CONFIG.seed
                ),
            )
        rows: NDArray[np.float32] = np.load(path)
        short = rows[:, : variant.dim]
        lengths = np.linalg.norm(short, axis=1, keepdims=True)
        wanted = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(short / np.where(lengths > 0, lengths, 1) * wanted, np.float32)

    def _triples(self, variant: Variant) -> list[Triple]:
        words, articles, vocabulary = self._corpus(variant.unigram)
        rng = random.Random(variant.seed)
        news = list(make_pairs(articles, vocabulary, rng, rounds=variant.rounds))
        if variant.pairs is not None:
            news = rng.sample(news, min(variant.pairs, len(news)))
        asked = [pair for name in QUESTION_FILES for pair in read_questions(self._data / name)]
        questions = question_pairs(asked, words, vocabulary)
        triples = [(short, around, "") for short, around in news]
        answered = [(question, passage, "") for question, passage in questions]
        if variant.negatives:
            triples = _news_negatives(news) + triples[MINED:]
            answered = _question_negatives(questions)
        triples += answered * variant.repeat
        rng.shuffle(triples)
        return triples


# --- hard negatives -------------------------------------------------------------------------------


def _question_negatives(questions: Sequence[tuple[str, str]]) -> list[Triple]:
    """Each question with the passage BM25 ranks first among those that are not its own."""
    pool = list(dict.fromkeys(passage for _, passage in questions))
    index = LexicalIndex.build([text.split() for text in pool], [[] for _ in pool])
    found = []
    for question, passage in questions:
        best = np.argsort(-index.score(question.split()), kind="stable")[:2].tolist()
        other = next(pool[at] for at in best if pool[at] != passage)
        found.append((question, passage, other))
    return found


def _news_negatives(pairs: Sequence[tuple[str, str]]) -> list[Triple]:
    """The first pairs, each with a text of another article that BM25 ranks high.

    As in the pairs, the words of the short text are taken out.
    """
    pool = [around.split() for _, around in pairs[-POOL:]]
    sets = [frozenset(words) for words in pool]
    index = LexicalIndex.build(pool, [[] for _ in pool])
    found = []
    for short, around in pairs[:MINED]:
        own, taken = frozenset(around.split()), frozenset(short.split())
        scores = index.score(short.split())
        best = np.argpartition(-scores, 10)[:10]
        other = ""
        for at in best[np.argsort(-scores[best], kind="stable")].tolist():
            most = TOO_ALIKE * max(1, min(len(own), len(sets[at])))
            if scores[at] > 0 and len(own & sets[at]) < most:
                other = " ".join(word for word in pool[at] if word not in taken)
                break
        found.append((short, around, other))
    return found


# --- unigram pieces -------------------------------------------------------------------------------


def _train_unigram(data: Path, path: Path) -> None:
    """A unigram vocabulary as large as the shipped one, of the first articles of the news."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.Unigram())
    between = Regex(rf"[^{HAN}a-z0-9.%]+|(?<=[{HAN}])(?=[a-z0-9])|(?<=[a-z0-9.%])(?=[{HAN}])")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(between, "removed")
    trainer = trainers.UnigramTrainer(
        vocab_size=CONFIG.words, max_piece_length=8, unk_token="[UNK]", special_tokens=["[UNK]"]
    )
    texts = [normalise(text) for text in itertools.islice(read_news(data), UNIGRAM_ARTICLES)]
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.save(str(path))


# --- the loop -------------------------------------------------------------------------------------


def _fit(
    triples: Sequence[Triple],
    vocabulary: Mapping[str, int],
    initial: NDArray[np.float32],
    config: TrainConfig,
) -> NDArray[np.float32]:
    """(n_words, dim) rows after one pass over the triples, in batches of `config.batch`."""
    import torch
    from torch.nn.functional import cross_entropy, normalize

    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    bag = torch.nn.EmbeddingBag.from_pretrained(
        torch.from_numpy(initial.copy()), freeze=False, mode="sum"
    )
    optimiser = torch.optim.AdamW(
        bag.parameters(), lr=config.learning_rate, weight_decay=0.0, fused=True
    )
    steps = -(-len(triples) // config.batch)
    warm = max(1, steps // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min((n + 1) / warm, (steps - n) / max(1, steps - warm))
    )
    for start in range(0, len(triples), config.batch):
        short, around, alike = zip(*triples[start : start + config.batch], strict=True)
        texts = [_rows(text, vocabulary) for text in (*short, *around, *filter(None, alike))]
        offsets = np.cumsum([0, *map(len, texts[:-1])])
        flat = torch.from_numpy(np.concatenate(texts).astype(np.int64))
        vectors = normalize(bag(flat, torch.from_numpy(offsets)))
        count = len(short)
        likeness = vectors[:count] @ vectors[count:].T
        loss = cross_entropy(config.scale * likeness, torch.arange(count))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(bag.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if start // config.batch % 50 == 0:
            _tell(f"  {start:,} of {len(triples):,}: loss {loss.item():.3f}")
    rows: NDArray[np.float32] = bag.weight.detach().numpy()
    return rows


def _rows(text: str, vocabulary: Mapping[str, int]) -> NDArray[np.int32]:
    return np.array([vocabulary.get(word, 0) for word in text.split()], np.int32)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
