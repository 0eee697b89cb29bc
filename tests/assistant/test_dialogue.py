"""Follow-ups: what a short question takes from the conversation, and what it does not."""

import json

import pytest

from assistant.answer import Conversation, Route, Status, Value
from tests.assistant.talk import ask, quoted, sections


@pytest.mark.parametrize(
    ("turns", "section", "words"),
    [
        (
            ("金融服务业2020年增加值目标是多少", "那旅游业呢"),
            ("3/2/1", "B5/r5"),
            ("1150", "旅游"),
        ),
        (
            ("金融服务业2020年增加值目标是多少？", "那电子商务呢？"),
            ("3/4/1", "B5/r7"),
            ("2000", "电子商务"),
        ),
        (
            ("健康服务业的增加值2020年是多少", "现代物流业呢"),
            ("3/6/1",),
            ("840亿元", "现代物流业"),
        ),
        (("跨境电商综试区的一核包括哪些区", "一圈呢"), ("B9",), ("一圈：发挥萧山、余杭", "五区")),
    ],
)
def test_an_ellipsis_changes_the_subject(hangzhou, turns, section, words):
    answer = ask(hangzhou, *turns)
    assert answer.status is Status.ANSWERED
    assert set(section) & set(sections(answer))
    assert all(word in answer.text for word in words)


def test_a_year_changes_the_year(hangzhou):
    first = ask(hangzhou, "2015年服务业增加值占GDP比重是多少")
    assert first.value == Value(58.2, "%", 2015)
    answer = ask(hangzhou, "2015年服务业增加值占GDP比重是多少", "2010年呢")
    assert answer.value == Value(49.2, "%", 2010)
    assert "2010年" in answer.standalone_question
    assert "2015" not in answer.standalone_question


def test_a_comparison_goes_on_from_the_figure_before(hangzhou):
    answer = ask(hangzhou, "金融服务业2020年增加值目标是多少", "比2015年多多少")
    assert answer.calculation == "1600 − 978.03 = 621.97"
    assert answer.value == Value(621.97, "亿元", None)
    answer = ask(hangzhou, "金融服务业2020年增加值目标是多少", "比电子商务的低多少")
    assert answer.calculation == "2000 − 1600 = 400"


def test_a_year_goes_with_another_subject(hangzhou):
    answer = ask(hangzhou, "房地产业增加值占GDP的比重是多少", "金融业的这个比重到2020年呢")
    assert answer.value == Value(11, "%", 2020)


def test_a_year_the_plan_does_not_speak_of_is_refused(hangzhou):
    answer = ask(hangzhou, "2015年服务业增加值占GDP比重是多少", "2018年呢")
    assert answer.status is Status.NOT_IN_PLAN
    assert "2018" in answer.text
    assert answer.value is None


def test_another_aspect_of_the_same_subject_and_year(hangzhou):
    answer = ask(hangzhou, "2015年旅游休闲业增加值是多少", "占GDP比重呢")
    assert answer.value == Value(7.2, "%", 2015)
    assert sections(answer) == ["B5/r5"]


@pytest.mark.parametrize(
    ("ordinal", "section", "title"),
    [
        ("第一个是什么", "3/3/2/1", "积极打造国内一流财富管理中心"),
        ("第三个是什么", "3/3/2/3", "进一步推动企业利用多层次资本市场加快发展"),
        ("第3条展开讲讲", "3/3/2/3", "进一步推动企业利用多层次资本市场加快发展"),
        ("最后一条讲什么", "3/3/2/5", "优化金融服务业空间布局"),
    ],
)
def test_an_ordinal_means_the_list_just_given(hangzhou, ordinal, section, title):
    answer = ask(hangzhou, "金融服务业有哪些重点举措", ordinal)
    assert answer.status is Status.ANSWERED
    assert sections(answer)[0] == section
    assert title in answer.text
    assert len(answer.text) > len(title) + 60  # what it says, not its heading again


def test_an_ordinal_over_the_items_of_a_box(hangzhou):
    answer = ask(hangzhou, "专栏14讲什么", "第三个是什么")
    assert "国家服务业综合改革试点" in answer.standalone_question


def test_ordinals_go_on_counting_the_same_list(hangzhou):
    answer = ask(hangzhou, "保障措施有哪些", "第二个讲什么", "第三条呢")
    assert "6/2/3" in sections(answer)
    assert "健全土地政策" in answer.text


def test_a_pronoun_stands_for_the_subject(hangzhou):
    answer = ask(hangzhou, "健康服务业的发展目标是什么", "它的空间怎么布局")
    assert answer.status is Status.ANSWERED
    assert {"3/9/2/6", "B10"} & set(sections(answer))
    assert "两带" in quoted(answer)


