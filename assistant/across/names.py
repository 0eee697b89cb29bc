"""What the plans of a library are called, and where a question says so.

A plan is called by its region, its period, its sector, its title or its number. A region counts by
itself; a sector only as part of a plan's name (文旅规划), since any plan may speak of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.held_plans import name_of
from assistant.words import word_list
from corpus.periods import period_named
from corpus.plan import PlanMeta
from corpus.regions import region_forms

__all__ = ["Mention", "PlanNames", "flat", "name_of"]

_DROPPED = set("“”‘’\"'《》〈〉「」『』 \t\r\n\u3000")
_BRACKETS = str.maketrans("〔【［[（", "(((((") | str.maketrans("〕】］]）", ")))))")
_DASH = re.compile(r"[—–\-~～至]+")
_PERIOD = (
    r"第?十[一二三四五六七八九]个?五(?:年)?(?![条项个家座处名位张元亿万%])|"
    r"20\d{2}年?[—–\-~～至]+20\d{2}年?"
)
_PLAN = r"(?:规划)?纲要|规划(?!期|建设|展示|馆|局|编制|面积|范围|总|红线|用地|布局)|五年计划"
_GLUE = r"(?:的|市|省|那边|这边|那份|这份|那部|那个|时期|期间|年|发展|专项|总体|全市)*"
_OVERALL = "国民经济和社会发展"
_NUMBER = re.compile(r"(?<!\d)(\d{1,4})号(?:文件|文)")
_LINKS = re.compile(r"[和与及、]|以及")


def flat(text: str) -> tuple[str, list[int]]:
    """A text without quotation marks and blanks, brackets alike, and each character's place."""
    kept = [(ch, n) for n, ch in enumerate(text) if ch not in _DROPPED]
    letters = "".join(ch for ch, _ in kept).translate(_BRACKETS).lower()
    return letters, [n for _, n in kept]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a question that call one plan or several."""

    start: int  # in the question
    end: int
    text: str  # as written
    plans: tuple[str, ...]  # identifiers of those that it fits
    region: str = ""  # as written
    named: bool = False  # whether it calls a plan, and not only a region or a period
    period: bool = False  # whether it says a period
    of_region: frozenset[str] = frozenset()  # the plans of its region, whatever else it says
    of_period: frozenset[str] = frozenset()  # the plans of its period

    @property
    def only_region(self) -> bool:
        """Whether it says nothing but a region."""
        return bool(self.region) and not self.named and not self.period


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    kind: str  # "region", "period", "sector", "plan", "title", "number", "overall"
    text: str
    plans: frozenset[str]


class PlanNames:
    """The names of all plans of a library.

    Args:
        metas: the plans, in the library's order.
    """

    def __init__(self, metas: Sequence[PlanMeta]) -> None:
        self.metas = {meta.plan_id: meta for meta in metas}
        self._all = frozenset(self.metas)

    def of(self, plan_id: str) -> str:
        """How a plan is told."""
        return name_of(self.metas[plan_id])

    def of_sector(self, word: str) -> tuple[str, ...]:
        """The plans of a sector, in the library's order; none where it is no plan's."""
        fitting = self._sectors.get(word, frozenset())
        return tuple(plan for plan in self.metas if plan in fitting)

    @cached_property
    def _regions(self) -> dict[str, frozenset[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for meta in self.metas.values():
            for form in region_forms(meta.region):
                found[form].add(meta.plan_id)
        return {form: frozenset(plans) for form, plans in found.items()}

    @cached_property
    def _shorts(self) -> dict[str, frozenset[str]]:
        """Single characters that stand for a region of the library."""
        pairs = (pair.split("=") for pair in word_list("region_short"))
        return {short: self._regions[name] for short, name in pairs if name in self._regions}

    @cached_property
    def _sectors(self) -> dict[str, frozenset[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for meta in self.metas.values():
            for form in _sector_forms(meta):
                found[form].add(meta.plan_id)
        return {form: frozenset(plans) for form, plans in found.items()}

    @cached_property
    def _titles(self) -> dict[str, frozenset[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for meta in self.metas.values():
            for title in filter(None, (meta.title, meta.short_title)):
                found[flat(title)[0]].add(meta.plan_id)
        return {title: frozenset(plans) for title, plans in found.items()}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """All that calls a plan; of alternatives at one place the longest first."""
        numbers = [flat(m.document_number)[0] for m in self.metas.values() if m.document_number]
        kinds = {
            "number": [re.escape(number) for number in numbers],
            "title": [re.escape(title) for title in self._titles],
            "period": [_PERIOD],
            "region": [re.escape(form) for form in self._regions],
            "short": [self._short_form()] if self._shorts else [],
            "overall": [f"{_OVERALL}(?:的)?"],
            "plan": [_PLAN],
            "sector": [re.escape(form) for form in self._sectors],
        }
        parts = [
            f"(?P<{kind}>{'|'.join(sorted(forms, key=len, reverse=True))})"
            for kind, forms in kinds.items()
            if forms
        ]
        return re.compile("|".join(parts))

    def _short_form(self) -> str:
        letters = "".join(self._shorts)
        ends = rf"的|呢|和|与|、|比|{_PERIOD}|规划|纲要|[{letters}]{{0,3}}[两三四](?:地|市|城)"
        return rf"(?:(?<=[和与跟比那、，,{letters}])|^)[{letters}](?={ends})"

    def mentions(self, question: str) -> list[Mention]:
        """Where a question calls plans, in order; a region that is no plan's is no mention."""
        text, places = flat(question)
        found = []
        for group in _grouped(list(self._tokens(text)), text):
            kept = _kept(group)
            if kept:
                start, end = places[kept[0].start], places[kept[-1].end - 1] + 1
                found.append(self._mention(kept, question, start, end))
        return _shared([mention for mention in found if mention.plans])

    def _tokens(self, text: str) -> Iterator[_Token]:
        for match in self._pattern.finditer(text):
            kind = match.lastgroup or ""
            yield _Token(match.start(), match.end(), kind, match[0], self._fitting(kind, match[0]))
        for match in _NUMBER.finditer(text):
            ending = f"{match[1]}号"
            plans = {p for p, m in self.metas.items() if m.document_number.endswith(ending)}
            if plans:
                yield _Token(match.start(), match.end(), "number", match[0], frozenset(plans))

    def _fitting(self, kind: str, text: str) -> frozenset[str]:
        """The plans that words of a kind fit."""
        if kind == "region":
            return self._regions[text]
        if kind == "short":
            return self._shorts[text]
        if kind == "sector":
            return self._sectors[text]
        if kind == "title":
            return self._titles[text]
        if kind == "overall":
            return frozenset(p for p, meta in self.metas.items() if _OVERALL in meta.title)
        if kind == "period":
            period = period_named(text.replace("个", "").replace("第", ""))
            return frozenset(p for p, meta in self.metas.items() if meta.period == period)
        if kind == "number":
            held = ((p, flat(m.document_number)[0]) for p, m in self.metas.items())
            return frozenset(p for p, number in held if number == text)
        return self._all

    def _mention(self, group: list[_Token], question: str, start: int, end: int) -> Mention:
        kinds = {token.kind for token in group}
        region = next((t.text for t in group if t.kind in {"region", "short"}), "")
        fitting = self._all
        # Of what contradicts itself, the region is what is meant.
        for kind in ("number", "title", "region", "short", "period", "overall", "sector"):
            for token in group:
                if token.kind == kind and (fitting & token.plans or kind in _FIRM):
                    fitting &= token.plans
        order = [plan for plan in self.metas if plan in fitting]
        held = {kind: [t.plans for t in group if t.kind in kind] for kind in (_REGION, _PERIODS)}
        return Mention(
            start,
            end,
            question[start:end],
            tuple(order),
            region,
            named=bool(kinds & {"number", "title", "plan", "overall"}),
            period="period" in kinds,
            of_region=frozenset().union(*held[_REGION]),
            of_period=frozenset().union(*held[_PERIODS]),
        )


