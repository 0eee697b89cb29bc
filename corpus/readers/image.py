"""Pictures of pages: PNG, JPEG, TIFF and the like."""

from __future__ import annotations

import warnings
from pathlib import Path

from corpus.errors import PlanFileError
from corpus.readers import ocr
from corpus.readers.blocks import write_blocks
from corpus.readers.pdf import flow
from corpus.readers.sheets import Sheet, recognised
from corpus.readers.source import SourceText

__all__ = ["read_image"]

_MOST_DOTS = 80_000_000  # of one picture; A3 at 600 dots an inch has 70 million
_LONGEST = 4000  # dots of a side that a page is read with
_MOST_SHEETS = 200
_FEW_WORDS = 30  # characters of a picture that is no page of a plan


def read_image(path: Path) -> SourceText:
    """Text of a picture, page by page.

    Raises:
        PlanFileError: not readable here, damaged, too large, or no picture of a text.
    """
    if not ocr.is_installed():
        raise PlanFileError(
            f"{path.name} 是图片，没有文字可读。{ocr.ADVICE}；或请放入含文字的版本。"
        )
    sheets = _sheets(path)
    words = sum(len(line.text) for sheet in sheets for line in sheet.lines)
    if words < _FEW_WORDS:
        raise PlanFileError(f"{path.name} 这张图片里没有认出成段的文字，不是规划正文。")
    blocks, _ = flow(sheets)
    doubts = ("全文由图片识别，可能有错字，表格没有分栏，请对照原件。",)
    return SourceText(write_blocks(blocks), "image", pages=len(sheets), doubts=doubts)


def _sheets(path: Path) -> list[Sheet]:
    import numpy as np
    from PIL import Image, ImageSequence, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                if picture.width * picture.height > _MOST_DOTS:
                    raise PlanFileError(f"{path.name} 过大（{picture.width}×{picture.height}）。")
                recogniser = ocr.Recogniser()
                found = []
                for n, frame in enumerate(ImageSequence.Iterator(picture)):
                    if n >= _MOST_SHEETS:
                        break
                    page = frame.convert("RGB")
                    page.thumbnail((_LONGEST, _LONGEST))
                    scale = max(page.width / 595, 1.0)  # as if it were A4
                    lines = recogniser.lines(np.asarray(page), scale)
                    found.append(recognised(lines, page.width / scale, page.height / scale))
                return found
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise PlanFileError(f"{path.name} 过大，或不是能打开的图片。") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise PlanFileError(f"{path.name} 是损坏的图片，打不开。") from error
