"""Questions about a plan's structure: the answers are complete, taken from the outline."""

import pytest

from assistant.answer import Route, Status
from assistant.pipeline import build_assistant
from assistant.settings import Settings
from tests.assistant.talk import ask, assert_quotes_stand, quoted, sections

CHAPTERS = ["发展背景", "总体思路", "发展重点", "空间布局", "重大工程", "保障措施"]
SECTORS = [
    *("文化创意产业", "旅游休闲业", "金融服务业", "电子商务产业", "科技服务业"),
    *("现代物流业", "商务会展业", "商贸服务业", "健康服务业", "房地产业"),
]
PICTURES = [2, 3, 4, 11, 12]


def in_order(text, words):
    """Whether the words all stand in the text, one after the other."""
    places = [text.find(word) for word in words]
    return -1 not in places and places == sorted(places)


@pytest.mark.parametrize(
    "question", ["规划一共几章", "规划一共几章，分别叫什么", "全文分为几个部分", "目录"]
)
def test_all_chapters_are_named_and_cited(hangzhou, question):
    answer = ask(hangzhou, question)
    assert (answer.route, answer.status) == (Route.OUTLINE, Status.ANSWERED)
    assert "共 6 章" in answer.text
    assert in_order(answer.text, CHAPTERS)
    assert sections(answer) == ["1", "2", "3", "4", "5", "6"]
    assert [citation.page for citation in answer.citations] == [4, 10, 13, 37, 41, 48]
    assert_quotes_stand(answer, hangzhou.plan)


def test_chapters_of_another_plan(yunlan):
    answer = ask(yunlan, "规划一共几章")
    assert "共 4 章" in answer.text
    assert in_order(answer.text, ["发展基础", "总体要求", "重点任务", "保障措施"])


def test_boxes_are_counted_and_the_pictures_named(hangzhou):
    answer = ask(hangzhou, "一共有几个专栏，哪些是图")
    assert (answer.route, answer.status) == (Route.OUTLINE, Status.ANSWERED)
    assert "共 16 个专栏" in answer.text
    assert "5 个是图（专栏2、专栏3、专栏4、专栏11、专栏12）" in answer.text
    assert sections(answer) == [f"B{n}" for n in range(1, 17)]
    marked = [line for line in answer.text.splitlines() if "，图）" in line]
    assert [line.split("“")[0] for line in marked] == [f"- 专栏{n}" for n in PICTURES]


def test_boxes_of_another_plan(yunlan):
    answer = ask(yunlan, "一共有几个专栏")
    assert "共 3 个专栏" in answer.text
    assert "1 个是图（专栏2）" in answer.text


@pytest.mark.parametrize("question", ["专栏9讲什么", "專欄９講什麼？", "B9", "专栏九的内容"])
def test_a_list_box_is_given_whole(hangzhou, question):
    answer = ask(hangzhou, question)
    assert (answer.route, answer.status) == (Route.OUTLINE, Status.ANSWERED)
    assert "第23页" in answer.text
    assert in_order(answer.text, ["一核：发挥上城区", "一圈：发挥萧山", "一带：发挥临安"])
    assert in_order(quoted(answer), ["产业发展核心区。", "产业应用经济圈。", "产业发展带。"])
    assert set(sections(answer)) == {"B9"}
    assert_quotes_stand(answer, hangzhou.plan)


@pytest.mark.parametrize(
    "question", ["三、（四）有哪些举措", "三（四）有哪些举措", "电子商务产业有哪些重点举措"]
)
def test_all_measures_of_a_sector_in_order(hangzhou, question):
    answer = ask(hangzhou, question)
    assert (answer.route, answer.status) == (Route.OUTLINE, Status.ANSWERED)
    measures = [
        *("（1）大力推进跨境电子商务创新发展", "（2）做大做强电子商务新平台、新业态、新模式"),
        *("（3）普及和深化电子商务应用", "（4）加强和完善电子商务支撑体系"),
    ]
    assert in_order(answer.text, measures)
    assert sections(answer) == ["3/4/2", "3/4/2/1", "3/4/2/2", "3/4/2/3", "3/4/2/4"]
    assert [citation.page for citation in answer.citations] == [22, 22, 23, 24, 24]


def test_measures_of_a_sector_of_another_plan(yunlan):
    answer = ask(yunlan, "海洋渔业有哪些举措")
    assert in_order(answer.text, ["（1）建设海洋牧场", "（2）发展远洋渔业", "（3）做强水产加工"])
    assert sections(answer) == ["3/1/2", "3/1/2/1", "3/1/2/2", "3/1/2/3"]


@pytest.mark.parametrize("question", ["第三章讲哪些行业", "第三章讲了哪些行业", "第三章讲什么"])
def test_all_ten_sectors_of_the_third_chapter(hangzhou, question):
    answer = ask(hangzhou, question)
    assert answer.status is Status.ANSWERED
    assert in_order(answer.text, SECTORS)
    assert {f"3/{n}" for n in range(1, 11)} <= set(sections(answer))


