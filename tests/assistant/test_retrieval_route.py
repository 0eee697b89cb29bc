"""Questions answered from sentences and table rows, and those the plan has no answer to."""

import re

import pytest

from assistant.answer import Route, Status, Value
from tests.assistant.talk import ask, assert_quotes_stand, quoted, sections


@pytest.mark.parametrize(
    ("question", "section", "page", "words"),
    [
        ("市区亿元楼宇集聚的是哪两个商圈", "1/1/3", 6, "形成黄龙、武林两个亿元楼宇集聚商圈"),
        ("智慧公路港依托哪家企业的园区来建", "3/6/2/1", 27, "传化物流临江综合产业园"),
        ("行业协会商会要跟谁脱钩", "6/4/4", 52, "加快行业协会商会与行政机关脱钩"),
        ("城西科创大走廊总面积有多大", "4/3", 40, "总面积约224平方公里"),
        ("2011年服务业对GDP增长的贡献率是多少", "1/1/1", 4, "分别达58.6%、62.2%"),
        ("过境免签可以停留多少小时", "3/2/2/4", 18, "144小时过境免签政策"),
    ],
)
def test_a_fact_with_the_sentence_that_states_it(hangzhou, question, section, page, words):
    answer = ask(hangzhou, question)
    assert answer.route in {Route.RETRIEVAL, Route.NUMBERS}
    assert answer.status is Status.ANSWERED
    first = answer.citations[0]
    assert (first.section, first.page) == (section, page)
    assert words in first.quote
    assert words in answer.text
    assert_quotes_stand(answer, hangzhou.plan)


@pytest.mark.parametrize(
    ("question", "section", "words"),
    [
        ("什么是“1133”工程", "5", "100 个现代服务业集聚平台打造工程"),
        ("“多镇”是什么意思", "4/3", "分布具备不同功能的特色小镇和创新区块"),
        ("“一轴”指的是什么", "B6", "以德胜高架—文一西路为轴线"),
        ("金融“四镇”是哪几个", "B8", "玉皇山南基金小镇、运河财富小镇、互联网金融小镇、梦想小镇"),
    ],
)
def test_a_definition(hangzhou, question, section, words):
    answer = ask(hangzhou, question)
    assert answer.status is Status.ANSWERED
    assert section in sections(answer)
    assert words in quoted(answer)


@pytest.mark.parametrize(
    ("question", "section", "words"),
    [
        ("海洋牧场建在哪里", "3/1/2/1", "在青螺湾、白礁岛建设国家级海洋牧场示范区。"),
        ("海燕计划要引进多少人才", "4/3", "五年引进海洋领域高层次人才300名。"),
        ("“一核”指什么", "B3", "一核：青螺湾都市滨海旅游核心区"),
        ("集装箱吞吐量2025年要达到多少", "3/2/1", "集装箱吞吐量达到90万标箱"),
        ("2019年海洋渔业产值是多少", "1", "2018—2020年，海洋渔业产值分别为88.1亿元、91.4亿元"),
    ],
)
def test_facts_of_another_plan(yunlan, question, section, words):
    answer = ask(yunlan, question)
    assert answer.status is Status.ANSWERED
    assert section in sections(answer)
    assert words in quoted(answer)
    assert words.rstrip("。") in answer.text
    assert_quotes_stand(answer, yunlan.plan)


def test_a_list_box_that_answers_is_given_whole(hangzhou):
    answer = ask(hangzhou, "杭州有哪些现代服务业重点试点示范项目")
    assert answer.status is Status.ANSWERED
    assert set(sections(answer)) == {"B14"}
    lines = [line for line in answer.text.splitlines() if line.startswith("- ")]
    assert len(lines) == 9
    assert lines[0].startswith("- 杭州国家自主创新示范区")
    assert lines[6].startswith("- 信息惠民国家试点")
    assert lines[8].startswith("- 省服务业强县(市、区)培育试点")


