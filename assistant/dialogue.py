"""Dialogue: a follow-up becomes a question that stands alone.

Nothing is remembered but the conversation itself. What a short question leaves out is taken from
the one before: its subject, its aspect, or an item of the list just given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer import Conversation, Route, Turn
from assistant.carried import carried, is_measure, names_nothing
from assistant.lexicon import Lexicon, squeeze
from assistant.outline_route import asks_structure
from assistant.question import content_words, plain
from assistant.slots import Slot, slots_of
from assistant.time_words import year_told
from assistant.words import word_list
from corpus.addresses import find_mentions
from corpus.headings import match_heading
from corpus.numerals import NUMERAL_CLASS, parse_numeral
from corpus.plan import NodeKind, Plan, Section

__all__ = ["Standalone", "stand_alone"]

_NEW_TOPIC = re.compile(r"换个话题|换一?个问题|另外问|再问一?个(?:别的|其他)|别的问题|说回")
_OPENER = re.compile(r"^(?:那么|那|然后|还有|再|另外|至于|同样|而)+[，,]?")
_ELLIPTIC = re.compile(r"呢\s*[?？]?$")
_PRONOUN = re.compile(
    r"它们?的?|其中的?|其(?=[^他余实])|(?:这|那|(?<!应)该|上述|前述)(?:个|些|几个|条|几条|项|类|种|座|家|一)?(?:带|镇|区|圈|项目|行业|产业|计划|工程|平台|方面)?的?|他们的?"
)
# 送货这事, 养老这块: the word before it is what is meant, nothing said earlier.
_APPOSED = re.compile(
    r"(?<=[\u4e00-\u9fff])(?<![把对在就从按和跟与给为将于是说问讲看到用以比请])"
    r"[这那](?:一|个|件|桩)?(?:事儿?|块儿?|摊子?|行|方面|行业|产业|领域|头)"
)
_ORDINAL = re.compile(rf"第\s*([{NUMERAL_CLASS}]+)\s*(?:个|条|项|点|类|家|款|方面)")
_LAST = re.compile(r"最后(?:一)?(?:个|条|项|点)")
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年|$|\D)")
# 比2015年多多少: goes on from what was asked, and compares it.
_COMPARES = re.compile(
    r"(?:它|这个?)?(?:比|较|跟|和|与|同).{1,20}(?:多|高|低|少|大|小|快|慢|差|强)|(?:它|这)(?:相当于|占|是).{2,20}(?:百分|几成|多少|几倍)"
)
# 哪个更大，差多少: of the two that were asked for last.
_CHOOSES = re.compile(
    r"(?:那|这两个|两个|它们|两者|二者)?(?:里|中)?(?:哪(?:一)?个|谁)[^，。？?]{0,6}(?:更|大|高|多|快|少|小|低)|"
    r"(?:那|把)?[这那]?(?:两[个项家]|两者|二者|它们|俩)[^，。？?]{0,8}?(?:相?差|合计|加起来|合起来|相加|加总)"
)
_TIMES = re.compile(r"起点|起步|期初|期末|基期|基年|末年|收官|当时|那时候?|开局")
_SHORT = 7  # a question longer than this brings its own subject


@dataclass(frozen=True, slots=True)
class Standalone:
    """The question as it stands alone, and where the conversation was."""

    text: str
    scope: str | None  # address whose subtree is preferred; None for a new topic


def stand_alone(
    conversation: Conversation, raw: str, plan: Plan, lexicon: Lexicon, *, leans: bool = False
) -> Standalone:
    """Rewrite the last question with what it takes from the turn before it.

    Args:
        conversation: the turns before it.
        raw: the question as typed.
        plan: the plan it is asked of.
        lexicon: the plan's words.
        leans: that it leans on the turn before it, whatever it says.
    """
    text = plain(raw)
    if not conversation.turns:
        return Standalone(raw, None)
    if _NEW_TOPIC.search(text):
        return Standalone(_NEW_TOPIC.sub("", text).strip(" ，,。"), None)
    if _CHOOSES.match(text) and len(conversation.turns) > 1:
        asked = [t.answer.standalone_question or t.question for t in conversation.turns[-2:]]
        return Standalone("，".join([*(q.strip("？? 。") for q in asked), text]), None)
    last = conversation.turns[-1]
    previous = last.answer.goes_on_from or last.answer.standalone_question or last.question
    item = _listed_item(text, conversation, plan)
    if item is not None and not find_mentions(text, plan):
        return Standalone(*item)
    bare = _ELLIPTIC.sub("", _OPENER.sub("", text)).strip(" ，,?？")
    year = year_told(bare, previous, plan.meta.period)
    bare = f"{year}年" if year is not None else bare
    sibling = _sibling(bare, last, plan)
    if sibling is not None:
        return Standalone(f"{sibling.label}讲什么", sibling.path)
    figures = last.answer.route is Route.NUMBERS
    if not (leans or _leans(text, plan, lexicon) or (figures and names_nothing(text))):
        return Standalone(raw, None)
    goes_on = figures and not _COMPARES.match(bare)
    merged = None
    if goes_on:
        merged = carried(previous, bare, re.sub(r"[\s（）()]", "", plan.text).__contains__)
    if merged is None and leans and not _ELLIPTIC.search(text):
        merged = _of_same(previous, bare, plan, lexicon)
    merged = merged or _merge(previous, bare, plan, lexicon)
    return Standalone(merged, _scope(last, plan))


def _leans(text: str, plan: Plan, lexicon: Lexicon) -> bool:
    """Whether a question leans on the one before it.

    It does when it says so (那…, …呢, 它) or when it names no subject: it is short and has at most
    one word of its own, or none but words that any section could be asked for (目标, 举措).
    """
    if find_mentions(text, plan) or asks_structure(text):
        return False
    if (
        _COMPARES.match(text)
        or _OPENER.match(text)
        or _ELLIPTIC.search(text)
        or _PRONOUN.search(_APPOSED.sub("", text))
        or text[:1] == "比"
    ):
        return True
    words = [w for w in lexicon.words(text) if len(w) > 1 and lexicon.weight(w)]
    if all(word in word_list("parts") | word_list("aspects") for word in words):
        return True
    return len(text) <= _SHORT and len(words) <= 1


def _listed_item(
    text: str, conversation: Conversation, plan: Plan
) -> tuple[str, str | None] | None:
    """第三个是什么: the item of the list that was given last."""
    match = _ORDINAL.search(text)
    number = parse_numeral(match[1]) if match else None
    last = next((turn for turn in reversed(conversation.turns) if turn.answer.items), None)
    if last is None:
        return None
    items = last.answer.items
    if _LAST.search(text):
        number = len(items)
    if number is None or not 0 < number <= len(items):
        return None
    item = items[number - 1]
    rest = (_LAST if match is None else _ORDINAL).sub("", text)
    rest = _ELLIPTIC.sub("", _OPENER.sub("", rest)).strip(" ，,?？的")
    if item in plan.by_path:
        section = plan.by_path[item]
        return f"{section.label}{rest or '讲什么'}", section.path
    return f"{item}{rest or '是什么'}", _scope(last, plan)


def _sibling(bare: str, last: Turn, plan: Plan) -> Section | None:
    """那（四）呢: the node beside the last answer's, or above it, that carries this very number."""
    heading = match_heading(bare + " ")
    if heading is None or bare != heading.printed:
        return None
    node: Section | None = plan.by_path.get(last.answer.focus or "")
    while node is not None:
        for beside in plan.children.get(node.parent, ()):
            if beside.number == heading.label:
                return beside
        node = plan.by_path.get(node.parent or "")
    return None


