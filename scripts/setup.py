"""Set up planqa in ./.venv, then start it, check it or test it.

Needs Python 3.11 and a package registry, which pip finds by its own configuration. Only the
standard library is used, and nothing newer than Python 3.6's syntax, so that an old Python reaches
the message that says what to do.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - the file is run by whatever Python is there
    sys.exit(
        f"planqa 需要 Python 3.11 或更新版本，当前是 {sys.version.split()[0]}：{sys.executable}\n"
        "请安装新版 Python 后重试；已装在别处时，用它的完整路径运行本命令。"
    )

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STATE = VENV / "planqa.json"
LOG = VENV / "planqa-setup.log"
CONSTRAINTS = ROOT / "constraints.txt"
REPORTS = ROOT / ".planqa" / "eval"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SYSTEM_PACKAGES = ("chromium", "fonts-wqy-microhei")

USAGE = """用法：python3 scripts/setup.py [命令] [参数…]
  run    准备环境和索引，启动问答页面（默认；参数交给 planqa serve）
  test   准备环境，做全部检查、回归评测和测试（有参数时只交给 pytest）
  check  准备环境，只做检查：ruff、mypy、import-linter
  setup  只准备环境"""


class SetupError(Exception):
    """What went wrong and what to do, in the user's words."""


# --- What pip brings


class Tally:
    """Counts packages and megabytes from pip's own lines, downloaded ones apart."""

    FETCHED = re.compile(r"\s*(Downloading|Using cached) (\S+)(?: from \S+)? \(([\d.]+) (\w+)\)")
    LOCAL = re.compile(r"Processing (\S.*?\.(?:whl|tar\.gz|zip))")
    UNITS = {"bytes": 1e-6, "kB": 1e-3, "MB": 1.0, "GB": 1e3}  # noqa: RUF012 - read only

    def __init__(self) -> None:
        self.packages = 0
        self.total_mb = 0.0
        self.downloaded_mb = 0.0
        self._status = ""

    def read(self, line: str) -> str:
        """Take one line of pip's output; return what to show beside the progress."""
        fetched, local = self.FETCHED.match(line), self.LOCAL.match(line)
        if fetched:
            size = float(fetched[3]) * self.UNITS.get(fetched[4], 0.0)
            self._add(size, package=not fetched[2].endswith(".metadata"))
            self.downloaded_mb += size if fetched[1] == "Downloading" else 0.0
        elif local and Path(local[1]).is_file():
            self._add(Path(local[1]).stat().st_size / 1e6, package=True)
        elif line.startswith("Installing collected packages"):
            self._status = f"正在写入 {line.count(',') + 1} 个包"
        return self._status

    def describe(self) -> str:
        """Sum up: "98 个包，共 652 MB，其中下载 430 MB"; the rest came from this machine."""
        if self.packages == 0:
            return "没有新的包"
        amount = f"{self.packages} 个包，共 {self.total_mb:.0f} MB"
        return f"{amount}，其中下载 {self.downloaded_mb:.0f} MB"

    def _add(self, size_mb: float, *, package: bool) -> None:
        self.total_mb += size_mb
        self.packages += package
        self._status = f"已取得 {self.packages} 个包，{self.total_mb:.0f} MB"


# --- Progress

LIVE = sys.stdout.isatty() and os.name != "nt"  # one line can be redrawn in place