def test_a_pronoun_in_another_plan(yunlan):
    answer = ask(yunlan, "港航物流业的发展目标是什么", "它有哪些举措")
    assert sections(answer) == ["3/2/2", "3/2/2/1", "3/2/2/2"]


def test_an_address_in_a_follow_up_stands_alone(hangzhou):
    answer = ask(hangzhou, "金融服务业有哪些重点举措", "专栏14讲什么")
    assert set(sections(answer)) == {"B14"}


@pytest.mark.parametrize(
    ("turns", "section"),
    [
        (("房地产业的发展目标是什么", "换个话题，商贸服务业要培育成什么中心"), "3/8/1"),
        (("金融服务业有哪些重点举措", "城西科创大走廊的总面积约多少平方公里"), "4/3"),
        (("专栏9讲什么", "行业协会商会应该和谁脱钩"), "6/4/4"),
        (("2015年旅游休闲业增加值是多少", "保障措施有哪些"), "6"),
    ],
)
def test_a_new_topic_inherits_nothing(hangzhou, turns, section):
    answer = ask(hangzhou, *turns)
    assert answer.status is Status.ANSWERED
    assert section in sections(answer)
    alone = ask(hangzhou, turns[-1].removeprefix("换个话题，"))
    assert sections(answer) == sections(alone)
    assert answer.text == alone.text


def test_a_refusal_after_an_answer_is_still_a_refusal(hangzhou):
    answer = ask(hangzhou, "金融服务业2020年增加值目标是多少", "那宁波呢")
    assert answer.status is Status.NOT_IN_PLAN
    assert "宁波" in answer.text.partition("。")[0]


def test_a_follow_up_without_conversation_stands_as_it_is(hangzhou):
    assert ask(hangzhou, "那旅游业呢").standalone_question == "那旅游业呢"


def test_the_question_stays_as_asked_beside_the_one_that_stands_alone(hangzhou):
    answer = ask(hangzhou, "金融服务业2020年增加值目标是多少", "那电子商务呢")
    assert answer.question == "那电子商务呢"
    assert "2020年" in answer.standalone_question
    assert "金融" not in answer.standalone_question


def test_a_greeting_is_no_subject(hangzhou):
    answer = ask(hangzhou, "你好", "商务会展业的发展目标是什么")
    assert "3/7/1" in sections(answer)


def test_two_conversations_never_mix(hangzhou):
    """Turns of two users, one after the other, give what each would get alone."""
    first = ["金融服务业有哪些重点举措", "第三个是什么", "专栏9讲什么"]
    second = ["2015年旅游休闲业增加值是多少", "占GDP比重呢", "那电子商务呢"]
    alone = [[ask(hangzhou, *turns[: n + 1]).text for n in range(3)] for turns in (first, second)]
    conversations = [Conversation(), Conversation()]
    told = [[], []]
    for n in range(3):
        for user, turns in enumerate((first, second)):
            answer = hangzhou.ask(conversations[user], turns[n])
            conversations[user] = conversations[user].with_turn(turns[n], answer)
            told[user].append(answer.text)
    assert told == alone
    assert [len(conversation.turns) for conversation in conversations] == [3, 3]


def test_asking_does_not_change_the_conversation(hangzhou):
    turn = "金融服务业有哪些重点举措"
    conversation = Conversation().with_turn(turn, ask(hangzhou, turn))
    hangzhou.ask(conversation, "第三个是什么")
    assert [t.question for t in conversation.turns] == [turn]


@pytest.mark.parametrize(
    "turns",
    [
        ("专栏9讲什么",),
        ("2017年服务业增加值是多少",),
        ("中小企业融资有哪些支持政策",),
        ("金融服务业有哪些重点举措", "第三个是什么"),
    ],
)
def test_the_same_turns_give_the_same_bytes(hangzhou, turns):
    told = set()
    for _ in range(3):
        answer = ask(hangzhou, *turns).to_json()
        answer["latency_ms"] = 0
        told.add(json.dumps(answer, ensure_ascii=False))
    assert len(told) == 1


@pytest.mark.parametrize(
    "question",
    ["大白天货车进城老堵，半夜里给超市送货这事，有没有松动的意思", "老年人养老这一块由谁来管"],
)
def test_what_stands_before_the_pointing_word_is_meant(hangzhou, question):
    conversation = hangzhou.conversation(["规划对旅游休闲这个行业总体上是怎么部署的？"])
    assert hangzhou.ask(conversation, question).standalone_question == question


@pytest.mark.parametrize("question", ["对这方面有什么举措", "这个行业有什么举措"])
def test_a_pointing_word_with_nothing_before_it_points_back(hangzhou, question):
    conversation = hangzhou.conversation(["旅游休闲业的发展目标是什么"])
    assert "旅游休闲" in hangzhou.ask(conversation, question).standalone_question


