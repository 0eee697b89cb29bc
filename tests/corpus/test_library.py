"""Files: what is read, and the words of every refusal."""

import datetime as dt
import os
from pathlib import Path

import pytest

from corpus.errors import PlanFileError
from corpus.library import BUNDLED_PLANS, Library, list_plans, load_plan, load_plan_file
from tests.corpus.helpers import outline, words

TEXT = "一、总则\n为促进服务业发展，制定本规划。\n二、目标\n到2025年增长一倍。\n"
META = 'title = "某市规划"\ntext = "plan.txt"\n'


def write(folder: Path, meta: str = META, text: bytes = TEXT.encode()) -> Path:
    (folder / "a").mkdir()
    (folder / "a" / "plan.toml").write_text(meta, encoding="utf-8")
    (folder / "a" / "plan.txt").write_bytes(text)
    return folder


def refusal(path: Path) -> str:
    with pytest.raises(PlanFileError) as caught:
        load_plan_file(path)
    return str(caught.value)


def test_bundled_plan():
    assert [meta.plan_id for meta in list_plans()] == ["hangzhou-services-13-5"]
    plan = load_plan("hangzhou-services-13-5")
    assert plan.meta.title == "杭州市现代服务业发展“十三五”规划"
    assert plan.meta.document_number == "杭政办函〔2016〕125号"
    assert (plan.meta.period, plan.meta.issued_on) == ((2016, 2020), dt.date(2016, 11, 13))
    raw = (BUNDLED_PLANS / "hangzhou-services-13-5" / "plan.txt").read_bytes()
    assert plan.text.encode() == raw
    assert len(plan.digest) == 64


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le").join([b"\xff\xfe", b""]),
        TEXT.encode("utf-16-be").join([b"\xfe\xff", b""]),
        TEXT.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "mark", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "crlf"],
)
def test_encodings(tmp_path: Path, raw: bytes):
    path = tmp_path / "某规划.txt"
    path.write_bytes(raw)
    plan = load_plan_file(path)
    assert outline(plan) == {"1": "总则", "2": "目标"}
    assert words(plan, "2") == ["到2025年增长一倍。"]
    assert (plan.plan_id, plan.meta.title) == ("某规划", "一、总则")


def test_same_bytes_same_digest(tmp_path: Path):
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text(TEXT, encoding="utf-8")
    second.write_text(TEXT + "丙。", encoding="utf-8")
    assert load_plan_file(first).digest == load_plan_file(first).digest
    assert load_plan_file(first).digest != load_plan_file(second).digest


def test_missing(tmp_path: Path):
    path = tmp_path / "无.txt"
    assert refusal(path) == f"找不到规划文件：{path}。请检查路径，或重新放入该文件。"


def test_null_character_in_the_path():
    assert refusal(Path("a\0b")).startswith("找不到规划文件：")


