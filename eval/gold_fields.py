"""One record of a gold file: its fields read one by one, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.answer import Route, Status
from eval.gold_types import HALVES, KINDS, NOISE, GoldNumber, GoldQuestion

__all__ = ["Fields"]


class Fields:
    """Reads the fields of a record one by one and keeps what is wrong with them."""

    _KNOWN = frozenset(
        {
            *("id", "turns", "kind", "half", "status", "sections", "also", "page", "facts", "says"),
            *("forbidden", "number", "items", "ordered", "route", "noise", "of", "tags", "note"),
        }
    )

    def __init__(self, record: object, where: str) -> None:
        self._record: Mapping[str, Any] = record if isinstance(record, Mapping) else {}
        self._where = where
        self.faults: list[str] = []
        if not isinstance(record, Mapping):
            self._fault("应为一道题（字段和值），请改正。")
        for field in sorted(set(map(str, self._record)) - self._KNOWN):
            self._fault(f"没有“{field}”这个字段。可用的有：{'、'.join(sorted(self._KNOWN))}。")

    def question(self) -> GoldQuestion | None:
        """The question; None where a fault keeps it from being read."""
        question = GoldQuestion(
            question_id=self._text("id", required=True),
            turns=self._texts("turns", required=True),
            kind=self._one_of("kind", KINDS),
            half=self._one_of("half", HALVES, default="dev"),
            status=frozenset(self._all_of("status", [s.value for s in Status], ["answered"])),
            sections=tuple(frozenset(group) for group in self._groups("sections")),
            also=frozenset(self._texts("also")),
            page=self._whole_number("page"),
            facts=self._groups("facts"),
            says=self._groups("says"),
            forbidden=self._texts("forbidden"),
            number=self._number(),
            items=self._groups("items"),
            ordered=self._flag("ordered", self._record),
            route=frozenset(self._all_of("route", [r.value for r in Route], [])),
            noise=self._one_of("noise", NOISE, default=""),
            of=self._text("of"),
            tags=self._texts("tags"),
        )
        return None if self.faults else question

    def _fault(self, what: str) -> None:
        self.faults.append(f"{self._where}：{what}")

    def _text(self, field: str, *, required: bool = False) -> str:
        value = self._record.get(field)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or not value.strip():
            self._fault(f"{field} 应为文字，请改正。")
            return ""
        return value

    def _texts(self, field: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; a single text stands for a list of one."""
        value = self._record.get(field)
        if value is None and not required:
            return ()
        found = _as_texts(value)
        if found is None or (required and not found):
            self._fault(f"{field} 应为{'非空的' if required else ''}文字列表，请改正。")
            return ()
        return found

    def _groups(self, field: str) -> tuple[tuple[str, ...], ...]:
        """A list of groups of alternatives; a text stands for a group of one."""
        value = self._record.get(field)
        if value is None:
            return ()
        groups = [_as_texts(group) for group in value] if isinstance(value, list) else [None]
        whole = tuple(group for group in groups if group)
        if len(whole) != len(groups):
            self._fault(f"{field} 应为若干组文字，每组列出可以互换的写法，请改正。")
            return ()
        return whole

    def _one_of(
        self, field: str, known: Sequence[str] | Mapping[str, str], default: str = ""
    ) -> str:
        value = self._record.get(field)
        if value is None and (default or field == "noise"):
            return default
        if not isinstance(value, str) or value not in known:
            self._fault(f"{field} 应为其中之一：{'、'.join(known)}；现为“{value}”。")
            return ""
        return value

    def _all_of(self, field: str, known: list[str], default: list[str]) -> list[str]:
        value = self._record.get(field)
        found = _as_texts(default if value is None else value)
        if found is None or (not found and default) or not set(found) <= set(known):
            self._fault(f"{field} 应取自：{'、'.join(known)}；现为“{value}”。")
            return []
        return list(found)

    def _whole_number(self, field: str) -> int | None:
        value = self._record.get(field)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self._fault(f"{field} 应为整数，请改正。")
        return None

    def _flag(self, field: str, record: Mapping[str, Any]) -> bool:
        value = record.get(field, False)
        if not isinstance(value, bool):
            self._fault(f"{field} 应为 true 或 false，请改正。")
        return value is True

    def _number(self) -> GoldNumber | None:
        value = self._record.get("number")
        if value is None:
            return None
        known = {"value", "unit", "year", "qualifier", "tolerance", "computed"}
        if not isinstance(value, Mapping) or not set(value) <= known or "value" not in value:
            self._fault(
                'number 应为 {"value": 数或 [低, 高], "unit": "亿元", "year": 2020, '
                '"qualifier": "左右", "tolerance": 0, "computed": false}，请改正。'
            )
            return None
        bounds = value["value"] if isinstance(value["value"], list) else [value["value"]] * 2
        year, tolerance = value.get("year"), value.get("tolerance", 0)
        numbers = [*bounds, tolerance, 0 if year is None else year]
        texts = [value.get("unit", ""), value.get("qualifier", "")]
        if (
            len(bounds) != 2
            or not all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers)
            or not all(abs(n) < 1e15 for n in numbers)  # NaN is not
            or not all(isinstance(text, str) for text in texts)
        ):
            self._fault(
                "number 中 value、year、tolerance 应为数，unit、qualifier 应为文字，请改正。"
            )
            return None
        return GoldNumber(
            low=float(bounds[0]),
            high=float(bounds[1]),
            unit=texts[0],
            year=year,
            qualifier=texts[1],
            tolerance=float(tolerance),
            computed=self._flag("computed", value),
        )


def _as_texts(value: object) -> tuple[str, ...] | None:
    """Texts of a text or a list of texts; None for anything else."""
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple) or not all(
        isinstance(text, str) and text.strip() for text in values
    ):
        return None
    return tuple(values)
