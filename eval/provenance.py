"""Where a run comes from: commit, code, versions."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["code_digest", "commit", "versions"]

_ROOT = Path(__file__).resolve().parents[1]
_PACKAGES = ("assistant", "corpus", "index", "eval")
_CODE = {".py", ".txt", ".toml", ".safetensors", ".json", ".j2"}
_LIBRARIES = ("planqa", "bm25s", "faiss-cpu", "jieba", "langchain-core", "numpy", "tokenizers")


@cache
def code_digest() -> str:
    """SHA-256 over names and contents of the product's code, words, model and plans."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for path in sorted((_ROOT / package).rglob("*")):
            if path.suffix in _CODE and path.is_file() and "gold" not in path.parts:
                digest.update(path.relative_to(_ROOT).as_posix().encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def commit() -> str:
    """The short commit, with + where files differ from it; "" outside a repository."""
    name = _git("rev-parse", "--short=10", "HEAD")
    return name + ("+" if name and _git("status", "--porcelain", "-uno") else "")


def versions() -> dict[str, str]:
    """Python and the libraries that answers depend on."""
    found = {"python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _git(*words: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(_ROOT), *words], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
