"""What terminals delivered, in memory: every key once for ever, each aggregate in its order."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from pydantic import ValidationError

from app.contract.appeal import AppealFiled, AppealProgress, AppealQuery, AppealState, AppealStep
from app.contract.application import ApplicationFiled, ApplicationProgress, MyApplications, StateWords
from app.contract.help import CallbackAsked
from app.contract.jobs import PAYLOADS, SCHEMA_VERSION, BatchItem, ItemResult, ItemStatus
from app.contract.sealing import SealedBroken, aad_of, open_sealed
from app.contract.wire import Message
from app.fake_central.refusing import Says


@dataclass
class Inbox:
    results: dict[str, ItemResult] = field(default_factory=dict)
    last_seq: dict[str, int] = field(default_factory=dict)
    payloads: list[Message] = field(default_factory=list, repr=False)
    appeals: dict[str, AppealProgress] = field(default_factory=dict, repr=False)
    applications: dict[str, ApplicationProgress] = field(default_factory=dict, repr=False)
    owners: dict[str, str] = field(default_factory=dict, repr=False)
    """Whose each application is: a credit code, or a person's number."""

    def take(self, item: BatchItem, key: X25519PrivateKey, now: datetime) -> ItemResult:
        """Whether it is an item of ours at all; then, in their order, known key, place in the aggregate, content."""
        if item.schema_version != SCHEMA_VERSION:
            return _result(item, ItemStatus.REJECTED, code="schema-version-unknown")
        if hashlib.sha256(item.sealed_payload).hexdigest() != item.payload_sha256:
            return _result(item, ItemStatus.REJECTED, code="payload-hash-wrong")
        if item.key in self.results:
            return self._again(item)
        expected = self.last_seq.get(item.aggregate, 0) + 1
        if item.seq > expected:
            return _result(item, ItemStatus.GAP, expected_seq=expected)
        if item.seq < expected:
            return _result(item, ItemStatus.REJECTED, code="seq-taken")
        try:
            payload = _opened(item, key)
        except SealedBroken as broken:
            return _result(item, ItemStatus.REJECTED, code=broken.code)
        except ValidationError:
            return _result(item, ItemStatus.REJECTED, code="payload-malformed")
        return self._apply(item, payload, now)

    def _again(self, item: BatchItem) -> ItemResult:
        known = self.results[item.key]
        if known.payload_sha256 != item.payload_sha256:
            return _result(item, ItemStatus.MISMATCH)
        return known.model_copy(update={"status": ItemStatus.DUPLICATE})

    def _apply(self, item: BatchItem, payload: Message, now: datetime) -> ItemResult:
        result = _result(item, ItemStatus.APPLIED)
        if isinstance(payload, AppealFiled):
            progress = self._received(payload, now)
            result = _result(item, ItemStatus.APPLIED, receipt=progress.appeal_no, state=progress.state)
        elif isinstance(payload, ApplicationFiled):
            begun = self._begun(payload, now)
            result = _result(item, ItemStatus.APPLIED, receipt=begun.project_no, state="已收件")
        elif isinstance(payload, CallbackAsked):
            result = _result(item, ItemStatus.APPLIED, receipt=f"HD{now:%Y%m%d}{len(self.results):04d}", state="待回电")
        self.payloads.append(payload)
        self.last_seq[item.aggregate] = item.seq
        self.results[item.key] = result
        return result

    def _received(self, filed: AppealFiled, now: datetime) -> AppealProgress:
        progress = AppealProgress(
            appeal_no=f"QG{now:%Y%m%d}{len(self.appeals) + 1:06d}",
            state=AppealState.RECEIVED,
            topic=filed.topic,
            lead_unit="合成主办单位",
            received_at=now,
            contact_due=now + timedelta(days=1),
            steps=(AppealStep(at=now, text="已收件", english="Received"),),
        )
        self.appeals[filed.query_code] = progress
        return progress

    def _begun(self, filed: ApplicationFiled, now: datetime) -> ApplicationProgress:
        progress = ApplicationProgress(
            project_no=f"BJ{now:%Y%m%d}{len(self.applications) + 1:06d}",
            task_name="合成事项",
            state="RECEIVED",
            words=StateWords(zh="已收件", en="Received"),
            org_name="合成主办单位",
            terminal_submitted_at=filed.terminal_submitted_at,
            center_received_at=now,
            accepted_on=None,
            due=(now + timedelta(days=7)).date(),
            promise_date=None,
            provisional=False,
            asked_for=(),
            steps=(AppealStep(at=now, text="已收件", english="Received"),),
        )
        self.applications[filed.query_code] = progress
        self.owners[filed.query_code] = filed.applicant.number
        return progress

    def application(self, query: AppealQuery) -> ApplicationProgress:
        if query.query_code not in self.applications:
            raise Says(404, "application-unknown")
        return self.applications[query.query_code]

    def of(self, owner: str) -> MyApplications:
        """The newest first."""
        codes = [code for code, whose in self.owners.items() if whose == owner]
        return MyApplications(applications=tuple(self.applications[code] for code in reversed(codes)))

    def progress(self, query: AppealQuery) -> AppealProgress:
        if query.query_code not in self.appeals:
            raise Says(404, "appeal-unknown")
        return self.appeals[query.query_code]


def _opened(item: BatchItem, key: X25519PrivateKey) -> Message:
    aad = aad_of(item.key, item.aggregate, item.seq, item.schema_version)
    return PAYLOADS[item.kind].model_validate_json(open_sealed(key, item.sealed_payload, aad))


def _result(
    item: BatchItem,
    status: ItemStatus,
    *,
    receipt: str = "",
    state: str = "",
    code: str = "",
    expected_seq: int | None = None,
) -> ItemResult:
    return ItemResult(
        key=item.key,
        payload_sha256=item.payload_sha256,
        status=status,
        receipt=receipt,
        state=state,
        code=code,
        expected_seq=expected_seq,
    )
