"""What a document says of itself."""

import datetime as dt

import pytest

from corpus.metadata import Guess, GuessedMeta, Sureness, guess_meta
from corpus.plan import Plan

NOTICE = """青岭市人民政府办公室文件
青政办发〔2021〕37号
青岭市人民政府办公室关于印发
青岭市水安全保障“十四五”规划的通知
各县（市、区）人民政府：
现将《青岭市水安全保障“十四五”规划》印发给你们，请认真贯彻执行。
青岭市人民政府办公室
2021年11月3日
第一章 现状与形势
根据《某省规划》（某政发〔2020〕1号）编制。
"""


def value(guess: Guess[str] | None) -> str:
    return guess.value if guess else ""


def test_notice_tells_everything_surely():
    found = guess_meta(NOTICE)
    assert found.title == Guess(
        "青岭市水安全保障“十四五”规划",
        Sureness.SURE,
        "青岭市人民政府办公室关于印发 青岭市水安全保障“十四五”规划的通知",
    )
    assert value(found.issuer) == "青岭市人民政府办公室"
    assert value(found.document_number) == "青政办发〔2021〕37号"
    assert value(found.region) == "青岭市"
    assert value(found.sector) == "水安全保障"
    assert found.period == Guess((2021, 2025), Sureness.SURE, "青岭市水安全保障“十四五”规划")
    assert found.issued_on == Guess(dt.date(2021, 11, 3), Sureness.SURE, "2021年11月3日")
    assert value(found.short_title) == "青岭水安全保障“十四五”规划"


def test_found_becomes_metadata():
    meta = guess_meta(NOTICE).as_meta("water")
    assert (meta.plan_id, meta.title) == ("water", "青岭市水安全保障“十四五”规划")
    assert (meta.period, meta.issued_on) == ((2021, 2025), dt.date(2021, 11, 3))


def test_nothing_found_is_nothing_filled_in():
    assert guess_meta("") == GuessedMeta()
    assert GuessedMeta().as_meta("x").title == "x"


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("石塘县综合交通运输体系发展规划\n（2023—2030年）\n一、基础", "region", "石塘县"),
        ("石塘县教育发展规划（2023—2030年）\n一、基础", "period", (2023, 2030)),
        ("石塘县教育发展规划（2023—2030年）\n一、基础", "sector", "教育"),
        ("白河市2024年国民经济和社会发展统计公报\n白河市统计局\n一、综合", "period", (2024, 2024)),
        (
            "白河市2024年国民经济和社会发展统计公报\n白河市统计局\n一、综合",
            "issuer",
            "白河市统计局",
        ),
        ("白河市2024年国民经济和社会发展统计公报\n白河市统计局\n一、综合", "sector", None),
        ("白河市第十五个五年规划纲要\n二〇二六年三月十二日", "issued_on", dt.date(2026, 3, 12)),
        ("国家水网建设规划纲要\n规划期为2021—2035年。", "period", (2021, 2035)),
        ("国家水网建设规划纲要\n规划期为2021—2035年。", "region", "全国"),
        (
            "各位代表：\n现在，我代表白河市人民政府，向大会报告工作。\n"
            "一、2025年工作回顾\n二、2026年工作安排",
            "title",
            "白河市2026年政府工作报告",
        ),
    ],
)
def test_field(text: str, field: str, value: object):
    guess = getattr(guess_meta(text), field)
    assert (guess and guess.value) == value


def test_title_of_the_file_is_believed_where_the_text_has_none():
    found = guess_meta("一、总则\n正文。", file_title="白河市医疗卫生服务体系规划")
    assert value(found.title) == "白河市医疗卫生服务体系规划"


def test_bundled_plan_is_guessed_as_its_file_says(hangzhou: Plan):
    guessed, known = guess_meta(hangzhou.text).as_meta("x"), hangzhou.meta
    for field in ("title", "document_number", "issuer", "region", "sector", "period", "issued_on"):
        assert getattr(guessed, field) == getattr(known, field)
