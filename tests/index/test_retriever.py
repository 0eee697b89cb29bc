from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index.retriever
from corpus.library import load_plan
from corpus.passages import split_passages
from index.dense import DenseIndex, mixed_rows
from index.fusion import WEIGHTS, Weights
from index.langchain_retriever import PlanRetriever
from index.lexical import LexicalIndex
from index.retriever import HybridRetriever, build_retriever
from index.terms import mine_terms
from index.tokenizer import Segmenter
from tests.index.fakes import CharacterSegmenter, HashingEmbedder, TableEmbedder, make_passage

PASSAGES = (
    make_passage(0, "金融港湾", ("发展重点", "金融")),
    make_passage(1, "物流标准", ("发展重点", "物流")),
    make_passage(2, "医院养老", ("发展重点", "健康")),
)


def hashing(passages=PASSAGES, weights=WEIGHTS):
    return build_retriever(
        passages, embedder=HashingEmbedder(256), segmenter=CharacterSegmenter(), weights=weights
    )


def two_axes():
    """Passages on known vectors: the query 老人 is all but the third passage's meaning."""
    vectors = {"金融港湾": [1, 0], "物流标准": [0.6, 0.8], "医院养老": [0, 1], "颐": [0, 1]}
    return build_retriever(
        PASSAGES,
        embedder=TableEmbedder(2, vectors),
        segmenter=CharacterSegmenter(),
        weights=Weights(dense=0.5, dense_floor=0.7, heading_share=0.0),
    )


def test_best_passage_first_with_both_scores():
    best, *_ = hashing().search("物流的标准")
    assert (best.passage, best.rank) == (PASSAGES[1], 1)
    assert best.lexical > 0
    assert 0 < best.dense <= 1
    assert 0 < best.score <= 1


def test_a_result_is_frozen():
    with pytest.raises(FrozenInstanceError):
        hashing().search("物流")[0].rank = 2


def test_headings_are_searched():
    assert hashing().search("健康")[0].passage.path == "3"


def test_reach_beyond_shared_words():
    hits = two_axes().search("颐")
    assert [(hit.passage.path, hit.lexical, hit.score) for hit in hits] == [
        ("3", 0.0, 0.5),
        ("2", 0.0, 0.4),
    ]
    assert [hit.dense for hit in hits] == pytest.approx([1.0, 0.8])


def test_fusion_of_a_search_by_hand():
    retriever = two_axes()
    scores = retriever.scores("颐物")
    assert scores.dense.tolist() == [0, 0, 0]  # the table does not know this text
    assert scores.fused.tolist() == [0, 0.5, 0]  # the one lexical hit: 0.5 * 1


@pytest.mark.parametrize("query", ["", "  \n", "zzz", "？！"])
def test_nothing_known_finds_nothing(query):
    assert hashing().search(query) == []


def test_k_may_exceed_the_passages():
    assert len(hashing().search("发展重点", k=99)) == 3
    assert [hit.rank for hit in hashing().search("发展重点", k=2)] == [1, 2]


@pytest.mark.parametrize("k", [0, -1])
def test_k_below_one_is_refused(k):
    with pytest.raises(ValueError, match=f"got {k}"):
        hashing().search("金融", k=k)


def test_no_passages():
    assert hashing(passages=()).search("金融") == []


def test_equal_passages_stand_in_the_order_of_their_ids():
    twins = [make_passage(ordinal, "同文") for ordinal in (7, 2, 5)]
    found = hashing(passages=twins).search("同文")
    assert [hit.passage.passage_id for hit in found] == ["p#0002", "p#0005", "p#0007"]
    assert len({hit.score for hit in found}) == 1


def test_the_same_search_gives_the_same_result():
    assert hashing().search("发展金融") == hashing().search("发展金融")


def test_weights_of_the_ranking_can_be_varied_without_a_new_index():
    retriever = hashing()
    lexical_only = retriever.with_weights(replace(WEIGHTS, dense=0.0))
    assert lexical_only.lexical is retriever.lexical
    assert lexical_only.search("物流")[0].score == 1.0


def test_weights_of_the_index_cannot():
    with pytest.raises(ValueError, match="build_retriever"):
        hashing().with_weights(replace(WEIGHTS, heading_repeat=7))