class Step:
    """Tells what is going on once it takes more than a second, and how long it took."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.detail = ""
        self._started = time.monotonic()
        self._over = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> "Step":
        self._ticker.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._over.set()
        self._ticker.join()
        say(f"{self.label}：{'失败' if kind else '完成'}，{self._elapsed()}", redraw=True)

    def _elapsed(self) -> str:
        return spell_seconds(time.monotonic() - self._started)

    def _tick(self) -> None:
        pause = 1
        while not self._over.wait(pause):
            detail = f"，{self.detail}" if self.detail else ""
            say(f"{self.label}…{self._elapsed()}{detail}", end="" if LIVE else "\n", redraw=True)
            pause = 1 if LIVE else 20


def say(text: str, *, end: str = "\n", redraw: bool = False) -> None:
    """Print one line; on a terminal, over the line that is being redrawn."""
    print(("\r\033[K" if LIVE and redraw else "") + text, end=end, flush=True)


def spell_seconds(seconds: float) -> str:
    """Spell a duration: "0.4 秒", "85 秒", "3 分 20 秒"."""
    if seconds < 10:
        return f"{seconds:.1f} 秒"
    whole = round(seconds)
    return f"{whole} 秒" if whole < 120 else f"{whole // 60} 分 {whole % 60} 秒"


def run_quietly(command: Sequence[str | Path], label: str, tally: Tally | None = None) -> None:
    """Run a command under a progress line; show its output only if it fails."""
    lines: list[str] = []
    with Step(label) as step:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PYTHONIOENCODING": "utf-8", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        )
        for line in process.stdout or ():
            lines.append(line)
            if tally is not None:
                step.detail = tally.read(line)
        if process.wait() != 0:
            raise SetupError(report_failure(label, lines))


def report_failure(label: str, lines: list[str]) -> str:
    """Keep the whole output in a file where there is a .venv; show its end."""
    kept = ""
    if VENV.is_dir():
        LOG.write_text("".join(lines), encoding="utf-8")
        kept = f"（全部输出在 {LOG}）"
    telling = [line for line in lines if not line.startswith("WARNING: Location")]
    return f"{label}失败{kept}：\n" + "".join(telling[-60:]).rstrip()


# --- The environment


def prepare(*, dev: bool) -> None:
    """Bring .venv to what pyproject.toml and constraints.txt ask for; nothing to do is quick.

    An environment whose making was interrupted, that was moved, or whose Python is gone or another
    version, is made anew.
    """
    state = read_state()
    wanted = describe_environment(dev=dev or bool(state.get("dev")))
    if state == {**wanted, "finished": True} and PYTHON.exists():
        return
    started = time.monotonic()
    same_place = all(state.get(key) == wanted[key] for key in ("root", "python"))
    if not (state.get("finished") and same_place and PYTHON.exists()) and not is_usable_venv(state):
        create_venv()
    write_state({**wanted, "finished": False})
    tally = Tally()
    # torch alone and first, so that no other package's wish decides which build of it is taken.
    install(["torch"], "安装 PyTorch", tally)
    install(["-e", ".[dev]" if wanted["dev"] else "."], "安装 planqa 及其依赖", tally)
    write_state({**wanted, "finished": True})
    took = spell_seconds(time.monotonic() - started)
    say(f"环境就绪：{tally.describe()}，用时 {took}。")


def describe_environment(*, dev: bool) -> dict[str, object]:
    """Name all that the environment depends on: where it stands, Python, the two files, extras."""
    digest = hashlib.sha256()
    for path in (ROOT / "pyproject.toml", CONSTRAINTS):
        digest.update(path.read_bytes() + b"\0")
    return {
        "root": str(ROOT),
        "python": "{}.{}".format(*sys.version_info),
        "inputs": digest.hexdigest(),
        "dev": dev,
    }


def read_state() -> dict[str, object]:
    """Read what the last set-up left; empty where there is none or it cannot be read."""
    try:
        state = json.loads(STATE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def write_state(state: dict[str, object]) -> None:
    """Write the state in one step, so that a reader never sees half of it."""
    draft = STATE.with_suffix(".tmp")
    draft.write_text(json.dumps(state, indent=1), encoding="utf-8")
    draft.replace(STATE)


def is_usable_venv(state: dict[str, object]) -> bool:
    """Tell whether .venv is one that somebody made by hand, works and has this Python's version."""
    if state or not PYTHON.exists():
        return False
    probe = "import sys, pip; print('{}.{}'.format(*sys.version_info))"
    try:
        found = subprocess.run([PYTHON, "-c", probe], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return False
    return found.stdout.strip() == "{}.{}".format(*sys.version_info)


def create_venv() -> None:
    """Make .venv from the Python outside any virtual environment, throwing away what was there."""
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise SetupError(
            "当前的 Python 缺少 venv 模块，无法建立虚拟环境。\n"
            "Debian、Ubuntu 请先运行：apt-get install python3-venv"
        )
    # Inside an activated .venv sys.executable is the very file that --clear would remove.
    base = str(getattr(sys, "_base_executable", None) or sys.executable)
    run_quietly([base, "-m", "venv", "--clear", VENV], "建立虚拟环境 .venv")


def install(what: list[str], label: str, tally: Tally) -> None:
    """Install with pip as it is configured here, holding every version to constraints.txt."""
    options: list[str | Path] = ["--no-input", "--progress-bar", "off", "-c", CONSTRAINTS]
    try:
        run_quietly([PYTHON, "-m", "pip", "install", *options, *what], label, tally=tally)
    except SetupError as error:
        advice = "如果是网络原因：请检查网络，或给 pip 配置可用的软件源，然后再次运行。"
        raise SetupError(f"{error}\n\n{advice}") from error


def prepare_browser() -> None:
    """On a CI machine install Chromium and a Chinese font, so that no browser test is skipped."""
    on_ci = os.environ.get("CI", "").lower() in ("1", "true")
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if any(map(shutil.which, BROWSERS)) or not (on_ci and is_root and shutil.which("apt-get")):
        return
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    run_quietly(["apt-get", "update", "-q"], "更新系统软件目录")
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *SYSTEM_PACKAGES]
    run_quietly(command, "安装 Chromium 和中文字体")


