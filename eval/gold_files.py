"""Records of a gold file with the line each begins on: JSONL or YAML."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import PlanQAError, reason_of

__all__ = ["GoldError", "read_records"]


class GoldError(PlanQAError):
    """A gold file with lines that cannot be used; the message names file, line and field."""


def read_records(path: Path) -> Iterator[tuple[int, object]]:
    """Each record with the number of its first line, counted from 1.

    Raises:
        GoldError: the file cannot be read, or is no JSONL or YAML.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise GoldError(f"读不出题目文件：{path}（{reason_of(error)}）。请检查路径。") from error
    except UnicodeDecodeError:
        raise GoldError(f"题目文件 {path} 不是 UTF-8 编码，请转换后再试。") from None
    if path.suffix.lower() in {".yaml", ".yml"}:
        return _yaml_records(text, path.name)
    return _json_records(text, path.name)


def _json_records(text: str, name: str) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                raise GoldError(
                    f"{name} 第 {number} 行：不是 JSON（{error}）。每行应为一道题，请改正。"
                ) from None


def _yaml_records(text: str, name: str) -> Iterator[tuple[int, object]]:
    import yaml

    loader = None
    try:
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
        if not isinstance(root, yaml.SequenceNode):
            raise GoldError(f"{name} 第 1 行：应为题目的列表，每道题以“- id:”开头，请改正。")
        for node in root.value:
            yield node.start_mark.line + 1, loader.construct_document(node)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" 第 {mark.line + 1} 行" if mark is not None else ""
        raise GoldError(f"{name}{line}：不是 YAML（{_problem(error)}），请改正。") from None
    finally:
        if loader is not None:
            loader.dispose()


def _problem(error: Exception) -> str:
    return str(getattr(error, "problem", None) or type(error).__name__)
