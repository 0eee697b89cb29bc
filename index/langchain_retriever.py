"""LangChain's face of the retriever; the one module of this package that imports LangChain."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from index.retriever import HybridRetriever, ScoredPassage

__all__ = ["PlanRetriever", "to_document"]


class PlanRetriever(BaseRetriever):
    """The hybrid search of one plan as a LangChain retriever.

    ``PlanRetriever(retriever=open_index(plan, home=home).retriever, k=5).invoke("问题")``
    """

    retriever: HybridRetriever
    k: int = 10

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [to_document(hit) for hit in self.retriever.search(query, self.k)]


def to_document(hit: ScoredPassage) -> Document:
    """A found passage as a document: its text, and in the metadata where it stands.

    Metadata: plan, path, label, heading (list of titles), page (None where none is printed),
    start and end (characters of the published text), passage_id, score.
    """
    passage = hit.passage
    return Document(
        page_content=passage.text,
        id=passage.passage_id,
        metadata={
            "plan": passage.plan_id,
            "path": passage.path,
            "label": passage.label,
            "heading": list(passage.heading),
            "page": passage.page,
            "start": passage.start,
            "end": passage.end,
            "passage_id": passage.passage_id,
            "score": hit.score,
        },
    )
