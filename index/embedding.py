"""How a text becomes a vector.

Two kinds of model stand behind one protocol. The shipped one is static: a row per word, summed
and normalised. It is read with numpy and safetensors alone, because loading torch would take
longer than answering. Any other sentence-transformers model may be named instead.

Layout of a static model's folder (sentence-transformers reads the same folder)::

    model.safetensors   "embeddings" int8 (n, dim) and "weights" float32 (n,); row i of the model
                        is embeddings[i] * weights[i]
    tokenizer.json      a WordLevel vocabulary; the row of [UNK] is zero
    modules.json, config_sentence_transformers.json
    planqa.json         dim, and the SHA-256 of the two files above, checked on load
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from index.tokenizer import HAN

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = [
    "MANIFEST",
    "SHIPPED_MODEL",
    "Embedder",
    "SentenceTransformerEmbedder",
    "StaticEmbedder",
    "known_pieces",
    "load_embedder",
    "prepare",
]

Vectors = NDArray[np.float32]

SHIPPED_MODEL = Path(__file__).parent / "model"
MANIFEST = "planqa.json"
UNKNOWN = "[UNK]"
_WEIGHTS = "model.safetensors"
_TOKENIZER = "tokenizer.json"
_LONGEST_PIECE = 8  # characters
_HAS_HAN = re.compile(f"[{HAN}]")


class Words(Protocol):
    """What an embedder needs of a segmenter (`index.tokenizer.Segmenter`)."""

    def base_words(self, text: str) -> list[str]:
        """Words that do not depend on any plan's terms."""


class Embedder(Protocol):
    """Turns texts into vectors whose inner product is their likeness in [-1, 1]."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    @property
    def name(self) -> str:
        """Identifies the weights: an index holds the name of the embedder that built it."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(n, dim) float32; rows of norm 1, or 0 where the model knows no word of the text."""

    def encode_query(self, text: str) -> Vectors:
        """(dim,) float32, of norm 1 or 0, for a text that searches."""


def known_pieces(word: str, vocabulary: Container[str]) -> list[str]:
    """The word, or if the vocabulary lacks it, the longest known pieces from the left.

    What is in no piece stays as single characters. Numbers and foreign words are never taken
    apart: their characters mean nothing.
    """
    if word in vocabulary or not _HAS_HAN.search(word):
        return [word]
    pieces: list[str] = []
    start = 0
    while start < len(word):
        end = min(len(word), start + _LONGEST_PIECE)
        while end > start + 1 and word[start:end] not in vocabulary:
            end -= 1
        pieces.append(word[start:end])
        start = end
    return pieces


def prepare(text: str, segmenter: Words, vocabulary: Container[str]) -> str:
    """The text as a static model's tokenizer wants it: known words with blanks between them."""
    return " ".join(
        piece for word in segmenter.base_words(text) for piece in known_pieces(word, vocabulary)
    )


