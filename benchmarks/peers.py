"""The retrieval systems compared by benchmarks/retrieval.py, each opened the way its page says.

    python benchmarks/peers.py SYSTEM JOB.json OUT.json REPEAT

runs one of them in this process, which imports that one alone, and writes what it found and cost.

A system is a function that imports what it needs and returns another one, which indexes a
`Corpus` and gives the search: a question in, identifiers out, best first. Only the system that is
measured is ever imported.

Peers get a passage as one text, its heading path in a line before it. "jieba" is its search mode:
words, and the shorter dictionary words inside them.
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.measures import peak_mb, typical_ms  # noqa: E402
from corpus.library import load_plan  # noqa: E402
from corpus.passages import split_passages  # noqa: E402
from corpus.plan import Passage, Plan  # noqa: E402

if TYPE_CHECKING:
    from assistant.pipeline import Assistant
    from assistant.question import Question

__all__ = ["FOUND", "SYSTEMS", "Corpus", "System", "missing"]

FOUND = 20  # passages taken of a ranking

Search = Callable[[str], list[str]]
Index = Callable[["Corpus"], Search]


@dataclass(frozen=True)
class Corpus:
    """What is indexed."""

    name: str
    passages: tuple[Passage, ...]
    plan: Plan | None = None  # where the passages are a plan's
    library: Path | None = None  # folder the plan is in

    @classmethod
    def of_plan(cls, plan_id: str, library: Path) -> Corpus:
        """The passages of a plan."""
        plan = load_plan(plan_id, library)
        return cls(plan_id, tuple(split_passages(plan)), plan, library)

    @classmethod
    def of_texts(cls, name: str, texts: Mapping[str, str]) -> Corpus:
        """Texts without headings, by identifier."""
        return cls(
            name, tuple(Passage(key, name, key, key, (), None, t, ()) for key, t in texts.items())
        )

    @property
    def texts(self) -> dict[str, str]:
        """What a peer gets, by identifier."""
        return {
            p.passage_id: "\n".join(filter(None, (" ".join(p.heading), p.text)))
            for p in self.passages
        }


@dataclass(frozen=True)
class System:
    """One row of the comparison."""

    title: str
    open: Callable[[], Index]
    modules: tuple[str, ...] = ()  # imported beside what planqa itself needs
    addresses: bool = False  # it ranks sections, not passages
    reads_plan: bool = False  # it needs a plan and cannot search other texts
    peer: bool = True


def missing(system: System) -> list[str]:
    """Modules of a system that are not installed."""
    return [module for module in system.modules if not _is_there(module)]


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # the package the module would be in
        return False


# --- planqa ---------------------------------------------------------------------------------------


def _planqa(words: float = 1.0, vectors: float = 1.0) -> Callable[[], Index]:
    """Planqa's search; with one share 0, the other leg alone."""

    def opened() -> Index:
        from index.embedding import load_embedder
        from index.fusion import WEIGHTS
        from index.retriever import build_retriever
        from index.terms import mine_terms
        from index.tokenizer import Segmenter, general_segmenter

        load_embedder(segmenter=general_segmenter())
        weights = WEIGHTS
        if not vectors:
            weights = replace(weights, dense=0.0, dense_floor=2.0)
        if not words:
            weights = replace(weights, dense=1.0, dense_floor=1e-6)

        def index(corpus: Corpus) -> Search:
            terms = mine_terms(corpus.plan) if corpus.plan else ()
            segmenter = Segmenter(terms)
            retriever = build_retriever(
                corpus.passages,
                embedder=load_embedder(segmenter=segmenter),
                segmenter=segmenter,
                weights=weights,
            )
            return lambda question: [
                hit.passage.passage_id for hit in retriever.search(question, FOUND)
            ]

        return index

    return opened


def _planqa_reading(find: Callable[[Assistant, Question], list[str]]) -> Callable[[], Index]:
    """Planqa with the question read as the evaluation reads it, slips put right, before."""

    def opened() -> Index:
        from assistant.pipeline import build_assistant
        from assistant.settings import Settings

        def index(corpus: Corpus) -> Search:
            with tempfile.TemporaryDirectory() as home:
                settings = Settings(home=Path(home), plans=corpus.library)
                assistant = build_assistant(settings, plan_id=corpus.name)
            alone = assistant.conversation([])
            return lambda question: find(assistant, assistant.route(alone, question).question)

        return index

    return opened


