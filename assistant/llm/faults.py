"""What can be wrong with a language model's endpoint, as users and operators are told."""

from __future__ import annotations

from enum import Enum

from assistant.llm.model import EndpointError

__all__ = ["EndpointFault", "Fault"]


class Fault(Enum):
    """A kind of failure: what happened, and what to do about it."""

    UNRESOLVED = ("模型服务的域名解析不到", "请检查 PLANQA_LLM_URL 和本机的域名解析")
    UNREACHABLE = ("连不上模型服务", "请检查 PLANQA_LLM_URL、服务是否已启动、网络和防火墙")
    CERTIFICATE = (
        "模型服务的证书没有通过验证",
        "内部证书请装进系统，或用 SSL_CERT_FILE 指出证书文件",
    )
    ADDRESS = (
        "模型服务的地址上没有对话接口",
        "PLANQA_LLM_URL 应填到 /v1 为止，请检查路径",
    )
    KEY = ("模型服务不认密钥", "请检查 PLANQA_LLM_KEY")
    FORBIDDEN = ("模型服务不许使用", "请检查密钥的权限，或请服务方开通")
    FUNDS = ("模型服务的额度已用完", "请充值，或请服务方提高额度")
    MODEL = ("模型服务没有所设的模型", "请检查 PLANQA_LLM_MODEL")
    TOO_LONG = ("问题和依据超出了模型能读的长度", "请换用能读更长文字的模型")
    REQUEST = ("模型服务不接受请求的写法", "请改设 PLANQA_LLM_STRUCTURED，或换一个模型")
    OVERLOADED = ("模型服务太忙", "请稍后再试，或请服务方提高限额")
    SERVER = ("模型服务出错", "请稍后再试，或查看服务的日志")
    SLOW = ("模型服务没有按时答完", "请检查服务的负载，或调大 PLANQA_LLM_TIMEOUT")
    EMPTY = ("模型没有给出答复", "请换一个模型")
    CUT = ("模型服务的答复中途断开", "请检查网络和服务的日志")
    LENGTH = ("模型的答复超出长度上限，没有说完", "请调大 PLANQA_LLM_MAX_TOKENS")
    FILTERED = ("模型或其内容审核拒绝作答", "请换一种问法")
    NOT_JSON = ("模型没有按要求的格式作答", "请换一个模型，或改设 PLANQA_LLM_STRUCTURED")
    GARBAGE = (
        "模型服务的答复看不懂",
        "请检查 PLANQA_LLM_URL 是不是 OpenAI 兼容接口，中间有没有登录页",
    )

    @property
    def reason(self) -> str:
        """What happened, without a full stop."""
        return self.value[0]

    @property
    def advice(self) -> str:
        """What an operator can do, without a full stop."""
        return self.value[1]


class EndpointFault(EndpointError):
    """An `EndpointError` of a known kind; its message is for users, who can only wait.

    Attributes:
        fault: the kind.
        retry_after: seconds after which the service wants to be asked again, where it said so.
    """

    def __init__(self, fault: Fault, *, retry_after: float | None = None) -> None:
        super().__init__(f"{fault.reason}。")
        self.fault, self.retry_after = fault, retry_after

    @property
    def advised(self) -> str:
        """The message with what an operator can do."""
        return f"{self}{self.fault.advice}。"
