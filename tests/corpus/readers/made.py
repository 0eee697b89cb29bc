"""Small files of each kind, made for a test."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from corpus.readers.glyphs import Glyph, Glyphs, Rule
from corpus.readers.printed import PrintedLine, lines_of

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_REL = '<Relationship Id="{0}" Type="{1}/{0}" Target="{2}"/>'


def word(path: Path, body: str, **parts: str) -> Path:
    """A docx with the given body; `parts` are further parts by kind (numbering, styles …)."""
    root = f'<w:document xmlns:w="{W_NS}" xmlns:r="{R_NS}" {{}}><w:body>{{}}</w:body></w:document>'
    more = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    )
    links = "".join(_REL.format(kind, R_NS, f"{kind}.xml") for kind in parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr(
            "_rels/.rels", _RELS.format(_REL.format("officeDocument", R_NS, "word/document.xml"))
        )
        package.writestr("word/document.xml", root.format(more, body))
        package.writestr("word/_rels/document.xml.rels", _RELS.format(links))
        for kind, xml in parts.items():
            package.writestr(f"word/{kind}.xml", xml)
    return path


def p(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def numbered(level: int, text: str, num: int = 1) -> str:
    """A paragraph that Word numbers."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def numbering(*levels: tuple[str, str], nums: str = "") -> str:
    """numbering.xml with one list of (form, text) levels; `nums` are further w:num elements."""
    lvls = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    return (
        f'<w:numbering xmlns:w="{W_NS}"><w:abstractNum w:abstractNumId="0">{lvls}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{nums}</w:numbering>'
    )


def glyphs(
    text: str, x: float, base: float, size: float = 12.0, *, pitch: float = 1.0
) -> list[Glyph]:
    """A printed line: Chinese characters are `size` wide, others half of it."""
    found = []
    for ch in text:
        wide = size if ord(ch) > 0x2000 else 0.5 * size
        found.append(Glyph(ch, x, x + wide, base - 0.9 * size, base + 0.1 * size, base, size))
        x += wide * pitch
    return found


def sheet(lines: list[list[Glyph]], rules: list[Rule] | None = None, **more: Any) -> Glyphs:
    """An A4 sheet."""
    return Glyphs(
        595.0,
        842.0,
        [g for line in lines for g in line],
        rules or [],
        more.get("grounds", []),
        more.get("pictures", []),
        0,
    )


def lines(
    *texts: str, size: float = 12.0, first: float = 80.0, step: float = 20.0
) -> list[PrintedLine]:
    """Printed lines of a sheet, one below the other from y = `first`."""
    made = [glyphs(text, 90.0, first + n * step, size) for n, text in enumerate(texts)]
    return lines_of([g for line in made for g in line])


def grid_rules(xs: list[float], ys: list[float]) -> list[Rule]:
    """All rules of a table with these places."""
    return [Rule(True, y, xs[0], xs[-1]) for y in ys] + [Rule(False, x, ys[0], ys[-1]) for x in xs]
