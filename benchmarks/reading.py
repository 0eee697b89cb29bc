"""What is read from plans, and how fast: prints a Markdown table.

    python benchmarks/reading.py [FILE.txt ...]

Reads the bundled plan and the files given. The seconds are the median of several readings in one
process, file access included.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpus.errors import PlanFileError
from corpus.library import BUNDLED_PLANS, list_plans, load_plan, load_plan_file
from corpus.plan import NodeKind, Plan

COLUMNS = (
    *("document", "characters", "lines", "pages", "sections by level", "boxes by kind", "rows"),
    *("sentences", "findings", "seconds"),
)


def main() -> None:
    """Read everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    arguments = parser.parse_args()
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
    for meta in list_plans(BUNDLED_PLANS):
        print(_row(lambda name=meta.plan_id: load_plan(name), meta.plan_id, arguments.repeat))
    for path in arguments.files:
        try:
            print(_row(lambda file=path: load_plan_file(file), path.stem, arguments.repeat))
        except PlanFileError as error:
            sys.exit(str(error))


def _row(read: Callable[[], Plan], name: str, repeat: int) -> str:
    took = []
    for _ in range(repeat):
        began = time.perf_counter()
        plan = read()
        took.append(time.perf_counter() - began)
    sections = [section for section in plan.sections if section.kind is NodeKind.SECTION]
    cells = (
        name,
        f"{len(plan.text):,}",
        f"{len(plan.text.splitlines()):,}",
        _pages(plan),
        _counts(Counter(section.level for section in sections)) or "–",
        _counts(Counter(str(box.box_kind) for box in plan.boxes), named=True) or "–",
        sum(section.kind is NodeKind.ROW for section in plan.sections) or "–",
        f"{sum(len(section.sentences) for section in plan.sections):,}",
        len(plan.findings),
        f"{statistics.median(took):.2f}",
    )
    return f"| {' | '.join(map(str, cells))} |"


def _pages(plan: Plan) -> str:
    pages = [page for _, page in plan.page_starts if page is not None]
    return f"{min(pages)}–{max(pages)}" if pages else "none printed"


def _counts(counts: Counter[int] | Counter[str], *, named: bool = False) -> str:
    """Counts by level, from the top (6 / 17 / 57), or by name (5 picture, 2 table)."""
    if named:
        return ", ".join(f"{n} {name}" for name, n in counts.most_common())
    return " / ".join(str(n) for _, n in sorted(counts.items()))


if __name__ == "__main__":
    main()
