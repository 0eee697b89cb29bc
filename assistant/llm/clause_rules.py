"""What a clause of a claim may not leave out of the clauses it is taken from."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise

from assistant.llm.alignment import Aligned
from assistant.llm.wording import Clause, Kind, Said, Token
from assistant.llm.words import claim_words, same_verbs

__all__ = ["clause_faults"]

_FULL_STOPS = "；。！？;!?"
_ASIDE = frozenset({Kind.LIGHT, Kind.MARK})


def clause_faults(
    clause: Clause, said: Said, aligned: Aligned, home: Collection[str]
) -> Iterator[str]:
    """Faults of a claim's clause by a sentence it is aligned with.

    Args:
        clause: of the claim.
        said: the sentence.
        aligned: where the clause's words stand in it.
        home: names of the plan's own region, which may be left out anywhere.
    """
    places = aligned.places
    names_only = not any(t.is_verb or t.kind is Kind.FIGURE for t in _told(clause))
    used = sorted({said.clause_at(start) for start, _ in places})
    for place in used:
        own = said.clauses[place]
        yield from _turned(own, aligned)
        yield from _verb_lost(clause, own, aligned)
        yield from _compounds_cut(own, aligned, home)
        yield from _verb_of_object(own, aligned)
    for (_, end), (start, _) in pairwise(places):
        before, after = said.clause_at(end - 1), said.clause_at(start)
        if before != after and not (names_only and _within_subject(said, start)):
            yield from _crossed(said, before, after, aligned)
    yield from _turns_other(said, aligned)
    yield from _figures(said, aligned)


def _told(clause: Clause) -> list[Token]:
    """The words of a clause that tell something."""
    return [token for token in clause.tokens if token.kind is not Kind.LIGHT]


def _within_subject(said: Said, place: int) -> bool:
    """Whether a character stands in the subject of its clause: a claim may list several."""
    subject = said.clauses[said.clause_at(place)].subject
    return subject is not None and subject[0] <= place < subject[1]


def _turned(own: Clause, aligned: Aligned) -> Iterator[str]:
    """A word that turns, limits or dates what a clause says, left out of it."""
    for token in own.tokens:
        if token.kind in {Kind.TURN, Kind.DONE} and not aligned.covers_all(token):
            yield f"漏 {token.text}"


def _turns_other(said: Said, aligned: Aligned) -> Iterator[str]:
    """A word that turns, told of something else than it stands before."""
    pairs = [(token, place) for token, place in aligned.pairs if place is not None]
    for (token, place), (_, following) in pairwise(pairs):
        if token.kind not in {Kind.TURN, Kind.DONE}:
            continue
        between = (t for t in said.tokens if place[1] <= t.start and t.end <= following[0])
        crossed = said.clause_at(place[0]) != said.clause_at(following[0])
        if crossed or any(t.kind not in _ASIDE for t in between):
            yield f"{token.text} 所指"


def _verb_lost(clause: Clause, own: Clause, aligned: Aligned) -> Iterator[str]:
    """What is done, left out where the claim says that something else is done."""
    verb = _content(own.verb)
    if verb is None or aligned.covers(verb.start, verb.end):
        return
    after = any(verb.end <= start < own.end for start, _ in aligned.places)
    other = any(t.tag.startswith("v") and t.kind is Kind.WORD for t in clause.tokens)
    if not {t.text for t in clause.tokens}.isdisjoint(same_verbs().get(verb.text, ())):
        return
    if after and other and verb.text not in claim_words("adverbs"):
        yield f"漏 {verb.text}"


def _verb_of_object(own: Clause, aligned: Aligned) -> Iterator[str]:
    """The verb just before what it is done to, left out where another verb then takes it."""
    adverbs = claim_words("adverbs")
    done = False  # whether a verb before is said
    for verb, thing in pairwise(own.tokens):
        kept = aligned.covers(verb.start, verb.end)
        is_verb = verb.is_verb and verb.kind is Kind.WORD and verb.text not in adverbs
        next_to = verb.end == thing.start and thing.is_nominal
        if done and is_verb and not kept and next_to and aligned.covers_all(thing):
            yield f"漏 {verb.text}"
        done = done or (is_verb and kept)


def _content(verb: Token | None) -> Token | None:
    """A verb that says more than being or reaching."""
    return None if verb is None or verb.kind in {*_ASIDE, Kind.HOPE} else verb


def _compounds_cut(own: Clause, aligned: Aligned, home: Collection[str]) -> Iterator[str]:
    """A part of a name that goes on: 服务业 of 科技服务业, or what a figure counts."""
    for left, right in pairwise(own.tokens):
        if left.end != right.start:
            continue
        if _names(left) and _names(right):
            kept = aligned.covers_all(left), aligned.covers_all(right)
            partly = aligned.covers(left.start, right.end)
            if partly and not all(kept) and left.text not in home:
                yield f"{left.text}{right.text} 不全"
        counted = left.kind is Kind.FIGURE and right.is_nominal
        if counted and aligned.covers(left.start, left.end) and not aligned.covers_all(right):
            yield f"{left.text}{right.text} 不全"


def _names(token: Token) -> bool:
    """Whether a token may be part of a name: 健康 of 健康小镇 is an adjective to the dictionary."""
    return token.is_nominal or (token.kind is Kind.WORD and token.tag.startswith("a"))


def _crossed(said: Said, before: int, after: int, aligned: Aligned) -> Iterator[str]:
    """Words of two clauses told as one, where that makes another statement."""
    first, second = said.clauses[before], said.clauses[after]
    topic = first.stop in {"：", ":"}
    stops = {said.clauses[n].stop for n in range(before, after)}
    if not topic and not stops.isdisjoint(_FULL_STOPS):
        yield "跨句"
    if second.subject is not None and not aligned.covers(*second.subject):
        yield f"主语 {said.text[slice(*second.subject)]}"
    verb, done = _content(second.verb), _content(first.verb)
    lost = verb is not None and not aligned.covers(verb.start, verb.end)
    if verb and lost and any(verb.end <= start < second.end for start, _ in aligned.places):
        yield f"漏 {verb.text}"
    if done is not None and aligned.covers(done.start, done.end):
        last = max(end for start, end in aligned.places if start < first.end)
        left = [t for t in first.tokens if t.start >= last and t.kind is Kind.WORD]
        if left:
            yield f"漏 {left[0].text}"


def _figures(said: Said, aligned: Aligned) -> Iterator[str]:
    """What a figure measures, its qualifier, and its turn among several."""
    figures = [(t, place) for t, place in aligned.pairs if t.kind is Kind.FIGURE and place]
    for token, place in figures:
        own = next(t for t in said.tokens if t.start == place[0])
        if not _same_qualifier(token, own):
            yield f"{token.text} 限定词"
        clause = said.clauses[said.clause_at(place[0])]
        yield from _unmeasured(token, own, clause, aligned)
        if "分别" in said.text[clause.start : own.start]:
            several = [t for t in clause.tokens if t.kind is Kind.FIGURE]
            items = [t for t in clause.tokens if t.is_nominal and t.end <= several[0].start]
            if not all(aligned.covers_all(t) for t in (*several, *items)):
                yield f"{token.text} 分别"
    pairs = [(token, place) for token, place in aligned.pairs if place is not None]
    for (left, a), (right, b) in pairwise(pairs):
        if Kind.FIGURE in {left.kind, right.kind}:
            between = (t for t in said.tokens if a[1] <= t.start and t.end <= b[0])
            same = said.clause_at(a[0]) == said.clause_at(b[0])
            if same and any(t.kind is Kind.FIGURE for t in between):
                yield f"{right.text} 错位"


def _unmeasured(token: Token, own: Token, clause: Clause, aligned: Aligned) -> Iterator[str]:
    """The last word before a figure, which says what it measures, left out."""
    adverbs = claim_words("adverbs")
    before = [t for t in clause.tokens if t.end <= own.start]
    qualifier = own.figure[3] if own.figure else ""
    for last in reversed(before):
        if last.kind is Kind.FIGURE:
            return
        aside = last.kind in {*_ASIDE, Kind.YEAR, Kind.HOPE} or last.text in adverbs
        if aside or last.text in qualifier or last.tag.startswith(("d", "p")):
            continue
        if not aligned.covers_all(last):
            yield f"{token.text} 缺 {last.text}"
        return


def _same_qualifier(one: Token, other: Token) -> bool:
    if one.figure is None or other.figure is None:
        return False
    return one.figure[3] == other.figure[3]
