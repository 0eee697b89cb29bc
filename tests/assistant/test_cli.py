"""The command line: what it prints, and errors in Chinese with exit code 2."""

import io
import json
import re

import pytest

from assistant.cli import main
from assistant.outline_view import outline_json, section_json
from tests.assistant.plans import PLAN_ID
from tests.assistant.talk import HANGZHOU, assert_contract

CHINESE = re.compile(r"[\u4e00-\u9fff]")

pytestmark = pytest.mark.usefixtures("environment")


def run(capsys, *argv):
    """Exit code, standard output and standard error of one command."""
    code = main(argv)
    out, err = capsys.readouterr()
    return code, out, err


def fail(capsys, *argv):
    """The message of a command that must end with exit code 2 and print nothing else."""
    code, out, err = run(capsys, *argv)
    assert code == 2
    assert out == ""
    assert err.startswith("错误：")
    assert "Traceback" not in err
    return err


# --- ask ----------------------------------------------------------------------------------------


def test_ask_prints_the_answer_and_its_citations(capsys):
    code, out, _ = run(capsys, "ask", "行业协会商会要跟谁脱钩")
    assert code == 0
    answer, _, citations = out.partition("\n\n")
    assert "与行政机关脱钩" in answer
    assert citations.startswith("[1] 六、（四）4.（保障措施 › 营造发展环境 › 发挥行业协会商会作用")
    assert "第52页）“" in citations


def test_a_citation_without_page_and_heading_has_no_empty_brackets(capsys):
    code, out, _ = run(capsys, "ask", "谁印发的这个规划")
    assert code == 0
    assert "[1] 封面“杭州市人民政府办公厅”" in out


def test_ask_json_is_the_contracts(capsys):
    code, out, _ = run(capsys, "ask", "--json", "2015年跨境电子商务交易总额是多少")
    assert code == 0
    answer = json.loads(out)
    assert_contract(answer)
    value = {"value": 34.64, "unit": "亿美元", "year": 2015, "qualifier": ""}
    assert answer["value"] == value
    assert answer["plan"] == HANGZHOU
    assert answer["citations"][0]["section"] == "B5/r11"
    assert answer["citations"][0]["label"] == "专栏5 第11行"


def test_ask_answers_the_last_turn_in_its_conversation(capsys):
    code, out, _ = run(capsys, "ask", "--json", "金融服务业有哪些重点举措", "第三个是什么")
    assert code == 0
    answer = json.loads(out)
    assert answer["question"] == "第三个是什么"
    assert answer["citations"][0]["section"] == "3/3/2/3"


def test_ask_another_plan(capsys, monkeypatch, library):
    monkeypatch.setenv("PLANQA_PLANS", str(library))
    code, out, _ = run(capsys, "ask", "--plan", PLAN_ID, "专栏3讲什么")
    assert code == 0
    assert "青螺湾都市滨海旅游核心区" in out


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("", "没有收到问题"),
        ("  ", "没有收到问题"),
        ("好" * 10_000, "10000 字，最多 2000 字"),
        ("专栏\x1b[31m9", "控制字符（U+001B）"),
    ],
)
@pytest.mark.parametrize("place", ["last", "first"])
def test_a_bad_question_in_any_turn(capsys, question, words, place):
    turns = ("专栏9讲什么", question) if place == "last" else (question, "专栏9讲什么")
    assert words in fail(capsys, "ask", *turns)


@pytest.mark.parametrize("command", [("ask", "专栏9"), ("outline",), ("index",)])
@pytest.mark.parametrize("plan", ["nowhere", "../hangzhou-services-13-5", "/etc"])
def test_an_unknown_plan(capsys, command, plan):
    message = fail(capsys, *command, "--plan", plan)
    assert f"没有编号为“{plan}”的规划" in message
    assert HANGZHOU in message


# --- the environment ----------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("ask", "专栏9讲什么"), ("index",)])
def test_a_home_under_a_regular_file(capsys, monkeypatch, tmp_path, command):
    file = tmp_path / "file"
    file.write_text("")
    monkeypatch.setenv("PLANQA_HOME", str(file / "home"))
    message = fail(capsys, *command)
    assert "索引无法写入" in message
    assert str(file) in message


