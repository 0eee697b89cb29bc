"""Settings: read once from the environment; what is wrong is said with what would be right."""

import dataclasses
from pathlib import Path

import pytest

from assistant.settings import Settings, read_settings
from corpus.errors import SettingsError
from corpus.library import BUNDLED_PLANS
from tests.assistant.plans import PLAN_ID


def test_defaults(project_root):
    settings = read_settings({})
    assert settings == Settings()
    assert settings.home == project_root / ".planqa"
    assert settings.plans == BUNDLED_PLANS
    assert (settings.host, settings.port) == ("127.0.0.1", 7860)
    assert (settings.model, settings.query_prefix, settings.plan) == ("", "", "")


def test_every_setting_can_be_set():
    environ = {
        "PLANQA_HOME": "/data/planqa",
        "PLANQA_PLANS": "/data/plans",
        "PLANQA_PLAN": "yunlan",
        "PLANQA_MODEL": "BAAI/bge-small-zh-v1.5",
        "PLANQA_QUERY_PREFIX": "为这个句子生成表示：",
        "PLANQA_HOST": "0.0.0.0",
        "PLANQA_PORT": "8080",
        "PLANQA_DATABASE": "postgresql+psycopg://li:sesame@db/planqa",
        "PLANQA_ADMIN_PASSWORD": "open sesame",
    }
    settings = read_settings({**environ, "PATH": "/bin", "planqa_home": "no"})
    assert settings == Settings(
        home=Path("/data/planqa"),
        plans=Path("/data/plans"),
        plan="yunlan",
        model="BAAI/bge-small-zh-v1.5",
        query_prefix="为这个句子生成表示：",
        host="0.0.0.0",
        port=8080,
        database="postgresql+psycopg://li:sesame@db/planqa",
        admin_password="open sesame",
    )
    assert "sesame" not in repr(settings) + str(settings.shown())
    assert settings.shown().keys() == set(environ)
    assert settings.shown()["PLANQA_PORT"] == "8080"
    names = {f"PLANQA_{field.name.upper()}" for field in dataclasses.fields(Settings)}
    assert names == set(environ)


def test_a_home_may_begin_with_a_tilde(monkeypatch):
    monkeypatch.setenv("HOME", "/home/li")
    assert read_settings({"PLANQA_HOME": "~/planqa"}).home == Path("/home/li/planqa")


def test_an_empty_variable_counts_as_not_set():
    environ = {f"PLANQA_{name}": "" for name in ("HOME", "PLANS", "PLAN", "MODEL", "HOST", "PORT")}
    assert read_settings(environ) == Settings()


def test_settings_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().port = 1


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80.5", "abc", " ", "８０８０x"])
def test_a_bad_port(port):
    with pytest.raises(SettingsError, match=r"PLANQA_PORT.*1–65535"):
        read_settings({"PLANQA_PORT": port})


def test_an_unknown_variable_is_named_with_those_there_are():
    with pytest.raises(SettingsError, match="不认识的设置：PLANQA_HOEM") as caught:
        read_settings({"PLANQA_HOEM": "/data", "PLANQA_PORT": "7860"})
    assert "PLANQA_HOME" in str(caught.value)


def test_the_plan_asked_by_default_is_the_first(library):
    assert Settings(plans=library).plan_id == PLAN_ID
    assert Settings(plans=library, plan="other").plan_id == "other"


def test_an_empty_library_has_no_plan(tmp_path):
    with pytest.raises(SettingsError, match="规划库是空的"):
        Settings(plans=tmp_path).plan_id  # noqa: B018 - reading it is what fails


def test_the_real_environment_is_read(monkeypatch):
    monkeypatch.setenv("PLANQA_PORT", "9000")
    assert read_settings().port == 9000
