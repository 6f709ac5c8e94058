"""What may be asked: versions, domains and purposes."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.credit import CreditCatalogue, CreditDomain, DomainGroup, Purpose
from central.db.parameters import parameter
from central.zones.credit.find import all_domains
from central.zones.credit.rules import is_stale
from central.zones.credit.tables import Domain, ReportPurpose
from central.zones.credit.variants import MAX_YEARS, offers

CATALOGUE_VERSION = "38-2024"
"""粤办函〔2023〕306号: 38 domains from 2024-02-01."""


def catalogue(session: Session, today: date) -> CreditCatalogue:
    purposes = session.scalars(select(ReportPurpose).order_by(ReportPurpose.position))
    return CreditCatalogue(
        version=CATALOGUE_VERSION,
        max_years=int(parameter(session, MAX_YEARS, today).value),
        domains=tuple(_domain(row, today) for row in all_domains(session)),
        purposes=tuple(Purpose(id=row.id, name=row.name, name_en=row.name_en) for row in purposes),
        variants=offers(session, today),
    )


def _domain(row: Domain, today: date) -> CreditDomain:
    return CreditDomain(
        id=row.id,
        name=row.name,
        name_en=row.name_en,
        group=DomainGroup(row.group),
        source_org=row.source_org,
        as_of=row.as_of,
        stale=is_stale(row.as_of, row.fresh_days, today),
        verified=row.verified,
    )
