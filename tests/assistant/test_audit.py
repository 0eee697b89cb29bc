"""The consistency audit: contradictions of the plan, and tensions that are none."""

import json

import pytest

from assistant.audit import Sort, audit_json, audit_text
from assistant.cli import main


@pytest.fixture(scope="module")
def findings(hangzhou):
    return hangzhou.audit()


def held(finding):
    return [(o.path, o.printed.replace(" ", "")) for o in finding.figures]


def test_the_contradictions(findings):
    conflicts = [f for f in findings if f.sort is Sort.CONFLICT]
    assert [(f.title, held(f)) for f in conflicts] == [
        (
            "2020年服务贸易进出口总额",
            [("2/3/4", "300亿美元"), ("B5/r9", "280亿美元"), ("B13/1", "280亿美元")],
        ),
        (
            "2020年服务贸易出口额",
            [("2/3/4", "200亿美元"), ("B5/r10", "135亿美元"), ("B13/1", "135亿美元")],
        ),
    ]


def test_differences_of_scope_are_no_contradictions(findings):
    """市级重点类集聚区 40 and 重点集聚平台 100 are different things."""
    paths = {o.path for f in findings if f.sort is Sort.CONFLICT for o in f.figures}
    assert not paths & {"2/3/3", "5/2/1", "B5/r12", "B15"}


@pytest.mark.parametrize(
    ("title", "equation"),
    [
        ("2020年文创产业增加值年均增长", "((3500 ÷ 2232.14)^(1 ÷ 5) − 1) × 100 ≈ 9.4"),
        ("2020年金融服务业增加值年均增长", "((1600 ÷ 978.03)^(1 ÷ 5) − 1) × 100 ≈ 10.3"),
        ("2020年电子商务产业增加值年均增长", "((2000 ÷ 826.54)^(1 ÷ 5) − 1) × 100 ≈ 19.3"),
    ],
)
def test_stated_rate_against_implied_rate(findings, title, equation):
    (finding,) = (f for f in findings if f.sort is Sort.RATE and f.title == title)
    assert finding.calculations == (equation,)


def test_qualifiers_that_the_table_leaves_out(findings):
    said = {
        (f.figures[0].path, f.figures[1].qualifier) for f in findings if f.sort is Sort.QUALIFIER
    }
    assert {("B5/r1", "超过"), ("B5/r3", "超过"), ("B5/r8", "左右"), ("B5/r11", "以上")} <= said


def test_totals_that_the_rows_imply(findings):
    (finding,) = (f for f in findings if f.sort is Sort.TOTAL)
    assert finding.title == "2020年地区生产总值"
    assert "9000 ÷ 62% ≈ 14516.13" in finding.calculations
    assert "3000 ÷ 20% ≈ 15000" in finding.calculations


def test_another_plan(yunxi):
    conflicts = [f for f in yunxi.audit() if f.sort is Sort.CONFLICT]
    assert [held(f) for f in conflicts] == [[("2/3/1/4", "3800万人次"), ("B1/r9", "3600万人次")]]


def test_as_text_and_json(hangzhou, findings):
    text = audit_text(hangzhou.plan, findings)
    assert "前后不一 2 处：" in text
    assert "服务贸易进出口总额 300 亿美元 目标  二、（三）4.，第12页" in text
    first = audit_json(hangzhou.plan, findings)[0]
    assert (first["sort"], first["conflict"]) == ("conflict", True)
    assert first["figures"][0]["address"] == "2/3/4"


@pytest.mark.usefixtures("environment")
def test_the_command(capsys):
    assert main(["indicators", "--audit"]) == 0
    assert "前后不一 2 处" in capsys.readouterr().out
    assert main(["indicators", "--audit", "--json"]) == 0
    assert sum(one["conflict"] for one in json.loads(capsys.readouterr().out)) == 2
    assert main(["indicators", "--audit", "--csv"]) == 2
    assert "去掉 --csv" in capsys.readouterr().err