def _searched(assistant: Assistant, read: Question) -> list[str]:
    """Passages as the search finds them."""
    hits = assistant.index.retriever.search(read.text or read.raw, FOUND)
    return [hit.passage.passage_id for hit in hits]


def _ranked(assistant: Assistant, read: Question) -> list[str]:
    """Sections in the order that answers are made from."""
    return [hit.passage.path for hit in assistant.ranker.search(read, FOUND)]


# --- peers ----------------------------------------------------------------------------------------


def _jieba() -> Callable[[str], list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    return lambda text: [word for word in jieba.lcut_for_search(text) if word.strip()]


def _jieba_words() -> Callable[[str], list[str]]:
    """Jieba's exact mode: every character in one word."""
    _jieba()
    import jieba

    return lambda text: [word for word in jieba.lcut(text) if word.strip()]


def _bm25s(cutter: Callable[[], Callable[[str], list[str]]] | None) -> Callable[[], Index]:
    def opened() -> Index:
        import bm25s

        cut = cutter() if cutter else None

        def tokens(texts: list[str]) -> list[list[str]]:
            if cut:
                return [cut(text) for text in texts]
            plain = bm25s.tokenize(texts, return_ids=False, show_progress=False)
            return [list(words) for words in plain]

        def index(corpus: Corpus) -> Search:
            ids = list(corpus.texts)
            model = bm25s.BM25()
            model.index(tokens(list(corpus.texts.values())), show_progress=False)
            most = min(FOUND, len(ids))

            def search(question: str) -> list[str]:
                rows, scores = model.retrieve(tokens([question]), k=most, show_progress=False)
                # A passage that shares no word scores 0 and is in arbitrary order.
                return [ids[r] for r, s in zip(rows[0], scores[0], strict=True) if s > 0]

            return search

        return index

    return opened


def _langchain(*, cut_words: bool) -> Callable[[], Index]:
    """FAISS with planqa's vectors, BM25Retriever, both in EnsembleRetriever with equal weights."""

    def opened() -> Index:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package announces its end
            from langchain_classic.retrievers import EnsembleRetriever
            from langchain_community.retrievers import BM25Retriever
            from langchain_community.vectorstores import FAISS
        from langchain_core.documents import Document
        from langchain_core.embeddings import Embeddings

        from index.embedding import load_embedder
        from index.tokenizer import general_segmenter

        embedder = load_embedder(segmenter=general_segmenter())
        cut = {"preprocess_func": _jieba()} if cut_words else {}

        class Vectors(Embeddings):
            def embed_documents(self, texts: list[str]) -> list[list[float]]:
                return embedder.encode(texts).tolist()

            def embed_query(self, text: str) -> list[float]:
                return embedder.encode_query(text).tolist()

        def index(corpus: Corpus) -> Search:
            documents = [
                Document(page_content=text, metadata={"key": key})
                for key, text in corpus.texts.items()
            ]
            store = FAISS.from_documents(documents, Vectors())
            words = BM25Retriever.from_documents(documents, k=FOUND, **cut)
            both = EnsembleRetriever(
                retrievers=[words, store.as_retriever(search_kwargs={"k": FOUND})],
                weights=[0.5, 0.5],
                id_key="key",
            )
            return lambda question: [d.metadata["key"] for d in both.invoke(question)][:FOUND]

        return index

    return opened


def _llama_index(*, cut_words: bool) -> Callable[[], Index]:
    """BM25Retriever; it takes a pattern and no function, so words are cut before, with blanks."""

    def opened() -> Index:
        from llama_index.core.schema import TextNode
        from llama_index.retrievers.bm25 import BM25Retriever

        cut = _jieba() if cut_words else None
        pattern = {"token_pattern": r"\S+", "skip_stemming": True} if cut_words else {}

        def index(corpus: Corpus) -> Search:
            nodes = [
                TextNode(id_=key, text=" ".join(cut(text)) if cut else text)
                for key, text in corpus.texts.items()
            ]
            retriever = BM25Retriever.from_defaults(
                nodes=nodes, similarity_top_k=min(FOUND, len(nodes)), **pattern
            )

            def search(question: str) -> list[str]:
                hits = retriever.retrieve(" ".join(cut(question)) if cut else question)
                return [hit.node.node_id for hit in hits if hit.score]

            return search

        return index

    return opened


def _haystack(*, cut_words: bool) -> Callable[[], Index]:
    """InMemoryBM25Retriever; it takes a pattern too. Its own takes Chinese characters singly."""

    def opened() -> Index:
        from haystack import Document
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        cut = _jieba() if cut_words else None
        pattern = {"bm25_tokenization_regex": r"\S+"} if cut_words else {}

        def index(corpus: Corpus) -> Search:
            store = InMemoryDocumentStore(**pattern)
            store.write_documents(
                [
                    Document(id=key, content=" ".join(cut(text)) if cut else text)
                    for key, text in corpus.texts.items()
                ]
            )
            retriever = InMemoryBM25Retriever(store, top_k=FOUND)

            def search(question: str) -> list[str]:
                told = " ".join(cut(question)) if cut else question
                if not told.strip():  # which Haystack refuses
                    return []
                return [found.id for found in retriever.run(query=told)["documents"]]

            return search

        return index

    return opened


_LANGCHAIN = ("langchain_classic", "langchain_community", "rank_bm25")
_LLAMA = ("llama_index.core", "llama_index.retrievers.bm25")

SYSTEMS: Mapping[str, System] = {
    "planqa": System("planqa: search", _planqa(), peer=False),
    "planqa-read": System(
        "planqa: question read, then search",
        _planqa_reading(_searched),
        reads_plan=True,
        peer=False,
    ),
    "planqa-ranked": System(
        "planqa: question read, search ranked",
        _planqa_reading(_ranked),
        addresses=True,
        reads_plan=True,
        peer=False,
    ),
    "planqa-words": System("planqa: lexical leg alone", _planqa(vectors=0.0), peer=False),
    "planqa-vectors": System("planqa: dense leg alone", _planqa(words=0.0), peer=False),
    "langchain": System(
        "LangChain: FAISS + BM25 + ensemble, jieba", _langchain(cut_words=True), _LANGCHAIN
    ),
    "langchain-plain": System(
        "LangChain: the same as it comes", _langchain(cut_words=False), _LANGCHAIN
    ),
    "llama-index": System("LlamaIndex: BM25, jieba", _llama_index(cut_words=True), _LLAMA),
    "llama-index-plain": System(
        "LlamaIndex: BM25 as it comes", _llama_index(cut_words=False), _LLAMA
    ),
    "haystack": System("Haystack: BM25, jieba", _haystack(cut_words=True), ("haystack",)),
    "haystack-plain": System(
        "Haystack: BM25 as it comes", _haystack(cut_words=False), ("haystack",)
    ),
    "bm25s": System("bm25s, jieba", _bm25s(_jieba)),
    "bm25s-words": System("bm25s, jieba's exact mode", _bm25s(_jieba_words)),
    "bm25s-plain": System("bm25s as it comes", _bm25s(None)),
}


# --- one of them, in this process -----------------------------------------------------------------


def main(name: str, job: Path, out: Path, repeat: int) -> None:
    """Rank every question of a job, and say what that cost.

    A job is a list of corpora, `{"plan", "library"}` or `{"name", "texts"}`, each with "asked":
    `[key, question, timed]`. Time is taken after one pass over all questions.
    """
    system = SYSTEMS[name]
    began = time.perf_counter()
    index = system.open()
    cost = {"open_s": time.perf_counter() - began, "index_s": 0.0}
    ranked: dict[str, list[str]] = {}
    took: list[float] = []
    for given in json.loads(job.read_text("utf-8")):
        if "plan" in given:
            corpus = Corpus.of_plan(given["plan"], Path(given["library"]))
        elif system.reads_plan:
            continue
        else:
            corpus = Corpus.of_texts(given["name"], given["texts"])
        began = time.perf_counter()
        search = index(corpus)
        cost["index_s"] += (time.perf_counter() - began) if corpus.plan else 0.0
        ranked |= {key: search(question) for key, question, _ in given["asked"]}
        timed = [question for _, question, counts in given["asked"] if counts]
        took += typical_ms(search, timed, repeat) if timed else []
    found = {"ranked": ranked, "took": took, **cost, "peak_mb": peak_mb()}
    out.write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
