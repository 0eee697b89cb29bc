"""The header of a pipe table: what each column holds, whatever the columns' order.

A column's label is its header's one to three lines, joined; a merged cell counts once. The label
says what is measured, in which unit, of which year, aimed at or reached.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.cells import is_unit, is_year, plain_cell, tight
from corpus.numerals import parse_numeral
from corpus.periods import five_year_plan
from corpus.pipe_tables import header_size, is_group, is_pipe, is_rule, pipe_cells
from corpus.plan import Plan, Section, Sentence, SentenceKind
from corpus.quantities import base_unit
from corpus.textops import BLANKS

__all__ = [
    "HeaderColumn",
    "Role",
    "caption_unit",
    "columns_of",
    "label_column",
    "read_header",
    "row_cells",
]


class Role(StrEnum):
    """What a column holds."""

    SERIAL = "serial"
    CATEGORY = "category"  # a group of rows: 类别, 领域
    NAME = "name"  # what the row is of
    UNIT = "unit"  # of the row's values
    FORCE = "force"  # 约束性, 预期性
    VALUE = "value"  # figures, or words that may hold some
    OTHER = "other"  # periods, offices in charge, remarks: no figures


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """A column by its label."""

    label: str  # 2025年目标值; 产量（吨）
    role: Role
    measure: str = ""  # what the label says is measured: 产量; "" for 2025年目标值
    unit: str = ""  # as the label prints it
    year: int | None = None
    since: int | None = None  # first year of a period, or the one compared with
    kind: str = ""  # 目标, 实际, as the label words it
    span: str = ""  # 年均 or 累计, of a period

    @property
    def of_year(self) -> bool:
        """Whether it holds what the row is of, in one year, and nothing else."""
        return (
            self.role is Role.VALUE
            and self.year is not None
            and not (self.measure or self.since or self.span)
        )


_SERIAL = re.compile(r"序号?|编号|项次|N[oO]\.?")
_UNIT_COLUMN = re.compile(r"(?:计量|数量)?单位")
_FORCE = re.compile(r"(?:指标)?(?:属性|性质)|指标类型")
_CATEGORY = re.compile(r"类别|指标类别|分类|类型|领域|维度|板块|方面|大类|一级指标")
_NAME = re.compile(
    r"(?:主要|具体|二级|三级)?(?:指标|名称|项目|产品|品种|工程|任务|行业|内容)(?:名称|内容)?|.{1,6}名称|"
    r"指标\D{0,4}|.{0,4}项目(?:名称)?"
)
_PLACE = re.compile(
    r"地区|区域|区县|县区|市县|县市|县（市、区）|区（县、市）|县\(市、区\)|市（州）|城市|省份|市州|街道|乡镇|园区|流域|河流|年份|年度|月份|时间|分类|类别"
)
_TIME = re.compile(r"年份|年度|月份|时间")
_NO_FIGURES = re.compile(
    r"备注|说明|责任|牵头|配合|实施主体|建设单位|主管|部门|年限|时间|工期|起止|周期|进度|年度|期限|来源"
)
_BRACKET = re.compile(r"[（(]\s*(?:单位[：:]\s*)?([^（）()]{1,14})\s*[）)]")
_PERCENT_END = re.compile(r"[%％‰]$")
_SPAN_YEARS = re.compile(r"((?:19|20)\d{2})\s*年?\s*[—–\-~～至]+\s*((?:19|20)\d{2})\s*年?(?:期间)?")
_COMPARED = re.compile(r"(?:比|较)((?:19|20)\d{2})年?末?")
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年?(?:[末底](?![\u4e00-\u9fff]))?")
_FIVE_YEAR = re.compile(r"[“\"]?(十[一二三四五六])五[”\"]?(时期|期间|规划)?(末|期末)?(年(?!均))?")
_OVER = re.compile(r"年均|五年累计|累计")
_TARGET = re.compile(r"目标|规划|预期|预计|计划|任务")
_ACTUAL = re.compile(r"实际|完成|现状|基期|基准|实绩|执行|基数")
# Words that say when and how a figure is meant, and not what is measured.
_KIND_WORDS = re.compile(
    r"(?:实际|目标|完成|规划|预期|预计|现状|基期|基准|计划|实绩|约束|中期|期末|远期|近期|发展|任务)+(?:值|数|性|情况)?|[末底]|值|^数$|^年$|水平年?|性|[：:、/]"
)


def label_column(label: str) -> HeaderColumn:
    """The column with a label."""
    plain = tight(label)
    role = _role(plain)
    if role is not Role.VALUE:
        return HeaderColumn(plain, role)
    rest, unit = _without_unit(plain)
    rest, since, year, span = _without_times(rest)
    kind = _kind(rest)
    timed = year is not None or since is not None
    measure = _KIND_WORDS.sub("", rest) if timed or _KIND_WORDS.fullmatch(rest) else rest
    measure = re.sub(r"[（(]\s*[）)]", "", measure)
    if measure.count("（") != measure.count("）"):
        measure = measure.strip("（）")
    return HeaderColumn(plain, role, measure, unit, year, since, kind, span)


def _role(plain: str) -> Role:
    if _SERIAL.fullmatch(plain):
        return Role.SERIAL
    if _UNIT_COLUMN.fullmatch(plain):
        return Role.UNIT
    if _FORCE.fullmatch(plain):
        return Role.FORCE
    if _CATEGORY.fullmatch(plain):
        return Role.CATEGORY
    if _NAME.fullmatch(plain) or _PLACE.fullmatch(plain):
        return Role.NAME
    if _YEAR.search(plain) or _BRACKET.search(plain):
        return Role.VALUE
    return Role.OTHER if _NO_FIGURES.search(plain) else Role.VALUE


def _without_unit(label: str) -> tuple[str, str]:
    """A label without the unit it prints, and the unit: 产量（吨）, 增长%."""
    for bracket in reversed(list(_BRACKET.finditer(label))):
        inside = bracket[1].removeprefix("单位：").removeprefix("单位:")
        if is_unit(inside) or "/" in inside or base_unit(inside)[0] != 1:
            return label[: bracket.start()] + label[bracket.end() :], inside
    percent = _PERCENT_END.search(label)
    return (label[: percent.start()], percent[0]) if percent else (label, "")


def _without_times(label: str) -> tuple[str, int | None, int | None, str]:
    """A label without its years; the first year, the last one, and what is said of all of them."""
    over = _OVER.search(label)
    years = _SPAN_YEARS.search(label)
    if years:
        rest = label[: years.start()] + label[years.end() :]
        return rest, int(years[1]), int(years[2]), over[0] if over else ""
    compared = _COMPARED.search(label)
    since = int(compared[1]) if compared else None
    outside = label[: compared.start()] + "比" + label[compared.end() :] if compared else label
    named = _FIVE_YEAR.search(outside)
    number = parse_numeral(named[1]) if named else None
    if named and number:
        first, last = five_year_plan(number)
        rest = outside[: named.start()] + outside[named.end() :]
        whole = not named[3] and bool(over or _KIND_WORDS.sub("", rest))
        return rest, first if whole else since, last, over[0] if over and whole else ""
    year = _YEAR.search(outside)
    if year is None:
        return label, since, None, ""
    rest = outside[: year.start()] + outside[year.end() :]
    if compared:
        rest = label.replace(year[0], "", 1)
    return rest, since, int(year[1]), ""


def _kind(label: str) -> str:
    target, actual = _TARGET.search(label), _ACTUAL.search(label)
    return "目标" if target and not actual else "实际" if actual else ""


def row_cells(plan: Plan, sentence: Sentence) -> list[str]:
    """Cells of a table's line, empty ones at its ends included.

    A sentence leaves out the bars and empty cells at its ends; they stand beside it in the text.
    """
    text, begin, end = plan.text, sentence.start, sentence.end
    outer = "|" + BLANKS
    while begin and text[begin - 1] in outer:
        begin -= 1
    while end < len(text) and text[end] in outer:
        end += 1
    return pipe_cells(text[begin:end].strip(BLANKS))


def read_header(plan: Plan, box: Section) -> tuple[HeaderColumn, ...]:
    """The columns of a pipe table, left to right; empty where the box has no header."""
    first = next((row.start for row in plan.children.get(box.path, ()) if "/r" in row.path), None)
    grid = []
    for sentence in box.sentences:
        if first is not None and sentence.start >= first:
            break
        if sentence.kind is SentenceKind.ROW and _is_pipe_line(plan, sentence):
            cells = row_cells(plan, sentence)
            if not is_rule(cells):
                grid.append(cells)
    size = header_size(grid)
    return _columns(grid[:size]) if size else ()


def columns_of(texts: Sequence[str]) -> tuple[HeaderColumn, ...]:
    """The columns of the pipe table that lines hold; empty where it has no header."""
    grid = [cells for text in texts if is_pipe(text) and not is_rule(cells := pipe_cells(text))]
    size = header_size(grid)
    return _columns(grid[:size]) if size else ()


def _is_pipe_line(plan: Plan, sentence: Sentence) -> bool:
    begin = sentence.start
    while begin and plan.text[begin - 1] in "|" + BLANKS:
        begin -= 1
    return is_pipe(plan.text[begin : sentence.end].strip(BLANKS) + "|")


def _columns(grid: Sequence[Sequence[str]]) -> tuple[HeaderColumn, ...]:
    """The columns of a header's lines; titles over the whole width are no part of a label."""
    width = len(grid[-1])
    rows = [cells for cells in grid if len(cells) == width and not is_group(cells)]
    columns: list[HeaderColumn] = []
    for n in range(width):
        parts = list(dict.fromkeys(tight(cells[n]) for cells in rows if cells[n]))
        unit = parts.pop() if len(parts) > 1 and is_unit(parts[-1]) else ""
        if parts and all(map(is_year, parts)):
            parts[-1] += "年"
        column = label_column("".join(parts))
        if not column.label:
            early = not any(c.role in {Role.VALUE, Role.UNIT} for c in columns)
            column = replace(column, role=Role.NAME if early else Role.OTHER)
        columns.append(replace(column, unit=unit.strip("（）()")) if unit else column)
    return tuple(_named(columns))