@pytest.mark.parametrize("command", [("ask", "专栏9"), ("outline",), ("index",)])
def test_an_empty_library(capsys, monkeypatch, tmp_path, command):
    monkeypatch.setenv("PLANQA_PLANS", str(tmp_path))
    message = fail(capsys, *command)
    assert "规划库是空的" in message
    assert str(tmp_path) in message


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PLANQA_HOEM", "/data", "不认识的设置：PLANQA_HOEM"),
        ("PLANQA_PORT", "abc", "PLANQA_PORT 的值“abc”不对"),
        ("PLANQA_PORT", "65536", "1–65535"),
        ("PLANQA_PLAN", "nowhere", "没有编号为“nowhere”的规划"),
        ("PLANQA_MODEL", "/no/such/model", "没有模型文件夹"),
    ],
)
def test_a_bad_setting(capsys, monkeypatch, name, value, words):
    monkeypatch.setenv(name, value)
    assert words in fail(capsys, "ask", "专栏9讲什么")


@pytest.mark.parametrize("argv", [(), ("ask",), ("sing",), ("batch", "in.jsonl"), ("ask", "--x")])
def test_a_command_written_wrong(capsys, argv):
    with pytest.raises(SystemExit) as caught:
        main(argv)
    assert caught.value.code == 2
    assert "命令的写法不对" in capsys.readouterr().err


