import errno
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from corpus.errors import IndexStoreError, ModelError
from corpus.plan import Plan
from index import archive, store
from index.store import VALID, PlanIndex, build_index, describe, open_index
from tests.index.fakes import CharacterSegmenter, HashingEmbedder, make_plan, make_section

PLAN = make_plan(
    make_section("1", "金融港湾", "建设“星河金融港湾”，集聚财富管理机构。"),
    make_section("2", "物流标准", "制定智慧物流标准，推广托盘循环共用。"),
    make_section("3", "养老服务", "每个街道建一个养老服务照料中心。"),
)
TERMS = ("养老服务", "星河金融港湾", "物流标准", "金融港湾")
QUERIES = ["物流的标准", "养老", "金融港湾在哪里", "建设中心", "zzz"]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """A segmenter and an embedder that load in no time; a test may swap the latter's model."""
    loaded = {"name": "hashing-1"}

    def load(spec, *, segmenter, query_prefix):
        assert isinstance(segmenter, CharacterSegmenter)
        return HashingEmbedder(256, name=spec or loaded["name"])

    monkeypatch.setattr(store, "Segmenter", CharacterSegmenter)
    monkeypatch.setattr(store, "load_embedder", load)
    return loaded


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def data_file(home, name):
    folder = home / "index" / "p"
    return folder / json.loads((folder / "manifest.json").read_bytes())["data"] / name


def hits(index: PlanIndex, query: str):
    return [
        (hit.passage.passage_id, hit.score, hit.lexical, hit.dense)
        for hit in index.retriever.search(query)
    ]


def assert_works(index: PlanIndex, plan: Plan = PLAN):
    assert [passage.plan_id for passage in index.passages] == [plan.plan_id] * len(index.passages)
    assert index.retriever.search("物流的标准")[0].passage.path == "2"


def test_first_build_then_load_with_scores_equal_to_the_bit(home):
    built = open_index(PLAN, home=home)
    assert (built.built, built.reason) == (True, "尚无索引")
    loaded = open_index(PLAN, home=home)
    assert (loaded.built, loaded.reason) == (False, VALID)
    assert (loaded.plan_id, loaded.model, loaded.terms) == ("p", "hashing-1", TERMS)
    assert (loaded.terms, loaded.files, loaded.passages) == (
        built.terms,
        built.files,
        built.passages,
    )
    for query in QUERIES:
        assert hits(loaded, query) == hits(built, query)
    assert_works(loaded)


def test_a_valid_index_is_only_read(home, monkeypatch):
    open_index(PLAN, home=home)

    def refuse(*_args, **_options):
        raise AssertionError("a valid index must not be written")

    monkeypatch.setattr(archive.Writer, "hold", refuse)
    assert open_index(PLAN, home=home, progress=refuse).reason == VALID


def test_terms_reach_the_segmenter_when_built_and_when_loaded(home):
    for _ in range(2):
        segmenter = open_index(PLAN, home=home).retriever.segmenter
        assert segmenter.user_terms == set(TERMS)


def test_build_index_builds_whatever_is_there(home):
    assert build_index(PLAN, home=home).reason == "尚无索引"
    again = build_index(PLAN, home=home)
    assert (again.built, again.reason) == (True, "按要求重建")
    assert open_index(PLAN, home=home).reason == VALID


def test_progress_is_told_in_order(home):
    told = []
    open_index(PLAN, home=home, progress=told.append)
    assert told == [
        "建立索引（尚无索引）：3 个段落",
        "提取词语 4 个，载入分词和向量模型",
        "计算词项和向量",
        "提取地名、机构和项目的名称",
        "写入磁盘",
    ]


def test_a_changed_plan_rebuilds(home):
    open_index(PLAN, home=home)
    changed = open_index(replace(PLAN, digest="d2"), home=home)
    assert (changed.built, changed.reason) == (True, "规划文本已更改")


def test_changed_passages_rebuild(home, monkeypatch):
    open_index(PLAN, home=home)
    monkeypatch.setattr(store, "split_passages", lambda plan: all_but_last(plan))
    index = open_index(PLAN, home=home)
    assert (index.reason, len(index.passages)) == ("段落划分已更改", 2)


def all_but_last(plan):
    from corpus.passages import split_passages

    return split_passages(plan)[:-1]


