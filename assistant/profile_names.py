"""Names of which a plan gives profiles: its sectors by their sections' titles, and its places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.lexicon import Lexicon, squeeze
from assistant.sectors import Sector, looks_back
from assistant.words import word_list
from corpus.plan import NodeKind, Plan

__all__ = ["ProfileNames", "nearest_names", "sector_names"]

_SHORTEST = 3  # characters of a sector's name: 制造业
_COMMON = frozenset("服务产业行领域")  # characters that names of sectors share, whatever the sector


@dataclass(frozen=True, slots=True)
class ProfileNames:
    """What may be chosen of a plan; other names may have profiles as well."""

    sectors: tuple[str, ...] = ()  # those of the higher sections first
    places: tuple[str, ...] = ()  # the most named first


def sector_names(
    plan: Plan, lexicon: Lexicon, sector: Callable[[str], Sector | None]
) -> tuple[str, ...]:
    """Names of the sectors that have a section of their own, by its title.

    Args:
        plan: whose sections are looked through.
        lexicon: tells what is a verb in a title: 做优现代服务业 is of 现代服务业.
        sector: the sector of a name.
    """
    ends = tuple(word_list("sector_ends"))
    found: list[tuple[int, str]] = []
    for node in plan.sections:
        if node.kind is not NodeKind.SECTION or not squeeze(node.title).endswith(ends):
            continue
        name = "" if looks_back(plan, node) else _name_in(squeeze(node.title), plan, lexicon)
        known = sector(name) if len(name) >= _SHORTEST else None
        if known is not None and known.home is node:
            found.append((node.level, name))
    found.sort(key=lambda pair: pair[0])
    return tuple(dict.fromkeys(name for _, name in found))


def _name_in(title: str, plan: Plan, lexicon: Lexicon) -> str:
    """A title without what is to be done with the sector; "" where a verb ends it (充分就业).

    Of words that may be a name's beginning (旅游, 壮大) those are left out without which the plan
    says the rest elsewhere.
    """
    words = lexicon.pieces(title)
    verbs = 0
    while verbs < len(words) - 1:
        word, rest = words[verbs], "".join(words[verbs + 1 :])
        loose = lexicon.is_verb(word) or lexicon.is_adjective(word)
        follows = verbs > 0 and (loose or len(word) == 1)
        named = rest not in word_list("sector_ends")  # 健康服务业 is no kind of doing 服务业
        alone = loose and named and _stands_without(word, rest, plan)
        if not (lexicon.begins_with_verb(word) or follows or alone):
            break
        verbs += 1
    return "" if lexicon.is_verb(words[-1]) else "".join(words[verbs:])


def _stands_without(word: str, rest: str, plan: Plan) -> bool:
    """Whether a sentence of the plan says the rest of a name, and not the word before it."""
    texts = (squeeze(s.text) for node in plan.sections for s in node.sentences)
    return any(f"{word}{rest}" not in text and rest in text for text in texts)


def nearest_names(name: str, names: ProfileNames, lexicon: Lexicon, most: int = 4) -> list[str]:
    """The sectors nearest to a name in meaning and in characters, at most `most`."""
    own, characters = lexicon.vector(name), set(name) - _COMMON

    def likeness(sector: str) -> float:
        shared = len(characters & set(sector)) / len(set(sector))
        return float(own @ lexicon.vector(sector)) + shared

    return sorted(names.sectors, key=likeness, reverse=True)[:most]
