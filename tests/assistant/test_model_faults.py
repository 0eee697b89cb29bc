"""What a model may not say is caught, and what it says honestly is left as it is.

Answers are made by rule from the plans' own sentences (tests/assistant/model_faults.py): honest
paraphrases, and the same with one fault planted. `python -m tests.assistant.model_faults` prints
the tables of docs/model-faults.md.
"""

import json
import random
from collections import Counter
from pathlib import Path

import pytest

from assistant.llm.claim_gate import ClaimGate
from assistant.llm.screening import Screen
from tests.assistant.model_faults import FAULTS, Material, clean_claims, faulty_claims

PARAPHRASES = Path(__file__).parents[1] / "data" / "paraphrases.jsonl"
SEED = 4711  # none of the rules was set on what it draws
EACH_CLEAN, EACH_FAULT = 60, 30  # a sort and a plan


def _screen(assistant):
    gate = ClaimGate(assistant.plan, assistant.index.retriever.segmenter)
    return Screen(assistant.plan, gate, lambda sentences: True)


@pytest.fixture(scope="module")
def made(hangzhou, yunxi):
    """By plan: what screens, the passages, honest claims and faulty ones."""
    found = []
    for assistant in (hangzhou, yunxi):
        material = Material.of_plan(assistant)
        rng = random.Random(SEED)
        clean = clean_claims(material, EACH_CLEAN, rng)
        faulty = faulty_claims(material, clean, EACH_FAULT, rng)
        found.append((_screen(assistant), material, clean, faulty))
    return found


def test_planted_faults_are_caught(made):
    """At least 99 % of them, and 300 or more are planted."""
    caught, planted, missed = Counter(), Counter(), []
    for screen, material, _, faulty in made:
        for one in faulty:
            planted[one.sort] += 1
            if screen.claim(one.claim, material.handles, "").by_model:
                missed.append((one.sort, one.claim.text, one.told))
            else:
                caught[one.sort] += 1
    assert sum(planted.values()) >= 300
    assert all(planted[sort] for sort in FAULTS), planted
    assert sum(caught.values()) >= 0.99 * sum(planted.values()), missed[:10]


def test_honest_paraphrases_are_left_as_they_are(made):
    """At most 1 % of them is touched, and none is a copy of what it cites."""
    touched, clean = [], Counter()
    for screen, material, honest, _ in made:
        for one in honest:
            clean[one.sort] += 1
            shown = screen.claim(one.claim, material.handles, "")
            if not shown.by_model:
                touched.append((one.sort, shown.faults, one.claim.text))
            assert one.claim.text != "".join(s.text for s in one.sentences)
    assert sum(clean.values()) >= 300
    assert len(touched) <= 0.01 * sum(clean.values()), touched[:10]


def test_paraphrases_written_by_hand(hangzhou):
    """Freer than any rule makes them: what the gate cannot follow is shown in the plan's words."""
    material, screen = Material.of_plan(hangzhou), _screen(hangzhou)
    told = []
    for line in PARAPHRASES.read_text("utf-8").splitlines():
        one = json.loads(line)
        sentence = next(s for h in material.handles for s in h.sentences if one["of"] in s.text)
        shown = screen.claim(material.claim(one["text"], sentence), material.handles, "")
        told.append(shown.by_model)
        assert shown.text
        if not shown.by_model:
            assert shown.text.startswith(sentence.text.rstrip("；"))
    assert len(told) == 40
    assert sum(told) >= 27
