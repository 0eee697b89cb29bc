"""docs/model.md says all there is to set, and every reason a model can fail for."""

from dataclasses import fields
from pathlib import Path

import pytest

from assistant.llm.faults import Fault
from assistant.llm.settings import METHODS, PRESETS, ModelSettings
from tests.scripted_endpoint import SCENARIOS

ROOT = Path(__file__).parents[3]
DOC = (ROOT / "docs" / "model.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", [field.name for field in fields(ModelSettings)])
def test_every_setting_is_documented(name):
    variable = f"`PLANQA_LLM_{name.upper()}`"
    assert f"| {variable} |" in DOC
    assert variable in README


@pytest.mark.parametrize("fault", Fault)
def test_every_reason_is_documented(fault):
    (row,) = [line for line in DOC.splitlines() if line.startswith(f"| {fault.reason} |")]
    assert row.endswith(f"| {fault.advice} |")


def test_presets_methods_and_scenarios_are_documented():
    for word in (*PRESETS, *METHODS):
        assert f"`{word}`" in DOC or f"PRESET={word}" in DOC
    assert f"Tests play {len(SCENARIOS)} scenarios" in DOC
