"""Answers of a model made by rule from a plan's sentences: honest paraphrases, and planted faults.

An honest one leaves out, moves, joins or replaces words so that it still says what the plan says.
A fault is planted in an honest paraphrase, not in a copy, so that no comparison of whole sentences
finds it. Every rule is general Chinese; the words come from the plan.
"""

import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from assistant.llm.claim_gate import ClaimGate
from assistant.llm.claims import Claim
from assistant.llm.handles import Handles, passages_of
from assistant.llm.screening import Screen
from assistant.llm.words import claim_words, same_verbs
from assistant.pipeline import Assistant, build_assistant
from assistant.settings import read_settings
from corpus.plan import Sentence, SentenceKind
from corpus.quantities import read_quantities
from index.tokenizer import general_segmenter

__all__ = ["CLEAN", "FAULTS", "Made", "Material", "clean_claims", "faulty_claims"]

_TOLD = {SentenceKind.PROSE, SentenceKind.ITEM}
_DATED = re.compile(r"^(?:力争)?到?(?P<when>20\d{2}\s*年)，")
_YEAR = re.compile(r"20\d{2}(?=\s*年)")
_NEGATIVE = re.compile(
    r"不得|严禁|禁止|避免|防止|未能|尚未|不宜|不足|不够|不|未(?!来)|缺乏|杜绝|限制"
)
_OTHER_WORDS = {"不断", "不仅", "不同", "不动产", "不低于", "不少于", "不可或缺", "前所未有"}
_UNITS = {
    "亿元": "亿美元", "亿美元": "亿元", "%": "个百分点", "个": "家", "家": "个",
    "万人次": "万人", "万平方米": "万亩", "公里": "亩", "项": "家", "条": "座",
    "平方公里": "公里", "万套": "万亩",
}  # fmt: skip
_TURNED = {
    "增长": "下降", "提高": "降低", "高于": "低于", "扩大": "缩小", "上升": "下降",
    "增加": "减少", "加快": "放缓", "提升": "降低", "加强": "削弱", "促进": "抑制",
    "支持": "限制",
}  # fmt: skip
_LONGER = re.compile(r"([\u4e00-\u9fff]{2})([\u4e00-\u9fff]{2,4}(?:业|产业|企业|园|镇))")


@dataclass(frozen=True)
class Made:
    """A claim made by rule."""

    sort: str
    claim: Claim
    sentences: tuple[Sentence, ...]  # it was made from
    told: str = ""  # the honest paraphrase that a fault was planted in


@dataclass
class Material:
    """A plan's sentences under handles, as a model is given them."""

    assistant: Assistant
    handles: Handles
    sentences: list[Sentence]
    of: dict[int, str]  # handle by a sentence's first character

    @classmethod
    def of_plan(cls, assistant: Assistant) -> "Material":
        plan = assistant.plan
        handles = Handles(passages_of(plan, plan.sections), 10**7)
        held = {s.start: handed.handle for handed in handles for s in handed.sentences}
        sentences = [
            s
            for handed in handles
            for s in handed.sentences
            if s.kind in _TOLD and 16 <= len(s.text) <= 220 and s.text[-1] in "。；"
        ]
        return cls(assistant, handles, sentences, held)

    def claim(self, text: str, *sentences: Sentence) -> Claim:
        cites = tuple((self.of[s.start], s.text.rstrip("。；")) for s in sentences)
        return Claim(text, cites)


def _parts(sentence: Sentence) -> list[str]:
    return sentence.text.rstrip("。；").split("；")


def _next(material: Material, s: Sentence) -> Sentence | None:
    """The sentence that follows in the same passage."""
    handed = material.handles.get(material.of[s.start])
    later = [o for o in handed.sentences if o.start > s.start] if handed else []
    return later[0] if later and later[0] in material.sentences else None


def _without_adverbs(text: str) -> str:
    """A sentence without its adverbs of zeal, which claim nothing."""
    zeal = claim_words("adverbs") & claim_words("light") - {"重点", "努力"}
    words = general_segmenter().spans(text)
    return "".join(text[a:b] for a, b in words if text[a:b] not in zeal)


