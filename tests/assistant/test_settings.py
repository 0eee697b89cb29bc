"""Settings: read once from the environment; what is wrong is said with what would be right."""

import dataclasses
from pathlib import Path

import pytest

from assistant.llm.settings import METHODS, PRESETS, ModelSettings
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


def test_every_setting_can_be_set(tmp_path):
    config = tmp_path / "own.toml"
    config.touch()
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
        "PLANQA_CONFIG": str(config),
        "PLANQA_LLM_PRESET": "vllm",
        "PLANQA_LLM_URL": "http://10.0.0.7:9000/v1/",
        "PLANQA_LLM_KEY": "sk-sesame",
        "PLANQA_LLM_MODEL": "Qwen3-32B",
        "PLANQA_LLM_TIMEOUT": "12.5",
        "PLANQA_LLM_TEMPERATURE": "0.2",
        "PLANQA_LLM_MAX_TOKENS": "800",
        "PLANQA_LLM_CALLS": "5",
        "PLANQA_LLM_STRUCTURED": "function_calling",
        "PLANQA_LLM_CONTEXT": "whole",
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
        config=config,
        llm=ModelSettings(
            preset="vllm",
            url="http://10.0.0.7:9000/v1",
            key="sk-sesame",
            model="Qwen3-32B",
            timeout=12.5,
            temperature=0.2,
            max_tokens=800,
            calls=5,
            structured="function_calling",
            context="whole",
        ),
    )
    assert "sesame" not in repr(settings) + str(settings.shown())
    assert settings.shown().keys() == set(environ)
    assert settings.shown()["PLANQA_PORT"] == "8080"
    names = {f"PLANQA_{field.name.upper()}" for field in dataclasses.fields(Settings)}
    model = {f"PLANQA_LLM_{field.name.upper()}" for field in dataclasses.fields(ModelSettings)}
    assert (names - {"PLANQA_LLM"}) | model == set(environ)


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


# The language model


def model(**given: str) -> ModelSettings:
    """The model's settings as read from its variables."""
    return read_settings({f"PLANQA_LLM_{name.upper()}": text for name, text in given.items()}).llm


def test_no_model_is_set_by_default():
    assert not Settings().llm.is_on
    assert not read_settings({"PLANQA_LLM_TIMEOUT": "20"}).llm.is_on


def test_url_and_model_are_enough():
    found = model(url="http://127.0.0.1:8000/v1", model="qwen")
    assert found.is_on
    assert (found.method, found.temperature, found.key) == ("auto", 0.0, "")


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_a_model(preset):
    found = model(preset=preset.upper(), key="sk-1")
    assert found == dataclasses.replace(PRESETS[preset], preset=preset, key="sk-1")
    assert found.is_on
    assert found.method in METHODS


def test_what_is_set_beside_a_preset_wins():
    found = model(preset="ollama", model="qwen3:14b", structured="json_mode")
    assert (found.url, found.model) == ("http://127.0.0.1:11434/v1", "qwen3:14b")
    assert found.method == "json_mode"


