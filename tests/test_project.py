"""The promises of the project's own files: what is installed, from where, and who imports what."""

import ast
import importlib
import os
import re
import socket
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("assistant", "corpus", "eval", "index")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
TOP_LEVEL = {
    *("assistant", "corpus", "index", "eval", "tests", "docs", "scripts", "benchmarks"),
    *("app.py", "pyproject.toml", "constraints.txt"),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "NOTICE"),
}
HEAVY = (
    *("docx", "faiss", "gradio", "langchain", "langchain_core", "sentence_transformers"),
    *("sqlalchemy", "torch"),
)


def read_constraints() -> dict[str, Requirement]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(pin.name): pin for pin in pins}


def source_files() -> list[Path]:
    """Return app.py and every module of the packages."""
    found = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return [ROOT / "app.py", *found]


@cache
def imported_modules(path: Path) -> frozenset[str]:
    """Return the dotted names a file imports, wherever in it; relative imports left out."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(names)


def importers_of(module: str) -> set[str]:
    """Return the files that import a module or anything below it."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in source_files()
        if any(name == module or name.startswith(f"{module}.") for name in imported_modules(path))
    }


def test_top_level_holds_nothing_else() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    tracked = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in tracked if not name.startswith(".")} <= TOP_LEVEL
    assert all((ROOT / name).exists() for name in (*PACKAGES, "tests", "app.py", "README.md"))


@pytest.mark.parametrize("name", ["setup", "run", "test", "check"])
def test_command_can_be_executed(name: str) -> None:
    assert os.access(ROOT / "scripts" / name, os.X_OK)


def test_ci_runs_the_readme_test_command() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in ("scripts/run", "scripts/test"):
        assert f"./{command}" in readme
    assert "/scripts/test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_console_script_exists() -> None:
    module, _, function = PROJECT["scripts"]["planqa"].partition(":")
    assert callable(getattr(importlib.import_module(module), function))


def test_constraints_pin_exactly_and_name_no_place() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert not re.search(r"://| @ |^-|\+cpu$|\.(com|org|io|net|cn)\b", text, re.MULTILINE)
    for name, pin in read_constraints().items():
        assert re.fullmatch(r"==[\w.]+", str(pin.specifier)), name


@pytest.mark.parametrize(
    "line", [*PROJECT["dependencies"], *(line for group in EXTRAS.values() for line in group)]
)
def test_dependency_is_pinned_within_its_range(line: str) -> None:
    wanted = Requirement(line)
    pin = read_constraints()[canonicalize_name(wanted.name)]
    (exact,) = pin.specifier
    assert wanted.specifier.contains(exact.version)


def test_every_import_is_a_declared_dependency() -> None:
    declared = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    trainers = declared | {canonicalize_name(Requirement(line).name) for line in EXTRAS["train"]}
    recognisers = declared | {canonicalize_name(Requirement(line).name) for line in EXTRAS["ocr"]}
    homes = packages_distributions()
    undeclared = {}
    for path in source_files():
        roots = {name.split(".")[0] for name in imported_modules(path)}
        foreign = roots - set(sys.stdlib_module_names) - {*PACKAGES, "app"}
        allowed = trainers if path.name.startswith("train") else declared
        allowed = recognisers if path.name == "ocr.py" else allowed
        unknown = {
            root
            for root in foreign
            if not allowed & {canonicalize_name(name) for name in homes.get(root, [root])}
        }
        if unknown:
            undeclared[path.relative_to(ROOT).as_posix()] = unknown
    assert undeclared == {}


def test_only_the_application_imports_gradio() -> None:
    importers = importers_of("gradio")
    assert "app.py" in importers
    assert all(name.startswith("assistant/pages/") for name in importers - {"app.py"})


@pytest.mark.parametrize("module", ["pickle", "cloudpickle", "dill", "joblib", "shelve", "marshal"])
def test_nothing_is_unpickled(module: str) -> None:
    assert importers_of(module) == set()


def test_no_loader_that_unpickles_is_called() -> None:
    calls = re.compile(
        r"\bload_local\b|\ballow_pickle\s*=\s*True|\ballow_dangerous_deserialization"
    )
    assert [path for path in source_files() if calls.search(path.read_text("utf-8"))] == []


def test_command_line_starts_without_the_heavy_libraries() -> None:
    probe = f"import sys, assistant.cli; print(*(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


def test_tests_cannot_leave_this_machine() -> None:
    with socket.socket() as outward, pytest.raises(AssertionError, match="tried to reach"):
        outward.connect(("192.0.2.1", 80))
