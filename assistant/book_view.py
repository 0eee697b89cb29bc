"""The page 原文: the whole plan as a book, its outline, what a search found, and deep links.

Every run of text carries its offset in the published text (`data-at`), so that whatever has
offsets (quotes, words found) can be marked where it stands. All functions return HTML; every text
goes through `assistant.markup`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, urlencode

from assistant.book_search import Hit
from assistant.book_table import render_table
from assistant.markup import escape, is_shown
from assistant.text_view import Characters, characters, paragraphs
from corpus.addresses import nearest_addresses, resolve
from corpus.errors import AddressError
from corpus.plan import BoxKind, NodeKind, Plan, Section, Sentence, SentenceKind, Span

__all__ = [
    "book_link",
    "neighbours",
    "other_book_link",
    "other_plan",
    "render_arrival",
    "render_book",
    "render_hits",
    "render_outline",
]

_LISTED = 200  # hits listed; a reader who gets more has to say more
_LONGEST_ADDRESS = 60  # characters of an address that is looked for
_WITHIN = {NodeKind.ROW, NodeKind.PART}


def book_link(plan: Plan, path: str, words: str, marks: Iterable[Span] = (), css: str = "") -> str:
    """A link that opens a node in the page 原文, `marks` of the published text marked there.

    It is a deep link, relative to the application's address; the script of the page follows it
    without loading anything.
    """
    named = f' class="{css}"' if css else ""
    return f"<a{named} {_target(plan, path, marks)}>{escape(words)}</a>"


def other_book_link(plan: Plan, path: str, words: str, marks: Iterable[Span] = ()) -> str:
    """A deep link into another plan than the page is about; it opens in a tab of its own."""
    marked = _offsets(marks)
    query = urlencode({"plan": plan.plan_id, "section": path}, safe="/")
    query += f"&marks={marked}" if marked else ""
    return f'<a href="{escape(f"?{query}")}" target="_blank" rel="noopener">{escape(words)}</a>'


def _target(plan: Plan, path: str, marks: Iterable[Span] = ()) -> str:
    """Attributes of such a link."""
    marked = _offsets(marks)
    query = urlencode({"plan": plan.plan_id, "section": path}, safe="/")
    query += f"&marks={marked}" if marked else ""
    return f'href="{escape(f"?{query}")}" data-goto="{escape(path)}" data-marks="{marked}"'


def neighbours(plan: Plan, path: str) -> tuple[Section | None, Section | None]:
    """The sections or boxes before and after a node in reading order; None at either end."""
    node = plan.by_path[path]
    while node.kind in _WITHIN and node.parent is not None:
        node = plan.by_path[node.parent]
    order = _main_nodes(plan)
    place = order.index(node)
    before = order[place - 1] if place else None
    return before, order[place + 1] if place + 1 < len(order) else None


def render_outline(plan: Plan) -> str:
    """The outline as a tree, one level shown; boxes included, their parts and rows left out."""
    tops = "".join(_branch(plan, top, 1) for top in plan.children.get(None, ()))
    tops = tops.replace('tabindex="-1"', 'tabindex="0"', 1)  # the one that Tab leads to
    return (
        '<nav class="pq-toc" aria-label="目录">'
        '<button class="pq-toc-fold" type="button" aria-expanded="false">目录</button>'
        f'<ul class="pq-tree" role="tree" aria-label="目录">{tops}</ul></nav>'
    )


def _branch(plan: Plan, node: Section, level: int) -> str:
    below = [s for s in plan.children.get(node.path, ()) if s.kind not in _WITHIN]
    fold = '<span class="pq-fold" aria-hidden="true"></span>' if below else ""
    state = ' aria-expanded="false"' if below else ""
    group = "".join(_branch(plan, child, level + 1) for child in below)
    page = f'<span class="pq-page">{node.page}</span>' if node.page is not None else ""
    spoken = f"，第{node.page}页" if node.page is not None else ""
    gap = "" if node.number.endswith(("、", "）", ")")) else " "
    title = f"{node.number}{gap}{node.title}".strip() or node.label
    return (
        f'<li role="treeitem" tabindex="-1" aria-level="{level}"{state}'
        f' data-goto="{escape(node.path)}" aria-label="{escape(title + spoken)}">'
        f'<div class="pq-entry">{fold}<span>{escape(title)}</span>{page}</div>'
        + (f'<ul role="group">{group}</ul>' if group else "")
        + "</li>"
    )


def render_book(plan: Plan) -> str:
    """The whole plan in reading order.

    A printed page is marked where it begins, and again where a box that floated over the text, or
    the text after it, stands on a page that was marked before.
    """
    return (
        f'<article class="pq-book" tabindex="0" aria-label="规划原文"'
        f' data-plan="{escape(plan.plan_id)}">{_Printer(plan).book()}'
        '<a class="pq-up" href="#book-side">查找与目录</a></article>'
        '<p class="pq-hidden pq-said" role="status"></p>'
    )


class _Printer:
    """Prints one plan; holds the page last marked."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._page: int | None = None

    def book(self) -> str:
        return "".join(map(self._node, _main_nodes(self._plan)))

    def _node(self, node: Section) -> str:
        """A node under its heading line. The parts stand in the order of printing."""
        own = [s for s in node.sentences if s.kind is SentenceKind.HEADING]
        title = "".join(self.words(characters(self._plan.text, s)) for s in own)
        told = node.is_box and node.page is not None and "pq-folio" not in title
        page = f'<span class="pq-page">第{node.page}页</span>' if told else ""
        label = escape(node.label)
        link = urlencode({"plan": self._plan.plan_id, "section": node.path}, safe="/")
        level = 6 if node.is_box or node.kind in _WITHIN else min(node.level + 1, 6)
        return (
            f'<section class="pq-node{" pq-box" if node.is_box else ""}"'
            f' id="s-{escape(node.path)}" tabindex="-1">'
            f'<div class="pq-headline"><h{level}>{title or label}</h{level}>{page}'
            f'<a class="pq-copy" href="?{escape(link)}" aria-label="复制{label}的链接">'
            "复制链接</a></div>"
            f"{self._body(node)}</section>"
        )

    def _body(self, node: Section) -> str:
        if node.box_kind is BoxKind.TABLE:
            return render_table(self._plan, node, self.words)
        body = paragraphs(self._plan.text, node.body, self._sentence)
        if node.box_kind is BoxKind.PICTURE:
            body = f'<p class="pq-picture">原文为图片，文本未收录</p>{body}'
        parts = (s for s in self._plan.children.get(node.path, ()) if s.kind is NodeKind.PART)
        return body + "".join(map(self._node, parts))

    def _sentence(self, sentence: Sentence) -> str:
        held = characters(self._plan.text, sentence)
        if sentence.text.startswith("|"):  # a frame of one column, its bars no part of the text
            held = [pair for pair in held if pair[1] != "|"]
        return self.words(held)

    def words(self, held: Characters) -> str:
        """Characters as runs that know where they stand, with a mark where the page changes."""
        return "".join(self._run(run) for run in _runs(held))

    def _run(self, run: Characters) -> str:
        page = self._plan.page_at(run[0][0])
        mark = ""
        if page is not None and page != self._page:
            self._page = page
            mark = (
                f'<span class="pq-folio" role="doc-pagebreak" aria-label="第{page}页"'
                f' data-page="{page}"></span>'
            )
        words = escape("".join(character for _, character in run))
        return f'{mark}<span data-at="{run[0][0]}">{words}</span>'


