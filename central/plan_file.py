"""THE CENTRE: a plan that its operator keeps as a JSON file in the centre's home."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from app.contract.wire import Message

Plan = TypeVar("Plan", bound=Message)


class PlanUnusable(Exception):
    """The file says something that cannot be meant. The words say where."""


def read_plan_file(path: Path, kind: type[Plan]) -> Plan:
    """The plan without anything in it where there is no file. Raises PlanUnusable."""
    try:
        return kind.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return kind()
    except (OSError, ValidationError) as wrong:
        raise PlanUnusable(f"{path} cannot be used: {wrong}") from None