def test_all_tasks_of_a_part_of_a_box(hangzhou):
    answer = ask(hangzhou, "服务贸易创新发展试点有哪些主要任务")
    assert answer.status is Status.ANSWERED
    tasks = {f"B13/3/{n}" for n in range(1, 8)}
    assert tasks <= set(sections(answer))


@pytest.mark.parametrize(
    ("question", "row", "value"),
    [
        ("2015年旅游休闲业占地区生产总值比重是多少", "B5/r5", Value(7.2, "%", 2015)),
        ("2015年跨境电子商务交易总额是多少", "B5/r11", Value(34.64, "亿美元", 2015)),
        ("2010年服务业固定资产投资占全市比重是多少", "B1/r4", Value(73.9, "%", 2010)),
        ("专栏5里科技服务业增加值2015年实际值", "B5/r8", Value(1846.33, "亿元", 2015)),
        ("专栏5里税收超亿元楼宇2020年目标值", "B5/r13", Value(120, "个", 2020)),
    ],
)
def test_a_figure_of_a_table_row(hangzhou, question, row, value):
    answer = ask(hangzhou, question)
    assert answer.status is Status.ANSWERED
    assert answer.value == value
    assert set(sections(answer)) == {row}
    assert str(value.value) in quoted(answer)
    assert_quotes_stand(answer, hangzhou.plan)


def test_the_columns_of_a_row_are_told_apart(hangzhou):
    text = ask(hangzhou, "专栏5里电子商务产业增加值是多少").text
    assert "2015年实际值 826.54" in text
    assert "2020年目标值 2000" in text
    assert "亿元" in text
    assert "专栏5 第7行" in text


def test_the_columns_of_a_row_of_another_plan(yunlan):
    answer = ask(yunlan, "专栏1里港口货物吞吐量2020年实际值是多少")
    assert answer.value == Value(3860, "万吨", 2020)
    assert "2020年实际值 3860" in answer.text
    assert sections(answer) == ["B1/r3"]


def test_an_average_in_brackets_is_no_value_of_its_year(hangzhou):
    answer = ask(hangzhou, "专栏5里服务业增加值年均增速2020年目标值")
    assert answer.status is Status.ANSWERED
    assert "〔9〕" in answer.text
    assert answer.value is None


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("宁波的服务业增加值目标是多少", "宁波"),
        ("苏州的科技服务业有什么举措", "苏州"),
        ("市发改委服务业处的电话是多少", "电话|发改委"),
        ("明天杭州天气怎么样", "天气"),
        ("帮我写一段Python爬虫代码", "爬虫"),
        ("未来科技城的房价多少一平", "房价"),
    ],
)
def test_what_the_plan_does_not_say_is_refused(hangzhou, question, missing):
    answer = ask(hangzhou, question)
    assert (answer.route, answer.status) == (Route.REFUSAL, Status.NOT_IN_PLAN)
    opening = answer.text.partition("。")[0]
    assert opening.startswith("规划未提及")
    assert re.search(missing, opening)
    assert answer.value is None
    assert_no_figure_is_told(answer, hangzhou.plan)


def assert_no_figure_is_told(answer, plan):
    """Beyond the years asked for, all that stands in a refusal are addresses, titles and pages."""
    nearest = [line for line in answer.text.splitlines() if line.startswith("- ")]
    assert len(nearest) >= len(set(sections(answer)))
    named = {plan.by_path[path].label: plan.by_path[path].title for path in sections(answer)}
    for line in nearest:
        told = re.sub(r"（第\d+页）|\[\d+\]", "", line.removeprefix("- "))
        label = max((label for label in named if told.startswith(label)), key=len)
        assert told.removeprefix(label).strip(" “”") == named[label]
    opening = answer.text.partition("\n")[0]
    assert set(re.findall(r"\d+", opening)) <= set(re.findall(r"\d+", answer.question))


