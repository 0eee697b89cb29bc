"""A plan's figures made ready for matching: what each is said of, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.figure_words import measures_in
from assistant.figures import says_wider
from assistant.lexicon import squeeze
from corpus.indicators import Observation
from corpus.plan import Plan

__all__ = ["FigureRecord", "records_of"]


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """An observation made ready for matching; texts are squeezed."""

    observation: Observation
    name: str
    core: str  # the name without what it is divided by or compared with
    against: str  # what it is divided by or compared with
    sentence: str  # what stands before it in its sentence, and after it in its clause; prose only
    heading: str
    all: str  # all of these
    measures: frozenset[str]  # what its name measures
    wider: bool  # whether it is of the country or the world
    rivals: tuple[str, ...] = ()  # what the other figures of its clause count


_EACH_HEAD = "/人"
# 占地区生产总值比重, 单位地区生产总值能耗, 高于全省平均: what a figure is set against.
_DIVISOR = re.compile(
    r"占.+$|(?:单位|万元|亿元)(?:gdp|(?:地区|国内)?生产总值)|(?:高于|低于|快于|领先).+$|"
    r"与.+?的?(?:比率|之比|比例)$|对.+?(?=的?贡献率)",
    re.IGNORECASE,
)


def records_of(plan: Plan, observations: Sequence[Observation]) -> list[FigureRecord]:
    """A record for each observation, in their order."""
    records = [_record(plan, one) for one in observations]
    clauses: dict[tuple[int, int], list[str]] = {}
    for one in observations:
        if not one.in_table:
            clauses.setdefault(_clause(one), []).append(_counted(one))
    return [_with_rivals(record, clauses) for record in records]


def _with_rivals(record: FigureRecord, clauses: dict[tuple[int, int], list[str]]) -> FigureRecord:
    if record.observation.in_table:
        return record
    nouns = clauses[_clause(record.observation)]
    return replace(record, rivals=tuple(n for n in nouns if n and n not in record.name))


def _record(plan: Plan, one: Observation) -> FigureRecord:
    sentence = ""
    if not one.in_table:
        before = re.split(r"[。；]", one.before)[-1]
        after = re.split(r"[，。；]", one.after)[0]
        sentence = squeeze(before + after)
    name, heading = squeeze(one.name), "".join(plan.by_path[one.path].heading)
    wider = says_wider(name + sentence)
    core, against = _DIVISOR.sub("", name), "|".join(m[0] for m in _DIVISOR.finditer(name))
    above = squeeze(heading)
    heads = "人均" if one.unit.endswith(_EACH_HEAD) else ""  # 全员劳动生产率 36 万元/人
    said = "|".join((name, sentence, above, heads))
    return FigureRecord(
        one, name, core, against, sentence, above, said, measures_in(one.name), wider
    )


def _clause(one: Observation) -> tuple[int, int]:
    """The clause a figure of prose stands in: its sentence, and the clause's place there."""
    return one.sentence.start, len(re.findall(r"[，。；：]", one.before))


def _counted(one: Observation) -> str:
    """What a figure counts where it follows it, squeezed: 重点集聚平台 after 100个; "" for none."""
    after, name = squeeze(one.after), squeeze(one.name)
    sizes = (n for n in range(len(name), 1, -1) if after.startswith(name[-n:]))
    return name[-size:] if (size := next(sizes, 0)) else ""
