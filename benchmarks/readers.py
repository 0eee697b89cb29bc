"""How long the readers take: a plan of 100 pages as PDF, Word and HTML, made for the purpose.

    python benchmarks/readers.py [FILE...]

Without files, the bundled plan is written out often enough to fill 100 pages; the PDF needs
LibreOffice (`soffice`). Each file is read in a process of its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpus.library import load_plan
from corpus.readers import read_source
from tests.corpus.written import SOFFICE, Item, items_of, to_pdf, write_html, write_word

COPIES = 4  # of the bundled plan, which takes 28 pages


def made(folder: Path) -> list[Path]:
    """The files to read."""
    plan = load_plan("hangzhou-services-13-5")
    items: list[Item] = items_of(plan) * COPIES
    write_word(items, folder / "plan.docx", generated=True)
    write_html(items, folder / "plan.html", plan.meta.title)
    files = [folder / "plan.docx", folder / "plan.html"]
    if SOFFICE is None:
        print("没有 LibreOffice（soffice），不测 PDF。")
    else:
        files.insert(0, to_pdf(folder / "plan.docx"))
    return files


def measure(path: Path) -> None:
    """Read one file and print a row of the table."""
    begin = time.perf_counter()
    source = read_source(path)
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    pages = source.pages or "–"
    print(
        f"| {path.suffix[1:]} | {pages} | {len(source.text):,} | {source.tables} "
        f"| {seconds:.2f} | {peak} |",
        flush=True,
    )


def main(names: list[str]) -> None:
    """Print one row a file."""
    if names[:1] == ["--one"]:
        measure(Path(names[1]))
        return
    print("| file | pages | characters | tables | seconds | peak MB |")
    print("|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for path in [Path(name) for name in names] or made(Path(folder)):
            subprocess.run([sys.executable, __file__, "--one", str(path)], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
