"""What pages want to know of one plan, told of the plan that is asked where none is named."""

from __future__ import annotations

from assistant.across.catalogue import Holder
from assistant.audit import Finding
from assistant.indicator_rows import Indicators
from assistant.pipeline import Assistant
from assistant.profile import Profile
from assistant.profile_names import ProfileNames
from corpus.plan import Plan

__all__ = ["OfDefault"]


class OfDefault:
    """The plan asked where none is named, with all that an assistant tells of a plan.

    Args:
        shelf: holds the plans.
        default: its identifier; "": the shelf's own default.
    """

    def __init__(self, shelf: Holder, default: str) -> None:
        self._shelf, self._chosen = shelf, default

    @property
    def _default(self) -> Assistant:
        return self._shelf.get(self._default_id)

    @property
    def _default_id(self) -> str:
        return self._chosen or self._shelf.default

    @property
    def plan(self) -> Plan:
        """The plan asked where none is named."""
        return self._default.plan

    @property
    def examples(self) -> tuple[str, ...]:
        """Questions to begin with."""
        return self._default.examples

    @property
    def indicators(self) -> Indicators:
        """The figures of that plan."""
        return self._default.indicators

    def audit(self) -> tuple[Finding, ...]:
        """Where these figures contradict each other or pull apart."""
        return self._default.audit()

    @property
    def profile_names(self) -> ProfileNames:
        """The sectors and places of which that plan has profiles."""
        return self._default.profile_names

    def profile(self, name: str) -> Profile | None:
        """What that plan says of a sector or a place; None where it has neither."""
        return self._default.profile(name)

    def nearest_profiles(self, name: str) -> list[str]:
        """The sectors nearest to a name of which that plan has no profile."""
        return self._default.nearest_profiles(name)

    def warm(self) -> None:
        """Load all that the first questions would load."""
        self._default.warm()
