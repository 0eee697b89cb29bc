"""What changed from one version of a plan to the next: sections and figures.

Sections are the same where their titles are, all the way down from the top, whatever their numbers;
of the rest, those whose words are mostly the same. Figures are the same where name, year, sort and
target or actual are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from corpus.indicators import KIND_NAMES, Observation, read_observations
from corpus.plan import NodeKind, Plan, Section
from corpus.quantities import qualified

__all__ = ["Change", "Changes", "FigureChange", "SectionChange", "changes"]

_WITHIN = {NodeKind.PART, NodeKind.ROW}  # told as part of their box
_ALIKE = 0.6  # share of common sentences or characters from which two sections are one
_MOST_COMPARED = 200  # unmatched sections on each side that are compared word by word
_SHOWN = 40  # lines of each list in the text; the JSON has all


class Change(StrEnum):
    """What became of a section or a figure."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENUMBERED = "renumbered"  # of a section: the same words under another number


@dataclass(frozen=True, slots=True)
class SectionChange:
    """One section or box that is not as it was."""

    change: Change
    before: Section | None  # None where it was added
    after: Section | None  # None where it was removed
    lost: tuple[str, ...] = ()  # sentences of the old version alone
    gained: tuple[str, ...] = ()  # sentences of the new version alone

    @property
    def name(self) -> str:
        """Label and title, of the new version where there is one."""
        section = self.after or self.before
        assert section is not None
        return f"{section.label} {section.title}".strip()


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure that is not as it was."""

    change: Change
    name: str
    year: int | None
    kind: str  # 目标, 实际 or ""
    before: str  # as printed, with qualifier; "" where it was added
    after: str  # likewise; "" where it was removed
    label: str  # of where it stands, in the new version where there is one


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed, in reading order of the new version, what was removed last."""

    sections: tuple[SectionChange, ...]
    figures: tuple[FigureChange, ...]

    def as_text(self) -> str:
        """In Chinese, a line a change."""
        if not self.sections and not self.figures:
            return "与原版相比，章节和数值都没有变化。"
        lines = [f"与原版相比：章节{_counted(self.sections)}；数值{_counted(self.figures)}。"]
        lines += _some([line for one in self.sections for line in _section_lines(one)])
        if self.figures:
            lines += ["数值的变化：", *_some([_figure_line(one) for one in self.figures])]
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """For programs; names in English, words in Chinese."""
        return {
            "sections": [
                {
                    "change": str(one.change),
                    "before": _address(one.before),
                    "after": _address(one.after),
                    "lost": list(one.lost),
                    "gained": list(one.gained),
                }
                for one in self.sections
            ],
            "figures": [
                {
                    "change": str(one.change),
                    "name": one.name,
                    "year": one.year,
                    "kind": one.kind,
                    "before": one.before or None,
                    "after": one.after or None,
                    "label": one.label,
                }
                for one in self.figures
            ],
        }


def changes(old: Plan, new: Plan) -> Changes:
    """What is different in `new`."""
    return Changes(tuple(_section_changes(old, new)), tuple(_figure_changes(old, new)))


# --- sections -------------------------------------------------------------------------------------


def _section_changes(old: Plan, new: Plan) -> list[SectionChange]:
    before, after = _nodes(old), _nodes(new)
    pairs = _paired(old, before, new, after)
    found = []
    for section in after:
        match = pairs.get(section.path)
        if match is None:
            found.append(SectionChange(Change.ADDED, None, section))
            continue
        lost, gained = _differing(_told(old, match), _told(new, section))
        if lost or gained:
            found.append(SectionChange(Change.CHANGED, match, section, lost, gained))
        elif match.label != section.label:
            found.append(SectionChange(Change.RENUMBERED, match, section))
    kept = {section.path for section in pairs.values()}
    gone = [section for section in before if section.path not in kept]
    return found + [SectionChange(Change.REMOVED, section, None) for section in gone]


def _nodes(plan: Plan) -> list[Section]:
    return [section for section in plan.sections if section.kind not in _WITHIN]


def _told(plan: Plan, section: Section) -> list[str]:
    """A section's title, then its words."""
    return ["".join(section.title.split()), *_words(plan, section)]


def _words(plan: Plan, section: Section) -> list[str]:
    """What stands in a section itself, or in all of a box, blanks left out."""
    nodes = plan.subtree(section.path) if section.is_box else (section,)
    sentences = (s for n in nodes for s in (n.body if n is section else n.sentences))
    return ["".join(s.text.split()) for s in sentences]


def _paired(
    old: Plan, before: Sequence[Section], new: Plan, after: Sequence[Section]
) -> dict[str, Section]:
    """For addresses of the new version the section it was before."""
    by_titles: dict[tuple[object, ...], list[Section]] = defaultdict(list)
    for section in before:
        by_titles[_titles(section)].append(section)
    pairs = {}
    for section in after:
        same = by_titles.get(_titles(section))
        if same:
            pairs[section.path] = same.pop(0)
    left = [section for sections in by_titles.values() for section in sections]
    fresh = [section for section in after if section.path not in pairs]
    for section in fresh[:_MOST_COMPARED]:
        best = _likest(old, left[:_MOST_COMPARED], new, section)
        if best is not None:
            left.remove(best)
            pairs[section.path] = best
    return pairs


