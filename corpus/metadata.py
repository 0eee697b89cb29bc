"""What a document says of itself: title, issuer, number, region, sector, period, day of issue.

Read from its first and last lines alone. Each finding carries the words it follows from and how
sure it is, so that a person can put it right; nothing is filled in that no words stand for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Generic, TypeVar

from corpus.genres import Genre, genre_of
from corpus.headings import match_heading
from corpus.numerals import parse_numeral
from corpus.periods import five_year_name, five_year_plan, periods_printed
from corpus.plan import PlanMeta
from corpus.textops import BLANKS

__all__ = ["SURENESS_NAMES", "Guess", "GuessedMeta", "Sureness", "guess_meta"]


T = TypeVar("T")


class Sureness(StrEnum):
    """How sure a finding is."""

    SURE = "sure"  # printed as such: the number of the document, the notice's own words
    LIKELY = "likely"  # follows from the title or the place of a line
    GUESS = "guess"  # the best there is; a person should look


SURENESS_NAMES = {
    Sureness.SURE: "确定",
    Sureness.LIKELY: "较有把握",
    Sureness.GUESS: "推测",
}


@dataclass(frozen=True, slots=True)
class Guess(Generic[T]):
    """A finding: its value, how sure it is, and the words of the document it follows from."""

    value: T
    sure: Sureness
    quote: str


@dataclass(frozen=True, slots=True)
class GuessedMeta:
    """What was found for each field of `PlanMeta`; None where nothing was."""

    title: Guess[str] | None = None
    short_title: Guess[str] | None = None
    document_number: Guess[str] | None = None
    issuer: Guess[str] | None = None
    region: Guess[str] | None = None
    sector: Guess[str] | None = None
    period: Guess[tuple[int, int]] | None = None
    issued_on: Guess[dt.date] | None = None

    def as_meta(self, plan_id: str) -> PlanMeta:
        """The findings as metadata; the identifier stands in for a title that was not found."""
        return PlanMeta(
            plan_id=plan_id,
            title=self.title.value if self.title else plan_id,
            short_title=_value(self.short_title),
            document_number=_value(self.document_number),
            issuer=_value(self.issuer),
            region=_value(self.region),
            sector=_value(self.sector),
            period=self.period.value if self.period else None,
            issued_on=self.issued_on.value if self.issued_on else None,
        )


def _value(guess: Guess[str] | None) -> str:
    return guess.value if guess else ""


_FURNITURE = re.compile(r"^[—–\-－─·\s]*\d{0,4}[—–\-－─·\s]*$|^[┌└]──")
_FRONT = 60  # lines that may belong to the notice and the cover
_BACK = 12  # lines at the end, where some documents are signed
_KINDS = (
    "规划纲要|规划|纲要|意见|方案|计划|公报|报告|决定|决议|办法|条例|规定|细则|要点|行动|"
    "白皮书|战略|建议|政策|措施|导则|指引"
)
_NOTICE = re.compile(
    r"^(?P<issuer>[^\n。，：《]{2,60}?)?[ \t\u3000]*\n?[ \t\u3000]*(?:关于|转发)"
    r"[ \t\u3000\n]*(?:印发|公布|发布|下发|批转)[ \t\u3000\n]*"
    r"《?(?P<title>[^。：]{4,120}?)》?的\s*(?:通知|公告|函)[ \t\u3000]*$",
    re.MULTILINE,
)
_ABOUT = re.compile(rf"^(?P<issuer>[^，。：《》“”]{{2,40}}?)关于.{{2,80}}(?:{_KINDS})$")
_TITLE_END = re.compile(rf"(?:{_KINDS})[”\"》]?(?:[（(](?:[^（）()]{{1,30}})[)）])?$")
_NO_TITLE = re.compile(r"[。；：:]$|^目\s*[录次]$|^[（(]|文件$|号$")
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}\s*[〔\[【（(]\s*((?:19|20)\d{2})\s*[〕\]】）)]\s*(?:第\s*)?\d+\s*号"
)
_ORGAN = re.compile(
    r"(?:人民政府(?:办公[厅室])?|国务院(?:办公厅)?|委员会(?:办公[厅室])?|中共.{1,12}委|代表大会|"
    r"(?:管理|统计|监督|发展|教育|水利|水务|财政|交通|运输|卫生|健康|规划|改革).{0,12}[局厅部委]|[局厅委部]|办公[厅室]|领导小组|总队|调查队|管委会)$"
)
_CN_DIGITS = "〇零○Ｏ０一二三四五六七八九"
_DATE = re.compile(
    rf"((?:19|20)\d{{2}}|[二一][{_CN_DIGITS}]{{3}})\s*年\s*(\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*月"
    rf"\s*(\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*日"
)
_CN_DAY = r"[\d一二三四五六七八九十]{1,3}"
_DATED = re.compile(
    rf"[（(]?(?:\d{{4}}|[二一][{_CN_DIGITS}]{{3}})年{_CN_DAY}月(?:{_CN_DAY}日)?[)）]?"
)
_ORDINAL_PLAN = re.compile(r"第(十[一二三四五六])个五年")
_FIVE_YEAR = re.compile(r"[“\"]?(十[一二三四五六])五[”\"]?")
_ONE_YEAR = re.compile(r"((?:19|20)\d{2})\s*年(?!\s*[—–\-~～至])")
_PERIOD_SAID = re.compile(r"规划期(?:限)?(?:为|是)?.{0,6}")
_PLACE_END = "自治区|自治州|自治县|特别行政区|新区|开发区|高新区|示范区|省|市|县|区|州|盟|旗|镇|乡"
_REGION = re.compile(
    rf"^(?:[（(].{{1,8}}[)）])?(?:中共)?([\u4e00-\u9fff]{{2,9}}?(?:{_PLACE_END})(?:[\u4e00-\u9fff]{{1,6}}?(?:市|县|区|镇))?)"
)
_NATION = re.compile(r"^(?:全国|国家|我国|中国|中华人民共和国|中共中央|国务院)")
_SECTOR_ENDS = re.compile(
    rf"(?:中长期|专项|总体|重点|实施|行动|工作|三年|五年|发展|建设|体系|事业|(?:{_KINDS}))+$"
)
_WHOLE = re.compile(r"国民经济(?:和|与)社会|政府$|统计$|经济社会|工作$")
_SPEAKER = re.compile(r"我?代表([\u4e00-\u9fff]{2,16}?人民政府)")


def guess_meta(text: str, *, file_title: str = "") -> GuessedMeta:
    """Title, issuer, number, period, region, sector and day of issue, as far as the text tells.

    Args:
        text: the published text.
        file_title: the title that the file itself names; believed where the text has none.
    """
    lines = [line.strip(BLANKS + "#* ") for line in text.splitlines()]
    lines = [line for line in lines if line and not _FURNITURE.match(line)]
    front, back = lines[:_FRONT], lines[-_BACK:]
    title = _title(front, text, file_title)
    issuer = _issuer(front, back, text)
    place = title.value if title else ""
    region = _region(place, issuer)
    period = _period(title, lines, text)
    sector = _sector(place, region)
    return GuessedMeta(
        title=title,
        short_title=_short_title(place, region, sector, period),
        document_number=_document_number(front),
        issuer=issuer,
        region=region,
        sector=sector,
        period=period,
        issued_on=_issued_on(front, back),
    )


# --- title and issuer -----------------------------------------------------------------------------


def _notice(front: Sequence[str]) -> re.Match[str] | None:
    """The notice that hands the document on: X关于印发Y的通知."""
    return _NOTICE.search("\n".join(front[:30]))


def _title(front: Sequence[str], text: str, file_title: str) -> Guess[str] | None:
    notice = _notice(front)
    if notice is not None:
        title = re.sub(r"\s*\n\s*", "", notice["title"]).strip("《》 ")
        return Guess(title, Sureness.SURE, " ".join(notice[0].split()))
    on_cover = _cover_title(front)
    if on_cover:
        return Guess(on_cover, Sureness.LIKELY, on_cover)
    file_title = file_title.strip(" \t\n《》")
    if _TITLE_END.search(file_title):
        return Guess(file_title, Sureness.LIKELY, file_title)
    speaker = _SPEAKER.search(text[:2000])
    if speaker and "报告工作" in text[:2000]:
        year = _report_year(front, text)
        name = speaker[1].removesuffix("人民政府")
        return Guess(f"{name}{f'{year}年' if year else ''}政府工作报告", Sureness.GUESS, speaker[0])
    first = next((line for line in front if not _NO_TITLE.search(line)), "").strip("《》")
    return Guess(first[:80], Sureness.GUESS, first[:80]) if first else None


def _cover_title(front: Sequence[str]) -> str:
    """One to four lines on end before the first heading that end like a title; "" for none."""
    for n, line in enumerate(front[:20]):
        if match_heading(line) or re.search(r"[。；]", line):
            return ""
        if not _TITLE_END.search(line) or len(line) > 60:
            continue
        parts = [line]
        for before in reversed(front[max(n - 3, 0) : n]):
            if _NO_TITLE.search(before) or _DATE.search(before) or len(before) > 40:
                break
            if _ORGAN.search(before) and not parts[0].startswith(("关于", "国民", "第")):
                break
            if _TITLE_END.search(before):
                break
            parts.insert(0, before)
        single = sum(len(word) == 1 for word in parts[-1].split())
        title = re.sub(r"\s+", "", "".join(parts)) if single > 2 else "".join(parts)
        return title.strip("《》")
    return ""


def _issuer(front: Sequence[str], back: Sequence[str], text: str) -> Guess[str] | None:
    notice = _notice(front)
    if notice is not None and notice["issuer"] and _ORGAN.search(notice["issuer"].strip()):
        return Guess(notice["issuer"].strip(), Sureness.SURE, notice["issuer"].strip())
    for lines in (front[:40], back):
        for before, line in pairwise(lines):
            if _ORGAN.search(before) and len(before) <= 30 and _dated(line):
                return Guess(" ".join(before.split()), Sureness.SURE, f"{before} {line}")
    about = next((m for line in front[:12] if (m := _ABOUT.match(line))), None)
    if about is not None:
        return Guess(about["issuer"].strip(), Sureness.LIKELY, about[0])
    alone = next((line for line in front[:12] if _ORGAN.search(line) and len(line) <= 24), "")
    if alone:
        return Guess(alone, Sureness.LIKELY, alone)
    speaker = _SPEAKER.search(text[:2000])
    return Guess(speaker[1], Sureness.LIKELY, speaker[0]) if speaker else None


def _dated(line: str) -> bool:
    """Whether a line is a day or a month and nothing else."""
    return bool(_DATED.fullmatch(re.sub(r"\s+", "", line)))


def _document_number(front: Sequence[str]) -> Guess[str] | None:
    for line in front[:25]:
        match = _NUMBER.search(line)
        if match and len(line) <= len(match[0]) + 12 and "根据" not in line:
            return Guess(re.sub(r"\s+", "", match[0]), Sureness.SURE, line)
    return None


def _issued_on(front: Sequence[str], back: Sequence[str]) -> Guess[dt.date] | None:
    for lines, sure in ((front[:40], Sureness.SURE), (back, Sureness.LIKELY)):
        for n, line in enumerate(lines):
            day = _day(line)
            if day is None or len(line) > 40:
                continue
            signed = _dated(line) and n > 0 and bool(_ORGAN.search(lines[n - 1]))
            return Guess(day, sure if signed else Sureness.LIKELY, line)
    return None


def _day(line: str) -> dt.date | None:
    match = _DATE.search(line)
    if match is None:
        return None
    year = match[1]
    if not year.isdecimal():
        year = "".join(str("一二三四五六七八九".find(ch) + 1) for ch in year)
    month, day = parse_numeral(match[2]), parse_numeral(match[3])
    try:
        return dt.date(int(year), month or 0, day or 0)
    except ValueError:
        return None


# --- region, sector, period -----------------------------------------------------------------------


def _region(title: str, issuer: Guess[str] | None) -> Guess[str] | None:
    if _NATION.match(title):
        return Guess("全国", Sureness.LIKELY, title)
    named = _REGION.match(re.sub(r"^(?:关于)?(?:(?:19|20)\d{2}年?)?", "", title))
    if named and not _DATE.search(named[1]):
        return Guess(named[1], Sureness.LIKELY, title)
    if issuer is None:
        return None
    if _NATION.match(issuer.value) or re.fullmatch(r"[\u4e00-\u9fff]{2,8}部", issuer.value):
        return Guess("全国", Sureness.LIKELY, issuer.value)
    named = _REGION.match(issuer.value)
    return Guess(named[1], Sureness.GUESS, issuer.value) if named else None


def _sector(title: str, region: Guess[str] | None) -> Guess[str] | None:
    """What the title says the document is about; None where it is about everything."""
    rest = re.sub(r"^.{0,40}?关于", "", title)
    rest = rest.removeprefix(region.value if region else "")
    rest = re.sub(r"[（(].*?[)）]|[“\"]?十[一二三四五六]五[”\"]?(?:时期)?|第.{1,3}个五年", "", rest)
    rest = re.sub(r"(?:19|20)\d{2}\s*年?(?:\s*[—–\-~～至]+\s*(?:19|20)\d{2}\s*年?)?", "", rest)
    rest = re.sub(r"\s+|^(?:进一步|加快|推动|推进|促进|实施|支持|深化|加强)+", "", rest)
    rest = _SECTOR_ENDS.sub("", re.sub(rf"的(?:若干)?(?:{_KINDS})$", "", rest)).strip("“”—-、的和")
    if len(rest) < 2 or len(rest) > 16 or _WHOLE.search(rest):
        return None
    return Guess(rest, Sureness.GUESS, title)


def _period(
    named: Guess[str] | None, lines: Sequence[str], text: str
) -> Guess[tuple[int, int]] | None:
    """Years of the plan: from its title, its words on its own period, or what it speaks of most."""
    title = named.value if named else ""
    found = _period_of_title(title)
    if found is not None and named is not None:
        return Guess(
            found, Sureness.GUESS if named.sure is Sureness.GUESS else Sureness.SURE, title
        )
    if genre_of(title) is not Genre.PLAN:
        year = _report_year(lines[:_FRONT], text)
        return Guess((year, year), Sureness.GUESS, f"{year}年") if year else None
    for match in _PERIOD_SAID.finditer(text):
        printed = periods_printed(text[match.start() : match.end() + 16])
        if printed:
            return Guess(printed[0], Sureness.LIKELY, text[match.start() : match.end() + 16])
    spoken, times = next(iter(Counter(_FIVE_YEAR.findall(text[:20000])).most_common(1)), ("", 0))
    number = parse_numeral(spoken)
    if number is None or times < 3:
        return None
    return Guess(five_year_plan(number), Sureness.GUESS, f"“{spoken}五”")


def _period_of_title(title: str) -> tuple[int, int] | None:
    printed = periods_printed(title)
    if printed:
        return printed[0]
    named = _ORDINAL_PLAN.search(title) or _FIVE_YEAR.search(title)
    number = parse_numeral(named[1]) if named else None
    if number is not None:
        return five_year_plan(number)
    years = [int(year) for year in _ONE_YEAR.findall(title)]
    return (max(years), max(years)) if years else None


def _report_year(front: Sequence[str], text: str) -> int | None:
    """The year a report sets the work of: the last one that a heading or the first words name."""
    headings = [
        line for line in text.splitlines() if match_heading(line.strip()) and len(line) < 40
    ]
    years = [int(y) for line in headings for y in _ONE_YEAR.findall(line)]
    if not years:
        years = [int(y) for line in front[:8] for y in _ONE_YEAR.findall(line)]
    return max(years, default=None)


def _short_title(
    title: str,
    region: Guess[str] | None,
    sector: Guess[str] | None,
    period: Guess[tuple[int, int]] | None,
) -> Guess[str] | None:
    """杭州现代服务业“十三五”规划; None where the title is short itself or has no such parts."""
    kind = re.search(rf"(?:{_KINDS})(?=[”\"]?(?:[（(].*)?$)", title)
    if kind is None or len(title) <= 12 or region is None:
        return None
    place = re.sub(r"(?<=[\u4e00-\u9fff]{2})[省市县区]$|^全国$", "", region.value)
    name = five_year_name(*period.value).removesuffix("时期") if period else ""
    if period and period.value[0] == period.value[1]:
        name = f"{period.value[0]}年"
    short = f"{place}{sector.value if sector else ''}{name}{kind[0]}"
    return Guess(short, Sureness.GUESS, title) if len(short) < len(title) else None