def _named(columns: list[HeaderColumn]) -> list[HeaderColumn]:
    """The columns with the rows' name told: the first that can be it, where no label says so."""
    names = [n for n, column in enumerate(columns) if column.role is Role.NAME]
    if not names:
        places = (n for n, c in enumerate(columns) if c.role in {Role.VALUE, Role.CATEGORY})
        first = next(places, None)
        if first is not None:
            columns[first] = replace(columns[first], role=Role.NAME)
        return columns
    times = [n for n in names if _TIME.fullmatch(columns[n].label)]
    if len(times) < len(names):
        for n in times:
            columns[n] = replace(columns[n], role=Role.OTHER)
    labelled = [n for n in names if columns[n].label and columns[n].role is Role.NAME]
    if len(labelled) > 1 and _PLACE.fullmatch(columns[labelled[0]].label):
        columns[labelled[0]] = replace(columns[labelled[0]], role=Role.CATEGORY)
    return columns


_CAPTION_UNIT = re.compile(r"(?:计量)?单\s*位\s*[：:]\s*([^，。；|）)\n]{1,16})")


def caption_unit(box: Section) -> str:
    """The unit that stands above or in the title of a table for all its figures; "" for none."""
    for sentence in box.sentences[:6]:
        match = _CAPTION_UNIT.search(sentence.text)
        if match and sentence.kind is not SentenceKind.NOTE:
            units = [plain_cell(unit) for unit in re.split(r"[、,]", match[1].strip())]
            level = [unit for unit in units if unit not in {"%", "％"}]
            return level[0] if len(level) == 1 else units[0] if len(units) == 1 else ""
    return ""
