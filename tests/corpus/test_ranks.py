"""Ranks: which ordinals are one, what they are of, and their years."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.indicators import Dimension, Kind, read_observations
from corpus.plan import PlanMeta
from corpus.ranks import rank_name, read_ranks
from corpus.reading import read_plan

META = PlanMeta(plan_id="made", title="made", region="云澜市", period=(2021, 2025))


def ranks_of(text):
    """Name, place and year of each rank of a section under 发展基础."""
    plan = read_plan(f"一、发展基础\n{text}\n", META)
    held = [o for o in read_observations(plan) if o.dimension is Dimension.RANK]
    assert all(one.unit == "位" and one.low == one.high for one in held)
    return [(one.name, int(one.low), one.year) for one in held]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("经济总量稳居全国城市第六，年均增长5.4%", [6]),
        ("排名由2020年第34位提升至2024年第22位", [34, 22]),
        ("货邮吞吐量列全球第十八位", [18]),
        ("工业园区连续9年位列综合考评第一，", [1]),
        ("第三产业占比提高，第二产业保持稳定", []),
        ("见第六章、第二节，第一，坚持党的领导", []),
        ("第一时间响应，第三方评估", []),
        ("建设第二机场，居民第一需求", []),
    ],
)
def test_an_ordinal_is_a_rank_where_it_ranks(text, places):
    assert [int(one.low) for one in read_ranks(text)] == places


@given(st.integers(1, 999), st.sampled_from(["居全国第{}位", "全省排名第{}名", "位列世界第{}，"]))
def test_a_rank_is_read_where_it_stands(place, form):
    text = "港口吞吐量" + form.format(place)
    (one,) = read_ranks(text)
    assert (one.low, one.unit) == (place, "位")
    assert text[one.start : one.end] == one.printed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("地区生产总值达2.77万亿元，稳居全国城市第六。", [("地区生产总值全国城市位次", 6, 2020)]),
        (
            "世界城市排名由2018年第34位提升至2020年第22位。",
            [("世界城市排名", 34, 2018), ("世界城市排名", 22, 2020)],
        ),
        ("经济总量由全省第7位前移至第5位。", [("经济总量全省位次", 5, 2020)]),
        (
            "集装箱年吞吐量突破1000万标箱、位列全球第18位。",
            [("集装箱年吞吐量全球位次", 18, 2020)],
        ),
        ("客运量、货运量分别达1亿人次、2亿吨，均居全国第二位。", []),  # of which, is not said
    ],
)
def test_a_rank_is_named_by_what_it_is_of(text, expected):
    assert ranks_of(text) == expected


def test_a_rank_reached_is_no_target():
    plan = read_plan("一、发展基础\n2020年，经济总量居全省第5位。\n", META)
    (one,) = [o for o in read_observations(plan) if o.dimension is Dimension.RANK]
    assert (one.kind, one.printed) == (Kind.ACTUAL, "第5位")


def test_the_scope_stays_in_the_name():
    assert rank_name("经济总量稳居全国") != rank_name("经济总量稳居全省")
