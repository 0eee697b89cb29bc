"""Charts: one unit an axis, every figure told in words and in a table, no markup from a plan."""

import re
from html.parser import HTMLParser
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import Point
from assistant.chart_view import MOST, chart_svg

SECTORS = ("旅游业", "物流业", "会展业")


def point(name="旅游业", value=10.0, year=2020, unit="亿元", **more):
    return Point(name, year, value, unit, **more)


def spoken(html):
    return re.findall(r'<g class="pq-point"[^>]* aria-label="([^"]*)"', html)


class Parts(HTMLParser):
    """The elements of a chart, and whether each was closed."""

    def __init__(self):
        super().__init__()
        self.open, self.found = [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.found.append((tag, dict(attrs)))

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def parts(html):
    parser = Parts()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser.found


def widths(html):
    return [
        float(attrs["width"].rstrip("%"))
        for tag, attrs in parts(html)
        if tag == "rect" and attrs["class"] == "pq-bar"
    ]


def test_nothing_is_drawn_of_a_single_figure_of_a_unit():
    assert chart_svg([]) == ""
    assert chart_svg([point(), point(unit="%", value=3.0)]) == ""
    assert chart_svg([point(), point()]) == ""  # the same figure told twice


def test_bars_are_as_long_as_their_figures():
    html = chart_svg([point("旅游业", 100.0), point("物流业", 50.0), point("会展业", 25.0)])
    long, half, quarter = widths(html)
    assert (round(long / half, 2), round(half / quarter, 2)) == (2, 2)
    assert "2020年（单位：亿元）" in html


def test_a_fall_is_drawn_to_the_left_of_zero():
    html = chart_svg([point("旅游业", 30.0), point("物流业", -10.0)])
    rise, fall = widths(html)
    bars = [a for tag, a in parts(html) if tag == "rect" and a["class"] == "pq-bar"]
    assert round(rise / fall) == 3
    assert float(bars[1]["x"].rstrip("%")) == 0
    assert float(bars[0]["x"].rstrip("%")) == fall


def test_unlike_units_and_sorts_have_charts_of_their_own():
    shares = [point(n, 5.0, unit="%", sort="比重") for n in SECTORS]
    rates = [point(n, 9.0, unit="%", sort="年均增速") for n in SECTORS]
    html = chart_svg([*(point(n) for n in SECTORS), *shares, *rates])
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", html)
    assert captions == [
        "2020年（单位：亿元）",
        "2020年，比重（单位：%）",
        "2020年，年均增速（单位：%）",
    ]


def test_two_years_of_several_indicators_are_lines():
    told = [(n, y, v) for n, v in zip(SECTORS, (1.0, 2.0, 3.0), strict=True) for y in (2015, 2020)]
    html = chart_svg([point(name, value * (y - 2010), y) for name, y, value in told])
    lines = [a for tag, a in parts(html) if tag == "line" and a["class"] == "pq-line"]
    assert len(lines) == 3
    assert all(int(a["y2"]) < int(a["y1"]) for a in lines)  # each rises
    assert "2015年 → 2020年（单位：亿元）" in html
    assert len(spoken(html)) == 3
    labels = sorted(int(y) for y in re.findall(r'<text x="19" y="(\d+)"', html))
    assert min(b - a for a, b in pairwise(labels)) >= 20


def test_one_indicator_over_years_is_bars_by_year():
    html = chart_svg([point(year=2020), point(year=2015, value=5.0)])
    assert [s.split("，")[1] for s in spoken(html)] == ["2015年", "2020年"]
    assert "<figcaption>旅游业（单位：亿元）" in html


def test_each_figure_says_value_unit_year_and_address():
    more = {"when": "2020年目标", "figure": "超过10亿元", "label": "专栏5 第7行"}
    html = chart_svg([point(**more), point("物流业")])
    assert spoken(html)[0] == "旅游业，2020年目标，超过10亿元，专栏5 第7行"
    row = "<tr><td>旅游业</td><td>2020年目标</td><td>超过10亿元</td><td>专栏5 第7行</td></tr>"
    assert row in html


def test_what_is_left_out_is_said():
    html = chart_svg([point(f"第{n}项", float(n)) for n in range(1, MOST + 4)])
    assert len(widths(html)) == MOST
    assert f"只画前 {MOST} 项，另有 3 项见表。" in html


TEXTS = st.text(max_size=12)
POINTS = st.builds(
    Point,
    name=TEXTS,
    year=st.none() | st.integers(2000, 2050),
    value=st.floats(allow_nan=False, allow_infinity=False, width=32),
    unit=st.sampled_from(["亿元", "%", ""]),
    when=TEXTS,
    figure=TEXTS,
    label=TEXTS,
)


@settings(deadline=None)  # the first call compiles patterns
@given(st.lists(POINTS, max_size=30))
def test_any_points_make_harmless_elements(points):
    known = {"figure", "figcaption", "svg", "g", "title", "rect", "text", "tspan", "line", "circle"}
    known |= {"ul", "li", "p", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    for tag, attrs in parts(chart_svg(points)):
        assert tag in known
        assert not any(name.startswith("on") for name in attrs)
