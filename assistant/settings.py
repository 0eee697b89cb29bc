"""Settings: read once at the edge from the environment, then passed on as plain values."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from corpus.errors import SettingsError
from corpus.library import BUNDLED_PLANS, Library
from corpus.staging import recover

__all__ = ["Settings", "read_port", "read_settings"]

_PREFIX = "PLANQA_"


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, with its default; the environment variable is PLANQA_ and the name."""

    home: Path = Path(__file__).parents[1] / ".planqa"  # indexes, the database: made by planqa
    plans: Path = BUNDLED_PLANS  # one folder a plan; where it is set, plans are added to it
    plan: str = ""  # identifier of the plan asked by default; empty: the first in the library
    model: str = ""  # embedding model: a folder or a name; empty: the one shipped
    query_prefix: str = ""  # instruction a model wants before a query
    host: str = "127.0.0.1"
    port: int = 7860
    database: str = field(default="", repr=False)  # SQLAlchemy URL; empty: a file in `home`
    admin_password: str = field(default="", repr=False)  # of the page 管理; empty: there is none

    @property
    def library(self) -> Library:
        """The plans: those that come with planqa and those added, or the folder that is set."""
        bundled = self.plans == BUNDLED_PLANS
        folders = (self.plans, self.home / "plans") if bundled else (self.plans,)
        return Library(folders, self.home / "index", recover)

    @property
    def plan_id(self) -> str:
        """The plan to ask.

        Raises:
            SettingsError: no plan is set and the library is empty.
        """
        if self.plan:
            return self.plan
        first = next(self.library.ids(), None)
        if first is None:
            raise SettingsError(
                f"规划库是空的：{self.plans}。应至少有一个含 plan.toml 的文件夹，请放入规划"
                f"（planqa add 文件）或改设 {_PREFIX}PLANS。"
            )
        return first

    def shown(self) -> dict[str, str]:
        """Every setting by its variable as it may be shown: of a secret, whether it is set."""
        values = {one.name: (getattr(self, one.name), one.repr) for one in fields(self)}
        return {
            _PREFIX + name.upper(): str(value) if open_ else "已设" if value else ""
            for name, (value, open_) in values.items()
        }


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment; an empty variable counts as not set.

    Raises:
        SettingsError: an unknown PLANQA_ variable or a value that cannot be used.
    """
    environ = os.environ if environ is None else environ
    given = {
        name.removeprefix(_PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(_PREFIX)
    }
    known = {field.name for field in fields(Settings)}
    unknown = sorted(set(given) - known)
    if unknown:
        names = "、".join(_PREFIX + name.upper() for name in unknown)
        usable = "、".join(_PREFIX + name.upper() for name in sorted(known))
        raise SettingsError(f"不认识的设置：{names}。可用的有：{usable}。")
    given = {name: value for name, value in given.items() if value}
    values: dict[str, str | Path | int] = dict(given)
    for name in ("home", "plans"):
        if name in given:
            values[name] = Path(given[name]).expanduser()
    if "port" in given:
        values["port"] = read_port(given["port"], f"{_PREFIX}PORT")
    return Settings(**values)  # type: ignore[arg-type]


def read_port(value: str, name: str) -> int:
    """The port a text says.

    Raises:
        SettingsError: no number a port can have.
    """
    if not (value.isascii() and value.isdecimal()) or not 0 < int(value) < 65536:
        raise SettingsError(f"{name} 的值“{value}”不对：应为 1–65535 的整数。")
    return int(value)
