"""Declared services on their generic pages: in the menu with true reasons, filled in, filed once, nothing lost."""

from __future__ import annotations

import pytest
from declared_hall import USCC, DeclaredHall
from quick_terminal import QuickTerminal

from app.contract.appeal import EnterpriseEvidence


@pytest.fixture
def hall(terminal: QuickTerminal) -> DeclaredHall:
    return DeclaredHall(terminal)


def test_a_declared_service_is_walked_to_a_filed_application(hall: DeclaredHall) -> None:
    hall.offers("S801")
    hall.begins("S801")

    hall.comes_to("check")
    hall.flow.confirm()
    hall.terminal.sees("Filed")

    (filed,) = hall.filed()
    assert filed.applicant.number == USCC
    assert filed.evidence is EnterpriseEvidence.GRANT
