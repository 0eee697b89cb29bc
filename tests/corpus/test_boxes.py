"""Boxes: their titles, their kinds, and where they end."""

import pytest

from corpus.boxes import match_box, match_box_number
from corpus.plan import BoxKind
from tests.corpus.helpers import boxes, outline, own_text, read, words, wrapped

SENTENCE = "，".join("推进服务业发展" + "完善体制机制" * n for n in range(1, 5)) + "。"
OTHER = "，".join("加快城市建设" + "支持企业创新" * n for n in range(1, 5)) + "。"
ROWS = "序号 指标 单位 2015年 2020年\n1 增加值 亿元 100 200\n2 比重 % 58.2 62\n"


@pytest.mark.parametrize(
    ("text", "letter", "printed", "title"),
    [
        ("专栏1  服务业主要指标", "B", "1", "服务业主要指标"),
        ("专栏 12：重点项目", "B", "12", "重点项目"),
        ("专栏十二 重点项目", "B", "十二", "重点项目"),
        ("专栏１２　重点项目", "B", "１２", "重点项目"),
        ("专 栏 3 重点项目", "B", "3", "重点项目"),
        ("专栏：重点项目", "B", "", "重点项目"),
        ("【专栏2】重点项目", "B", "2", "重点项目"),
        ("[专栏2] 重点项目", "B", "2", "重点项目"),
        ("| 专栏4未来产业 |  |", "B", "4", "未来产业"),
        ("表1 主要指标", "T", "1", "主要指标"),
        ("表 2-1 主要指标", "T", "2-1", "主要指标"),
        ("图3：空间布局", "F", "3", "空间布局"),
    ],
)
def test_title(text: str, letter: str, printed: str, title: str):
    box = match_box(text)
    assert box is not None
    assert (box.letter, box.printed, box.title) == (letter, printed, title)


@pytest.mark.parametrize(
    "text",
    [
        "专栏5所列指标均为预期性",
        "专栏5的指标",
        "专栏5中的指标",
        "专栏5、专栏6",
        "专栏5）",
        "专栏5和专栏6分别列出",
        "专栏5",
        "表1和表2",
        "表1所示",
        "表示赞同",
        "图书馆建设",
        "图1。",
        "设专栏1 重点项目",
    ],
)
def test_no_title(text: str):
    assert match_box(text) is None


def test_number_alone():
    assert match_box_number("专栏 5").printed == "5"
    assert match_box_number("【专栏5】").printed == "5"
    assert match_box_number("专栏") is None
    assert match_box_number("专栏5 重点") is None


def test_title_below_its_number():
    plan = read(f"一、甲\n乙。\n专栏1\n主要指标\n{ROWS}二、丙\n")
    assert boxes(plan) == {"B1": ("1", "主要指标")}
    assert [s.text for s in plan.by_path["B1"].sentences[:2]] == ["专栏1", "主要指标"]
    assert [row.title for row in plan.children["B1"]] == ["增加值", "比重"]


def test_number_alone_without_a_title_below():
    plan = read(f"一、甲\n乙。\n专栏1\n{ROWS}二、丙\n")
    assert boxes(plan) == {"B1": ("1", "")}
    assert len(plan.children["B1"]) == 2


def test_gaps_and_repeats_of_box_numbers_are_told():
    plan = read("一、甲\n专栏1 乙\n丙。\n专栏3 丁\n戊。\n专栏3 己\n庚。\n")
    assert list(boxes(plan)) == ["B1", "B3", "B3~2"]
    assert plan.findings == (
        "专栏3：前面编号有缺（前一个为专栏1）",
        "专栏3：编号重复或回退（前一个为专栏3）",
    )


def test_kinds():
    plan = read(
        f"一、甲\n专栏1 图\n二、乙\n专栏2 表\n{ROWS}三、丙\n专栏3 列\n一核：丁。\n两带：戊。\n"
        "四、己\n专栏4 文\n庚辛。\n五、壬\n专栏5 点\n• 癸\n• 子\n六、丑\n专栏6 注\n注：寅。\n"
    )
    found = {box.path: box.box_kind for box in plan.boxes}
    assert found == {
        "B1": BoxKind.PICTURE,
        "B2": BoxKind.TABLE,
        "B3": BoxKind.LIST,
        "B4": BoxKind.TEXT,
        "B5": BoxKind.LIST,
        "B6": BoxKind.PICTURE,
    }


def test_box_ends_where_the_running_text_counts_on():
    plan = read("一、甲\n（一）乙\n专栏1 丙\n1.丁。戊。\n2.己。庚。\n（二）辛\n壬。\n")
    assert boxes(plan) == {"B1": ("1/1", "丙")}
    assert [part.title for part in plan.children["B1"]] == ["丁", "己"]
    assert outline(plan) == {"1": "甲", "1/1": "乙", "1/2": "辛"}


def test_box_with_numbers_in_the_style_of_the_chapters():
    plan = read(
        "一、甲\n二、乙\n（一）丙\n1.丁。\n专栏1 戊\n一、己\n庚。\n二、辛\n壬。\n2.癸。子。\n"
    )
    assert [part.path for part in plan.children["B1"]] == ["B1/1", "B1/2"]
    assert words(plan, "2/1/2") == ["子。"]


def test_box_with_parenthesised_numbers():
    plan = read(
        "一、甲\n（一）乙\n丙。\n专栏1 丁\n（一）戊\n己。\n（二）庚\n辛。\n（二）壬\n癸。\n"
    )
    assert words(plan, "B1/1") == ["己。"]
    assert outline(plan) == {"1": "甲", "1/1": "乙", "1/2": "壬"}


