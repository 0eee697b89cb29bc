"""General Chinese: words that mean the same in any plan. No plan's own words stand here."""

from __future__ import annotations

import re
from functools import cache

from assistant.words import word_groups

__all__ = ["equivalents", "spell_out", "with_equivalents"]

# One way only: a question's word for the plan's.
_SAME = {
    "gdp": ("地区生产总值", "国内生产总值", "生产总值"),
    "r&d": ("研发", "研究与试验发展"),
    "cpi": ("居民消费价格",),
    "ppp": ("政府和社会资本合作",),
    "ai": ("人工智能",),
    "it": ("信息技术",),
    "app": ("应用软件", "移动应用"),
    "全国": ("我国", "国内生产总值"),
    "中国": ("我国",),
    "贡献": ("贡献率",),
    "经济增长": ("生产总值增长",),
    "增速": ("增长",),
    "占比": ("比重",),
    "就业": ("从业人员",),
}
_COUNTRY = re.compile(r"全国|我国|中国|国家")
# Statistical terms cut so short that they fall into single characters.
_SPELT = {"社零额": "社会消费品零售总额", "社零": "社会消费品零售", "固投": "固定资产投资"}


@cache
def equivalents(word: str) -> tuple[str, ...]:
    """Words that say the same as `word` (lower case) in official Chinese, if any are known."""
    groups = [group for group in word_groups("same") if word in group]
    return _SAME.get(word, ()) + tuple(w for group in groups for w in group if w != word)


def with_equivalents(text: str) -> str:
    """A text, lower case, and all that its words stand for: GDP, 地区生产总值."""
    plain = text.lower()
    said = [words for short, words in _SAME.items() if short in plain]
    said += [group for group in word_groups("same") if any(word in plain for word in group)]
    return "|".join([plain, *(word for words in said for word in words)])


def spell_out(text: str) -> str:
    """A text with the abbreviations spelt out that no segmenter keeps whole."""
    for short, whole in _SPELT.items():
        text = text.replace(short, whole)
    # Without a country in sight it is the plan's own product that is meant.
    return text if _COUNTRY.search(text) else text.replace("国内生产总值", "地区生产总值")