def _of_same(previous: str, bare: str, plan: Plan, lexicon: Lexicon) -> str | None:
    """A question that asks by itself, of what the one before is about; None where that is nothing.

    The address comes first, then what the tagger takes for the subject, less what is asked of it.
    """
    placed = any(mention.path for mention in find_mentions(previous, plan))
    told = (span.text for span in slots_of(previous) if span.slot is Slot.SUBJECT)
    named = None if placed else next((text for text in told if not is_measure(text)), None)
    subject = re.split(r"(?<=..)的", named)[0] if named else _subject(previous, plan, lexicon)
    aspect = _PRONOUN.sub("", bare).strip(" ，,的") or bare
    return f"{subject}的{aspect}" if subject else None


def _merge(previous: str, bare: str, plan: Plan, lexicon: Lexicon) -> str:
    """The question before with what the new one changes."""
    if _COMPARES.match(bare):
        return f"{previous.strip(' ，,?？。')}，{bare}"
    years = _YEAR.findall(bare)
    rest = re.sub(r"[年的，,]", "", _TIMES.sub("", _YEAR.sub("", bare))).strip()
    if years and not content_words(lexicon.words(rest)):
        return (
            _YEAR.sub(years[0], previous) if _YEAR.search(previous) else f"{years[0]}年{previous}"
        )
    swap = _paradigm(previous, bare, plan)
    if swap is not None:
        old, new = swap
        return _with_years(previous.replace(old, new), years)
    subject = _subject(previous, plan, lexicon)
    aspect = _PRONOUN.sub("", bare).strip(" ，,的") or bare
    if subject and squeeze(subject) in squeeze(aspect):
        return aspect
    kept = "".join(f"{year}年" for year in _YEAR.findall(previous) if not years)
    return f"{kept}{subject}的{aspect}" if subject else f"{previous} {aspect}"


