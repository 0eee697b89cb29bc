"""Small plans made at random, with the outline they were made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from hypothesis import strategies as st

from corpus.numerals import to_chinese
from corpus.textops import column_width

WORDS = (
    *(
        "服务业",
        "产业",
        "发展",
        "平台",
        "城市",
        "创新",
        "建设",
        "推进",
        "加快",
        "完善",
        "支持",
        "项目",
    ),
    *(
        "文化",
        "旅游",
        "金融",
        "电子商务",
        "物流",
        "健康",
        "人才",
        "企业",
        "市场",
        "政策",
        "机制",
        "能力",
    ),
)
MARKS = "，。！？；：!?;:"


@dataclass(frozen=True)
class Style:
    """How one level of headings is written."""

    form: str  # with {cn}, {n} or {wide}: the number in Chinese, Arabic or full-width digits
    running: bool = False  # the numbers go on from one parent to the next
    alone: bool = True  # the heading takes a line of its own

    def write(self, number: int) -> str:
        wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
        return self.form.format(cn=to_chinese(number), n=number, wide=wide)


CHAPTERS = ("第{cn}章 ", "第 {n} 章　", "第{cn}章")
SECTIONS = ("第{cn}节 ", "第{cn}节　", "第{n}节 ")
TOPS = ("{cn}、", "{cn} 、", "{cn}、 ", "{cn}．")
SECONDS = ("（{cn}）", "({cn})", "（ {cn} ）")
THIRDS = ("{n}.", "{n}．", "{wide}．", "{n}、", "{n} . ")
FOURTHS = ("（{n}）", "({n})", "（{wide}）")


@dataclass
class Box:
    """A box after a node's text or within one of its sentences."""

    number: int
    title: str
    parts: list[tuple[str, str]]  # title and sentence of each part
    numbered: bool = True


@dataclass
class Node:
    """A heading with what stands under it."""

    path: str
    printed: str
    title: str
    alone: bool
    sentences: list[str] = field(default_factory=list)
    box: Box | None = None
    cut: bool = False  # the box stands within a sentence


@dataclass(frozen=True)
class Layout:
    """How a plan is set."""

    width: int = 0  # characters of a full line; 0: a paragraph a line
    marked: bool = False  # a blank closes each paragraph
    spacing: str = "\n"
    indent: str = ""
    page: int = 0  # lines of a page; 0: no page numbers


@dataclass(frozen=True)
class Generated:
    """A plan's text and what should be read from it."""

    text: str
    nodes: tuple[Node, ...]
    layout: Layout


def layouts() -> st.SearchStrategy[Layout]:
    """Hard-wrapped as PDF extraction leaves a plan, or a paragraph a line as the web has it."""
    spacing = st.sampled_from(["\n", "\n\n", "\r\n"])
    wrapped = st.builds(
        Layout,
        width=st.integers(22, 34),
        marked=st.booleans(),
        spacing=spacing,
        page=st.just(0) | st.integers(12, 20),
    )
    flowing = st.builds(
        Layout, marked=st.booleans(), spacing=spacing, indent=st.sampled_from(["", "　　"])
    )
    return wrapped | flowing


def plans() -> st.SearchStrategy[Generated]:
    """A plan with its outline; the words come from a seed, for drawing each would take long."""
    return st.builds(make_plan, st.integers(0, 2**32), layouts())


def make_plan(seed: int, layout: Layout) -> Generated:
    """The plan of a seed, set in a layout."""
    random = Random(seed)
    nodes = make_outline(random, layout)
    lines = [line for node in nodes for line in set_node(node, layout)]
    if layout.page:
        lines = with_pages(lines, layout.page)
    return Generated(layout.spacing.join([*lines, ""]), tuple(nodes), layout)


def make_scheme(random: Random) -> list[Style]:
    """Two to four levels, in one of the ways Chinese plans number them."""
    items = [
        Style(random.choice(TOPS)),
        Style(random.choice(SECONDS)),
        Style(random.choice(THIRDS), alone=random.random() < 0.3),
        Style(random.choice(FOURTHS), alone=False),
    ]
    chapters = [Style(random.choice(CHAPTERS), running=True), Style(random.choice(SECTIONS))]
    parts = [Style("第{cn}篇 "), *chapters]
    return random.choice(
        [items[:2], items[:3], items, chapters, [*chapters, items[1], items[2]], parts]
    )


