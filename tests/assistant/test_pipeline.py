"""The pipeline as a whole: the contract's JSON, any text as a question, and what it imports."""

import json
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.answer import Answer, Conversation
from assistant.gates import check
from assistant.pipeline import build_assistant
from assistant.settings import Settings
from corpus.errors import PlanQAError, QuestionError
from tests.assistant.plans import PLAN_ID
from tests.assistant.talk import ask, assert_contract


@pytest.mark.parametrize(
    "turns",
    [
        ("专栏9讲什么",),
        ("2015年跨境电子商务交易总额是多少",),
        ("专栏3讲什么",),
        ("2017年服务业增加值是多少",),
        ("这份规划的文号是什么",),
        ("你好",),
        ("规划一共几章",),
        ("金融服务业有哪些重点举措", "第三个是什么"),
        ("？",),
    ],
)
def test_an_answer_as_json_is_the_contracts(hangzhou, turns):
    answer = ask(hangzhou, *turns)
    assert_contract(answer.to_json())
    again = json.loads(json.dumps(answer.to_json(), ensure_ascii=False))
    assert again == answer.to_json()


def test_an_answer_says_what_was_asked_of_which_plan(hangzhou):
    answer = hangzhou.ask(Conversation(), "請問專欄９講什麼？", question_id="a7")
    assert answer.id == "a7"
    assert answer.plan == "hangzhou-services-13-5"
    assert answer.question == "請問專欄９講什麼？"
    assert answer.mode == "extractive"
    assert answer.latency_ms > 0


def test_a_chinese_question_is_answered_in_any_script(hangzhou):
    questions = ("專欄９講什麼", "专栏9讲什么", "请问专栏9讲什么？谢谢")
    assert len({ask(hangzhou, question).text for question in questions}) == 1


def test_another_plan_is_answered_from_its_own_text(yunlan, hangzhou):
    answer = ask(yunlan, "专栏3讲什么")
    assert answer.plan == PLAN_ID
    assert {citation.plan for citation in answer.citations} == {PLAN_ID}
    assert "青螺湾" in answer.text
    assert "青螺湾" not in ask(hangzhou, "专栏3讲什么").text


@pytest.mark.parametrize("question", ["", " \n", "好" * 2001, "好" * 10_000, "专栏\x009"])
def test_a_question_that_cannot_be_asked(hangzhou, question):
    with pytest.raises(QuestionError):
        hangzhou.ask(Conversation(), question)


PIECES = st.one_of(
    st.sampled_from(
        ["专栏", "第", "三", "、", "（四）", "2.", "（1）", "9", "章", "页", "条", "那", "呢"]
    ),
    st.sampled_from(
        ["增加值", "多少", "哪些", "举措", "是什么", "金融", "规划", "图", "它", "[1]", "2020年"]
    ),
    st.text(st.characters(), max_size=3),
)


@given(st.lists(st.lists(PIECES, max_size=8).map("".join), min_size=1, max_size=3))
@example(["[1]"])
@example(["3/4/2/1/9/9"])
@example(["B99/r99"])
@example(["第0页", "第〇章", "第999999999999999999页"])
@example(["2020年", "2015年呢", "呢"])
@settings(max_examples=200, deadline=None)
def test_any_text_gets_an_answer_that_passes_the_gates(hangzhou, turns):
    conversation = Conversation()
    for turn in turns:
        try:
            answer = hangzhou.ask(conversation, turn)
        except QuestionError:
            continue
        assert_contract(answer.to_json())
        assert check(answer, hangzhou.plan) == []
        assert answer.text.strip()
        conversation = conversation.with_turn(turn, answer)


def test_a_long_conversation_is_answered(hangzhou):
    conversation = Conversation()
    for n in range(60):
        turn = ("那电子商务呢", "占GDP比重呢", "第二个是什么", "有哪些举措")[n % 4]
        answer = hangzhou.ask(conversation, turn)
        conversation = conversation.with_turn(turn, answer)
    assert len(answer.standalone_question) < 200
    assert isinstance(answer, Answer)


def test_an_unknown_plan(home):
    with pytest.raises(PlanQAError, match="没有编号为“nowhere”的规划"):
        build_assistant(Settings(home=home), plan_id="nowhere")


def test_building_tells_its_steps_once(tmp_path, library):
    told = []
    for _ in range(2):
        build_assistant(Settings(home=tmp_path, plans=library), progress=told.append)
    assert any("建立索引" in message for message in told)
    assert sum("建立索引" in message for message in told) == 1


LIGHT = """
import sys
from assistant.cli import main
code = main(["ask", "专栏9讲什么"])
heavy = ("torch", "gradio", "sentence_transformers", "transformers", "pandas", "opencc")
heavy += ("sqlalchemy",)
print(code, [name for name in heavy if name in sys.modules])
"""


def test_answering_with_the_shipped_model_needs_neither_torch_nor_gradio(environment, project_root):
    done = subprocess.run(
        [sys.executable, "-c", LIGHT], cwd=project_root, capture_output=True, timeout=120
    )
    assert done.stdout.decode().splitlines()[-1] == "0 []", done.stderr.decode()


@pytest.mark.parametrize(
    "question", ["这份规划到底是谁印发的", "规划由哪个部门发布", "哪个单位出台的"]
)
def test_who_issued_the_plan(hangzhou, question):
    assert ask(hangzhou, question).text.startswith("发文单位：杭州市人民政府办公厅")


@pytest.mark.parametrize("question", ["养老院护工的工资由谁发", "会议目的地的排名是谁发布的"])
def test_what_else_is_given_out_is_not_the_plan(hangzhou, question):
    assert "发文单位" not in ask(hangzhou, question).text
