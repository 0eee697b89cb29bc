"""Answers from retrieval: the sentences that say it, or the word that the plan does not."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import cached_property

from assistant.answer import Status, Value
from assistant.composer import Composed, Draft, page_of
from assistant.enumerations import counts_asked, group_asked
from assistant.evidence import Evidence, EvidenceFinder, Findings
from assistant.figure_operations import Operation
from assistant.figure_question import read_figure_question
from assistant.figure_table import FigureTable
from assistant.figures import asks_figure
from assistant.lexicon import Lexicon, squeeze
from assistant.pictures import Pictures
from assistant.question import Ask, Question
from assistant.section_writer import SectionWriter, name_of
from assistant.sectors import looks_back
from assistant.series import Series, series_of, tell
from assistant.sufficiency import (
    CLOSE_TO_BEST,
    COVERAGE_FOR_FIGURES,
    asks_outcome,
    close_to_best,
    explained_by_note,
    is_exact,
    is_supported,
    refusal,
)
from assistant.support import SupportReader
from assistant.words import word_list
from corpus.plan import BoxKind, NodeKind, Plan, Section, Sentence, SentenceKind
from corpus.rows import RowLine, plain_number, read_row, told, told_by_header

__all__ = ["RetrievalRoute"]

# Set on the development half of eval/gold; `planqa eval --half dev` shows what a change does.
SAID_IN_TITLE = 0.6  # share of the question's weight a section's headings must say to tell it whole
HALF = 0.5
MOST_SENTENCES = 3
MOST_FOR_LISTS = 6
SURELY_MEANT = 0.5  # rank of a section from which all of it may be quoted …
LONGEST_OF_SEVERAL = 600  # … up to so many characters where measures or several things are asked …
LONGEST_OF_ONE = 400  # … or where its best sentence says little of the question:
SAID_SO, SAID_ALL = 0.6, 0.85  # less than this share of the subjects, in its letters
LED_TO = 0.5  # how far what leads to a series must say a thing that is asked for
REPEATED = 120  # characters of a sentence that is told after the members it lists
LONGEST_GIVEN_WHOLE = 700  # characters of a section given whole for the measures it lists

_MANY = 5  # from so many on, a plan lists them with marks between
_PARTING = re.compile(r"[、；]|以及|[和及与]")  # what parts the items of a list
_AS_MUCH = 0.05  # by how much less a second sentence with a figure may say of the question
# What of a thing is asked that the sentence naming it may leave to the next one.
_ASKS_ON = re.compile(
    r"方向|干什么|干啥|发展什么|发展啥|做什么|主打|主攻|重点|怎么|咋|如何|怎样|定位|角色|分工|功能"
)
_ASKS_MENTION = re.compile(
    r"(?:有没有|是否|有无|有没|可曾|可有)(?:提|讲|说|写|涉及)|(?:提|讲|说|写)(?:到|及|过)[^，。？?]{0,20}(?:吗|没有?|么)\s*[?？]?$|"
    r"([提讲说写])没\1"
)
_ASKS_PICTURE = re.compile(r"图|专栏|画")
_WHERE_IN_PLAN = re.compile(
    r"第几[篇编章节条款]|第几(?:大|个)?部分|哪一?[篇编章节](?!课)|哪个?章节|翻到?哪"
)
_TROUBLES = re.compile(r"问题|不足")  # words that else only put a question together
_HOW = re.compile(r"怎么|咋|如何(?!$)|怎样|安排|打算|部署|考虑|哪些招|啥招|什么招")
_GIVEN_WHOLE = {NodeKind.SECTION, NodeKind.BOX, NodeKind.PART}
_NEVER_SECOND = {SentenceKind.HEADING, SentenceKind.ROW, SentenceKind.NOTE}


class RetrievalRoute:
    """Answers a question from the sentences of the plan."""

    def __init__(
        self,
        plan: Plan,
        finder: EvidenceFinder,
        writer: SectionWriter,
        lexicon: Lexicon,
        table: FigureTable,
    ) -> None:
        self._plan = plan
        self._finder = finder
        self._writer = writer
        self._lexicon = lexicon
        self._table = table
        self._pictures = Pictures(plan, lexicon)
        self.support = SupportReader(lexicon, table)

    def find(self, question: Question, scope: str | None, *, only: bool = False) -> Findings:
        """Step one: the evidence; `only` what stands under the scope."""
        return self._finder.find(question, scope=scope, only=only)

    def accepts(self, question: Question, sentences: Collection[int]) -> bool:
        """Whether sentences, by their first characters, suffice to answer a question.

        They must pass what the sentences search finds have to: the signs of support, and where a
        figure is asked for the figure.
        """
        findings = self._finder.find(question, among=sentences)
        exact = is_exact(question)
        fitting = self._with_figure(findings, question) if exact else findings
        supported = is_supported(question, findings, self.support, exact=exact)
        return fitting is not None and supported

    def compose(self, question: Question, findings: Findings) -> Composed:
        """Step two: the answer from the evidence."""
        findings = self._in_words(question, findings)
        outcome = asks_outcome(question)
        if outcome and not self._looks_back(findings):
            return refusal(self._plan, question, findings)
        exact = is_exact(question) and not (outcome or explained_by_note(question, findings))
        fitting = self._with_figure(findings, question) if exact else findings
        if fitting is None or not is_supported(question, findings, self.support, exact=exact):
            picture = self._pictures.holding(question, findings)
            if picture is not None:
                return self._writer.overview(picture)
            return refusal(self._plan, question, findings)
        findings = fitting
        best = findings.evidence[0]
        listed = self._group(question, findings) or self._series(question, findings)
        if listed is not None:
            return listed
        whole = self._whole(question, findings)
        if whole is not None:
            return self._writer.overview(whole)
        lines = read_row(self._plan, best.section)
        if lines:
            return self._row(question, best.section, lines)
        noted = explained_by_note(question, findings)
        sentences = [best.sentence] if noted else self._choose(question, findings)
        if not _lists_enough(question, sentences):
            return refusal(self._plan, question, findings)
        draft = Draft(self._plan)
        if _WHERE_IN_PLAN.search(question.core):
            draft.say(f"见{name_of(best.section)}{page_of(best.section)}：")
        mentioning = self._mentioning(question, findings, sentences)
        if mentioning:
            draft.say("提到了。")
        for sentence in mentioning or sentences:
            draft.say(self._spoken(sentence) + draft.cite(sentence))
        return Composed(draft, Status.ANSWERED, best.section.path)

    def _looks_back(self, findings: Findings) -> bool:
        """Whether the best evidence tells what was, so that it can say what had been reached."""
        return bool(findings.evidence) and looks_back(self._plan, findings.evidence[0].section)

    @staticmethod
    def _mentioning(
        question: Question, findings: Findings, sentences: list[Sentence]
    ) -> list[Sentence]:
        """The sentences that say in its letters what is asked to be mentioned: 有没有提到….

        None where that is not asked, or where they only say it in other words.
        """
        if not _ASKS_MENTION.search(question.text):
            return []
        phrases = findings.subjects.phrases or findings.subjects.carrying
        named = [squeeze(phrase) for phrase in phrases]
        return [s for s in sentences if any(name in squeeze(s.text) for name in named)]

    def _in_words(self, question: Question, findings: Findings) -> Findings:
        """The evidence with a sentence put before a picture whose title says no more."""
        if not findings.evidence or _ASKS_PICTURE.search(question.core):
            return findings
        best = findings.evidence[0]
        if best.section.box_kind is not BoxKind.PICTURE:
            return findings
        said = self._said_by(findings, best)
        written = (
            e
            for e in close_to_best(findings)
            if e.section.box_kind is not BoxKind.PICTURE and said <= self._said_by(findings, e)
        )
        first = next(written, best)
        rest = tuple(e for e in findings.evidence if e is not first)
        return replace(findings, evidence=(first, *rest))

    def _group(self, question: Question, findings: Findings) -> Composed | None:
        """The members of the counted group that is asked for, then the words that name them."""
        if not {Ask.LIST, Ask.DEFINITION} & question.asks or _asks_how(question):
            return None
        best = findings.evidence[0]
        close = [e.sentence for e in close_to_best(findings)]
        for sentence in dict.fromkeys([best.sentence, *close, *best.section.sentences]):
            group = group_asked(question.core, sentence.text)
            if group is None:
                continue
            draft = Draft(self._plan)
            mark = draft.cite(sentence)
            draft.say(f"{group.name}：{'、'.join(group.members)}。{mark}")
            if sentence.kind is not SentenceKind.HEADING and len(sentence.text) <= REPEATED:
                draft.say(f"\n\n{self._spoken(sentence)}{mark}")
            draft.items += group.members
            return Composed(draft, Status.ANSWERED, sentence.path)
        return None

    def _series(self, question: Question, findings: Findings) -> Composed | None:
        """All of what the best section counts off (一是…；二是…), where that is asked for."""
        if not (Ask.LIST in question.asks or counts_asked(question.core)):
            return None
        close = {e.section.path for e in close_to_best(findings)}
        close |= {path for path, rank in findings.ranks.items() if rank >= SURELY_MEANT}
        theme = squeeze(self._plan.meta.title)
        things = [
            word
            for word in findings.subjects.carrying
            if self._lexicon.is_noun(word) and word not in theme
        ] or _TROUBLES.findall(question.core)
        told = {
            series: max(
                (self._lexicon.says(w, t) for w in things for t in self._leads_to(series)),
                default=0.0,
            )
            for series in self._all_series
            if series.path in close
        }
        best = max(told, key=lambda series: told[series], default=None)
        return tell(self._plan, best) if best is not None and told[best] >= LED_TO else None

    def _leads_to(self, series: Series) -> list[str]:
        """What says of what a series is, squeezed: its lead's end, and a heading over it alone."""
        section = self._plan.by_path[series.path]
        heading = "" if self._writer.has_parts(section) else section.title
        return [squeeze(re.split("[，；]", series.lead_text)[-1]), squeeze(heading)]

    @cached_property
    def _all_series(self) -> tuple[Series, ...]:
        return series_of(self._plan)

    def _with_figure(self, findings: Findings, question: Question) -> Findings | None:
        """The evidence that holds a figure that may do, before the rest.

        None where nothing close to the best does.
        """
        if not findings.evidence:
            return None
        asked = read_figure_question(question)
        best = findings.evidence[0]
        if best.section.box_kind is BoxKind.PICTURE:
            return findings
        close = close_to_best(findings)
        fitting = [e for e in close if self._table.supports(asked, e.sentence)]
        if not fitting:
            return None
        if fitting[0] is not best:
            said = self._says(question, fitting[0])
            less = self._said_by(findings, best) - self._said_by(findings, fitting[0])
            if asked.operation is not Operation.LOOK_UP or said < COVERAGE_FOR_FIGURES or less:
                return None
        others = [e for e in findings.evidence if e not in fitting]
        return replace(findings, evidence=(*fitting, *others))

    # --- what to give -------------------------------------------------------------------------

    def _whole(self, question: Question, findings: Findings) -> Section | None:
        """The node to give whole: a picture, or a list that was asked for and best said by it."""
        best = findings.evidence[0]
        node = best.section
        if node.box_kind is BoxKind.PICTURE and best.sentence.kind is not SentenceKind.NOTE:
            return node
        more = _wants_more(question)
        first = self._first(findings) if more or _asks_how(question) else None
        if first is not None or not more:
            return first
        if best.sentence.text[-1] in "：:" and self._writer.has_parts(node):
            return node  # the sentence announces what its section lists
        if best.sentence.kind is SentenceKind.ITEM and node.is_box:
            return node
        if best.sentence.kind is SentenceKind.HEADING and node.kind in _GIVEN_WHOLE:
            return node
        if self._tells_measures(question, findings):
            return node
        parents = [
            e.section.parent for e in findings.evidence[:4] if e.section.kind is NodeKind.PART
        ]
        if len(parents) >= 3 and len(set(parents)) == 1:
            return self._plan.by_path[parents[0] or ""]
        return None

    def _first(self, findings: Findings) -> Section | None:
        """The section the learned order puts first, where it is sure and all of it stands below."""
        path, rank = max(findings.ranks.items(), key=lambda one: one[1], default=("", 0.0))
        node = self._plan.by_path.get(path)
        if node is None or rank < SURELY_MEANT or node.kind is not NodeKind.SECTION:
            return None
        return node if not node.body and self._writer.has_parts(node) else None

    def _tells_measures(self, question: Question, findings: Findings) -> bool:
        """Whether the best section as a whole is the measures asked for."""
        node = findings.evidence[0].section
        if not _asks_how(question) or node.kind is not NodeKind.SECTION:
            return False
        body = sum(len(sentence.text) for sentence in node.body)
        if self._writer.has_parts(node) or not 0 < body <= LONGEST_GIVEN_WHOLE:
            return False
        heading = squeeze("".join(node.heading))
        words = findings.subjects.carrying
        if self._lexicon.coverage(words, [heading]) >= SAID_IN_TITLE:
            return True
        close = [e.section for e in close_to_best(findings)[:MOST_FOR_LISTS]]
        return close.count(node) >= max(2, len(close) / 2)

    def _row(self, question: Question, row: Section, lines: tuple[RowLine, ...]) -> Composed:
        """A table row by its columns: the line asked for, or all of them."""
        words = self._lexicon.words(question.core)
        fit = [
            sum(self._lexicon.match(word, squeeze(line.name)) for word in words) for line in lines
        ]
        wanted = [line for line, score in zip(lines, fit, strict=True) if score == max(fit)]
        box = self._plan.by_path[row.parent or ""]
        draft = Draft(self._plan)
        said = [told(row, line, question.years) + draft.cite(line.sentence) for line in wanted]
        draft.say("；".join(said)).say(f"（{box.label} 第{row.number}行）。")
        value = None
        if len(wanted) == 1 and len(question.years) == 1:
            read = plain_number(wanted[0].value_in(question.years[0]) or "")
            if read is not None:
                value = Value(read[0], wanted[0].unit, question.years[0], read[1])
        return Composed(draft, Status.ANSWERED, row.path, value)

    def _choose(self, question: Question, findings: Findings) -> list[Sentence]:
        """The best sentence, and those near it that the question also needs, in reading order."""
        best = findings.evidence[0]
        most = MOST_FOR_LISTS if _wants_more(question) else MOST_SENTENCES
        chosen = [best]
        said = self._says(question, best)
        for evidence in findings.evidence[1:]:
            if len(chosen) >= most or evidence.score < CLOSE_TO_BEST * best.score:
                break
            if evidence.sentence.kind in _NEVER_SECOND:
                continue
            if asks_figure(question) and self._says(question, evidence) < said - _AS_MUCH:
                continue  # another's figure
            chosen.append(evidence)
        sentences = [evidence.sentence for evidence in chosen]
        if best.sentence.kind is SentenceKind.HEADING:
            sentences += [s for s in best.section.body[:MOST_SENTENCES] if s not in sentences]
        elif _ASKS_ON.search(question.core) and not asks_figure(question):
            sentences += [s for s in _next(best) if s not in sentences]
        sentences += [s for s in self._rest(question, findings) if s not in sentences]
        first = best.section.path
        return sorted(sentences, key=lambda s: (s.path != first, s.start))

    def _rest(self, question: Question, findings: Findings) -> tuple[Sentence, ...]:
        """All of the best section, where it is short, surely meant, and no one sentence answers.

        Measures stand in all of its sentences; other words than the plan's lead to the section,
        and tell little of which sentence it is.
        """
        node = findings.evidence[0].section
        if asks_figure(question) or node.kind is not NodeKind.SECTION:
            return ()
        if self._writer.has_parts(node) or findings.ranks.get(node.path, 0.0) < SURELY_MEANT:
            return ()
        words = findings.subjects.carrying
        said = self._lexicon.coverage(words, findings.texts[:1], literally=True)
        listed = Ask.LIST in question.asks and said < SAID_ALL  # else it stands in that sentence
        several = listed or _asks_how(question)
        longest = LONGEST_OF_SEVERAL if several else LONGEST_OF_ONE if said < SAID_SO else 0
        return node.body if sum(len(s.text) for s in node.body) <= longest else ()

    def _spoken(self, sentence: Sentence) -> str:
        """A sentence as it reads in an answer: a row by its columns, a line with a closing mark."""
        row = told_by_header(self._plan, self._plan.by_path[sentence.path])
        text = row or sentence.text
        return text if text[-1] in "。！？；：" else f"{text}；"

    def _says(self, question: Question, evidence: Evidence) -> float:
        """Share of the question a sentence says in its letters, with its headings."""
        texts = _texts(evidence)
        return self._lexicon.coverage(self._lexicon.words(question.core), texts, literally=True)

    def _said_by(self, findings: Findings, evidence: Evidence) -> set[str]:
        """The words the question is about that a sentence says, with its headings."""
        texts = _texts(evidence)
        naming = [w for w in findings.subjects.carrying if w not in word_list("aspects")]
        return {w for w in naming if max(self._lexicon.match(w, t) for t in texts) >= HALF}


def _texts(evidence: Evidence) -> list[str]:
    """The sentence and the headings it stands under, squeezed."""
    return [squeeze(evidence.sentence.text), squeeze("".join(evidence.section.heading))]


def _lists_enough(question: Question, sentences: list[Sentence]) -> bool:
    """Whether as many items are listed as were asked for by number (哪五个)."""
    if question.count is None or question.count < _MANY:
        return True
    longest = max(len(_PARTING.findall(sentence.text)) + 1 for sentence in sentences)
    return max(longest, len(sentences)) >= question.count


def _wants_more(question: Question) -> bool:
    return bool({Ask.LIST, Ask.MEASURES} & question.asks)


def _asks_how(question: Question) -> bool:
    """Whether it asks what the plan will do about something."""
    how = Ask.MEASURES in question.asks or bool(_HOW.search(question.core))
    return how and not asks_figure(question)


def _next(best: Evidence) -> list[Sentence]:
    """The sentence that goes on where the best one only names what is asked about."""
    following = [s for s in best.section.sentences if s.start > best.sentence.start][:1]
    return [s for s in following if s.kind is best.sentence.kind]
