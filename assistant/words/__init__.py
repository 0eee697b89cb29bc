"""Lists of general Chinese words: one text file a list, blanks between words, # for comments."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["word_groups", "word_list"]


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of `name`.txt beside this file."""
    lines = (files(__name__) / f"{name}.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def word_groups(name: str) -> tuple[tuple[str, ...], ...]:
    """The lines of `name`.txt, each a group of words."""
    lines = (files(__name__) / f"{name}.txt").read_text("utf-8").splitlines()
    return tuple(tuple(line.split()) for line in lines if line and not line.startswith("#"))
