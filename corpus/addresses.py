"""Addresses: what people write for a section, and the node it names.

Understood: paths (3/4/2/1, B9, B13/2, B5/r7), official labels (三、（四）2.（1）, 专栏9, 专栏5
第7行), spoken forms (第三章第四节第2条, 第三部分（四）, 第二篇第六章, 最后一章) and pages (第22页).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from corpus.errors import AddressError
from corpus.numerals import NUMERAL_CLASS, parse_numeral
from corpus.plan import NodeKind, Plan, Section

__all__ = ["Mention", "find_mentions", "nearest_addresses", "resolve"]

_N = rf"[{NUMERAL_CLASS}]+"
_ARABIC = "[0-9０-９]{1,3}"
_CN = "[零〇一二三四五六七八九十百]+"
_B = r"[ \t\u3000]*"
_PATH = re.compile(
    r"(?<![a-z0-9_/.])((?:(?:[BTFA]|TA|FA)\d{1,3}|\d{1,3})(?:[/-](?:[rt]?\d{1,3}))*|cover)(?![a-z0-9_/.%-])",
    re.IGNORECASE,
)
# What may follow a short path at once: 3/4讲了什么, B9里有. In 3/4的企业, T3航站楼 it is none.
_SAYS = ("讲", "说", "写", "里", "中", "这", "是", "有", "和", "与", "及")
# Before a fraction that stands alone: 约 3/4 的企业.
_APPROXIMATE = ("约", "占", "近", "达", "过", "超", "足", "至")
_BOX = re.compile(
    rf"专{_B}栏{_B}(?:第{_B})?({_ARABIC}(?!\d)|{_CN})|第{_B}({_ARABIC}|{_CN}){_B}个?{_B}专{_B}栏"
)
_CAPTIONED = re.compile(rf"(附?[表图]){_B}(\d{{1,3}}(?:[-－—.．]\d{{1,3}})?)(?!\d)")
_CAPTION_LETTERS = {"表": "T", "图": "F", "附表": "TA", "附图": "FA"}
# 3.2.1, 第3.2节: a number of a plan that counts so, and no figure.
_DECIMAL = re.compile(
    rf"(?<![\d.．])(第{_B})?(\d{{1,2}}(?:[.．]\d{{1,2}}){{1,4}}){_B}(小节|节|条|款|章|部分)?(?![\d.．%％])"
)
_ROW = re.compile(rf"{_B}的?{_B}第?{_B}({_N}){_B}行")
_BOX_PART = re.compile(
    rf"{_B}的?{_B}(?:({_CN})、|第{_B}({_N}){_B}(?:部分|点|条|项)|({_ARABIC})(?:[.．、](?!\d)|(?![\w.．])))"
)
# The word a spoken number carries, and the styles of printed numbers it can mean.
_WORDS = {
    "篇": ("篇", "编"),
    "编": ("篇", "编"),
    "章": ("章",),
    "节": ("节",),
    "条": ("条",),
}
_TOP_WORDS = frozenset({"篇", "编", "章", "部分", "大部分", "大点"})
_SPOKEN = re.compile(
    rf"第{_B}[（(]?({_N})[)）]?{_B}(篇|编|章|大?部分|大点|节|小节|条|款|项|点|小点|目)"
)
# 三、（四） may follow any word (请看三、（四）); 三（四） only a word that leads to an address,
# for 统一（一） is none; 三、 alone no word at all.
_LEADS = "[见看说讲在按据查读引的对和与及跟释划是到]"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NO_WORD = r"(?<![\u4e00-\u9fff“‘])"
_LABEL = re.compile(
    rf"(?<![第\d{NUMERAL_CLASS}“‘])({_CN}){_B}、{_B}(?=[（(]{_B}{_CN}{_B}[)）])"
    rf"|(?:{_NO_WORD}|(?<={_LEADS}))({_CN}){_B}(?=[（(]{_B}{_CN}{_B}[)）])"
    rf"|{_NO_WORD}({_CN})、(?![\u4e00-\u9fff])"
)
_LABEL_PAREN = re.compile(rf"{_B}[（(]{_B}({_CN}){_B}[)）]{_B}")
_LABEL_ARABIC = re.compile(
    rf"{_B}(\d{{1,2}}){_B}[.．、]?{_B}(?![\d年月日个家亿万%％项大类种元人次千百位名倍])"
)
_LABEL_ARABIC_PAREN = re.compile(rf"{_B}[（(]{_B}(\d{{1,2}}){_B}[)）]")
_LAST_TOP = re.compile(r"(?:最后|末尾|最末|结尾)的?那?一?个?(?:[章篇编]|大部分)(?!节)")
_PAGE = re.compile(rf"第{_B}({_N}){_B}页")


@dataclass(frozen=True, slots=True)
class Mention:
    """An address found in a text."""

    start: int  # half-open range in the text
    end: int
    written: str  # as the text has it
    kind: str  # "section" or "page"
    path: str | None  # address of the node; None where the plan has no such node
    page: int | None = None
    tried: str = ""  # the path that was looked for


def resolve(address: str, plan: Plan) -> Section:
    """The node an address names.

    Raises:
        AddressError: the plan has no such node; the message lists the nearest ones.
    """
    wanted = address.strip()
    exact = [s for s in plan.sections if wanted in {s.path, s.label}]
    if exact:
        return exact[0]
    for mention in find_mentions(wanted, plan):
        if mention.path is not None and mention.end - mention.start >= len(wanted) - 2:
            return plan.by_path[mention.path]
    node = _by_exact_label(wanted, plan)
    if node is not None:
        return node
    near = "；".join(
        f"{section.path} {section.label}{section.title}"
        for section in nearest_addresses(wanted, plan)
    )
    raise AddressError(
        f"规划中没有“{address}”这一节。地址可写作 3/4/2/1、三、（四）2.（1）或专栏9。"
        f"最接近的有：{near}。"
    )


def find_mentions(text: str, plan: Plan) -> list[Mention]:
    """All addresses in `text`, left to right, not overlapping."""
    found: list[Mention] = []
    position = 0
    for mention in sorted(_candidates(text, plan), key=lambda m: (m.start, -(m.end - m.start))):
        if mention.start >= position:
            found.append(mention)
            position = mention.end
    return found


def nearest_addresses(address: str, plan: Plan, limit: int = 4) -> list[Section]:
    """Nodes whose address or label looks most like `address`."""
    mention = next(iter(_candidates(address, plan)), None)
    wanted = mention.tried if mention and mention.tried else address
    if wanted[:1] in {"B", "T"} and wanted[1:].split("/")[0].isdigit():
        number = int(wanted[1:].split("/")[0])
        boxes = [s for s in plan.boxes if s.path[0] == wanted[0]]
        boxes.sort(key=lambda s: (abs(int(re.split(r"\D", s.path[1:])[0]) - number), s.path))
        return boxes[:limit]
    steps = wanted.split("/")
    for depth in range(len(steps) - 1, 0, -1):
        parent = "/".join(steps[:depth])
        if parent in plan.by_path:
            return [plan.by_path[parent], *plan.children.get(parent, ())][:limit]
    nodes = [s for s in plan.sections if s.kind in {NodeKind.SECTION, NodeKind.BOX}]
    ratio = {s.path: _likeness(wanted, s) for s in nodes}
    return sorted(nodes, key=lambda s: -ratio[s.path])[:limit]


def _likeness(wanted: str, section: Section) -> float:
    return max(
        SequenceMatcher(None, wanted, other).ratio()
        for other in (section.path, section.label, section.title, section.label + section.title)
    )


def _by_exact_label(wanted: str, plan: Plan) -> Section | None:
    plain = _plain(wanted)
    for section in plan.sections:
        if plain in {_plain(section.label), _plain(section.label + section.title)}:
            return section
    return None


def _plain(label: str) -> str:
    return re.sub(r"[\s、.．（）()]", "", label)


def _candidates(text: str, plan: Plan) -> Iterator[Mention]:
    yield from _paths(text, plan)
    yield from _boxes(text, plan)
    yield from _labels(text, plan)
    yield from _decimals(text, plan)
    yield from _titled(text, plan)
    yield from _spoken(text, plan)
    yield from _last(text, plan)
    for match in _PAGE.finditer(text):
        page = parse_numeral(match[1])
        yield Mention(match.start(), match.end(), match[0], "page", None, page)


def _mention(text: str, start: int, end: int, path: str, plan: Plan) -> Mention:
    known = path if path in plan.by_path else None
    return Mention(start, end, text[start:end].strip(), "section", known, None, path)


def _paths(text: str, plan: Plan) -> Iterator[Mention]:
    for match in _PATH.finditer(text):
        path = match[1].replace("-", "/")
        path = path.lower() if path.lower() == "cover" else path[0].upper() + path[1:].lower()
        bare = path.isdigit()
        alone = match.group() == text.strip()
        if bare and not alone:
            continue  # a number in a sentence is no address
        known = path in plan.by_path
        short = path.count("/") < (1 if path[0].isalpha() else 2)
        if short and not (bare or known or path[0] == "B"):
            continue  # 5/10, 24/7, T3: a fraction, a date, a name
        if not alone and (short or not known) and not _stands_apart(text, match):
            continue
        yield _mention(text, match.start(), match.end(), path, plan)


def _stands_apart(text: str, match: re.Match[str]) -> bool:
    """Whether a short path is neither a fraction of something nor part of a name."""
    before, after = text[: match.start()], text[match.end() :]
    if before.rstrip().endswith(_APPROXIMATE):
        return False
    joined = _CHINESE.match(before[-1:]) and not re.match(_LEADS, before[-1:])
    goes_on = _CHINESE.match(after) and not after.startswith(_SAYS)
    return not joined and not goes_on


def _boxes(text: str, plan: Plan) -> Iterator[Mention]:
    for match in _BOX.finditer(text):
        number = parse_numeral(match[1] or match[2])
        if number is not None:
            path, end = _inside_box(text, match.end(), f"B{number}", plan)
            yield _mention(text, match.start(), end, path, plan)
    for match in _CAPTIONED.finditer(text):
        path = _CAPTION_LETTERS[match[1]] + re.sub(r"[-－—.．]", "-", match[2])
        if path in plan.by_path:
            path, end = _inside_box(text, match.end(), path, plan)
            yield _mention(text, match.start(), end, path, plan)


def _inside_box(text: str, end: int, path: str, plan: Plan) -> tuple[str, int]:
    """The row or part that is named after a box, and where its name ends."""
    row = _ROW.match(text, end)
    if row and (n := parse_numeral(row[1])) is not None:
        return f"{path}/r{n}", row.end()
    while part := _BOX_PART.match(text, end):
        inner = f"{path}/{parse_numeral(part[1] or part[2] or part[3])}"
        if inner not in plan.by_path:
            break
        path, end = inner, part.end()
    return path, end


def _labels(text: str, plan: Plan) -> Iterator[Mention]:
    """Official labels: 三、（四）2.（1）, also without the mark after 三."""
    for match in _LABEL.finditer(text):
        number = parse_numeral(match[1] or match[2] or match[3])
        steps, end = _label_steps(text, match.end())
        if number is not None:
            path = "/".join(map(str, [number, *steps]))
            yield _mention(text, match.start(), end, path, plan)


def _decimals(text: str, plan: Plan) -> Iterator[Mention]:
    """3.2.1 where it is a label of the plan and is spoken of as one: 第3.2节, 3.2.1讲了什么."""
    found = list(_DECIMAL.finditer(text))
    if not found:
        return
    by_label = {s.label: s.path for s in reversed(plan.sections) if "." in s.number}
    for match in found:
        path = by_label.get(match[2].replace("．", "."))
        alone = match[0].strip() == text.strip()
        named = bool(match[1] or match[3]) or alone
        before = text[: match.start()][-1:]
        led = not _CHINESE.match(before) or bool(re.match(_LEADS, before))
        apart = led if match[2].count(".") > 1 else _stands_apart(text, match)
        if named or (path is not None and apart):
            tried = match[2].replace("．", "/").replace(".", "/")
            if path is not None or (named and not alone and by_label):
                yield Mention(
                    match.start(), match.end(), match[0].strip(), "section", path, None, tried
                )


def _label_steps(text: str, end: int) -> tuple[list[int], int]:
    """Numbers of （四）2.（1） at `end`, as far as they go, and where they end."""
    steps: list[int] = []
    for pattern in (_LABEL_PAREN, _LABEL_ARABIC, _LABEL_ARABIC_PAREN):
        step = pattern.match(text, end)
        number = parse_numeral(step[1]) if step else None
        if step is None or number is None:
            break
        steps.append(number)
        end = step.end()
    return steps, end


def _titled(text: str, plan: Plan) -> Iterator[Mention]:
    """A top-level number with its title: 三、发展重点."""
    for section in plan.tops:
        if section.title:
            pattern = rf"{re.escape(section.label)}{_B}{re.escape(section.title)}"
            for match in re.finditer(pattern, text):
                yield _mention(text, match.start(), match.end(), section.path, plan)


def _last(text: str, plan: Plan) -> Iterator[Mention]:
    """The last part of the highest level: 最后一章."""
    for match in _LAST_TOP.finditer(text) if plan.tops else ():
        yield _mention(text, match.start(), match.end(), plan.tops[-1].path, plan)


def _spoken(text: str, plan: Plan) -> Iterator[Mention]:
    """第三章第四节第2条, 第三部分第（四）点: numbers that follow each other go one level down."""
    run: list[tuple[re.Match[str], int, str]] = []
    for match in [*_SPOKEN.finditer(text), None]:
        number = parse_numeral(match[1]) if match else None
        between = text[run[-1][0].end() : match.start()] if run and match else ""
        again = match is not None and match[2] in {word for _, _, word in run}
        broken = again or number is None or between.strip(" \u3000的、，之中里")
        if run and broken:
            yield from _spoken_run(text, run, plan)
            run = []
        if match is not None and number is not None:
            run.append((match, number, match[2]))


def _spoken_run(
    text: str, run: list[tuple[re.Match[str], int, str]], plan: Plan
) -> Iterator[Mention]:
    start, end = run[0][0].start(), run[-1][0].end()
    node: Section | None = None
    for n, (_, number, word) in enumerate(run):
        below = list(plan.subtree(node.path)) if node else list(plan.sections)
        printed = [
            s
            for s in below
            if word in _WORDS
            and s.kind is NodeKind.SECTION
            and s.number.endswith(_WORDS[word])
            and parse_numeral(s.number[1:-1]) == number
        ]
        path = f"{node.path}/{number}" if node else str(number)
        if len(printed) > 1 and not (node and printed[0].parent == node.path):
            return  # 第一节 of which chapter?
        if printed:
            node = printed[0]
        elif path in plan.by_path and (node is not None or word in _TOP_WORDS):
            node = plan.by_path[path]
        else:
            if n or word in _TOP_WORDS:
                yield Mention(start, end, text[start:end], "section", None, None, path)
            return
    if node is not None:
        steps, after = _label_steps(text, end)  # 第三部分（四）2.
        path = "/".join([node.path, *map(str, steps)])
        if path not in plan.by_path:
            path, after = node.path, end
        yield Mention(start, after, text[start:after].strip(), "section", path, None, path)