def test_reworded_passages_of_the_same_number_rebuild(home):
    open_index(PLAN, home=home)
    sections = (*PLAN.sections[:2], make_section("3", "养老服务", "改了一句。"))
    assert open_index(replace(PLAN, sections=sections), home=home).reason == "段落划分已更改"


def test_another_model_rebuilds(home, small_parts):
    open_index(PLAN, home=home)
    small_parts["name"] = "hashing-2"
    index = open_index(PLAN, home=home)
    assert (index.reason, index.model) == ("向量模型已更换：hashing-1 → hashing-2", "hashing-2")
    assert open_index(PLAN, home=home, model="own").reason == "向量模型已更换：hashing-2 → own"
    assert open_index(PLAN, home=home, model="own").reason == VALID


def test_another_library_version_rebuilds(home, monkeypatch):
    open_index(PLAN, home=home)
    versions = store._versions()
    monkeypatch.setattr(store, "_versions", lambda: {**versions, "bm25s": "9.9", "new": "1"})
    reason = open_index(PLAN, home=home).reason
    assert reason == f"软件版本已更改：bm25s {versions['bm25s']} → 9.9，new 无 → 1"


def test_versions_name_what_an_index_depends_on():
    assert set(store._versions()) == {"planqa", "bm25s", "faiss", "jieba"}


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("_code_digest", lambda: "other", "检索程序已更改"),
        ("WEIGHTS", replace(store.WEIGHTS, k1=9.0), "检索权重已更改"),
        ("FORMAT", 99, "索引格式已更新：2 → 99"),
    ],
)
def test_other_changes_rebuild(home, monkeypatch, name, value, reason):
    open_index(PLAN, home=home)
    monkeypatch.setattr(store, name, value)
    assert open_index(PLAN, home=home).reason == reason
    assert open_index(PLAN, home=home).reason == VALID


def test_weights_of_the_ranking_alone_need_no_new_index(home, monkeypatch):
    open_index(PLAN, home=home)
    monkeypatch.setattr(store, "WEIGHTS", replace(store.WEIGHTS, dense=0.77))
    index = open_index(PLAN, home=home)
    assert (index.reason, index.retriever.weights.dense) == (VALID, 0.77)


def test_a_plan_under_another_name_is_another_index(home):
    open_index(PLAN, home=home)
    other = replace(PLAN, meta=replace(PLAN.meta, plan_id="q"))
    assert open_index(other, home=home).reason == "尚无索引"
    (home / "index" / "q").rename(home / "index" / "aside")
    shutil.copytree(home / "index" / "p", home / "index" / "q")
    assert open_index(other, home=home).reason == "索引属于另一规划：p"


NAMES = [
    "dense.faiss",
    "entities.json",
    "lexical.offsets.npy",
    "lexical.rows.npy",
    "lexical.scores.npy",
    "lexical.tokens.json",
    "terms.json",
    "vocabulary.vectors.npy",
    "vocabulary.words.json",
]


def cut(content):
    return content[: len(content) // 2]


def zero_tail(content):
    keep = len(content) - 2
    return content[:keep] + bytes(len(content) - keep)


def flip(content):
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def test_files_are_all_listed(home):
    assert sorted(open_index(PLAN, home=home).files) == NAMES


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("damage", [cut, zero_tail, flip, None])
def test_a_damaged_file_is_named_and_the_index_rebuilt(home, name, damage):
    before = open_index(PLAN, home=home)
    path = data_file(home, name)
    content = path.read_bytes()
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage(content))
        if path.read_bytes() == content:  # its tail was zero before: make it another one
            path.write_bytes(content[:-1] + b"\1")
    index = open_index(PLAN, home=home)
    assert index.built
    assert index.reason.startswith("索引文件损坏：")
    assert name in index.reason
    assert [hits(index, query) for query in QUERIES] == [hits(before, q) for q in QUERIES]
    assert open_index(PLAN, home=home).reason == VALID


@pytest.mark.parametrize("content", [b"", b"{", b"\x00" * 500])
def test_a_damaged_manifest_is_named_and_the_index_rebuilt(home, content):
    open_index(PLAN, home=home)
    (home / "index" / "p" / "manifest.json").write_bytes(content)
    index = open_index(PLAN, home=home)
    assert index.reason == "索引文件损坏：manifest.json 不是完整的清单"
    assert_works(index)


