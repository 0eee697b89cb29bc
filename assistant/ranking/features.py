"""What speaks for each passage of a plan, for one question: a row of numbers a passage."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.definitions import leads_of
from assistant.figure_operations import Operation
from assistant.figure_question import FigureQuestion, read_figure_question
from assistant.figure_table import FigureTable
from assistant.figures import asks_amount, asks_figure, asks_share, holds_figure, holds_share
from assistant.lexicon import Lexicon, squeeze
from assistant.question import Ask, Question, years_in
from assistant.ranking.word_map import WordMap
from assistant.subjects import SubjectReader, Subjects
from corpus.addresses import find_mentions
from corpus.plan import BoxKind, NodeKind, Passage, Plan, Section, SentenceKind
from corpus.rows import year_columns
from index.retriever import HybridRetriever

__all__ = ["FEATURES", "Asked", "PassageFeatures"]

Column = NDArray[np.float32]

_CONTEXT = 40  # characters up to which a sentence of a node opens what stands under it
_SELECTS = frozenset({Operation.SELECT, Operation.LIST, Operation.COUNT})
_MANY = 6  # so many words of one question, or marks between items, count as many

# In the order of the columns. "Share" is a share of the weight of the question's words.
FEATURES: Mapping[str, str] = {
    "fused": "score of the hybrid search, as a share of the best",
    "lexical": "BM25, as a share of the best",
    "dense": "cosine",
    "dense_best": "cosine, less that of the best",
    "text": "share of the words that the text says",
    "text_letters": "… in its letters",
    "heading": "… that the heading path says",
    "title": "… that the node's own title says",
    "said": "… that text, heading or what stands above says",
    "said_best": "…, less that of the best",
    "subject_text": "share of the subjects' words that the text says",
    "subject_heading": "… that the heading path says",
    "subject_said": "… that text, heading or what stands above says",
    "group": "the most of one of several subjects that text or heading says",
    "missing": "share of the words, as a product over words: one not said counts much",
    "title_said": "share of the title that the question says",
    "pointed": "1 where the question names its address or page, less under or above one named",
    "away": "whether an address is named, and it is elsewhere",
    "box": "whether it is a box",
    "row": "whether it is a row",
    "bare": "whether it is a heading with nothing of its own under it",
    "picture": "whether it is a picture's title",
    "opening": "whether it is the notice or the opening",
    "level": "depth in the outline",
    "length": "logarithm of its characters",
    "figure": "whether a figure is asked for and it holds one",
    "no_figure": "whether one is asked for and it holds none",
    "share_figure": "whether a share is asked for and it speaks of one",
    "amount_row": "whether an amount is asked for and it is a row",
    "year": "share of the years asked for that it speaks of",
    "other_year": "whether it speaks of other years only",
    "past": "whether the years asked for end before the plan, and it speaks of such",
    "figure_match": "score of its best figure for the question, less that of the best",
    "figure_sure": "how likely one of its figures is the one asked for",
    "figure_asked": "whether a figure is asked for",
    "selects": "whether several figures are asked for, by a bound or a table",
    "things": "number of things the question names, of 6",
    "list": "whether a list is asked for, and how many items it lists",
    "define": "whether it explains a word of the question",
    "parent": "best fused score of what stands above it",
    "children": "best fused score of what stands under it",
    "siblings": "mean fused score of the passages beside it",
    "same_node": "best fused score of the other passages of its node",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the features see it."""

    question: Question
    subjects: Subjects
    figure: FigureQuestion


