"""From the order to a report that may be shown: the centre makes it, the terminal believes only the seal."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.central import Accepted, Central, Refused
from app.contract.numbers import has_mod97
from app.contract.wire import COME_BACK
from printing import picture, seal

if TYPE_CHECKING:
    from app.contract.credit import CreditReportOrder, SealedReport
    from printing.picture import Picture

PREVIEW_PX = 1240
"""Width of the preview's pictures: 150 dots an inch on A4, sharp on the widest page a panel shows."""


@dataclass(frozen=True)
class Made:
    """A report whose seal holds, and its pages as pictures."""

    report: SealedReport
    pictures: list[Picture] = field(repr=False)


@dataclass(frozen=True)
class NotMade:
    """`code` has words of its own; `again` says whether the same order may simply be sent once more."""

    code: str
    again: bool


def make_report(central: Central, order: CreditReportOrder, root_pem: bytes) -> Made | NotMade:
    """Blocks; not for the GUI thread. A report whose seal does not verify is not shown, not printed and not kept."""
    answer = central.make_credit_report(order)
    if isinstance(answer, Refused):
        return NotMade(answer.code, again=answer.code in COME_BACK)
    if not isinstance(answer, Accepted):
        return NotMade(f"centre-{answer.cause}", again=True)
    return _believe(answer.value, root_pem)


def _believe(report: SealedReport, root_pem: bytes) -> Made | NotMade:
    whole = hashlib.sha256(report.pdf).hexdigest() == report.sha256
    if not whole or not has_mod97(report.report_no) or not seal.verify(report.pdf, root_pem).valid:
        return NotMade("seal-not-valid", again=True)
    pictures = picture.pages(report.pdf, PREVIEW_PX)
    if len(pictures) != report.pages:
        return NotMade("seal-not-valid", again=True)
    return Made(report, pictures)
