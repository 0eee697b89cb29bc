"""Short ways to read a text and to say what was read."""

from pathlib import Path

from corpus.plan import NodeKind, Plan, PlanMeta, SentenceKind
from corpus.reading import read_plan

# Other issuers' documents, which are no part of the project.
DOCUMENTS = Path(__file__).resolve().parents[3] / "shared" / "documents"
META = PlanMeta(plan_id="made", title="made")


def read(text: str) -> Plan:
    """The plan a text is read as."""
    return read_plan(text, META)


def outline(plan: Plan) -> dict[str, str]:
    """Titles of the numbered sections by address."""
    return {s.path: s.title for s in plan.sections if s.kind is NodeKind.SECTION}


def boxes(plan: Plan) -> dict[str, tuple[str | None, str]]:
    """Owner and title of the boxes by address."""
    return {box.path: (box.parent, box.title) for box in plan.boxes}


def words(plan: Plan, path: str) -> list[str]:
    """Sentences of a node but for its heading."""
    sentences = plan.by_path[path].sentences
    return [s.text for s in sentences if s.kind is not SentenceKind.HEADING]


def own_text(plan: Plan, path: str) -> str:
    """All of a node's sentences, joined."""
    return "".join(sentence.text for sentence in plan.by_path[path].sentences)


def wrapped(text: str, width: int) -> str:
    """A paragraph in lines of `width` characters, the first two shorter, as printed."""
    first, rest = text[: width - 2], text[width - 2 :]
    return "\n".join([first, *(rest[n : n + width] for n in range(0, len(rest), width))])
