"""Everything of a kind that the plan names: 规划提到哪些小镇, 余杭区有哪些园区, 哪几个区被点名.

Answered from the entities of the plan, so that none is left out. With a place, what stands in one
clause with it, lies in it or is called after it. A kind the plan names nothing of is left to the
other routes: it may speak of it without a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.answer import Status
from assistant.composer import Composed, Draft
from assistant.lexicon import squeeze
from assistant.question import Question
from corpus.entities import Entities, Entity, Mention, without_rank
from corpus.entity_words import heads, kind_words, words
from corpus.plan import Plan

__all__ = ["EntityRoute"]

_NAMES = re.compile(
    r"提(?:到|及|过|了)|点(?:了|到)?名|点到|出现|涉及|写(?:到|进|明|了)|列(?:出|了|举|入)|讲到|说到|"
    r"(?:规划|文件|全文|文中|文本)(?:里面?|中|内)?(?:都|共|一共|总共)?有"
)
_WHICH = re.compile(
    r"(?:有|是)?(?:哪些|哪[几两二三四五六七八九十]+个?|几个|多少[个家座条所]?|有啥)"
)
_IDLE = re.compile(
    r"(?:这份|本|该|整个)?(?:规划|文件|全文|文本|通篇|原文|纲要|文中)(?:里面?|中|内|全文)?|请|麻烦|帮我?|"
    r"列出|列举|统计|一共|总共|所有|全部|都|各|分别|过|了|被|到|的|里面?|中|内|境内|在|有|是|为|个|及|"
    r"名称|名字|具体|叫什么|[？?，,。、：:\s“”\"]"
)
_CLAUSE = re.compile(r"[^，。；：！？]*")
_JOINS = frozenset("、和与及")
_MOST = 30  # entities that are told with what is said of them
_LONGEST = 60  # characters of a clause that is shown whole


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a question asks for: a kind, or names that end so, at a place or anywhere."""

    called: str  # as asked: 特色小镇
    kind: str = ""
    ending: str = ""
    place: Entity | None = None
    place_called: str = ""


class EntityRoute:
    """Answers questions for all entities of a kind."""

    def __init__(self, plan: Plan, entities: Entities) -> None:
        self._plan = plan
        self._entities = entities
        self._forms = {squeeze(form): e for form, e in entities.by_form.items()}
        self._classes = sorted({*kind_words(), *heads()}, key=len, reverse=True)

    def answer(self, question: Question) -> Composed | None:
        """All entities of the kind asked for; None for other questions and where there are none."""
        core = question.core
        if question.years or not _WHICH.search(core):
            return None
        wanted = self._wanted(core)
        if wanted is None:
            return None
        found = list(self._found(wanted))
        return self._told(wanted, found) if found else None

    def _wanted(self, core: str) -> _Wanted | None:
        """What is asked for; None where anything but a class and a place is said."""
        named = _NAMES.search(core)
        rest = squeeze(_IDLE.sub("", _WHICH.sub("", _NAMES.sub("", core))))
        called = next((c for c in self._classes if rest.endswith(c)), "")
        if not called:
            return None
        before = rest.removesuffix(called)
        while before:
            sort = next((w for w in words("generic") if before.endswith(w) and w), "")
            if not sort or before in self._forms:
                break
            before, called = before.removesuffix(sort), sort + called
        place = self._forms.get(before) or self._forms.get(without_rank(before)) if before else None
        own = place is not None and self._is_own(before)
        if (before and place is None) or ((place is None or own) and not named):
            return None
        bare = next(c for c in self._classes if called.endswith(c))
        kind = kind_words().get(bare, "")
        return _Wanted(called, kind, "" if kind else bare, None if own else place, before)

    def _is_own(self, place: str) -> bool:
        """Whether a place is the plan's own, in which all of it lies."""
        region = self._plan.meta.region
        return bool(region) and place in {region, region.rstrip("省市区县")}

    def _found(self, wanted: _Wanted) -> Iterator[tuple[Entity, Mention]]:
        """The entities with the mention that shows why each is one."""
        for entity in self._entities.all:
            if entity is wanted.place or not _fits(entity, wanted):
                continue
            mention = entity.mentions[0]
            if wanted.place is not None:
                shown = self._together(entity, wanted.place)
                if shown is None:
                    continue
                mention = shown
            yield entity, mention

    def _together(self, entity: Entity, place: Entity) -> Mention | None:
        """The mention of an entity that has to do with a place, if any."""
        if place.name == entity.parent or any(form in entity.name for form in place.forms):
            return entity.mentions[0]
        return next((m for m in entity.mentions if _in_clause_of(m, place.mentions)), None)

    def _told(self, wanted: _Wanted, found: list[tuple[Entity, Mention]]) -> Composed:
        draft = Draft(self._plan)
        what = wanted.called
        if wanted.place is not None:
            draft.say(f"规划把{what}与“{wanted.place_called}”写在一处的共 {len(found)} 个：")
        else:
            draft.say(f"规划中读到名称的{what}共 {len(found)} 个：")
        for entity, mention in found[:_MOST]:
            draft.bullet(f"{_called(entity)}：{_clause(mention)}", mention.sentence)
            draft.items.append(entity.name)
        rest = found[_MOST:]
        if rest:
            names = "、".join(entity.name + draft.cite(m.sentence) for entity, m in rest)
            draft.say(f"\n\n其余：{names}。")
            draft.items += [entity.name for entity, _ in rest]
        return Composed(draft, Status.ANSWERED, found[0][1].path)


