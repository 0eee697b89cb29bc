"""Writes profiles: part by part with a mark for each line, or as a table of subjects."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

from assistant.answer import Status
from assistant.composer import Composed, Draft, page_of, pages_of
from assistant.profile import Aspect, Line, Part, Profile
from assistant.profile_place import Place
from assistant.section_writer import name_of
from assistant.sectors import looks_back
from corpus.pieces import is_begun, is_cut, opening
from corpus.plan import NodeKind, Plan, Section

__all__ = ["ProfileWriter"]

_MOST_SECTIONS = 12  # of a place that are told
# Lines of a cell, and characters of one of its quotes; goals and rows hold figures and stay whole.
_IN_CELL = {
    Aspect.GOALS: 3,
    Aspect.FIGURES: 6,
    Aspect.MEASURES: 6,
    Aspect.LAYOUT: 4,
    Aspect.PROJECTS: 3,
}
_QUOTE = 70
_NONE = "规划未写"
_DOTS = "……"
_WORKS = re.compile(r"(?:等|重大|重点)(?:建设)?(?:项目|工程)|(?:项目|工程)建设")
_MARKS = re.compile(r"\[\d+\]")


class ProfileWriter:
    """Writes the profiles of one plan."""

    def __init__(self, plan: Plan, today: Callable[[], dt.date]) -> None:
        self._plan = plan
        self._today = today

    # --- one sector ----------------------------------------------------------------------------

    def brief(self, profile: Profile, asked: Sequence[Aspect], *, invests: bool) -> Composed:
        """A sector in short; parts that were asked for and are not there are said to be absent."""
        draft = Draft(self._plan)
        self.lead(draft, profile, invests=invests)
        for part in profile.parts:
            draft.say(f"\n\n**{part.title}**")
            for line in part.lines:
                draft.say("\n- ")
                self.line(draft, line)
            if part.rest:
                rest = self.cited(draft, [line.section for line in part.rest])
                draft.say(f"\n- 另有未列出的，见{rest}。")
        told = {part.aspect for part in profile.parts}
        absent = "、".join(aspect.value for aspect in asked if aspect not in told)
        if absent:
            draft.say(f"\n\n规划没有单独写{profile.subject}的{absent}。")
        measures = profile.part(Aspect.MEASURES)
        draft.items += [line.section.path for line in measures.lines] if measures else []
        home = profile.home
        return Composed(draft, Status.ANSWERED, home.path if home is not None else None)

    def lead(self, draft: Draft, profile: Profile, *, invests: bool) -> None:
        """Where a sector has its section, or that it has none, and what is told of it."""
        home = profile.home
        if home is not None:
            mark = draft.cite(home.sentences[0])
            draft.say(f"{name_of(home)}{self._pages(home)}{mark}，规划的安排如下，均引自原文")
        else:
            draft.say(f"规划没有以“{profile.subject}”为题的章节，写到它的内容如下，均引自原文")
        draft.say("，不作评价和投资建议。" if invests else "。").say(self.ended())

    def ended(self) -> str:
        """The word that what a plan wanted is told, where its period is over."""
        period = self._plan.meta.period
        over = period is not None and period[1] < self._today().year
        return "规划期已经结束，所列是规划当时的打算，不是实际结果。" if over else ""

    def line(self, draft: Draft, line: Line) -> None:
        """A line with the heading or label it stands under, each quote with its mark."""
        if line.told:
            marks = "".join(map(draft.cite, line.sentences))
            draft.say(f"{line.told}{marks}（{line.section.label}）")
            return
        if line.title is not None:
            title = line.label or f"{line.section.number}{line.section.title}"
            draft.say(f"{title}{draft.cite(line.title)}{'：' if line.sentences else ''}")
            if line.section.box_kind == "picture":
                draft.say("（原文为图片，文本未收录内容）")
        elif line.label:
            draft.say(f"{line.label}{page_of(line.section)}：")
        self._pieces(draft, line)

    def _pieces(self, draft: Draft, line: Line) -> None:
        """The quotes of a line, with dots where one begins or ends amid its sentence."""
        for piece in line.sentences:
            before = _DOTS if is_begun(self._plan, piece) else ""
            after = _DOTS if is_cut(self._plan, piece) else ""
            gap = "" if piece is line.sentences[-1] or _closed(piece.text) else "；"
            draft.say(f"{before}{piece.text}{after}{draft.cite(piece)}{gap}")

    @staticmethod
    def cited(draft: Draft, sections: Sequence[Section]) -> str:
        """The labels of sections, each once, with marks."""
        return "、".join(s.label + draft.cite(s.sentences[0]) for s in dict.fromkeys(sections))

    def _pages(self, node: Section) -> str:
        pages = [s.last_page for s in self._plan.subtree(node.path, boxes=False)]
        return pages_of(node.page, max((page for page in pages if page is not None), default=None))

    # --- one place -----------------------------------------------------------------------------

    def place(self, profile: Profile, place: Place, *, projects: bool) -> Composed:
        """All sections that name a place, in order; where projects are asked for, those of them."""
        draft = Draft(self._plan)
        parts = profile.parts
        name = place.entity.name
        called = f"“{profile.subject}”"
        if profile.subject not in name:
            draft.say(f"规划中“{name}”即所问的{called}。")
        if projects:
            works = tuple(part for part in parts if self._is_of_projects(part))
            draft.say("" if works else f"规划没有在工程、项目中写到{called}。")
            parts = works or parts
        shown = parts[:_MOST_SECTIONS]
        told = "在工程、项目中写到" if parts is not profile.parts else "提到"
        draft.say(f"规划{told}{called}的有 {len(parts)} 处，按章节顺序如下。")
        draft.say(self.ended())
        for part in shown:
            section = part.lines[0].section
            draft.say(f"\n- {part.title}{page_of(section)}：")
            for line in part.lines:
                draft.say("\n  - " if len(part.lines) > 1 else "")
                self.of_place(draft, line)
        draft.items += [part.lines[0].section.path for part in parts]
        rest = parts[_MOST_SECTIONS:]
        if rest:
            told = self.cited(draft, [part.lines[0].section for part in rest])
            draft.say(f"\n\n其余见{told}。")
        return Composed(draft, Status.ANSWERED, shown[0].lines[0].section.path)

    def of_place(self, draft: Draft, line: Line) -> None:
        """What a line says of a place, each quote with its mark."""
        if line.told:
            draft.say(line.told + "".join(map(draft.cite, line.sentences)))
        elif line.title is not None and not line.sentences:
            draft.say(f"{line.section.title}{draft.cite(line.title)}")
        else:
            self._pieces(draft, line)

    def _is_of_projects(self, part: Part) -> bool:
        """Whether a part tells works to come: by its headings, its row, or as 等项目."""
        section = part.lines[0].section
        titles = [n.title for n in [*self._plan.ancestors(section.path), section]]
        headed = any("项目" in title or "工程" in title for title in titles)
        pieces = (piece.text for line in part.lines for piece in line.sentences)
        works = headed or section.kind is NodeKind.ROW or any(map(_WORKS.search, pieces))
        return works and not looks_back(self._plan, section)

    def places(self, profiles: Sequence[Profile]) -> Composed:
        """Places side by side: a row for each section that names one of them, in order."""
        draft = self._beside(profiles)
        heads = " | ".join(profile.subject for profile in profiles)
        draft.say(f"| 出处 | {heads} |\n|{'---|' * (len(profiles) + 1)}")
        by_path = [{part.lines[0].section.path: part for part in p.parts} for p in profiles]
        paths = [s.path for s in self._plan.sections if any(s.path in parts for parts in by_path)]
        for path in paths[:_MOST_SECTIONS]:
            cells = []
            for parts in by_path:
                inner = Draft(self._plan, draft.citations)
                for line in parts[path].lines if path in parts else ():
                    self.of_place(inner, line)
                cells.append(inner.text.replace("|", "\\|") or "——")
            section = self._plan.by_path[path]
            draft.say(f"\n| {name_of(section)}{page_of(section)} | {' | '.join(cells)} |")
            draft.items.append(path)
        return Composed(draft, Status.ANSWERED, None)

    # --- side by side --------------------------------------------------------------------------

    def _beside(self, profiles: Sequence[Profile]) -> Draft:
        """What comes before subjects side by side."""
        names = "、".join(profile.subject for profile in profiles)
        lead = f"规划对{names}的写法并列如下，均引自原文，不作高下评判。{self.ended()}\n\n"
        return Draft(self._plan).say(lead)

    def side_by_side(self, profiles: Sequence[Profile], aspects: Sequence[Aspect]) -> Composed:
        """A table: a row for each aspect that one of them has, a column for each subject."""
        draft = self._beside(profiles)
        heads = [
            profile.subject + (draft.cite(profile.home.sentences[0]) if profile.home else "")
            for profile in profiles
        ]
        draft.say(f"| 方面 | {' | '.join(heads)} |\n|{'---|' * (len(heads) + 1)}")
        for aspect in aspects:
            parts = [profile.part(aspect) for profile in profiles]
            if any(parts) or len(aspects) < len(Aspect):
                cells = [self._cell(draft, part, aspect) if part else _NONE for part in parts]
                draft.say(f"\n| {aspect.value} | {' | '.join(cells)} |")
        draft.items += [profile.home.path for profile in profiles if profile.home]
        return Composed(draft, Status.ANSWERED, None)

    def _cell(self, draft: Draft, part: Part, aspect: Aspect) -> str:
        """The lines of a part in one cell: of measures their titles, of the rest short quotes."""
        told: list[str] = []
        for line in part.lines[: _IN_CELL[aspect]]:
            inner = Draft(self._plan, draft.citations)
            if line.title is not None and (aspect is Aspect.MEASURES or not line.sentences):
                title = line.label or f"{line.section.number}{line.section.title}"
                inner.say(f"{title}{inner.cite(line.title)}")
            elif line.told:
                inner.say(line.told + "".join(map(inner.cite, line.sentences)))
            else:
                self._pieces(inner, self._short(line, aspect))
            gap = "；" if told and not _closed(_MARKS.sub("", told[-1])) else ""
            told.append(gap + inner.text.replace("|", "\\|"))
        return "".join(told)

    def _short(self, line: Line, aspect: Aspect) -> Line:
        """A line with its first quote alone, cut short where no goal is told."""
        if aspect is Aspect.GOALS:
            return line
        piece = opening(self._plan, line.sentences[0], _QUOTE)
        return Line(line.section, (piece,), role=line.role)


def _closed(text: str) -> bool:
    """Whether a text ends so that another may follow."""
    return text[-1:] in "。；！？："