_REGION, _PERIODS = frozenset({"region", "short"}), frozenset({"period"})
_FIRM = frozenset({"number", "title", "region", "short", "period"})


def _sector_forms(meta: PlanMeta) -> Iterator[str]:
    """现代服务业, 服务业; 文化和旅游, 文化, 旅游; what the short title calls it: 文旅."""
    if not meta.sector:
        return
    parts = [part for part in _LINKS.split(meta.sector) if part]
    yield from dict.fromkeys((meta.sector, *parts))
    yield from (part.removeprefix("现代") for part in parts if len(part) > 4)
    short = flat(meta.short_title)[0]
    for form in region_forms(meta.region):
        short = short.replace(form, "")
    short = re.sub(f"{_PERIOD}|规划|纲要|发展", "", short)
    if len(short) > 1:
        yield short


def _grouped(tokens: list[_Token], text: str) -> list[list[_Token]]:
    """Tokens that stand together, nothing but glue between them."""
    groups: list[list[_Token]] = []
    for token in sorted(tokens, key=lambda t: (t.start, -t.end)):
        last = groups[-1][-1] if groups else None
        if last is not None and token.start < last.end:
            continue
        joins = last is not None and re.fullmatch(_GLUE, text[last.end : token.start])
        # Two regions or two periods are two mentions.
        if (
            joins
            and token.kind not in {t.kind for t in groups[-1]}
            and groups[-1][-1].kind != "plan"
        ):
            groups[-1].append(token)
        else:
            groups.append([token])
    return groups


def _kept(group: list[_Token]) -> list[_Token]:
    """The tokens that call a plan: a sector only where a plan's name ends with 规划 after it."""
    kinds = [token.kind for token in group]
    if "plan" not in kinds:
        group = [t for t in group if t.kind != "sector"]
        if {t.kind for t in group} == {"overall"}:
            return []
        return group
    return group if set(kinds) != {"plan"} else []


def _shared(mentions: list[Mention]) -> list[Mention]:
    """Mentions, each narrowed by what another says: 广州和苏州的十五五规划."""
    narrowed = []
    for mention in mentions:
        plans = mention.plans
        for other in mentions:
            fits = [other.of_region] if not mention.region and not _is_sure(mention) else []
            fits += [other.of_period] if not mention.period and not _is_sure(mention) else []
            for fitting in fits:
                plans = tuple(p for p in plans if p in fitting) or plans
        narrowed.append(replace(mention, plans=plans))
    return narrowed


def _is_sure(mention: Mention) -> bool:
    return len(mention.plans) == 1
