"""Licence codes and what they prove, in memory."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.contract.licence import HolderRole, LicenceGrant, LicenceVerification
from app.fake_central.refusing import Says

CODE_LIVES = timedelta(seconds=330)
GRANT_LIVES = timedelta(minutes=15)


@dataclass(frozen=True)
class ShownLicence:
    """A licence code on somebody's telephone. `holders` are ID numbers and the role the licence gives them."""

    issued_at: datetime
    holders: dict[str, HolderRole] = field(default_factory=dict, repr=False)
    uscc: str = "91441900MA0TE5T08W"
    entity_name: str = "合成企业（测试）有限公司"
    town: str = "寮步镇"
    permanent: bool = False


@dataclass
class Licences:
    shown: dict[str, ShownLicence] = field(default_factory=dict, repr=False)
    used: set[str] = field(default_factory=set, repr=False)
    grants: dict[str, LicenceGrant] = field(default_factory=dict, repr=False)
    services: dict[str, str] = field(default_factory=dict, repr=False)
    """What each grant is for."""

    def verify(self, asked: LicenceVerification, now: datetime) -> LicenceGrant:
        """A code proves once; one shown and then refused for its holder has been shown all the same."""
        licence = self._take(asked.code, now)
        role = licence.holders.get(asked.holder.number)
        if role is None:
            raise Says(403, "licence-holder-not-listed")
        granted = LicenceGrant(
            grant=secrets.token_urlsafe(32),
            uscc=licence.uscc,
            entity_name=licence.entity_name,
            town=licence.town,
            holder_role=role,
            expires_at=now + GRANT_LIVES,
        )
        self.grants[granted.grant] = granted
        self.services[granted.grant] = asked.service
        return granted

    def _take(self, code: str, now: datetime) -> ShownLicence:
        licence = self.shown.get(code)
        if licence is None:
            raise Says(403, "licence-code-unknown")
        if licence.permanent:
            raise Says(403, "licence-code-permanent")
        if code in self.used:
            raise Says(403, "licence-code-used")
        if now - licence.issued_at > CODE_LIVES:
            raise Says(403, "licence-code-expired")
        self.used.add(code)
        return licence

    def standing_grant(self, grant: str, now: datetime) -> LicenceGrant:
        """The grant, if it still holds."""
        granted = self.grants.get(grant)
        if granted is None:
            raise Says(403, "grant-unknown")
        if granted.expires_at <= now:
            raise Says(403, "grant-expired")
        return granted
