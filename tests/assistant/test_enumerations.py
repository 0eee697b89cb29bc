"""How many things a sentence lists, and how many a question asks for."""

import pytest

from assistant.enumerations import counts_asked, counts_told, group_asked
from tests.assistant.talk import ask, sections


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


@pytest.mark.parametrize(
    ("question", "sentence", "name", "members"),
    [
        (
            "五大类产品是哪些",
            "打造海钓、海浴、海食、海居和海购五大类海洋产品体系。",
            "五大类海洋产品体系",
            ("海钓", "海浴", "海食", "海居", "海购"),
        ),
        (
            "三级体系是哪三级",
            "构建由县医院、乡卫生院、村卫生室组成的三级医疗体系。",
            "三级医疗体系",
            ("县医院", "乡卫生院", "村卫生室"),
        ),
        (
            "四镇是哪几个",
            "四镇：甲山镇、乙水镇、丙田镇、丁石镇。",
            "四镇",
            ("甲山镇", "乙水镇", "丙田镇", "丁石镇"),
        ),
        ("三港指什么", "推进公路港、空港、信息港“三港”建设", "三港", ("公路港", "空港", "信息港")),
    ],
)
def test_the_members_of_the_group_that_is_asked_for(question, sentence, name, members):
    group = group_asked(question, sentence)
    assert group is not None
    assert (group.name, group.members) == (name, members)
    assert all(member in sentence for member in members)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("五大类产品是哪些", "打造海钓、海浴和海食五大类产品体系。"),  # lists three of five
        ("四大特色是哪些", "打造甲、乙、丙、丁等四大基地。"),  # another name
        ("长三角一体化怎么推进", "对接都市圈、接轨大城市、融入长三角。"),  # no count at all
        ("三个中心是什么", "建设（一体、三个中心）。"),
    ],
)
def test_what_is_no_group_that_is_asked_for(question, sentence):
    assert group_asked(question, sentence) is None


def test_an_answer_begins_with_the_members(hangzhou):
    answer = ask(hangzhou, "物流业的三港是哪些")
    assert answer.text.startswith("三港：公路港、空港、信息港。[1]")
    assert sections(answer) == ["3/6/2/1"]
    assert answer.items == ("公路港", "空港", "信息港")


def test_a_group_of_another_count_is_not_the_one_asked_for():
    told = "培育6个未来产业：甲业、乙业、丙业、丁业、戊业、己业。"
    assert group_asked("未来产业有哪些", told) is not None
    assert group_asked("6个未来产业是哪些", told) is not None
    assert group_asked("甲业和乙业这两样未来产业各做什么", told) is None
