"""Writes one node of the outline completely: its own words and everything under it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Status
from assistant.composer import Composed, Draft, page_of, pages_of
from assistant.words import word_list
from corpus.pieces import is_cut, opening
from corpus.plan import BoxKind, NodeKind, Plan, Section, Sentence, SentenceKind
from corpus.rows import read_row, told, told_by_header

__all__ = ["SectionWriter", "chapter_word", "items_of", "name_of"]

_LEAD = re.compile(r"[^：:，。；]{1,12}[：:]")  # 一核：…
_FULL_TEXT = 1600  # characters up to which a section without children is given whole
_OPENING = 110  # characters of a part of a section that is told in short
_SHORT_BODY = 300  # characters of a section's own words that go before the list of its children


class SectionWriter:
    """Writes nodes of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def overview(self, node: Section) -> Composed:
        """A node given completely, or the word that it is a picture."""
        draft = Draft(self._plan)
        if node.box_kind is BoxKind.PICTURE:
            self._picture(draft, node)
            return Composed(draft, Status.FIGURE_NOT_IN_TEXT, node.path)
        self.write(draft, node)
        return Composed(draft, Status.ANSWERED, node.path)

    @staticmethod
    def _picture(draft: Draft, box: Section) -> None:
        """Say that a box is a picture whose content the text does not hold."""
        mark = draft.cite(box.sentences[0])
        draft.say(
            f"{box.label}“{box.title}”{page_of(box)}在原文中是图片，文本未收录其内容，无法作答。{mark}"
        )
        notes = [s for s in box.sentences[1:] if s.kind is SentenceKind.NOTE]
        if notes:
            draft.quote(notes)

    def brief(self, node: Section) -> Composed:
        """A section in short: what its parts say, of those with parts their titles, its boxes."""
        draft = Draft(self._plan)
        pages = pages_of(node.page, self.last_page(node))
        children = self.children(node)
        mark = draft.cite(node.sentences[0])
        draft.say(f"{name_of(node)}{pages}共 {len(children)} {_unit(children)}{mark}：")
        if node.body:
            self._open(draft, node.body[0])
        for child in children:
            title = f"{child.number}{child.title}".rstrip("。")
            if self.has_parts(child) or not child.body:
                self._write_child(draft, child)
            else:
                draft.say(f"\n- {title}：")
                self._write_briefly(draft, child)
            draft.items.append(child.path)
        for box in self._plan.subtree(node.path):
            if box.is_box:
                draft.bullet(f"{name_of(box)}{page_of(box)}", box.sentences[0])
        return Composed(draft, Status.ANSWERED, node.path)

    def whole(self) -> Composed:
        """The plan in short: its chapters with how each begins, and the titles of their parts."""
        tops = self._plan.tops
        draft = Draft(self._plan)
        draft.say(f"《{self._plan.meta.title}》正文共 {len(tops)} {chapter_word(tops)}：")
        for top in tops:
            mark = draft.cite(top.sentences[0])
            draft.say(f"\n- {name_of(top)}{pages_of(top.page, self.last_page(top))}{mark}")
            titles = "、".join(child.title for child in self.children(top) if child.title)
            draft.say(f"：{titles}" if titles else "")
            draft.items.append(top.path)
        return Composed(draft, Status.ANSWERED, None)

    def write(self, draft: Draft, node: Section) -> None:
        """Write a node completely: its own words, and every child."""
        children = self.children(node)
        pages = pages_of(node.page, self.last_page(node))
        body = node.body
        if node.box_kind is BoxKind.PICTURE:
            self._picture(draft, node)
            return
        if not children:
            if not body:
                draft.say(f"{node.label}{pages}：").block(node.sentences)
                return
            groups = items_of(node, body)
            count = f"共 {len(groups)} 项" if groups else ""
            draft.say(f"{name_of(node)}{pages}{count}：")
            if node.kind is NodeKind.ROW:
                draft.say(self._row(draft, node))
            elif groups:
                self._write_items(draft, groups)
            else:
                self._write_body(draft, body)
            return
        mark = draft.cite(node.sentences[0])
        draft.say(f"{name_of(node)}{pages}共 {len(children)} {_unit(children)}{mark}：")
        if body and node.kind is not NodeKind.BOX and sum(len(s.text) for s in body) <= _SHORT_BODY:
            draft.say("").block(body)
        for child in children:
            self._write_child(draft, child)
            draft.items.append(child.path)
        notes = [s for s in body if s.kind is SentenceKind.NOTE] if node.is_box else []
        if notes:
            draft.say("\n\n").block(notes)

    @staticmethod
    def _write_items(draft: Draft, groups: Sequence[Sequence[Sentence]]) -> None:
        for group in groups:
            draft.say("\n- ").block(group)
            draft.items.append(re.split("[：:]", group[0].text)[0])

    def _write_briefly(self, draft: Draft, node: Section) -> None:
        """What a section without parts says in short: its goals whole, else how it begins."""
        if any(word in node.title for word in word_list("heading_goals")):
            self._write_body(draft, node.body)
            return
        self._open(draft, node.body[0])

    def _open(self, draft: Draft, sentence: Sentence) -> None:
        """How a sentence begins, with dots where it goes on."""
        first = opening(self._plan, sentence, _OPENING)
        cut = "……" if is_cut(self._plan, first) else ""
        draft.say(f"{first.text}{cut}{draft.cite(first)}")

    @staticmethod
    def _write_body(draft: Draft, body: Sequence[Sentence]) -> None:
        kept: list[Sentence] = []
        for sentence in body:
            if kept and sum(len(s.text) for s in kept) + len(sentence.text) > _FULL_TEXT:
                break
            kept.append(sentence)
        draft.block(kept)
        if len(kept) < len(body):
            draft.say(f"\n\n（以下还有 {len(body) - len(kept)} 句，见原文。）")

    def _write_child(self, draft: Draft, child: Section) -> None:
        if child.kind is NodeKind.ROW:
            draft.say(f"\n- {self._row(draft, child)}")
            return
        draft.bullet(
            f"{child.number}{child.title}" if child.number else child.title, child.sentences[0]
        )
        for grandchild in self.children(child):
            if grandchild.kind is NodeKind.SECTION and grandchild.title:
                mark = draft.cite(grandchild.sentences[0])
                draft.say(f"\n  - {grandchild.number}{grandchild.title}{mark}")

    def _row(self, draft: Draft, row: Section) -> str:
        """A table row by its columns; word for word where it has none of years."""
        lines = read_row(self._plan, row)
        if lines:
            return "；".join(told(row, line) + draft.cite(line.sentence) for line in lines)
        words = told_by_header(self._plan, row) or "；".join(s.text for s in row.sentences)
        return words + "".join(map(draft.cite, row.sentences))

    def children(self, node: Section) -> list[Section]:
        """Children that belong to the node's own text: boxes stand beside it."""
        kinds = {NodeKind.SECTION, NodeKind.PART, NodeKind.ROW}
        return [c for c in self._plan.children.get(node.path, ()) if c.kind in kinds]

    def last_page(self, node: Section) -> int | None:
        """Printed page the node and all under it end on; boxes beside a section do not count."""
        pages = [s.last_page for s in self._plan.subtree(node.path, boxes=node.is_box)]
        return max((page for page in pages if page is not None), default=None)

    def has_parts(self, node: Section) -> bool:
        """Whether a node has sections, parts or rows of its own under it."""
        return bool(self.children(node))


