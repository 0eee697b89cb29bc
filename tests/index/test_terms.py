import pytest

from corpus.plan import NodeKind, SentenceKind
from index.terms import MAX_LENGTH, MIN_LENGTH, mine_terms
from tests.index.fakes import make_plan, make_section


def mined(*sentences: str, title: str = "概述", **options) -> tuple[str, ...]:
    return mine_terms(make_plan(make_section("1", title, *sentences, **options)))


def test_quoted_names_count_at_once():
    assert mined("围绕“一湖两海”建设，办好‘星河节’。") == ("一湖两海", "星河节")


def test_a_quoted_list_gives_its_members():
    assert mined("以“大平台、大产业”为抓手。") == ("大产业", "大平台")


@pytest.mark.parametrize(
    "quoted",
    ["好", "ABC", "2015年", "一二三四五六七八九十一二三"],
)
def test_what_is_no_name_is_left_out(quoted):
    assert mined(f"所谓“{quoted}”。") == ()


def test_quotation_marks_outweigh_grammar():
    assert mined("建设“人的城镇”，倡导“和而不同”。") == ("人的城镇", "和而不同")


@pytest.mark.parametrize("member", ["的发展", "建设的", "人的城", "在城北", "有条件"])
def test_pieces_of_clauses_are_left_out(member):
    assert mined(f"有甲、{member}、乙。", f"又有甲、{member}、乙。") == ()


def test_names_with_letters_and_signs():
    assert mined("推进“互联网+”和“APP下载”。") == ("APP下载", "互联网+")


def test_leading_names_of_box_lines():
    plan = make_plan(
        make_section("B1", "布局", "一核：指主城区。", "1.星河新城：在城北。", kind=NodeKind.BOX),
        make_section("2", "其他", "主要任务：指明方向。"),
        make_section("3", "清单", "● 云谷园区：十家。", sentence_kind=SentenceKind.ITEM),
        make_section(
            "B2", "表", "注：本表单位：万元。", kind=NodeKind.BOX, sentence_kind=SentenceKind.NOTE
        ),
    )
    assert mine_terms(plan) == ("一核", "云谷园区", "星河新城")


def test_titles_count_where_the_text_uses_them():
    assert mined("我市星河旅游业很好。", "壮大星河旅游业。", title="星河旅游业") == ("星河旅游业",)
    assert mined("别的话。", title="星河旅游业") == ()


def test_conjunctions_part_a_title():
    found = mined("推进云谷园区建设。", "支持云谷园区发展。", title="云谷园区和城际铁道")
    assert found == ("云谷园区",)


def test_the_front_of_a_longer_title():
    title = "云谷创新大走廊空间布局图"
    uses = ["沿云谷创新大走廊布点。", "建云谷创新大走廊。", "云谷创新大走廊是重点。"]
    assert "云谷创新大走廊" in mined(*uses, title=title)
    assert "云谷创新大走" not in mined(*uses, title=title)  # 廊 always follows


def test_members_of_enumerations_that_recur():
    text = ["发展云端计算、星河动漫、量子物流等产业。", "重视星河动漫，也重视量子物流。"]
    assert mined(*text) == ("星河动漫", "量子物流")  # the first member is open on its left


def test_a_member_used_once_is_left_out():
    assert mined("发展甲乙丙、星河动漫、丁戊己。") == ()


def test_a_piece_of_a_longer_name_is_left_out():
    # 和平小学 is no 平小学 joined by 和: nothing else ever stands before it
    uses = ["和平小学很好。", "去和平小学。"]
    assert "平小学" not in mined("办好甲、乙、和平小学。", *uses)
    assert "平小学" in mined("办好甲、乙、和平小学。", *uses, "去太平小学。")


def test_an_empty_plan():
    assert mine_terms(make_plan()) == ()


def test_order_and_lengths():
    found = mined("“乙二”“甲一”“丙三”“甲一”。")
    assert found == tuple(sorted(set(found)))
    assert len(found) == 3
    assert all(MIN_LENGTH <= len(term) <= MAX_LENGTH for term in found)