@pytest.mark.parametrize(
    ("question", "near"),
    [
        ("2017年服务业增加值是多少", {"2/3/1", "B5/r1", "1/1/1"}),
        ("宁波的旅游休闲业增加值是多少", {"3/2/1", "B5/r5", "1/1/2"}),
        ("苏州的健康服务业有哪些举措", {"3/9", "3/9/1", "3/9/2", "3/9/2/6", "B10"}),
    ],
)
def test_a_refusal_names_the_nearest_sections(hangzhou, question, near):
    answer = ask(hangzhou, question)
    assert answer.status is Status.NOT_IN_PLAN
    assert "最接近的是" in answer.text
    assert near & set(sections(answer))


@pytest.mark.parametrize("question", ["杭州的海洋生产总值是多少", "市海洋局的电话是多少"])
def test_refusals_of_another_plan(yunlan, question):
    answer = ask(yunlan, question)
    assert (answer.route, answer.status) == (Route.REFUSAL, Status.NOT_IN_PLAN)
    assert_no_figure_is_told(answer, yunlan.plan)


@pytest.mark.parametrize(
    ("question", "box"),
    [
        ("2015年全国副省级城市服务业发展指标对比里，杭州排第几", "B2"),
        ("城西科创大走廊空间布局图上画了什么", "B12"),
    ],
)
def test_what_stands_in_a_picture_is_said_to(hangzhou, question, box):
    answer = ask(hangzhou, question)
    assert answer.status is Status.FIGURE_NOT_IN_TEXT
    assert box in sections(answer)
    assert "图片" in answer.text


def test_a_picture_of_another_plan(yunlan):
    answer = ask(yunlan, "海洋功能分区图里画了什么")
    assert answer.status is Status.FIGURE_NOT_IN_TEXT
    assert sections(answer) == ["B2"]


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("听说规划里早就写了，几家银行一并告知一下，金融小镇到底有哪些", "B8"),
        ("老百姓家门口买菜购物方便这事规划怎么考虑的", "3/8/2/3"),
        ("领导讲话里提到“1133”，这四个数字各代表什么？", "5"),
        ("快递柜要铺到什么程度？靠哪个工程推进", "3/8/2/3"),
    ],
)
def test_how_a_question_is_put_keeps_no_answer_back(hangzhou, question, section):
    answer = ask(hangzhou, question)
    assert answer.status is Status.ANSWERED
    assert section in sections(answer)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("麻烦告知一下，军民融合有哪些任务，我写材料", "军民融合"),
        ("杭州的核电站建在哪里", "核电站"),
        ("规划里有没有说要限制共享单车", "限制共享单车"),
        ("苏州工业园区的科技服务业有什么举措", "苏州工业园区"),
        ("腾讯在这里投资什么项目", "腾讯"),
    ],
)
def test_a_refusal_names_the_subject_as_asked(hangzhou, question, missing):
    answer = ask(hangzhou, question)
    assert answer.status is Status.NOT_IN_PLAN
    assert answer.text.startswith(f"规划未提及“{missing}”。")


def test_steps_of_an_application_are_not_made_up(hangzhou):
    answer = ask(hangzhou, "认定技术先进型服务企业要准备哪些材料")
    assert answer.status is Status.NOT_IN_PLAN
    assert answer.text.startswith("规划未提及“认定技术先进型服务企业”的材料。")


def test_a_sentence_that_only_names_the_place_is_carried_on(hangzhou):
    answer = ask(hangzhou, "临安的山区适合投健康产业的哪些方向？")
    assert "健康养老、健康旅游、山地运动健身" in quoted(answer)


def test_a_section_that_is_the_measures_asked_for_is_given_whole(hangzhou):
    answer = ask(hangzhou, "想让更多国际大会选在杭州开，规划打算做哪些事？")
    assert set(sections(answer)) == {"3/7/2/3"}
    assert answer.text.startswith("三、（七）2.（3）打响全球会议目的地品牌")


