"""Plans made at random are read as they were made; any text at all is read without an error."""

from hypothesis import HealthCheck, given, settings

from corpus.plan import NodeKind, Plan, PlanMeta, SentenceKind
from corpus.reading import read_plan
from tests.corpus.generated import Generated, plans
from tests.corpus.invariants import check_plan

META = PlanMeta(plan_id="made", title="made")
SLOW = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def body(plan: Plan, path: str) -> list[str]:
    sentences = plan.by_path[path].sentences
    return [sentence.text for sentence in sentences if sentence.kind is not SentenceKind.HEADING]


@SLOW
@given(made=plans())
def test_outline_is_read_as_made(made: Generated):
    plan = read_plan(made.text, META)
    check_plan(plan)
    read = [(s.path, s.title) for s in plan.sections if s.kind is NodeKind.SECTION]
    assert read == [(node.path, node.title) for node in made.nodes]
    assert plan.findings == ()


@SLOW
@given(made=plans())
def test_sentences_are_whole_and_in_their_section(made: Generated):
    plan = read_plan(made.text, META)
    for node in made.nodes:
        assert body(plan, node.path) == node.sentences