def test_folder(tmp_path: Path):
    assert refusal(tmp_path).startswith(f"读不出规划文件：{tmp_path}（")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_no_permission(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    assert refusal(path) == f"读不出规划文件：{path}（Permission denied）。请检查权限和磁盘。"


@pytest.mark.parametrize("raw", [b"", b" \n\t\r\n "])
def test_empty(tmp_path: Path, raw: bytes):
    path = tmp_path / "a.txt"
    path.write_bytes(raw)
    assert refusal(path) == f"规划文件是空的：{path}。请放入规划全文。"


@pytest.mark.parametrize(
    "raw",
    [
        b"%PDF-1.7\n\x00\x01\x02\xff" * 50,
        b"PK\x03\x04\x00\x00" * 50,
        bytes(range(256)) * 9,
        b"\xff",
    ],
)
def test_binary(tmp_path: Path, raw: bytes):
    path = tmp_path / "a.txt"
    path.write_bytes(raw)
    assert refusal(path) == (
        f"{path} 不是可读的文本。应为 UTF-8 或 GB 18030 编码的纯文本，请转换后再放入。"
    )


def test_half_a_character_in_utf_16(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode("utf-16")[:-1])
    assert "不是可读的文本" in refusal(path)


def test_no_heading(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("服务业是重要产业。\n", encoding="utf-8")
    assert refusal(path) == (
        f"{path} 中没有找到任何章节标题。应有“第一章”“一、”“（一）”“1.”这类编号，"
        "才能按章节引用。请确认放入的是规划正文。"
    )


def test_too_large(tmp_path: Path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    assert refusal(path) == f"规划文件过大：{path}。应为 64 MB 以内的纯文本，请检查文件。"


@pytest.mark.parametrize("plan_id", ["b", "", "..", "../a", "a/../a", "a" * 300, "a\0"])
def test_unknown_plan(tmp_path: Path, plan_id: str):
    with pytest.raises(PlanFileError) as caught:
        load_plan(plan_id, write(tmp_path))
    assert str(caught.value) == f"没有编号为“{plan_id}”的规划。现有：a。请换用其中一个编号。"


def test_no_plans_at_all(tmp_path: Path):
    assert list_plans(tmp_path) == []
    assert list_plans(tmp_path / "无") == []
    with pytest.raises(PlanFileError, match="现有：（无）。"):
        load_plan("a", tmp_path)


def test_plan_of_a_library(tmp_path: Path):
    meta = META + 'region = "某市"\nperiod = [2021, 2025]\nissued_on = 2021-03-01\n'
    plan = load_plan("a", write(tmp_path, "\ufeff" + meta))
    assert (plan.plan_id, plan.meta.region, plan.meta.sector) == ("a", "某市", "")
    assert (plan.meta.period, plan.meta.issued_on) == ((2021, 2025), dt.date(2021, 3, 1))


def test_text_is_missing(tmp_path: Path):
    write(tmp_path, META.replace("plan.txt", "无.txt"))
    with pytest.raises(PlanFileError, match=r"找不到规划文件：.*无\.txt"):
        load_plan("a", tmp_path)


@pytest.mark.parametrize(
    ("meta", "key", "expected"),
    [
        ('text = "plan.txt"', "title", "规划名称"),
        ('title = ""', "title", "规划名称"),
        ("title = 5", "title", "规划名称"),
        (META + "period = 2021", "period", "起止年份，如 [2016, 2020]"),
        (META + "period = [2021]", "period", "起止年份，如 [2016, 2020]"),
        (META + "period = [true, false]", "period", "起止年份，如 [2016, 2020]"),
        (META + 'issued_on = "2021"', "issued_on", "日期，如 2016-11-13"),
        (META + "issued_on = 2021-03-01T00:00:00", "issued_on", "日期，如 2016-11-13"),
        ('title = "甲"\ntext = "../plan.txt"', "text", "同一文件夹内的文件名，如 plan.txt"),
        ('title = "甲"\ntext = 5', "text", "同一文件夹内的文件名，如 plan.txt"),
    ],
)
def test_wrong_entry(tmp_path: Path, meta: str, key: str, expected: str):
    path = write(tmp_path, meta) / "a" / "plan.toml"
    for call in (lambda: load_plan("a", tmp_path), lambda: list_plans(tmp_path)):
        with pytest.raises(PlanFileError) as caught:
            call()
        assert str(caught.value) == f"规划说明文件 {path} 的 {key} 项不对：应为{expected}，请改正。"


@pytest.mark.parametrize("meta", ["title = ", "= 5", "title = '甲", "[[["])
def test_no_toml(tmp_path: Path, meta: str):
    with pytest.raises(PlanFileError, match=r"^规划说明文件有误：.*请按 TOML 格式改正。$"):
        load_plan("a", write(tmp_path, meta))


def test_toml_in_another_encoding(tmp_path: Path):
    path = write(tmp_path) / "a" / "plan.toml"
    path.write_bytes(META.encode("gb18030"))
    with pytest.raises(PlanFileError, match="规划说明文件有误"):
        load_plan("a", tmp_path)


# The catalogue


def library(*folders: Path, indexes: Path) -> Library:
    return Library(folders, indexes)


def put(folder: Path, name: str, title: str = "甲") -> None:
    (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / name / "plan.toml").write_text(f'title = "{title}"\n', "utf-8")
    (folder / name / "plan.txt").write_text(TEXT, "utf-8")


def test_plans_of_several_folders(tmp_path: Path):
    first, second, index = tmp_path / "1", tmp_path / "2", tmp_path / "index"
    put(first, "b", "先")
    put(second, "a")
    put(second, "b", "后")
    put(second, ".work-1")
    found = library(first, second, tmp_path / "none", indexes=index)
    assert list(found.ids()) == ["b", "a"]
    assert [(e.plan_id, e.meta.title) for e in found.entries()] == [("b", "先"), ("a", "甲")]
    assert found.load("b").meta.title == "先"
    assert found.entry("a").index == index / "a"
    assert (found.has("a"), found.has("c"), found.has("..")) == (True, False, False)
    assert found.find(".work-1") is None


def test_one_plan_that_cannot_be_used_hides_no_other(tmp_path: Path):
    put(tmp_path, "a")
    put(tmp_path, "b")
    (tmp_path / "a" / "plan.toml").write_text("title =", "utf-8")
    found = library(tmp_path, indexes=tmp_path)
    bad, good = found.entries()
    assert (bad.plan_id, bad.meta.title, good.fault) == ("a", "a", "")
    assert "规划说明文件有误" in bad.fault
    with pytest.raises(PlanFileError, match="规划说明文件有误"):
        found.entry("a")
    put(tmp_path, "a", "改好")
    assert found.entries()[0].meta.title == "改好"


def test_many_identifiers_are_not_all_told(tmp_path: Path):
    for n in range(30):
        put(tmp_path, f"p{n:02}")
    with pytest.raises(PlanFileError) as caught:
        library(tmp_path, indexes=tmp_path).load("none")
    assert "p19等 30 份。" in str(caught.value)


def test_a_missing_plan_is_recovered_first(tmp_path: Path):
    def recover(folder: Path) -> bool:
        put(folder, "a")
        return True

    assert Library((tmp_path,), tmp_path, recover).load("a").plan_id == "a"
