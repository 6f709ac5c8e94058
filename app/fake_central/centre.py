"""The centre in memory.

It keeps the promises of `app.contract` as the real one does and passes the same suite. Faults stand between it and the terminal
(`cut`, `fault_next`), never inside: what was applied before a reply got lost stays applied.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import RLock
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.central import Accepted, Cause, Published, Refused, Unreachable
from app.contract.appeal import AppealProgress, AppealQuery
from app.contract.application import ApplicationProgress, ApplicationsAsked, MyApplications
from app.contract.credit import CreditCatalogue, CreditReportOrder, SealedReport, VariantOffer
from app.contract.help import HelpAsked, HelpStanding, HelpWord
from app.contract.jobs import Batch, BatchReceipt
from app.contract.licence import LicenceGrant, LicenceVerification
from app.contract.papers import etag_of
from app.contract.prefill import PrefillAsked, Prefilled
from app.contract.wire import Greeting, Message
from app.fake_central.credit import CATALOGUE, LayOut, Reports, nothing_laid_out
from app.fake_central.faults import Fault
from app.fake_central.helpdesk import HelpDesk
from app.fake_central.inbox import Inbox
from app.fake_central.licences import Licences, ShownLicence
from app.fake_central.prefilling import KnownForms
from app.fake_central.refusing import Says

Value = TypeVar("Value")


@dataclass
class _Kept:
    """What a real centre has in its database, and loses back to the last backup."""

    inbox: Inbox = field(default_factory=Inbox)
    licences: Licences = field(default_factory=Licences)
    reports: Reports = field(default_factory=Reports)


class FakeCentral:
    """Satisfies `app.central.Central`. Threads may share it.

    `lay_out` makes a report's PDF; without it the paper is blank and unsealed, and no terminal that checks seals accepts it.
    """

    def __init__(
        self, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC), lay_out: LayOut = nothing_laid_out
    ) -> None:
        self.sealing_key = X25519PrivateKey.generate()
        self.server_epoch = secrets.token_hex(4)
        self.help_desk = HelpDesk()
        """Where calls for help come in: whoever plays the window answers them there."""
        self.known_forms = KnownForms()
        """What other systems know of its forms: whoever plays the data brain puts it here."""
        self.trust, self.statuses = b"", b""
        """What it publishes about papers: whoever plays the centre puts it here."""
        self._clock = clock
        self._lay_out = lay_out
        self._kept = _Kept()
        self._backup = _Kept()
        self._cut: Cause | None = None
        self._faults: deque[Fault] = deque()
        self._turn = RLock()

    def cut(self, cause: Cause = Cause.NO_CONNECTION) -> None:
        """Nothing gets through until `mend`."""
        self._cut = cause

    def mend(self) -> None:
        self._cut = None

    def fault_next(self, *faults: Fault) -> None:
        """Each of the next calls goes through one of `faults`."""
        self._faults.extend(faults)

    def show_licence(self, code: str, licence: ShownLicence) -> None:
        """From now on this is a code that the licence system has issued."""
        self._kept.licences.shown[code] = licence

    def offer(self, *variants: VariantOffer) -> None:
        """From now on the credit report comes in these versions; none named: the catalogue lists none."""
        self._kept.reports.catalogue = CATALOGUE.model_copy(update={"variants": variants})

    def back_up(self) -> None:
        self._backup = deepcopy(self._kept)

    def restore(self) -> None:
        """The centre as it was at the last `back_up`, and it says so by a new epoch."""
        self._kept = deepcopy(self._backup)
        self.server_epoch = secrets.token_hex(4)

    @property
    def sealing_public_key(self) -> bytes:
        return self.sealing_key.public_key().public_bytes_raw()

    @property
    def applied(self) -> tuple[Message, ...]:
        """Every payload that took effect, opened, in order."""
        return tuple(self._kept.inbox.payloads)

    def greet(self) -> Accepted[Greeting] | Refused | Unreachable:
        return self._answer(self._greeting)

    def verify_licence(self, asked: LicenceVerification) -> Accepted[LicenceGrant] | Refused | Unreachable:
        return self._answer(lambda: self._kept.licences.verify(asked, self._clock()))

    def credit_catalogue(self) -> Accepted[CreditCatalogue] | Refused | Unreachable:
        return self._answer(lambda: self._kept.reports.catalogue)

    def make_credit_report(self, order: CreditReportOrder) -> Accepted[SealedReport] | Refused | Unreachable:
        return self._answer(lambda: self._report(order))

    def appeal_progress(self, query: AppealQuery) -> Accepted[AppealProgress] | Refused | Unreachable:
        return self._answer(lambda: self._kept.inbox.progress(query))

    def application_progress(self, query: AppealQuery) -> Accepted[ApplicationProgress] | Refused | Unreachable:
        return self._answer(lambda: self._kept.inbox.application(query))

    def my_applications(self, asked: ApplicationsAsked) -> Accepted[MyApplications] | Refused | Unreachable:
        return self._answer(lambda: self._mine(asked))

    def show_application(self, query_code: str, owner: str, progress: ApplicationProgress) -> None:
        """From now on this is how the application of this code stands; `owner`: the number of the person or enterprise it is of."""
        self._kept.inbox.applications[query_code] = progress
        self._kept.inbox.owners[query_code] = owner

    def paper_trust(self, known: str = "") -> Accepted[Published] | Refused | Unreachable:
        return self._publish(lambda: _published(self.trust, known))

    def paper_statuses(self, known: str = "") -> Accepted[Published] | Refused | Unreachable:
        return self._publish(lambda: _published(self.statuses, known))

    def ask_for_help(self, asked: HelpAsked) -> Accepted[HelpStanding] | Refused | Unreachable:
        return self._publish(lambda: self.help_desk.take(asked, self._clock()))

    def help_standing(self, call_id: str) -> Accepted[HelpStanding] | Refused | Unreachable:
        return self._publish(lambda: self.help_desk.standing(call_id))

    def end_help(self, call_id: str, word: HelpWord) -> Accepted[HelpStanding] | Refused | Unreachable:
        return self._publish(lambda: self.help_desk.end(call_id, word))

    def prefill(self, asked: PrefillAsked) -> Accepted[Prefilled] | Refused | Unreachable:
        return self._answer(lambda: self._prefilled(asked))

    def deliver(self, batch: Batch) -> Accepted[BatchReceipt] | Refused | Unreachable:
        return self._answer(lambda: self._take(batch))

    def _greeting(self) -> Greeting:
        return Greeting(centre="演示中心（内存）", server_epoch=self.server_epoch, server_time=self._clock())

    def _report(self, order: CreditReportOrder) -> SealedReport:
        granted = self._kept.licences.standing_grant(order.grant, self._clock())
        granted_for = self._kept.licences.services[order.grant]
        return self._kept.reports.make(order, granted, granted_for, self._lay_out, self._clock())

    def _prefilled(self, asked: PrefillAsked) -> Prefilled:
        licences = self._kept.licences
        licences.standing_grant(asked.grant, self._clock())
        return self.known_forms.prefill(asked, licences.services[asked.grant], self._clock())

    def _mine(self, asked: ApplicationsAsked) -> MyApplications:
        owner = asked.holder.number
        if asked.grant:
            owner = self._kept.licences.standing_grant(asked.grant, self._clock()).uscc
        return self._kept.inbox.of(owner)

    def _take(self, batch: Batch) -> BatchReceipt:
        now = self._clock()
        results = tuple(self._kept.inbox.take(item, self.sealing_key, now) for item in batch.items)
        return BatchReceipt(server_epoch=self.server_epoch, server_time=now, results=results)

    def _answer(self, ask: Callable[[], Value]) -> Accepted[Value] | Refused | Unreachable:
        if self._cut is not None:
            return Unreachable(self._cut)
        if self._faults:
            disturbed: Accepted[Value] | Refused | Unreachable = self._faults.popleft()(lambda: self._undisturbed(ask))
            return disturbed
        return self._undisturbed(ask)

    def _publish(self, ask: Callable[[], Value]) -> Accepted[Value] | Refused | Unreachable:
        """A terminal fetches it by itself at any moment, so it takes no fault that was meant for another call."""
        return Unreachable(self._cut) if self._cut is not None else self._undisturbed(ask)

    def _undisturbed(self, ask: Callable[[], Value]) -> Accepted[Value] | Refused:
        with self._turn:
            try:
                return Accepted(ask())
            except Says as no:
                return Refused(no.code, status=no.status)


def _published(content: bytes, known: str) -> Published:
    if not content:
        raise Says(404, "route-unknown")
    etag = etag_of(content)
    return Published(None if etag == known else content, etag)