@pytest.mark.parametrize(
    "url", ["http://h/v1", "http://h/v1/", " http://h/v1 ", "http://h/v1/chat/completions"]
)
def test_a_url_may_be_written_in_several_ways(url):
    assert model(url=url, model="m").url == "http://h/v1"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"preset": "chatgpt"}, r"PRESET 的值“chatgpt”不对：应为 deepseek"),
        ({"url": "10.0.0.7:8000", "model": "m"}, r"URL 的值“10.0.0.7:8000”不对：应如 https"),
        ({"url": "ftp://h/v1", "model": "m"}, r"URL .*应如 https"),
        ({"url": "http://", "model": "m"}, r"URL .*应如 https"),
        ({"url": "http://主机/v1", "model": "m"}, r"不含中文和空格"),
        ({"url": "http://h:99999/v1", "model": "m"}, r"端口为 1–65535"),
        ({"url": "http://h:0/v1", "model": "m"}, r"端口为 1–65535"),
        ({"url": "http://li:sesame@h/v1", "model": "m"}, r"URL 的值不对：.*不含用户名"),
        ({"url": "http://h/v1?key=sesame", "model": "m"}, r"URL 的值不对：.*不含用户名"),
        ({"url": "http://h/v1"}, r"没有设 PLANQA_LLM_MODEL"),
        ({"model": "m"}, r"没有设 PLANQA_LLM_URL"),
        ({"key": "sk-sesame"}, r"设了 PLANQA_LLM_KEY，没有设 PLANQA_LLM_URL"),
        ({"preset": "deepseek"}, r"没有设 PLANQA_LLM_KEY"),
        ({"preset": "dashscope"}, r"没有设 PLANQA_LLM_KEY"),
        ({"preset": "ollama", "key": "sk sesame"}, r"KEY 的值不对：含有空格、中文"),
        ({"preset": "ollama", "key": "sk-sesame密"}, r"KEY 的值不对：含有空格、中文"),
        ({"preset": "ollama", "timeout": "0"}, r"TIMEOUT 的值“0”不对：应为 1–600 的数"),
        ({"preset": "ollama", "timeout": "inf"}, r"TIMEOUT"),
        ({"preset": "ollama", "timeout": "３０"}, r"TIMEOUT"),
        ({"preset": "ollama", "temperature": "2.1"}, r"TEMPERATURE .*0–2 的数"),
        ({"preset": "ollama", "temperature": "-1"}, r"TEMPERATURE"),
        ({"preset": "ollama", "max_tokens": "1.5"}, r"MAX_TOKENS"),
        ({"preset": "ollama", "max_tokens": "100.0"}, r"MAX_TOKENS .*整数"),
        ({"preset": "ollama", "calls": "21"}, r"CALLS .*1–20 的整数"),
        ({"preset": "ollama", "structured": "xml"}, r"STRUCTURED .*json_schema"),
        ({"colour": "red"}, r"不认识的设置：PLANQA_LLM_COLOUR.*PLANQA_LLM_URL"),
    ],
)
def test_what_is_wrong_with_a_model_is_said_in_one_sentence(given, said):
    with pytest.raises(SettingsError, match=said) as caught:
        model(**given)
    assert "sesame" not in str(caught.value)


# The settings file


def written(folder: Path, text: str) -> Path:
    path = folder / "planqa.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_file_in_the_home_is_read_and_the_environment_wins(tmp_path):
    path = written(
        tmp_path,
        'plan = "yunlan"\nport = 8080\nplans = "plans"\nhost = ""\n'
        '[llm]\npreset = "vllm"\nkey = "sk-sesame"\ntimeout = 12.5\nmax_tokens = 900\n',
    )
    settings = read_settings({"PLANQA_HOME": str(tmp_path), "PLANQA_LLM_TIMEOUT": "9"})
    assert settings == Settings(
        home=tmp_path,
        plans=tmp_path / "plans",
        plan="yunlan",
        port=8080,
        config=path,
        llm=dataclasses.replace(
            PRESETS["vllm"], preset="vllm", key="sk-sesame", timeout=9.0, max_tokens=900
        ),
    )
    assert "sesame" not in repr(settings) + str(settings.shown())
    assert settings.shown()["PLANQA_LLM_KEY"] == "已设"


def test_another_file_can_be_named(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text('home = "data"\n', "utf-8-sig")
    assert read_settings({"PLANQA_CONFIG": str(path)}).home == tmp_path / "data"
    with pytest.raises(SettingsError, match=r"PLANQA_CONFIG.*不存在"):
        read_settings({"PLANQA_CONFIG": str(tmp_path / "none.toml")})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("port = \n", r"第 1 行不合 TOML"),
        ("[llm]\nkey = sesame\n", r"第 2 行不合 TOML"),
        ("colour = 1", r"不认识的设置.*planqa.toml.*：colour。可用的有：.*llm.url"),
        ("[llm]\ncolour = 1", r"：llm.colour。"),
        ("llm = 7", r"应为一节 \[llm\]"),
        ("port = true", r"port 的值不对：应为文字或数"),
        ('[llm]\nkey = ["sesame"]', r"llm_key 的值不对：应为文字或数"),
        ("port = 0", r"PLANQA_PORT.*1–65535"),
        pytest.param("a = " + "[" * 50_000, r"不合 TOML", id="deep"),
    ],
)
def test_what_is_wrong_with_the_file_is_said(tmp_path, text, said):
    written(tmp_path, text)
    with pytest.raises(SettingsError, match=said) as caught:
        read_settings({"PLANQA_HOME": str(tmp_path)})
    assert "sesame" not in str(caught.value)


def test_a_file_of_no_encoding(tmp_path):
    (tmp_path / "planqa.toml").write_bytes(b"plan = '\xb9\xe6'")
    with pytest.raises(SettingsError, match="不是 UTF-8"):
        read_settings({"PLANQA_HOME": str(tmp_path)})
