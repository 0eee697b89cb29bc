"""The reading report."""

import json
from dataclasses import replace

from corpus.genres import Genre, genre_of
from corpus.plan import BoxKind, Plan
from corpus.report import DoubtKind, report_of
from tests.corpus.helpers import read

GAPS = """一、甲
正文一。
三、乙
专栏1 布局图
专栏2 目标
| 指标 | 单位 | 2025年 | 2030年 |
| 用水量 | 亿立方米 | 5 | 6 |
| 供水量 | 亿立方米 | 7 | 8 |
"""


def test_report_counts_what_was_read():
    report = report_of(read(GAPS))
    assert report.sections == (2,)
    assert report.numbering == ("一、",)
    assert dict(report.boxes) == {BoxKind.PICTURE: 1, BoxKind.TABLE: 1}
    assert [(t.path, t.rows, t.figures) for t in report.tables] == [("B2", 2, 4)]
    assert (report.figures_in_tables, report.figures_in_text, report.lost) == (4, 0, 0)


def test_report_tells_what_is_doubtful():
    report = report_of(read(GAPS), doubts=["第3页字迹不清。"], pictures=[2, 5])
    assert [(d.kind, d.path) for d in report.doubts] == [
        (DoubtKind.SOURCE, ""),
        (DoubtKind.NUMBERING, ""),
        (DoubtKind.PICTURE, "B1"),
        (DoubtKind.PICTURE, ""),
    ]
    assert "第2、5页只有图片" in report.as_text()
    assert "编号有缺" in report.as_text()


def test_lost_characters_are_told():
    plan = read(GAPS)
    first, *rest = plan.sections
    report = report_of(replace(plan, sections=tuple(rest)))
    assert report.lost == len("一、甲正文一。")
    assert report.doubts[-1].kind is DoubtKind.LOST
    assert first.path == "1"


def test_report_of_the_bundled_plan(hangzhou: Plan):
    report = report_of(hangzhou)
    assert report.sections == (6, 26, 64, 49)
    assert report.pages == (4, 53)
    assert report.lost == 0
    assert {d.kind for d in report.doubts} == {DoubtKind.PICTURE}
    assert json.loads(json.dumps(report.as_json()))["sections"] == [6, 26, 64, 49]
    assert report.as_text().startswith("文件：杭州市现代服务业发展“十三五”规划（规划）")


def test_genre():
    assert genre_of("白河市2026年政府工作报告") is Genre.WORK_REPORT
    assert genre_of("白河市2024年国民经济和社会发展统计公报") is Genre.COMMUNIQUE
    assert genre_of("白河市水利发展“十四五”规划") is Genre.PLAN