# --- honest paraphrases ---------------------------------------------------------------------------


def _leads(material: Material, s: Sentence, rng: random.Random) -> Iterator[str]:
    """Led in by who says it."""
    lead = rng.choice(["规划提出，", "规划明确：", "具体来说，", "此外，", "规划要求，"])
    yield lead + _without_adverbs(s.text)


def _plain(material: Material, s: Sentence, rng: random.Random) -> Iterator[str]:
    """Adverbs of zeal left out."""
    text = _without_adverbs(s.text)
    if text != s.text:
        yield text


def _shortened(material: Material, s: Sentence, rng: random.Random) -> Iterator[str]:
    """The first clauses alone, up to a stop before another clause."""
    clauses = s.text.rstrip("。；").split("，")
    if len(clauses) > 2 and "：" not in s.text:
        kept = "，".join(clauses[: rng.randint(2, len(clauses) - 1)])
        if len(kept) >= 16 and kept.count("“") == kept.count("”"):
            yield f"规划提出{kept}。" if rng.random() < 0.5 else f"其中，{kept}。"


def _reordered(material: Material, s: Sentence, rng: random.Random) -> Iterator[str]:
    """Parts between semicolons in another order, each whole."""
    parts = _parts(s)
    if len(parts) > 1 and "：" not in s.text and not re.search(r"其|该|此|20\d\d", s.text):
        moved = [*parts[1:], parts[0]]
        yield "；同时，".join(moved) + "。"


def _date_moved(material: Material, s: Sentence, rng: random.Random) -> Iterator[str]:
    """The year told after what it dates: 产值到2020年达到…."""
    dated = _DATED.match(s.text)
    rest = s.text[dated.end() :] if dated else ""
    reaches = re.match(r"([^，。；：\d]{2,20}?)(?=达到|超过|突破|力争|占|实现)", rest)
    if dated and reaches:
        before = "到" if dated[0].startswith(("到", "力争")) else ""
        aims = "力争" if dated[0].startswith("力争") else ""
        yield f"{reaches[1]}{aims}{before}{dated['when']}{rest[reaches.end() :]}"


def _other_verbs(material: Material, s: Sentence, rng: random.Random) -> Iterator[str]:
    """Verbs replaced by others that say the same."""
    lexicon = material.assistant._lexicon
    pieces, changed = [], 0
    for word in lexicon.pieces(s.text):
        others = same_verbs().get(word, ())
        if others and changed < 3 and word not in s.text.replace(word, "", 1):
            pieces.append(rng.choice(others))
            changed += 1
        else:
            pieces.append(word)
    if changed:
        yield "".join(pieces)


def _joined(material: Material, s: Sentence, rng: random.Random) -> Iterator[str]:
    """Two sentences that follow each other, joined by a linking word, both cited."""
    after = _next(material, s)
    if after is not None and len(s.text) + len(after.text) < 200:
        link = rng.choice(["；同时，", "；此外，", "；另外，"])
        yield _without_adverbs(s.text).rstrip("。；") + link + after.text


def _under_its_title(material: Material, s: Sentence, rng: random.Random) -> Iterator[str]:
    """Led in by the title it stands under."""
    title = material.assistant.plan.by_path[s.path].title
    if 2 <= len(title) <= 12 and not re.search(r"[，。\d]", title):
        yield f"在{title}方面，{_without_adverbs(s.text)}"


CLEAN: dict[str, Callable[[Material, Sentence, random.Random], Iterator[str]]] = {
    "led in": _leads,
    "adverbs left out": _plain,
    "shortened": _shortened,
    "parts reordered": _reordered,
    "year moved": _date_moved,
    "other verbs": _other_verbs,
    "two joined": _joined,
    "under its title": _under_its_title,
}


