"""What the page 指标 shows: tables, sources, charts, the audit, and the files to take away."""

import csv
import io
import re
import zipfile
from xml.etree import ElementTree

import pytest

from assistant.answer import Status
from assistant.audit import Sort
from assistant.audit_view import render_audit
from assistant.indicator_charts import charts_of, render_chart
from assistant.indicator_files import csv_bytes, file_name, xlsx_bytes
from assistant.indicator_filter import Filter, filtered
from assistant.indicator_rows import Indicators, observations_of
from assistant.indicator_table_view import render_count, render_indicators, render_source
from assistant.indicator_view import HEADER, indicators_csv
from assistant.render import render_conversation
from corpus.plan import PlanMeta
from corpus.reading import read_plan
from tests.assistant.talk import ask

SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def made(text, title="试验规划"):
    return Indicators(read_plan(text, PlanMeta("made", title, period=(2021, 2025))))


ATTACK = made(
    "一、目标\n到2025年，<img src=x onerror=alert(1)>=cmd收入达到50亿元。\n二、措施\n略。\n"
)
EMPTY = made("一、目标\n加快发展。\n二、措施\n略。\n")


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


# --- the table ------------------------------------------------------------------------------------


def test_base_and_target_stand_in_one_row_with_the_arithmetic(hangzhou):
    html = render_indicators(hangzhou.indicators, hangzhou.indicators.rows)
    assert "2015年实际 → 2020年目标（36 项）" in html
    (row,) = (
        r
        for r in html.split("<tr")
        if "B5/r7@" in r and "826.54" in r and "B5/r7@" in r[:250] and "三、" not in r
    )
    told = words("<tr" + row)
    for part in ("电子商务产业增加值 专栏5 第7行，第13页 按2015年价格计 亿元 826.54 2000 1173.46",):
        assert part in told
    assert "2000 − 826.54 = 1173.46" in told
    assert "142% (2000 − 826.54) ÷ 826.54 × 100 ≈ 142" in told
    assert "19.3% ((2000 ÷ 826.54)^(1 ÷ 5) − 1) × 100 ≈ 19.3" in told


def test_brackets_and_qualifiers_are_kept(hangzhou):
    told = words(render_indicators(hangzhou.indicators, hangzhou.indicators.rows))
    for part in ("11.1 〔9〕", "11.1 9以上", "5855.29 超过9000", "16.8 10左右", "−2.1 个百分点"):
        assert part in told


def test_single_values_come_last_and_say_so(hangzhou):
    html = render_indicators(hangzhou.indicators, hangzhou.indicators.rows)
    captions = re.findall(r"<caption>(.*?)</caption>", html)
    assert captions[-1] == "只有一个数值（60 项，无从比较）"


def test_the_sorted_column_is_told(hangzhou):
    html = render_indicators(hangzhou.indicators, hangzhou.indicators.rows, "增量 从高到低")
    assert html.count('aria-sort="descending"') == html.count("增量 ↓") > 0


def test_nothing_found_and_no_figures_are_said(hangzhou):
    assert "没有符合条件的指标" in render_indicators(hangzhou.indicators, ())
    assert render_count(hangzhou.indicators, ()).count("筛选出 0 项（共 104 项）。") == 1
    assert "规划中没有读到带单位的数值" in render_indicators(EMPTY, EMPTY.rows)
    assert render_count(EMPTY, ()) == ""
    assert "没有可以画在一起的数值" in render_chart(charts_of(EMPTY.plan, EMPTY.rows), None)


def test_markup_of_a_plan_stays_text(hangzhou):
    html = render_indicators(ATTACK, ATTACK.rows) + render_source(
        ATTACK, " ".join(f"{path}@{start}" for path, start in ATTACK.sentences)
    )
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


# --- the source -----------------------------------------------------------------------------------


def test_the_source_of_a_row_is_its_sections_with_the_words_marked(hangzhou):
    html = render_indicators(hangzhou.indicators, hangzhou.indicators.rows)
    opened = next(o for o in re.findall(r'data-open="([^"]*)"', html) if "2/3/1@" in o and " " in o)
    source = render_source(hangzhou.indicators, opened)
    told = words(source)
    assert "二、（三）1. 第12页 总体思路 › 发展目标 › 经济比重进一步提高" in told
    assert source.count("<article") == 2
    marked = re.findall(r"<mark[^>]*>(.*?)</mark>", source)
    assert any("9%以上" in m for m in marked)


@pytest.mark.parametrize("opened", ["", "B5/r7", "B5/r7@x", "B5/r7@-1", "../x@0", "@", "B99@12"])
def test_what_names_nothing_opens_nothing(hangzhou, opened):
    assert "点选表中的指标名称" in render_source(hangzhou.indicators, opened)


# --- charts ---------------------------------------------------------------------------------------


def test_charts_hold_one_unit_and_sort_each(hangzhou):
    charts = charts_of(hangzhou.plan, hangzhou.indicators.rows)
    assert "2015年实际 → 2020年目标，亿元（6 项）" in charts
    assert "服务业对地区生产总值增长的贡献率，贡献率 %（5 年）" in charts
    for name, points in charts.items():
        assert len({(p.unit, p.sort) for p in points}) == 1, name
        assert render_chart(charts, name).count("<figure") == 1, name


def test_an_answer_with_figures_of_one_unit_has_a_chart(hangzhou):
    from assistant.answer import Conversation

    question = "旅游休闲业和金融服务业2020年增加值目标分别是多少"
    answer = ask(hangzhou, question)
    html = render_conversation(Conversation().with_turn(question, answer))
    assert answer.status is Status.ANSWERED
    assert html.count("<figure") == 1
    assert "金融服务业增加值，2020年目标值，1600 亿元，专栏5 第6行" in html