class PassageFeatures:
    """The features of all passages of one plan."""

    def __init__(
        self, plan: Plan, retriever: HybridRetriever, lexicon: Lexicon, table: FigureTable
    ) -> None:
        self._plan = plan
        self._retriever = retriever
        self._lexicon = lexicon
        self._table = table
        self._reader = SubjectReader(lexicon, plan.meta.region)
        bare = _bare_headings(plan, retriever.passages)
        self.passages = (*retriever.passages, *bare)
        nodes = [plan.by_path[passage.path] for passage in self.passages]
        self._bare_vectors = retriever.embedder.encode([passage.text for passage in bare])
        titles = [squeeze(node.title) for node in nodes]
        headings = [squeeze("".join(p.heading) + p.label) for p in self.passages]
        self._text = WordMap(lexicon, [squeeze(passage.text) for passage in self.passages])
        self._heading = WordMap(lexicon, headings)
        self._title = WordMap(lexicon, titles)
        self._above = WordMap(lexicon, [_above(plan, node) for node in nodes])
        self._titles = _Pairs(titles)
        self._rows_at: dict[str, list[int]] = {}
        for row, passage in enumerate(self.passages):
            self._rows_at.setdefault(passage.path, []).append(row)
        self._family = _Family(plan, self.passages)
        self._still = self._unasked(nodes)

    # --- what no question changes -------------------------------------------------------------

    def _unasked(self, nodes: Sequence[Section]) -> dict[str, Column]:
        own = len(self._retriever.passages)
        count = len(self.passages)
        texts = [passage.text for passage in self.passages]
        kinds = {kind: [node.kind is kind for node in nodes] for kind in NodeKind}
        pictured = [node.box_kind is BoxKind.PICTURE for node in nodes]
        columns: dict[str, Sequence[float]] = {
            "box": kinds[NodeKind.BOX],
            "row": kinds[NodeKind.ROW],
            "bare": [row >= own for row in range(count)],
            "picture": pictured,
            "opening": [node.kind in {NodeKind.COVER, NodeKind.PREAMBLE} for node in nodes],
            "level": [min(node.level, 5) / 5 for node in nodes],
            "length": [math.log(1 + len(text)) / 6 for text in texts],
            "has_figure": [holds_figure(text) for text in texts],
            "has_share": [holds_share(text) for text in texts],
            "items": [min(text.count("、") + text.count("；"), _MANY) / _MANY for text in texts],
        }
        period = self._plan.meta.period
        self._years = [
            frozenset(self._row_years(node) or years_in(passage.text + "".join(passage.heading)))
            for node, passage in zip(nodes, self.passages, strict=True)
        ]
        self._pages = [
            frozenset(page for s in passage.sentences for page in self._plan.pages_of(s))
            for passage in self.passages
        ]
        self._leads = [frozenset(leads_of(text)) for text in texts]
        before = period[0] if period else 0
        columns["has_past"] = [any(y < before for y in years) for years in self._years]
        return {name: np.array(column, dtype=np.float32) for name, column in columns.items()}

    def _row_years(self, node: Section) -> tuple[int, ...]:
        if node.kind is not NodeKind.ROW or node.parent is None:
            return ()
        return tuple(column.year for column in year_columns(self._plan.by_path[node.parent]))

    # --- for one question ---------------------------------------------------------------------

    def asked(self, question: Question) -> Asked:
        """A question taken apart."""
        return Asked(question, self._reader.read(question), read_figure_question(question))

    def of(self, asked: Asked) -> NDArray[np.float32]:
        """One row a passage, one column a feature: (passages, len(FEATURES)) float32."""
        columns = self._still | self._scores(asked)
        columns |= self._words(asked)
        columns |= self._addresses(asked.question)
        columns |= self._form(asked)
        columns |= self._figures(asked)
        columns |= self._family.of(columns["fused"])
        zero = np.zeros(len(self.passages), dtype=np.float32)
        return np.stack([zero + columns[name] for name in FEATURES], axis=1)

    def _scores(self, asked: Asked) -> dict[str, Column]:
        """The legs of the search; a heading with nothing under it has the dense one alone."""
        query = asked.question.core
        scores = self._retriever.scores(query)
        zeros = np.zeros(len(self._bare_vectors), dtype=np.float32)
        bare = np.einsum("ij,j->i", self._bare_vectors, scores.vector)
        dense = np.concatenate([scores.dense, bare]).astype(np.float32)
        lexical = np.concatenate([scores.lexical, zeros])
        fused = np.concatenate([scores.fused.astype(np.float32), zeros])
        return {
            "fused": fused / (fused.max(initial=0.0) or 1.0),
            "lexical": lexical / (lexical.max(initial=0.0) or 1.0),
            "dense": dense,
            "dense_best": dense - dense.max(initial=0.0),
        }

    def _words(self, asked: Asked) -> dict[str, Column]:
        subjects = asked.subjects
        weights = {w: subjects.shares[w] * self._lexicon.weight(w) for w in subjects.words}
        weights = {word: weight for word, weight in weights.items() if weight} or {"": 1.0}
        carrying = {w: v for w, v in weights.items() if w and subjects.carries(w)} or weights
        text, heading, title = self._text.says, self._heading.says, self._title.says
        found = {word: self._said(word) for word in weights if word}
        none = np.zeros(len(self.passages), dtype=np.float32)

        def mean(of: Mapping[str, float], says: Mapping[str, Column]) -> Column:
            total = sum(of.values())
            return sum((v / total * says[w] for w, v in of.items() if w), none)

        texts = {w: text(w) for w in found}
        headings = {w: heading(w) for w in found}
        titles = {w: title(w) for w in found}
        said = mean(weights, found)
        groups = [[w for w in group if w in weights] for group in subjects.groups]
        held = [mean({w: weights[w] for w in group}, found) for group in groups if group]
        total = sum(weights.values())
        logs = sum(
            (weights[w] / total * np.log(0.1 + 0.9 * found[w]) for w in found),
            none,
        )
        spoken = squeeze(asked.question.core)
        return {
            "text": mean(weights, texts),
            "text_letters": mean(weights, {w: self._text.matches(w) for w in found}),
            "heading": mean(weights, headings),
            "title": mean(weights, titles),
            "said": said,
            "said_best": said - said.max(initial=0.0),
            "subject_text": mean(carrying, texts),
            "subject_heading": mean(carrying, headings),
            "subject_said": mean(carrying, found),
            "group": np.max(held, axis=0) if held else said,
            "missing": np.exp(logs).astype(np.float32),
            "title_said": self._titles.held(spoken),
            "define": np.array([not ls.isdisjoint(weights) for ls in self._leads], np.float32),
        }

    def _said(self, word: str) -> Column:
        """How far each passage says a word, itself, by its heading or by what stands above."""
        above = np.maximum(0.6 * self._heading.says(word), 0.4 * self._above.holds(word))
        said: Column = np.maximum(self._text.says(word), above)
        return said

    def _addresses(self, question: Question) -> dict[str, Column]:
        """Addresses and pages the question names; a page is held as closely as a section."""
        exact, under, over = self.none(), self.none(), self.none()
        mentions = find_mentions(question.core, self._plan)
        for path in dict.fromkeys(m.path for m in mentions if m.path is not None):
            for row, passage in enumerate(self.passages):
                exact[row] += passage.path == path
                under[row] += passage.path.startswith(f"{path}/")
                over[row] += path.startswith(f"{passage.path}/")
        for page in {m.page for m in mentions if m.kind == "page"}:
            exact += [page in own for own in self._pages]
        pointed = np.minimum(exact + 0.7 * under + 0.4 * over, 1.0)
        return {"pointed": pointed, "away": float(pointed.any()) * (pointed == 0)}

    def none(self) -> Column:
        """A column of zeros."""
        return self._all(0.0)

    def _all(self, number: float) -> Column:
        return np.full(len(self.passages), number, dtype=np.float32)

    def _form(self, asked: Asked) -> dict[str, Column]:
        """What the form of the question wants, and whether a passage has it."""
        question, still = asked.question, self._still
        figure = float(asks_figure(question))
        years = set(asked.figure.years or question.years)
        period = self._plan.meta.period
        past = bool(years and period and max(years) < period[0]) or asked.figure.past
        held = [len(years & own) / len(years) if years else 0.0 for own in self._years]
        other = [bool(years and own and not years & own) for own in self._years]
        lists = float(Ask.LIST in question.asks)
        return {
            "figure": figure * still["has_figure"],
            "no_figure": figure * (1 - still["has_figure"]),
            "share_figure": float(asks_share(question)) * still["has_share"],
            "amount_row": float(asks_amount(question)) * still["row"],
            "year": np.array(held, dtype=np.float32),
            "other_year": np.array(other, dtype=np.float32),
            "past": float(past) * still["has_past"],
            "list": lists * still["items"],
        }

    def _figures(self, asked: Asked) -> dict[str, Column]:
        """What the indicator table says of the figures that passages hold."""
        match, sure = self.none(), self.none()
        one = asked.figure
        if one.asks:
            match -= 1.0
            for part in self._table.likely(one):
                for each in part:
                    for row in self._rows_at.get(each.match.observation.path, ()):
                        match[row] = max(match[row], each.behind)
                        sure[row] = max(sure[row], each.probability)
        return {
            "figure_match": match,
            "figure_sure": sure,
            "figure_asked": self._all(one.asks),
            "selects": self._all(one.operation in _SELECTS or one.several),
            "things": self._all(min(len(one.subjects), _MANY) / _MANY),
        }


