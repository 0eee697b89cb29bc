"""Search within a plan: words and vectors, fused, kept on disk.

`open_index(plan, home=...)` gives a `PlanIndex`; its `retriever.search(query, k)` gives
`ScoredPassage`s, best first. `index.langchain_retriever` offers the same to LangChain and is not
imported here, nor is any other heavy library: they are loaded when they are first needed.
"""

from index.retriever import HybridRetriever, ScoredPassage
from index.store import PlanIndex, build_index, describe, open_index

__all__ = [
    "HybridRetriever",
    "PlanIndex",
    "ScoredPassage",
    "build_index",
    "describe",
    "open_index",
]
