"""Characters in pictures, through rapidocr.

Its models come with its package, nothing is loaded from elsewhere. The package is an extra
(`planqa[ocr]`); without it pictures stay unread.
"""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from corpus.readers.printed import PrintedLine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ADVICE", "Recogniser", "is_installed"]

ADVICE = '如需读出图片里的文字，请安装文字识别组件：pip install "planqa[ocr]"'
_SURE = 0.6  # of 1: what is recognised with less is taken for a pattern, not for words
_THREADS = 2


def is_installed() -> bool:
    """Whether pictures can be read here."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


class Recogniser:
    """Reads pictures; loading its models takes seconds, so one serves a whole document."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        self._engine: Any = RapidOCR(
            params={
                "Global.log_level": "error",
                "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def lines(self, picture: NDArray[np.uint8], scale: float) -> list[PrintedLine]:
        """Lines of a picture, from top to bottom.

        Args:
            picture: (height, width, 3) RGB.
            scale: dots a point; places of the lines are in points.
        """
        result = self._engine(picture[:, :, ::-1])
        if result.boxes is None or result.txts is None:
            return []
        words = [
            _line(box, text, scale)
            for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True)
            if score >= _SURE and text.strip()
        ]
        return _in_lines(words)


def _line(box: NDArray[np.float32], text: str, scale: float) -> PrintedLine:
    xs, ys = [float(p[0]) / scale for p in box], [float(p[1]) / scale for p in box]
    top, bottom = min(ys), max(ys)
    # A box stands about a tenth of its height off the characters, above and below.
    size = 0.8 * (bottom - top)
    text = text.strip()
    hangs = size if text[-1] in "，。、；：" else 0.0
    base = bottom - 0.2 * (bottom - top)
    return PrintedLine(text, min(xs), max(xs), top, bottom, base, size, (), size, hangs)


def _in_lines(words: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Words that stand side by side as one line, a blank between them."""
    rows: list[list[PrintedLine]] = []
    for word in sorted(words, key=lambda w: (w.top + w.bottom) / 2):
        middle = (word.top + word.bottom) / 2
        if rows and rows[-1][0].top < middle < rows[-1][0].bottom:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [_joined(sorted(row, key=lambda w: w.x0)) for row in rows]


def _joined(row: Sequence[PrintedLine]) -> PrintedLine:
    first, last = row[0], row[-1]
    if len(row) == 1:
        return first
    gaps = tuple((a.x1, b.x0) for a, b in pairwise(row) if b.x0 - a.x1 > first.size)
    return PrintedLine(
        " ".join(word.text for word in row),
        first.x0,
        last.x1,
        min(w.top for w in row),
        max(w.bottom for w in row),
        first.base,
        first.size,
        gaps,
        first.first,
        last.hangs,
    )
