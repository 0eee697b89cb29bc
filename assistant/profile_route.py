"""Answers that are profiles: a sector in short, all of a place, subjects side by side.

A question is one for a profile when nothing is left of it but its subjects once the words are taken
away that ask for a profile (`assistant/words/asks_*.txt`): what asks for something particular of a
sector is left to the other routes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import pairwise

from assistant.answer import Status
from assistant.composer import Composed, Draft, page_of
from assistant.lexicon import Lexicon, squeeze
from assistant.profile import Aspect, Profile, ProfileReader
from assistant.profile_names import ProfileNames, nearest_names, sector_names
from assistant.profile_place import PlaceReader
from assistant.profile_writer import ProfileWriter
from assistant.question import Ask, Question, is_aside
from assistant.section_writer import name_of
from assistant.sectors import Sector, SectorFinder
from assistant.subjects import home_names
from assistant.words import word_list
from corpus.addresses import find_mentions
from corpus.entities import Entities
from corpus.plan import Plan

__all__ = ["ProfileRoute"]

_MOST_SIDE_BY_SIDE = 3
_NEAREST = 3
_LONGEST_NAME = 8  # characters of a sector's name that no dictionary has
_SEVERAL_ASPECTS = 2  # from so many named together on, a sector's profile is asked for
_JOINED = re.compile(r"以及|[和与跟同及、，,：:；;？?。]|\bvs\.?\b|\s")
_ONE_THING = re.compile(r"谁|何时|什么时候|为什么|为何|为啥|哪年|多久|多少|是否|吗")
_PLACE = "␣"  # stands for a place in a question
_OWN = re.compile(r"\s*(?:我|俺|咱)")
_ASKER = re.compile(
    r"(?:我们?|咱们?|本)(?:这个|这家)?(?:基金|机构|公司|单位|银行|企业|集团)?(?:是|想|要|正?在)?(?:看|关注|研究|调研|投资?|做)?"
)
_SAYS_BRIEF = re.compile(r"简报|画像|概况|速览|\bbrief\b")
_TOWARDS = re.compile(r"(?:^|(?<=[划里中，,\s]))(?:对于?|关于|针对|就)(?=[\u4e00-\u9fff]{2})")
_CLAUSES = re.compile(r"[，,。；;：:？?！!]")
_ASPECTS = {
    Aspect.GOALS: "asks_goals",
    Aspect.FIGURES: "asks_figures",
    Aspect.MEASURES: "asks_measures",
    Aspect.LAYOUT: "asks_layout",
    Aspect.PROJECTS: "asks_projects",
}
_OF_PLACES = ("asks_place", "asks_brief", "asks_projects")
_INVESTS = re.compile(r"投资|投(?!入|放|诉)|落户|商机|机会|尽调")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question taken apart."""

    rest: str  # what is left of it, lower case
    brief: bool  # whether it asks for a subject in short
    compares: bool
    aspects: tuple[Aspect, ...]  # those it names, in their order


