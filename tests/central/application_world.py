"""What the tests of applications share: an item on the books, and an application to it as a terminal files it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from central_world import Answered, Terminal, World, holder_of
from item_world import on_the_books, sample

from app.contract.application import (
    ATTACHMENT,
    Applicant,
    ApplicantKind,
    ApplicationFiled,
    ApplicationProgress,
    HandedIn,
)
from app.contract.jobs import ItemResult, JobKind
from app.contract.sealing import seal
from app.contract.service_items import ServiceItem
from central.seeding.named import CLEAN_USCC

PHONE = "13800000001"
SITUATION = {"who": "self", "large": "no"}
ANSWERS: dict[str, Any] = {
    "entity_name": "东莞市测试精密五金有限公司(合成)",
    "uscc": CLEAN_USCC,
    "agent_name": "张三三",
    "phone": PHONE,
    "premises_area": 120,
}


def an_item(world: World, number: int = 0, **changes: Any) -> ServiceItem:
    """On the books from now on."""
    item = sample(number, **changes)
    on_the_books(world, item)
    return item


def application(item: ServiceItem, at: datetime, **changes: Any) -> ApplicationFiled:
    said: dict[str, Any] = {
        "query_code": f"{secrets.randbelow(10**12):012d}",
        "local_no": "T03-1123-017",
        "task_code": item.task_code,
        "task_version": item.task_version,
        "situation": SITUATION,
        "answers": ANSWERS,
        "applicant": Applicant(kind=ApplicantKind.ENTERPRISE, name=ANSWERS["entity_name"], number=CLEAN_USCC),
        "holder": holder_of("zhang"),
        "phone": PHONE,
        "terminal_submitted_at": at,
    }
    return ApplicationFiled(**(said | changes))


def handed_in(terminal: Terminal, material: str, content: bytes = b"a scan") -> HandedIn:
    """Sealed, and brought to the centre by the blobs' own routes."""
    sealed = seal(terminal.sealing_public_key, content, ATTACHMENT)
    name = hashlib.sha256(sealed).hexdigest()
    answer = terminal.send(terminal.prepare("PATCH", f"/v1/blobs/{name}?offset=0&length={len(sealed)}", sealed))
    assert answer.status == 200, answer
    return HandedIn(material=material, blobs=(name,))


def file(terminal: Terminal, filed: ApplicationFiled, key: str = "") -> ItemResult:
    aggregate = f"application:{filed.query_code}"
    (result,) = terminal.deliver(terminal.item(JobKind.APPLICATION_FILED, filed, aggregate=aggregate, key=key))
    return result


def asked(terminal: Terminal, filed: ApplicationFiled) -> Answered:
    return terminal.post("/v1/applications/progress", {"query_code": filed.query_code})


def progress(terminal: Terminal, filed: ApplicationFiled) -> ApplicationProgress:
    answer = asked(terminal, filed)
    assert answer.status == 200, answer
    return ApplicationProgress.model_validate_json(answer.body)
