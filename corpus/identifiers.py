"""Identifiers of plans: made from what a plan is, safe as names of folders on every system."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.errors import PlanFileError
from corpus.plan import PlanMeta

__all__ = ["candidates", "checked_id"]

_LONGEST = 64  # characters
_LONGEST_PART = 28  # of what the plan is about
_FORM = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
# Names that Windows keeps for devices, with any ending.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


def checked_id(plan_id: str) -> str:
    """An identifier as a person gave it, which may name a folder.

    Raises:
        PlanFileError: it may not.
    """
    if not _FORM.fullmatch(plan_id) or ".." in plan_id or _RESERVED.fullmatch(plan_id):
        raise PlanFileError(
            f"编号 {plan_id!r} 不能用。编号应由小写字母、数字、点、下划线或连字符组成，"
            f"以字母或数字开头和结尾，最多 {_LONGEST} 个字符，不能是系统保留的名称。"
            "例如 hangzhou-services-13-5。"
        )
    return plan_id


def candidates(meta: PlanMeta) -> Iterator[str]:
    """Identifiers for a plan, the best first: region, sector and period in pinyin, then numbered.

    The same plan always gets the same ones.
    """
    base = _base(meta)
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


def _base(meta: PlanMeta) -> str:
    region = re.sub(r"(?<=[\u4e00-\u9fff]{2})(?:省|市|县|区|自治区|自治州)$", "", meta.region)
    about = meta.sector or meta.title.removeprefix(meta.region)
    years = sorted(set(meta.period)) if meta.period else []
    parts = [_latin(region, 20), _latin(about, _LONGEST_PART), *map(str, years)]
    name = "-".join(filter(None, parts))
    return f"plan-{name}" if not name or _RESERVED.fullmatch(name) else name


def _latin(text: str, most: int) -> str:
    """Pinyin without tones, words of other scripts in lower case; whole syllables up to `most`."""
    from pypinyin import lazy_pinyin

    kept = re.sub(r"[^\w]+", " ", text)
    name = ""
    for syllable in lazy_pinyin(kept):
        plain = re.sub(r"[^a-z0-9]+", "", syllable.lower())
        if len(name) + len(plain) > most:
            break
        name += plain
    return name