def phrase(random: Random, least: int, most: int) -> str:
    """Some words on end."""
    return "".join(random.choices(WORDS, k=random.randint(least, most)))


def sentence(random: Random) -> str:
    """A sentence of a few clauses."""
    return "，".join(phrase(random, 2, 6) for _ in range(random.randint(3, 6))) + "。"


def make_outline(random: Random, layout: Layout) -> list[Node]:
    """Nodes in reading order, some with a box.

    Where nothing but its number tells a box's part 2. from the section 2. after it, the parts have
    no numbers and no section 1. comes next.
    """
    scheme = make_scheme(random)
    nodes: list[Node] = []
    running: dict[int, int] = {}

    def add(level: int, parent: str) -> None:
        style = scheme[level]
        for n in range(1, random.randint(3, 4) + (level == 0)):
            running[level] = running.get(level, 0) + 1
            number = running[level] if style.running else n
            path = f"{parent}/{number}" if parent else str(number)
            node = Node(path, style.write(number), phrase(random, 2, 4), style.alone)
            nodes.append(node)
            leaf = level == len(scheme) - 1 or random.random() < 0.2
            if leaf or random.random() < 0.5:
                node.sentences = [sentence(random) for _ in range(random.randint(3, 5))]
            if not leaf:
                add(level + 1, path)

    add(0, "")
    parents = {node.path.rpartition("/")[0] for node in nodes}
    boxed = [
        node
        for node in nodes
        if node.sentences and node.alone and (layout.width or node.path not in parents)
    ]
    boxed = [node for node in boxed if random.random() < 0.4]
    for number, node in enumerate(boxed, 1):
        parts = [(phrase(random, 2, 3), sentence(random)) for _ in range(random.randint(2, 3))]
        long = all(len("".join(part)) > layout.width + 10 > 10 for part in parts)
        told_apart = long or all("cn" in style.form for style in scheme)
        node.box = Box(number, phrase(random, 2, 4), parts, numbered=told_apart)
        node.cut = long and random.random() < 0.5
    return nodes


def set_node(node: Node, layout: Layout) -> list[str]:
    """Lines of a node and of its box."""
    heading, body = f"{node.printed}{node.title}", "".join(node.sentences)
    if not node.alone and body:
        return wrap(f"{heading}。{body}", layout, layout.width)
    lines = wrap(heading, layout, 0)
    if body:
        lines += wrap(body, layout, layout.width)
    if node.box is None:
        node.cut = False
        return lines
    box = wrap(f"专栏{node.box.number} {node.box.title}", layout, 0)
    for n, (title, words) in enumerate(node.box.parts, 1):
        text = f"{n}.{title}。{words}" if node.box.numbered else f"{title}：{words}"
        box += wrap(text, layout, layout.width and layout.width + 8)
    cuts = [n for n in range(2, len(lines) - 2) if not ends_any_sentence(lines[n - 1 : n + 2])]
    node.cut = node.cut and bool(layout.width and cuts)
    at = cuts[0] if node.cut else len(lines)
    return [*lines[:at], *box, *lines[at:]]


def ends_any_sentence(lines: list[str]) -> bool:
    """Whether a mark stands at the end of any of these lines."""
    return any(line.rstrip()[-1] in MARKS for line in lines)


def wrap(text: str, layout: Layout, width: int) -> list[str]:
    """Lines of a paragraph, the first two characters shorter; one line where `width` is 0."""
    lines, room = [""], 2 * width - 4
    for ch in text:
        if width and column_width(lines[-1] + ch) > room:
            lines.append("")
            room = 2 * width
        lines[-1] += ch
    lines[0] = layout.indent + lines[0]
    lines[-1] += " " * layout.marked
    return lines


def with_pages(lines: list[str], size: int) -> list[str]:
    """The lines with a page number after every `size` of them."""
    paged: list[str] = []
    for page, begin in enumerate(range(0, len(lines), size), 1):
        paged += [*lines[begin : begin + size], f"— {page} —"]
    return paged
