"""The types of the indicator table: one observation is one figure at one address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from corpus.plan import Sentence
from corpus.quantities import base_unit

__all__ = ["DIMENSION_NAMES", "KIND_NAMES", "Dimension", "Kind", "Observation"]

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
    RANK = "rank"  # a place among others, 1 the first


DIMENSION_NAMES = {
    Dimension.LEVEL: "数值",
    Dimension.SHARE: "比重",
    Dimension.RATE: "年均增速",
    Dimension.GROWTH: "增幅",
    Dimension.POINTS: "百分点差",
    Dimension.CONTRIBUTION: "贡献率",
    Dimension.RANK: "位次",
}


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
    subject: str = ""  # what `name` or the place says is measured: 文化创意产业; "" where unclear
    force: str = ""  # 约束性 or 预期性, where the table says so
    price_basis: str = ""  # 2015年价格, 可比价格, 现价, where the table's note says so
    category: str = ""  # of the table: 产业规模
    in_words: bool = False  # whether `printed` is words and no figure: 完成省下达目标
    part_of: str = ""  # address of the row that a 其中 row belongs to

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
        if not unit and number == self.low:
            return number, self.unit  # 1.4 of 1.4和2.7个百分点
        same = number * base_unit(unit)[0] == self.low  # not so in 9000—1万亿元
        return (number, unit) if same else (self.low, self.unit)

    @property
    def before(self) -> str:
        """What stands before the figure in its sentence."""
        return self.sentence.text[: max(self.sentence.text.find(self.printed), 0)]

    @property
    def after(self) -> str:
        """What stands after the figure in its sentence."""
        return self.sentence.text[len(self.before) + len(self.printed) :]

    @property
    def in_table(self) -> bool:
        """Whether it is a cell of a table."""
        return bool(self.column)
