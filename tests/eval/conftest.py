"""What the tests of the evaluation share."""

from pathlib import Path

import pytest

from assistant.settings import Settings
from corpus.library import BUNDLED_PLANS, load_plan
from eval.gold import GOLD, load_gold
from eval.records import Run, RunInfo
from eval.runner import Task, ask_all

HANGZHOU = "hangzhou-services-13-5"


@pytest.fixture(scope="session")
def plan():
    return load_plan(HANGZHOU)


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


def tasks_for(*names, unfounded=None, plan=None):
    """Tasks of the sets named, of the Hangzhou plan."""
    plan = plan or load_plan(HANGZHOU)
    tasks = []
    for name in names:
        found = {}
        for question in load_gold(GOLD / HANGZHOU / f"{name}.jsonl", plan, found):
            held = tuple(found.get(question.question_id, ()))
            key = f"{HANGZHOU}/{name}/{question.question_id}"
            tasks.append(Task(key, HANGZHOU, BUNDLED_PLANS, question, unfounded=held))
    return tasks


def run_of(records, **info):
    """A run with these records."""
    held = {"step": "all", "started": "2026-01-01T00:00:00+00:00", "commit": "", "code": "c" * 64}
    held |= {"versions": {}, "plans": {}, "gold": {}}
    return Run(RunInfo(**(held | info)), tuple(records))


def asked(home: Path, *names, **options):
    """A run over the sets named, in this process."""
    return run_of(ask_all(tasks_for(*names), Settings(home=home), **options))
