"""One assistant for the Hangzhou plan and one for the small plan, built once for all tests."""

import os
from pathlib import Path

import pytest

from assistant.pipeline import Assistant, build_assistant
from assistant.settings import Settings
from tests.assistant.plans import PLAN_ID, write_library
from tests.assistant.talk import HANGZHOU


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder; the indexes in it are built once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the small plan alone."""
    return write_library(tmp_path_factory.mktemp("plans"))


@pytest.fixture(scope="session")
def hangzhou(home: Path) -> Assistant:
    return build_assistant(Settings(home=home), plan_id=HANGZHOU)


@pytest.fixture(scope="session")
def yunlan(home: Path, library: Path) -> Assistant:
    return build_assistant(Settings(home=home, plans=library), plan_id=PLAN_ID)


@pytest.fixture
def environment(home: Path, hangzhou: Assistant, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment of a command: our data folder, with its index built, and nothing else."""
    for name in [name for name in os.environ if name.startswith("PLANQA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PLANQA_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def yunxi(home: Path) -> Assistant:
    """The fictional plan that the evaluation keeps."""
    plans = Path(__file__).parents[2] / "eval" / "plans"
    return build_assistant(Settings(home=home, plans=plans), plan_id="yunxi-tourism-14-5")