class StaticEmbedder:
    """A static model, read without torch."""

    def __init__(
        self,
        rows: NDArray[np.int8],
        scales: Vectors,
        vocabulary: Mapping[str, int],
        segmenter: Words,
        *,
        name: str,
    ) -> None:
        """Hold a model's arrays.

        Args:
            rows: (n_words, dim), each to be multiplied by its scale.
            scales: (n_words,).
            vocabulary: row of each word; `UNKNOWN` may be among them.
            segmenter: cuts the texts.
            name: identifies the weights.
        """
        self._rows = rows
        self._scales = scales
        self._vocabulary = {word: row for word, row in vocabulary.items() if word != UNKNOWN}
        self._segmenter = segmenter
        self._name = name

    @classmethod
    def load(cls, folder: Path, segmenter: Words) -> Self:
        """Read and verify a static model's folder.

        Raises:
            ModelError: a file is missing, damaged, or does not fit the others.
        """
        manifest, files = _read_verified(folder)
        vocabulary = _read_vocabulary(folder, files[_TOKENIZER])
        rows, scales = _read_rows(folder, files[_WEIGHTS])
        expected = (len(vocabulary), manifest.get("dim"))
        if rows.shape != expected:
            raise ModelError(
                f"模型 {folder} 的向量表为 {rows.shape[0]} 行 {rows.shape[1]} 维，"
                f"应为 {expected[0]} 行 {expected[1]} 维（词表与 {MANIFEST} 所记）；"
                "请重新取得完整的模型文件夹"
            )
        digest = hashlib.sha256(files[_WEIGHTS] + files[_TOKENIZER]).hexdigest()
        return cls(rows, scales, vocabulary, segmenter, name=f"static-{digest[:16]}")

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._rows.shape[1])

    @property
    def name(self) -> str:
        """Identifies the weights."""
        return self._name

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """Row of each known word."""
        return self._vocabulary

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(n, dim) float32; rows of norm 1, or 0 where no word is known."""
        vectors = np.zeros((len(texts), self.dim), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            found = [row for row in self._rows_of(text) if row is not None]
            if found:
                vector[:] = self._scales[found] @ self._rows[found].astype(np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.where(norms > 0, norms, 1)
        return vectors

    def encode_query(self, text: str) -> Vectors:
        """(dim,) float32, of norm 1 or 0."""
        vector: Vectors = self.encode([text])[0]
        return vector

    def coverage(self, text: str) -> float:
        """Share of the text's words the model knows, in [0, 1]; 0 for a text without words."""
        rows = list(self._rows_of(text))
        return sum(row is not None for row in rows) / len(rows) if rows else 0.0

    def _rows_of(self, text: str) -> Iterator[int | None]:
        for word in prepare(text, self._segmenter, self._vocabulary).split():
            yield self._vocabulary.get(word)


class SentenceTransformerEmbedder:
    """Any model of sentence-transformers; needs torch, which is imported here and not before."""

    def __init__(self, name_or_path: str, *, query_prefix: str = "") -> None:
        """Load the model.

        Args:
            name_or_path: a model's folder, or its name on the model hub.
            query_prefix: instruction put before every query; where empty, the model's own query
                prompt is used if it has one.

        Raises:
            ModelError: sentence-transformers is missing, or it cannot load the model.
        """
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelError(
                f"加载模型 {name_or_path!r} 需要 sentence-transformers，当前环境没有；"
                "请安装后再试，或改用随附的模型"
            ) from error
        try:
            self._model = SentenceTransformer(name_or_path)
            dim = self._model.get_embedding_dimension()
        except (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(
                f"sentence-transformers 无法加载模型 {name_or_path!r}"
                f"（{type(error).__name__}: {error}）；应为模型文件夹或模型库中的名称，"
                "请检查路径和网络，或改用随附的模型"
            ) from error
        if not dim:
            raise ModelError(
                f"模型 {name_or_path!r} 没有说明向量的维数，应为句向量模型；请换一个模型"
            )
        self._dim = int(dim)
        self._query_prefix = query_prefix
        self._name = f"{Path(name_or_path).name}-{_digest_of(self._model)[:16]}"

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    @property
    def name(self) -> str:
        """Identifies the weights."""
        return self._name

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(n, dim) float32, rows of norm 1."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        vectors = self._model.encode_document(
            list(texts), normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32)

    def encode_query(self, text: str) -> Vectors:
        """(dim,) float32, of norm 1; the text stands after the query prefix."""
        vector = self._model.encode_query(
            text,
            prompt=self._query_prefix or None,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vector, np.float32)


