"""The report's versions: what each asks, who may have it, what it says, field by field, and what it never says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from central_world import ALL_DOMAINS, World, today_of
from report_reading import missing, squeezed, text_of
from sqlalchemy import delete, select, update

from app.contract.credit import CreditCatalogue, CreditReportOrder, ReportVariant, SealedReport
from central.db.parameters import Parameter
from central.seeding.feeds import EDITIONS, FEEDS
from central.seeding.named import CLEAN_USCC, DIRTY_USCC, REPAIRED_USCC
from central.zones.credit.facts import ReportFacts
from central.zones.credit.find import SHOW_REPAIRED
from central.zones.credit.portrait_tables import Contract, Feed, OfferedVariant, RecordClass
from central.zones.credit.tables import CreditReport, Domain
from central.zones.credit.variants import VARIANTS
from kiosk.words import known_codes
from printing.seal import verify

PROOF, PORTRAIT, STANDARD = (variant.value for variant in ReportVariant)
SCOPE: dict[str, Any] = {"domains": (), "period_from": None, "period_to": None}
"""What a version says that has nothing to choose."""

INNER = frozenset({"variant", "template_version", "generated_at", "terminal_id", "rules_version", "catalogue_version"})
"""Printed in words or in groups; held below."""
NOT_IN_A_LINE = frozenset({"facts", "basis", "content", "authority", "performed", "repairable_from", "severity"})
"""A penalty is one line in the 东莞版; every field of it stands in the other two."""


def ordered(world: World, variant: str, uscc: str = CLEAN_USCC, **changes: Any) -> CreditReportOrder:
    grant = changes.pop("grant", None) or world.grant(uscc, service=VARIANTS[variant].service)
    scope = {} if variant == PROOF else SCOPE
    return world.order(uscc, grant=grant, variant=variant, **(scope | changes))


def made(world: World, variant: str, uscc: str = CLEAN_USCC) -> tuple[SealedReport, ReportFacts]:
    """A report, and the facts that the centre keeps of it."""
    answered = world.terminal.post("/v1/credit/reports", ordered(world, variant, uscc))
    assert answered.status == 200, answered
    report = SealedReport.model_validate_json(answered.body)
    with world.centre.database.reading() as session:
        return report, ReportFacts.model_validate_json(session.get_one(CreditReport, report.report_no).facts)


def changed(world: World, *statements: Any) -> None:
    with world.centre.database.writing() as session:
        for statement in statements:
            session.execute(statement)


# ---- what is offered ----


def test_catalogue_says_what_each_version_asks(shared_world: World) -> None:
    catalogue = CreditCatalogue.model_validate_json(shared_world.terminal.get("/v1/credit/catalogue").body)

    asked = {offer.id: (offer.asks_scope, offer.service, offer.max_years) for offer in catalogue.variants}
    assert list(asked) == [PROOF, PORTRAIT, STANDARD]
    assert asked == {PROOF: (True, "S901", 5), PORTRAIT: (False, "S902", 5), STANDARD: (False, "S901", 5)}
    assert all(offer.name and offer.name_en for offer in catalogue.variants)


def test_version_is_offered_from_its_first_day_to_its_last(world: World) -> None:
    today = today_of(world)
    row = update(OfferedVariant).where(OfferedVariant.id == STANDARD)

    def offered() -> bool:
        catalogue = CreditCatalogue.model_validate_json(world.terminal.get("/v1/credit/catalogue").body)
        return STANDARD in {offer.id for offer in catalogue.variants}

    days = [(today, today, True), (today - timedelta(days=9), today - timedelta(days=1), False)]
    days += [(today + timedelta(days=1), None, False), (today, None, True)]  # type: ignore[list-item]  # no last day
    for first, last, expected in days:
        changed(world, row.values(offered_from=first, offered_until=last))
        assert offered() is expected


def test_version_no_longer_offered_is_refused(world: World) -> None:
    order = ordered(world, PORTRAIT)
    changed(world, delete(OfferedVariant).where(OfferedVariant.id == PORTRAIT))

    assert world.terminal.post("/v1/credit/reports", order).code == "variant-unknown"


def test_version_offered_by_the_table_but_unknown_to_the_program_is_left_out(world: World) -> None:
    changed(world, update(OfferedVariant).where(OfferedVariant.id == STANDARD).values(id="hologram"))

    catalogue = CreditCatalogue.model_validate_json(world.terminal.get("/v1/credit/catalogue").body)

    assert [offer.id for offer in catalogue.variants] == [PROOF, PORTRAIT]


def test_years_of_a_version_follow_the_rule_in_force(world: World) -> None:
    name = VARIANTS[PORTRAIT].years
    row = Parameter(name=name, effective_from=today_of(world), value="2", source="测试", verified=False)
    with world.centre.database.writing() as session:
        session.add(row)

    _, facts = made(world, PORTRAIT)

    assert (facts.period_from, facts.period_to) == (date(2024, 11, 24), date(2026, 11, 23))


# ---- bad orders ----


@pytest.mark.parametrize(
    ("variant", "changes", "code"),
    [
        (PORTRAIT, {"domains": ("fire",)}, "scope-not-asked"),
        (PORTRAIT, {"period_from": date(2026, 1, 1)}, "scope-not-asked"),
        (STANDARD, {"period_to": date(2026, 11, 23)}, "scope-not-asked"),
        (STANDARD, {"domains": ALL_DOMAINS}, "scope-not-asked"),
        (PROOF, {"period_from": None}, "period-missing"),
        (PROOF, {"period_to": None}, "period-missing"),
        (PROOF, {"domains": ()}, "domains-empty"),
        (PROOF, {"domains": ("astrology",)}, "domains-unknown"),
        (PROOF, {"period_from": date(2021, 11, 23)}, "period-too-long"),
        (PROOF, {"period_to": date(2026, 11, 24)}, "period-in-future"),
        (PROOF, {"period_to": date(2020, 1, 1)}, "period-upside-down"),
        (PORTRAIT, {"purpose": "curiosity"}, "purpose-unknown"),
        (STANDARD, {"purpose": ""}, "purpose-unknown"),
        (STANDARD, {"grant": "no-such-grant"}, "grant-unknown"),
    ],
)
def test_order_that_cannot_be_met_is_refused_with_a_code_that_has_words(
    shared_world: World, variant: str, changes: dict[str, Any], code: str
) -> None:
    answered = shared_world.terminal.post("/v1/credit/reports", ordered(shared_world, variant, **changes))

    assert answered.code == code
    assert code in known_codes()


@pytest.mark.parametrize("variant", ["hologram", "", "NO-VIOLATIONS", "no-violations ", "东莞版", "x" * 4_000])
def test_version_nobody_knows_is_refused(shared_world: World, variant: str) -> None:
    order = shared_world.order(variant=variant)

    assert shared_world.terminal.post("/v1/credit/reports", order).code == "variant-unknown"


@pytest.mark.parametrize(("variant", "service"), [(PORTRAIT, "S901"), (STANDARD, "S902"), (PROOF, "S902")])
def test_grant_for_another_version_opens_nothing(shared_world: World, variant: str, service: str) -> None:
    order = ordered(shared_world, variant, grant=shared_world.grant(service=service))

    assert shared_world.terminal.post("/v1/credit/reports", order).code == "grant-other-service"


def test_agent_who_may_fetch_public_records_may_not_see_what_the_enterprise_owes(shared_world: World) -> None:
    code = shared_world.licence_code(CLEAN_USCC, "wang")

    assert shared_world.show_licence(code, "wang", "S902").code == "licence-scope"


def test_order_without_a_version_is_the_one_there_has_always_been(shared_world: World) -> None:
    plain = shared_world.order().model_dump(mode="json", exclude={"variant"})

    report = SealedReport.model_validate_json(shared_world.terminal.post("/v1/credit/reports", plain).body)

    assert report.variant == PROOF


# ---- one order, one report ----


@pytest.mark.parametrize("variant", [PROOF, PORTRAIT, STANDARD])
def test_same_key_gives_the_same_bytes_in_every_version(shared_world: World, variant: str) -> None:
    order = ordered(shared_world, variant, DIRTY_USCC)

    answers = [shared_world.terminal.post("/v1/credit/reports", order).body for _ in range(2)]

    report = SealedReport.model_validate_json(answers[0])
    assert answers[0] == answers[1]
    assert report.variant == variant
    assert verify(report.pdf, shared_world.centre.home.root_pem).valid


def test_same_key_for_another_version_is_refused(shared_world: World) -> None:
    order = ordered(shared_world, STANDARD)
    shared_world.terminal.post("/v1/credit/reports", order)

    other = shared_world.terminal.post("/v1/credit/reports", order.model_copy(update={"variant": PORTRAIT}))

    assert (other.status, other.code) == (409, "order-changed")


# ---- the paper says what is known, field by field ----


@pytest.mark.parametrize("uscc", [CLEAN_USCC, DIRTY_USCC])
def test_portrait_has_every_field_it_was_made_from(shared_world: World, uscc: str) -> None:
    report, facts = made(shared_world, PORTRAIT, uscc)
    text = text_of(report.pdf)

    assert facts.portrait is not None
    assert missing(facts.subject, text) == []
    assert missing(facts.portrait, text, frozenset({"feeds", "classes", "quarter_end", "graded_on"})) == []
    assert missing(facts.findings, text, NOT_IN_A_LINE | {"domains"}) == []
    assert all(f"{one.quarter_end:%Y-%m}" in text for one in facts.portrait.insured_staff)


@pytest.mark.parametrize("uscc", [CLEAN_USCC, DIRTY_USCC])
def test_standard_version_has_every_field_it_was_made_from(shared_world: World, uscc: str) -> None:
    report, facts = made(shared_world, STANDARD, uscc)
    text = text_of(report.pdf)

    assert facts.portrait is not None
    assert missing(facts.subject, text) == []
    assert missing(facts.portrait, text, frozenset({"feeds"})) == []
    assert missing(facts.findings, text, frozenset({"domains"})) == []


@pytest.mark.parametrize("uscc", [CLEAN_USCC, DIRTY_USCC])
def test_proof_has_every_field_it_was_made_from(shared_world: World, uscc: str) -> None:
    report, facts = made(shared_world, PROOF, uscc)
    text = text_of(report.pdf)

    assert missing(facts, text, INNER) == []


@pytest.mark.parametrize("variant", [PROOF, PORTRAIT, STANDARD])
def test_every_page_carries_number_code_terminal_and_time(shared_world: World, variant: str) -> None:
    report, _ = made(shared_world, variant)

    text = text_of(report.pdf)

    for running in (report.report_no, f"核验码{report.verify_code}", "终端T0003", "2026-11-2310:00:00"):
        assert text.count(running) >= report.pages
    assert VARIANTS[variant].name in text
    assert VARIANTS[variant].template in text


@pytest.mark.parametrize("variant", [PORTRAIT, STANDARD])
def test_every_source_stands_with_its_name_and_date(shared_world: World, variant: str) -> None:
    report, facts = made(shared_world, variant)
    text = text_of(report.pdf)

    assert facts.portrait is not None
    shown = [feed for feed in facts.portrait.feeds if variant == STANDARD or feed.id in DIMENSION_FEEDS]
    for feed in shown:
        if feed.as_of is None:
            assert squeezed(f"{feed.name}：本领域数据未接入，本报告不作结论") in text
        elif feed.fresh:
            assert squeezed(f"来源：{feed.source_org}，数据更新至 {feed.as_of}") in text
        else:
            assert squeezed(f"{feed.name}：本领域数据暂未更新（更新至 {feed.as_of}），本报告不作结论") in text
    assert [feed.id for feed in shown if not feed.fresh and feed.as_of] == ["inspections"]


DIMENSION_FEEDS = {
    "registration",
    "permits",
    "inspections",
    "anomalies",
    "contracts",
    "promises",
    "court-cases",
    "tax-grades",
    "insured-staff",
    "financing",
    "honours",
    "intellectual-rights",
}


def test_portrait_has_its_eight_dimensions_and_no_score(shared_world: World) -> None:
    text = text_of(made(shared_world, PORTRAIT, DIRTY_USCC)[0].pdf)

    names = ("基础", "监管", "履约", "司法", "纳税", "用工", "融资", "荣誉")
    assert all(f"{numeral}、{name}" in text for numeral, name in zip("一二三四五六七八", names, strict=True))
    assert "不评分、不评级、不排名" in text
    assert not any(word in text for word in ("得分", "总分", "信用分", "分值"))


@pytest.mark.parametrize("as_of", [None, date(2024, 1, 1)])
def test_dimension_without_fresh_data_never_says_there_is_nothing(world: World, as_of: date | None) -> None:
    changed(world, update(Feed).values(as_of=as_of))

    report, facts = made(world, PORTRAIT)

    assert facts.portrait is not None
    state = "未接入" if as_of is None else f"暂未更新（更新至{as_of}）"
    text = text_of(report.pdf)
    for feed in DIMENSION_FEEDS - {"registration"}:
        assert squeezed(f"{facts.portrait.feed(feed).name}：本领域数据{state}，本报告不作结论") in text
    assert not any(word in text for word in ("无此类记录", "无记录"))


@pytest.mark.parametrize("variant", [PORTRAIT, STANDARD, PROOF])
def test_nothing_at_all_is_concluded_where_no_source_is_fresh(world: World, variant: str) -> None:
    changed(world, update(Feed).values(as_of=None), update(Domain).values(as_of=date(2024, 1, 1)))

    report, _ = made(world, variant)

    text = text_of(report.pdf)
    assert "不作结论" in text
    assert not any(word in text for word in ("未发现违法违规记录。", "未发现此类记录", "无此类记录", "法院执行无记录"))


def test_standard_version_shows_nothing_that_is_not_public(shared_world: World) -> None:
    report, facts = made(shared_world, STANDARD, DIRTY_USCC)

    assert facts.portrait is not None
    assert facts.portrait.financings == ()
    assert facts.portrait.insured_staff == ()
    assert not any(word in text_of(report.pdf) for word in ("参保", "融资与担保", "未结清"))


# ---- the catalogue of classes ----


@pytest.mark.parametrize(
    ("today", "edition", "count"),
    [
        (date(2021, 12, 15), "", 0),
        (date(2021, 12, 16), "2021年版", 11),
        (date(2022, 12, 26), "2021年版", 11),
        (date(2022, 12, 27), "2022年版", 12),
        (date(2024, 2, 8), "2022年版", 12),
        (date(2024, 2, 9), "2024年版", 13),
        (date(2026, 11, 23), "2024年版", 13),
    ],
)
def test_classes_are_those_of_the_edition_in_force(shared_world: World, today: date, edition: str, count: int) -> None:
    from central.zones.credit.portrait import classes_in_force

    with shared_world.centre.database.reading() as session:
        found, classes = classes_in_force(session, today)
        rows = session.scalars(select(RecordClass)).all()

    assert (found, len(classes)) == (edition, count)
    assert not any(row.verified for row in rows)
    assert all("待确认" in row.source for row in rows)


def test_standard_version_prints_each_class_of_the_edition(shared_world: World) -> None:
    text = text_of(made(shared_world, STANDARD)[0].pdf)

    for numeral, (_, name) in zip(
        ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三"),
        EDITIONS[-1][2],
        strict=True,
    ):
        assert f"{numeral}、{name}" in text
    assert "信息目录2024年版" in text


def test_class_that_the_program_has_no_data_for_says_so(world: World) -> None:
    with world.centre.database.writing() as session:
        session.add(
            RecordClass(
                effective_from=date(2024, 2, 9),
                id="oracles",
                position=13,
                edition="2024年版",
                name="占卜信息",
                source="测试",
                verified=False,
            )
        )

    text = text_of(made(world, STANDARD)[0].pdf)

    assert "十四、占卜信息" in text
    assert text.count("本领域数据未接入，本报告不作结论") >= 2


# ---- what is known on which day ----


@pytest.mark.parametrize("variant", [PROOF, STANDARD])
def test_repaired_record_is_shown_to_the_day_before_a_rule_hides_it(world: World, variant: str) -> None:
    tomorrow = today_of(world) + timedelta(days=1)
    with world.centre.database.writing() as session:
        session.add(Parameter(name=SHOW_REPAIRED, effective_from=tomorrow, value="hide", source="测试", verified=False))

    _, today = made(world, variant, REPAIRED_USCC)
    world.clock.forward(days=1)
    _, next_day = made(world, variant, REPAIRED_USCC)

    assert [fact.repaired_on is not None for fact in today.findings.penalties] == [True]
    assert next_day.findings.penalties == ()


def test_contract_kept_after_the_report_was_not_kept_on_its_day(world: World) -> None:
    _, before = made(world, PORTRAIT)
    assert before.portrait is not None
    open_ones = [one for one in before.portrait.contracts if one.performed_on is None]
    tomorrow = today_of(world) + timedelta(days=1)
    changed(
        world,
        update(Contract)
        .where(Contract.uscc == CLEAN_USCC, Contract.performed_on.is_(None))
        .values(performed_on=tomorrow),
    )

    _, same_day = made(world, PORTRAIT)
    world.clock.forward(days=1)
    _, next_day = made(world, PORTRAIT)

    assert open_ones
    assert same_day.portrait is not None
    assert next_day.portrait is not None
    assert same_day.portrait.contracts == before.portrait.contracts
    assert all(one.performed_on for one in next_day.portrait.contracts)


def test_every_feed_has_a_source_and_none_is_confirmed_by_anybody(shared_world: World) -> None:
    with shared_world.centre.database.reading() as session:
        feeds = session.scalars(select(Feed)).all()

    assert {feed.id for feed in feeds} == {feed.id for feed in FEEDS}
    assert all(feed.source_org for feed in feeds)
    assert not any(feed.verified for feed in feeds)