def test_indexes_of_other_passages_are_refused():
    lexical = LexicalIndex.build([["a"]], [[]])
    dense = DenseIndex.build(np.ones((2, 2), np.float32), np.ones((2, 2), np.float32))
    with pytest.raises(ValueError, match=r"3 passages, got 1 \(lexical\) and 2 \(dense\)"):
        HybridRetriever(PASSAGES, lexical, dense, HashingEmbedder(), CharacterSegmenter())


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("四镇是哪几个小镇", "B8"),
        ("服务业用地怎么保障", "6/2/3"),
        ("跨境电商综试区的总体布局", "B9"),
        ("指导思想是什么", "2/1"),
    ],
)
def test_questions_on_a_real_plan(real_plan, question, path):
    found = real_plan.search(question, k=3)
    assert path in [hit.passage.path for hit in found]


def test_a_question_of_unknown_words_finds_nothing_in_a_real_plan(real_plan):
    assert real_plan.search("qwerty") == []


@pytest.fixture(scope="module")
def real_plan():
    plan = load_plan("hangzhou-services-13-5")
    return build_retriever(
        split_passages(plan),
        embedder=HashingEmbedder(256),
        segmenter=Segmenter(mine_terms(plan)),
        weights=replace(WEIGHTS, dense=0.0, dense_floor=2.0),
    )


def far_apart(passages, weights, monkeypatch):
    """The same passages searched exactly, and by a shortlist that starts with three a leg."""
    exact = hashing(passages, weights)
    held = exact.embedder.encode([passage.text for passage in passages])
    headings = exact.embedder.encode([" ".join(passage.heading) for passage in passages])
    lists = DenseIndex.of_rows(mixed_rows(held, headings, weights=weights), exact_up_to=0)
    lists._index.nprobe = lists._index.nlist  # so that the dense leg misses nothing
    monkeypatch.setattr(index.retriever, "_FIRST_TAKEN", 3)
    monkeypatch.setattr(index.retriever, "_MORE_TAKEN", 2)
    short = HybridRetriever(
        passages, exact.lexical, lists, exact.embedder, exact.segmenter, weights=weights
    )
    return exact, short


TEXT = st.text("甲乙丙丁戊己庚辛", max_size=6)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(TEXT, min_size=1, max_size=40),
    TEXT,
    st.integers(1, 12),
    st.floats(0, 1),
    st.floats(0.05, 1),
)
def test_a_shortlist_gives_what_scoring_all_gives(texts, query, k, dense, floor):
    passages = [make_passage(n, text, ("甲乙",)) for n, text in enumerate(texts)]
    with pytest.MonkeyPatch.context() as patch:
        weights = replace(WEIGHTS, dense=dense, dense_floor=floor)
        exact, short = far_apart(passages, weights, patch)
        assert short.search(query, k) == exact.search(query, k)


def test_a_shortlist_scores_few_of_many(monkeypatch):
    passages = [make_passage(n, f"{n} 甲" if n % 7 else f"{n} 乙") for n in range(300)]
    passages.append(make_passage(300, "丙丁乙"))
    exact, short = far_apart(passages, WEIGHTS, monkeypatch)
    rows, _ = short._shortlist(
        short.lexical.score(["丙", "丁"]), short.embedder.encode_query("丙丁"), 1
    )
    assert 300 in rows
    assert len(rows) < 30
    assert short.search("丙丁", 1) == exact.search("丙丁", 1)


def test_passages_are_indexed_in_batches(monkeypatch):
    whole = hashing()
    monkeypatch.setattr(index.retriever, "_BATCH", 2)
    parts = hashing()
    assert parts.lexical.dump() == whole.lexical.dump()
    assert parts.dense.dump() == whole.dense.dump()


def test_as_a_langchain_retriever():
    documents = PlanRetriever(retriever=hashing(), k=1).invoke("物流的标准")
    (hit,) = hashing().search("物流的标准", k=1)
    assert [(document.id, document.page_content) for document in documents] == [
        ("p#0001", "物流标准")
    ]
    assert documents[0].metadata == {
        "plan": "p",
        "path": "2",
        "label": "第2节",
        "heading": ["发展重点", "物流"],
        "page": 3,
        "start": 100,
        "end": 104,
        "passage_id": "p#0001",
        "score": hit.score,
    }
