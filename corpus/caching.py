"""Results of a method, kept by the object it was called on and gone with it.

`functools.lru_cache` on a method keeps its objects alive for as long as their results are in the
class's one cache: where several plans are loaded and let go, that would be for good.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Concatenate, Generic, ParamSpec, TypeVar, cast

__all__ = ["kept"]

S = TypeVar("S")
P = ParamSpec("P")
R = TypeVar("R")


class _Kept(Generic[S, P, R]):
    """The method on the class; the first access on an object puts a cached one in its place."""

    def __init__(self, method: Callable[Concatenate[S, P], R], maxsize: int | None) -> None:
        self._method, self._maxsize = method, maxsize
        self._name = ""
        self.__doc__ = method.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, one: S, owner: type | None = None) -> Callable[P, R]:
        made = lru_cache(self._maxsize)(partial(self._method, one))
        vars(one)[self._name] = made
        return cast("Callable[P, R]", made)


def kept(
    maxsize: int | None,
) -> Callable[[Callable[Concatenate[S, P], R]], _Kept[S, P, R]]:
    """Decorates a method whose arguments can be hashed; `maxsize` results an object are kept."""
    return lambda method: _Kept(method, maxsize)
