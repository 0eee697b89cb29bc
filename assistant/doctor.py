"""`planqa doctor`: the installation tried step by step, from the settings to a model's answer."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant.checks import Check, State, tried
from assistant.settings import Settings, read_settings
from corpus.errors import PlanQAError, SettingsError, reason_of
from corpus.library import list_plans, load_plan

__all__ = ["examined"]


def examined(environ: Mapping[str, str] | None = None) -> Iterator[Check]:
    """The checks, each as soon as it is done.

    Args:
        environ: holds the settings; None for that of the process.
    """
    try:
        settings = read_settings(environ)
    except PlanQAError as error:
        yield Check("设置", State.FAILED, str(error))
        return
    yield _settings_file(settings)
    yield tried("数据文件夹", lambda: _home(settings.home))
    plans = tried("规划库", lambda: _plans(settings))
    yield plans
    if plans.state is State.OK:
        yield tried("问答", lambda: _answers(settings))
    else:
        yield Check("问答", State.SKIPPED, "规划库可用后再查。")
    if settings.llm.is_on:
        from assistant.llm.doctor import examined_model

        yield from examined_model(settings.llm)
    else:
        yield Check("语言模型", State.SKIPPED, "没有设。不用语言模型，planqa 照常作答。")


def _settings_file(settings: Settings) -> Check:
    path = settings.config
    if path is None:
        return Check("设置", State.OK, "取自环境变量和默认值，没有设置文件。")
    holds = settings.llm.key or settings.admin_password or settings.database
    readable = os.name == "posix" and path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH)
    if holds and readable:
        return Check(
            "设置",
            State.WARNING,
            f"已读取 {path}。文件里可能有密钥或口令，本机其他用户也能读，请执行 chmod 600 {path}。",
        )
    return Check("设置", State.OK, f"已读取 {path}。")


def _home(home: Path) -> str:
    """Raises SettingsError where nothing can be written."""
    probe = home / f".doctor-{os.getpid()}"
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise SettingsError(
            f"写不了 {home}（{reason_of(error)}）。请检查权限，或改设 PLANQA_HOME。"
        ) from error
    return f"{home}，可以读写。"


def _plans(settings: Settings) -> str:
    """Raises PlanQAError where a plan cannot be read."""
    asked = settings.plan_id
    known = [meta.plan_id for meta in list_plans(settings.plans)]
    for plan_id in dict.fromkeys([*known, asked]):
        load_plan(plan_id, settings.plans)
    return f"{len(known)} 份规划都能读，默认问 {asked}。"


def _answers(settings: Settings) -> str:
    """Raises PlanQAError where the index cannot be used or no question is answered."""
    from assistant.answer import Conversation
    from assistant.pipeline import build_assistant

    assistant = build_assistant(settings)
    question = next(iter(assistant.examples), assistant.plan.meta.title)
    answer = assistant.ask(Conversation(), question)
    index = "刚建立" if assistant.index.built else "无需更新"
    return f"索引{index}；试问“{question}”，答案有 {len(answer.citations)} 处出处。"
