"""Short lines that say what stands around them: appendices, titles and units of tables."""

from __future__ import annotations

import re

__all__ = [
    "continues_table",
    "is_appendix",
    "is_table_title",
    "is_unit_line",
    "lists_appendices",
    "titled_appendix",
]

_APPENDIX = re.compile(
    r"^(?:附\s*[件录则表]\s*[\d一二三四五]*|名\s*词\s*解\s*释|结\s*(?:束\s*)?语)[：:]?$"
)
_TITLED_APPENDIX = re.compile(
    r"^(附\s*[件录]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[A-Z])?(?:[-－—]\d{1,2})?)(?:\s*[：:.．、]\s*|\s+)"
    r"(?=[\u4e00-\u9fff“《A-Za-z][^。；]{1,38}$)"
)
_LIST_OF_APPENDICES = re.compile(r"^附\s*件\s*[：:]\s*1\s*[.．、]")
_CONTINUED = re.compile(
    r"^[（(]?\s*(?:续\s*(?:上\s*)?(?:附?表|专\s*栏)|接上\s*表)\s*[\d\-－.]*\s*[)）]?$"
)
_UNIT_LINE = re.compile(r"^[（(]?(?:计量)?单\s*位\s*[：:].{1,20}$")
# A short line without a stop that ends as titles of tables do.
_TABLE_TITLE = re.compile(
    r"^[^。；：！？，|]{2,38}(?:表|情况|指标|目标|一览|清单|构成|产量|增速|收支|项目|名单|统计)$"
)


def is_appendix(text: str) -> bool:
    """Whether a line names an appendix and nothing else: 附件1, 名词解释."""
    return bool(_APPENDIX.match(text))


def titled_appendix(text: str) -> tuple[str, str] | None:
    """The name and the title of an appendix that stand in one line: 附件1 项目清单."""
    match = _TITLED_APPENDIX.match(text)
    return (match[1], text[match.end() :].strip()) if match else None


def lists_appendices(text: str) -> bool:
    """Whether a line begins a list of appendices: 附件：1.项目清单."""
    return bool(_LIST_OF_APPENDICES.match(text))


def continues_table(text: str) -> bool:
    """Whether a line says that a table goes on: 续表1."""
    return bool(_CONTINUED.match(text))


def is_unit_line(text: str) -> bool:
    """Whether a line tells the unit of a table or picture and nothing else: 单位：万吨."""
    return bool(_UNIT_LINE.match(text))


def is_table_title(text: str) -> bool:
    """Whether a line just before a table can be its title."""
    return bool(_TABLE_TITLE.match(text))
