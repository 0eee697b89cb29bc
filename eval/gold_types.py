"""The types of gold: a question, what a right answer must cite, say and not say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property

__all__ = ["HALVES", "KINDS", "NOISE", "GoldNumber", "GoldQuestion"]

# What a question asks for; reports are broken down by it.
KINDS: Mapping[str, str] = {
    "fact": "a single fact in words: who, where, when, which",
    "number": "a figure the plan states",
    "calculation": "a figure computed from figures the plan states",
    "list": "all items of an enumeration",
    "measures": "what is to be done about something",
    "definition": "what a name or number formula of the plan means",
    "reason": "how or why",
    "yesno": "whether the plan says something",
    "comparison": "two subjects side by side",
    "section": "a section, box or page by its address, or the plan's structure",
    "overview": "what a chapter, sector or topic is about as a whole",
    "brief": "what the plan means for an investor or an office: targets, measures, places",
    "place": "what the plan says of a place",
    "multi": "two questions in one",
    "followup": "a question that leans on the turns before it",
    "conflict": "a figure the plan states differently in two places",
    "clarify": "a question with several readings in the plan",
    "picture": "content that stood only in a picture",
    "refusal": "what the plan does not say, or no question about the plan at all",
    "help": "about the assistant itself",
}
# How a question written with noise differs from the clean one it names.
NOISE: Mapping[str, str] = {
    "homophone": "a character replaced by one that sounds alike",
    "shape": "a character replaced by one that looks alike",
    "traditional": "traditional characters",
    "fullwidth": "full-width digits, letters, blanks",
    "pinyin": "part of it in pinyin",
    "english": "part of it in English",
    "punctuation": "no punctuation, or too much",
    "chatter": "the question inside talk about something else",
    "keywords": "keywords only",
    "dropped": "characters missing",
    "doubled": "characters typed twice",
    "swapped": "characters in the wrong order",
    "spoken": "as somebody says it aloud: fillers, restarts, dialect",
    "numerals": "Chinese numerals for Arabic ones or the other way",
    "abbreviated": "names cut short",
}
HALVES = ("dev", "test")


@dataclass(frozen=True, slots=True)
class GoldNumber:
    """The figure a right answer gives, in the unit given here."""

    low: float  # equal to `high` unless it is a range
    high: float
    unit: str  # 亿元, %, 个百分点, 家; "" for a plain number
    year: int | None = None
    qualifier: str = ""  # 左右, 以上, 超过 …, as the plan prints it
    tolerance: float = 0.0  # by how much, in the unit, value may differ
    computed: bool = False  # it stands nowhere in the plan but follows from what does


@dataclass(frozen=True)
class GoldQuestion:
    """One question and what is right."""

    question_id: str
    turns: tuple[str, ...]  # the last one is answered, the others are the conversation before it
    kind: str  # of KINDS
    half: str  # of HALVES: read while building, or kept unread for measuring
    status: frozenset[str]  # accepted ones
    sections: tuple[frozenset[str], ...] = ()  # of each group one address must be cited
    also: frozenset[str] = frozenset()  # addresses that may be cited besides
    page: int | None = None  # printed page a citation of a gold section must carry
    facts: tuple[tuple[str, ...], ...] = ()  # of each group one must be said or quoted
    says: tuple[tuple[str, ...], ...] = ()  # likewise in the answer's text, in words not the plan's
    forbidden: tuple[str, ...] = ()  # what the answer's text must not say
    number: GoldNumber | None = None
    items: tuple[tuple[str, ...], ...] = ()  # all items of a list, each with its alternatives
    ordered: bool = False  # the items must come in this order
    route: frozenset[str] = frozenset()  # accepted ones; empty: any
    noise: str = ""  # of NOISE
    of: str = ""  # identifier of the clean question
    tags: tuple[str, ...] = ()  # any words: a sector, a chapter, an office's own

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything the question says; equal for equal questions."""
        plain = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, default=sorted)
        return hashlib.sha256(plain.encode()).hexdigest()
