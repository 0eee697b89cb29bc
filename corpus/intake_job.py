"""From a file of any kind to the text of a plan, with a report: what a confined process runs."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

from corpus.errors import PlanFileError
from corpus.library import load_plan_file
from corpus.metadata import GuessedMeta, guess_meta
from corpus.plan_folder import TEXT
from corpus.readers.source import read_source
from corpus.report import report_of

__all__ = ["read_original"]

_LONGEST = 8_000_000  # characters; the longest plans have 200,000


def read_original(original: str, folder: str, plan_id: str) -> dict[str, Any]:
    """Read a file and put its text into `folder` as `plan.txt`.

    Args:
        original: path of the file.
        folder: gets the text.
        plan_id: by which the report names the plan.

    Returns:
        "source": what the reader says of the file; "guessed": metadata, each with the words it
        follows from; "report" and "report_text": the reading report.

    Raises:
        PlanFileError: no text of a plan can be had of it.
    """
    source = read_source(Path(original))
    text = source.text.lstrip("\ufeff").encode("utf-8", "replace").decode("utf-8")
    if len(text) > _LONGEST:
        raise PlanFileError(
            f"文件的文字过多：{len(text)} 字，最多 {_LONGEST} 字。请只导入规划本身，或拆成几份。"
        )
    path = Path(folder) / TEXT
    path.write_bytes(text.encode("utf-8"))
    guessed = guess_meta(text, file_title=source.title)
    try:
        plan = load_plan_file(path, guessed.as_meta(plan_id))
    except PlanFileError as error:
        words = str(error).replace(f"{path} ", "读出的文字").replace(str(path), "读出的文字")
        raise PlanFileError(words) from None
    report = report_of(plan, doubts=source.doubts, pictures=source.pictures)
    told = dataclasses.asdict(source)
    del told["text"]
    return {
        "source": told,
        "guessed": _plain(guessed),
        "report": report.as_json(),
        "report_text": report.as_text(),
    }


def _plain(guessed: GuessedMeta) -> dict[str, Any]:
    """The findings as JSON holds them; days as 2021-06-08."""
    found = {}
    for field in dataclasses.fields(guessed):
        guess = getattr(guessed, field.name)
        if guess is None:
            continue
        value = guess.value
        plain = value.isoformat() if isinstance(value, dt.date) else value
        found[field.name] = {"value": plain, "sure": str(guess.sure), "quote": guess.quote}
    return found
