"""Which plan a question means: one, several, plans in general, or the one at hand.

A question that names no plan stays with the one at hand. So does one that speaks of another
region as that plan does: of its relations to it (对接上海, 与广州的合作), of a name that only
begins with it (上海自贸区), or of what the plan's own text says of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.across.names import Mention, PlanNames, flat
from assistant.across.texts import LibraryTexts
from assistant.question import plain, years_in
from corpus.regions import region_forms

__all__ = ["Meant", "Recogniser", "Sort"]

_BARE = 8  # characters of a question that asks nothing but another plan: 那苏州的呢
SPOKEN_OF = 0.6  # share of a question's character pairs that the plan's own words on a region hold


class Sort(StrEnum):
    """What a question is about."""

    HAND = "hand"  # the plan at hand: it names none
    ONE = "one"
    OPEN = "open"  # its words fit several plans
    SEVERAL = "several"
    GENERAL = "general"  # 哪些规划, 各规划, 哪个城市
    LIBRARY = "library"  # which plans there are
    ABSENT = "absent"  # a plan that the library does not hold


@dataclass(frozen=True, slots=True)
class Meant:
    """What a question means, and its words about that."""

    sort: Sort
    plans: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    text: str = ""  # the question, made plain, that the mentions' places are of
    absent: str = ""  # the region of which there is no plan


# --- relations ------------------------------------------------------------------------------------

_TO = re.compile(
    r"(?:对接|接轨|融入|学习|借鉴|承接|通往|通向|前往|飞往|开往|运往|赶赴|赴|到|至|往|从|离|距|距离|毗邻|靠近|邻近|"
    r"面向|联动|协同|依托|衔接|落实|来自|吸引|大)$"
)
_OF = re.compile(
    r"^(?:市|省)?(?:的)?(?:方向|都市圈|大都市|自由贸易|自贸|之间|同城化|一体化|湾|路|街|大学|学院|银行|[—\-~～])"
)
_WITH = re.compile(r"(?:和|与|同|跟|及|以及|、)$")
_NO_NAME = "的市省在是有到与和比"  # begins no longer name of a region
_JOINT = re.compile(
    r"合作|协作|协同|联动|一体化|同城|往返|对接|接轨|衔接|共建|共同|互通|互联|交流|之间|关系|联系|飞地|通勤|通车|"
    r"高铁|城际|距离|多远|结对|帮扶|转移"
)
_THAN = re.compile(r"(?:比|较|相比|比起|对比|对标)$")
_COMPARES = re.compile(
    r"比|对比|相比|相差|差多少|差距|谁|哪[个份座]|更|分别|各|都|异同|不同|区别|差异|一样|之比|倍|能比|孰"
)
_ASKED = re.compile(
    r"什么|怎么样?|如何|多少|哪[些个里]?|几|吗|呢|是|有|的|了|在|和|与|比|谁|目标|[？?，,。、：:；;！!]"
)

# --- plans in general -----------------------------------------------------------------------------

_WHICH_PLAN = re.compile(
    r"(?:哪些|哪几[份个部]?|哪一?[份个部]|各[份个部]?|各地的?|各市的?|几[份个部]|所有的?|全部的?|每一?[份个部]|"
    r"(?:这|那)?[两三四五六七八九十]\s*[份部]|多少[份个部]?|其他的?|其它的?|别的|库里的?|库中的?|有没有|有无)"
    r"(?:地方的?|城市的?|市的?)?(?:发展)?(?:规划|纲要)(?!期|建设|展示|馆|局|编制|面积|范围|用地|布局|区)|"
    r"的(?:规划|纲要)(?:都)?(?:有|是)?(?:哪些|哪几[份个部]|哪一?[份部]|几[份部]|多少[份部])(?:[？?吗呢]|$)|"
    r"哪一?[份部](?=提到|提及|写|讲|说|里|中)"
)
_WHICH_CITY = re.compile(
    r"哪(?:一?个|些|几个|座|几座|一?座)(?:城市|市(?!县|区|场|民|政))|各个?(?:城市|地市)"
)
_WITHIN = re.compile(
    r"(?:副省级|省会|长三角|珠三角|大湾区|都市圈|城市群|全国|国内|全球|世界|周边|沿海|沿江|一线|兄弟|友好|重点|客源|"
    r"试点|节点|中心|在|与|和|同|跟|向|从|对|为|到)(?:的)?$"
)
_AFTER_CITY = re.compile(r"提到|提及|写|讲|说|涉及|最|更|目标|分别|排")
_MADE = re.compile(
    r"编制|衔接|依据|制定|修编|出台|报批|批复|符合|服从|纳入|根据|遵循|多规合一|统领|上位|涵盖|包括哪些"
)
_SAID = re.compile(r"[^？?。！!，,]")
_SPAN = 6  # characters after the words for plans in which they are said to be made

_EXCEPT = re.compile(r"除了?$|除去$|不算$")
_LISTS = re.compile(
    r"别的|其他|其它|还有|哪些|哪几|几[份个部]|多少[份个部]|有没有|有.{0,6}吗|有什么|列出|清单|目录"
)
_NEWEST = re.compile(r"最新|最近|最晚|最早|最老|最旧|新的是|早的是|哪[份个部]新|哪[份个部]早")
_FILLER = re.compile(
    r"请问|请|麻烦|帮我|除了?|以外|之外|别的|其他|其它|回答|问题|支持|提问|什么时候|何时|时间|"
    r"日期|这份|那份|本|查一?下|看一?下|告诉我|列一?下|列出|一共|总共|目前|现在|库里|库中|这里|里面?|系统|你们?|都|还|能|可以|查询?|问|看|"
    r"收录|到|了|的|方面|相关|关于|一?[份个部]|名单|清单|目录|文件|发布|印发|是|有|在|和|与"
)
_LIST_WORDS = re.compile(
    r"哪些|哪几|几|多少|有没有|什么|哪一?|规划|纲要|期|吗|呢|新|早|[？?。，,！!]"
)
_PLACE = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,4}?)(?P<unit>省|市|区|县)?(?:的)?$")


class Recogniser:
    """Reads which plans questions mean.

    Args:
        names: of the plans of the library.
        texts: their texts, to weigh what a region is to the plan at hand.
        is_place: whether a word names a place, by general Chinese.
    """

    def __init__(
        self, names: PlanNames, texts: LibraryTexts, is_place: Callable[[str], bool]
    ) -> None:
        self._names, self._texts, self._is_place = names, texts, is_place

    def read(self, question: str, hand: str) -> Meant:
        """What a question means.

        Args:
            question: as typed.
            hand: identifier of the plan at hand.
        """
        text = plain(question)
        mentions = self._names.mentions(text)
        kept = [m for m in mentions if not self._stays(m, mentions, text, hand)]
        library = self._library(text, kept)
        if library is not None:
            return library
        absent = self._absent(text, mentions, hand)
        if absent:
            return Meant(Sort.ABSENT, mentions=tuple(kept), text=text, absent=absent)
        general = self._general(text, hand)
        if general and len({p for m in kept for p in m.plans}) < 2:
            return Meant(Sort.GENERAL, _plans_of(kept), tuple(kept), text)
        meant = self._named(kept, text, hand)
        partner = (
            self._absent_partner(kept, text)
            if meant.sort is Sort.ONE and meant.plans != (hand,)
            else ""
        )
        return replace(meant, sort=Sort.SEVERAL, absent=partner) if partner else meant

    def _named(self, kept: Sequence[Mention], text: str, hand: str) -> Meant:
        """By the plans that a question names."""
        fitting = self._narrowed([self._settled(m, hand) for m in kept], text, hand)
        open_ones = [plans for plans in fitting if len(plans) > 1]
        several = _COMPARES.search(text)
        if len(kept) == 1 and open_ones and _BOTH.search(text):
            return Meant(Sort.SEVERAL, open_ones[0], tuple(kept), text)
        if open_ones:
            plans = tuple(dict.fromkeys(p for plans in open_ones for p in plans))
            return Meant(Sort.OPEN, plans, tuple(kept), text)
        plans = tuple(dict.fromkeys(p for plans in fitting for p in plans))
        partner = [m for m in kept if self._is_partner(m, text)]
        if len(plans) == 1 and partner and hand not in plans and several:
            plans = (hand, *plans)
        if not plans or (len(plans) == 1 and plans[0] == hand and not kept):
            return Meant(Sort.HAND, (), tuple(kept), text)
        return Meant(Sort.ONE if len(plans) == 1 else Sort.SEVERAL, plans, tuple(kept), text)

    def _narrowed(
        self, fitting: list[tuple[str, ...]], text: str, hand: str
    ) -> list[tuple[str, ...]]:
        """Mentions that fit several plans, each with the one that the rest of the question means.

        A year means the plan of the shortest period that holds it; a plan beside it, or the plan at
        hand where nothing else is asked, the one of the same period.
        """
        metas = self._names.metas
        years = years_in(text)
        beside = {metas[plans[0]].period for plans in fitting if len(plans) == 1}
        if len(fitting) == 1 and len(text) <= _BARE:
            beside.add(metas[hand].period)
        narrowed = []
        for plans in fitting:
            spans = {p: span for p in plans if (span := metas[p].period)}
            holding = [p for p, (a, b) in spans.items() if any(a <= year <= b for year in years)]
            shortest = min((spans[p][1] - spans[p][0] for p in holding), default=0)
            by_year = [p for p in holding if spans[p][1] - spans[p][0] == shortest]
            by_period = [p for p, span in spans.items() if span in beside]
            meant = next((found for found in (by_year, by_period) if len(found) == 1), plans)
            narrowed.append(tuple(meant) if len(plans) > 1 else plans)
        return narrowed

    @staticmethod
    def _settled(mention: Mention, hand: str) -> tuple[str, ...]:
        """The plans of a mention; the one at hand where it is among several."""
        return (hand,) if hand in mention.plans else mention.plans

    @staticmethod
    def _is_partner(mention: Mention, text: str) -> bool:
        """Whether a region is what the plan at hand is compared with: 比苏州高多少, 和苏州比."""
        before, after = text[: mention.start], text[mention.end :]
        if _THAN.search(before):
            return True
        return bool(_WITH.search(before) and re.match(r"(?:的|市)*(?:相比|比|对比|差)", after))

    # --- what does not lead away --------------------------------------------------------------

    def _stays(self, mention: Mention, all_: Sequence[Mention], text: str, hand: str) -> bool:
        """Whether a mention leads to no other plan than the one at hand."""
        if hand in mention.plans and len(all_) == 1:
            return False
        before, after = text[: mention.start], text[mention.end :]
        beside = _WITH.search(before)
        if beside and _JOINT.search(after) and (mention.region or mention.named):
            return True
        if not mention.only_region:
            later = not mention.named and not mention.region and _TO.search(before)
            return bool(later) or self._is_own(mention, hand)
        if _TO.search(before) and not _BACK.search(before):
            return True
        if _OF.match(after) or self._is_longer(mention, after, hand):
            return True
        return hand not in mention.plans and self._spoken_of(mention, text, hand)

    def _is_own(self, mention: Mention, hand: str) -> bool:
        """Whether the plan at hand itself prints what may call another plan: 十二五, 旅游规划."""
        if mention.region or hand in mention.plans:
            return False
        words = re.sub("时期|期间", "", flat(mention.text)[0])
        return self._texts.holds(hand, words)

    def _is_longer(self, mention: Mention, after: str, hand: str) -> bool:
        """Whether a region begins a longer name that the plan at hand prints: 上海自贸区."""
        rest = flat(after)[0][:2]
        if not re.fullmatch(r"[\u4e00-\u9fff]{2}", rest) or rest[0] in _NO_NAME:
            return False
        return hand not in mention.plans and self._texts.holds(hand, mention.region + rest)

    def _spoken_of(self, mention: Mention, text: str, hand: str) -> bool:
        """Whether the plan at hand says of a region what the question asks of it."""
        rest = text.replace(mention.region, " ")
        for form in region_forms(self._names.metas[hand].region):
            rest = rest.replace(form, " ")
        pairs = _pairs(_ASKED.sub(" ", rest))
        if not pairs:
            return False
        said = self._texts.sentences(hand, mention.region)
        best = max((sum(p in s for p in pairs) / len(pairs) for s in said), default=0.0)
        return best >= SPOKEN_OF

    # --- plans in general ---------------------------------------------------------------------

    def _general(self, text: str, hand: str) -> bool:
        """Whether a question is about plans, or the cities that have one, in general."""
        if len(self._names.metas) < 2:
            return False
        bare = flat(text)[0]
        match = _WHICH_PLAN.search(bare)
        if match and not _MADE.search(bare[max(0, match.start() - _SPAN) : match.end() + _SPAN]):
            asks = not match[0].endswith(("规划", "纲要")) or bool(_SAID.match(bare[match.end() :]))
            return asks and not self._texts.holds(hand, match[0])
        city = _WHICH_CITY.search(bare)
        if city is None or _WITHIN.search(bare[: city.start()]):
            return False
        regions = {meta.region for meta in self._names.metas.values() if meta.region}
        return len(regions) > 1 and bool(_AFTER_CITY.search(bare[city.end() :]))

    def _library(self, text: str, kept: Sequence[Mention]) -> Meant | None:
        """Questions for the plans there are; None for others."""
        bare = flat(text)[0]
        for mention in kept:
            bare = bare.replace(flat(mention.text)[0], "规划" if mention.named else "", 1)
        if "规划" not in bare and "纲要" not in bare:
            return None
        newest = _NEWEST.search(bare)
        if not (newest or _LISTS.search(bare)) or _MADE.search(bare):
            return None
        rest = _NEWEST.sub("", bare)
        rest = _FILLER.sub("", _LIST_WORDS.sub("", rest))
        plans = self._listed(kept, text) or self._names.of_sector(rest)
        if not rest or (rest and plans and not kept):
            return Meant(Sort.LIBRARY, plans or tuple(self._names.metas), tuple(kept), text)
        if (
            not kept
            and f"{rest}的规划" in bare.replace(f"{rest}规划", f"{rest}的规划")
            and (self._is_absent_place(rest))
        ):
            return Meant(Sort.ABSENT, text=text, absent=rest)
        return None

    def _listed(self, kept: Sequence[Mention], text: str) -> tuple[str, ...]:
        """The plans that a question for plans names, or all others where it says 除了."""
        named = _plans_of(kept)
        if any(_EXCEPT.search(text[: mention.start]) for mention in kept):
            return tuple(plan for plan in self._names.metas if plan not in named)
        return named

    def _absent(self, text: str, mentions: Sequence[Mention], hand: str) -> str:
        """The region of a plan that the question names and the library does not hold; else ""."""
        bare = flat(text)[0]
        for match in _NAMED_PLAN.finditer(bare):
            found = _PLACE.search(bare[: match.start()])
            words = [found["name"][n:] for n in range(len(found["name"]) - 1)] if found else []
            for word in words:
                if self._is_absent_place(word) and not self._texts.holds(hand, word):
                    return word + (found["unit"] or "" if found else "")
        return ""

    def _absent_partner(self, kept: Sequence[Mention], text: str) -> str:
        """A place without a plan that a plan's region is compared with: 广州和深圳谁高; else ""."""
        if not _COMPARES.search(text):
            return ""
        for mention in kept:
            after = _PARTNER_AFTER.match(text[mention.end :])
            before = _PARTNER_BEFORE.search(text[: mention.start])
            for words in filter(None, (after and after[1], before and before[1])):
                forms = (words[:n] for n in (4, 3, 2)) if after else (words[-n:] for n in (4, 3, 2))
                found = next((w for w in forms if len(w) > 1 and self._is_absent_place(w)), "")
                if found:
                    return found
        return ""

    def _is_absent_place(self, word: str) -> bool:
        known = {f for meta in self._names.metas.values() for f in region_forms(meta.region)}
        inside = word[-1] in "里中内外上下" or any(f in word or word in f for f in known)
        return not inside and self._is_place(word)


_PARTNER_AFTER = re.compile(r"(?:市|省)?(?:和|与|跟|同|、|比|较)([\u4e00-\u9fff]{2,4})")
_PARTNER_BEFORE = re.compile(r"([\u4e00-\u9fff]{2,4})(?:和|与|跟|同|、|比|较)$")
_BOTH = re.compile(r"[两二三四五六七八九几]\s*[份个部](?:规划|纲要)|分别|各有|各是|各自")
_BACK = re.compile(r"(?:回到|说到|换到|转到|轮到|再到)$")
_NAMED_PLAN = re.compile(
    r"(?:的)?(?:第?十[一二三四五六七八九]个?五年?(?:时期|期间)?(?:的)?)?(?:发展)?(?:规划纲要|规划|纲要)"
    r"(?!期|建设|展示|馆|局)"
)


def _plans_of(mentions: Sequence[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plan for m in mentions for plan in m.plans))


def _pairs(text: str) -> set[str]:
    """Neighbouring characters, none across a blank."""
    runs = re.findall(r"[\u4e00-\u9fffa-zA-Z0-9]{2,}", text)
    return {run[n : n + 2] for run in runs for n in range(len(run) - 1)}
