"""The table of docs/reading.md is what the benchmark prints."""

import subprocess
import sys
from pathlib import Path

from tests.corpus.helpers import DOCUMENTS

PLAN = "hangzhou-services-13-5"


def table(text: str) -> dict[str, list[str]]:
    """Cells of the rows by document, but for the seconds."""
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {cells[0]: cells[1:-1] for cells in lines if len(cells) == 10}


def test_table_is_up_to_date(project_root: Path):
    documented = table((project_root / "docs" / "reading.md").read_text(encoding="utf-8"))
    names = [name for name in documented if name not in {"document", PLAN}]
    files = [path for name in names if (path := DOCUMENTS / f"{name}.txt").is_file()]
    command = [sys.executable, "benchmarks/reading.py", "--repeat", "1", *map(str, files)]
    done = subprocess.run(command, cwd=project_root, capture_output=True, text=True, check=True)
    printed = table(done.stdout)
    assert list(printed) == ["document", PLAN, *(path.stem for path in files)]
    assert {name: documented[name] for name in printed} == printed


def test_file_that_cannot_be_read(project_root: Path, tmp_path: Path):
    command = [sys.executable, "benchmarks/reading.py", str(tmp_path / "无.txt")]
    done = subprocess.run(command, cwd=project_root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr[:8]) == (1, "找不到规划文件：")
