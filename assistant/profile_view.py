"""The page 行业画像: profiles as HTML, what may be chosen, and the page's addresses.

All functions return HTML or plain values; every text goes through `assistant.markup`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from assistant.answer import Citation
from assistant.chart_view import chart_svg
from assistant.markup import Marker, escape
from assistant.profile_names import ProfileNames
from assistant.profile_told import Telling, Told, ToldPart
from assistant.render import render_cards
from corpus.plan import Plan

__all__ = [
    "Wanted",
    "read_address",
    "render_absent",
    "render_basis",
    "render_profiles",
    "render_start",
    "wanted",
]

LONGEST_NAME = 40  # characters of a name that is looked up
_TURN = 0  # of marks and cards that belong to no answer


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown: a sector, two of them, or a place; names as typed."""

    sector: str = ""
    other: str = ""
    place: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names, each once; a place is shown alone."""
        named = (self.place,) if self.place else (self.sector, self.other)
        return tuple(dict.fromkeys(filter(None, named)))

    def query(self, plan: Plan) -> str:
        """What follows the application's address in a deep link."""
        pairs = {"sector": self.sector, "with": self.other, "place": self.place}
        held = {key: value for key, value in pairs.items() if value}
        return "?" + urlencode({"plan": plan.plan_id} | held)


def wanted(sector: object = "", other: object = "", place: object = "") -> Wanted:
    """What these names, which anyone may have typed, ask for."""
    one, two, where = map(_name, (sector, other, place))
    return Wanted(one or two, two if one else "", where)


def _name(typed: object) -> str:
    words = " ".join(typed.split()) if isinstance(typed, str) else ""
    return words[:LONGEST_NAME]


def read_address(query: str) -> tuple[str, Wanted]:
    """The plan and the names that the page's address says; "" where it says none."""
    asked = {name: values[0] for name, values in parse_qs(query.removeprefix("?")).items()}
    named = wanted(*(asked.get(key, "") for key in ("sector", "with", "place")))
    return asked.get("plan", ""), named


def render_start(plan: Plan, names: ProfileNames) -> str:
    """What may be chosen, as links."""
    sectors = _links(plan, [Wanted(sector=name) for name in names.sectors])
    places = _links(plan, [Wanted(place=name) for name in names.places])
    parts = [
        f"<h3>{title}</h3>{links}"
        for title, links in (("行业", sectors), ("地区", places))
        if links
    ]
    if not parts:
        return '<p class="pq-empty">输入行业或地区的名称，查看规划对它的安排。</p>'
    return (
        '<div class="pq-profile pq-choices"><p class="pq-empty">选择或输入一个行业、两个行业'
        f"（对比）或一个地区，查看规划对它的安排，逐条注明出处。</p>{''.join(parts)}</div>"
    )


def render_absent(plan: Plan, name: str, nearest: Sequence[str]) -> str:
    """The word that a plan has no profile of a name, and the sectors that are near it."""
    near = _links(plan, [Wanted(sector=each) for each in nearest])
    also = f"<p>规划写有专节的行业中，较接近的是：</p>{near}" if near else ""
    return (
        f'<div class="pq-profile pq-choices"><p class="pq-note" role="status">'
        f"规划没有专门写“{escape(name)}”，列不出它的画像。</p>{also}</div>"
    )


def _links(plan: Plan, each: Iterable[Wanted]) -> str:
    items = "".join(
        f'<li><a href="{escape(one.query(plan))}" data-profile="{escape(one.query(plan))}">'
        f"{escape(one.names[0])}</a></li>"
        for one in each
    )
    return f'<ul class="pq-names">{items}</ul>' if items else ""


# --- profiles -------------------------------------------------------------------------------------


def render_profiles(plan: Plan, telling: Telling) -> str:
    """One profile, or two sectors side by side, part by part; each mark leads to its card."""
    marker = Marker(_TURN, telling.citations)
    told = telling.told
    names = "与".join(one.subject for one in told)
    kind = "地区画像" if told[0].is_place else "行业对比" if len(told) > 1 else "行业画像"
    link = f'<a class="pq-copy" href="{escape(_address(told).query(plan))}">复制链接</a>'
    leads = "".join(_lead(marker, one, named=len(told) > 1) for one in told)
    rows = zip(*(one.parts for one in told), strict=True)
    parts = "".join(_parts(marker, told, row) for row in rows)
    return (
        f'<section class="pq-profile" aria-label="{escape(f"{kind}：{names}")}" tabindex="-1">'
        f'<header><p class="pq-kind">{kind}</p><h2>{escape(names)}</h2>{link}'
        '<span class="pq-hidden pq-said" role="status"></span></header>'
        f"{leads}{parts}</section>"
    )


def _address(told: Sequence[Told]) -> Wanted:
    names = [one.subject for one in told]
    return Wanted(place=names[0]) if told[0].is_place else wanted(*names)


def _lead(marker: Marker, told: Told, *, named: bool) -> str:
    name = f"**{told.subject}**　" if named else ""
    return f'<div class="pq-lead">{marker.html(name + told.lead)}</div>'


def _parts(marker: Marker, told: Sequence[Told], parts: Sequence[ToldPart]) -> str:
    """A part of each subject under their common heading, with one chart of all figures."""
    title = parts[0].title
    if len(parts) == 1:
        inner = _part(marker, told[0], parts[0])
    else:
        sides = "".join(
            f"<div><h4>{escape(one.subject)}</h4>{_part(marker, one, part)}</div>"
            for one, part in zip(told, parts, strict=True)
        )
        inner = f'<div class="pq-sides">{sides}</div>'
    chart = chart_svg([point for part in parts for point in part.points])
    charts = f'<div class="pq-charts">{chart}</div>' if chart else ""
    return f'<section class="pq-aspect"><h3>{escape(title)}</h3>{inner}{charts}</section>'


def _part(marker: Marker, told: Told, part: ToldPart) -> str:
    if not part.markdown:
        words = f"规划没有单独写{told.subject}的{part.title}。"
        return f'<p class="pq-empty">{escape(words)}</p>'
    return marker.html(part.markdown)


def render_basis(plan: Plan, citations: Iterable[Citation] = ()) -> str:
    """The panel with a card for each cited section; without citations a word on what it holds."""
    cards = render_cards(plan, _TURN, citations, back="回到画像")
    empty = '<p class="pq-empty">选定后，这里列出所依据的原文。</p>'
    close = '<button type="button" class="pq-close">关闭</button>' if cards else ""
    return (
        '<section class="pq-evidence" aria-label="画像依据" tabindex="0">'
        f"{close}<h2>依据</h2>{cards or empty}</section>"
    )
