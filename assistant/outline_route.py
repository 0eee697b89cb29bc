"""Answers from the outline: what a section says, how the plan is built, what stands on a page.

These are complete by construction: they list every child, box or row there is, never the best few.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answer import Status
from assistant.composer import Composed, Draft, page_of
from assistant.lexicon import Lexicon, squeeze
from assistant.question import Ask, Question
from assistant.section_writer import SectionWriter, chapter_word, items_of, name_of
from assistant.subjects import SubjectReader
from assistant.texts import Texts
from assistant.words import word_list
from corpus.addresses import Mention, find_mentions, nearest_addresses
from corpus.numerals import NUMERAL_CLASS, parse_numeral
from corpus.plan import BoxKind, NodeKind, Plan, Section

__all__ = ["OutlineRoute", "Scope", "asks_structure"]

_CHAPTERS = re.compile(
    r"(?:几|多少|哪些|哪几|分为|共|都有|有).{0,5}(?:章|篇|大?部分|大块|板块)|(?:整体|全文|文件|总体)?(?:目录|框架|结构|大纲|提纲)|章节"
)
_BOXES = re.compile(r"专栏(?!\s*第?\s*[0-9０-９一二三四五六七八九十])")
_PICTURES = re.compile(r"图(?:片|件|表|形)?(?!书)")
_WHICH_PAGE = re.compile(r"(?:第几|哪一?|多少|几)页|页码|哪页|从第?几页")
_ORDINAL = re.compile(rf"第\s*([{NUMERAL_CLASS}]+)\s*(?:条|项|点|个|款|部分|方面|类|小?节)")
_CONTENT = re.compile(r"讲|说|写|内容|介绍|概括|大意|什么|啥|哪些")
_ASKS_ONE_THING = re.compile(r"谁|哪儿|哪里|何处|什么时候|何时|哪年|哪天|多久|是否|有没有|吗$")
_MEASURE_WORDS = ("举措", "措施", "任务", "做法", "抓手", "办法")
_BRIEF = re.compile(
    r"概括|概况|概述|概要|总体|整体|总的|全貌|全面|要点|简报|简介|简要|摘要|梳理|汇总|归纳|拎|捋|"
    r"大致|大概情况|来龙去脉|brief|overview|summar|材料|部署"
)
_TELLS = re.compile(
    r"(?:讲|说|写|谈|提)(?:了|的是|的|些|了些|的都是)?(?:什么|啥|哪些|些啥)|(?:主要|核心|大致|基本)?内容|大意|大概|介绍|总结|摘要|"
    r"概括|概述|概况|概要|综述|简述|讲清楚|说清楚|看懂|读懂|核心|精髓|主旨|亮点|重点是|要点|梗概|导读"
)
_DOCUMENT = re.compile(r"(?:规划|文件|纲要|全文|通篇|全篇|通知|意见|报告|方案|本子|东西|材料)")
_COUNTS = re.compile(
    r"(?:一共|总共|共计?|合计)?(?:列|分|包括|包含|写|提|安排|设)?(?:出|了|为|成|有)*(?:几|多少)(?:大|个|项|条|类|种|点|方面)"
)
_SOME = re.compile(rf"[{NUMERAL_CLASS}]+(?:分钟|句|段|张|页|点)")  # 一分钟, 三句话
_OWN_TITLE = 0.4  # share the title itself must say where the headings above it say the rest
_OWN_OF_WHOLE = 0.2  # … and where together they must say nearly all
_TIGHT = 0.5  # share of such a title that the question must say
_WHOLE_TITLE = 0.9  # share the title must say where nothing else shows that parts are wanted
_TITLE_COVERAGE = 0.7  # share of a question's weight a title must say to be the one meant


@dataclass(frozen=True, slots=True)
class Scope:
    """The question names a section but asks for something in it: search there."""

    path: str


class OutlineRoute:
    """Answers questions about the plan's structure and its named sections."""

    def __init__(self, plan: Plan, lexicon: Lexicon, writer: SectionWriter) -> None:
        self._plan = plan
        self._lexicon = lexicon
        self._writer = writer
        self._reader = SubjectReader(lexicon, plan.meta.region)

    def answer(self, question: Question) -> Composed | Scope | None:
        """The outline's answer, where to search, or None where the question is not for it."""
        mentions = find_mentions(question.core, self._plan)
        sections = [m for m in mentions if m.kind == "section"]
        pages = [m for m in mentions if m.kind == "page" and m.page is not None]
        if sections:
            return self._named(question, sections)
        if pages:
            return self._page(pages[0])
        if _BOXES.search(question.core) and not (_asks_value(question) and self._asks_in(question)):
            return self._boxes(question)
        if _CHAPTERS.search(question.core) and not self._subject(question.core):
            return self._chapters()
        if self._is_of_all(question):
            return self._writer.whole()
        return self._titled(question) or self._brief(question)

    def _is_of_all(self, question: Question) -> bool:
        """Whether it is asked what the plan as a whole says, and nothing else."""
        tells = _DOCUMENT.search(question.text) and _TELLS.search(question.text)
        if not tells or {Ask.FIGURE, Ask.MEASURES} & question.asks:
            return False
        theme = squeeze(self._plan.meta.title)
        idle = word_list("asks_filler") | word_list("asks_brief") | word_list("askers")
        words = [w for w in self._subject(_DOCUMENT.sub(" ", question.core)) if w not in idle]
        return all(w in theme or _TELLS.search(w) or _SOME.match(w) for w in words)

    def _asks_in(self, question: Question) -> bool:
        """Whether a question names a subject beside the boxes: 专栏里的亩均投资是多少."""
        return any(self._lexicon.known(word) for word in self._subject(question.core))

    # --- named by address ---------------------------------------------------------------------

    def _named(self, question: Question, mentions: Sequence[Mention]) -> Composed | Scope:
        missing = next((m for m in mentions if m.path is None), None)
        if missing is not None:
            return self._no_such(missing)
        rest = question.core
        for mention in reversed(mentions):
            rest = rest[: mention.start] + " " + rest[mention.end :]
        if len(mentions) > 1:
            return self._several([self._plan.by_path[m.path or ""] for m in mentions])
        section = self._plan.by_path[mentions[0].path or ""]
        target, left = self._descend(section, rest)
        if target.box_kind is BoxKind.PICTURE:
            return self._writer.overview(target)
        if left or (target.kind is NodeKind.ROW and _asks_value(question)):
            return Scope(target.path)
        if _WHICH_PAGE.search(rest) and not _CONTENT.search(rest):
            return self._which_page(target)
        return self._told(question, target)

    def _told(self, question: Question, node: Section) -> Composed:
        """A node: what its parts say where that is asked, else all its parts by their titles."""
        parts = [child for child in self._writer.children(node) if child.kind is NodeKind.SECTION]
        if parts and _TELLS.search(question.core):
            return self._writer.brief(node)
        return self._writer.overview(node)

    def _descend(self, section: Section, rest: str) -> tuple[Section, list[str]]:
        """The node under `section` the rest of the question means, and the words it leaves over."""
        words = self._subject(re.sub(_ORDINAL, " ", rest))
        own = squeeze("".join(section.heading) + section.label)
        words = [w for w in words if self._lexicon.match(w, own) < 0.5]
        below = [s for s in self._plan.subtree(section.path) if s.path != section.path]
        for node in sorted(below, key=lambda s: (s.level, s.start)):
            title = squeeze(node.title)
            if words and title and all(self._lexicon.match(w, title) >= 0.5 for w in words):
                section, words = node, []
                break
        if not words and any(word in rest for word in _MEASURE_WORDS):
            section = self._measures_of(section)
        ordinal = _ORDINAL.search(rest)
        number = parse_numeral(ordinal[1]) if ordinal else None
        nested = None
        if number is not None:
            nested = self._plan.by_path.get(f"{section.path}/{number}") or self._plan.by_path.get(
                f"{section.path}/r{number}"
            )
        # Words the plan does not know, names apart, are the question's own way to put it.
        left = [w for w in words if self._lexicon.known(w) or self._lexicon.is_name(w)]
        return nested or section, left

    def _several(self, sections: Sequence[Section]) -> Composed:
        draft = Draft(self._plan)
        for section in sections:
            self._writer.write(draft, section)
            draft.say("\n\n")
        return Composed(draft, Status.ANSWERED, sections[0].path)

    def _no_such(self, mention: Mention) -> Composed:
        draft = Draft(self._plan)
        draft.say(f"规划中没有“{mention.written}”。")
        near = nearest_addresses(mention.written, self._plan, 3)
        if near:
            draft.say("最接近的有：")
            for section in near:
                draft.bullet(f"{name_of(section)}{page_of(section)}", section.sentences[0])
        return Composed(draft, Status.NOT_IN_PLAN, None)

    # --- named by title -----------------------------------------------------------------------

    def _subject(self, core: str) -> list[str]:
        words = self._lexicon.words(re.sub(_WHICH_PAGE, " ", core))
        return [w for w in words if not _is_part_word(w) and len(w) > 1 and self._lexicon.weight(w)]

    def _titled(self, question: Question) -> Composed | None:
        """A question for the parts or the page of the one section whose title it says."""
        wants_page = bool(_WHICH_PAGE.search(question.core))
        counts = {Ask.FIGURE, Ask.NUMBER} <= question.asks  # 要提升几个百分点 asks for no measures
        measures = Ask.MEASURES in question.asks and not counts
        wants_parts = measures or _asks_parts(question.core)
        if question.years:
            return None
        if wants_page or wants_parts:
            node = self._by_title(self._subject(question.core), whole=False)
        elif _COUNTS.search(question.core) and Ask.FIGURE in question.asks:
            return self._counted(question)
        elif Ask.FIGURE in question.asks or _ASKS_ONE_THING.search(question.core):
            return None
        else:  # where nothing but the title is said, the section itself is asked for
            node = self._by_title(self._all_words(question.core), whole=True)
        if node is None:
            return None
        if wants_page:
            return self._which_page(node)
        if wants_parts and not measures and not self._lists(node):
            return None
        if any(word in question.core for word in _MEASURE_WORDS) or measures:
            node = self._measures_of(node)
        return self._told(question, node)

    def _counted(self, question: Question) -> Composed | None:
        """How many things a section or box lists that is named by its title: 重点项目列了几项."""
        words = self._all_words(_COUNTS.sub(" ", question.core))
        node = self._by_title(words, whole=True)
        return self._writer.overview(node) if node is not None and self._lists(node) else None

    def _lists(self, node: Section) -> bool:
        """Whether a node has parts of its own, or its words are a list."""
        return self._writer.has_parts(node) or bool(node.body and items_of(node, node.body))

    def _brief(self, question: Question) -> Composed | None:
        """All of a section in short, where an overview of what its title names is asked for."""
        if not _BRIEF.search(question.core) or Ask.FIGURE in question.asks or question.years:
            return None
        carrying = self._reader.read(question).carrying
        words = [w for w in carrying if not _BRIEF.match(w) and not _is_part_word(w)]
        rest = question.core.lower()
        for word in words:  # 新材料 is a thing, no 材料 to be written
            rest = rest.replace(word, " ")
        if not _BRIEF.search(rest):
            return None
        node = self._by_title(words, whole=False)
        if node is None or not self._writer.has_parts(node) or node.is_box:
            return None
        return self._writer.brief(node)

    def _all_words(self, core: str) -> list[str]:
        """All words that may name something, 两轴 among them, which weighs nothing."""
        words = [w for w in self._lexicon.words(core) if len(w) > 1]
        return [w for w in words if self._lexicon.weight(w) or self._lexicon.known(w)]

    def _by_title(self, words: Sequence[str], *, whole: bool) -> Section | None:
        """The node whose title says the words most tightly; None where no title says enough.

        Args:
            words: the question's subject.
            whole: whether the title and those above it have to say nearly all of it.
        """
        best: tuple[float, float, int, Section] | None = None
        if not words:
            return None
        titles, texts = self._titles
        owns = self._lexicon.coverage_each(words, texts).tolist()
        for (node, title, about), own in zip(titles, owns, strict=True):
            if own < (_OWN_OF_WHOLE if whole else _OWN_TITLE):
                continue
            needed = _WHOLE_TITLE if whole else _TITLE_COVERAGE
            if self._lexicon.coverage(words, [title, about], literally=whole) < needed:
                continue
            said = sum(len(w) * self._lexicon.match(w, title) for w in words)
            if whole and said < _TIGHT * len(title):
                continue
            tight = round(said / len(title), 3)
            key = (
                (tight, round(own, 3), -node.start)
                if whole
                else (round(own, 3), tight, -node.start)
            )
            if best is None or key > best[:3]:
                best = (*key, node)
        return best[3] if best else None

    @cached_property
    def _titles(self) -> tuple[list[tuple[Section, str, str]], Texts]:
        """Sections, boxes and their parts with their title and the titles above, squeezed.

        Their own titles once more, to be searched together.
        """
        kinds = {NodeKind.SECTION, NodeKind.BOX, NodeKind.PART}
        titles = [
            (node, squeeze(node.title), squeeze("".join(node.heading) + self._plan.meta.title))
            for node in self._plan.sections
            if node.kind in kinds and squeeze(node.title)
        ]
        return titles, Texts([title for _, title, _ in titles])

    def _measures_of(self, node: Section) -> Section:
        for child in self._plan.children.get(node.path, ()):
            if any(word in child.title for word in _MEASURE_WORDS):
                return child
        return node

    # --- structure ----------------------------------------------------------------------------

    def _chapters(self) -> Composed:
        tops = self._plan.tops
        draft = Draft(self._plan)
        draft.say(f"《{self._plan.meta.title}》正文共 {len(tops)} {chapter_word(tops)}：")
        for top in tops:
            draft.bullet(f"{name_of(top)}{page_of(top)}", top.sentences[0])
            draft.items.append(top.path)
        return Composed(draft, Status.ANSWERED, None)

    def _boxes(self, question: Question) -> Composed:
        boxes = self._plan.boxes
        pictures = [b for b in boxes if b.box_kind is BoxKind.PICTURE]
        draft = Draft(self._plan)
        if not boxes:
            return Composed(draft.say("规划中没有专栏。"), Status.NOT_IN_PLAN, None)
        draft.say(f"全文共 {len(boxes)} 个专栏")
        if pictures:
            labels = "、".join(b.label for b in pictures)
            draft.say(f"，其中 {len(pictures)} 个是图（{labels}），原文为图片，文本未收录内容")
        only = (
            pictures if _PICTURES.search(question.core) and "几个" not in question.core else boxes
        )
        draft.say("：")
        for box in only or boxes:
            mark = "，图" if box.box_kind is BoxKind.PICTURE else ""
            where = page_of(box).removesuffix("）") + mark + "）" if box.page else page_of(box)
            draft.bullet(f"{name_of(box)}{where}", box.sentences[0])
            draft.items.append(box.path)
        return Composed(draft, Status.ANSWERED, None)

    def _page(self, mention: Mention) -> Composed:
        nodes = [
            (section, [s for s in section.sentences if mention.page in self._plan.pages_of(s)])
            for section in self._plan.sections
            if section.kind is not NodeKind.ROW
        ]
        nodes = [(section, found) for section, found in nodes if found]
        draft = Draft(self._plan)
        if not nodes:
            known = [page for _, page in self._plan.page_starts if page is not None]
            span = f"正文页码为第{min(known)}—{max(known)}页" if known else "该文本没有页码"
            draft.say(f"规划中没有第{mention.page}页，{span}。")
            return Composed(draft, Status.NOT_IN_PLAN, None)
        draft.say(f"第{mention.page}页有以下内容：")
        for section, found in nodes:
            draft.bullet(name_of(section), found[0])
            draft.items.append(section.path)
        return Composed(draft, Status.ANSWERED, nodes[0][0].path)

    def _which_page(self, node: Section) -> Composed:
        draft = Draft(self._plan)
        mark = draft.cite(node.sentences[0])
        last = max(
            (s.last_page for s in self._plan.subtree(node.path) if s.last_page is not None),
            default=None,
        )
        if node.page is None:
            draft.say(f"{name_of(node)}所在页没有印页码。{mark}")
        else:
            ends = f"，到第{last}页为止" if last and last != node.page else ""
            draft.say(f"{name_of(node)}从第{node.page}页开始{ends}。{mark}")
        return Composed(draft, Status.ANSWERED, node.path)


def _is_part_word(word: str) -> bool:
    """Whether a word asks for the parts of a section: 举措, 重点举措."""
    parts = word_list("parts")
    return word in parts or any(
        word[:cut] in parts and word[cut:] in parts for cut in range(2, len(word) - 1)
    )


def asks_structure(text: str) -> bool:
    """Whether a question asks how the plan is built: its chapters or its boxes."""
    return bool(_CHAPTERS.search(text) or _BOXES.search(text))


def _asks_value(question: Question) -> bool:
    return bool(question.years or {Ask.FIGURE, Ask.NUMBER} & question.asks)


def _asks_parts(core: str) -> bool:
    """Whether a question asks what parts something has."""
    parts = r"(?:方面|条|项|部分|点|举措|措施|任务|内容|工作|章节|节)"
    return bool(
        re.search(rf"(?:几|哪[些几一二两三四五六七八九十]|多少|什么).{{0,3}}{parts}", core)
        or re.search(r"(?:讲|说|写)(?:了|的是|的)?(?:什么|啥|哪些)", core)
    )