def _fits(entity: Entity, wanted: _Wanted) -> bool:
    """Whether an entity is of the kind asked for, or its name or another of it ends as asked."""
    if wanted.kind:
        return entity.kind == wanted.kind
    head = heads()[wanted.ending]
    if entity.kind != head.kind:
        return False
    if head.kind == "place":
        return entity.head == wanted.ending
    return any(form.endswith(wanted.ending) for form in entity.forms)


def _called(entity: Entity) -> str:
    """A name and the other forms the plan prints: 余杭区（又作余杭）."""
    printed = {mention.text for mention in entity.mentions}
    others = [alias for alias in entity.aliases if alias in printed and alias not in entity.name]
    shorter = [alias for alias in entity.aliases if alias in printed and alias in entity.name]
    forms = others or shorter
    return f"{entity.name}（又作{'、'.join(forms)}）" if forms else entity.name


def _in_clause_of(mention: Mention, others: Iterable[Mention]) -> bool:
    """Whether one of `others` stands in the same clause and no enumeration has both as items."""
    start, end = _bounds(mention)
    return any(
        other.sentence is mention.sentence
        and start <= other.start
        and other.end <= end
        and not _are_items(*sorted((mention, other), key=lambda m: m.start))
        for other in others
    )


def _are_items(first: Mention, second: Mention) -> bool:
    """Whether two mentions look like items of one enumeration: a mark beside either."""
    text = first.sentence.text
    return text[first.end : first.end + 1] in _JOINS and text[second.start - 1] in _JOINS


def _bounds(mention: Mention) -> tuple[int, int]:
    """The clause a mention stands in, within its sentence."""
    for match in _CLAUSE.finditer(mention.sentence.text):
        if match.start() <= mention.start < match.end():
            return match.span()
    return 0, len(mention.sentence.text)


def _clause(mention: Mention) -> str:
    """The clause of a mention, or what stands around the name where the clause is long."""
    start, end = _bounds(mention)
    clause = mention.sentence.text[start:end].strip()
    if len(clause) <= _LONGEST:
        return clause
    first = max(start, mention.start - _LONGEST // 2)
    last = min(end, mention.end + _LONGEST // 2)
    before, after = "…" if first > start else "", "…" if last < end else ""
    return f"{before}{mention.sentence.text[first:last].strip()}{after}"
