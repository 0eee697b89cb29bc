"""How many things a sentence lists, and how many a question asks for."""

import pytest

from assistant.enumerations import counts_asked, counts_told


@pytest.mark.parametrize(
    ("question", "counts"),
    [
        ("杭州要做哪五种休闲旅游产品？", {5}),
        ("给游客配的那七项“工程”，名字报给我", {7}),
        ("服务业面临哪四个挑战", {4}),
        ("公司能拿什么甜头分给他们，三样", {3}),
        ("“十三五”时期有哪些任务", set()),
        ("第三个是什么", set()),
        ("前三个月的情况", set()),
        ("这四个数字各代表什么", set()),
    ],
)
def test_counts_asked(question, counts):
    assert counts_asked(question) == counts


@pytest.mark.parametrize(
    ("sentence", "counts"),
    [
        ("实施股权奖励、股票期权、项目收益分红等激励。", {3}),
        ("打造生态休闲、文化休闲、商务休闲、运动休闲和养生休闲五大类产品。", {5}),
        ("一是压力较大；二是竞争激烈；三是门槛较高；四是各自为政。", {4}),
        ("加快建设客运、货运。", set()),
    ],
)
def test_counts_told(sentence, counts):
    assert counts <= counts_told(sentence)
    assert len(counts_told(sentence)) == len(counts)
