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


def test_importing_loads_no_faiss():
    program = "import sys, index.dense; print('faiss' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("False", "")
