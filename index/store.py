"""The index of a plan on disk: opened when it fits, rebuilt by itself when it does not.

A folder (`home/index/<plan-id>/`, or within the plan's own) holds one archive (`index.archive`):
the lexical arrays, the FAISS index, the words' vectors, the terms and the entities, with a manifest
of everything they depend on. If any of that has changed (the plan, its passages, the embedding
model, a library, this package's own code, a weight) or a file is damaged, the index is built anew
and says why.

Passages are not stored. They follow from the plan, which is read anyway, and a stored copy could
only disagree with it; the manifest keeps their digest and a mismatch rebuilds. Terms and
entities are stored, because mining them costs more than all the rest of loading.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus import entities
from corpus.entities import Entities, mine_entities
from corpus.errors import IndexStoreError, reason_of
from corpus.passages import split_passages
from corpus.plan import Passage, Plan
from index import archive
from index.dense import DenseIndex
from index.embedding import load_embedder
from index.fusion import WEIGHTS
from index.lexical import LexicalIndex
from index.retriever import HybridRetriever, build_retriever
from index.terms import mine_terms
from index.tokenizer import Segmenter
from index.vocabulary import Vocabulary

__all__ = ["IndexState", "PlanIndex", "build_index", "describe", "index_state", "open_index"]

FORMAT = 2
VALID = "索引有效"
_TERMS = "terms.json"
_ENTITIES = "entities.json"

Progress = Callable[[str], None]


@dataclass(frozen=True)
class PlanIndex:
    """A plan ready to be searched."""

    plan_id: str
    passages: tuple[Passage, ...]
    retriever: HybridRetriever
    terms: tuple[str, ...]
    model: str  # name of the embedder, with the digest of its weights
    built: bool  # whether this call built it
    reason: str  # why it was built, or `VALID`
    folder: Path
    files: Mapping[str, int]  # bytes by file name
    entities: Entities  # what the plan calls by name


@dataclass(frozen=True)
class IndexState:
    """What a stored index says of itself."""

    built_on: dt.datetime  # UTC
    model: str  # name of the embedder, with the digest of its weights
    plan_digest: str  # of the plan it was built from


@dataclass(frozen=True)
class _Request:
    """What the caller wants an index of, and where."""

    plan: Plan
    passages: tuple[Passage, ...]
    folder: Path
    model: str | None
    query_prefix: str

    @property
    def facts(self) -> dict[str, object]:
        """What an index of this plan must say of itself, the model apart."""
        return {
            "format": FORMAT,
            "plan": self.plan.plan_id,
            "plan_digest": self.plan.digest,
            "passages": len(self.passages),
            "passages_digest": _passages_digest(self.passages),
            "code": _code_digest(),
            "weights": WEIGHTS.stored,
            "versions": _versions(),
        }


class _UnfitError(Exception):
    """There is no index that could be used; the Chinese message is the reason to build one."""


def open_index(
    plan: Plan,
    *,
    home: Path,
    folder: Path | None = None,
    model: str | None = None,
    query_prefix: str = "",
    progress: Progress | None = None,
) -> PlanIndex:
    """The plan's index, loaded if it fits, else built and stored.

    Args:
        plan: the plan as read.
        home: data folder; the index goes to `home/index/<plan-id>` where `folder` is not given.
        folder: where the index is kept; nothing in it depends on where that is.
        model: as for `index.embedding.load_embedder`.
        query_prefix: likewise; it changes queries only and no stored vector.
        progress: told each step of a build in Chinese; not called where nothing is built.

    Raises:
        IndexStoreError: the index has to be written and cannot be.
        ModelError: the embedding model cannot be loaded.
    """
    request = _request(plan, folder or home / "index" / plan.plan_id, model, query_prefix)
    try:
        return _load(request)
    except _UnfitError:
        return _build(request, progress, forced=False)


def build_index(
    plan: Plan,
    *,
    home: Path,
    folder: Path | None = None,
    model: str | None = None,
    query_prefix: str = "",
    progress: Progress | None = None,
) -> PlanIndex:
    """The plan's index, built and stored whatever is there; otherwise like `open_index`."""
    request = _request(plan, folder or home / "index" / plan.plan_id, model, query_prefix)
    return _build(request, progress, forced=True)


