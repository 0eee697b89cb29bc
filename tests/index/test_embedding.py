import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from corpus.errors import ModelError
from index.dense import mixed_rows
from index.embedding import (
    MANIFEST,
    SHIPPED_MODEL,
    SentenceTransformerEmbedder,
    StaticEmbedder,
    known_pieces,
    load_embedder,
    prepare,
)
from index.store import open_index
from index.tokenizer import Segmenter
from tests.index.fakes import make_plan, make_section

VOCABULARY = {"[UNK]": 0, "养老": 1, "服务": 2, "物流": 3, "老": 4, "人": 5}
ROWS = np.array([[0, 0], [100, 0], [0, 100], [0, -100], [60, 80], [1, 1]], np.int8)
SCALES = np.array([0, 0.01, 0.01, 0.02, 0.01, 0], np.float32)


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter()


def write_model(folder, *, rows=ROWS, scales=SCALES, vocabulary=None, weights=None, **manifest):
    """A static model's folder without torch; keyword arguments spoil parts of it."""
    folder.mkdir(exist_ok=True)
    model = {"type": "WordLevel", "vocab": vocabulary or VOCABULARY, "unk_token": "[UNK]"}
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"},
        "post_processor": None,
        "decoder": None,
        "model": model,
    }
    files = {
        "model.safetensors": save({"embeddings": rows, "weights": scales} | (weights or {})),
        "tokenizer.json": json.dumps(tokenizer).encode(),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    (folder / MANIFEST).write_text(json.dumps({"dim": 2, "sha256": digests} | manifest), "utf-8")
    module = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"
    normalise = "sentence_transformers.base.modules.normalize.Normalize"
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": module},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": normalise},
    ]
    (folder / "modules.json").write_text(json.dumps(modules), "utf-8")
    (folder / "1_Normalize").mkdir(exist_ok=True)
    (folder / "1_Normalize" / "config.json").write_text("{}", "utf-8")
    return folder


@pytest.fixture
def model(tmp_path):
    return write_model(tmp_path / "model")


@pytest.fixture
def embedder(model, segmenter):
    return StaticEmbedder.load(model, segmenter)


@pytest.fixture(scope="module")
def shipped():
    return load_embedder(segmenter=Segmenter())


def likeness(embedder, left, right):
    return float(embedder.encode_query(left) @ embedder.encode([right])[0])


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("养老", ["养老"]),
        ("养老服务", ["养老", "服务"]),
        ("敬老人", ["敬", "老", "人"]),
        ("5855.29", ["5855.29"]),
        ("logistics", ["logistics"]),
    ],
)
def test_known_pieces(word, pieces):
    assert known_pieces(word, VOCABULARY) == pieces


def test_known_pieces_are_the_longest_from_the_left():
    assert known_pieces("电子商务区", {"电子", "电子商务", "商务区", "区"}) == ["电子商务", "区"]


def test_prepare_normalises_and_drops_punctuation(segmenter):
    assert prepare("养老、ＡＩ服务。", segmenter, VOCABULARY) == "养老 ai 服务"


def test_vectors_are_normalised_sums_of_scaled_rows(embedder):
    # 养老 (1, 0) + 物流 (0, -2); 养老 + 服务 (0, 1); nothing known; nothing at all
    vectors = embedder.encode(["养老和物流", "养老服务", "12345 xyz", ""])
    root2, root5 = 2**0.5, 5**0.5
    expected = [[1 / root5, -2 / root5], [1 / root2, 1 / root2], [0, 0], [0, 0]]
    np.testing.assert_allclose(vectors, expected, atol=1e-7)
    assert (vectors.shape, vectors.dtype) == ((4, 2), np.float32)


def test_no_texts_give_no_rows(embedder):
    assert embedder.encode([]).shape == (0, 2)


def test_a_query_is_encoded_like_a_text(embedder):
    np.testing.assert_array_equal(embedder.encode_query("养老"), embedder.encode(["养老"])[0])


def test_coverage(embedder):
    assert embedder.coverage("养老与物流") == pytest.approx(2 / 3)
    assert embedder.coverage("。") == 0


def test_name_changes_with_weights_and_words(tmp_path, segmenter):
    other_rows = ROWS.copy()
    other_rows[3, 0] = 1
    swapped = VOCABULARY | {"养老": 2, "服务": 1}
    folders = [
        write_model(tmp_path / "a"),
        write_model(tmp_path / "b"),
        write_model(tmp_path / "c", rows=other_rows),
        write_model(tmp_path / "d", vocabulary=swapped),
    ]
    names = [StaticEmbedder.load(folder, segmenter).name for folder in folders]
    assert names[0] == names[1]
    assert len(set(names)) == 3


