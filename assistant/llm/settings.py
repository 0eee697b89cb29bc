"""Settings of the language model: where it is, what it may cost, how it is asked for JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from assistant.llm.options import MODES, Mode
from corpus.errors import SettingsError

__all__ = ["METHODS", "PRESETS", "ModelSettings", "read_model_settings"]

# How a service is asked for structured output; "auto" finds out what it takes.
METHODS = ("auto", "json_schema", "json_mode", "function_calling", "prompt")

_NAME = "PLANQA_LLM_{}"
_KEY = re.compile(r"[!-~]+")  # what may stand in a header
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)
_ENDPOINT = re.compile(r"/chat/completions/?$")


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The model that phrases answers; none by default. By variable: PLANQA_LLM_ and the name."""

    preset: str = ""  # a name in PRESETS: gives URL, model and structured output
    url: str = ""  # base URL of an OpenAI-compatible service, with its /v1
    key: str = field(default="", repr=False)
    model: str = ""  # as the service calls it
    timeout: float = 30.0  # seconds a question may wait for the model in all, 1 to 600
    temperature: float = 0.0  # 0 to 2
    max_tokens: int = 1024  # of one answer of the model, 16 to 32768
    calls: int = 3  # calls of the model a question may cost, 1 to 20
    structured: str = ""  # one of METHODS; empty: the preset's, else auto
    context: Mode = "retrieval"  # what a model is given: passages found, or the "whole" plan

    @property
    def is_on(self) -> bool:
        """Whether a model is set."""
        return bool(self.url)

    @property
    def told(self) -> str:
        """The model and its host, for people: qwen2.5:7b（127.0.0.1）; "" where none is set."""
        return f"{self.model}（{urlsplit(self.url).hostname}）" if self.is_on else ""

    @property
    def method(self) -> str:
        """How structured output is asked for: one of METHODS."""
        return self.structured or "auto"


PRESETS = {
    "deepseek": ModelSettings(
        url="https://api.deepseek.com/v1", model="deepseek-chat", structured="json_mode"
    ),
    "dashscope": ModelSettings(
        url="https://dashscope.aliyuncs.com/compatible-mode/v1",
        model="qwen-plus",
        structured="json_mode",
    ),
    "ollama": ModelSettings(
        url="http://127.0.0.1:11434/v1", model="qwen2.5:7b", structured="json_schema"
    ),
    "vllm": ModelSettings(
        url="http://127.0.0.1:8000/v1", model="Qwen/Qwen2.5-7B-Instruct", structured="json_schema"
    ),
}
_WANT_KEY = ("deepseek", "dashscope")
_RANGES: dict[str, tuple[float, float]] = {
    "timeout": (1, 600),
    "temperature": (0, 2),
    "max_tokens": (16, 32768),
    "calls": (1, 20),
}
_WHOLE = ("max_tokens", "calls")


def read_model_settings(given: Mapping[str, str]) -> ModelSettings:
    """The settings from texts by field name; what is not given has its default.

    Raises:
        SettingsError: a value that cannot be used, or half a model.
    """
    preset = given.get("preset", "").lower()
    if preset and preset not in PRESETS:
        raise _wrong("preset", preset, f"应为 {'、'.join(PRESETS)} 之一，或不设")
    method = given.get("structured", "").lower()
    if method and method not in METHODS:
        raise _wrong("structured", method, f"应为 {'、'.join(METHODS)} 之一，或不设")
    context = given.get("context", "").lower()
    if context and context not in MODES:
        raise _wrong("context", context, f"应为 {'、'.join(MODES)} 之一，或不设")
    base = PRESETS.get(preset, ModelSettings())
    found = replace(
        base,
        preset=preset,
        url=_url(given["url"]) if given.get("url") else base.url,
        key=_key(given.get("key", "")),
        model=given.get("model", "").strip() or base.model,
        structured=method or base.structured,
        context="whole" if context == "whole" else base.context,
        timeout=_number("timeout", given, base.timeout),
        temperature=_number("temperature", given, base.temperature),
        max_tokens=int(_number("max_tokens", given, base.max_tokens)),
        calls=int(_number("calls", given, base.calls)),
    )
    _check_whole(found)
    return found


def _check_whole(found: ModelSettings) -> None:
    """Refuse half a model."""
    names = {name: _NAME.format(name.upper()) for name in ("url", "key", "model", "preset")}
    if found.url and not found.model:
        raise SettingsError(
            f"设了 {names['url']}，没有设 {names['model']}。请设为服务中的模型名称，如 qwen2.5:7b。"
        )
    if not found.url and (found.key or found.model):
        alone = names["key"] if found.key else names["model"]
        raise SettingsError(
            f"设了 {alone}，没有设 {names['url']}。请设为模型服务的地址，如 http://主机:8000/v1；"
            f"或者设 {names['preset']}。"
        )
    if found.preset in _WANT_KEY and found.url == PRESETS[found.preset].url and not found.key:
        raise SettingsError(
            f"{names['preset']} 是 {found.preset}，没有设 {names['key']}。"
            "请设为该服务发给你的密钥。"
        )


def _url(value: str) -> str:
    """A base URL without a slash at its end; the path of one call is left out."""
    text = _ENDPOINT.sub("", value.strip()).rstrip("/")
    form = "应如 https://主机/v1"
    if not text.isascii() or not text.isprintable() or " " in text:
        raise _wrong("url", "", f"{form}，不含中文和空格")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _wrong("url", "", f"{form}，端口为 1–65535") from None
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise _wrong("url", "", f"{form}，不含用户名、口令、? 和 #；密钥请设在 PLANQA_LLM_KEY")
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(parts.hostname or ""):
        raise _wrong("url", text, form)
    if port == 0:
        raise _wrong("url", text, f"{form}，端口为 1–65535")
    return text


def _key(value: str) -> str:
    """A key; it is never repeated in what is said of it."""
    key = value.strip()
    if key and not _KEY.fullmatch(key):
        raise SettingsError(
            f"{_NAME.format('KEY')} 的值不对：含有空格、中文或不可见字符。请重新复制密钥。"
        )
    return key


def _number(name: str, given: Mapping[str, str], default: float) -> float:
    text = given.get(name, "").strip()
    if not text:
        return default
    low, high = _RANGES[name]
    kind = "整数" if name in _WHOLE else "数"
    if not _NUMBER.fullmatch(text) or not low <= float(text) <= high:
        raise _wrong(name, text, f"应为 {low:g}–{high:g} 的{kind}")
    if name in _WHOLE and "." in text:
        raise _wrong(name, text, f"应为 {low:g}–{high:g} 的整数")
    return float(text)


def _wrong(name: str, value: str, expected: str) -> SettingsError:
    """`value` is "" where it might hold a secret."""
    shown = f"“{value}”" if value else ""
    return SettingsError(f"{_NAME.format(name.upper())} 的值{shown}不对：{expected}。")
