"""What a conversation is about: its topics, read off the questions asked and the answers given.

Nothing is remembered but the conversation itself; the topics are read off it anew each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answer import Conversation, Route, Turn
from assistant.lexicon import Lexicon, squeeze
from assistant.question import content_words, plain
from assistant.subjects import home_names
from assistant.words import word_list
from corpus.addresses import find_mentions
from corpus.plan import NodeKind, Plan, Section

__all__ = ["Thread", "Topic", "asked_in", "form_in", "scope_of"]

_BETWEEN = re.compile(r"[“”\"‘’]*(?:的|之|和|与|及|、)?[“”\"‘’]*")  # joins two names into one
_OF_TIME = re.compile(r"(?:19|20)\d{2}年?|\d{1,2}")
_SUFFIX = re.compile(r"(?:产业|服务业|业)$")
_ABBREVIATED = range(4, 7)  # characters of a title that two of its characters may stand for
_NAMELESS = ("facets", "aspects", "parts", "askers", "figures")  # lists of words that name nothing
_LOOSE = frozenset({"服务", "发展", "重点", "建设", "现代", "推进"})  # halves that name nothing


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question was about, in its words, and where the plan speaks of it."""

    words: str
    scope: str | None  # address


class Thread:
    """The topics of one conversation, the one spoken of last at the end.

    Args:
        conversation: its turns; those of mere courtesy bring no topic.
        plan: what it is about.
        lexicon: the plan's words.
    """

    def __init__(self, conversation: Conversation, plan: Plan, lexicon: Lexicon) -> None:
        self._plan, self._lexicon = plan, lexicon
        self._home = home_names(plan.meta.region)
        self.turns = _spoken(conversation)

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        """What the turns were about; read only for a question that leans on them."""
        return tuple(self._topics())

    def topic_for(self, aspect: Sequence[str]) -> Topic | None:
        """The topic that a question for these aspects of it means: the last that has them.

        One whose headings say an aspect comes first (发展目标, 空间布局), then one whose text does.
        """
        topics = self.topics[::-1]
        if aspect:
            for says in (self._in_headings, self._in_text):
                found = next((t for t in topics if t.scope and says(t.scope, aspect)), None)
                if found is not None:
                    return found
        return next(iter(topics), None)

    def turn_about(self, name: str) -> Turn | None:
        """The last turn about something that was named earlier; None where none was."""
        about = (
            turn
            for turn in self.turns[::-1]
            if form_in(asked_in(turn), name) or name in squeeze(asked_in(turn))
        )
        return next(about, None)

    def says(self, scope: str | None, words: str) -> bool:
        """Whether the section at an address, or what stands under it, says these words."""
        return bool(scope and self._in_text(scope, (squeeze(words),)))

    def _topics(self) -> Iterator[Topic]:
        for turn in self.turns:
            words = self.phrase_in(asked_in(turn))
            if words:
                yield Topic(words, self._section_of(words) or scope_of(turn, self._plan))

    def phrase_in(self, question: str) -> str:
        """What a question is about, as it stands there; "" where it names nothing.

        An address, or the heaviest of its names with those that 的 joins to it. Words that
        anything could be asked for (目标, 举措) are no name, unless there is no other.
        """
        mentions = [m for m in find_mentions(question, self._plan) if m.path]
        if mentions:
            return mentions[0].written
        text = plain(question)
        runs = self._runs(text)
        if not runs:
            return ""
        heaviest = max(runs, key=lambda run: run[2])
        start, end = heaviest[:2]
        for first, last, _ in runs[runs.index(heaviest) + 1 :]:
            if not _BETWEEN.fullmatch(text[end:first]):
                break
            end = last
        for first, last, _ in runs[: runs.index(heaviest)][::-1]:
            if not _BETWEEN.fullmatch(text[last:start]):
                break
            start = first
        return re.sub(r"[“”\"‘’]", "", text[start:end])

    def names_in(self, text: str) -> list[str]:
        """The names a text holds, in order."""
        return [text[start:end] for start, end, _ in self._runs(text)]

    def _runs(self, text: str) -> list[tuple[int, int, float]]:
        """Stretches of names in a text: (start, end, weight), in order."""
        runs: list[tuple[int, int, float]] = []
        for start, end, word in self._lexicon.placed(text):
            if not self._is_name(word):
                continue
            weight = self._lexicon.weight(word)
            if runs and runs[-1][1] == start:
                runs[-1] = (runs[-1][0], end, runs[-1][2] + weight)
            else:
                runs.append((start, end, weight))
        return runs

    def _is_name(self, word: str) -> bool:
        """Whether a word may name what a question is about."""
        if len(word) < 2 or _OF_TIME.fullmatch(word) or not content_words([word]):
            return False
        if any(word in word_list(name) for name in _NAMELESS):
            return False
        if word.isdecimal():
            return self._lexicon.known(word)
        return word not in self._home and self._lexicon.is_nominal(word)

    def _section_of(self, words: str) -> str | None:
        """The section, not below the second level, whose title names the topic."""
        titled = (
            s.path
            for s in self._plan.sections
            if s.kind is NodeKind.SECTION and s.title and s.level <= 2 and form_in(words, s.title)
        )
        return next(titled, None)

    def _in_headings(self, scope: str, aspect: Sequence[str]) -> bool:
        below = (s for s in self._plan.subtree(scope) if s.path != scope)
        return any(word in s.title for s in below if s.title for word in aspect)

    def _in_text(self, scope: str, words: Sequence[str]) -> bool:
        texts = (
            squeeze(s.title + "".join(sentence.text for sentence in s.body))
            for s in self._plan.subtree(scope)
        )
        return any(word in text for text in texts for word in words)


def _spoken(conversation: Conversation) -> tuple[Turn, ...]:
    """The turns that asked something of the plan."""
    return tuple(turn for turn in conversation.turns if turn.answer.route is not Route.HELP)


def scope_of(turn: Turn, plan: Plan) -> str | None:
    """Where the conversation was: the answer's focus, or the section it cited first."""
    focus = turn.answer.focus
    if focus is None and turn.answer.citations:
        focus = turn.answer.citations[0].section
    node: Section | None = plan.by_path.get(focus or "")
    while node is not None and node.kind in {NodeKind.ROW, NodeKind.PART} and node.parent:
        node = plan.by_path[node.parent]
    return node.path if node else None


def form_in(text: str, name: str) -> str:
    """How a text says a name: whole, without 业 or 产业 at its end, or as an abbreviation of it.

    The first and third characters (文创), or one half of it, where it has four to six.
    """
    for form in (name, _SUFFIX.sub("", name)):
        if len(form) >= 2 and form in text:
            return form
    stem = re.sub(r"(?:产业|业)$", "", name)
    if len(stem) in _ABBREVIATED:
        for short in (stem[0] + stem[2], stem[:2], stem[2:]):
            if short in text and short not in _LOOSE:
                return short
    return ""


def asked_in(turn: Turn) -> str:
    """What a turn asked, standing alone; of several questions the one that others go on from."""
    answer = turn.answer
    return answer.goes_on_from or answer.standalone_question or turn.question
