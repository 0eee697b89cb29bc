"""Figures of a table without years, such as one of projects: what each column says of a row.

A column whose header gives a unit (总投资（亿元）) gives each row a figure; a cell of words
(全长78公里，设站4座) gives one for each quantity in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from corpus.dimensions import dimension_of
from corpus.observations import Observation
from corpus.plan import BoxKind, NodeKind, Plan, Section, Sentence
from corpus.quantities import base_unit, parse_number, read_quantities
from corpus.rows import year_columns
from corpus.tables import pipe_cells

__all__ = ["figures_of_project"]

_NAME = re.compile(r"名称|项目|工程|指标|内容")
_UNIT = re.compile(r"[（(]([^（）()]{1,8})[）)]$")
_PERIOD = re.compile(r"年限|时间|工期|起止|年度|周期|进度")
_CLAUSE = re.compile(r"[，。；、]")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LINK = re.compile(r"(?:达到?|为|约|至|到|共|计|延长至)+$")


def figures_of_project(plan: Plan, row: Section) -> Iterator[Observation]:
    """The figures of a row of a pipe table that has no columns of years."""
    box = plan.by_path.get(row.parent or "")
    if row.kind is not NodeKind.ROW or box is None or box.box_kind is not BoxKind.TABLE:
        return
    header = next((pipe_cells(s.text) for s in box.sentences[1:] if "|" in s.text), [])
    if not header or year_columns(box):
        return
    named = next((n for n, title in enumerate(header) if _NAME.search(title)), 0)
    for sentence in row.sentences:
        cells = pipe_cells(sentence.text)
        if len(cells) == len(header):
            for title, cell in zip(header, cells, strict=True):
                if title != header[named] and not _PERIOD.search(title):
                    yield from _of_cell(row, sentence, cells[named], (title, cell))


def _of_cell(
    row: Section, sentence: Sentence, name: str, column: tuple[str, str]
) -> Iterator[Observation]:
    """The figures of one cell of a row called `name`; the column is its header and the cell."""
    title, cell = column
    inside = _UNIT.search(title)
    plain = _UNIT.sub("", title)
    if inside and _NUMBER.fullmatch(cell):
        factor, unit = base_unit(inside[1])
        value = parse_number(cell) or Decimal(0)
        yield _observation(
            row, sentence, (name, plain), (value * factor, unit, f"{cell} {inside[1]}")
        )
        return
    for quantity in read_quantities(cell):
        if quantity.unit and quantity.low == quantity.high and quantity.printed[0].isdigit():
            before = _CLAUSE.split(cell[: quantity.start])[-1]
            said = _LINK.sub("", before.removesuffix(quantity.qualifier)) or plain
            figure = (quantity.low, quantity.unit, quantity.printed)
            yield _observation(row, sentence, (name, said), figure, quantity.qualifier)


def _observation(
    row: Section,
    sentence: Sentence,
    named: tuple[str, str],
    figure: tuple[Decimal, str, str],
    qualifier: str = "",
) -> Observation:
    value, unit, printed = figure
    return Observation(
        name="".join(named),
        dimension=dimension_of(named[1], unit, annual=False),
        low=value,
        high=value,
        unit=unit,
        printed=printed,
        qualifier=qualifier,
        year=None,
        since=None,
        kind=None,
        path=row.path,
        sentence=sentence,
        column=named[1],
        subject=named[0],
    )
