"""A report is paper only where the centre has numbered and sealed it: whatever else is offered comes to no page and no printer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from quick_terminal import QuickTerminal

from app.contract.credit import SealedReport
from printing import page
from printing.certificates import make_chain
from printing.document import Document, Paragraph
from printing.seal import FileSealer

Forgery = Callable[[SealedReport], dict[str, Any]]
LAID = Document("样例", (Paragraph("合成"),), sealed_by="演示章（合成）")


def _unsealed(_report: SealedReport) -> dict[str, Any]:
    return {"pdf": page.render(LAID).pdf}


def _sealed_by_a_stranger(_report: SealedReport) -> dict[str, Any]:
    stranger = make_chain("演示章（合成）", valid_days=2)
    return {"pdf": FileSealer(stranger.seal_key_pem, stranger.seal_chain_pem).seal(page.render(LAID), reason="样例")}


def _changed(report: SealedReport) -> dict[str, Any]:
    return {"pdf": report.pdf + b"\n%more"}


FORGERIES: dict[str, Forgery] = {
    "unsealed": _unsealed,
    "sealed by a stranger": _sealed_by_a_stranger,
    "changed": _changed,
    "without a number": lambda _: {"report_no": ""},
    "another number": lambda report: {"report_no": report.report_no[:-3] + "x" + report.report_no[-2:]},
}


@pytest.mark.parametrize("name", FORGERIES)
def test_report_that_the_centre_did_not_make_comes_to_no_page_and_no_printer(
    terminal: QuickTerminal, name: str
) -> None:
    terminal.comes_to_check_of_the_report()
    terminal.central.fault_next(*[_told(FORGERIES[name])] * 10)

    terminal.flow.confirm()
    terminal.sees("Problem")
    terminal.lets_everything_come_home()

    assert not terminal.shell.pictures.holds_anything
    assert terminal.pages.printed == []
    assert terminal.ledger.rows("") == ()


def _told(forgery: Forgery) -> Callable[[Callable[[], Any]], Any]:
    """Whoever stands between changes what the centre says, its hash as well; what else the terminal asks meanwhile is left alone."""

    def fault(call: Callable[[], Any]) -> Any:
        answer = call()
        if not isinstance(answer.value, SealedReport):
            return answer
        changes = forgery(answer.value)
        pdf = changes.get("pdf", answer.value.pdf)
        told = {"sha256": hashlib.sha256(pdf).hexdigest(), **changes}
        return replace(answer, value=answer.value.model_copy(update=told))

    return fault
