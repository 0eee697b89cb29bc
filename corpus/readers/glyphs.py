"""What stands on a sheet of a PDF: characters, rules and pictures, with their places.

The one module that knows pdfium. Places are in points from the sheet's top left corner as it is
shown (x to the right, y downwards), so that a turned sheet reads like any other.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

from corpus.errors import PlanFileError

__all__ = [
    "Glyph",
    "Glyphs",
    "Handle",
    "Rect",
    "Rule",
    "open_pdf",
    "read_sheet",
    "render_sheet",
    "title_of",
]

Handle: TypeAlias = Any  # an object of pdfium; pypdfium2 ships no types

_THIN = 3.0  # points; a filled path thinner than this is a rule
_MOST_GLYPHS = 60_000  # a sheet with more is no text
_MOST_OBJECTS = 40_000
_DEEPEST = 6  # forms within forms
_HYPHEN_AT_END = 2  # how a soft hyphen at a line's end comes
_MADE_UP = frozenset({10, 13, 32, 45})  # what pdfium adds between lines and words
_TEXT, _PATH, _IMAGE, _SHADING, _FORM = 1, 2, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character; y grows downwards."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float  # y of the line it stands on
    size: float  # points


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, level or upright, from `low` to `high` at `place` across."""

    level: bool
    place: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rect:
    """A place on the sheet."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def area(self) -> float:
        """Square points."""
        return max(self.x1 - self.x0, 0.0) * max(self.bottom - self.top, 0.0)


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One sheet."""

    width: float
    height: float
    glyphs: list[Glyph]
    rules: list[Rule]
    grounds: list[Rect]  # filled areas: coloured cells and frames, words marked with colour
    pictures: list[Rect]
    unknown: int  # characters whose code the file does not tell


def open_pdf(path: Path) -> Handle:
    """The document.

    Raises:
        PlanFileError: encrypted or damaged.
    """
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise PlanFileError(
                f"{path.name} 设有打开密码，读不出正文。请用密码打开后另存为不加密的 PDF。"
            ) from error
        raise PlanFileError(
            f"{path.name} 不是完整的 PDF（{error}）。文件可能已损坏或没有传完，请重新下载或导出。"
        ) from error


def title_of(document: Handle) -> str:
    """The title that the file gives itself; "" where it has none."""
    return str(document.get_metadata_value("Title") or "").strip()


def render_sheet(document: Handle, index: int, scale: float) -> Handle:
    """The sheet as an RGB array (height, width, 3) uint8; scale 1 is 72 dots an inch."""
    page = document[index]
    try:
        return page.render(scale=scale, rev_byteorder=True).to_numpy().copy()[:, :, :3]
    finally:
        page.close()


def read_sheet(document: Handle, index: int) -> Glyphs:
    """Everything on sheet `index` (from 0)."""
    import pypdfium2.raw as pdfium

    page = document[index]
    try:
        place = _Place(page, pdfium)
        text = pdfium.FPDFText_LoadPage(page.raw)
        try:
            glyphs, unknown = _glyphs(text, place, pdfium)
        finally:
            pdfium.FPDFText_ClosePage(text)
        turned = _main_turn(glyphs)
        rules: list[Rule] = []
        grounds: list[Rect] = []
        pictures: list[Rect] = []
        for kind, item, matrix in _objects(page.raw, pdfium):
            if kind == _PATH:
                _draw(item, matrix, place, pdfium, rules, grounds)
            elif kind in {_IMAGE, _SHADING}:
                pictures.append(_bounds(item, matrix, place, pdfium))
        sheet = Glyphs(
            place.width,
            place.height,
            [g for g, t in glyphs if t == turned],
            rules,
            grounds,
            pictures,
            unknown,
        )
        return _turn_back(sheet, turned) if turned else sheet
    finally:
        page.close()


