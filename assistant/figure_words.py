"""Words of figures and of questions for them: which restrict what is asked, and what says them.

A word is said in its letters, in other words for the same, as a stem (金融业: 金融) or spelt out
(文创: 文化创意); said only as the end of another name (服务业 in 科技服务业) it is not said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np

from assistant.lexicon import Lexicon, squeeze
from assistant.texts import Texts
from assistant.thesaurus import phrases_in, same_words
from assistant.words import word_list
from corpus.caching import kept
from corpus.plan import Plan
from corpus.quantities import read_quantities
from corpus.regions import region_forms
from index.tokenizer import general_segmenter

__all__ = ["SAID", "SPELT", "FigureWords", "agree", "measures_in"]

SAID = 0.5  # from which a restricting word counts as said
SPELT = 0.9  # how far a form spelt out says a word

_MEASURES = re.compile(
    r"总?(?:增加值|产值|总收入|外汇收入|营业收入|营收|收入|出口额?|进口额?|进出口|交易(?:总)?额|零售(?:总)?额|投资|"
    r"进账|收进|入账|创收|成交|花钱|花费|造价|投钱|斥资|占地(?!区|方)|面积|贡献率|从业人员|就业|覆盖率|覆盖面|挣(?!扎)|资产)"
)
# What a word stands before that says of what a measure or a sector is.
_QUALIFIED = re.compile(rf"的?(?:年均|总|产业|行业|服务业|业(?!务)|{_MEASURES.pattern})")
_SAME_MEASURE = {
    "营收": "营业收入",
    "就业": "从业人员",
    "进账": "收入",
    "收进": "收入",
    "入账": "收入",
    "创收": "收入",
    "成交": "交易",
    "占地": "面积",
    "花钱": "投资",
    "花费": "投资",
    "造价": "投资",
    "投钱": "投资",
    "斥资": "投资",
    "挣": "收入",
}
# How indicators, sectors and bodies end; a word so ending is no way to put a question.
_INDICATOR = re.compile(
    r"(?:率|额|量|值|费|税|价|收入|人口|面积|指数|系数|密度|强度|电话|号码|邮编|邮箱|网址|工资|月薪|产业|行业|业|经济|局|厅|委|公司|集团|大学|学院|银行|医院|小学|中学|机场|地铁|车站)$"
)
_SECTOR_END = r"(?:业|经济|局|厅|委|公司|集团|大学|学院|银行|医院|小学|中学|机场|地铁|车站)$"
_PLACES = "湖江河山溪城镇区园路街桥港站寺谷洲岛湾岭塘湿"
_KNOWN = 60  # occurrences in general Chinese below which the tag of a name is not to be trusted
_DISTRICT = re.compile(r"([\u4e00-\u9fff]{1,4})(?:区|县|市|镇|乡|街道)")
_NO_MORE = re.compile(
    r"年均|年平均|增长|增速|增加|比重|总?[量额值数]|全市|全社会|平均|人均|每年|规模|水平|达到?|实现|的"
)
_PHRASE = 3  # characters from which a phrase need not agree with the cut into words
_COMPOUND = 4  # characters from which a word may be said by its halves
_GENERAL = frozenset({"收入", "投资", "面积", "产值", "资产"})  # 进出口 is no 出口
_AMOUNT_OF = re.compile(r"(?:数量|总数|总量|人数|量|数|额)$")
_INDUSTRY = re.compile(r"(?:服务|产|行)?业$")
_NAME_NOISE = re.compile(r"总额$|额$|数量$|总数$|人次$|（[^）]*）|的|“|”|、|实现|达到|累计|全市")


class FigureWords:
    """The words of one plan's figures."""

    def __init__(self, plan: Plan, lexicon: Lexicon) -> None:
        self._plan = plan
        self.lexicon = lexicon

    def words(self, text: str, *, phrases: bool = True) -> list[str]:
        """The content words of a clause that say what a figure is of.

        Args:
            text: the clause.
            phrases: whether phrases with others of the same meaning stay whole.
        """
        return list(self._words(text, phrases=phrases))

    @kept(20_000)
    def _words(self, text: str, *, phrases: bool) -> tuple[str, ...]:
        neutral = word_list("figures")
        text = self._without_home(text)
        found: list[str] = []
        for word in self._terms(text.lower(), phrases=phrases):
            if word in neutral or _MEASURES.fullmatch(word) or re.fullmatch(r"[\d.%]+", word):
                continue
            if _is_unit(word):
                continue
            found += self._pieces(word)
        return tuple(dict.fromkeys(found))

    def _without_home(self, text: str) -> str:
        """A text without the plan's own region, but where another place begins so (云溪湖)."""
        forms = region_forms(self._plan.meta.region)
        if not forms or forms[-1] not in text:
            return text
        whole, short = re.escape(forms[0]), re.escape(forms[-1])
        borders = {end for _, end in general_segmenter().spans(text)}

        def told(match: re.Match[str]) -> str:
            after = text[match.end() : match.end() + 1]
            named = match.end() not in borders or f"{match[0]}{after}" in self._plan.text
            another = match[0] != forms[0] and after and after in _PLACES and named
            return match[0] if another else " "

        unit = "" if whole == short else rf"{whole[-1]}?"
        return re.sub(rf"{whole}|{short}{unit}", told, text)

    def _terms(self, text: str, *, phrases: bool) -> list[str]:
        """Words of a text, with the phrases that have others of the same meaning kept whole."""
        if not phrases:
            return self._joined(self.lexicon.words(text), text)
        terms: list[str] = []
        position = 0
        borders = {place for span in general_segmenter().spans(text) for place in span}
        for phrase in phrases_in(text):
            if len(phrase.text) < _PHRASE and not {phrase.start, phrase.end} <= borders:
                continue  # two characters of two words
            between = text[position : phrase.start]
            terms += [*self._joined(self.lexicon.words(between), between), phrase.text]
            position = phrase.end
        return [*terms, *self._joined(self.lexicon.words(text[position:]), text[position:])]

    def _joined(self, words: Sequence[str], text: str) -> list[str]:
        """Neighbouring single characters that are a word of the plan (文创) as that word."""
        joined: list[str] = []
        for word in words:
            last = joined[-1] if joined else ""
            both = last + word
            known = self.lexicon.known(both) or bool(same_words(both))
            if len(last) == len(word) == 1 and both in text and known:
                joined[-1] = both
            else:
                joined.append(word)
        return joined

    def _pieces(self, word: str) -> list[str]:
        """A word the plan does not hold falls into the words it does hold, if that uses it up."""
        if self.lexicon.known(word) or same_words(word):
            return [word]
        stem = _AMOUNT_OF.sub("", word)  # 游客量, 企业数
        if len(stem) >= 2 and stem != word and self.lexicon.known(stem):
            return [stem]
        if len(word) < 4:
            return [word]
        for cut in range(2, len(word) - 1):
            head, tail = word[:cut], word[cut:]
            if self.lexicon.known(head) and self.lexicon.known(tail):
                neutral = word_list("figures")
                return [part for part in (head, tail) if part not in neutral]
        return [word]

    @kept(20_000)
    def inside(self, word: str) -> tuple[str, ...]:
        """The words of a phrase with others of the same meaning; none for any other word."""
        return tuple(self.lexicon.words(word)) if len(word) > 2 and same_words(word) else ()

    def is_place(self, word: str) -> bool:
        """Whether a word names a place in general Chinese."""
        segmenter = general_segmenter()
        known = segmenter.frequency(word) >= _KNOWN
        return len(word) > 1 and known and segmenter.part_of_speech(word) == "ns"

    @staticmethod
    def is_district(word: str) -> bool:
        """Whether a word names a district: 鹭洲区, and no 集聚区, whose beginning is a word."""
        stem = _DISTRICT.fullmatch(word)
        return stem is not None and general_segmenter().frequency(stem[1]) < _KNOWN

    @kept(20_000)
    def weight(self, word: str) -> float:
        """What a word weighs; a phrase that the plan does not print, as much as its words."""
        own = self.lexicon.weight(word)
        if self.lexicon.known(word) or not same_words(word):
            return own
        return max(own, sum(self.lexicon.weight(part) for part in self.lexicon.words(word)))

    def scopes(self, text: str) -> list[str]:
        """Words of a question that say of which part or whole a figure is (国内, 全省, 二期)."""
        return list(self._scopes(text))

    @kept(1024)
    def _scopes(self, text: str) -> tuple[str, ...]:
        return tuple(w for w in word_list("scopes") if w in text and not self._is_home(w))

    def _is_home(self, word: str) -> bool:
        """全市 in a city's plan, 全省 in a province's: the plan's own whole."""
        region = self._plan.meta.region
        return len(word) == 2 and word[0] in "全市省县区" and word[-1] in region[-1:] + "里内"

    @kept(20_000)
    def own_words(self, name: str) -> tuple[str, ...]:
        """Words of a name that restrict what is asked."""
        words = self.words(name, phrases=False)
        return tuple(word for word in words if self.restricts(word))

    @kept(20_000)
    def restricts(self, word: str) -> bool:
        """Whether a word says what the figure is of, rather than how it is asked for."""
        if len(word) < 2 or _MEASURES.fullmatch(word) or word in word_list("aspects"):
            return False
        phrase = len(word) >= _PHRASE and bool(same_words(word))
        return phrase or self.lexicon.is_noun(word) or self._is_titled(word)

    def tells(self, word: str, names: str) -> bool:
        """Whether a word of a question tells anything: the plan has it, or it may be a name.

        Words the plan does not know and that name nothing (起码, 花钱) are the asker's way to put
        it.
        """
        known = self.lexicon.known(word) or self.says(word, names) >= SAID
        return known or self._names_something(word)

    def requires(self, word: str, text: str, names: str) -> bool:
        """Whether a word of a question has to be said by what a figure is said of.

        Args:
            word: a word of the question.
            text: the question's clauses.
            names: what all figures of the plan are said of, squeezed.
        """
        if not self.restricts(word):
            return self._names_something(word) and not self.lexicon.known(word)
        if self.lexicon.known(word) or self.says(word, names) >= SAID:
            return word not in word_list("askers")
        return self._names_something(word) or self._qualifies(word, text)

    def is_firm(self, word: str, text: str) -> bool:
        """Whether a word cannot be put otherwise: a name, an indicator, what a measure is of."""
        return (
            self.lexicon.is_name(word)
            or bool(_INDICATOR.search(word))
            or word in word_list("scopes")
            or self._qualifies(word, text)
        )

    @kept(20_000)
    def _names_something(self, word: str) -> bool:
        """Whether a word no figure says is a name or an indicator, which nothing else can say."""
        if len(word) < 2 or word in word_list("figures") or word in word_list("aspects"):
            return False
        if word in word_list("askers") or _MEASURES.fullmatch(word):
            return False
        noun = self.lexicon.is_noun(word) or self.lexicon.is_name(word)
        return noun and bool(self.lexicon.is_name(word) or _INDICATOR.search(word))

    @staticmethod
    def _qualifies(word: str, text: str) -> bool:
        """Whether a word stands before what is measured or a sector: 机器人增加值."""
        at = text.find(word)
        while at >= 0:
            if _QUALIFIED.match(text, at + len(word)):
                return True
            at = text.find(word, at + 1)
        return False

    def _is_titled(self, word: str) -> bool:
        """Whether an adjective is part of a title's name (健康服务业)."""
        return self.lexicon.is_adjective(word) and word in self._titles

    @cached_property
    def _titles(self) -> str:
        return "|".join(section.title for section in self._plan.sections)

    @kept(20_000)
    def is_no_more(self, name: str, words: tuple[str, ...]) -> bool:
        """Whether a name is nothing but some words, in other words, and what says nothing."""
        rest = squeeze(name)
        for word in sorted(words, key=len, reverse=True):
            rest = rest.replace(self.form(word, rest) or word, "")
        return not _NO_MORE.sub("", rest)

    def is_of_another(self, word: str, text: str, spoken: str) -> bool:
        """Whether a text says a word only as the end of names of something else (科技服务业).

        A name whose beginning the question says as well (跨境 in 跨境电子商务) is the one meant.
        """
        if word in word_list("aspects"):
            return False
        for longer, beginning in self._longer(word):
            if beginning not in spoken:
                text = text.replace(longer, " ")
        return word not in text

    @kept(20_000)
    def _longer(self, word: str) -> tuple[tuple[str, str], ...]:
        """Words of the plan that a noun before `word` makes, each with that noun."""
        pairs = ((longer, longer.removesuffix(word)) for longer in self.lexicon.longer(word))
        return tuple((longer, noun) for longer, noun in pairs if self.lexicon.is_noun(noun))

    def is_told_apart(self, form: str, text: str, spoken: str) -> bool:
        """Whether what stands before other words for the same makes it something else.

        海洋生产总值 is no GDP; a question that says 海洋 as well means it.
        """
        if not text.endswith(form):
            return False
        before = self.own_words(text.removesuffix(form))
        return bool(before) and not any(word in spoken for word in before)

    @kept(50_000)
    def says(self, word: str, text: str) -> float:
        """In its letters, in other words for the same, or spelt out (文创: 文化创意)."""
        if word in text:
            return 1.0
        if self.form(word, text):
            return SPELT
        if len(word) >= _COMPOUND:  # 研发投入 of 研发经费支出
            cuts = range(2, len(word) - 1)
            if any(self.says(word[:n], text) and self.says(word[n:], text) for n in cuts):
                return SPELT
        if self.lexicon.is_common(word):
            return 0.0  # 进口 is a word of its own and no abbreviation of 进出口
        return 0.0 if self.lexicon.known(word) else self.lexicon.match(word, text)

    def saying(self, word: str, texts: Texts) -> set[int]:
        """The places of the texts that say a word at all, as `says` has it."""
        others, spelling = self._others(word)
        found = {place for form in (word, *others) for place in texts.holding(form)}
        if spelling is not None:
            found.update(texts.matching(spelling))
        if len(word) >= _COMPOUND:
            for cut in range(2, len(word) - 1):
                head = self.saying(word[:cut], texts)
                found |= head & self.saying(word[cut:], texts) if head else head
        if self.lexicon.is_common(word) or self.lexicon.known(word):
            return found
        return found.union(np.flatnonzero(self.lexicon.match_each(word, texts)).tolist())

    def form(self, word: str, text: str) -> str:
        """How a text prints a word: as it is, in other words, as a stem, spelt out; "" for not."""
        if word in text:
            return word
        others, spelling = self._others(word)
        for other in others:
            if other in text:
                return other
        spelt = spelling.search(text) if spelling else None
        return spelt[0] if spelt else ""

    @kept(20_000)
    def _others(self, word: str) -> tuple[tuple[str, ...], re.Pattern[str] | None]:
        """What else says a word: other words and its stem; and what spells it out, if it may be."""
        others = [squeeze(other) for other in same_words(word)]
        stem = _INDUSTRY.sub("", word)
        if len(stem) >= 2 and stem != word:
            others.append(stem)
        if not 2 <= len(word) <= 3 or self.lexicon.is_common(word):
            return tuple(others), None
        return tuple(others), re.compile(".".join(map(re.escape, word)) + ".")

    # --- names of one indicator ---------------------------------------------------------------

    @kept(20_000)
    def same_name(self, one: str, other: str) -> bool:
        """Whether two names are of one indicator: the same words, or abbreviations of them."""
        words, others = self._key(one), self._key(other)
        if not words or not others:
            return False
        text, other_text = "".join(words), "".join(others)
        if text == other_text:
            return True
        left = [w for w in words if w not in other_text]
        other_left = [w for w in others if w not in text]
        spelt = [w for w in left if self._abbreviates(w, other_text)]
        spelt += [w for w in other_left if self._abbreviates(w, text)]
        whole = "".join(spelt)
        rest = [w for w in (*left, *other_left) if w not in spelt]
        return bool(spelt) and all(any(ch in whole for ch in w) for w in rest)

    @kept(20_000)
    def _key(self, name: str) -> tuple[str, ...]:
        """Words of a name without what says nothing; empty where only a measure is named."""
        plain = squeeze(_NAME_NOISE.sub("", name))
        plain = re.sub(r"增加值占", "占", re.sub(r"^年|总$|比重$|增速$|增长$", "", plain))
        words = tuple(self.lexicon.words(plain))
        return words if any(self.restricts(word) for word in words) else ()

    def _abbreviates(self, word: str, text: str) -> bool:
        return len(self.form(word, text)) > len(word)


@lru_cache(maxsize=2000)
def _is_unit(word: str) -> bool:
    """Whether a word is nothing but a unit: 万人, 亿吨, 万千瓦."""
    found = read_quantities(f"1{word}")
    return len(found) == 1 and bool(found[0].unit) and found[0].end == len(word) + 1


def agree(asked: frozenset[str], own: frozenset[str]) -> bool:
    """Whether a measure asked for is one of a figure's; 收入 may be 外汇收入."""
    return any(
        mine == wanted or (wanted in _GENERAL and mine.endswith(wanted))
        for wanted in asked
        for mine in own
    )


def names_indicator(text: str) -> bool:
    """Whether a text ends as the name of an indicator does: 地区生产总值, 城镇化率."""
    return _INDICATOR.search(text) is not None and not re.search(_SECTOR_END, text)


@lru_cache(maxsize=8192)  # each figure's sentence is asked for with each question
def measures_in(text: str) -> frozenset[str]:
    """What is measured, as a text names it; 总面积 is 面积, 成交 is 交易额."""
    found = (measure.removeprefix("总") for measure in _MEASURES.findall(text))
    return frozenset(re.sub(r"总?额$", "", _SAME_MEASURE.get(m, m)) for m in found)
