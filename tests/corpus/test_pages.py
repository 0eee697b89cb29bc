"""Printed pages: at the foot or the head, by blocks, with gaps, with running heads."""

import pytest

from tests.corpus.helpers import own_text, read, words

LINES = [f"第{n}行文字说明本规划所涉及的范围期限和主要内容，" for n in range(1, 73)]
SIZE = 12


def pages_of(text: str) -> dict[int, int | None]:
    """Page by number of line, for all lines of LINES."""
    plan = read(text)
    return {n: plan.page_at(text.index(line)) for n, line in enumerate(LINES, 1)}


def paged(*, foot: str = "", head: str = "", missing: tuple[int, ...] = (), first: int = 1) -> str:
    """LINES in pages of twelve with a number at the foot or the head."""
    out: list[str] = []
    for k in range(len(LINES) // SIZE):
        page = k + first
        if head and page not in missing:
            out.append(head.format(page))
        out += LINES[k * SIZE : (k + 1) * SIZE]
        if foot and page not in missing:
            out.append(foot.format(page))
    return "一、总则\n" * bool(foot) + "\n".join(out) + "\n"


def expected(first: int = 1, unknown: tuple[int, ...] = ()) -> dict[int, int | None]:
    pages = {n: (n - 1) // SIZE + first for n in range(1, len(LINES) + 1)}
    return {n: None if page in unknown else page for n, page in pages.items()}


@pytest.mark.parametrize(
    "form",
    [
        "— {} —",
        "- {} -",
        "—{}—",
        "－ {} －",
        "·{}·",
        "第{}页",
        "第 {} 页 共 6 页",
        "第 {} 页，共6页",
        "{}",
    ],
)
def test_number_at_the_foot(form: str):
    assert pages_of(paged(foot=form)) == expected()
    furniture = [paged(foot=form)[s.start : s.end] for s, _ in read(paged(foot=form)).furniture]
    assert furniture == [f"{form.format(page)}\n" for page in range(1, 7)]


@pytest.mark.parametrize("form", ["— {} —", "第{}页", "{}"])
def test_number_at_the_head(form: str):
    assert pages_of(paged(head=form)) == expected()


def test_cover_without_number_before_heads():
    assert pages_of("某市规划\n某市人民政府\n" + paged(head="— {} —")) == expected()


def test_pages_may_begin_at_any_number():
    assert pages_of(paged(foot="— {} —", first=17)) == expected(first=17)


def test_numbers_may_begin_anew():
    again = paged(foot="— {} —").replace("一、总则\n", "").replace("行文字", "行附文")
    plan = read(paged(foot="— {} —") + again)
    assert plan.page_at(plan.text.index("第72行文字")) == 6
    assert plan.page_at(plan.text.index("第1行附文")) == 1


def test_where_a_number_is_missing_the_pages_around_it_are_not_known():
    assert pages_of(paged(foot="— {} —", missing=(3,))) == expected(unknown=(3, 4))


def test_text_before_the_first_number_is_one_page_at_most():
    found = pages_of(paged(foot="— {} —", missing=(1, 2, 3)))
    assert found == expected(unknown=(1, 2, 3, 4))


def test_one_number_says_nothing_of_the_other_pages():
    assert set(pages_of(paged(foot="— {} —", missing=(1, 2, 4, 5, 6))).values()) == {None}


def test_number_moved_before_its_page():
    text = paged(foot="— {} —").replace("— 2 —\n", "").replace("— 1 —\n", "— 1 —\n— 2 —\n")
    assert pages_of(text) == expected()


def test_blocks_that_begin_with_a_blank_confirmed_by_two_numbers():
    out = ["一、总则"]
    for k in range(len(LINES) // SIZE):
        page = LINES[k * SIZE : (k + 1) * SIZE]
        number = [f" — {k + 5} —"] if k in {1, 4} else []
        out += [*number, *page] if number else [f" {page[0]}", *page[1:]]
    assert pages_of("\n".join(out)) == expected(first=5)


def test_form_feeds_confirmed_by_numbers():
    out = ["一、总则"]
    for k in range(len(LINES) // SIZE):
        out += [*LINES[k * SIZE : (k + 1) * SIZE], *([f"— {k + 1} —"] if k in {0, 3} else []), "\f"]
    assert pages_of("\n".join(out)) == expected()


def test_no_numbers_no_pages():
    assert set(pages_of("一、总则\n" + "\n".join(LINES)).values()) == {None}


def test_numbers_of_a_table_are_no_pages():
    cells = "\n".join(f"{n}\n指标{n}\n亿元" for n in range(1, 30))
    plan = read(f"一、总则\n{cells}\n" + "\n".join(LINES))
    assert {page for _, page in plan.page_starts} == {None}
    assert "29" in own_text(plan, "1")


def test_a_year_alone_on_a_line_is_no_page():
    plan = read("一、总则\n到\n2020\n年，\n" + "\n".join(LINES))
    assert "2020" in own_text(plan, "1")


def test_sentence_over_a_page_break_is_whole_and_on_both_pages():
    plan = read(paged(foot="— {} —").replace(LINES[12], "就此结束。"))
    sentence = plan.by_path["1"].sentences[1]
    assert sentence.pages == (1, 2)
    assert sentence.text == "".join(LINES[:12]) + "就此结束。"
    assert plan.pages_of(sentence) == {1, 2}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_running_head_is_no_text(order: tuple[int, int]):
    out = ["一、总则"]
    for k in range(len(LINES) // SIZE):
        edge = (f"— {k + 1} —", "某市服务业发展“十五五”规划")
        out += [*LINES[k * SIZE : (k + 1) * SIZE], *(edge[n] for n in order)]
    text = "\n".join(out)
    assert pages_of(text) == expected()
    assert "某市" not in own_text(read(text), "1")


def test_the_last_words_of_a_sentence_are_no_running_head():
    text = paged(foot="— {} —")
    for n in (13, 25, 37, 49):
        text = text.replace(LINES[n - 1], "健康发展。")
    assert sum(s.endswith("健康发展。") for s in words(read(text), "1")) == 4


def test_a_line_that_comes_again_within_pages_is_text():
    text = paged(foot="— {} —")
    for n in (13, 25, 37, 40):
        text = text.replace(LINES[n - 1], "着力做好以下各项工作")
    assert own_text(read(text), "1").count("着力做好以下各项工作") == 4