def rewrite_json(path, **changes):
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(
            lambda f: (f / "model.safetensors").unlink(), "缺少 model.safetensors", id="missing"
        ),
        pytest.param(
            lambda f: (f / "model.safetensors").write_bytes(b"\0" * 9), "已损坏", id="truncated"
        ),
        pytest.param(
            lambda f: (f / "tokenizer.json").write_text("{}"), "tokenizer.json 已损坏", id="words"
        ),
        pytest.param(lambda f: (f / MANIFEST).write_text("{"), "读不出", id="manifest"),
        pytest.param(lambda f: (f / MANIFEST).write_text("{}"), "读不出", id="empty-manifest"),
        pytest.param(
            lambda f: rewrite_json(f / MANIFEST, dim=3), "6 行 2 维，应为 6 行 3 维", id="dim"
        ),
        pytest.param(
            lambda f: write_model(f, vocabulary={"[UNK]": 0, "养老": 1}),
            "6 行 2 维，应为 2 行 2 维",
            id="rows",
        ),
        pytest.param(
            lambda f: write_model(f, vocabulary={"[UNK]": 0, "养老": 7}), "词号不连续", id="gap"
        ),
        pytest.param(
            lambda f: write_model(f, rows=ROWS.astype(np.float32)), "embeddings（int8", id="dtype"
        ),
        pytest.param(lambda f: write_model(f, scales=SCALES[:3]), "weights（float32", id="scales"),
    ],
)
def test_a_spoilt_folder_is_refused(model, segmenter, spoil, words):
    spoil(model)
    with pytest.raises(ModelError) as caught:
        load_embedder(str(model), segmenter=segmenter)
    assert words in str(caught.value)
    assert "请" in str(caught.value)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_files_that_match_the_manifest_but_are_no_model(model, segmenter, name):
    (model / name).write_bytes(b"nonsense")
    digests = json.loads((model / MANIFEST).read_text("utf-8"))["sha256"]
    digests[name] = hashlib.sha256(b"nonsense").hexdigest()
    rewrite_json(model / MANIFEST, sha256=digests)
    with pytest.raises(ModelError, match="不是"):
        load_embedder(str(model), segmenter=segmenter)


@pytest.mark.parametrize("spec", ["./nowhere", "/nowhere/model", "~/no-such-model", "a/b/c"])
def test_a_missing_folder_is_refused_without_torch(segmenter, spec):
    with pytest.raises(ModelError, match="没有模型文件夹"):
        load_embedder(spec, segmenter=segmenter)


def test_a_static_folder_is_loaded_by_path(model, segmenter):
    assert isinstance(load_embedder(str(model), segmenter=segmenter), StaticEmbedder)


def test_neither_torch_nor_sentence_transformers_is_needed():
    code = (
        "import sys; from index.embedding import load_embedder;"
        "from index.tokenizer import Segmenter;"
        "assert load_embedder(segmenter=Segmenter()).encode(['养老']).any();"
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'tokenizers', 'scipy'};"
        "sys.exit(', '.join(heavy & sys.modules.keys()) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_an_empty_folder_is_no_model(tmp_path, segmenter):
    pytest.importorskip("sentence_transformers")
    with pytest.raises(ModelError, match="无法加载模型"):
        load_embedder(str(tmp_path), segmenter=segmenter)


@pytest.mark.slow
def test_sentence_transformers_reads_the_shipped_folder_alike(shipped, segmenter):
    sentence_transformers = pytest.importorskip("sentence_transformers")
    texts = ["写字楼", "到2020年，电子商务产业增加值达到2000亿元", "敬老院和跨境电商综试区"]
    prepared = [prepare(text, segmenter, shipped.vocabulary) for text in texts]
    theirs = sentence_transformers.SentenceTransformer(str(SHIPPED_MODEL)).encode(prepared)
    np.testing.assert_allclose(shipped.encode(texts), theirs, atol=1e-6)


