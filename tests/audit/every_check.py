"""The audit: every check there is, in the order in which they are made. Those that take the page apart come last."""

from __future__ import annotations

import importlib

from audit.findings import EVERY_CHECK, Check

__all__ = ["EVERY_CHECK", "Check"]

IN_THIS_ORDER = ("targets", "names", "text", "paint", "fingers", "places", "language", "behaviour")

for room in IN_THIS_ORDER:
    importlib.import_module(f"audit.checks.{room}")
