"""Training whether evidence answers: which questions are examples, and of what."""

import pytest

from assistant.pipeline import build_assistant
from assistant.settings import Settings
from assistant.support import SIGNS
from eval.gold_types import GoldQuestion
from eval.train_support import Example, example_of, fitted


@pytest.fixture(scope="module")
def hangzhou(home):
    return build_assistant(Settings(home=home))


def gold(turns, *paths, status="answered"):
    return GoldQuestion(
        question_id="made",
        turns=tuple(turns),
        kind="fact",
        half="dev",
        status=frozenset({status}),
        sections=(frozenset(paths),) if paths else (),
        number=None,
    )


@pytest.mark.parametrize(
    ("question", "right"),
    [
        (gold(["快递员送货进城难怎么解决"], "3/6/2/2", "3/6"), True),
        (gold(["太空旅游有什么打算"], status="not_in_plan"), False),
    ],
)
def test_what_the_plan_answers_is_an_example_and_what_it_does_not_a_counter_example(
    hangzhou, question, right
):
    example = example_of(hangzhou, question)
    assert example is not None
    assert (example.plan, example.right) == (hangzhou.plan.plan_id, right)
    assert len(example.told) == len(SIGNS)


def test_what_is_found_elsewhere_is_neither(hangzhou):
    assert example_of(hangzhou, gold(["快递员送货进城难怎么解决"], "6/1/1")) is None


def test_a_follow_up_is_neither(hangzhou):
    assert example_of(hangzhou, gold(["你好", "快递员送货进城难怎么解决"], "3/4")) is None


def test_a_sign_that_tells_is_learned():
    rank = list(SIGNS).index("rank")
    told = [tuple(float(n == rank) * (k % 2) for n in range(len(SIGNS))) for k in range(60)]
    examples = [Example("made", one, right=bool(one[rank])) for one in told]
    sure = fitted(examples).tells([told[1], told[0]])
    assert sure[0] > 0.7
    assert sure[1] < 0.3
