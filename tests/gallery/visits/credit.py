"""The gallery's visits to the credit report and to its verification."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from card_slot import CardSlot, another_card
from gallery.terminal import Terminal
from quick_terminal import a_card

import kiosk.shell.shell as shell_room
from devices.code_scanner import Scan
from devices.errors import CutterFault, MediaJam, WrongCard
from printing.certificates import make_seal_key
from printing.signing_key import FileKey
from printing.token import paper_token, status_list, trust
from printing.token.claims import Claims, Results
from printing.token.status_list import PaperStatus

REPORT, VERIFY = "S901", "S903"
PROOF, PORTRAIT = "no-violations", "dongguan"
NEVER_MS = 86_400_000


def identification(terminal: Terminal) -> Iterator[str]:
    """From the choice of a version to the licence, with what may go wrong before both windows."""
    opens(terminal)
    yield "09-version"
    terminal.flow.chooseVersion(PROOF)
    terminal.sees("IdCard")
    yield "06-id-card"
    terminal.devices.reader.show(WrongCard())
    terminal.waits_for(lambda: terminal.shell.line.complaint, "a complaint")
    yield "07-id-card-problem"
    terminal.shows_card()
    terminal.sees("LicenceCode")
    yield "08-licence-code"
    terminal.devices.scanner.show(Scan("a bus ticket"))
    terminal.waits_for(lambda: terminal.shell.line.complaint, "a complaint")
    yield "08-licence-code-problem"


def a_slot_for_the_card(terminal: Terminal) -> None:
    """A reader that a card is put into, where it is told when it has gone."""
    terminal.devices.reader = CardSlot()


def card_pulled_out(terminal: Terminal) -> Iterator[str]:
    """In mid-visit; then somebody else's is put in."""
    slot = terminal.devices.reader
    opens(terminal)
    terminal.flow.chooseVersion(PROOF)
    slot.put_in(a_card())
    terminal.sees("LicenceCode")
    slot.pull_out()
    terminal.sees("Locked")
    yield "80-locked"
    slot.put_in(another_card())
    terminal.waits_for(lambda: terminal.shell.card_lock.property("problem")["title"], "the other card to be refused")
    yield "80-locked-other-card"


def questions(terminal: Terminal) -> Iterator[str]:
    """Everything the long way asks."""
    comes_to_consent(terminal, PROOF)
    flow = terminal.flow
    yield "10-consent"
    flow.confirm()
    terminal.sees("Scope")
    yield "11-scope"
    flow.chooseScope("own")
    flow.choosePeriod("own")
    flow.confirm()
    terminal.sees("Domains")
    flow.toggleDomain("taxation")
    yield "12-domains"
    flow.openGroup(flow.property("groups")[0]["id"])
    terminal.sees("DomainGroup")
    yield "13-domain-group"
    flow.confirm()
    flow.confirm()
    terminal.sees("Period")
    yield "14-period"
    flow.setOwnPeriod(2012, 1, 2020, 6)
    flow.confirm()
    yield "15-period-problem"
    flow.setOwnPeriod(2023, 1, 2025, 6)
    flow.confirm()
    terminal.sees("PurposePage")
    yield "16-purpose-none"
    flow.choosePurpose("bidding")
    yield "16-purpose"
    flow.confirm()
    terminal.sees("Check")
    yield "17-check"


def making_and_printing(terminal: Terminal) -> Iterator[str]:
    comes_to_check(terminal, PROOF)
    flow, printer, slips = terminal.flow, terminal.devices.pages, terminal.devices.slips
    terminal.central.answers.clear()
    with no_way_out_is_offered():
        flow.confirm()
        terminal.sees("Working")
    yield "18-working"
    terminal.shell._slow = True  # ten seconds later
    terminal.shell.changed.emit()
    yield "18-working-slow"
    terminal.central.answers.set()
    terminal.sees("Preview")
    yield "19-preview"
    printer.stands_still(1)
    flow.confirm()
    terminal.sees("Printing")
    yield "20-printing"
    printer.goes_on(MediaJam("stuck"))
    terminal.sees("Problem")
    yield "50-problem-jam"
    printer.stands_still(1, "media-empty")
    printer.ending = None
    terminal.shell.chooseWay("again")
    terminal.waits_for(lambda: flow.property("paper")["reason"], "the printer to stop")
    yield "21-out-of-paper"
    slips.ending = CutterFault("stuck")
    printer.goes_on()
    terminal.sees("Done")
    yield "22-done-no-slip"