def test_where_in_the_plan_it_stands_comes_first(hangzhou):
    answer = ask(hangzhou, "养老养生的内容写在第几部分第几条？")
    assert answer.text.startswith("见三、（九）2.（2）积极发展养老养生产业（第34页）：")
    assert set(sections(answer)) == {"3/9/2/2"}


def test_all_measures_of_a_short_section_are_quoted(hangzhou):
    answer = ask(hangzhou, "打算怎么把杭州旅游推到海外市场去？")
    for words in ("国际新航线", "过境免签", "海外社交媒体平台", "政府搭台、企业主角"):
        assert words in answer.text


def test_a_foreigner_may_say_who_he_is(yunxi):
    answer = ask(yunxi, "敝人为韩国旅客，“云上云溪”的手机服务有哪几种语言？")
    assert answer.status is Status.ANSWERED
    assert "中、英、日、韩四种语言" in answer.text


@pytest.mark.parametrize(
    ("question", "section", "words"),
    [
        ("有没有提到月子护理", "3/9/2/3", "月子护理"),
        ("规划提到亚运会了吗", "1/1/5", "亚运会"),
    ],
)
def test_whether_it_is_mentioned_is_said_first(hangzhou, question, section, words):
    answer = ask(hangzhou, question)
    assert answer.text.startswith("提到了。")
    assert section in sections(answer)
    assert all(words in citation.quote for citation in answer.citations)


def test_what_a_sentence_tells_is_told_though_a_picture_is_titled_alike(hangzhou):
    answer = ask(hangzhou, "城西科创大走廊在哪里")
    assert answer.status is Status.ANSWERED
    assert sections(answer)[0] == "4/3"
    assert ask(hangzhou, "城西科创大走廊空间布局图画了什么").status is Status.FIGURE_NOT_IN_TEXT


@pytest.mark.parametrize(
    "question",
    [
        "专栏5的增加值目标，用的是哪一年的价格？",
        "指标表里〔〕框起来的数是什么意思",
        "增加值目标是现价还是可比价",
    ],
)
def test_how_figures_are_counted_is_told_by_the_note_of_the_table(hangzhou, question):
    answer = ask(hangzhou, question)
    assert answer.status is Status.ANSWERED
    assert sections(answer) == ["B5"]
    assert quoted(answer).startswith("注：本专栏中增加值按2015年价格计算")


@pytest.mark.parametrize(
    ("question", "box"),
    [
        ("2015年全国副省级城市服务业增加值增速排名，杭州第几", "B2"),
        ("世界各国服务业占GDP的那个专栏，美国是百分之多少", "B4"),
    ],
)
def test_what_a_picture_shows_by_its_title_is_not_in_the_text(hangzhou, question, box):
    answer = ask(hangzhou, question)
    assert answer.status is Status.FIGURE_NOT_IN_TEXT
    assert sections(answer)[0] == box


def test_a_picture_titled_in_general_words_is_not_meant(hangzhou):
    answer = ask(hangzhou, "市发展现代服务业领导小组组长是哪位领导")
    assert answer.status is Status.NOT_IN_PLAN


@pytest.mark.parametrize(
    "question",
    [
        "跨境电子商务综合试验区后来建成了没有",
        "亚运村建好了吗",
        "城西科创大走廊目前进展如何",
        "云栖小镇后来怎么样了",
    ],
)
def test_what_became_of_an_intention_is_not_in_a_plan(hangzhou, question):
    answer = ask(hangzhou, question)
    assert answer.status is Status.NOT_IN_PLAN
    assert answer.text.startswith("规划未提及后来的结果")
    assert answer.citations


def test_what_had_been_reached_before_the_plan_is_told(hangzhou):
    answer = ask(hangzhou, "十二五规划的目标完成了吗")
    assert answer.status is Status.ANSWERED
    assert "较好地完成了“十二五”规划确定的各项目标任务" in answer.text