class ProfileRoute:
    """Answers questions for profiles from one plan."""

    def __init__(
        self,
        plan: Plan,
        lexicon: Lexicon,
        entities: Entities,
        today: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        self._plan = plan
        self._lexicon = lexicon
        self._sectors = SectorFinder(plan, lexicon, entities)
        self._profiles = ProfileReader(plan)
        self._places = PlaceReader(plan, entities)
        self._writer = ProfileWriter(plan, today)
        self._about = squeeze(plan.meta.title)
        self._titles = {squeeze(s.title) for s in plan.sections if len(s.title) > 1}
        self._home = home_names(plan.meta.region)

    def answer(self, question: Question) -> Composed | None:
        """The profile asked for; None where the question asks for anything else."""
        if _SAYS_BRIEF.search(question.core.lower()):
            return self._whole_brief(question)
        if Ask.FIGURE in question.asks or question.years:
            return None
        place = self._place(question)
        if place is not None:
            return place
        core = question.core.lower()
        if _taken(core, "asks_size")[1] or find_mentions(question.core, self._plan):
            return None
        asked = _read(core)
        if _ONE_THING.search(asked.rest) or (asked.aspects and self._is_title(core)):
            return None
        if asked.compares:
            return self._side_by_side(asked)
        if asked.brief or len(asked.aspects) >= _SEVERAL_ASPECTS:
            return self._brief(asked, invests=bool(_INVESTS.search(core)))
        rest, told = _taken(core, "asks_told")
        of_all = all(name in self._about for name in self._names(rest))
        if told and not (asked.aspects or of_all) and self._sector(rest) is not None:
            return self._brief(replace(asked, rest=rest), invests=False)
        return None

    def one_part(self, question: Question) -> Composed | None:
        """One part of a sector's profile (金融业的定位), where nothing else is asked for."""
        if Ask.FIGURE in question.asks or question.years:
            return None
        asked = _read(question.core.lower())
        if (
            len(asked.aspects) != 1
            or asked.brief
            or asked.compares
            or self._is_title(question.core.lower())
        ):
            return None
        if _ONE_THING.search(asked.rest) or find_mentions(question.core, self._plan):
            return None
        if any(self._lexicon.lacks(name) for name in self._names(asked.rest)):
            return None
        return self._brief(asked, invests=False)

    def profile(self, name: str) -> Profile | None:
        """The whole profile of a sector or a place by its name; None where the plan has neither.

        A sector without a section of its own is told from where the plan speaks of it.

        Args:
            name: as anybody calls it: 健康产业, 滨江区.
        """
        text = name.lower()
        sector = self._sector(text)
        if sector is not None:
            return self._profiles.of_sector(sector)
        places = self._places.named(text)
        if len(places) == 1 and places[0].called == text.strip():
            return self._places.profile(places[0])
        words = self._names(text)
        spoken_of = self._sectors.spoken_of("".join(words), words) if words else None
        return self._profiles.of_sector(spoken_of) if spoken_of is not None else None

    @cached_property
    def names(self) -> ProfileNames:
        """The sectors with a section of their own, and the places."""
        sectors = sector_names(self._plan, self._lexicon, lambda name: self._sector(name.lower()))
        return ProfileNames(sectors, self._places.names)

    def nearest(self, name: str) -> list[str]:
        """The sectors nearest to a name that has no profile, the nearest first."""
        return nearest_names(name, self.names, self._lexicon)

    # --- places --------------------------------------------------------------------------------

    def _place(self, question: Question) -> Composed | None:
        """All that is said of the places that the question names and asks nothing else of."""
        text = question.text.lower()
        places = self._places.named(text)
        if not 1 <= len(places) <= _MOST_SIDE_BY_SIDE:
            return None
        between = [text[a.end : b.start] for a, b in pairwise(places)]
        for place in reversed(places):
            text = f"{text[: place.start]}{_PLACE}{text[place.end :]}"
        rest, compares = _taken(_without_asides(text), "asks_compare")
        rest, projects = _taken(rest, "asks_projects")
        rest, asks = _taken(rest, "asks_place")
        rest, briefly = _taken(rest, "asks_brief")
        rest, layout = _taken(rest, "asks_layout")  # no question by itself: 布局图上画了什么
        asks += briefly
        if not (asks or projects or compares) or self._words(rest.replace(_PLACE, " ")):
            return None
        if not compares and not all(_JOINED.fullmatch(words.strip()) for words in between):
            return None  # 甲的乙 is one place
        profiles = [self._places.profile(place) for place in places]
        if not all(profile.parts for profile in profiles):
            return None
        if len(places) > 1:
            return self._writer.places(profiles)
        return self._writer.place(
            profiles[0], places[0], projects=bool(projects) and not (asks or layout)
        )

    def _whole_brief(self, question: Question) -> Composed | None:
        """A brief that is asked for by that word, whatever figures and parts are named with it."""
        core = question.core.lower()
        asked = _read(core)
        brief = self._place(question) or self._brief(asked, invests=bool(_INVESTS.search(core)))
        if brief is not None:
            return brief
        # 我是做文创投资的，给我一份…简报：奔着什么去、放在哪儿: the clause with the word names it,
        # or one before it does.
        clauses = _CLAUSES.split(core)
        last = next(n for n, clause in enumerate(clauses) if _SAYS_BRIEF.search(clause))
        told = [clauses[last], *(_ASKER.sub(" ", clause) for clause in clauses[:last])]
        read = [replace(_read(clause), brief=True, aspects=()) for clause in told]
        briefs = (self._brief(each, invests=bool(_INVESTS.search(core))) for each in read)
        return next(filter(None, briefs), None) or self._no_sector(self._names(read[0].rest))

    def _no_sector(self, names: Sequence[str]) -> Composed | None:
        """The word that the plan speaks of no such sector, with the nearest it has.

        None where it knows each of the names.
        """
        named = (n for n in names if self._lexicon.is_word(n) and self._lexicon.is_noun(n))
        if not any(self._lexicon.lacks(name) for name in named):
            return None
        draft = Draft(self._plan)
        draft.say(f"规划未提及“{''.join(names)}”。已查全文、专栏和指标表。")
        near = [self._sector(name.lower()) for name in self.nearest("".join(names))[:_NEAREST]]
        homes = [sector.home for sector in near if sector is not None and sector.home is not None]
        draft.say("最接近的有：" if homes else "")
        for home in homes:
            draft.bullet(f"{name_of(home)}{page_of(home)}", home.sentences[0])
        return Composed(draft, Status.NOT_IN_PLAN, None)

    # --- sectors -------------------------------------------------------------------------------

    def _brief(self, asked: _Asked, *, invests: bool) -> Composed | None:
        sector = self._sector(asked.rest)
        words = self._names(asked.rest)
        if sector is None and asked.brief and words:
            sector = self._sectors.spoken_of("".join(words), words)
        if sector is None:
            return None
        profile = self._profiles.of_sector(sector, _with_figures(asked.aspects) or tuple(Aspect))
        return (
            self._writer.brief(profile, asked.aspects, invests=invests) if profile.parts else None
        )

    def _is_title(self, core: str) -> bool:
        """Whether a question says nothing but a title of the plan: 保障措施 is no 保障."""
        text = squeeze(core)
        held = [title for title in self._titles if title in text]
        if not held:
            return False
        rest = text.replace(max(held, key=len), " ")
        words = self._words(_taken(rest, "asks_brief")[0])
        return all(word in self._about for word in words)  # 服务业的空间布局 of a plan on 服务业

    def _side_by_side(self, asked: _Asked) -> Composed | None:
        """A table of two or three sectors; None where anything but sectors is compared."""
        named = [piece for piece in _JOINED.split(asked.rest) if self._names(piece)]
        sectors = [self._sector(piece) for piece in named]
        found = [sector for sector in sectors if sector is not None]
        homes = {sector.home.path for sector in found if sector.home is not None}
        if not 1 < len(found) <= _MOST_SIDE_BY_SIDE or len(found) < len(named):
            return None
        if len(homes) < len(found):
            return None
        aspects = _with_figures(asked.aspects) or tuple(Aspect)
        profiles = [self._profiles.of_sector(sector, aspects) for sector in found]
        return self._writer.side_by_side(profiles, aspects)

    def _sector(self, text: str) -> Sector | None:
        """The sector a text names; what an aside says that the plan never does is left out."""
        words = self._names(text)
        sector = self._sectors.sector("".join(words), words)
        if sector is not None:
            return sector
        clauses = [c for c in _CLAUSES.split(text) if c.strip()]
        aside = [w for c in clauses if is_aside(c) or len(clauses) > 1 for w in self._words(c)]
        left = [w for w in words if not (w in aside and self._lexicon.lacks(w))]
        return self._sectors.sector("".join(left), left) if left != words else None

    def _words(self, text: str) -> list[str]:
        """What a text says beside what may stand in any question for a profile."""
        idle = word_list("asks_filler") | word_list("question") | self._home
        words = (w for w in self._lexicon.words(_TOWARDS.sub(" ", text)) if w not in idle)
        return [word for word in words if len(word) > 1 and self._lexicon.weight(word)]

    def _names(self, text: str) -> list[str]:
        """The words that name a sector; what is left of a text where no dictionary has any."""
        words = self._words(text)
        whole = squeeze(_taken(text, "asks_filler")[0])
        return words or ([whole] if 1 < len(whole) <= _LONGEST_NAME else [])


def _without_asides(text: str) -> str:
    """The clauses of a question in which the asker does not speak of himself.

    All of them where no other asks for anything.
    """
    clauses = [clause for clause in _CLAUSES.split(text) if clause.strip()]
    kept = [clause for clause in clauses if not is_aside(clause) and not _OWN.match(clause)]
    kept = kept or clauses[-1:]
    asks = any(_taken(clause, name)[1] for clause in kept for name in _OF_PLACES)
    return "，".join(kept) if asks else text


def _read(core: str) -> _Asked:
    """A question's core, taken apart."""
    rest, compares = _taken(core, "asks_compare")
    rest, brief = _taken(rest, "asks_brief")
    aspects = []
    for aspect, name in _ASPECTS.items():
        rest, said = _taken(rest, name)
        if said:
            aspects.append(aspect)
    return _Asked(rest, bool(brief), bool(compares), tuple(aspects))


def _with_figures(aspects: Sequence[Aspect]) -> tuple[Aspect, ...]:
    """Aspects with the indicators where goals are among them: goals are both."""
    wanted = {*aspects, *((Aspect.FIGURES,) if Aspect.GOALS in aspects else ())}
    return tuple(aspect for aspect in Aspect if aspect in wanted)


def _taken(text: str, name: str) -> tuple[str, list[str]]:
    """A text without the words of a list, and those it held."""
    pattern = _pattern(name)
    return pattern.sub(" ", text), pattern.findall(text)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    words = sorted(word_list(name), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, words)))
