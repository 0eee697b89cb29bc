"""Conversations to keep."""

from assistant.answer import Answer, Citation, Conversation, Point, Route, Status, Turn, Value


def answered(question: str, text: str = "答", status: Status = Status.ANSWERED) -> Answer:
    """An answer with everything an answer can have."""
    return Answer(
        question,
        "demo",
        Route.NUMBERS,
        status,
        text,
        (Citation(1, "demo", "B5/r1", "专栏5 第1行", ("标题", "目标"), None, "原文", 3, 5),),
        standalone_question=f"{question}（全）",
        value=Value(719.68, "亿元", 2015, "左右"),
        calculation="1 + 1 = 2",
        latency_ms=7.9,
        focus="B5/r1",
        items=("3/1", "电子商务"),
        points=(Point("增加值", None, 9000.0, "亿元"),),
        corrections=(("电子上午", "电子商务"),),
        withheld=("figure 9",),
        note="语言模型未能作答。",
    )


def talk(*questions: str) -> Conversation:
    """A conversation of these questions."""
    conversation = Conversation()
    for question in questions:
        conversation = conversation.with_turn(question, answered(question))
    return conversation


def beside(turn: Turn) -> tuple[object, ...]:
    """What answers are not compared by."""
    one = turn.answer
    return one.focus, one.items, one.points, one.corrections, one.withheld, one.note
