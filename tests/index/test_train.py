import hashlib
import json
import lzma
import random
from pathlib import Path

import numpy as np
import pytest

from index.embedding import SHIPPED_MODEL, StaticEmbedder
from index.tokenizer import Segmenter
from index.train import TrainConfig, train, validate
from index.train_corpus import (
    QuestionPair,
    build_vocabulary,
    cut_news,
    make_pairs,
    question_pairs,
    read_questions,
    with_known_pieces,
)
from index.train_vectors import inverse_frequency, quantise, word_vectors

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "train"

TOPICS = {
    "医院": ("医生给病人看病", "护士照顾病人", "医院购买药品"),
    "物流": ("快递公司送包裹", "货车把包裹运到仓库", "物流公司建设仓库"),
    "旅游": ("游客参观景区", "导游带游客看风景", "景区接待游客"),
}


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter()


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Corpora in the layout of the real ones, of three topics."""
    folder = tmp_path_factory.mktemp("corpora")
    rng = random.Random(1)
    articles = []
    for _ in range(240):
        topic = rng.choice(sorted(TOPICS))
        lines = [f"{rng.choice(TOPICS[topic])}，{rng.choice(TOPICS[topic])}。" for _ in range(4)]
        articles.append({"id": len(articles), "text": f"{topic}新闻今天发布。" + "".join(lines)})
    with lzma.open(folder / "crud_news_docs.jsonl.xz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(article, ensure_ascii=False) + "\n" for article in articles)
    questions = [
        {"query": "谁给病人看病？", "positive": "医院里医生给病人看病。"},
        {"query": "谁送包裹？", "positive": "快递公司送包裹。"},
        {"query": "谁参观景区？", "positive": "游客参观景区。"},
    ]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in questions)
    for name in ("drcd_dev_simplified", "drcd_test_simplified", "xquad_zh", "cmrc2018_trial"):
        (folder / f"{name}.jsonl").write_text(text, "utf-8")
    return folder


def test_cut_news_gives_sentences_of_words(data, segmenter):
    article = next(cut_news(data, segmenter))
    assert len(article) == 5
    assert article[0].split()[1:] == ["新闻", "今天", "发布"]


def test_read_questions(data):
    pairs = read_questions(data / "xquad_zh.jsonl")
    assert pairs[1] == QuestionPair("谁送包裹？", "快递公司送包裹。")
    assert len(pairs) == 3


def test_question_pairs_are_cut(segmenter):
    vocabulary = dict.fromkeys(["谁", "送", "包裹", "快递", "公司"], 1)
    pairs = question_pairs([QuestionPair("谁送包裹？", "快递公司。")], segmenter, vocabulary)
    assert pairs == [("谁 送 包裹", "快递 公司")]


def test_vocabulary_holds_characters_then_frequent_words():
    articles = [["服务 发展 服务 2016 5855.29 ai"] * 20, ["物流 1"]]
    vocabulary = build_vocabulary(articles, 9)
    assert list(vocabulary) == ["[UNK]", "服", "务", "发", "展", "服务", "发展", "2016", "ai"]
    assert list(vocabulary.values()) == list(range(9))
    assert "物流" in build_vocabulary(articles, 50)
    assert "5855.29" not in build_vocabulary(articles, 50)


def test_with_known_pieces_takes_unknown_words_apart():
    articles = [["养老服务 发展"]]
    with_known_pieces(articles, {"养老": 1, "服务": 2, "发展": 3})
    assert articles == [["养老 服务 发展"]]


def test_pairs_share_no_word_and_are_reproducible(data, segmenter):
    articles = list(cut_news(data, segmenter))
    vocabulary = build_vocabulary(articles, 200)
    pairs = list(make_pairs(articles, vocabulary, random.Random(3), rounds=2))
    assert all(not set(short.split()) & set(around.split()) for short, around in pairs)
    # a lead, and two rounds of a sentence and a stretch; so few words hold no keyword
    assert len(pairs) == 240 * (1 + 2 * 2)
    assert pairs == list(make_pairs(articles, vocabulary, random.Random(3), rounds=2))
    assert pairs != list(make_pairs(articles, vocabulary, random.Random(4), rounds=2))


def test_an_article_of_one_sentence_gives_no_pair():
    assert list(make_pairs([["服务 发展"], []], {}, random.Random(0), rounds=2)) == []


def test_inverse_frequency():
    weights = inverse_frequency(np.array([0, 1, 9999]))
    np.testing.assert_allclose(weights, [1, 0.5, 1e-4 / (1e-4 + 0.9999)])


def test_words_of_the_same_company_get_alike_vectors():
    articles = [
        [f"{first} 看病 医院 {first}", f"包裹 {second} 仓库 {second}"]
        for first in ("医生", "护士")
        for second in ("货车", "快递")
        for _ in range(2000)
    ]
    words = ["[UNK]", "医生", "护士", "货车", "快递", "看病", "医院", "包裹", "仓库"]
    vocabulary = {word: row for row, word in enumerate(words)}
    vectors = word_vectors(
        [[a[i]] for a in articles for i in (0, 1)], vocabulary, dim=3, window=3, seed=0
    )
    unit = vectors[1:] / np.linalg.norm(vectors[1:], axis=1, keepdims=True)
    assert unit[0] @ unit[1] > 0.5 > unit[0] @ unit[2]
    assert not vectors[0].any()
    assert (vectors.shape, vectors.dtype) == ((9, 3), np.float32)


def test_quantise_errs_by_half_a_step():
    vectors = np.random.default_rng(0).normal(size=(50, 8)).astype(np.float32)
    vectors[0] = 0
    rows, scales = quantise(vectors)
    error = np.abs(rows * scales[:, None] - vectors)
    assert (error <= scales[:, None] / 2 + 1e-6).all()
    assert (rows.dtype, scales.dtype) == (np.int8, np.float32)
    assert np.abs(rows[1:]).max(axis=1).tolist() == [127] * 49
    assert not rows[0].any()
    assert scales[0] == 0


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # of the training libraries, among themselves
def test_training_writes_a_whole_model_and_repeats_itself(data, tmp_path, segmenter):
    for module in ("sentence_transformers", "datasets", "accelerate", "sklearn"):
        pytest.importorskip(module)
    config = TrainConfig(words=150, dim=8, rounds=1, batch=64)
    digests = []
    for name in ("first", "second"):
        out = tmp_path / name
        out.mkdir()
        (out / "left over").write_text("of an older model")
        train(data, out, config)
        assert not (out / "left over").exists()
        digests.append(hashlib.sha256((out / "model.safetensors").read_bytes()).hexdigest())
    assert digests[0] == digests[1]
    manifest = json.loads((tmp_path / "first" / "planqa.json").read_text("utf-8"))
    assert manifest["trained"]["seed"] == 20
    assert manifest["validation"]["lexical"]["hit@1"] == 1.0
    embedder = StaticEmbedder.load(tmp_path / "first", segmenter)
    assert embedder.dim == 8
    doctor, nurse, parcel = embedder.encode(["医生", "护士", "包裹"])
    assert doctor @ nurse > doctor @ parcel
    assert {path.name for path in tmp_path.iterdir()} == {"first", "second"}


@pytest.mark.slow
def test_the_shipped_model_measures_what_its_manifest_says(segmenter):
    if not DATA.is_dir():
        pytest.skip("the training corpora are not beside the repository (../shared/data/train)")
    manifest = json.loads((SHIPPED_MODEL / "planqa.json").read_text("utf-8"))
    measured = validate(StaticEmbedder.load(SHIPPED_MODEL, segmenter), segmenter, DATA)
    assert measured["dense"] == pytest.approx(manifest["validation"]["dense"], abs=0.005)
    assert measured["fused"]["hit@5"] >= 0.98
