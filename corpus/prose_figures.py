"""Figures of running text: one observation for each quantity with a unit.

What a figure is said of is read from the words before it: the rest of its clause, else the clause
before (占…比重达25% goes on from the subject before it), and the headings it stands under.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.dimensions import dimension_of, kind_of_heading, kind_of_year
from corpus.observations import Observation
from corpus.plan import NodeKind, Plan, Section, Sentence, SentenceKind
from corpus.quantities import Quantity, read_quantities
from corpus.subjects import is_bare_measure, subject_of

__all__ = ["figures_of_prose", "qualifier_of"]

_CLAUSE = re.compile(r"[，。；：！？]")
_YEARS = re.compile(
    r"((?:19|20)\d{2})\s*年?\s*[—–\-～~至]+\s*((?:19|20)\d{2})\s*年|((?:19|20)\d{2})\s*年"
)
_COMPARED = re.compile(r"(?:比|较)\s*((?:19|20)\d{2})\s*年")
# What links a figure to its name and is no part of it.
_LINK = re.compile(
    r"(?:分别)?(?:力争|确保|预计)?(?:达到?|达|实现|突破|超过|为|是|至|到|有|占|增至|提高到|提升到|增加到|降至|"
    r"控制在|保持在?|稳定在|完成|建成|形成|开工(?:建设)?|建设|新增|累计|约|近|不低于|不少于|以上|分别|只|仅|已|由|从|超|逾)+$"
)
_OPENING = re.compile(
    r"^(?:到|至|截至|截止)?\s*(?:(?:19|20)\d{2}\s*年?\s*[—–\-～~至]*\s*)+(?:末|底|年)?|^(?:其中|力争|争取|确保|同时|并|且|全市|全省|"
    r"具体目标为|预计|实现|到)+[：，,]?\s*"
)
_DEPENDENT = re.compile(r"^(?:占|年均|同比|比|较|增长|累计|平均|高于|低于|其中|人均)|^$")
_ANNUAL = re.compile(r"年均|每年|年平均|增速")
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


def figures_of_prose(
    plan: Plan, section: Section, subjects: tuple[str, ...]
) -> Iterator[Observation]:
    """An observation for each quantity of a node's sentences that has a unit."""
    for sentence in section.sentences:
        if sentence.kind not in _NO_FIGURE:
            yield from _of_sentence(plan, section, sentence, subjects)


def _of_sentence(
    plan: Plan, section: Section, sentence: Sentence, subjects: tuple[str, ...]
) -> Iterator[Observation]:
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
        dimension = dimension_of(name + clause, quantity.unit, annual=bool(_ANNUAL.search(clause)))
        compared = _COMPARED.search(clause)
        if compared:
            since = int(compared[1])
        in_turn = next(run for run in runs if place in run)
        named = None if place in series else _in_turn(name, in_turn.index(place), len(in_turn))
        if _is_former(text, begin, quantity) or (place in shared and named is None):
            continue  # where a figure comes from, and one of several subjects' figures
        full = _quoted((named or name).strip("“”、 "))
        owner = subject_of(full, section, text[: quantity.start], subjects)
        if is_bare_measure(full) and owner in subjects and full[:2] not in owner:
            full = owner + full  # 2015年实现增加值…: of what is said before, or above
        yield Observation(
            name=full,
            dimension=dimension,
            low=quantity.low,
            high=quantity.high,
            unit=quantity.unit,
            printed=quantity.printed,
            qualifier=qualifier_of(text, quantity),
            year=year,
            since=since,
            kind=kind_of_year(plan, year) or kind_of_heading(section),
            path=section.path,
            sentence=sentence,
            own_year=printed,
            subject=owner,
        )


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


def _implied_year(plan: Plan, section: Section, text: str) -> int | None:
    """A sentence without a year speaks of the plan's end where it aims at something."""
    if kind_of_heading(section):
        return None
    period = plan.meta.period
    aims = re.search(r"目标|力争|达到|达|年均增长|确保|争取|以上|左右|不低于", text)
    return period[1] if period and aims else None


def qualifier_of(text: str, quantity: Quantity) -> str:
    """Beside the figure, else 力争 where it opens the clauses the figure stands in."""
    if quantity.qualifier:
        return quantity.qualifier
    sentence = re.split(r"[。；]", text[: quantity.start])[-1]
    return "力争" if "力争" in sentence else ""
