"""The language model tried step by step: name, connection, key, answer, stream, structured output.

Each step needs the one before; the first that fails says what to do, and the others are skipped.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from assistant.checks import Check, State, tried
from assistant.llm.endpoint import Endpoint
from assistant.llm.faults import EndpointFault, Fault
from assistant.llm.model import EndpointError, Message
from assistant.llm.settings import ModelSettings
from assistant.llm.structured import ORDER

__all__ = ["examined_model"]

_CONNECT = 5.0  # seconds for a look-up and for a connection
_ASKED = (Message("user", "请用一句话介绍杭州。"),)
_ASKED_FOR_JSON = (Message("user", "请给出中国的首都，字段名 capital。"),)
_SCHEMA = {
    "type": "object",
    "properties": {"capital": {"type": "string"}},
    "required": ["capital"],
    "additionalProperties": False,
}
_ACCOUNT = (Fault.KEY, Fault.FORBIDDEN, Fault.FUNDS)
_STEPS = ("域名", "连接", "密钥", "作答", "逐段返回", "结构化输出")
_LATER = "前面的问题解决后再查；在那之前 planqa 不用模型作答。"
_METHODS = dict(zip(ORDER, ("json_schema", "json_mode", "工具调用", "用文字要求"), strict=True))


def examined_model(settings: ModelSettings) -> Iterator[Check]:
    """The checks, each as soon as it is done."""
    yield _described(settings)
    endpoint = Endpoint(settings)
    try:
        done = 0
        for check in _steps(endpoint):
            yield check
            done += 1
            if check.state is State.FAILED:
                break
        for name in _STEPS[done:]:
            yield Check(
                _name(name), State.SKIPPED, "前面的问题解决后再查；在那之前 planqa 不用模型作答。"
            )
    finally:
        endpoint.close()


def _steps(endpoint: Endpoint) -> Iterator[Check]:
    settings = endpoint.settings
    from assistant.llm.client import connect, look_up
    from assistant.llm.wire import proxy_for

    proxy = proxy_for(settings.url)
    target = proxy or settings.url
    via = "代理" if proxy else ""
    yield _tried(_name("域名"), lambda: _some(f"{via}{_host(target)}", look_up(target, _CONNECT)))
    yield _tried(_name("连接"), lambda: _connected(lambda: connect(target, _CONNECT), via))
    asked = _tried(_name("作答"), lambda: _answered(endpoint))
    yield _key_check(asked, settings)
    if asked.state is State.FAILED and _refused(asked):
        return
    yield asked
    yield _tried(_name("逐段返回"), lambda: _streamed(endpoint))
    yield _tried(_name("结构化输出"), lambda: _structured(endpoint))


def _tried(name: str, attempt: Callable[[], str]) -> Check:
    """As `tried`, with what an operator can do."""

    def advised() -> str:
        try:
            return attempt()
        except EndpointFault as error:
            raise EndpointError(error.advised) from error

    return tried(name, advised)


def _name(step: str) -> str:
    return f"语言模型·{step}"


def _described(settings: ModelSettings) -> Check:
    key = "密钥已设" if settings.key else "没有设密钥"
    words = f"{settings.model}，{settings.url}，{key}。"
    if settings.key and settings.url.startswith("http://") and not _is_near(_host(settings.url)):
        return Check(
            "语言模型",
            State.WARNING,
            f"{words}地址是 http，密钥和问题会明文经过网络，有 https 的请改用。",
        )
    return Check("语言模型", State.OK, words)


def _is_near(host: str) -> bool:
    """Whether a host is this machine or stands in a private network."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or "." not in host
    return address.is_private


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _some(host: str, addresses: list[str]) -> str:
    if host == addresses[0]:
        return f"{host} 是地址，不用解析。"
    more = f" 等 {len(addresses)} 个" if len(addresses) > 1 else ""
    return f"{host} 解析为 {addresses[0]}{more}。"


def _connected(connect: Callable[[], None], via: str) -> str:
    began = time.perf_counter()
    connect()
    return f"{via}已连上，用时 {(time.perf_counter() - began) * 1000:.0f} 毫秒。"


def _refused(asked: Check) -> bool:
    return asked.words in {EndpointFault(fault).advised for fault in _ACCOUNT}


def _key_check(asked: Check, settings: ModelSettings) -> Check:
    """What an answer, or its failure, says of the key."""
    if _refused(asked):
        return Check(_name("密钥"), State.FAILED, asked.words, asked.milliseconds)
    if asked.state is State.FAILED:
        return Check(_name("密钥"), State.SKIPPED, "服务没有说密钥不对，作答正常后才能确定。")
    words = "服务认可。" if settings.key else "没有设密钥，服务也不要。"
    return Check(_name("密钥"), State.OK, words)


def _answered(endpoint: Endpoint) -> str:
    began = time.monotonic()
    said = endpoint.complete(_ASKED, schema=None, deadline=began + endpoint.settings.timeout)
    return f"模型答了 {len(said)} 字，用时 {time.monotonic() - began:.1f} 秒。"


def _streamed(endpoint: Endpoint) -> str:
    began = time.monotonic()
    deadline = began + endpoint.settings.timeout
    times = [
        time.monotonic() - began for _ in endpoint.stream(_ASKED, schema=None, deadline=deadline)
    ]
    if not endpoint.streams:
        return f"服务只整段返回，{times[0]:.1f} 秒后到；可以用，页面上不会逐句出现。"
    return f"首字 {times[0]:.2f} 秒，全文 {times[-1]:.1f} 秒，分 {len(times)} 段。"


def _structured(endpoint: Endpoint) -> str:
    deadline = time.monotonic() + endpoint.settings.timeout
    endpoint.complete(_ASKED_FOR_JSON, schema=_SCHEMA, deadline=deadline)
    return f"合乎格式，方式是 {_METHODS[endpoint.structured_by]}。"
