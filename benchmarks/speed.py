"""How fast and how large: prints a Markdown table.

    python benchmarks/speed.py [--questions FILE.jsonl] [--repeat N]

Cold figures are whole processes, median of N (the page cache is warm after the first); warm ones
are answers in one process to questions it has not been asked before, after fifty others.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "eval" / "gold" / "hangzhou-services-13-5"
WARMING = 50  # questions asked before the clock starts
QUESTION = "金融服务业2020年增加值目标是多少"


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, nargs="*", default=sorted(GOLD.glob("*.jsonl")))
    parser.add_argument("--repeat", type=int, default=5)
    arguments = parser.parse_args()
    texts = [file.read_text("utf-8") for file in arguments.questions]
    turns = [json.loads(line)["turns"] for text in texts for line in text.splitlines()]
    random.Random(1).shuffle(turns)
    with tempfile.TemporaryDirectory() as home:
        rows = [
            ("index the plan from scratch, whole process", _scratch(home, arguments.repeat), "5 s"),
            ("`planqa ask`, whole process", _cold(home, arguments.repeat), "2 s"),
            ("resident memory of `planqa ask`", _memory(home), "500 MB"),
            *_warm(home, turns),
        ]
    print("| what | measured | aim |\n|---|---|---|")
    for name, measured, aim in rows:
        print(f"| {name} | {measured} | under {aim} |")


def _planqa(home: str, *words: str) -> list[str]:
    os.environ["PLANQA_HOME"] = home
    return [sys.executable, "-m", "assistant.cli", *words]


def _seconds(run: Callable[[], object], repeat: int) -> str:
    took = []
    for _ in range(repeat):
        began = time.perf_counter()
        run()
        took.append(time.perf_counter() - began)
    return f"{statistics.median(took):.2f} s"


def _scratch(home: str, repeat: int) -> str:
    def run() -> None:
        with tempfile.TemporaryDirectory() as fresh:
            command = _planqa(fresh, "index")
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

    return _seconds(run, repeat)


def _cold(home: str, repeat: int) -> str:
    command = _planqa(home, "ask", QUESTION)
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # builds the index
    return _seconds(
        lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True), repeat
    )


def _memory(home: str) -> str:
    code = (
        "import resource, sys; from assistant.cli import main; main(sys.argv[1:]); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    os.environ["PLANQA_HOME"] = home
    done = subprocess.run(
        [sys.executable, "-c", code, "ask", QUESTION],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return f"{int(done.stderr.split()[-1]) / 1024:.0f} MB"  # Linux counts in KiB


def _warm(home: str, questions: list[list[str]]) -> list[tuple[str, str, str]]:
    sys.path.insert(0, str(ROOT))
    from assistant.pipeline import build_assistant
    from assistant.settings import Settings

    assistant = build_assistant(Settings(home=Path(home)))
    assistant.warm()  # as the server does
    for turns in questions[:WARMING]:
        assistant.ask_last(turns)
    answers = []
    for turns in questions[WARMING:]:
        conversation = assistant.conversation(turns[:-1])
        answers.append(assistant.ask(conversation, turns[-1]))
    took = sorted(answer.latency_ms for answer in answers)
    tabled = sorted(answer.latency_ms for answer in answers if answer.route == "numbers")
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        (f"warm answer, p50 of {len(took)}", f"{statistics.median(took):.1f} ms", "10 ms"),
        (f"warm answer, p95 of {len(took)}", f"{_p95(took):.1f} ms", "25 ms"),
        (f"answer from the table, p95 of {len(tabled)}", f"{_p95(tabled):.1f} ms", "15 ms"),
        ("resident memory after them", f"{held:.0f} MB", "500 MB"),
    ]


def _p95(took: list[float]) -> float:
    return took[int(0.95 * (len(took) - 1))]


if __name__ == "__main__":
    main()
