"""`planqa indicators`: a table to read, CSV that no spreadsheet runs, JSON by the contract."""

import csv
import io
import json

import pytest

from assistant.cli import main
from assistant.indicator_view import indicators_csv, indicators_json, indicators_text
from corpus.indicators import read_observations
from corpus.plan import PlanMeta
from corpus.reading import read_plan
from corpus.textops import clean
from tests.assistant.plans import PLAN_ID
from tests.assistant.talk import HANGZHOU

KEYS = {
    "name": str,
    "subject": str,
    "value": (int, float, type(None)),
    "unit": str,
    "year": (int, type(None)),
    "kind": (str, type(None)),
    "qualifier": str,
    "address": str,
    "quote": str,
    "plan": str,
    "low": (int, float),
    "high": (int, float),
    "printed": str,
    "since": (int, type(None)),
    "year_printed": bool,
    "dimension": str,
    "category": str,
    "force": str,
    "price_basis": str,
    "part_of": str,
    "label": str,
    "heading": list,
    "page": (int, type(None)),
    "start": int,
    "end": int,
}


pytestmark = pytest.mark.usefixtures("environment")


def made(text, period=(2016, 2020)):
    meta = PlanMeta(plan_id="made", title="试验规划", period=period)
    return read_plan(f"一、发展目标\n{text}\n二、措施\n", meta)


def cells(plan):
    """Rows of the CSV by the header's names."""
    return list(csv.DictReader(io.StringIO(indicators_csv(plan), newline="")))


def row_of(rows, **wanted):
    (row,) = (r for r in rows if all(r[key] == value for key, value in wanted.items()))
    return row


# --- the table ----------------------------------------------------------------------------------


def test_a_line_a_figure(hangzhou):
    lines = indicators_text(hangzhou.plan).splitlines()
    assert lines[0] == f"杭州市现代服务业发展“十三五”规划（{HANGZHOU}）"
    assert lines[1].split() == ["指标", "数值", "年份", "性质", "出处", "页码"]
    count = len(read_observations(hangzhou.plan))
    assert lines[-2] == f"共 {count} 条。"
    assert len(lines) == count + 4


@pytest.mark.parametrize(
    "line",
    [
        "文化创意产业增加值 3500亿元 2020 目标 专栏5 第4行 第13页",
        "服务业增加值年均增速 9% 2016—2020 目标 专栏5 第2行 第13页",
        "服务业增加值 超过9000亿元 2020 目标 二、（三）1. 第12页",
        "文创产业增加值年均增长 10%左右 （2020） 目标 三、（一）1. 第14页",
        "企业成功上市 力争50家 （2020） 目标 专栏16 第46页",
        "服务业对地区生产总值增长的贡献率 54.8% 2014 实际 一、（一）1. 第4页",
    ],
)
def test_lines(hangzhou, line):
    lines = [" ".join(one.split()) for one in indicators_text(hangzhou.plan).splitlines()]
    assert lines.count(line) == 1


def test_a_long_name_is_cut_and_a_missing_page_said():
    text = indicators_text(made(f"到2020年，{'现代服务业' * 9}增加值达到50亿元。"))
    line = text.splitlines()[2]
    assert line.startswith("现代服务业" * 4 + "现…  50亿元")
    assert line.endswith("无页码")


def test_a_plan_without_figures():
    plan = made("加快发展。")
    assert indicators_text(plan) == "试验规划（made）\n规划中没有读到带单位的数值。"
    assert indicators_json(plan) == []
    assert cells(plan) == []
    assert indicators_csv(plan).startswith("指标名称,主体,数值,数值上限,单位,限定词,年份,")


# --- CSV ----------------------------------------------------------------------------------------


def test_rows_for_a_spreadsheet(hangzhou):
    rows = cells(hangzhou.plan)
    assert len(rows) == len(read_observations(hangzhou.plan))
    row = row_of(rows, 地址="B5/r7", 指标名称="电子商务产业增加值", 年份="2020")
    assert row == {
        "指标名称": "电子商务产业增加值",
        "主体": "电子商务产业",
        "数值": "2000",
        "数值上限": "2000",
        "单位": "亿元",
        "限定词": "",
        "年份": "2020",
        "起始年份": "",
        "年份出处": "原文",
        "实际或目标": "目标",
        "类别": "数值",
        "指标类别": "产业结构",
        "属性": "",
        "价格口径": "2015年价格",
        "所属行": "",
        "地址": "B5/r7",
        "出处": "专栏5 第7行",
        "页码": "13",
        "原文": "增加值 亿元 826.54 2000",
    }


