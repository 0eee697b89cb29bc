"""Addresses: every way people write one, and what only looks like one."""

import pytest

from corpus.addresses import find_mentions, nearest_addresses, resolve
from corpus.errors import AddressError
from corpus.plan import Plan
from tests.corpus.helpers import read

HANGZHOU = {
    **{path: path for path in ("3", "3/4/2/1", "0", "cover", "B9", "B13/2", "B13/3/7", "B5/r7")},
    **{"3-4-2-1": "3/4/2/1", "b9": "B9", "B5/R7": "B5/r7", "COVER": "cover", " 3/4 ": "3/4"},
    # as an official writes it
    **{"三、（四）2.（1）": "3/4/2/1", "三、（四）2.": "3/4/2", "三、（四）": "3/4", "三、": "3"},
    **{"三（四）2（1）": "3/4/2/1", "三、(四)2.(1)": "3/4/2/1", "三、（四）2．（1）": "3/4/2/1"},
    **{"三、 （四） 2. （1）": "3/4/2/1", "二（三）4": "2/3/4", "三": "3", "封面": "cover"},
    "三、（四）2.（1）大力推进跨境电子商务创新发展": "3/4/2/1",
    **{"三、发展重点": "3", "开篇": "0", "十": None, "三、（十）": "3/10"},
    # as people say it
    **{"第三章": "3", "第3章": "3", "第 三 章": "3", "第三部分": "3", "第三大部分": "3"},
    **{"第三章第四节": "3/4", "第三章第四节第2条": "3/4/2", "第三章第四节的第2条": "3/4/2"},
    **{
        "第3章第4节第2条第1点": "3/4/2/1",
        "第三部分第（四）点": "3/4",
        "第三章第四节第2条第（1）款": "3/4/2/1",
    },
    **{"第三部分（四）": "3/4", "第三章（四）2.（1）": "3/4/2/1", "第三章（四）2": "3/4/2"},
    # boxes
    **{
        "专栏9": "B9",
        "专栏 9": "B9",
        "专栏九": "B9",
        "专栏十三": "B13",
        "专栏第9": "B9",
        "专栏９": "B9",
    },
    **{"第9专栏": "B9", "第九个专栏": "B9", "专栏5第7行": "B5/r7", "专栏5 第7行": "B5/r7"},
    **{
        "专栏5的第7行": "B5/r7",
        "专栏五第七行": "B5/r7",
        "专栏13 二、": "B13/2",
        "专栏13二、": "B13/2",
    },
    **{"专栏13第二部分": "B13/2", "专栏13 三、1.": "B13/3/1", "专栏13的第三部分第2点": "B13/3/2"},
    "专栏13 三、7": "B13/3/7",
}


@pytest.mark.parametrize(("written", "path"), HANGZHOU.items(), ids=HANGZHOU)
def test_resolve(hangzhou: Plan, written: str, path: str | None):
    if path is None:
        with pytest.raises(AddressError):
            resolve(written, hangzhou)
    else:
        assert resolve(written, hangzhou).path == path


SUZHOU = {
    **{"第二篇": "2", "第二编": "2", "第六章": "2/6", "第二篇第六章": "2/6", "2/6/1": "2/6/1"},
    **{"第六章第一节": "2/6/1", "第二篇第六章第一节": "2/6/1", "第66章": "15/66", "序言": "0"},
    **{"表1": "T1", "表 1": "T1", "表1第8行": "T1/r8", "T1/r30": "T1/r30", "专栏3第2点": "B3/2"},
    **{"专栏3 2.": "B3/2", "专栏3第2条": "B3/2"},
}


@pytest.mark.parametrize(("written", "path"), SUZHOU.items(), ids=SUZHOU)
def test_resolve_where_chapters_count_through(suzhou: Plan, written: str, path: str):
    assert resolve(written, suzhou).path == path


MENTIONS = {
    "三、（四）2.（1）讲了什么": [("三、（四）2.（1）", "3/4/2/1")],
    "请看三、（四）2.（1）和专栏9": [("三、（四）2.（1）", "3/4/2/1"), ("专栏9", "B9")],
    "说说三（四）讲什么": [("三（四）", "3/4")],
    "第三章和第四章有什么不同": [("第三章", "3"), ("第四章", "4")],
    "第三章、第四章": [("第三章", "3"), ("第四章", "4")],
    "第三章第四节讲了什么": [("第三章第四节", "3/4")],
    "专栏5、专栏6": [("专栏5", "B5"), ("专栏6", "B6")],
    "专栏5和13": [("专栏5", "B5")],
    "专栏13 2.5倍": [("专栏13", "B13")],
    "专栏5第7行是多少": [("专栏5第7行", "B5/r7")],
    "3/4/2/1和B13/2": [("3/4/2/1", "3/4/2/1"), ("B13/2", "B13/2")],
    "看3/4讲了什么": [("3/4", "3/4")],
    "B9里有什么": [("B9", "B9")],
    "B17 是什么": [("B17", None)],
    "规划三、（四）2.（9）": [("三、（四）2.（9）", None)],
    "第七章有什么": [("第七章", None)],
    "专栏17": [("专栏17", None)],
}


