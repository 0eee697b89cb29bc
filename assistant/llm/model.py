"""What planqa asks of a language model, whichever endpoint serves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from corpus.errors import PlanQAError

__all__ = ["ChatModel", "EndpointError", "Message"]


class EndpointError(PlanQAError):
    """The endpoint gave nothing that can be used: down, slow, refused, cut off or garbage.

    The message is Chinese and holds no key, no address and no words of the endpoint.
    """


@dataclass(frozen=True, slots=True)
class Message:
    """One message to the model."""

    role: Literal["system", "user", "assistant"]
    content: str


class ChatModel(Protocol):
    """A chat model behind an endpoint. One call is one request: nothing is tried again."""

    def complete(
        self, messages: Sequence[Message], *, schema: dict[str, Any] | None, deadline: float
    ) -> str:
        """The whole answer; JSON by `schema` where one is given.

        Args:
            messages: what is said to the model, in order.
            schema: JSON schema of the answer; None for free words.
            deadline: `time.monotonic()` at which the answer must be there.

        Raises:
            EndpointError: no usable answer before the deadline.
        """

    def stream(
        self, messages: Sequence[Message], *, schema: dict[str, Any] | None, deadline: float
    ) -> Iterator[str]:
        """The answer as it comes, piece by piece.

        Raises:
            EndpointError: from the iterator, when the answer breaks off or the deadline passes.
        """