class _Family:
    """How well what stands above, under and beside each passage fits."""

    def __init__(self, plan: Plan, passages: Sequence[Passage]) -> None:
        numbers: dict[str, int] = {s.path: n for n, s in enumerate(plan.sections)}
        self._node = np.array([numbers[p.path] for p in passages], dtype=np.intp)
        self._count = len(numbers)
        parents = [numbers.get(s.parent or "", -1) for s in plan.sections]
        self._parents = np.array(parents, dtype=np.intp)

    def of(self, fused: Column) -> dict[str, Column]:
        """Columns from the fused scores of all passages."""
        nodes, parents = self._node, self._parents
        best = np.zeros(self._count + 1, dtype=np.float32)
        np.maximum.at(best, nodes, fused)
        under = np.zeros(self._count + 1, dtype=np.float32)
        np.maximum.at(under, parents, best[:-1])
        total = np.zeros(self._count + 1, dtype=np.float32)
        count = np.zeros(self._count + 1, dtype=np.float32)
        own_parent = parents[nodes]
        np.add.at(total, own_parent, fused)
        np.add.at(count, own_parent, 1.0)
        under[-1] = best[-1] = 0.0
        others = np.maximum(count[own_parent] - 1, 1.0)
        second = np.zeros(self._count + 1, dtype=np.float32)
        behind = np.where(fused < best[nodes], fused, 0.0)
        np.maximum.at(second, nodes, behind)
        return {
            "parent": best[own_parent],
            "children": under[nodes],
            "siblings": ((total[own_parent] - fused) / others).astype(np.float32),
            "same_node": np.where(fused < best[nodes], best[nodes], second[nodes]),
        }


