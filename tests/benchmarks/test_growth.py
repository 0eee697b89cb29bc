import itertools
import json
import lzma

import pytest

from benchmarks import growth


@pytest.fixture
def data(tmp_path):
    with lzma.open(tmp_path / growth.NEWS_FILE, "wt", encoding="utf-8") as file:
        file.write(json.dumps({"text": "甲" * 300}) + "\n" + json.dumps({"text": "乙" * 50}) + "\n")
    return tmp_path


def test_plans_come_first_then_news_cut_to_the_size_of_passages(data):
    passages = list(growth._passages(data))
    news = [passage for passage in passages if passage.plan_id == "news"]
    assert passages[0].plan_id == "hangzhou-services-13-5"
    assert passages[-len(news) :] == news
    # 300 characters: 145, 145 and a rest of 10, which is too short
    assert [len(passage.text) for passage in news] == [145, 145, 50]
    assert len({passage.passage_id for passage in passages}) == len(passages)
    assert news[0].heading == ("甲" * growth.TITLE,)


def test_the_same_questions_each_time():
    questions = growth._questions()
    assert len(set(questions)) == growth.QUESTIONS
    assert questions == growth._questions()


def test_a_small_index_is_built_written_and_searched(data, tmp_path, monkeypatch):
    monkeypatch.setattr(growth, "PER_PLAN", 40)
    monkeypatch.setattr(growth, "_questions", lambda: ["服务业的发展目标", "指导思想是什么"])
    folder = tmp_path / "index"
    folder.mkdir()
    built = growth._build(data, 1, folder)
    served = growth._serve(data, 1, folder, 2)
    assert built["passages"] == len(list(itertools.islice(growth._passages(data), 40)))
    assert built["disk_mb"] * 2**20 == sum(path.stat().st_size for path in folder.iterdir())
    assert (served["exact"], served["dense_recall"], served["recall"]) == (True, 1.0, 1.0)
    assert 0 < served["p50"] <= served["p95"]
    (_, _, row, *_) = growth._table([{"plans": 1, **built, **served}]).splitlines()
    assert row.startswith("| 1 | 40 |")
    assert row.endswith("| exact | 1.000 | 1.000 |")
