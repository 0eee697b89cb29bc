"""The label of answers whose words a language model put together.

《人工智能生成合成内容标识办法》, in force since 2025-09-01, wants generated text to be labelled
where it is read, where it is copied and in files made of it; GB 45438-2025 says how: the label of a
text names artificial intelligence and that it generated, a file carries the field AIGC.
"""

from __future__ import annotations

import json
import uuid

from assistant.answer import Answer

__all__ = ["HOW", "MARK", "file_label", "is_generated", "label_of"]

MARK = "由人工智能生成"
HOW = "文字由语言模型依据规划组织，经逐句核对；编号所注出处的原文逐字摘自规划。"

_MODE = "llm"


def is_generated(answer: Answer) -> bool:
    """Whether a language model put the answer's words together."""
    return answer.mode == _MODE


def label_of(answer: Answer) -> str:
    """What stands beside an answer that was generated; "" beside one in the plan's own words."""
    return f"{MARK}：{HOW}" if is_generated(answer) else ""


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
