"""Refuse files over 1 MB among those named: a repository keeps them in its history for ever."""

import sys
from pathlib import Path

LIMIT = 1_000_000


def main(names: list[str]) -> int:
    """Name every file over the limit; return 1 if there is one."""
    sizes = {name: Path(name).stat().st_size for name in names if Path(name).is_file()}
    large = {name: size for name, size in sizes.items() if size > LIMIT}
    for name, size in large.items():
        print(f"{name}：{size / 1e6:.1f} MB，超过 {LIMIT / 1e6:.0f} MB，请勿提交")
    return int(bool(large))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
