"""Tables: rows, their numbers and names, values, headers and notes."""

import pytest

from corpus.table_header import Role, columns_of
from corpus.tables import (
    has_table_header,
    is_note,
    is_pipe,
    is_row,
    is_value,
    note_item,
    pipe_cells,
    read_table,
    row_name,
)


def rows(*texts: str) -> dict[int, list[str]] | None:
    table = read_table(texts)
    return {row.number: [texts[i] for i in row.lines] for row in table.rows} if table else None


@pytest.mark.parametrize(
    "token",
    [
        *(
            "42.2",
            "9000",
            "1,234.5",
            "-3.2",
            "+5",
            "58.2%",
            "7‰",
            "〔9〕",
            "[9]",
            "（12）",
            "≥7.64",
        ),
        *("＞40", "＜6", "8—10", "3-5", "6~8", "——", "—", "-", "10左右", "5以上", "≥ 70"),
    ],
)
def test_value(token: str):
    assert is_value(token)


@pytest.mark.parametrize(
    "token", ["", "亿元", "增加值", "约束性", "3岁", "2015年", "G20", "5G", "%"]
)
def test_no_value(token: str):
    assert not is_value(token)


def test_number_in_front_of_its_line():
    lines = ("1 增加值 亿元 100 200", "2 比重 % 58.2 62")
    assert rows(*lines) == {1: [lines[0]], 2: [lines[1]]}


def test_number_centred_between_the_lines_of_its_row():
    lines = (
        *("增加值 亿元 100 200", "1 文化产业", "占比 % 22.2 25"),
        *("增加值 亿元 300 400", "2 旅游业", "占比 % 7.2 8"),
    )
    assert rows(*lines) == {1: list(lines[:3]), 2: list(lines[3:])}


def test_centred_numbers_among_others():
    lines = (
        *("1 增加值 亿元 9 10", "增加值 亿元 1 2", "2 旅游业", "占比 % 3 4"),
        *("3 出口额 亿元 5 6", "增加值 亿元 7 8", "4 物流业"),
    )
    assert rows(*lines) == {1: [lines[0]], 2: list(lines[1:4]), 3: [lines[4]], 4: list(lines[5:])}


def test_category_beside_a_row_is_no_number():
    lines = ("1 增加值 亿元 9 10", "规模", "建设 2 税收超亿元楼宇 个 89 120")
    assert rows(*lines) == {1: [lines[0]], 2: [lines[2]]}


def test_name_that_begins_with_a_figure():
    lines = (
        "1 就业人数（万人） 175 预期性",
        "2 3 岁以下婴幼儿入托率（%） 25 预期性",
        "3 15分钟服务圈 个 5 9",
    )
    found = rows(*lines)
    assert found == {1: [lines[0]], 2: [lines[1]], 3: [lines[2]]}
    assert row_name([lines[1]], 2) == "3 岁以下婴幼儿入托率（%）"
    assert row_name([lines[2]], 3) == "15分钟服务圈"


def test_header_printed_again_belongs_to_no_row():
    header = "序号 指标 2030 年目标 属性"
    lines = (
        header,
        "1 增加值 80 预期性",
        "2 就业 175 预期性",
        header,
        "3 收入 与经济增长同步 预期性",
        "4 寿命 85 预期性",
    )
    assert rows(*lines) == {n: [line] for n, line in enumerate([*lines[1:3], *lines[4:]], 1)}


def test_rows_without_numbers_are_counted():
    lines = ("指标 单位 2015年 2020年", "增加值 亿元 100 200", "比重 % 58.2 62")
    assert rows(*lines) == {1: [lines[1]], 2: [lines[2]]}


def test_notes_are_no_rows():
    lines = ("1 增加值 亿元 100 200", "2 比重 % 58.2 62", "注：1 按现价 2 按年均 5 9")
    assert list(rows(*lines) or {}) == [1, 2]


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("一核：都市旅游休闲核。",),
        ("1 建立机制", "2 健全体系"),
        ("到2020年 增加值 达到 200 亿元", "正文。"),
        ("| 01 | 汽车重点发展智能汽车 |", "| 02 | 电子信息 |"),
    ],
)
def test_no_table(lines: tuple[str, ...]):
    assert rows(*lines) is None