def _titles(section: Section) -> tuple[object, ...]:
    return section.kind, *("".join(title.split()) for title in section.heading)


def _likest(
    old: Plan, candidates: Sequence[Section], new: Plan, section: Section
) -> Section | None:
    """The section of the old version whose title and words are most alike; None for none."""
    best, share = None, _ALIKE
    wanted = section.title + "".join(_words(new, section))
    matcher = SequenceMatcher(None, b=wanted[:2000], autojunk=False)
    for one in candidates:
        if one.kind is not section.kind:
            continue
        matcher.set_seq1((one.title + "".join(_words(old, one)))[:2000])
        if matcher.real_quick_ratio() > share and matcher.quick_ratio() > share:
            ratio = matcher.ratio()
            if ratio > share:
                best, share = one, ratio
    return best


def _differing(
    before: Sequence[str], after: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sentences of the one alone, and of the other."""
    lost: list[str] = []
    gained: list[str] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, i, j, k, m in matcher.get_opcodes():
        if what != "equal":
            lost += before[i:j]
            gained += after[k:m]
    return tuple(lost), tuple(gained)


# --- figures --------------------------------------------------------------------------------------


def _figure_changes(old: Plan, new: Plan) -> list[FigureChange]:
    before, after = _figures(old), _figures(new)
    found = []
    for key, fresh in after.items():
        stale = before.pop(key, [])
        same = {printed for printed, _ in stale} & {printed for printed, _ in fresh}
        was = [one for one in stale if one[0] not in same]
        is_now = [one for one in fresh if one[0] not in same]
        for n, (printed, label) in enumerate(is_now):
            earlier = was[n][0] if n < len(was) else ""
            change = Change.CHANGED if earlier else Change.ADDED
            found.append(_figure(change, key, earlier, printed, label))
        gone = was[len(is_now) :]
        found += [_figure(Change.REMOVED, key, printed, "", label) for printed, label in gone]
    for key, stale in before.items():
        found += [_figure(Change.REMOVED, key, printed, "", label) for printed, label in stale]
    return found


_Key = tuple[str, int | None, int | None, str, str]


def _figure(change: Change, key: _Key, before: str, after: str, label: str) -> FigureChange:
    return FigureChange(change, key[0], key[1], key[3], before, after, label)


def _figures(plan: Plan) -> dict[_Key, list[tuple[str, str]]]:
    """Figures as printed, and labels of where, by what they are of; each value once."""
    found: dict[_Key, list[tuple[str, str]]] = defaultdict(list)
    for one in read_observations(plan):
        printed = _printed(one)
        key = (one.name, one.year, one.since, KIND_NAMES[one.kind], str(one.dimension))
        if printed not in {known for known, _ in found[key]}:
            found[key].append((printed, plan.by_path[one.path].label))
    return found


def _printed(one: Observation) -> str:
    printed = "".join(one.printed.split())
    return printed if one.qualifier in printed else qualified(printed, one.qualifier)


# --- telling --------------------------------------------------------------------------------------

_NAMES = {
    Change.ADDED: "新增",
    Change.REMOVED: "删去",
    Change.CHANGED: "修改",
    Change.RENUMBERED: "改编号",
}


def _counted(found: Iterable[SectionChange | FigureChange]) -> str:
    kinds = [one.change for one in found]
    counts = [
        f"{name}{kinds.count(change)}处" for change, name in _NAMES.items() if change in kinds
    ]
    return "、".join(counts) or "没有变化"


def _section_lines(one: SectionChange) -> list[str]:
    moved = one.before is not None and one.after is not None and one.before.label != one.after.label
    was = f"（原为{one.before.label}）" if moved and one.before is not None else ""
    return [
        f"{_NAMES[one.change]}：{one.name}{was}",
        *(f"  － {words}" for words in one.lost),
        *(f"  ＋ {words}" for words in one.gained),
    ]


def _figure_line(one: FigureChange) -> str:
    year = f"{one.year}年" if one.year is not None else ""
    of = f"{year}{one.name}{f'（{one.kind}）' if one.kind else ''}"
    if one.change is Change.CHANGED:
        return f"修改：{of}：{one.before} → {one.after}（{one.label}）"
    return f"{_NAMES[one.change]}：{of}：{one.after or one.before}（{one.label}）"


def _some(lines: list[str]) -> list[str]:
    more = len(lines) - _SHOWN
    return lines if more <= 0 else [*lines[:_SHOWN], f"……另有 {more} 行，见 --json。"]


def _address(section: Section | None) -> dict[str, Any] | None:
    if section is None:
        return None
    return {
        "section": section.path,
        "label": section.label,
        "heading": list(section.heading),
        "page": section.page,
    }