class _Place:
    """From a page's own points to those of the sheet as it is shown."""

    def __init__(self, page: Handle, pdfium: Handle) -> None:
        self.width, self.height = page.get_size()
        self.turn = page.get_rotation() % 360
        left, bottom, right, top = page.get_cropbox()
        mleft, mbottom, mright, mtop = page.get_mediabox()
        self.left, self.bottom = max(left, mleft), max(bottom, mbottom)
        self.right, self.top = min(right, mright), min(top, mtop)

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        if self.turn == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def sides(
        self, x0: float, y0: float, x1: float, y1: float
    ) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what stands between two corners."""
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        return (
            ax if ax < bx else bx,
            ay if ay < by else by,
            bx if ax < bx else ax,
            by if ay < by else ay,
        )


def _glyphs(text: Handle, place: _Place, pdfium: Handle) -> tuple[list[tuple[Glyph, int]], int]:
    """Characters with the quarter turns of each (0–3), and how many have no code."""
    found: list[tuple[Glyph, int]] = []
    unknown = 0
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    to_box, to_matrix, to_x, to_y = map(ctypes.byref, (box, matrix, x, y))
    code_of, box_of, origin_of, size_of = (
        pdfium.FPDFText_GetUnicode,
        pdfium.FPDFText_GetLooseCharBox,
        pdfium.FPDFText_GetCharOrigin,
        pdfium.FPDFText_GetFontSize,
    )
    nominal = size = last_x = last_y = 0.0
    turn = 0.0
    for i in range(min(pdfium.FPDFText_CountChars(text), _MOST_GLYPHS)):
        code = code_of(text, i)
        if code in _MADE_UP and (code < 32 or pdfium.FPDFText_IsGenerated(text, i) == 1):
            continue
        if code == 0 or code == 0xFFFD or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            unknown += 1
            continue
        if code < 32:
            if code != _HYPHEN_AT_END:
                continue
            code = 0x2D
        if not box_of(text, i, to_box):
            continue
        origin_of(text, i, to_x, to_y)
        given = size_of(text, i)
        # Characters that follow each other on a line share their matrix.
        if given != nominal or abs(y.value - last_y) > 0.01 or x.value < last_x:
            size, turn = given, 0.0
            if pdfium.FPDFText_GetMatrix(text, i, to_matrix):
                size *= math.hypot(matrix.c, matrix.d)
                turn = round(math.degrees(math.atan2(matrix.b, matrix.a)), 1)
            turn = (turn - place.turn) % 360
            nominal = given
        last_x, last_y = x.value, y.value
        if 2 < turn % 90 < 88:
            continue  # aslant: a watermark
        x0, top, x1, bottom = place.sides(box.left, box.bottom, box.right, box.top)
        base = place.point(last_x, last_y)[1]
        glyph = Glyph(_usual(chr(code)), x0, x1, top, bottom, base, size)
        found.append((glyph, round(turn / 90) % 4))
    return found, unknown


def _usual(ch: str) -> str:
    """The usual character for a radical or compatibility form that a font's table names."""
    if "\u2e80" <= ch <= "\u2fdf" or "\uf900" <= ch <= "\ufaff" or "\ufb00" <= ch <= "\ufb06":
        return unicodedata.normalize("NFKC", ch)
    return ch


def _main_turn(glyphs: list[tuple[Glyph, int]]) -> int:
    counts = [0, 0, 0, 0]
    for _, turn in glyphs:
        counts[turn] += 1
    return max(range(4), key=lambda turn: (counts[turn], -turn))


def _turn_back(sheet: Glyphs, turn: int) -> Glyphs:
    """The sheet turned so that text running up, down or upside down runs to the right."""
    width, height = sheet.width, sheet.height

    def point(x: float, y: float) -> tuple[float, float]:
        if turn == 1:  # runs upwards
            return height - y, x
        if turn == 2:
            return width - x, height - y
        return y, width - x

    def rect(x0: float, top: float, x1: float, bottom: float) -> Rect:
        ax, ay = point(x0, top)
        bx, by = point(x1, bottom)
        return Rect(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))

    glyphs = []
    for g in sheet.glyphs:
        r = rect(g.x0, g.top, g.x1, g.bottom)
        base = r.bottom - 0.2 * (r.bottom - r.top)
        glyphs.append(Glyph(g.text, r.x0, r.x1, r.top, r.bottom, base, g.size))
    rules = []
    for u in sheet.rules:
        r = (
            rect(u.low, u.place, u.high, u.place)
            if u.level
            else rect(u.place, u.low, u.place, u.high)
        )
        level = r.x1 - r.x0 >= r.bottom - r.top
        rules.append(Rule(True, r.top, r.x0, r.x1) if level else Rule(False, r.x0, r.top, r.bottom))
    pictures = [rect(p.x0, p.top, p.x1, p.bottom) for p in sheet.pictures]
    grounds = [rect(p.x0, p.top, p.x1, p.bottom) for p in sheet.grounds]
    if turn != 2:
        width, height = height, width
    return Glyphs(width, height, glyphs, rules, grounds, pictures, sheet.unknown)


