"""A question for a figure taken apart: what asks, what is to be done, sort, unit, year and kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.figure_operations import Operation
from assistant.figure_question import read_figure_question
from assistant.question import parse_question
from assistant.unit_words import answers_in_kind
from corpus.indicators import Dimension, Kind


def read(text):
    return read_figure_question(parse_question(text))


@pytest.mark.parametrize(
    ("text", "focus", "rest"),
    [
        ("跨境电商交易额是多少", "跨境电商交易额", "是多少"),
        (
            "我是做电商生意的，写材料急用，跨境电商交易额多少",
            "跨境电商交易额",
            "我是做电商生意的，写材料急用， 多少",
        ),
        ("旅游休闲业，2020年增加值多少", "旅游休闲业增加值", "多少"),
        ("专栏5里服务贸易目标多少", "服务贸易", "专栏5里 目标多少"),
    ],
)
def test_the_subjects_and_what_stands_around_them(text, focus, rest):
    asked = read(text)
    assert " ".join(asked.focus.split()) == focus
    assert " ".join(asked.rest.split()) == rest
    assert " ".join(asked.subjects) == focus


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("2020年服务业增加值目标是多少", Operation.LOOK_UP),
        ("旅游休闲业2020年比2015年多多少", Operation.DIFFERENCE),
        ("物流业和会展业相差多少", Operation.DIFFERENCE),
        ("集聚区还要再建多少个", Operation.DIFFERENCE),
        ("电子商务2020年是2015年的几倍", Operation.MULTIPLE),
        ("出口额翻了几番", Operation.MULTIPLE),
        ("科技服务业2020年比2015年增长百分之几", Operation.GROWTH),
        ("按2015年和2020年的数推算，年均增长多少", Operation.YEARLY),
        ("文创和旅游增加值合计多少", Operation.SUM),
        ("2011年到2015年贡献率平均是多少", Operation.MEAN),
        ("金融和电商哪个增加值更高", Operation.SELECT),
        ("哪个行业增加值最低", Operation.SELECT),
    ],
)
def test_what_is_to_be_done(text, operation):
    assert read(text).operation is operation


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("服务业增加值是多少", None),
        ("文创占GDP的比重要达到多少", Dimension.SHARE),
        ("住房保障覆盖率多少", Dimension.SHARE),
        ("全员劳动生产率目标是多少", None),
        ("服务业增加值年均增速是多少", Dimension.RATE),
        ("会展业每年要增长多少", Dimension.RATE),
        ("旅游业增加值增长了百分之几", Dimension.GROWTH),
        ("2013年服务业对增长的贡献率是多少", Dimension.CONTRIBUTION),
        ("按目标推算，金融业年均增长多少", None),
    ],
)
def test_the_sort_of_figure(text, dimension):
    assert read(text).dimension is dimension


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("服务业增加值是多少", set()),
        ("服务贸易出口额多少美元", {"美元"}),
        ("旅游总收入多少亿元", {"元"}),
        ("入境游客多少人次", {"人次"}),
        ("保障房开工多少套", {"套"}),
        ("培养多少人", {"人", "名", "位", "强"}),
        ("大走廊面积多大", {"平方公里", "平方米", "公顷", "亩"}),
        ("就业占比提高几个百分点", {"%", "个百分点"}),
    ],
)
def test_units(text, units):
    assert read(text).units == units


def test_what_is_counted_may_be_counted_in_many_words():
    assert {"个", "家", "幢"} <= read("要培育多少家企业").units


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2015年服务业增加值实际完成多少", Kind.ACTUAL),
        ("目前亿元楼宇有多少", Kind.ACTUAL),
        ("2020年服务业增加值目标是多少", Kind.TARGET),
        ("旅游收入要做到多少", Kind.TARGET),
        ("服务业增加值是多少", None),
        ("实际利用外资占比多少", None),
    ],
)
def test_reached_or_aimed_at(text, kind):
    assert read(text).kind is kind


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("服务业增加值是多少", ()),
        ("2020年服务业增加值", (2020,)),
        ("2020年比2015年多多少", (2015, 2020)),
        ("2015年比上一年贡献率高多少", (2014, 2015)),
        ("2011年到2015年贡献率平均是多少", (2011, 2012, 2013, 2014, 2015)),
    ],
)
def test_years(text, years):
    assert read(text).years == years


@pytest.mark.parametrize(
    ("text", "claim", "numbers"),
    [
        ("服务业增加值是1万亿元，对吗", "1万亿元", ()),
        ("税收超10亿元的楼宇有120幢，对吗", "120幢", ("10亿元",)),
        ("税收超10亿元的楼宇有多少", None, ("10亿元",)),
        ("2020年服务业增加值是多少", None, ()),
        ("专栏5第3行是多少", None, ()),
    ],
)
def test_figures_in_the_question(text, claim, numbers):
    asked = read(text)
    assert (asked.claim and asked.claim.printed) == claim
    assert tuple(number.printed for number in asked.numbers) == numbers


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("专栏5里服务贸易目标多少", "within", "B5"),
        ("专栏5和专栏13里服务贸易目标多少", "within", ""),
        ("全国服务业占GDP比重是多少", "wider", True),
        ("服务业占GDP比重是多少", "wider", False),
        ("旅游收入下降了多少", "falls", True),
        ("旅游收入增长了多少", "falls", False),
    ],
)
def test_where_it_looks_and_which_way(text, field, value):
    assert getattr(read(text), field) == value


@given(
    st.text("服务业增加值多少年比上占平均合计哪个最高0152%亿元，。？ 专栏", min_size=1, max_size=40)
)
def test_any_question_can_be_taken_apart(text):
    if text.strip("，。？ "):
        assert read(text).focus


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("跨境电商交易额的目标是2015年的几倍", (2015, 2020)),
        ("跨境电商交易额2015年是多少", (2015,)),
        ("跨境电商交易额2020年是2015年的几倍", (2015, 2020)),
    ],
)
def test_a_change_to_a_target_ends_with_the_plan(text, years):
    assert read_figure_question(parse_question(text, (2016, 2020))).years == years


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("轨道交通（地铁）运营里程多少公里", 1),
        ("人均产出那个指标——全员劳动生产率，2020年多少", 1),
        ("旅游总收入、入境游客人次各是多少", 2),
    ],
)
def test_a_subject_put_in_other_words_is_one(text, firm):
    assert len(read(text).firm) == firm


def test_a_subject_and_a_year_alone_ask_for_the_figure():
    assert read("研发投入强度 2020").asks
    assert not read("研发投入强度怎么提高").asks


def test_a_whole_that_nothing_is_a_part_of_is_asked_of():
    asked = read("2020年全市GDP是多少")
    assert (asked.whole, asked.dimension) == ("", None)
    assert asked.subjects


@pytest.mark.parametrize(
    ("asking", "unit", "fits"),
    [
        ("比前一年多出几个点", "个百分点", True),
        ("比前一年多出几个点", "%", False),
        ("占了几个点", "%", True),
        ("每年要涨几个点", "%", True),
    ],
)
def test_points_apart_are_no_share(asking, unit, fits):
    assert answers_in_kind(asking, unit) is fits


def test_what_was_there_when_the_plan_was_made_is_a_figure_reached():
    asked = read_figure_question(parse_question("规划编制时全市有多少家上市公司", (2021, 2025)))
    assert asked.kind is Kind.ACTUAL
