"""The set-up: what makes it install, rebuild or do nothing; what it counts and says."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "setup.py"
STEPS = ["建立虚拟环境 .venv", "安装 PyTorch", "安装 planqa 及其依赖"]


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script over an empty project, with commands noted in `steps` instead of being run."""
    spec = importlib.util.spec_from_file_location("planqa_setup", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "planqa_setup", module)
    spec.loader.exec_module(module)
    use_root(module, tmp_path)
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    module.steps = []

    def note(command: list[object], label: str, tally: object = None) -> None:
        module.steps.append(label)
        if "venv" in command:
            module.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            module.PYTHON.touch()

    monkeypatch.setattr(module, "run_quietly", note)
    return module


def use_root(module: ModuleType, root: Path) -> None:
    module.ROOT, module.VENV = root, root / ".venv"
    module.PYTHON = module.VENV / "bin" / "python"
    module.STATE = module.VENV / "planqa.json"
    module.CONSTRAINTS = root / "constraints.txt"


def steps_of(setup: ModuleType, *, dev: bool) -> list[str]:
    setup.steps.clear()
    setup.prepare(dev=dev)
    return list(setup.steps)


def test_first_time_does_everything_second_time_nothing(setup: ModuleType) -> None:
    assert steps_of(setup, dev=False) == STEPS
    assert steps_of(setup, dev=False) == []


def test_tools_are_added_once_and_then_kept(setup: ModuleType) -> None:
    setup.prepare(dev=False)
    assert steps_of(setup, dev=True) == STEPS[1:]
    assert steps_of(setup, dev=False) == []


def test_changed_constraints_are_installed_in_place(setup: ModuleType) -> None:
    setup.prepare(dev=False)
    setup.CONSTRAINTS.write_text("numpy==2.4.6", encoding="utf-8")
    assert steps_of(setup, dev=False) == STEPS[1:]


def test_interrupted_set_up_starts_anew(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(setup, "install", fail)
        with pytest.raises(KeyboardInterrupt):
            setup.prepare(dev=False)
    assert steps_of(setup, dev=False) == STEPS


@pytest.mark.parametrize(
    ("key", "value"), [("root", "/elsewhere"), ("python", "3.10")], ids=["moved", "other Python"]
)
def test_environment_of_another_place_or_python_is_made_anew(
    setup: ModuleType, key: str, value: str
) -> None:
    setup.prepare(dev=False)
    state = json.loads(setup.STATE.read_text(encoding="utf-8"))
    setup.STATE.write_text(json.dumps({**state, key: value}), encoding="utf-8")
    assert steps_of(setup, dev=False) == STEPS


def test_environment_whose_python_is_gone_is_made_anew(setup: ModuleType) -> None:
    setup.prepare(dev=False)
    setup.PYTHON.unlink()
    assert steps_of(setup, dev=False) == STEPS


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"'])
def test_unreadable_state_is_no_state(setup: ModuleType, text: str) -> None:
    setup.prepare(dev=False)
    setup.STATE.write_text(text, encoding="utf-8")
    assert steps_of(setup, dev=False) == STEPS


def test_tally_counts_packages_and_megabytes(setup: ModuleType, tmp_path: Path) -> None:
    local = tmp_path / "jinja2-3.1.6-py3-none-any.whl"
    local.write_bytes(b"0" * 2_000_000)
    tally = setup.Tally()
    lines = [
        "Collecting numpy<3,>=2.3 (from planqa==0.1.0)",
        "  Downloading numpy-2.4.6-cp311-cp311-manylinux_2_28_x86_64.whl.metadata (6 kB)",
        "  Downloading numpy-2.4.6-cp311-cp311-manylinux_2_28_x86_64.whl (16.4 MB)",
        "  Using cached faiss_cpu-1.15.1-cp311-cp311-manylinux_2_28_x86_64.whl (23.6 MB)",
        f"Processing {local} (from gradio)",
    ]
    shown = [tally.read(line + "\n") for line in lines]
    assert (shown[0], shown[-1]) == ("", "已取得 3 个包，42 MB")
    assert tally.describe() == "3 个包，共 42 MB，其中下载 16 MB"
    assert tally.read("Installing collected packages: a, b, c\n") == "正在写入 3 个包"


def test_tally_of_nothing(setup: ModuleType) -> None:
    assert setup.Tally().describe() == "没有新的包"


@pytest.mark.parametrize(
    ("seconds", "spelt"),
    [
        (0.04, "0.0 秒"),
        (9.94, "9.9 秒"),
        (85.4, "85 秒"),
        (119.6, "2 分 0 秒"),
        (200, "3 分 20 秒"),
    ],
)
def test_durations(setup: ModuleType, seconds: float, spelt: str) -> None:
    assert setup.spell_seconds(seconds) == spelt


def test_unknown_command_shows_the_usage(
    setup: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert setup.main(["no-such-command"]) == 2
    assert "用法" in capsys.readouterr().out