@pytest.mark.parametrize(("text", "found"), MENTIONS.items(), ids=MENTIONS)
def test_mentions(hangzhou: Plan, text: str, found: list[tuple[str, str | None]]):
    assert [(m.written, m.path) for m in find_mentions(text, hangzhou)] == found
    for mention in find_mentions(text, hangzhou):
        assert text[mention.start : mention.end].strip() == mention.written


@pytest.mark.parametrize(
    "text",
    [
        *("24/7", "7/1", "5/10", "3/4的企业", "约 3/4 的企业", "占1/2左右", "11/13", "2016/11/13"),
        *(
            "维生素B12",
            "机场T3航站楼",
            "T3 航站楼",
            "A4纸",
            "100/300/4000",
            "人均3/4/5",
            "3.5/2",
            "2.0",
            "4.5%",
            "2015-2020",
            "一、二、三产业",
        ),
        *(
            "一、二季度",
            "2020年一、二季度",
            "2016年（一）",
            "（一）",
            "“二（三）”",
            "统一（一）做法",
        ),
        *("万一（二）", "一核一圈一带", "一核一圈一带、全域覆盖", "第一产业", "第三产业增加值"),
        *(
            "第三方支付",
            "第一时间",
            "第三届",
            "第十三个五年规划",
            "十三五",
            "十五五时期",
            "三一重工",
        ),
        *(
            "前80强",
            "第5名",
            "第一条",
            "第一节",
            "专栏",
            "专栏里",
            "表1",
            "图2",
            "一百零一",
            "二〇二〇年",
        ),
    ],
)
def test_no_mention(hangzhou: Plan, text: str):
    assert find_mentions(text, hangzhou) == []


def test_section_of_which_chapter(suzhou: Plan):
    assert find_mentions("第一节讲了什么", suzhou) == []
    with pytest.raises(AddressError):
        resolve("第一节", suzhou)


@pytest.mark.parametrize("written", ["第22页", "第二十二页", "第 22 页"])
def test_page(hangzhou: Plan, written: str):
    (mention,) = find_mentions(f"{written}说了什么", hangzhou)
    assert (mention.kind, mention.page, mention.path) == ("page", 22, None)


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("三、（四）3.", "3/4 三、（四）电子商务产业；3/4/1 三、（四）1.发展目标"),
        ("专栏17", "B16 专栏16现代服务业重点企业培育计划；B15"),
        ("第三章第十一节", "3 三、发展重点；3/1 三、（一）文化创意产业"),
        ("电子商务产业", "3/4 三、（四）电子商务产业"),
    ],
)
def test_error_names_the_nearest(hangzhou: Plan, written: str, near: str):
    with pytest.raises(AddressError) as caught:
        resolve(written, hangzhou)
    assert str(caught.value).startswith(f"规划中没有“{written}”这一节。地址可写作 3/4/2/1、")
    assert near in str(caught.value)


def test_nearest_of_a_missing_section_is_its_parent(hangzhou: Plan):
    assert [s.path for s in nearest_addresses("3/4/2/9", hangzhou)][:2] == ["3/4/2", "3/4/2/1"]


@pytest.mark.parametrize("written", ["", " ", "。", "/", "第", "（）", "~", "9" * 50, "一" * 50])
def test_no_address_is_an_error_in_words(hangzhou: Plan, written: str):
    with pytest.raises(AddressError):
        resolve(written, hangzhou)


def test_plan_without_sections():
    with pytest.raises(AddressError):
        resolve("3/4", read(""))
    assert find_mentions("第三章", read(""))[0].path is None


def test_repeated_numbers_have_addresses_of_their_own():
    plan = read("一、甲\n（一）乙\n一、丙\n（一）丁\n")
    assert resolve("1~2/1", plan).title == "丁"
    assert resolve("1/1", plan).title == "乙"


@pytest.mark.parametrize("written", ["最后一章", "末尾那章", "最后的一大部分"])
def test_the_last_part_of_the_highest_level(hangzhou: Plan, written: str):
    (mention,) = find_mentions(f"{written}讲了什么", hangzhou)
    assert (mention.written, mention.path) == (written, "6")
