"""The chat's HTML: header, conversation, and the panel with the cited sections.

No user interface library is known here; the functions take values and return strings. Every text
goes through `assistant.markup`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path

from assistant.answer import Answer, Citation, Conversation, Status, Turn, Wording
from assistant.book_view import book_link, neighbours, other_book_link
from assistant.chart_view import chart_svg
from assistant.generated import MARK, how_made, is_generated
from assistant.held_plans import name_of
from assistant.markup import escape, render_markdown
from assistant.text_view import characters, paragraphs
from corpus.plan import BoxKind, NodeKind, Plan, PlanMeta, Section, Sentence, SentenceKind, Span

__all__ = [
    "STATUS_LABELS",
    "Reads",
    "page_head",
    "page_title",
    "render_cards",
    "render_conversation",
    "render_evidence",
    "render_header",
    "render_section",
]

STATUS_LABELS = {
    Status.ANSWERED: "已答",
    Status.NOT_IN_PLAN: "规划未提及",
    Status.FIGURE_NOT_IN_TEXT: "图件未收录",
    Status.CONFLICT: "前后不一",
    Status.CLARIFY: "请确认",
}

Reads = Callable[[str], Plan | None]
"""Gives a plan by its identifier; None where there is no such."""

_Quotes = list[tuple[int, int, int]]  # start and end in the published text, the citation's number

_STATIC = Path(__file__).with_name("static")
_OPEN, _CLOSE = "\ue000\ue001"  # of private use: stand around a model's words until they are HTML
_ECHO = 80  # characters shown of a question that could not be asked
_CAPTION = 40  # characters of the question above its evidence

# Nothing may be loaded from another host. The interface library needs inline code and `eval`.
_POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    "object-src 'none'; form-action 'self'"
)
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect width='16' height='16' rx='3' fill='%231e4f9c'/%3E"
    "%3Cpath d='M4 5h8M4 8h8M4 11h5' stroke='white' stroke-width='1.4'/%3E%3C/svg%3E"
)


def page_title(meta: PlanMeta) -> str:
    """Plain text for the browser's title bar."""
    return f"{meta.short_title or meta.title} 问答"


def page_head() -> str:
    """Elements for the page's head: policy, icon, style and script, all from this machine."""
    style = "".join(p.read_text("utf-8") for p in sorted(_STATIC.glob("*.css")))
    script = "".join(p.read_text("utf-8") for p in sorted(_STATIC.glob("*.js")))
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<link rel="icon" href="{_ICON}">'
        f"<style>{style}</style><script>{script}</script>"
    )


def render_header(meta: PlanMeta) -> str:
    """The plan's name as heading; period, document number and issuer below."""
    title = meta.title if meta.title.startswith("《") else f"《{meta.title}》"
    facts = [
        f"规划期 {meta.period[0]}—{meta.period[1]} 年" if meta.period else "",
        meta.issuer,
        meta.document_number,
    ]
    line = "".join(f"<span>{escape(fact)}</span>" for fact in facts if fact)
    return f'<header class="pq-header"><h1>{escape(title)}问答</h1><p>{line}</p></header>'


def render_conversation(
    conversation: Conversation,
    *,
    pending: str | None = None,
    growing: bool = False,
    refused: tuple[str, str] | None = None,
) -> str:
    """All turns so far.

    Args:
        conversation: what was asked and answered.
        pending: a question being answered now.
        growing: whether the last answer is still being written.
        refused: a question that could not be asked, and the note that says why.
    """
    last = len(conversation.turns) if growing else 0
    parts = [
        _turn(number, turn, growing=number == last)
        for number, turn in enumerate(conversation.turns, start=1)
    ]
    if pending is not None:
        parts.append(_exchange(pending, '<p class="pq-wait">正在查找原文……</p>'))
    if refused is not None:
        question, note = refused
        shown = question if len(question) <= _ECHO else f"{question[:_ECHO]}……"
        parts.append(_exchange(shown, f'<p class="pq-note">{escape(note)}</p>'))
    if not parts:
        parts.append(
            '<p class="pq-empty">请就规划内容提问。'
            "回答依据规划原文，逐句注明章节和页码；规划没有写的，会直接说明。</p>"
        )
    return f'<div class="pq-log" role="log" aria-label="问答记录">{"".join(parts)}</div>'


