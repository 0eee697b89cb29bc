"""Plans written out as Word, PDF and HTML are read back as they were."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.indicators import read_observations
from corpus.plan import NodeKind, Plan
from corpus.readers import read_source
from corpus.reading import read_plan
from tests.corpus.written import (
    SOFFICE,
    Cell,
    Grid,
    items_of,
    to_pdf,
    write_html,
    write_word,
)

# The categories of 专栏5 in print and the lines of each; extraction has scattered them.
CATEGORIES = (("产业规模", 3), ("产业结构", 10), ("开放水平", 3), ("载体建设", 2), ("就业贡献", 1))


def outline(plan: Plan) -> list[tuple[str, str, str, str]]:
    return [(s.path, s.label, s.title.replace(" ", ""), s.kind.value) for s in plan.sections]


def observations(plan: Plan) -> list[tuple[object, ...]]:
    return [
        (o.path, o.name.replace(" ", ""), o.low, o.high, o.unit, o.year, o.qualifier)
        for o in read_observations(plan)
    ]


def table_of_indicators(plan: Plan) -> Grid:
    """专栏5 as a table with merged cells."""
    rows: list[list[Cell]] = []
    for section in plan.sections:
        if section.parent != "B5" or section.kind is not NodeKind.ROW:
            continue
        lines = []
        for sentence in section.sentences:
            known = {section.number, section.title, "载体", "建设"}
            values = [word for word in sentence.text.split() if word not in known]
            lines += [values] if len(values) >= 3 else []
        for n, values in enumerate(lines):
            named = len(values) == 4  # the measure stands in a column of its own
            row = [Cell(section.number, rows=len(lines))] if n == 0 else []
            if n == 0:
                row.append(Cell(section.title, rows=len(lines), columns=1 if named else 2))
            rows.append(row + [Cell(word) for word in values])
    at = 0
    for name, count in CATEGORIES:
        rows[at].insert(0, Cell(name, rows=count))
        at += count
    assert at == len(rows)
    head = ["类别", "序号", "指标名称", "单位", "2015年实际值", "2020年目标值"]
    return Grid([[Cell(word, columns=2 if word == "指标名称" else 1) for word in head], *rows])


Writer = Callable[[list, Path], Path]


def typed(items: list, folder: Path) -> Path:
    write_word(items, folder / "plan.docx", generated=False)
    return folder / "plan.docx"


def generated(items: list, folder: Path) -> Path:
    write_word(items, folder / "plan.docx", generated=True)
    return folder / "plan.docx"


def page(items: list, folder: Path) -> Path:
    write_html(items, folder / "plan.html", "某市规划", encoding="gb18030")
    return folder / "plan.html"


def printed(items: list, folder: Path) -> Path:
    return to_pdf(typed(items, folder))


WRITERS = [
    pytest.param(typed, id="word"),
    pytest.param(generated, id="word-numbers"),
    pytest.param(page, id="html"),
    pytest.param(
        printed,
        id="pdf",
        marks=[
            pytest.mark.slow,
            pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice (soffice)"),
        ],
    ),
]


@pytest.mark.parametrize("writer", WRITERS)
def test_hangzhou_comes_back_as_it_was(hangzhou: Plan, tmp_path: Path, writer: Writer) -> None:
    items = items_of(hangzhou, {"B5": table_of_indicators(hangzhou)})
    source = read_source(writer(items, tmp_path))
    back = read_plan(source.text, hangzhou.meta)
    assert source.tables == 1
    assert outline(back) == outline(hangzhou)
    assert observations(back) == observations(hangzhou)
    assert back.findings == ()
    if source.pages:
        assert {s.page for s in back.sections} <= set(range(1, source.pages + 1))


@pytest.mark.parametrize("writer", WRITERS)
def test_guangzhou_comes_back_as_it_was(guangzhou: Plan, tmp_path: Path, writer: Writer) -> None:
    source = read_source(writer(items_of(guangzhou), tmp_path))
    back = read_plan(source.text, guangzhou.meta)
    assert source.tables == 12
    assert outline(back) == outline(guangzhou)
    assert observations(back) == observations(guangzhou)


@pytest.mark.parametrize("writer", WRITERS[1:3])
def test_suzhou_comes_back_as_it_was(suzhou: Plan, tmp_path: Path, writer: Writer) -> None:
    source = read_source(writer(items_of(suzhou), tmp_path))
    back = read_plan(source.text, suzhou.meta)
    assert outline(back) == outline(suzhou)
    assert observations(back) == observations(suzhou)
