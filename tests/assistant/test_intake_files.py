"""Files that nobody should trust: each is refused in Chinese or read, within its limits."""

import io
import random
import time
import zipfile
from pathlib import Path

import pytest
from docx import Document
from PIL import Image, ImageDraw

from assistant.intake import read_draft
from assistant.settings import Settings
from corpus.confined import Limits
from corpus.errors import PlanFileError
from tests.assistant.plans import plan_text

LIMITS = Limits(memory=3 << 30, cpu=120, wall=150.0)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", plans=tmp_path / "plans")


def read(settings: Settings, path: Path) -> str:
    """What is said of a file: the report, or why it is refused; nothing is left either way."""
    began = time.monotonic()
    try:
        draft = read_draft(settings, path, limits=LIMITS)
    except PlanFileError as error:
        told = str(error)
        assert "Traceback" not in told
    else:
        told = draft.reading.report_text
        draft.discard()
    assert time.monotonic() - began < LIMITS.wall + 10
    assert [p.name for p in settings.plans.iterdir()] == [".lock"]
    return told


def pdf(pages: int, lines: int = 40, *, trailer: str = "") -> bytes:
    """A PDF of some pages, some lines of text on each."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(pages))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for n in range(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * n} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        words = "\n".join(
            f"BT /F1 11 Tf 72 {760 - 15 * k} Td (Page {n + 1} line {k} of a plain report) Tj ET"
            for k in range(lines)
        )
        objects.append(f"<< /Length {len(words)} >>\nstream\n{words}\nendstream")
    out, offsets = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1"))
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{offset:010d} 00000 n \n" for offset in offsets).encode())
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n".encode("latin-1"))
    out.write(f"startxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def word() -> bytes:
    """The small plan as a Word file."""
    document = Document()
    for line in plan_text().replace("\n", "").split(" "):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word_with(**parts: bytes) -> bytes:
    """A Word file with some parts replaced or added; `__` stands for a slash, `_` for a dot."""
    named = {name.replace("__", "/").replace("_", "."): raw for name, raw in parts.items()}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, named.pop(name, old.read(name)))
        for name, raw in named.items():
            new.writestr(name, raw)
    return out.getvalue()


def put(tmp_path: Path, name: str, raw: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(raw)
    return path


HEAD = b'<?xml version="1.0"?>'
BODY = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body><w:p><w:r><w:t>%b</w:t></w:r></w:p></w:body></w:document>"
)


def test_an_encrypted_pdf(settings: Settings, tmp_path: Path) -> None:
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -4 >>"
    raw = pdf(1, trailer=f"{lock} /ID [<{'43' * 16}> <{'43' * 16}>]")
    assert "密码" in read(settings, put(tmp_path, "密.pdf", raw))


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_half_a_file(settings: Settings, tmp_path: Path, part: float) -> None:
    for name, raw in (("半.pdf", pdf(3)), ("半.docx", word())):
        told = read(settings, put(tmp_path, name, raw[: int(len(raw) * part)]))
        assert "请" in told


def test_bytes_changed_at_random(settings: Settings, tmp_path: Path) -> None:
    dice = random.Random(7)
    for name, raw in (("乱.pdf", pdf(3)), ("乱.docx", word())):
        spoiled = bytearray(raw)
        for _ in range(len(raw) // 20):
            spoiled[dice.randrange(len(raw))] = dice.randrange(256)
        assert read(settings, put(tmp_path, name, bytes(spoiled)))


def test_a_zip_bomb(settings: Settings, tmp_path: Path) -> None:
    raw = word_with(word__document_xml=HEAD + BODY % (b"a" * (1 << 28)))
    assert len(raw) < 1 << 20
    assert "请" in read(settings, put(tmp_path, "弹.docx", raw))


def test_entities_of_xml(settings: Settings, tmp_path: Path) -> None:
    laughs = b"<!DOCTYPE x [<!ENTITY a0 'ha'>"
    laughs += b"".join(b"<!ENTITY a%d '%b'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    secret = put(tmp_path, "secret.txt", b"GEHEIM")
    outside = f"<!DOCTYPE x [<!ENTITY a11 SYSTEM '{secret.as_uri()}'>]>".encode()
    for declared in (laughs + b"]>", outside):
        raw = word_with(word__document_xml=HEAD + declared + BODY % b"&a11;")
        told = read(settings, put(tmp_path, "实体.docx", raw))
        assert "请" in told
        assert "GEHEIM" not in told


def test_macros_are_not_run_and_do_not_matter(settings: Settings, tmp_path: Path) -> None:
    raw = word_with(word__vbaProject_bin=b"\xd0\xcf\x11\xe0" + bytes(500))
    assert "章节：" in read(settings, put(tmp_path, "宏.docm", raw))


@pytest.mark.parametrize("name", ["规划.pdf", "规划.txt", "规划", "规划.jpg", "规划.docx.exe"])
def test_a_wrong_ending(settings: Settings, tmp_path: Path, name: str) -> None:
    assert "章节：" in read(settings, put(tmp_path, name, word()))


def test_a_picture_of_a_cat(settings: Settings, tmp_path: Path) -> None:
    image = Image.new("RGB", (500, 400), "#e0c8a0")
    draw = ImageDraw.Draw(image)
    draw.ellipse((150, 120, 350, 320), fill="#806040")
    draw.polygon([(160, 160), (170, 60), (230, 130)], fill="#806040")
    draw.polygon([(340, 160), (330, 60), (270, 130)], fill="#806040")
    for x in (210, 280):
        draw.ellipse((x, 190, x + 20, 215), fill="#103010")
    out = io.BytesIO()
    image.save(out, "JPEG")
    assert "请" in read(settings, put(tmp_path, "猫.jpg", out.getvalue()))


def test_an_image_that_unfolds(settings: Settings, tmp_path: Path) -> None:
    image = Image.new("1", (30_000, 30_000))
    out = io.BytesIO()
    image.save(out, "PNG")
    assert len(out.getvalue()) < 1 << 20
    assert "请" in read(settings, put(tmp_path, "大.png", out.getvalue()))


@pytest.mark.slow
def test_two_thousand_pages(settings: Settings, tmp_path: Path) -> None:
    told = read(settings, put(tmp_path, "长.pdf", pdf(2000, 8)))
    assert "章节" in told or "仍未完成" in told  # it has none, or takes too long: within limits


def test_names_inside_an_archive_lead_nowhere(settings: Settings, tmp_path: Path) -> None:
    raw = word_with(**{"../../../escaped_txt": b"x"})
    read(settings, put(tmp_path, "名.docx", raw))
    assert not list(tmp_path.rglob("escaped*"))
