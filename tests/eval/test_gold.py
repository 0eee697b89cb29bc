"""Gold files: every fault is named with file, line and field, and no claim outlives the plan."""

import json
import re
from dataclasses import replace

import pytest
import yaml

from corpus.library import BUNDLED_PLANS, load_plan
from eval.gold import GOLD, GoldError, GoldNumber, load_gold
from eval.sets import PLANS

GOOD = {
    "id": "q1",
    "turns": ["电子商务增加值目标"],
    "kind": "number",
    "half": "test",
    "status": ["answered"],
    "sections": [["3/4/1", "B5/r7"]],
    "also": ["B5"],
    "page": 22,
    "facts": [["2000亿元", "2000"]],
    "says": [["目标"]],
    "forbidden": ["1600"],
    "number": {"value": 2000, "unit": "亿元", "year": 2020},
    "route": ["numbers", "retrieval"],
    "tags": ["电子商务"],
    "note": "只给人看",
}
SUFFIXES = ("jsonl", "yaml", "yml")


def write(folder, suffix, *records):
    """A gold file of these records and the line each begins on."""
    path = folder / f"my.{suffix}"
    if suffix == "jsonl":
        parts = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
    else:
        parts = [yaml.safe_dump([record], allow_unicode=True) for record in records]
    path.write_text("".join(parts), "utf-8")
    lines = [1 + "".join(parts[:n]).count("\n") for n in range(len(parts))]
    return path, lines


def faults(path, plan):
    with pytest.raises(GoldError) as caught:
        load_gold(path, plan)
    return str(caught.value).splitlines()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_question_is_read_with_all_its_fields(tmp_path, plan, suffix):
    (question,) = load_gold(write(tmp_path, suffix, GOOD)[0], plan)
    assert (question.question_id, question.turns) == ("q1", ("电子商务增加值目标",))
    assert (question.kind, question.half, question.page) == ("number", "test", 22)
    assert question.status == {"answered"}
    assert question.sections == (frozenset({"3/4/1", "B5/r7"}),)
    assert question.also == {"B5"}
    assert question.facts == (("2000亿元", "2000"),)
    assert question.says == (("目标",),)
    assert question.forbidden == ("1600",)
    assert question.number == GoldNumber(2000.0, 2000.0, "亿元", 2020)
    assert question.route == {"numbers", "retrieval"}
    assert question.tags == ("电子商务",)
    assert (question.items, question.ordered, question.noise, question.of) == ((), False, "", "")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_little_is_required(tmp_path, plan, suffix):
    least = {"id": "q1", "turns": "服务业", "kind": "overview"}
    (question,) = load_gold(write(tmp_path, suffix, least)[0], plan)
    assert (question.turns, question.half, question.status) == (("服务业",), "dev", {"answered"})
    assert (question.sections, question.number, question.route) == ((), None, frozenset())


def test_a_text_stands_for_a_group_of_one_and_a_range_has_two_bounds(tmp_path, plan):
    change = {"facts": ["2000亿元", ["2000", "两千"]], "status": "answered", "also": "B5/r5"}
    change |= {"number": {"value": [2000, 1150], "unit": "亿元", "tolerance": 1}}
    (question,) = load_gold(write(tmp_path, "jsonl", GOOD | change)[0], plan)
    assert question.facts == (("2000亿元",), ("2000", "两千"))
    assert (question.status, question.also) == ({"answered"}, {"B5/r5"})
    assert question.number == GoldNumber(2000.0, 1150.0, "亿元", tolerance=1.0)


