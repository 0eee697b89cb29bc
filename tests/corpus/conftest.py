"""The plans the reader is tried on."""

import pytest

from corpus.library import load_plan, load_plan_file
from corpus.plan import Plan
from tests.corpus.helpers import DOCUMENTS


def load_document(name: str) -> Plan:
    path = DOCUMENTS / name
    if not path.is_file():
        pytest.skip(f"needs {path}, which is no part of the project")
    return load_plan_file(path)


@pytest.fixture(scope="session")
def hangzhou() -> Plan:
    """The plan that comes with the program."""
    return load_plan("hangzhou-services-13-5")


@pytest.fixture(scope="session")
def suzhou() -> Plan:
    """A hard-wrapped plan in 篇, 章 and 节 with a list of contents."""
    return load_document("suzhou-15-5.hardwrap.txt")


@pytest.fixture(scope="session")
def guangzhou() -> Plan:
    """A plan with a paragraph a line and boxes as pipe tables."""
    return load_document("guangzhou-15-5.txt")


@pytest.fixture(scope="session")
def work_report() -> Plan:
    """A government work report, 一、 and （一）."""
    return load_document("suzhou-work-report-2026.txt")


@pytest.fixture(scope="session")
def opinions() -> Plan:
    """The opinions on the countryside of 2018, 一、 and （一）."""
    return load_document("rural-revitalisation-opinions-2018.txt")
