"""How often the figure of a whole is told for a part of it that the plan does not give.

The name of each of a plan's tabled indicators is asked for with a word of another sector or kind
before it (民营…, 体育…). A figure that comes back without the word is a wrong figure.

    python benchmarks/wrong_figures.py [PLAN_ID ...] [--plans FOLDER]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# General Chinese words for a sector or a kind; no plan's own.
WORDS = (
    *("文化", "教育", "体育", "农村", "医疗", "海洋", "金融", "旅游", "物流", "健康", "科技"),
    *("信息", "社区", "国际", "农业", "工业", "交通", "能源", "环保", "养老", "民营", "外资"),
)
NAMES, EACH, SEED = 25, 2, 7


def main() -> None:
    """Ask, and print how many came back wrong and which."""
    sys.path.insert(0, str(ROOT))
    from assistant.pipeline import build_assistant
    from assistant.settings import Settings

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("plans", nargs="*", default=["hangzhou-services-13-5"])
    parser.add_argument("--library", type=Path, default=ROOT / "corpus" / "plans")
    chosen = parser.parse_args()
    draw = random.Random(SEED)
    with tempfile.TemporaryDirectory() as home:
        for plan_id in chosen.plans:
            settings = Settings(home=Path(home), plans=chosen.library)
            assistant = build_assistant(settings, plan_id=plan_id)
            held = assistant.table.observations
            names = sorted({o.name for o in held if o.in_table and 3 <= len(o.name) <= 14})
            draw.shuffle(names)
            asked = [
                (f"{word}{name}的目标是多少", word)
                for name in names[:NAMES]
                for word in draw.sample(WORDS, EACH)
                if word not in name
            ]
            answers = [(q, word, assistant.ask_last([q])) for q, word in asked]
            wrong = [
                (q, a.text)
                for q, word, a in answers
                if a.status == "answered" and a.route == "numbers" and word not in a.text
            ]
            print(f"{plan_id}: {len(wrong)} of {len(asked)} told the whole's figure")
            for question, text in wrong:
                print(f"  {question}: {text[:60]}")


if __name__ == "__main__":
    main()
