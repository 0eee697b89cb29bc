"""Names a plan explains itself: 一核：…, “一区”即…, “1133”工程，即….

Plans coin names and open a sentence with each to say what it stands for. A question that asks what
such names are is answered from those sentences, all of them, wherever its words rank.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Status
from assistant.composer import Composed, Draft, page_of
from assistant.lexicon import Lexicon, squeeze
from assistant.question import Ask, Question
from corpus.plan import NodeKind, Plan, Section, Sentence

__all__ = ["DefinitionRoute", "leads_of"]

_LEAD = re.compile(
    r"^[—\-\s]*[“‘]?([^：:，。“”‘’（）\s]{2,12}?)[”’]?(?:[：:]|，?(?:即|是指|指的是)|——|指(?=[^导]))"
)
_QUOTED_LEAD = re.compile(r"^[—\-\s]*“([^“”]{2,12})”(?:，?(?:即|是(?!否)|指)|[：:])")
_QUOTED = re.compile(r"“([^“”]{2,12})”[^，。；“”]{0,4}，?(?:即|是指|指的是|包括)")
# A counted name (一核, 四镇), and a run of them (一核两极, “一轴、两带、三圈”).
_COUNTED = re.compile(r"[一二两三四五六七八九十多][\u4e00-\u9fff]")
_RUN = re.compile(rf"{_COUNTED.pattern}(?:[、，]?{_COUNTED.pattern})*")
_WHAT_IS = re.compile(r"(?:什么是|什么叫|何谓|啥是|啥叫)([^，,。？?]{2,16})")
_IS_WHAT = re.compile(
    r"([^，,。？? ]{2,24}?)(?:是|指|叫)?(?:的是)?"
    r"(?:什么|啥|哪[些几一二两三四五六七八九十]|怎么(?:解释|理解)|含义|定义)"
)
_ABOUT = 0.25  # share of the rest of the question that the explanation's section must say
_LONGEST = 220  # characters of an explanation; what it opens with matters most


def _lead(text: str) -> re.Match[str] | None:
    """The name a sentence opens with to explain it, and the mark after it."""
    return _LEAD.match(text) or _QUOTED_LEAD.match(text)


def leads_of(text: str) -> tuple[str, ...]:
    """Names a sentence explains, lower case."""
    lead = _lead(text)
    found = [lead[1]] if lead else []
    found += _QUOTED.findall(text)
    return tuple(dict.fromkeys(name.lower() for name in found))


def _opens_item(text: str) -> bool:
    """Whether a sentence begins the next item: 一圈：…, “一带”即…; not a dash inside an item."""
    lead = _lead(text)
    return lead is not None and not lead[0].endswith("——")


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    sentences: tuple[Sentence, ...]  # the one that explains, and what goes on about it
    section: Section
    home: str  # address of the node whose names belong together


class DefinitionRoute:
    """Answers what a name of the plan stands for."""

    def __init__(self, plan: Plan, lexicon: Lexicon) -> None:
        self._plan = plan
        self._lexicon = lexicon
        self._entries: dict[str, list[_Entry]] = {}
        for section in plan.sections:
            self._read(section)

    def answer(self, question: Question, scope: str | None = None) -> Composed | None:
        """The explanations, None where the question asks for none of them.

        Args:
            question: the question, standing alone.
            scope: address whose own explanations are preferred, for a follow-up.
        """
        words = self._lexicon.words(question.core)
        counted = self._counted(question.core)
        names = counted or (self._subject(question.core) if Ask.DEFINITION in question.asks else [])
        if not names:
            return None
        said = "".join(names)
        rest = [w for w in words if len(w) > 1 and w not in said and self._lexicon.known(w)]
        rest = [w for w in rest if not (set(w) <= set(said) or any(name in w for name in names))]
        homes = self._homes(names, rest)
        if not homes:
            return None
        inside = {s.path for s in self._plan.subtree(scope)} if scope else set()
        homes = [entries for entries in homes if entries[0].section.path in inside] or homes
        return self._one(homes[0]) if len(homes) == 1 else self._several(homes)

    def _subject(self, core: str) -> list[str]:
        """The explained name right before 是什么, or right after 什么是."""
        match = _WHAT_IS.search(core) or _IS_WHAT.search(core)
        said = squeeze(match[1]) if match else ""
        for length in range(min(len(said), 12), 1, -1):
            # Up to three characters may stand behind the name: 1133 in 1133工程.
            for end in range(len(said), max(len(said) - 4, length - 1), -1):
                if said[end - length : end] in self._entries:
                    return [said[end - length : end]]
        return []

    def _counted(self, core: str) -> list[str]:
        """Counted names the question holds, if all names of their run are explained somewhere.

        The last run decides: 一湾四镇多点里的“一湾” asks for 一湾.
        """
        for run in reversed(_RUN.findall(core)):
            names = _COUNTED.findall(run)
            if all(name in self._entries for name in names):
                return list(dict.fromkeys(names))
        return []

    def _homes(self, names: Sequence[str], rest: Sequence[str]) -> list[list[_Entry]]:
        """Entries of the names, for each home that explains most of them and fits the rest best."""
        by_home: dict[str, list[_Entry]] = {}
        for name in names:
            for entry in self._entries[name]:
                by_home.setdefault(entry.home, []).append(entry)
        fit = {
            home: (len({e.name for e in entries}), self._fit(entries[0].section, rest))
            for home, entries in by_home.items()
        }
        heaviest = [max(rest, key=self._lexicon.weight)] if rest else []
        fit = {
            home: value
            for home, value in fit.items()
            if self._fit(by_home[home][0].section, heaviest) >= _ABOUT
        }
        best = max(fit.values(), default=(0, 0.0))
        if (rest and best[1] < _ABOUT) or best[0] < len(set(names)):
            return []  # the question is about something else that these names do not cover
        return [sorted(by_home[h], key=lambda e: e.section.start) for h in fit if fit[h] == best]

    def _fit(self, section: Section, rest: Sequence[str]) -> float:
        """How far the headings, and the section's own words, say the rest of the question."""
        own = squeeze("".join(s.text for s in section.sentences))
        heading = squeeze("".join(section.heading))
        return round(self._lexicon.coverage(rest, [heading, own]), 2)

    def _one(self, entries: Sequence[_Entry]) -> Composed:
        draft = Draft(self._plan)
        if len(entries) == 1:
            draft.block(entries[0].sentences)
        else:
            for entry in entries:
                draft.say("\n- ").block(entry.sentences)
                draft.items.append(entry.name)
        return Composed(draft, Status.ANSWERED, entries[0].section.path)

    def _several(self, homes: Sequence[Sequence[_Entry]]) -> Composed:
        """The name stands for different things in different places: each in a line."""
        draft = Draft(self._plan)
        names = "、".join(f"“{name}”" for name in dict.fromkeys(e.name for e in homes[0]))
        draft.say(f"{names}在规划中有 {len(homes)} 处，请确认要问的是哪一处：")
        for entries in homes:
            section = entries[0].section
            draft.say(f"\n- {section.label} {section.title}{page_of(section)}：")
            for entry in entries:
                draft.block(entry.sentences[:1])
            draft.items.append(section.path)
        return Composed(draft, Status.CLARIFY, None)

    def _read(self, section: Section) -> None:
        if section.kind is NodeKind.ROW:
            return
        home = section.path if section.is_box else section.parent or section.path
        sentences = section.body
        for n, sentence in enumerate(sentences):
            for name in leads_of(sentence.text):
                entry = _Entry(name, self._explanation(sentences[n:]), section, home)
                self._entries.setdefault(squeeze(name), []).append(entry)

    @staticmethod
    def _explanation(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
        """The explaining sentence and those after it, up to the next name."""
        kept = [sentences[0]]
        for sentence in sentences[1:]:
            size = sum(len(s.text) for s in kept) + len(sentence.text)
            if _opens_item(sentence.text) or size > _LONGEST:
                break
            kept.append(sentence)
        return tuple(kept)
