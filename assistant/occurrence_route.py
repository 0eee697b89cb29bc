"""Every place where the plan says a name: counted and listed, read off the text and not searched.

哪些地方提到余杭, 滨江出现几次, 哪些专栏讲养老: a question for all of something is answered from all
of the text. A name the plan does not print is said not to be there, with other words for the same
that are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answer import Status
from assistant.composer import Composed, Draft, page_of
from assistant.lexicon import Lexicon, squeeze
from assistant.question import Question
from assistant.section_writer import name_of
from assistant.thesaurus import same_words
from assistant.words import word_list
from corpus.entities import Entities
from corpus.plan import NodeKind, Plan, Section, Sentence

__all__ = ["OccurrenceRoute", "clause_of", "occurrences"]

_PLACE = (
    r"(?:地方(?!特色|政府|经济|财政|立法|债|标准|法规|品牌)|章节|部分|段落|专栏|处(?!理)|章|节|段)"
)
_WHERE = re.compile(
    rf"(?:哪[些几]|几|多少|所有|全部|有哪些|有几)个?{_PLACE}|(?:几|多少)(?:处|次|回|遍)|"
    rf"{_PLACE}有?(?:哪些|哪几|几|多少)个?处?|(?:所有|全部|每一?[个处])(?=[^，。？?]{{2,16}}{_PLACE})"
)
_SAYS = re.compile(
    r"提(?:到|及|过|了)|出现|(?:讲|说|写|谈|点|涉)(?:到|及)|讲(?!话|座|解)|说(?!明|服|法)|写(?!字)|涉及|谈论?|含有"
)
_IDLE = re.compile(
    r"(?:这份|本|该|整个)?(?:规划|文件|全文|文本|通篇|原文|正文|纲要)(?:里面?|中|内|全文)?|请|麻烦|帮我?|列出|列举|"
    r"统计|数一?数|一共|总共|都|各|分别|过|了|被|有|在|到|的|是|里面?|中|哪|和相关|相关|[？?，,。、：:\s“”\"]"
)
_MOST = 30  # places that are listed
_MOST_NAMES = 8  # longer names that are told with their counts
_CLAUSE = re.compile(r"[。；！？]")
_LONGEST = 60  # characters of a clause that is shown whole
_NAME = (2, 12)  # characters of a name


@dataclass(frozen=True, slots=True)
class _Place:
    """A node that says a name, the first sentence of it that does, and how often it does."""

    section: Section
    sentence: Sentence
    count: int


class OccurrenceRoute:
    """Answers questions for all places that say a name."""

    def __init__(self, plan: Plan, lexicon: Lexicon, entities: Entities) -> None:
        self._plan = plan
        self._lexicon = lexicon
        self._entities = entities
        self._by_form = {squeeze(form): entity for form, entity in entities.by_form.items()}

    def answer(self, question: Question) -> Composed | None:
        """All places; None where the question asks for something else."""
        asked = _WHERE.search(question.core)
        if asked is None or not _SAYS.search(question.core) or question.years:
            return None
        name = self._name(question.core)
        if not name:
            return None
        boxes = "专栏" in asked[0] or bool(re.search(r"的专栏$", question.core))
        printed = self._short_form(name)
        places = list(occurrences(self._plan, printed, boxes=boxes))
        if places:
            return self._told(printed, places, boxes=boxes, asked=name)
        others = [other for other in same_words(name) if self._lexicon.known(other)]
        found = [(other, list(occurrences(self._plan, other, boxes=boxes))) for other in others]
        other, places = max(found, key=lambda pair: len(pair[1]), default=("", []))
        if places:
            return self._told(other, places, boxes=boxes, instead_of=name)
        return self._missing(name, boxes=boxes) if self._is_plain(name) else None

    def _short_form(self, name: str) -> str:
        """What a full name is printed as by itself, too: 余杭 for 余杭区; else the name."""
        entity = self._by_form.get(name)
        shorter = [a for a in entity.aliases if a in name] if entity is not None else []
        printed = {m.text for m in entity.mentions} if entity is not None else set()
        return min((a for a in shorter if a in printed), key=len, default=name)

    def _full_name(self, name: str) -> str:
        """The longest name of what a form stands for, where that holds more: 余杭区 for 余杭."""
        entity = self._by_form.get(name)
        return entity.name if entity is not None and squeeze(entity.name) != name else ""

    def _by_name(self, name: str, *, boxes: bool) -> list[tuple[str, int]]:
        """Longer names that hold one, with how often the text prints each, the most first."""
        longer = [e.name for e in self._entities.all if name in squeeze(e.name)[: len(e.name)]]
        longer = [other for other in dict.fromkeys(longer) if squeeze(other) != name]
        counts = [
            (other, sum(p.count for p in occurrences(self._plan, other, boxes=boxes)))
            for other in longer
        ]
        told = [(other, count) for other, count in counts if count]
        return sorted(told, key=lambda pair: -pair[1])

    def _is_plain(self, name: str) -> bool:
        """Whether a name is nothing but that: no aspect, and no verb in it (要建高铁站)."""
        return name not in word_list("aspects") and not any(map(self._lexicon.is_verb, name))

    def _name(self, core: str) -> str:
        """What is to be found: the question without the words that ask; "" where none is left."""
        rest = re.sub(rf"的{_PLACE}$", "", _WHERE.sub("", core))
        rest = squeeze(_IDLE.sub("", _SAYS.sub("", rest)))
        least, most = _NAME
        asks = any(word in rest for word in ("什么", "怎么", "如何", "多少", "为何"))
        return rest if least <= len(rest) <= most and not asks else ""

    def _told(
        self,
        name: str,
        places: list[_Place],
        *,
        boxes: bool,
        instead_of: str = "",
        asked: str = "",
    ) -> Composed:
        draft = Draft(self._plan)
        where = "专栏中" if boxes else "全文"
        if instead_of:
            draft.say(f"{where}没有“{instead_of}”一词，意思相同的是“{name}”。")
        full = self._full_name(name)
        if asked and asked != name:
            draft.say(f"“{asked}”又作“{name}”。")
        elif full:
            draft.say(f"“{name}”又作“{full}”。")
        count = sum(place.count for place in places)
        draft.say(f"“{name}”在{where}出现 {count} 次，分布在 {len(places)} 处")
        longer = self._by_name(name, boxes=boxes)
        if longer:
            told = "、".join(f"“{other}”{times} 次" for other, times in longer[:_MOST_NAMES])
            draft.say(f"，其中{told}{'等' if len(longer) > _MOST_NAMES else ''}")
        draft.say("：")
        for place in places[:_MOST]:
            text = f"{name_of(place.section)}{page_of(place.section)}"
            clause = clause_of(place.sentence.text, name)
            titled = clause in place.section.title or place.sentence.text in text
            draft.bullet(text if titled else f"{text}：{clause}", place.sentence)
            draft.items.append(place.section.path)
        if len(places) > _MOST:
            rest = "、".join(place.section.label for place in places[_MOST:])
            draft.say(f"\n\n其余见{rest}。")
        return Composed(draft, Status.ANSWERED, places[0].section.path)

    def _missing(self, name: str, *, boxes: bool) -> Composed:
        draft = Draft(self._plan)
        draft.say(f"规划{'的专栏' if boxes else '全文'}没有出现“{name}”。")
        return Composed(draft, Status.NOT_IN_PLAN, None)


def occurrences(plan: Plan, name: str, *, boxes: bool = False) -> Iterator[_Place]:
    """The nodes that say a name, in reading order, each with its first sentence that does.

    Args:
        plan: the plan; its cover is left out.
        name: without blanks, in any case.
        boxes: whether only boxes and what stands in them counts.
    """
    wanted = squeeze(name)
    inside = {s.path for box in plan.boxes for s in plan.subtree(box.path)} if boxes else None
    for section in plan.sections:
        if section.kind is NodeKind.COVER or (inside is not None and section.path not in inside):
            continue
        counts = [(s, squeeze(s.text).count(wanted)) for s in section.sentences]
        saying = [(s, count) for s, count in counts if count]
        if saying:
            first = next((s for s, _ in saying if s.text.strip() != section.title), saying[0][0])
            yield _Place(section, first, sum(count for _, count in saying))


def clause_of(text: str, name: str) -> str:
    """The clause of a sentence that says a name, cut at commas where it is long."""
    clauses = [c for c in _CLAUSE.split(text) if name in squeeze(c)] or [text]
    clause = clauses[0].strip()
    if len(clause) <= _LONGEST:
        return clause
    parts = [p for p in clause.split("，") if name in squeeze(p)]
    return parts[0].strip() if parts else clause
