"""General Chinese: words that mean the same in any plan. No plan's own words stand here."""

from __future__ import annotations

import re

from assistant.thesaurus import phrases_in, same_words

__all__ = ["spell_out", "with_equivalents"]

_COUNTRY = re.compile(r"全国|我国|中国|国家")
_RESEARCH = re.compile(r"R\s*&\s*D", re.IGNORECASE)
# Statistical terms cut so short that they fall into single characters.
_SPELT = {"社零额": "社会消费品零售总额", "社零": "社会消费品零售", "固投": "固定资产投资"}


def with_equivalents(text: str) -> str:
    """A text, lower case, and all that its words stand for: GDP, 地区生产总值."""
    plain = text.lower()
    said = [word for phrase in phrases_in(plain) for word in same_words(phrase.text)]
    return "|".join([plain, *said])


def spell_out(text: str) -> str:
    """A text with the abbreviations spelt out that no segmenter keeps whole."""
    for short, whole in _SPELT.items():
        text = text.replace(short, whole)
    text = _RESEARCH.sub("研发", text)
    # Without a country in sight it is the plan's own product that is meant.
    return text if _COUNTRY.search(text) else text.replace("国内生产总值", "地区生产总值")
