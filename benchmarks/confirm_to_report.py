"""Confirm → verified report on the terminal: from the tap on the Check page to the first frame of the Preview page, warm.

The road is real: pages that are touched, a signed order over HTTP to the reference centre in a process of its own, which assembles,
numbers, lays out and seals a report of two pages; the terminal verifies the seal and draws the pages. Every order is a new one. The
ratio is to what the road itself costs on this machine: a signed greeting to the same centre, in the same run.

So that one knows where to look: the centre's answer is timed within each order, the seal's verification and the pages' pictures are
done once more for each report; `page_ms` is what is left for the screen.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import cycle
from time import perf_counter
from typing import TYPE_CHECKING, Any, cast

from terminal import Terminal, terminal
from timing import median, p95, report

from app.central import Accepted, Central, Refused, Unreachable
from app.contract.credit import CreditReportOrder, SealedReport
from kiosk.services.credit.report.flow import CreditReportFlow
from kiosk.services.credit.report.making import PREVIEW_PX
from printing import picture, seal

if TYPE_CHECKING:
    from kiosk.hands import Hands

WARM_UP = 3
ORDERS = 40
PAGES = 2


class TimedCentral:
    """The centre, with a watch on its reports."""

    def __init__(self, central: Central) -> None:
        self._central = central
        self.report_ms: list[float] = []
        self.reports: list[SealedReport] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._central, name)

    def make_credit_report(self, order: CreditReportOrder) -> Accepted[SealedReport] | Refused | Unreachable:
        began = perf_counter()
        answer = self._central.make_credit_report(order)
        self.report_ms.append(milliseconds_since(began))
        if isinstance(answer, Accepted):
            self.reports.append(answer.value)
        return answer


def main() -> int:
    watch: list[TimedCentral] = []

    def fit(hands: Hands) -> Hands:
        watch.append(TimedCentral(hands.central))
        return replace(hands, central=cast(Central, watch[0]))

    with terminal(fit) as kiosk:
        kiosk.comes_to_scope()
        kiosk.visitor.taps("primary")
        kiosk.visitor.sees("PurposePage")
        flow = kiosk.hall.shell.flow_now
        assert isinstance(flow, CreditReportFlow)
        purposes = cycle([str(row["id"]) for row in flow.property("purposes")])
        whole = [one_order(kiosk, flow, turn, next(purposes)) for turn in range(WARM_UP + ORDERS)][WARM_UP:]
        greeting = [milliseconds_of(kiosk.hands.central.greet) for _ in range(WARM_UP + ORDERS)][WARM_UP:]
        reports = watch[0].reports[WARM_UP:]
        root = kiosk.hands.root_pem
    if {made.pages for made in reports} != {PAGES} or len({made.report_no for made in reports}) != ORDERS:
        raise RuntimeError("not every order made a report of its own, of the right length")
    centre = median(watch[0].report_ms[WARM_UP:])
    verified = median(milliseconds_of(partial(seal.verify, made.pdf, root)) for made in reports)
    pictures = median(milliseconds_of(partial(picture.pages, made.pdf, PREVIEW_PX)) for made in reports)
    return report(
        "confirm-to-report",
        "p95_ms",
        p95_ms=p95(whole),
        median_ms=median(whole),
        ratio_to_greeting=median(whole) / median(greeting),
        greeting_ms=median(greeting),
        centre_ms=centre,
        seal_ms=verified,
        pictures_ms=pictures,
        page_ms=median(whole) - centre - verified - pictures,
        pages=PAGES,
        runs=ORDERS,
        goal=300.0,
        limit=600.0,
    )


def one_order(kiosk: Terminal, flow: CreditReportFlow, turn: int, purpose: str) -> float:
    """From the confirming tap to the preview, for answers that were not confirmed before; then back to the Check page."""
    flow.go_to("check")
    flow.change("purpose")
    flow.choosePurpose(purpose)
    flow.confirm()
    kiosk.visitor.sees("Check")
    return kiosk.milliseconds_to_page("Preview", kiosk.tap("primary", turn))


def milliseconds_of(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return milliseconds_since(began)


def milliseconds_since(began: float) -> float:
    return (perf_counter() - began) * 1_000


if __name__ == "__main__":
    sys.exit(main())
