"""How the staff's routes are described (OpenAPI 3.1): each says which refusals it knows, by their stable codes."""

from typing import Any

from app.contract.wire import Refusal

Codes = dict[int, tuple[str, ...]]
"""Stable codes by HTTP status."""

ALWAYS: Codes = {401: ("sign-in-needed",), 403: ("password-must-change",), 422: ("message-malformed",)}


def refusals(codes: Codes | None = None) -> dict[int | str, dict[str, Any]]:
    """For a route's `responses`: those that every route under /v1/staff knows, and its own."""
    known = {**ALWAYS}
    for status, own in (codes or {}).items():
        known[status] = (*known.get(status, ()), *own)
    return only(known)


def only(codes: Codes) -> dict[int | str, dict[str, Any]]:
    """For a route that asks for no sign-in."""
    return {status: _described(own) for status, own in codes.items()}


def _described(codes: tuple[str, ...]) -> dict[str, Any]:
    schema = Refusal.model_json_schema()
    schema["properties"]["code"]["enum"] = sorted(codes)
    return {"description": ", ".join(codes), "content": {"application/problem+json": {"schema": schema}}}
