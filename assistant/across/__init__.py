"""Questions across plans: which plan is meant, several side by side, the library itself."""

from __future__ import annotations

from assistant.across.asking import Across

__all__ = ["Across"]
