"""Small stand-ins for the segmenter and the embedder, and passages and plans to search in."""

import hashlib
import re
from collections.abc import Iterable, Sequence

import numpy as np

from corpus.plan import (
    NodeKind,
    Passage,
    Plan,
    PlanMeta,
    Section,
    Sentence,
    SentenceKind,
    Span,
)

_WORD = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]")


class CharacterSegmenter:
    """Every Chinese character and every run of letters or digits is a token."""

    def __init__(self, user_terms: Iterable[str] = ()) -> None:
        self.user_terms = frozenset(user_terms)

    def search_tokens(self, text: str) -> list[str]:
        return _WORD.findall(text.lower())

    def spans(self, text: str) -> list[tuple[int, int]]:
        return [(i, i + 1) for i in range(len(text))]

    def part_of_speech(self, word: str) -> str:
        return ""

    def frequency(self, word: str) -> int:
        return len(word) == 1


class HashingEmbedder:
    """Tokens fall into buckets of a vector; a text without tokens is the zero vector."""

    def __init__(self, dim: int = 16, name: str = "hashing-1") -> None:
        self.dim = dim
        self.name = name

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), self.dim), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for token in _WORD.findall(text.lower()):
                vector[hashlib.sha256(token.encode()).digest()[0] % self.dim] += 1
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / np.where(norms > 0, norms, 1)

    def encode_query(self, text: str) -> np.ndarray:
        return self.encode([text])[0]


class TableEmbedder:
    """Gives each text the vector a test wrote down for it, and zero to any other text."""

    def __init__(self, dim: int, table: dict[str, Sequence[float]]) -> None:
        self.dim = dim
        self.name = "table"
        self._table = table

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        rows = [self._table.get(text, [0.0] * self.dim) for text in texts]
        return np.asarray(rows, np.float32).reshape(len(texts), self.dim)

    def encode_query(self, text: str) -> np.ndarray:
        return self.encode([text])[0]


def make_sentence(
    text: str, start: int = 0, path: str = "1", kind: SentenceKind = SentenceKind.PROSE
) -> Sentence:
    return Sentence(text, (Span(start, start + len(text)),), (3,), path, kind)


def make_passage(ordinal: int, text: str, heading: tuple[str, ...] = ()) -> Passage:
    return Passage(
        passage_id=f"p#{ordinal:04d}",
        plan_id="p",
        path=str(ordinal + 1),
        label=f"第{ordinal + 1}节",
        heading=heading,
        page=3,
        text=text,
        sentences=(make_sentence(text, 100 * ordinal, str(ordinal + 1)),),
    )


def make_section(
    path: str,
    title: str,
    *sentences: str,
    kind: NodeKind = NodeKind.SECTION,
    sentence_kind: SentenceKind = SentenceKind.PROSE,
) -> Section:
    return Section(
        path=path,
        label=path,
        number=path,
        title=title,
        kind=kind,
        level=1,
        parent=None,
        heading=(title,),
        page=3,
        last_page=3,
        start=0,
        end=0,
        lines=(),
        sentences=(
            make_sentence(title, path=path, kind=SentenceKind.HEADING),
            *(make_sentence(text, path=path, kind=sentence_kind) for text in sentences),
        ),
    )


def make_plan(*sections: Section, plan_id: str = "p", digest: str = "d1") -> Plan:
    return Plan(
        meta=PlanMeta(plan_id, "规划"), text="", digest=digest, sections=sections, furniture=()
    )
