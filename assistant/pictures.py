"""Pictures: what the plan shows in a box of which its text holds the title alone."""

from __future__ import annotations

from functools import cached_property

from assistant.evidence import Findings
from assistant.lexicon import Lexicon, squeeze
from assistant.question import Question
from assistant.words import word_list
from corpus.plan import BoxKind, Plan, Section

__all__ = ["Pictures", "shared"]

# Set on the development half of eval/gold.
# Shares of the question a picture's title must say, and of the title the question must say, for
# the answer to stand in the picture.
PICTURED, HALF = 0.6, 0.5
RARE = 6  # places of a plan in which two characters may stand together and still tell a title


class Pictures:
    """The boxes of a plan that are pictures."""

    def __init__(self, plan: Plan, lexicon: Lexicon) -> None:
        self._plan = plan
        self._lexicon = lexicon
        self._boxes = [box for box in plan.boxes if box.box_kind is BoxKind.PICTURE]

    def holding(self, question: Question, findings: Findings) -> Section | None:
        """A picture box that, by its title, holds what the plan's text does not."""
        if findings.years_missing:
            return None
        asked = squeeze(question.core)
        told = [box for box in self._boxes if self._is_told_by(box, asked)]
        shares = {box: shared(squeeze(box.title), asked) for box in told}
        meant = max(shares, key=lambda box: shares[box], default=None)
        if meant is not None and shares[meant] >= PICTURED:
            return meant
        if findings.evidence and {e.section for e in findings.evidence} <= set(self._boxes):
            return findings.evidence[0].section  # the question names it
        # 深圳 stands in the picture, and what it is asked for may have any name.
        missing_names = set(findings.names_missing)
        missing = missing_names | word_list("aspects") if missing_names else missing_names
        for box in self._boxes:
            title = squeeze(box.title)
            said = sum(_held(word, title) for word in findings.words)
            words = [w for w in findings.words if w not in missing]
            covered = self._lexicon.coverage(words, [title], literally=True)
            own = max(self._lexicon.words(box.title), key=self._lexicon.weight, default="")
            named = not missing_names or own in words or said >= PICTURED * len(title)
            if named and covered >= PICTURED and said >= HALF * len(title):
                return box
        return None

    def _is_told_by(self, box: Section, asked: str) -> bool:
        """Whether a question says what tells a picture from others.

        What the text speaks of by the same title is its subject, and may be asked about anything.
        """
        if self._squeezed.count(squeeze(box.title)) > 1:
            return False
        return any(pair in asked for pair in self._rare_pairs(box))

    def _rare_pairs(self, box: Section) -> list[str]:
        """Two characters of a box's title that stand together in few places of the plan.

        They tell it from what is titled alike.
        """
        title = squeeze(box.title)
        pairs = dict.fromkeys(title[n : n + 2] for n in range(len(title) - 1))
        return [pair for pair in pairs if self._squeezed.count(pair) <= RARE]

    @cached_property
    def _squeezed(self) -> str:
        return squeeze(self._plan.text)


def shared(title: str, text: str) -> float:
    """Share of a title's characters that stand in a text, two together at least, in [0, 1]."""
    held = [title[n : n + 2] in text for n in range(len(title) - 1)]
    told = sum(a or b for a, b in zip([False, *held], [*held, False], strict=True))
    return told / (len(title) or 1)


def _held(word: str, text: str) -> int:
    """How many characters of a word, from its beginning, a text holds; one alone is none."""
    return next((n for n in range(len(word), 1, -1) if word[:n] in text), int(word in text))
