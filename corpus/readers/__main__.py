"""A peek at what a reader makes of a file: `python -m corpus.readers FILE [--facts]`."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path

from corpus.errors import PlanFileError
from corpus.readers.source import read_source


def main(arguments: list[str]) -> int:
    """Print the text of a file, or with --facts what is known about it as JSON."""
    names = [word for word in arguments if word != "--facts"]
    if len(names) != 1:
        sys.stderr.write("用法：python -m corpus.readers 文件 [--facts]\n")
        return 2
    try:
        source = read_source(Path(names[0]))
    except PlanFileError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if "--facts" in arguments:
        facts = dataclasses.asdict(source) | {"text": len(source.text)}
        sys.stdout.write(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(source.text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
