"""General Chinese: words that mean the same in any plan. No plan's own words stand here."""

from __future__ import annotations

__all__ = ["equivalents", "spell_out"]

_SAME = {
    "gdp": ("地区生产总值", "国内生产总值", "生产总值"),
    "r&d": ("研发", "研究与试验发展"),
    "cpi": ("居民消费价格",),
    "ppp": ("政府和社会资本合作",),
    "ai": ("人工智能",),
    "it": ("信息技术",),
    "app": ("应用软件", "移动应用"),
    "社零": ("社会消费品零售",),
    "全国": ("我国", "国内生产总值"),
    "中国": ("我国",),
    "贡献": ("贡献率",),
    "境外": ("入境",),
    "经济增长": ("生产总值增长",),
    "增速": ("增长",),
    "占比": ("比重",),
}
# Statistical terms cut so short that they fall into single characters.
_SPELT = {"社零额": "社会消费品零售总额", "社零": "社会消费品零售", "固投": "固定资产投资"}


def equivalents(word: str) -> tuple[str, ...]:
    """Words that say the same as `word` (lower case) in official Chinese, if any are known."""
    return _SAME.get(word, ())


def spell_out(text: str) -> str:
    """A text with the abbreviations spelt out that no segmenter keeps whole."""
    for short, whole in _SPELT.items():
        text = text.replace(short, whole)
    return text