def _turn(number: int, turn: Turn, *, growing: bool = False) -> str:
    answer = turn.answer
    body = _words(number, answer)
    if growing:
        wait = '<span class="pq-wait">还在写……</span>'
        return _exchange(turn.question, f'{body}<p class="pq-status">{_label(answer)}{wait}</p>')
    extra = " ".join(filter(None, (turn.reading, turn.arithmetic, answer.note)))
    status = (
        f'<span class="pq-badge pq-{answer.status.value}">{STATUS_LABELS[answer.status]}</span>'
        + _label(answer)
        + (f'<span class="pq-extra">{escape(extra)}</span>' if extra else "")
    )
    if answer.status is Status.ANSWERED and not answer.withheld:  # all of it passed the checks
        body += chart_svg(answer.points)
    return _exchange(turn.question, f'{body}<p class="pq-status">{status}</p>')


def _words(number: int, answer: Answer) -> str:
    """The answer's text; where only some of it is a model's, that has a dotted line."""
    if len({part.by for part in answer.parts}) < 2:
        return render_markdown(answer.text, turn=number, citations=answer.citations)
    text = "".join(map(_marked_part, answer.parts))
    body = render_markdown(text, turn=number, citations=answer.citations)
    return body.replace(_OPEN, '<span class="pq-by-model">').replace(_CLOSE, "</span>")


def _marked_part(part: Wording) -> str:
    text = part.text.replace(_OPEN, "").replace(_CLOSE, "")
    within_a_line = text.strip() and "\n" not in text
    return f"{_OPEN}{text}{_CLOSE}" if part.by == "model" and within_a_line else text


def _label(answer: Answer) -> str:
    """What rules want said of generated words; "" where the words are the plan's."""
    if not is_generated(answer):
        return ""
    how = escape(how_made(answer))
    return f'<span class="pq-badge pq-made">{MARK}</span><span class="pq-extra">{how}</span>'


def _exchange(question: str, body: str) -> str:
    """One question and what follows it; `body` is finished HTML."""
    asked = (
        f'<p class="pq-question"><span class="pq-hidden">问：</span>{escape(question)}</p>'
        if question
        else ""
    )
    return f'<article class="pq-turn">{asked}<div class="pq-answer">{body}</div></article>'


# Evidence: the cited sections


def render_evidence(plan: Plan, conversation: Conversation, read: Reads | None = None) -> str:
    """The panel 依据: one group of cards for each turn, the last turn's shown.

    Args:
        plan: the plan at hand.
        conversation: what was asked and answered.
        read: gives the other plans that answers cite; without it their bare quotes are shown.
    """
    turns = list(enumerate(conversation.turns, start=1))
    groups = "".join(
        _group(plan, number, turn, read, shown=number == len(turns))
        for number, turn in turns
        if turn.answer.citations or number == len(turns)
    )
    if not groups:
        groups = '<p class="pq-empty">提问后，这里列出回答所依据的原文。</p>'
    return (
        '<section class="pq-evidence" aria-label="依据" tabindex="0">'
        f"<h2>依据</h2><div>{groups}</div></section>"
    )


def _group(plan: Plan, number: int, turn: Turn, read: Reads | None, *, shown: bool) -> str:
    question = turn.question
    caption = question if len(question) <= _CAPTION else f"{question[:_CAPTION]}……"
    cards = render_cards(plan, number, turn.answer.citations, read=read)
    if not cards:
        cards = '<p class="pq-empty">这一回答没有引用原文。</p>'
    hidden = "" if shown else " hidden"
    return f'<div data-turn="{number}"{hidden}><p class="pq-for">{escape(caption)}</p>{cards}</div>'


def render_cards(
    plan: Plan,
    turn: int,
    citations: Iterable[Citation],
    back: str = "回到回答",
    read: Reads | None = None,
) -> str:
    """A card for each cited section, in the order of the first number; "" where there is none.

    Args:
        plan: the plan at hand.
        turn: which marks they belong to: those of that turn's answer, 0 those of no answer.
        citations: what is cited.
        back: what a card's number is called that leads to its mark.
        read: gives the other plans that are cited.
    """
    found: dict[tuple[str, str], list[Citation]] = {}
    for citation in citations:
        found.setdefault((citation.plan, citation.section), []).append(citation)
    return "".join(_card(plan, turn, cited, back, read) for cited in found.values())


def _card(plan: Plan, turn: int, cited: list[Citation], back: str, read: Reads | None) -> str:
    """One section with the words quoted from it; of another plan, under that plan's name."""
    own, of_plan = plan, ""
    if cited[0].plan != plan.plan_id and read is not None:
        own = read(cited[0].plan) or plan
    if own is not plan:
        of_plan = f'<p class="pq-of-plan">{escape(name_of(own.meta))}</p>'
    first = cited[0]
    numbers = "".join(
        f'<a class="pq-number" id="cite-{turn}-{c.n}" href="#mark-{turn}-{c.n}"'
        f' aria-label="依据{c.n}，{back}" title="{back}">[{c.n}]</a>'
        for c in cited
    )
    pages = "、".join(dict.fromkeys(str(c.page) for c in cited if c.page is not None))
    page = f'<span class="pq-page">第{pages}页</span>' if pages else ""
    path = escape(" › ".join(first.heading))
    return (
        f'<article class="pq-card" tabindex="-1" aria-label="{escape(first.label)}">'
        f'{of_plan}<p class="pq-label">{numbers}<strong>{escape(first.label)}</strong>{page}</p>'
        f'<p class="pq-path">{path}</p>'
        f'<div class="pq-text">{_cited_text(own, cited)}</div>'
        f"{_to_book(own, cited, elsewhere=own is not plan)}</article>"
    )