def test_an_address_is_no_date(hangzhou):
    addresses = {row["出处"]: row["地址"] for row in cells(hangzhou.plan)}
    assert addresses["二、（三）1."] == "'2/3/1"
    assert addresses["专栏13 一、"] == "B13/1"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝"])
def test_no_cell_runs_as_a_formula(sign):
    plan = made(f"{sign}HYPERLINK(A1)增加值达到50亿元。")
    (row,) = cells(plan)
    assert row["原文"] == f"'{sign}HYPERLINK(A1)增加值达到50亿元。"
    assert row["指标名称"].startswith(f"'{sign}")
    assert row["数值"] == "50"


def test_a_negative_number_stays_a_number():
    header = "专栏1 主要指标\n序号 指标名称 单位 2015年实际值 2020年目标值\n"
    plan = made(f"正文。\n{header}1 净出口 万元 -3.5 6\n2 增加值 万元 5 6\n")
    row = row_of(cells(plan), 指标名称="净出口", 年份="2015")
    assert (row["数值"], row["数值上限"], row["单位"]) == ("-3.5", "-3.5", "万元")


# --- JSON ---------------------------------------------------------------------------------------


def test_objects_of_the_contract(hangzhou):
    plan = hangzhou.plan
    objects = indicators_json(plan)
    assert len(objects) == len(read_observations(plan))
    for one in objects:
        assert list(one) == list(KEYS)
        assert all(isinstance(one[key], kind) for key, kind in KEYS.items())
        section = plan.by_path[one["address"]]
        assert (one["label"], one["heading"]) == (section.label, list(section.heading))
        assert one["quote"].startswith(clean(plan.text[one["start"] : one["end"]])[:8])
        assert one["kind"] in {"actual", "target", None}
        assert (one["value"] is None) == (one["low"] != one["high"])
    json.dumps(objects, allow_nan=False)


@pytest.mark.parametrize(
    ("address", "printed", "subject", "year", "kind", "qualifier"),
    [
        ("B5/r5", "1150 亿元", "旅游休闲业", 2020, "target", ""),
        ("1/1/2", "2232.14 亿元", "文化创意产业", 2015, "actual", ""),
        ("3/4/1", "20%", "电子商务产业", 2020, "target", ""),
        ("B5/r11", "34.64 亿美元", "跨境电子商务", 2015, "actual", ""),
        ("3/4/1", "200亿美元", "跨境电子商务", 2020, "target", "以上"),
    ],
)
def test_objects(hangzhou, address, printed, subject, year, kind, qualifier):
    objects = indicators_json(hangzhou.plan)
    (one,) = (o for o in objects if o["address"] == address and o["printed"] == printed)
    assert (one["subject"], one["year"], one["kind"]) == (subject, year, kind)
    assert (one["qualifier"], one["year_printed"]) == (qualifier, True)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("增加值达到10—15亿元。", 10, 15, "亿元"),
        ("增速保持在8%—10%。", 8, 10, "%"),
        ("增加值达到10亿—15亿元。", 1_000_000_000, 1_500_000_000, "元"),
        ("浓度达到5—12.5‰。", 5, 12.5, "‰"),
    ],
)
def test_a_range_has_bounds_and_no_value(text, low, high, unit):
    (one,) = indicators_json(made(text))
    assert (one["value"], one["low"], one["high"], one["unit"]) == (None, low, high, unit)


# --- the command --------------------------------------------------------------------------------


def test_the_command_prints_the_table(capsys, hangzhou):
    assert main(["indicators"]) == 0
    assert capsys.readouterr().out == f"{indicators_text(hangzhou.plan)}\n"


def test_the_command_prints_json(capsys, hangzhou):
    assert main(["indicators", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == indicators_json(hangzhou.plan)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_csv_is_utf_8_with_a_mark(monkeypatch, hangzhou, encoding):
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
    monkeypatch.setattr("sys.stdout", out)
    assert main(["indicators", "--csv"]) == 0
    written = out.buffer.getvalue()
    assert written == b"\xef\xbb\xbf" + indicators_csv(hangzhou.plan).encode()
    assert written.count(b"\r\n") == len(read_observations(hangzhou.plan)) + 1


def test_another_plan(capsys, monkeypatch, library):
    monkeypatch.setenv("PLANQA_PLANS", str(library))
    assert main(["indicators", "--plan", PLAN_ID]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "海洋生产总值占地区生产总值比重 26% 2025 目标 专栏1 第2行 第2页" in lines


def test_an_unknown_plan(capsys):
    assert main(["indicators", "--plan", "nowhere"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("错误：没有编号为“nowhere”的规划")


def test_one_form_at_a_time(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["indicators", "--json", "--csv"])
    assert caught.value.code == 2
    assert "--csv 与 --json 只能选一个" in capsys.readouterr().err
