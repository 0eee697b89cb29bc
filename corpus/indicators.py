"""Indicators: every quantitative statement of a plan as an observation with its address.

A table row gives one observation for each value; a sentence one for each quantity with a unit.
What a figure is said of is read from the words before it: the rest of its clause, else the clause
before (占…比重达25% goes on from the subject before it), and the headings it stands under.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from corpus.plan import NodeKind, Plan, Section, Sentence, SentenceKind
from corpus.quantities import Quantity, base_unit, read_quantities
from corpus.rows import Column, RowLine, read_row

__all__ = ["KIND_NAMES", "Dimension", "Kind", "Observation", "read_observations"]


_SHOWN = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)(?:\s*[—\-～~]+\s*[\d.,]+[%％]?)?\s*(\D*)$")


class Kind(StrEnum):
    """Whether a figure was reached or is aimed at."""

    ACTUAL = "actual"
    TARGET = "target"


KIND_NAMES = {Kind.ACTUAL: "实际", Kind.TARGET: "目标", None: ""}


class Dimension(StrEnum):
    """What sort of figure it is; figures of two dimensions never answer the same question."""

    LEVEL = "level"  # an amount, a count, an area
    SHARE = "share"  # a part of a whole, in percent
    RATE = "rate"  # growth a year, in percent
    GROWTH = "growth"  # growth over a period, in percent or times
    POINTS = "points"  # a difference, in percentage points
    CONTRIBUTION = "contribution"  # share of the growth of something larger


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure of the plan."""

    name: str  # what it is said of, in the plan's words: 文化创意产业增加值
    dimension: Dimension
    low: Decimal  # in `unit`; equal to `high` unless it is a range
    high: Decimal
    unit: str  # base unit (corpus.quantities): 元, 美元, %, 个 …
    printed: str  # the figure as printed, with its unit: 3500 亿元
    qualifier: str  # 左右, 以上, 力争 …
    year: int | None
    since: int | None  # first year, for growth over a period
    kind: Kind | None
    path: str  # address of the node
    sentence: Sentence  # where it stands
    column: str = ""  # the table's header for the value: 2015年实际值
    own_year: bool = True  # whether the year is printed in the sentence or the table's header

    @property
    def page(self) -> int | None:
        """Printed page."""
        return self.sentence.page

    @property
    def shown(self) -> tuple[Decimal, str]:
        """The number as printed and its unit as printed: (3500, "亿元"); the first of a range."""
        match = _SHOWN.match(self.printed)
        if match is None:
            return self.low, self.unit
        number = Decimal(match[1].replace(",", ""))
        unit = re.sub(r"[\s余多]", "", match[2])
        same = number * base_unit(unit)[0] == self.low  # not so in 9000—1万亿元
        return (number, unit) if same else (self.low, self.unit)

    @property
    def in_table(self) -> bool:
        """Whether it is a cell of a table."""
        return bool(self.column)


def read_observations(plan: Plan) -> tuple[Observation, ...]:
    """All observations of a plan in reading order."""
    found: list[Observation] = []
    for section in plan.sections:
        lines = read_row(plan, section)
        if lines:
            found += [one for line in lines for one in _of_row(plan, section, line)]
        elif section.kind is not NodeKind.COVER:
            found += _of_prose(plan, section)
    return tuple(found)


# --- tables ---------------------------------------------------------------------------------------

_AVERAGE = re.compile(r"^[〔\[（(](.+)[〕\])）]$")
_CELL = re.compile(
    r"^([≥≤＞＜><]?)\s*(-?[\d.,]+(?:[—\-～~]-?[\d.,]+)?)\s*([%％‰]?)(左右|以上|以下|以内)?$"
)
_PART_OF = re.compile(r"^(?:其中|#)\s*[：:]\s*")