class _Pairs:
    """Texts by their pairs of characters."""

    def __init__(self, texts: Sequence[str]) -> None:
        pairs = [[text[n : n + 2] for n in range(len(text) - 1)] for text in texts]
        self._sizes = np.array([max(1, len(own)) for own in pairs], dtype=np.float32)
        self._rows: dict[str, list[int]] = {}
        for row, own in enumerate(pairs):
            for pair in own:
                self._rows.setdefault(pair, []).append(row)

    def held(self, spoken: str) -> Column:
        """Share of each text's pairs that a question says: (texts,) in [0, 1]."""
        said = {spoken[n : n + 2] for n in range(len(spoken) - 1)}
        rows = [row for pair in said for row in self._rows.get(pair, ())]
        counts = np.bincount(np.array(rows, dtype=np.intp), minlength=len(self._sizes))
        shares: Column = (counts / self._sizes).astype(np.float32)
        return shares


def _above(plan: Plan, node: Section) -> str:
    """What stands above a node and holds for it: a table's header and notes, short lead-ins."""
    parts: list[str] = []
    for above in plan.ancestors(node.path):
        whole = above.kind is NodeKind.BOX
        parts += [s.text for s in above.sentences if whole or len(s.text) < _CONTEXT]
    return squeeze("".join(parts))


def _bare_headings(plan: Plan, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Headings that no passage holds, each with the titles of what stands under it."""
    held = {passage.path for passage in passages}
    found: list[Passage] = []
    for node in plan.sections:
        heads = [s for s in node.sentences if s.kind is SentenceKind.HEADING]
        if node.path in held or not heads:
            continue
        titles = [child.title for child in plan.children.get(node.path, ())]
        found.append(
            Passage(
                passage_id=f"{plan.plan_id}#{node.path}",
                plan_id=plan.plan_id,
                path=node.path,
                label=node.label,
                heading=node.heading,
                page=node.page,
                text="；".join([node.title, *titles]),
                sentences=tuple(heads),
            )
        )
    return tuple(found)
