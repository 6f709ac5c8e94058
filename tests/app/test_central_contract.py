"""What every centre promises, asked of the one in memory, of the same over real HTTP, and of the reference server."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from central_pairs import Pair, in_memory, of_the_reference, over_http, seeded_home
from filing_samples import CODE, NOW, NUMBER, appeal, rating

from app.central import Accepted, Cause, Refused, Unreachable
from app.contract.appeal import AppealQuery, AppealState
from app.contract.credit import CreditReportOrder, DomainOutcome
from app.contract.jobs import Batch, BatchItem, ItemStatus
from app.contract.licence import CardHolder, HolderRole, LicenceVerification
from app.contract.sealing import aad_of, seal
from app.fake_central import ShownLicence, lost_reply
from app.outbox import Outbox

PAPER_CODE = "https://licence.example/91441900MA0TE5T08W"
"""What is printed on a wall: it identifies an enterprise and proves nothing."""


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seeded_home(tmp_path_factory.mktemp("contract"))


@pytest.fixture(params=["memory", "http", "reference"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    if request.param == "reference":
        made = of_the_reference(request.getfixturevalue("seeded"), tmp_path / "central")
    else:
        made = in_memory() if request.param == "memory" else over_http()
    with made as pair:
        yield pair


@pytest.fixture
def filled(tmp_path: Path, pair: Pair) -> Iterator[Outbox]:
    with Outbox(tmp_path / "home", sealing_public_key=pair.behind.sealing_public_key, short_name="03") as opened:
        yield opened


def batch_of(pair: Pair, outbox: Outbox) -> Batch:
    return Batch(incarnation=pair.incarnation, items=tuple(sent.item for sent in outbox.lease(50, NOW)))


def verification(code: str = "code-1", number: str = NUMBER) -> LicenceVerification:
    return LicenceVerification(code=code, service="S901", holder=CardHolder(name="测试甲", number=number))


def licence(pair: Pair, **changes: object) -> ShownLicence:
    shown = {"issued_at": pair.clock.now, "holders": {NUMBER: HolderRole.MANAGER}} | changes
    return ShownLicence(**shown)  # type: ignore[arg-type]  # the fields are named right above


def granted(pair: Pair) -> str:
    pair.behind.show_licence("code-0", licence(pair))
    answer = pair.seen.verify_licence(verification("code-0"))
    assert isinstance(answer, Accepted)
    return answer.value.grant


def order(pair: Pair, under: str, **changes: object) -> CreditReportOrder:
    today = pair.clock.now.date()
    wanted = {
        "key": "k" * 32,
        "grant": under,
        "domains": pair.domains,
        "period_from": today.replace(day=1, year=today.year - 4),
        "period_to": today,
        "purpose": pair.purpose,
    }
    return CreditReportOrder.model_validate(wanted | changes)


def test_the_centre_says_who_it_is_and_what_time_it_has(pair: Pair) -> None:
    answer = pair.seen.greet()

    assert isinstance(answer, Accepted)
    assert (answer.value.server_epoch, answer.value.server_time) == (pair.behind.server_epoch, pair.clock.now)


def test_a_shown_licence_and_its_holder_make_a_grant_once(pair: Pair) -> None:
    pair.behind.show_licence("code-1", licence(pair))

    first, second = pair.seen.verify_licence(verification()), pair.seen.verify_licence(verification())

    assert isinstance(first, Accepted)
    assert first.value.holder_role is HolderRole.MANAGER
    assert first.value.expires_at > pair.clock.now
    assert second == Refused("licence-code-used", status=403)


@pytest.mark.parametrize(
    ("changes", "asked", "code"),
    [
        ({}, verification("never-issued"), "licence-code-unknown"),
        ({"permanent": True}, verification(PAPER_CODE), "licence-code-permanent"),
        ({"issued_at": datetime(2020, 1, 1, tzinfo=UTC)}, verification(), "licence-code-expired"),
        ({}, verification(number="441900198506150030"), "licence-holder-not-listed"),
    ],
)
def test_a_licence_that_proves_nothing_is_refused(
    pair: Pair, changes: dict[str, object], asked: LicenceVerification, code: str
) -> None:
    pair.behind.show_licence(PAPER_CODE if changes.get("permanent") else "code-1", licence(pair, **changes))

    assert pair.seen.verify_licence(asked) == Refused(code, status=403)


def test_the_catalogue_names_domains_and_purposes(pair: Pair) -> None:
    answer = pair.seen.credit_catalogue()

    assert isinstance(answer, Accepted)
    assert {*pair.domains} <= {domain.id for domain in answer.value.domains}
    assert pair.purpose in {purpose.id for purpose in answer.value.purposes}
    assert answer.value.max_years == 5


def test_a_report_is_the_same_byte_for_byte_however_often_it_is_asked_for(pair: Pair) -> None:
    grant = granted(pair)

    first = pair.seen.make_credit_report(order(pair, grant))
    pair.behind.fault_next(lost_reply)
    pair.seen.make_credit_report(order(pair, grant))
    again = pair.seen.make_credit_report(order(pair, grant))

    assert isinstance(first, Accepted)
    assert again == first
    assert first.value.sha256 == hashlib.sha256(first.value.pdf).hexdigest()
    outcomes = [conclusion.outcome for conclusion in first.value.conclusions]
    assert outcomes == [DomainOutcome.CLEAN, DomainOutcome.NO_CONCLUSION], "no source, no conclusion"


def test_the_day_is_dongguans_where_utc_still_has_the_day_before(pair: Pair) -> None:
    pair.clock.now = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)

    answer = pair.seen.make_credit_report(order(pair, granted(pair), period_to=date(2026, 11, 24)))

    assert isinstance(answer, Accepted)


def test_five_years_are_five_years_and_not_a_day_more(pair: Pair) -> None:
    pair.clock.now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    under = granted(pair)

    whole = order(pair, under, period_from=date(2021, 11, 24), period_to=date(2026, 11, 23))
    over = order(pair, under, key="o" * 32, period_from=date(2021, 11, 23), period_to=date(2026, 11, 23))

    assert isinstance(pair.seen.make_credit_report(whole), Accepted)
    assert pair.seen.make_credit_report(over) == Refused("period-too-long", status=422)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"domains": ()}, "domains-empty"),
        ({"domains": ("weather",)}, "domains-unknown"),
        ({"purpose": "curiosity"}, "purpose-unknown"),
        ({"period_from": date(2000, 1, 1)}, "period-too-long"),
        ({"period_to": date(2000, 1, 1)}, "period-upside-down"),
        ({"period_to": date(2999, 1, 1)}, "period-in-future"),
        ({"grant": "g" * 32}, "grant-unknown"),
        ({"period_from": None}, "period-missing"),
        ({"period_to": None}, "period-missing"),
        ({"variant": "hologram"}, "variant-unknown"),
        ({"variant": "standard"}, "scope-not-asked"),
        ({"variant": "dongguan"}, "grant-other-service"),
    ],
)
def test_an_order_that_cannot_be_is_refused(pair: Pair, changes: dict[str, object], code: str) -> None:
    answer = pair.seen.make_credit_report(order(pair, granted(pair), **changes))

    assert isinstance(answer, Refused)
    assert answer.code == code


def test_a_version_without_a_choice_is_ordered_without_one(pair: Pair) -> None:
    bare = order(pair, granted(pair), variant="standard", domains=(), period_from=None, period_to=None)

    answer = pair.seen.make_credit_report(bare)

    assert isinstance(answer, Accepted)
    assert answer.value.variant == "standard"


def test_the_same_key_with_another_order_is_refused(pair: Pair) -> None:
    grant = granted(pair)
    pair.seen.make_credit_report(order(pair, grant))

    answer = pair.seen.make_credit_report(order(pair, grant, domains=("tax",)))

    assert answer == Refused("order-changed", status=409)


def test_a_grant_runs_out(pair: Pair) -> None:
    grant = granted(pair)
    pair.clock.now += timedelta(minutes=16)

    answer = pair.seen.make_credit_report(order(pair, grant))

    assert answer == Refused("grant-expired", status=403)


def test_a_batch_is_applied_item_by_item_and_a_second_time_is_a_duplicate(pair: Pair, filled: Outbox) -> None:
    filled.file([appeal(), rating()], NOW)
    batch = batch_of(pair, filled)

    first, second = pair.seen.deliver(batch), pair.seen.deliver(batch)

    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    assert [result.status for result in first.value.results] == [ItemStatus.APPLIED] * 2
    assert [result.status for result in second.value.results] == [ItemStatus.DUPLICATE] * 2
    assert [result.receipt for result in first.value.results] == [result.receipt for result in second.value.results]
    assert first.value.results[0].receipt.startswith("QG")
    assert len(pair.behind.applied) == 2


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"seq": 3}, ItemStatus.GAP, ""),
        ({"payload_sha256": "0" * 64}, ItemStatus.REJECTED, "payload-hash-wrong"),
        ({"aggregate": "visit:other"}, ItemStatus.REJECTED, "sealed-broken"),
        ({"schema_version": 2}, ItemStatus.REJECTED, "schema-version-unknown"),
    ],
)
def test_an_item_that_does_not_fit_is_answered_and_has_no_effect(
    pair: Pair, filled: Outbox, changes: dict[str, object], status: ItemStatus, code: str
) -> None:
    filled.file([rating()], NOW)
    batch = altered_batch(batch_of(pair, filled), **changes)

    answer = pair.seen.deliver(batch)

    assert isinstance(answer, Accepted)
    assert [(result.status, result.code) for result in answer.value.results] == [(status, code)]
    assert pair.behind.applied == ()


def altered_batch(batch: Batch, **changes: object) -> Batch:
    items = tuple(
        BatchItem.model_validate_json(item.model_copy(update=changes).model_dump_json()) for item in batch.items
    )
    return Batch(incarnation=batch.incarnation, items=items)


def test_a_known_key_with_other_content_is_a_mismatch(pair: Pair, filled: Outbox) -> None:
    filled.file([rating()], NOW)
    batch = batch_of(pair, filled)
    pair.seen.deliver(batch)
    other = sealed_anew(pair, batch.items[0])

    answer = pair.seen.deliver(Batch(incarnation=batch.incarnation, items=(other,)))

    assert isinstance(answer, Accepted)
    assert answer.value.results[0].status is ItemStatus.MISMATCH


def sealed_anew(pair: Pair, item: BatchItem) -> BatchItem:
    """Another rating under the same key, sealed as a terminal would."""
    plain = rating(stars=1).payload.model_dump_json().encode()
    place = aad_of(item.key, item.aggregate, item.seq, item.schema_version)
    sealed = seal(pair.behind.sealing_public_key, plain, place)
    return item.model_copy(update={"sealed_payload": sealed, "payload_sha256": hashlib.sha256(sealed).hexdigest()})


def test_an_appeal_delivered_can_be_asked_after_by_its_code(pair: Pair, filled: Outbox) -> None:
    filled.file([appeal()], NOW)
    delivered = pair.seen.deliver(batch_of(pair, filled))

    known = pair.seen.appeal_progress(AppealQuery(query_code=CODE))
    unknown = pair.seen.appeal_progress(AppealQuery(query_code="000000000000"))

    assert isinstance(known, Accepted)
    assert isinstance(delivered, Accepted)
    assert (known.value.appeal_no, known.value.state) == (delivered.value.results[0].receipt, AppealState.RECEIVED)
    assert unknown == Refused("appeal-unknown", status=404)


def test_a_cut_wire_is_unreachable_and_a_mended_one_is_not(pair: Pair) -> None:
    pair.behind.cut()
    assert pair.seen.greet() == Unreachable(Cause.NO_CONNECTION)

    pair.behind.mend()

    assert isinstance(pair.seen.greet(), Accepted)


def test_a_lost_reply_has_had_its_effect(pair: Pair, filled: Outbox) -> None:
    filled.file([rating()], NOW)
    pair.behind.fault_next(lost_reply)

    answer = pair.seen.deliver(batch_of(pair, filled))

    assert answer == Unreachable(Cause.NO_CONNECTION)
    assert len(pair.behind.applied) == 1
