"""A plan's own vocabulary: names its text marks as names, for the segmenter to keep whole.

General rules only; what a plan talks about is read from the plan:

1. what stands in quotation marks;
2. the leading name of a line ("name：explanation") in a box or a list;
3. titles of sections, boxes and parts, and the pieces their conjunctions and commas leave;
4. members of enumerations (a、b、c and d);
5. the front of a longer title ("name" of "name + layout plan").

Rules 1 and 2 are the author's own marks and count at once. What the others give counts only where
the text uses it as a unit more than once: by the variety of characters beside it, after Feng et
al., "Accessor Variety Criteria for Chinese Word Extraction" (Computational Linguistics 2004).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.plan import NodeKind, Plan, SentenceKind

__all__ = ["MAX_LENGTH", "MIN_LENGTH", "mine_terms"]

MIN_LENGTH = 2
MAX_LENGTH = 12
_MIN_SUPPOSED = 3  # a shorter word that no mark sets apart is in any dictionary
_MAX_MEMBER = 10  # a longer member of an enumeration is a clause
_MIN_FRONT = 5  # a shorter front of a title is an everyday word

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff"
_TERM = re.compile(rf"(?=.*[{_HAN}].*[{_HAN}])(?![0-9.])[{_HAN}A-Za-z0-9+＋·&-]+")
_QUOTED = re.compile(r"“([^“”]{2,60})”|‘([^‘’]{2,60})’|「([^「」]{2,60})」|『([^『』]{2,60})』")
_BRACKETED = re.compile(r"（[^（）]*）|\([^()]*\)|〔[^〔〕]*〕")
_SPLIT = re.compile(r"[、，,；;：:。．.！？!?／/\s（）()《》〈〉“”‘’「」『』〔〕【】—…]+")
_CONJUNCTION = re.compile(r"[和与及]")
_LEADING_NAME = re.compile(
    r"(?:[（(]?[0-9一二三四五六七八九十]{1,3}[）).．、]\s*|[^\w《“]{0,2})"
    r"([^：:，。；、\s]{2,12})[：:]"
)
_LIST = re.compile(r"[^，。；：！？（）()\n]*、[^，。；：！？（）()\n]*")
# Characters of grammar: what opens or closes with one and is not marked as a name was most likely
# cut out of a clause, and so was what holds 的.
_GRAMMAR = tuple("的了等及与和并在于是为对将以而或其各把被从向由不有个")


def mine_terms(plan: Plan) -> tuple[str, ...]:
    """The terms of a plan: 2 to 12 characters each, at least two of them Chinese, sorted."""
    body = "\n".join(sentence.text for node in plan.sections for sentence in node.sentences)
    marked = {*_quoted(body), *_leading_names(plan)}
    titles = {piece for node in plan.sections for piece in _title_pieces(node.title)}
    supposed = {
        term
        for term in {*titles, *_enumerated(body)} - marked
        if len(term) >= _MIN_SUPPOSED and _is_whole(term) and _stands_alone(term, body, uses=2)
    }
    fronts = {front for piece in titles for front in _fronts(piece, body)}
    return tuple(sorted({*filter(_is_term, marked), *supposed, *fronts}))


def _is_term(term: str) -> bool:
    return MIN_LENGTH <= len(term) <= MAX_LENGTH and _TERM.fullmatch(term) is not None


def _is_whole(term: str) -> bool:
    """Whether it is a term that does not look cut out of a clause."""
    return (
        _is_term(term)
        and "的" not in term
        and not term.startswith(_GRAMMAR)
        and not term.endswith(_GRAMMAR)
    )


def _stands_alone(term: str, body: str, *, uses: int) -> bool:
    """Whether the text uses the term at least so often and nothing is missing at either end.

    An end is complete where as many different characters stand beside it as `uses` says, each
    mark or line's end counting as one of its own: the front of a longer name is always followed
    by the same character.
    """
    if body.count(term) < uses:
        return False
    before: set[str | int] = set()
    after: set[str | int] = set()
    for match in re.finditer(re.escape(term), body):
        start, end = match.span()
        for beside, found in ((body[start - 1 : start], before), (body[end : end + 1], after)):
            found.add(beside if beside.isalnum() else start)
    return len(before) >= uses and len(after) >= uses


def _pieces(text: str) -> Iterator[str]:
    """What marks leave of a text; brackets go with what they hold."""
    yield from filter(None, _SPLIT.split(_BRACKETED.sub(" ", text)))


def _quoted(body: str) -> Iterator[str]:
    for match in _QUOTED.finditer(body):
        yield from _pieces(next(filter(None, match.groups())))


def _leading_names(plan: Plan) -> Iterator[str]:
    for node in plan.sections:
        in_box = node.kind in (NodeKind.BOX, NodeKind.PART)
        for sentence in node.sentences:
            if sentence.kind is SentenceKind.ITEM or (
                in_box and sentence.kind is SentenceKind.PROSE
            ):
                match = _LEADING_NAME.match(sentence.text)
                if match is not None:
                    yield match[1].strip("“”‘’")


def _title_pieces(title: str) -> Iterator[str]:
    for piece in _pieces(title):
        yield piece
        yield from _CONJUNCTION.split(piece)


def _fronts(piece: str, body: str) -> Iterator[str]:
    """The beginnings of a title the text uses elsewhere, at least three times, as a unit."""
    for length in range(_MIN_FRONT, min(len(piece), MAX_LENGTH + 1)):
        front = piece[:length]
        if _is_whole(front) and _stands_alone(front, body, uses=3):
            yield front


def _enumerated(body: str) -> Iterator[str]:
    """Members of lists, except the first, which the clause before it runs into."""
    for run in _LIST.finditer(body):
        *members, last = run.group().split("、")[1:]
        last = last.split("等")[0]
        for member in (*members, last, *_CONJUNCTION.split(last)):
            if len(member) <= _MAX_MEMBER:
                yield member
