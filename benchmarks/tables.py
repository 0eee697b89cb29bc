"""How many cells of a document's pipe tables are read as figures: prints a Markdown table.

    python benchmarks/tables.py FILE.txt ...

A cell counts where it holds a number, a range or a figure in brackets under a column of figures; it
is read where its row has an observation that prints the same digits. Cells that are not are listed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpus.cells import read_figure, unmarked
from corpus.errors import PlanFileError
from corpus.indicators import read_observations
from corpus.library import load_plan_file
from corpus.metadata import guess_meta
from corpus.plan import NodeKind, Plan
from corpus.table_header import Role, read_header, row_cells


def main() -> None:
    """Read the files and print the counts, then the cells left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    arguments = parser.parse_args()
    print("| document | tables | rows | cells with a figure | read |\n|---|---|---|---|---|")
    left: list[str] = []
    for path in arguments.files:
        try:
            plan = load_plan_file(path)
            plan = load_plan_file(path, guess_meta(plan.text).as_meta(path.stem))
        except PlanFileError as error:
            sys.exit(str(error))
        rows, cells, missed = _count(plan)
        tables = len({row.rpartition("/r")[0] for row in rows})
        print(f"| {path.stem} | {tables} | {len(rows)} | {cells} | {cells - len(missed)} |")
        left += [f"{path.stem} {one}" for one in missed]
    print("\n".join(left))


def _count(plan: Plan) -> tuple[set[str], int, list[str]]:
    """Addresses of the rows of pipe tables, their cells with a figure, and those not read."""
    rows: set[str] = set()
    missed: list[str] = []
    cells = 0
    read = Counter((one.path, _digits(one.printed)) for one in read_observations(plan))
    for row in plan.sections:
        box = plan.by_path.get(row.parent or "")
        header = read_header(plan, box) if row.kind is NodeKind.ROW and box else ()
        for sentence in row.sentences if header else ():
            rows.add(row.path)
            held = row_cells(plan, sentence)
            for column, cell in zip(header, held, strict=False):
                if column.role is not Role.VALUE or read_figure(unmarked(cell)) is None:
                    continue
                cells += 1
                key = (row.path, _digits(cell))
                if read[key] > 0:
                    read[key] -= 1
                else:
                    missed.append(f"{row.path} {column.label}: {cell}")
    return rows, cells, missed


def _digits(printed: str) -> str:
    return "".join(ch for ch in printed if ch.isdecimal())


if __name__ == "__main__":
    main()