def _main_nodes(plan: Plan) -> list[Section]:
    """Sections and boxes in reading order, without what stands inside a box."""
    return [s for s in plan.sections if s.kind not in _WITHIN]


def _runs(held: Characters) -> Iterator[Characters]:
    """Characters that follow each other in the published text and in a browser's counting."""
    run: Characters = []
    for offset, character in held:
        if not is_shown(character):
            continue
        if run and (offset != run[-1][0] + 1 or ord(run[-1][1]) > 0xFFFF):
            yield run
            run = []
        run.append((offset, character))
    if run:
        yield run


# What was searched, what was linked to


def render_hits(plan: Plan, hits: list[Hit]) -> str:
    """How many places a search found, and each node that holds them with a snippet."""
    if not hits:
        return '<p class="pq-empty" role="status">原文中没有找到。</p>'
    count = sum(len(hit.found) for hit in hits)
    listed = f"，列出前 {_LISTED} 节" if len(hits) > _LISTED else ""
    marks = _offsets(span for hit in hits for place in hit.found for span in place)
    items = "".join(_hit(plan, hit) for hit in hits[:_LISTED])
    return (
        f'<div class="pq-hits" data-marks="{marks}"><p class="pq-count" role="status">'
        f"<span>共 {count} 处，在 {len(hits)} 节{listed}</span>"
        '<button type="button" class="pq-clear">清除</button></p>'
        f"<ol>{items}</ol></div>"
    )


def _hit(plan: Plan, hit: Hit) -> str:
    section = hit.section
    page = f'<span class="pq-page">第{hit.page}页</span>' if hit.page is not None else ""
    snippet = "".join(
        f"<mark>{escape(words)}</mark>" if found else escape(words) for words, found in hit.snippet
    )
    places = f'<span class="pq-places">{len(hit.found)} 处</span>' if len(hit.found) > 1 else ""
    return (
        f'<li><a {_target(plan, section.path)} data-first="{hit.found[0][0].start}">'
        f'<span class="pq-label"><strong>{escape(section.label)}</strong>{places}{page}</span>'
        f'<span class="pq-path">{escape(" › ".join(section.heading))}</span>'
        f'<span class="pq-snippet">{snippet}</span></a></li>'
    )


def _offsets(spans: Iterable[Span]) -> str:
    """Spans as they stand in `data-marks` and in a deep link: 12-19,34-36."""
    return ",".join(f"{span.start}-{span.end}" for span in spans)


def render_arrival(plan: Plan, query: str) -> str:
    """Where the page's address leads, for the script to go there, or why it leads nowhere.

    Args:
        plan: the plan at hand.
        query: what follows the ? of the page's address; anyone may have written anything.
    """
    asked = {name: values[0] for name, values in parse_qs(query.removeprefix("?")).items()}
    wanted, address = asked.get("plan", plan.plan_id), asked.get("section", "")
    if wanted != plan.plan_id:
        return other_plan(plan, wanted)
    if not address.strip():
        return ""
    address = _short(address)
    try:
        path = resolve(address, plan).path
    except AddressError:
        near = (
            book_link(plan, node.path, f"{node.label}{node.title}")
            for node in nearest_addresses(address, plan)
        )
        return _note(f"规划中没有“{address}”这一节。最接近的有：", "；".join(near) + "。")
    marks = escape(asked.get("marks", ""))
    return f'<span data-goto="{escape(path)}" data-marks="{marks}"></span>'


def other_plan(plan: Plan, wanted: str) -> str:
    """The word that the plan at hand is another than an address wants."""
    title = plan.meta.title.strip("《》")
    return _note(f"没有装入规划“{_short(wanted)}”。现在装入的是《{title}》（{plan.plan_id}）。")


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST_ADDRESS else f"{words[:_LONGEST_ADDRESS]}……"


def _note(words: str, links: str = "") -> str:
    return f'<p class="pq-note" role="status">{escape(words)}{links}</p>'
