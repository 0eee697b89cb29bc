"""The command line's own parser: help and usage errors in Chinese."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, NoReturn

__all__ = ["Parser"]

_USAGE_ERRORS = (
    (r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)", r"\1没有 \2，可用的有 \3"),
    (r"argument (.*?): invalid int value: (.*)", r"\1 应为整数，收到 \2"),
    (r"argument (.*?): not allowed with argument (.*)", r"\1 与 \2 只能选一个"),
    (r"argument (.*?): expected .*", r"\1 后面缺少内容"),
    (r"the following arguments are required: (.*)", r"缺少：\1"),
    (r"unrecognized arguments: (.*)", r"多出：\1"),
)


class Parser(argparse.ArgumentParser):
    """Help and usage errors in Chinese."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - argparse's own
        super().__init__(**options, add_help=False)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示本说明")

    def format_usage(self) -> str:
        """The usage line."""
        return super().format_usage().replace("usage:", "用法：", 1)

    def format_help(self) -> str:
        """The whole help."""
        return super().format_help().replace("usage:", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        """Print the usage and what was wrong, and exit with code 2."""
        for pattern, chinese in _USAGE_ERRORS:
            message = re.sub(f"^{pattern}$", chinese, message)
        self.print_usage(sys.stderr)
        self.exit(2, f"错误：命令的写法不对（{message}）。用 {self.prog} --help 查看用法。\n")