PIPES = (
    "| 类别 | 指标 | | 单位 | 2025年 | 2030年 |",
    "|---|---|---|---|---|---|",
    "| 经济 | 1.地区生产总值 | | 亿元 | 28 | 36 |",
    "| 民生 | 2.医护人员数 | 执业医师数 | 人 | 4.45 | 4.50 |",
    "| 民生 | 2.医护人员数 | 注册护士数 | 人 | 5.21 | 5.30 |",
    "| 安全 | 3.事故死亡率 | | 人/百亿元 | 0.61 | 完成下达目标 |",
)


def test_pipe_table():
    assert rows(*PIPES) == {1: [PIPES[2]], 2: [PIPES[3], PIPES[4]], 3: [PIPES[5]]}


def test_pipe_table_with_a_column_of_numbers():
    lines = ("| 序号 | 指标 | 2030年 |", "| 1 | 增加值 | 36 |", "| 2 | 比重 | 62 |")
    assert rows(*lines) == {1: [lines[1]], 2: [lines[2]]}


@pytest.mark.parametrize(
    ("texts", "number", "name"),
    [
        (["4 文化创意产业"], 4, "文化创意产业"),
        (["增加值 亿元 1 2", "4 文化创意产业", "占比 % 3 4"], 4, "文化创意产业"),
        (["建设 13 税收超亿元楼宇 个 89 120"], 13, "税收超亿元楼宇"),
        (
            ["8 营业收入占规上企业营业", "收入比重（%） 32.5 预期性"],
            8,
            "营业收入占规上企业营业收入比重（%）",
        ),
        ([PIPES[2]], 1, "地区生产总值"),
        ([PIPES[3], PIPES[4]], 2, "医护人员数"),
        (["| 1 | 增加值 | 36 |"], 1, "增加值"),
        (["增加值 亿元 100 200"], 1, "增加值"),
        (["1 2 3"], 1, ""),
    ],
)
def test_row_name(texts: list[str], number: int, name: str):
    assert row_name(texts, number) == name


@pytest.mark.parametrize(
    ("texts", "header"),
    [
        (["序号 指标名称 单位 2010年 2015年"], True),
        (["数量", "类别", "序", "号", "指标名称 单位 2015年"], True),
        (["序号 指 标 2030 年目标 属性"], True),
        (["一核：指标，单位"], False),
        (["指标"], False),
        ([], False),
    ],
)
def test_header(texts: list[str], header: bool):
    assert has_table_header(texts) is header


@pytest.mark.parametrize(
    ("text", "item"),
    [("注：按现价。", -1), ("注：1.按现价。", 1), ("注：", 0), ("备注: 2、甲", 2), ("注1：甲", -1)],
)
def test_note(text: str, item: int):
    assert is_note(text)
    assert note_item(text) == item


@pytest.mark.parametrize("text", ["资料来源：市统计局", "数据来源：年鉴", "说明：甲", "（注：乙）"])
def test_other_notes(text: str):
    assert is_note(text)


@pytest.mark.parametrize("text", ["注重发展", "注册商标：甲", "来源：乙", "", "1.注：丙"])
def test_no_note(text: str):
    assert not is_note(text)


def test_pipes():
    assert is_pipe("| a | b |")
    assert not is_pipe("a | b")
    assert not is_pipe("|a")
    assert pipe_cells("| a |  | b c |") == ["a", "", "b c"]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("1 增加值 亿元 9", True),
        ("| a | b |", True),
        ("深入贯彻落实，加快发展", False),
        ("三、丁", False),
    ],
)
def test_line_with_values(text: str, row: bool):
    assert is_row(text) is row


@pytest.mark.parametrize(
    ("header", "line", "name"),
    [
        ("| 类别 | 指标 | 2025年 |", "| 绿色发展 | 森林覆盖率 | 41 |", "森林覆盖率"),
        ("| 类别 | 指标 | 2025年 |", "| 森林覆盖率 | 41 |", "森林覆盖率"),  # merged above
        ("| 序号 | 项目名称 | 总投资（亿元） |", "| 1 | 环湾高速公路 | 142 |", "环湾高速公路"),
        ("| 领域 | 内容 | 2025年 |", "| 绿色发展 | 森林覆盖率 | 41 |", "森林覆盖率"),
    ],
)
def test_the_header_tells_which_cell_is_the_name(header, line, name):
    columns = columns_of([header])
    named = next(n for n, column in enumerate(columns) if column.role is Role.NAME)
    assert row_name([line], 1, named - len(columns)) == name
