"""What changed between two versions of a plan."""

from corpus.plan import Plan, PlanMeta
from corpus.reading import read_plan
from corpus.versions import Change, changes

OLD = """一、总体要求

（一）指导思想。坚持绿色发展。

（二）发展目标。到2025年，全市旅游收入达到90亿元，接待游客70万人次。

二、重点任务

（一）发展旅游业。建设三条步道。支持民宿发展。

（二）发展渔业。建设海洋牧场。

三、保障措施

加强领导。
"""


def plan(text: str) -> Plan:
    return read_plan(text, PlanMeta("demo", "规划", period=(2021, 2025)))


def told(old: str, new: str) -> list[tuple[str, str]]:
    found = changes(plan(old), plan(new))
    return [(str(one.change), one.name) for one in found.sections]


def test_nothing_changed() -> None:
    found = changes(plan(OLD), plan(OLD.replace("\n\n", "\n")))
    assert (found.sections, found.figures) == ((), ())
    assert found.as_text() == "与原版相比，章节和数值都没有变化。"


def test_words_of_a_section() -> None:
    found = changes(plan(OLD), plan(OLD.replace("三条步道", "四条步道")))
    (one,) = found.sections
    assert (one.change, one.name) == (Change.CHANGED, "二、（一） 发展旅游业")
    assert one.lost == ("建设三条步道。",)
    assert one.gained == ("建设四条步道。",)
    assert "  － 建设三条步道。\n  ＋ 建设四条步道。" in found.as_text()


def test_a_section_put_in_renumbers_those_after_it() -> None:
    new = OLD.replace("（二）发展渔业", "（二）发展林业。造林一千亩。\n\n（三）发展渔业")
    assert told(OLD, new) == [
        ("added", "二、（二） 发展林业"),
        ("renumbered", "二、（三） 发展渔业"),
    ]
    assert told(new, OLD) == [
        ("renumbered", "二、（二） 发展渔业"),
        ("removed", "二、（二） 发展林业"),
    ]
    assert (
        "改编号：二、（三） 发展渔业（原为二、（二））" in changes(plan(OLD), plan(new)).as_text()
    )


def test_another_title_of_the_same_words() -> None:
    (one,) = changes(plan(OLD), plan(OLD.replace("发展旅游业。", "做强旅游业。"))).sections
    assert (one.change, one.name) == (Change.CHANGED, "二、（一） 做强旅游业")
    assert (one.lost, one.gained) == (("发展旅游业",), ("做强旅游业",))


def test_figures() -> None:
    found = changes(plan(OLD), plan(OLD.replace("90亿元", "95亿元")))
    (one,) = found.figures
    assert (one.change, one.year, one.before, one.after) == (
        *(Change.CHANGED, 2025, "90亿元", "95亿元"),
    )
    assert "旅游收入" in one.name
    assert "90亿元 → 95亿元（一、（二））" in found.as_text()
    assert found.as_json()["figures"][0]["before"] == "90亿元"
    (gone,) = changes(plan(OLD), plan(OLD.replace("，接待游客70万人次", ""))).figures
    assert (gone.change, gone.before, gone.after) == (Change.REMOVED, "70万人次", "")
    (new,) = changes(plan(OLD.replace("，接待游客70万人次", "")), plan(OLD)).figures
    assert (new.change, new.before, new.after) == (Change.ADDED, "", "70万人次")


def test_a_long_list_is_cut_in_the_text_and_whole_in_json() -> None:
    many = OLD + "".join(f"\n（{n}）措施{n}。内容。\n" for n in "一二三四五六七八九十")
    many = many.replace("内容。", "内容。" * 9)
    old, new = plan(many), plan(many.replace("内容。", "另文。"))
    found = changes(old, new)
    assert "……另有" in found.as_text()
    assert sum(len(one["gained"]) for one in found.as_json()["sections"]) == 90
