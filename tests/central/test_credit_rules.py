"""Which records a report shows, for how long, and when it draws no conclusion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from app.contract.credit import DomainOutcome
from central.clock import months_after
from central.refusals import Refused
from central.seeding.rules import PUBLICATION_RULES
from central.zones.credit import rules
from central.zones.credit.rules import Period, Severity, ShowRepaired

TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class DatedRule:
    effective_from: date
    severity: str
    published: bool
    min_months: int
    max_months: int


RULES = [
    DatedRule(since, severity, published, least, most)
    for since, severity, published, least, most, _, _ in PUBLICATION_RULES
]
FIRST_SET, SECOND_SET, THIRD_SET = date(1950, 1, 1), date(2023, 5, 1), date(2026, 4, 1)


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2021-11-24", "2026-11-23", ""),
        ("2021-11-23", "2026-11-23", "period-too-long"),
        ("2020-02-29", "2025-02-28", ""),
        ("2019-03-01", "2024-02-29", ""),
        ("2019-02-28", "2024-02-29", "period-too-long"),
        ("2020-02-28", "2025-02-28", "period-too-long"),
        ("2026-11-23", "2026-11-23", ""),
        ("2026-11-23", "2026-11-24", "period-in-future"),
        ("2026-11-23", "2026-11-22", "period-upside-down"),
        ("0001-01-01", "0003-01-01", "period-too-long"),
        ("0001-01-01", "9999-12-31", "period-in-future"),
    ],
)
def test_period_is_at_most_five_years_both_days_counted(start: str, end: str, code: str) -> None:
    period = Period(date.fromisoformat(start), date.fromisoformat(end))

    assert _code_of(period) == code


@pytest.mark.parametrize(
    ("decided_on", "severity", "until"),
    [
        (date(2023, 4, 30), Severity.GENERAL, date(2024, 4, 30)),
        (date(2023, 5, 1), Severity.GENERAL, date(2026, 5, 1)),
        (date(2026, 3, 31), Severity.GENERAL, date(2029, 3, 31)),
        (date(2026, 4, 1), Severity.GENERAL, date(2027, 4, 1)),
        (date(2026, 4, 1), Severity.SERIOUS, date(2029, 4, 1)),
        (date(2024, 2, 29), Severity.SERIOUS, date(2027, 2, 28)),
    ],
)
def test_publication_follows_the_rules_of_the_decisions_day(decided_on: date, severity: str, until: date) -> None:
    rule = rules.rule_for(RULES, severity, decided_on)

    assert rule is not None
    assert rules.published_until(rule, decided_on) == until


@pytest.mark.parametrize(
    ("decided_on", "in_force"),
    [
        (date(2019, 7, 1), FIRST_SET),
        (date(2023, 4, 30), FIRST_SET),
        (date(2023, 5, 1), SECOND_SET),
        (date(2026, 3, 31), SECOND_SET),
        (date(2026, 4, 1), THIRD_SET),
        (TODAY, THIRD_SET),
    ],
)
def test_each_class_goes_by_the_set_in_force_on_the_day_of_its_decision(decided_on: date, in_force: date) -> None:
    for severity in Severity:
        rule = rules.rule_for(RULES, severity, decided_on)

        assert rule is not None
        assert rule.effective_from == in_force


@pytest.mark.parametrize(
    ("decided_on", "severity", "repairable", "until"),
    [
        # to 2023-04-30: three months to one year, six months to three years
        (date(2023, 4, 30), Severity.GENERAL, date(2023, 7, 30), date(2024, 4, 30)),
        (date(2023, 4, 30), Severity.SERIOUS, date(2023, 10, 30), date(2026, 4, 30)),
        (date(2022, 11, 30), Severity.GENERAL, date(2023, 2, 28), date(2023, 11, 30)),
        # 2023-05-01 to 2026-03-31: three months or one year, to three years
        (date(2023, 5, 1), Severity.GENERAL, date(2023, 8, 1), date(2026, 5, 1)),
        (date(2023, 5, 1), Severity.SERIOUS, date(2024, 5, 1), date(2026, 5, 1)),
        (date(2026, 3, 31), Severity.GENERAL, date(2026, 6, 30), date(2029, 3, 31)),
        (date(2026, 3, 31), Severity.SERIOUS, date(2027, 3, 31), date(2029, 3, 31)),
        # from 2026-04-01: three months to one year, one year to three years
        (date(2026, 4, 1), Severity.GENERAL, date(2026, 7, 1), date(2027, 4, 1)),
        (date(2026, 4, 1), Severity.SERIOUS, date(2027, 4, 1), date(2029, 4, 1)),
        (date(2028, 2, 29), Severity.SERIOUS, date(2029, 2, 28), date(2031, 2, 28)),
    ],
)
def test_publication_and_repair_have_their_first_and_last_day(
    decided_on: date, severity: str, repairable: date, until: date
) -> None:
    rule = rules.rule_for(RULES, severity, decided_on)

    assert rule is not None
    assert rules.repairable_from(rule, decided_on) == repairable
    assert rules.published_until(rule, decided_on) == until


@pytest.mark.parametrize(
    "decided_on", [date(2023, 4, 30), date(2023, 5, 1), date(2026, 3, 31), date(2026, 4, 1), TODAY]
)
def test_minor_penalty_is_published_under_no_set(decided_on: date) -> None:
    rule = rules.rule_for(RULES, Severity.MINOR, decided_on)

    assert not rules.shows_penalty(rule, decided_on, Period(decided_on, decided_on), decided_on)


def test_every_dated_row_has_its_source() -> None:
    assert {since for since, *_ in PUBLICATION_RULES} == {FIRST_SET, SECOND_SET, THIRD_SET}
    assert len(PUBLICATION_RULES) == 9
    assert all(source for *_, source, _ in PUBLICATION_RULES)


def test_month_without_the_day_ends_on_its_last_day() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_after(date(2026, 12, 15), 12) == date(2027, 12, 15)


def test_minor_penalty_is_not_published() -> None:
    rule = rules.rule_for(RULES, Severity.MINOR, TODAY)

    assert not rules.shows_penalty(rule, TODAY, Period(TODAY, TODAY), TODAY)


@pytest.mark.parametrize(("day", "shown"), [(-1, False), (0, True), (5, True), (10, True), (11, False)])
def test_decision_counts_on_the_periods_first_and_last_day(day: int, shown: bool) -> None:
    start = TODAY - timedelta(days=20)
    period = Period(start, start + timedelta(days=10))
    decided_on = start + timedelta(days=day)

    assert rules.shows_penalty(rules.rule_for(RULES, Severity.GENERAL, decided_on), decided_on, period, TODAY) is shown


def test_penalty_is_shown_to_the_last_day_of_its_publication() -> None:
    decided_on = date(2026, 4, 1)
    rule = rules.rule_for(RULES, Severity.GENERAL, decided_on)
    period = Period(decided_on, decided_on)

    shown = [rules.shows_penalty(rule, decided_on, period, date(2027, 4, day)) for day in (1, 2)]

    assert shown == [True, False]


def test_repaired_record_is_labelled_or_hidden_as_the_parameter_says() -> None:
    repaired_on = TODAY - timedelta(days=1)

    assert rules.shows_ended(repaired_on, TODAY, ShowRepaired.LABEL)
    assert not rules.shows_ended(repaired_on, TODAY, ShowRepaired.HIDE)


def test_repair_of_tomorrow_hides_nothing_today() -> None:
    assert rules.shows_ended(TODAY + timedelta(days=1), TODAY, ShowRepaired.HIDE)


def test_listing_counts_while_it_overlaps_the_period() -> None:
    period = Period(date(2026, 1, 1), date(2026, 6, 30))

    assert rules.shows_listing(date(2020, 1, 1), None, period)
    assert rules.shows_listing(date(2020, 1, 1), date(2026, 1, 1), period)
    assert not rules.shows_listing(date(2020, 1, 1), date(2025, 12, 31), period)
    assert not rules.shows_listing(date(2026, 7, 1), None, period)


@pytest.mark.parametrize(
    ("days_behind", "records", "outcome"),
    [
        (31, 0, DomainOutcome.CLEAN),
        (31, 2, DomainOutcome.RECORDS),
        (32, 0, DomainOutcome.NO_CONCLUSION),
        (32, 2, DomainOutcome.NO_CONCLUSION),
        (None, 0, DomainOutcome.NO_CONCLUSION),
    ],
)
def test_without_fresh_data_nothing_is_concluded(days_behind: int | None, records: int, outcome: DomainOutcome) -> None:
    as_of = None if days_behind is None else TODAY - timedelta(days=days_behind)

    assert rules.outcome(as_of, 31, records, TODAY) is outcome


def _code_of(period: Period) -> str:
    try:
        rules.check_period(period, TODAY, max_years=5)
    except Refused as refused:
        return refused.refusal.code
    return ""
