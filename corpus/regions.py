"""What a region is called."""

from __future__ import annotations

import re

__all__ = ["region_forms"]

_UNIT = re.compile(r"(?:特别行政区|自治区|自治州|自治县|地区|省|市|区|县|州|盟)$")
_PEOPLES = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:[\u4e00-\u9fff]{1,4}?族)+$")


def region_forms(region: str) -> tuple[str, ...]:
    """What a region is called, the longest first: 广州市, 广州; of an autonomous one its place."""
    short = _PEOPLES.sub("", _UNIT.sub("", region))  # 黔东南苗族侗族自治州 is 黔东南
    return tuple(dict.fromkeys((region, short if len(short) > 1 else region))) if region else ()