def _with_years(question: str, years: list[str]) -> str:
    """The question with these years instead of its own."""
    if not years:
        return question
    bare = _YEAR.sub("", question).replace("年的", "的") if _YEAR.search(question) else question
    return f"{'、'.join(f'{year}年' for year in years)}{bare.lstrip('年到至')}"


def _paradigm(previous: str, bare: str, plan: Plan) -> tuple[str, str] | None:
    """A name in the question before that the new one replaces by another of the same list.

    Names of one list are the titles under one heading, or the names that open the items of one
    box (一核：… 一圈：…).
    """
    said = squeeze(bare)
    for names in _name_lists(plan):
        new = next((name for name in names if _says(said, name)), None)
        if new is None:
            continue
        for name in sorted(names, key=len, reverse=True):
            old = name if name != new else ""
            form = _form_in(previous, old) if old else ""
            if form:
                whole = re.search(rf"{re.escape(form)}(?:服务业|产业|业)?", previous)
                return (whole[0] if whole else form), new
    return None


def _name_lists(plan: Plan) -> list[list[str]]:
    lists = [
        [s.title for s in children if s.title and s.kind is NodeKind.SECTION]
        for children in plan.children.values()
    ]
    for box in plan.boxes:
        leads = [m[1] for s in box.sentences if (m := re.match(r"([^：:，。]{2,10})[：:]", s.text))]
        lists.append(leads)
        lists.append([c.title for c in plan.children.get(box.path, ()) if c.title])
    return [names for names in lists if len(names) >= 2]


def _says(text: str, name: str) -> bool:
    return bool(_form_in(text, name))


def _form_in(text: str, name: str) -> str:
    """How a text says a name: whole, without 业 or 产业 at its end, or as an abbreviation of it."""
    for form in (name, re.sub(r"(?:产业|服务业|业)$", "", name)):
        if len(form) >= 2 and form in text:
            return form
    stem = re.sub(r"(?:产业|业)$", "", name)
    if 4 <= len(stem) <= 6:
        short = stem[0] + stem[2]
        if short in text:
            return short
        for half in (stem[:2], stem[2:]):
            if half in text and half not in {"服务", "发展", "重点", "建设", "现代", "推进"}:
                return half
    return ""


def _subject(previous: str, plan: Plan, lexicon: Lexicon) -> str:
    """What the question before was about: a section's title, an address, or a plan's term."""
    mentions = [m for m in find_mentions(previous, plan) if m.path]
    if mentions:
        return mentions[0].written
    forms = [
        form
        for s in plan.sections
        if s.kind is NodeKind.SECTION
        and s.title
        and s.level <= 2
        and (form := _form_in(previous, s.title))
    ]
    terms = [word for word in lexicon.words(previous) if len(word) >= 4 and lexicon.known(word)]
    candidates = forms + terms
    if candidates:
        return max(candidates, key=len)
    words = lexicon.words(previous)
    return words[0] if words else ""


def _scope(last: Turn, plan: Plan) -> str | None:
    """Where the conversation was: the answer's focus, or the section it cited first."""
    focus = last.answer.focus
    if focus is None and last.answer.citations:
        focus = last.answer.citations[0].section
    node: Section | None = plan.by_path.get(focus or "")
    while node is not None and node.kind in {NodeKind.ROW, NodeKind.PART} and node.parent:
        node = plan.by_path[node.parent]
    return node.path if node else None