def describe(index: PlanIndex) -> dict[str, object]:
    """What there is to know of an index, as plain values JSON can hold."""
    return {
        "plan": index.plan_id,
        "passages": len(index.passages),
        "terms": len(index.terms),
        "dim": index.retriever.dense.dim,
        "model": index.model,
        "built": index.built,
        "reason": index.reason,
        "path": str(index.folder),
        "files": dict(index.files),
        "bytes": sum(index.files.values()),
    }


def index_state(folder: Path) -> IndexState | None:
    """What is stored of the index in `folder`, without loading it; None where there is none.

    Raises:
        IndexStoreError: it is damaged or cannot be read; the next question builds it anew.
    """
    try:
        stored = archive.read(folder)
        if stored is None:
            return None
        written = (folder / archive.MANIFEST).stat().st_mtime
    except (archive.DamagedArchiveError, OSError) as error:
        raise IndexStoreError(f"索引不可用（{error}），下次提问时重建。") from error
    facts = stored.facts
    return IndexState(
        dt.datetime.fromtimestamp(written, dt.UTC),
        str(facts.get("model", "")),
        str(facts.get("plan_digest", "")),
    )


def _request(plan: Plan, folder: Path, model: str | None, query_prefix: str) -> _Request:
    plan_id = plan.plan_id
    if not archive.is_plain(plan_id):
        raise IndexStoreError(
            f"规划编号 {plan_id!r} 不能作文件夹名：不得为空，不得含 / \\ :。请换一个编号。"
        )
    return _Request(
        plan=plan,
        passages=tuple(split_passages(plan)),
        folder=folder,
        model=model,
        query_prefix=query_prefix,
    )


def _load(request: _Request) -> PlanIndex:
    """The stored index.

    Raises:
        _UnfitError: there is none, or none that may be used.
    """
    try:
        stored = archive.read(request.folder)
    except archive.DamagedArchiveError as error:
        raise _UnfitError(f"索引文件损坏：{error}") from error
    if stored is None:
        raise _UnfitError("尚无索引")
    change = _change(stored.facts, request.facts)
    if change:
        raise _UnfitError(change)
    try:
        terms = tuple(json.loads(stored.files[_TERMS]))
        names = Entities.from_json(request.plan, stored.files[_ENTITIES])
        segmenter = Segmenter(terms)
        embedder = load_embedder(
            request.model, segmenter=segmenter, query_prefix=request.query_prefix
        )
        if embedder.name != stored.facts.get("model"):
            raise _UnfitError(f"向量模型已更换：{stored.facts.get('model')} → {embedder.name}")
        retriever = HybridRetriever(
            request.passages,
            LexicalIndex.load(stored.files),
            DenseIndex.load(stored.files),
            embedder,
            segmenter,
            vocabulary=Vocabulary.load(stored.files),
            weights=WEIGHTS,
        )
    except (
        ValueError,
        KeyError,
        TypeError,
        IndexError,
    ) as error:
        raise _UnfitError(f"索引文件无法读取：{error}") from error
    return _plan_index(request, retriever, terms, names, stored, built=False, reason=VALID)


def _build(request: _Request, progress: Progress | None, *, forced: bool) -> PlanIndex:
    """A new index, unless another process stored a fitting one while this one waited.

    Raises:
        IndexStoreError: the index cannot be written; the one that was there is untouched.
        ModelError: the embedding model cannot be loaded.
    """
    with ExitStack() as stack:
        with _explained(request.folder):
            writer = stack.enter_context(archive.Writer.hold(request.folder))
        try:
            index = _load(request)
        except _UnfitError as unfit:
            reason = str(unfit)
        else:
            if not forced:
                return index
            reason = "按要求重建"
        return _build_locked(request, progress or _silent, writer, reason)