def test_what_stands_on_a_page(hangzhou):
    answer = ask(hangzhou, "第22页讲什么")
    assert (answer.route, answer.status) == (Route.OUTLINE, Status.ANSWERED)
    assert sections(answer) == ["3/3/2/5", "B8", "3/4", "3/4/1", "3/4/2", "3/4/2/1"]
    assert {citation.page for citation in answer.citations} == {22}
    assert in_order(answer.text, ["金融服务业空间布局", "电子商务产业", "重点举措"])


def test_a_page_the_plan_does_not_have(hangzhou):
    answer = ask(hangzhou, "第99页讲什么")
    assert (answer.route, answer.status) == (Route.REFUSAL, Status.NOT_IN_PLAN)
    assert "没有第99页" in answer.text
    assert "第4—53页" in answer.text


@pytest.mark.parametrize(
    ("question", "named"),
    [("专栏17讲什么", "B16"), ("三、（四）9.", "3/4"), ("B13/9", "B13"), ("九、（一）", None)],
)
def test_an_address_that_does_not_exist_is_said_not_to(hangzhou, question, named):
    answer = ask(hangzhou, question)
    assert (answer.route, answer.status) == (Route.REFUSAL, Status.NOT_IN_PLAN)
    assert answer.text.startswith("规划中没有“")
    assert "最接近的有" in answer.text
    assert named is None or sections(answer)[0] == named


def test_a_chapter_that_does_not_exist_is_said_not_to(hangzhou):
    answer = ask(hangzhou, "第七章讲什么")
    assert (answer.route, answer.status) == (Route.REFUSAL, Status.NOT_IN_PLAN)
    assert answer.text.startswith("规划中没有“第七章”")


@pytest.mark.parametrize("number", PICTURES)
def test_a_picture_is_said_to_be_one(hangzhou, number):
    answer = ask(hangzhou, f"专栏{number}讲什么")
    assert (answer.route, answer.status) == (Route.OUTLINE, Status.FIGURE_NOT_IN_TEXT)
    assert "图片" in answer.text
    assert f"B{number}" in sections(answer)


def test_a_pictures_note_is_given(hangzhou):
    assert "增速（%）按可比价格计算" in ask(hangzhou, "专栏2讲什么").text


def test_all_numbered_items_of_a_part_of_a_box(hangzhou):
    answer = ask(hangzhou, "B13/3")
    assert answer.status is Status.ANSWERED
    tasks = [
        *("建立协调机制", "扩大服务业双向开放力度", "培育服务贸易市场主体", "创新跨境电商监管方式"),
        *("设立专项资金", "创新统计方法", "出台考评办法"),
    ]
    assert in_order(answer.text, tasks)
    assert sections(answer) == ["B13/3", *(f"B13/3/{n}" for n in range(1, 8))]
    assert {citation.page for citation in answer.citations} == {43}


def test_one_item_of_a_part_of_a_box(hangzhou):
    answer = ask(hangzhou, "专栏13主要任务的第6条是什么")
    assert "创新统计方法，健全服务贸易统计体系" in answer.text
    assert "考评办法" not in answer.text


@pytest.mark.parametrize("question", ["专栏5第7行", "B5/r7", "专栏5的第七行"])
def test_a_row_of_a_table(hangzhou, question):
    answer = ask(hangzhou, question)
    assert answer.status is Status.ANSWERED
    assert set(sections(answer)) == {"B5/r7"}
    for words in ("电子商务产业", "826.54", "2000", "8.2", "14"):
        assert words in answer.text
    assert {citation.page for citation in answer.citations} == {13}


@pytest.mark.parametrize(
    ("question", "section", "page"),
    [
        ("电子商务那一节从第几页开始", "3/4", 22),
        ("三、（六）在第几页", "3/6", 27),
        ("健康服务业在哪一页", "3/9", 33),
        ("专栏16在哪一页", "B16", 46),
    ],
)
def test_the_page_a_section_begins_on(hangzhou, question, section, page):
    answer = ask(hangzhou, question)
    assert answer.status is Status.ANSWERED
    assert f"第{page}页" in answer.text
    assert sections(answer)[0] == section
    assert answer.citations[0].page == page


