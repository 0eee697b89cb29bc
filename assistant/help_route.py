"""What planqa says of itself, and questions to begin with."""

from __future__ import annotations

import re

from assistant.answer import Answer, Route, Status
from assistant.question import Question
from assistant.section_writer import chapter_word
from corpus.plan import BoxKind, NodeKind, Plan

__all__ = ["examples_for", "help_answer", "is_courtesy", "opinion_answer"]

_HELP = re.compile(
    r"^(?:你(?:是谁|叫什么|能(?:做|干|回答|帮我?做?)(?:些)?(?:什么|啥)|会(?:做|干)?(?:些)?(?:什么|啥)|有什么(?:用|功能)|怎么用)|"
    r"(?:怎么|如何)(?:使用|用|提问)(?:你|这个(?:系统|工具|助手)?)?|帮助|help|使用(?:说明|方法)|有什么功能|(?:您|你)好|hello|hi|嗨|在吗)$",
    re.IGNORECASE,
)

_COURTESY = re.compile(
    r"(?:谢谢(?:您|你|啦|了)?|多谢(?:了)?|感谢|辛苦(?:了|您了?)?|麻烦(?:您|你)?了|好的?|好吧|行|可以了?|明白了?|知道了|了解了?|收到|"
    r"清楚了|没(?:别的)?(?:事|问题)了?|就这些|再见|拜拜|嗯+|哦+|ok|okay|thanks?(?: you)?|bye)+",
    re.IGNORECASE,
)

_OPINION = re.compile(
    r"(?:你|您)(?:个人|自己)?(?:觉得|认为|怎么看|怎么想|的看法|的意见)|(?:合理|靠谱|可行|科学|现实)[吗么]|"
    r"(?:好不好|行不行|值不值|该不该|合不合理|能不能实现)|(?:这么|这样|那样|那么)[做搞办]?.{0,4}对不对"
)


def opinion_answer(question: Question, plan: Plan) -> Answer | None:
    """The word that a judgement is not given here; None for a question that asks for none."""
    if not _OPINION.search(question.text):
        return None
    text = "规划未提及对它的评价。这里只引述规划原文，不作评价；可以换成问规划是怎么写的。"
    return Answer(question.raw, plan.plan_id, Route.REFUSAL, Status.NOT_IN_PLAN, text)


def help_answer(question: Question, plan: Plan) -> Answer | None:
    """An answer to a greeting, to thanks or a question about planqa itself; None for any other."""
    if is_courtesy(question.text):
        text = "不客气。可以接着问，答案都引自原文。"
        return Answer(question.raw, plan.plan_id, Route.HELP, Status.ANSWERED, text)
    if not _HELP.match(question.core.strip(" ，,。!！")):
        return None
    lines = "".join(f"\n- {example}" for example in examples_for(plan)[:4])
    text = (
        f"这里可以查问《{plan.meta.title}》。答案都引自原文，注明章节号和页码；"
        f"规划没有写的，会直接说明。可以这样问：{lines}"
    )
    return Answer(question.raw, plan.plan_id, Route.HELP, Status.ANSWERED, text)


def is_courtesy(text: str) -> bool:
    """Whether a text is thanks, assent or a farewell, and asks nothing."""
    return bool(_COURTESY.fullmatch(re.sub(r"[\s，,。.！!～~呀啊哈呢]+", "", text)))


def examples_for(plan: Plan) -> tuple[str, ...]:
    """Example questions from the plan's own titles: structure, a box, a section, a measure."""
    found = []
    tops = plan.tops
    if tops:
        found.append(f"规划一共几{chapter_word(tops)}")
    found += [
        f"{box.label}讲什么" for box in plan.boxes if box.box_kind in {BoxKind.LIST, BoxKind.TEXT}
    ][:1]
    found += [f"{box.label}列了哪些指标" for box in plan.boxes if box.box_kind is BoxKind.TABLE][:1]
    with_measures = [
        plan.by_path[s.parent]
        for s in plan.sections
        if s.parent
        and s.parent[0].isdigit()
        and s.kind is NodeKind.SECTION
        and re.search("举措|措施|任务", s.title)
    ]
    found += [f"{s.title}有哪些重点举措" for s in with_measures if s.title][:2]
    if len(found) < 4:
        seconds = [s for s in plan.sections if s.level == 2 and s.kind is NodeKind.SECTION]
        found += [f"{s.label}讲什么" for s in seconds[: 4 - len(found)]]
    return tuple(dict.fromkeys(found))