_Matrix = tuple[float, float, float, float, float, float]
_SAME: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _objects(page: Handle, pdfium: Handle) -> Iterator[tuple[int, Handle, _Matrix]]:
    """Objects of the page and of the forms on it, each with the matrix of its surroundings."""
    left = _MOST_OBJECTS

    def walk(parent: Handle, count: int, get: Handle, matrix: _Matrix, depth: int) -> Iterator[Any]:
        nonlocal left
        for n in range(count):
            left -= 1
            if left < 0:
                return
            item = get(parent, n)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind != _FORM:
                yield kind, item, matrix
            elif depth < _DEEPEST:
                inner = _times(_matrix(item, pdfium), matrix)
                number = pdfium.FPDFFormObj_CountObjects(item)
                yield from walk(item, number, pdfium.FPDFFormObj_GetObject, inner, depth + 1)

    yield from walk(page, pdfium.FPDFPage_CountObjects(page), pdfium.FPDFPage_GetObject, _SAME, 0)


def _matrix(item: Handle, pdfium: Handle) -> _Matrix:
    m = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, m):
        return _SAME
    return m.a, m.b, m.c, m.d, m.e, m.f


def _times(p: _Matrix, q: _Matrix) -> _Matrix:
    """First `p`, then `q`."""
    return (
        p[0] * q[0] + p[1] * q[2],
        p[0] * q[1] + p[1] * q[3],
        p[2] * q[0] + p[3] * q[2],
        p[2] * q[1] + p[3] * q[3],
        p[4] * q[0] + p[5] * q[2] + q[4],
        p[4] * q[1] + p[5] * q[3] + q[5],
    )


def _bounds(item: Handle, matrix: _Matrix, place: _Place, pdfium: Handle) -> Rect:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    a, b, c, d, e, f = matrix
    corners = [
        place.point(a * x + c * y + e, b * x + d * y + f)
        for x in (left.value, right.value)
        for y in (bottom.value, top.value)
    ]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Rect(min(xs), min(ys), max(xs), max(ys))


def _draw(
    item: Handle,
    matrix: _Matrix,
    place: _Place,
    pdfium: Handle,
    rules: list[Rule],
    grounds: list[Rect],
) -> None:
    """Add a path's level and upright lines, and the areas that it fills."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(item, fill, stroke):
        return
    if not stroke.value and not (fill.value and _shows(item, pdfium)):
        return
    for points in _polylines(item, _times(_matrix(item, pdfium), matrix), place, pdfium):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        rect = Rect(min(xs), min(ys), max(xs), max(ys))
        wide, high = rect.x1 - rect.x0, rect.bottom - rect.top
        if min(wide, high) < _THIN:
            if max(wide, high) >= _THIN:
                rules.append(_rule(rect))
            continue
        if not stroke.value:
            grounds.append(rect)
            continue
        if len(points) >= 9 and not _is_grid(points):  # rounded corners
            points = _corners(rect)
        for (ax, ay), (bx, by) in pairwise(points):
            if abs(ax - bx) < 1 and abs(ay - by) >= _THIN:
                rules.append(Rule(False, (ax + bx) / 2, min(ay, by), max(ay, by)))
            elif abs(ay - by) < 1 and abs(ax - bx) >= _THIN:
                rules.append(Rule(True, (ay + by) / 2, min(ax, bx), max(ax, bx)))


def _rule(rect: Rect) -> Rule:
    if rect.x1 - rect.x0 >= rect.bottom - rect.top:
        return Rule(True, (rect.top + rect.bottom) / 2, rect.x0, rect.x1)
    return Rule(False, (rect.x0 + rect.x1) / 2, rect.top, rect.bottom)


def _corners(rect: Rect) -> list[tuple[float, float]]:
    return [
        (rect.x0, rect.top),
        (rect.x1, rect.top),
        (rect.x1, rect.bottom),
        (rect.x0, rect.bottom),
        (rect.x0, rect.top),
    ]


def _is_grid(points: list[tuple[float, float]]) -> bool:
    pairs = pairwise(points)
    return all(abs(a[0] - b[0]) < 1 or abs(a[1] - b[1]) < 1 for a, b in pairs)


def _shows(item: Handle, pdfium: Handle) -> bool:
    """Whether a filling differs from white paper."""
    r, g, b, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, r, g, b, alpha):
        return True
    return alpha.value > 8 and min(r.value, g.value, b.value) < 252


def _polylines(
    item: Handle, matrix: _Matrix, place: _Place, pdfium: Handle
) -> Iterator[list[tuple[float, float]]]:
    """Points of each piece of a path; curves give their ends and control points."""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for n in range(pdfium.FPDFPath_CountSegments(item)):
        segment = pdfium.FPDFPath_GetPathSegment(item, n)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        at = place.point(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if pdfium.FPDFPathSegment_GetType(segment) == 2 and points:  # moves on: a new piece
            if len(points) > 1:
                yield points
            points = []
        points.append(at)
        if pdfium.FPDFPathSegment_GetClose(segment) and points[0] != at:
            points.append(points[0])
    if len(points) > 1:
        yield points
