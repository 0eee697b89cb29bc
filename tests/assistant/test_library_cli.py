"""The commands on the library: what they print, in Chinese and as JSON."""

import json
from pathlib import Path

import pytest

from assistant.cli import main
from tests.assistant.plans import plan_text
from tests.assistant.test_cli import fail, run

PLAN = "yunlan-haiyangjingji-2021-2025"
HANGZHOU = "hangzhou-services-13-5"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("PLANS", "PLAN", "MODEL"):
        monkeypatch.delenv(f"PLANQA_{name}", raising=False)
    monkeypatch.setenv("PLANQA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "海洋规划.txt"
    path.write_text(plan_text(), "utf-8")
    return str(path)


def test_add_ask_list_remove(capsys, file: str) -> None:
    code, out, err = run(capsys, "add", file)
    assert code == 0
    assert "  规划名称：云澜市海洋经济发展“十四五”规划\n" in out
    assert "  领域：海洋经济（推测，请核对）\n" in out
    assert "需要核对的地方" in out
    assert f"已导入，编号 {PLAN}。提问：planqa ask --plan {PLAN} “问题”" in out
    assert err.startswith("复制文件 海洋规划.txt\n读取文件\n建立索引")
    _, out, err = run(capsys, "ask", "--plan", PLAN, "设立多大的引导基金")
    assert "20亿元" in out
    assert err == ""  # the index is there already
    _, out, _ = run(capsys, "list")
    assert [line.split()[0] for line in out.splitlines()] == [HANGZHOU, PLAN]
    assert "不可用" not in out
    code, out, _ = run(capsys, "remove", PLAN)
    assert (code, out) == (0, f"已删除 {PLAN}《云澜市海洋经济发展“十四五”规划》。\n")
    assert "没有编号为" in fail(capsys, "remove", PLAN)


def test_json(capsys, file: str, home: Path) -> None:
    _, out, _ = run(capsys, "add", file, "--json", "--id", "mine", "--region", "云澜")
    added = json.loads(out)
    assert list(added) == ["plan", "status", "file", "meta", "guessed", "source", "report"]
    assert (added["plan"], added["status"], added["file"]) == ("mine", "added", "海洋规划.txt")
    assert added["meta"]["region"] == "云澜"
    assert added["meta"]["period"] == [2021, 2025]
    assert added["guessed"]["region"]["value"] == "云澜市"
    assert added["report"]["characters"] == len(plan_text())
    _, out, _ = run(capsys, "list", "--json")
    bundled, mine = json.loads(out)
    assert (bundled["plan"], bundled["file"], bundled["usable"]) == (HANGZHOU, None, True)
    assert mine["plan"] == "mine"
    assert (mine["file"], mine["usable"], mine["fault"]) == ("海洋规划.txt", True, "")
    assert mine["folder"] == str(home / "plans" / "mine")
    _, out, _ = run(capsys, "index", "--json", "--plan", "mine")
    assert [(one["plan"], one["built"]) for one in json.loads(out)] == [("mine", False)]
    _, out, _ = run(capsys, "remove", "mine", "--json")
    assert json.loads(out)["status"] == "removed"


def test_a_dry_run_only_reports(capsys, file: str) -> None:
    _, out, err = run(capsys, "add", file, "--dry-run", "--json")
    told = json.loads(out)
    assert (told["plan"], told["status"]) == (None, "read")
    assert "建立索引" not in err
    _, out, _ = run(capsys, "list")
    assert len(out.splitlines()) == 1


def test_replace_tells_what_changed(capsys, file: str) -> None:
    run(capsys, "add", file, "--id", PLAN, "--sector", "蓝色经济")
    Path(file).write_text(plan_text().replace("130亿元", "140亿元"), "utf-8")
    for command in (
        ("replace", PLAN, file, "--dry-run"),
        ("add", file, "--id", PLAN, "--replace", "--dry-run"),
    ):
        _, out, _ = run(capsys, *command)
        assert "与原版相比：章节修改1处；数值修改1处。" in out
    _, out, _ = run(capsys, "ask", "--plan", PLAN, "2025年海洋渔业产值目标是多少")
    assert "130" in out
    _, out, _ = run(capsys, "replace", PLAN, file, "--json")
    told = json.loads(out)
    assert (told["plan"], told["status"]) == (PLAN, "replaced")
    assert told["meta"]["sector"] == "蓝色经济"  # what was corrected stays so
    (figure,) = told["changes"]["figures"]
    assert (figure["before"], figure["after"]) == ("力争130亿元", "力争140亿元")
    _, out, _ = run(capsys, "ask", "--plan", PLAN, "2025年海洋渔业产值目标是多少")
    assert "140" in out


def test_damage_is_listed_and_mended_from_the_original(capsys, file: str, home: Path) -> None:
    run(capsys, "add", file)
    text = home / "plans" / PLAN / "plan.txt"
    text.write_text(text.read_text("utf-8").replace("650", "750"), "utf-8")
    _, out, _ = run(capsys, "list")
    assert "【不可用】文件已损坏：plan.txt 的内容已改变（SHA-256 不符）。" in out
    told = fail(capsys, "ask", "--plan", PLAN, "目标")
    assert f"planqa index --reread --plan {PLAN}" in told
    code, _, err = run(capsys, "index")  # which goes on with the others
    assert code == 2
    assert "与导入时不符" in err
    assert run(capsys, "index", "--reread", "--plan", PLAN)[0] == 0
    assert "不可用" not in run(capsys, "list")[1]
    assert run(capsys, "ask", "--plan", PLAN, "专栏3讲什么")[0] == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "none.txt"), "路径不存在"),
        (("add", "FILE", "--id", "../x"), "不能用"),
        (("add", "FILE", "--id", HANGZHOU), "已被“杭州市现代服务业发展“十三五”规划”使用"),
        (("add", "FILE", "--replace"), "须与 --id 合用"),
        (("add", "FILE", "--period", "明年"), "应为起止年份"),
        (("add", "FILE", "--title", " "), "规划名称是空的"),
        (("replace", HANGZHOU, "FILE"), "不是用 planqa add 导入的"),
        (("replace", "none", "FILE"), "没有编号为“none”的规划"),
        (("remove", HANGZHOU), "不是用 planqa add 导入的"),
        (("remove", ".."), "没有编号为“..”的规划"),
    ],
)
def test_errors_in_chinese(capsys, file: str, words: tuple[str, ...], told: str) -> None:
    code = main([file if word == "FILE" else word for word in words])
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert told in err.splitlines()[-1]