@pytest.mark.parametrize(
    ("turns", "alone"),
    [
        # put right: what was asked is asked of another name or year
        (("2015年文创增加值是多少", "不对，我问的是金融"), "2015年金融增加值是多少"),
        (("2020年金融业增加值是多少", "说错了，是2015年"), "2015年金融业增加值是多少"),
        # back to what was spoken of before
        (
            ("旅游休闲业的空间布局说说", "物流标准体系怎么建", "回到刚才旅游那个，“两极”是什么"),
            "旅游休闲业的“两极”是什么",
        ),
        (("会展业有哪些举措", "三、（四）讲什么", "回到会展，目标是什么"), "会展业有哪些发展目标"),
        # a pronoun stands where its name would
        (("商务会展业的目标", "它和旅游业有什么联系"), "商务会展业和旅游业有什么联系"),
        (("专栏9讲什么", "里面的一核是什么"), "专栏9的一核是什么"),
        (("旅游业的空间布局", "一核指什么"), "旅游业的一核指什么"),
        (("旅游业的空间布局", "一核指什么", "那两轴呢"), "旅游业的两轴指什么"),
        # the heading above has what the measure asked for last has not
        (("会展业有哪些举措", "第一条具体怎么做", "目标是什么"), "会展业的目标是什么"),
        # a kind of what was asked for
        (("跨境电商有哪些园区", "线下的呢"), "跨境电商有哪些线下园区"),
        # one place after another
        (("桐庐的发展布局是什么", "建德呢"), "建德的发展布局是什么"),
        (("桐庐的发展布局是什么", "建德呢", "那里重点发展什么"), "建德重点发展什么"),
        # of the very same
        (("服务业增加值目标是多少", "换算成万元"), "服务业增加值目标是多少，换算成万元"),
        # courtesies bring nothing, and take nothing
        (("康复和护理服务怎么发展", "谢谢", "目标呢"), "康复和护理服务的目标"),
    ],
)
def test_what_is_left_out_is_taken_from_the_conversation(hangzhou, turns, alone):
    assert ask(hangzhou, *turns).standalone_question == alone


@pytest.mark.parametrize(
    ("turns", "section"),
    [
        (("科技服务业有哪些重点举措", "（2）呢"), "3/5/2/2"),
        (("科技服务业有哪些重点举措", "（2）呢", "下一条"), "3/5/2/3"),
        (("科技服务业有哪些重点举措", "（3）展开讲讲", "上一条再说一下"), "3/5/2/2"),
    ],
)
def test_a_number_alone_means_the_node_below_or_beside(hangzhou, turns, section):
    assert sections(ask(hangzhou, *turns))[0] == section


@pytest.mark.parametrize("thanks", ["谢谢", "好的，明白了", "嗯嗯", "多谢！"])
def test_thanks_are_answered_in_kind(hangzhou, thanks):
    answer = ask(hangzhou, "专栏9讲什么", thanks)
    assert answer.route is Route.HELP
    assert answer.citations == ()
    assert answer.standalone_question == thanks


def test_ten_turns_deep(hangzhou):
    turns = (
        "金融服务业2020年增加值是多少",
        "那旅游业呢",
        "增加值占比呢",
        "谢谢",
        "物流业有哪些举措",
        "第二条讲什么",
        "目标呢",
        "回到旅游，空间布局呢",
        "那两轴呢",
        "换个话题，保障措施有哪些",
    )
    conversation = hangzhou.conversation(turns)
    first = [
        turn.answer.citations[0].section for turn in conversation.turns if turn.answer.citations
    ]
    assert first == ["B5/r6", "B5/r5", "3/2/1", "3/6/2", "3/6/2/2", "3/6/1", "B7", "B7", "6"]


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        (
            ["健康服务业每年打算增长多少", "电子商务呢", "两个相差几个百分点"],
            "相差 5 个百分点（20 − 15 = 5）",
        ),
        (["金融服务业2020年增加值目标", "旅游休闲业呢", "加起来是多少"], "合计 2750 亿元"),
        (
            ["金融业2015年增加值占比多少", "2020年呢", "提高了几个百分点"],
            "增加 1.3 个百分点（11 − 9.7 = 1.3）",
        ),
        (["健康服务业年均增长多少", "电商呢", "哪个更快"], "电子商务产业增加值年均增长更高"),
    ],
)
def test_what_is_asked_of_the_two_figures_told_last(hangzhou, turns, told):
    answer = hangzhou.ask_last(turns)
    assert answer.status is Status.ANSWERED
    assert told in answer.text
