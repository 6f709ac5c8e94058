"""What the token of a credit report says: enough to hold it against the sheet in hand, and no person in it."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import timedelta

from app.contract.credit import DomainOutcome
from central.papers.tables import IssuedPaper
from central.zones.credit.facts import ReportFacts
from printing.page_hashes import PageHashes
from printing.token.claims import HASH_BYTES, Claims, Results

BELIEVED = timedelta(days=180)
"""So long a terminal without a wire may vouch for a report; after that only the centre can."""


def claims_of(facts: ReportFacts, canonical_facts: str, paper: IssuedPaper, hashes: PageHashes) -> Claims:
    return Claims(
        number=facts.report_no,
        issued_at=facts.generated_at.replace(microsecond=0),
        expires_at=(facts.generated_at + BELIEVED).replace(microsecond=0),
        uscc=facts.subject.uscc,
        period_from=facts.period_from,
        period_to=facts.period_to,
        results=_results(facts),
        pages=len(hashes.pages),
        facts_hash=facts_hash(canonical_facts),
        pages_root=hashes.root[:HASH_BYTES],
        terminal=facts.terminal_id,
        status_index=paper.status_index,
    )


def facts_hash(canonical_facts: str) -> bytes:
    return hashlib.sha256(canonical_facts.encode()).digest()[:HASH_BYTES]


def _results(facts: ReportFacts) -> Results:
    counted = Counter(row.outcome for row in facts.findings.domains)
    return Results(
        clean=counted[DomainOutcome.CLEAN],
        with_records=counted[DomainOutcome.RECORDS],
        no_conclusion=counted[DomainOutcome.NO_CONCLUSION],
    )