def test_equal_questions_have_equal_digests(tmp_path, plan):
    path, _ = write(tmp_path, "jsonl", GOOD)
    (one,), (other,) = load_gold(path, plan), load_gold(path, plan)
    assert one.digest == other.digest
    assert one.digest != replace(one, page=23).digest


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": 5}, "id 应为文字"),
        ({"id": " "}, "id 应为文字"),
        ({"id": None}, "id 应为文字"),
        ({"turns": []}, "turns 应为非空的文字列表"),
        ({"turns": [""]}, "turns 应为非空的文字列表"),
        ({"turns": [2020]}, "turns 应为非空的文字列表"),
        ({"turns": None}, "turns 应为非空的文字列表"),
        ({"kind": "numbers"}, "kind 应为其中之一：fact、number、.*；现为“numbers”"),
        ({"kind": ["fact"]}, "kind 应为其中之一"),
        ({"kind": None}, "kind 应为其中之一"),
        ({"half": "train"}, "half 应为其中之一：dev、test；现为“train”"),
        ({"status": ["ok"]}, "status 应取自：answered、not_in_plan"),
        ({"status": []}, "status 应取自"),
        ({"status": 1}, "status 应取自"),
        ({"sections": "3/4/1"}, "sections 应为若干组文字"),
        ({"sections": [[]]}, "sections 应为若干组文字"),
        ({"sections": [["3/4/1"], 3]}, "sections 应为若干组文字"),
        ({"also": [3]}, "also 应为文字列表"),
        ({"page": "22"}, "page 应为整数"),
        ({"page": True}, "page 应为整数"),
        ({"page": 22.0}, "page 应为整数"),
        ({"facts": [[]]}, "facts 应为若干组文字"),
        ({"facts": "2000"}, "facts 应为若干组文字"),
        ({"says": [[""]]}, "says 应为若干组文字"),
        ({"forbidden": {"1600": 1}}, "forbidden 应为文字列表"),
        ({"number": "2000亿元"}, "number 应为"),
        ({"number": {"unit": "亿元"}}, "number 应为"),
        ({"number": {"value": 2000, "einheit": "亿元"}}, "number 应为"),
        ({"number": {"value": "2000"}}, "number 中 value、year、tolerance 应为数"),
        ({"number": {"value": True}}, "number 中 value、year、tolerance 应为数"),
        ({"number": {"value": [1, 2, 3]}}, "number 中 value、year、tolerance 应为数"),
        ({"number": {"value": 2000, "year": "2020"}}, "number 中 value、year、tolerance 应为数"),
        ({"number": {"value": 2000, "tolerance": None}}, "number 中 value、year、tolerance 应为数"),
        ({"number": {"value": 2000, "unit": 5}}, "number 中 .*unit、qualifier 应为文字"),
        ({"number": {"value": 2000, "qualifier": None}}, "number 中 .*unit、qualifier 应为文字"),
        ({"number": {"value": 2000, "computed": "yes"}}, "computed 应为 true 或 false"),
        ({"items": [[1]]}, "items 应为若干组文字"),
        ({"ordered": 1}, "ordered 应为 true 或 false"),
        ({"route": ["search"]}, "route 应取自：numbers、outline"),
        ({"noise": "typo"}, "noise 应为其中之一：homophone"),
        ({"of": 5}, "of 应为文字"),
        ({"tags": 5}, "tags 应为文字列表"),
        ({"answer": "2000"}, "没有“answer”这个字段。可用的有：also、facts"),
    ],
)
def test_a_faulty_field_is_named_with_file_and_line(tmp_path, plan, suffix, change, words):
    path, (_, second, _) = write(
        tmp_path, suffix, GOOD, GOOD | {"id": "q2"} | change, GOOD | {"id": "q3"}
    )
    (fault,) = faults(path, plan)
    assert re.match(rf"my\.{suffix} 第 {second} 行：{words}", fault)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_all_faults_are_told_at_once(tmp_path, plan, suffix):
    bad = {"id": "q2", "turns": [], "kind": "x"}
    path, (first, _, third) = write(tmp_path, suffix, bad, GOOD, GOOD | {"sections": [["9/9"]]})
    told = faults(path, plan)
    assert told[0].startswith(f"my.{suffix} 第 {first} 行：turns")
    assert told[1].startswith(f"my.{suffix} 第 {first} 行：kind")
    assert told[2].startswith(f"my.{suffix} 第 {third} 行：sections 中的“9/9”")
    assert told[3] == f"my.{suffix}：编号“q1”用了两次，请改其中一个。"


