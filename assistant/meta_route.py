"""Who issued the plan, when, under which number, on what basis: read from its own first pages."""

from __future__ import annotations

import re

from assistant.answer import Answer, Route, Status
from assistant.composer import Draft
from assistant.lexicon import squeeze
from assistant.question import Question
from corpus.periods import period_told
from corpus.plan import NodeKind, Plan, Sentence

__all__ = ["meta_answer"]

_DOCUMENT = r"(?:规划|文件|通知|方案|纲要|文|它|这个|本)"
# What is issued stands before the asking word, or in another clause: 工资由谁发, 排名是谁发布的 ask
# for something else.
_ISSUED = (
    rf"(?:^|[，,。；;：:？?]|{_DOCUMENT}|东西|材料|稿子?|政策|计划|意见|办法|[份本部])"
    r"(?:到底|究竟|又|也|还|都)?[由是被用经]{0,2}"
)
_ISSUER = re.compile(
    rf"{_ISSUED}(?:谁|哪个(?:单位|部门|机关)|哪家|什么(?:单位|部门|机关))"
    r".{0,4}(?:印发|发布|发(?:的|文|出)?|下发|出台)|"
    r"(?:印发|发布|发文|下发|出台)(?:的)?(?:单位|部门|机关|机构|者)"
)
_NUMBER = re.compile(r"文号|发文(?:字)?号|文件(?:编)?号|几号文")
_DATE = re.compile(
    r"落款|(?:什么时候|何时|哪(?:一)?[天年日]|几月几[日号]|多会儿|啥时候).{0,6}(?:印发|发布|发的|下发|出台|公布)|"
    r"(?:印发|发布|发文|下发|出台|公布)(?:的)?(?:时间|日期|年份)|(?:印发|发布|下发|出台|公布).{0,6}(?:什么时候|何时|哪(?:一)?[天年日]|啥时候)"
)
_PERIOD = re.compile(
    r"^规划期限?$|规划期(?:限|间)?(?!末|内).{0,6}(?:哪|几|多|什么)|(?:管|覆盖|适用).{0,4}(?:哪几年|几年|多少年)"
)

# 编这份规划依据什么, 上位文件有哪些: the sentence that says by what the plan was drawn up.
_BASIS = re.compile(
    r"上位(?:的)?(?:依据|文件|规划|法)|(?:编制|制定|起草|编写|出台)(?:的)?(?:主要|政策)?依据|"
    rf"(?:编|编制|制定|起草|拟|写|出)(?:这|本|该|出)?[份个部本套]?{_DOCUMENT}.{{0,8}}"
    r"(?:依据|根据|按照|照着|照的|参照|依照|打底|凭)|"
    r"(?:依据|根据|按照|照着|参照|依照)(?:的)?.{0,8}(?:文件|规划|法规|精神).{0,6}(?:编|制定|起草|拟|写)|"
    r"(?:编|起草|制定).{0,14}(?:照着|根据|依据|按照|参照|拿).{0,8}(?:文件|规划|精神|法规)"
)
_BASED = re.compile(
    r"(?:根据|依据|按照|依照).{0,6}《.+》.*(?:编制|制定|起草)|(?:编制|制定|起草).*依据.{0,6}《"
)


def meta_answer(question: Question, plan: Plan) -> Answer | None:
    """An answer about the document itself; None for a question about its content."""
    meta, core = plan.meta, question.core
    issued = (
        f"{meta.issued_on.year}年{meta.issued_on.month}月{meta.issued_on.day}日"
        if meta.issued_on
        else ""
    )
    wanted = [
        ("发文单位", meta.issuer, _ISSUER),
        ("文号", meta.document_number, _NUMBER),
        ("印发日期", issued, _DATE),
    ]
    draft = Draft(plan)
    said = []
    for name, value, pattern in wanted:
        if pattern.search(core) and value:
            sentence = _cover_sentence(plan, value)
            if sentence is not None:
                said.append(f"{name}：{value}{draft.cite(sentence)}")
    if meta.period and _PERIOD.search(core):
        return Answer(
            question.raw,
            plan.plan_id,
            Route.OUTLINE,
            Status.ANSWERED,
            f"《{meta.title}》的规划期是{period_told(meta.period)}。",
        )
    basis = _basis_sentence(plan) if not said and _BASIS.search(core) else None
    if basis is not None:
        draft.items += re.findall(r"《[^》]+》", basis.text)
        mark = draft.cite(basis)
        said.append(
            f"编制依据：{'、'.join(draft.items)}{mark}。\n\n{basis.text.rstrip('。')}{mark}"
        )
    if not said:
        return None
    return Answer(
        question.raw,
        plan.plan_id,
        Route.OUTLINE,
        Status.ANSWERED,
        "；".join(said) + "。",
        citations=tuple(draft.citations),
        focus=draft.citations[0].section,
        items=tuple(draft.items),
    )


def _basis_sentence(plan: Plan) -> Sentence | None:
    """The first sentence that says by which documents the plan was drawn up."""
    sentences = (sentence for section in plan.sections for sentence in section.sentences)
    return next((s for s in sentences if _BASED.search(s.text)), None)


def _cover_sentence(plan: Plan, value: str) -> Sentence | None:
    """The cover's shortest sentence that holds `value`, blanks apart."""
    holding = [
        sentence
        for section in plan.sections
        if section.kind in {NodeKind.COVER, NodeKind.PREAMBLE}
        for sentence in section.sentences
        if squeeze(value) in squeeze(sentence.text)
    ]
    return min(holding, key=lambda s: (len(s.text), s.start), default=None)
