"""Which plan a question means; texts of a line each, no assistant."""

import datetime as dt

import pytest

from assistant.across.names import PlanNames, region_forms
from assistant.across.recognition import Recogniser, Sort
from assistant.across.texts import LibraryTexts
from corpus.plan import PlanMeta

HOME, EAST, NEXT, TOUR, PROVINCE = "home-13", "east-15", "home-15", "east-tour", "province-15"
METAS = [
    PlanMeta(HOME, "泗水市服务业发展“十三五”规划", "泗水服务业“十三五”规划", "泗政〔2016〕5号",
             "泗水市人民政府", "泗水市", "服务业", (2016, 2020), dt.date(2016, 3, 1)),
    PlanMeta(NEXT, "泗水市服务业发展“十五五”规划", "泗水服务业“十五五”规划", "泗政〔2026〕7号",
             "泗水市人民政府", "泗水市", "服务业", (2026, 2030)),
    PlanMeta(EAST, "上海市国民经济和社会发展第十五个五年规划纲要", "上海“十五五”规划纲要", "",
             "上海市人民政府", "上海市", "", (2026, 2030)),
    PlanMeta(TOUR, "上海市文化和旅游发展“十四五”规划", "上海文旅“十四五”规划", "沪文旅〔2021〕3号",
             "上海市文化和旅游局", "上海市", "文化和旅游", (2021, 2025)),
    PlanMeta(PROVINCE, "江川省国民经济和社会发展第十五个五年规划纲要", "江川“十五五”规划纲要", "",
             "江川省人民政府", "江川省", "", (2026, 2030)),
]  # fmt: skip
TEXTS = {
    HOME: "泗水市服务业发展规划。主动接轨上海，承接上海国际金融中心的外溢。“十二五”时期服务业"
    "增加值年均增长9%。服务业占比与上海70%的水平差距较大。编制旅游规划。",
    NEXT: "泗水市服务业发展规划。",
    EAST: "上海市纲要。",
    TOUR: "上海市文旅规划。",
    PROVINCE: "江川省纲要。",
}


