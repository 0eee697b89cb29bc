"""Rows of an indicator table: of a category, of a force, in a unit, without a value for a year."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.answer import Status, Value
from assistant.composer import Composed, Draft
from assistant.figure_question import FigureQuestion
from assistant.figure_table import FigureTable
from corpus.indicators import Observation
from corpus.plan import BoxKind, NodeKind, Plan, Section
from corpus.rows import RowLine, read_row

__all__ = ["FigureRows", "categories_named", "count_of"]

_NO_BASE = re.compile(
    r"(?:没有?|无|缺|空着?|未|不含).{0,8}(?:基数|基期|实际值|现状|数值|\d{4}年|数据|值)|(?:\d{4}年|基数|基期|实际值).{0,10}(?:没有|空着|空白|缺|未(?:给|列|填)|是横线)"
)
_FORCES = ("约束性", "预期性")
_MOST_ROWS = 40
# What follows from counts of rows is not worked out: 约束性指标占几成, 这组比那组多几项.
_OF_COUNTS = re.compile(r"比[^，。？?]{1,16}(?:多|少)|占[^，。？?]{0,14}(?:多少|几|百分)|百分之")


_OF_TABLE = re.compile(r"指标|考核|约束性|预期性|类别|[这那]一?类|[一二三四五六七八九十\d]+项")
# Rows without a figure: 没写数字, 只写了“完成省定目标”.
_IN_WORDS = re.compile(
    r"(?:不|没有?|未|无)(?:写|给|列|定|填|标|设)?(?:出|上)?(?:具体|明确|量化)?的?(?:数(?!量|据|字?经济)|数字|数值|目标值|指标值)|"
    r"只(?:写|讲|说|按|提)[^，。？?]{0,4}(?:完成|高于|同步|“)|用文字|文字表述|定性"
)
_DASHES = 2  # characters of ——, which is no value
_QUOTED = 0.4  # share of a value's characters that a question which means it says
_LONG = 4  # characters of a category that is known by all but its last
_PRINTED = r"(%|百分[比数]|亿元|万元|亿美元|万人次|万人|平方公里|平方米)"
_BY_UNIT = re.compile(
    rf"{_PRINTED}[^，。？?]{{0,4}}(?:单位|计量|计价|算的)|单位[^，。？?]{{0,4}}{_PRINTED}"
)


class FigureRows:
    """Lists indicators of one plan's tables."""

    def __init__(self, plan: Plan, table: FigureTable) -> None:
        self._plan = plan
        self._table = table

    def of_category(self, asked: FigureQuestion) -> Composed | None:
        """All indicators of a category that the question names and asks the figures of."""
        return self.rows(asked) if categories_named(asked, self._table) else None

    def rows(self, asked: FigureQuestion) -> Composed | None:
        """The indicators of a table: of a category, of a force, without a value for a year."""
        box = self._table_box(asked)
        if box is None or _OF_COUNTS.search(asked.text):
            return None
        rows = [s for s in self._plan.children.get(box.path, ()) if s.kind is NodeKind.ROW]
        held = {o.path: o for o in self._table.observations if o.in_table}
        lines = [(row, line) for row in rows for line in read_row(self._plan, row)]
        wanted = self._wanted_lines(asked, lines, held)
        if wanted is None:
            return None
        draft = Draft(self._plan)
        count = len({row.path for row, _ in wanted})
        draft.say(f"{box.label}中共 {count} 项：" if wanted else f"{box.label}中没有这样的指标。")
        if not wanted:
            draft.say(draft.cite(box.sentences[0]))
            return Composed(draft, Status.ANSWERED, box.path)
        self._as_table(draft, wanted[:_MOST_ROWS])
        draft.items += [line.name for _, line in wanted]
        return Composed(draft, Status.ANSWERED, box.path, count_of(asked, count))

    def _table_box(self, asked: FigureQuestion) -> Section | None:
        """The table the question names, else the one that reaches the plan's last year."""
        if asked.within:
            box = self._plan.by_path.get(asked.within)
            return box if box is not None and box.box_kind is BoxKind.TABLE else None
        period = self._plan.meta.period
        aimed = [
            o for o in self._table.observations if o.in_table and period and o.year == period[1]
        ]
        return self._plan.by_path[self._plan.by_path[aimed[0].path].parent or ""] if aimed else None

    def _wanted_lines(
        self,
        asked: FigureQuestion,
        lines: Sequence[tuple[Section, RowLine]],
        held: dict[str, Observation],
    ) -> list[tuple[Section, RowLine]] | None:
        """The lines the question restricts itself to; None where it does not."""
        restrictions = self._restrictions(asked, lines, held)
        if not restrictions:
            return None
        return [pair for pair in lines if all(holds(*pair) for holds in restrictions)]

    def _restrictions(
        self,
        asked: FigureQuestion,
        lines: Sequence[tuple[Section, RowLine]],
        held: dict[str, Observation],
    ) -> list[Callable[[Section, RowLine], bool]]:
        """What the question wants of a line: its force, category, unit, or a value that lacks."""
        found: list[Callable[[Section, RowLine], bool]] = []
        force = next((f for f in _FORCES if f in asked.text), "")
        if force:
            found.append(lambda _, line: line.force.startswith(force[:2]))
        named = categories_named(asked, self._table)
        if named:
            found.append(lambda row, _: row.path in held and held[row.path].category in named)
        worded = _worded(asked, lines)
        if worded:
            found.append(lambda _, line: bool(worded & set(line.values)))
        elif _NO_BASE.search(asked.text):
            first = min((column.year for _, line in lines for column in line.columns), default=0)
            year = asked.years[0] if len(asked.years) == 1 else first
            found.append(lambda _, line: not _has_digit(line.value_in(year)))
        unit = _BY_UNIT.search(asked.text)
        if unit:
            printed = (unit[1] or unit[2]).replace("百分比", "%").replace("百分数", "%")
            found.append(lambda _, line: line.unit == printed)
        return found

    def are_asked(self, asked: FigureQuestion) -> bool:
        """Whether a question that wants no figure wants the indicators of a category it names."""
        return bool(_OF_TABLE.search(asked.text) and categories_named(asked, self._table))

    def _as_table(self, draft: Draft, lines: Sequence[tuple[Section, RowLine]]) -> None:
        columns = lines[0][1].columns
        head = " | ".join(column.label for column in columns)
        draft.say(f"\n\n| 指标 | 单位 | {head} |\n|{'---|' * (len(columns) + 2)}\n")
        for row, line in lines:
            title = row.title.rstrip("*")
            whole = title.startswith(line.name) or "/" in title  # 货物/集装箱吞吐量 are two lines
            name = line.name if whole else title + line.name
            cells = " | ".join(line.values)
            draft.say(f"| {name}{draft.cite(line.sentence)} | {line.unit} | {cells} |\n")


