import subprocess
import sys

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.dense import DenseIndex
from index.fusion import Weights

TEXT_ONLY = Weights(heading_share=0.0)


def rows(*values):
    return np.asarray(values, np.float32)


def test_scores_are_cosines_in_the_order_of_the_rows():
    texts = rows([0, 1], [1, 0], [-1, 0], [0.6, 0.8])
    index = DenseIndex.build(texts, np.zeros_like(texts), weights=TEXT_ONLY)
    assert index.score(rows(1, 0)).tolist() == pytest.approx([0, 1, -1, 0.6])
    assert (index.size, index.dim) == (4, 2)


def test_heading_has_its_share_of_the_vector():
    index = DenseIndex.build(rows([1, 0]), rows([0, 1]), weights=Weights(heading_share=0.25))
    # (0.75, 0.25) over its norm sqrt(0.625)
    assert index.score(rows(1, 0)).tolist() == pytest.approx([0.75 / 0.625**0.5])
    assert index.score(rows(0, 1)).tolist() == pytest.approx([0.25 / 0.625**0.5])


def test_zero_vectors_are_like_nothing():
    texts = rows([0, 0], [1, 0])
    index = DenseIndex.build(texts, np.zeros_like(texts), weights=TEXT_ONLY)
    assert index.score(rows(1, 0)).tolist() == [0, 1]
    assert index.score(rows(0, 0)).tolist() == [0, 0]


def test_no_rows():
    index = DenseIndex.build(np.zeros((0, 3), np.float32), np.zeros((0, 3), np.float32))
    assert index.score(rows(1, 0, 0)).tolist() == []
    assert DenseIndex.load(index.dump()).size == 0


def test_shapes_are_checked():
    with pytest.raises(ValueError, match=r"got \(1, 2\), \(1, 3\)"):
        DenseIndex.build(rows([1, 0]), rows([1, 0, 0]))
    index = DenseIndex.build(rows([1, 0]), rows([1, 0]))
    with pytest.raises(ValueError, match=r"shape \(2,\), got \(3,\)"):
        index.score(rows(1, 0, 0))


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_agrees_with_numpy_and_survives_a_round_trip(count, dim, seed):
    random = np.random.default_rng(seed)
    texts, headings = random.standard_normal((2, count, dim)).astype(np.float32)
    query = random.standard_normal(dim).astype(np.float32)
    index = DenseIndex.build(texts, headings, weights=Weights(heading_share=0.5))
    mixed = texts + headings
    expected = mixed / np.linalg.norm(mixed, axis=1, keepdims=True) @ query
    assert index.score(query) == pytest.approx(expected, rel=1e-4, abs=1e-4)
    loaded = DenseIndex.load(index.dump())
    assert loaded.score(query).tobytes() == index.score(query).tobytes()


def test_file_is_what_faiss_writes(tmp_path):
    index = DenseIndex.build(rows([1, 0], [0.6, 0.8]), rows([0, 1], [0, 1]))
    (content,) = index.dump().values()
    path = tmp_path / "dense.faiss"
    path.write_bytes(content)
    read = faiss.read_index(str(path))
    assert (read.ntotal, read.d, read.metric_type) == (2, 2, faiss.METRIC_INNER_PRODUCT)


@pytest.mark.parametrize("cut", [0, 3, -1])
def test_bytes_faiss_cannot_read_are_an_error(cut):
    (content,) = DenseIndex.build(rows([1, 0]), rows([1, 0])).dump().values()
    with pytest.raises(ValueError, match=r"FAISS cannot read 'dense\.faiss'"):
        DenseIndex.load({"dense.faiss": content[:cut]})


def test_an_index_of_distances_is_refused():
    content = faiss.serialize_index(faiss.IndexFlatL2(2)).tobytes()
    with pytest.raises(ValueError, match="inner-product"):
        DenseIndex.load({"dense.faiss": content})


def test_thread_setting_is_restored():
    index = DenseIndex.build(rows([1, 0]), rows([1, 0]))
    before = faiss.omp_get_max_threads()
    try:
        faiss.omp_set_num_threads(3)
        index.score(rows(1, 0))
        assert faiss.omp_get_max_threads() == 3
    finally:
        faiss.omp_set_num_threads(before)


def unit(count, dim=16, seed=1):
    vectors = np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def in_lists(vectors):
    return DenseIndex.of_rows(vectors, exact_up_to=0)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_scores_are_those_of_a_faiss_search_to_the_last_bit(count, seed):
    vectors, query = unit(count, seed=seed), unit(1, seed=seed + 1)
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    found, rows = flat.search(query, count)
    expected = np.zeros(count, np.float32)
    expected[rows[0]] = found[0]
    for index in (DenseIndex.of_rows(vectors), in_lists(vectors)):
        assert index.score(query[0]).tobytes() == expected.tobytes()
        some = np.arange(0, count, 3)
        assert index.score_rows(query[0], some).tobytes() == expected[some].tobytes()


def test_a_small_index_is_exact_and_a_large_one_in_lists():
    vectors = unit(40)
    assert DenseIndex.of_rows(vectors, exact_up_to=40).is_exact
    assert not DenseIndex.of_rows(vectors, exact_up_to=39).is_exact


@pytest.mark.parametrize("build", [DenseIndex.of_rows, in_lists])
def test_nearest_come_first_with_their_cosines(build):
    index = build(np.eye(4, dtype=np.float32))
    near, cosines = index.nearest(rows(0.6, 0, 0.8, 0), 2)
    expected = [2, 0] if index.is_exact else [2]  # the other one's list is not looked into
    assert near.tolist() == expected
    assert cosines.tolist() == pytest.approx([0.8, 0.6][: len(expected)])
    assert [a.tolist() for a in index.nearest(rows(0, 0, 0, 0), 2)] == [[], []]


def test_lists_find_most_of_what_is_near():
    centres = unit(60, dim=32)
    random = np.random.default_rng(5)
    noise = 0.15 * random.standard_normal((6000, 32)).astype(np.float32)
    vectors = centres[random.integers(0, 60, 6000)] + noise
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index = in_lists(vectors)
    shares = []
    for query in vectors[:100]:
        best = np.argsort(-index.score(query), kind="stable")[:10]
        shares.append(len(set(best) & set(index.nearest(query, 10)[0])) / 10)
    assert np.mean(shares) >= 0.95


def test_lists_survive_a_round_trip_and_are_the_same_again():
    vectors, query = unit(300), unit(1, seed=2)[0]
    index = in_lists(vectors)
    assert in_lists(vectors).dump() == index.dump()
    loaded = DenseIndex.load(index.dump())
    assert not loaded.is_exact
    for found, expected in zip(loaded.nearest(query, 5), index.nearest(query, 5), strict=True):
        assert found.tobytes() == expected.tobytes()
    assert loaded.score(query).tobytes() == index.score(query).tobytes()


def test_an_index_of_another_kind_is_refused():
    content = faiss.serialize_index(faiss.IndexHNSWFlat(4, 8, faiss.METRIC_INNER_PRODUCT))
    with pytest.raises(ValueError, match="flat index or inverted lists"):
        DenseIndex.load({"dense.faiss": content.tobytes()})


def test_importing_loads_no_faiss():
    program = "import sys, index.dense; print('faiss' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("False", "")
