"""Write `sounds.txt`: the characters of GB 2312 by their syllables, without tones.

    python -m assistant.spelling.build

The readings are those of pypinyin (MIT), the two commonest of each character. The table is kept
so that no question has to wait for the library and its 42,000 characters.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

__all__ = ["characters", "main", "table"]

_READINGS = 2  # the commonest ones of a character; older ones mislead
_FILE = Path(__file__).with_name("sounds.txt")


def characters() -> str:
    """The characters of GB 2312, levels 1 and 2, in its order."""
    rows = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", "ignore") for pair in rows)


def table() -> str:
    """The table: a syllable a line, a blank, its characters; ü is v."""
    from pypinyin import Style, pinyin

    found: defaultdict[str, list[str]] = defaultdict(list)
    for ch in characters():
        for syllable in pinyin(ch, style=Style.NORMAL, heteronym=True)[0][:_READINGS]:
            found[syllable].append(ch)
    return "".join(f"{syllable} {''.join(found[syllable])}\n" for syllable in sorted(found))


def main() -> None:
    """Write the table."""
    _FILE.write_text(table(), "utf-8")


if __name__ == "__main__":
    main()