def _to_book(plan: Plan, cited: list[Citation], *, elsewhere: bool = False) -> str:
    """Links to the section in the page 原文, its quotes marked, and to its neighbours there.

    Of another plan than the page is about, one link, which opens that plan in a tab of its own.
    """
    path = cited[0].section
    if cited[0].plan != plan.plan_id or path not in plan.by_path:
        return ""
    quotes = [Span(c.start, c.end) for c in cited]
    if elsewhere:
        link = other_book_link(plan, path, "在该规划原文中查看", quotes)
        return f'<p class="pq-to-book">{link}</p>'
    before, after = neighbours(plan, path)
    targets = [
        ("上一节", before.path if before else None, []),
        ("在原文中查看", path, quotes),
        ("下一节", after.path if after else None, []),
    ]
    links = "".join(
        f"{book_link(plan, target, words, marks)}" for words, target, marks in targets if target
    )
    return f'<p class="pq-to-book">{links}</p>'


def _cited_text(plan: Plan, cited: list[Citation]) -> str:
    """The section's own text; the bare quotes where the text at hand does not hold them."""
    section = plan.by_path.get(cited[0].section) if cited[0].plan == plan.plan_id else None
    body = render_section(plan, section, cited) if section else ""
    missing = [c for c in cited if f'data-n="{c.n}"' not in body and not _covered(c, cited)]
    quotes = "".join(f'<p><mark data-n="{c.n}">{escape(c.quote)}</mark></p>' for c in missing)
    return quotes + body


def _covered(citation: Citation, cited: list[Citation]) -> bool:
    """Whether an earlier citation already marks these very words."""
    return any(
        other.n < citation.n and other.start <= citation.start and citation.end <= other.end
        for other in cited
    )


def render_section(plan: Plan, section: Section, cited: Iterable[Citation] = ()) -> str:
    """A section's own text as paragraphs, the words of `cited` in <mark>.

    A row of a table comes with the table's title and notes, a table with all its rows.
    """
    quotes = [(c.start, c.end, c.n) for c in cited]
    parent = plan.by_path.get(section.parent or "")
    if section.kind is NodeKind.ROW and parent is not None:
        return _table_text(plan, parent, [section], quotes)
    if section.box_kind is BoxKind.TABLE:
        rows = [s for s in plan.children.get(section.path, ()) if s.kind is NodeKind.ROW]
        return _table_text(plan, section, rows, quotes)
    return _paragraphs(plan.text, section.sentences, quotes)


def _table_text(plan: Plan, table: Section, rows: list[Section], quotes: _Quotes) -> str:
    """Title, rows and notes of a table; column names, often scattered, can be unfolded."""
    own = {kind: [s for s in table.sentences if s.kind is kind] for kind in SentenceKind}
    names = " ".join(_marked(plan.text, sentence, quotes) for sentence in own[SentenceKind.ROW])
    is_open = " open" if "<mark" in names or not rows else ""
    rest = [s for s in table.sentences if s.kind not in {SentenceKind.HEADING, SentenceKind.ROW}]
    return (
        _paragraphs(plan.text, own[SentenceKind.HEADING], quotes)
        + "".join(_paragraphs(plan.text, row.sentences, quotes) for row in rows)
        + (f"<details{is_open}><summary>表头</summary><p>{names}</p></details>" if names else "")
        + _paragraphs(plan.text, rest, quotes)
    )


def _paragraphs(text: str, sentences: Iterable[Sentence], quotes: _Quotes) -> str:
    return paragraphs(text, sentences, lambda sentence: _marked(text, sentence, quotes))


def _marked(text: str, sentence: Sentence, quotes: _Quotes) -> str:
    """A sentence without its line breaks, the quoted characters in <mark>."""

    def quoted_by(offset: int) -> int | None:
        return next((n for start, end, n in quotes if start <= offset < end), None)

    parts: list[str] = []
    for n, group in groupby(characters(text, sentence), key=lambda pair: quoted_by(pair[0])):
        words = escape("".join(character for _, character in group))
        parts.append(words if n is None else f'<mark data-n="{n}">{words}</mark>')
    return "".join(parts)
