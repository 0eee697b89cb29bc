"""Whether what was found suffices for an answer, and what is said where it does not."""

from __future__ import annotations

import re

from assistant.answer import Status
from assistant.composer import Composed, Draft, page_of
from assistant.evidence import Evidence, Findings
from assistant.figure_operations import ASKS, Operation
from assistant.figure_question import read_figure_question
from assistant.figures import asks_figure, holds_figure, units_asked
from assistant.lexicon import SIGNS
from assistant.question import Ask, Question
from assistant.support import SupportReader, probability
from corpus.plan import BoxKind, NodeKind, Plan, Section, SentenceKind

__all__ = [
    "CLOSE_TO_BEST",
    "COVERAGE_FOR_FIGURES",
    "SUPPORTED",
    "asks_outcome",
    "close_to_best",
    "explained_by_note",
    "is_exact",
    "is_supported",
    "refusal",
]

# Set on the development half of eval/gold; `planqa eval --half dev` shows what a change does.
# Probability from which evidence answers whatever its words, and up to which whatever they say it
# does not; between them it answers where it says enough of the question.
SUPPORTED, UNSUPPORTED = 0.6, 0.2
COVERAGE_NEEDED = 0.35  # share of the question's weight the best section must say …
COVERAGE_FOR_GUESSES = 0.42  # … where only like meanings speak for it
COVERAGE_FOR_FIGURES = 0.5  # … where a figure is asked for: a neighbour's figure is a wrong one
CLOSE_TO_BEST = 0.78  # share of the best score a further sentence needs to count

# Questions for a time, and what a sentence that tells one holds.
_WHEN = re.compile(r"什么时候|啥时候|何时|哪一?年|几时")
_DATED = re.compile(r"年|月|期[末间内]")
# Questions for the person in an office, and how a sentence tells one.
_WHICH_PERSON = re.compile(
    r"(?:[长任记理席]|负责人|领导|干部|书记)[^，。？?]{0,4}(?:是|叫|由|换)?(?:谁|哪一?位|哪个人|什么名字|啥名字)|"
    r"(?:谁|哪一?位|哪个人)[^，。？?]{0,6}(?:任|当|做|是)[^，。？?]{0,8}(?:[长任记理席]|负责人)|[长任记理]姓(?:什么|啥|甚|名)|尊姓大名"
)
_PERSON = re.compile(r"担任|任[\u4e00-\u9fff]{0,2}[长任记理席]|同志|先生|女士")
# Questions for what became of an intention: a plan does not know.
_OUTCOME = re.compile(
    r"(?:[建修办做]成|[建修]好|投用|投产|投运|启用|完成|实现|达标|达成|落地|开工|开业|开通|通车|竣工|验收|获批|批准|挂牌|"
    r"评上|评下来|批下来|办下来)(?:了[吗么]|了没有?|没有)\s*[?？]?$|"
    r"(?:后来|如今|现在|至今|最后|最终)(?:到底|究竟)?(?!(?![提写说讲]).{0,8}[提写说讲])[^，。？?]{0,10}"
    r"(?:[上成了好]没有?|了[吗么]|[怎咋]么?样了?|到哪一?步|落实了?没有?)|"
    r"(?:最新|目前|实际)?进展(?:如何|[怎咋]么?样|到哪|情况)|(?:后来|事后|实际)[^，。？?]{0,8}(?:效果|成效|结果)"
)
# Questions for how figures are counted and what a table's signs mean: its note tells.
_HOW_COUNTED = re.compile(
    rf"价格|价钱|[现时]价|可比价|不变价|口径|核算|{SIGNS.pattern}|(?:怎么|咋|如何|怎样)(?:算|计算|统计)"
)
# Questions for the steps of an application; the group is what tells one.
_STEPS = re.compile(
    r"(?:交|准备|提交|带|需要?|要)[^，。？?]{0,4}(材料|证件)|哪个(窗口)|"
    r"(?:怎么|如何|咋|去哪儿?|到哪里?)(申请|申报|办理|报名|领取)"
)


def is_supported(
    question: Question, findings: Findings, reader: SupportReader, *, exact: bool
) -> bool:
    """Whether the best evidence speaks of what was asked.

    Args:
        question: the question.
        findings: the evidence.
        reader: weighs what speaks for it.
        exact: whether only a figure answers: then each word counts, a neighbour's being wrong.
    """
    if not findings.evidence or not findings.words:
        return False
    if findings.years_missing or findings.places_missing:
        return False
    best = findings.evidence[0]
    if explained_by_note(question, findings):
        return True
    if _steps_missing(question, best) or _date_missing(question, findings):
        return False
    if _WHICH_PERSON.search(question.core) and not _PERSON.search(best.sentence.text):
        return False
    if exact:
        return _holds_figure(question, findings)
    likely = probability(reader.signs(question, findings))
    return likely >= SUPPORTED or (likely >= UNSUPPORTED and _says_enough(question, findings))


def asks_outcome(question: Question) -> bool:
    """Whether it is asked what became of something, which a plan cannot know: 后来评上没有."""
    return bool(_OUTCOME.search(question.text))


def explained_by_note(question: Question, findings: Findings) -> bool:
    """Whether a table's note answers, where it is asked how its figures are counted."""
    best = findings.evidence[0].sentence if findings.evidence else None
    if best is None or best.kind is not SentenceKind.NOTE:
        return False
    return bool(_HOW_COUNTED.search(question.core) and _HOW_COUNTED.search(best.text))


