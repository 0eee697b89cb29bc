"""What a library of several plans costs: latency and memory with 3 plans and with 300.

    python benchmarks/across.py [--plans 3 300] [--home FOLDER]

The plans are made of the two that `eval/plans` holds: each copy is called after a city of its own.
Indexes of the plans that a question loads are built before it is timed; the rest have none.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.across import Across
from assistant.across.catalogue import FRESH
from assistant.answer import Conversation
from assistant.settings import Settings
from assistant.shelf import Shelf
from corpus.library import list_plans
from eval.sets import PLANS

FIRST = "东西南北安宁和昌平清云海江山河川阳春秋长"
SECOND = "兴岭浦泽溪港沙原丰康"
REPEATS = 7
PLAIN = "研发经费投入强度2025年目标是多少"
QUESTIONS = {
    "names no plan": PLAIN,
    "names another plan": "{other}的研发经费投入强度2025年目标是多少",
    "two plans, one indicator": "{first}和{other}的研发经费投入强度目标谁高",
    "two plans, a topic": "{first}和{other}对民宿分别怎么说",
    "which plans say a rare name": "哪些规划提到{rare}",
    "which plans say a common name": "哪些规划提到民宿",
    "an order over all plans": "哪个城市的研发经费投入强度目标最高",
    "which plans there are": "有哪些规划",
}


def main() -> None:
    """Print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, nargs="+", default=[3, 300])
    parser.add_argument("--home", type=Path)
    arguments = parser.parse_args()
    print("| plans | question | median ms | slowest ms | plans held | memory MB |")
    print("|---|---|---|---|---|---|")
    for count in arguments.plans:
        with TemporaryDirectory() as folder:
            root = Path(folder)
            make(root / "plans", count)
            _measure(Settings(home=arguments.home or root / "home", plans=root / "plans"), count)


def make(folder: Path, count: int) -> None:
    """Write `count` plans, the two of `eval/plans` by turns, each of a city of its own."""
    sources = list_plans(PLANS)
    for n in range(count):
        meta = sources[n % len(sources)]
        old, new = meta.region.removesuffix("市"), name(n)
        target = folder / f"{n:03d}"
        target.mkdir(parents=True)
        for file in ("plan.toml", "plan.txt"):
            text = (PLANS / meta.plan_id / file).read_text("utf-8").replace(old, new)
            if n == count // 2 and file == "plan.txt":
                text += "\n建设天文观测站。\n"
            (target / file).write_text(text, "utf-8")


def name(n: int) -> str:
    """A made-up city for each number."""
    return FIRST[n // len(SECOND) % len(FIRST)] + SECOND[n % len(SECOND)]


def _measure(settings: Settings, count: int) -> None:
    shelf = Shelf(settings)
    across = Across(shelf)
    began = time.perf_counter()
    across.meant(Conversation(), PLAIN)
    first_read = (time.perf_counter() - began) * 1000
    print(
        f"| {count} | the catalogue, read | {first_read:.0f} | {first_read:.0f} | 0 | {memory()} |"
    )
    other = 2 if count > 2 else 1
    words = {"first": name(0), "other": name(other), "rare": "天文观测站"}
    for kind, pattern in QUESTIONS.items():
        question = pattern.format(**words)
        across.ask(Conversation(), question)  # which builds and loads what it needs
        times = []
        for _ in range(REPEATS):
            began = time.perf_counter()
            across.ask(Conversation(), question)
            times.append((time.perf_counter() - began) * 1000)
        time.sleep(FRESH)  # the next question reads the catalogue anew
        began = time.perf_counter()
        across.ask(Conversation(), question)
        times.append((time.perf_counter() - began) * 1000)
        held = len(shelf.held())
        print(
            f"| {count} | {kind} | {statistics.median(times):.0f} | {max(times):.0f} "
            f"| {held} | {memory()} |"
        )


def memory() -> int:
    """Resident memory of this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 // 2**20


if __name__ == "__main__":
    main()
