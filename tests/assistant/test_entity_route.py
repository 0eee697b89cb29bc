"""All entities of a kind: every one named and quoted, and other questions left alone."""

from dataclasses import replace

import pytest

from assistant.answer import Route, Status
from assistant.cli import main
from assistant.entity_view import entities_json, entities_text, kind_named
from assistant.number_gate import number_faults
from corpus.errors import SettingsError
from tests.assistant.talk import ask, assert_quotes_stand


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("规划里提到的科技城有哪些", {"未来科技城（海创园）", "青山湖科技城", "浙大科技城"}),
        ("规划提到哪些国道", {"330国道", "320国道"}),
        ("哪几个县被点名", {"桐庐县", "淳安县"}),
        ("桐庐有哪些小镇", {"桐庐健康小镇"}),
    ],
)
def test_all_of_a_kind_are_named_and_quoted(hangzhou, question, names):
    answer = ask(hangzhou, question)
    assert (answer.route, answer.status) == (Route.OUTLINE, Status.ANSWERED)
    assert set(answer.items) == names
    assert f"共 {len(names)} 个" in answer.text
    assert_quotes_stand(answer, hangzhou.plan)


def test_beyond_thirty_the_rest_is_named_with_marks(hangzhou):
    answer = ask(hangzhou, "规划点名了哪些园区")
    assert len(answer.items) == len(set(answer.items)) > 30
    assert answer.text.count("\n- ") == 30
    assert all(name in answer.text for name in answer.items)
    assert_quotes_stand(answer, hangzhou.plan)


def test_items_of_one_enumeration_do_not_lie_in_each_other(hangzhou):
    assert "杭州经济技术开发区" not in ask(hangzhou, "萧山有哪些开发区").items


@pytest.mark.parametrize(
    "question",
    [
        "四镇是哪四个",
        "三大平台有哪些",
        "规划提到哪些医院",  # it names none
        "余杭区有哪些项目",
        "规划有哪些主要指标",
        "规划提到哪些举措",
    ],
)
def test_other_questions_are_none_for_it(hangzhou, question):
    text = ask(hangzhou, question).text
    assert "读到名称的" not in text
    assert "写在一处" not in text


def test_a_wrong_count_is_caught(hangzhou):
    answer = ask(hangzhou, "规划提到哪些国道")
    assert number_faults(answer, hangzhou.plan) == []
    assert number_faults(
        replace(answer, text=answer.text.replace("共 2 个", "共 3 个")), hangzhou.plan
    )


def test_a_form_says_what_name_it_stands_for(hangzhou):
    text = ask(hangzhou, "滨江在规划里哪些地方出现过").text
    assert text.startswith("“滨江”又作“杭州高新开发区（滨江）”。“滨江”在全文出现 6 次")
    assert "其中“杭州高新开发区（滨江）”5 次、“滨江科技金融集聚区”1 次：" in text
    assert ask(hangzhou, "规划里提到余杭区的地方有哪些").text.startswith(
        "“余杭区”又作“余杭”。“余杭”在全文出现 5 次"
    )


def test_a_wrong_count_of_a_longer_name_is_caught(hangzhou):
    answer = ask(hangzhou, "滨江在规划里哪些地方出现过")
    wrong = answer.text.replace("（滨江）”5 次", "（滨江）”4 次")
    assert number_faults(replace(answer, text=wrong), hangzhou.plan)


def test_the_view_shows_one_line_an_entity_and_json_all_mentions(hangzhou):
    rows = entities_json(hangzhou.plan, hangzhou.entities, "town")
    text = entities_text(hangzhou.plan, hangzhou.entities, "town")
    assert f"共 {len(rows)} 个。" in text
    assert len(text.splitlines()) == len(rows) + 3
    for row in rows:
        assert row["count"] == len(row["mentions"])
        for mention in row["mentions"]:
            assert mention["quote"][mention["start"] : mention["end"]] == mention["text"]


def test_kinds_are_called_in_chinese_or_english():
    assert kind_named("小镇") == kind_named("town") == "town"
    with pytest.raises(SettingsError, match="没有“城堡”这一类"):
        kind_named("城堡")


def test_the_command_prints_them(environment, capsys):
    assert main(["entities", "--kind", "小镇"]) == 0
    assert "云栖小镇" in capsys.readouterr().out
    assert main(["entities", "--kind", "城堡"]) == 2