def jammed_and_done(terminal: Terminal) -> Iterator[str]:
    comes_to_check(terminal, PROOF)
    flow, printer = terminal.flow, terminal.devices.pages
    flow.confirm()
    terminal.sees("Preview")
    printer.stands_still(0, "media-jam")
    flow.confirm()
    terminal.waits_for(lambda: flow.property("paper")["reason"], "the printer to stop")
    yield "23-jam"
    printer.goes_on()
    terminal.sees("Done")
    yield "22-done"


def portrait_of_a_firm(terminal: Terminal) -> Iterator[str]:
    """东莞版: other points to consent to, other rows, many pages."""
    comes_to_consent(terminal, PORTRAIT)
    yield "10-consent-dongguan"
    chooses_purpose(terminal)
    terminal.sees("Check")
    yield "17-check-dongguan"
    terminal.flow.confirm()
    terminal.sees("Preview")
    yield "19-preview-dongguan"


def opens(terminal: Terminal) -> None:
    terminal.shell.start()
    terminal.shell.openService(REPORT)
    terminal.sees("Version")
    terminal.waits_for(lambda: terminal.flow.property("versions"), "the versions")


def comes_to_consent(terminal: Terminal, version: str) -> None:
    opens(terminal)
    terminal.flow.chooseVersion(version)
    terminal.sees("IdCard")
    terminal.shows_card()
    terminal.sees("LicenceCode")
    terminal.shows_licence(terminal.flow.licensed_service)
    terminal.sees("Consent")


def comes_to_check(terminal: Terminal, version: str) -> None:
    comes_to_consent(terminal, version)
    terminal.flow.confirm()
    terminal.sees("Scope")
    chooses_purpose(terminal)
    terminal.sees("Check")


def chooses_purpose(terminal: Terminal) -> None:
    terminal.flow.confirm()
    terminal.sees("PurposePage")
    terminal.flow.choosePurpose("bidding")
    terminal.flow.confirm()


class no_way_out_is_offered:
    """The working page as it is before ten seconds have passed, however long it is looked at."""

    def __enter__(self) -> None:
        self._before, shell_room.BUSY_LONG_MS = shell_room.BUSY_LONG_MS, NEVER_MS

    def __exit__(self, *_error: object) -> None:
        shell_room.BUSY_LONG_MS = self._before


# ---- verification ----


def verification(terminal: Terminal) -> Iterator[str]:
    publishes(terminal, {4: PaperStatus.VOID, 5: PaperStatus.SUPERSEDED})
    terminal.shell.start()
    terminal.shell.openService(VERIFY)
    terminal.sees("ReportCode")
    yield "42-report-code"
    terminal.devices.scanner.show(Scan("https://example.com/"))
    terminal.waits_for(lambda: terminal.flow.property("codeProblem")["title"], "a complaint")
    yield "43-report-code-problem"
    key = FileKey(terminal.central.keys.seal_key_pem)
    strangers = FileKey(make_seal_key())
    for name, index, signer in (
        ("44-report-valid", 3, key),
        ("46-report-void", 4, key),
        ("45-report-superseded", 5, key),
        ("47-report-unknown-issuer", 3, strangers),
    ):
        terminal.devices.scanner.show(report_code(index, signer))
        terminal.sees("ReportAnswer")
        yield name
        terminal.flow.another()
        terminal.sees("ReportCode")


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def publishes(terminal: Terminal, said: dict[int, PaperStatus]) -> None:
    """The centre has issued a list over twelve papers."""
    at, keys = now(), terminal.central.keys
    key, root = FileKey(keys.seal_key_pem), FileKey(keys.root_key_pem)
    issuing = trust.IssuingKey(key.public_key, at - timedelta(days=9), at + timedelta(days=99))
    until = at + timedelta(days=7)
    terminal.central.trust = trust.issue(1, [issuing], root, at=at, until=until)
    terminal.central.statuses = status_list.issue(said, 12, key, address="https://xy.example", at=at, until=until)


def report_code(index: int, key: FileKey) -> Scan:
    at = now() - timedelta(days=2)
    claims = Claims(
        number="DGXY20261123T00030000142",
        issued_at=at,
        expires_at=at + timedelta(days=180),
        uscc="91441900MA0TE5T16P",
        period_from=date(2023, 11, 24),
        period_to=date(2026, 11, 23),
        results=Results(33, 2, 3),
        pages=2,
        facts_hash=bytes(16),
        pages_root=bytes(16),
        terminal="T0003",
        status_index=index,
    )
    return Scan(paper_token.address(claims, key, "https://xy.example"))
