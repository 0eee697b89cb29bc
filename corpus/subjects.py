"""Subjects: what a figure is of, told from what is measured (文化创意产业 | 增加值)."""

from __future__ import annotations

import re

from corpus.plan import NodeKind, Plan, Section

__all__ = [
    "MEASURED",
    "has_measure",
    "is_bare_measure",
    "known_subjects",
    "split_name",
    "subject_of",
]

# Words of official statistics that begin what is measured, longest first; no plan's own words.
_MEASURE = re.compile(
    r"(?:实现|年)?(?:增加值|总产值|产值|对?(?:地区|国内)?生产总值(?:增长的?贡献率)?|"
    r"对经济增长的?贡献率|(?:营业|主营业务|外汇|财政|税收|人均可支配|人均)?总?收入|"
    r"(?:社会消费品)?零售总?额|进出口|出口|进口|交易总?额|成交总?额|销售总?额|投资总?额|(?:固定资产)?总?投资|实际(?:吸引|利用|使用|到位)?外资|"
    r"从业人员|(?:新增)?就业|总?建筑面积|(?:总|占地|规划)?面积|吞吐量|总量|数量|产量|装机|拥有量|"
    r"(?:接待|服务)人次|资产|利润|税收|总额|总数|规模|占[^占]{2,}(?:比重|比例|份额)|占比|比重|比例|"
    r"覆盖率|覆盖面|贡献率|年均(?:增长|增速|下降|浓度)|同比|增速|增长|(?:比|较)\s*(?:19|20)\d{2}\s*年)"
)
# Indicators of a whole economy: they name their own subject.
_MACRO = re.compile(
    r"(?:实现|全市|全省)*(?:人均)?(?:(?:地区|国内)?生产总值|社会消费品|固定资产|进出口|财政|税收|一般公共预算|居民)"
)
_LEADS = re.compile(
    r"(?:实现)?(?:增加值|总产值|产值|营业收入|总收入)(?=高于|低于|占|比|年均|增|同比)"
)
_LONGEST_TITLE = 12  # characters of a node's title that names a thing
_SECTOR = re.compile(r"[\u4e00-\u9fff]{1,9}(?:业|经济|贸易)$")
# What the name of a row of statistics ends in where it says itself what is measured.
MEASURED = re.compile(
    r"(?:[出存]栏|余额|总量|产量|[率额量]|人数|户数|次数|面积|里程|资金|总值|收入|投资)$"
)
_FILLER = 1  # characters beside what is measured that name no subject


def split_name(name: str) -> tuple[str, str]:
    """Subject and measure of a name: ("文化创意产业", "增加值"); no subject where none leads."""
    match = next((m for m in _MEASURE.finditer(name) if m.start() >= 2), None)
    if match is None or is_bare_measure(name):
        return "", name
    return name[: match.start()].rstrip("的"), name[match.start() :]


def has_measure(name: str) -> bool:
    """Whether a row's name says what is measured: 住户存款余额; not so 第一产业, 住宅."""
    return bool(split_name(f"某某{name}")[0]) or bool(MEASURED.search(name))


def is_bare_measure(name: str) -> bool:
    """Whether a name says what is measured and not of what: 增加值年均增长, 总投资."""
    if _LEADS.match(name):
        return True
    rest = re.sub(r"[\s的\d.]", "", _MEASURE.sub("", name))
    return len(rest) <= _FILLER and not _MACRO.match(name)


def known_subjects(plan: Plan) -> tuple[str, ...]:
    """What figures are given for: subjects of table rows, titles of sections on a sector."""
    found: dict[str, None] = {}
    for section in plan.sections:
        title = section.title.rstrip("*。")
        if section.kind is NodeKind.ROW:
            subject = title if len(section.sentences) > 1 else split_name(title)[0]
            found[re.sub(r"^(?:其中|#)[：:]?", "", subject)] = None
        elif _SECTOR.fullmatch(title):
            found[title] = None
    found.pop("", None)
    return tuple(sorted(found, key=lambda title: (-len(title), title)))


def subject_of(name: str, section: Section, before: str, known: tuple[str, ...]) -> str:
    """The subject of a figure in prose.

    The one its name leads with; for a bare measure the last one its sentence has named, else the
    nearest title above it that is one, else the title of its own node.

    Args:
        name: what the figure is said of.
        section: the node it stands in.
        before: its sentence up to the figure.
        known: `known_subjects` of the plan.
    """
    own, _ = split_name(name)
    if own or not is_bare_measure(name):
        return own
    places: dict[int, str] = {}
    for title in known:  # the longest first: 科技服务业 is no 服务业
        if title in before:
            places.setdefault(before.rfind(title) + len(title), title)
    if places:
        return places[max(places)]
    above = [title for title in reversed(section.heading) if title in known]
    own = section.title if len(section.title) <= _LONGEST_TITLE else ""
    if section.kind is NodeKind.PART and own:
        return own  # 总投资 of a project of a box
    return above[0] if above else own
