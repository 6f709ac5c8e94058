"""What the benchmarks share: the median, the 95th percentile, and the one line of JSON each of them says."""

import json
import math
from collections.abc import Sequence
from statistics import median
from typing import Any

__all__ = ["median", "p95", "report"]


def p95(values: Sequence[float]) -> float:
    """The smallest measured value that 95 % of the values do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[math.ceil(0.95 * len(ranked)) - 1]


def report(benchmark: str, measured: str, *, goal: float, limit: float, **figures: Any) -> int:
    """Print one JSON line; return the exit status: 1 when `figures[measured]` is above the limit.

    The goal is what we aim at; the limit is what must never be passed.
    """
    line = {"benchmark": benchmark, **figures, "goal": goal, "limit": limit}
    print(json.dumps({name: round(value, 3) if isinstance(value, float) else value for name, value in line.items()}))
    return int(figures[measured] > limit)
