"""What the shipped embedding learns from: cut articles, a vocabulary, and pairs of texts.

Every text here is already cut: known words with blanks between them, as `index.embedding.prepare`
makes them. An article is the list of its sentences.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.embedding import UNKNOWN, Words, known_pieces, prepare
from index.tokenizer import HAN

__all__ = [
    "NEWS_FILE",
    "QUESTION_FILES",
    "QuestionPair",
    "build_vocabulary",
    "cut_news",
    "make_pairs",
    "question_pairs",
    "read_news",
    "read_questions",
    "with_known_pieces",
]

NEWS_FILE = "crud_news_docs.jsonl.xz"
QUESTION_FILES = ("drcd_dev_simplified.jsonl", "drcd_test_simplified.jsonl", "xquad_zh.jsonl")

Article = list[str]

_SENTENCE_END = re.compile(r"(?<=[。！？；!?])")
_HAN_CHARACTER = re.compile(f"[{HAN}]")
# Beside Chinese words a vocabulary holds foreign words and years; other numbers mean nothing
# without their unit and would only crowd it.
_KEPT = re.compile(rf".*[{HAN}]|[a-z][a-z0-9]*$|(?:19|20)[0-9]{{2}}$")
_FEWEST_WORDS = 3  # of a sentence worth keeping
_RAREST_CHARACTER = 20  # occurrences of a character that gets a row of its own
_LONGEST_SHORT = 40  # words
_LONGEST_LONG = 100  # words
_FREQUENT_WORDS = 300  # so many of the most frequent words are no keywords


@dataclass(frozen=True, slots=True)
class QuestionPair:
    """A question and the passage that answers it, as published."""

    question: str
    passage: str


def read_news(data: Path) -> Iterator[str]:
    """The texts of the news articles."""
    with lzma.open(data / NEWS_FILE, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)["text"]


def cut_news(data: Path, segmenter: Words) -> Iterator[Article]:
    """The news articles, cut into words."""
    for text in read_news(data):
        cut = (segmenter.base_words(sentence) for sentence in _SENTENCE_END.split(text))
        yield [" ".join(words) for words in cut if len(words) >= _FEWEST_WORDS]


def read_questions(path: Path) -> list[QuestionPair]:
    """The pairs of one question file."""
    lines = path.read_text("utf-8").splitlines()
    rows = (json.loads(line) for line in lines)
    return [QuestionPair(row["query"], row["positive"]) for row in rows]


def build_vocabulary(articles: Iterable[Article], size: int) -> dict[str, int]:
    """Row 0 for unknown words, then the characters, then the most frequent words.

    Characters come first because a word outside the vocabulary is taken apart into them.
    """
    words: Counter[str] = Counter()
    for article in articles:
        for sentence in article:
            words.update(sentence.split())
    characters: Counter[str] = Counter()
    for word, count in words.items():
        for character in _HAN_CHARACTER.findall(word):
            characters[character] += count
    common = (c for c, count in characters.most_common() if count >= _RAREST_CHARACTER)
    ranked = (word for word, _ in words.most_common() if _KEPT.match(word))
    vocabulary = {UNKNOWN: 0}
    for word in (*common, *ranked):
        if len(vocabulary) == size:
            break
        vocabulary.setdefault(word, len(vocabulary))
    return vocabulary


def with_known_pieces(articles: list[Article], vocabulary: Mapping[str, int]) -> None:
    """Take the words outside the vocabulary apart, in place."""
    for article in articles:
        article[:] = [
            " ".join(p for word in sentence.split() for p in known_pieces(word, vocabulary))
            for sentence in article
        ]


def make_pairs(
    articles: Iterable[Article], vocabulary: Mapping[str, int], rng: random.Random, *, rounds: int
) -> Iterator[tuple[str, str]]:
    """Pairs (short text, text beside it).

    Of every article: the lead with a stretch of the body; and `rounds` times a sentence, a
    stretch of a sentence and some keywords of a sentence, each with its surroundings. The words
    of the short text are taken out of what surrounds it: what both share is the lexical leg's to
    find.
    """
    rows_of_characters = sum(len(word) == 1 for word in vocabulary)
    first_keyword = rows_of_characters + _FREQUENT_WORDS
    keywords = {word for word, row in vocabulary.items() if len(word) > 1 and row > first_keyword}
    for article in articles:
        if len(article) > 1:
            yield from _pairs_of_article(article, keywords, rng, rounds)


def _pairs_of_article(
    article: Article, keywords: Set[str], rng: random.Random, rounds: int
) -> Iterator[tuple[str, str]]:
    sentences = [sentence.split() for sentence in article]
    start = rng.randrange(1, len(sentences))
    yield _pair(sentences[0], sentences[start : start + 3])
    for _ in range(rounds):
        i = rng.randrange(len(sentences))
        yield _pair(sentences[i], sentences[max(0, i - 1) : i] + sentences[i + 1 : i + 3])
        i = rng.randrange(len(sentences))
        length = rng.randint(2, 8)
        begin = rng.randrange(max(1, len(sentences[i]) - length))
        around = sentences[max(0, i - 1) : i + 2]
        yield _pair(sentences[i][begin : begin + length], around)
        if chosen := [word for word in sentences[i] if word in keywords]:
            yield _pair(rng.sample(chosen, min(len(chosen), rng.randint(1, 4))), around)


def question_pairs(
    pairs: Iterable[QuestionPair], segmenter: Words, vocabulary: Mapping[str, int]
) -> list[tuple[str, str]]:
    """The pairs, cut like the articles; their words stay whole on both sides."""

    @cache  # several questions share a passage
    def cut(text: str) -> str:
        return prepare(text, segmenter, vocabulary)

    return [(cut(pair.question), cut(pair.passage)) for pair in pairs]


def _pair(short: Sequence[str], around: Iterable[Sequence[str]]) -> tuple[str, str]:
    taken = set(short)
    rest = [word for sentence in around for word in sentence if word not in taken]
    return " ".join(short[:_LONGEST_SHORT]), " ".join(rest[:_LONGEST_LONG])
