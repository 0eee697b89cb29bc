"""Settings: read once at the edge from environment and file, then passed on as plain values.

A variable is named PLANQA_ and the setting's name, PLANQA_LLM_ and the name for the language model.
The file is planqa.toml in PLANQA_HOME, or the one PLANQA_CONFIG names; it has the same names in
lower case, those of the model in the table [llm]. The environment wins.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from assistant.llm.settings import ModelSettings, read_model_settings
from assistant.settings_file import find_settings_file, read_settings_file
from corpus.errors import SettingsError
from corpus.library import BUNDLED_PLANS, Library
from corpus.staging import recover

__all__ = ["Settings", "read_port", "read_settings"]

_PREFIX = "PLANQA_"
_MODEL = "llm_"
_FOLDERS = ("home", "plans")


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
    config: Path | None = None  # the settings file that was read
    llm: ModelSettings = field(default_factory=ModelSettings)  # the model that phrases answers

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
        return dict(_shown(self, _PREFIX))


def _shown(settings: Settings | ModelSettings, prefix: str) -> Iterator[tuple[str, str]]:
    for one in fields(settings):
        value, name = getattr(settings, one.name), prefix + one.name.upper()
        if isinstance(value, ModelSettings):
            yield from _shown(value, f"{name}_")
        elif not one.repr:
            yield name, "已设" if value else ""
        else:
            yield name, "" if value is None else str(value)


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment and the settings file; an empty one counts as not set.

    Raises:
        SettingsError: an unknown setting, a value or a file that cannot be used.
    """
    environ = os.environ if environ is None else environ
    said = {
        name.removeprefix(_PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(_PREFIX)
    }
    _refuse_unknown(said, lambda name: _PREFIX + name.upper(), "设置")
    said = {name: value for name, value in said.items() if value}
    home = Path(said["home"]).expanduser() if "home" in said else Settings().home
    path = find_settings_file(said.get("config", ""), home)
    filed = read_settings_file(path) if path else {}
    _refuse_unknown(filed, _in_file, f"设置（在 {path} 里）")
    given = {**filed, **said}
    model = {name.removeprefix(_MODEL): v for name, v in given.items() if name.startswith(_MODEL)}
    values: dict[str, Any] = {n: v for n, v in given.items() if not n.startswith(_MODEL)}
    for name in _FOLDERS:
        if name in given:
            folder = Path(given[name]).expanduser()
            values[name] = path.parent / folder if path and name not in said else folder
    if "port" in given:
        values["port"] = read_port(given["port"], f"{_PREFIX}PORT")
    return Settings(**{**values, "config": path, "llm": read_model_settings(model)})


def _refuse_unknown(given: Mapping[str, str], told: Any, what: str) -> None:  # noqa: ANN401
    known = {one.name for one in fields(Settings)} - {"llm"}
    known |= {_MODEL + one.name for one in fields(ModelSettings)}
    unknown = sorted(set(given) - known)
    if unknown:
        names, usable = ("、".join(map(told, sorted(some))) for some in (unknown, known))
        raise SettingsError(f"不认识的{what}：{names}。可用的有：{usable}。")


def _in_file(name: str) -> str:
    """A setting as the file has it: port, llm.url."""
    return f"llm.{name.removeprefix(_MODEL)}" if name.startswith(_MODEL) else name


def read_port(value: str, name: str) -> int:
    """The port a text says.

    Raises:
        SettingsError: no number a port can have.
    """
    if not (value.isascii() and value.isdecimal()) or not 0 < int(value) < 65536:
        raise SettingsError(f"{name} 的值“{value}”不对：应为 1–65535 的整数。")
    return int(value)
