"""The indicator table: a plan's observations in an embedded SQL engine, asked by typed queries.

SQLite holds what observations are selected by; the observations themselves stay exact decimals.
A query is a value of `IndicatorQuery`; its parts become placeholders, never SQL text.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from threading import Lock

from corpus.caching import kept
from corpus.observations import Dimension, Kind, Observation

__all__ = ["IndicatorQuery", "IndicatorTable", "lies_between"]

_SCHEMA = """
CREATE TABLE observation (
    id INTEGER PRIMARY KEY, name TEXT, subject TEXT, dimension TEXT, unit TEXT, low REAL, high REAL,
    year INTEGER, since INTEGER, kind TEXT, path TEXT, category TEXT, force TEXT, tabled INTEGER
)
"""


@dataclass(frozen=True, slots=True)
class IndicatorQuery:
    """Which observations are wanted; an empty part wants any."""

    dimensions: frozenset[Dimension] = frozenset()
    units: frozenset[str] = frozenset()  # base units
    years: tuple[int, ...] = ()
    span: tuple[int, int] | None = None  # first and last year of a growth or an average
    kinds: frozenset[Kind | None] = frozenset()
    within: str = ""  # address; the node or what stands under it
    categories: frozenset[str] = frozenset()
    force: str = ""
    above: Decimal | None = None  # in the base unit
    below: Decimal | None = None
    inclusive: bool = True  # whether the bounds themselves are wanted
    tabled: bool | None = None  # cells of tables, or prose


class IndicatorTable:
    """All observations of a plan; safe to ask from several threads."""

    def __init__(self, observations: Sequence[Observation]) -> None:
        self.observations = tuple(observations)
        self._lock = Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute(_SCHEMA)
        self._database.executemany(
            f"INSERT INTO observation VALUES ({', '.join('?' * 14)})",
            [self._row(n, one) for n, one in enumerate(self.observations)],
        )

    @staticmethod
    def _row(n: int, one: Observation) -> tuple[object, ...]:
        return (
            *(n, one.name, one.subject, one.dimension.value, one.unit),
            *(float(one.low), float(one.high), one.year, one.since),
            *(one.kind.value if one.kind else None, one.path, one.category, one.force),
            int(one.in_table),
        )

    def select(self, query: IndicatorQuery) -> tuple[Observation, ...]:
        """The observations a query wants, in reading order."""
        return tuple(self.observations[n] for n in self.ids(query))

    @kept(256)  # questions differ in far more than what they select by
    def ids(self, query: IndicatorQuery) -> tuple[int, ...]:
        """Their places in `observations`, ascending."""
        wants, values = _conditions(query)
        where = f"WHERE {' AND '.join(wants)}" if wants else ""
        with self._lock:
            rows = self._database.execute(f"SELECT id FROM observation {where} ORDER BY id", values)
            found = tuple(row[0] for row in rows)
        if query.above is None and query.below is None:
            return found
        held = ((n, self.observations[n]) for n in found)
        bounds = query.above, query.below
        return tuple(
            n for n, o in held if lies_between(o.low, o.high, *bounds, inclusive=query.inclusive)
        )

    def close(self) -> None:
        """Give the memory back."""
        self._database.close()


def _conditions(query: IndicatorQuery) -> tuple[list[str], list[object]]:
    """Conditions with placeholders, and their values."""
    wants: list[str] = []
    values: list[object] = []
    for column, wanted in (
        ("dimension", [one.value for one in query.dimensions]),
        ("unit", sorted(query.units)),
        ("category", sorted(query.categories)),
    ):
        if wanted:
            wants.append(f"{column} IN ({', '.join('?' * len(wanted))})")
            values += wanted
    if query.span is not None:
        wants.append("((since = ? AND year = ?) OR (since IS NULL AND year IN (?, ?)))")
        values += [*query.span, *query.span]
    elif query.years:
        wants.append(f"year IN ({', '.join('?' * len(query.years))})")
        values += query.years
    if query.kinds:
        named = [kind.value for kind in query.kinds if kind]
        either = [f"kind IN ({', '.join('?' * len(named))})"] if named else []
        wants.append(f"({' OR '.join(either + ['kind IS NULL'] * (None in query.kinds))})")
        values += named
    if query.within:
        wants.append("(path = ? OR substr(path, 1, ?) = ?)")
        values += [query.within, len(query.within) + 1, f"{query.within}/"]
    if query.force:
        wants.append("force = ?")
        values.append(query.force)
    if query.tabled is not None:
        wants.append("tabled = ?")
        values.append(int(query.tabled))
    return wants, values


def lies_between(
    low: Decimal,
    high: Decimal,
    above: Decimal | None,
    below: Decimal | None,
    *,
    inclusive: bool,
) -> bool:
    """Whether a value or the whole of a range lies within bounds; None bounds nothing."""
    over = above is None or low > above or (inclusive and low == above)
    under = below is None or high < below or (inclusive and high == below)
    return over and under