@pytest.fixture(scope="module")
def recogniser(tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    paths = {}
    for name, text in TEXTS.items():
        paths[name] = folder / f"{name}.txt"
        paths[name].write_text(text, "utf-8")
    return Recogniser(PlanNames(METAS), LibraryTexts(paths), lambda word: word in {"深圳", "宁波"})


STAYS = """服务业增加值2020年目标是多少
泗水服务业增加值目标
泗水市的规划一共几章
怎么接轨上海
泗水怎么对接上海
与上海的合作有哪些
和上海共建哪些平台
到上海要多久
上海国际金融中心的外溢怎么承接
服务业占比与上海的水平差距多大
上海自贸区有什么机会
上海方向的通道
承接上海的产业转移有哪些举措
“十二五”服务业增加值年均增长多少
十二五时期增长多快
旅游规划由谁编制
要编制哪些规划
规划依据哪些文件制定
和国家规划怎么衔接
哪些地方提到养老
2015年各副省级城市占比谁最高
长三角哪个城市占比最高
与哪些城市合作
在哪些城市设点
金融业有哪些规划
物流方面有什么规划
深圳的服务业占比是多少
服务业规划有几章
十三五规划有几章
规划期末服务业占比
拖到十五五的项目
规划展示馆在哪
规划面积多大
哪些产业最重要
哪个区增加值最高
各区怎么分工
各市县怎么落实
比2015年多多少
谁来落实
第二个是什么""".splitlines()


@pytest.mark.parametrize("question", STAYS)
def test_what_names_no_other_plan_stays(recogniser, question):
    meant = recogniser.read(question, HOME)
    assert meant.sort is Sort.HAND or (meant.sort is Sort.ONE and meant.plans == (HOME,)), meant


NAMED = [
    ("江川的人均寿命目标", PROVINCE),
    ("江川省到2030年的目标", PROVINCE),
    ("江川十五五规划里的低空经济", PROVINCE),
    ("上海十五五规划的目标", EAST),
    ("上海规划纲要2026—2030年的目标", EAST),
    ("上海市国民经济和社会发展第十五个五年规划纲要有几章", EAST),
    ("上海文旅规划的目标", TOUR),
    ("沪文旅〔2021〕3号的文号", TOUR),
    ("沪文旅[2021]3号讲什么", TOUR),
    ("7号文讲什么", NEXT),
    ("沪的文旅规划怎么说", TOUR),
    ("文旅规划怎么说夜间经济", TOUR),
    ("文化和旅游发展规划的目标", TOUR),
    ("“十四五”规划的游客目标", TOUR),
    ("泗水的十五五规划目标", NEXT),
    ("那江川呢", PROVINCE),
    ("回到江川", PROVINCE),
    ("我问的是江川省的", PROVINCE),
]


@pytest.mark.parametrize(("question", "plan"), NAMED)
def test_a_plan_is_told_by_its_names(recogniser, question, plan):
    meant = recogniser.read(question, HOME)
    assert (meant.sort, meant.plans) == (Sort.ONE, (plan,))


def test_words_that_fit_several_plans_are_open(recogniser):
    assert recogniser.read("上海的人口目标", HOME).sort is Sort.OPEN
    assert set(recogniser.read("十五五规划的主要指标", HOME).plans) == {NEXT, EAST, PROVINCE}
    assert recogniser.read("十五五规划的主要指标", PROVINCE).sort is not Sort.OPEN  # it is at hand


@pytest.mark.parametrize(
    ("question", "plans"),
    [
        ("江川和上海的十五五规划比", (PROVINCE, EAST)),
        ("江川省与上海文旅规划分别怎么说", (PROVINCE, TOUR)),
        ("服务业占比比江川高多少", (HOME, PROVINCE)),
        ("和江川比呢", (HOME, PROVINCE)),
        ("泗水十三五和十五五规划的目标比较", (HOME, NEXT)),
        ("江川、泗水的十五五规划谁高", (PROVINCE, NEXT)),
    ],
)
def test_several_plans(recogniser, question, plans):
    meant = recogniser.read(question, HOME)
    assert meant.sort is Sort.SEVERAL
    assert set(meant.plans) == set(plans)


@pytest.mark.parametrize(
    "question",
    ["哪些规划提到低空经济", "各规划怎么说养老", "哪个城市的占比目标最高", "几份规划写了会展",
     "提到会展的规划有哪些", "哪份规划的目标最高"],
)  # fmt: skip
def test_plans_in_general(recogniser, question):
    assert recogniser.read(question, HOME).sort is Sort.GENERAL


@pytest.mark.parametrize(
    ("question", "count"),
    [("有几份规划", 5), ("库里有哪些规划", 5), ("上海有哪些规划", 2), ("除了上海还有哪些规划", 3),
     ("最新的规划是哪份", 5), ("文旅方面的规划有吗", 1), ("能查别的规划吗", 5)],
)  # fmt: skip
def test_the_library(recogniser, question, count):
    meant = recogniser.read(question, HOME)
    assert (meant.sort, len(meant.plans)) == (Sort.LIBRARY, count)


def test_a_plan_that_there_is_not(recogniser):
    assert recogniser.read("宁波的十五五规划怎么说", HOME).absent == "宁波"
    assert recogniser.read("有深圳的规划吗", HOME).sort is Sort.ABSENT
    meant = recogniser.read("江川和深圳谁的目标高", HOME)
    assert (meant.sort, meant.plans, meant.absent) == (Sort.SEVERAL, (PROVINCE,), "深圳")


def test_regions_without_their_unit():
    assert region_forms("上海市") == ("上海市", "上海")
    assert region_forms("江川省") == ("江川省", "江川")
    assert region_forms("") == ()


def test_texts_are_searched_as_they_stand(tmp_path):
    (tmp_path / "a.txt").write_text("低 空\n经济。低空经济", "utf-8")
    (tmp_path / "b.txt").write_bytes("海洋经济，低空经济".encode("gb18030"))
    (tmp_path / "c.txt").write_bytes("低空经济".encode("utf-16"))
    paths = {name: tmp_path / f"{name}.txt" for name in ("a", "b", "c", "gone")}
    texts = LibraryTexts(paths)
    assert texts.holding("低空经济", paths) == [("a", 2), ("b", 1), ("c", 1)]
    assert texts.holds("a", "低空 经济")
    assert texts.sentences("b", "低空") == ["海洋经济，低空经济"]