# --- Commands


def run_chat(arguments: list[str]) -> int:
    """Start the chat page, building the index first where it is missing or stale."""
    prepare(dev=False)
    run_quietly([BIN / "planqa", "index"], "准备索引")
    return hand_over([BIN / "planqa", "serve", *arguments])


def run_checks() -> int:
    """Run every check, telling of each; return 1 if any failed."""
    checks: dict[str, Sequence[str | Path]] = {
        "ruff check": [BIN / "ruff", "check", "--output-format", "concise", "."],
        "ruff format": [BIN / "ruff", "format", "--check", "."],
        "mypy": [BIN / "mypy"],
        "import-linter": [BIN / "lint-imports"],
    }
    failed = 0
    for name, command in checks.items():
        try:
            run_quietly(command, name)
        except SetupError as error:
            failed = 1
            say(str(error))
    return failed


def run_gate() -> int:
    """Ask every gold question and compare with the baseline; return 1 if an answer got worse."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    kept: list[str | Path] = ["--out", REPORTS / "run.jsonl", "--html", REPORTS / "report.html"]
    kept += ["--md", REPORTS / "report.md", "--junit", REPORTS / "junit.xml"]
    try:
        run_quietly([PYTHON, "-m", "eval", "gate", *kept], "回归评测")
    except SetupError as error:
        say(str(error))
        return 1
    return 0


def run_tests(arguments: list[str]) -> int:
    """Run every check, the evaluation and every test; with arguments only the tests they name.

    Pytest's summary comes last where the rest passed.
    """
    prepare(dev=True)
    prepare_browser()
    failed = run_checks()
    failed |= 0 if arguments else run_gate()
    if not failed:
        return hand_over([PYTHON, "-m", "pytest", *arguments])
    subprocess.call([PYTHON, "-m", "pytest", *arguments], cwd=ROOT)
    say("检查或回归评测未通过，见上文。")
    return 1


def hand_over(command: Sequence[str | Path]) -> int:
    """Become the command where the system can do that, so that signals reach it."""
    parts = [str(part) for part in command]
    sys.stdout.flush()
    if os.name == "nt":
        return subprocess.call(parts, cwd=ROOT)
    os.chdir(ROOT)
    os.execv(parts[0], parts)


def main(arguments: list[str]) -> int:
    """Carry out one command; return the exit code."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("run", [])
    if name == "run":
        return run_chat(rest)
    if name == "test":
        return run_tests(rest)
    if name in ("check", "setup"):
        prepare(dev=True)
        return run_checks() if name == "check" else 0
    say(USAGE)
    return 0 if name in ("-h", "--help", "help") else 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as error:
        sys.exit(f"\n{error}")
    except KeyboardInterrupt:
        sys.exit("\n已中断。再次运行会补齐。")