@pytest.mark.slow
def test_another_model_takes_a_query_prefix(model, segmenter):
    pytest.importorskip("sentence_transformers")
    (model / MANIFEST).unlink()
    plain = load_embedder(str(model), segmenter=segmenter)
    prefixed = load_embedder(str(model), segmenter=segmenter, query_prefix="物流 ")
    assert isinstance(plain, SentenceTransformerEmbedder)
    assert plain.dim == 2
    assert plain.name == prefixed.name
    assert plain.name.startswith("model-")
    np.testing.assert_allclose(plain.encode(["养老 服务"]), [[0.5**0.5, 0.5**0.5]], atol=1e-6)
    np.testing.assert_allclose(plain.encode_query("养老"), [1, 0], atol=1e-6)
    np.testing.assert_allclose(prefixed.encode(["养老"]), [[1, 0]], atol=1e-6)
    np.testing.assert_allclose(prefixed.encode_query("养老"), [5**-0.5, -2 * 5**-0.5], atol=1e-6)
    assert plain.encode([]).shape == (0, 2)


def write_transformer(folder):
    """A BERT of one layer with random weights, its query prompt among its settings."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast, set_seed

    words = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *"为检索养老服务物流标准：每个街道建中心制定",
    ]
    bare = folder / "bare"
    bare.mkdir(parents=True)
    (bare / "vocab.txt").write_text("\n".join(dict.fromkeys(words)), "utf-8")
    set_seed(3)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = BertConfig(vocab_size=len(set(words)), intermediate_size=16, **sizes)
    BertModel(config).save_pretrained(bare)
    BertTokenizerFast(vocab=str(bare / "vocab.txt")).save_pretrained(bare)
    modules = [Transformer(str(bare)), Pooling(16)]
    model = SentenceTransformer(modules=modules, prompts={"query": "检索：", "document": ""})
    model.save(str(folder / "whole"), create_model_card=False)
    return folder / "whole"


@pytest.mark.slow
def test_a_plan_is_indexed_and_asked_through_a_transformer_in_a_folder(tmp_path, monkeypatch):
    pytest.importorskip("sentence_transformers")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    folder = str(write_transformer(tmp_path))
    plan = make_plan(
        make_section("1", "物流标准", "制定物流标准。"),
        make_section("2", "养老服务", "每个街道建养老服务中心。"),
    )
    prefix = "为检索养老服务："
    built = open_index(plan, home=tmp_path, model=folder, query_prefix=prefix)
    loaded = open_index(plan, home=tmp_path, model=folder, query_prefix="")
    assert (built.built, loaded.built) == (True, False)  # a prefix changes questions only
    assert built.model == loaded.model
    assert built.retriever.dense.dim == 16
    told, own = built.retriever.embedder, loaded.retriever.embedder
    np.testing.assert_allclose(
        told.encode_query("物流"), told.encode([prefix + "物流"])[0], atol=1e-6
    )
    np.testing.assert_allclose(own.encode_query("物流"), own.encode(["检索：物流"])[0], atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(own.encode(["物流", "养老"]), axis=1), 1, atol=1e-6)
    best = built.retriever.search("养老服务")[0]
    assert best.passage.path == "2"
    row = mixed_rows(
        told.encode([best.passage.text]), told.encode([" ".join(best.passage.heading)])
    )
    assert best.dense == pytest.approx(float(row[0] @ told.encode_query("养老服务")), abs=1e-5)


def test_the_shipped_folder_is_small_and_whole(shipped):
    files = [path for path in SHIPPED_MODEL.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 24 * 2**20
    assert {path.name for path in files} >= {"model.safetensors", "tokenizer.json", MANIFEST}
    assert shipped.dim == json.loads((SHIPPED_MODEL / MANIFEST).read_text("utf-8"))["dim"]


def test_the_shipped_model_knows_nothing_of_nonsense(shipped):
    assert not shipped.encode_query("qzxwv 98765.4321").any()
    assert shipped.coverage("qzxwv 98765.4321") == 0
    assert shipped.coverage("服务业的发展目标") == 1


@pytest.mark.parametrize(
    ("query", "near", "far"),
    [
        ("写字楼", "商务楼宇", "医养结合"),
        ("老人照护", "养老服务", "现代物流"),
        ("打官司", "法律服务", "旅游休闲"),
        ("送快递", "物流配送", "住房保障"),
        ("看病", "医疗机构", "互联网金融"),
        ("买房子", "住宅和房地产", "会展"),
    ],
)
def test_the_shipped_model_knows_paraphrases(shipped, query, near, far):
    assert likeness(shipped, query, near) > likeness(shipped, query, far) + 0.1


def test_the_shipped_model_lies_where_the_package_is():
    assert Path(__file__).parents[2] / "index" / "model" == SHIPPED_MODEL
