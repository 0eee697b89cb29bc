"""Figures of running text: one observation for each quantity with a unit.

What a figure is said of is read from the words before it: the rest of its clause, else the clause
before (占…比重达25% goes on from the subject before it), and the headings it stands under.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from corpus import ranks
from corpus.dimensions import dimension_of, kind_of_heading, kind_of_year
from corpus.footnotes import without_marks
from corpus.observations import Dimension, Observation
from corpus.plan import NodeKind, Plan, Section, Sentence, SentenceKind
from corpus.quantities import Quantity, read_quantities
from corpus.relative_years import told_year
from corpus.subjects import is_bare_measure, subject_of

__all__ = ["figures_of_prose", "qualifier_of"]

_NO_MARKS: Mapping[Sentence, tuple[int, ...]] = {}
_CLAUSE = re.compile(r"[，。；：！？]")
_YEARS = re.compile(
    r"((?:19|20)\d{2})\s*年?\s*[—–\-～~至]+\s*((?:19|20)\d{2})\s*年|((?:19|20)\d{2})\s*年"
)
_COMPARED = re.compile(r"(?:比|较)\s*((?:19|20)\d{2})\s*年")
# What links a figure to its name and is no part of it.
_LINK = re.compile(
    r"(?:分别)?(?:力争|确保|预计)?(?:达到?|达|实现|突破|超过|为|是|至|到|有|占|增至|升至|降至|减至|左右|"
    r"(?:(?:进一步)?(?:提高|提升|增加|增长|扩大|上升|减少|压缩|压减|缩短|降低|下降|发展|调整))(?:到|至|为)|"
    r"(?:迈|站|跃|跨|登)[上过入]|(?:攀|跃|提)升(?:至|到)|冲破|控制在|保持在?|稳定在|完成|建成|形成|开工(?:建设)?|建设|新增|累计|约|近|不低于|不少于|以上|分别|只|仅|已|由|从|超|逾)+$"
)
_OPENING = re.compile(
    r"^(?:到|至|截至|截止)?\s*(?:(?:19|20)\d{2}\s*年?\s*[—–\-～~至]*\s*)+(?:末|底|年)?|^“?十[一二三四五六]五”?(?:时期|期间|末)?|^全年(?:全[省市州县区])?|^(?:其中|力争|争取|确保|同时|并|且|全市|全省|"
    r"具体目标为|预计|实现|到)+[：，,]?\s*"
)
_DEPENDENT = re.compile(
    r"^(?:占|年均|同比|比|较|增长|下降|累计(?!\w{2})|平均|高于|低于|其中|人均(?:达|为|约|$))|^$"
)
# 由2020年的820亿元增加到2025年的1300亿元: what links the two figures of a change.
_CHANGED = re.compile(
    r"(?:[由从]|(?:进一步)?(?:[提增扩上减压缩降下升发达]\S)?(?:降|增|升|减|达)?[到至为])?\s*"
    r"(?:(?:19|20)\d{2}\s*年(?:末|底)?)的?$|[由从]$"
)
_EXAMPLES = re.compile(
    r"^[^，。；：]*(?:、[^，。；：]*?等(?=[\u4e00-\u9fff]{3})|等(?=(?:国家|世界|[省市区县])级))"
)  # 东部软件园、…等集聚区
_OVER_YEARS = re.compile(r"年均|累计|增长|提高|下降|增加|新增|共|翻")  # what a period brought
_ANNUAL = re.compile(r"年均|每年|年平均|增速")
_TURN = 24  # characters before figures in a row within which 分别 is said of them
_GOES_TO = re.compile(
    r"\s*(?:左右|以上)?[\u4e00-\u9fff]{0,4}?\s*"
    r"(?:提高|提升|增加|增长|扩大|上升|减少|压缩|压减|缩短|降低|下降|发展|迈进|[增降升减缩压])?(?:至|到|为|向)"
)
_SECTORS = re.compile(r"(?:三次)?产业(?:结构|比例|比重)")
_RATIO = re.compile(
    r"(\d{1,2}(?:\.\d+)?)\s*[∶:：]\s*(\d{1,2}(?:\.\d+)?)\s*[∶:：]\s*(\d{1,2}(?:\.\d+)?)"
)
_THREE = ("第一产业", "第二产业", "第三产业")
_AIMS = re.compile(r"目标|力争|达到|达|年均增长|确保|争取|以上|左右|不低于")
_NO_FIGURE = {SentenceKind.HEADING, SentenceKind.ROW}
_COUNTED = re.compile(r"[零一二三四五六七八九十两半]")
# 100个重点集聚平台和300个重点项目: what is counted follows its figure.
_FOLLOWS = re.compile(r"\s*[“]?([\u4e00-\u9fffA-Za-z][^，。；：！？、（）”+\d]*)")
_NO_NOUN = re.compile(
    r"[的和及与以至到向后内前为是由占达并且在增提缩用降升减扩压]|左右|上下|之|多|余|行列|台阶|大关|关口|工作日|建成|进入|高于|低于"
)
# What money before it tells a class of: 10亿元楼宇, 百亿级产业.
_UNIT_BEFORE = re.compile(r"(人次)(?:总?数|达到?|为|约|突破|超过?)*\s*$")
_CLASS = re.compile(r"级|(?:以上)?(?:楼宇|企业|产业(?!基金)|集群|园区|项目|市场|商圈|镇|村)")
_MEASURED = re.compile(r"(?:收|值|额|资|金|款|税|费|润|模|达|到|为|过|增)\s*$")
_MONEY = frozenset({"元", "美元"})
_NO_COUNT = frozenset({"%", "个百分点", "倍", "强"})


def figures_of_prose(
    plan: Plan,
    section: Section,
    subjects: tuple[str, ...],
    marks: Mapping[Sentence, tuple[int, ...]] = _NO_MARKS,
) -> Iterator[Observation]:
    """An observation for each quantity of a node's sentences that has a unit.

    Args:
        plan: the plan.
        section: the node.
        subjects: `known_subjects` of the plan.
        marks: where numbers of footnotes stand within the words of a sentence.
    """
    for sentence in section.sentences:
        if sentence.kind not in _NO_FIGURE:
            reader = _SentenceReader(plan, section, sentence, subjects)
            yield from reader.sectors()
            for one in reader.figures():
                if sentence in marks:
                    name = without_marks(one.name, sentence.text, marks[sentence])
                    subject = without_marks(one.subject, sentence.text, marks[sentence])
                    one = replace(one, name=name, subject=subject)
                yield one


@dataclass(frozen=True, slots=True)
class _Clause:
    """Where a figure stands: its clause up to it, and the words that may name it."""

    begin: int
    text: str  # the clause, up to the figure's end
    words: str  # what stands before the figure, from the figure before it on
    same: bool  # whether another figure stands before it in the clause


class _SentenceReader:
    """Reads the figures of one sentence in turn; what one is said of, the next may go on from."""

    def __init__(
        self, plan: Plan, section: Section, sentence: Sentence, known: tuple[str, ...]
    ) -> None:
        self._plan, self._section, self._sentence, self._known = plan, section, sentence, known
        self._text = text = sentence.text
        read = (_with_unit_before(text, q) for q in read_quantities(text))
        figures = [q for q in read if _is_figure(text, q)]
        self._quantities = sorted([*figures, *ranks.read_ranks(text)], key=lambda q: q.start)
        self._runs = _runs(text, self._quantities)
        self._series = _series(text, self._runs)
        self._shared = _shared(text, self._quantities, self._runs) - self._series.keys()
        self._subject = self._name = ""

    def figures(self) -> Iterator[Observation]:
        """The observations, in reading order."""
        follows = False  # whether the figure before is where this one comes from
        for place, quantity in enumerate(self._quantities):
            clause = self._clause(place, quantity)
            self._go_on(place, quantity, clause)
            run = next(run for run in self._runs if place in run)
            turn = (
                None if place in self._series else _in_turn(self._name, run.index(place), len(run))
            )
            former = _is_former(self._text, clause.begin, quantity)
            dated = bool(re.search(r"(?:19|20)\d{2}\s*年(?:末|底)?的?\s*$", clause.words))
            known = self._base_year() is not None and not re.match(
                r"[^，。]*?向", self._text[quantity.end :]
            )
            undated = former and not dated and not known
            of_several = ranks.is_rank(quantity) and (len(run) > 1 or self._is_after_several(run))
            if undated or of_several or (place in self._shared and turn is None):
                continue  # what a figure was at a time not told, and one of several subjects'
            one = self._observation(place, quantity, clause, turn or self._name)
            own = bool(_YEARS.search(clause.words))  # its words name a year
            if former and not dated:  # 由47%提高到58%: what it was before the plan
                one = self._dated(replace(one, qualifier=""), self._base_year())
            elif follows and not own and self._base_year() is not None:
                one = self._dated(one, (self._base_year() or 0) + self._length())
            follows = former
            yield one

    def _is_after_several(self, run: list[int]) -> bool:
        """Whether the figures just before a run are several: 达a、b，均居全国第二."""
        return any(len(other) > 1 and other[-1] == run[0] - 1 for other in self._runs)

    def sectors(self) -> Iterator[Observation]:
        """The shares of the three sectors, printed as a ratio: 三次产业结构为9.6∶42.8∶47.6."""
        lead = _SECTORS.search(self._text)
        for ratio in _RATIO.finditer(self._text, lead.end()) if lead else ():
            year, _, printed = _year(self._text, ratio.start())
            for name, digits in zip(_THREE, ratio.groups(), strict=True):
                share = Decimal(digits)
                yield Observation(
                    name=f"{name}占地区生产总值比重",
                    dimension=Dimension.SHARE,
                    low=share,
                    high=share,
                    unit="%",
                    printed=digits,
                    qualifier="",
                    year=year,
                    since=None,
                    kind=kind_of_year(self._plan, year) or kind_of_heading(self._section),
                    path=self._section.path,
                    sentence=self._sentence,
                    own_year=printed,
                    subject=name,
                )

    def _dated(self, one: Observation, year: int | None) -> Observation:
        """A figure with a year that its sentence does not print."""
        kind = kind_of_year(self._plan, year)
        return replace(one, year=year, since=None, own_year=False, kind=kind)

    def _length(self) -> int:
        """How many years the plan has."""
        period = self._plan.meta.period
        return period[1] - period[0] + 1 if period else 0

    def _base_year(self) -> int | None:
        """The year before the plan, where the node speaks of what is to come."""
        period = self._plan.meta.period
        return period[0] - 1 if period and not kind_of_heading(self._section) else None

    def _clause(self, place: int, quantity: Quantity) -> _Clause:
        text = self._text
        begin = max((m.end() for m in _CLAUSE.finditer(text, 0, quantity.start)), default=0)
        previous = self._quantities[place - 1].end if place else 0
        same = previous > begin
        words = text[max(begin, previous) : quantity.start].rstrip()
        if same and re.match(r"(?:以上|以下|以内|左右)?的", words):
            words = text[begin : quantity.start]  # 收入超10亿元的企业3家
        return _Clause(
            begin, text[begin : quantity.end], words.removesuffix(quantity.qualifier), same
        )

    def _go_on(self, place: int, quantity: Quantity, clause: _Clause) -> None:
        """Name the figure, and keep what the clauses after it may go on from."""
        words, counted = clause.words, _counted(self._text, quantity)
        if counted and re.search(r"[^\s、和及与+][、和及与+]\s*$", words):
            words = ""  # what stands before belongs to the figure before
        own = ranks.rank_name(_name(words)) if ranks.is_rank(quantity) else _name(words)
        if clause.same and words.strip() and len(own) < 2:
            own = self._name  # 分别达a、b; 由第34位提升至第22位
        elif clause.same and re.match(r"[\s、和及与]", words) and is_bare_measure(own):
            own = re.sub(r"数量$", "", self._name) + own  # 住房13.7万套、建筑面积2137万平方米
        else:
            own = _EXAMPLES.sub("", own + counted)
        if self._name and quantity.unit == "个百分点" and _COMPARED.match(own):
            own = self._name + own  # 占…比重达50%，比2015年提高3个百分点
        goes_on = _DEPENDENT.match(own) or (ranks.is_rank(quantity) and ranks.goes_on(own))
        self._name = self._subject + own if goes_on and self._subject else own
        if not goes_on:
            self._subject = _subject(own)
        if not self._subject and place == 0:
            before = self._text[: clause.begin].rstrip("，；：。").rpartition("，")[2]
            self._subject = _subject(_name(before))
            self._name = self._subject + own if goes_on else own

    def _observation(
        self, place: int, quantity: Quantity, clause: _Clause, name: str
    ) -> Observation:
        year, since, printed = self._years(place, quantity, clause)
        annual = bool(_ANNUAL.search(clause.text))
        full = _quoted(name.strip("“”、 "))
        owner = subject_of(full, self._section, self._text[: quantity.start], self._known)
        if is_bare_measure(full) and owner in self._known and full[:2] not in owner:
            full = owner + full  # 2015年实现增加值…: of what is said before, or above
        return Observation(
            name=full,
            dimension=Dimension.RANK
            if ranks.is_rank(quantity)
            else dimension_of(self._name + clause.text, quantity.unit, annual=annual),
            low=quantity.low,
            high=quantity.high,
            unit=quantity.unit,
            printed=quantity.printed,
            qualifier=qualifier_of(self._text, quantity),
            year=year,
            since=since,
            kind=kind_of_year(self._plan, year) or kind_of_heading(self._section),
            path=self._section.path,
            sentence=self._sentence,
            own_year=printed,
            subject=owner,
        )

    def _years(
        self, place: int, quantity: Quantity, clause: _Clause
    ) -> tuple[int | None, int | None, bool]:
        """Year, first year of a growth, and whether the sentence prints the year."""
        year, since, printed = _year(self._text, quantity.start)
        told = None
        if year is None and place not in self._series:
            before = self._text[: quantity.start]
            told = told_year(self._plan, self._section, self._sentence, before)
        if place in self._series:
            year, since = self._series[place], None
        elif told is not None:
            year = told.year
            since = told.since if _OVER_YEARS.search(clause.text) else None
        elif year is None and self._section.kind is not NodeKind.PREAMBLE:
            year = _implied_year(self._plan, self._section, self._sentence)
            if year is not None and re.search(
                r"(?:五年|期间|规划期).{0,4}(?:累计|共|新增)", clause.text
            ):
                since = self._plan.meta.period and self._plan.meta.period[0]
        compared = _COMPARED.search(clause.text)
        return year, int(compared[1]) if compared else since, printed


def _with_unit_before(text: str, quantity: Quantity) -> Quantity:
    """A quantity whose unit stands before it: 年服务人次486万."""
    before = _UNIT_BEFORE.search(text[: quantity.start])
    if quantity.unit or before is None or quantity.printed[-1:] not in {"万", "亿"}:
        return quantity
    return replace(quantity, unit=before[1])


def _is_figure(text: str, quantity: Quantity) -> bool:
    """Whether a quantity says how much or how many there is.

    None does that counts in Chinese characters (三项制度), is part of a slogan's formula
    (“1个引领+6个重点”), or tells a class of things (10亿元楼宇).
    """
    if not quantity.unit or _COUNTED.match(quantity.printed):
        return False
    opened = text.rfind("“", 0, quantity.start)
    quoted = text[opened:].partition("”")[0] if opened >= 0 else ""
    inside = opened >= 0 and opened + len(quoted) >= quantity.end
    if inside and re.search(r"[+＋]", quoted):
        return False
    before, after = text[: quantity.start], text[quantity.end :].removeprefix(quantity.qualifier)
    if quantity.unit == "岁" and re.match(r"\s*及?(?:以[上下]|以内)?\s*的?[\u4e00-\u9fff]", after):
        return bool(re.search(r"(?:寿命|年龄)\D{0,6}$", before))  # 60岁以上人口
    if re.match(r"\s*(?:[向到][^，。]{0,10})?迈进", after):
        return False  # 从1万美元向2万美元迈进的阶段
    class_of = _CLASS.match(after) and not _MEASURED.search(before) and not quantity.qualifier
    return not (quantity.unit in _MONEY and class_of)


def _in_turn(name: str, place: int, count: int) -> str | None:
    """The name of one of several figures in a row: 高于全省、全国平均增幅 1.4和2.7个百分点.

    What is named in turn is told by a character the items share at one place (全省, 全国); None
    where it is not.
    """
    items = re.split(r"[、和及与]", name)
    if count < 2 or len(items) != count:
        return None
    left, right = items[0], items[-1]
    for size in (4, 3, 2):
        first, last = left[-size:], right[:size]
        alike = len(first) == len(last) == size and (first[0] == last[0] or first[-1] == last[-1])
        if alike and first != last and all(len(item) == size for item in items[1:-1]):
            own = [first, *items[1:-1], last][place]
            return left[:-size] + own + right[size:]
    return None


def _name(words: str) -> str:
    """What a figure is said of: its clause without year, link and courtesy words."""
    name = _EXAMPLES.sub("", words.strip("（(“”、 和及与"))
    before = None
    while before != name:
        before = name
        name = _CHANGED.sub("", _LINK.sub("", _OPENING.sub("", name))).strip(" 、，")
    return name


def _quoted(name: str) -> str:
    """A name with both of its quotation marks: “云溪书房” where the figure cut it off."""
    opened, closed = name.count("“"), name.count("”")
    return f"{name}”" if opened > closed else f"“{name}" if closed > opened else name


def _counted(text: str, quantity: Quantity) -> str:
    """What a figure counts where it follows: 重点集聚平台 after 100个; empty where nothing does."""
    if quantity.unit in _NO_COUNT or ranks.is_rank(quantity):
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


def _implied_year(plan: Plan, section: Section, sentence: Sentence) -> int | None:
    """The year that a sentence without one speaks of.

    Under 发展基础 the last before the plan, unless its node has named another; elsewhere the one
    its node has named last, where that lies beyond the plan (到2035年); else, where it aims at
    something, the plan's last.
    """
    period = plan.meta.period
    before = [s.text for s in section.sentences if s.start < sentence.start]
    named = [int(m[2] or m[3]) for text in before for m in _YEARS.finditer(_COMPARED.sub("", text))]
    last = named[-1] if named else None
    if period is None:
        return None
    if kind_of_heading(section):
        return period[0] - 1 if last in {None, period[0] - 1} else None
    if last is not None and last > period[1]:
        return last
    return period[1] if _AIMS.search(sentence.text) else None


def qualifier_of(text: str, quantity: Quantity) -> str:
    """Beside the figure, else 力争 where it opens the clauses the figure stands in."""
    if quantity.qualifier:
        return quantity.qualifier
    sentence = re.split(r"[。；]", text[: quantity.start])[-1]
    return "力争" if "力争" in sentence else ""