@pytest.mark.parametrize(
    "question", ["旅游休闲业2020年增加值目标是多少", "2017年服务业增加值是多少"]
)
def test_a_single_figure_or_a_refusal_has_no_chart(hangzhou, question):
    from assistant.answer import Conversation

    answer = ask(hangzhou, question)
    assert "<figure" not in render_conversation(Conversation().with_turn(question, answer))


# --- the audit ------------------------------------------------------------------------------------


def test_the_audit_tells_both_values_their_places_and_the_arithmetic(hangzhou):
    findings = hangzhou.audit()
    html = render_audit(hangzhou.plan, findings)
    told = words(html)
    assert "前后不一：2 处" in told
    assert html.count("<article") == len(findings)
    for part in ("200亿美元", "135 亿美元", "专栏5 第10行，第13页", "≈ 19.3"):
        assert part in told
    opened = re.findall(r'data-open="([^"]*)"', html)
    assert len(opened) == sum(len(f.figures) for f in findings)
    assert all("<mark" in render_source(hangzhou.indicators, o) for o in opened)


def test_parts_without_findings_are_said(hangzhou):
    conflicts = [f for f in hangzhou.audit() if f.sort is Sort.CONFLICT]
    assert "没有需要提示的差异。" in render_audit(hangzhou.plan, conflicts)
    assert render_audit(hangzhou.plan, ()).startswith('<p class="pq-empty">没有发现')


# --- files ----------------------------------------------------------------------------------------


def sheets(data):
    """Cells of each sheet by its name: a text, or a number as float."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        names = [s.attrib["name"] for s in book.iter(f"{SPREADSHEET}sheet")]
        strings = [
            "".join(t.text or "" for t in s.iter(f"{SPREADSHEET}t"))
            for s in ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
        ]
        found = {}
        for n, name in enumerate(names, start=1):
            sheet = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{n}.xml"))
            assert not list(sheet.iter(f"{SPREADSHEET}f"))  # no formula
            (pane,) = sheet.iter(f"{SPREADSHEET}pane")
            assert (pane.attrib["ySplit"], pane.attrib["state"]) == ("1", "frozen")
            assert list(sheet.iter(f"{SPREADSHEET}col"))
            found[name] = [
                {
                    re.sub(r"\d", "", c.attrib["r"]): strings[int(c[0].text)]
                    if c.attrib.get("t") == "s"
                    else float(c[0].text)
                    for c in r
                }
                for r in sheet.iter(f"{SPREADSHEET}row")
            ]
    return found


def test_xlsx_has_numbers_as_numbers_and_the_comparison(hangzhou):
    rows = hangzhou.indicators.rows
    found = sheets(xlsx_bytes(hangzhou.plan, rows))
    assert list(found) == ["前后对照", "全部数值"]
    head, *figures = found["全部数值"]
    assert list(head.values()) == list(HEADER)
    assert len(figures) == len(observations_of(rows))
    (one,) = (
        f for f in figures if f["P"] == "B5/r7" and f["A"].endswith("增加值") and f["G"] == 2020
    )
    assert (one["C"], one["E"]) == (2000.0, "亿元")
    (pair,) = (
        p for p in found["前后对照"] if p["A"] == "电子商务产业增加值" and p["H"] == "专栏5 第7行"
    )
    assert (pair["C"], pair["F"], pair["I"], pair["J"]) == (
        *(826.54, 2000.0, 1173.46),
        "2000 − 826.54 = 1173.46",
    )
    (vague,) = (
        p for p in found["前后对照"] if p["H"] == "二、（三）1." and p["A"] == "服务业增加值"
    )
    assert vague["F"] == "超过9000亿元"


def test_no_cell_runs_as_a_formula():
    attack = made(
        "一、目标\n到2025年，=cmd收入达到50亿元。到2025年，@SUM收入达到60亿元。\n二、措施\n略。\n"
    )
    figures = sheets(xlsx_bytes(attack.plan, attack.rows))["全部数值"][1:]
    assert [f["A"][0] for f in figures] == ["=", "@"]
    lines = list(csv.reader(io.StringIO(csv_bytes(attack.plan, attack.rows).decode("utf-8-sig"))))
    assert [line[0][:2] for line in lines[1:]] == ["'=", "'@"]


def test_files_hold_what_is_filtered(hangzhou):
    rows = filtered(hangzhou.plan, hangzhou.indicators.rows, Filter(subject="电子商务产业"))
    text = csv_bytes(hangzhou.plan, rows).decode("utf-8-sig")
    told = list(csv.DictReader(io.StringIO(text, newline="")))
    assert 0 < len(told) == len(observations_of(rows)) < 20
    assert {line["主体"] for line in told} == {"电子商务产业"}
    everything = csv_bytes(hangzhou.plan, hangzhou.indicators.rows).decode("utf-8-sig")
    assert sorted(everything.splitlines()) == sorted(indicators_csv(hangzhou.plan).splitlines())


def test_a_plan_without_figures_gives_headers_alone():
    assert csv_bytes(EMPTY.plan, EMPTY.rows).decode("utf-8-sig").splitlines() == [",".join(HEADER)]
    assert [len(rows) for rows in sheets(xlsx_bytes(EMPTY.plan, EMPTY.rows)).values()] == [1]


def test_file_names_are_possible_everywhere():
    assert file_name(PlanMeta("p", 'a/b:"规划"?'), "csv") == "ab规划 指标.csv"