def test_first_section_after_a_box_under_a_chapter():
    plan = read(
        "一、甲\n（一）乙\n丙。\n二、丁\n戊。\n专栏1 己\n庚辛。\n（一）壬\n癸。\n（二）子\n"
    )
    assert boxes(plan) == {"B1": ("2", "己")}
    assert outline(plan)["2/1"] == "壬"


def test_list_in_a_box_before_the_first_section_of_a_chapter():
    plan = read("一、甲\n专栏1 乙\n（一）丙\n（二）丁\n（一）戊\n己。\n（二）庚\n二、辛\n")
    assert [part.title for part in plan.children["B1"]] == ["丙", "丁"]
    assert outline(plan) == {"1": "甲", "1/1": "戊", "1/2": "庚", "2": "辛"}


def test_chapter_ends_a_box_whatever_its_number():
    plan = read("第一章 甲\n专栏1 乙\n丙。\n第四章 丁\n戊。\n")
    assert outline(plan) == {"1": "甲", "4": "丁"}


def test_chapter_with_a_number_left_out_ends_a_table():
    plan = read(f"一、甲\n二、乙\n专栏1 丙\n{ROWS}四、丁\n戊。\n")
    assert outline(plan) == {"1": "甲", "2": "乙", "4": "丁"}
    assert plan.findings == ("四、：“四、”前编号有缺（前一项编号为2）",)


def test_groups_of_rows_numbered_like_chapters_stay_in_the_table():
    table = (
        "表1 主要指标\n序号 指标 单位 2030年目标值\n一、经济强\n1 增加值 亿元 9000\n二、百姓富\n"
        "2 就业 万人 175\n三、环境美\n3 森林覆盖率 % 7.64\n"
    )
    plan = read(f"一、甲\n二、乙\n丙。\n{table}三、丁\n戊己。\n四、庚\n")
    assert outline(plan) == {"1": "甲", "2": "乙", "3": "丁", "4": "庚"}
    assert [row.title for row in plan.children["T1"]] == ["增加值", "就业", "森林覆盖率"]


def test_note_does_not_swallow_the_next_item():
    plan = read(f"一、甲\n1.乙。丙。\n专栏1 丁\n{ROWS}注：按现价计算。\n2.戊。己。\n3.庚。辛。\n")
    assert outline(plan) == {"1": "甲", "1/1": "乙", "1/2": "戊", "1/3": "庚"}


def test_numbered_note_stays_in_the_box():
    plan = read(f"一、甲\n1.乙。丙。\n专栏1 丁\n{ROWS}注：1.按现价。\n2.按年均。\n二、戊\n")
    assert own_text(plan, "B1").endswith("注：1.按现价。2.按年均。")
    assert outline(plan) == {"1": "甲", "1/1": "乙", "2": "戊"}


def test_pipe_table_ends_with_its_last_row():
    plan = read(
        "一、甲\n| 专栏1主要指标 | | |\n| 指标 | 单位 | 2030年 |\n| 1.增加值 | 亿元 | 9 |\n"
        "| 2.比重 | % | 62 |\n注：按现价。\n接着说正文。\n二、乙\n"
    )
    assert [row.title for row in plan.children["B1"]] == ["增加值", "比重"]
    assert words(plan, "B1")[-1] == "注：按现价。"
    assert words(plan, "1") == ["接着说正文。"]


def test_prose_after_a_table():
    prose = (
        "在此基础上再奋斗五年，城市综合竞争力大幅提升，人民生活更加幸福美好，基本实现现代化的目标。"
    )
    plan = read(f"一、甲\n乙。\n表1 丙\n{ROWS}{prose}\n二、丁\n")
    assert words(plan, "1") == ["乙。", prose]


def boxed(width: int, *, cut: int | None = None) -> str:
    """A hard-wrapped plan with two boxes; the second after line `cut` of its section."""
    lines = wrapped(SENTENCE + OTHER, width).split("\n")
    at = len(lines) if cut is None else cut
    box = wrapped("一核：" + OTHER, width + 8)
    return "\n".join(
        [
            *("一、甲", *lines, "专栏1 乙", box, "二、丙", *lines[:at], "专栏2 丁", box),
            *(*lines[at:], "三、戊", *lines),
        ]
    )


@pytest.mark.parametrize("width", [24, 28, 32])
@pytest.mark.parametrize("cut", [None, 2])
def test_text_goes_on_in_its_own_measure_after_a_wider_box(width: int, cut: int | None):
    plan = read(boxed(width, cut=cut))
    assert boxes(plan) == {"B1": ("1", "乙"), "B2": ("2", "丁")}
    assert words(plan, "B2") == ["一核：" + OTHER]
    assert words(plan, "2") == [SENTENCE, OTHER]
    cut_sentence = plan.by_path["2"].sentences[1]
    assert len(cut_sentence.spans) == (1 if cut is None else 2)


def test_one_wide_box_is_enough():
    text = boxed(28, cut=2).replace("专栏1 乙\n" + wrapped("一核：" + OTHER, 36) + "\n", "")
    text = text.replace("专栏2", "专栏1")
    assert words(read(text), "2") == [SENTENCE, OTHER]


def test_reference_at_the_start_of_a_line_opens_no_box():
    plan = read("一、甲\n主要目标见\n专栏1所列。\n专栏1 乙\n丙。\n")
    assert words(plan, "1") == ["主要目标见", "专栏1所列。"]
    assert boxes(plan) == {"B1": ("1", "乙")}
