"""All of them, in one folder."""

from __future__ import annotations

from pathlib import Path

from central.datasets.files import FOLDER, Index, write
from central.datasets.kinds import (
    CampaignEvent,
    FamilyEdge,
    IncentiveScene,
    JobFair,
    LicenceItem,
    LoanProduct,
    TaxItem,
)
from central.seeding.sets.families import family_edges
from central.seeding.sets.items import licence_items, tax_items
from central.seeding.sets.offers import incentive_scenes, job_fairs, loan_products
from central.seeding.sets.weeks import campaign_events


def write_every(home: Path, enterprises: int) -> Index:
    """The same bytes for the same number of enterprises."""
    return write(
        home / FOLDER,
        (
            (FamilyEdge, family_edges(enterprises)),
            (LicenceItem, licence_items()),
            (TaxItem, tax_items()),
            (LoanProduct, loan_products()),
            (JobFair, job_fairs(enterprises)),
            (IncentiveScene, incentive_scenes()),
            (CampaignEvent, campaign_events()),
        ),
    )
