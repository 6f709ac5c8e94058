"""THE CENTRE, DECLARATIONS: how a declaration becomes an entry of the terminals' pack, in its first version or a later one."""

from datetime import date
from typing import Final

from app.contract.declared_services import Consent, DeclaredService
from central.declarations.declaration import Declaration, words
from central.declarations.plan import catalog_codes, plan

FROM: Final = date(2026, 1, 1)


def entry_of(one: Declaration, version: int = 1, valid_from: date = FROM) -> DeclaredService:
    return DeclaredService(
        id=one.id,
        version=version,
        valid_from=valid_from,
        zone=plan()[one.id].zone,
        catalog_code=catalog_codes()[one.id],
        title=words(one.title),
        hint=words(one.hint),
        identity=one.identity,
        offline=one.offline,
        outputs=one.outputs,
        pages=one.form_pages(),
        consents=tuple(
            Consent(id=said.id, words=words(said.words), purposes=said.purposes, required=said.required)
            for said in one.consents
        ),
        commitment=one.commitment.said() if one.commitment else None,
        next_step=words(one.next_step),
        phone=one.phone,
        paper=one.paper,
        rated=one.rated,
        owner_unit=one.owner_unit,
        verified=one.verified,
    )
