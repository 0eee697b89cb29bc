"""Real answers across three plans, good and bad: prints the second half of docs/across.md.

    python benchmarks/across_examples.py --plans FOLDER

The folder is a library with the plans of Guangzhou, Suzhou and Hangzhou; of these only Hangzhou's
text comes with planqa. The questions and what is said of them are below, the answers are what
planqa gives.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from assistant.across import Across
from assistant.answer import Answer, Conversation
from assistant.settings import read_settings
from assistant.shelf import Shelf

DEFAULT = "hangzhou-services-13-5"
LONGEST = 420  # characters of an answer that are shown
ASKED = {
    "Which plans there are": [["有哪些规划"], ["最新的规划是哪份"]],
    "One plan, told by its region, period or title": [
        ["苏州2030年每万人口高价值发明专利拥有量是多少"],
        ["广州“十五五”规划一共几篇"],
        ["十五五规划怎么说低空经济", "苏州"],
    ],
    "The plan at hand": [["服务业增加值2020年目标是多少"], ["怎么接轨大上海"]],
    "One indicator in two plans": [
        ["比较广州和苏州的研发经费支出占地区生产总值比重目标"],
        ["苏州的高价值发明专利拥有量目标比广州多多少"],
        ["对比广州和苏州森林覆盖率目标"],
    ],
    "Not comparable": [
        ["苏州的数字经济核心产业占比目标比广州高多少"],
        ["杭州和广州的地区生产总值增速目标哪个高"],
    ],
    "An order over all": [["哪个城市的研发投入强度目标最高"]],
    "Who says it": [["哪些规划提到低空经济"], ["哪些规划讲到蓝碳"]],
    "A topic side by side": [["广州和苏州怎么发展跨境电商"]],
    "A conversation": [
        ["广州的研发经费支出占地区生产总值比重目标是多少", "那苏州呢", "两者差多少"],
        ["哪些规划提到低空经济", "第二个怎么说", "回到杭州，旅游休闲业增加值2020年目标是多少"],
    ],
    "A plan that there is not": [
        ["宁波的十五五规划怎么说低空经济"],
        ["广州和深圳的研发经费支出占地区生产总值比重谁高"],
    ],
    "Bad: a name that only the plan itself could tell": [["穗府〔2026〕4号讲什么"]],
    "Bad: an everyday word that one plan is not found by": [["广州的研发强度2030年要到多少"]],
    "Bad: compared as a topic though a figure is meant": [["广州和苏州哪个更重视人才"]],
}  # fmt: skip


def main() -> None:
    """Ask everything and print it in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=Path, required=True)
    arguments = parser.parse_args()
    settings = replace(read_settings(), plans=arguments.plans, plan=DEFAULT)
    across = Across(Shelf(settings))
    for kind, conversations in ASKED.items():
        print(f"\n### {kind}")
        for turns in conversations:
            print()
            _tell(across, turns)


def _tell(across: Across, turns: list[str]) -> None:
    """A conversation, its last answer shown."""
    conversation = Conversation()
    for turn in turns:
        conversation = conversation.with_turn(turn, across.ask(conversation, turn))
    answer = conversation.turns[-1].answer
    print(f"**问** {' → '.join(turns)}\n")
    text = answer.text if len(answer.text) <= LONGEST else f"{answer.text[:LONGEST]}……"
    print("\n".join(f"> {line}".rstrip() for line in text.splitlines()))
    print(f"\n`{answer.status.value}` · {_sources(answer)}")


def _sources(answer: Answer) -> str:
    """The first sources: plan, label and page."""
    told = [
        f"[{c.n}] {c.plan} {c.label}" + (f"（第{c.page}页）" if c.page else "")
        for c in answer.citations
    ]
    return "；".join(told[:4]) + (f" …… 共 {len(told)} 处" if len(told) > 4 else "")


if __name__ == "__main__":
    main()
