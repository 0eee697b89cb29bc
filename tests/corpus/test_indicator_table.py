"""The indicator table: typed queries against the embedded engine, as a plain filter has them."""

import threading
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.indicator_table import IndicatorQuery, IndicatorTable
from corpus.indicators import Dimension, Kind, read_observations
from corpus.library import load_plan


@pytest.fixture(scope="module")
def table():
    return IndicatorTable(read_observations(load_plan("hangzhou-services-13-5")))


def test_nothing_wanted_is_all(table):
    assert table.select(IndicatorQuery()) == table.observations
    assert len(table.observations) > 120


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (IndicatorQuery(categories=frozenset({"开放水平"})), 6),
        (IndicatorQuery(within="B5/r4"), 4),
        (IndicatorQuery(within="B5/r1"), 2),  # not r10 … r14
        (IndicatorQuery(tabled=True, within="B1"), 8),
        (IndicatorQuery(span=(2016, 2020), within="B5/r2"), 1),
        (IndicatorQuery(force="约束性"), 0),
    ],
)
def test_queries(table, query, count):
    assert len(table.select(query)) == count


def test_bounds_are_exact_decimals(table):
    shares = frozenset({Dimension.SHARE})
    query = IndicatorQuery(dimensions=shares, within="B5", years=(2020,), above=Decimal(20))
    assert {o.subject for o in table.select(query)} == {"服务业", "文化创意产业", "科技服务业"}
    strict = IndicatorQuery(
        dimensions=shares, within="B5", years=(2020,), above=Decimal(20), inclusive=False
    )
    assert {o.subject for o in table.select(strict)} == {"服务业", "文化创意产业"}


@given(
    years=st.lists(st.sampled_from((2010, 2015, 2017, 2020, 2031)), max_size=3),
    units=st.frozensets(st.sampled_from(("元", "%", "美元", "个", "'; DROP TABLE x")), max_size=3),
    kinds=st.frozensets(st.sampled_from((Kind.ACTUAL, Kind.TARGET, None)), max_size=2),
    within=st.sampled_from(("", "B5", "B5/r1", "3", "3/1", "%", "B_")),
    tabled=st.sampled_from((None, True, False)),
)
def test_a_query_selects_what_a_plain_filter_does(table, years, units, kinds, within, tabled):
    query = IndicatorQuery(
        years=tuple(years), units=units, kinds=kinds, within=within, tabled=tabled
    )
    plain = tuple(
        one
        for one in table.observations
        if (not years or one.year in years)
        and (not units or one.unit in units)
        and (not kinds or one.kind in kinds)
        and (not within or one.path == within or one.path.startswith(f"{within}/"))
        and (tabled is None or one.in_table is tabled)
    )
    assert table.select(query) == plain


def test_several_threads_may_ask(table):
    found = []
    threads = [
        threading.Thread(
            target=lambda: found.append(len(table.select(IndicatorQuery(within="B5"))))
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [len(table.select(IndicatorQuery(within="B5")))] * 8
