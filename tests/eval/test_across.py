"""The gold across plans: no question that names no plan is led away, and answers stay right."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.settings import Settings
from eval.across import GOLD, AcrossGold, ask, committed_library, read_gold

DOCUMENTS = Path(__file__).parents[3] / "shared" / "documents"
OF_DOCUMENTS = Path(__file__).parents[1] / "data" / "across_documents.jsonl"
# What is right of the questions kept with the plans, and of those on plans that are not committed.
RIGHT, RIGHT_OF_DOCUMENTS = 0.92, 0.93
TOML = """title = "{region}国民经济和社会发展第十五个五年规划纲要"
short_title = "{short}“十五五”规划"
issuer = "{region}人民政府"
region = "{region}"
period = [2026, 2030]
"""


def share_right(gold: list[AcrossGold], settings: Settings) -> float:
    outcomes = list(ask(gold, settings))
    for outcome in outcomes:
        stays = outcome.gold.tag == "stay"
        assert outcome.right or not stays, (outcome.gold.question.turns, outcome.faults)
        assert not outcome.answer.withheld
        assert not [f for f in outcome.faults if f.startswith(("引文", "数字没有", "算式", "标号"))]
    return sum(outcome.right for outcome in outcomes) / len(outcomes)


def test_questions_across_the_committed_plans(tmp_path):
    plans = committed_library(tmp_path / "plans")
    gold = read_gold(GOLD)
    assert len(gold) > 100
    assert share_right(gold, Settings(home=tmp_path / "home", plans=plans)) >= RIGHT


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the documents are not there")
def test_questions_across_other_plans(tmp_path):
    plans = committed_library(tmp_path / "plans")
    for name, region in (("guangzhou-15-5", "广州市"), ("suzhou-15-5", "苏州市")):
        folder = plans / name
        folder.mkdir()
        source = next(DOCUMENTS.glob(f"{name}*.txt"))
        (folder / "plan.txt").write_bytes(source.read_bytes())
        (folder / "plan.toml").write_text(TOML.format(region=region, short=region[:-1]), "utf-8")
    for other in ("lanwan-outline-14-5", "yunxi-tourism-14-5"):
        (plans / other / "plan.toml").unlink()
    gold = read_gold(OF_DOCUMENTS)
    settings = replace(Settings(), home=tmp_path / "home", plans=plans)
    assert share_right(gold, settings) >= RIGHT_OF_DOCUMENTS