def test_of_very_many_faults_fifty_are_told_and_the_rest_counted(tmp_path, plan):
    path, _ = write(tmp_path, "jsonl", *[{"id": f"q{n}", "kind": "fact"} for n in range(60)])
    told = faults(path, plan)
    assert len(told) == 51
    assert told[-1] == "……共 60 处。"


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("record", [5, "问", [1], None])
def test_a_record_that_is_no_question(tmp_path, plan, suffix, record):
    path, (_, second) = write(tmp_path, suffix, GOOD, record)
    assert faults(path, plan)[0] == f"my.{suffix} 第 {second} 行：应为一道题（字段和值），请改正。"


def test_noise_names_a_clean_question_of_its_file(tmp_path, plan):
    noisy = GOOD | {"id": "q2", "noise": "dropped", "of": "q9"}
    path, _ = write(tmp_path, "jsonl", GOOD, noisy)
    (fault,) = faults(path, plan)
    assert "q9" in fault


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400], ids=["nan", "inf", "huge"])
def test_a_number_that_is_not_finite_is_a_fault_of_its_line(tmp_path, plan, value):
    number = {"value": value, "unit": "亿元", "computed": True}
    path, _ = write(tmp_path, "jsonl", GOOD | {"number": number})
    assert faults(path, plan)[0].startswith("my.jsonl 第 1 行：number")


# --- files that are none --------------------------------------------------------------------------


def test_blank_lines_and_a_byte_order_mark_are_passed_over(tmp_path, plan):
    path = tmp_path / "my.jsonl"
    text = "\ufeff\n" + json.dumps(GOOD) + "\r\n\n" + json.dumps(GOOD | {"id": "q2", "page": 99})
    path.write_bytes(text.encode())
    (fault,) = faults(path, plan)
    assert fault.startswith("my.jsonl 第 4 行：page 写的是第99页")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.jsonl", "\n{", r"a\.jsonl 第 2 行：不是 JSON"),
        ("a.jsonl", "[" * 10**5, r"a\.jsonl 第 1 行：不是 JSON"),
        ("a.yaml", "- id: a\n  turns: [b\n- id: c\n", r"a\.yaml 第 3 行：不是 YAML"),
        ("a.yaml", "- id: a\n--- \n- id: b\n", r"a\.yaml 第 2 行：不是 YAML"),
        ("a.yaml", "- id: a\n- *b\n", r"a\.yaml 第 2 行：不是 YAML"),
        ("a.yml", "id: a\n", r"a\.yml 第 1 行：应为题目的列表"),
        ("a.yml", "", r"a\.yml 第 1 行：应为题目的列表"),
        ("a.yml", "[]", r"a\.yml：没有题目"),
        ("a.jsonl", " \n\n", r"a\.jsonl：没有题目"),
        ("a.yaml", "- id: a\n  note: \x07\n", r"a\.yaml.*：不是 YAML"),
        ("a.yaml", "- id: a\n  note: 2016-13-45\n", r"a\.yaml.*：不是 YAML"),
        ("a.yaml", "[" * 2000, r"a\.yaml.*：不是 YAML"),
    ],
)
def test_a_file_that_cannot_be_read_as_gold(tmp_path, plan, name, text, message):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(GoldError, match=message):
        load_gold(path, plan)


def test_a_file_that_is_not_there_or_no_text(tmp_path, plan):
    with pytest.raises(GoldError, match=r"读不出题目文件：.*no\.jsonl"):
        load_gold(tmp_path / "no.jsonl", plan)
    (tmp_path / "gbk.jsonl").write_bytes("题目".encode("gb18030"))
    with pytest.raises(GoldError, match=r"gbk\.jsonl 不是 UTF-8 编码"):
        load_gold(tmp_path / "gbk.jsonl", plan)


