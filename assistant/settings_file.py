"""The settings file planqa.toml: settings by name, those of the language model in [llm]."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from corpus.errors import SettingsError, reason_of

__all__ = ["find_settings_file", "read_settings_file"]

_NAME = "planqa.toml"
_TABLE = "llm"
_MOST = 1 << 20  # bytes


def find_settings_file(named: str, home: Path) -> Path | None:
    """The settings file there is.

    Args:
        named: the file PLANQA_CONFIG names, which must be there; "" if it names none.
        home: the folder that may hold a planqa.toml.

    Raises:
        SettingsError: the file named is not there.
    """
    if not named:
        path = home / _NAME
        return path if path.is_file() else None
    path = Path(named).expanduser()
    if not path.is_file():
        raise SettingsError(
            f"PLANQA_CONFIG 指的设置文件 {path} 不存在或不是文件。请改正路径，或不设这一项。"
        )
    return path


def read_settings_file(path: Path) -> dict[str, str]:
    """The settings in a file as texts, by name; url in [llm] is `llm_url`.

    Raises:
        SettingsError: the file cannot be read, is no TOML, or holds what is no text or number. No
            value of it is repeated in the message: it may be a secret.
    """
    data = _parsed(path)
    table = data.pop(_TABLE, {})
    if not isinstance(table, dict):
        raise SettingsError(f"设置文件 {path} 里的 {_TABLE} 应为一节 [{_TABLE}]，请改正。")
    flat = {**data, **{f"{_TABLE}_{name}": value for name, value in table.items()}}
    return {name: _text(name, value, path) for name, value in flat.items() if value != ""}


def _parsed(path: Path) -> dict[str, Any]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"读不出设置文件 {path}（{reason_of(error)}）。请检查路径和权限。"
        ) from error
    fault = '请改正，写法如 port = 8080、plan = "编号"'
    if len(raw) > _MOST:
        raise SettingsError(f"设置文件 {path} 超过 1 MB，不像设置。请检查 PLANQA_CONFIG。")
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise SettingsError(f"设置文件 {path} 不是 UTF-8 编码。请转换后再试。") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"第 {line[1]} 行" if line else "某处"
        raise SettingsError(f"设置文件 {path} {where}不合 TOML 的写法。{fault}。") from None


def _text(name: str, value: object, path: Path) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise SettingsError(f"设置文件 {path} 里 {name} 的值不对：应为文字或数。请改正。")
    return str(value)