@pytest.mark.parametrize("missing", NAMES)
def test_a_set_that_is_whole_but_no_index_is_rebuilt(home, missing):
    open_index(PLAN, home=home)
    folder = home / "index" / "p"
    found = archive.read(folder)
    files = {name: content for name, content in found.files.items() if name != missing}
    with archive.Writer.hold(folder) as writer:
        writer.write({**files, "other": b""}, found.facts)
    index = open_index(PLAN, home=home)
    assert index.reason == f"索引文件无法读取：'{missing}'"
    assert_works(index)


def test_a_home_under_a_file_says_what_to_do(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexStoreError) as caught:
        open_index(PLAN, home=tmp_path / "file" / "home")
    assert str(caught.value) == (
        f"索引无法写入 {tmp_path / 'file' / 'home' / 'index' / 'p'}：上级不是文件夹。"
        "需要一个可写且有剩余空间的文件夹，请检查权限和磁盘空间，或另设数据文件夹。"
        "原有索引（如有）未改动。"
    )


@pytest.mark.parametrize(
    ("number", "reason"),
    [(errno.EACCES, "没有权限"), (errno.ENOSPC, "磁盘已满"), (errno.EROFS, "所在磁盘只读")],
)
@pytest.mark.parametrize("step", ["mkdir", "replace"])
def test_a_build_that_cannot_be_written_keeps_the_old_index(
    home, monkeypatch, number, reason, step
):
    open_index(PLAN, home=home)

    def fail(*_args, **_options):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(f"pathlib.Path.{step}", fail)
        with pytest.raises(IndexStoreError, match=reason):
            build_index(PLAN, home=home)
    assert open_index(PLAN, home=home).reason == VALID


def test_errors_that_are_not_about_writing_are_not_called_so(home, monkeypatch):
    def fail(*_args, **_options):
        raise ModelError("模型缺失")

    open_index(PLAN, home=home)
    monkeypatch.setattr(store, "load_embedder", fail)
    with pytest.raises(ModelError, match="模型缺失"):
        open_index(PLAN, home=home)
    with pytest.raises(ModelError, match="模型缺失"):
        build_index(PLAN, home=home)


def test_another_process_that_never_ends_is_reported(home, monkeypatch):
    monkeypatch.setattr(archive, "_LOCK_SECONDS", 0.05)
    held = archive.Writer.hold(home / "index" / "p")
    with held, pytest.raises(IndexStoreError, match="另一个进程正在为该规划建立索引"):
        open_index(PLAN, home=home)


def test_an_index_built_while_waiting_is_used(home, monkeypatch):
    hold = archive.Writer.hold

    def slow(folder):
        monkeypatch.setattr(archive.Writer, "hold", hold)
        build_index(PLAN, home=home)  # another process was faster
        return hold(folder)

    monkeypatch.setattr(archive.Writer, "hold", slow)
    index = open_index(PLAN, home=home)
    assert (index.built, index.reason) == (False, VALID)


@pytest.mark.parametrize("plan_id", ["", ".", "..", "a/b", "a\\b", "c:"])
def test_an_id_that_is_no_folder_name_is_refused(home, plan_id):
    plan = replace(PLAN, meta=replace(PLAN.meta, plan_id=plan_id))
    with pytest.raises(IndexStoreError, match="不能作文件夹名"):
        open_index(plan, home=home)


def test_a_plan_without_passages(home):
    empty = make_plan()
    for reason in ("尚无索引", VALID):
        index = open_index(empty, home=home)
        assert (index.reason, index.passages) == (reason, ())
        assert index.retriever.search("物流") == []


def test_description(home):
    index = open_index(PLAN, home=home)
    described = describe(index)
    assert json.loads(json.dumps(described)) == described
    assert {key: described[key] for key in ("plan", "passages", "terms", "dim", "model")} == {
        "plan": "p",
        "passages": 3,
        "terms": 4,
        "dim": 256,
        "model": "hashing-1",
    }
    assert (described["built"], described["reason"]) == (True, "尚无索引")
    assert described["path"] == str(home / "index" / "p")
    assert described["files"]["dense.faiss"] == data_file(home, "dense.faiss").stat().st_size
    assert described["bytes"] == sum(described["files"].values())


def test_importing_the_package_loads_nothing_heavy():
    heavy = {"bm25s", "faiss", "filelock", "jieba", "langchain_core", "safetensors", "torch"}
    program = f"import sys, index; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_the_package_exports_what_it_says():
    import index

    assert all(hasattr(index, name) for name in index.__all__)
