"""Units in questions: which units fit what is asked (多少家), and in which unit it is wanted."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.quantities import base_unit, read_quantities

__all__ = ["UNIT_WORDS", "answers_in_kind", "unit_wanted", "units_asked"]

# What a question says, and the base units that fit it.
UNIT_WORDS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(words), frozenset(units))
    for words, units in (
        (r"人次", {"人次"}),
        (
            r"平方公里|平方米|平米|公顷|面积|多大(?:地方|的地)|占地(?!区|方)|多少(?:地|亩)",
            {"平方公里", "平方米", "公顷", "亩"},
        ),
        (r"(?:多少|几)(?:人|位)(?!次)|多少名(?!次|列)", {"人", "名", "位", "强"}),
        (r"(?:多少|几)套|套数", {"套"}),
        (r"(?:多少|几)强|第几(?![页章节行条])|排名|名次|排老几|排到?第?几", {"强", "位"}),
        (r"(?:多少|几)公里|多长(?!时间)|(?:更|最)长", {"公里", "米"}),
        (r"(?:多少|几)(?:分钟|个?小时|天)|多长时间|多久", {"分钟", "小时", "天", "年"}),
        (
            r"(?:多少|(?<!哪)几)(?:个|家|项|条|座|幢|栋|处|所|间|张|只|户)(?!百分|点|月|年|亿|[^，。？?]{0,3}(?:平方|人次|亩|公顷))",
            set("个家项条座幢栋处所间张只户人名位"),
        ),
        (r"亿美元|万美元|美元|美金|美刀", {"美元"}),
        (
            r"亿元(?!楼|级|产)|万元|多少钱|[亿万]块|人民币|多少亿$|多少个?亿(?![人美平立吨千度斤件标次公棵株条])|多少元|几个?亿(?![人美平立吨千度斤件标次公棵株条])|多少万亿",
            {"元"},
        ),
        (r"个百分点|几个?点", {"%", "个百分点"}),
        (r"(?:多少|几)岁", {"岁"}),
    )
)


def units_asked(text: str) -> frozenset[str]:
    """The base units that fit what a text counts in; none where it does not say."""
    return next((units for words, units in UNIT_WORDS if words.search(text)), frozenset())


_UNITS = (
    r"万亿元|万亿|亿美元|万美元|亿元|万元|亿人次|万人次|人次|平方公里|平方千米|平方米|平米|公顷|亩|公里|小时|分钟|"
    r"万平方米|亿平方米|万套|万亩|万标箱|万吨|亿吨|吨|元|天|套|米|人"
)
# 折成公顷; 用亿元说; 换算为万元; 多少万亿; 写成完整的套数
_IN_UNIT = (
    re.compile(rf"(?:换算|换|折合|折算|折|合|写|化|改)(?:成|为|作|到)(?:完整的)?({_UNITS})"),
    re.compile(
        rf"(?:用|按|以)(?:“)?({_UNITS})(?:”)?(?:来)?(?:说|表示|计|算|为单位|作单位|做单位|讲|报|表达|回答|口径)"
    ),
    re.compile(rf"(?:单位|口径)[^，。？?]{{0,3}}({_UNITS})"),
    re.compile(rf"(?:多少|几)个?({_UNITS})"),
    re.compile(rf"(?:等于|是|合|折|有)(?:多少|几)个?({_UNITS})"),
)
_COUNTED = frozenset({"人次", "元", "套", "米", "人", "吨", "平方米", "公里", "天"})
_TO_UNIT = re.compile(r"换|折|写成|化成|改成|等于|合多少|单位|完整|一个零")


def unit_wanted(text: str) -> str:
    """The unit a question wants its figure in; "" where it does not say."""
    found = (pattern.search(text) for pattern in _IN_UNIT)
    unit = next((match[1] for match in found if match), "")
    if _IN_UNIT[3].search(text) and unit in _COUNTED and not _TO_UNIT.search(text):
        return ""  # 多少人次 asks for no other unit than the plan's
    return {"万亿": "万亿元", "平米": "平方米"}.get(unit, unit)


# 多出几个点 asks how far apart two shares are, 涨几个点 may ask for a rate.
_APART, _APART_ENDS = r"(?:[多高低少]出?|相?差|提[高升]|下降)", r"[多高低少出差升降]"
# What the asking words want, and the base units that are of that kind.
_KINDS = tuple(
    (re.compile(words), units)
    for words, units in (
        (r"(?:几|多少)倍|翻(?:了)?几番", frozenset({"倍", "%"})),
        (r"百分之(?:几|多少)|几成|百分比|百分数|[（(][%％][)）]", frozenset({"%", "倍"})),
        (
            r"(?:增速|增长率|增幅|涨幅|占比|比重|比例|份额|覆盖率|贡献率)(?:目标)?(?:该|应)?(?:是|为|有|得|算)?(?:多少|几)(?!个?[亿万元家])",
            frozenset({"%", "个百分点", "倍", "年"}),
        ),
        (rf"{_APART}(?:几|多少)个?(?:百分)?点(?!钟)", frozenset({"个百分点"})),
        (rf"(?<!{_APART_ENDS})(?:几|多少)个?(?:百分)?点(?!钟)", frozenset({"%", "个百分点"})),
        (r"(?:几|多少)个?(?:亿|万)*(?:美元|美金)", frozenset({"美元"})),
        (
            r"多少个?亿(?:元|块)?(?!人|美|平|件|吨|斤|条|标)|(?:几|多少)个?(?:亿|万)*元|多少钱|几个亿",
            frozenset({"元", "美元"}),
        ),
        (r"(?:几|多少)个?(?:万|亿)*人次", frozenset({"人次"})),
        (
            r"(?:几|多少)个?(?:万|亿)*(?:平方公里|平方米|公顷|亩)|多大面积|面积多大",
            frozenset({"平方公里", "平方米", "公顷", "亩"}),
        ),
        (r"(?:几|多少)个?(?:万)*公里", frozenset({"公里", "米"})),
        (r"(?:几|多少)(?:家|幢|套|座|条|所|处|张|户|项)", frozenset("家幢栋套座条所处张户项个")),
    )
)
_CLAUSES = re.compile(r"[，,。；;？?]")
_HOW_MUCH = re.compile(r"(?:多少|几)个?")
_ANY = frozenset(
    {"", "个", "家", "项", "年", "天", "次", "倍", "%", "个百分点", "强", "位", "名", "人"}
)


@lru_cache(maxsize=1000)
def answers_in_kind(text: str, unit: str) -> bool:
    """Whether a figure's unit is of the kind that the last asking words of a question want.

    多少亿元 is not answered in percentage points, 百分之几 not in 亿元. A question that wants two
    kinds, or none that is known, takes any.
    """
    clauses = _CLAUSES.split(text)
    asking = [c for c in clauses if _HOW_MUCH.search(c) or "百分比" in c or "百分数" in c]
    text = asking[-1] if asking else text
    wanted = [units for words, units in _KINDS if words.search(text)]
    for asked in _HOW_MUCH.finditer(text):
        found = read_quantities(f"1{text[asked.end() : asked.end() + 6]}")
        if found and found[0].start == 0 and found[0].unit not in _ANY:
            wanted.append(frozenset({found[0].unit}))
    base = base_unit(unit)[1]
    return not wanted or any(base in units for units in wanted)