def clean_claims(material: Material, each: int, rng: random.Random) -> list[Made]:
    """Honest paraphrases, up to `each` a sort, of sentences drawn at random."""
    made: list[Made] = []
    for sort, rule in CLEAN.items():
        found: list[Made] = []
        for s in rng.sample(material.sentences, len(material.sentences)):
            after = _next(material, s)
            cited = (s, after) if sort == "two joined" and after else (s,)
            for text in rule(material, s, rng):
                found.append(Made(sort, material.claim(text, *cited), cited))
        made += found[:each]
    return made


# --- planted faults -------------------------------------------------------------------------------

_Fault = Callable[[Material, Made, random.Random], Iterator[Claim]]


def _figures(text: str) -> list[re.Match[str]]:
    figures = []
    for q in read_quantities(text):
        number = re.match(r"\d[\d.]*", q.printed)
        if number and q.unit:
            figures.append(re.compile(re.escape(number[0])).match(text, q.start))
    return [match for match in figures if match]


def _changed(made: Made, start: int, end: int, words: str) -> Claim:
    text = made.claim.text
    return Claim(text[:start] + words + text[end:], made.claim.cites)


def _digit(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    for figure in _figures(made.claim.text):
        words = figure[0]
        n = rng.choice([n for n, ch in enumerate(words) if ch.isdigit()])
        other = rng.choice([d for d in "123456789" if d != words[n]])
        yield _changed(made, *figure.span(), words[:n] + other + words[n + 1 :])


def _unit(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    for figure in _figures(made.claim.text):
        rest = made.claim.text[figure.end() :]
        unit = next((u for u in sorted(_UNITS, key=len)[::-1] if rest.lstrip().startswith(u)), "")
        if unit:
            at = figure.end() + len(rest) - len(rest.lstrip())
            yield _changed(made, at, at + len(unit), _UNITS[unit])


def _scale(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    for match in re.finditer(r"(?<=\d)\s*(亿|万)(?=[元美人套平])", made.claim.text):
        yield _changed(made, *match.span(1), "万" if match[1] == "亿" else "亿")


def _year(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    for match in _YEAR.finditer(made.claim.text):
        yield _changed(made, *match.span(), str(int(match[0]) + rng.choice([-5, -1, 1, 5])))


def _sign(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    for figure in _figures(made.claim.text):
        yield _changed(made, *figure.span(), f"-{figure[0]}")


def _turned(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    for word, other in _TURNED.items():
        place = made.claim.text.find(word)
        if place >= 0:
            yield _changed(made, place, place + len(word), other)


def _place(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    """A name put in for another of its kind."""
    entities = material.assistant.entities.all
    for one in entities:
        place = made.claim.text.find(one.name)
        others = [e.name for e in entities if e.kind == one.kind]
        others = [name for name in others if name not in made.claim.text and one.name not in name]
        others = [n for n in others if n not in one.name]
        if place >= 0 and others:
            yield _changed(made, place, place + len(one.name), rng.choice(others))


def _qualifier(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    text = made.claim.text
    for q in read_quantities(text):
        place = text.find(q.qualifier, max(0, q.start - 4)) if q.qualifier else -1
        if q.unit and q.printed[0].isdigit() and 0 <= place <= q.end:
            swapped = "达到" if place < q.start else ""
            yield _changed(made, place, place + len(q.qualifier), swapped)


def _achieved(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    """A target told as reached."""
    text = made.claim.text
    aim = re.search(r"(?:力争)?到\s*(20\d\d)\s*年(?:末|底)?", text)
    if (
        aim
        and not re.search("力争|目标|规划", text)
        and int(aim[1]) >= (material.assistant.plan.meta.period or (0, 0))[0]
        and _figures(text)
    ):
        yield _changed(made, *aim.span(), f"{aim[1]}年已实现")
        yield _changed(made, *aim.span(), f"{aim[1]}年")
        yield _changed(made, *aim.span(), "目前")


def _meant(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    """What was reached told as a target."""
    text = made.claim.text
    year = re.match(r"(?P<y>20\d\d)\s*年，", text)
    if year and int(year["y"]) < (material.assistant.plan.meta.period or (0, 0))[0]:
        yield _changed(made, 0, 0, "力争到")


def _invented_handle(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    cites = tuple(
        (f"E{len(material.handles) + rng.randint(1, 99)}", q) for _, q in made.claim.cites
    )
    yield Claim(made.claim.text, cites)


def _wrong_address(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    """The right quote under the handle of another passage."""
    others = [h.handle for h in material.handles if not h.holding(made.claim.cites[0][1])]
    yield Claim(made.claim.text, tuple((rng.choice(others), q) for _, q in made.claim.cites))


def _misquoted(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    handle, quote = made.claim.cites[0]
    n = rng.randrange(len(quote) - 1)
    if quote[n] != quote[n + 1] and not quote[n : n + 2].count(" "):
        wrong = quote[:n] + quote[n + 1] + quote[n] + quote[n + 2 :]
        yield Claim(made.claim.text, ((handle, wrong), *made.claim.cites[1:]))


def _other_quote(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    """What is said rests on another sentence than the one cited."""
    other = rng.choice([s for s in material.sentences if s not in made.sentences])
    yield Claim(made.claim.text, material.claim("", other).cites)


def _subjects(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    """The names two parts begin with, each told of the other."""
    parts = re.split(r"(?<=[；。])", made.claim.text.rstrip("。"))
    heads = [re.match(r"[^，：；。\d“]{3,16}(?=[，：])", part) for part in parts]
    verbal = material.assistant._lexicon.begins_with_verb
    named = [(n, m[0]) for n, m in enumerate(heads) if m and not verbal(m[0])]
    for (a, first), (b, second) in pairwise(named):
        if a != b and first not in second and second not in first:
            swapped = list(parts)
            swapped[a] = second + parts[a][len(first) :]
            swapped[b] = first + parts[b][len(second) :]
            yield Claim("".join(swapped) + "。", made.claim.cites)


def _names_swapped(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    """Two names of different clauses, each in the other's place."""
    text = made.claim.text
    found = sorted(
        (text.find(e.name), e.name)
        for e in material.assistant.entities.all
        if len(e.name) > 1 and text.count(e.name) == 1
    )
    for (a, first), (b, second) in pairwise(found):
        between = text[a + len(first) : b]
        if a + len(first) < b and re.search(r"[，；]", between) and second not in first:
            yield Claim(
                text[:a] + second + between + first + text[b + len(second) :], made.claim.cites
            )


def _values_swapped(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    """Two figures of one unit, each in the other's place."""
    text = made.claim.text
    figures = [
        (q.start, q.end, text[q.start : q.end], q.unit)
        for q in read_quantities(text)
        if q.unit and q.printed[0].isdigit()
    ]
    for (a, a_end, first, unit), (b, b_end, second, other) in pairwise(figures):
        if unit == other and first != second:
            yield Claim(text[:a] + second + text[a_end:b] + first + text[b_end:], made.claim.cites)


def _negation_dropped(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    text = made.claim.text
    for match in _NEGATIVE.finditer(text):
        around = text[max(0, match.start() - 2) : match.start() + 4]
        if not any(word in around for word in _OTHER_WORDS):
            yield _changed(made, *match.span(), "")


def _negation_added(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    for word in ("发展", "建设", "推进", "支持", "鼓励", "加强", "提高"):
        place = made.claim.text.find(word)
        if place >= 0:
            yield _changed(made, place, place, rng.choice(["不再", "严禁", "不", "停止"]))


def _sum(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    """A sum the plan does not print."""
    read = read_quantities(made.claim.text)
    quantities = [q for q in read if q.unit and q.printed[0].isdigit()]
    for one, other in pairwise(quantities):
        if one.unit == other.unit:
            numbers = [re.match(r"[\d.]+", q.printed) for q in (one, other)]
            if all(numbers):
                total = sum(float(n[0]) for n in numbers if n)
                unit = re.sub(r"^[\d.\s]+", "", one.printed) or one.unit
                text = made.claim.text.rstrip("。；")
                yield Claim(f"{text}，合计{total:g}{unit}。", made.claim.cites)


def _added(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    """A remark that stands nowhere."""
    remark = rng.choice([
        "位居全国第一", "成效十分显著", "由市财政全额出资", "是唯一的目标", "这是因为用地不够",
        "所有企业都要参加", "责任单位为市商务局", "有望提前完成",
    ])  # fmt: skip
    yield Claim(f"{made.claim.text.rstrip('。；')}，{remark}。", made.claim.cites)


def _subject_cut(material: Material, made: Made, rng: random.Random) -> Iterator[Claim]:
    """A longer name cut to its end: 科技服务业 told as 服务业."""
    lexicon = material.assistant._lexicon
    for left, right in _LONGER.findall(made.claim.text):
        if left in material.assistant.plan.meta.region:
            continue
        if lexicon.known(left) and lexicon.known(right) and lexicon.is_noun(left):
            yield Claim(made.claim.text.replace(left + right, right, 1), made.claim.cites)


FAULTS: dict[str, tuple[str, _Fault]] = {
    "digit": ("数字改一位", _digit),
    "unit": ("单位换掉", _unit),
    "scale": ("亿与万互换", _scale),
    "year": ("年份改动", _year),
    "sign": ("数字加负号", _sign),
    "turned": ("增减、快慢反说", _turned),
    "place": ("名称换成同类的另一个", _place),
    "qualifier": ("漏限定词", _qualifier),
    "achieved": ("目标说成已实现", _achieved),
    "meant": ("已实现说成目标", _meant),
    "handle": ("编造编号", _invented_handle),
    "address": ("引文对、编号错", _wrong_address),
    "misquoted": ("引文改动", _misquoted),
    "other quote": ("引文与所说无关", _other_quote),
    "subjects": ("主语互换", _subjects),
    "names": ("名称互换", _names_swapped),
    "values": ("数值互换", _values_swapped),
    "negation dropped": ("漏否定", _negation_dropped),
    "negation added": ("添否定", _negation_added),
    "sum": ("编造合计", _sum),
    "added": ("添原文没有的话", _added),
    "cut": ("名称截短", _subject_cut),
}


def faulty_claims(
    material: Material, clean: Sequence[Made], each: int, rng: random.Random
) -> list[Made]:
    """Faults planted in honest paraphrases, up to `each` a sort."""
    made: list[Made] = []
    for sort, (_, rule) in FAULTS.items():
        found: list[Made] = []
        for one in rng.sample(list(clean), len(clean)):
            wrong = [w for w in rule(material, one, rng) if w != one.claim]
            if wrong and len(found) < each:
                planted = rng.choice(wrong)
                found.append(Made(sort, planted, one.sentences, one.claim.text))
        made += found
    return made


def _tables(plans: Path, plan_id: str, seed: int) -> Iterator[str]:
    """The tables of docs/model-faults.md for one plan: sort, made, caught or touched."""
    assistant = build_assistant(replace(read_settings(), plans=plans), plan_id=plan_id)
    material, rng = Material.of_plan(assistant), random.Random(seed)
    gate = ClaimGate(assistant.plan, assistant.index.retriever.segmenter)
    screen = Screen(assistant.plan, gate, lambda sentences: True)
    clean = clean_claims(material, 60, rng)
    faulty = faulty_claims(material, clean, 30, rng)
    for made in (clean, faulty):
        held = [(one, screen.claim(one.claim, material.handles, "").by_model) for one in made]
        for sort in dict.fromkeys(one.sort for one in made):
            kept = [by_model for one, by_model in held if one.sort == sort]
            yield f"| {FAULTS.get(sort, (sort,))[0]} | {len(kept)} | {kept.count(False)} |"
        yield f"| 合计 | {len(held)} | {sum(not by_model for _, by_model in held)} |"


if __name__ == "__main__":
    sys.stdout.writelines(
        f"{line}\n" for line in _tables(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
    )
