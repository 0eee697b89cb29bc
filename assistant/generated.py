"""The label of answers whose words a language model put together.

《人工智能生成合成内容标识办法》, in force since 2025-09-01, wants generated text to be labelled
where it is read, where it is copied and in files made of it; GB 45438-2025 says how: the label of a
text names artificial intelligence and that it generated, a file carries the field AIGC.
"""

from __future__ import annotations

import json
import re
import uuid

from assistant.answer import Answer

__all__ = ["HOW", "MARK", "file_label", "how_made", "is_generated", "label_of"]

MARK = "由人工智能生成"
HOW = "文字由语言模型依据规划组织，经逐句核对；编号所注出处的原文逐字摘自规划。"
_SOME = "第{}句由语言模型依据规划组织，经逐句核对；其余文字和编号所注出处的原文直接摘自规划。"
_SENTENCE = re.compile(r"[^。！？]+[。！？]")

_MODE = "llm"


def is_generated(answer: Answer) -> bool:
    """Whether a language model put the answer's words together."""
    return answer.mode == _MODE


def label_of(answer: Answer) -> str:
    """What stands beside an answer that was generated; "" beside one in the plan's own words."""
    return f"{MARK}：{how_made(answer)}" if is_generated(answer) else ""


def how_made(answer: Answer) -> str:
    """Which sentences of a generated answer are the model's, and which the plan's own."""
    if all(part.by != "plan" for part in answer.parts):
        return HOW
    written: list[str] = []
    before = 0
    for part in answer.parts:
        count = max(len(_SENTENCE.findall(part.text)), 1)
        if part.by != "plan":
            written += (str(before + n) for n in range(1, count + 1))
        before += count
    return _SOME.format("、".join(written))


def file_label() -> str:
    """The field AIGC of a file that holds generated text, as GB 45438-2025 has it."""
    fields = {
        "Label": "1",  # it is generated
        "ContentProducer": "planqa",
        "ProduceID": uuid.uuid4().hex,
        "ReservedCode1": "",
        "ContentPropagator": "",
        "PropagateID": "",
        "ReservedCode2": "",
    }
    return json.dumps(fields, ensure_ascii=False)