def _build_locked(
    request: _Request, progress: Progress, writer: archive.Writer, reason: str
) -> PlanIndex:
    progress(f"建立索引（{reason}）：{len(request.passages)} 个段落")
    terms = mine_terms(request.plan)
    progress(f"提取词语 {len(terms)} 个，载入分词和向量模型")
    segmenter = Segmenter(terms)
    embedder = load_embedder(request.model, segmenter=segmenter, query_prefix=request.query_prefix)
    progress("计算词项和向量")
    retriever = build_retriever(
        request.passages, embedder=embedder, segmenter=segmenter, weights=WEIGHTS
    )
    progress("提取地名、机构和项目的名称")
    names = mine_entities(request.plan, segmenter)
    files = {
        **retriever.lexical.dump(),
        **retriever.dense.dump(),
        **retriever.vocabulary.dump(),
        _TERMS: json.dumps(terms, ensure_ascii=False, indent=0).encode(),
        _ENTITIES: names.to_json(request.plan).encode(),
    }
    progress("写入磁盘")
    with _explained(request.folder):
        stored = writer.write(files, {**request.facts, "model": embedder.name})
    return _plan_index(request, retriever, terms, names, stored, built=True, reason=reason)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Errors of writing, as the user is told them."""
    try:
        yield
    except archive.LockedArchiveError as error:
        raise IndexStoreError(
            f"另一个进程正在为该规划建立索引，久等未完（锁文件 {error}）。"
            "请等它结束后重试；若它已停滞，请先结束它。"
        ) from error
    except OSError as error:
        raise IndexStoreError(
            f"索引无法写入 {folder}：{reason_of(error)}。"
            "需要一个可写且有剩余空间的文件夹，请检查权限和磁盘空间，或另设数据文件夹。"
            "原有索引（如有）未改动。"
        ) from error


def _plan_index(
    request: _Request,
    retriever: HybridRetriever,
    terms: tuple[str, ...],
    names: Entities,
    stored: archive.Archive,
    *,
    built: bool,
    reason: str,
) -> PlanIndex:
    return PlanIndex(
        plan_id=request.plan.plan_id,
        passages=request.passages,
        retriever=retriever,
        terms=terms,
        model=str(stored.facts["model"]),
        built=built,
        reason=reason,
        folder=request.folder,
        files={name: len(content) for name, content in stored.files.items()},
        entities=names,
    )


def _change(stored: Mapping[str, object], wanted: Mapping[str, object]) -> str | None:
    """The first thing that differs, in Chinese; None where an index of `stored` still fits."""
    versions = _changed_versions(stored.get("versions"), wanted["versions"])
    reasons = {
        "format": f"索引格式已更新：{stored.get('format')} → {wanted['format']}",
        "plan": f"索引属于另一规划：{stored.get('plan')}",
        "plan_digest": "规划文本已更改",
        "versions": f"软件版本已更改：{versions}",
        "code": "检索程序已更改",
        "weights": "检索权重已更改",
        "passages": "段落划分已更改",
        "passages_digest": "段落划分已更改",
    }
    return next((why for key, why in reasons.items() if stored.get(key) != wanted[key]), None)


def _changed_versions(stored: object, wanted: object) -> str:
    old = stored if isinstance(stored, dict) else {}
    new = wanted if isinstance(wanted, dict) else {}
    return "，".join(
        f"{name} {old.get(name, '无')} → {version}"
        for name, version in new.items()
        if old.get(name) != version
    )


def _versions() -> dict[str, str]:
    """Versions of everything whose behaviour an index depends on."""
    from importlib import metadata

    import faiss

    found = {"faiss": str(faiss.__version__)}  # its distribution has several names
    for name in ("planqa", "bm25s", "jieba"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "未知"
    return found


def _code_digest() -> str:
    """Digest of this package's source files and of those that find names.

    Versions do not change while somebody works on the tokenizer; its text does.
    """
    digest = hashlib.sha256()
    names = Path(entities.__file__).parent
    paths = [*Path(__file__).parent.glob("*.py"), *names.glob("entit*.py")]
    for path in sorted([*paths, *names.glob("entity_words/*.*")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _passages_digest(passages: tuple[Passage, ...]) -> str:
    """Digest of what the index takes from the passages, in their order."""
    held = [(passage.passage_id, passage.heading, passage.text) for passage in passages]
    return hashlib.sha256(json.dumps(held, ensure_ascii=False).encode()).hexdigest()


def _silent(_message: str) -> None:
    """Tell nobody."""
