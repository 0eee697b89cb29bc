"""The commands on the library for the parser; what runs them is loaded when it is needed."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from assistant.settings import Settings

__all__ = ["FIELDS", "add_library_commands"]

# Flag, what its value is called, help; by field of the metadata.
FIELDS = {
    "title": ("--title", "名称", "规划名称"),
    "short_title": ("--short-title", "简称", "简称"),
    "issuer": ("--issuer", "机关", "发文机关"),
    "document_number": ("--number", "文号", "文号"),
    "period": ("--period", "起止年份", "规划期，如 2021-2025"),
    "region": ("--region", "地区", "地区"),
    "sector": ("--sector", "领域", "领域或行业"),
    "issued_on": ("--issued", "日期", "发文日期，如 2021-06-08"),
}
Run = Callable[["argparse.Namespace", "Settings"], int]


def add_library_commands(commands: Any) -> None:  # noqa: ANN401 - argparse's own, without a public type
    """Add the commands to the parser's."""
    add = commands.add_parser("add", help="导入一份规划：PDF、Word、网页、文本或扫描件")
    add.add_argument("file", type=Path, metavar="文件")
    add.add_argument("--id", metavar="编号", default="", help="规划编号；不给则自动生成")
    add.add_argument("--replace", action="store_true", help="作为 --id 所指规划的新版")
    add.add_argument("--dry-run", action="store_true", help="只读取并报告，不导入")
    _add_meta(add)
    add.set_defaults(run=_run("add"))

    renew = commands.add_parser("replace", help="用新版文件替换一份规划，并说明改了什么")
    renew.add_argument("id", metavar="编号")
    renew.add_argument("file", type=Path, metavar="文件")
    renew.add_argument("--dry-run", action="store_true", help="只比较并报告，不替换")
    _add_meta(renew)
    renew.set_defaults(run=_run("add"), replace=True)

    correct = commands.add_parser("correct", help="更正一份规划的名称、机关、文号等信息")
    correct.add_argument("id", metavar="编号")
    _add_meta(correct)
    correct.set_defaults(run=_run("correct"))

    index = commands.add_parser("index", help="建立或更新索引")
    index.add_argument("--plan", metavar="编号", help="规划编号；不给则全部")
    index.add_argument("--force", action="store_true", help="索引有效也重建")
    index.add_argument("--reread", action="store_true", help="先由保存的原文件重新读出文本")
    index.add_argument("--json", action="store_true", help="输出 JSON")
    index.set_defaults(run=_run("index"))

    plans = commands.add_parser("list", help="列出规划库中的规划及其状态")
    plans.add_argument("--json", action="store_true", help="输出 JSON")
    plans.set_defaults(run=_run("list_all"))

    remove = commands.add_parser("remove", help="从规划库中删除一份规划")
    remove.add_argument("id", metavar="编号")
    remove.add_argument("--json", action="store_true", help="输出 JSON")
    remove.set_defaults(run=_run("remove"))


def _add_meta(parser: argparse.ArgumentParser) -> None:
    for field, (flag, metavar, words) in FIELDS.items():
        parser.add_argument(flag, dest=field, metavar=metavar, help=f"更正：{words}")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def _run(name: str) -> Run:
    """A function of `assistant.library_cli`, imported when it is called."""

    def run(arguments: argparse.Namespace, settings: Settings) -> int:
        command: Run = getattr(importlib.import_module("assistant.library_cli"), name)
        return command(arguments, settings)

    return run
