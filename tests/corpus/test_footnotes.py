"""Numbers of footnotes within words."""

from corpus.footnotes import footnote_marks, without_marks
from corpus.indicators import read_observations
from corpus.plan import Plan, PlanMeta
from corpus.reading import read_plan
from tests.corpus.helpers import own_text

META = PlanMeta("made", "某市规划", period=(2021, 2025))
TERMS = [f"{n}.术语{n}：解释。" for n in range(1, 7)]
BODY = (
    "一、目标",
    "到2025年，生产性服务业1增加值占比达到60%，推进“强芯”2工程。",
    "加快海绵城市3建设，建成停车场4个。",
    "二、任务",
    "实施“上楼”4行动，推广科技特派员5制度，完善一箱制6。",
)


def plan_of(*lines: str) -> Plan:
    return read_plan("\n".join(lines) + "\n", META)


def test_numbers_that_an_appendix_explains_are_left_out_of_names():
    plan = plan_of(*BODY, "名词解释", *TERMS)
    names = [one.name for one in read_observations(plan)]
    assert names[:2] == ["生产性服务业增加值占比", "建成停车场"]
    assert sum(map(len, footnote_marks(plan).values())) == 6


def test_the_words_stay_as_printed():
    plan = plan_of(*BODY, "名词解释", *TERMS)
    assert "生产性服务业1增加值" in own_text(plan, "1")


def test_without_an_appendix_a_number_is_part_of_its_word():
    plan = plan_of(*BODY)
    assert footnote_marks(plan) == {}
    assert next(iter(read_observations(plan))).name == "生产性服务业1增加值占比"


def test_without_marks():
    assert without_marks("科技特派员5", "推广科技特派员5制度", (7,)) == "科技特派员"
    assert without_marks("甲", "推广科技特派员5制度", (7,)) == "甲"
