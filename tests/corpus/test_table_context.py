"""What a table says beside its cells: categories, price bases, 其中 rows, force."""

import pytest

from corpus.indicators import read_observations
from corpus.library import load_plan
from corpus.plan import PlanMeta
from corpus.reading import read_plan

META = PlanMeta(plan_id="made", title="试验规划", period=(2016, 2020))
CATEGORIES = {
    "产业规模": ["B5/r1", "B5/r2", "B5/r3"],
    "产业结构": ["B5/r4", "B5/r5", "B5/r6", "B5/r7", "B5/r8"],
    "开放水平": ["B5/r9", "B5/r10", "B5/r11"],
    "载体建设": ["B5/r12", "B5/r13"],
    "就业贡献": ["B5/r14"],
}


@pytest.fixture(scope="module")
def rows():
    plan = load_plan("hangzhou-services-13-5")
    return [one for one in read_observations(plan) if one.in_table]


def made(*lines):
    text = "\n".join(("一、目标", "正文。", "专栏1 主要指标", *lines))
    return [one for one in read_observations(read_plan(text, META)) if one.in_table]


def test_a_scrambled_category_column_is_put_right(rows):
    found: dict[str, list[str]] = {}
    for one in rows:
        if one.path.startswith("B5/") and one.path not in found.get(one.category, []):
            found.setdefault(one.category, []).append(one.path)
    assert found == CATEGORIES


def test_a_table_without_categories_gets_none(rows):
    assert {one.category for one in rows if one.path.startswith("B1/")} == {""}


@pytest.mark.parametrize(
    ("path", "name", "basis"),
    [
        ("B5/r1", "服务业增加值", "2015年价格"),
        ("B5/r2", "服务业增加值年均增速", "可比价格"),
        ("B5/r3", "服务业增加值占地区生产总值比重", "现价"),
        ("B5/r4", "文化创意产业增加值", "2015年价格"),
        ("B5/r9", "服务贸易进出口总额", "现价"),
        ("B5/r13", "税收超亿元楼宇", ""),
    ],
)
def test_the_price_basis_of_the_note(rows, path, name, basis):
    assert {o.price_basis for o in rows if o.path == path and o.name == name} == {basis}


def test_which_row_is_part_of_which(rows):
    assert {(o.path, o.part_of) for o in rows if o.part_of} == {("B5/r10", "B5/r9")}


def test_groups_that_head_their_rows():
    held = made(
        "序号 指标 单位 2015年 2020年",
        "一、经济发展（2 项）",
        "1 总产值 亿元 10 20",
        "2 总收入 亿元 5 9",
        "二、民生福祉（1 项）",
        "3 人均寿命 岁 80 81",
    )
    assert {o.path: o.category for o in held} == {
        "B1/r1": "经济发展",
        "B1/r2": "经济发展",
        "B1/r3": "民生福祉",
    }


def test_a_merged_cell_of_a_pipe_table_holds_for_the_rows_under_it():
    held = made(
        "| 类别 | 指标 | 单位 | 2015年 | 2020年 | 属性 |",
        "| 经济 | 1.总产值 | 亿元 | 10 | 20 | 预期性 |",
        "| | 2.总收入 | 亿元 | 5 | 9 | 约束性 |",
    )
    assert {(o.path, o.category, o.force) for o in held} == {
        ("B1/r1", "经济", "预期性"),
        ("B1/r2", "经济", "约束性"),
    }
