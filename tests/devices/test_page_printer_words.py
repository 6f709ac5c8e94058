"""Every reason of the A4 printer has words: for the visitor on the page, for the technician in the doctor."""

import pytest

from devices.advice import advice
from devices.page_printer.reasons import KNOWN_FAULTS, KNOWN_WARNINGS
from kiosk.words import known_codes

OURS = {
    "stopped",
    "not-accepting-jobs",
    "other",
    "queue-retries",
    "queue-stopped",
    "queue-missing",
    "cups-absent",
    "is-a-queue",
    "a4-unsupported",
    "pdf-unsupported",
    "sides-unsupported",
    "color-mode-unsupported",
    "device-absent",
    "device-silent",
    "printer-fault",
}
WARNINGS = KNOWN_WARNINGS | {"a4-not-loaded", "sheets-uncounted"}


@pytest.mark.parametrize("code", sorted(KNOWN_FAULTS | OURS))
def test_every_reason_has_words_for_the_visitor(code):
    assert code in known_codes()


@pytest.mark.parametrize("code", sorted(KNOWN_FAULTS | OURS | WARNINGS))
def test_every_reason_and_warning_has_words_for_the_technician(code):
    told = advice(code)

    assert code not in told.what.zh
    assert told.act.zh
    assert told.act.en
