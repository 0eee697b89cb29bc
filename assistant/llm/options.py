"""What a question may cost with a language model, and how much of the plan the model is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["MODES", "Mode", "ModelOptions"]

Mode = Literal["retrieval", "whole"]
MODES: tuple[Mode, ...] = ("retrieval", "whole")


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """Plain limits; what exceeds them gives the extractive answer."""

    seconds: float = 30.0  # a question may wait for the model in all
    calls: int = 3  # of the model a question may cost
    budget: int = 6_000  # characters of the plan given with a question, of found passages
    mode: Mode = "retrieval"  # or "whole": all of the plan with every question
    whole_budget: int = 200_000  # characters of a plan that is given whole; a longer one is not
    claims: int = 12  # shown of one answer
    steps: int = 4  # sub-questions of a plan of several steps