def test_help_is_chinese(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    for command in ("ask", "batch", "outline", "index", "list", "serve"):
        line = next(line for line in out.splitlines() if line.strip().startswith(command))
        assert CHINESE.search(line)


# --- outline ------------------------------------------------------------------------------------


def test_outline_prints_the_whole_tree(capsys, hangzhou):
    code, out, _ = run(capsys, "outline")
    assert code == 0
    lines = [line.strip() for line in out.splitlines()]
    assert lines[0] == "杭州市现代服务业发展“十三五”规划（hangzhou-services-13-5）"
    assert "3/4/2/1  三、（四）2.（1） 大力推进跨境电子商务创新发展  第22页" in lines
    assert "B3  专栏3 杭州市区楼宇经济发展情况［图，无文本］  第7页" in lines
    for section in hangzhou.plan.sections:
        if "/r" not in section.path:
            assert sum(line.startswith(f"{section.path}  ") for line in lines) == 1


def test_outline_json_is_the_tree(capsys, hangzhou):
    code, out, _ = run(capsys, "outline", "--json")
    assert code == 0
    tree = json.loads(out)
    assert tree == outline_json(hangzhou.plan)
    assert [top["section"] for top in tree["sections"]] == ["cover", "0", *"123456"]


@pytest.mark.parametrize(
    "address",
    ["3/4/2/1", "三、（四）2.（1）", "三（四）2（1）", "第三部分第四节第2条第1点", " 3/4/2/1 "],
)
def test_a_section_by_any_of_its_addresses(capsys, hangzhou, address):
    code, out, _ = run(capsys, "outline", address, "--json")
    assert code == 0
    section = json.loads(out)
    assert section == section_json(hangzhou.plan, hangzhou.plan.by_path["3/4/2/1"])
    assert section["page"] == 22
    assert section["text"].startswith("（1）大力推进跨境电子商务创新发展。\n围绕跨境电子商务")


def test_a_section_as_text(capsys):
    code, out, _ = run(capsys, "outline", "专栏9")
    assert code == 0
    assert out.startswith("B9  专栏9 中国（杭州）跨境电子商务综合试验区总体布局（第23页）\n")
    assert "    一圈：发挥萧山、余杭、富阳" in out


@pytest.mark.parametrize(
    ("address", "near"),
    [("9/9", "3/9"), ("专栏17", "专栏16"), ("三、（四）9.", "3/4 "), ("随便", "")],
)
def test_an_unknown_address(capsys, address, near):
    message = fail(capsys, "outline", address)
    assert f"规划中没有“{address}”这一节" in message
    assert near in message.partition("最接近的有")[2]


# --- index, list --------------------------------------------------------------------------------


def test_index_is_built_once(capsys, monkeypatch, tmp_path, library):
    monkeypatch.setenv("PLANQA_HOME", str(tmp_path))
    monkeypatch.setenv("PLANQA_PLANS", str(library))
    code, out, err = run(capsys, "index")
    assert code == 0
    assert out.startswith(f"{PLAN_ID}：已建立索引（尚无索引）。")
    assert "建立索引" in err
    assert re.search(r"\d+ 个段落，\d+ 个术语，模型 static-[0-9a-f]{16}", out)
    code, again, err = run(capsys, "index")
    assert code == 0
    assert again.startswith(f"{PLAN_ID}：索引无需更新")
    assert err == ""
    assert again.partition("。")[2] == out.partition("。")[2]


def test_a_changed_plan_is_indexed_anew(capsys, monkeypatch, tmp_path, library):
    monkeypatch.setenv("PLANQA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PLANQA_PLANS", str(library))
    run(capsys, "index")
    text = (library / PLAN_ID / "plan.txt").read_text("utf-8")
    changed = tmp_path / "plans" / PLAN_ID
    changed.mkdir(parents=True)
    (changed / "plan.txt").write_text(text.replace("青螺湾", "红螺湾"), "utf-8")
    (changed / "plan.toml").write_bytes((library / PLAN_ID / "plan.toml").read_bytes())
    monkeypatch.setenv("PLANQA_PLANS", str(tmp_path / "plans"))
    code, out, _ = run(capsys, "index")
    assert code == 0
    assert "已建立索引（规划文本已更改）" in out
    _, out, _ = run(capsys, "ask", "“一核”指什么")
    assert "红螺湾都市滨海旅游核心区" in out


def test_list_names_the_plans(capsys):
    code, out, _ = run(capsys, "list")
    assert code == 0
    title = "杭州市现代服务业发展“十三五”规划（杭政办函〔2016〕125号，2016—2020年）"
    assert f"{HANGZHOU}  {title}\n" in out


@pytest.mark.parametrize(
    ("meta", "line"),
    [
        ("", "harbour  渔港规划"),
        ("period = [2026, 2030]", "harbour  渔港规划（2026—2030年）"),
        ('document_number = "云渔〔2026〕1号"', "harbour  渔港规划（云渔〔2026〕1号）"),
    ],
)
def test_list_leaves_out_what_it_is_not_told(capsys, monkeypatch, tmp_path, meta, line):
    (tmp_path / "harbour").mkdir()
    (tmp_path / "harbour" / "plan.toml").write_text(f'title = "渔港规划"\n{meta}', "utf-8")
    monkeypatch.setenv("PLANQA_PLANS", str(tmp_path))
    assert run(capsys, "list") == (0, f"{line}\n", "")


def test_list_says_that_there_are_none(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("PLANQA_PLANS", str(tmp_path))
    assert run(capsys, "list") == (0, "", f"规划库是空的：{tmp_path}\n")


# --- serve, and what a terminal cannot write ----------------------------------------------------


@pytest.mark.parametrize("port", ["99999", "0", "-1", "abc", "８０８０"])
def test_a_port_that_is_none(capsys, port):
    assert f"--port 的值“{port}”不对" in fail(capsys, "serve", f"--port={port}")


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "ascii"])
def test_what_the_terminal_cannot_write_is_spelled_out(monkeypatch, encoding):
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict")
    monkeypatch.setattr("sys.stdout", out)
    assert main(["ask", "--json", "\udcff专栏9讲什么"]) == 0
    out.flush()
    answer = json.loads(out.buffer.getvalue().decode(encoding))
    assert answer["question"] == "\udcff专栏9讲什么"
    assert answer["citations"][0]["section"] == "B9"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["ask"], "缺少：问题"),
        (["outline", "1", "2"], "多出：2"),
        (["nonsense"], "命令没有 'nonsense'，可用的有 'ask', 'batch'"),
        (["ask", "--plan"], "--plan 后面缺少内容"),
    ],
)
def test_usage_errors_are_chinese(capsys, words, message):
    with pytest.raises(SystemExit) as caught:
        main(words)
    shown = capsys.readouterr().err
    assert caught.value.code == 2
    assert message in shown
    assert shown.startswith("用法：")