# --- against the plan -----------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"sections": [["3/4/1"], ["9/9"]]}, "sections 中的“9/9”在规划中不存在"),
        ({"also": ["B99"]}, "also 中的“B99”在规划中不存在"),
        (
            {"facts": [["2000亿元"], ["1.7万亿元", "万亿"]]},
            "facts 中的“1.7万亿元”“万亿”不在所列章节",
        ),
        ({"facts": [["1600亿元"]]}, "facts 中的“1600亿元”不在所列章节"),  # 3/3/1 says it
        ({"items": [["量子商务"]]}, "items 中的“量子商务”不在所列章节（3/4/1、B5、B5/r7）"),
        ({"number": {"value": 7777, "unit": "亿元"}}, "number 中的 7777亿元 不在所列章节"),
        ({"number": {"value": [2000, 7777.5], "unit": "亿元"}}, "number 中的 7777.5亿元 不在"),
        (
            {"sections": [], "also": [], "page": None, "facts": [["量子"]]},
            "facts 中的“量子”不在规划",
        ),
        ({"page": 21}, "page 写的是第21页，所列章节在第13、22页"),
        ({"sections": []}, "page 写的是第22页，所列章节在第（无）页"),
    ],
)
def test_what_the_plan_does_not_bear_out_is_named(tmp_path, plan, suffix, change, fault):
    path, (_, second) = write(tmp_path, suffix, GOOD | {"id": "q0"}, GOOD | change)
    assert faults(path, plan)[0].startswith(f"my.{suffix} 第 {second} 行：{fault}")


@pytest.mark.parametrize(
    "change",
    [
        {"facts": [["增加值达到 2000 亿 元"]]},  # whatever the blanks
        {"facts": [["量子", "2000亿元"]]},  # one alternative is enough
        {"sections": [["B5/r7"]], "page": 13, "facts": [["目标值"]]},  # the header of its table
        {"sections": [["3/4"]], "page": 22},  # below the address
        {"sections": [], "also": [], "page": None, "facts": [["1600亿元"]]},  # anywhere
        {"also": ["3/3/1"], "facts": [["1600亿元"]]},
        {"number": {"value": 0.2, "unit": "万亿元"}},
        {"number": {"value": [826.54, 2000], "unit": "亿元"}},
        {"number": {"value": 1173.46, "unit": "亿元", "computed": True}},
    ],
)
def test_what_the_plan_bears_out_is_accepted(tmp_path, plan, change):
    assert len(load_gold(write(tmp_path, "jsonl", GOOD | change)[0], plan)) == 1


def test_what_is_unfounded_can_be_kept_instead_of_raised(tmp_path, plan):
    path, _ = write(tmp_path, "jsonl", GOOD, GOOD | {"id": "q2", "page": 21, "facts": [["量子"]]})
    unfounded = {}
    questions = load_gold(path, plan, unfounded)
    assert [question.question_id for question in questions] == ["q1", "q2"]
    assert list(unfounded) == ["q2"]
    facts, page = unfounded["q2"]
    assert facts.startswith("facts 中的“量子”")
    assert page.startswith("page 写的是第21页")


def test_a_faulty_field_is_raised_though_unfounded_claims_are_kept(tmp_path, plan):
    path, _ = write(tmp_path, "jsonl", GOOD | {"page": "22"})
    with pytest.raises(GoldError, match=r"my\.jsonl 第 1 行：page 应为整数"):
        load_gold(path, plan, {})


@pytest.mark.parametrize(
    "path", sorted(GOLD.glob("*/*.*l")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_the_gold_kept_here_fits_its_plan(path):
    own = (PLANS / path.parent.name).is_dir()
    questions = load_gold(path, load_plan(path.parent.name, PLANS if own else BUNDLED_PLANS))
    assert len({question.digest for question in questions}) == len(questions)