def _of_row(plan: Plan, row: Section, line: RowLine) -> Iterator[Observation]:
    for column, value in zip(line.columns, line.values, strict=True):
        average = _AVERAGE.match(value)
        cell = _CELL.match(average[1] if average else value)
        if cell is None:
            continue
        unit_printed = line.unit or cell[3]
        bounds = [Decimal(n.replace(",", "")) for n in re.split(r"(?<=\d)[—\-～~]", cell[2])]
        factor, unit = base_unit(unit_printed)
        name = _row_name(row, line)
        joint = "" if unit_printed in {"", "%", "％", "‰"} else " "
        yield Observation(
            name=name,
            dimension=_dimension(name, unit, annual="年均" in name),
            low=bounds[0] * factor,
            high=bounds[-1] * factor,
            unit=unit,
            printed=f"{cell[2]}{joint}{unit_printed}",
            qualifier=cell[1] or cell[4] or "",
            year=column.year,
            since=_first_year(plan, column.year) if average else None,
            kind=_kind_of_column(plan, column),
            path=row.path,
            sentence=line.sentence,
            column=column.label,
        )


def _first_year(plan: Plan, last: int) -> int | None:
    """First year of an average that ends in a year, over as many years as the plan has."""
    period = plan.meta.period
    return last - (period[1] - period[0]) if period else None


def _row_name(row: Section, line: RowLine) -> str:
    title = _PART_OF.sub("", row.title.rstrip("*"))
    name = _PART_OF.sub("", line.name)
    return name if title.startswith(name) or name.startswith(title) else title + name


def _kind_of_column(plan: Plan, column: Column) -> Kind | None:
    if re.search(r"目标|规划|预期|预计", column.kind):
        return Kind.TARGET
    if re.search(r"实际|完成|现状|基期", column.kind):
        return Kind.ACTUAL
    return _kind_of_year(plan, column.year)


def _kind_of_year(plan: Plan, year: int | None) -> Kind | None:
    if year is None or plan.meta.period is None:
        return None
    return Kind.ACTUAL if year < plan.meta.period[0] else Kind.TARGET


# --- prose ----------------------------------------------------------------------------------------

_CLAUSE = re.compile(r"[，。；：！？]")
_YEARS = re.compile(
    r"((?:19|20)\d{2})\s*年?\s*[—–\-～~至]+\s*((?:19|20)\d{2})\s*年|((?:19|20)\d{2})\s*年"
)
_COMPARED = re.compile(r"(?:比|较)\s*((?:19|20)\d{2})\s*年")
# What links a figure to its name and is no part of it.
_LINK = re.compile(
    r"(?:分别)?(?:力争|确保|预计)?(?:达到?|达|实现|突破|超过|为|是|至|到|有|占|增至|提高到|提升到|增加到|降至|"
    r"控制在|保持在?|稳定在|完成|建成|形成|开工(?:建设)?|建设|新增|累计|约|近|不低于|不少于|以上|分别|只|仅|已|由|从)+$"
)
_OPENING = re.compile(
    r"^(?:到|至|截至|截止)?\s*(?:(?:19|20)\d{2}\s*年?\s*[—–\-～~至]*\s*)+(?:末|底|年)?|^(?:其中|力争|争取|确保|同时|并|且|全市|全省|"
    r"具体目标为|预计|实现|到)+[：，,]?\s*"
)
_DEPENDENT = re.compile(r"^(?:占|年均|同比|比|较|增长|累计|平均|高于|低于|其中|人均)|^$")
_GROWS = re.compile(r"增长|增速|增幅|提高|上升|下降|降低")
_ANNUAL = re.compile(r"年均|每年|年平均|增速")
_SHARE = re.compile(r"占|比重|比例|份额|占比|率|覆盖面")
_TURN = 24  # characters before figures in a row within which 分别 is said of them
_GOES_TO = re.compile(
    r"\s*(?:左右|以上)?[\u4e00-\u9fff]{0,4}?\s*"
    r"(?:提高|提升|增加|增长|扩大|上升|减少|压缩|压减|缩短|降低|下降|发展|迈进|[增降升减缩压])?(?:至|到|为|向)"
)
_NO_FIGURE = {SentenceKind.HEADING, SentenceKind.ROW}
_COUNTED = re.compile(r"[零一二三四五六七八九十两半]")
# 100个重点集聚平台和300个重点项目: what is counted follows its figure.
_FOLLOWS = re.compile(r"\s*[“]?([\u4e00-\u9fffA-Za-z][^，。；：！？、（）”+\d]*)")
_NO_NOUN = re.compile(
    r"[的和及与以至到向后内前为是由占达并且在增提缩用]|左右|上下|之|多|余|行列|工作日|建成|进入|高于|低于"
)
_NO_COUNT = frozenset({"%", "个百分点", "倍", "强"})
# Headings of what was reached; 夯实产业基础 and 补齐短板 are tasks.
_PAST = re.compile(
    r"(?:发展|工作|现实|主要|取得的?)(?:基础|成就|成效|成绩)|回顾|现状|(?:存在|面临).{0,4}(?:短板|问题)"
)


