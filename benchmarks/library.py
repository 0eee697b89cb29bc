"""What the library costs as it grows: adding, listing, opening and asking one plan among many.

    python benchmarks/library.py [--plans 300]

Plans are generated: the bundled plan's text under another city's name and with figures of its own,
so that each is as long as a real one. The last five of each size are added as a person would; the
library is filled up to them with copies of folders. Prints a Markdown table; seconds are of the
processor, so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from assistant.intake import read_draft  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from assistant.shelf import Shelf  # noqa: E402
from corpus.library import BUNDLED_PLANS  # noqa: E402
from corpus.plan_folder import damage_of  # noqa: E402

QUESTION = "2020年服务业增加值目标是多少"


def main() -> None:
    """Grow a library and print what things take at each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plans", type=int, default=300)
    sizes = sorted({3, 30, parser.parse_args().plans})
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        there, fresh = 0, []
        print("| plans | `add` | whole `ask` | catalogue | every byte checked | on disk |")
        print("|---|---|---|---|---|---|")
        for size in sizes:
            last = max(there, size - 5)
            for number in range(there, last):
                _copy(settings, number)
            added = [_add(settings, number) for number in range(last, size)]
            fresh += range(last, size)
            there = size
            print(_row(settings, size, added), flush=True)
        print("\n" + _held(settings, fresh))


def _text(number: int) -> str:
    """A plan as long as the bundled one, of an invented city, with other figures."""
    (path,) = BUNDLED_PLANS.glob("hangzhou*/plan.txt")
    dice = random.Random(number)
    city = "".join(dice.sample("云澜青溪白岭金沙玉泉石桥江浦海宁川", 2)) + "州"
    text = path.read_text("utf-8").replace("杭州", city)
    text = re.sub(r"(?<![\d.])\d{3}(?=\.\d)", lambda _: str(dice.randrange(100, 1000)), text)
    return text.replace("现代服务业发展", f"现代服务业第{number + 1}号发展", 3)


def _add(settings: Settings, number: int) -> float:
    """Seconds to add one plan."""
    path = settings.home / "file.txt"
    path.write_text(_text(number), "utf-8")

    def add() -> None:
        draft = read_draft(settings, path)
        draft.accept(draft.reading.meta, plan_id=_name(number))

    return _timed(add)


def _copy(settings: Settings, number: int) -> None:
    """One plan more, its folder copied from the first."""
    target = settings.library.added / _name(number)
    shutil.copytree(settings.library.added / _name(0), target)


def _name(number: int) -> str:
    return f"plan-{number:03}"


def _row(settings: Settings, size: int, added: list[float]) -> str:
    library = settings.library
    catalogue = _median(library.entries)
    checked = _median(
        lambda: [damage_of(e.folder, e.manifest) for e in library.entries() if e.manifest], 1
    )
    asked = _median(lambda: _ask(settings, _name(size - 1)), 3)
    disk = sum(p.stat().st_size for p in library.added.rglob("*") if p.is_file()) / 1e6
    return (
        f"| {size} | {statistics.median(added):.2f} s | {asked:.2f} s | {catalogue * 1000:.0f} ms "
        f"| {checked:.2f} s | {disk:.0f} MB |"
    )


def _ask(settings: Settings, plan_id: str) -> None:
    """A whole process of `planqa ask`."""
    subprocess.run(
        [sys.executable, "-m", "assistant.cli", "ask", "--plan", plan_id, QUESTION],
        cwd=ROOT,
        env=os.environ | {"PLANQA_HOME": str(settings.home)},
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _held(settings: Settings, numbers: Sequence[int]) -> str:
    """Memory that each further assistant on the shelf takes, and the time to load it."""
    most = len(numbers) // 2
    shelf, sizes, times = Shelf(settings, most=most), [], []
    for number in numbers:  # the later half take the places of the first
        times.append(_timed(lambda n=number: shelf.get(_name(n)).ask_last([QUESTION])))
        sizes.append(_resident())
    each = (sizes[most - 1] - sizes[0]) / (most - 1)
    return (
        f"Shelf of {most}: {sizes[0]:.0f} MB with one assistant, {each:.0f} MB for each further, "
        f"{sizes[-1]:.0f} MB after {len(numbers)}; loaded and asked in "
        f"{statistics.median(times[1:]):.2f} s."
    )


def _resident() -> float:
    """Megabytes this process holds."""
    words = Path("/proc/self/statm").read_text("utf-8").split()
    return int(words[1]) * resource.getpagesize() / 1e6


def _median(work: Callable[[], object], times: int = 5) -> float:
    """Seconds, the middle of some runs."""
    return statistics.median(_timed(work) for _ in range(times))


def _timed(work: Callable[[], object]) -> float:
    """Seconds of processor time, this process's and its children's: the same at any load."""
    began = sum(os.times()[:4])
    work()
    return sum(os.times()[:4]) - began


if __name__ == "__main__":
    main()
