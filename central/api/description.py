"""GET /v1/openapi.json: the whole API as OpenAPI 3.1 describes it: for programs. There is no page that tries it out.

Made from the routes themselves and from `described_routes`; the first time anybody asks, for no terminal ever does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from app.contract.cases import IDEMPOTENCY_KEY
from app.contract.wire import API, Refusal
from central.api.described_routes import ROUTES, Codes, Described
from central.api.door import OPEN_PATHS, OPENAPI
from central.api.words import PROBLEM
from central.organisations import doorkeeper

SIGNATURE, PERSON, WINDOW = "terminal", "person", "window"
REFERENCE: Final = "#/components/schemas/{model}"

EVERYWHERE: Codes = {
    408: ("message-incomplete",),
    429: ("too-many-requests",),
    500: ("centre-error",),
    503: ("database-away",),
}
WITH_A_BODY: Codes = {413: ("message-too-large",)}
WITH_A_QUESTION: Codes = {422: ("message-malformed",)}
WITH_AN_ADDRESS: Codes = {404: ("route-unknown",), 405: ("method-not-allowed",)}
SIGNED: Codes = {
    401: (
        "clock-skew",
        "signature-incomplete",
        "signature-missing",
        "signature-replayed",
        "signature-wrong",
        "terminal-unknown",
    )
}
SIGNED_IN: Codes = {401: ("sign-in-needed",), 403: ("password-must-change",)}

NO_NUL: Final = r"^[^\u0000]*$"

router = APIRouter()


@router.get(OPENAPI)
def openapi(request: Request) -> Response:
    content, etag = _written(request.app)
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/json", headers=headers)


def _written(app: FastAPI) -> tuple[bytes, str]:
    """Once for each application: it takes a tenth of a second."""
    if not hasattr(app.state, "description"):
        content = json.dumps(describe(app), ensure_ascii=False).encode()
        app.state.description = content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    written: tuple[bytes, str] = app.state.description
    return written


def describe(app: FastAPI) -> dict[str, Any]:
    """The document. Every operation has its summary, who may ask, what comes back, and the refusals it knows by their codes."""
    document: dict[str, Any] = app.openapi()
    document["info"]["description"] = (
        "终端按 RFC 9421 签名，工作人员用登录令牌。拒绝一律是 application/problem+json，`code` 不变。"
        "Terminals sign (RFC 9421, Ed25519), people bring the token of their sign-in. Every refusal is problem+json with a stable code."
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    document["components"]["schemas"] = schemas = _without_nul(schemas)
    schemas["Refusal"] = Refusal.model_json_schema(ref_template=REFERENCE)
    document["components"]["securitySchemes"] = _SCHEMES
    for method, path, operation in _operations(document):
        _complete(operation, method, path, ROUTES.get(f"{method.upper()} {path}"), schemas)
    return document


_SCHEMES: Final = {
    SIGNATURE: {
        "type": "apiKey",
        "in": "header",
        "name": "Signature",
        "description": "HTTP Message Signature (RFC 9421) with Signature-Input and Content-Digest, by the terminal's key",
    },
    PERSON: {"type": "http", "scheme": "bearer", "description": f"The token from POST {doorkeeper.SIGN_IN}"},
    WINDOW: {"type": "http", "scheme": "bearer", "description": "A window's own key"},
}


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield method, path, operation


def _complete(
    operation: dict[str, Any], method: str, path: str, described: Described | None, schemas: dict[str, Any]
) -> None:
    said = described or Described(operation["summary"])
    operation["summary"] = said.summary
    operation["operationId"] = f"{method}{path}".replace("/", "_").replace("{", "").replace("}", "")
    operation["security"] = security = _security(path)
    operation["parameters"] = [
        _parameter(one) for one in operation.get("parameters", []) if one["name"] != "authorization"
    ]
    if said.takes:
        body = {"schema": {"type": "string", "format": "binary"}}
        operation["requestBody"] = {"required": True, "content": {said.takes: body}}
    _answers(operation["responses"], said, schemas)
    for codes in (said.codes, *_codes_of_its_kind(operation, security)):
        for status, words in codes.items():
            _add_refusal(operation["responses"], status, words)


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    if one["name"] == "idempotency-key":
        return {**one, "required": True, "schema": {"type": "string", "pattern": IDEMPOTENCY_KEY}}
    return one


def _without_nul(said: Any) -> Any:
    """No text of ours holds the character NUL: where nothing else says so, this does."""
    if isinstance(said, list):
        return [_without_nul(one) for one in said]
    if not isinstance(said, dict):
        return said
    found = {name: _without_nul(one) for name, one in said.items()}
    if found.get("type") == "string" and not found.keys() & {"pattern", "format", "enum", "const"}:
        found["pattern"] = NO_NUL
    return found


def _answers(responses: dict[str, Any], said: Described, schemas: dict[str, Any]) -> None:
    if _is_fastapis_own(responses.get("422")):
        del responses["422"]
    good = responses["200"]
    if said.gives:
        good["content"] = {said.gives: {"schema": {"type": "string"}}}
    elif said.message is not None:
        good["content"] = {"application/json": {"schema": _schema_of(said.message, schemas)}}
    if said.unchanged:
        responses["304"] = {"description": "nothing has changed since the ETag"}
    if said.found_nothing:
        responses["404"] = {"description": "nothing of the kind is known", "content": good["content"]}


def _codes_of_its_kind(operation: dict[str, Any], security: list[dict[str, Any]]) -> Iterator[Codes]:
    yield EVERYWHERE
    yield WITH_AN_ADDRESS
    names = {name for one in security for name in one}
    if SIGNATURE in names:
        yield SIGNED
    if PERSON in names:
        yield SIGNED_IN
    if "requestBody" in operation:
        yield WITH_A_BODY
    if "requestBody" in operation or operation["parameters"]:
        yield WITH_A_QUESTION


def _security(path: str) -> list[dict[str, Any]]:
    if path.startswith("/window/ca"):
        return [{WINDOW: []}]
    if not path.startswith(API) or path in OPEN_PATHS:
        return []
    if doorkeeper.is_staffs(path):
        return [{PERSON: []}]
    by_either = any(path.startswith(place) for place in doorkeeper.BY_EITHER)
    return [{SIGNATURE: []}, {PERSON: []}] if by_either else [{SIGNATURE: []}]


def _add_refusal(responses: dict[str, Any], status: int, codes: tuple[str, ...]) -> None:
    known = responses.setdefault(str(status), {"description": "", "content": {}})
    content = known.setdefault("content", {})
    there = content.get(PROBLEM, {}).get("schema", {}).get("properties", {}).get("code", {}).get("enum", [])
    all_codes = sorted({*there, *codes})
    known["description"] = ", ".join(all_codes)
    schema = {"allOf": [{"$ref": REFERENCE.format(model="Refusal")}], "properties": {"code": {"enum": all_codes}}}
    content[PROBLEM] = {"schema": schema}


def _schema_of(message: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    schema = TypeAdapter(message).json_schema(ref_template=REFERENCE, mode="serialization")
    schemas.update(schema.pop("$defs", {}))
    return schema


def _is_fastapis_own(response: dict[str, Any] | None) -> bool:
    return "HTTPValidationError" in json.dumps(response or {})