def _of_prose(plan: Plan, section: Section) -> Iterator[Observation]:
    for sentence in section.sentences:
        if sentence.kind not in _NO_FIGURE:
            yield from _of_sentence(plan, section, sentence)


def _of_sentence(plan: Plan, section: Section, sentence: Sentence) -> Iterator[Observation]:
    text = sentence.text
    quantities = [q for q in read_quantities(text) if q.unit and not _COUNTED.match(q.printed)]
    runs = _runs(text, quantities)
    series = _series(text, runs)
    shared = _shared(text, quantities, runs) - series.keys()
    subject = name = ""
    for place, quantity in enumerate(quantities):
        begin = max((m.end() for m in _CLAUSE.finditer(text, 0, quantity.start)), default=0)
        previous = quantities[place - 1].end if place else 0
        same_clause = previous > begin
        words = text[max(begin, previous) : quantity.start]
        if same_clause and re.match(r"(?:以上|以下|以内|左右)?的", words):
            words = text[begin : quantity.start]  # 收入超10亿元的企业3家
        counted = _counted(text, quantity)
        if counted and re.search(r"[^\s、和及与+][、和及与+]\s*$", words):
            words = ""  # what stands before belongs to the figure before
        own = _name(words)
        if same_clause and words and len(own) < 2:
            own = name  # 分别达a、b
        else:
            own += counted
        clause = text[begin : quantity.end]
        if name and quantity.unit == "个百分点" and _COMPARED.match(own):
            own = name + own  # 占…比重达50%，比2015年提高3个百分点
        name = subject + own if _DEPENDENT.match(own) and subject else own
        if not _DEPENDENT.match(own):
            subject = _subject(own)
        if not subject and place == 0:
            subject = _subject(_name(text[:begin].rstrip("，；：。").rpartition("，")[2]))
            name = subject + own if _DEPENDENT.match(own) else own
        year, since, printed = _year(text, quantity.start)
        if place in series:
            year, since = series[place], None
        elif year is None and plan.meta.period and section.kind is not NodeKind.PREAMBLE:
            year = _implied_year(plan, section, text)
        dimension = _dimension(name + clause, quantity.unit, annual=bool(_ANNUAL.search(clause)))
        compared = _COMPARED.search(clause)
        if compared:
            since = int(compared[1])
        if _is_former(text, begin, quantity) or place in shared:
            continue  # where a figure comes from, and one of several subjects' figures
        yield Observation(
            name=_quoted(name.strip("“”、 ")),
            dimension=dimension,
            low=quantity.low,
            high=quantity.high,
            unit=quantity.unit,
            printed=quantity.printed,
            qualifier=_qualifier(text, quantity),
            year=year,
            since=since,
            kind=_kind_of_year(plan, year) or _kind_of_heading(section),
            path=section.path,
            sentence=sentence,
            own_year=printed,
        )


def _name(words: str) -> str:
    """What a figure is said of: its clause without year, link and courtesy words."""
    name = words.strip("（(“”、 和及与")
    before = None
    while before != name:
        before = name
        name = _LINK.sub("", _OPENING.sub("", name)).strip(" 、，")
    return name


def _quoted(name: str) -> str:
    """A name with both of its quotation marks: “云溪书房” where the figure cut it off."""
    opened, closed = name.count("“"), name.count("”")
    return f"{name}”" if opened > closed else f"“{name}" if closed > opened else name


