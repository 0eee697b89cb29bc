"""Which reader takes which file, and what is said of files that none takes."""

import os
import struct
import zlib

import pytest

from corpus.errors import PlanFileError
from corpus.readers import ocr, read_source


def write(tmp_path, raw, name="a.docx"):
    path = tmp_path / name
    path.write_bytes(raw)
    return path


def png():
    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = b"".join(b"\x00" + b"\xff\xff\xff" * 8 for _ in range(8))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "空文件"),
        (b"\x00" * 500, "空文件"),
        (b"   \n\n", "空文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Office"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "打开密码",
        ),
        (b"{\\rtf1 abc}", "RTF"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (b"MZ\x90\x00" + b"\0" * 100, "程序"),
        (b"PK\x03\x04broken", "Office 文件"),
        (b"%PDF-1.7\nbroken", "PDF"),
        (bytes(range(256)) * 20, "不是可读的文本"),
    ],
)
def test_a_file_of_another_kind_is_named(tmp_path, raw, said):
    with pytest.raises(PlanFileError, match=said):
        read_source(write(tmp_path, raw))


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(PlanFileError, match="路径不存在"):
        read_source(tmp_path / "none.pdf")
    with pytest.raises(PlanFileError, match="文件夹"):
        read_source(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_named(tmp_path):
    path = write(tmp_path, b"text")
    path.chmod(0)
    with pytest.raises(PlanFileError, match="权限"):
        read_source(path)


def test_a_picture_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(PlanFileError, match=r"planqa\[ocr\]"):
        read_source(write(tmp_path, png()))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_keeps_its_words_in_any_encoding(tmp_path, encoding):
    text = "一、发展基础\n产值达到100亿元。\n"
    source = read_source(write(tmp_path, text.encode(encoding), "a.pdf"))
    assert (source.format, source.text) == ("text", text)


def test_markdown_loses_its_marks(tmp_path):
    text = (
        "# 某市规划\n\n## 一、发展基础\n\n**（一）现状。**产值**100亿元**，见[附件](a.pdf)。\n"
        "\n**二、目标**\n\n| 指标 | 目标 |\n|:--|--:|\n| 产值 | **200** |\n\n> - 建桥\n"
    )
    source = read_source(write(tmp_path, text.encode(), "a.md"))
    assert [line for line in source.text.splitlines() if line] == [
        "某市规划", "一、发展基础", "（一）现状。产值100亿元，见附件。", "二、目标",
        "| 指标 | 目标 |", "| 产值 | 200 |", "- 建桥",
    ]  # fmt: skip
    assert source.title == "某市规划"


def test_markdown_paragraphs_broken_by_hand_are_whole(tmp_path):
    lines = ["推动经济实现质的有效提升和量的合理增长，加快建设", "现代化产业体系，着力改善民生。"]
    text = "# 规划\n\n## 一、总则\n\n" + "\n".join(lines * 3) + "\n"
    source = read_source(write(tmp_path, text.encode(), "a.md"))
    assert source.text.splitlines()[-1].startswith("".join(lines))


def test_plain_text_with_a_star_is_no_markdown(tmp_path):
    text = "3*4*5\n4.“15+8”产业占比* | %\n"
    assert read_source(write(tmp_path, text.encode(), "a.txt")).text == text
