import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import retrieval
from benchmarks.peers import SYSTEMS, Corpus, missing
from corpus.plan import Passage
from tests.index.fakes import make_sentence

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {"t1": "大力发展跨境电子商务", "t2": "建设养老服务设施", "t3": "完善物流标准"}


def passage(key, path, text, *rows):
    sentences = tuple(make_sentence(row, path=row) for row in rows)
    return Passage(key, "p", path, path, ("发展重点",), 3, text, sentences)


@pytest.mark.parametrize("name", ["planqa", "planqa-words", "planqa-vectors", "bm25s"])
def test_a_system_finds_the_text_that_says_it(name):
    search = SYSTEMS[name].open()(Corpus.of_texts("t", TEXTS))
    assert search("电子商务")[0] == "t1"
    assert search("物流的标准")[0] == "t3"


@pytest.mark.parametrize("name", [name for name in SYSTEMS if SYSTEMS[name].modules])
def test_a_peer_finds_the_text_that_says_it(name):
    if lacking := missing(SYSTEMS[name]):
        pytest.skip(f"not installed: {lacking}")
    found = _run(name)
    if name == "llama-index-plain":  # the whole text is one word to it
        assert found == []
    elif name == "langchain-plain":  # to its BM25 too, whose arbitrary order joins the vectors'
        assert "t1" in found
    else:
        assert found[0] == "t1"


def _run(name):
    program = (
        "import json, sys; sys.path.insert(0, '.'); from benchmarks.peers import *; "
        f"search = SYSTEMS[{name!r}].open()(Corpus.of_texts('t', {TEXTS!r})); "
        "print(json.dumps(search('电子商务')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_a_peer_gets_the_headings_with_the_text():
    corpus = Corpus("p", (passage("p#0", "3/1", "金融港湾"),))
    assert corpus.texts == {"p#0": "发展重点\n金融港湾"}
    assert Corpus.of_texts("t", TEXTS).texts == TEXTS


def test_a_system_that_is_not_installed_is_left_out_and_said_to_be(monkeypatch, tmp_path, capsys):
    absent = replace(SYSTEMS["bm25s"], modules=("no_such_module", "no_such_package.module"))
    monkeypatch.setattr(retrieval, "SYSTEMS", {"absent": absent})
    assert missing(absent) == ["no_such_module", "no_such_package.module"]
    assert retrieval._apart("absent", tmp_path / "job.json", 1) is None
    told = capsys.readouterr().err
    assert "absent: left out, no_such_module, no_such_package.module not installed" in told


def test_a_system_that_fails_is_left_out_and_said_to_be(tmp_path, capsys):
    (tmp_path / "job.json").write_text("no JSON", "utf-8")
    assert retrieval._apart("bm25s-plain", tmp_path / "job.json", 1) is None
    assert "bm25s-plain: left out, it ended with 1" in capsys.readouterr().err


def test_a_passage_stands_for_its_address_and_its_rows():
    corpus = Corpus("p", (passage("p#0", "B5", "甲", "B5/r1", "B5/r2"), passage("p#1", "2", "乙")))
    asked = retrieval.Asked("q", "甲", (frozenset({"B5/r2"}), frozenset({"2"})), "dev")
    job = retrieval.Job(corpus, (asked,))
    scores = retrieval.scores_of("planqa", {"q": ["p#0", "p#1"]}, [job])["q"]
    assert scores["first5"] == 1.0
    # B5, B5/r1, B5/r2, 2: gold at places 3 and 4 of an ideal 1 and 2
    # (1/log2(4) + 1/log2(5)) / (1/log2(2) + 1/log2(3)) = 0.9307 / 1.6309
    assert scores["ndcg"] == pytest.approx(0.5707, abs=1e-4)
    by_section = retrieval.scores_of("planqa-ranked", {"q": ["2", "B5/r2"]}, [job])["q"]
    assert by_section["ndcg"] == 1.0


def test_tables_by_hand():
    gold = (frozenset({"1"}),)
    slipped = [
        retrieval.Asked(f"a~{kind}", "", gold, "dev", slip=kind, of="a") for kind in retrieval.SLIPS
    ]
    clean = [retrieval.Asked("a", "", gold, "dev"), retrieval.Asked("b", "", gold, "test")]
    questions = [*clean, *slipped]
    scores = {
        "planqa": {q.key: {"first5": 1.0, "ndcg": 0.75} for q in questions},
        "bm25s": {q.key: {"first5": float(q.key == "a"), "ndcg": 0.5} for q in questions},
    }
    quality = retrieval._quality(scores, scores, questions)
    assert quality[-1] == "| bm25s, jieba | 100.0 % | 0.0 % | 0.500 | 0.500 |"
    slips = retrieval._slips(scores, scores, questions)
    assert slips[-1] == f"| bm25s, jieba | 100.0 % | 0.0 % | 100.0 |{' 0.0 % |' * 5}"
    # One question differs: both signs of it are half of all patterns, so p is 1.
    tested = retrieval._significance(scores, scores, questions)
    assert tested[-1] == "| bm25s, jieba | +0.250 (+0.250 to +0.250), 1.0000 |"