def load_embedder(
    spec: str | None = None, *, segmenter: Words, query_prefix: str = ""
) -> StaticEmbedder | SentenceTransformerEmbedder:
    """The embedder a setting names.

    Args:
        spec: None or "" for the shipped model; a static model's folder; or any other model's
            folder or hub name.
        segmenter: cuts texts for a static model.
        query_prefix: instruction before every query; static models take none.

    Raises:
        ModelError: nothing usable there.
    """
    if not spec:
        return StaticEmbedder.load(SHIPPED_MODEL, segmenter)
    folder = Path(spec).expanduser()
    if (folder / MANIFEST).is_file():
        return StaticEmbedder.load(folder, segmenter)
    if folder.is_dir():
        return SentenceTransformerEmbedder(str(folder), query_prefix=query_prefix)
    if _is_path(spec):
        raise ModelError(
            f"没有模型文件夹 {spec!r}；应为 sentence-transformers 的模型文件夹，"
            "请检查路径，或不设模型以使用随附的模型"
        )
    return SentenceTransformerEmbedder(spec, query_prefix=query_prefix)


def _is_path(spec: str) -> bool:
    """Whether this can only be a path; a hub name is "name" or "owner/name"."""
    return spec.startswith((".", "~", "/", os.sep)) or os.sep * 2 in spec or spec.count("/") > 1


def _read_verified(folder: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The manifest, and the bytes of the files it vouches for."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        expected = {name: manifest["sha256"][name] for name in (_WEIGHTS, _TOKENIZER)}
        files = {name: (folder / name).read_bytes() for name in expected}
    except FileNotFoundError as error:
        raise ModelError(
            f"模型文件夹 {folder} 中缺少 {Path(error.filename).name}；"
            f"应有 {MANIFEST}、{_WEIGHTS} 和 {_TOKENIZER}，请重新取得完整的模型文件夹"
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"模型文件夹 {folder} 读不出（{type(error).__name__}: {error}）；"
            f"应有完好的 {MANIFEST}、{_WEIGHTS} 和 {_TOKENIZER}，请重新取得完整的模型文件夹"
        ) from error
    for name, data in files.items():
        found = hashlib.sha256(data).hexdigest()
        if found != expected[name]:
            raise ModelError(
                f"模型文件 {folder / name} 已损坏或被改动：SHA-256 为 {found[:12]}…，"
                f"{MANIFEST} 记为 {str(expected[name])[:12]}…；请重新取得完整的模型文件夹"
            )
    return manifest, files


def _read_vocabulary(folder: Path, data: bytes) -> dict[str, int]:
    """The words of a tokenizer.json; plain JSON, so that no tokenizer is needed."""
    try:
        vocabulary: dict[str, int] = json.loads(data)["model"]["vocab"]
        rows = sorted(vocabulary.values())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            f"模型文件 {folder / _TOKENIZER} 不是 WordLevel 词表"
            f"（{type(error).__name__}: {error}）；请用随附的模型，或用 index.train 重新训练"
        ) from error
    if rows != list(range(len(rows))):
        raise ModelError(
            f"模型文件 {folder / _TOKENIZER} 的词号不连续，应从 0 到 {len(rows) - 1}；"
            "请用随附的模型，或用 index.train 重新训练"
        )
    return vocabulary


def _read_rows(folder: Path, data: bytes) -> tuple[NDArray[np.int8], Vectors]:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        tensors = load(data)
    except SafetensorError as error:
        raise ModelError(
            f"模型文件 {folder / _WEIGHTS} 不是 safetensors 文件（{error}）；"
            "请重新取得完整的模型文件夹"
        ) from error
    rows, scales = tensors.get("embeddings"), tensors.get("weights")
    if (
        rows is None
        or scales is None
        or (rows.ndim, rows.dtype, scales.dtype) != (2, np.dtype("i1"), np.dtype("f4"))
        or scales.shape != rows.shape[:1]
    ):
        found = {name: (str(array.dtype), array.shape) for name, array in tensors.items()}
        raise ModelError(
            f"模型文件 {folder / _WEIGHTS} 的内容是 {found}，"
            "应为 embeddings（int8，二维）和 weights（float32，每行一个）；"
            "请用随附的模型，或用 index.train 重新训练"
        )
    return rows, scales


def _digest_of(model: SentenceTransformer) -> str:
    """SHA-256 over a model's weights, hexadecimal."""
    import torch

    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        flat = tensor.detach().cpu().contiguous().reshape(-1)
        digest.update(flat.view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
