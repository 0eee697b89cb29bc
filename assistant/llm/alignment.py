"""Where the words of a claim's clause stand in one sentence of the plan, in their order.

Words that only link are left out of it. A word may also stand in the headings above the sentence.
Of several ways the one that leaves out least is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.llm.wording import Clause, Kind, Said, Token
from assistant.llm.words import claim_words, same_verbs
from assistant.thesaurus import same_words
from index.tokenizer import Segmenter

__all__ = ["Aligned", "align"]

_CROSSING, _HEADING = 10, 30  # what leaving a clause costs, and a word found in a heading alone
_ANYWHERE = frozenset({Kind.YEAR, Kind.HOPE})  # told before or after what they are said of
_FREE = frozenset({Kind.MARK, Kind.LIGHT})

_NEGATING = frozenset("不未无非没勿")  # what makes the opposite of the word it is written before
_SEVERAL = 2
_CUTTABLE = 3  # characters from which a word may be cut

_Place = tuple[int, int]
_ABOVE: _Place = (-1, -1)  # in a heading


@dataclass(frozen=True, slots=True)
class Aligned:
    """The words of a claim's clause, and where each stands in the sentence."""

    pairs: tuple[tuple[Token, _Place | None], ...]  # None: a year, or in a heading alone
    cost: int

    @property
    def places(self) -> list[_Place]:
        """Where the words that stand in the sentence do, in order."""
        return [place for _, place in self.pairs if place is not None]

    def covers(self, start: int, end: int) -> bool:
        """Whether any word stands within."""
        return any(a < end and start < b for a, b in self.places)

    def covers_all(self, token: Token) -> bool:
        """Whether every character of a token of the sentence is said."""
        said = {n for a, b in self.places for n in range(a, b)}
        return said.issuperset(range(token.start, token.end))


def align(
    clause: Clause, said: Said, heading: str, segmenter: Segmenter, after: int = 0
) -> Aligned | str:
    """The best alignment of a claim's clause with a sentence; the word that has no place.

    Args:
        clause: of the claim.
        said: a sentence of the plan.
        heading: what it stands under, normalised.
        segmenter: cuts words further that the plan cuts otherwise.
        after: where in the sentence the words stand at the earliest.

    Returns:
        A text for what is wrong: a word found nowhere, or "次序" where the words stand only in
        another order.
    """
    tokens: list[tuple[Token, list[_Place]]] = []
    titles = list(_titles(clause, said, heading))
    for token in clause.tokens:
        if token.kind in _FREE:
            continue
        for part in _parts(token, said, heading, segmenter):
            before = clause.text[max(0, part.start - clause.start - 1) : part.start - clause.start]
            places = [p for p in _places(part, said) if _same_sense(p, said, before)]
            places = [p for p in places if p[0] >= after or part.kind in _ANYWHERE]
            if part.kind in _ANYWHERE:
                places = [_ABOVE] if places else []
            if _stands_above(part, heading):
                places.append(_ABOVE)
            if any(start <= part.start and part.end <= end for start, end in titles):
                places = [_ABOVE]
            if not places:
                return part.text
            tokens.append((part, places))
    return _shortest(tokens, said)


def _titles(clause: Clause, said: Said, heading: str) -> Iterator[_Place]:
    """Where a clause of a claim says a heading that the sentence itself does not say."""
    for title in heading.split("\n"):
        place = clause.text.find(title) if len(title) > 1 and title not in said.text else -1
        if place >= 0:
            yield clause.start + place, clause.start + place + len(title)


def _parts(token: Token, said: Said, heading: str, segmenter: Segmenter) -> list[Token]:
    """The token, or the smaller words it is made of where it stands nowhere as a whole."""
    linked = token.text[0] in claim_words("light")  # 在建强
    whole = token.kind is not Kind.WORD or (len(token.text) < _CUTTABLE and not linked)
    if whole or any(_places(token, said)) or _stands_above(token, heading):
        return [token]
    words = segmenter.dictionary_words(token.text)
    if len(words) < _SEVERAL:
        at = 1 if linked else 2
        words = [token.text[:at], token.text[at:]]
    found, start = [], token.start
    for word in words:
        tag = segmenter.part_of_speech(word)
        if word and word not in claim_words("light"):
            found.append(Token(start, start + len(word), word, Kind.WORD, tag))
        start += len(word)
    return found


def _places(token: Token, said: Said) -> Iterator[_Place]:
    """Where a token of a claim stands in a sentence, itself or as another word for the same."""
    if token.kind in {Kind.FIGURE, Kind.YEAR}:
        for other in said.tokens:
            same = token.text == other.text if token.kind is Kind.YEAR else _same(token, other)
            if other.kind is token.kind and same:
                yield other.start, other.end
        return
    forms = [token.text]
    if token.kind in {Kind.WORD, Kind.TURN}:
        forms += [*same_verbs().get(token.text, ()), *same_words(token.text)]
    taken = {
        n
        for other in said.tokens
        if other.kind in {Kind.FIGURE, Kind.YEAR}
        for n in range(other.start, other.end)
    }
    for form in dict.fromkeys(forms):
        start = said.text.find(form)
        while start >= 0:
            if taken.isdisjoint(range(start, start + len(form))):
                yield start, start + len(form)
            start = said.text.find(form, start + 1)


def _same_sense(place: _Place, said: Said, before: str) -> bool:
    """Whether what stands before a word does not make its opposite of it (未成年人, 成年人)."""
    negated = said.text[max(0, place[0] - 1) : place[0]]
    return negated not in _NEGATING or negated == before


def _same(one: Token, other: Token) -> bool:
    return (
        one.figure is not None and other.figure is not None and one.figure[:3] == other.figure[:3]
    )


def _stands_above(token: Token, heading: str) -> bool:
    return token.kind in {Kind.WORD, Kind.YEAR} and token.text in heading


def _shortest(tokens: Sequence[tuple[Token, list[_Place]]], said: Said) -> Aligned | str:
    """The way through the places, each after the one before, that leaves out least."""
    # By the end of the last word placed (-1 for none yet): the cost and the places so far.
    ways: dict[int, tuple[int, tuple[_Place, ...]]] = {-1: (0, ())}
    for token, places in tokens:
        after: dict[int, tuple[int, tuple[_Place, ...]]] = {}
        for last, (cost, taken) in ways.items():
            for place in dict.fromkeys(places):
                late = place is _ABOVE and last >= 0 and token.kind not in _ANYWHERE
                if late or (place is not _ABOVE and place[0] < last):
                    continue  # what a heading says comes first
                end = last if place is _ABOVE else place[1]
                total = cost + (0 if token.kind in _ANYWHERE else _step(last, place, said))
                if end not in after or total < after[end][0]:
                    after[end] = (total, (*taken, place))
        ways = after
    if not ways:
        return "次序"
    cost, taken = min(ways.values())
    pairs = tuple(
        (token, None if place is _ABOVE else place)
        for (token, _), place in zip(tokens, taken, strict=True)
    )
    return Aligned(pairs, cost)


def _step(last: int, place: _Place, said: Said) -> int:
    if place is _ABOVE:
        return _HEADING
    if last < 0:
        return 0
    crossed = said.clause_at(place[0]) - said.clause_at(last - 1)
    return place[0] - last + _CROSSING * crossed