def categories_named(asked: FigureQuestion, table: FigureTable) -> set[str]:
    """Categories of the plan's tables that a question names."""
    known = {o.category for o in table.observations if o.category}
    return {category for category in known if _is_named(category, asked.text)}


def _is_named(category: str, text: str) -> bool:
    """Whether a text names a category, the adjective it may end in left out: 社会文明程度高."""
    return category in text or (len(category) >= _LONG and category[:-1] in text)


def _worded(asked: FigureQuestion, lines: Sequence[tuple[Section, RowLine]]) -> set[str]:
    """The values in words (完成省下达目标) that a question is about; none where it is about none.

    Those whose characters the question says, where it says those of some; else all of them.
    """
    if not _IN_WORDS.search(asked.text):
        return set()
    values = {v for _, line in lines for v in line.values if len(v) > _DASHES and not _has_digit(v)}
    said = {v for v in values if sum(ch in asked.text for ch in v) >= _QUOTED * len(v)}
    return said or values


def _has_digit(value: str | None) -> bool:
    return any(ch.isdigit() for ch in value or "")


def count_of(asked: FigureQuestion, count: int) -> Value | None:
    """How many there are, where that was asked."""
    how_many = re.search(r"(?:几|多少)(?:个|项|条)", asked.text)
    return Value(count, "个", None) if how_many else None