@pytest.mark.parametrize(
    ("question", "section", "words"),
    [
        ("三、（六）1.", "3/6/1", "到 2020 年，现代物流业增加值达840亿元"),
        ("三（九）2（3）", "3/9/2/3", "构建由康复医院、社区康复、居家康复组成的三级康复服务体系"),
        ("第三部分第四节第2条第1点讲的啥", "3/4/2/1", "重点建设下沙、下城、空港"),
        ("六（二）2的原文是什么", "6/2/2", "用好政银企合作对接机制"),
        ("二、（二）第4条是什么", "2/2/4", "有序扩大服务业对内对外开放水平"),
        ("专栏16讲什么", "B16", "实现50家企业成功上市"),
    ],
)
def test_a_section_named_in_any_way_is_given_word_for_word(hangzhou, question, section, words):
    answer = ask(hangzhou, question)
    assert answer.status is Status.ANSWERED
    assert section in sections(answer)
    assert words in quoted(answer)
    assert_quotes_stand(answer, hangzhou.plan)


def test_a_sentence_cut_by_a_box_is_cited_in_both_places(hangzhou):
    answer = ask(hangzhou, "五、（一）3.讲什么")
    assert "顺应生活消费方式转变，加快提升健康服务" in answer.text
    pieces = [c for c in answer.citations if c.quote.startswith(("顺应生活消", "费方式转变"))]
    assert [(c.section, c.page) for c in pieces] == [("5/1/3", 43), ("5/1/3", 44)]
    assert pieces[0].quote + pieces[1].quote in answer.text
    assert_quotes_stand(answer, hangzhou.plan)


def test_two_addresses_are_both_given(hangzhou):
    answer = ask(hangzhou, "比较一下三、（二）1.和三、（三）1.")
    assert {"3/2/1", "3/3/1"} <= set(sections(answer))
    assert "旅游总收入 3860 亿元" in answer.text
    assert "金融服务业增加值达到1600亿元" in answer.text


@pytest.mark.parametrize(
    "question",
    ["规划对旅游休闲这个行业总体上是怎么部署的？", "旅游休闲业的概况，给领导写材料用"],
)
def test_an_overview_of_a_sector(hangzhou, question):
    answer = ask(hangzhou, question)
    assert answer.text.startswith("三、（二）旅游休闲业（第16—18页）[1]")
    assert "旅游总收入 3860 亿元" in answer.text
    assert "（3）加快构建国际化旅游公共服务体系" in answer.text
    assert "专栏7“旅游休闲业空间布局”（第19页）" in answer.text
    assert answer.items == tuple(f"3/2/2/{n}" for n in range(1, 6))


def test_an_overview_of_a_chapter_names_each_part_and_how_it_begins(hangzhou):
    answer = ask(hangzhou, "空间布局总体上怎么安排，概括一下")
    lines = answer.text.splitlines()
    assert [line[:7] for line in lines[1:4]] == ["- （一）一区", "- （二）一带", "- （三）一廊"]
    assert all(len(line) < 160 for line in lines[1:4])


MADE = """一、重点产业
（一）新材料产业
1.发展目标
到2025年，新材料产业产值达到300亿元。
2.重点举措
建设新材料中试基地，支持企业研发高温合金。
（二）绿色能源
发展海上风电。
"""


@pytest.mark.parametrize(
    ("question", "brief"), [("新材料产业的概况", True), ("新材料产业在研发上支持什么", False)]
)
def test_a_thing_whose_name_holds_an_asking_word_asks_for_no_overview(
    tmp_path, home, question, brief
):
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "plan.toml").write_text('title = "甲市产业规划"\nregion = "甲市"\n', "utf-8")
    (folder / "plan.txt").write_text(MADE, "utf-8")
    made = build_assistant(Settings(home=home, plans=tmp_path), plan_id="made")
    answer = ask(made, question)
    assert answer.text.startswith("一、（一）新材料产业[1]") is brief
    assert ("**目标**" in answer.text) is brief


@pytest.mark.parametrize(
    "question",
    [
        "规划主要讲了什么",
        "这份规划的主要内容是什么",
        "一分钟讲清楚这份规划",
        "杭州市现代服务业发展“十三五”规划讲了什么",
    ],
)
def test_the_plan_as_a_whole(hangzhou, question):
    answer = ask(hangzhou, question)
    assert (answer.route, answer.status) == (Route.OUTLINE, Status.ANSWERED)
    assert answer.items == ("1", "2", "3", "4", "5", "6")
    assert "- 四、空间布局（第37—41页）[4]：一区提升、一带拓展、一廊打造" in answer.text


def test_what_a_section_says_is_told_part_by_part(hangzhou):
    answer = ask(hangzhou, "第四章讲了什么")
    assert answer.text.startswith("四、空间布局（第37—41页）共 3 项[1]：")
    for begins in (
        "（一）一区提升：“一区”即运河湖滨",
        "（二）一带拓展：“一带”是沿江现代服务业发展带",
    ):
        assert f"\n- {begins}" in answer.text


def test_a_part_of_the_plan_is_not_the_whole(hangzhou):
    assert ask(hangzhou, "规划里民宿讲了什么").items != ("1", "2", "3", "4", "5", "6")