def _counted(text: str, quantity: Quantity) -> str:
    """What a figure counts where it follows: 重点集聚平台 after 100个; empty where nothing does."""
    if quantity.unit in _NO_COUNT:
        return ""
    after = text[quantity.end :].removeprefix(quantity.qualifier)
    match = _FOLLOWS.match(after)
    if match is None or _NO_NOUN.match(match[1]):
        return ""
    rest = after[match.end() :]
    if re.match(r"、(?!\s*\d)", rest):
        return ""  # 100个定位科学、特色鲜明的…
    noun = match[1].rstrip()
    return noun.rstrip("和及与") if rest[:1].isdigit() else noun


def _subject(name: str) -> str:
    """The name without what is measured, for the clauses that go on from it: 增加值 stays."""
    return re.sub(r"(?:比|较)\s*(?:19|20)\d{2}\s*年.*$|年均增长$|增长$|占.*$", "", name)


def _runs(text: str, quantities: list[Quantity]) -> list[list[int]]:
    """Places of figures grouped where only 、 or 和 stands between them."""
    runs: list[list[int]] = []
    for place, quantity in enumerate(quantities):
        between = text[quantities[place - 1].end : quantity.start] if place else "…"
        if runs and re.fullmatch(r"\s*[、和及与]\s*", between):
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _series(text: str, runs: list[list[int]]) -> dict[int, int]:
    """Years of figures in a row said of the years of a period: 2011—2015年…分别达a、b、c、d和e."""
    years = _YEARS.search(text)
    if years is None or not years[1] or "分别" not in text:
        return {}
    span = range(int(years[1]), int(years[2]) + 1)
    run = next((run for run in runs if len(run) == len(span)), [])
    return dict(zip(run, span, strict=False))


def _shared(text: str, quantities: list[Quantity], runs: list[list[int]]) -> set[int]:
    """Places of figures said of several subjects in turn (甲、乙分别达a、b): none has a name."""
    shared: set[int] = set()
    for run in runs:
        before = re.split(r"[。；]", text[: quantities[run[0]].start])[-1]
        if len(run) > 1 and "分别" in before[-_TURN:]:
            shared |= set(run)
    return shared


def _is_former(text: str, begin: int, quantity: Quantity) -> bool:
    """Whether a figure is where another comes from: 由309家增至368家."""
    before, after = text[begin : quantity.start], text[quantity.end :]
    return bool(re.search(r"[由从][^，。；]{0,12}$", before) and _GOES_TO.match(after))


def _year(text: str, offset: int) -> tuple[int | None, int | None, bool]:
    """Year and first year of the last year or period named before a figure, and whether one is."""
    before = _COMPARED.sub(lambda match: "＿" * len(match[0]), text[:offset])
    found = list(_YEARS.finditer(before))
    if not found:
        return None, None, False
    last = found[-1]
    if last[1]:
        return int(last[2]), int(last[1]), True
    return int(last[3]), None, True


def _kind_of_heading(section: Section) -> Kind | None:
    """What stands under 发展基础 or 主要成就 was reached."""
    return Kind.ACTUAL if any(map(_PAST.search, section.heading[:2])) else None


def _implied_year(plan: Plan, section: Section, text: str) -> int | None:
    """A sentence without a year speaks of the plan's end where it aims at something."""
    if _kind_of_heading(section):
        return None
    period = plan.meta.period
    aims = re.search(r"目标|力争|达到|达|年均增长|确保|争取|以上|左右|不低于", text)
    return period[1] if period and aims else None


def _dimension(words: str, unit: str, *, annual: bool) -> Dimension:
    if unit == "个百分点":
        return Dimension.POINTS
    if "贡献率" in words:
        return Dimension.CONTRIBUTION
    if (
        unit in {"%", "倍"}
        and _GROWS.search(words)
        and not _SHARE.search(words.rpartition("，")[2])
    ):
        return Dimension.RATE if annual else Dimension.GROWTH
    if unit == "%":
        if annual and not _SHARE.search(words):
            return Dimension.RATE
        return Dimension.SHARE
    return Dimension.LEVEL


def _qualifier(text: str, quantity: Quantity) -> str:
    """Beside the figure, else 力争 where it opens the clauses the figure stands in."""
    if quantity.qualifier:
        return quantity.qualifier
    sentence = re.split(r"[。；]", text[: quantity.start])[-1]
    return "力争" if "力争" in sentence else ""
