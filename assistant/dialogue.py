"""Dialogue: a follow-up becomes a question that stands alone.

What a question leaves out is taken from the conversation: its subject, its aspect, its year, or an
item of the list just given. A question that leaves nothing out is asked as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer import Conversation, Route, Status, Turn
from assistant.carried import carried, names_nothing
from assistant.follow_up import FollowUp, read_follow_up
from assistant.help_route import is_courtesy
from assistant.lexicon import Lexicon, squeeze
from assistant.outline_route import asks_structure
from assistant.question import content_words, plain
from assistant.thread import Thread, Topic, asked_in, form_in, scope_of
from assistant.time_words import year_told
from assistant.words import word_list
from corpus.addresses import find_mentions
from corpus.headings import match_heading
from corpus.numerals import NUMERAL_CLASS, parse_numeral
from corpus.plan import NodeKind, Plan, Section

__all__ = ["Standalone", "stand_alone"]

_POINTED = r"(?:带|镇|区|圈|项目|行业|产业|计划|工程|平台|方面)"
_PRONOUN = re.compile(
    rf"它们?|其(?=[^他余实中它])|(?:这|那|(?<!应)该|上述|前述)(?:个|些|几个|条|几条|项|类|种|座|家|一)?{_POINTED}?|"
    r"他们|(?:刚才|前面|上面)(?:说|提|讲)(?:的|到的)"
)
_THERE = re.compile(r"(?P<inside>里面|里头|其中)|(?:这|那)(?:里|儿|边)面?|当地")
# 送货这事, 养老这块: the word before it is what is meant, nothing said earlier.
_APPOSED = re.compile(
    r"(?<=[\u4e00-\u9fff])(?<![把对在就从按和跟与给为将于是说问讲看到用以比请])"
    r"[这那](?:一|个|件|桩)?(?:事儿?|块儿?|摊子?|行|方面|行业|产业|领域|头)"
)
_ORDINAL = re.compile(rf"第\s*([{NUMERAL_CLASS}]+)\s*(?:个|条|项|点|类|家|款|方面)")
_LAST = re.compile(r"最后(?:一)?(?:个|条|项|点)")
_BESIDE = re.compile(r"(?P<before>上|前)?(?P<after>下|后)?(?:面)?一(?:条|项|个|节|点|款)")
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
# 差多少, 加起来多少, 提高了几个百分点: of the two figures that were told last.
_OVER_TWO = re.compile(
    r"(?:那么?|把)?(?:[这那]?(?:两[个项家者年]|二者|它们|俩)(?:项目)?)?(?:之间)?"
    r"(?:的?(?:投资|数字?|目标|金额|规模|增加值))?"
    r"(?P<asks>(?:相?差|加起来|合起来|相加|加总|合计|总共|一共|[高多]出?|增加|提高|上升|下降|增长|减少|少)了?"
    r"(?:(?:是|有|为)?(?:多少|几)[^，。？?]{0,5})?|(?:哪一?个|谁)[^，。？?]{0,6}[更大高多快少小低][^，。？?]{0,4})[？?]?"
)
# 一共几个, 换算成万元: of the very things that were asked for.
_GOES_ON = re.compile(
    r"(?:它们?|这些|那)?(?:一共|总共|共计?|合计)(?:有|是)?(?:几|多少)[\u4e00-\u9fff]{0,2}|(?:换算|折算|折合|换)(?:成|为|到)?.{1,6}"
)
_TIMES = re.compile(r"起点|起步|期初|期末|基期|基年|末年|收官|当时|那时候?|开局")
# A question that begins so has left its subject out.
_WITHOUT_SUBJECT = re.compile(
    r"(?:包括|包含|分别|各[是有]|具体|一共|总共|由谁|谁来|归谁|在哪|位于|为什么|为何|怎么|如何)(?!.*规划)"
)
_ASKS = re.compile(r"[谁啥咋吗么几哪]|什么|怎|如何|多少|多[大高长]|是否|有没有|为何|为啥")
_SHORT = 7  # a question longer than this brings its own subject
_LONG = 20  # and one longer than this all it needs


@dataclass(frozen=True, slots=True)
class Standalone:
    """The question as it stands alone, and where the conversation was."""

    text: str
    scope: str | None  # address whose subtree is preferred; None for a new topic


def stand_alone(
    conversation: Conversation, raw: str, plan: Plan, lexicon: Lexicon, *, leans: bool = False
) -> Standalone:
    """Rewrite the last question with what it takes from the turns before it.

    Args:
        conversation: the turns before it.
        raw: the question as typed.
        plan: the plan it is asked of.
        lexicon: the plan's words.
        leans: that it leans on the turn before it, whatever it says.
    """
    thread = Thread(conversation, plan, lexicon)
    if not thread.turns or is_courtesy(plain(raw)):
        return Standalone(raw, None)
    said = read_follow_up(plain(raw))
    if said.is_new:
        return Standalone(said.bare, None)
    return _Reader(thread, said, raw, plan, lexicon).read(leans=leans)


class _Reader:
    """Reads one follow-up against the conversation before it."""

    def __init__(
        self, thread: Thread, said: FollowUp, raw: str, plan: Plan, lexicon: Lexicon
    ) -> None:
        self._thread, self._plan, self._lexicon = thread, plan, lexicon
        self._said, self._raw, self._text = said, raw, plain(raw)
        turn = thread.turn_about(said.returns_to) if said.returns_to else None
        self._last: Turn = turn or thread.turns[-1]
        self._previous = asked_in(self._last)
        self._bare = said.bare

    def read(self, *, leans: bool) -> Standalone:
        """The follow-up as it stands alone; `leans` as `stand_alone` has it."""
        text, bare = self._text, self._bare
        over = self._over_two()
        if over is not None:
            return over
        if _CHOOSES.match(text) and len(self._thread.turns) > 1:
            asked = [asked_in(turn) for turn in self._thread.turns[-2:]]
            return Standalone("，".join([*(q.strip("？? 。") for q in asked), text]), None)
        pointed = self._listed() or self._numbered()
        if pointed is not None:
            return pointed
        year = year_told(bare, self._previous, self._plan.meta.period)
        self._bare = bare = f"{year}年" if year is not None else bare
        figures = self._last.answer.route is Route.NUMBERS
        if not (leans or self._leans() or (figures and names_nothing(text))):
            return Standalone(self._raw, None)
        changes = not (_COMPARES.match(bare) or _GOES_ON.fullmatch(bare))
        if figures and changes and not self._said.returns_to:
            merged = carried(self._previous, bare, self._holds)
            if merged is not None:
                return Standalone(merged, scope_of(self._last, self._plan))
        return self._merged()

    def _over_two(self) -> Standalone | None:
        """差多少, 加起来多少: asked of the two figures told last, each by name and year."""
        asked = _OVER_TWO.fullmatch(self._bare.replace(" ", ""))
        told = [p for turn in self._thread.turns[-2:] for p in turn.answer.points]
        each = list(dict.fromkeys((p.year, p.name) for p in told))
        if asked is None or len(each) != 2:
            return None
        (first, name), (second, other) = each
        if name == other:
            named = f"{name}{first}年和{second}年"
        else:
            rate = any("年均" in n for n in (name, other))  # its year is the end of a span
            year = f"{first}年" if first == second and first and not rate else ""
            of_one, of_other, both = _parted(name, other)
            named = f"{year}{of_one}和{of_other}{both}"
        return Standalone(f"{named}{asked['asks']}", None)

    def _holds(self, name: str) -> bool:
        return name in re.sub(r"[\s（）()]", "", self._plan.text)

    def _leans(self) -> bool:
        """Whether the follow-up leans on what was asked before.

        It does when it says so (那…, …呢, 它, 不对), or when it names no subject: none of its words
        is a name, or it is short and begins with what is asked.
        """
        said, text = self._said, self._text
        if find_mentions(text, self._plan) or asks_structure(text):
            return False
        if self._last.answer.status is Status.CLARIFY and not _ASKS.search(self._bare):
            return True
        if said.corrects or said.leads_in or said.returns_to or self._points():
            return True
        if _COMPARES.match(text) or text[:1] == "比":
            return True
        words = [w for w in self._lexicon.words(text) if len(w) > 1 and self._lexicon.weight(w)]
        if all(word in word_list("parts") | word_list("aspects") for word in words):
            return True
        if _WITHOUT_SUBJECT.match(self._bare):
            return len(self._bare) <= _LONG and not self._is_titled(self._bare)
        return len(text) <= _SHORT and len(words) <= 1

    def _points(self) -> bool:
        """Whether it points back: 它, 这几个, 那里."""
        rest = _APPOSED.sub("", self._text)
        return bool(_PRONOUN.search(rest) or _THERE.search(rest))

    def _is_titled(self, text: str) -> bool:
        """Whether a text says the title of a section whole."""
        return any(s.title in text for s in self._plan.sections if s.title and len(s.title) > 2)

    def _listed(self) -> Standalone | None:
        """第三个是什么: the item of the list that was given last."""
        turns = self._thread.turns
        last = next((turn for turn in reversed(turns) if turn.answer.items), None)
        if last is None or find_mentions(self._text, self._plan):
            return None
        match = _ORDINAL.search(self._text)
        items = last.answer.items
        number = parse_numeral(match[1]) if match else None
        if _LAST.search(self._text):
            number = len(items)
        if number is None or not 0 < number <= len(items):
            return None
        item = items[number - 1]
        rest = (_LAST if match is None else _ORDINAL).sub("", self._bare).strip(" ，,?？的")
        if item in self._plan.by_path:
            section = self._plan.by_path[item]
            return Standalone(f"{section.label}{rest or '讲什么'}", section.path)
        return Standalone(f"{item}{rest or '是什么'}", scope_of(last, self._plan))

    def _numbered(self) -> Standalone | None:
        """那（四）呢, 下一条: the node under the last answer's, or beside it, that is meant."""
        beside = _BESIDE.fullmatch(self._bare)
        heading = match_heading(self._bare + " ")
        if beside is None and (heading is None or self._bare != heading.printed):
            return None
        node: Section | None = self._plan.by_path.get(self._last.answer.focus or "")
        found: Section | None = None
        if beside is not None and node is not None:
            found = self._neighbour(node, -1 if beside["before"] else 1)
        while heading is not None and node is not None and found is None:
            below = self._below(node)
            nodes = (*below, *self._plan.children.get(node.parent, ()))
            found = next((each for each in nodes if each.number == heading.label), None)
            node = self._plan.by_path.get(node.parent or "")
        return Standalone(f"{found.label}讲什么", found.path) if found is not None else None

    def _below(self, node: Section) -> tuple[Section, ...]:
        """The sections under a node; those of its one part that has any, where parts are titled."""
        children = self._plan.children.get(node.path, ())
        deeper = [kids for c in children if (kids := self._plan.children.get(c.path, ()))]
        return (*children, *(deeper[0] if len(deeper) == 1 else ()))

    def _neighbour(self, node: Section, step: int) -> Section | None:
        sections = [s for s in self._plan.children.get(node.parent, ()) if s.kind is node.kind]
        place = sections.index(node) + step if node in sections else -1
        return sections[place] if 0 <= place < len(sections) else None

    def _merged(self) -> Standalone:
        """The follow-up with what it leaves out."""
        last, bare, previous = self._last, self._bare, self._previous
        here = scope_of(last, self._plan)
        if _COMPARES.match(bare) or _GOES_ON.fullmatch(bare):
            return Standalone(f"{previous.strip(' ，,?？。')}，{bare}", here)
        years = _YEAR.findall(bare)
        if years and self._says_only_times():
            return Standalone(_in_year(previous, years[0]), here)
        swapped = None if _PRONOUN.match(bare) else self._another_of_list()
        if swapped is not None:
            return Standalone(_with_years(swapped, years), here)
        names = self._thread.names_in(bare)
        open_ended = last.answer.status is Status.CLARIFY and not _ASKS.search(bare)
        topic = None if open_ended else self._topic(names)
        if topic is None:
            return Standalone(
                f"{bare.strip('的')}的{previous}" if names else f"{previous} {bare}", here
            )
        scope = here if topic is self._thread.topics[-1] else topic.scope
        if names and not _ASKS.search(bare) and len(bare) <= _LONG and not self._points():
            return Standalone(_with_years(self._about_name(topic, names), years), scope)
        back = self._said.returns_to
        kept = "".join(f"{year}年" for year in _YEAR.findall(previous) if not (years or back))
        return Standalone(f"{kept}{self._with_topic(topic)}", scope)

    def _says_only_times(self) -> bool:
        rest = re.sub(r"[年的，,]", "", _TIMES.sub("", _YEAR.sub("", self._bare))).strip()
        return not content_words(self._lexicon.words(rest))

    def _topic(self, names: list[str]) -> Topic | None:
        """What the follow-up is about: what it returns to, or the last topic with its aspect."""
        topics = self._thread.topics
        back = self._said.returns_to
        if back:
            about = (t for t in topics[::-1] if form_in(t.words, back) or back in t.words)
            return next(about, Topic(back, None))
        aspect = [] if names else [w for w in self._lexicon.words(self._bare) if len(w) > 1]
        return self._thread.topic_for(aspect)

    def _about_name(self, topic: Topic, names: list[str]) -> str:
        """The question before, asked of another name; or what the topic has to say of it.

        Another name is one that the plan speaks of elsewhere, or a place after a place.
        """
        bare = re.sub(r"方面$", "", self._bare.strip("的"))
        before = self._thread.names_in(self._previous)
        if self._bare.endswith("的") and before and not self._section_named(bare):
            return self._previous.replace(before[-1], f"{bare}{before[-1]}", 1)
        inside = self._thread.says(topic.scope, names[-1]) and not self._section_named(bare)
        if before and self._is_somewhere(before[-1]) and self._is_somewhere(names[-1]):
            return self._previous.replace(before[-1], bare, 1)
        if inside or topic.words not in self._previous or not self._holds(names[-1]):
            return f"{topic.words}的{bare}"
        return self._previous.replace(topic.words, bare, 1)

    def _is_somewhere(self, name: str) -> bool:
        """Whether a name says where something is; the plan may add 市 or 县 to it."""
        return self._lexicon.is_somewhere(name) or any(
            self._lexicon.known(f"{name}{unit}") for unit in "省市县区镇乡"
        )

    def _section_named(self, words: str) -> bool:
        """Whether words are the title of a section, or a short form of one."""
        return any(
            form and len(form) >= len(re.sub(r"(?:产业|服务业|业|方面)$", "", words))
            for s in self._plan.sections
            if s.title and s.kind is NodeKind.SECTION and (form := form_in(words, s.title))
        )

    def _with_topic(self, topic: Topic) -> str:
        """The follow-up with the topic where it points back to it, or before it."""
        bare = self._bare
        if squeeze(topic.words) in squeeze(bare):
            return bare
        pointed = _APPOSED.sub(lambda m: "\0" * len(m[0]), bare)
        match = _THERE.search(pointed) or _PRONOUN.search(pointed)
        named = self._thread.names_in(bare[: match.start()]) if match else []
        if match and named and bare[: match.start()].endswith(named[-1]):  # 青山湖那个
            bare = bare[: match.start()] + bare[match.end() :]
        elif match:
            within = "里" if match.start() and match.groupdict().get("inside") else ""
            return f"{bare[: match.start()]}{topic.words}{within}{bare[match.end() :]}"
        joint = (
            ""
            if _ASKS.match(bare) or _WITHOUT_SUBJECT.match(bare) or bare[0] in "有是在由占"
            else "的"
        )
        return f"{topic.words}{joint}{bare.removeprefix('的')}"

    def _another_of_list(self) -> str | None:
        """The question before with a name replaced by another of the same list.

        Names of one list are the titles under one heading, or the names that open the items of
        one box (一核：… 一圈：…).
        """
        said = squeeze(self._bare)
        own = re.sub(r"(?:产业|服务业|业|方面)$", "", self._thread.phrase_in(self._bare))
        for names in _name_lists(self._plan):
            forms = {name: form_in(said, name) for name in names}
            new = next((n for n, form in forms.items() if form and len(form) >= len(own)), None)
            if new is None:
                continue
            for old in sorted(names, key=len, reverse=True):
                form = form_in(self._previous, old) if old != new else ""
                if form:
                    whole = re.search(rf"{re.escape(form)}(?:服务业|产业|业)?", self._previous)
                    return self._previous.replace(whole[0] if whole else form, new)
        return None


def _parted(one: str, other: str) -> tuple[str, str, str]:
    """What tells two names of indicators apart, and what both end in: 甲业, 乙业, 增加值."""
    same = next(
        (n for n, (a, b) in enumerate(zip(one[::-1], other[::-1], strict=False)) if a != b),
        min(len(one), len(other)) - 1,
    )
    while same and one[-same] in "业区县市镇量率的":
        same -= 1
    return one[: len(one) - same], other[: len(other) - same], one[len(one) - same :]


def _in_year(question: str, year: str) -> str:
    return _YEAR.sub(year, question) if _YEAR.search(question) else f"{year}年{question}"


def _with_years(question: str, years: list[str]) -> str:
    """The question with these years instead of its own."""
    if not years:
        return question
    bare = _YEAR.sub("", question).replace("年的", "的") if _YEAR.search(question) else question
    return f"{'、'.join(f'{year}年' for year in years)}{bare.lstrip('年到至')}"


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
