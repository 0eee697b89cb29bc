"""What is measured told from what it is measured of; periods by name."""

import itertools

import pytest

from corpus.periods import five_year_plan, period_named
from corpus.subjects import is_bare_measure, split_name


@pytest.mark.parametrize(
    ("name", "subject", "measure"),
    [
        ("文化创意产业增加值", "文化创意产业", "增加值"),
        ("服务业从业人员占全社会从业人员比重", "服务业", "从业人员占全社会从业人员比重"),
        ("服务业固定资产投资占全市比重", "服务业", "固定资产投资占全市比重"),
        ("跨境电子商务交易总额", "跨境电子商务", "交易总额"),
        ("税收超亿元楼宇", "", "税收超亿元楼宇"),
        ("增加值年均增长", "", "增加值年均增长"),
        ("社会消费品零售总额", "", "社会消费品零售总额"),
    ],
)
def test_subject_and_measure(name, subject, measure):
    assert split_name(name) == (subject, measure)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("增加值", True),
        ("实现增加值比2010年增长", True),
        ("总投资", True),
        ("建筑面积", True),
        ("增加值高于全国平均增幅", True),
        ("地区生产总值", False),
        ("社会消费品零售总额", False),
        ("旅游总收入", False),
    ],
)
def test_a_bare_measure_names_no_subject(name, bare):
    assert is_bare_measure(name) is bare


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("“十四五”年均增长4.0", (2021, 2025)),
        ("十三五时期", (2016, 2020)),
        ("2021-2024年累计", (2021, 2024)),
        ("2020年", None),
        ("", None),
    ],
)
def test_periods(text, period):
    assert period_named(text) == period


def test_five_year_plans_follow_each_other():
    ends = [five_year_plan(n) for n in range(7, 16)]
    assert ends[0] == (1986, 1990)
    assert all(a[1] + 1 == b[0] for a, b in itertools.pairwise(ends))
