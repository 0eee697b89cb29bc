"""Questions about the document itself."""

import pytest

from assistant.answer import Route, Status
from tests.assistant.talk import ask, assert_quotes_stand


@pytest.mark.parametrize(
    "question",
    [
        "规划的编制依据是什么",
        "编这份规划的上位依据是哪两个文件",
        "这份规划是根据什么文件制定的",
        "起草时照着哪些上位文件来的",
    ],
)
def test_by_which_documents_the_plan_was_drawn_up(hangzhou, question):
    answer = ask(hangzhou, question)
    assert (answer.route, answer.status) == (Route.OUTLINE, Status.ANSWERED)
    assert answer.text.startswith(
        "编制依据：《长江三角洲城市群发展规划》、《杭州市国民经济和社会发展"
    )
    assert len(answer.items) == 2
    assert [(c.section, c.page) for c in answer.citations] == [("0", 4)]
    assert_quotes_stand(answer, hangzhou.plan)


def test_the_basis_of_another_plan(yunxi):
    answer = ask(yunxi, "编制依据有哪些")
    assert answer.status is Status.ANSWERED
    assert "《云溪市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要》" in answer.items


@pytest.mark.parametrize("question", ["用地按照什么规划安排", "根据规划编制年度计划吗"])
def test_a_question_about_content_is_not_one_for_the_basis(hangzhou, question):
    assert not ask(hangzhou, question).text.startswith("编制依据")