def _holds_figure(question: Question, findings: Findings) -> bool:
    """Whether the evidence holds a figure of what is asked for."""
    close = close_to_best(findings)
    if close[0].section.box_kind is not BoxKind.PICTURE and _wants_figure(question):
        if not any(holds_figure(e.sentence.text) for e in close):
            return False
        units = units_asked(question)
        if units and not any(unit in _unit_text(close[0]) for unit in units):
            return False
    return _says_enough(question, findings)


def _says_enough(question: Question, findings: Findings) -> bool:
    """Whether the best evidence says the question's words, its names among them."""
    if findings.names_missing:
        return False
    needed = COVERAGE_FOR_GUESSES if findings.guessed else COVERAGE_NEEDED
    needed = COVERAGE_FOR_FIGURES if asks_figure(question) else needed
    return findings.coverage >= needed


def is_exact(question: Question) -> bool:
    """Whether only a figure answers a question, or it is read as one for a figure and no other."""
    if _wants_figure(question):
        return True
    asked = read_figure_question(question)
    computed = asked.operation is not Operation.LOOK_UP
    sort = asked.dimension is not None and bool(ASKS.search(question.text))
    return asked.asks and (sort or computed or asked.sure)


def _wants_figure(question: Question) -> bool:
    """Whether only a figure answers; not where 几家 stands beside a question for something else."""
    other = {Ask.LIST, Ask.MEASURES, Ask.DEFINITION} & question.asks
    return Ask.FIGURE in question.asks and not (other and not read_figure_question(question).asks)


def _steps_missing(question: Question, evidence: Evidence) -> tuple[str, ...]:
    """The steps of an application that are asked for, where the sentence speaks of none."""
    asked = _STEPS.search(question.core)
    told = tuple(group for group in asked.groups() if group) if asked else ()
    return () if any(word in evidence.sentence.text for word in told) else told


def _date_missing(question: Question, findings: Findings) -> bool:
    """Whether a time is asked for, and no sentence near the best has one."""
    dated = any(_DATED.search(e.sentence.text) for e in close_to_best(findings))
    return bool(_WHEN.search(question.core)) and not dated


def close_to_best(findings: Findings) -> list[Evidence]:
    """The best evidence and what is nearly as good."""
    floor = CLOSE_TO_BEST * findings.evidence[0].score
    return [e for e in findings.evidence if e.score >= floor]


def _unit_text(evidence: Evidence) -> str:
    """The sentence, or all lines of its table row, without blanks."""
    sentences = evidence.section.sentences
    lines = sentences if evidence.section.kind is NodeKind.ROW else (evidence.sentence,)
    return "".join("".join(line.text.split()) for line in lines)


def _nearest_sections(evidence: tuple[Evidence, ...]) -> list[Section]:
    near: list[Section] = []
    for found in evidence:
        if found.section not in near and found.section.kind is not NodeKind.COVER:
            near.append(found.section)
        if len(near) == 2:
            break
    return near


def _missing(question: Question, findings: Findings) -> str:
    """What the plan does not speak of, in the question's words."""
    subjects = findings.subjects
    about = "、".join(subjects.phrases[:3] or findings.words[:5])
    if findings.years_missing and findings.coverage >= COVERAGE_NEEDED:
        return _years_missing(question, findings)
    words = findings.names_missing or findings.unknown
    if words:
        told = dict.fromkeys(subjects.phrase_of(word) for word in words)
        return "“" + "、".join([*told][:3]) + "”"
    if not about or not findings.evidence:
        return f"所问的内容（{about}）" if about else "所问内容"
    steps = _steps_missing(question, findings.evidence[0])
    if steps or _date_missing(question, findings):
        first = next((phrase for phrase in subjects.phrases if phrase not in steps), about)
        return f"“{first}”的{'、'.join(steps) or '时间'}"
    return f"所问的内容（{about}）"


def _years_missing(question: Question, findings: Findings) -> str:
    """The years that the plan does not speak of, and of what they are asked for."""
    years = "、".join(f"{year}年" for year in findings.years_missing)
    named = all(str(year) in question.text for year in findings.years_missing)
    phrases, words = findings.subjects.phrases, "".join(findings.words)
    said = phrases[0] if len(phrases) == 1 else words if words in question.text.lower() else ""
    return f"{years if named else '所问时期'}的{said or '这项内容'}"


def refusal(plan: Plan, question: Question, findings: Findings) -> Composed:
    """Say that the plan does not say it, what was searched, and what stands nearest."""
    draft = Draft(plan)
    searched = "已查全文、专栏和指标表。"
    if asks_outcome(question):
        draft.say(f"规划未提及后来的结果，写的是编制时的情况和打算。{searched}")
    else:
        draft.say(f"规划未提及{_missing(question, findings)}。{searched}")
    near = _nearest_sections(findings.evidence)
    if near:
        draft.say("最接近的是：")
        for section in near:
            joint = "" if section.kind is NodeKind.SECTION else " "
            name = f"{section.label}{joint}{section.title}{page_of(section)}"
            draft.bullet(name, section.sentences[0])
    return Composed(draft, Status.NOT_IN_PLAN, None)
