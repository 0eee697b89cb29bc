"""`python -m eval`: how many gold questions are answered right, by kind.

python -m eval [--gold FILE.jsonl] [--half dev|test] [--kind KIND] [--wrong]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from assistant.pipeline import build_assistant
from assistant.settings import read_settings
from corpus.errors import PlanQAError
from eval.gold import GOLD, load_gold
from eval.runner import run, table


def main() -> int:
    """Run and print; exit code 2 for a gold file that cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m eval", description=__doc__)
    parser.add_argument("--gold", type=Path, default=GOLD / "hangzhou-first.jsonl")
    parser.add_argument("--half", choices=("dev", "test"))
    parser.add_argument("--kind")
    parser.add_argument("--wrong", action="store_true", help="print the wrong answers")
    arguments = parser.parse_args()
    try:
        assistant = build_assistant(read_settings())
        questions = [
            question
            for question in load_gold(arguments.gold, assistant.plan)
            if arguments.half in {None, question.half} and arguments.kind in {None, question.kind}
        ]
    except (PlanQAError, OSError) as error:
        sys.stderr.write(f"错误：{error}\n")
        return 2
    judgements = run(questions, assistant)
    for judgement in judgements if arguments.wrong else ():
        if not judgement.right:
            cited = "、".join(citation.section for citation in judgement.answer.citations)
            turns = " / ".join(judgement.question.turns)
            sys.stdout.write(
                f"{judgement.question.question_id} {turns}\n  "
                f"[{judgement.answer.status.value}] {judgement.answer.text[:200]!r} ({cited})\n"
            )
    sys.stdout.write(table(judgements) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