def items_of(node: Section, body: Sequence[Sentence]) -> list[list[Sentence]]:
    """Items of a list box: its bullets, or what opens with a name (一核：…); empty for prose."""
    if node.is_box and all(s.kind is SentenceKind.ITEM for s in body):
        return [[sentence] for sentence in body]
    if node.box_kind is BoxKind.LIST and _LEAD.match(body[0].text):
        return _by_lead(body)
    return []


def _by_lead(body: Sequence[Sentence]) -> list[list[Sentence]]:
    """Sentences grouped where one opens with a name it explains (一核：…, 一圈：…)."""
    groups: list[list[Sentence]] = []
    for sentence in body:
        if not groups or _LEAD.match(sentence.text):
            groups.append([])
        groups[-1].append(sentence)
    return groups


def name_of(section: Section) -> str:
    """Label and title: 三、（四）电子商务产业; 专栏9“…”."""
    if section.kind in {NodeKind.BOX, NodeKind.ROW}:
        title = section.title.replace("“", "‘").replace("”", "’")
        return f"{section.label}“{title}”"
    return f"{section.label}{section.title}"


def chapter_word(tops: Sequence[Section]) -> str:
    """What the highest parts are called: 篇, 编 or 章; 章 where their numbers do not say."""
    last = tops[0].number[-1:] if tops else ""
    return last if last and last in "篇编章" else "章"


def _unit(children: Sequence[Section]) -> str:
    """Measure word for the children: 行 for rows, 项 else."""
    return "行" if children[0].kind is NodeKind.ROW else "项"
